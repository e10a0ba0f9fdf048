"""What holds for every `.cypher` file of a statement, whoever wrote it."""

import importlib
import pkgutil
import re
from collections import defaultdict
from dataclasses import fields, is_dataclass
from importlib.resources import files
from pathlib import Path

import pytest
import pytest_asyncio
from neo4j import AsyncGraphDatabase

import cypher
from cypher.statement import Statement

ROOT = Path(str(files("cypher") / "statements"))
NAMES = sorted(path.relative_to(ROOT).with_suffix("").as_posix() for path in ROOT.rglob("*.cypher"))

RELATIONSHIPS = """HAS_ASSET HAD_ASSET HAS_COLUMN HAD_COLUMN HAS_CLASSIFICATION OF FLOWS_TO INFLUENCES REFERENCES FLOWED_TO
INFLUENCED REFERRED HAS ON OWNS MEMBER_OF PART_OF""".split()  # noqa: SIM905 - a vocabulary reads as one
PROPERTIES = """id name nameSort terms description comment zone kind type seq at by key number value since until origin
namespace managed config scope alsoKnownAs createdAt createdBy changedBy login email
qualifiedName sourceId assetId viewSql rows rowsExact columnCount schemaHash profileHash sampleMethod sampledRows
sampleFraction lineageError missingSince missingScan warnings position dataType nullable primaryKey nullShare distinct
distinctExact min max mean quantiles topValues patterns minLength maxLength profileSuppressed classId columnId confidence
state decidedBy decidedAt reason tier detector evidence sensitivity categories subjectId detail phase trigger mode queuedAt
startedAt finishedAt heartbeatAt leaseUntil fence cancelRequested error errors startSort transformation masking recordedAt
removalHeld linkedHash linkedEdges digest partial edges runs missing waits within group regulations assetIds onlyStale
sql dialect unresolved statedAt lineageCoverage entry
""".split()  # noqa: SIM905

MACHINE = {
    "audit": "entries wait for the state store; nobody reads them here",
    "change": "the feed is written, and zones are read, inside the transactions of others",
    "classified": "a scan writes for everyone",
    "edge": "a scan writes for everyone",
    "inventory": "a scan writes for everyone",
    "origin": "producers write for everyone",
    "migration": "no node of the catalog",
    "scan": "the scan's life is the machine's; people read Scan through projections",
    "scan_state": "figures for operators, no node among them",
    "verify": "the whole graph is checked",
    "zone": "zones are made here",
}
AFTER_THE_TEST = {
    "classification/withhold": "ids were tested by classification/verdicts",
    "description/of": "ids were tested by subject/lock",
    "domain/of": "ids were tested by subject/lock",
    "ownership/of": "ids were tested by subject/lock",
    "tag/of": "ids were tested by subject/lock",
    "data_class/groups": "data classes are visible to all",
    "data_class/known": "data classes are visible to all",
    "lineage_edge/between": "ids were tested by subject/lock",
    "metadata/named": "people, teams, domains and tags are visible to all",
    "source/managed": "what is to be scanned, for the scanner",
    "source/rivals": "an overlap is refused whoever owns the other source",
    "subject/named": "people, teams, domains, tags and classes are visible to all",
}
_NODE = re.compile(r"\(\s*\w*\s*:([A-Z]\w*(?:\|[A-Z]\w*)*) \{(\w+):")
_MERGED_NODE = re.compile(r"\bMERGE \(\s*\w*\s*:(\w+) \{(\w+):")
_RELATIONSHIP = re.compile(r"-\[\s*\w*\s*:([A-Z_]+(?:\|[A-Z_]+)*) \{(\w+):")


def declared_in(value):
    """The statements in a value of a module, also inside dataclasses and collections."""
    if isinstance(value, Statement):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from declared_in(getattr(value, field.name))
    elif isinstance(value, dict | list | tuple):
        for each in value.values() if isinstance(value, dict) else value:
            yield from declared_in(each)


def statements():
    """Every statement that a module of the floor declares, by name."""
    found = defaultdict(set)
    for module in pkgutil.walk_packages(cypher.__path__, "cypher."):
        for value in vars(importlib.import_module(module.name)).values():
            for statement in declared_in(value):
                found[statement.name].add(statement)
    return found


DECLARED = statements()


@pytest.fixture(scope="session")
async def driver(migrated, neo4j_server):
    """A driver that is told of warnings, and a database that knows the vocabulary."""
    async with AsyncGraphDatabase.driver(
        neo4j_server.uri, auth=(neo4j_server.user, neo4j_server.password), notifications_min_severity="WARNING"
    ) as driver:
        async with driver.session() as session:
            for kind, names in (("RelationshipType", RELATIONSHIPS), ("Property", PROPERTIES)):
                await (await session.run(f"UNWIND $names AS n CALL db.create{kind}(n)", names=names)).consume()
        yield driver


@pytest_asyncio.fixture(scope="session")
async def constraints(driver):
    """(label or type, property) of every uniqueness constraint."""
    records, _, _ = await driver.execute_query("SHOW CONSTRAINTS YIELD labelsOrTypes, properties RETURN *")
    return {(record["labelsOrTypes"][0], record["properties"][0]) for record in records}


@pytest_asyncio.fixture(scope="session")
async def indexes(driver):
    """(label or type, first property) of every index."""
    records, _, _ = await driver.execute_query(
        "SHOW INDEXES YIELD type, labelsOrTypes, properties WHERE type = 'RANGE' RETURN *"
    )
    return {(record["labelsOrTypes"][0], record["properties"][0]) for record in records}


def test_every_file_belongs_to_one_statement_and_every_statement_has_its_file():
    assert sorted(DECLARED) == NAMES
    assert {name: found for name, found in DECLARED.items() if len({each.row for each in found}) != 1} == {}


@pytest.mark.parametrize("name", NAMES)
async def test_a_statement_pastes_runs_and_keeps_its_word(driver, constraints, indexes, name):
    statement = next(iter(DECLARED[name]))
    text = statement.text

    title, *rest = statement.source.splitlines()
    assert title.startswith("// ")
    assert title.endswith(".")
    head = [line for line in rest if line.startswith(":param ")]
    assert rest[: len(head)] == head, "the head stands between title and statement"
    body = re.sub(r"'(?:[^'\\]|\\.)*'|//.*", "", text)
    assert set(re.findall(r"\$(\w+)", body)) == set(statement.examples), "the head names what the statement takes"

    examples = ", ".join(f"{example} AS {parameter}" for parameter, example in statement.examples.items())
    values = dict((await driver.execute_query(f"RETURN {examples}")).records[0]) if examples else {}
    _, summary, keys = await driver.execute_query(f"EXPLAIN {text}", values)
    assert [each.status_description for each in summary.gql_status_objects if each.is_notification] == []
    assert tuple(sorted(keys)) == tuple(sorted(statement.columns)), "what returns is what the row has"

    for labels, key in _NODE.findall(text):
        for label in labels.split("|"):
            assert (label, key) in constraints | indexes, f"{label}.{key} is looked up without an index"
    for label, key in _MERGED_NODE.findall(text):
        assert (label, key) in constraints, f"two writers can make two {label} of one {key}"
    for types, key in _RELATIONSHIP.findall(text):
        for type_ in types.split("|"):
            assert (type_, key) in constraints | indexes, f"{type_}.{key} is looked up without an index"
    operators = " ".join(operators_of(summary.plan))
    assert "AllNodesScan" not in operators
    if re.search(r"\*\d*\.\.", text):
        assert "VarLengthExpand(Pruning,BFS" in operators, "paths are enumerated"

    if summary.query_type == "r" and name.partition("/")[0] not in MACHINE and name not in AFTER_THE_TEST:
        assert "($zones IS NULL OR " in text, "a reading statement tests zones"


def operators_of(plan):
    yield plan["operatorType"]
    for child in plan.get("children", ()):
        yield from operators_of(child)
