"""From what a scanner lists to rows of the graph: ids, names, hashes."""

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import orjson

from cypher import identity
from cypher.inventory import AssetRow
from cypher.source import SourceRow
from cypher.zone import Attributes
from graph_api.scanner.base import AssetInfo, ColumnInfo, Scanner

RECIPE = 1
"""Goes into every hash: a change of what is stored makes every asset differ once."""


_terms = lru_cache(maxsize=65_536)(identity.terms)  # column names repeat


def digest(*parts: Any) -> str:
    """A short hash of JSON values, the same in every process."""
    return hashlib.blake2b(orjson.dumps([RECIPE, *parts]), digest_size=12).hexdigest()


class Naming:
    """The ids of one source's assets and columns."""

    def __init__(self, source: SourceRow, scanner: Scanner) -> None:
        """The scanner's prefix counts only while the source's namespace is the derived one."""
        self.source = source
        self.separator = scanner.config_class.separator
        self._prefix = scanner.prefix if scanner.prefix and _derived(source, scanner) else ()

    def name(self, path: Sequence[str]) -> str:
        """The qualified name of what is at `path`, encoded as in the id; "" for the whole source."""
        parts = (*self._prefix, *path)
        return identity.join_name(parts, self.separator) if parts else ""

    def path(self, qualified_name: str) -> tuple[str, ...]:
        """The path of the asset with this qualified name: `name` backwards."""
        return identity.split_name(qualified_name, self.separator)[len(self._prefix) :]

    def asset(self, path: Sequence[str]) -> str:
        """The id of the asset at `path`."""
        return identity.asset_id(self.source.namespace, (*self._prefix, *path), self.separator)

    def column(self, path: Sequence[str], column: str) -> str:
        """The id of a column of the asset at `path`."""
        return identity.column_id(self.asset(path), column)

    def within(self, qualified_name: str, scope: str) -> bool:
        """Whether an asset of this qualified name lies in the scope (a qualified name, "": everywhere)."""
        return not scope or qualified_name == scope or qualified_name.startswith(scope + self.separator)


def _derived(source: SourceRow, scanner: Scanner) -> bool:
    return source.namespace == identity.namespace(scanner.namespace(source.id.removeprefix("source:")))


# quoted names are kept, strings and numbers are not: no hash gives a literal away
_LITERAL = re.compile(r"""("(?:[^"]|"")*")|'(?:[^']|'')*'|(?<![\w$])\d+(?:\.\d+)?""")


def schema_hash(info: AssetInfo) -> str:
    """What makes an asset differ: everything its source states, but for how many rows it has and a query's literals."""
    return digest(
        info.kind,
        info.comment,
        [[c.name, c.position, c.type, c.data_type, c.nullable, c.primary_key, c.comment] for c in info.columns],
        [[key.columns, key.target, key.target_columns] for key in info.foreign_keys],
        info.view_sql and _LITERAL.sub(lambda match: match[1] or "?", info.view_sql),
        info.warnings,
    )


def asset_row(info: AssetInfo, naming: Naming, hashed: str, *, at: int) -> AssetRow:
    """The asset and its columns under their names in the graph; since `at`, if they are new."""
    identifier = naming.asset(info.path)
    zone = Attributes(naming.source.id, info.kind.value)
    number = zone.number
    properties: dict[str, Any] = {
        "id": identifier,
        "name": info.name,
        "qualifiedName": naming.name(info.path),
        "kind": info.kind.value,
        "comment": info.comment,
        "rows": info.rows.rows if info.rows else None,
        "rowsExact": info.rows.exact if info.rows else None,
        "columnCount": len(info.columns),
        "schemaHash": hashed,
        "warnings": list(info.warnings),
        "sourceId": naming.source.id,
        "nameSort": identity.sort_key(info.name, identifier),
        "terms": _terms(info.name),
        "since": at,
        "zone": number,
    }
    columns = [_column(each, identifier, number, at) for each in info.columns]
    return AssetRow(identifier, zone, properties, list({column["id"]: column for column in columns}.values()))


def _column(column: ColumnInfo, asset: str, zone: int, at: int) -> dict[str, Any]:
    identifier = identity.column_id(asset, column.name)
    return {
        "id": identifier,
        "name": column.name,
        "position": column.position,
        "type": column.type,
        "dataType": column.data_type.value,
        "nullable": column.nullable,
        "primaryKey": column.primary_key,
        "comment": column.comment,
        "nameSort": identity.sort_key(column.name, identifier),
        "terms": _terms(column.name),
        "assetId": asset,
        "since": at,
        "zone": zone,
    }
