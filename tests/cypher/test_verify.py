import pytest

from cypher import classification, description, domain, origin, ownership, person, scan, source, tag, team
from cypher.edge import EdgeRow
from cypher.origin import Said
from cypher.verify import rules, verify
from cypher.visibility import OWNER
from cypher.zone import rezone

ORDERS, MART = "asset:sqlite://shop/main.orders", "asset:sqlite://shop/main.mart"
MAIL = "column:sqlite://shop/main.orders#mail"
FLOWED = f"{ORDERS}>{MART}>sql:x"
EMAIL = "classification:sqlite://shop/main.orders#mail~EMAIL"


_KEPT: list[dict] = []
_NODES = "MATCH (n) WHERE NOT n:Migration RETURN elementId(n) AS key, labels(n) AS labels, properties(n) AS properties"
_EDGES = """MATCH (a)-[r]->(b) RETURN elementId(a) AS start, elementId(b) AS end, type(r) AS type, properties(r) AS properties"""
_AGAIN = """UNWIND $nodes AS row CREATE (n:$(row.labels)) SET n = row.properties
WITH collect({key: row.key, node: n}) AS made UNWIND $edges AS row
WITH row, [each IN made WHERE each.key = row.start | each.node][0] AS a, [each IN made WHERE each.key = row.end | each.node][0] AS b
CREATE (a)-[r:$(row.type)]->(b) SET r = row.properties"""


@pytest.fixture
async def healthy(graph, stock, cypher, link):
    """A graph with some of everything, as the writers write it: written once, then put back as it was."""
    if _KEPT:
        async with graph.driver.session() as session:
            await (await session.run(_AGAIN, _KEPT[0])).consume()
        return
    await written(graph, stock, cypher, link)
    nodes, edges = await graph.query("nodes", _NODES, {}), await graph.query("edges", _EDGES, {})
    _KEPT.append({"nodes": nodes, "edges": edges})


async def written(graph, stock, cypher, link):
    await stock({"shop": {"orders": ["id", "mail"], "mart": ["mail"], "gone": ["x"]}})
    await source.create(
        graph, OWNER, slug="lake", kind="files", namespace="file://lake", config={"password": "env:X"}, name="Lake Käse"
    )
    await link("FLOWS_TO", [(MAIL, "column:sqlite://shop/main.mart#mail"), (ORDERS, MART)])
    await link("INFLUENCES", [("column:sqlite://shop/main.orders#id", MART)], kind="JOIN")
    await link("REFERENCES", [("column:sqlite://shop/main.mart#mail", MAIL)])
    await cypher(
        """CREATE (:DataClass {id: 'class:EMAIL', name: 'EMAIL', sensitivity: 'CONFIDENTIAL', nameSort: 'email\\u0000class:EMAIL',
          within: ['class:EMAIL', 'class:CONTACT']})
        -[:PART_OF]->(:DataClass {id: 'class:CONTACT', name: 'CONTACT', group: true, nameSort: 'contact\\u0000class:CONTACT',
          within: ['class:CONTACT']})
        WITH 1 AS one MATCH (s:Source)-[h:HAS_ASSET]->(a:Asset {name: 'gone'})-[k:HAS_COLUMN]->(c)
        CREATE (s)-[:HAD_ASSET]->(a), (a)-[:HAD_COLUMN]->(c) DELETE h, k
        SET a:PastAsset, c:PastColumn, a.until = 2, c.until = 2 REMOVE a:Asset, c:Column"""
    )
    await person.create(graph, OWNER, "ana")
    await team.create(graph, OWNER, "crm")
    await team.member_add(graph, OWNER, "team:crm", ["person:ana"])
    await tag.create(graph, OWNER, "gold")
    await domain.create(graph, OWNER, "sales", "Sales & more")
    await ownership.assign(graph, OWNER, [ORDERS, "source:shop"], ["person:ana", "team:crm"])
    await tag.add(graph, OWNER, [MAIL], ["tag:gold"])
    await domain.assign(graph, OWNER, [MART], "domain:sales")
    await classification.confirm_class(graph, OWNER, [MAIL], "class:EMAIL")
    await description.describe(graph, OWNER, ORDERS, "What was ordered")
    await scan.claim(graph, await scan.queue(graph, "source:shop", mode="FULL", trigger="CLI", by="person:owner"))

    async def work(transaction):  # as the writers of a scan do, and `stock` does not
        await rezone(transaction, ["source:shop", ORDERS, MART, "asset:sqlite://shop/main.gone"])
        rows = [EdgeRow("FLOWS_TO", ORDERS, MART, "sql:x"), EdgeRow("INFLUENCES", MAIL, MART, "sql:x", {"kind": "JOIN"}),
                EdgeRow("REFERENCES", MAIL, MAIL, "sql:x")]  # fmt: skip
        for at, stated in ((1, rows), (3, []), (5, rows), (2, rows[:1])):
            await origin.state(transaction, "sql:x", Said(stated), at=at, recorded_at=9)

    await graph.transact(work)


async def violations(graph):
    return {(each.rule, each.id) async for each in verify(graph)}


async def test_what_the_writers_write_holds(graph, healthy):
    assert [each async for each in verify(graph)] == []


BREAKS = {
    "assets_without_place": [
        ("MATCH (:Source)-[h:HAS_ASSET]->(a:Asset {id: $orders}) DELETE h", ORDERS),
        ("MATCH (a:Asset {id: $orders}) MATCH (s:Source {id: 'source:lake'}) CREATE (s)-[:HAS_ASSET]->(a)", ORDERS),
        ("MATCH (a:Asset {id: $orders}) SET a.sourceId = 'source:lake'", ORDERS),
    ],
    "columns_without_place": [
        ("MATCH (:Asset)-[h:HAS_COLUMN]->(c:Column {id: $mail}) DELETE h", MAIL),
        ("MATCH (c:Column {id: $mail}) SET c.assetId = 'asset:x/y'", MAIL),
    ],
    "unidentified": [("CREATE (:Tag {name: 'x', nameSort: 'x'})", None)],
    "two_labels": [("MATCH (a:Asset {id: $orders}) SET a:PastAsset", ORDERS)],
    "sources": [
        ("MATCH (s:Source {id: 'source:lake'}) SET s.config = '{\"token\": \"s3cret\"}'", "source:lake"),
        ("MATCH (s:Source {id: 'source:lake'}) SET s.config = '{'", "source:lake"),
        ("MATCH (s:Source {id: 'source:lake'}) SET s.namespace = null", "source:lake"),
        ("MATCH (s:Source {id: 'source:lake'}) SET s.terms = 'x'", "source:lake"),
    ],
    "assets": [
        ("MATCH (a:Asset {id: $orders}) SET a.qualifiedName = 'main.other'", ORDERS),
        ("MATCH (a:Asset {id: $orders}) SET a.nameSort = 'orders'", ORDERS),
        ("MATCH (a:Asset {id: $orders}) SET a.kind = null", ORDERS),
    ],
    "columns": [
        ("MATCH (c:Column {id: $mail}) SET c.name = 'fax', c.nameSort = 'fax\\u0000' + c.id, c.terms = 'fax'", MAIL),
        ("MATCH (c:Column {id: $mail}) SET c.position = null", MAIL),
    ],
    "classifications": [
        ("MATCH (k:Classification) SET k.state = 'MAYBE'", EMAIL),
        ("MATCH (k:Classification) SET k.state = 'REJECTED', k.decidedBy = 'machine'", EMAIL),
        ("MATCH (k:Classification) SET k.confidence = 1.5", EMAIL),
        ("MATCH (k:Classification)-[o:OF]->() DELETE o", EMAIL),
        ("MATCH (k:Classification) SET k.classId = 'class:PHONE'", EMAIL),
        ("MATCH (k:Classification) SET k.evidence = '[{}]'", EMAIL),
        ("MATCH (k:Classification) SET k.evidence = null", EMAIL),
    ],
    "taxonomy": [
        ("MATCH (d:DataClass {id: 'class:EMAIL'}) SET d.within = ['class:EMAIL']", "class:EMAIL"),
        ("MATCH (d:DataClass {id: 'class:EMAIL'}) SET d.within = null", "class:EMAIL"),
        ("MATCH (d:DataClass {id: 'class:EMAIL'})-[:PART_OF]->(u) CREATE (u)-[:PART_OF]->(d)", "class:CONTACT"),
        ("MATCH (d:DataClass {id: 'class:EMAIL'}) SET d.group = true", "class:EMAIL"),
    ],
    "named": [("MATCH (t:Tag) SET t.nameSort = 'z'", "tag:gold"), ("MATCH (t:Tag) SET t.id = 'team:gold'", "team:gold")],
    "zones": [("CREATE (:Zone {number: 7, key: '{\"source\": \"source:x\"}'})", "7"), ("CREATE (:Zone {number: 7, key: '{'})", "7")],
    "followers_out_of_zone": [
        ("MATCH (k:Classification) SET k.zone = 5", EMAIL),
        ("MATCH (k:Scan) SET k.zone = 5", None),
        ("MATCH (k:Change {kind: 'DESCRIBED'}) SET k.zone = null", None),
    ],
    "wrong_edges": [
        ("MATCH (:Asset)-[r:FLOWS_TO {origin: 'view:test'}]->(:Asset) SET r.key = 'k'", "k"),
        ("MATCH (:Asset)-[r:FLOWS_TO {origin: 'view:test'}]->(:Asset) SET r.key = null", f"{ORDERS}>{MART}"),
        ("MATCH ()-[r:INFLUENCES]->() SET r.kind = null", None),
        ("MATCH (a:Asset {id: $orders}) MATCH (c:Column {id: $mail}) CREATE (a)-[:REFERENCES {key: 'k', origin: 'o'}]->(c)", "k"),
    ],
    "intervals": [
        ("MATCH ()-[p:FLOWED_TO]->() SET p.until = p.since", FLOWED),
        ("MATCH ()-[p:FLOWED_TO]->() SET p.until = 6", FLOWED),
        ("MATCH ()-[p:FLOWED_TO]->() SET p.since = null", FLOWED),
        ("MATCH ()-[p:INFLUENCED]->() SET p.kind = 'FILTER'", f"{MAIL}>{MART}>sql:x>JOIN"),
        ("MATCH ()-[p:REFERRED]->() SET p.origin = null", f"{MAIL}>{MAIL}>sql:x"),
        ("MATCH (a)-[p:REFERRED]->(b) CREATE (a)-[q:REFERRED]->(b) SET q = p", f"{MAIL}>{MAIL}>sql:x"),
    ],
    "statements": [
        ("MATCH (o:Origin) DELETE o", None),
        ("MATCH (s:Statement) SET s.digest = 'x'", None),
        ("MATCH (s:Statement) WHERE size(s.at) = 2 SET s.at = [5, 1]", None),
        ("MATCH (s:Statement) SET s.runs = []", None),
        ("MATCH (s:Statement) WHERE size(s.at) = 1 SET s.at = [1]", None),
    ],
    "lone_column_flows": [("MATCH (:Asset)-[r:FLOWS_TO]->(:Asset) DELETE r", None)],
    "scans": [
        ("MATCH (r:Scan) SET r.state = 'TIRED'", None),
        ("MATCH (r:Scan) SET r.sourceId = 'source:lake'", None),
        ("MATCH (r:Scan)-[:OF]->(s) CREATE (:Scan {id: 'scan:2', state: 'RUNNING', sourceId: s.id, zone: r.zone})-[:OF]->(s)", None),
    ],
    "changes": [
        ("MATCH (h:Change {kind: 'DESCRIBED'}) SET h.seq = 10000", None),
        ("MATCH (c:Counter {name: 'change'}) DELETE c", None),
    ],
    "numbers": [
        ("MATCH (c:Column {id: $mail}) SET c.nullShare = 0.0 / 0.0", MAIL),
        ("MATCH (c:Column {id: $mail}) SET c.quantiles = [1.0, 1.0 / 0.0]", MAIL),
    ],
    "shown_values": [("MATCH (c:Column {id: $mail}) SET c.topValues = '[]'", MAIL)],
    "many_domains": [
        ("MATCH (a:Asset {id: $mart}) CREATE (:Domain {id: 'domain:x', name: 'x', nameSort: 'x\\u0000domain:x'})-[:HAS]->(a)", MART)
    ],
    "doubled": [("MATCH (t:Tag)-[:ON]->(c) CREATE (t)-[:ON]->(c)", f"tag:gold>{MAIL}>ON")],
    "unsealed": [
        ("CREATE (:AuditEntry {id: 'e', at: (timestamp() - 86500000) * 1000, entry: '{}'})", "e"),
        ("CREATE (:AuditEntry {id: 'e', entry: '{}'})", "e"),
        ("CREATE (:AuditEntry {id: ['e'], at: ['x']})", None),
    ],
    "visibility": [
        ("MATCH (a:Asset {id: $orders}) SET a.zone = 3", ORDERS),
        ("MATCH ()-[r:OWNS]->(:Asset) DELETE r", MAIL),
    ],
}  # fmt: skip


def test_every_rule_can_fail():
    assert set(BREAKS) == set(rules())


@pytest.mark.parametrize(("rule", "case"), [(rule, case) for rule, cases in BREAKS.items() for case in cases])
async def test_what_breaks_a_rule_is_found(graph, cypher, healthy, rule, case):
    text, identifier = case
    await cypher(text, orders=ORDERS, mart=MART, mail=MAIL)
    found = await violations(graph)
    assert rule in {name for name, _ in found}
    if identifier is not None:
        assert (rule, identifier) in found


async def test_what_was_left_for_the_audit_lately_may_wait(graph, cypher, healthy):
    await cypher("CREATE (:AuditEntry {id: 'e', at: (timestamp() - 86300000) * 1000, entry: '{}'})")
    assert await violations(graph) == set()


async def test_violations_past_a_page_are_found_and_nothing_is_written(graph, cypher, stock, monkeypatch):
    monkeypatch.setattr("cypher.verify._PAGE", 7)
    monkeypatch.setattr("cypher.verify._ZONED_PAGE", 2)
    await stock({"big": {f"t{n}": ["a", "b"] for n in range(10)}})
    await cypher("MATCH (a:Asset) SET a.kind = null")
    before = await cypher("MATCH (n) RETURN labels(n) AS l, properties(n) AS p ORDER BY n.id")
    found = await violations(graph)
    assert sum(rule == "assets" for rule, _ in found) == 10
    assert sum(rule == "visibility" for rule, _ in found) == 31
    assert await cypher("MATCH (n) RETURN labels(n) AS l, properties(n) AS p ORDER BY n.id") == before
