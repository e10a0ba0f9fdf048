"""The floor: nothing between HTTP and the database that could be left out; what it answers is what PurSight answers.

It knows the operations by name and does not look at the query. Same uvicorn as PurSight's, started by the same function;
token and zones are tested; each operation is one statement, written by hand.
"""

import asyncio
import os
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from hmac import compare_digest
from types import SimpleNamespace
from typing import Any, cast

import orjson
from neo4j import READ_ACCESS, AsyncGraphDatabase

from graph_api import serve
from graph_api.access import token
from graph_api.settings import load

Message = dict[str, Any]

_ZONE = "($zones IS NULL OR {0}.zone IN $zones)".format
_COLUMNS = f"""COLLECT {{
  MATCH (a)-[:HAS_COLUMN]->(c:Column) WHERE {_ZONE("c")}
  WITH c ORDER BY c.position LIMIT 20
  RETURN [c.id, c.name, c.dataType, COLLECT {{
    MATCH (c)-[:HAS_CLASSIFICATION]->(k:Classification)-[:OF]->(d:DataClass) WHERE {_ZONE("k")}
    WITH k, d ORDER BY k.id RETURN [k.confidence, k.state, d.name, d.sensitivity] }}] }}"""
_SINGLE = f"MATCH (a:Asset {{id: $id}}) WHERE {_ZONE('a')} RETURN a.id, a.name, a.kind, a.rows, {_COLUMNS}"
_LIST = f"""MATCH (a:Asset) WHERE a.nameSort > '' AND {_ZONE("a")} WITH a ORDER BY a.nameSort LIMIT 100
RETURN collect([a.id, a.name, a.kind, a.rows, {_COLUMNS}]) AS assets"""
_FILTERED = f"""MATCH (k:Classification {{classId: $class}}) WHERE k.confidence > $over AND {_ZONE("k")}
MATCH (c:Column)-[:HAS_CLASSIFICATION]->(k) WHERE {_ZONE("c")}
MATCH (a:Asset)-[:HAS_COLUMN]->(c) WHERE {_ZONE("a")}
WITH DISTINCT a ORDER BY a.nameSort LIMIT 20
RETURN a.id, a.name, a.kind, a.rows"""
_NESTED = f"""MATCH (s:Source) WHERE s.nameSort > '' AND {_ZONE("s")} WITH s ORDER BY s.nameSort LIMIT 6
RETURN s.id, s.name, COLLECT {{ MATCH (s)-[:HAS_ASSET]->(a:Asset) WHERE {_ZONE("a")} WITH a ORDER BY a.nameSort LIMIT 11
  RETURN [a.id, a.name, COLLECT {{ MATCH (a)-[:HAS_COLUMN]->(c:Column) WHERE {_ZONE("c")} WITH c ORDER BY c.position LIMIT 11
    RETURN [c.id, c.name, c.dataType] }}] }}"""
_IMPACT = f"""MATCH (s:Column {{id: $id}}) WHERE {_ZONE("s")}
MATCH path = (s)-[:FLOWS_TO|INFLUENCES*1..4]->(n:Asset|Column) WHERE n <> s
WITH n, min(length(path)) AS distance WHERE {_ZONE("n")}
MATCH (a:Asset {{id: coalesce(n.assetId, n.id)}}) WHERE {_ZONE("a")}
WITH n, a, distance ORDER BY distance, n.id
RETURN collect([n.id, distance, n:Column, n.name, a.name]) AS nodes"""

_ARRAYS = f"""MATCH (s:Column {{id: $id}}) WHERE {_ZONE("s")}
MATCH path = (s)-[:FLOWS_TO|INFLUENCES*0..4]->(n:Asset|Column)
WITH n, min(length(path)) AS distance WHERE {_ZONE("n")}
WITH n, distance ORDER BY distance, n.id
RETURN collect([n.id, n.name, distance]) AS nodes"""


class Floor:
    """The ASGI application."""

    def __init__(self, uri: str, user: str, password: str, secret: str) -> None:
        self._driver = AsyncGraphDatabase.driver(
            uri, auth=(user, password), max_connection_pool_size=64, telemetry_disabled=True
        )
        self._expected = f"Bearer {secret}".encode()
        self.state, self.router = SimpleNamespace(stopping=asyncio.Event()), self

    @asynccontextmanager
    async def lifespan_context(self, _app: object) -> AsyncGenerator[None]:
        try:
            yield
        finally:
            await self._driver.close()

    async def __call__(self, scope: Message, receive: Callable[[], Awaitable[Message]], send: Any) -> None:
        """Answer one POST."""
        given = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
        if not compare_digest(given, self._expected):
            await _answer(send, 401, b"{}")
            return
        message = await receive()
        body = message["body"]
        while message["more_body"]:
            message = await receive()
            body += message["body"]
        request = orjson.loads(body)
        statement, decode = _OPERATIONS[request["operationName"]]
        async with self._driver.session(database="neo4j", default_access_mode=READ_ACCESS) as session:
            result = await session.run(statement, zones=None, **request["variables"])
            rows = [record.values() async for record in result]
        await _answer(send, 200, orjson.dumps({"data": decode(rows)}))


async def _answer(send: Any, status: int, body: bytes) -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _asset(row: list[Any]) -> Message:
    identifier, name, kind, rows, columns = row
    return {
        "id": identifier, "name": name, "kind": kind, "rows": rows,
        "columns": {"nodes": [
            {
                "id": column, "name": called, "dataType": data_type,
                "classifications": [
                    {"confidence": confidence, "state": state, "dataClass": {"name": of, "sensitivity": sensitivity}}
                    for confidence, state, of, sensitivity in found
                ],
            }
            for column, called, data_type, found in columns
        ]},
    }  # fmt: skip


def _filtered(rows: list[list[Any]]) -> Message:
    return {
        "assets": {"nodes": [{"id": each, "name": name, "kind": kind, "rows": many} for each, name, kind, many in rows]}
    }


def _page(rows: list[Any], size: int, node: Callable[[Any], Message]) -> Message:
    return {"pageInfo": {"hasNextPage": len(rows) > size}, "nodes": [node(row) for row in rows[:size]]}


def _nested(rows: list[list[Any]]) -> Message:
    def column(row: list[Any]) -> Message:
        return {"id": row[0], "name": row[1], "dataType": row[2]}

    def asset(row: list[Any]) -> Message:
        return {"id": row[0], "name": row[1], "columns": _page(row[2], 10, column)}

    def source(row: list[Any]) -> Message:
        return {"id": row[0], "name": row[1], "assets": _page(row[2], 10, asset)}

    return {"sources": _page(rows, 5, source)}


def _impact(rows: list[list[Any]]) -> Message:
    found = rows[0][0]
    within = [each for each in found if each[1] <= 3]
    nodes = [
        {
            "id": each, "distance": distance, "via": "FLOW" if is_column else "INFLUENCE",
            "column": {"name": name} if is_column else None, "asset": {"name": asset},
        }
        for each, distance, is_column, name, asset in within[:1000]
    ]  # fmt: skip
    return {"columnImpact": {"complete": len(nodes) == len(found), "total": len(within), "nodes": nodes}}


def _arrays(rows: list[list[Any]]) -> Message:
    found = rows[0][0]
    within = [each for each in found if each[2] <= 3]
    given = within[:1001]  # the start is one of them
    columnar = {
        "ids": [each[0] for each in given],
        "names": [each[1] for each in given],
        "distances": [each[2] for each in given],
    }
    return {"columnImpact": {"complete": len(given) == len(found), "total": len(within) - 1, "columnar": columnar}}


_OPERATIONS: dict[str, tuple[str, Callable[[list[list[Any]]], Message]]] = {
    "single": (_SINGLE, lambda rows: {"asset": _asset(rows[0]) if rows else None}),
    "list": (_LIST, lambda rows: {"assets": {"nodes": [_asset(row) for row in rows[0][0]]}}),
    "filtered": (_FILTERED, _filtered),
    "nested": (_NESTED, _nested),
    "impact": (_IMPACT, _impact),
    "arrays": (_ARRAYS, _arrays),
}


def main() -> None:
    settings = load()
    secret = token.load_or_create(settings.state_directory)
    password = settings.password().get_secret_value()
    app = Floor(os.environ["NEO4J_URI"], settings.neo4j_user, password, secret.reveal())
    listener = serve.bind(settings.host, settings.port)
    serve.run(cast("Any", app), settings, listener, lambda: print("serving", flush=True))


if __name__ == "__main__":
    main()
