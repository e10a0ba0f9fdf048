"""Classifications: which column holds which kind of data, why, and what people say to it."""

from enum import Enum
from typing import TYPE_CHECKING, Annotated

import strawberry

from cypher import classification
from cypher.model import Direction, Kind, Read
from cypher.visibility import Action
from schema.context import Info
from schema.data_class import DataClass, DataClassWhere
from schema.declaration import prop, requires
from schema.filters import DateTimeFilter, Filter, FloatFilter, IdFilter, condition
from schema.graph_type import edge, node_type
from schema.node import Node
from schema.payload import INPUT, Payload, answering, changed_all
from schema.scalars import DateTime

if TYPE_CHECKING:
    from schema.column import Column


@strawberry.enum(description="How far a classification is to be trusted.")
class ClassificationState(Enum):
    """The states a classification can be in."""

    SUGGESTED = strawberry.enum_value("SUGGESTED", description="A machine thinks so, by the name only or with doubt.")
    CONFIRMED = strawberry.enum_value("CONFIRMED", description="Values bear it out, or a person says so.")
    REJECTED = strawberry.enum_value("REJECTED", description="A person says no; machines do not ask again.")
    WITHDRAWN = strawberry.enum_value("WITHDRAWN", description="The evidence is gone.")


STANDING = {"classifications": {"state": {"in": ["SUGGESTED", "CONFIRMED"]}}}
"""What facets count of classifications: those that stand."""


@strawberry.type(description="One method's word on whether a column holds a kind of data.")
class Evidence:
    """As the classifier gave it."""

    method: str | None = prop("Which rule, e.g. `pattern.email`; what comes before the point is its group.")
    version: str | None = prop("The rule's version.")
    tier: str | None = prop("What kind of method it is: MANUAL, ML or LANGUAGE.")
    strength: float | None = prop("0 to 1: how much a match of this rule says.")
    prevalence: float | None = prop("The share of distinct values that matched; null where it looked at names only.")
    matched: int | None = prop("How many distinct values matched.")
    examined: int | None = prop("How many distinct values it looked at.")
    against: bool | None = prop("Whether it speaks against the class.")
    detail: str | None = prop("What it saw, e.g. which words of the name.")
    examples: list[str] = prop("Some of the values, masked.", kind=Kind.LIST)


@node_type(
    "Classification", read=Read.ZONE, description="That a column holds a kind of data, with the evidence.", order="id"
)
class Classification(Node):
    """`classification:<column>~<CLASS>`."""

    class_id: strawberry.ID | None = prop("The id of the data class.", indexed=True)
    confidence: float | None = prop("0 to 1: how sure the decision is.")
    state: ClassificationState | None = prop("How far it is to be trusted.")
    decided_by: str | None = prop("`machine`, or the id of the person who decided.")
    tier: str | None = prop("What kind of method decided: MANUAL, ML or LANGUAGE.")
    detector: str | None = prop("The detector and its version.")
    since: DateTime | None = prop("Since when it stands as it is.", kind=Kind.TIMESTAMP)
    decided_at: DateTime | None = prop("When a person decided; null where none did.", kind=Kind.TIMESTAMP)
    reason: str | None = prop("Why the person decided so.")
    evidence: list[Evidence] | None = prop(
        "Why: each method's word; of what only a person said there is none. Null where profiles are not granted.",
        kind=Kind.OBJECTS,
        action=Action.PROFILE,
    )
    data_class: DataClass | None = edge("The kind of data.", "OF", Direction.OUT, order=None)
    column: Annotated["Column", strawberry.lazy("schema.column")] | None = edge(
        "The column it is about.", "HAS_CLASSIFICATION", Direction.IN, order=None
    )


@strawberry.input(description="Which classification.")
class ClassificationWhere:
    """A filter over classifications."""

    class_id: IdFilter | None = condition("By data class, e.g. class:EMAIL.")
    confidence: FloatFilter | None = condition("By confidence.")
    state: Filter[ClassificationState] | None = condition("By state.")
    since: DateTimeFilter | None = condition("By when it came to stand as it is.")
    data_class: DataClassWhere | None = condition("By properties of the data class.")


@strawberry.input(description="A person's word on classifications.")
class VerdictInput:
    """At most 1,000 at once, all or none."""

    ids: list[strawberry.ID] = strawberry.field(description="The classifications.")
    reason: str | None = strawberry.field(description="Why, for those who ask later.", default=None)


@strawberry.input(description="A person's word that columns hold a kind of data, whether or not a machine thought so.")
class ClassifyInput:
    """At most 1,000 columns at once, all or none."""

    column_ids: list[strawberry.ID] = strawberry.field(description="The columns.")
    class_id: strawberry.ID = strawberry.field(description="The data class, e.g. class:EMAIL.")
    reason: str | None = strawberry.field(description="Why, for those who ask later.", default=None)


@strawberry.type(description="The classifications after the verdict.")
class ClassificationPayload(Payload):
    """Of the verdicts."""

    classifications = changed_all(Classification, "The classifications that the mutation was about.")


@strawberry.type
class ClassificationMutation:
    """Verdicts: what people say stands, whatever later scans find."""

    @strawberry.mutation(
        description="Say that classifications are right. Stored values of their columns are withheld at once.",
        directives=[requires(Action.CLASSIFY)],
    )
    @answering
    async def classification_confirm(self, info: Info, input: Annotated[VerdictInput, INPUT]) -> ClassificationPayload:
        """`classificationConfirm`."""
        await classification.confirm(info.context.graph, info.context.principal, input.ids, input.reason)
        return ClassificationPayload(ids=tuple(input.ids))

    @strawberry.mutation(
        description="Say that classifications are wrong; no scan brings them back.",
        directives=[requires(Action.CLASSIFY)],
    )
    @answering
    async def classification_reject(self, info: Info, input: Annotated[VerdictInput, INPUT]) -> ClassificationPayload:
        """`classificationReject`."""
        await classification.reject(info.context.graph, info.context.principal, input.ids, input.reason)
        return ClassificationPayload(ids=tuple(input.ids))

    @strawberry.mutation(
        description="Say that columns hold a kind of data that no machine found.",
        directives=[requires(Action.CLASSIFY)],
    )
    @answering
    async def column_classify(self, info: Info, input: Annotated[ClassifyInput, INPUT]) -> ClassificationPayload:
        """`columnClassify`."""
        changed = await classification.confirm_class(
            info.context.graph, info.context.principal, input.column_ids, input.class_id, input.reason
        )
        return ClassificationPayload(ids=tuple(changed))
