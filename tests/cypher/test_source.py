import asyncio

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cypher import scan, scope, source
from cypher.errors import Forbidden, Invalid, NotFound
from cypher.graph import Conflict
from cypher.identity import InvalidId
from cypher.visibility import OWNER, Action, Principal

SPACE = "postgres://Shop.Demo"


def making(slug="shop", **more):
    return {
        "slug": slug,
        "kind": "postgresql",
        "namespace": SPACE,
        "config": {"host": "shop", "password": "env:PW"},
    } | more


async def changes(cypher):
    rows = await cypher("MATCH (h:Change) RETURN h.kind AS kind, h.subjectId AS id, h.detail AS d ORDER BY h.seq")
    return [(row["kind"], row["id"], orjson.loads(row["d"])) for row in rows]


async def test_a_source_is_made_with_its_zone_and_told_of(graph, cypher):
    made = await source.create(graph, OWNER, **making(name="Online Shop", description=" sells ", also_known_as=[SPACE]))
    assert made == "source:shop"
    row = await source.config(graph, made)
    assert (row.namespace, row.config, row.scope) == (
        "postgres://shop.demo:5432", {"host": "shop", "password": "env:PW"}, [""],
    )  # fmt: skip
    (stored,) = await cypher("MATCH (s:Source), (z:Zone {number: s.zone}) RETURN properties(s) AS p, z.key AS key")
    properties = stored["p"]
    assert orjson.loads(stored["key"])["source"] == made
    assert (properties["nameSort"], properties["terms"]) == ("online shop\0source:shop", "online shop")
    assert (properties["description"], properties["managed"], properties["createdBy"]) == (
        "sells",
        True,
        "person:owner",
    )
    ((kind, subject, detail),) = await changes(cypher)
    assert (kind, subject, detail["before"]) == ("SOURCE_CREATED", made, None)
    assert detail["after"]["config"] == {"host": "shop", "password": "env:PW"}
    assert [each.id for each in await source.managed(graph)] == [made]


async def test_hostile_who_may_change_one_source_does_not_make_another_of_it(graph, cypher):
    """By its configuration, that is: it would be read there, and shown to whoever sees the source."""
    made = await source.create(graph, OWNER, **making())
    (zone,) = await cypher("MATCH (s:Source) RETURN s.zone AS zone")
    zones = (zone["zone"],)
    editor = Principal("person:p", zones, {Action.EXISTENCE: zones, Action.SOURCE_EDIT: zones})
    for config in ({"host": "crm", "password": "env:PW"}, {"host": "shop", "password": "env:OTHER"}):
        with pytest.raises(Forbidden, match="on everything"):
            await source.update(graph, editor, made, config=config, name="x")
    assert (await source.config(graph, made)).config == {"host": "shop", "password": "env:PW"}
    assert await source.update(graph, editor, made, name="Shop", description="what is sold")


async def test_a_taken_slug_and_an_overlapping_scope_are_refused_with_words(graph):
    await source.create(graph, OWNER, **making(scope=["shop.public.", "shop.audit."]))
    with pytest.raises(Conflict, match="source:shop exists already"):
        await source.create(graph, OWNER, **making(namespace="sqlite://other"))
    for wanted in ([""], ["shop."], ["shop.public.x."], ["crm.", "shop.audit."]):
        with pytest.raises(Conflict, match="source:shop already has shop"):
            await source.create(graph, OWNER, **making("two", scope=wanted))
    await source.create(graph, OWNER, **making("two", scope=["crm."]))
    await source.create(graph, OWNER, **making("three", namespace="sqlite://other"))
    with pytest.raises(Conflict, match="source:shop already has"):
        await source.update(graph, OWNER, "source:two", scope=["crm.", "shop.public."])
    assert await source.update(graph, OWNER, "source:two", scope=["crm.", "sales."])


async def test_two_that_overlap_cannot_be_made_at_once(graph):
    results = await asyncio.gather(
        *(source.create(graph, OWNER, **making(f"s{n}")) for n in range(6)), return_exceptions=True
    )
    assert sum(isinstance(each, str) for each in results) == 1
    assert all(isinstance(each, str | Conflict) for each in results)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"slug": "No Slug"}, InvalidId),
        ({"namespace": ""}, InvalidId),
        ({"scope": []}, Invalid),
        ({"name": "x" * 201}, Invalid),
        ({"description": "\0"}, Invalid),
        ({"config": {"password": "hunter2"}}, Invalid),
        ({"config": {"options": [{"api_key": "abc"}]}}, Invalid),
        ({"config": {"url": "postgresql://ana:hunter2@host/db"}}, Invalid),
    ],
)
async def test_canary_what_cannot_be_a_source_is_refused_and_no_secret_is_repeated(graph, cypher, wrong, error):
    with pytest.raises(error) as caught:
        await source.create(graph, OWNER, **making(**wrong))
    assert "hunter2" not in str(caught.value)
    assert await cypher("MATCH (s:Source) RETURN s") == []


async def test_an_update_changes_what_is_given_and_tells_the_difference(graph, cypher):
    made = await source.create(graph, OWNER, **making(description="old"))
    assert await source.update(graph, OWNER, made, description="", name="Shop", config={"host": "new"})
    assert not await source.update(graph, OWNER, made, name="Shop")
    assert not await source.update(graph, OWNER, made)
    row = await source.config(graph, made)
    assert (row.name, row.description, row.config) == ("Shop", None, {"host": "new"})
    kind, _, detail = (await changes(cypher))[-1]
    assert kind == "SOURCE_UPDATED"
    assert detail == {
        "before": {"name": "shop", "description": "old", "config": {"host": "shop", "password": "env:PW"}},
        "after": {"name": "Shop", "description": None, "config": {"host": "new"}},
    }
    assert await source.update(graph, OWNER, made, name="")
    assert (await source.config(graph, made)).name == "shop"
    for missing, principal in (("source:none", OWNER), (made, Principal("p", (1,)))):
        with pytest.raises(NotFound):
            await source.update(graph, principal, missing, name="x")
        with pytest.raises(NotFound):
            await source.delete_preview(graph, principal, missing)
    with pytest.raises(NotFound):
        await source.config(graph, "source:none")


@pytest.fixture
async def full(graph, stock, cypher, link):
    """A source with two assets of which one is past, lineage to another source, a classification, a scan, changes."""
    await stock({"shop": {"orders": ["id", "total"], "old": ["x"]}, "dwh": {"fact": ["total"]}})
    total, fact = "column:sqlite://shop/main.orders#total", "column:sqlite://dwh/main.fact#total"
    await link("FLOWS_TO", [(total, fact), ("asset:sqlite://shop/main.orders", "asset:sqlite://dwh/main.fact")])
    await link("INFLUENCES", [(total, "asset:sqlite://dwh/main.fact")], kind="JOIN")
    await cypher(
        """MATCH (s:Source {id: 'source:shop'})-[h:HAS_ASSET]->(o:Asset {name: 'old'})-[c:HAS_COLUMN]->(x)
        CREATE (s)-[:HAD_ASSET]->(o), (o)-[:HAD_COLUMN]->(x)
        SET o:PastAsset, x:PastColumn REMOVE o:Asset, x:Column DELETE h, c
        WITH s MATCH (t:Column {id: $total})
        CREATE (t)-[:HAS_CLASSIFICATION]->(:Classification {id: 'classification:k', zone: 1})
        CREATE (:Scan {id: 'scan:1', state: 'SUCCEEDED'})-[:OF]->(s)
        CREATE (:Change {id: 'change:1', seq: 1, sourceId: s.id}), (:Change {id: 'change:2', seq: 2, sourceId: 'source:dwh'})
        CREATE (:Counter {name: 'change', value: 2})
        CREATE (:Tag {id: 'tag:gold'})-[:ON]->(t)""",
        total=total,
    )


async def test_a_source_with_assets_is_deleted_only_when_told_to_purge(graph, cypher, full):
    gone = source.Deletion(assets=2, columns=3, classifications=1, lineage_edges=3, scans=1, changes=1)
    assert await source.delete_preview(graph, OWNER, "source:shop") == gone
    with pytest.raises(Conflict, match="2 assets with 3 columns, 1 classifications and 3 lineage edges"):
        await source.delete(graph, OWNER, "source:shop")
    assert await source.delete(graph, OWNER, "source:shop", purge=True) == gone
    rows = await cypher("MATCH (n) WHERE NOT n:Migration RETURN DISTINCT coalesce(n.id, n.name) AS id ORDER BY id")
    assert [row["id"] for row in rows if not row["id"].startswith("change")] == [
        "asset:sqlite://dwh/main.fact", "column:sqlite://dwh/main.fact#total", "source:dwh", "tag:gold",
    ]  # fmt: skip
    rows = await cypher(
        "MATCH (h:Change) RETURN h.kind AS kind, h.subjectId AS id, h.seq AS seq, h.zone AS zone ORDER BY seq"
    )
    assert rows[-1] == {"kind": "SOURCE_DELETED", "id": "source:shop", "seq": 3, "zone": 1}
    with pytest.raises(NotFound):
        await source.delete(graph, OWNER, "source:shop", purge=True)


async def test_an_empty_source_goes_without_purge(graph, cypher):
    made = await source.create(graph, OWNER, **making())
    assert (await source.delete(graph, OWNER, made)).assets == 0
    assert await cypher("MATCH (s:Source) RETURN s") == []
    assert await source.create(graph, OWNER, **making()) == made


async def test_a_source_is_not_deleted_under_its_scan(graph, full):
    await scan.queue(graph, "source:shop", mode="FULL", trigger="CLI", by="person:owner")
    with pytest.raises(Conflict, match="is not over"):
        await source.delete(graph, OWNER, "source:shop", purge=True)
    assert (await source.delete_preview(graph, OWNER, "source:shop")).columns == 3


async def test_a_purge_goes_in_bounded_transactions(graph, stock, monkeypatch):
    monkeypatch.setattr(source, "_PURGE_MOST", 4)
    await stock({"big": {f"t{n}": ["a", "b", "c"] for n in range(5)}})
    graph.calls.clear()
    assert (await source.delete(graph, OWNER, "source:big", purge=True)).columns == 15
    assert graph.calls.count("source/purge_columns") == 5
    assert graph.calls.count("source/purge_assets") == 3


names = st.text("ab.", max_size=4)


@given(
    mine=st.lists(names, min_size=1, max_size=4),
    theirs=st.lists(names, min_size=1, max_size=4),
    name=st.text("ab.", max_size=8),
)
def test_scopes_that_do_not_overlap_share_no_name(mine, theirs, name):
    tidy = scope.checked(mine)
    assert any(name.startswith(each) for each in mine) == any(name.startswith(each) for each in tidy)
    if scope.overlap(tidy, theirs) is None:
        assert not (any(name.startswith(each) for each in mine) and any(name.startswith(each) for each in theirs))
    else:
        shared = scope.overlap(tidy, theirs)
        assert any(shared.startswith(each) for each in mine)
        assert any(shared.startswith(each) for each in theirs)


@pytest.mark.parametrize("fine", ["env:PW", "file:/run/secrets/pw", "vault:7", "***", ""])
def test_a_reference_is_no_secret(fine):
    assert scope.secret_in({"password": fine, "nested": {"token": fine}, "tokens_per_row": 3, "n": None}) is None
