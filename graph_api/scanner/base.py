"""What a scanner is: a kind, a configuration, and the capabilities its class inherits.

A scanner blocks; the scan runs it in worker threads. Everything it yields is data from outside: names are kept exactly as
the source spells them, text is valid Unicode (undecodable bytes are replaced and a warning is reported).
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

import pyarrow as pa
from pydantic import BaseModel, ConfigDict


class AssetKind(StrEnum):
    """What an asset is, in the words of the graph."""

    TABLE = "TABLE"
    VIEW = "VIEW"
    MATERIALIZED_VIEW = "MATERIALIZED_VIEW"
    FILE = "FILE"


class DataType(StrEnum):
    """A column's type, normalised over sources; the source's own words stay in `ColumnInfo.type`."""

    STRING = "STRING"
    INTEGER = "INTEGER"
    DECIMAL = "DECIMAL"
    FLOAT = "FLOAT"
    BOOLEAN = "BOOLEAN"
    DATE = "DATE"
    TIME = "TIME"
    TIMESTAMP = "TIMESTAMP"
    INTERVAL = "INTERVAL"
    UUID = "UUID"
    JSON = "JSON"
    ARRAY = "ARRAY"
    STRUCT = "STRUCT"
    BINARY = "BINARY"
    UNKNOWN = "UNKNOWN"


class Sampling(StrEnum):
    """Whether values may be read: OFF is metadata only."""

    OFF = "OFF"
    VALUES = "VALUES"


@dataclass(frozen=True, slots=True)
class ColumnInfo:
    """One column as its source describes it; `position` counts from 1."""

    name: str
    position: int
    type: str
    data_type: DataType
    nullable: bool = True
    primary_key: bool = False
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """`columns` of this asset refer, in order, to `target_columns` of the asset at `target`."""

    columns: tuple[str, ...]
    target: tuple[str, ...]
    target_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowCount:
    """A source's own count of rows; `exact` is false for a planner's estimate."""

    rows: int
    exact: bool


@dataclass(frozen=True, slots=True)
class AssetInfo:
    """One table, view or file.

    `path` is the name in parts, outermost first, unencoded: `("shop", "public", "orders")`, `("main", "person")`,
    `("sales", "2024.csv")`. `view_sql` is the defining query of a view (a SELECT), in sqlglot's `dialect`.
    """

    path: tuple[str, ...]
    kind: AssetKind
    columns: tuple[ColumnInfo, ...]
    comment: str | None = None
    foreign_keys: tuple[ForeignKey, ...] = ()
    view_sql: str | None = None
    dialect: str | None = None
    rows: RowCount | None = None
    warnings: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The innermost part, as people say it."""
        return self.path[-1]


@dataclass(frozen=True, slots=True)
class AssetFailure:
    """An asset or a whole scope that could not be listed: the scan goes on without it."""

    path: tuple[str, ...]
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Sample:
    """Rows of one asset, in batches that are read once.

    `method` says how they were chosen: `ALL` rows, `RANDOM` rows, or the `FIRST` ones. `rows` is the source's count if the
    sample learned it. `warnings` grows while the batches are read (broken lines, replaced bytes): read it afterwards.
    """

    batches: Iterator[pa.RecordBatch]
    method: str
    rows: RowCount | None = None
    warnings: list[str] = field(default_factory=list)


class SourceError(Exception):
    """A source, or one asset of it, could not be read. `code` is stable, `str()` is safe to show: no secret in it.

    Codes: `AUTHENTICATION_FAILED`, `UNREACHABLE`, `TIMEOUT`, `TLS_FAILED`, `PERMISSION_DENIED`, `NOT_FOUND`,
    `UNREADABLE`, `CANCELLED`, `CONFIG_INVALID`, `SOURCE_FAILED`.
    """

    def __init__(self, code: str, message: str) -> None:
        """Keep the code beside the text."""
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class CapabilityResult:
    """One line of a capability report: `ok`, or `reason` says why not and what to do."""

    capability: str
    ok: bool
    reason: str | None = None
    milliseconds: int = 0


class ScannerConfig(BaseModel):
    """What every kind of source can be told. Subclasses add their own fields; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Scanner(ABC):
    """A connection to one source. Use as a context manager: `with PostgresqlScanner(config) as scanner: …`."""

    kind: ClassVar[str]
    config_class: ClassVar[type[ScannerConfig]]
    label: ClassVar[str]
    dialect: ClassVar[str | None] = None

    @abstractmethod
    def namespace(self, slug: str) -> str:
        """The OpenLineage namespace derived from the configuration, e.g. `postgres://host:5432`; no connection is made."""

    @abstractmethod
    def connect(self) -> None:
        """Connect, or raise `SourceError`."""

    @abstractmethod
    def cancel(self) -> None:
        """Stop what runs now, from any thread: the running call raises `SourceError("CANCELLED", …)` within a second."""

    @abstractmethod
    def close(self) -> None:
        """Give back connections and files; may be called twice."""

    @abstractmethod
    def test(self) -> list[CapabilityResult]:
        """Try each capability on what the filters include: `connect` first, then one line for each."""

    def __enter__(self) -> "Scanner":
        """Connect."""
        self.connect()
        return self

    def __exit__(self, *exc: object) -> None:
        """Close."""
        self.close()


class ListsAssets(ABC):
    """Can say what is there."""

    @abstractmethod
    def assets(self) -> Iterator[Sequence[AssetInfo | AssetFailure]]:
        """Yield what is there in batches of at most some hundred assets.

        The iterator running out means that every scope was listed to its end, but for those named by an `AssetFailure`.
        """


class SamplesRows(ABC):
    """Can read rows."""

    @abstractmethod
    def sample(self, asset: AssetInfo, rows: int | None) -> Sample:
        """Read about `rows` rows (None: all), at random where the source can; deterministic while the data stay the same."""


class ReadsViewSql(ABC):
    """Fills `AssetInfo.view_sql`."""


class ReadsForeignKeys(ABC):
    """Fills `AssetInfo.foreign_keys`."""


class CountsRows(ABC):
    """Fills `AssetInfo.rows` or `Sample.rows`."""
