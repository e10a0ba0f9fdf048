"""Classification again, of what is known: after a new detector, or wherever somebody wants it."""

from typing import Annotated, Any, cast

import strawberry

from cypher import subject
from cypher.errors import Invalid
from cypher.projection import Field, Selection
from cypher.visibility import Action
from schema.asset import AssetWhere
from schema.context import Info
from schema.declaration import requires
from schema.payload import INPUT, Payload, answering, changed_all
from schema.scan import Scan
from schema.selection import arguments

MOST_IDS = 1_000
MOST_ASSETS = 10_000
MOST_SOURCES = 20


@strawberry.input(description="What to classify again: ids, or assets by a filter.")
class ClassificationRunInput:
    """At most 1,000 ids, 10,000 assets of 20 sources."""

    ids: list[strawberry.ID] | None = strawberry.field(
        description="Sources, assets and columns; of a column its whole asset is read, for one sample serves all.",
        default=None,
    )
    where: AssetWhere | None = strawberry.field(
        description="Assets that this holds for, in place of ids.", default=None
    )
    only_stale: bool = strawberry.field(
        description="Whether to leave out assets that this version's detector has classified already.", default=False
    )


@strawberry.type(description="The runs: one a source.")
class ClassificationRunPayload(Payload):
    """Of `classificationRun`."""

    scans = changed_all(Scan, "The runs, scans of the mode CLASSIFY_ONLY: follow each with `scanProgress`.")


@strawberry.type
class ClassificationRunMutation:
    """Starting runs."""

    @strawberry.mutation(
        description="Read samples again and classify them, in the background; `scanCancel` stops a run. All begin, or none.",
        directives=[requires(Action.SCAN_RUN)],
    )
    @answering
    async def classification_run(
        self, info: Info, input: Annotated[ClassificationRunInput, INPUT]
    ) -> ClassificationRunPayload:
        """`classificationRun`."""
        if (input.ids is None) == (input.where is None):
            raise Invalid("give ids or where: one of them")
        ids = [str(each) for each in input.ids] if input.ids is not None else await _assets(info)
        if not ids:
            raise Invalid("nothing is chosen" if input.where is None else "no asset is as `where` says")
        if input.ids is not None and len(ids) > MOST_IDS:
            raise Invalid(f"give at most {MOST_IDS:,} ids; there are {len(ids):,}")
        chosen = await subject.chosen(info.context.graph, info.context.principal, ids)
        await subject.demand(info.context.graph, info.context.principal, Action.SCAN_RUN, ids)
        if len(chosen) > MOST_SOURCES:
            raise Invalid(f"runs begin for at most {MOST_SOURCES} sources at once; there are {len(chosen):,}")
        begun = await info.context.ports.scans.classify(
            chosen, only_stale=input.only_stale, by=info.context.principal.id
        )
        return ClassificationRunPayload(ids=tuple(begun))


_PAGE = Selection(
    {
        "AssetConnection": (
            Field("nodes", "nodes", {}, Selection({"Asset": (Field("id", "id", {}),)})),
            Field(
                "pageInfo",
                "pageInfo",
                {},
                Selection({"PageInfo": (Field("next", "hasNextPage", {}), Field("end", "endCursor", {}))}),
            ),
        )
    }
)


async def _assets(info: Info) -> list[str]:
    """The ids of the assets that the input's filter holds for."""
    where = cast("dict[str, Any]", arguments(info)["input"])["where"]
    found: list[str] = []
    after: str | None = None
    while True:
        asked = {"where": where, "first": 100} | ({} if after is None else {"after": after})
        page = await info.context.loaders.projected.page("Asset", asked, _PAGE)
        found += [row["id"] for row in page["nodes"]]
        if len(found) > MOST_ASSETS:
            raise Invalid(f"`where` holds for more than {MOST_ASSETS:,} assets: name their sources")
        if not page["pageInfo"]["next"]:
            return found
        after = page["pageInfo"]["end"]
