"""A small company in the graph, and a way to ask it as a front end would."""

from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio

from cypher import identity
from cypher.act import OK, Act
from cypher.visibility import OWNER, Principal
from loaders.registry import Loaders
from schema.context import Context
from schema.ports import AuditFilter, AuditRow, Caller, Ports
from schema.root import MODEL, schema
from tests.stock import cypher, link, stock

__all__ = ["cypher", "link", "stock"]


@dataclass
class Client:
    graph: Any
    ports: Any = field(default_factory=lambda: ports())  # noqa: PLW0108 - it is below

    async def run(self, text: str, principal: Principal = OWNER, **variables: Any):
        context = Context(principal, self.graph, Loaders(self.graph, MODEL, principal), self.ports)
        return await schema.execute(text, variables, context_value=context)

    async def ask(self, text: str, principal: Principal = OWNER, **variables: Any) -> Any:
        self.graph.calls.clear()
        result = await self.run(text, principal, **variables)
        assert not result.errors, result.errors
        return result.data


class Heard:
    """An audit that is told and remembers nothing; tests/graph_api/audit has the real one."""

    def act(self, caller: Caller, action: str, request: str) -> Act:
        return Act(action, "" if caller.identity is None else caller.identity.user, caller.address, request)

    def ready(self) -> None:
        pass

    async def record(self) -> None:
        pass

    async def append(self, act: Act, outcome: str = OK) -> None:
        assert act.entry(outcome)

    async def refused(self, act: Act, outcome: str) -> None:
        assert act.entry(outcome)

    async def events(self, _wanted: AuditFilter, **_page: int | None) -> list[AuditRow]:
        return []


def ports(**real: Any) -> Ports:
    """These, and no others but an audit."""
    return Ports(**(dict.fromkeys(Ports.__slots__) | {"audit": Heard()} | real))


@pytest.fixture
def client(graph):
    return Client(graph)


def named(identifier: str, name: str, zone: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "id": identifier,
        "name": name,
        "nameSort": identity.sort_key(name, identifier),
        "terms": identity.terms(name),
        "zone": zone,
        **more,
    }


@pytest_asyncio.fixture
async def company(graph) -> None:
    """Two sources, three assets in two zones, columns, an e-mail classification, a tag, owners."""
    space = "postgres://shop.demo:5432"
    assets = [
        named(
            identity.asset_id(space, ("shop", "public", name)),
            name,
            zone,
            kind="TABLE",
            rows=rows,
            since=1_700_000_000_123_456,
        )
        for name, zone, rows in (("customers", 1, 5_000_000_000), ("orders", 1, None), ("payroll", 2, 3))
    ]
    columns = [
        named(identity.column_id(asset["id"], name), name, asset["zone"], position=position, dataType="STRING")
        | {"assetId": asset["id"]}
        for asset in assets
        for position, name in enumerate(("id", "email", "Straße ♥"), start=1)
    ]
    script: list[tuple[str, dict[str, Any]]] = [
        (
            "CREATE (s:Source) SET s = $row",
            {"row": named("source:shop", "shop", kind="postgresql", config='{"host":"h"}')},
        ),
        ("CREATE (s:Source) SET s = $row", {"row": named("source:crm", "crm", zone=2, kind="sqlite")}),
        (
            "UNWIND $rows AS row MATCH (s:Source {id:'source:shop'}) CREATE (s)-[:HAS_ASSET]->(a:Asset) SET a = row",
            {"rows": assets},
        ),
        (
            "UNWIND $rows AS row MATCH (a:Asset {id: row.assetId}) CREATE (a)-[:HAS_COLUMN]->(c:Column) SET c = row",
            {"rows": columns},
        ),
        (
            """CREATE (d:DataClass {id: 'class:EMAIL', name: 'EMAIL', nameSort: 'email', sensitivity: 'CONFIDENTIAL', categories: ['PII']})
            WITH d MATCH (c:Column {name: 'email'})
            CREATE (c)-[:HAS_CLASSIFICATION]->(k:Classification {id: 'classification:' + substring(c.id, 7) + '~EMAIL',
              classId: d.id, confidence: CASE WHEN c.id CONTAINS 'customers' THEN 0.95 ELSE 0.4 END, state: 'CONFIRMED', zone: c.zone,
              evidence: '[{"method":"pattern"}]'})-[:OF]->(d)""",
            {},
        ),
        (
            """MATCH (a:Asset {name: 'customers'}) CREATE (:Tag {id:'tag:gold', name:'gold', nameSort:'gold'})-[:ON]->(a)
            CREATE (p:Person {id:'person:ana', name:'Ana', nameSort:'ana'})-[:OWNS]->(a)
            CREATE (t:Team {id:'team:crm', name:'CRM', nameSort:'crm'})-[:OWNS]->(a) CREATE (p)-[:MEMBER_OF]->(t)""",
            {},
        ),
    ]
    async with graph.driver.session() as session:
        for text, parameters in script:
            await (await session.run(text, parameters)).consume()
