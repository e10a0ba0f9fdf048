"""A seeded graph of every kind of node and relationship, its zones dealt out at random: also a column of a hidden asset."""

import random
from collections.abc import Mapping
from typing import Any

from cypher import identity

ZONES = (1, 2, 3, 4)
SEEN = (1, 3)
"""The zones of a principal who sees half of it."""
NAMES = ("orders", "Orders", "customers", "Straße", "é", "x'y", 'q"q', "a`b", "payroll", "email", "♥", "z_last", "$p0")
CLASSES = ("EMAIL", "PERSON_NAME", "SALARY")

Row = Mapping[str, Any]


class Estate:
    """Rows to write: `rows` by label, `edges` as (from, relationship, to, properties)."""

    def __init__(self, seed: int = 7, *, sources: int = 3, assets: int = 5, columns: int = 4) -> None:
        self._random = random.Random(seed)
        self.rows: dict[str, list[dict[str, Any]]] = {}
        self.edges: list[tuple[str, str, str, Row]] = []
        for label in ("Tag", "Domain"):
            for name in ("a", "b"):
                self._add(label, f"{label.lower()}:{name}", name)
        people = [self._add("Person", f"person:{name}", name, email=f"{name}@x.example") for name in ("ana", "bo")]
        team = self._add("Team", "team:crm", "CRM")
        self.edges += [(person, "MEMBER_OF", team, {}) for person in people]
        for name in CLASSES:
            self._add("DataClass", f"class:{name}", name, sensitivity="CONFIDENTIAL", categories=["PII"])
        holders = [("Tag", "ON"), ("Domain", "HAS"), ("Person", "OWNS"), ("Team", "OWNS")]
        for number in range(sources):
            source = self._zoned("Source", f"source:s{number}", f"s{number}", kind="sqlite", config='{"path":"x"}',
                                 managed=True, createdAt=self._random.choice([None, 1, number]))  # fmt: skip
            self._attach(source, holders)
            self._scans(source)
            for place in range(assets):
                self._asset(source, number, place, columns, holders)
        self._lineage()

    def _scans(self, source: str) -> None:
        for state in ("SUCCEEDED", "FAILED"):
            scan = self._zoned(
                "Scan", f"scan:{source[7:]}-{state.lower()}", state, state=state, startSort=f"{state}{source}"
            )
            self.edges.append((scan, "OF", source, {}))

    def _asset(self, source: str, number: int, place: int, columns: int, holders: list[tuple[str, str]]) -> None:
        name = self._random.choice(NAMES)
        asset = self._zoned("Asset", f"asset:sqlite://s{number}/main.t{place}", name, kind=self._random.choice(["TABLE", "VIEW"]),
                            rows=self._random.choice([None, 0, 3, 3, 5_000_000_000]), qualifiedName=f"main.t{place}",
                            columnCount=self._random.choice([None, 1, 2]), since=self._random.choice([5, 6]), sourceId=source)  # fmt: skip
        self.edges.append((source, "HAS_ASSET", asset, {}))
        self._attach(asset, holders)
        for position in range(1, self._random.randint(0, columns) + 1):
            column = self._zoned("Column", f"column:{asset[6:]}#c{position}", self._random.choice(NAMES), position=position,
                                 dataType="STRING", primaryKey=position == 1, assetId=asset, since=5,
                                 nullShare=self._random.choice([None, 0.0, 0.5, 1.0]),
                                 distinct=self._random.choice([None, 1, 7]))  # fmt: skip
            self.edges.append((asset, "HAS_COLUMN", column, {}))
            self._attach(column, holders)
            for name in self._random.sample(CLASSES, self._random.choice([0, 0, 1, 2])):
                self._classify(column, name)

    def _classify(self, column: str, name: str) -> None:
        classified = self._zoned("Classification", f"classification:{column[7:]}~{name}", name, classId=f"class:{name}",
                                 columnId=column, confidence=self._random.choice([0.3, 0.9]), state="CONFIRMED",
                                 since=5, evidence="[]", decidedBy="machine")  # fmt: skip
        self.edges += [(column, "HAS_CLASSIFICATION", classified, {}), (classified, "OF", f"class:{name}", {})]

    def _lineage(self) -> None:
        for label, relationships in (("Column", ("FLOWS_TO", "REFERENCES")), ("Asset", ("FLOWS_TO",))):
            ids = [row["id"] for row in self.rows[label]]
            for relationship in relationships:
                for start, end in {tuple(self._random.sample(ids, 2)) for _ in range(len(ids))}:
                    for origin in self._random.sample(["view:a", "view:b"], self._random.choice([1, 1, 2])):
                        self.edges.append((start, relationship, end, {"key": f"{start}>{end}>{origin}", "origin": origin,
                                           "since": 5, "recordedAt": 6, "transformation": "IDENTITY"}))  # fmt: skip

    def _add(self, label: str, identifier: str, name: str, **more: Any) -> str:
        row = {
            "id": identifier,
            "name": name,
            "nameSort": identity.sort_key(name, identifier),
            "terms": identity.terms(name),
        }
        self.rows.setdefault(label, []).append({**row, **more})
        return identifier

    def _zoned(self, label: str, identifier: str, name: str, **more: Any) -> str:
        return self._add(
            label,
            identifier,
            name,
            zone=self._random.choice(ZONES),
            description=self._random.choice([None, "said"]),
            **more,
        )

    def _attach(self, identifier: str, holders: list[tuple[str, str]]) -> None:
        for label, relationship in holders:
            for row in self.rows[label]:
                if self._random.random() < 0.4:
                    self.edges.append((row["id"], relationship, identifier, {}))

    @property
    def hidden(self) -> list[str]:
        """The ids of what a principal of the zones `SEEN` does not see."""
        return [row["id"] for rows in self.rows.values() for row in rows if row.get("zone", SEEN[0]) not in SEEN]

    async def write(self, graph: Any) -> None:
        """Write it all."""
        async with graph.driver.session() as session:
            for label, rows in self.rows.items():
                await (await session.run(f"UNWIND $rows AS row CREATE (n:{label}) SET n = row", rows=rows)).consume()
            for relationship in sorted({each[1] for each in self.edges}):
                rows = [[start, end, properties] for start, kind, end, properties in self.edges if kind == relationship]
                await (await session.run(
                    f"""UNWIND $rows AS row
                    MATCH (a:Source|Asset|Column|Classification|Tag|Domain|Person|Team|Scan {{id: row[0]}})
                    MATCH (b:Source|Asset|Column|Classification|DataClass|Team {{id: row[1]}})
                    CREATE (a)-[r:{relationship}]->(b) SET r = row[2]""", rows=rows)).consume()  # fmt: skip
