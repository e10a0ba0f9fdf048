import asyncio
import itertools

import orjson
import pytest

from cypher.classification import confirm, confirm_class, reject
from cypher.errors import Invalid, NotFound
from cypher.identity import InvalidId
from cypher.visibility import OWNER, Principal

MAIL = "column:sqlite://crm/main.person#mail"
FAX = "column:sqlite://crm/main.person#fax"
EMAIL = "classification:sqlite://crm/main.person#mail~EMAIL"
FAX_EMAIL = "classification:sqlite://crm/main.person#fax~EMAIL"


@pytest.fixture
async def crm(stock, cypher):
    """`mail`, thought to be EMAIL, and `fax`; both with a profile; a PUBLIC class and EMAIL."""
    await stock({"crm": {"person": ["mail", "fax"]}})
    await cypher(
        """CREATE (d:DataClass {id: 'class:EMAIL', name: 'EMAIL', sensitivity: 'CONFIDENTIAL', nameSort: 'email'})
        CREATE (:DataClass {id: 'class:PUBLIC', name: 'PUBLIC', sensitivity: 'PUBLIC', nameSort: 'public'})
        WITH d MATCH (a:Asset)-[:HAS_COLUMN]->(c:Column)
        SET a.profileHash = 'h', c.profileSuppressed = false, c.distinct = 7, c.min = 'a', c.topValues = '[]', c.mean = 1.0
        WITH d, c WHERE c.name = 'mail'
        CREATE (c)-[:HAS_CLASSIFICATION]->(:Classification {id: $id, classId: d.id, columnId: c.id, state: 'SUGGESTED',
          decidedBy: 'machine', confidence: 0.4, tier: 'MANUAL', detector: 'names', since: 1, evidence: '[]', zone: 1})-[:OF]->(d)""",
        id=EMAIL,
    )


async def classification(cypher, identifier=EMAIL):
    (row,) = await cypher("MATCH (k:Classification {id: $id}) RETURN properties(k) AS p", id=identifier)
    return row["p"]


async def column(cypher, identifier=MAIL):
    (row,) = await cypher("MATCH (c:Column {id: $id}) RETURN properties(c) AS p", id=identifier)
    return row["p"]


async def verdicts(cypher):
    rows = await cypher(
        "MATCH (h:Change {kind: 'VERDICT'}) RETURN h.subjectId AS id, h.detail AS d, h.by AS by ORDER BY h.seq"
    )
    return [(row["id"], orjson.loads(row["d"]), row["by"]) for row in rows]


async def classes(cypher, identifier=MAIL):
    (row,) = await cypher("MATCH (c:Column {id: $id}), (z:Zone {number: c.zone}) RETURN z.key AS key", id=identifier)
    return orjson.loads(row["key"])["classes"]


async def test_a_confirmation_withholds_values_at_once_and_moves_the_zone(graph, cypher, crm):
    assert await confirm(graph, OWNER, [EMAIL], "their address") == [EMAIL]
    now = await classification(cypher)
    assert (now["state"], now["decidedBy"], now["reason"]) == ("CONFIRMED", "person:owner", "their address")
    profile = await column(cypher)
    assert (profile["profileSuppressed"], profile["distinct"]) == (True, 7)
    assert not profile.keys() & {"min", "max", "mean", "topValues", "patterns", "quantiles"}
    assert profile["zone"] == now["zone"]
    assert await classes(cypher) == ["class:EMAIL"]
    (row,) = await cypher("MATCH (a:Asset) RETURN a.profileHash AS hash")
    assert row["hash"] is None
    assert "min" in await column(cypher, FAX)


async def test_the_same_verdict_twice_is_one_and_another_one_is_told(graph, cypher, crm):
    await confirm(graph, OWNER, [EMAIL])
    assert await confirm(graph, Principal("person:bob"), [EMAIL]) == []
    assert await reject(graph, Principal("person:bob"), [EMAIL, EMAIL], "no") == [EMAIL]
    assert await classes(cypher) == []
    assert await verdicts(cypher) == [
        (
            MAIL,
            {
                "before": {"classId": "class:EMAIL", "state": "SUGGESTED", "decidedBy": "machine"},
                "after": {"classId": "class:EMAIL", "state": "CONFIRMED", "decidedBy": "person:owner", "reason": None},
            },
            "person:owner",
        ),
        (
            MAIL,
            {
                "before": {"classId": "class:EMAIL", "state": "CONFIRMED", "decidedBy": "person:owner"},
                "after": {"classId": "class:EMAIL", "state": "REJECTED", "decidedBy": "person:bob", "reason": "no"},
            },
            "person:bob",
        ),
    ]


async def test_a_person_may_say_what_no_machine_thought(graph, cypher, crm):
    assert await confirm_class(graph, OWNER, [MAIL, FAX], "class:EMAIL") == [FAX_EMAIL, EMAIL]
    now = await classification(cypher, FAX_EMAIL)
    assert (now["state"], now["confidence"], now["classId"], now["columnId"]) == ("CONFIRMED", 1.0, "class:EMAIL", FAX)
    assert (await column(cypher, FAX))["profileSuppressed"]
    assert await classes(cypher, FAX) == ["class:EMAIL"]
    assert [detail["before"] is None for _, detail, _ in await verdicts(cypher)] == [True, False]


async def test_a_public_class_withholds_nothing(graph, cypher, crm):
    await confirm_class(graph, OWNER, [FAX], "class:PUBLIC")
    profile = await column(cypher, FAX)
    assert (profile["profileSuppressed"], profile["min"]) == (False, "a")


async def test_a_rejection_brings_nothing_back_by_itself_and_withholds_nothing(graph, cypher, crm):
    await reject(graph, OWNER, [EMAIL])
    assert (await column(cypher))["min"] == "a"


async def test_visibility_unknown_hidden_and_malformed_ids_change_nothing(graph, cypher, crm):
    for principal, ids in ((OWNER, [EMAIL, FAX_EMAIL]), (Principal("p", (9,)), [EMAIL])):
        with pytest.raises(NotFound) as caught:
            await confirm(graph, principal, ids)
        assert caught.value.ids == (ids[-1],)
    with pytest.raises(NotFound, match="class:NONE"):
        await confirm_class(graph, OWNER, [FAX], "class:NONE")
    with pytest.raises(NotFound):
        await confirm_class(graph, Principal("p", (9,)), [FAX], "class:EMAIL")
    for wrong in (MAIL, "classification:", "x"):
        with pytest.raises(InvalidId):
            await reject(graph, OWNER, [wrong])
    with pytest.raises(Invalid):
        await reject(graph, OWNER, [])
    with pytest.raises(Invalid):
        await reject(graph, OWNER, [EMAIL], "x" * 2_001)
    assert (await classification(cypher))["state"] == "SUGGESTED"
    assert await verdicts(cypher) == []


async def test_opposite_verdicts_at_once_leave_one_and_a_true_history(graph, cypher, crm):
    await asyncio.gather(
        *(verdict(graph, Principal(f"person:p{n}"), [EMAIL]) for n in range(3) for verdict in (confirm, reject))
    )
    told = [detail["after"]["state"] for _, detail, _ in await verdicts(cypher)]
    assert told[-1] == (await classification(cypher))["state"]
    assert all(a != b for a, b in itertools.pairwise(told))
