"""Tables as plain rows, and the source of chance that fills them.

Only integers are drawn from `random.Random`, so a seed gives the same bytes on every Python and platform.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import TypeAlias

Value: TypeAlias = "str | int | bool | Decimal | date | datetime | Sequence[Value] | Mapping[str, Value] | None"
Row: TypeAlias = tuple[Value, ...]
Path: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of values in the order of `columns`."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    @classmethod
    def of(cls, columns: str, rows: Iterable[Row]) -> "Table":
        """Make a table from its columns' names, given with spaces between."""
        return cls(tuple(columns.split()), tuple(rows))

    def column(self, name: str) -> list[Value]:
        """Return one column's values."""
        place = self.columns.index(name)
        return [row[place] for row in self.rows]


def stream(seed: int, name: str) -> Random:
    """Return the source of chance of one table."""
    return Random(f"tarn-and-thistle/{seed}/{name}")  # noqa: S311 - the same bytes every time is the point


def day(random: Random, first: date, days: int) -> date:
    """Return a day of the `days` that begin with `first`."""
    return first + timedelta(days=random.randrange(days))


def moment(random: Random, first: date, days: int) -> datetime:
    """Return a second, in UTC, of the `days` that begin with `first`."""
    midnight = datetime(first.year, first.month, first.day, tzinfo=UTC)
    return midnight + timedelta(seconds=random.randrange(days * 86_400))


def money(random: Random, low: int, high: int) -> Decimal:
    """Return an amount between `low` and `high` cents, as units with two decimals."""
    return Decimal(random.randrange(low, high)).scaleb(-2)


def sometimes(random: Random, percent: int) -> bool:
    """Say yes in `percent` of 100 cases."""
    return random.randrange(100) < percent


def fingerprint(tables: Mapping[Path, Table]) -> str:
    """Return the SHA-256 of the tables' names, columns and values."""
    digest = hashlib.sha256()
    for name in sorted(tables):
        digest.update(json.dumps([*name, tables[name].columns, tables[name].rows], default=str).encode())
    return digest.hexdigest()
