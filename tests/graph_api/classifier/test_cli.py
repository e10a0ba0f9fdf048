"""`pursight classify`: files and standard input, without any server or database."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

SHARED = Path(__file__).parents[4] / "shared"
BLOCKED = """
import sys
for name in ("neo4j", "strawberry", "starlette", "sqlglot"):
    sys.modules[name] = None
from pathlib import Path
import typer
from graph_api.classifier.cli import classify_command
app = typer.Typer()
app.command()(classify_command)
app()
"""
CANARY = "canary.person@secret-host.example"


def run(*arguments, stdin="", cwd=None):
    """Run the command where neither the graph's driver nor the web is importable."""
    return subprocess.run(
        [sys.executable, "-c", BLOCKED, *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        cwd=cwd,
        env={**os.environ, "COLUMNS": "200"},
    )


def test_standard_input_is_answered_line_by_line():
    lines = [
        {"id": 1, "table": "people", "column_name": "mail", "values": [CANARY, None, "b@example.org"]},
        {"id": 2, "table": "t", "column_name": "n", "values": [1, 2, 3]},
    ]
    done = run("--jsonl", stdin="\n".join(map(json.dumps, lines)) + "\n\n")
    assert done.returncode == 0, done.stderr
    first, second = map(json.loads, done.stdout.splitlines())
    assert first["id"] == 1
    assert [each["label"] for each in first["labels"]] == ["EMAIL"]
    assert first["labels"][0]["evidence"][0]["method"]
    assert second == {"id": 2, "labels": []}
    assert CANARY not in done.stdout + done.stderr


def test_a_line_that_cannot_be_read_harms_no_other():
    good = {"id": "g", "table": "t", "column_name": "email", "values": ["a@example.org"]}
    lines = ["{", "[]", '{"id": 3}', '{"id": 4, "values": 7}', "[" * 100_000, json.dumps(good)]
    done = run("--jsonl", stdin="\n".join(lines))
    assert done.returncode == 1
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [("error" in each, each["id"]) for each in answers] == [
        (True, None),
        (True, None),
        (True, 3),
        (True, 4),
        (True, None),
        (False, "g"),
    ]
    assert answers[-1]["labels"][0]["label"] == "EMAIL"


def test_texts_are_answered_with_spans():
    lines = [{"id": "t1", "text": "Call Ana at +44 20 7946 0958."}, {"id": "t2", "text": 7}, {"id": "t3", "text": ""}]
    done = run("--jsonl", stdin="\n".join(map(json.dumps, lines)))
    assert done.returncode == 1
    first, second, third = map(json.loads, done.stdout.splitlines())
    assert {"start": 12, "end": 28, "label": "PHONE", "confidence": 0.9} in first["spans"]
    assert second["error"] == "`text` is not a string"
    assert third == {"id": "t3", "spans": []}


def test_odd_columns_are_answered():
    odd = [
        {"values": []}, {"values": [None, None]}, {"values": ["x"]}, {"values": ["\x00\x01\x02"]}, {"values": [1, True, {"a": 1}, "b", 2.5]},
        {"column_name": None, "values": ["שלום", "你好", "مرحبا"]}, {"column_name": "e\u200bmail", "values": ["a\u200b@example.org"]},
        {"column_name": "\u0440\u0430ssword", "values": ["hunter2"]}, {"column_name": "n", "values": ["x" * 10_000_000]},
    ]  # fmt: skip
    done = run("--jsonl", stdin="\n".join(json.dumps({"id": n, **each}) for n, each in enumerate(odd)))
    assert done.returncode == 0, done.stderr
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == list(range(len(odd)))
    assert "hunter2" not in done.stdout


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".jsonl", ".parquet"])
def test_a_file_is_printed_as_a_table(tmp_path, suffix):
    rows = [{"n": i, "contact": f"canary{i}@example.org", "note": "fine, thanks"} for i in range(50)]
    path = tmp_path / f"people{suffix}"
    if suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(rows), path)
    elif suffix == ".jsonl":
        path.write_text("\n".join(map(json.dumps, rows)))
    else:
        mark = "," if suffix == ".csv" else "\t"
        path.write_text(
            "\n".join(mark.join(f'"{each}"' for each in row) for row in [rows[0].keys(), *(r.values() for r in rows)])
        )
    done = run(str(path))
    assert done.returncode == 0, done.stderr
    line = next(line for line in done.stdout.splitlines() if "contact" in line)
    assert "EMAIL" in line
    assert "50/50" in line
    assert "canary" not in done.stdout


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.csv", b"", "is empty"),
        ("endless.csv", b"a,b\n" + b'"' + b"x" * (1 << 24) + b"\n", "line 2"),
        ("broken.parquet", b"PAR1 and no more", "not readable as Parquet"),
        ("broken.jsonl", b'{"a": 1}\nnothing', "line 2 is not JSON"),
        ("picture.png", b"\x89PNG", "can be read"),
        (None, b"", "No such file"),
    ],
)
def test_a_bad_file_gets_a_clear_answer(tmp_path, name, content, says):
    path = tmp_path / (name or "absent.csv")
    if name:
        path.write_bytes(content)
    done = run(str(path))
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_latin_bytes_and_an_empty_parquet_are_read(tmp_path):
    (tmp_path / "x.csv").write_bytes(b"email,city\na@example.org,Z\xfcrich\nb@example.org,Bern\n")
    pq.write_table(pa.table({"email": pa.array([], pa.string())}), tmp_path / "e.parquet")
    assert "EMAIL" in run(str(tmp_path / "x.csv")).stdout
    assert run(str(tmp_path / "e.parquet")).returncode == 0


@pytest.mark.skipif(not SHARED.exists(), reason="the labelled development set is not beside this checkout")
def test_the_development_set_is_classified_well(tmp_path):
    cases = SHARED / "data/classify/dev.jsonl"
    done = run("--jsonl", stdin=cases.read_text())
    assert done.returncode == 0, done.stderr
    predictions = tmp_path / "predictions.jsonl"
    predictions.write_text(done.stdout)
    scorer = [sys.executable, str(SHARED / "tools/score_classify.py"), str(cases), str(predictions)]
    scored = json.loads(
        subprocess.run([*scorer, "--min-confidence", "0.5", "--json"], capture_output=True, check=True).stdout
    )
    assert scored["without_prediction"] == 0
    assert scored["micro"]["f1"] >= 0.9
    assert scored["fp_rate_none"] <= 0.02


def test_importing_the_classifier_loads_nothing_heavy():
    heavy = (
        "numpy",
        "sqlglot",
        "phonenumbers",
        "spacy",
        "pyarrow",
        "neo4j",
        "strawberry",
        "starlette",
        "rich",
        "typer",
    )
    code = f"import sys, graph_api.classifier; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
