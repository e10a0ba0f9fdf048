"""Measure the reader of running text on sentences written by hand, which it was never trained on; prints Markdown.

    python tools/evaluate_text.py [--sentences tools/classifier/written.txt] [--min-confidence 0.5] [--errors]

A span is right where its label is and at least half of the longer of the two overlaps, as `score_classify.py` counts.
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


def table(counted: dict[str, Counter[str]]) -> str:
    """Return a table in Markdown, all labels together first."""
    lines = ["| label | precision | recall | F1 | spans |", "|---|---|---|---|---|"]
    for label, one in (("all", sum(counted.values(), Counter())), *sorted(counted.items())):
        precision, recall, f1 = figures(one)
        name = label if label == "all" else f"`{label}`"
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
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sentences", type=Path, default=Path(__file__).parent / "classifier" / "written.txt")
    parser.add_argument("--min-confidence", type=float, default=0.0)
    parser.add_argument("--errors", action="store_true")
    a = parser.parse_args()
    lines = [each for each in a.sentences.read_text("utf-8").split("\n") if each and not each.startswith("#")]
    texts, gold = zip(*map(marked, lines), strict=True)
    started = time.perf_counter()
    said = [[each for each in found if each.confidence >= a.min_confidence] for found in spans_of(texts)]
    took = time.perf_counter() - started
    plain = [[(each.start, each.end, each.label) for each in found] for found in said]
    print(table(score(zip(gold, plain, strict=True))))
    print("\n" + reliability(zip(gold, said, strict=True)))
    print(f"\n{len(texts)} sentences, {len(texts) / took:.0f} a second with the model's loading")
    if a.errors:
        for text, true, found in zip(texts, gold, plain, strict=True):
            pairs = matched(true, found)
            missed = [f"{x[2]}:{text[x[0] : x[1]]}" for i, x in enumerate(true) if i not in {i for i, _ in pairs}]
            false = [f"{x[2]}:{text[x[0] : x[1]]}" for j, x in enumerate(found) if j not in {j for _, j in pairs}]
            if missed or false:
                print(f"{text}\n    missed {missed} false {false}")


if __name__ == "__main__":
    main()
