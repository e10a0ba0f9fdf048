"""What following a text may take: seconds and column-to-column steps."""

from functools import cache
from time import monotonic
from typing import cast

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.parser import Parser

from graph_api.lineage.sql.scope import LineageError

STATEMENT_SECONDS = 20
TEXT_SECONDS = 60
MOST_FLOWS = 2_000_000  # column-to-column steps of one statement


class Budget:
    """Counts for one text; what takes too long ends with a `LineageError` that says so."""

    def __init__(self) -> None:
        """Begin now."""
        self._began = monotonic()
        self._ends = self._began + TEXT_SECONDS
        self._flows = 0
        self._statement_ends = self._ends

    def over(self, share: float = 1) -> bool:
        """Whether the text has taken all its time, or such a share of it."""
        return monotonic() >= self._began + share * TEXT_SECONDS

    def begin(self) -> None:
        """Begin another statement."""
        self._flows = 0
        self._statement_ends = min(self._ends, monotonic() + STATEMENT_SECONDS)

    def check(self) -> None:
        """Raise `LineageError` where the statement has taken too long."""
        if monotonic() >= self._statement_ends:
            raise LineageError(TEXT_OVER if self.over() else f"takes longer than {STATEMENT_SECONDS} seconds")

    def spend(self, flows: int) -> None:
        """Count column-to-column steps; raise `LineageError` where the statement takes too many, or too long."""
        self._flows += flows
        if self._flows > MOST_FLOWS:
            raise LineageError(f"more than {MOST_FLOWS} column flows in one statement")
        self.check()


TEXT_OVER = f"the text takes longer than {TEXT_SECONDS} seconds"


def parser(dialect: Dialect, budget: Budget) -> Parser:
    """Return a parser of a dialect that keeps to a budget."""
    made = _bounded(dialect.parser_class)(dialect=dialect)
    cast("_Bounded", made).budget = budget
    return made


class _Bounded:
    budget: Budget


@cache
def _bounded(kind: type[Parser]) -> type[Parser]:
    """Return the class of parsers that look at the time before each expression."""

    def expression(self: Parser) -> exp.Expr | None:
        cast("_Bounded", self).budget.check()
        return inherited(self)

    # The step that every nested expression and query goes through.
    inherited = kind._parse_disjunction  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    return type(kind.__name__, (kind,), {"_parse_disjunction": expression})
