"""The taxonomy: what lies under what, and what a filter or a count by it finds."""

import pytest

from cypher import classification, data_class
from cypher.errors import Invalid
from cypher.verify import verify
from cypher.visibility import OWNER, Principal
from graph_api import taxonomy
from graph_api.classifier.classes import DATA_CLASSES, LAWS, TAXONOMY, Regulation

MAIL, FAX, CARD, NOTE = (f"column:sqlite://crm/main.person#{name}" for name in ("mail", "fax", "card", "note"))


@pytest.fixture
async def held(graph, stock):
    """Columns that hold mail addresses, phone and card numbers, one of nothing, and one in a zone of its own."""
    await taxonomy.keep(graph)
    await stock({"crm": {"person": ["mail", "fax", "card", "note"]}})
    for column, name in ((MAIL, "EMAIL"), (FAX, "PHONE"), (CARD, "CREDIT_CARD")):
        await classification.confirm_class(graph, OWNER, [column], f"class:{name}")


def test_every_class_has_its_place_and_every_law_its_source():
    assert all(parent in TAXONOMY for each in TAXONOMY.values() for parent in each.parents)
    assert set(LAWS) == set(Regulation)
    assert all(law.classes <= DATA_CLASSES.keys() and law.source and law.title for law in LAWS.values())
    assert all(TAXONOMY[name].group for name in TAXONOMY.keys() - DATA_CLASSES.keys())


@pytest.mark.parametrize(
    ("name", "falls_under", "not_under"),
    [
        ("MEDICAL_ID", {"GDPR_ART_9", "HIPAA"}, {"PCI_DSS"}),
        ("ETHNICITY", {"GDPR_ART_9", "CCPA"}, {"HIPAA"}),
        ("CREDIT_CARD", {"PCI_DSS", "GLBA"}, {"PCI_DSS_SAD", "GDPR_ART_9"}),
        ("CARD_SECURITY_CODE", {"PCI_DSS", "PCI_DSS_SAD"}, {"HIPAA"}),
        ("IP_ADDRESS", {"GDPR", "HIPAA", "CCPA"}, {"GLBA"}),
        ("SWIFT_BIC", set(), set(Regulation)),
    ],
)
def test_what_a_class_falls_under(name, falls_under, not_under):
    found = {each.value for each in TAXONOMY[name].regulations}
    assert falls_under <= found
    assert not found & {str(each) for each in not_under}


async def test_the_taxonomy_is_kept_once_and_mended(graph, cypher):
    assert await data_class.keep(graph, taxonomy.rows()) == len(TAXONOMY)
    graph.calls.clear()
    assert await data_class.keep(graph, taxonomy.rows()) == 0
    assert graph.calls == ["data_class/known"]
    await cypher("MATCH (d:DataClass {id: 'class:EMAIL'})-[p:PART_OF]->() DELETE p SET d.sensitivity = 'PUBLIC'")
    await cypher(
        "MATCH (a:DataClass {id: 'class:PHONE'}), (b:DataClass {id: 'class:HEALTH'}) CREATE (a)-[:PART_OF]->(b)"
    )
    await cypher(
        "CREATE (:DataClass {id: 'class:BADGE', name: 'BADGE', nameSort: 'badge\u0000class:BADGE', within: ['class:BADGE']})"
    )
    assert await data_class.keep(graph, taxonomy.rows()) == 2
    assert await cypher("MATCH (d:DataClass {id: 'class:BADGE'}) RETURN d.name AS name") == [{"name": "BADGE"}]
    assert [each async for each in verify(graph)] == []


async def test_parents_children_and_what_lies_between(client, held):
    data = await client.ask(
        """{ dataClass(id: "class:US_SSN") { sensitivity group within parents { name parents { name } } }
        group: dataClass(id: "class:PAYMENT_CARD") { group regulations children { name } }
        dataClasses(where: {within: {has: "class:GOVERNMENT_ID"}}) { totalCount nodes { name } facets { sensitivity { value count } } } }"""
    )
    assert data["dataClass"]["within"] == [
        f"class:{name}" for name in ("US_SSN", "NATIONAL_ID", "GOVERNMENT_ID", "IDENTITY")
    ]
    assert data["dataClass"]["parents"] == [{"name": "NATIONAL_ID", "parents": [{"name": "GOVERNMENT_ID"}]}]
    assert data["group"]["group"] is True
    assert [each["name"] for each in data["group"]["children"]] == ["CARD_SECURITY_CODE", "CREDIT_CARD"]
    assert "PCI_DSS_SAD" in data["group"]["regulations"]
    assert [each["name"] for each in data["dataClasses"]["nodes"]] == [
        "GOVERNMENT_ID", "NATIONAL_ID", "PASSPORT", "US_DRIVER_LICENSE", "US_SSN",
    ]  # fmt: skip
    assert data["dataClasses"]["facets"]["sensitivity"] == [{"value": "RESTRICTED", "count": 5}]


@pytest.mark.parametrize(
    ("condition", "columns"),
    [
        ({"within": {"has": "class:CONTACT"}}, [FAX, MAIL]),
        ({"within": {"has": "class:FINANCIAL"}}, [CARD]),
        ({"within": {"has": "class:HEALTH"}}, []),
        ({"regulations": {"has": "PCI_DSS"}}, [CARD]),
        ({"regulations": {"has": "HIPAA"}}, [CARD, FAX, MAIL]),
        ({"categories": {"has": "PII"}}, [FAX, MAIL]),
    ],
)
async def test_columns_and_assets_by_what_they_hold(client, held, condition, columns):
    where = {"classifications": {"dataClass": condition}}
    data = await client.ask(
        """query($c: ColumnWhere, $n: ColumnWhere, $a: AssetWhere) {
          columns(where: $c) { nodes { id } } others: columns(where: $n) { totalCount } assets(where: $a) { totalCount } }""",
        c=where,
        n={"not": where},
        a={"columns": where},
    )
    assert [each["id"] for each in data["columns"]["nodes"]] == columns
    assert data["others"]["totalCount"] == 4 - len(columns)
    assert data["assets"]["totalCount"] == bool(columns)
    assert len(client.graph.calls) == 3


async def test_columns_are_counted_by_class_and_sensitivity_as_far_as_they_are_seen(client, held, cypher):
    ask = """{ dataClasses(where: {within: {has: "class:CONTACT"}, group: {eq: false}}) { nodes { name classifications { totalCount } } }
      columns { facets { sensitivity { value count } dataClasses { value count } } } }"""
    data = await client.ask(ask)
    assert [(each["name"], each["classifications"]["totalCount"]) for each in data["dataClasses"]["nodes"]] == [
        ("EMAIL", 1), ("PHONE", 1), ("STREET_ADDRESS", 0),
    ]  # fmt: skip
    assert data["columns"]["facets"]["sensitivity"] == [
        {"value": "CONFIDENTIAL", "count": 2},
        {"value": "RESTRICTED", "count": 1},
    ]
    ((zone,),) = [(row["zone"],) for row in await cypher("MATCH (c:Column {id: $id}) RETURN c.zone AS zone", id=MAIL)]
    seen = await client.ask(ask, Principal("person:half", (zone,)))
    assert [each["classifications"]["totalCount"] for each in seen["dataClasses"]["nodes"]] == [1, 0, 0]
    assert seen["columns"]["facets"]["sensitivity"] == [{"value": "CONFIDENTIAL", "count": 1}]


async def test_nothing_is_classified_as_a_group(graph, held):
    with pytest.raises(Invalid, match="class:CONTACT is a group"):
        await classification.confirm_class(graph, OWNER, [NOTE], "class:CONTACT")
