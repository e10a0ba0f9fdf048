"""`pursight lineage sql`: files and standard input, without any server or database."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[4] / "shared"
BLOCKED = """
import sys
for name in ("neo4j", "strawberry", "starlette", "spacy", "phonenumbers"):
    sys.modules[name] = None
import typer
from graph_api.lineage.cli import lineage_sql_command
app = typer.Typer()
app.command()(lineage_sql_command)
app()
"""


def run(*arguments, stdin=""):
    """Run the command where neither the graph's driver nor the web is importable."""
    command = [sys.executable, "-c", BLOCKED, *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, check=False, timeout=300)


def test_standard_input_is_answered_line_by_line():
    case = {
        "id": "x",
        "sql": 'INSERT INTO s.out SELECT c.a + 1 AS n, "odd.name" FROM src c WHERE c.b > 5',
        "dialect": "postgres",
        "default_db": "db",
        "default_schema": "public",
        "schemas": {
            "src": {"a": "int", "b": "int", "odd.name": "text"},
            'db.s."out"': {"n": "int", "odd.name": "text"},
        },
    }
    done = run("--jsonl", stdin=json.dumps(case))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "id": "x",
        "in_tables": ["db.public.src"],
        "out_tables": ["db.s.out"],
        "column_lineage": [
            {
                "downstream": {"table": "db.s.out", "column": "n"},
                "upstreams": [
                    {"table": "db.public.src", "column": "a", "transformation": "TRANSFORMATION", "masking": False}
                ],
            },
            {
                "downstream": {"table": "db.s.out", "column": "odd.name"},
                "upstreams": [
                    {"table": "db.public.src", "column": "odd.name", "transformation": "IDENTITY", "masking": False}
                ],
            },
        ],
        "indirect": [{"table": "db.public.src", "column": "b", "kind": "FILTER", "target": "db.s.out"}],
        "unresolved": [],
        "error": None,
    }


def test_a_bare_query_flows_into_no_table():
    done = run("--jsonl", stdin='{"id": 1, "sql": "SELECT a FROM t"}')
    [edge] = json.loads(done.stdout)["column_lineage"]
    assert edge["downstream"] == {"table": None, "column": "a"}


def test_a_line_with_an_error_harms_no_other():
    good = {"id": "g", "sql": "SELECT a FROM t"}
    bad = [
        "{",
        "[]",
        '{"id": 3}',
        '{"id": 4, "sql": 5}',
        '{"id": 5, "sql": "SELECT 1", "schemas": {"t": 1}}',
        "[" * 100_000,
    ]
    done = run("--jsonl", stdin="\n".join([*bad, json.dumps({**good, "sql": "SELECT FROM"}), json.dumps(good)]))
    assert done.returncode == 1
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [each["id"] for each in answers] == [None, None, 3, 4, 5, None, "g", "g"]
    assert all(each["error"] and not each["column_lineage"] for each in answers[:-1])
    assert answers[-1]["error"] is None


def test_files_are_printed_and_a_bad_one_harms_no_other(tmp_path):
    (tmp_path / "a.sql").write_text("CREATE VIEW v AS SELECT x.a FROM x;")
    (tmp_path / "b.sql").write_text("SELECT FROM")
    done = run(str(tmp_path / "b.sql"), str(tmp_path / "a.sql"), "--dialect", "postgres")
    assert done.returncode == 1
    assert "a.sql: x -> v" in done.stdout
    assert "v.a <- x.a (IDENTITY)" in done.stdout
    assert "b.sql: cannot be parsed at line 1" in done.stderr


@pytest.mark.parametrize("arguments", [(), ("/nowhere/at/all.sql",)])
def test_no_input_is_said(arguments):
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")


@pytest.mark.skipif(not SHARED.exists(), reason="the development set of statements is not beside this checkout")
def test_the_development_set_is_followed_well(tmp_path):
    cases = SHARED / "data/lineage/dev.jsonl"
    done = run("--jsonl", stdin=cases.read_text())
    assert len(done.stdout.splitlines()) == len(cases.read_text().splitlines()), done.stderr
    predictions = tmp_path / "predictions.jsonl"
    predictions.write_text(done.stdout)
    scorer = [sys.executable, str(SHARED / "tools/score_lineage.py"), str(cases), str(predictions), "--core", "--json"]
    scored = json.loads(subprocess.run(scorer, capture_output=True, check=True).stdout)
    assert scored["total"]["cases"] == 330
    assert scored["total"]["exact"] >= 0.985


def test_folders_are_read_to_the_bottom(tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "deep.SQL").write_text("CREATE VIEW v AS SELECT x.a FROM x")
    (tmp_path / "a" / "notes.txt").write_text("CREATE VIEW w AS SELECT x.a FROM x")
    (tmp_path / "large.sql").write_text("SELECT 1 " + " " * 5_000_000)
    done = run(str(tmp_path))
    assert done.returncode == 1
    assert done.stdout.splitlines()[0] == "a/b/deep.SQL: x -> v"
    assert "notes" not in done.stdout
    assert "large.sql: larger than" in done.stderr
    (tmp_path / "empty").mkdir()
    assert run(str(tmp_path / "empty")).returncode == 2


def test_a_log_is_answered_once_for_each_query(tmp_path):
    log = tmp_path / "log.jsonl"
    rows = [
        {"sql": "INSERT INTO t SELECT a FROM u WHERE b = 'secret'", "time": "2026-01-01T00:00:00Z", "user": "ann"},
        {"sql": "INSERT INTO t SELECT a FROM u WHERE b = 'other'", "time": "2026-01-02T00:00:00Z", "user": "bob"},
    ]
    log.write_text("\n".join([*map(json.dumps, rows), "{"]))
    done = run("--log", str(log), "--dialect", "postgres")
    assert done.returncode == 1
    [answer] = map(json.loads, done.stdout.splitlines())
    assert answer["sql"] == "INSERT INTO t SELECT a FROM u WHERE b = ?"
    assert (answer["calls"], answer["users"], answer["first"], answer["last"]) == (
        2, ["ann", "bob"], "2026-01-01T00:00:00+00:00", "2026-01-02T00:00:00+00:00",
    )  # fmt: skip
    assert (answer["in_tables"], answer["out_tables"]) == (["u"], ["t"])
    assert "log.jsonl: line 3: not JSON" in done.stderr
    assert run("--log", str(tmp_path / "none")).returncode == 2
