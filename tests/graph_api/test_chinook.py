"""Real data no one here wrote, scanned to the end: one shop, as an SQLite file and in PostgreSQL, in one graph."""

import re
from pathlib import Path

import psycopg
import pytest

from graph_api.scan.run import End
from tests.graph_api.scan.conftest import Scanned, postgres_source

CHINOOK = Path(__file__).parents[3] / "shared" / "data" / "chinook"

pytestmark = pytest.mark.skipif(not CHINOOK.exists(), reason="../shared/data/chinook is not here")


def snake(name: str) -> str:
    """`BillingPostalCode` and `billing_postal_code` are one name."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def load(database) -> None:
    """Run the published script, but into a database of our own."""
    script = (CHINOOK / "Chinook_PostgreSql.sql").read_text(encoding="utf-8")
    _, create, *rest = re.split(r"(?m)^(?=CREATE DATABASE|\\c )", script)
    assert create.startswith("CREATE DATABASE")
    with psycopg.connect(**database.connect(), autocommit=True) as connection:
        connection.execute("".join(rest).partition("\n")[2].encode())


async def columns(source: Scanned) -> dict[str, list[str]]:
    rows = await source.rows(
        """MATCH (:Source {id: $id})-[:HAS_ASSET]->(a:Asset)-[:HAS_COLUMN]->(c:Column)
        WITH a, c ORDER BY c.position RETURN a.name AS asset, collect(c.name) AS names""",
        id=source.id,
    )
    return {snake(row["asset"]): [snake(name) for name in row["names"]] for row in rows}


async def references(source: Scanned) -> set[tuple[str, str, str, str]]:
    rows = await source.rows(
        """MATCH (:Source {id: $id})-[:HAS_ASSET]->(a:Asset)-[:HAS_COLUMN]->(c:Column)-[:REFERENCES]->(d:Column)
        MATCH (b:Asset {id: d.assetId}) RETURN a.name AS a, c.name AS c, b.name AS b, d.name AS d""",
        id=source.id,
    )
    return {(snake(row["a"]), snake(row["c"]), snake(row["b"]), snake(row["d"])) for row in rows}


async def classes(source: Scanned) -> dict[tuple[str, str], dict[str, str]]:
    """(asset, column) -> class -> state."""
    rows = await source.rows(
        """MATCH (:Source {id: $id})-[:HAS_ASSET]->(a:Asset)-[:HAS_COLUMN]->(c:Column)
        MATCH (c)-[:HAS_CLASSIFICATION]->(k:Classification) WHERE k.state IN ['SUGGESTED', 'CONFIRMED']
        RETURN a.name AS a, c.name AS c, substring(k.classId, 6) AS class, k.state AS state""",
        id=source.id,
    )
    found: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows:
        found.setdefault((snake(row["a"]), snake(row["c"])), {})[row["class"]] = row["state"]
    return found


async def test_the_same_shop_is_the_same_in_the_graph_whatever_holds_it(graph, database, monkeypatch):
    file = await Scanned(graph, "chinook").create(
        "sqlite", {"path": str(CHINOOK / "Chinook_Sqlite.sqlite")}, "sqlite://chinook"
    )
    load(database)
    server = await postgres_source(graph, database, monkeypatch)
    for source in (file, server):
        result = await source.scan()
        assert (result.end, result.progress.failed, result.progress.listed) == (End.SUCCEEDED, 0, 11)

    assert await columns(file) == await columns(server)
    assert len(await columns(file)) == 11
    assert sum(map(len, (await columns(file)).values())) == 64
    assert await references(file) == await references(server)
    assert len(await references(file)) == 11
    assert ("track", "album_id", "album", "album_id") in await references(file)

    for source in (file, server):
        found = await classes(source)
        for table in ("customer", "employee"):
            assert found[table, "email"] == {"EMAIL": "CONFIRMED"}
            assert found[table, "phone"] == {"PHONE": "CONFIRMED"}
            assert "STREET_ADDRESS" in found[table, "address"]
        assert ("album", "title") not in found
        withheld = await source.rows(
            "MATCH (:Source {id: $id})-[:HAS_ASSET]->()-[:HAS_COLUMN]->(c) WHERE toLower(c.name) = 'email' RETURN c.topValues AS v",
            id=source.id,
        )
        assert [row["v"] for row in withheld] == [None, None]
    one, other = await classes(file), await classes(server)
    assert {column: set(found) for column, found in one.items()} == {
        column: set(found) for column, found in other.items()
    }
