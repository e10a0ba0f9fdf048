"""Owners, tags and domains: what hangs on sources, assets and columns, decides about their zones, and is changed alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from cypher import subject
from cypher.change import Change, ChangeKind, record
from cypher.errors import Invalid
from cypher.graph import Graph, Transaction
from cypher.statement import Statement, Written
from cypher.visibility import Action, Principal
from cypher.zone import rezone

BULK_SECONDS = 60.0
MOST_AT_ONCE = 100
_MOST_HOLDERS = 100_000


@dataclass(frozen=True, slots=True)
class Held:
    """The one row of an `of` statement: lists of subject and ids."""

    held: Sequence[tuple[str, Sequence[str]]]


class Mode(Enum):
    """What becomes of what a subject has."""

    ADD = auto()
    REMOVE = auto()
    REPLACE = auto()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A kind of it: `name` in a change's detail, what one needs to change it, the types that may hang there, the statements."""

    name: str
    action: Action
    kind: ChangeKind
    types: tuple[str, ...]
    of: Statement[Held]
    attach: Statement[Written]
    detach: Statement[Written]

    async def revise(
        self,
        graph: Graph,
        principal: Principal,
        wanted: Mapping[str, Sequence[str]],
        mode: Mode,
        *,
        dry_run: bool = False,
    ) -> list[str]:
        """Do to each subject what `mode` says with the ids that are `wanted`, in one transaction; the subjects that changed.

        Zones and changes with it. Raises `InvalidId`, `Invalid`, `Forbidden` and `NotFound` with every unknown id.
        """
        subjects = subject.checked(wanted, *subject.TYPES)
        holders = {each for held in wanted.values() for each in held}
        if holders or mode is not Mode.REPLACE:
            subject.checked(holders, *self.types, most=_MOST_HOLDERS)

        async def work(transaction: Transaction) -> list[str]:
            await subject.lock(transaction, principal, self.action, subjects)
            await subject.named(transaction, sorted(holders))
            return await self._revise(transaction, principal, wanted, mode, dry_run=dry_run)

        return await graph.transact(work, timeout=BULK_SECONDS)

    async def _revise(
        self,
        transaction: Transaction,
        principal: Principal,
        wanted: Mapping[str, Sequence[str]],
        mode: Mode,
        *,
        dry_run: bool,
    ) -> list[str]:
        (row,) = await transaction.run(self.of, ids=sorted(wanted))
        before = {each: set(held) for each, held in row.held}
        after = {each: _after(before[each], set(wanted[each]), mode) for each in sorted(before)}
        changed = [each for each in after if after[each] != before[each]]
        if dry_run or not changed:
            return changed
        gone = [{"subject": each, "holder": one} for each in changed for one in sorted(before[each] - after[each])]
        new = [{"subject": each, "holder": one} for each in changed for one in sorted(after[each] - before[each])]
        if gone:
            await transaction.run(self.detach, rows=gone)
        if new:
            await transaction.run(self.attach, rows=new)
        await rezone(transaction, changed)
        changes = [
            Change(
                self.kind,
                each,
                {"before": {self.name: sorted(before[each])}, "after": {self.name: sorted(after[each])}},
            )
            for each in changed
        ]
        await record(transaction, changes, by=principal.id)
        return changed


def _after(before: set[str], wanted: set[str], mode: Mode) -> set[str]:
    if mode is Mode.ADD:
        return before | wanted
    return before - wanted if mode is Mode.REMOVE else wanted


def same(subjects: Sequence[str], holders: Sequence[str]) -> dict[str, Sequence[str]]:
    """The same `holders` for each subject; raises `Invalid` for no subject and for more than 100 holders."""
    if not subjects:
        raise Invalid("give at least one id")
    if len(holders) > MOST_AT_ONCE:
        raise Invalid(f"give at most {MOST_AT_ONCE} at once; there are {len(holders):,}")
    return dict.fromkeys(subjects, holders)
