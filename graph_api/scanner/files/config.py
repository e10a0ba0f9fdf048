"""What a folder of files can be told."""

from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from pydantic import Field

from graph_api.scanner.base import ScannerConfig


class Format(StrEnum):
    """How a file is written, known by its suffix, before one of a compression."""

    CSV = "csv"
    TSV = "tsv"
    JSONL = "jsonl"
    PARQUET = "parquet"


SUFFIXES = {
    ".csv": Format.CSV,
    ".tsv": Format.TSV,
    ".tab": Format.TSV,
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".parquet": Format.PARQUET,
}
COMPRESSIONS = frozenset({".gz", ".bz2", ".zst"})


class FilesConfig(ScannerConfig):
    """A folder and what is below it. Patterns are held against the path below the root: `sales/*`, `*.csv`."""

    separator: ClassVar[str] = "/"
    pattern_parts: ClassVar[int] = 0

    root: Path = Field(description="The folder; links that lead out of it are not followed.")
    formats: tuple[Format, ...] = Field(tuple(Format), description="The formats to scan: csv, tsv, jsonl, parquet.")


def format_of(name: str) -> Format | None:
    """The format a file's name promises; None: not ours."""
    path = Path(name.lower())
    suffix = Path(path.stem).suffix if path.suffix in COMPRESSIONS else path.suffix
    found = SUFFIXES.get(suffix)
    return None if found is Format.PARQUET and suffix != path.suffix else found
