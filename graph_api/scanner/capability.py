"""The capability report: what a source allows, tried out within a time limit."""

import threading
import time
from collections.abc import Callable

from graph_api.scanner.base import (
    AssetFailure,
    AssetInfo,
    CapabilityResult,
    CountsRows,
    ListsAssets,
    ReadsForeignKeys,
    ReadsViewSql,
    SamplesRows,
    Sampling,
    Scanner,
    SourceError,
)
from graph_api.scanner.profile import Profiler

SECONDS = 8.0  # less than a request may take, so that whoever asks by GraphQL hears it
CAPABILITIES = ("connect", "list", "sample", "profile", "viewSql", "foreignKeys", "rowCounts")
_ROWS = 100


class _Missing(Exception):
    """There is nothing to try it on."""


class _NotExpected(Exception):
    """This kind of source cannot do it, or is told not to."""


def capability_report(scanner: Scanner) -> list[CapabilityResult]:
    """Connect, try each capability on the first assets that the filters include, and close.

    Whatever has not answered after `SECONDS` is reported as `TIMEOUT`, and the scanner is cancelled: it is of no more use.
    """
    trial = _Trial(scanner)
    thread = threading.Thread(target=trial.run, name="capability-report", daemon=True)
    thread.start()
    thread.join(SECONDS)
    done = list(trial.results)
    if thread.is_alive():
        scanner.cancel()
    scanner.close()
    reason = f"TIMEOUT: no answer within {SECONDS:g} s. Check the network and the load on the source."
    return done + [CapabilityResult(each, ok=False, reason=reason) for each in CAPABILITIES[len(done) :]]


class _Trial:
    """One attempt at everything; `results` grows while it runs."""

    def __init__(self, scanner: Scanner) -> None:
        self._scanner = scanner
        self._assets: list[AssetInfo] = []
        self._profiler: Profiler | None = None
        self._may_sample = True
        self.results: list[CapabilityResult] = []

    def run(self) -> None:
        steps: tuple[Callable[[], str | None], ...] = (
            self._scanner.connect,
            self._list,
            self._sample,
            self._profile,
            self._view_sql,
            self._foreign_keys,
            self._row_counts,
        )
        refused: str | None = None
        for capability, step in zip(CAPABILITIES, steps, strict=True):
            started = time.monotonic()
            ok, reason, expected = (False, f"There is no connection ({refused}).", True) if refused else _outcome(step)
            took = round(1000 * (time.monotonic() - started))
            self.results.append(CapabilityResult(capability, ok, reason, took, expected))
            if capability == "connect" and not ok:
                refused = (reason or "").partition(":")[0]

    def _list(self) -> str | None:
        if not isinstance(self._scanner, ListsAssets):
            raise _NotExpected("This kind of source cannot list.")
        failures: list[AssetFailure] = []
        for batch in self._scanner.assets():
            self._assets += [each for each in batch if isinstance(each, AssetInfo)]
            failures += [each for each in batch if isinstance(each, AssetFailure)]
            if self._assets:
                break
        failed = [f"{each.code}: {'.'.join(each.path)}: {each.message}" for each in failures]
        if self._assets:
            return f"Not all of it, {failed[0]}" if failed else None
        raise _Missing(failed[0] if failed else "Nothing is there that `include` and `exclude` let through.")

    def _sample(self) -> None:
        self._need_assets()
        if not isinstance(self._scanner, SamplesRows):
            self._may_sample = False
            raise _NotExpected("This kind of source has no rows.")
        allowed = [each for each in self._assets if self._scanner.sampling_for(each.path) is Sampling.VALUES]
        if not allowed:
            self._may_sample = False
            raise _NotExpected("SAMPLING_OFF: `sampling` is OFF for what was listed: metadata only.")
        sample = self._scanner.sample(allowed[0], _ROWS)
        profiler = Profiler(allowed[0].columns)
        try:
            for batch in sample.batches:
                profiler.add(batch)
        finally:
            sample.close()
        self._profiler = profiler

    def _profile(self) -> None:
        if self._profiler is None:
            raise (_Missing if self._may_sample else _NotExpected)("There is no sample to profile.")
        self._profiler.result()

    def _view_sql(self) -> None:
        self._need(ReadsViewSql, "This kind of source has no views.")

    def _foreign_keys(self) -> None:
        self._need(ReadsForeignKeys, "This kind of source has no foreign keys.")

    def _row_counts(self) -> None:
        self._need(CountsRows, "This kind of source does not count rows.")

    def _need(self, capability: type, missing: str) -> None:
        if not isinstance(self._scanner, capability):
            raise _NotExpected(missing)
        self._need_assets()

    def _need_assets(self) -> None:
        if not self._assets:
            raise _Missing("Nothing was listed to try it on.")


def _outcome(step: Callable[[], str | None]) -> tuple[bool, str | None, bool]:
    """Whether it worked, what there is to say, and whether it should have worked."""
    try:
        return True, step(), True
    except SourceError as error:
        return False, f"{error.code}: {error}", True
    except _Missing as missing:
        return False, str(missing), True
    except _NotExpected as limit:
        return False, str(limit), False
    except Exception as error:  # noqa: BLE001 - a driver's surprise is one line of the report; its text may hold anything
        return False, f"SOURCE_FAILED: {type(error).__name__}", True
