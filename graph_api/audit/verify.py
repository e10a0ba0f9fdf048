"""Whether the audit is whole: every entry in its place, unchanged, and nothing cut off or made anew since it was signed."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, select

from graph_api.audit.checkpoint import AuditError, Checkpoint, Signer, kept
from graph_api.audit.entries import PRUNE, signature
from graph_api.state import Store, chain
from graph_api.state.tables import audit, audit_object

_PAGE = 1_000


@dataclass(frozen=True, slots=True)
class Report:
    """`problem` is the first one, with the number of the first entry that cannot be trusted: (seq, what). None: all is well."""

    entries: int
    first: int
    last: int
    checkpoints: int
    problem: tuple[int, str] | None


class _Found(Exception):
    def __init__(self, seq: int, what: str) -> None:
        self.problem = (seq, what)
        super().__init__(what)


def verify(store: Store, signer: Signer, file: Path) -> Report:
    """Walk the whole chain, in bounded memory. Blocks; raises `AuditError` where checkpoints cannot be read."""
    walk = _Walk(store.id, signer)
    problem = None
    signed = kept(file)
    with store.reading() as connection:
        try:
            walk.learn(signed)
            for page in _pages(connection):
                walk.follow(connection, page)
            walk.end()
        except _Found as found:
            problem = found.problem
    return Report(walk.count, walk.first, walk.seq, len(walk.marks), problem)


def _pages(connection: Connection) -> Iterator[Sequence[Row[Any]]]:
    after = -(2**62)
    while page := connection.execute(select(audit).where(audit.c.seq > after).order_by(audit.c.seq).limit(_PAGE)).all():
        yield page
        after = page[-1].seq


class _Walk:
    """Where the walk is: the last entry's number and hash, what was signed, and how the chain may begin."""

    def __init__(self, store: str, signer: Signer) -> None:
        self._store, self._signer = store, signer
        self.marks: dict[int, str] = {}
        self._pruned: set[tuple[int, str]] = set()
        self.count, self.first = 0, 0
        self.seq: int = 0
        self._hash: str = chain.genesis(store)
        self._base: tuple[int, str] | None = None
        self._good = 0

    def learn(self, signed: Sequence[dict[str, Any]]) -> None:
        """What the file says; raises `_Found` for what was not signed with our key, or was signed twice over."""
        for line in signed:
            try:
                mark = self._signer.proved(line)
            except AuditError as error:
                seq = line.get("seq")
                raise _Found(seq if isinstance(seq, int) else 0, f"a checkpoint cannot be trusted: {error}") from None
            if mark.store == self._store:
                self._keep(mark)

    def _keep(self, mark: Checkpoint) -> None:
        if self.marks.setdefault(mark.seq, mark.hash) != mark.hash:
            raise _Found(mark.seq, "two different hashes were signed for it: there are two chains")
        if mark.pruned:
            self._pruned.add((mark.seq, mark.hash))

    def follow(self, connection: Connection, page: Sequence[Row[Any]]) -> None:
        """The next entries."""
        objects = defaultdict[int, set[str]](set)
        about = select(audit_object.c.seq, audit_object.c.object)
        for seq, each in connection.execute(about.where(audit_object.c.seq.between(page[0].seq, page[-1].seq))):
            objects[seq].add(each)
        for row in page:
            if not self.count:
                self._begin(row)
            self._step(row, objects.pop(row.seq, set()))
        if objects:
            raise _Found(min(objects), "there are objects of an entry that is not there")

    def _begin(self, row: Row[Any]) -> None:
        self.first = int(row.seq)
        if self.first > 1:
            self._base = (self.first - 1, str(row.previous))
            self.seq, self._hash = self._base

    def _step(self, row: Row[Any], objects: set[str]) -> None:
        if row.seq != self.seq + 1:
            raise _Found(self.seq + 1, f"it is missing: the next one is {row.seq}")
        if row.previous != self._hash:
            raise _Found(row.seq, "it does not follow from the entry before it")
        if row.hash != chain.link(row.seq, row.previous, row.entry):
            raise _Found(row.seq, "its hash is not that of what it says")
        of = self._filed(row)
        if (of.id, of.at, of.actor, of.action, of.outcome) != (row.id, row.at, row.actor, row.action, row.outcome):
            raise _Found(row.seq, "it is filed under something else than it says")
        if objects != set(of.objects):
            raise _Found(row.seq, "it is filed under other objects than it says")
        if self.marks.get(row.seq, row.hash) != row.hash:
            where = f"{self._good + 1} to {row.seq}" if self._good else f"up to {row.seq}"
            raise _Found(row.seq, f"another hash was signed for it: entries {where} were made anew")
        if row.seq in self.marks:
            self._good = row.seq
        self._learn_of_pruning(row, of)
        self.count, self.seq, self._hash = self.count + 1, int(row.seq), str(row.hash)

    def _filed(self, row: Row[Any]) -> chain.Filed:
        try:
            return chain.filed(row.entry)
        except ValueError as error:
            raise _Found(row.seq, str(error)) from None

    def _learn_of_pruning(self, row: Row[Any], of: chain.Filed) -> None:
        """An entry of a pruning proves by its checkpoint how the chain may begin; one that is not ours proves nothing."""
        if of.action == PRUNE:
            with suppress(AuditError):
                mark = self._signer.proved(signature(row.entry))
                if mark.store == self._store:
                    self._keep(mark)

    def end(self) -> None:
        """What only the whole shows: a beginning or an end that was cut off."""
        if self._base is not None and self._base not in self._pruned:
            raise _Found(self._base[0], "entries up to it are missing, and nothing signed says that they were pruned")
        if (most := max(self.marks, default=0)) > self.seq:
            raise _Found(self.seq + 1, f"entries up to {most} were signed and are missing")
