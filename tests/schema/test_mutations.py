"""What people change: the object comes back as it is now, wrong input as `userErrors`, and each costs few statements."""

ASSET = "asset:postgres://shop.demo:5432/shop.public.customers"
COLUMN = "column:postgres://shop.demo:5432/shop.public.customers#email"
VERDICT = f"classification:{COLUMN.removeprefix('column:')}~EMAIL"


async def test_an_asset_and_a_column_are_described_and_the_description_is_found(client, company):
    data = await client.ask(
        """mutation($a: ID!, $c: ID!) {
          assetDescribe(input: {id: $a, description: "Everyone who ever bought"}) { asset { name description } userErrors { code } }
          columnDescribe(input: {id: $c, description: "Newsletter address"}) { column { description asset { name } } userErrors { code } } }""",
        a=ASSET,
        c=COLUMN,
    )
    assert data == {
        "assetDescribe": {"asset": {"name": "customers", "description": "Everyone who ever bought"}, "userErrors": []},
        "columnDescribe": {
            "column": {"description": "Newsletter address", "asset": {"name": "customers"}},
            "userErrors": [],
        },
    }
    found = await client.ask(
        '{ search(text: "newsletter") { totalCount nodes { match id asset { name } node { id } } } }'
    )
    assert found["search"] == {
        "totalCount": 1,
        "nodes": [{"match": "DESCRIPTION", "id": COLUMN, "asset": {"name": "customers"}, "node": {"id": COLUMN}}],
    }


async def test_tags_domains_and_owners_are_made_and_assigned(client, company):
    data = await client.ask(
        """mutation($ids: [ID!]!) {
          tagCreate(input: {slug: "golden"}) { tag { id name } }
          tagAdd(input: {ids: $ids, tagIds: ["tag:golden"]}) { nodes { id ... on Asset { tags { id } } } userErrors { message } }
          domainCreate(input: {slug: "sales", name: "Sales"}) { domain { id } }
          domainAssign(input: {ids: $ids, domainId: "domain:sales"}) { nodes { ... on Asset { domains { name } } } userErrors { message } }
          personCreate(input: {login: "bo", name: "Bo", email: "bo@example.com"}) { person { id email } userErrors { message } }
          teamCreate(input: {slug: "billing", memberIds: ["person:bo"]}) { team { members { name } } userErrors { message } }
          ownerAssign(input: {ids: $ids, ownerIds: ["person:bo", "team:billing"]}) { nodes { ... on Asset { owners { id } } } userErrors { message } }
          ownerUnassign(input: {ids: $ids, ownerIds: ["person:ana"]}) { nodes { ... on Asset { owners { id } } } userErrors { message } }
          tagRemove(input: {ids: $ids, tagIds: ["tag:gold"]}) { nodes { ... on Asset { tags { id } } } userErrors { message } } }""",
        ids=[ASSET],
    )
    assert data["tagAdd"]["nodes"] == [{"id": ASSET, "tags": [{"id": "tag:gold"}, {"id": "tag:golden"}]}]
    assert data["domainAssign"]["nodes"] == [{"domains": [{"name": "Sales"}]}]
    assert data["teamCreate"]["team"] == {"members": [{"name": "Bo"}]}
    assert {owner["id"] for owner in data["ownerAssign"]["nodes"][0]["owners"]} == {
        "person:ana",
        "person:bo",
        "team:billing",
        "team:crm",
    }
    assert {owner["id"] for owner in data["ownerUnassign"]["nodes"][0]["owners"]} == {
        "person:bo",
        "team:billing",
        "team:crm",
    }
    assert data["tagRemove"]["nodes"] == [{"tags": [{"id": "tag:golden"}]}]


async def test_a_verdict_stands_and_says_who_gave_it(client, company):
    data = await client.ask(
        """mutation($id: ID!) {
          classificationReject(input: {ids: [$id], reason: "a test account"}) { classifications { state decidedBy column { name } } userErrors { code } } }""",
        id=VERDICT,
    )
    assert data["classificationReject"] == {
        "classifications": [{"state": "REJECTED", "decidedBy": "person:owner", "column": {"name": "email"}}],
        "userErrors": [],
    }
    data = await client.ask(
        """mutation($c: ID!) { columnClassify(input: {columnIds: [$c], classId: "class:EMAIL"}) { classifications { state confidence } } }""",
        c=COLUMN,
    )
    assert data["columnClassify"]["classifications"][0]["state"] == "CONFIRMED"


async def test_wrong_input_changes_nothing_and_says_why(client, company):
    data = await client.ask(
        """mutation {
          assetDescribe(input: {id: "asset:nowhere/x", description: "x"}) { asset { id } userErrors { code message field } }
          columnDescribe(input: {id: "asset:nowhere/x", description: "x"}) { column { id } userErrors { code } }
          tagAdd(input: {ids: ["%s", "asset:nowhere/x"], tagIds: ["tag:gold"]}) { nodes { id } userErrors { code message } }
          tagCreate(input: {slug: "No Slug"}) { tag { id } userErrors { code } }
          tagAgain: tagCreate(input: {slug: "gold"}) { tag { id } userErrors { code } } }"""
        % ASSET
    )
    assert data["assetDescribe"]["asset"] is None
    assert data["assetDescribe"]["userErrors"][0]["code"] == "NOT_FOUND"
    assert "asset:nowhere/x" in data["assetDescribe"]["userErrors"][0]["message"]
    assert data["columnDescribe"]["userErrors"][0]["code"] == "BAD_INPUT"
    assert data["tagAdd"] == {
        "nodes": [],
        "userErrors": [{"code": "NOT_FOUND", "message": "not found: asset:nowhere/x"}],
    }
    assert data["tagCreate"]["userErrors"][0]["code"] == "BAD_INPUT"
    assert data["tagAgain"] == {"tag": {"id": "tag:gold"}, "userErrors": []}
