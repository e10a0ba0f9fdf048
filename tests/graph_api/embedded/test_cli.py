import re

import psutil
import pytest
from neo4j import GraphDatabase
from typer.testing import CliRunner

from graph_api import embedded
from graph_api.embedded.cli import neo4j_app
from graph_api.embedded.lock import Share


@pytest.fixture
def run(tmp_path, monkeypatch):
    """A command of the owner's, on a state directory of its own."""
    monkeypatch.setenv("PURSIGHT_STATE_DIRECTORY", str(tmp_path))
    monkeypatch.setenv("PURSIGHT_BOLT_PORT", "0")
    monkeypatch.delenv("NEO4J_URI", raising=False)
    yield lambda *words, text=None: CliRunner().invoke(neo4j_app, words, input=text)
    embedded.stop(tmp_path / "neo4j", force=True)


def test_start_leaves_a_server_that_shell_asks_browser_restarts_and_stop_ends(run, tmp_path):
    started = run("start")
    assert started.exit_code == 0, started.output
    uri = re.search(r"bolt://127\.0\.0\.1:\d+", started.output)[0]
    pid = int(re.search(r"process (\d+)", started.output)[1])
    password = (tmp_path / "neo4j" / "password").read_text()
    assert password not in started.output, "it stays in its file"

    seen = run("status")
    assert (seen.exit_code, uri in seen.output) == (0, True)
    asked = run("shell", text="CREATE (:Kept {name: 'a'});\nMATCH (k:Kept)\nRETURN k.name AS name, {x: null} AS m;\n")
    assert asked.exit_code == 0, asked.output
    assert "nodes created: 1" in asked.output
    assert re.search(r"│ a +│ {x: null} │", asked.output)
    wrong = run("shell", text="RETURN;\nCREATE (:Kept);\n")
    assert wrong.exit_code == 1
    assert "Invalid input" in wrong.output
    assert psutil.pid_exists(pid), "a kept server outlives its users"

    share = Share(tmp_path / "neo4j" / "users.lock")
    refused = run("browser")
    assert (refused.exit_code, "in use" in refused.output) == (1, True)
    share.leave()
    browser = run("browser")
    assert browser.exit_code == 0, browser.output
    assert not psutil.pid_exists(pid)
    page = re.search(r"http://127\.0\.0\.1:\d+/browser/", browser.output)[0]
    import httpx  # noqa: PLC0415 - after the servers, which take the time

    answer = httpx.get(page)
    assert answer.status_code == 200
    assert "Neo4j Browser" in answer.text
    assert password in browser.output, "who opens the browser is the owner and has to log in"
    assert page in run("status").output
    uri = re.search(r"bolt://127\.0\.0\.1:\d+", browser.output)[0]
    with GraphDatabase.driver(uri, auth=("neo4j", password)) as driver:
        assert driver.execute_query("MATCH (k:Kept) RETURN count(k) AS n").records[0]["n"] == 1

    assert run("stop").output == "Neo4j is stopped\n"
    assert run("stop").output == "Neo4j was not running\n"
    assert run("status").exit_code == 3


def test_a_server_of_ones_own_is_not_started_or_stopped_here(run, monkeypatch):
    monkeypatch.setenv("NEO4J_URI", "bolt://127.0.0.1:7687")
    monkeypatch.setenv("NEO4J_PASSWORD", "secret-word")
    for command in ("start", "stop", "status", "browser"):
        result = run(command)
        assert result.exit_code == 1
        assert "NEO4J_URI is set" in result.output
        assert "secret-word" not in result.output


def test_the_shell_asks_a_server_of_ones_own(run, monkeypatch, neo4j_server):
    monkeypatch.setenv("NEO4J_URI", neo4j_server.uri)
    monkeypatch.setenv("NEO4J_PASSWORD", neo4j_server.password)
    result = run("shell", text="RETURN 'there' AS here;\n")
    assert (result.exit_code, "there" in result.output) == (0, True)


def test_wrong_settings_are_exit_code_2(run, monkeypatch):
    monkeypatch.setenv("PURSIGHT_BOLT_PORT", "no number")
    result = run("start")
    assert (result.exit_code, "PURSIGHT_BOLT_PORT" in result.output) == (2, True)
