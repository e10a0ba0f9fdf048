"""A read-eval-print loop over the driver, for whoever owns the graph."""

import asyncio
import readline
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString, cast

from neo4j import AsyncGraphDatabase, SummaryCounters
from neo4j.exceptions import DriverError, Neo4jError
from neo4j.graph import Node, Relationship
from neo4j.graph import Path as GraphPath
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

_HELP = """A statement may span lines and ends with ; at the end of a line.
:help  this text      :quit  leave (also Ctrl-D)      Ctrl-C  forget what was typed, or stop the statement that runs"""
_SHOWN_ROWS = 200
_HISTORY_LINES = 2000


@dataclass(frozen=True, slots=True)
class Answer:
    """What a statement gave: its first rows, whether there were `more`, what it changed."""

    columns: Sequence[str]
    rows: Sequence[Sequence[object]]
    more: bool
    counters: SummaryCounters


class Shell:
    """Statements in, tables out."""

    def __init__(self, uri: str, user: str, password: str, database: str, out: Console) -> None:
        """Nothing is connected yet."""
        self._driver = AsyncGraphDatabase.driver(  # pyright: ignore[reportUnknownMemberType] - the driver's **config is untyped
            uri, auth=(user, password), connection_timeout=5.0, telemetry_disabled=True
        )
        self._database = database
        self._out = out

    def run(self, history: Path) -> int:
        """Until `:quit` or the end of the input. 0, or 1 if a statement of a piped input failed (the rest is not run)."""
        interactive = sys.stdin.isatty()
        if interactive:
            self._out.print(":help, :quit; a statement ends with ;")
            if history.exists():
                readline.read_history_file(history)
        with asyncio.Runner() as runner:
            try:
                for statement in self._statements(interactive=interactive):
                    if not self._answered(runner, statement) and not interactive:
                        return 1
            finally:
                runner.run(self._driver.close())
                if interactive:
                    history.touch(mode=0o600)
                    readline.set_history_length(_HISTORY_LINES)
                    readline.write_history_file(history)
        return 0

    def _statements(self, *, interactive: bool) -> Iterator[str]:
        lines: list[str] = []
        while True:
            try:
                line = input(("... " if lines else "neo4j> ") if interactive else "")
            except EOFError:
                break
            except KeyboardInterrupt:
                lines = []
                self._out.print()
                continue
            word = line.strip()
            if not lines and word in {":quit", ":exit"}:
                return
            if not lines and word.startswith(":"):
                self._out.print(_HELP, markup=False)
            elif word or lines:
                lines.append(line)
                if word.endswith(";"):
                    yield "\n".join(lines).strip().rstrip(";")
                    lines = []
        if "".join(lines).strip():
            yield "\n".join(lines)

    def _answered(self, runner: asyncio.Runner, statement: str) -> bool:
        """Run and show one statement; whether it succeeded. Ctrl-C cancels it, and so ends its transaction."""
        begun = time.monotonic()
        try:
            answer = runner.run(self._ask(statement))
        except (Neo4jError, DriverError) as error:
            self._out.print(Text(printable(str(getattr(error, "message", None) or error)), style="red"))
            return False
        except KeyboardInterrupt:
            self._out.print("stopped")
            return False
        if answer.columns:
            table = Table(*(escape(printable(name)) for name in answer.columns))
            for row in answer.rows:
                table.add_row(*(Text(printable(show(value))) for value in row))
            self._out.print(table)
        count = len(answer.rows)
        seen = f"the first {count} rows, there are more" if answer.more else f"{count} row{'s' * (count != 1)}"
        changes = [
            f"{name.replace('_', ' ')}: {number}"
            for name, number in vars(answer.counters).items()
            if not name.startswith("_") and type(number) is int and number
        ]
        self._out.print(", ".join([seen, *changes, f"{(time.monotonic() - begun) * 1000:.0f} ms"]), markup=False)
        return True

    async def _ask(self, statement: str) -> Answer:
        async with self._driver.session(database=self._database) as session:  # pyright: ignore[reportUnknownMemberType]
            result = await session.run(cast("LiteralString", statement))  # the owner's own text
            rows = [record.values() for record in await result.fetch(_SHOWN_ROWS)]
            more = await result.peek() is not None
            return Answer(result.keys(), rows, more, (await result.consume()).counters)


def show(value: object) -> str:
    """A value of the graph in Cypher's own look."""
    match value:
        case Node():
            text = f"({''.join(f':{label}' for label in sorted(value.labels))} {show(dict(value))})"
        case Relationship():
            text = f"[:{value.type} {show(dict(value))}]"
        case GraphPath():
            text = show(value.start_node)
            for step, node in zip(value.relationships, value.nodes[1:], strict=True):
                before, after = ("-", "->") if step.end_node == node else ("<-", "-")
                text += f"{before}{show(step)}{after}{show(node)}"
        case Mapping():
            pairs = cast("Mapping[str, object]", value)
            text = "{" + ", ".join(f"{key}: {show(inner)}" for key, inner in pairs.items()) + "}"
        case list():
            text = "[" + ", ".join(show(inner) for inner in cast("list[object]", value)) + "]"
        case None:
            text = "null"
        case _:
            text = str(value).lower() if isinstance(value, bool) else str(value)
    return text


def printable(text: str) -> str:
    """Text from the graph without what a terminal would obey."""
    return "".join(letter if letter.isprintable() or letter in "\n\t" else f"\\u{ord(letter):04x}" for letter in text)
