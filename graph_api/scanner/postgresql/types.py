"""PostgreSQL's types in our words."""

from graph_api.scanner.base import DataType

_BY_NAME = {
    "int2": DataType.INTEGER,
    "int4": DataType.INTEGER,
    "int8": DataType.INTEGER,
    "oid": DataType.INTEGER,
    "numeric": DataType.DECIMAL,
    "money": DataType.STRING,  # its text has a currency and grouping
    "float4": DataType.FLOAT,
    "float8": DataType.FLOAT,
    "date": DataType.DATE,
    "time": DataType.TIME,
    "timetz": DataType.TIME,
    "timestamp": DataType.TIMESTAMP,
    "timestamptz": DataType.TIMESTAMP,
    "uuid": DataType.UUID,
    "json": DataType.JSON,
    "jsonb": DataType.JSON,
    "bytea": DataType.BINARY,
    "xml": DataType.STRING,
    "macaddr": DataType.STRING,
    "macaddr8": DataType.STRING,
}
_BY_CATEGORY = {
    "A": DataType.ARRAY,
    "B": DataType.BOOLEAN,
    "C": DataType.STRUCT,
    "E": DataType.STRING,
    "I": DataType.STRING,
    "S": DataType.STRING,
    "T": DataType.INTERVAL,
    "V": DataType.STRING,
}


def data_type(name: str, category: str) -> DataType:
    """The type `name` (pg_type.typname, domains resolved) of `category` (pg_type.typcategory)."""
    return _BY_NAME.get(name) or _BY_CATEGORY.get(category, DataType.UNKNOWN)
