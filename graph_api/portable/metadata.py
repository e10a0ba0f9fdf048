"""Human metadata as JSON Lines, out of the graph and back into one.

An import adds: descriptions, domains, names and verdicts become what the file says, owners, tags and members are added to
those there are. So twice is as good as once. What a file speaks of and the graph does not have is skipped, and said.
"""

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from cypher import classification, description, domain, metadata, ownership, person, subject, tag, team
from cypher.attachment import Attachment, Mode
from cypher.graph import Graph
from cypher.visibility import OWNER, Principal
from graph_api.portable.entries import (
    DomainEntry,
    Entry,
    Header,
    InvalidFile,
    LineError,
    PersonEntry,
    SubjectEntry,
    TagEntry,
    TeamEntry,
    VerdictEntry,
    read,
    written,
)

__all__ = ["Imported", "InvalidFile", "LineError", "export_lines", "import_lines"]

_BATCH = 500
T = TypeVar("T")


@dataclass(slots=True)
class Imported:
    """What an import did, or would do: entries changed and unchanged by type, and the (line, id) of what is not in the graph."""

    changed: Counter[str] = field(default_factory=Counter[str])
    unchanged: Counter[str] = field(default_factory=Counter[str])
    skipped: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])

    def count(self, kind: str, changed: int, of: int) -> None:
        """Add so many entries, so many of them changed."""
        self.changed[kind] += changed
        self.unchanged[kind] += of - changed


async def export_lines(graph: Graph, principal: Principal = OWNER) -> AsyncIterator[bytes]:
    """The header and every entry that the principal can see, one JSON object a line, in a stable order."""
    yield written(Header())
    async for row in metadata.named(graph):
        yield written(_named_entry(row))
    async for row in metadata.said(graph, principal):
        yield written(
            SubjectEntry.model_construct(
                id=row.id,
                description=row.description,
                owners=tuple(row.owners),
                tags=tuple(row.tags),
                domain=row.domain,
            )
        )
    async for row in metadata.verdicts(graph, principal):
        values = {name: getattr(row, name) for name in ("id", "column", "data_class", "state", "by", "at", "reason")}
        yield written(VerdictEntry.model_construct(**values))


def _named_entry(row: metadata.Named) -> PersonEntry | TeamEntry | DomainEntry | TagEntry:
    match row.id.partition(":")[0]:
        case "person":
            return PersonEntry.model_construct(id=row.id, name=row.name, email=row.email)
        case "team":
            return TeamEntry.model_construct(id=row.id, name=row.name, members=tuple(row.members))
        case "domain":
            return DomainEntry.model_construct(id=row.id, name=row.name, description=row.description)
        case _:
            return TagEntry.model_construct(id=row.id, name=row.name, description=row.description)


async def import_lines(
    graph: Graph, principal: Principal, lines: Iterable[bytes], *, dry_run: bool = False
) -> Imported:
    """Validate every line, then apply them in batches; twice is as good as once.

    Raises `InvalidFile`, with all that is wrong, before anything is written.
    """
    work = _Import(graph, principal, read(lines), dry_run=dry_run)
    await work.named()
    await work.members()
    for batch in _batches([(line, each) for line, each in work.entries if isinstance(each, SubjectEntry)]):
        await work.subjects(batch)
    for batch in _batches([(line, each) for line, each in work.entries if isinstance(each, VerdictEntry)]):
        await work.verdicts(batch)
    work.done.skipped.sort()
    return work.done


def _batches(entries: Sequence[T]) -> Iterator[Sequence[T]]:
    return (entries[begin : begin + _BATCH] for begin in range(0, len(entries), _BATCH))


class _Import:
    """One import. `made` are the people, teams, domains and tags that it makes, or would make."""

    def __init__(
        self, graph: Graph, principal: Principal, entries: Sequence[tuple[int, Entry]], *, dry_run: bool
    ) -> None:
        self.graph = graph
        self.principal = principal
        self.entries = entries
        self.dry_run = dry_run
        self.done = Imported()
        self.made: set[str] = set()

    async def named(self) -> None:
        """People, teams, domains and tags."""
        had = {row.id: row async for row in metadata.named(self.graph)}
        for _, entry in self.entries:
            if isinstance(entry, SubjectEntry | VerdictEntry):
                continue
            was = had.get(entry.id)
            given = entry.model_dump(exclude_none=True, include={"name", "email", "description"})
            changed = was is None or any((getattr(was, name) or "") != value.strip() for name, value in given.items())
            self.done.count(entry.type, int(changed), 1)
            if was is None:
                self.made.add(entry.id)
            if changed and not self.dry_run:
                await self._make(entry)

    async def _make(self, entry: PersonEntry | TeamEntry | DomainEntry | TagEntry) -> None:
        slug = entry.id.partition(":")[2]
        match entry:
            case PersonEntry():
                await person.create(self.graph, self.principal, slug, entry.name, entry.email)
            case TeamEntry():
                await team.create(self.graph, self.principal, slug, entry.name)
            case DomainEntry():
                await domain.create(self.graph, self.principal, slug, entry.name, entry.description)
            case TagEntry():
                await tag.create(self.graph, self.principal, slug, entry.name, entry.description)

    async def members(self) -> None:
        """Members of teams."""
        had = {row.id: set(row.members) async for row in metadata.named(self.graph)}
        teams = [(line, each) for line, each in self.entries if isinstance(each, TeamEntry) and each.members]
        known = had.keys() | self.made
        for line, entry in teams:
            people = self._known(line, entry.members, known)
            new = [each for each in people if each not in had.get(entry.id, set())]
            self.done.count("member", len(new), len(people))
            if new and not self.dry_run:
                await team.member_add(self.graph, self.principal, entry.id, new)

    async def subjects(self, batch: Sequence[tuple[int, SubjectEntry]]) -> None:
        """What was said of sources, assets and columns."""
        held = {one for _, each in batch for one in (*each.owners, *each.tags, *_one(each.domain))}
        known = await self._visible({each.id for _, each in batch} | held)
        known |= self.made
        there = [(line, each) for line, each in batch if self._known(line, [each.id], known)]
        texts = {each.id: each.description for _, each in there if each.description is not None}
        if texts:
            changed = await description.describe_all(self.graph, self.principal, texts, dry_run=self.dry_run)
            self.done.count("description", len(changed), len(texts))
        owners = {each.id: self._known(line, each.owners, known) for line, each in there}
        tags = {each.id: self._known(line, each.tags, known) for line, each in there}
        domains = {each.id: self._known(line, _one(each.domain), known) for line, each in there}
        await self._attach(ownership.OWNERS, owners, Mode.ADD)
        await self._attach(tag.TAGS, tags, Mode.ADD)
        await self._attach(domain.DOMAINS, domains, Mode.REPLACE)

    async def _attach(self, attachment: Attachment, given: Mapping[str, Sequence[str]], mode: Mode) -> None:
        wanted = {each: held for each, held in given.items() if held}
        pending = {each for each, held in wanted.items() if self.dry_run and not self.made.isdisjoint(held)}
        rest = {each: held for each, held in wanted.items() if each not in pending}
        changed = len(pending)
        if rest:
            changed += len(await attachment.revise(self.graph, self.principal, rest, mode, dry_run=self.dry_run))
        if wanted:
            self.done.count(attachment.name, changed, len(wanted))

    async def verdicts(self, batch: Sequence[tuple[int, VerdictEntry]]) -> None:
        """People's verdicts, as theirs."""
        known = await self._visible({one for _, each in batch for one in (each.column, each.data_class)})
        wanted = {
            (each.column, each.data_class): classification.Verdict(each.state, each.by, each.reason, each.at)
            for line, each in batch
            if len(self._known(line, [each.column, each.data_class], known)) == 2  # noqa: PLR2004 - both
        }
        if wanted:
            changed = await classification.decide(self.graph, self.principal, wanted, dry_run=self.dry_run)
            self.done.count("verdict", len(changed), len(wanted))

    async def _visible(self, ids: set[str]) -> set[str]:
        return await subject.visible(self.graph, self.principal, sorted(ids))

    def _known(self, line: int, ids: Sequence[str], known: set[str]) -> list[str]:
        """Those of `ids` that are there; the others are skipped, and said."""
        self.done.skipped += [(line, each) for each in dict.fromkeys(ids) if each not in known]
        return [each for each in dict.fromkeys(ids) if each in known]


def _one(identifier: str | None) -> list[str]:
    return [identifier] if identifier else []
