"""Settings: wrong ones are all reported at once, secrets never shown, and the page in docs says what the fields say."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_api import settings
from graph_api.settings import Settings, SettingsError, load

PAGE = Path(__file__).parent.parent.parent / "docs" / "operations" / "settings.md"


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch):
    for name, field in Settings.model_fields.items():
        monkeypatch.delenv(settings.variable(name, field), raising=False)


def test_an_empty_environment_is_a_loopback_server_with_its_own_neo4j(monkeypatch):
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    found = load()
    assert (found.host, found.port, found.embedded) == ("127.0.0.1", 8000, True)
    assert found.state_directory == Path.home() / ".local/state/pursight"


def test_directories_follow_xdg_and_ignore_a_relative_base(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert load().state_directory == tmp_path / "pursight"
    assert load().cache_directory == Path.home() / ".cache/pursight"


def test_all_errors_come_at_once_each_with_its_variable(monkeypatch, tmp_path):
    wrong = {
        "PURSIGHT_PORT": "99999",
        "PURSIGHT_HOST": "0.0.0.0",
        "PURSIGHT_LOG_LEVEL": "loud",
        "PURSIGHT_REQUEST_TIMEOUT": "-1",
        "PURSIGHT_ALLOWED_ORIGINS": "*",
        "PURSIGHT_ALLOWED_HOSTS": "https://catalog.example.com",
        "PURSIGHT_MAVEN_MIRROR": "ftp://mirror.example.com",
        "PURSIGHT_BODY_LIMIT": "a lot",
        "NEO4J_URI": "https://graph.example.com",
        "NEO4J_PASSWORD_FILE": str(tmp_path / "absent"),
    }
    for name, value in wrong.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load()
    lines = str(caught.value).splitlines()[1:-1]
    assert sorted(line.split(":")[0].strip() for line in lines) == sorted(wrong)


def test_a_server_that_others_can_reach_needs_tls_in_front_or_a_published_loopback_port(monkeypatch):
    for host in ("0.0.0.0", "::", "192.168.1.5", "catalog.example.com", ""):
        with pytest.raises(SettingsError, match="PURSIGHT_TRUSTED_PROXY"):
            load(host=host)
        assert load(host=host, published_on_loopback=True).host == host
        assert load(host=host, trusted_proxy="10.0.0.7, 10.1.0.0/24").trusted_proxy == ("10.0.0.7", "10.1.0.0/24")
    for host in ("127.0.0.1", "localhost", "::1", "127.8.9.10"):
        assert load(host=host).host == host


def test_a_wrong_excuse_is_reported_alone_not_as_a_wrong_host_too(monkeypatch):
    with pytest.raises(SettingsError) as caught:
        load(host="0.0.0.0", trusted_proxy="the proxy")
    assert "PURSIGHT_TRUSTED_PROXY" in str(caught.value)
    assert "PURSIGHT_HOST" not in str(caught.value)


def test_ones_own_neo4j_needs_a_password_from_one_place(monkeypatch, tmp_path):
    file = tmp_path / "password"
    file.write_text("from the file\nnot this\n")
    monkeypatch.setenv("NEO4J_URI", "bolt://127.0.0.1:7687")
    with pytest.raises(SettingsError, match="NEO4J_PASSWORD_FILE"):
        load()
    monkeypatch.setenv("NEO4J_PASSWORD_FILE", str(file))
    assert load().password().get_secret_value() == "from the file"
    monkeypatch.setenv("NEO4J_PASSWORD", "and here")
    with pytest.raises(SettingsError, match="not both"):
        load()
    monkeypatch.delenv("NEO4J_PASSWORD")
    found = load()
    file.unlink()
    with pytest.raises(SettingsError, match="cannot read"):
        found.password()


@pytest.mark.parametrize("content", [b"", b"\nsecond", b"\xff\xfe"])
def test_a_password_file_without_a_password_is_refused(monkeypatch, tmp_path, content):
    file = tmp_path / "password"
    file.write_bytes(content)
    with pytest.raises(SettingsError, match="NEO4J_PASSWORD_FILE"):
        load(neo4j_password_file=file)


CANARY = "c4n4ry-s3cret"


def test_canary_a_password_shows_neither_in_repr_nor_in_errors(monkeypatch):
    monkeypatch.setenv("NEO4J_PASSWORD", CANARY)
    assert CANARY not in repr(load(neo4j_uri="bolt://localhost")) + str(load())
    assert "***" in repr(load())
    for uri in (f"bolt://neo4j:{CANARY}@graph.example.com", f"bolt://{CANARY}@graph.example.com", "nothing"):
        with pytest.raises(SettingsError) as caught:
            load(neo4j_uri=uri, port="x")
        assert CANARY not in str(caught.value)
        assert caught.value.__cause__ is None
        assert caught.value.__suppress_context__


@given(st.text(alphabet="abcdefgh-.:/@*,[]0123456789 ", max_size=40))
def test_any_text_in_any_list_is_taken_or_refused_with_the_variables_name(text):
    for name in ("trusted_proxy", "allowed_hosts", "allowed_origins", "neo4j_uri", "maven_mirror", "host"):
        try:
            load(**{name: text})
        except SettingsError as error:
            assert name.upper() in str(error)  # noqa: PT017 - either way is fine, silence is not


def test_a_near_miss_is_pointed_out_and_a_name_of_ones_own_is_not():
    assert list(
        settings.misspelt({"PURSIGHT_PROT": "1", "PURSIGHT_SHOP_PASSWORD": "x", "HOME": "/", "NEO4J_URL": "x"})
    ) == [
        "NEO4J_URL is not a setting and is ignored; did you mean NEO4J_URI?",
        "PURSIGHT_PROT is not a setting and is ignored; did you mean PURSIGHT_PORT?",
    ]


def test_docs_and_fields_agree():
    assert PAGE.read_text("utf-8") == settings.markdown(), (
        "run: python -m graph_api.settings > docs/operations/settings.md"
    )


def test_every_setting_says_what_it_is_and_something_reads_it():
    sources = {path: path.read_text("utf-8") for floor in ("graph_api", "schema", "loaders", "cypher")
               for path in (PAGE.parent.parent.parent / floor).rglob("*.py") if path.name != "settings.py"}  # fmt: skip
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert field.description.endswith("."), name
        if name not in {"neo4j_password", "neo4j_password_file", "published_on_loopback"}:  # read by `Settings` itself
            assert any(f"settings.{name}" in text for text in sources.values()), f"nothing reads {name}"
