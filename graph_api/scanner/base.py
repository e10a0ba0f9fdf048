"""What a scanner is: a kind, a configuration, and the capabilities its class inherits.

A scanner blocks; the scan runs it in worker threads, several at once if it likes. Everything it yields is data from
outside: names are kept exactly as the source spells them, text is valid Unicode (undecodable bytes are replaced and a
warning is reported) and no longer than `MAX_TEXT` characters.
"""

import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import ClassVar, Self

import pyarrow as pa
from pydantic import BaseModel, ConfigDict, Field

from graph_api.scanner.error import SourceError
from graph_api.scanner.reach import EVERYWHERE, Reach

MAX_TEXT = 65_536


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


class SampleMethod(StrEnum):
    """How the rows of a sample were chosen."""

    ALL = "ALL"
    RANDOM = "RANDOM"
    FIRST = "FIRST"


@dataclass(slots=True)
class Sample:
    """Rows of one asset, in batches that are read once, each with the asset's columns in their order.

    A column comes in a numeric or boolean Arrow type, or as text: dates in ISO form, BINARY in hexadecimal, nested values in
    JSON. `method`, `rows` (the source's count, if the sample learned it) and `warnings` (broken lines, replaced bytes) are
    settled when the batches have run out. Read the batches to their end or `close()` the sample: it may hold a connection.
    """

    batches: Iterator[pa.RecordBatch]
    method: SampleMethod
    rows: RowCount | None = None
    warnings: list[str] = field(default_factory=list[str])

    def close(self) -> None:
        """Read no more."""
        close = getattr(self.batches, "close", None)
        if close is not None:
            close()


@dataclass(frozen=True, slots=True)
class CapabilityResult:
    """One line of a capability report: `ok`, or `reason` says why not and what to do; also of an `ok` that is not all of it.

    `expected` is false where nothing is wrong: this kind of source cannot do it, or its configuration says not to.
    """

    capability: str
    ok: bool
    reason: str | None = None
    milliseconds: int = 0
    expected: bool = True


class SamplingOverride(BaseModel):
    """Another answer to `sampling` for the assets that match a pattern."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    pattern: str = Field(min_length=1)
    sampling: Sampling


class ScannerConfig(BaseModel):
    """What every kind of source can be told. Subclasses add their own fields; unknown fields are refused.

    Patterns are those of the shell (`*`, `?`, `[a-z]`; `*` matches any run of characters), case-sensitive. One that contains
    the kind's separator is held against `schema.table`, or a file's path below the root (`sales/2024/*`); one without it
    against the name alone.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    separator: ClassVar[str] = "."
    pattern_parts: ClassVar[int] = 2

    include: tuple[str, ...] = Field(("*",), description="Assets to scan: an asset is taken if one pattern matches.")
    exclude: tuple[str, ...] = Field((), description="Assets to leave out, whatever `include` says.")
    sampling: Sampling = Field(Sampling.VALUES, description="VALUES: rows may be read. OFF: metadata only.")
    sampling_overrides: tuple[SamplingOverride, ...] = Field(
        (), description="Exceptions to `sampling` by pattern; the last one that matches decides."
    )

    def _matches(self, pattern: str, path: tuple[str, ...]) -> bool:
        name = self.separator.join(path[-self.pattern_parts :]) if self.separator in pattern else path[-1]
        return fnmatchcase(name, pattern)

    def includes(self, path: tuple[str, ...]) -> bool:
        """Whether the asset at `path` is to be scanned."""
        return any(self._matches(pattern, path) for pattern in self.include) and not any(
            self._matches(pattern, path) for pattern in self.exclude
        )

    def sampling_for(self, path: tuple[str, ...]) -> Sampling:
        """Whether rows of the asset at `path` may be read."""
        matching = [each.sampling for each in self.sampling_overrides if self._matches(each.pattern, path)]
        return matching[-1] if matching else self.sampling


class Scanner(ABC):
    """A connection to one source. Use as a context manager: `with PostgresqlScanner(config) as scanner: …`.

    Its methods may be called from several threads at once; each takes a connection of its own, up to the source's limit.
    """

    kind: ClassVar[str]
    config_class: ClassVar[type[ScannerConfig]]
    label: ClassVar[str]
    dialect: ClassVar[str | None] = None

    def __init__(self, config: ScannerConfig, reach: Reach = EVERYWHERE) -> None:
        """Keep the configuration, and where it may lead; connect nothing."""
        self._base_config = config
        self._reach = reach
        self._cancelled = threading.Event()

    @abstractmethod
    def namespace(self, slug: str) -> str:
        """The OpenLineage namespace derived from the configuration, e.g. `postgres://host:5432`; no connection is made."""

    @property
    def prefix(self) -> tuple[str, ...]:
        """Parts that go before every path while the namespace is the derived one (a folder's place); else it stands for them."""
        return ()

    def includes(self, path: tuple[str, ...]) -> bool:
        """Whether the configuration's patterns take the asset at `path`."""
        return self._base_config.includes(path)

    def sampling_for(self, path: tuple[str, ...]) -> Sampling:
        """Whether rows of the asset at `path` may be read."""
        return self._base_config.sampling_for(path)

    @abstractmethod
    def connect(self) -> None:
        """Connect, or raise `SourceError`."""

    def cancel(self) -> None:
        """Stop what runs now, from any thread: it, and every later call, raises `SourceError("CANCELLED", …)` within a second."""
        self._cancelled.set()

    def check_cancelled(self) -> None:
        """Raise `SourceError("CANCELLED", …)` after `cancel()`."""
        if self._cancelled.is_set():
            raise SourceError("CANCELLED", "The work was cancelled.")

    def check_sampling(self, path: tuple[str, ...]) -> None:
        """Raise `SourceError("SAMPLING_OFF", …)` where no value may be read."""
        if self.sampling_for(path) is Sampling.OFF:
            raise SourceError("SAMPLING_OFF", "`sampling` is OFF here: metadata only. Set it to VALUES to read rows.")

    @abstractmethod
    def close(self) -> None:
        """Give back connections and files; may be called twice."""

    @abstractmethod
    def test(self) -> list[CapabilityResult]:
        """Try each capability on what the filters include: `connect` first, then one line for each. It connects by itself."""

    def __enter__(self) -> Self:
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
        """Yield what is there and included, in batches of at most some hundred assets.

        The iterator running out means that every scope was listed to its end, but for those named by an `AssetFailure`.
        """


class SamplesRows(ABC):
    """Can read rows."""

    @abstractmethod
    def sample(self, asset: AssetInfo, rows: int | None) -> Sample:
        """Read at most `rows` rows (None: all), at random where the source can; the same ones while the data stay the same.

        With method ALL the rows read are the asset's exact count. Errors may also come while the batches are read.
        """


class ReadsViewSql(ABC):
    """Fills `AssetInfo.view_sql`."""

    @abstractmethod
    def view_sql(self, asset: AssetInfo) -> str:
        """The query of a view as it is now; raises `SourceError("NOT_FOUND", …)` where there is none."""


class ReadsForeignKeys:
    """Fills `AssetInfo.foreign_keys`."""


class CountsRows:
    """Fills `AssetInfo.rows` or `Sample.rows`."""
