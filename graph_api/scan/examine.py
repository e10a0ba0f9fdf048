"""One asset's sample: read, profiled and classified in a worker's thread."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from graph_api.classifier import ColumnSample, Decision, classify
from graph_api.scan.work import Work
from graph_api.scanner.base import (
    AssetInfo,
    RowCount,
    Sample,
    SampleMethod,
    SamplesRows,
    Sampling,
    Scanner,
    SourceError,
)
from graph_api.scanner.profile import ColumnProfile, Profiler

Path = tuple[str, ...]
Referred = Mapping[tuple[Path, str], tuple[str, ...]]
"""The names of the classes of columns that foreign keys refer to, by path and column."""

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


def examine_asset(work: Work, path: Path, referred: Referred) -> Examined:
    """Read one asset's sample, in a thread; without values where sampling is off. Raises `SourceError`."""
    entry, info, scanner = work.spool.entries[path], work.spool.get(path), work.scanner
    off = scanner.sampling_for(info.path) is Sampling.OFF
    if off or not isinstance(scanner, SamplesRows) or not info.columns:
        return Examined(entry.id, entry.schema_hash, info, _classify(work, info, None, None, referred), off=off)
    sample, profiles, sampled = _read(scanner, info, work.options.sample_rows, lambda: _check(work))
    rows = _counted(sample, info, sampled)
    decisions = _classify(work, info, profiles, _share(sampled, rows), referred)
    warnings = tuple(dict.fromkeys((*info.warnings, *sample.warnings)))
    return Examined(entry.id, entry.schema_hash, info, decisions, profiles, sample.method, sampled, rows, warnings)


def _read(
    scanner: SamplesRows, info: AssetInfo, rows: int | None, check: Callable[[], None]
) -> tuple[Sample, Mapping[str, ColumnProfile], int]:
    """A sample that was read to its end, the profile of each column, and how many rows there were."""
    sample = scanner.sample(info, rows)
    profiler, sampled = Profiler(info.columns), 0
    try:
        for batch in sample.batches:
            check()
            profiler.add(batch)
            sampled += batch.num_rows
    finally:
        sample.close()
    return sample, profiler.result(), sampled


def _counted(sample: Sample, info: AssetInfo, sampled: int) -> RowCount | None:
    return sample.rows or (RowCount(sampled, exact=True) if sample.method is SampleMethod.ALL else info.rows)


def _share(sampled: int, rows: RowCount | None) -> float | None:
    return min(1.0, sampled / rows.rows) if rows and rows.rows else None


def _check(work: Work) -> None:
    if work.stop.is_set():
        raise SourceError("CANCELLED", "The scan was cancelled.")


def _classify(
    work: Work,
    info: AssetInfo,
    profiles: Mapping[str, ColumnProfile] | None,
    share: float | None,
    referred: Referred,
) -> dict[str, list[Decision]]:
    decisions: dict[str, list[Decision]] = {}
    for column, sample in zip(info.columns, _samples(info, profiles, share, referred), strict=True):
        _check(work)
        decisions[column.name] = classify(sample)
    return decisions


def _samples(
    info: AssetInfo, profiles: Mapping[str, ColumnProfile] | None, share: float | None, referred: Referred
) -> Iterator[ColumnSample]:
    """What the classifier is told of each column; of those without a profile no values."""
    names = tuple(column.name for column in info.columns)
    targets: dict[str, list[str]] = {}
    for key in info.foreign_keys:
        for column, target in zip(key.columns, key.target_columns, strict=False):
            targets.setdefault(column, []).extend(referred.get((key.target, target), ()))
    for number, column in enumerate(info.columns):
        yield ColumnSample(
            table=info.name,
            column=column.name,
            values=profiles[column.name].values if profiles and column.name in profiles else (),
            comment=column.comment,
            table_comment=info.comment,
            data_type=column.data_type.value,
            neighbours=names[max(0, number - _NEAR) : number] + names[number + 1 : number + 1 + _NEAR],
            foreign_key_classes=tuple(dict.fromkeys(targets.get(column.name, ()))),
            fraction=share,
        )


def column_sample(scanner: Scanner, info: AssetInfo, name: str, rows: int | None, referred: Referred) -> ColumnSample:
    """What a scan would tell the classifier of one column, its values read now. Raises `SourceError`, also `SAMPLING_OFF`."""
    scanner.check_sampling(info.path)
    if not isinstance(scanner, SamplesRows):
        raise SourceError("SAMPLING_OFF", f"Rows of a source of the kind {scanner.kind} cannot be read.")
    (number,) = [place for place, column in enumerate(info.columns) if column.name == name]
    alone = replace(info, columns=(info.columns[number],))
    sample, profiles, sampled = _read(scanner, alone, rows, scanner.check_cancelled)
    share = _share(sampled, _counted(sample, info, sampled))
    return list(_samples(info, profiles, share, referred))[number]
