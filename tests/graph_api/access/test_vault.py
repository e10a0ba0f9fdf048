"""The vault: sealed, bound to its place, rotated while in use, and never shown."""

import base64
import json
import logging
import secrets
import stat
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import boto3
import pytest
from moto.server import ThreadedMotoServer
from sqlalchemy import func, select
from typer.testing import CliRunner

from cypher.errors import Invalid, NotFound
from cypher.identity import InvalidId
from graph_api import cli
from graph_api.access.keys import Key, Keys, VaultError
from graph_api.access.references import check_owner, from_aws, from_vault, provide_references
from graph_api.access.vault import Vault
from graph_api.app import create_app
from graph_api.scan.ports import Sources
from graph_api.scanner.base import SourceError
from graph_api.scanner.secret import SecretRef
from graph_api.settings import load
from graph_api.state import open_store
from graph_api.state import tables as t

CANARY = "c4n4ry-of-the-vault"


@pytest.fixture
def settings(tmp_path):
    return load(state_directory=tmp_path / "state")


@pytest.fixture
def vault(settings):
    store = open_store(settings)
    made = Vault(store, Keys(settings))
    made.ready()
    yield made
    store.close()


def rows(vault):
    with vault.store.reading() as connection:
        return {(row.owner, row.field): row for row in connection.execute(select(t.secret))}


def overwrite(vault, owner, field, **values):
    with vault.store.writing() as connection:
        connection.execute(
            t.secret.update().where(t.secret.c.owner == owner, t.secret.c.field == field).values(**values)
        )


def test_a_secret_comes_back_whole_and_each_setting_is_another_version(vault):
    for text in ("x", "päß wörd\n ♥", "a" * 65_536):
        row = vault.put("shop", "password", text, by="person:ana")
        assert vault.open("shop", "password") == text
    assert (row.version, row.reference, row.changed_by) == (3, "vault:shop/password", "person:ana")
    vault.remove("shop", "password")
    with pytest.raises(NotFound):
        vault.open("shop", "password")
    for wrong in ("", "a" * 65_537):
        with pytest.raises(Invalid):
            vault.put("shop", "password", wrong, by="x")
    with pytest.raises(InvalidId):
        vault.put("Shop/..", "password", "x", by="x")


def test_the_form_names_its_key_and_two_seals_of_one_secret_differ(vault):
    vault.put("shop", "a", CANARY, by="x")
    vault.put("shop", "b", CANARY, by="x")
    first, second = (rows(vault)["shop", name].sealed.split(".") for name in "ab")
    assert first[:2] == second[:2] == ["v1", Keys(vault.keys.settings).read()[0].id]
    assert len(first) == 5
    assert not set(first[2:]) & set(second[2:])


def opens(vault, owner, field):
    """Whether a secret opens; why it does not, says nothing of it."""
    with suppress(VaultError):
        return vault.open(owner, field) == CANARY
    return False


@pytest.mark.parametrize(
    "moved",
    [
        lambda vault, row: overwrite(vault, "crm", "password", sealed=row.sealed, version=row.version),
        lambda vault, row: overwrite(vault, "shop", "user", sealed=row.sealed, version=row.version),
        lambda vault, row: overwrite(vault, "shop", "password", version=row.version + 1),
        lambda vault, row: overwrite(vault, "shop", "password", sealed=row.sealed[:-5] + "AAAA="),
        lambda vault, row: overwrite(vault, "shop", "password", sealed="v1.x"),
        lambda vault, row: overwrite(vault, "shop", "password", sealed=row.sealed.replace("v1.", "v9.", 1)),
        lambda vault, row: setattr(vault.store, "id", "another store"),
    ],
    ids=["source", "field", "version", "text", "form", "later", "store"],
)
def test_hostile_what_was_moved_or_changed_cannot_be_opened(vault, moved):
    for place in (("shop", "password"), ("crm", "password"), ("shop", "user")):
        vault.put(*place, CANARY, by="x")
    before = rows(vault)
    moved(vault, before["shop", "password"])
    assert any(not opens(vault, *place) for place in before)


def test_the_first_key_is_made_once_private_and_strong(settings, vault):
    file = settings.state_directory / "vault.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(base64.b64decode(file.read_text())) == 32
    before = file.read_text()
    Vault(vault.store, Keys(settings)).ready()
    assert file.read_text() == before
    assert "value" not in repr(Keys(settings).read())
    assert before.strip() not in repr(Keys(settings).read()) + repr(vault)


def test_a_missing_or_wrong_key_is_refused_and_nothing_is_overwritten(settings, vault):
    vault.put("shop", "password", CANARY, by="x")
    file = settings.state_directory / "vault.key"
    kept = file.read_text()
    for there in (None, Key.make().text):
        file.unlink() if there is None else file.write_text(there)
        with pytest.raises(VaultError, match=r"key [0-9a-f]{12} is missing, 1 secrets"):
            Vault(vault.store, Keys(settings)).ready()
        assert file.exists() == (there is not None)
        file.touch(mode=0o600)
    file.write_text(kept)
    Vault(vault.store, Keys(settings)).ready()
    assert vault.open("shop", "password") == CANARY


WEAK = {
    "short": base64.b64encode(secrets.token_bytes(16)).decode(),
    "none": "",
    "no base64": "!" * 44,
    "words": base64.b64encode(b"change-me-change-me-change-me-ok").decode(),
    "zeros": base64.b64encode(bytes(32)).decode(),
    "repeated": base64.b64encode(b"\x01\xfe" * 16).decode(),
    "OpenMetadata's": "jJ/9sz0g0OHxsfxOoSfdFdmk3ysNmPRnH3TUAbz3IHA=",
    "Airflow's": "46BKJoQYlPPOexq0OhDZnIlNepKFf87WFwLbfzqDDho=",
}


@pytest.mark.parametrize("weak", WEAK.values(), ids=WEAK)
def test_hostile_a_short_or_published_key_is_refused_before_anything_is_sealed(tmp_path, weak):
    file = tmp_path / "keys"
    file.write_text(f"{Key.make().text}\n{weak}\n" if weak else "")
    file.chmod(0o600)
    for settings in (
        load(state_directory=tmp_path, vault_key_file=file),
        load(state_directory=tmp_path, vault_keys=weak or " "),
    ):
        with pytest.raises(VaultError) as caught:
            Keys(settings).read()
        assert not weak or weak not in str(caught.value)


def test_hostile_a_server_with_a_weak_key_does_not_start(tmp_path):
    settings = load(
        state_directory=tmp_path, neo4j_uri="bolt://127.0.0.1:1", neo4j_password="x", vault_keys=WEAK["words"]
    )
    with pytest.raises(VaultError, match="openssl rand"):
        create_app(settings)


def test_keys_that_others_can_read_are_refused(settings, vault):
    (settings.state_directory / "vault.key").chmod(0o640)
    with pytest.raises(VaultError, match="Others can read"):
        Keys(settings).read()


def test_keys_may_come_from_the_environment(tmp_path):
    old, new = Key.make(), Key.make()
    store = open_store(load(state_directory=tmp_path))
    first = Vault(store, Keys(load(state_directory=tmp_path, vault_keys=old.text)))
    first.ready()
    first.put("shop", "password", CANARY, by="x")
    assert not (tmp_path / "vault.key").exists()
    with pytest.raises(VaultError, match="before the others"):
        first.rotate()
    second = Vault(store, Keys(load(state_directory=tmp_path, vault_keys=f"{new.text},{old.text}")))
    assert second.rotate().kid == new.id
    third = Vault(store, Keys(load(state_directory=tmp_path, vault_keys=new.text)))
    third.ready()
    assert third.open("shop", "password") == CANARY
    store.close()


def test_rotation_under_load_fails_nobody_and_ends_with_a_proof(settings, vault):
    for number in range(60):
        vault.put(f"s{number}", "password", f"{CANARY}{number}", by="x")
    before = {row.kid for row in rows(vault).values()}
    server = Vault(vault.store, Keys(settings))  # another process, with the old keys in memory
    server.ready()
    done = []

    def use(number):
        while not done:
            assert server.open(f"s{number}", "password").startswith(CANARY)
            server.put(f"s{number}", "password", f"{CANARY}{number}", by="y")
        return True

    with ThreadPoolExecutor(3) as pool:
        using = [pool.submit(use, number) for number in range(3)]
        try:
            proof = vault.rotate()
        finally:
            done.append(1)
        assert all(each.result() for each in using)
    assert proof.secrets == 60
    assert set(proof.retired) == before
    assert {row.kid for row in rows(vault).values()} == {proof.kid}
    file = settings.state_directory / "vault.key"
    file.write_text(file.read_text().splitlines()[0])  # the old key may go
    fresh = Vault(vault.store, Keys(settings))
    fresh.ready()
    assert [fresh.open(f"s{number}", "password") for number in range(60)] == [
        f"{CANARY}{number}" for number in range(60)
    ]


def test_a_rotation_that_was_interrupted_goes_on_where_it_was(settings, vault, monkeypatch):
    for number in range(10):
        vault.put(f"s{number}", "password", CANARY, by="x")
    whole, turns = Vault._reseal, []

    def killed(self, *args):
        if len(turns) == 4:
            raise KeyboardInterrupt
        turns.append(1)
        whole(self, *args)

    monkeypatch.setattr(Vault, "_reseal", killed)
    with pytest.raises(KeyboardInterrupt):
        vault.rotate()
    monkeypatch.undo()
    assert sorted(len(list(each)) for each in (filter(lambda r: r.kid == kid, rows(vault).values()) for kid in {r.kid for r in rows(vault).values()})) == [4, 6]  # fmt: skip
    again = Vault(vault.store, Keys(settings))
    assert again.open("s0", "password") == again.open("s9", "password") == CANARY
    proof = again.rotate()
    assert (proof.secrets, len(proof.retired)) == (10, 1)  # no third key was made
    with vault.store.reading() as connection:
        assert connection.scalar(select(func.count(func.distinct(t.secret.c.kid)))) == 1


# References


def test_canary_a_scanner_looks_a_secret_up_and_shows_it_nowhere(settings, vault, caplog, tmp_path):
    caplog.set_level(logging.DEBUG)
    vault.put("shop", "password", CANARY, by="x")
    provide_references(settings)  # as a command does: it opens the vault by itself
    found = SecretRef("vault:shop/password").resolve()
    assert found.reveal() == CANARY
    shown = [repr(found), str(found), f"{found}", repr(vault), repr(vault.listed()), caplog.text, json.dumps([r.reference for r in vault.listed()])]  # fmt: skip
    assert all(CANARY not in each for each in shown)
    for file in settings.state_directory.iterdir():
        assert CANARY.encode() not in file.read_bytes(), file
    with pytest.raises(SourceError, match="pursight vault set shop absent"):
        SecretRef("vault:shop/absent").resolve()
    overwrite(vault, "shop", "password", version=9)
    with pytest.raises(SourceError, match="cannot be opened"):
        from_vault(settings, vault)("shop/password")


@pytest.mark.parametrize(
    "wrong",
    ["vault:shop", "vault:shop/a/b", "vault:../x", "vault:SHOP/x", "aws-sm:a b", "gcp:x", CANARY],
)
def test_what_is_no_reference_is_refused_without_being_repeated(wrong):
    with pytest.raises(ValueError, match="write a reference") as caught:
        SecretRef(wrong)
    assert wrong not in str(caught.value)


def test_hostile_a_source_cannot_have_the_secret_of_another_sent_to_where_it_says():
    check_owner("shop", {"password": "vault:shop/password", "host": "db", "port": 1})
    for other in ("vault:crm/password", "vault:shop2/password", "vault:shop"):
        with pytest.raises(Invalid, match="of its own only"):
            check_owner("shop", {"password": other})
    config = {"host": "evil.example.com", "database": "x", "user": "u", "password": "vault:crm/password"}
    with pytest.raises(Invalid, match="of its own only"):
        Sources().place("postgresql", config, "shop", None)


def test_a_secret_of_aws_is_looked_up_by_name_and_key(monkeypatch):
    server = ThreadedMotoServer(port=0)
    server.start()
    try:
        host, port = server.get_host_and_port()
        for name, value in {
            "AWS_ENDPOINT_URL": f"http://{host}:{port}",
            "AWS_ACCESS_KEY_ID": "x",
            "AWS_SECRET_ACCESS_KEY": "x",
            "AWS_DEFAULT_REGION": "eu-central-1",
        }.items():
            monkeypatch.setenv(name, value)
        client = boto3.client("secretsmanager")
        client.create_secret(Name="prod/shop", SecretString=json.dumps({"password": CANARY, "port": 5}))
        client.create_secret(Name="plain", SecretString=CANARY)
        client.create_secret(Name="bytes", SecretBinary=b"x")
        provide_references(load())
        assert SecretRef("aws-sm:prod/shop#password").resolve().reveal() == CANARY
        assert SecretRef("aws-sm:prod/shop#port").resolve().reveal() == "5"
        assert SecretRef("aws-sm:plain").resolve().reveal() == CANARY
        for wrong, told in {
            "absent": "ResourceNotFoundException",
            "prod/shop#user": "no key user",
            "plain#x": "no key x",
            "bytes": "no text",
        }.items():
            with pytest.raises(SourceError, match=told) as caught:
                from_aws(wrong)
            assert CANARY not in str(caught.value)
    finally:
        server.stop()
    with pytest.raises(SourceError, match="cannot be asked"):
        from_aws("plain")


# The command line


def test_canary_secrets_are_set_listed_and_rotated_on_the_command_line_and_never_shown(tmp_path, monkeypatch):
    monkeypatch.setenv("PURSIGHT_STATE_DIRECTORY", str(tmp_path))

    def pursight(*words, given=None):
        return CliRunner().invoke(cli.app, words, input=given)

    said = [
        pursight("vault", "set", "shop", "password", "--file", "-", given=f"{CANARY}\n"),
        pursight("vault", "list"),
        pursight("vault", "rotate"),
        pursight("vault", "list"),
    ]
    assert [each.exit_code for each in said] == [0] * 4, [each.output for each in said]
    assert "vault:shop/password is set, version 1" in said[0].output
    assert "1 secrets are sealed under key" in said[2].output
    assert pursight("vault", "set", "shop", "password").exit_code == 2  # nobody to ask
    (tmp_path / "vault.key").unlink()
    lost = pursight("vault", "list")
    assert (lost.exit_code, "is missing" in lost.output) == (2, True)
    assert all(CANARY not in each.output for each in [*said, lost])
