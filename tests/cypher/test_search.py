import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cypher.errors import Invalid
from cypher.page import InvalidPage, cursor
from cypher.search import Tier, search
from cypher.visibility import OWNER, Principal


def ids(found):
    return [hit.id.rpartition(":")[2].rpartition("main.")[2] or hit.id for hit in found.hits]


async def find(graph, text, principal=OWNER, **more):
    return ids(await search(graph, principal, text, **more))


@pytest.fixture
async def shop(stock, cypher):
    await stock(
        {
            "shop": {
                "email": ["id"],
                "customers": ["customer_id", "emailAddress", "e_mail", "Straße", "HTTPServerName"],
                "orders": ["id", "email", "note"],
                "customer_email_log": ["at"],
                "odd": ["%%%", "name with spaces", "AND", "日本語", "ÄRZTE"],
            },
            "mail": {"box": ["body"]},
        },
        zones={"column:sqlite://shop/main.orders#email": 2, "asset:sqlite://shop/main.email": 2},
    )
    await cypher(
        "MATCH (c:Column {name: 'note'}) SET c.description = 'Where the email of a customer may stand, (really)!'"
    )
    await cypher("MATCH (c:Column {name: 'body'}) SET c.comment = 'see customerNumber'")


async def test_exact_id_then_exact_name_then_prefix_then_word_then_description(graph, shop):
    found = await search(graph, OWNER, "email")
    assert ids(found) == [
        "email", "orders#email", "customers#emailAddress", "customer_email_log", "orders#note",
    ]  # fmt: skip
    assert [hit.tier for hit in found.hits] == [Tier.NAME, Tier.NAME, Tier.PREFIX, Tier.TOKEN, Tier.DESCRIPTION]
    assert (found.total, found.has_next) == (5, False)
    assert found.hits[1].asset_id == "asset:sqlite://shop/main.orders"
    by_id = await search(graph, OWNER, "column:sqlite://shop/main.orders#email")
    assert by_id.hits[0].tier == Tier.ID
    assert (await search(graph, OWNER, "source:mail")).hits[0].id == "source:mail"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("customer email", {"customer_email_log", "orders#note"}),
        ("customerEmail", {"customer_email_log", "orders#note"}),
        ("CUSTOMER_EMAIL_LOG", {"customer_email_log"}),
        ("emailaddress", {"customers#emailAddress"}),
        ("address", {"customers#emailAddress"}),
        ("addr", {"customers#emailAddress"}),
        ("server", {"customers#HTTPServerName"}),
        ("http server", {"customers#HTTPServerName"}),
        ("straße", {"customers#Straße"}),
        ("strasse", {"customers#Straße"}),
        ("ärzte", {"odd#ÄRZTE"}),
        ("日本語", {"odd#日本語"}),
        ("AND", {"odd#AND"}),
        ("%%%", {"odd#%25%25%25"}),
        ("with spaces", {"odd#name%20with%20spaces"}),
        ("orders.email", {"orders#email"}),
        ("main.orders", {"orders"}),
        ("customernumber", {"box#body"}),
        ("number", set()),
        ("really", {"orders#note"}),
        ("mail", {"mail", "customers#e_mail"}),
        ("nothing like this", set()),
    ],
)
async def test_words_are_found_however_they_are_joined(graph, shop, text, found):
    assert set(await find(graph, text)) == found


@pytest.mark.parametrize(
    "text", ["email) OR (*:*", '"', "name:*", "+-&&||!(){}[]^~*?:\\/", "email~2", "NOT", "[a TO z]", "\0", "\ud83d"]
)
async def test_what_people_type_is_never_syntax(graph, shop, text):
    assert len(await find(graph, text)) < 6


async def test_visibility_hidden_nodes_are_neither_found_nor_counted(graph, shop):
    found = await search(graph, Principal("person:half", (1,)), "email")
    assert ids(found) == ["customers#emailAddress", "customer_email_log", "orders#note"]
    assert found.total == 3


async def test_types_narrow_the_search(graph, shop):
    assert await find(graph, "email", types=["Asset"]) == ["email", "customer_email_log"]
    for wrong in ([], ["Person"], ["Asset", "x"]):
        with pytest.raises(Invalid, match="search can find Source, Asset, Column"):
            await search(graph, OWNER, "email", types=wrong)


@pytest.mark.parametrize("text", ["", "  \t", "x" * 401, " ".join(f"a{n}" for n in range(30))])
async def test_a_text_that_cannot_be_searched_for_is_refused(graph, text):
    with pytest.raises(Invalid, match="search for"):
        await search(graph, OWNER, text)


async def test_a_damaged_cursor_is_refused(graph, shop):
    for wrong in ("x", "WyJhIl0", "WyJzZWFyY2giLCJhIiwxLDJd", "WyJzZWFyY2giLDFd"):
        with pytest.raises(InvalidPage):
            await search(graph, OWNER, "email", after=wrong)
    with pytest.raises(InvalidPage):
        await search(graph, OWNER, "email", first=10**9)


async def test_pages_go_on_past_ten_thousand_hits(graph, stock):
    await stock({"big": {"wide": [f"item_{n}" for n in range(10_050)]}})
    first = await search(graph, OWNER, "item", first=100)
    second = await search(graph, OWNER, "item", first=100, after=first.hits[-1].cursor, count=False)
    assert (first.total, second.total, second.has_next) == (10_050, None, True)
    every = sorted(f"column:sqlite://big/main.wide#item_{n}" for n in range(10_050))
    assert [hit.id for hit in (*first.hits, *second.hits)] == every[:200]
    far = cursor("search", Tier.PREFIX.value, first.hits[0].score, every[10_009])
    last = await search(graph, OWNER, "item", first=100, after=far)
    assert ([hit.id for hit in last.hits], last.has_next) == (every[10_010:], False)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(min_size=1, max_size=40))
async def test_any_text_is_answered(graph, shop, text):
    if text.strip():
        await search(graph, OWNER, text)
