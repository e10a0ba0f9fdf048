"""People's verdicts on classifications. They are sticky: a scan keeps them."""

from collections.abc import Sequence

from cypher.graph import Graph
from cypher.visibility import Principal


async def confirm(graph: Graph, principal: Principal, ids: Sequence[str], reason: str | None = None) -> list[str]:
    """Confirm classifications by their ids; those that changed. Stored values of their columns are withheld at once.

    One transaction, at most 1,000 ids. Raises `InvalidId`, `Invalid`, `NotFound` with every unknown id.
    """
    raise NotImplementedError


async def reject(graph: Graph, principal: Principal, ids: Sequence[str], reason: str | None = None) -> list[str]:
    """Reject classifications; those that changed. Values withheld because of them come back with the next scan.

    Raises as `confirm` does.
    """
    raise NotImplementedError


async def confirm_class(
    graph: Graph, principal: Principal, columns: Sequence[str], data_class: str, reason: str | None = None
) -> list[str]:
    """Say that `columns` are of `data_class` (`class:EMAIL`), whether or not a machine thought so; the classifications that changed.

    Raises as `confirm` does.
    """
    raise NotImplementedError
