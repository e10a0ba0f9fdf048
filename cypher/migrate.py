"""Schema of the database: `migrations/NNNN_<what>.cypher`, one constraint or index each, run once, in order."""

import re
from dataclasses import dataclass
from importlib.resources import files
from typing import LiteralString, cast

from cypher.graph import Graph
from cypher.statement import Statement, Written


@dataclass(frozen=True, slots=True)
class Applied:
    """A migration that the database has seen."""

    number: int


_APPLIED = Statement("migration/applied", Applied)
_RECORD = Statement("migration/record", Written)


class NewerDatabase(Exception):
    """The database was migrated by a later version of PurSight."""


def migrations() -> dict[int, tuple[str, LiteralString]]:
    """Number -> (name, text) of every migration there is."""
    found: dict[int, tuple[str, LiteralString]] = {}
    for entry in files("cypher").joinpath("migrations").iterdir():
        match = re.fullmatch(r"(\d{4})_(\w+)\.cypher", entry.name)
        if match:
            found[int(match[1])] = (match[2], cast("LiteralString", entry.read_text(encoding="utf-8").strip()))
    return dict(sorted(found.items()))


async def pending(graph: Graph) -> list[int]:
    """The numbers that still have to run; raises `NewerDatabase` if the database knows more than we do."""
    applied = {row.number for row in await graph.read(_APPLIED)}
    known = migrations()
    if applied - known.keys():
        raise NewerDatabase(
            f"the database has migration {max(applied)}, this PurSight knows {max(known)}: use the newer PurSight"
        )
    return [number for number in known if number not in applied]


async def migrate(graph: Graph) -> list[str]:
    """Run what is pending and wait until every index is online; the names of what ran. Safe to run twice, and by two.

    All are recorded at the end, in one statement: a plan made before a change of the schema is made anew after it, which took
    longer than the change. Whoever is killed before runs them again, and each does nothing where its index exists.
    """
    known, numbers = migrations(), await pending(graph)
    if not numbers:
        return []
    for number in numbers:
        name, text = known[number]
        await graph.run_schema(f"migration/{name}", text)
    await graph.run_schema("migration/await", "CALL db.awaitIndexes(300)", timeout=310)
    ran = [known[number][0] for number in numbers]
    await graph.write(
        _RECORD, rows=[{"number": number, "name": name} for number, name in zip(numbers, ran, strict=True)]
    )
    return ran
