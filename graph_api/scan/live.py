"""A source read now, while a request waits: opened for one asset, in a thread, for a time that a request has."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from cypher import inventory, source
from cypher.errors import NotFound
from cypher.graph import Graph
from cypher.inventory import Recalled
from graph_api.scan.listing import Naming
from graph_api.scan.progress import unforeseen
from graph_api.scan.recall import asset_info
from graph_api.scanner.base import AssetInfo, Scanner, SourceError
from graph_api.scanner.reach import Reach
from graph_api.scanner.registry import open_scanner

T = TypeVar("T")
_SECONDS = 6.0
"""Under the time that a request has, so that there is some left to answer in."""


@dataclass(frozen=True, slots=True)
class Live:
    """An asset as the graph knows it, and the connected scanner that can read it."""

    scanner: Scanner
    naming: Naming
    asset: Recalled

    @property
    def info(self) -> AssetInfo:
        """What the scanner needs to read it."""
        return asset_info(self.asset, self.naming)


async def read_live(graph: Graph, of: str, asset: str, reach: Reach, read: Callable[[Live], T]) -> T:
    """What `read` makes of an asset of the source `of`, in a thread; its connection is cut when the time is over or nobody waits.

    Raises `SourceError`, `NotFound`. What goes wrong with values is told by its kind, never by its text.
    """
    row = await source.config(graph, of)
    found = [each async for page in inventory.recalled(graph, of, assets=[asset]) for each in page]
    if not found:
        raise NotFound([asset])
    scanner = await asyncio.to_thread(open_scanner, row.kind, dict(row.config), reach)

    def work() -> T:
        try:
            scanner.connect()
            return read(Live(scanner, Naming(row, scanner), found[0]))
        except (SourceError, NotFound):
            raise
        except Exception as error:  # noqa: BLE001 - an error's text may hold a value
            raise SourceError("SOURCE_FAILED", f"The column could not be read: {unforeseen(error)}.") from None

    try:
        reading = asyncio.get_running_loop().run_in_executor(None, work)
        reading.add_done_callback(_ended)  # whoever waits no more, nobody asks how it ended
        async with asyncio.timeout(_SECONDS):
            return await asyncio.shield(reading)
    except TimeoutError as error:
        raise SourceError("TIMEOUT", f"The column was not read within {_SECONDS:.0f} s.") from error
    finally:
        await asyncio.to_thread(_end, scanner)


def _ended(reading: "asyncio.Future[Any]") -> None:
    if not reading.cancelled():
        reading.exception()


def _end(scanner: Scanner) -> None:
    """Stop what still runs."""
    scanner.cancel()
    scanner.close()
