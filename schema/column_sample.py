"""Sampled values of a column, masked or raw. A mutation, because it reaches out to the source and leaves an audit entry."""

from enum import Enum
from typing import Annotated

import strawberry

from cypher import identity, subject
from cypher.errors import Invalid, legible
from cypher.visibility import Action
from schema.context import Context, Info
from schema.declaration import requires
from schema.payload import INPUT, Payload, answering

MOST_SAMPLED = 100
_MOST_REASON = 1_000


@strawberry.enum(description="How sampled values are shown.")
class SampleForm(Enum):
    """Each needs its action on the column."""

    MASKED = strawberry.enum_value(
        "MASKED", description="Their form: letters and digits as stars, punctuation kept. Needs MASKED_SAMPLE."
    )
    RAW = strawberry.enum_value("RAW", description="As they are. Needs RAW_SAMPLE, and a reason.")


@strawberry.enum(description="How the rows of a sample were chosen.")
class SampleMethod(Enum):
    """As the scanner says."""

    ALL = strawberry.enum_value("ALL", description="All rows there are.")
    RANDOM = strawberry.enum_value("RANDOM", description="At random, the same ones while the data stay the same.")
    FIRST = strawberry.enum_value("FIRST", description="The first ones the source gave.")


@strawberry.input(description="Which column, how many of its values, and how they are to be shown.")
class ColumnSampleInput:
    """Of `columnSample`."""

    column_id: strawberry.ID = strawberry.field(description="The column.")
    form: SampleForm = strawberry.field(description="Masked unless told otherwise.", default=SampleForm.MASKED)
    first: int = strawberry.field(description="How many values at most: 1 to 100.", default=20)
    reason: str | None = strawberry.field(description="Why; the audit keeps it. RAW needs one.", default=None)


@strawberry.type(description="Values of a column, read now; nothing of them is kept.")
class ColumnSamplePayload(Payload):
    """Of `columnSample`."""

    values: list[str | None] = strawberry.field(
        description="The values of the rows that were read, null where there is none; of a long one the first 1,000 characters, "
        "of a masked one 40.",
        default_factory=list[str | None],
    )
    method: SampleMethod | None = strawberry.field(
        description="How the rows were chosen; null where none were read.", default=None
    )


async def reading(context: Context, action: Action, node: str, reason: str, *, needed: bool) -> None:
    """Have it recorded that values of a node are about to be read.

    Raises `NotFound`, `Forbidden`, and `Invalid` for a reason that the audit cannot keep, or that is needed and not there.
    """
    await subject.demand(context.graph, context.principal, action, [node])
    if not legible(reason, "the reason", _MOST_REASON) and needed:
        raise Invalid("what is raw needs a reason: say why it has to be seen, the audit keeps it")
    await context.ports.audit.record()


@strawberry.type
class ColumnSampleMutation:
    """Samples."""

    @strawberry.mutation(
        description="Read some values of a column from its source now. Each time leaves an audit entry, before anything is read; "
        "where `sampling` is OFF, nothing is.",
        directives=[requires(Action.MASKED_SAMPLE)],
    )
    @answering
    async def column_sample(self, info: Info, input: Annotated[ColumnSampleInput, INPUT]) -> ColumnSamplePayload:
        """`columnSample`."""
        column, raw = identity.expect(input.column_id, "Column"), input.form is SampleForm.RAW
        if not 1 <= input.first <= MOST_SAMPLED:
            raise Invalid(f"first must be 1 to {MOST_SAMPLED}; it is {input.first}")
        context = info.context
        action = Action.RAW_SAMPLE if raw else Action.MASKED_SAMPLE
        await reading(context, action, column, input.reason or "", needed=raw)
        sampled = await context.ports.samples.read(context.principal, column, rows=input.first, raw=raw)
        return ColumnSamplePayload(values=list(sampled.values), method=SampleMethod(sampled.method))
