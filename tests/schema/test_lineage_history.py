"""Lineage by hand, and what came and went, through GraphQL."""

import pytest

from cypher.visibility import Principal

SPACE = "postgres://shop.demo:5432/shop.public"
ADD = """mutation($f: ID!, $t: ID!, $r: String!) { lineageEdgeAdd(input: {fromId: $f, toId: $t, reason: $r}) {
  origin userErrors { code message } } }"""
REMOVE = """mutation($f: ID!, $t: ID!) { lineageEdgeRemove(input: {fromId: $f, toId: $t, reason: "no more"}) {
  removed userErrors { code message } } }"""
DIFF = """query($id: ID!, $from: DateTime!, $to: DateTime!, $n: Int) { lineageDiff(id: $id, from: $from, to: $to, limit: $n) {
  cameTotal wentTotal came { source target via kind masking origin until } went { source since until } } }"""
HALF = Principal("person:half", (1,))


def column(table: str) -> str:
    return f"column:{SPACE}.{table}#email"


async def test_an_edge_by_hand_is_there_until_it_is_removed_and_the_history_tells_both(client, company):
    ends = {"f": column("customers"), "t": column("orders")}
    data = await client.ask(ADD, **ends, r="copied by the mailing")
    assert data["lineageEdgeAdd"] == {"origin": "manual:owner", "userErrors": []}
    walk = await client.ask('{ columnImpact(id: "%s") { nodes { id } edges { origin } } }' % ends["f"])
    assert walk["columnImpact"] == {"nodes": [{"id": ends["t"]}], "edges": [{"origin": "manual:owner"}]}
    long = {"from": "2000-01-01T00:00:00Z", "to": "2100-01-01T00:00:00Z", "n": 10}
    diff = (await client.ask(DIFF, id=ends["t"], **long))["lineageDiff"]
    assert diff == {
        "cameTotal": 1,
        "wentTotal": 0,
        "came": [{"source": ends["f"], "target": ends["t"], "via": "FLOW", "kind": None, "masking": False,
                  "origin": "manual:owner", "until": None}],
        "went": [],
    }  # fmt: skip
    assert (await client.ask(REMOVE, **ends))["lineageEdgeRemove"] == {"removed": True, "userErrors": []}
    assert (await client.ask(DIFF, id=ends["t"], **long))["lineageDiff"]["cameTotal"] == 0
    again = (await client.ask(REMOVE, **ends))["lineageEdgeRemove"]
    assert (again["removed"], again["userErrors"][0]["code"]) == (False, "BAD_INPUT")


async def test_visibility_what_is_hidden_cannot_be_joined_or_seen_in_a_difference(client, company):
    ends = {"f": column("customers"), "t": column("payroll")}
    refused = (await client.ask(ADD, HALF, **ends, r="r"))["lineageEdgeAdd"]
    assert (refused["origin"], [each["code"] for each in refused["userErrors"]]) == (None, ["NOT_FOUND"])
    await client.ask(ADD, **ends, r="r")
    long = {"from": "2000-01-01T00:00:00Z", "to": "2100-01-01T00:00:00Z"}
    assert (await client.ask(DIFF, HALF, id=ends["f"], **long))["lineageDiff"]["cameTotal"] == 0
    assert (await client.ask(DIFF, id=f"asset:{SPACE}.customers", **long))["lineageDiff"]["cameTotal"] == 2


@pytest.mark.parametrize(
    ("variables", "word"),
    [
        ({"from": "2026-01-01T00:00:00Z", "to": "2026-01-01T00:00:00Z"}, "before"),
        ({"from": "2026-01-01T00:00:00Z", "to": "2026-01-02T00:00:00Z", "n": 0}, "limit"),
        ({"from": "2026-01-01T00:00:00Z", "to": "2026-01-02T00:00:00Z", "id": "source:shop"}, "Asset or Column"),
    ],
)
async def test_a_difference_that_cannot_be_asked_for_is_refused(client, company, variables, word):
    (error,) = (await client.run(DIFF, **({"id": column("orders")} | variables))).errors
    assert word in error.message


async def test_a_walk_as_of_a_time_goes_along_what_was_stated_then(client, company, graph):
    ends = {"f": column("customers"), "t": column("orders")}
    async with graph.driver.session() as session:
        text = """MATCH (a:Column {id: $f}) MATCH (b:Column {id: $t}) CREATE (a)-[:FLOWED_TO {key: 'k', origin: 'sql:x',
          since: 1577836800000000, until: 1609459200000000}]->(b)"""
        await (await session.run(text, ends)).consume()
    ask = "query($id: ID!, $at: DateTime) { %s(id: $id, asOf: $at) { total nodes { id } edges { origin } } }"
    for root, start, end in (("columnImpact", "f", "t"), ("columnLineage", "t", "f")):
        then = (await client.ask(ask % root, id=ends[start], at="2020-06-01T00:00:00Z"))[root]
        assert then == {"total": 1, "nodes": [{"id": ends[end]}], "edges": [{"origin": "sql:x"}]}
        for at in (None, "2019-12-31T23:59:59Z", "2021-01-01T00:00:00Z"):
            assert (await client.ask(ask % root, id=ends[start], at=at))[root]["total"] == 0
    for root in ("assetImpact", "assetLineage"):
        assert (await client.ask(ask % root, id=f"asset:{SPACE}.orders", at="2020-06-01T00:00:00Z"))[root]["total"] == 0
