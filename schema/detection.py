"""Classification of what is handed in: texts and columns. Nothing of it is stored, and no error or log repeats it."""

from collections.abc import Sequence
from typing import Annotated, Any, cast

import orjson
import strawberry

from cypher.errors import Invalid
from schema import ports
from schema.classification import ClassificationState, Evidence
from schema.context import Info
from schema.data_class import DataClass
from schema.declaration import requires
from schema.measure import MOST_COLUMNS, MOST_TEXTS
from schema.read import by_id
from schema.scalars import Value

MOST_VALUES = 1_000
MOST_CHARACTERS = 10_000
MOST_TOGETHER = 500_000
"""Characters of all texts, or of all values, of one field."""


@strawberry.type(description="A part of a text that holds something. Positions are characters (Unicode code points).")
class TextSpan:
    """`text[start:end]`."""

    start: int = strawberry.field(description="Where it begins, from 0.")
    end: int = strawberry.field(description="Where it ends: the first character behind it.")
    label: str = strawberry.field(
        description="The name of the data class, e.g. EMAIL; in text also ORGANIZATION, DATE_TIME and TITLE."
    )
    confidence: float = strawberry.field(description="0 to 1: how sure that is.")


@strawberry.type(description="What stands in a text.")
class ClassifiedText:
    """Of `textClassify`; the text itself is not repeated."""

    spans: list[TextSpan] = strawberry.field(description="From left to right, without overlap.")


@strawberry.type(description="What a machine decides about one class, with its evidence.")
class Detection:
    """Not stored."""

    decided: strawberry.Private[ports.Decided]

    @strawberry.field(description="The id of the data class.")
    def class_id(self) -> strawberry.ID:
        """`class:<NAME>`."""
        return strawberry.ID(f"class:{self.decided.data_class}")

    @strawberry.field(description="0 to 1: how sure the decision is.")
    def confidence(self) -> float:
        """Calibrated."""
        return self.decided.confidence

    @strawberry.field(description="SUGGESTED or CONFIRMED: what a scan would write.")
    def state(self) -> ClassificationState:
        """The state."""
        return ClassificationState(self.decided.state)

    @strawberry.field(description="What kind of method decided: MANUAL, ML or LANGUAGE.")
    def tier(self) -> str:
        """The tier."""
        return self.decided.tier

    @strawberry.field(description="The detector and its version.")
    def detector(self) -> str:
        """As classifications name it."""
        return self.decided.detector

    @strawberry.field(description="Why: each method's word; examples are masked.")
    def evidence(self) -> list[Evidence]:
        """All of it."""
        return [evidence(each) for each in self.decided.evidence]

    @strawberry.field(description="The kind of data; null where the graph does not know it.")
    async def data_class(self, info: Info) -> DataClass | None:
        """Read by its id."""
        return await by_id(info, f"class:{self.decided.data_class}", "DataClass")


def evidence(proof: ports.Proof) -> Evidence:
    """As GraphQL shows it."""
    return Evidence(
        method=proof.method,
        version=proof.version,
        tier=proof.tier,
        strength=proof.strength,
        prevalence=proof.prevalence,
        matched=proof.matched,
        examined=proof.examined,
        against=proof.against,
        detail=proof.detail,
        examples=list(proof.examples),
    )


@strawberry.type(description="What a column that was handed in holds.")
class ClassifiedColumn:
    """Of `valuesClassify`; the values are not repeated."""

    table: str | None = strawberry.field(description="The table, as it was given.")
    column_name: str | None = strawberry.field(description="The column, as it was given.")
    detections: list[Detection] = strawberry.field(description="What it holds, the surest first; empty where nothing.")


@strawberry.input(description="A column to classify: at most 1,000 values.")
class ColumnValues:
    """Names help where they are known."""

    table: str | None = strawberry.field(description="The name of its table.", default=None)
    column_name: str | None = strawberry.field(description="Its name.", default=None)
    values: list[Value | None] = strawberry.field(
        description="Some of its values; nulls and repetitions prove nothing and count for nothing."
    )


Texts = Annotated[list[Value], strawberry.argument(description="At most 100 texts of at most 10,000 characters.")]
Columns = Annotated[list[ColumnValues], strawberry.argument(description="At most 40 columns.")]


@strawberry.type
class DetectionQuery:
    """Give values in variables: a document's text is kept in memory, for the next time that it comes."""

    @strawberry.field(
        description="Find what stands in texts, with positions. Nothing is stored or logged; give the texts in variables.",
        directives=[requires()],
    )
    async def text_classify(self, info: Info, texts: Texts) -> list[ClassifiedText]:
        """`textClassify`."""
        _most("texts", len(texts), MOST_TEXTS)
        given = [_whole_text(text, f"texts[{place}]") for place, text in enumerate(texts)]
        _together("texts", given)
        found = await info.context.ports.classifier.spans(given)
        return [
            ClassifiedText(
                spans=[
                    TextSpan(start=each.start, end=each.end, label=each.label, confidence=each.confidence)
                    for each in spans
                ]
            )
            for spans in found
        ]

    @strawberry.field(
        description="Say what columns hold, by their values and names. Nothing is stored or logged; give them in variables.",
        directives=[requires()],
    )
    async def values_classify(self, info: Info, columns: Columns) -> list[ClassifiedColumn]:
        """`valuesClassify`."""
        _most("columns", len(columns), MOST_COLUMNS)
        handed = [_handed(column, f"columns[{place}]") for place, column in enumerate(columns)]
        _together("columns", [value for each in handed for value in each.values])
        found = await info.context.ports.classifier.decide(handed)
        return [
            ClassifiedColumn(
                table=column.table,
                column_name=column.column_name,
                detections=[Detection(decided=each) for each in decisions],
            )
            for column, decisions in zip(columns, found, strict=True)
        ]


def _handed(column: ColumnValues, place: str) -> ports.Handed:
    _most(f"{place}.values", len(column.values), MOST_VALUES)
    values = [
        _text(value, f"{place}.values[{number}]") for number, value in enumerate(column.values) if value is not None
    ]
    table, name = column.table or "", column.column_name or ""
    _text(cast("Value", table), f"{place}.table")
    _text(cast("Value", name), f"{place}.columnName")
    return ports.Handed(table, name, values)


def _whole_text(value: Any, place: str) -> str:
    if not isinstance(value, str):
        raise Invalid(f"{place} is not text")
    return _text(cast("Value", value), place)


def _text(value: Value, place: str) -> str:
    """A value as text, as scanners give it. What is wrong is said without it."""
    given: object = value
    if isinstance(given, dict | list):
        raise Invalid(f"{place} is no single value: give text, a number or a Boolean")
    if isinstance(given, int) and not isinstance(given, bool):
        given = str(given)  # of any length, where JSON's numbers end at 64 bits
    text = given if isinstance(given, str) else orjson.dumps(given).decode()
    if len(text) > MOST_CHARACTERS:
        raise Invalid(f"{place} may have {MOST_CHARACTERS:,} characters; it has {len(text):,}")
    return text


def _most(what: str, count: int, most: int) -> None:
    if not 0 <= count <= most:
        raise Invalid(f"{what}: give at most {most:,}; there are {count:,}")


def _together(what: str, texts: Sequence[str]) -> None:
    if (count := sum(map(len, texts))) > MOST_TOGETHER:
        raise Invalid(f"{what} may have {MOST_TOGETHER:,} characters together; there are {count:,}")
