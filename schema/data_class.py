"""Data classes: the kinds of data that columns hold, and how they lie within each other."""

from enum import Enum
from typing import Any

import strawberry

from cypher.model import Direction, Kind, Read
from schema.connection import Connection, Facet
from schema.declaration import prop
from schema.filters import BooleanFilter, Filter, IdFilter, ListFilter, TextFilter, condition
from schema.graph_type import connection, edge, facet, lazy, node_type
from schema.node import Node
from schema.read import listing, single


@strawberry.enum(description="How much harm the disclosure of such data does.")
class Sensitivity(Enum):
    """From harmless to grave."""

    PUBLIC = strawberry.enum_value("PUBLIC", description="For everyone.")
    INTERNAL = strawberry.enum_value("INTERNAL", description="For the company.")
    CONFIDENTIAL = strawberry.enum_value("CONFIDENTIAL", description="For those who need it.")
    RESTRICTED = strawberry.enum_value("RESTRICTED", description="For few, and recorded.")


CLASSIFICATIONS: Any = Connection[lazy("Classification", "classification")]


@node_type("DataClass", read=Read.SIGNED_IN, few=True, description="A kind of data, e.g. e-mail addresses.")
class DataClass(Node):
    """`class:<NAME>`."""

    name: str | None = prop("Its name, e.g. EMAIL.")
    description: str | None = prop("What it covers.")
    sensitivity: Sensitivity | None = prop(
        "How much harm its disclosure does; of a group, the most that any of it does."
    )
    categories: list[str] = prop("What laws and standards call it, e.g. PII, PCI.", kind=Kind.LIST)
    regulations: list[str] = prop(
        "The laws and standards it falls under, e.g. GDPR, HIPAA; of a group, those of any class in it.", kind=Kind.LIST
    )
    within: list[str] = prop("Its own id and those of all classes above it.", kind=Kind.LIST)
    group: bool | None = prop("Whether it only holds others together: nothing is classified as a group.")
    parents: "list[DataClass]" = edge("The classes it is directly part of.", "PART_OF", Direction.OUT)
    children: "list[DataClass]" = edge("The classes that are directly part of it.", "PART_OF", Direction.IN)
    classifications = connection(
        "The classifications of columns as this very class, by id.",
        "OF",
        Direction.IN,
        CLASSIFICATIONS,
        lazy("ClassificationWhere", "classification"),
        order="id",
    )


@strawberry.type(description="How many data classes of a list have what: for each the 100 most frequent, most first.")
class DataClassFacets:
    """Counted among what the list's filter leaves."""

    sensitivity: list[Facet] = facet("By sensitivity.")


@strawberry.type(description="A page of data classes.")
class DataClassConnection(Connection[DataClass]):
    """With facets."""

    facets: DataClassFacets = strawberry.field(description="Counts by value; counted only when asked for.")


@strawberry.input(description="Which data class.")
class DataClassWhere:
    """A filter over data classes."""

    id: IdFilter | None = condition("By id.")
    name: TextFilter | None = condition("By name.")
    sensitivity: Filter[Sensitivity] | None = condition("By sensitivity.")
    categories: ListFilter | None = condition("By category, e.g. PII.")
    regulations: ListFilter | None = condition("By a law or standard it falls under, e.g. HIPAA.")
    within: ListFilter | None = condition("By a class that it is, or is part of at any depth, e.g. class:CONTACT.")
    group: BooleanFilter | None = condition("By only holding others together.")


@strawberry.type
class DataClassQuery:
    """Reads of data classes."""

    data_classes = listing(
        DataClass,
        DataClassWhere,
        "The kinds of data that PurSight knows, and the groups that hold them together, by name.",
        DataClassConnection,
    )
    data_class = single(DataClass, "One kind of data.")
