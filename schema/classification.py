"""Data classes, and the classifications that say which column holds which."""

from enum import Enum
from typing import Any

import strawberry

from cypher.model import Kind
from schema.filters import DateTimeFilter, FloatFilter, IdFilter, TextFilter, condition, enum_filter
from schema.graph_type import lazy, node_type, one, prop
from schema.node import Node
from schema.scalars import JSON, DateTime

COLUMN: Any = lazy("Column", "column")


@strawberry.enum(description="How far a classification is to be trusted.")
class ClassificationState(Enum):
    """The states a classification can be in."""

    SUGGESTED = strawberry.enum_value("SUGGESTED", description="A machine thinks so, by the name only or with doubt.")
    CONFIRMED = strawberry.enum_value("CONFIRMED", description="Values bear it out, or a person says so.")
    REJECTED = strawberry.enum_value("REJECTED", description="A person says no; machines do not ask again.")
    WITHDRAWN = strawberry.enum_value("WITHDRAWN", description="The evidence is gone.")


@strawberry.enum(description="How much harm the disclosure of such data does.")
class Sensitivity(Enum):
    """From harmless to grave."""

    PUBLIC = strawberry.enum_value("PUBLIC", description="For everyone.")
    INTERNAL = strawberry.enum_value("INTERNAL", description="For the company.")
    CONFIDENTIAL = strawberry.enum_value("CONFIDENTIAL", description="For those who need it.")
    RESTRICTED = strawberry.enum_value("RESTRICTED", description="For few, and recorded.")


SensitivityFilter = enum_filter(Sensitivity)
ClassificationStateFilter = enum_filter(ClassificationState)


@node_type("DataClass", description="A kind of data, e.g. e-mail addresses.", zoned=False)
class DataClass(Node):
    """`class:<NAME>`."""

    name: str | None = prop("Its name, e.g. EMAIL.")
    description: str | None = prop("What it covers.")
    sensitivity: Sensitivity | None = prop("How much harm its disclosure does.")
    categories: list[str] = prop("Which groups it belongs to, e.g. PII, PCI.", kind=Kind.LIST)


@node_type("Classification", description="That a column holds a kind of data, with the evidence.", order="id")
class Classification(Node):
    """`classification:<column>~<CLASS>`."""

    class_id: strawberry.ID | None = prop("The id of the data class.")
    confidence: float | None = prop("0 to 1: how sure the decision is.")
    state: ClassificationState | None = prop("How far it is to be trusted.")
    decided_by: str | None = prop("`machine`, or the id of the person who decided.")
    tier: str | None = prop("What kind of method decided: MANUAL, ML or LANGUAGE.")
    detector: str | None = prop("The detector and its version.")
    since: DateTime | None = prop("Since when it stands as it is.", kind=Kind.TIMESTAMP)
    evidence: JSON | None = prop(
        "Why: each method's word, with matched and examined distinct values; examples are masked.", kind=Kind.JSON
    )
    data_class: DataClass | None = one("The kind of data.", "OF", "OUT")
    column: COLUMN | None = one("The column it is about.", "HAS_CLASSIFICATION", "IN")


@strawberry.input(description="Which data class.")
class DataClassWhere:
    """A filter over data classes."""

    id: IdFilter | None = condition("By id.")
    name: TextFilter | None = condition("By name.")
    sensitivity: SensitivityFilter | None = condition("By sensitivity.")


@strawberry.input(description="Which classification.")
class ClassificationWhere:
    """A filter over classifications."""

    class_id: IdFilter | None = condition("By data class, e.g. class:EMAIL.")
    confidence: FloatFilter | None = condition("By confidence.")
    state: ClassificationStateFilter | None = condition("By state.")
    since: DateTimeFilter | None = condition("By when it came to stand as it is.")
    data_class: DataClassWhere | None = condition("By properties of the data class.")
