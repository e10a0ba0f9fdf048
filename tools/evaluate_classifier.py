"""Measure the whole classifier, as `pursight classify` runs it, on generated, written and labelled columns; prints Markdown.

    python tools/evaluate_classifier.py [--columns 3000] [--cases ../shared/data/classify/dev.jsonl]

Columns are counted at confidence >= 0.5. Generated values come from the packages that training drew from, so that these figures say
what the rules and the model do together, not how they meet names that no list knows: for that see the figures by held-out region.
The columns in `classifier/written_columns.txt` were written by hand; those in `written_columns_later.txt` were judged once, at the end.
"""

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tools" / "classifier")]

import columns  # noqa: E402
from values import KINDS, REGIONS  # noqa: E402

from graph_api.classifier import ColumnSample, classify  # noqa: E402

Case = tuple[frozenset[str], ColumnSample]
Counted = dict[str, Counter[str]]
WRITTEN = {"written by hand": "written_columns.txt", "written later": "written_columns_later.txt"}
BY_REGION = ("PERSON_NAME", "LOCATION", "STREET_ADDRESS", "PHONE", "NATIONAL_ID")


class Reliability:
    """How often decisions of each tenth of confidence were right."""

    def __init__(self) -> None:
        self.tenths: dict[int, list[float]] = defaultdict(lambda: [0, 0.0, 0])

    def add(self, confidence: float, *, right: bool) -> None:
        tenth = self.tenths[min(9, int(confidence * 10))]
        tenth[0] += 1
        tenth[1] += confidence
        tenth[2] += right

    def error(self) -> float:
        """Return the expected calibration error."""
        total = sum(each[0] for each in self.tenths.values())
        return sum(abs(confidence - right) for _, confidence, right in self.tenths.values()) / max(total, 1)

    def __add__(self, other: "Reliability") -> "Reliability":
        both = Reliability()
        for each in (self, other):
            for tenth, figures in each.tenths.items():
                both.tenths[tenth] = [a + b for a, b in zip(both.tenths[tenth], figures, strict=True)]
        return both


def score(cases: Iterable[Case], reliability: Reliability | None = None) -> tuple[Counted, tuple[int, int]]:
    """Return tp, fp, fn by class, and how many of how many columns of no class got one; add to `reliability`."""
    by_class: Counted = defaultdict(Counter)
    none = wrong = 0
    for gold, sample in cases:
        decisions = classify(sample)
        said = {each.data_class for each in decisions if each.confidence >= 0.5}
        for each in decisions if reliability is not None else ():
            reliability.add(each.confidence, right=each.data_class in gold)
        for name, found in (("tp", said & gold), ("fp", said - gold), ("fn", gold - said)):
            for each in found:
                by_class[each][name] += 1
        none += not gold
        wrong += not gold and bool(said)
    return by_class, (wrong, none)


def figures(counted: Counted) -> tuple[float, float, float]:
    """Return micro precision, recall, F1."""
    total = sum(counted.values(), Counter())
    precision = total["tp"] / max(total["tp"] + total["fp"], 1)
    recall = total["tp"] / max(total["tp"] + total["fn"], 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def line(name: str, scored: tuple[Counted, tuple[int, int]]) -> str:
    counted, (wrong, none) = scored
    precision, recall, f1 = figures(counted)
    return f"| {name} | {precision:.3f} | {recall:.3f} | {f1:.3f} | {wrong} of {none} |"


def sample_of(case: dict, *, named: bool) -> Case:
    values = tuple(dict.fromkeys(str(each) for each in case["values"] if each is not None))
    name, table = (case["column_name"], case["table"]) if named else ("", "")
    return frozenset(case["labels"]) - {"NONE"}, ColumnSample(table, name, values)


def written(file: str, *, named: bool) -> Iterator[Case]:
    """Yield the columns of a file of lines `class | name | value ~ value`."""
    for each in (ROOT / "tools" / "classifier" / file).read_text("utf-8").splitlines():
        if not each.startswith("#"):
            label, name, values = each.split(" | ", 2)
            yield frozenset({label}) - {"NONE"}, ColumnSample("", name if named else "", tuple(values.split(" ~ ")))


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--columns", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=99)
    parser.add_argument("--cases", type=Path)
    a = parser.parse_args()
    sets: dict[str, Reliability] = defaultdict(Reliability)
    by_class: dict[str, Counted] = {}
    print("| columns | precision | recall | F1 | false positives on columns of no class |\n|---|---|---|---|---|")

    def judge(name: str, cases: Iterable[Case], group: str) -> None:
        scored = score(cases, sets[group])
        by_class[name] = scored[0]
        print(line(name, scored), flush=True)

    if a.cases:
        cases = [json.loads(each) for each in a.cases.read_text("utf-8").split("\n") if each]
        judge("development set", (sample_of(each, named=True) for each in cases), "development set")
        for source in sorted({each["source"] for each in cases}):
            part = (sample_of(each, named=True) for each in cases if each["source"] == source)
            print(line(f"… {source}", score(part)))
        judge(
            "development set, no names", (sample_of(each, named=False) for each in cases), "development set, no names"
        )
    for name, file in WRITTEN.items():
        judge(name, written(file, named=True), "written, both")
        judge(f"{name}, no names", written(file, named=False), "written, both, no names")
    made = columns.generate(a.seed, a.columns, without_names=0.5)
    dull = {"", *columns.GENERIC}
    generated = [
        (each, (frozenset({each.label}) - {"NONE"}, ColumnSample(each.table, each.name, each.values))) for each in made
    ]
    started = time.process_time()
    judge("generated", (case for each, case in generated if each.name not in dull), "generated")
    judge("generated, no names", (case for each, case in generated if each.name in dull), "generated, no names")
    took = time.process_time() - started
    print(f"\n{sum(len(each.values) for each in made) / took:.0f} values/s, {len(made) / took:.0f} columns/s")
    shown = ["generated", "generated, no names", "written by hand", "written by hand, no names"]
    print("\n| class | " + " | ".join(shown) + " |\n|---|" + "---|" * len(shown))
    for label in sorted({each for name in shown for each in by_class[name]}):
        cells = (by_class[name].get(label) for name in shown)
        print(
            f"| `{label}` | " + " | ".join(f"{figures({label: each})[2]:.2f}" if each else "" for each in cells) + " |"
        )
    whole = Reliability()
    for each in sets.values():
        whole += each
    print("\n| decisions of | expected calibration error | how many |\n|---|---|---|")
    for name, each in {**sets, "all": whole}.items():
        print(f"| {name} | {each.error():.3f} | {sum(tenth[0] for tenth in each.tenths.values()):.0f} |")
    print("\n| confidence | decisions | mean confidence | right |\n|---|---|---|---|")
    for tenth, (count, confidence, right) in sorted(whole.tenths.items()):
        low = tenth / 10
        print(f"| {low:.1f}-{low + 0.1:.1f} | {count:.0f} | {confidence / count:.2f} | {right / count:.2f} |")
    print(
        "\n| region, no names | "
        + " | ".join(f"`{each}`" for each in BY_REGION)
        + " | columns |\n|---|"
        + "---|" * (len(BY_REGION) + 1)
    )
    kinds = tuple(
        kind
        for kind, (label, _) in KINDS.items()
        if label in BY_REGION and kind not in {"country_code", "state_code", "postal"}
    )
    people = columns.generate(a.seed + 1, 2 * a.columns, without_names=1.0, kinds=kinds)
    for region, locales in REGIONS.items():
        part = [each for each in people if each.locale in locales]
        scored = score((frozenset({each.label}), ColumnSample("", "", each.values)) for each in part)[0]
        recalls = (figures({each: scored[each]})[1] for each in BY_REGION)
        print(f"| {region} | " + " | ".join(f"{each:.2f}" for each in recalls) + f" | {len(part)} |", flush=True)


if __name__ == "__main__":
    main()
