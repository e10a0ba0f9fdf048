"""Writes `docs/reference/data-classes.md` from the classifier's taxonomy: `python tools/data_classes.py`."""

from collections.abc import Iterator
from pathlib import Path

from graph_api.classifier.classes import LAWS, TAXONOMY, DataClass

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "data-classes.md"


def markdown() -> str:
    """The page."""
    return "\n".join([*_head(), *_groups(), *_classes(), *_laws()])


def _head() -> Iterator[str]:
    yield "# Data classes"
    yield ""
    yield "Made from the code by `make docs`. A class is what a column is [classified](../guides/classification.md) as; a group"
    yield "holds classes together, for filters and counts. In the graph a class is `(:DataClass)`, its id `class:` and the name."
    yield ""


def _groups() -> Iterator[str]:
    yield "## Groups"
    yield ""
    yield "| group | covers | within | sensitivity at most |"
    yield "|---|---|---|---|"
    for each in TAXONOMY.values():
        if each.group:
            yield f"| `{each.name}` | {each.description} | {_names(each.parents)} | {each.sensitivity.value} |"
    yield ""


def _classes() -> Iterator[str]:
    yield "## Classes"
    yield ""
    yield "| class | covers | within | sensitivity | categories | falls under |"
    yield "|---|---|---|---|---|---|"
    for each in TAXONOMY.values():
        if not each.group:
            yield _row(each)
    yield ""


def _row(each: DataClass) -> str:
    cells = [
        f"`{each.name}`",
        each.description,
        _names(each.parents),
        each.sensitivity.value,
        ", ".join(each.categories),
        ", ".join(each.regulations),
    ]
    return f"| {' | '.join(cells)} |"


def _laws() -> Iterator[str]:
    yield "## Laws and standards"
    yield ""
    yield "What a class *can* fall under; whether a column does, depends on whose data it is and what for."
    yield ""
    yield "| word | means | says so |"
    yield "|---|---|---|"
    for regulation, law in LAWS.items():
        yield f"| `{regulation.value}` | {law.title} | {law.source} |"
    yield ""


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{each}`" for each in names)


if __name__ == "__main__":
    PAGE.write_text(markdown(), encoding="utf-8")
