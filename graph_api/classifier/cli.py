"""`pursight classify`: columns of a file, or of standard input, without any server or database."""

import csv
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Annotated, TextIO, cast

import typer

from graph_api.classifier import ColumnSample, Decision, classify

ROWS = 10_000  # of a file that are read
_LONGEST_FIELD = 1 << 24


class InputError(ValueError):
    """The input cannot be classified; the text says why, without its values."""


def _csv(path: Path, delimiter: str) -> dict[str, list[str]]:
    csv.field_size_limit(_LONGEST_FIELD)
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        reader = csv.reader(file, delimiter=delimiter)
        header = next(reader, None)
        if not header:
            raise InputError(f"{path.name} is empty")
        columns: dict[str, list[str]] = {name: [] for name in header}
        try:
            for row in islice(reader, ROWS):
                for name, value in zip(header, row, strict=False):
                    columns[name].append(value)
        except csv.Error as error:
            raise InputError(f"{path.name}, line {reader.line_num}: {error}") from error
    return columns


def _json_lines(path: Path) -> dict[str, list[str]]:
    columns: dict[str, list[str]] = {}
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        for number, line in enumerate(islice(file, ROWS), 1):
            if not line.strip():
                continue
            row = _object(line, number)
            for name, value in row.items():
                if value is not None:
                    columns.setdefault(name, []).append(value if isinstance(value, str) else json.dumps(value))
    return columns


def _parquet(path: Path) -> dict[str, list[str]]:
    import pyarrow as pa  # noqa: PLC0415 - slow to import, and only for this format
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        with pq.ParquetFile(path) as file:
            read = cast("Callable[..., Iterator[pa.RecordBatch]]", file.iter_batches)  # its stub leaves list items open
            batch = next(read(batch_size=ROWS), None)
            names = file.schema_arrow.names
            rows: dict[str, list[object]] = (
                {name: [] for name in names} if batch is None else cast("dict[str, list[object]]", batch.to_pydict())
            )
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"{path.name} is not readable as Parquet: {type(error).__name__}") from error
    return {name: [str(value) for value in values if value is not None] for name, values in rows.items()}


_READERS: Mapping[str, Callable[[Path], dict[str, list[str]]]] = {
    ".csv": lambda path: _csv(path, ","),
    ".tsv": lambda path: _csv(path, "\t"),
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
    ".parquet": _parquet,
}


def _object(line: str, number: int) -> dict[str, object]:
    try:
        parsed = cast("object", json.loads(line))
    except (ValueError, RecursionError) as error:
        raise InputError(f"line {number} is not JSON") from error
    if not isinstance(parsed, dict):
        raise InputError(f"line {number} is not a JSON object")
    return cast("dict[str, object]", parsed)


def _texts(values: object) -> Iterator[str]:
    if not isinstance(values, list):
        raise InputError("`values` is not a list")
    for value in cast("list[object]", values):
        if value is not None:
            yield value if isinstance(value, str) else json.dumps(value)


def _sample(row: Mapping[str, object]) -> ColumnSample:
    if "values" not in row:
        raise InputError("`values` is missing")
    comment = row.get("comment")
    return ColumnSample(
        table=str(row.get("table") or ""),
        column=str(row.get("column_name") or ""),
        values=tuple(dict.fromkeys(_texts(row["values"]))),
        comment=None if comment is None else str(comment),
        neighbours=tuple(_texts(row.get("neighbours") or [])),
    )


def _label(decision: Decision) -> dict[str, object]:
    return {
        "label": decision.data_class,
        "confidence": decision.confidence,
        "state": decision.state,
        "evidence": [asdict(each) for each in decision.evidence],
    }


def _answer(row: Mapping[str, object], model: str | None) -> dict[str, object]:
    """Return `labels` of a column, or `spans` of a text."""
    if "text" not in row:
        return {"labels": [_label(each) for each in classify(_sample(row))]}
    text = row["text"]
    if not isinstance(text, str):
        raise InputError("`text` is not a string")
    from graph_api.classifier.text import spans  # noqa: PLC0415 - only where there is text

    return {"spans": [asdict(each) for each in spans(text, model)]}


def classify_lines(lines: Iterable[str], out: TextIO, model: str | None = None) -> int:
    """Answer each line: `{id, table, column_name, values}` with `{id, labels}`, `{id, text}` with `{id, spans}`.

    Return how many lines could not be read.

    A line that cannot be read is answered with `error` and no labels; the others are unharmed.
    """
    failed = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        answer: dict[str, object] = {"id": None}
        try:
            row = _object(line, number)
            answer["id"] = row.get("id")
            answer |= _answer(row, model)
        except InputError as error:
            failed += 1
            answer |= {"labels": [], "error": str(error)}
        out.write(json.dumps(answer, ensure_ascii=False) + "\n")
    return failed


def _classify_file(path: Path | None) -> None:
    from rich.console import Console  # noqa: PLC0415 - slow to import, and only for people
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    if path is None:
        raise InputError("name a file, or give --jsonl and lines on standard input")
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise InputError(f"{path.name}: only {', '.join(_READERS)} can be read")
    columns = reader(path)
    table = Table("column", "class", "confidence", "state", "evidence")
    for name, values in columns.items():
        distinct = tuple(dict.fromkeys(value for value in values if value))
        neighbours = tuple(each for each in columns if each != name)
        decisions = classify(ColumnSample(path.stem, name, distinct, neighbours=neighbours))
        for each in decisions:
            why = "; ".join(
                f"{'not ' if one.against else ''}{one.method}"
                + (f" {one.matched}/{one.examined}" if one.examined else "")
                for one in each.evidence
            )
            table.add_row(Text(name), each.data_class, f"{each.confidence:.2f}", each.state, why)
        if not decisions:
            table.add_row(Text(name), "", "", "", "")
    Console().print(table)


def classify_command(
    path: Annotated[Path | None, typer.Argument(help="A CSV, TSV, JSON Lines or Parquet file.")] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Read and write JSON Lines instead.")] = False,
    text_model: Annotated[
        str | None, typer.Option(help="An installed spaCy pipeline to read running text with, in place of our own.")
    ] = None,
) -> None:
    """Say which columns of a CSV, TSV, JSON Lines or Parquet file hold personal or otherwise sensitive data.

    With `--jsonl`, read lines `{id, table, column_name, values}` or `{id, text}` from standard input and write lines
    `{id, labels: [{label, confidence, state, evidence}]}` or `{id, spans: [{start, end, label, confidence}]}`.
    Exit status: 0, 1 where a line could not be read, 2 for no input.
    """
    try:
        if jsonl:
            if classify_lines(sys.stdin, sys.stdout, text_model):
                raise typer.Exit(1)
        else:
            _classify_file(path)
    except (InputError, LookupError, OSError) as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(2) from error
