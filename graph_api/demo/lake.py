"""The source `lake`: a folder of files as other systems leave them, two of them damaged on purpose."""

import csv
import io
import json
import shutil
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from graph_api.demo.generator import Company
from graph_api.demo.rows import Table, Value

TRUNCATED = ("damaged", "truncated.parquet")
BROKEN_QUOTES = ("damaged", "broken_quotes.csv")
EMPTY = ("partners", "empty.csv")


def write(root: Path, company: Company) -> None:
    """Write the folder; it appears complete or not at all."""
    draft = root.with_name(root.name + ".new")
    shutil.rmtree(draft, ignore_errors=True)
    for path, table in company.lake.items():
        target = draft.joinpath(*path)
        target.parent.mkdir(parents=True, exist_ok=True)
        _WRITERS.get(path, _BY_SUFFIX[target.suffix])(target, table)
    draft.joinpath(*EMPTY).touch()
    whole = _parquet_bytes(company.lake["stores.parquet",])
    draft.joinpath(*TRUNCATED).write_bytes(whole[: len(whole) // 2])
    shutil.rmtree(root, ignore_errors=True)
    draft.rename(root)


def _csv(target: Path, table: Table, *, delimiter: str = ",", encoding: str = "utf-8") -> None:
    target.write_bytes(_csv_text(table, delimiter).encode(encoding))


def _csv_text(table: Table, delimiter: str) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([_text(value) for value in row] for row in table.rows)
    return text.getvalue()


def _text(value: Value) -> object:
    return value.strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(value, datetime) else value


def _broken_csv(target: Path, table: Table) -> None:
    """Open a quote in the middle of the file and never close it; cut one line short, let another run over."""
    lines = _csv_text(table, ",").splitlines()
    lines[20] = lines[20].split(",")[0]
    lines[30] += ",one,too,many"
    lines[50] = lines[50].replace('"""keeps', '"keeps').replace(',"', ',"an open quote ', 1).removesuffix('"')
    target.write_text("\n".join(lines) + "\n", "utf-8")


def _json_lines(target: Path, table: Table) -> None:
    records = (dict(zip(table.columns, map(_text, row), strict=True)) for row in table.rows)
    target.write_text(
        "".join(json.dumps(record, default=str, ensure_ascii=False) + "\n" for record in records), "utf-8"
    )


def _parquet(target: Path, table: Table) -> None:
    target.write_bytes(_parquet_bytes(table))


def _parquet_bytes(table: Table) -> bytes:
    sink = io.BytesIO()
    arrays = [pa.array(table.column(name), _arrow_type(table.column(name))) for name in table.columns]
    arrow = pa.Table.from_arrays(arrays, names=list(table.columns))
    pq.write_table(arrow, sink, compression="zstd")  # pyright: ignore[reportUnknownMemberType] - pyarrow's stubs are partial
    return sink.getvalue()


def _arrow_type(values: list[Value]) -> pa.DataType:
    match next((value for value in values if value is not None), None):
        case bool():
            return pa.bool_()
        case int():
            return pa.int64()
        case Decimal() as amount:
            return pa.decimal128(12, -int(amount.as_tuple().exponent))
        case datetime():
            return pa.timestamp("us", "UTC")
        case date():
            return pa.date32()
        case _:
            return pa.string()


def _hive(target: Path, table: Table) -> None:
    """Write `year=…/month=…/` folders; the first two columns are in the folders' names, not in the files."""
    for key in sorted({row[:2] for row in table.rows}, key=str):
        folder = target.joinpath(*(f"{name}={value}" for name, value in zip(table.columns, key, strict=False)))
        folder.mkdir(parents=True)
        part = Table(table.columns[2:], tuple(row[2:] for row in table.rows if row[:2] == key))
        _parquet(folder / "sales.parquet", part)


def _parts(target: Path, table: Table, *, size: int = 300) -> None:
    """Write `part-0000.parquet`, `part-0001.parquet`, … and the empty `_SUCCESS` that says they are all there."""
    target.mkdir()
    for number, first in enumerate(range(0, len(table.rows), size)):
        _parquet(target / f"part-{number:04d}.parquet", Table(table.columns, table.rows[first : first + size]))
    (target / "_SUCCESS").touch()


_BY_SUFFIX: dict[str, Callable[[Path, Table], None]] = {
    ".csv": _csv,
    ".tsv": partial(_csv, delimiter="\t"),
    ".jsonl": _json_lines,
    ".parquet": _parquet,
    "": _parts,
}
_WRITERS: dict[tuple[str, ...], Callable[[Path, Table], None]] = {
    ("partners", "kunden_latin1.csv"): partial(_csv, delimiter=";", encoding="latin-1"),
    BROKEN_QUOTES: _broken_csv,
    ("sales",): _hive,
}
