"""What front ends read: every root field is one statement, whatever is nested below it."""

from cypher.visibility import Principal


async def test_one_asset_with_all_that_hangs_on_it_is_one_statement(client, company, graph):
    data = await client.ask(
        """{ asset(id: "asset:postgres://shop.demo:5432/shop.public.customers") {
      __typename id rows since kind label: name
      source { id name config { } }
    } }""".replace("config { }", "config")
    )
    asset = data["asset"]
    assert asset["__typename"] == "Asset"
    assert asset["rows"] == 5_000_000_000
    assert asset["since"] == "2023-11-14T22:13:20.123456Z"
    assert asset["kind"] == "TABLE"
    assert asset["label"] == "customers"
    assert asset["source"] == {"id": "source:shop", "name": "shop", "config": {"host": "h"}}
    assert graph.calls == ["Asset{__typename,id,rows,since,kind,name,source}"]


async def test_nested_pages_come_in_order_with_counts_and_owners_of_both_kinds(client, company, graph):
    data = await client.ask("""{ assets(first: 2) { totalCount pageInfo { hasNextPage endCursor } edges { cursor node { name
      columns(first: 2) { totalCount nodes { name classifications { classId confidence evidence { __typename method matched examples } dataClass { name categories } } } pageInfo { hasNextPage } }
      owners { __typename id name ... on Person { teams { id } } ... on Team { members { id } } } tags { name } } } } }""")
    page = data["assets"]
    assert page["totalCount"] == 3
    assert [edge["node"]["name"] for edge in page["edges"]] == ["customers", "orders"]
    assert page["pageInfo"] == {"hasNextPage": True, "endCursor": page["edges"][1]["cursor"]}
    first = page["edges"][0]["node"]
    assert [column["name"] for column in first["columns"]["nodes"]] == ["id", "email"]
    assert first["columns"]["totalCount"] == 3
    assert first["columns"]["pageInfo"] == {"hasNextPage": True}
    assert first["columns"]["nodes"][1]["classifications"] == [
        {
            "classId": "class:EMAIL",
            "confidence": 0.95,
            "evidence": [{"__typename": "Evidence", "method": "pattern", "matched": None, "examples": []}],
            "dataClass": {"name": "EMAIL", "categories": ["PII"]},
        }
    ]
    assert first["owners"] == [
        {"__typename": "Person", "id": "person:ana", "name": "Ana", "teams": [{"id": "team:crm"}]},
        {"__typename": "Team", "id": "team:crm", "name": "CRM", "members": [{"id": "person:ana"}]},
    ]
    assert len(graph.calls) == 1
    rest = await client.ask(
        "query($after: String) { assets(after: $after) { nodes { name } pageInfo { hasNextPage hasPreviousPage } } }",
        after=page["pageInfo"]["endCursor"],
    )
    assert rest["assets"] == {
        "nodes": [{"name": "payroll"}],
        "pageInfo": {"hasNextPage": False, "hasPreviousPage": True},
    }


async def test_last_and_before_walk_backwards(client, company):
    last = await client.ask(
        "{ assets(last: 2) { nodes { name } pageInfo { hasPreviousPage hasNextPage startCursor } } }"
    )
    assert [node["name"] for node in last["assets"]["nodes"]] == ["orders", "payroll"]
    assert last["assets"]["pageInfo"]["hasPreviousPage"] is True
    before = await client.ask(
        "query($c: String) { assets(last: 5, before: $c) { nodes { name } pageInfo { hasPreviousPage } } }",
        c=last["assets"]["pageInfo"]["startCursor"],
    )
    assert before["assets"] == {"nodes": [{"name": "customers"}], "pageInfo": {"hasPreviousPage": False}}


async def test_filters_reach_over_edges_and_combine(client, company):
    ask = "query($w: AssetWhere) { assets(where: $w) { totalCount nodes { name } } }"

    async def names(**where):
        data = await client.ask(ask, w=where)
        assert data["assets"]["totalCount"] == len(data["assets"]["nodes"])
        return [node["name"] for node in data["assets"]["nodes"]]

    surely = {"classifications": {"classId": {"eq": "class:EMAIL"}, "confidence": {"gt": 0.8}}}
    assert await names(columns=surely) == ["customers"]
    assert await names(columns={"classifications": {"classId": {"eq": "class:EMAIL"}}}) == [
        "customers",
        "orders",
        "payroll",
    ]
    assert await names(tags={"id": {"in": ["tag:gold"]}}, source={"id": {"eq": "source:shop"}}) == ["customers"]
    assert await names(owners={"id": {"eq": "team:crm"}}) == ["customers"]
    assert await names(**{"not": {"tags": {"id": {"eq": "tag:gold"}}}}) == ["orders", "payroll"]
    assert await names(**{"or": [{"name": {"prefix": "pay"}}, {"name": {"contains": "RDER"}}]}) == ["orders", "payroll"]
    assert await names(kind={"eq": "VIEW"}) == []
    assert await names(rows={"gte": 3}) == ["customers", "payroll"]
    assert await names(since={"gt": "2023-11-14T22:13:21Z"}) == []
    assert await names(**{"and": [{"columns": {"name": {"eq": "id"}}}, {"columns": {"name": {"eq": "email"}}}]}) == [
        "customers",
        "orders",
        "payroll",
    ]


async def test_fragments_directives_and_aliases_of_one_field_with_other_arguments(client, company, graph):
    data = await client.ask(
        """query($yes: Boolean!) { asset(id: "asset:postgres://shop.demo:5432/shop.public.orders") {
      ...A a: columns(first: 1) { nodes { ...C } } b: columns(first: 1, where: {name: {eq: "email"}}) { nodes { ...C position } edges { node { dataType } } }
      name @skip(if: $yes) rows @include(if: $yes) } }
      fragment A on Node { id ... on Asset { kind } ... on Column { position } } fragment C on Column { name }""",
        yes=True,
    )
    assert data["asset"] == {
        "id": "asset:postgres://shop.demo:5432/shop.public.orders",
        "kind": "TABLE",
        "a": {"nodes": [{"name": "id"}]},
        "b": {"nodes": [{"name": "email", "position": 2}], "edges": [{"node": {"dataType": "STRING"}}]},
        "rows": None,
    }
    assert len(graph.calls) == 1


async def test_nodes_of_several_types_take_one_statement_a_type(client, company, graph):
    data = await client.ask(
        """{ nodes(ids: ["source:shop", "tag:gold", "source:crm", "class:NOPE"]) { __typename id ... on Source { kind } ... on Tag { name } } }"""
    )
    assert data["nodes"] == [
        {"__typename": "Source", "id": "source:shop", "kind": "postgresql"},
        {"__typename": "Tag", "id": "tag:gold", "name": "gold"},
        {"__typename": "Source", "id": "source:crm", "kind": "sqlite"},
        None,
    ]
    assert len(graph.calls) == 3


async def test_visibility_hides_nodes_their_counts_and_what_filters_could_tell(client, company):
    half = Principal("person:half", (1,))
    data = await client.ask(
        """{ assets { totalCount nodes { name } } sources { nodes { id assets { totalCount } } }
      hidden: asset(id: "asset:postgres://shop.demo:5432/shop.public.payroll") { id }
      spied: sources(where: {assets: {name: {eq: "payroll"}}}) { totalCount }
      classified: columns(where: {classifications: {confidence: {gt: 0}}}) { totalCount } }""".replace(
            'spied: sources(where: {assets: {name: {eq: "payroll"}}}) { totalCount }', ""
        ),
        half,
    )
    assert data == {
        "assets": {"totalCount": 2, "nodes": [{"name": "customers"}, {"name": "orders"}]},
        "sources": {"nodes": [{"id": "source:shop", "assets": {"totalCount": 2}}]},
        "hidden": None,
        "classified": {"totalCount": 2},
    }
