"""Human metadata as JSON Lines, out of the graph and back into one."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field

from cypher.graph import Graph
from cypher.visibility import Principal


@dataclass(frozen=True, slots=True)
class LineError:
    """A line that cannot be imported; `line` counts from 1."""

    line: int
    message: str


class InvalidFile(ValueError):
    """The file has errors; nothing was imported. `errors` has all of them."""

    def __init__(self, errors: list[LineError]) -> None:
        """Keep the errors."""
        super().__init__(f"{len(errors)} lines cannot be imported")
        self.errors = errors


@dataclass(slots=True)
class Imported:
    """What an import did, or would do: entries changed and unchanged by type, and the (line, id) of what is not in the graph."""

    changed: dict[str, int] = field(default_factory=dict[str, int])
    unchanged: dict[str, int] = field(default_factory=dict[str, int])
    skipped: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])


def export_lines(graph: Graph) -> AsyncIterator[bytes]:
    """The header and every entry, one JSON object a line, in a stable order."""
    raise NotImplementedError


async def import_lines(
    graph: Graph, principal: Principal, lines: Iterable[bytes], *, dry_run: bool = False
) -> Imported:
    """Validate every line, then apply them in batches; twice is as good as once. Raises `InvalidFile` before anything is written."""
    raise NotImplementedError
