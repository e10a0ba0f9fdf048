"""Why a classification is as it is, derived again."""

from typing import Annotated

import strawberry

from cypher import identity, subject
from cypher.visibility import Action
from schema import ports
from schema.audit import recorded
from schema.classification import Classification, Evidence
from schema.context import Info
from schema.declaration import requires
from schema.detection import Detection, evidence
from schema.read import by_id


@strawberry.type(description="One method's part in a confidence.")
class Contribution:
    """Parts need not add up: two methods may each be enough."""

    evidence: Evidence = strawberry.field(description="The method's word.")
    contribution: float = strawberry.field(
        description="How much less the confidence would be without it; less than 0 where it speaks against the class."
    )


@strawberry.type(description="A classification, derived again, beside what is stored.")
class ClassificationExplanation:
    """Of `classificationExplain`."""

    id: strawberry.Private[str]
    explained: strawberry.Private[ports.Explanation]

    @strawberry.field(description="What is stored.")
    async def classification(self, info: Info) -> Classification | None:
        """Read by its id."""
        return await by_id(info, self.id, "Classification")

    @strawberry.field(
        description="Whether values were read for it now; false: it is derived from the stored evidence, and `because` says why."
    )
    def live(self) -> bool:
        """Whether the source was asked."""
        return self.explained.live

    @strawberry.field(
        description="Why no values were read: a code of the source's errors and words; null where they were."
    )
    def because(self) -> str | None:
        """E.g. `SAMPLING_OFF: …`."""
        return self.explained.because

    @strawberry.field(
        description="Whether it comes to what is stored: state and confidence; of what a person decided the confidence."
    )
    def same(self) -> bool:
        """Else the data or the detector changed."""
        return self.explained.same

    @strawberry.field(description="What a machine decides now; null where nothing speaks for the class any more.")
    def derived(self) -> Detection | None:
        """With all evidence."""
        return None if self.explained.derived is None else Detection(decided=self.explained.derived)

    @strawberry.field(description="How many distinct values were looked at.")
    def examined(self) -> int:
        """Of the sample."""
        return self.explained.examined

    @strawberry.field(description="What each method's word does to the confidence of `derived`.")
    def contributions(self) -> list[Contribution]:
        """In the order of the evidence."""
        if self.explained.derived is None:
            return []
        parts = zip(self.explained.derived.evidence, self.explained.contributions, strict=True)
        return [Contribution(evidence=evidence(proof), contribution=share) for proof, share in parts]


@strawberry.type
class ExplanationQuery:
    """Explanations."""

    @strawberry.field(
        description="Say why a column is classified so: read a sample of it now, decide again, compare. Examples are masked.",
        directives=[requires(Action.PROFILE)],
    )
    async def classification_explain(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The classification.")]
    ) -> ClassificationExplanation:
        """`classificationExplain`."""
        context = info.context
        identity.expect(id, "Classification")
        await subject.demand(context.graph, context.principal, Action.PROFILE, [id])
        await recorded(context, "classificationExplain", id)
        explained = await context.ports.classifier.explain(context.principal, id)
        return ClassificationExplanation(id=id, explained=explained)
