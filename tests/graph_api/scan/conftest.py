"""Sources to scan, and the graph as plain data to compare."""

import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from cypher import scan, source
from cypher.graph import Graph
from cypher.visibility import OWNER
from graph_api.scan.run import Options, Result, run_scan
from tests.postgresql import Database

OF_A_RUN = frozenset({"since", "until", "recordedAt", "missingSince", "missingScan", "createdAt", "createdBy"})
"""Properties that say when, so that they differ between two equal histories."""


VIEW = """CREATE VIEW spend AS SELECT p.email AS email, sum(o.amount) AS total FROM person p
    JOIN orders o ON o.person = p.id WHERE p.note <> 'l1teral' GROUP BY p.email;"""


class Scanned:
    """A source in the graph, and what scans of it do."""

    def __init__(self, graph: Graph, slug: str) -> None:
        self.graph, self.id = graph, f"source:{slug}"

    async def create(self, kind: str, config: Mapping[str, Any], namespace: str, **more: Any) -> "Scanned":
        slug = self.id.removeprefix("source:")
        await source.create(self.graph, OWNER, slug=slug, kind=kind, namespace=namespace, config=config, **more)
        return self

    async def claim(self, mode: str = "FULL", lease: int = 30) -> scan.Claim:
        queued = await scan.queue(self.graph, self.id, mode=mode, trigger="CLI", by=OWNER.id)
        return await scan.claim(self.graph, queued, lease=lease)

    async def scan(self, mode: str = "FULL", **options: Any) -> Result:
        claim = await self.claim(mode)
        return await run_scan(
            self.graph, await source.config(self.graph, self.id), claim, options=Options(**{"workers": 2, **options})
        )

    async def rows(self, text: str, **parameters: Any) -> list[dict[str, Any]]:
        return await self.graph.query("test", text, parameters)

    async def node(self, identifier: str) -> dict[str, Any] | None:
        # a scan's fence has the scan's id
        found = await self.rows(
            "MATCH (n {id: $id}) WHERE NOT n:Fence RETURN n {.*, labels: labels(n)} AS n", id=identifier
        )
        return found[0]["n"] if found else None

    async def changes(self, after: int = 0) -> list[tuple[str, str, Any]]:
        """(kind, subject, detail) in the order of the feed."""
        rows = await self.rows(
            "MATCH (h:Change) WHERE h.seq > $after AND h.sourceId = $source RETURN h {.*} AS h ORDER BY h.seq",
            after=after,
            source=self.id,
        )
        return [(row["h"]["kind"], row["h"]["subjectId"], json.loads(row["h"]["detail"])) for row in rows]

    async def last_change(self) -> int:
        return (await self.rows("MATCH (c:Counter {name: 'change'}) RETURN c.value AS n"))[0]["n"]


async def dump(graph: Graph, *, without: frozenset[str] = frozenset(), labels: frozenset[str] = frozenset({"Scan"})):
    """Every node and relationship as plain data; without some properties, and without the nodes of some labels.

    Entries of the audit are never among them: they stand in the graph only until a server seals them.
    """
    nodes = await graph.query(
        "dump",
        "MATCH (n) WHERE NOT n:Migration AND NOT n:AuditEntry RETURN labels(n) AS labels, properties(n) AS properties",
        {},
    )
    edges = await graph.query(
        "dump",
        """MATCH (a)-[r]->(b)
        RETURN type(r) AS type, coalesce(a.id, a.key, a.name) AS start, coalesce(b.id, b.key, b.name) AS end,
               labels(a) + labels(b) AS labels, properties(r) AS properties""",
        {},
    )

    def plain(properties: Mapping[str, Any]) -> str:
        kept = {name: value for name, value in properties.items() if name not in without}
        return json.dumps(kept, sort_keys=True)

    return {
        "nodes": sorted(
            (*sorted(row["labels"]), plain(row["properties"])) for row in nodes if not labels & set(row["labels"])
        ),
        "edges": sorted(
            (row["type"], row["start"], row["end"], plain(row["properties"]))
            for row in edges
            if not labels & set(row["labels"])
        ),
    }


class SqliteSource(Scanned):
    """A SQLite file as a source."""

    file: Path

    def execute(self, script: str, rows: list[tuple[Any, ...]] | None = None) -> None:
        with sqlite3.connect(self.file) as connection:
            if rows is None:
                connection.executescript(script)
            else:
                connection.executemany(script, rows)
        connection.close()


@pytest.fixture
async def crm(graph, tmp_path) -> SqliteSource:
    """People, their orders, and a view over both; `asset:sqlite://crm/main.<table>`."""
    crm = SqliteSource(graph, "crm")
    crm.file = tmp_path / "crm.db"
    crm.execute("""
        CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT, note TEXT);
        CREATE TABLE orders (id INTEGER PRIMARY KEY, person INTEGER REFERENCES person(id), amount NUMERIC);
    """)
    crm.execute(VIEW)
    crm.execute(
        "INSERT INTO person VALUES (?, ?, ?, ?)",
        [(n, f"Ann Smith {n}", f"ann{n}@example.org", "blue" if n % 2 else "green") for n in range(60)],
    )
    crm.execute("INSERT INTO orders VALUES (?, ?, ?)", [(n, n % 60, n * 1.5) for n in range(200)])
    await crm.create("sqlite", {"path": str(crm.file)}, "sqlite://crm")
    return crm


class PostgresSource(Scanned):
    """A PostgreSQL database as a source; `asset:postgres://shop:5432/shop.public.<table>`-like ids by `asset`."""

    database: Database

    def asset(self, table: str, schema: str = "public") -> str:
        return f"asset:postgres://shop:5432/{self.database.name}.{schema}.{table}"


@pytest.fixture
async def shop(graph, database, monkeypatch) -> PostgresSource:
    """An empty PostgreSQL database."""
    return await postgres_source(graph, database, monkeypatch)


async def postgres_source(graph: Graph, database: Database, monkeypatch, **config: Any) -> PostgresSource:
    shop = PostgresSource(graph, "shop")
    shop.database = database
    monkeypatch.setenv("SHOP_PASSWORD", database.password)
    settings = {
        "host": database.host,
        "port": database.port,
        "database": database.name,
        "user": database.user,
        "password": "env:SHOP_PASSWORD",
        "sslmode": "disable",
    }
    await shop.create("postgresql", settings | config, "postgres://shop:5432")
    return shop
