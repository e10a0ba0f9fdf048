"""The demo's summary on the terminal: what was found, why, what hangs on what, and how to go on asking.

The caller fills the dataclasses from the graph; nothing here reads anything. Names come from data sources: they are shown with
control characters escaped and never read as markup.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from rich import box
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from graph_api.demo.traps import TRAPS, Trap

_WIDTH = 100
_SHOWN_CLASSIFIED = 15
_SHOWN_TRAPS = 12
_SHOWN_FAILURES = 10
_SHOWN_IMPACT = 40


@dataclass(frozen=True, slots=True)
class FailedAsset:
    """An asset that could not be read, alone."""

    asset: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class ScannedSource:
    """One source after its scan; `state` is the scan's, `classified` counts columns with a class, `column_edges` lineage."""

    slug: str
    kind: str
    state: str
    seconds: float
    assets: int
    columns: int
    rows: int
    classified: int
    column_edges: int
    influences: int
    foreign_keys: int
    failed: tuple[FailedAsset, ...] = ()


@dataclass(frozen=True, slots=True)
class ClassifiedColumn:
    """One class of one column. `asset` is the name in parts, outermost first; `why` is one line of evidence."""

    source: str
    asset: tuple[str, ...]
    column: str
    data_class: str
    confidence: float
    state: str
    why: str


@dataclass(frozen=True, slots=True)
class ImpactNode:
    """What a change reaches: a column (`name` is `asset.column`), or an asset; `via` is how (IDENTITY, JOIN, …)."""

    name: str
    via: str
    children: tuple["ImpactNode", ...] = ()


@dataclass(frozen=True, slots=True)
class Impact:
    """One impact analysis: the root is the column that changes; the totals count all that is reached."""

    root: ImpactNode
    columns: int
    assets: int
    complete: bool


@dataclass(frozen=True, slots=True)
class Query:
    """A GraphQL operation to paste."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Summary:
    """All that the summary says. `url` is GraphiQL's address, None where the server does not stay."""

    sources: tuple[ScannedSource, ...]
    classified: tuple[ClassifiedColumn, ...]
    impact: Impact | None = None
    url: str | None = None
    token: str | None = field(default=None, repr=False)
    queries: tuple[Query, ...] = ()


def print_summary(summary: Summary, console: Console | None = None) -> None:
    """Print the summary, at most 100 columns wide; without colours where the output is no terminal."""
    if console is None:
        console = Console()
        console = console if console.is_terminal else Console(width=_WIDTH)
    width = min(_WIDTH, console.width)
    for title, part in _parts(summary):
        console.print()
        console.print(Text(title, style="bold"))
        console.print(part, width=width)
    _print_next_steps(summary, console)


def _parts(summary: Summary) -> Iterable[tuple[str, RenderableType]]:
    yield "What was scanned", _sources(summary.sources)
    failed = [(source.slug, failure) for source in summary.sources for failure in source.failed]
    if failed:
        yield "What could not be read, and did not stop the rest", _failures(failed)
    if summary.classified:
        yield "What was classified, and why", _classified(summary.classified)
        known = [trap for trap in TRAPS if any(source.slug == trap.source for source in summary.sources)]
        yield "Columns that mislead", _traps(known, summary.classified)
    if summary.impact:
        yield f"If {_plain(summary.impact.root.name)} changes", _impact(summary.impact)


def _sources(sources: Iterable[ScannedSource]) -> Table:
    table = _table(
        "source", "kind", "scan", right=("assets", "columns", "rows", "classified", "lineage", "keys", "seconds")
    )
    for source in sources:
        state = source.state.lower() + (f", {len(source.failed)} failed" if source.failed else "")
        counts = (source.assets, source.columns, source.rows, source.classified)
        lineage = f"{source.column_edges:,}+{source.influences:,}"
        cells = (*(f"{count:,}" for count in counts), lineage, f"{source.foreign_keys:,}", f"{source.seconds:.1f}")
        table.add_row(Text(source.slug, "bold"), source.kind, state, *cells)
    table.caption = (
        "failed: assets that could not be read; classified: columns with a class; "
        "lineage: edges between columns + columns that decide which rows there are; keys: foreign keys"
    )
    return table


def _failures(failed: list[tuple[str, FailedAsset]]) -> Table:
    table = _table("asset", "code", "message")
    table.columns[0].ratio, table.columns[2].ratio, table.expand = 3, 2, True  # names whole, to be found and copied
    for slug, failure in failed[:_SHOWN_FAILURES]:
        table.add_row(
            Text(f"{slug}: {_plain(failure.asset)}", style="yellow"), failure.code, Text(_plain(failure.message))
        )
    if len(failed) > _SHOWN_FAILURES:
        table.add_row(f"and {len(failed) - _SHOWN_FAILURES} more", "", "")
    return table


def _classified(classified: Iterable[ClassifiedColumn]) -> Table:
    columns = list(classified)
    table = _table("column", "class", "state", "why", right=("sure",))
    table.columns[0].ratio, table.columns[3].ratio, table.expand = 5, 4, True
    for column in _representative(columns):
        style = "green" if column.state == "CONFIRMED" else "yellow"
        confidence = f"{column.confidence:.2f}"
        table.add_row(
            _name(column), column.data_class, Text(column.state.lower(), style), Text(_plain(column.why)), confidence
        )
    table.caption = f"{len(columns):,} classifications in all; the surest of each class first"
    return table


def _representative(columns: list[ClassifiedColumn]) -> list[ClassifiedColumn]:
    """Take the surest column of each class, then the second of each, and so on."""
    seen: dict[str, int] = {}
    ranked: list[tuple[int, float, int, ClassifiedColumn]] = []
    for place, column in enumerate(sorted(columns, key=lambda column: -column.confidence)):
        rank = seen[column.data_class] = seen.get(column.data_class, -1) + 1
        ranked.append((rank, -column.confidence, place, column))
    return [column for *_, column in sorted(ranked, key=lambda entry: entry[:3])[:_SHOWN_CLASSIFIED]]


class Outcome(StrEnum):
    """How the classifier did on a misleading column."""

    SEEN_THROUGH = "ok"
    MISSED = "missed"
    FOOLED = "fooled"


def verdict(trap: Trap, classified: Iterable[ClassifiedColumn]) -> tuple[Outcome, str]:
    """Say how the classifier did on one misleading column, and what it says of it."""
    said = {
        column.data_class: column.state.lower()
        for column in classified
        if (column.source, column.column) == (trap.source, trap.column)
        and column.asset[-len(trap.asset) :] == trap.asset
    }
    words = ", ".join(f"{name} {state}" for name, state in sorted(said.items())) or "no class"
    if trap.looks_like is not None and trap.looks_like != trap.holds and said.get(trap.looks_like) == "confirmed":
        return Outcome.FOOLED, words
    if trap.holds is not None and trap.holds not in said:
        return Outcome.MISSED, words
    return Outcome.SEEN_THROUGH, words


def _traps(traps: list[Trap], classified: Iterable[ClassifiedColumn]) -> Table:
    """Show what fooled the classifier or escaped it first, and then what did not."""
    columns = tuple(classified)
    style = {Outcome.SEEN_THROUGH: "green", Outcome.MISSED: "yellow", Outcome.FOOLED: "bold red"}
    table = _table("", "column", "looked like", "but", "PurSight says")
    table.columns[1].ratio, table.columns[3].ratio, table.columns[4].max_width, table.expand = 5, 4, 22, True
    judged = [(trap, *verdict(trap, columns)) for trap in traps]
    wrong = [row for row in judged if row[1] is not Outcome.SEEN_THROUGH]
    right = [row for row in judged if row[1] is Outcome.SEEN_THROUGH]
    for trap, outcome, said in [*wrong[: _SHOWN_TRAPS // 2], *right][:_SHOWN_TRAPS]:
        name = _plain(f"{trap.asset[-1]}.{trap.column}")
        table.add_row(Text(outcome, style[outcome]), Text(name), trap.looks_like or "", trap.because, said)
    counts = Counter(outcome for _, outcome, _ in judged)
    table.caption = f"{counts[Outcome.SEEN_THROUGH]} of {len(traps)} seen through, {counts[Outcome.MISSED]} missed, "
    table.caption += f"{counts[Outcome.FOOLED]} fooled; docs/guides/demo.md lists them all"
    return table


def _impact(impact: Impact) -> Tree:
    more = "" if impact.complete else ", and more beyond the limit"
    totals = f"{impact.columns:,} columns of {impact.assets:,} assets change with it{more}"
    tree = Tree(Text.assemble((_plain(impact.root.name), "bold"), f"  {totals}"), guide_style="dim")
    left = _SHOWN_IMPACT

    def grow(branch: Tree, nodes: tuple[ImpactNode, ...]) -> None:
        nonlocal left
        for place, node in enumerate(nodes):
            if left <= 0:
                branch.add(Text(f"… and {len(nodes) - place} more", "dim"))
                return
            left -= 1
            grow(branch.add(Text.assemble(_plain(node.name), (f"  {node.via.lower()}", "dim"))), node.children)

    grow(tree, impact.root.children)
    return tree


def _print_next_steps(summary: Summary, console: Console) -> None:
    """Print what is to be pasted without boxes and without breaking lines."""
    if summary.queries:
        console.print()
        console.print(Text("Ask the graph", style="bold"))
    for query in summary.queries:
        console.print(Text(f"\n# {query.title}", style="dim"))
        console.print(Text(query.text.strip()), soft_wrap=True)
    if summary.url:
        console.print()
        console.print(Text.assemble("GraphiQL   ", (summary.url, "bold cyan")), soft_wrap=True)
    if summary.token:
        console.print(
            Text.assemble("Header     ", (f'{{"Authorization": "Bearer {summary.token}"}}', "bold")), soft_wrap=True
        )


def _table(*left: str, right: tuple[str, ...] = ()) -> Table:
    table = Table(box=box.SIMPLE, pad_edge=False, padding=(0, 1, 0, 0), caption_justify="left")
    for header in left:
        table.add_column(header, overflow="fold")
    for header in right:
        table.add_column(header, justify="right", no_wrap=True)
    return table


def _name(column: ClassifiedColumn) -> Text:
    return Text.assemble((f"{column.source} ", "dim"), _plain(".".join((*column.asset[-2:], column.column))))


def _plain(text: str) -> str:
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)
