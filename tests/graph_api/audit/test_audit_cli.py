"""`pursight audit`, and the entries that commands leave."""

import json
import sqlite3

import pytest
from typer.testing import CliRunner

from graph_api import cli
from graph_api.app import create_app
from graph_api.settings import load


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("PURSIGHT_STATE_DIRECTORY", str(tmp_path / "state"))

    def invoke(*words, code=0):
        result = CliRunner().invoke(cli.app, [*words])
        assert result.exit_code == code, result.output
        return result.output

    return invoke


def test_audit_of_commands_is_proved_exported_held_and_pruned(run, tmp_path):
    run("user", "create", "etl", "--service")
    run("user", "list")
    run("user", "disable", "service:etl")
    run("user", "disable", "service:none", code=2)
    assert "3 entries (1 to 3) are whole" in run("audit", "verify")
    run("audit", "export", str(tmp_path / "audit.jsonl"))
    said = [json.loads(line)["entry"] for line in (tmp_path / "audit.jsonl").read_text().splitlines()]
    assert [(each["action"], each["actor"], each["outcome"]) for each in said] == [
        ("user create", "person:owner", "OK"),
        ("user disable", "person:owner", "OK"),
        ("user disable", "person:owner", "NOT_FOUND"),
        ("audit export", "person:owner", "OK"),
    ]
    assert said[1]["changes"][0]["after"]["disabled"] is True
    assert said[2]["given"]["message"] == "not found: service:none"
    run("audit", "hold", "case-7", "--reason", "asked by counsel")
    assert "asked by counsel" in run("audit", "holds")
    assert "case-7" in run("audit", "prune", "--before", "2026-01-01", code=1)
    run("audit", "release", "case-7", "--reason", "settled")
    assert "0 entries" in run("audit", "prune", "--before", "2020-01-01")
    lines = [json.loads(line)["entry"] for line in run("audit", "export").splitlines()]
    assert [(each["action"], each["outcome"]) for each in lines[4:]] == [
        ("audit hold", "OK"),
        ("audit prune", "CONFLICT"),
        ("audit release", "OK"),
        ("audit prune", "OK"),
        ("audit export", "OK"),
    ]
    assert "are whole" in run("audit", "verify")


def test_audit_verify_names_the_first_bad_entry_and_fails(run, tmp_path):
    for name in ("one", "two", "three"):
        run("user", "create", name, "--service")
    with sqlite3.connect(tmp_path / "state" / "state.db") as connection:
        connection.execute("UPDATE audit SET entry = replace(entry, 'person:owner', 'person:other') WHERE seq = 2")
    connection.close()
    assert "entry 2: its hash" in run("audit", "verify", code=1)


def test_audit_of_the_installations_token_is_an_entry_whoever_makes_it(run, tmp_path):
    """A server that starts, once; and the command that prints it, each time."""
    settings = load(
        state_directory=tmp_path / "state", neo4j_uri="bolt://127.0.0.1:1", neo4j_password="c4n4ry-pa55word"
    )
    for _ in range(2):
        app = create_app(settings)
        app.state.store.close()
    run("token")
    said = [json.loads(line)["entry"] for line in run("audit", "export").splitlines()]
    assert [(each["action"], each["actor"]) for each in said[:2]] == [
        ("start", "person:owner"),
        ("token", "person:owner"),
    ]
    assert said[0]["changes"][-1]["id"] == f"token:{app.state.token.id}"
    assert len(said) == 3
    assert app.state.token.reveal() not in json.dumps(said)
