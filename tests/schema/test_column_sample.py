"""Who may see sampled values, in which form, and what the audit has heard before anything is read."""

import pytest

from cypher.errors import SourceFailed, StorageFull
from cypher.visibility import Action, Principal
from schema import errors
from schema.ports import Sampled
from tests.schema.conftest import Client, Heard, ports

ASK = """mutation($input: ColumnSampleInput!) { columnSample(input: $input) { values method userErrors { code message } } }"""
COLUMN = "column:postgres://shop.demo:5432/shop.public.customers#email"


class Recording(Heard):
    def __init__(self, happened):
        self.happened = happened

    async def record(self):
        self.happened.append("recorded")


class Samples:
    def __init__(self, happened):
        self.happened = happened

    async def read(self, principal, column, *, rows, raw):
        self.happened.append((principal.id, column, rows, raw))
        if rows == 7:
            raise SourceFailed("SAMPLING_OFF: metadata only")
        return Sampled(["a@b.org", None], "RANDOM")

    async def view_sql(self, principal, asset):
        self.happened.append((principal.id, asset))
        return "SELECT 'x'"


@pytest.fixture
def happened():
    return []


@pytest.fixture
def asking(graph, company, happened):
    return Client(graph, ports(samples=Samples(happened), audit=Recording(happened)))


def who(*actions, zones=(1, 2), granted=(1,)):
    return Principal("person:p", zones, {Action.EXISTENCE: zones, **dict.fromkeys(actions, granted)})


MASKED, RAW = who(Action.MASKED_SAMPLE), who(Action.MASKED_SAMPLE, Action.RAW_SAMPLE)


async def test_a_masked_sample_is_recorded_then_read(asking, happened):
    data = await asking.ask(ASK, MASKED, input={"columnId": COLUMN})
    assert data["columnSample"] == {"values": ["a@b.org", None], "method": "RANDOM", "userErrors": []}
    assert happened == ["recorded", ("person:p", COLUMN, 20, False)]


async def test_a_raw_sample_needs_a_reason(asking, happened):
    for reason in (None, "", " \n "):
        data = await asking.ask(ASK, RAW, input={"columnId": COLUMN, "form": "RAW", "reason": reason})
        assert data["columnSample"]["userErrors"][0]["code"] == "BAD_INPUT"
    assert happened == []
    await asking.ask(ASK, RAW, input={"columnId": COLUMN, "form": "RAW", "first": 3, "reason": "ticket 4711"})
    assert happened == ["recorded", ("person:p", COLUMN, 3, True)]


@pytest.mark.parametrize(
    ("principal", "form", "code"),
    [
        (who(), "MASKED", "FORBIDDEN"),
        (who(Action.PROFILE), "MASKED", "FORBIDDEN"),
        (MASKED, "RAW", "FORBIDDEN"),
        (who(Action.MASKED_SAMPLE, granted=(2,)), "MASKED", "FORBIDDEN"),
        (who(Action.MASKED_SAMPLE, Action.RAW_SAMPLE, zones=(2,), granted=(2,)), "RAW", "NOT_FOUND"),
    ],
)
async def test_visibility_of_values_is_granted_form_by_form(asking, happened, principal, form, code):
    result = await asking.run(ASK, principal, input={"columnId": COLUMN, "form": form, "reason": "why not"})
    codes = [errors.masked(each).extensions["code"] for each in result.errors or []]
    codes += [each["code"] for each in ((result.data or {}).get("columnSample") or {}).get("userErrors", [])]
    assert (codes, happened) == ([code], [])


READ = """mutation($input: ViewSqlReadInput!) { viewSqlRead(input: $input) { sql userErrors { code } } }"""
ASSET = "asset:postgres://shop.demo:5432/shop.public.customers"


async def test_a_views_query_needs_its_own_action_and_a_reason_and_is_recorded_first(asking, happened):
    given = {"assetId": ASSET, "reason": "ticket 4711"}
    for principal in (who(Action.SQL_READ), who(Action.RAW_SQL, granted=(2,))):
        result = await asking.run(READ, principal, input=given)
        assert errors.masked(result.errors[0]).extensions["code"] == "FORBIDDEN"
    data = await asking.ask(READ, who(Action.RAW_SQL), input=given | {"reason": " "})
    assert (data["viewSqlRead"]["userErrors"], happened) == ([{"code": "BAD_INPUT"}], [])
    data = await asking.ask(READ, who(Action.RAW_SQL), input=given)
    assert data["viewSqlRead"] == {"sql": "SELECT 'x'", "userErrors": []}
    assert happened == ["recorded", ("person:p", ASSET)]


async def test_audit_what_cannot_be_recorded_is_not_read(asking, happened, monkeypatch):
    async def full(_self):
        raise StorageFull("no room")

    monkeypatch.setattr(Recording, "record", full)
    result = await asking.run(ASK, MASKED, input={"columnId": COLUMN})
    assert (errors.masked(result.errors[0]).extensions["code"], happened) == ("STORAGE_FULL", [])


@pytest.mark.parametrize(
    "given",
    [
        {"columnId": COLUMN, "first": 0},
        {"columnId": COLUMN, "first": 101},
        {"columnId": COLUMN, "reason": "x" * 1_001},
        {"columnId": "source:shop"},
        {"columnId": "\0"},
    ],
)
async def test_bad_input_is_told_and_reads_nothing(asking, happened, given):
    data = await asking.ask(ASK, RAW, input=given)
    assert ([each["code"] for each in data["columnSample"]["userErrors"]], happened) == (["BAD_INPUT"], [])


async def test_a_source_that_gives_nothing_says_why(asking):
    data = await asking.ask(ASK, MASKED, input={"columnId": COLUMN, "first": 7})
    assert data["columnSample"] == {
        "values": [],
        "method": None,
        "userErrors": [{"code": "SOURCE_FAILED", "message": "SAMPLING_OFF: metadata only"}],
    }
