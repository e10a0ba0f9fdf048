import asyncio

import orjson
import pytest

from cypher import description, domain, ownership, person, tag, team
from cypher.errors import Invalid, NotFound
from cypher.identity import InvalidId
from cypher.visibility import OWNER, Principal

ORDERS = "asset:sqlite://shop/main.orders"
TOTAL = "column:sqlite://shop/main.orders#total"
SHOP = "source:shop"
HALF = Principal("person:half", (1,))


@pytest.fixture
async def shop(graph, stock):
    await stock({"shop": {"orders": ["id", "total"], "secret": ["x"]}}, zones={"asset:sqlite://shop/main.secret": 2})
    await person.create(graph, OWNER, "ana", "Ana")
    await team.create(graph, OWNER, "crm", "CRM")
    await tag.create(graph, OWNER, "gold")
    await domain.create(graph, OWNER, "sales")
    await domain.create(graph, OWNER, "finance")


async def changes(cypher):
    rows = await cypher(
        "MATCH (h:Change) RETURN h.kind AS kind, h.subjectId AS id, h.detail AS d, h.by AS by ORDER BY h.seq"
    )
    return [(row["kind"], row["id"], *orjson.loads(row["d"]).values(), row["by"]) for row in rows]


async def zone(cypher, identifier):
    (row,) = await cypher("MATCH (n:Source|Asset|Column {id: $id}) RETURN n.zone AS zone", id=identifier)
    return row["zone"]


async def key(cypher, identifier):
    (row,) = await cypher("MATCH (z:Zone {number: $zone}) RETURN z.key AS key", zone=await zone(cypher, identifier))
    return orjson.loads(row["key"])


async def test_owners_are_added_once_recorded_and_taken_away(graph, cypher, shop):
    assert await ownership.assign(graph, OWNER, [ORDERS, SHOP], ["person:ana", "team:crm"]) == [ORDERS, SHOP]
    assert await ownership.assign(graph, OWNER, [ORDERS], ["person:ana"]) == []
    assert await ownership.unassign(graph, OWNER, [ORDERS], ["team:crm"]) == [ORDERS]
    both = {"owners": ["person:ana", "team:crm"]}
    assert await changes(cypher) == [
        ("OWNED", ORDERS, {"owners": []}, both, "person:owner"),
        ("OWNED", SHOP, {"owners": []}, both, "person:owner"),
        ("OWNED", ORDERS, both, {"owners": ["person:ana"]}, "person:owner"),
    ]
    assert (await cypher("MATCH ()-[r:OWNS]->() RETURN count(r) AS n"))[0]["n"] == 3


async def test_what_decides_about_visibility_moves_zones_in_the_same_transaction(graph, cypher, shop):
    await tag.add(graph, OWNER, [ORDERS], ["tag:gold"])
    await ownership.assign(graph, OWNER, [TOTAL], ["person:ana"])
    assert (await key(cypher, ORDERS))["tags"] == ["tag:gold"]
    column = await key(cypher, TOTAL)
    assert (column["tags"], column["owners"]) == (["tag:gold"], ["person:ana"])
    (row,) = await cypher("MATCH (h:Change {subjectId: $id}) RETURN h.zone AS zone", id=ORDERS)
    assert row["zone"] == await zone(cypher, ORDERS)
    await tag.remove(graph, OWNER, [ORDERS], ["tag:gold"])
    assert (await key(cypher, TOTAL))["tags"] == []


async def test_a_thing_is_in_one_domain(graph, cypher, shop):
    for wanted, expected in (("domain:sales", 1), ("domain:sales", 0), ("domain:finance", 1), (None, 1)):
        assert len(await domain.assign(graph, OWNER, [ORDERS], wanted)) == expected
        found = await cypher("MATCH (d:Domain)-[:HAS]->(:Asset {id: $id}) RETURN d.id AS id", id=ORDERS)
        assert [row["id"] for row in found] == [wanted] * (wanted is not None)


async def test_descriptions_change_once_and_blank_takes_them_away(graph, cypher, shop):
    assert await description.describe(graph, OWNER, TOTAL, "  What it came to  ")
    assert not await description.describe(graph, OWNER, TOTAL, "What it came to")
    assert await description.describe(graph, OWNER, TOTAL, " ")
    assert [(before, after) for _, _, before, after, _ in await changes(cypher)] == [
        ({"description": None}, {"description": "What it came to"}),
        ({"description": "What it came to"}, {"description": None}),
    ]
    for wrong in ("x" * 20_001, "\0", "\ud83d"):
        with pytest.raises(Invalid):
            await description.describe(graph, OWNER, TOTAL, wrong)


@pytest.mark.parametrize("write", [ownership.assign, ownership.unassign, tag.add, tag.remove])
async def test_visibility_every_unknown_or_hidden_id_is_named_and_nothing_is_written(graph, cypher, shop, write):
    holder = "person:ana" if write in {ownership.assign, ownership.unassign} else "tag:gold"
    missing = ["asset:sqlite://shop/main.nothing", "asset:sqlite://shop/main.secret", "source:none"]
    with pytest.raises(NotFound) as caught:
        await write(graph, HALF, [ORDERS, *missing], [holder])
    assert caught.value.ids == tuple(missing)
    with pytest.raises(NotFound, match="nobody"):
        await write(graph, OWNER, [ORDERS], [f"{holder.partition(':')[0]}:nobody"])
    for subjects, holders in (([], [holder]), ([ORDERS], []), ([f"source:s{n}" for n in range(1_001)], [holder])):
        with pytest.raises(Invalid):
            await write(graph, OWNER, subjects, holders)
    for wrong in ("tag:gold", "person:ana", "x", "column:"):
        with pytest.raises(InvalidId):
            await write(graph, OWNER, [wrong], [holder])
    assert await changes(cypher) == []


async def test_a_thousand_subjects_go_in_one_transaction(graph, cypher, stock, shop):
    await stock({"wide": {"t": [f"c{n}" for n in range(1_000)]}})
    ids = [f"column:sqlite://wide/main.t#c{n}" for n in range(1_000)]
    assert len(await tag.add(graph, OWNER, ids, ["tag:gold"])) == 1_000
    assert len(await changes(cypher)) == 1_000


async def test_two_at_once_leave_one_edge_and_a_true_history(graph, cypher, shop):
    await person.create(graph, OWNER, "bob")
    await asyncio.gather(
        *(
            ownership.assign(graph, Principal(f"person:p{n}"), [ORDERS, TOTAL, SHOP], [who])
            for n in range(4)
            for who in ("person:ana", "person:bob", "team:crm")
        )
    )
    assert (await cypher("MATCH ()-[r:OWNS]->() RETURN count(r) AS n"))[0]["n"] == 9
    of_orders = [(before, after) for _, identifier, before, after, _ in await changes(cypher) if identifier == ORDERS]
    assert len(of_orders) == 3
    assert [before for before, _ in of_orders[1:]] == [after for _, after in of_orders[:-1]]


async def test_people_teams_tags_and_domains_are_made_or_renamed(graph, cypher):
    assert await person.create(graph, OWNER, "eva", email="eva@example.com") == "person:eva"
    assert await person.create(graph, OWNER, "eva", "Eva") == "person:eva"
    assert await person.create(graph, OWNER, "eva") == "person:eva"
    assert await domain.create(graph, OWNER, "hr", "People", "Everyone who works here") == "domain:hr"
    assert await domain.create(graph, OWNER, "hr", description="") == "domain:hr"
    found = await cypher("MATCH (n:Person|Domain) RETURN n.id AS id, properties(n) AS p ORDER BY id")
    hr, eva = (row["p"] for row in found)
    assert (eva["login"], eva["name"], eva["email"], eva["nameSort"]) == (
        "eva", "Eva", "eva@example.com", "eva\0person:eva",
    )  # fmt: skip
    assert (hr["name"], hr.get("description"), hr["createdBy"]) == ("People", None, "person:owner")
    for wrong in ("", "Eva", "a b", "x" * 101):
        with pytest.raises(InvalidId):
            await person.create(graph, OWNER, wrong)
    with pytest.raises(Invalid):
        await tag.create(graph, OWNER, "t", "x" * 201)


async def test_members_come_and_go(graph, cypher, shop):
    await person.create(graph, OWNER, "bob")
    assert await team.member_add(graph, OWNER, "team:crm", ["person:ana"]) == ["person:ana"]
    assert await team.member_add(graph, OWNER, "team:crm", ["person:ana", "person:bob"]) == ["person:bob"]
    assert await team.member_remove(graph, OWNER, "team:crm", ["person:ana"]) == ["person:ana"]
    assert await team.member_remove(graph, OWNER, "team:crm", ["person:ana"]) == []
    for change in (team.member_add, team.member_remove):
        with pytest.raises(NotFound, match="person:zed"):
            await change(graph, OWNER, "team:crm", ["person:zed"])
        with pytest.raises(NotFound, match="team:zed"):
            await change(graph, OWNER, "team:zed", ["person:ana"])
        with pytest.raises(InvalidId):
            await change(graph, OWNER, "team:crm", ["team:crm"])
