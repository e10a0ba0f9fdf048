"""Small graphs, written as the scan writes them."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

import pytest

from cypher import identity

Write = Callable[..., Awaitable[None]]


@pytest.fixture
def cypher(graph):
    """Run any Cypher: `await cypher("CREATE …", name=value)`; its records."""

    async def run(text: str, **parameters: Any) -> list[dict[str, Any]]:
        async with graph.driver.session() as session:
            result = await session.run(text, parameters)
            return [record.data() async for record in result]

    return run


@pytest.fixture
def stock(cypher):
    """Write sources, each with its assets, each with its columns: `await stock({"shop": {"orders": ["id", "total"]}})`.

    The asset `orders` of `shop` is `asset:sqlite://shop/main.orders`. `zones` puts ids into zones (others: zone 1).
    """

    async def write(sources: Mapping[str, Mapping[str, Iterable[str]]], zones: Mapping[str, int] | None = None) -> None:
        def node(identifier: str, name: str, **more: Any) -> dict[str, Any]:
            return {
                "id": identifier,
                "name": name,
                "nameSort": identity.sort_key(name, identifier),
                "terms": identity.terms(name),
                "zone": (zones or {}).get(identifier, 1),
                **more,
            }

        for slug, assets in sources.items():
            source, space = f"source:{slug}", f"sqlite://{slug}"
            await cypher(
                "CREATE (s:Source) SET s = $row",
                row=node(source, slug, kind="sqlite", namespace=space, managed=True, config="{}",
                         scope=[""], alsoKnownAs=[], createdAt=1),
            )  # fmt: skip
            rows = []
            for name, columns in assets.items():
                asset = identity.asset_id(space, ("main", name))
                names = list(columns)
                rows.append(
                    {
                        "asset": node(asset, name, qualifiedName=f"main.{name}", kind="TABLE", since=1, sourceId=source,
                                      columnCount=len(names)),
                        "columns": [
                            node(identity.column_id(asset, column), column, position=position, type="TEXT",
                                 dataType="STRING", nullable=True, primaryKey=False, since=1, assetId=asset)
                            for position, column in enumerate(names, start=1)
                        ],
                    }
                )  # fmt: skip
            await cypher(
                """MATCH (s:Source {id: $source}) UNWIND $rows AS row
                CREATE (s)-[:HAS_ASSET]->(a:Asset) SET a = row.asset
                WITH a, row UNWIND row.columns AS column
                CREATE (a)-[:HAS_COLUMN]->(c:Column) SET c = column""",
                source=source,
                rows=rows,
            )

    return write


@pytest.fixture
def link(cypher):
    """Write edges: `await link("FLOWS_TO", [(from id, to id)], origin="view:x")`; INFLUENCES goes from column to asset."""

    async def write(
        relationship: str, pairs: Iterable[tuple[str, str]], *, origin: str = "view:test", kind: str = "IDENTITY"
    ) -> None:
        key = "kind" if relationship == "INFLUENCES" else "transformation"
        tail = f">{kind}" if relationship == "INFLUENCES" else ""
        await cypher(
            f"""UNWIND $rows AS row
            MATCH (a:Asset|Column {{id: row[0]}}) MATCH (b:Asset|Column {{id: row[1]}})
            CREATE (a)-[:{relationship} {{key: a.id + '>' + b.id + '>' + $origin + $tail, origin: $origin, {key}: $kind,
              since: 1, recordedAt: 1}}]->(b)""",
            rows=[list(pair) for pair in dict.fromkeys(pairs)],
            origin=origin,
            kind=kind,
            tail=tail,
        )

    return write
