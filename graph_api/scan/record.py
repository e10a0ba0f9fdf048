"""What is kept of samples: profiles and classifications, compared with the graph; only differences are written."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import orjson

from cypher import classified, inventory
from cypher.change import Change
from cypher.classified import ColumnDecisions, DecisionRow, Merge
from cypher.graph import Transaction
from cypher.identity import class_id, column_id
from graph_api.classifier import DATA_CLASSES, VERSION, Sensitivity
from graph_api.scan.examine import Examined
from graph_api.scan.listing import digest
from graph_api.scan.work import Work
from graph_api.scanner.base import ColumnInfo, DataType
from graph_api.scanner.profile import ColumnProfile

_NUMBERS = frozenset({DataType.INTEGER, DataType.DECIMAL, DataType.FLOAT})
_QUARTILES = (0.25, 0.5, 0.75)
_HARMLESS = frozenset(class_id(each.name) for each in DATA_CLASSES.values() if each.sensitivity is Sensitivity.PUBLIC)
_OF_SAMPLE = ("sampleMethod", "sampledRows", "sampleFraction")
_OF_PROFILE = (
    "nullShare",
    "distinct",
    "distinctExact",
    "minLength",
    "maxLength",
    "profileSuppressed",
    "min",
    "max",
    "mean",
    "quantiles",
    "topValues",
    "patterns",
)


def _decisions(examined: Examined) -> list[ColumnDecisions]:
    return [
        ColumnDecisions(
            column_id(examined.id, column.name),
            [
                DecisionRow(
                    each.data_class,
                    each.state.value,
                    each.confidence,
                    each.tier.value,
                    each.detector,
                    orjson.dumps([asdict(one) for one in each.evidence]).decode(),
                )
                for each in examined.decisions[column.name]
            ],
            complete=examined.profiles is not None,
        )
        for column in examined.info.columns
    ]


def column_profile(column: ColumnInfo, profile: ColumnProfile, *, withheld: bool) -> dict[str, Any]:
    """The profile under its names in the graph (`_OF_PROFILE`); of a sensitive column the counts only."""
    shown = not withheld
    return {
        "nullShare": profile.null_share,
        "distinct": profile.distinct,
        "distinctExact": profile.distinct_exact,
        "minLength": profile.min_length,
        "maxLength": profile.max_length,
        "profileSuppressed": withheld,
        "min": profile.least if shown else None,
        "max": profile.greatest if shown else None,
        "mean": profile.mean if shown and profile.mean is not None and math.isfinite(profile.mean) else None,
        "quantiles": _quantiles(column, profile) if shown else None,
        "topValues": _json([{"value": value, "count": count} for value, count in profile.top]) if shown else None,
        "patterns": _json([{"pattern": form, "share": share} for form, share in profile.patterns]) if shown else None,
    }


def _json(rows: list[dict[str, Any]]) -> str | None:
    return orjson.dumps(rows).decode() if rows else None


def _quantiles(column: ColumnInfo, profile: ColumnProfile) -> list[float] | None:
    """Least, quartiles, greatest; of numbers only."""
    inner = dict(profile.quantiles)
    if column.data_type not in _NUMBERS or profile.least is None or profile.greatest is None:
        return None
    if not all(share in inner for share in _QUARTILES):
        return None
    values = [float(each) for each in (profile.least, *(inner[share] for share in _QUARTILES), profile.greatest)]
    return values if all(map(math.isfinite, values)) else None


@dataclass(slots=True)
class _Difference:
    """What the graph has to be told of a batch."""

    merge: Merge
    assets: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    columns: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    @property
    def differs(self) -> bool:
        return bool(self.assets) or self.merge.differs


async def record(work: Work, examined: Sequence[Examined]) -> None:
    """Write what differs from the graph: in the transaction that writes, everything is compared once more."""
    if not examined:
        return
    examined = sorted(examined, key=lambda each: each.id)
    decisions = [each for one in examined for each in _decisions(one)]
    ids = [each.id for each in examined]

    def difference(before: Sequence[classified.Classified], hashes: Sequence[classified.ProfileHash]) -> _Difference:
        merge = classified.compare(decisions, before, at=work.at)
        difference = _Difference(merge)
        had = {row.id: row for row in hashes}
        for each in examined:
            if each.id in had:
                _compare_profile(each, had[each.id].profile_hash, merge, difference)
                if had[each.id].detector != VERSION:
                    difference.assets.append({"id": each.id, "properties": {"detector": VERSION}})
        return difference

    first = difference(
        await work.graph.read(classified.OF_ASSETS, ids=ids, timeout=60),
        await work.graph.read(classified.PROFILE_HASHES, ids=ids, timeout=60),
    )
    work.progress.classifications += sum(map(len, first.merge.effective.values()))
    if not first.differs:
        return

    async def write(transaction: Transaction) -> tuple[None, list[Change]]:
        hashes = await transaction.run(classified.PROFILE_HASHES_LOCKED, ids=ids)
        again = difference(await transaction.run(classified.OF_ASSETS, ids=ids), hashes)
        await classified.write(transaction, again.merge)
        if again.assets:
            await inventory.set_columns(transaction, again.columns)
            await inventory.set_assets(transaction, again.assets)
        return None, again.merge.changes

    await work.writer.transact(write)


def _compare_profile(examined: Examined, had: str | None, merge: Merge, difference: _Difference) -> None:
    """What differs from the profile with the hash `had`; where sampling was turned off, values are forgotten."""
    identifiers = [column_id(examined.id, column.name) for column in examined.info.columns]
    if examined.profiles is None:
        if examined.off and had is not None:
            difference.assets.append({"id": examined.id, "properties": dict.fromkeys((*_OF_SAMPLE, "profileHash"))})
            difference.columns += [{"id": each, "properties": dict.fromkeys(_OF_PROFILE)} for each in identifiers]
        return
    columns: list[dict[str, Any]] = []
    for identifier, column in zip(identifiers, examined.info.columns, strict=True):
        withheld = bool(merge.effective.get(identifier, frozenset()) - _HARMLESS)
        properties = column_profile(column, examined.profiles[column.name], withheld=withheld)
        columns.append({"id": identifier, "properties": properties})
    rows = examined.rows
    asset = {
        "rows": rows and rows.rows,
        "rowsExact": rows and rows.exact,
        "sampleMethod": examined.method and examined.method.value,
        "sampledRows": examined.sampled,
        "sampleFraction": min(1.0, examined.sampled / rows.rows) if rows and rows.rows else None,
        "warnings": list(examined.warnings),
    }
    hashed = digest(examined.schema_hash, asset, [column["properties"] for column in columns])
    if hashed != had:
        difference.assets.append({"id": examined.id, "properties": {**asset, "profileHash": hashed}})
        difference.columns += columns
