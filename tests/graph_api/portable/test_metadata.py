import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cypher import classification, description, domain, ownership, person, tag, team
from cypher.verify import verify
from cypher.visibility import OWNER, Principal
from graph_api.portable.entries import InvalidFile, read
from graph_api.portable.metadata import export_lines, import_lines

ORDERS = "asset:sqlite://shop/main.orders"
MAIL = "column:sqlite://shop/main.orders#mail"
FAX = "column:sqlite://shop/main.orders#fax"
HEADER = b'{"format":"pursight-metadata","version":1}\n'


@pytest.fixture
async def shop(graph, stock, cypher):
    await stock({"shop": {"orders": ["mail", "fax"]}})
    await cypher("CREATE (:DataClass {id: 'class:EMAIL', name: 'EMAIL', sensitivity: 'CONFIDENTIAL', nameSort: 'e'})")


@pytest.fixture
async def spoken(graph, shop):
    """A shop of which people said everything that can be said."""
    await person.create(graph, OWNER, "ana", "Ana", "ana@example.com")
    await person.create(graph, OWNER, "bob")
    await team.create(graph, OWNER, "crm", "CRM")
    await team.member_add(graph, OWNER, "team:crm", ["person:ana", "person:bob"])
    await domain.create(graph, OWNER, "sales", "Sales", "What we sell")
    await tag.create(graph, OWNER, "gold")
    await description.describe(graph, OWNER, ORDERS, 'What was ordered,\n"line by line" ♥')
    await ownership.assign(graph, OWNER, [ORDERS, "source:shop"], ["person:ana", "team:crm"])
    await tag.add(graph, OWNER, [MAIL], ["tag:gold"])
    await domain.assign(graph, OWNER, [ORDERS], "domain:sales")
    bob = Principal("person:bob")
    await classification.confirm_class(graph, bob, [MAIL], "class:EMAIL", "I asked")
    (made,) = await classification.confirm_class(graph, OWNER, [FAX], "class:EMAIL")
    await classification.reject(graph, bob, [made])


async def exported(graph, principal=OWNER):
    return [line async for line in export_lines(graph, principal)]


async def wipe_what_people_said(cypher):
    await cypher("MATCH (n:Person|Team|Domain|Tag|Classification) DETACH DELETE n")
    await cypher("MATCH (n:Asset) SET n.description = null")


async def test_what_is_exported_comes_back_the_same(graph, cypher, spoken):
    lines = await exported(graph)
    assert lines == await exported(graph)
    assert [orjson.loads(line).get("type") for line in lines] == [
        None, "domain", "person", "person", "tag", "team", "subject", "subject", "subject", "verdict", "verdict",
    ]  # fmt: skip
    await wipe_what_people_said(cypher)
    assert len(await exported(graph)) == 1

    would = await import_lines(graph, OWNER, lines, dry_run=True)
    assert len(await exported(graph)) == 1
    did = await import_lines(graph, OWNER, lines)
    assert did == would
    assert did.changed == {
        "domain": 1, "person": 2, "tag": 1, "team": 1, "member": 2, "description": 1, "owners": 2, "tags": 1,
        "domains": 1, "verdict": 2,
    }  # fmt: skip
    assert did.skipped == []
    assert await exported(graph) == lines
    rules = {violation.rule for violation in [each async for each in verify(graph)]}
    assert not rules & {"classifications", "doubled", "many_domains", "shown_values"}

    (before,) = await cypher("MATCH (h:Change) RETURN count(h) AS n")
    for dry_run in (True, False):
        again = await import_lines(graph, OWNER, lines, dry_run=dry_run)
        assert sum(again.changed.values()) == 0
        assert sum(again.unchanged.values()) == sum(did.changed.values())
    assert (await cypher("MATCH (h:Change) RETURN count(h) AS n"))[0] == before


async def test_what_the_graph_does_not_have_is_skipped_with_its_line(graph, shop):
    lines = [
        HEADER,
        b'{"type":"tag","id":"tag:gold","name":"gold"}\n',
        b'{"type":"subject","id":"asset:sqlite://shop/main.none","description":"x"}\n',
        b'{"type":"subject","id":"column:sqlite://shop/main.orders#mail","tags":["tag:gold","tag:lost"],"owners":["person:z"]}\n',
        b'{"type":"team","id":"team:t","name":"T","members":["person:z"]}\n',
        (
            b'{"type":"verdict","id":"classification:sqlite://shop/main.orders#mail~PHONE","column":'
            b'"column:sqlite://shop/main.orders#mail","class":"class:PHONE","state":"CONFIRMED","by":"person:z"}\n'
        ),
    ]
    for dry_run in (True, False):
        done = await import_lines(graph, OWNER, lines, dry_run=dry_run)
        assert done.skipped == [
            (3, "asset:sqlite://shop/main.none"), (4, "person:z"), (4, "tag:lost"), (5, "person:z"), (6, "class:PHONE"),
        ]  # fmt: skip
        assert done.changed == {"tag": 1, "team": 1, "member": 0, "tags": 1}


async def test_an_import_takes_nothing_away(graph, spoken, cypher):
    lines = [
        HEADER,
        b'{"type":"person","id":"person:ana","name":"Ana Maria"}',
        b'{"type":"person","id":"person:eva","name":"Eva"}',
        b'{"type":"subject","id":"%s","owners":["person:eva"]}' % ORDERS.encode(),
    ]
    done = await import_lines(graph, OWNER, lines)
    assert done.changed == {"person": 2, "owners": 1}
    kept = [orjson.loads(line) for line in await exported(graph)]
    (ana,) = (each for each in kept if each.get("id") == "person:ana")
    assert (ana["name"], ana["email"]) == ("Ana Maria", "ana@example.com")
    (orders,) = (each for each in kept if each.get("id") == ORDERS)
    assert orders["owners"] == ["person:ana", "person:eva", "team:crm"]
    assert (orders["domain"], "description" in orders) == ("domain:sales", True)


async def test_verdicts_stay_those_of_who_gave_them(graph, cypher, spoken):
    lines = await exported(graph)
    await wipe_what_people_said(cypher)
    await import_lines(graph, OWNER, lines)
    rows = await cypher(
        "MATCH (k:Classification) RETURN k.state AS state, k.decidedBy AS by, k.reason AS reason ORDER BY state"
    )
    assert rows == [
        {"state": "CONFIRMED", "by": "person:bob", "reason": "I asked"},
        {"state": "REJECTED", "by": "person:bob", "reason": None},
    ]
    assert (await cypher("MATCH (h:Change {kind: 'VERDICT'}) RETURN h.by AS by ORDER BY h.seq"))[-1][
        "by"
    ] == "person:owner"


async def test_only_what_the_principal_sees_is_exported(graph, spoken, cypher):
    (row,) = await cypher("MATCH (c:Column {id: $id}) RETURN c.zone AS zone", id=MAIL)
    lines = await exported(graph, Principal("person:p", (row["zone"],)))
    assert [orjson.loads(line)["id"] for line in lines if b'"subject"' in line] == [MAIL]


async def test_every_wrong_line_is_named_and_nothing_is_written(graph, cypher, shop):
    lines = [
        HEADER,
        b'{"type":"tag","id":"tag:gold","name":"gold"}',
        b"{nonsense",
        b'{"type":"wish","id":"x"}',
        b'{"type":"tag","id":"tag:Not A Slug","name":"x"}',
        b'{"type":"tag","id":"tag:gold","name":"again"}',
        b'{"type":"subject","id":"person:ana"}',
        b"",
        b'{"type":"subject","id":"source:shop","description":"a\\u0000b"}',
        b'{"type":"subject","id":"source:shop","colour":"red"}',
        b'{"type":"verdict","id":"classification:x~Y","column":"column:x#y","class":"class:Z","state":"CONFIRMED","by":"person:a"}',
        b'["list"]',
        b'{"type":"tag","id":"tag:x","name":"  "}',
        b'{"type":"tag","id":"tag:big","name":"' + b"x" * 1_000_001 + b'"}',
    ]
    with pytest.raises(InvalidFile) as caught:
        await import_lines(graph, OWNER, lines)
    assert [each.line for each in caught.value.errors] == [3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14]
    said = str(caught.value)
    assert "line 6: tag tag:gold stands in line 2 already" in said
    assert "colour" in said
    assert "x" * 1_000 not in said
    assert await cypher("MATCH (n:Tag) RETURN n") == []


@pytest.mark.parametrize(
    "lines", [[], [b"\n"], [b"{}"], [b'{"format":"pursight-metadata","version":2}'], [b"\xff"], [b"[]"]]
)
def test_a_file_without_its_header_is_refused(lines):
    with pytest.raises(InvalidFile, match="line 1"):
        read(lines)


@given(st.lists(st.binary(max_size=60), min_size=1, max_size=5))
def test_any_bytes_are_answered(lines):
    assert read([HEADER, *(b"\n" for _ in lines)]) == []
    try:
        read(lines)
    except InvalidFile as error:
        wrong = {each.line for each in error.errors}
    else:
        wrong = set()
    assert wrong >= {number for number, line in enumerate(lines, start=1) if line.strip()}
