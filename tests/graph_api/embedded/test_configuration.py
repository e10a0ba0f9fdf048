from pathlib import Path

import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_api.embedded import configuration
from graph_api.embedded.configuration import Memory, java_environment, memory_limit, neo4j_conf, size_memory

MB = 1 << 20


def lines(conf: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in conf.splitlines())


@pytest.mark.parametrize(
    ("total", "heap", "page_cache"),
    [(2, 512, 128), (8, 512, 256), (24, 1536, 768), (128, 8192, 4096), (1024, 8192, 8192)],
)
def test_memory_follows_the_machine(total, heap, page_cache):
    assert size_memory(total * 1024 * MB) == Memory(heap * MB, page_cache * MB)


@settings(deadline=None)
@given(st.integers(2 * 1024 * MB, 4096 * 1024 * MB))
def test_memory_never_takes_more_than_a_third(total):
    memory = size_memory(total)
    assert memory.heap + memory.page_cache <= total / 3
    assert memory.heap % MB == memory.page_cache % MB == 0


@pytest.mark.parametrize(("text", "limited"), [("max\n", False), ("1073741824\n", True)])
def test_a_container_counts_as_its_limit(tmp_path, monkeypatch, text, limited):
    (tmp_path / "memory.max").write_text(text)
    monkeypatch.setattr(configuration, "_CGROUP_LIMITS", (str(tmp_path / "none"), str(tmp_path / "memory.max")))
    assert memory_limit() == (1 << 30 if limited else psutil.virtual_memory().total)


def test_nothing_listens_but_bolt_on_loopback():
    conf = lines(neo4j_conf(port=17687, http_port=None, memory=Memory(1024 * MB, 256 * MB)))
    assert conf["server.bolt.listen_address"] == "127.0.0.1:17687"
    assert conf["server.default_listen_address"] == "127.0.0.1"
    assert conf["server.http.enabled"] == conf["server.https.enabled"] == "false"


def test_the_browser_listens_on_loopback_too():
    conf = lines(neo4j_conf(port=17687, http_port=17474, memory=Memory(1024 * MB, 256 * MB)))
    assert conf["server.http.enabled"] == "true"
    assert conf["server.http.listen_address"] == "127.0.0.1:17474"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("server.directories.import", "import"),
        ("dbms.security.allow_csv_import_from_file_urls", "false"),
        ("internal.dbms.cypher_ip_blocklist", "0.0.0.0/0,::/0"),
        ("dbms.security.auth_enabled", "true"),
        ("dbms.usage_report.enabled", "false"),
        ("db.transaction.timeout", "30s"),
        ("db.lock.acquisition.timeout", "10s"),
        ("db.memory.transaction.max", "256m"),
        ("server.bolt.connection_keep_alive", "10s"),
        ("dbms.memory.transaction.total.max", "716m"),
        ("server.memory.pagecache.size", "256m"),
    ],
)
def test_every_configuration_is_hardened(name, value):
    assert lines(neo4j_conf(port=1, http_port=2, memory=Memory(1024 * MB, 256 * MB)))[name] == value


def test_the_jvm_gets_no_options_of_the_users_environment(monkeypatch):
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", "-Dx=y")
    monkeypatch.setenv("PURSIGHT_SECRET", "s")
    environment = java_environment([Path("a.jar"), Path("b.jar")])
    assert environment["CLASSPATH"] == "a.jar:b.jar"
    assert not {"JAVA_TOOL_OPTIONS", "PURSIGHT_SECRET"} & environment.keys()
