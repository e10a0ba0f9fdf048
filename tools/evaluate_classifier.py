"""Measure the whole classifier, as `pursight classify` runs it, on fresh generated columns and on labelled files; prints Markdown.

    python tools/evaluate_classifier.py [--columns 3000] [--cases ../shared/data/classify/dev.jsonl]

Columns are counted at confidence >= 0.5. Generated values come from the packages that training drew from, so that these figures say
what the rules and the model do together, not how they meet names that no list knows: for that see the figures by held-out region.
"""

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tools" / "classifier")]

import columns  # noqa: E402
from values import REGIONS  # noqa: E402

from graph_api.classifier import ColumnSample, classify  # noqa: E402

Case = tuple[frozenset[str], ColumnSample]
Counted = dict[str, Counter[str]]


def score(cases: Iterable[Case], reliability: dict[int, list[float]] | None = None) -> tuple[Counted, tuple[int, int]]:
    """Return tp, fp, fn by class, and how many of how many columns of no class got one; add to `reliability` by tenth of confidence."""
    by_class: Counted = defaultdict(Counter)
    none = wrong = 0
    for gold, sample in cases:
        decisions = classify(sample)
        said = {each.data_class for each in decisions if each.confidence >= 0.5}
        for each in decisions:
            if reliability is not None:
                bin_ = reliability.setdefault(min(9, int(each.confidence * 10)), [0, 0.0, 0])
                bin_[0] += 1
                bin_[1] += each.confidence
                bin_[2] += each.data_class in gold
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


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--columns", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=99)
    parser.add_argument("--cases", type=Path)
    a = parser.parse_args()
    print("| columns | precision | recall | F1 | false positives on columns of no class |\n|---|---|---|---|---|")
    if a.cases:
        cases = [json.loads(each) for each in a.cases.read_text("utf-8").split("\n") if each]
        scored = score(sample_of(each, named=True) for each in cases)
        print(line("development set", scored))
        for source in sorted({each["source"] for each in cases}):
            print(line(f"… {source}", score(sample_of(each, named=True) for each in cases if each["source"] == source)))
        print(
            line("development set, names and tables taken away", score(sample_of(each, named=False) for each in cases))
        )
    made = columns.generate(a.seed, a.columns, without_names=0.5)
    generated = [
        (
            frozenset({each.label}) - {"NONE"},
            ColumnSample(each.table, each.name, each.values),
            each.name in {"", *columns.GENERIC},
        )
        for each in made
    ]
    reliability: dict[int, list[float]] = {}
    started = time.process_time()
    named = score(((gold, sample) for gold, sample, dull in generated if not dull), reliability)
    nameless = score(((gold, sample) for gold, sample, dull in generated if dull), reliability)
    took = time.process_time() - started
    print(line("generated, with names", named) + "\n" + line("generated, without", nameless))
    print("\n| class | F1 with names | F1 without |\n|---|---|---|")
    for label in sorted({*named[0], *nameless[0]}):
        print(
            f"| `{label}` | "
            + " | ".join(f"{figures({label: each[0].get(label, Counter())})[2]:.2f}" for each in (named, nameless))
            + " |"
        )
    print("\n| confidence | decisions | mean confidence | right |\n|---|---|---|---|")
    total = sum(each[0] for each in reliability.values())
    error = 0.0
    for tenth, (count, confidence, right) in sorted(reliability.items()):
        print(
            f"| {tenth / 10:.1f}-{tenth / 10 + 0.1:.1f} | {count:.0f} | {confidence / count:.2f} | {right / count:.2f} |"
        )
        error += abs(confidence - right) / total
    print(
        f"\nexpected calibration error {error:.3f}; {sum(len(each.values) for each in made) / took:.0f} values/s, {len(made) / took:.0f} columns/s"
    )
    print("\n| region | recall of person names, no column name | columns |\n|---|---|---|")
    persons = columns.generate(a.seed + 1, 1400, without_names=1.0, kinds=("full_name", "first_name", "last_name"))
    for region, locales in REGIONS.items():
        part = [each for each in persons if each.locale in locales]
        hits = sum(
            any(
                d.data_class == "PERSON_NAME" and d.confidence >= 0.5
                for d in classify(ColumnSample("", "", each.values))
            )
            for each in part
        )
        print(f"| {region} | {hits / max(len(part), 1):.2f} | {len(part)} |")


if __name__ == "__main__":
    main()
