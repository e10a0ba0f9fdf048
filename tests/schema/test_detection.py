"""What is handed in: texts and columns, explanations and runs through GraphQL; ports are the test's own but for the classifier."""

from typing import Any

import pytest

from graph_api.scan.classifying import Classifier
from schema import errors
from tests.schema.conftest import ports

CARD = "4111111111111111"
VERDICT = "classification:postgres://shop.demo:5432/shop.public.customers#email~EMAIL"


class Scans:
    """Remembers what was asked."""

    def __init__(self) -> None:
        self.chosen: Any = None

    async def classify(self, chosen, *, only_stale, by):
        self.chosen = (chosen, only_stale, by)
        return []


@pytest.fixture
def scans() -> Scans:
    return Scans()


@pytest.fixture
def asking(client, graph, scans):
    client.ports = ports(scans=scans, classifier=Classifier(graph, sample_rows=100))
    return client


async def refusal(asking, text: str, **variables: Any) -> dict:
    result = await asking.run(text, **variables)
    (error,) = result.errors
    return errors.masked(error).formatted


async def test_spans_of_texts_are_where_they_say(asking):
    text = "Straße ♥: write to ana@example.org, please"
    data = await asking.ask(
        "query($t: [Value!]!) { textClassify(texts: $t) { spans { start end label confidence } } }",
        t=[text, "nothing here"],
    )
    (span,) = [each for each in data["textClassify"][0]["spans"] if each["label"] == "EMAIL"]
    assert text[span["start"] : span["end"]] == "ana@example.org"
    assert data["textClassify"][1] == {"spans": []}
    assert asking.graph.calls == []


async def test_columns_that_are_handed_in_are_classified_with_evidence_and_without_their_values(asking, company):
    data = await asking.ask(
        """query($c: [ColumnValues!]!) { valuesClassify(columns: $c) { table columnName detections {
          classId confidence state tier detector dataClass { name sensitivity } evidence { method matched examined examples } } } }""",
        c=[
            {"table": "people", "columnName": "mail", "values": [f"a{n}@example.org" for n in range(20)]},
            {"values": [int(CARD), None, 5500005555555559, CARD]},
            {"columnName": "flag", "values": [True, False, 1.5]},
        ],
    )
    mail, card, flag = data["valuesClassify"]
    assert (mail["table"], mail["columnName"]) == ("people", "mail")
    assert (mail["detections"][0]["classId"], mail["detections"][0]["state"]) == ("class:EMAIL", "CONFIRMED")
    assert mail["detections"][0]["dataClass"] == {"name": "EMAIL", "sensitivity": "CONFIDENTIAL"}
    assert mail["detections"][0]["evidence"]
    assert [each["classId"] for each in card["detections"]] == ["class:CREDIT_CARD"]
    assert flag["detections"] == []
    assert CARD not in str(data)
    assert asking.graph.calls == ["DataClass{name,sensitivity}"]


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        (["x"] * 101, "at most 100"),
        (["x" * 10_001], "10,000 characters"),
        (["x" * 9_999] * 51, "together"),
        (["a", int(CARD)], "texts[1] is not text"),
        ([{"card": CARD}], "texts[0] is not text"),
    ],
)
async def test_texts_that_cannot_be_are_refused_without_them(asking, texts, told):
    error = await refusal(asking, "query($t: [Value!]!) { textClassify(texts: $t) { spans { start } } }", t=texts)
    assert error["extensions"]["code"] == "BAD_INPUT"
    assert told in error["message"]
    assert CARD not in str(error)


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ([{"values": []}] * 41, "at most 40"),
        ([{"values": ["x"] * 1_001}], "at most 1,000"),
        ([{"values": [[CARD]]}], "columns[0].values[0] is no single value"),
        ([{"values": [], "table": "x" * 10_001}], "columns[0].table"),
    ],
)
async def test_columns_that_cannot_be_are_refused_without_their_values(asking, columns, told):
    text = "query($c: [ColumnValues!]!) { valuesClassify(columns: $c) { detections { classId } } }"
    error = await refusal(asking, text, c=columns)
    assert error["extensions"]["code"] == "BAD_INPUT"
    assert told in error["message"]
    assert CARD not in str(error)


async def test_whole_numbers_of_any_length_and_odd_ones_are_values(asking, company):
    text = """query($v: [Value]!) { valuesClassify(columns: [{columnName: "account", values: $v}]) { columnName }
      written: valuesClassify(columns: [{values: [123456789012345678901234567890, -0, 1.5e-38, true]}]) { columnName } }"""
    data = await asking.ask(text, v=[2**70, -(2**70), 10**30, 1e-38, False, None])
    assert data["valuesClassify"] == [{"columnName": "account"}]
    assert len(data["written"]) == 1


async def test_an_explanation_of_what_cannot_be_read_says_so_and_costs_few_statements(asking, company, cypher):
    await cypher("MATCH (a:Asset) SET a.sourceId = 'source:shop', a.qualifiedName = 'shop.public.' + a.name")
    await cypher(
        "MATCH (s:Source {id: 'source:shop'}) SET s.kind = 'nosuch', s.namespace = 'postgres://shop.demo:5432'"
    )
    data = await asking.ask(
        """query($id: ID!) { classificationExplain(id: $id) { live because same examined derived { classId }
          contributions { contribution evidence { method } } classification { confidence column { name } } } }""",
        id=VERDICT,
    )
    found = data["classificationExplain"]
    assert (found["live"], found["same"], found["derived"], found["contributions"]) == (False, False, None, [])
    assert found["because"].startswith("CONFIG_INVALID: ")
    assert found["classification"] == {"confidence": 0.95, "column": {"name": "email"}}
    assert asking.graph.calls == [
        "subject/zones",
        "classification/explained",
        "source/by_ids",
        "inventory/recalled",
        "Classification{confidence,column}",
    ]


@pytest.fixture
async def placed(company, cypher) -> None:
    """The company, its assets naming their source."""
    await cypher("MATCH (a:Asset) SET a.sourceId = 'source:shop'")


RUN = """mutation($i: ClassificationRunInput!) { classificationRun(input: $i) { scans { id } userErrors { code message } } }"""


@pytest.mark.parametrize(
    ("chosen", "meant"),
    [
        ({"ids": ["source:shop"]}, {"source:shop": None}),
        (
            {"ids": [VERDICT.replace("classification:", "column:").removesuffix("~EMAIL")]},
            {"source:shop": ["customers"]},
        ),
        ({"ids": ["asset:postgres://shop.demo:5432/shop.public.orders", "source:shop"]}, {"source:shop": None}),
        ({"where": {"name": {"in": ["orders", "payroll"]}}}, {"source:shop": ["orders", "payroll"]}),
        (
            {"where": {"detector": {"isNull": True}}, "onlyStale": True},
            {"source:shop": ["customers", "orders", "payroll"]},
        ),
    ],
)
async def test_a_run_is_of_what_was_chosen(asking, placed, scans, chosen, meant):
    data = await asking.ask(RUN, i=chosen)
    assert data["classificationRun"]["userErrors"] == []
    found, only_stale, by = scans.chosen
    named = {key: ids and [each.rpartition(".")[2] for each in ids] for key, ids in found.items()}
    assert (named, only_stale, by) == (meant, chosen.get("onlyStale", False), "person:owner")


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        ({}, "BAD_INPUT"),
        ({"ids": []}, "BAD_INPUT"),
        ({"ids": ["source:shop"], "where": {}}, "BAD_INPUT"),
        ({"ids": ["class:EMAIL"]}, "BAD_INPUT"),
        ({"ids": ["source:nosuch"]}, "NOT_FOUND"),
        ({"where": {"name": {"eq": "nosuch"}}}, "BAD_INPUT"),
    ],
)
async def test_a_run_of_nothing_is_refused(asking, company, scans, chosen, code):
    data = await asking.ask(RUN, i=chosen)
    assert [each["code"] for each in data["classificationRun"]["userErrors"]] == [code]
    assert scans.chosen is None
