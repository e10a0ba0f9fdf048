"""The graph that is asked: seeded, in PurSight's own form, kept in a Neo4j of its own for each size.

20 columns an asset, 20 sources; a column in four is classified; an e-mail column in one asset of twenty; and
`HUB`, a column from which 1,000 columns are reached in three hops, some of them on several ways.
"""

import asyncio
import json
import random
import shutil
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from cypher import identity, migrate
from cypher.graph import Graph
from cypher.zone import Attributes
from graph_api import embedded
from graph_api.classifier.classes import DATA_CLASSES

BENCH = Path(__file__).parents[2] / ".pursight" / "bench-graphql"
VERSION = 2
"""Of what is written here: data of another version are made anew."""
SMALL, LARGE = 100_000, 1_000_000
"""Columns of the two sizes."""
SOURCES, COLUMNS_PER_ASSET = 20, 20
SINCE = 1_767_225_600_000_000

Zone = Callable[[Attributes], int]
"""The number of a combination, remembered."""

_FIRST, _SECOND, _THIRD = 10, 90, 900
_BATCH = 100  # assets a transaction

_NAMES = """\
account active address amount batch birthday branch category channel city code comment contact country created
currency customer delivery department description discount due employee end external family fee first flag gender iban
invoice kind language last latitude level limit location login longitude manager method mobile modified note number order
origin owner partner payment percent period phone plan price priority product project quantity rating reason reference
region result salary score season sequence shipping size sku start state status stock street subject supplier tax team
title total type unit updated url user valid value vendor version weight year zip zone""".split()  # noqa: SIM905 - a list of words reads best as words
_TYPES = ("STRING", "STRING", "STRING", "INTEGER", "DECIMAL", "TIMESTAMP", "BOOLEAN")
_CLASS_OF = {
    name: kind
    for kind, names in {
        "EMAIL": "email",
        "PHONE": "phone mobile",
        "IBAN": "iban",
        "DATE_OF_BIRTH": "birthday",
        "GENDER": "gender",
        "PERSON_NAME": "first family last contact manager employee owner customer supplier",
        "STREET_ADDRESS": "street address delivery shipping",
        "LOCATION": "city country region zip location branch state origin",
        "GEO_COORDINATES": "latitude longitude",
    }.items()
    for name in names.split()
}


def asset_name(number: int) -> str:
    """Names do not come in the order in which assets were written."""
    return f"{_NAMES[number * 7919 % len(_NAMES)]}_{_NAMES[number * 31 % len(_NAMES)]}_{number:06}"


def asset_id(number: int) -> str:
    """The asset written as the `number`th."""
    return identity.asset_id(f"postgres://bench-{number % SOURCES:02}:5432", ("bench", "public", asset_name(number)))


def column_id(number: int, name: str) -> str:
    return identity.column_id(asset_id(number), name)


HUB = column_id(0, "id")


def directory(columns: int) -> Path:
    return BENCH / f"neo4j-{columns}"


def is_loaded(columns: int) -> bool:
    marker = directory(columns) / "loaded.json"
    return marker.is_file() and json.loads(marker.read_text()) == VERSION


def start(columns: int) -> embedded.Running:
    from graph_api.settings import load  # noqa: PLC0415 - where downloads are kept

    return embedded.ensure(directory(columns), load().cache_directory, port=None)


def load_data(columns: int) -> None:
    """Write the graph of so many columns unless it is there."""
    if is_loaded(columns):
        print(f"{columns:,} columns are loaded already")
        return
    shutil.rmtree(directory(columns), ignore_errors=True)
    began = time.perf_counter()
    with start(columns) as server:
        asyncio.run(_write(server, columns))
    (directory(columns) / "loaded.json").write_text(json.dumps(VERSION))
    print(f"{columns:,} columns loaded in {time.perf_counter() - began:.0f} s")


async def _write(server: embedded.Running, columns: int) -> None:
    graph = Graph.open(server.uri, server.user, server.password)
    session = graph.driver.session()

    async def run(text: str, rows: list[Any]) -> None:
        await (await session.run(text, rows=rows)).consume()

    await run("UNWIND $rows AS row CREATE (d:DataClass) SET d = row", list(_classes()))
    zones: dict[int, str] = {}
    await run("UNWIND $rows AS row CREATE (s:Source) SET s = row", list(_sources(zones)))
    for batch in _batches(random.Random(4), columns // COLUMNS_PER_ASSET, zones):
        await run(_ASSETS, batch)
    await run("UNWIND $rows AS row CREATE (z:Zone {number: row[0], key: row[1]})", [*zones.items()])
    await migrate.migrate(graph)  # indexes of what is there are built at once
    edges = _fan_out(columns // COLUMNS_PER_ASSET)
    for begin in range(0, len(edges), 5_000):
        await run(_FLOWS, edges[begin : begin + 5_000])
    await session.close()
    await graph.close()


_ASSETS = """UNWIND $rows AS row
MATCH (s:Source {id: row.asset.sourceId})
CREATE (s)-[:HAS_ASSET]->(a:Asset) SET a = row.asset
WITH a, row
UNWIND row.columns AS column
CREATE (a)-[:HAS_COLUMN]->(c:Column) SET c = column.node
WITH c, column
UNWIND column.classifications AS classification
MATCH (d:DataClass {id: classification.classId})
CREATE (c)-[:HAS_CLASSIFICATION]->(k:Classification)-[:OF]->(d) SET k = classification"""

_FLOWS = """UNWIND $rows AS row
MATCH (a:Asset|Column {id: row[0]}) MATCH (b:Asset|Column {id: row[1]})
CREATE (a)-[:FLOWS_TO {key: row[0] + '>' + row[1] + '>' + row[2], origin: row[2], transformation: 'IDENTITY', since: $since,
  recordedAt: $since}]->(b)""".replace("$since", str(SINCE))


def _classes() -> Iterator[dict[str, Any]]:
    for each in DATA_CLASSES.values():
        identifier = identity.class_id(each.name)
        yield {
            "id": identifier,
            "name": each.name,
            "nameSort": identity.sort_key(each.name, identifier),
            "description": each.description,
            "sensitivity": str(each.sensitivity),
            "categories": [str(category) for category in each.categories],
        }


def _sources(zones: dict[int, str]) -> Iterator[dict[str, Any]]:
    for number in range(SOURCES):
        name = f"bench-{number:02}"
        zone = Attributes(identity.source_id(name))
        zones[zone.number] = zone.key
        yield _named(identity.source_id(name), name, zone.number) | {
            "kind": "postgresql", "namespace": f"postgres://{name}:5432", "managed": True, "config": "{}",
            "sampling": "VALUES", "scope": [""], "alsoKnownAs": [], "createdAt": SINCE,
        }  # fmt: skip


def _named(identifier: str, name: str, zone: int) -> dict[str, Any]:
    return {
        "id": identifier,
        "name": name,
        "nameSort": identity.sort_key(name, identifier),
        "terms": identity.terms(name),
        "zone": zone,
    }


def _batches(dice: random.Random, assets: int, zones: dict[int, str]) -> Iterator[list[dict[str, Any]]]:
    def zone(attributes: Attributes) -> int:
        zones[attributes.number] = attributes.key
        return attributes.number

    for begin in range(0, assets, _BATCH):
        yield [_asset(dice, number, zone) for number in range(begin, min(begin + _BATCH, assets))]


def _asset(dice: random.Random, number: int, zone: Zone) -> dict[str, Any]:
    identifier, source = asset_id(number), identity.source_id(f"bench-{number % SOURCES:02}")
    name = asset_name(number)
    names = ["id", *dice.sample(_NAMES, COLUMNS_PER_ASSET - 1)]
    if number % 20 == 7:
        names[1] = "email"
    asset = _named(identifier, name, zone(Attributes(source, "TABLE"))) | {
        "qualifiedName": f"bench.public.{name}", "kind": "TABLE", "rows": dice.randrange(10**7), "rowsExact": False,
        "since": SINCE, "sourceId": source, "columnCount": len(names), "warnings": [],
    }  # fmt: skip
    columns = [_column(dice, asset, zone, *each) for each in enumerate(names, start=1)]
    return {"asset": asset, "columns": columns}


def _column(dice: random.Random, asset: dict[str, Any], zone: Zone, place: int, name: str) -> dict[str, Any]:
    identifier = identity.column_id(asset["id"], name)
    found = [DATA_CLASSES[_CLASS_OF[name]]] if name in _CLASS_OF else []
    if found and dice.random() < 0.2:
        found.append(DATA_CLASSES["PERSON_NAME" if found[0].name != "PERSON_NAME" else "LOCATION"])
    attributes = Attributes(
        asset["sourceId"], "TABLE", classes=tuple(sorted(identity.class_id(each.name) for each in found)),
        sensitivity=max((str(each.sensitivity) for each in found), key=_RANK.index, default=None),
    )  # fmt: skip
    number = zone(attributes)
    kind = _TYPES[sum(name.encode()) % len(_TYPES)]
    node = _named(identifier, name, number) | {
        "position": place, "type": kind.lower(), "dataType": kind, "nullable": place > 1, "primaryKey": place == 1,
        "since": SINCE, "assetId": asset["id"], "nullShare": round(dice.random(), 3),
    }  # fmt: skip
    classifications = [
        {
            "id": identity.classification_id(identifier, each.name), "classId": identity.class_id(each.name),
            "confidence": (confidence := round(dice.uniform(0.3, 1), 3)), "decidedBy": "machine", "tier": "LANGUAGE",
            "state": "CONFIRMED" if confidence >= 0.5 else "SUGGESTED", "detector": "pattern/1", "since": SINCE,
            "zone": number, "evidence": '[{"method":"pattern","matched":9,"examined":10}]',
        }
        for each in found
    ]  # fmt: skip
    return {"node": node, "classifications": classifications}


_RANK = ("PUBLIC", "INTERNAL", "CONFIDENTIAL", "RESTRICTED")


def _fan_out(assets: int) -> list[tuple[str, str, str]]:
    """From `HUB` to 10, 90 and 900 columns, each in an asset of its own; a quarter of them on a second way, too."""
    dice = random.Random(5)
    chosen = dice.sample(range(1, assets), _FIRST + _SECOND + _THIRD)
    levels = [[0], chosen[:_FIRST], chosen[_FIRST : _FIRST + _SECOND], chosen[_FIRST + _SECOND :]]
    edges: dict[tuple[int, int], None] = {}
    for above, below in pairwise(levels):
        for place, number in enumerate(below):
            edges[above[place % len(above)], number] = None
            if dice.random() < 0.25:
                edges[dice.choice(above), number] = None
    return [
        (
            of(a, "id") if of is column_id else asset_id(a),
            of(b, "id") if of is column_id else asset_id(b),
            f"view:{asset_id(b)}",
        )
        for of in (column_id, asset_id)
        for a, b in edges
    ]
