"""Types of values that come as text."""

import re
from collections.abc import Iterable

from graph_api.scanner.base import DataType

# leading zeros make a code, not a number; the narrowest type that every value fits
_NUMBER_FORMS = (
    (DataType.INTEGER, re.compile(r"[+-]?(?:0|[1-9]\d{0,17})")),
    (DataType.DECIMAL, re.compile(r"[+-]?(?:0|[1-9]\d*)(?:\.\d+)?")),
    (
        DataType.FLOAT,
        re.compile(r"[+-]?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[Nn]a[Nn]|[+-]?[Ii]nf(?:inity)?"),
    ),
    (DataType.BOOLEAN, re.compile(r"true|false", re.IGNORECASE)),
)
_TEXT_FORMS = (
    (DataType.DATE, re.compile(r"\d{4}-\d\d-\d\d")),
    (
        DataType.TIMESTAMP,
        re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?\s?(?:Z|UTC|[+-]\d\d(?::?\d\d)?)?"),
    ),
    (DataType.TIME, re.compile(r"\d\d:\d\d:\d\d(?:\.\d+)?")),
    (DataType.UUID, re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")),
)


def type_of_texts(values: Iterable[str], *, numbers: bool = True) -> DataType:
    """The type that all values have; STRING if they have none in common or there are none. `numbers`: or truth values."""
    distinct = set(values)
    if distinct:
        for kind, form in (*_NUMBER_FORMS, *_TEXT_FORMS) if numbers else _TEXT_FORMS:
            if all(map(form.fullmatch, distinct)):
                return kind
    return DataType.STRING
