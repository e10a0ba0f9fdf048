"""One `.cypher` file and the model of its rows.

A file is a title in a comment, one `:param name => example` a parameter, and a statement whose every RETURN column is
named: pasted into a Cypher browser it runs as it is.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from importlib.resources import files
from typing import Any, Generic, LiteralString, TypeVar, cast

RowT = TypeVar("RowT")

_PARAM = re.compile(r"^:param\s+(\w+)\s*=>\s*(.+?)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Statement(Generic[RowT]):
    """`Statement("asset/by_ids", Row)`: the text of `cypher/statements/asset/by_ids.cypher`, rows of `Row` (a dataclass)."""

    name: str
    row: type[RowT]

    @cached_property
    def source(self) -> str:
        """The file as it is, head included."""
        return files("cypher").joinpath("statements", f"{self.name}.cypher").read_text(encoding="utf-8")

    @cached_property
    def text(self) -> LiteralString:
        """What is sent: the file without its `:param` head. The one cast from our own files to a literal."""
        return cast("LiteralString", _PARAM.sub("", self.source).strip())

    @cached_property
    def examples(self) -> Mapping[str, str]:
        """Each parameter of the head with its example, a Cypher expression."""
        return dict(_PARAM.findall(self.source))

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The names of the row's fields."""
        return tuple(field.name for field in fields(cast("Any", self.row)))

    def decode(self, values: Mapping[str, Any]) -> RowT:
        """One record as a row."""
        return self.row(**values)


@dataclass(frozen=True, slots=True)
class Written:
    """The row of a statement that only writes: how many entities it touched."""

    count: int
