"""The command line: every command is there, explains itself, and costs only what it needs."""

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from graph_api.cli import COMMANDS, app, load

runner = CliRunner()


def test_help_lists_every_command_without_importing_their_rooms():
    code = (
        "import sys; from graph_api.cli import app\n"
        "try: app(['--help'])\n"
        "except SystemExit: pass\n"
        "print([name for name in ('neo4j', 'strawberry', 'starlette', 'sqlglot', 'pyarrow') if name in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.strip().endswith("[]")
    for name, (_, _, text) in COMMANDS.items():
        assert name in shown
        assert text[:30] in shown


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_explains_itself(name):
    result = runner.invoke(app, [name, "--help"])
    assert result.exit_code == 0, result.output
    assert load(name).help
    assert "Usage:" in result.output
    assert "completion" not in result.output


def test_an_unknown_command_is_a_usage_error():
    result = runner.invoke(app, ["nope"])
    assert result.exit_code == 2
    assert "nope" in result.output


def test_settings_that_cannot_be_used_are_all_named_and_nothing_starts(monkeypatch, tmp_path):
    monkeypatch.setenv("PURSIGHT_STATE_DIRECTORY", str(tmp_path))
    monkeypatch.setenv("PURSIGHT_PORT", "http")
    monkeypatch.setenv("NEO4J_URI", "ftp://example")
    monkeypatch.setenv("NEO4J_PASSWORD", "canary-hunter2")
    result = runner.invoke(app, ["verify"])
    assert result.exit_code == 2
    assert "PURSIGHT_PORT" in result.output
    assert "NEO4J_URI" in result.output
    assert "hunter2" not in result.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("pair", ["host", "=x", ""])
def test_a_setting_of_a_source_is_a_name_and_a_value(pair):
    result = runner.invoke(app, ["source", "create", "shop", "--kind", "postgresql", "--set", pair])
    assert result.exit_code in (1, 2)
    assert "NAME=VALUE" in result.output


def test_schema_prints_the_sdl():
    assert "type Query" in runner.invoke(app, ["schema"]).output
