"""Measure the reader of running text on sentences written by hand, which it was never trained on; prints Markdown.

    python tools/evaluate_text.py [--sentences tools/classifier/judged.txt] [--min-confidence 0.5] [--errors]

A span is right where its label is and at least half of the longer of the two overlaps, as `score_classify.py` counts. `judged.txt` is
what to quote; `written.txt` is what rules and weights were made with, so `--errors` is for that one.
"""

import argparse
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT)]

from graph_api.classifier.text import Span, spans_of  # noqa: E402

Gold = tuple[int, int, str]
_MARK = re.compile(r"\{([A-Z_]+):([^}]*)\}")


def marked(line: str) -> tuple[str, list[Gold]]:
    """Return the text of a line of `written.txt` without its marks, and its spans."""
    text, gold, at = "", [], 0
    for found in _MARK.finditer(line):
        text += line[at : found.start()]
        gold.append((len(text), len(text) + len(found[2]), found[1]))
        text += found[2]
        at = found.end()
    return text + line[at:], gold


def read(path: Path) -> tuple[list[tuple[str, list[Gold]]], list[str]]:
    """Return the sentences of a file, and for each the heading (a line that begins with #) that it stands under."""
    cases, headings, heading = [], [], ""
    for line in path.read_text("utf-8").split("\n"):
        if line.startswith("#"):
            heading = line.lstrip("# ")
        elif line:
            cases.append(marked(line.replace("\\n", "\n")))
            headings.append(heading)
    return cases, headings


CARRIERS = (
    "Please ask {} to sign the form before you leave.",
    "{} called about the broken heater.",
    "The invoice was sent to {}, who never paid it.",
    "I spoke with {} yesterday and she agreed.",
)


def regions(path: Path) -> str:
    """Return a table of the share of names that are found as persons in four plain sentences, by region."""
    lines = ["| names of | found, of 60 |", "|---|---|"]
    for line in path.read_text("utf-8").split("\n"):
        if not line or line.startswith("#"):
            continue
        region, _, names = line.partition(": ")
        made = [
            (each.format(name), [(at := each.index("{"), at + len(name), "PERSON_NAME")])
            for name in names.split(" | ")
            for each in CARRIERS
        ]
        found = [
            len(matched(gold, [(each.start, each.end, each.label) for each in said]))
            for (_, gold), said in zip(made, spans_of(text for text, _ in made), strict=True)
        ]
        lines.append(f"| {region} | {sum(found) / len(found):.2f} |")
    return "\n".join(lines)


def matched(gold: Sequence[Gold], said: Sequence[Gold]) -> list[tuple[int, int]]:
    """Return which of `gold` is which of `said`, each once, the best overlap first."""
    pairs = []
    for i, (start, end, label) in enumerate(gold):
        for j, (a, b, name) in enumerate(said):
            share = (min(end, b) - max(start, a)) / max(end - start, b - a, 1)
            if label == name and share >= 0.5:
                pairs.append((share, i, j))
    left, right, out = set(), set(), []
    for _, i, j in sorted(pairs, reverse=True):
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
            out.append((i, j))
    return out


def score(cases: Iterable[tuple[Sequence[Gold], Sequence[Gold]]]) -> dict[str, Counter[str]]:
    """Return tp, fp, fn by label."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for gold, said in cases:
        pairs = matched(gold, said)
        for i, (_, _, label) in enumerate(gold):
            counted[label]["tp" if i in {i for i, _ in pairs} else "fn"] += 1
        for j, (_, _, label) in enumerate(said):
            counted[label]["fp"] += j not in {j for _, j in pairs}
    return counted


def figures(one: Counter[str]) -> tuple[float, float, float]:
    """Return precision, recall, F1."""
    precision, recall = one["tp"] / max(one["tp"] + one["fp"], 1), one["tp"] / max(one["tp"] + one["fn"], 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def table(what: str, counted: dict[str, Counter[str]]) -> str:
    """Return a table in Markdown, all together first; labels are code."""
    lines = [f"| {what} | precision | recall | F1 | spans |", "|---|---|---|---|---|"]
    for label, one in (("all", sum(counted.values(), Counter())), *sorted(counted.items())):
        precision, recall, f1 = figures(one)
        name = f"`{label}`" if label.isupper() else label
        lines.append(f"| {name} | {precision:.2f} | {recall:.2f} | {f1:.2f} | {one['tp'] + one['fn']} |")
    return "\n".join(lines)


def reliability(cases: Iterable[tuple[Sequence[Gold], Sequence[Span]]]) -> str:
    """Return how often spans are right by what confidence they state, and the expected calibration error."""
    bins: dict[float, list[float]] = defaultdict(lambda: [0, 0.0, 0])
    for gold, said in cases:
        right = {j for _, j in matched(gold, [(each.start, each.end, each.label) for each in said])}
        for j, each in enumerate(said):
            bin_ = bins[min(0.9, int(each.confidence * 10) / 10)]
            bin_[0] += 1
            bin_[1] += each.confidence
            bin_[2] += j in right
    total = sum(each[0] for each in bins.values())
    lines = ["| confidence | spans | mean confidence | right |", "|---|---|---|---|"]
    lines += [f"| {at:.1f} | {n:.0f} | {c / n:.2f} | {r / n:.2f} |" for at, (n, c, r) in sorted(bins.items())]
    error = sum(abs(c - r) for _, c, r in bins.values()) / max(total, 1)
    return "\n".join(lines) + f"\n\nexpected calibration error {error:.3f}"


def main() -> None:
    """Print the tables."""
    here = Path(__file__).parent / "classifier"
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sentences", type=Path, default=here / "judged.txt")
    parser.add_argument("--min-confidence", type=float, default=0.0)
    parser.add_argument("--errors", action="store_true")
    a = parser.parse_args()
    cases, headings = read(a.sentences)
    texts, gold = zip(*cases, strict=True)
    list(spans_of(texts[:1]))  # loads the model
    started = time.perf_counter()
    said = [[each for each in found if each.confidence >= a.min_confidence] for found in spans_of(texts)]
    took = time.perf_counter() - started
    plain = [[(each.start, each.end, each.label) for each in found] for found in said]
    print(table("label", score(zip(gold, plain, strict=True))))
    by_heading: dict[str, Counter[str]] = defaultdict(Counter)
    for heading, one, found in zip(headings, gold, plain, strict=True):
        by_heading[heading] += sum(score([(one, found)]).values(), Counter())
    print("\n" + table("kind of text", by_heading))
    print("\n" + reliability(zip(gold, said, strict=True)))
    clean = [found for one, found in zip(gold, plain, strict=True) if not one]
    print(
        f"\n{sum(map(bool, clean))} of {len(clean)} sentences with nothing in them have a span; {len(texts) / took:.0f} sentences a second"
    )
    print("\n" + regions(here / "named.txt"))
    if a.errors:
        for text, true, found in zip(texts, gold, plain, strict=True):
            pairs = matched(true, found)
            missed = [f"{x[2]}:{text[x[0] : x[1]]}" for i, x in enumerate(true) if i not in {i for i, _ in pairs}]
            false = [f"{x[2]}:{text[x[0] : x[1]]}" for j, x in enumerate(found) if j not in {j for _, j in pairs}]
            if missed or false:
                print(f"{text}\n    missed {missed} false {false}")


if __name__ == "__main__":
    main()
