"""What is asked, of PurSight and of `@neo4j/graphql`, and how their answers are the same content in one form."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from data import HUB, asset_id

_COLUMN = "id name dataType classifications { confidence state dataClass { name sensitivity } }"
_PEER_SORT = "sort: [{ position: ASC }]"


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing to ask. `peer` is the query for `@neo4j/graphql`; `variables` are sent in turn; `content` is of either's data."""

    name: str
    title: str
    ours: str
    peer: str
    variables: tuple[dict[str, Any], ...]
    content: Callable[[Any], Any]

    def bodies(self, *, peer: bool) -> list[str]:
        """Request bodies, one for each of the variables."""
        query, name = (self.peer, "Peer") if peer else (self.ours, self.name)
        return [json.dumps({"operationName": name, "query": query, "variables": each}) for each in self.variables]


def plain(value: Any) -> Any:
    """Connections as lists, a list of the one that there is as that one, numbers as they are."""
    match value:
        case {"edges": edges, "pageInfo": info}:
            return [info["hasNextPage"], *(plain(edge["node"]) for edge in edges)]
        case {"nodes": nodes, "pageInfo": info}:
            return [info["hasNextPage"], *map(plain, nodes)]
        case {"nodes": nodes}:
            return [plain(node) for node in nodes]
        case dict():
            return {key.removesuffix("Connection"): _one(key, plain(each)) for key, each in value.items()}
        case list():
            return [plain(each) for each in value]
    return value


def _one(key: str, value: Any) -> Any:
    return value[0] if key == "dataClass" and isinstance(value, list) else value


def _listed(data: Any) -> Any:
    """The one root field's value; the peer gives even one asset as a list."""
    (value,) = plain(data).values()
    return value


def _single(data: Any) -> Any:
    value = _listed(data)
    return value[0] if isinstance(value, list) else value


def _sorted(key: str, data: Any) -> Any:
    """Classifications have no order at the peer: by class."""

    def ordered(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: ordered(each) for name, each in value.items()}
        if isinstance(value, list):
            each = [ordered(item) for item in value]
            return sorted(each, key=str) if each and isinstance(each[0], dict) and key in each[0] else each
        return value

    return ordered(data)


def _reached(data: Any) -> dict[str, tuple[int, str, str]]:
    """Each node downstream: its least distance, its name and its asset's; of our list, or of the peer's nested tree."""
    (root,) = data.values()
    found: dict[str, tuple[int, str, str]] = {}
    if isinstance(root, dict):
        return {node["id"]: (node["distance"], node["column"]["name"], node["asset"]["name"]) for node in root["nodes"]}
    level, distance = root, 0
    while level := [below for node in level for below in node.get("flowsTo", ())]:
        distance += 1
        for node in level:
            asset = node["assets"][0]["name"] if "assets" in node else ""
            found.setdefault(node["id"], (distance, node["name"], asset))
    return found


def _arrays(data: Any) -> dict[str, tuple[int, str]]:
    """Each node downstream: its least distance and its name."""
    (root,) = data.values()
    if isinstance(root, dict):
        found = root["columnar"]
        return dict(zip(found["ids"], zip(found["distances"], found["names"], strict=True), strict=True))
    tree = {root[0]["id"]: (0, root[0]["name"])}
    return tree | {node: (distance, name) for node, (distance, name, _) in _reached(data).items()}


_HOP = "id name assets { name }"

OPERATIONS = (
    Operation(
        "single",
        "one asset, 20 columns, classifications",
        f"query single($id: ID!) {{ asset(id: $id) {{ id name kind rows columns(first: 20) {{ nodes {{ {_COLUMN} }} }} }} }}",
        f"""query Peer($id: ID!) {{ assets(where: {{ id: {{ eq: $id }} }}) {{
            id name kind rows columns(limit: 20, {_PEER_SORT}) {{ {_COLUMN} }} }} }}""",
        tuple({"id": asset_id(number)} for number in range(20, 1020, 20)),
        lambda data: _sorted("confidence", _single(data)),
    ),
    Operation(
        "list",
        "100 assets x 20 columns x classifications",
        f"query list {{ assets(first: 100) {{ nodes {{ id name kind rows columns(first: 20) {{ nodes {{ {_COLUMN} }} }} }} }} }}",
        f"""query Peer {{ assets(where: {{ nameSort: {{ gt: "" }} }}, sort: [{{ nameSort: ASC }}], limit: 100) {{
            id name kind rows columns(limit: 20, {_PEER_SORT}) {{ {_COLUMN} }} }} }}""",
        ({},),
        lambda data: _sorted("confidence", _listed(data)),
    ),
    Operation(
        "filtered",
        "a page of 20 assets that have a column classified EMAIL with confidence over 0.8",
        """query filtered($class: ID!, $over: Float!) { assets(first: 20,
            where: { columns: { classifications: { classId: { eq: $class }, confidence: { gt: $over } } } }) {
            nodes { id name kind rows } } }""",
        """query Peer($class: ID!, $over: Float!) { assets(limit: 20, sort: [{ nameSort: ASC }], where: {
            columns: { some: { classifications: { some: { classId: { eq: $class }, confidence: { gt: $over } } } } } }) {
            id name kind rows } }""",
        tuple({"class": "class:EMAIL", "over": 0.8 + step / 100} for step in range(5)),
        _listed,
    ),
    Operation(
        "nested",
        "3 levels of connections: 5 sources x 10 assets x 10 columns",
        """query nested { sources(first: 5) { pageInfo { hasNextPage } nodes { id name
            assets(first: 10) { pageInfo { hasNextPage } nodes { id name
            columns(first: 10) { pageInfo { hasNextPage } nodes { id name dataType } } } } } } }""",
        """query Peer { sourcesConnection(first: 5, sort: [{ nameSort: ASC }]) { pageInfo { hasNextPage } edges { node {
            id name assetsConnection(first: 10, sort: [{ node: { nameSort: ASC } }]) { pageInfo { hasNextPage } edges { node {
            id name columnsConnection(first: 10, sort: [{ node: { position: ASC } }]) { pageInfo { hasNextPage } edges { node {
            id name dataType } } } } } } } } } }""",
        ({},),
        _listed,
    ),
    Operation(
        "impact",
        "a column with 1,000 columns downstream, within 3 hops",
        """query impact($id: ID!) { columnImpact(id: $id, depth: 3, limit: 1000) { complete total
            nodes { id distance via column { name } asset { name } } } }""",
        f"""query Peer($id: ID!) {{ columns(where: {{ id: {{ eq: $id }} }}) {{ id
            flowsTo {{ {_HOP} flowsTo {{ {_HOP} flowsTo {{ {_HOP} }} }} }} }} }}""",
        ({"id": HUB},),
        _reached,
    ),
    Operation(
        "arrays",
        "the same as arrays: ids, names and distances",
        """query arrays($id: ID!) { columnImpact(id: $id, depth: 3, limit: 1000) { complete total
            columnar { ids names distances } } }""",
        """query Peer($id: ID!) { columns(where: { id: { eq: $id } }) { id name
            flowsTo { id name flowsTo { id name flowsTo { id name } } } } }""",
        ({"id": HUB},),
        _arrays,
    ),
)
