"""By whatever way somebody asks, it is the same things that they see: what all see, without what is hidden from them."""

import json
from dataclasses import replace

import httpx
import pytest
import pytest_asyncio

from cypher.visibility import OWNER, Action, Principal
from graph_api.portable.metadata import export_lines
from tests.estate import NAMES, SEEN, Estate
from tests.graph_api.talking import events, talking

HALF = Principal("person:half", SEEN, dict.fromkeys(Action, SEEN))
ZONED = ("Source", "Asset", "Column", "Classification", "Scan")
SETTINGS = {"query_points": 0}


@pytest_asyncio.fixture
async def estate(graph):
    made = Estate()
    await made.write(graph)
    return made


class Asking:
    """Asks as one principal, over HTTP unless the way is another."""

    def __init__(self, app, client, estate, principal):
        self.app, self.client, self.estate, self.principal = app, client, estate, principal
        self.headers = {"authorization": client.headers["authorization"]}

    async def __call__(self, text, **variables):
        answer = (await self.client.post("/graphql", json={"query": text, "variables": variables})).json()
        assert all(error["extensions"]["code"] == "NOT_FOUND" for error in answer.get("errors", [])), answer
        return answer.get("data") or {}

    def ids(self, *labels):
        return [row["id"] for label in labels or ZONED for row in self.estate.rows[label]]


@pytest_asyncio.fixture
async def ask_as(app, estate, monkeypatch):
    headers = {"authorization": f"Bearer {app.state.token.reveal()}"}
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000", headers=headers) as client:

        def become(principal):
            monkeypatch.setattr("graph_api.app._principal", lambda *_: principal)
            return Asking(app, client, estate, principal)

        yield become


LISTS = {"sources": "Source", "assets": "Asset", "columns": "Column", "scans": "Scan"}


async def by_node(ask):
    found = [(await ask("query($id: ID!) { node(id: $id) { id } }", id=each)).get("node") for each in ask.ids()]
    return {each["id"] for each in found if each}


async def by_nodes(ask):
    found = set()
    for label in ZONED:
        text = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
        found |= {each["id"] for each in (await ask(text, ids=ask.ids(label)))["nodes"] if each}
    return found


async def by_lists(ask):
    """Page by page; each list is as long as its count says."""
    found = set()
    for root in LISTS:
        text = f"query($after: String) {{ page: {root}(first: 7, after: $after) {{ totalCount nodes {{ id }} pageInfo {{ hasNextPage endCursor }} }} }}"
        mine, after = [], None
        while after != "":
            page = (await ask(text, after=after))["page"]
            mine += [each["id"] for each in page["nodes"]]
            after = page["pageInfo"]["endCursor"] if page["pageInfo"]["hasNextPage"] else ""
        assert len(mine) == len(set(mine)) == page["totalCount"]
        found |= set(mine)
    return found


async def by_nested_lists(ask):
    text = """{ sources(first: 5) { nodes { assets(first: 10) { nodes { id
      columns(first: 10) { totalCount nodes { id } } } } } } tags { nodes { id } }
      columns(first: 100) { nodes { asset { id source { id } } classifications { id } } } }"""
    answer, found = await ask(text), set()
    for asset in [each for source in answer["sources"]["nodes"] for each in source["assets"]["nodes"]]:
        assert asset["columns"]["totalCount"] == len(asset["columns"]["nodes"])
        found |= {asset["id"], *(each["id"] for each in asset["columns"]["nodes"])}
    for column in answer["columns"]["nodes"]:
        found |= {each["id"] for each in column["classifications"]}
        if column["asset"]:
            found |= {column["asset"]["id"], *([column["asset"]["source"]["id"]] if column["asset"]["source"] else [])}
    return found


async def by_facets(ask):
    """Counted, and then asked for: every value's count is that of a list of it."""
    found = set()
    answer = await ask("{ assets { facets { kind { value count } } } }")
    for each in answer["assets"]["facets"]["kind"]:
        text = f"{{ assets(first: 100, where: {{kind: {{eq: {each['value']}}}}}) {{ nodes {{ id }} }} }}"
        nodes = (await ask(text))["assets"]["nodes"]
        assert len(nodes) == each["count"]
        found |= {node["id"] for node in nodes}
    return found


async def by_search(ask):
    found = set()
    for text in (*NAMES, "said"):
        page = (await ask("query($t: String!) { search(text: $t, first: 100) { totalCount nodes { id } } }", t=text))[
            "search"
        ]
        assert page["totalCount"] == len(page["nodes"])
        found |= {each["id"] for each in page["nodes"]}
    return found & set(ask.ids())


async def by_lineage(ask):
    """Walks of every kind from every node that is seen by half, and their neighbours."""
    found, hidden = set(), set(ask.estate.hidden)
    for label, roots in (("Asset", ("assetLineage", "assetImpact")), ("Column", ("columnLineage", "columnImpact"))):
        for root in roots:
            text = f"query($id: ID!) {{ {root}(id: $id, depth: 9) {{ total nodes {{ id }} edges {{ source target }} columnar {{ ids }} }} }}"
            for each in ask.ids(label):
                if each in hidden:
                    continue
                walk = (await ask(text, id=each))[root]
                ids = {node["id"] for node in walk["nodes"]}
                ends = {end for edge in walk["edges"] for end in edge.values()}
                assert (walk["total"], {*walk["columnar"]["ids"]}) == (len(ids), ids | {each})
                assert ends <= ids | {each}
                found |= ids
    return found


async def by_export(ask):
    lines = [json.loads(line) async for line in export_lines(ask.app.state.graph, ask.principal)]
    text = json.dumps(lines)
    return {each for each in ask.ids("Asset", "Column", "Source") if f'"{each}"' in text}


async def by_subscription(ask):
    """Over WebSocket and as events; of what is hidden there is one error, and the stream ends."""
    found = []
    async with talking(ask.app, ask.headers) as talk:
        for each in ask.ids("Scan"):
            text = f'subscription {{ scanProgress(id: "{each}") {{ id source {{ id }} }} }}'
            async with events(ask.app, ask.headers, text) as stream:
                streamed = [event for event in await stream.all() if event]
            spoken = await talk.ask(text)
            seen = [(event.get("data") or {}).get("scanProgress") for event in (streamed[0], spoken[0])]
            assert seen[0] == seen[1]
            found += [part["id"] for part in (seen[0], (seen[0] or {}).get("source")) if part]
    return set(found)


PATHS = (by_node, by_nodes, by_lists, by_nested_lists, by_facets, by_search, by_lineage, by_export, by_subscription)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.__name__)
async def test_visibility_by_every_path_it_is_what_all_see_without_what_is_hidden(ask_as, estate, path):
    everything, hidden = await path(ask_as(OWNER)), set(estate.hidden)
    assert everything & hidden, "there was something to hide"
    assert everything - hidden, "and something to see"
    mine = await path(ask_as(HALF))
    assert not mine & hidden
    reached = everything - hidden
    if path in {
        by_nested_lists,
        by_subscription,
    }:  # below something hidden there is nothing, though it may be seen elsewhere
        assert mine <= reached
        assert mine
    else:
        assert mine == reached


async def test_visibility_of_metrics_they_name_nothing_and_are_for_those_who_see_all(ask_as, estate, app):
    for principal in (OWNER, HALF):
        ask = ask_as(principal)
        for path in (by_node, by_search, by_subscription):
            await path(ask)
    assert (await ask_as(HALF).client.get("/metrics")).status_code == 403
    text = (await ask_as(OWNER).client.get("/metrics")).text
    for identifier in ask.ids():
        assert identifier not in text
        assert json.dumps(identifier)[1:-1] not in text
    labels = {
        part.partition("=")[0]
        for line in text.splitlines()
        if "{" in line
        for part in line.partition("{")[2].partition("}")[0].split('",')
        if part
    }
    assert labels <= {
        "operation",
        "outcome",
        "statement",
        "route",
        "method",
        "status",
        "state",
        "le",
        "implementation",
        "major",
        "minor",
        "patchlevel",
        "version",
    }


@pytest.mark.parametrize("root", ["columnLineage", "columnImpact", "assetLineage", "assetImpact"])
async def test_visibility_gaps_are_told_to_those_who_may_know_and_by_both_ways_of_walking(ask_as, estate, root):
    """`hasHidden` with and without edges (one statement, or hop by hop): as the edges that were written say; never for the owner."""
    label = "Column" if root.startswith("column") else "Asset"
    forwards, hidden = root.endswith("Impact"), set(estate.hidden)
    flows = {
        (start, end) if forwards else (end, start)
        for start, kind, end, _ in estate.edges
        if kind == "FLOWS_TO" and start.startswith(label.lower())
    }
    told = set()
    for each in estate.rows[label][::3]:
        if each["id"] in hidden:
            continue
        for depth in (1, 3):
            reached, level = {each["id"]}, {each["id"]}
            for _ in range(depth):
                level = {end for start, end in flows if start in level} - reached
                reached |= level
            for limit in (1, 100):
                for more in ("", "edges { source }"):
                    text = f'{{ walk: {root}(id: "{each["id"]}", depth: {depth}, limit: {limit}) {{ hasHidden total truncatedBy {more} }} }}'
                    walk = (await ask_as(HALF)(text))["walk"]
                    if walk["truncatedBy"] != "LIMIT":
                        assert walk["hasHidden"] == bool(reached & hidden), (each["id"], depth, more)
                    told.add((walk["hasHidden"], walk["truncatedBy"] == "LIMIT"))
                    assert (await ask_as(OWNER)(text))["walk"]["hasHidden"] is False
                both = [
                    (
                        await ask_as(HALF)(
                            f'{{ walk: {root}(id: "{each["id"]}", depth: {depth}, limit: {limit}) {{ hasHidden {more} }} }}'
                        )
                    )["walk"]["hasHidden"]
                    for more in ("", "edges { source }")
                ]
                assert both[0] == both[1]
    assert {(True, False), (False, False)} <= told
    ungranted = replace(HALF, allowed={action: SEEN for action in Action if action is not Action.LINEAGE_GAPS})
    ask = ask_as(ungranted)
    answer = await ask.client.post("/graphql", json={"query": f'{{ {root}(id: "x") {{ total hasHidden }} }}'})
    assert answer.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"
