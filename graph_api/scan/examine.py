"""One asset's sample: read, profiled and classified in a worker's thread."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph_api.classifier import ColumnSample, Decision, classify
from graph_api.scan.work import Work
from graph_api.scanner.base import AssetInfo, RowCount, SampleMethod, SamplesRows, Sampling, SourceError
from graph_api.scanner.profile import ColumnProfile, Profiler

Path = tuple[str, ...]

_NEAR = 100


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


def examine_asset(
    work: Work, path: tuple[str, ...], referred: Mapping[tuple[tuple[str, ...], str], tuple[str, ...]]
) -> Examined:
    """Read one asset's sample, in a thread; without values where sampling is off. Raises `SourceError`."""
    entry, info, scanner = work.spool.entries[path], work.spool.get(path), work.scanner
    off = scanner.sampling_for(info.path) is Sampling.OFF
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
