"""Third phase: sample, profile and classify, one asset after the other in every worker; only differences are written."""

import asyncio
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import orjson

from cypher import classified, inventory
from cypher.change import Change
from cypher.classified import ColumnDecisions, DataClassRow, DecisionRow, Merge
from cypher.graph import Transaction
from cypher.identity import class_id, column_id
from graph_api.classifier import DATA_CLASSES, ColumnSample, Decision, Sensitivity, classify
from graph_api.scan.listing import digest
from graph_api.scan.progress import Phase, unforeseen
from graph_api.scan.work import Work
from graph_api.scanner.base import (
    AssetInfo,
    ColumnInfo,
    DataType,
    RowCount,
    SampleMethod,
    SamplesRows,
    Sampling,
    SourceError,
)
from graph_api.scanner.profile import ColumnProfile, Profiler

_NUMBERS = frozenset({DataType.INTEGER, DataType.DECIMAL, DataType.FLOAT})
_QUARTILES = (0.25, 0.5, 0.75)
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
_NEAR = 100
_BATCH_COLUMNS = 2_500
_SENSITIVE = frozenset(
    class_id(each.name) for each in DATA_CLASSES.values() if each.sensitivity is not Sensitivity.PUBLIC
)
_HARMLESS = frozenset(class_id(each.name) for each in DATA_CLASSES.values()) - _SENSITIVE


@dataclass(frozen=True, slots=True)
class Examined:
    """An asset after its sample was read; `profiles` is None where no value was read, `off` where none may be read."""

    id: str
    schema_hash: str
    info: AssetInfo
    decisions: Mapping[str, Sequence[Decision]]
    profiles: Mapping[str, ColumnProfile] | None = None
    method: SampleMethod | None = None
    sampled: int = 0
    rows: RowCount | None = None
    warnings: tuple[str, ...] = ()
    off: bool = False


@dataclass(slots=True)
class _Shared:
    """Which classes referred columns have, and when they are known; what waits to be written."""

    ready: dict[tuple[str, ...], asyncio.Event] = field(default_factory=dict[tuple[str, ...], asyncio.Event])
    classes: dict[tuple[tuple[str, ...], str], tuple[str, ...]] = field(
        default_factory=dict[tuple[tuple[str, ...], str], tuple[str, ...]]
    )
    waiting: list[Examined] = field(default_factory=list[Examined])


async def sample_all(work: Work) -> None:
    """Sample, profile and classify everything that was listed; an asset that fails, fails alone."""
    order = work.spool.referred_first()
    work.progress.begin(Phase.SAMPLING, len(order))
    await work.writer.transact(_data_classes)
    shared = _Shared()
    slots = asyncio.Semaphore(work.options.workers)
    place = {path: number for number, path in enumerate(order)}
    referred = {target for path in order for target in work.spool.entries[path].targets}
    async with asyncio.TaskGroup() as group:

        async def examine(path: tuple[str, ...]) -> None:
            try:
                # only those that began before: so nobody waits in a circle, and the outcome does not depend on chance
                for target in work.spool.entries[path].targets:
                    if target != path and place.get(target, len(order)) < place[path]:
                        await shared.ready[target].wait()
                await _examine(work, path, shared, keep_classes=path in referred)
            finally:
                shared.ready[path].set()
                slots.release()

        for path in order:
            await slots.acquire()
            shared.ready[path] = asyncio.Event()
            group.create_task(examine(path))
            if sum(1 + len(each.info.columns) for each in shared.waiting) >= _BATCH_COLUMNS:
                examined, shared.waiting = shared.waiting, []
                await work.writer.room()
                group.create_task(_write(work, examined))
    await _write(work, shared.waiting)


async def _data_classes(transaction: Transaction) -> tuple[None, list[Change]]:
    rows = [
        DataClassRow(each.name, each.description, each.sensitivity.value, [one.value for one in each.categories])
        for each in DATA_CLASSES.values()
    ]
    await classified.write_data_classes(transaction, rows)
    return None, []


async def _examine(work: Work, path: tuple[str, ...], shared: _Shared, *, keep_classes: bool) -> None:
    entry = work.spool.entries[path]
    classes = {
        (key.target, column): shared.classes[key.target, column]
        for key in (work.spool.get(path).foreign_keys if entry.targets else ())
        for column in key.target_columns
        if (key.target, column) in shared.classes
    }
    try:
        examined = await work.read(lambda: examine_asset(work, path, classes))
    except SourceError as error:
        if error.code == "CANCELLED":
            raise
        work.progress.fail(entry.id, error.code, str(error))
        return
    except Exception as error:  # noqa: BLE001 - whatever one asset's values do, the others are scanned
        work.progress.fail(entry.id, "INTERNAL", unforeseen(error))
        return
    finally:
        work.progress.done += 1
        work.progress.finished += 1
    work.progress.rows_sampled += examined.sampled
    shared.waiting.append(examined)
    if keep_classes:
        shared.classes |= {
            (path, column): tuple(decision.data_class for decision in decisions)
            for column, decisions in examined.decisions.items()
            if decisions
        }


def examine_asset(
    work: Work, path: tuple[str, ...], referred: Mapping[tuple[tuple[str, ...], str], tuple[str, ...]]
) -> Examined:
    """Read one asset's sample, in a thread; without values where sampling is off. Raises `SourceError`."""
    entry, info, scanner = work.spool.entries[path], work.spool.get(path), work.scanner
    off = work.source.sampling == Sampling.OFF or scanner.sampling_for(info.path) is Sampling.OFF
    if off or not isinstance(scanner, SamplesRows) or not info.columns:
        return Examined(entry.id, entry.schema_hash, info, _classify(work, info, None, None, referred), off=off)
    sample = scanner.sample(info, work.options.sample_rows)
    profiler, sampled = Profiler(info.columns), 0
    try:
        for batch in sample.batches:
            _check(work)
            profiler.add(batch)
            sampled += batch.num_rows
    finally:
        sample.close()
    profiles = profiler.result()
    rows = sample.rows or (RowCount(sampled, exact=True) if sample.method is SampleMethod.ALL else info.rows)
    share = min(1.0, sampled / rows.rows) if rows and rows.rows else None
    decisions = _classify(work, info, profiles, share, referred)
    warnings = (*info.warnings, *sample.warnings)
    return Examined(entry.id, entry.schema_hash, info, decisions, profiles, sample.method, sampled, rows, warnings)


def _check(work: Work) -> None:
    if work.stop.is_set():
        raise SourceError("CANCELLED", "The scan was cancelled.")


def _classify(
    work: Work,
    info: AssetInfo,
    profiles: Mapping[str, ColumnProfile] | None,
    share: float | None,
    referred: Mapping[tuple[tuple[str, ...], str], tuple[str, ...]],
) -> dict[str, list[Decision]]:
    names = tuple(column.name for column in info.columns)
    targets: dict[str, list[str]] = {}
    for key in info.foreign_keys:
        for column, target in zip(key.columns, key.target_columns, strict=False):
            targets.setdefault(column, []).extend(referred.get((key.target, target), ()))
    decisions: dict[str, list[Decision]] = {}
    for number, column in enumerate(info.columns):
        _check(work)
        decisions[column.name] = classify(
            ColumnSample(
                table=info.name,
                column=column.name,
                values=profiles[column.name].values if profiles else (),
                comment=column.comment,
                table_comment=info.comment,
                data_type=column.data_type.value,
                neighbours=names[max(0, number - _NEAR) : number] + names[number + 1 : number + 1 + _NEAR],
                foreign_key_classes=tuple(dict.fromkeys(targets.get(column.name, ()))),
                fraction=share,
            )
        )
    return decisions


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


async def _write(work: Work, examined: Sequence[Examined]) -> None:
    if not examined:
        return
    examined = sorted(examined, key=lambda each: each.id)
    decisions = [each for one in examined for each in _decisions(one)]
    ids = [each.id for each in examined]

    def difference(before: Sequence[classified.Classified], hashes: Sequence[classified.ProfileHash]) -> _Difference:
        merge = classified.compare(decisions, before, at=work.at)
        difference = _Difference(merge)
        had = {row.id: row.profile_hash for row in hashes}
        for each in examined:
            if each.id in had:
                _compare_profile(each, had[each.id], merge, difference)
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
