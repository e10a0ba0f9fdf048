"""What is in a database, read from pg_catalog in a few statements over sets.

SQLAlchemy's bulk reflection needs several times as long and as much memory, and knows neither every type nor a view's SQL.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from graph_api.scanner.base import AssetFailure, AssetInfo, AssetKind, ColumnInfo, ForeignKey, RowCount, SourceError
from graph_api.scanner.postgresql.connection import Connection, Connections
from graph_api.scanner.postgresql.types import data_type

BATCH = 500

# what is not on the path is written with its schema: in types, and in the SQL of views
_FULL_NAMES = "SET LOCAL search_path = ''"
# partitions belong to their table; temporary and system schemas to nobody's data
_RELATIONS = """
SELECT c.oid::bigint, n.nspname::text, c.relname::text, c.relkind::text, has_schema_privilege(n.oid, 'USAGE'),
       CASE WHEN c.relkind = 'p'
            THEN (SELECT sum(leaf.reltuples) FROM pg_partition_tree(c.oid) AS tree JOIN pg_class AS leaf ON leaf.oid = tree.relid
                  WHERE tree.isleaf AND leaf.reltuples >= 0)
            WHEN c.relkind <> 'v' AND c.reltuples >= 0 THEN c.reltuples
       END::bigint,
       d.description
FROM pg_class AS c
JOIN pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_description AS d ON d.objoid = c.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0
WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND NOT c.relispartition
  AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
ORDER BY n.nspname, c.relname
"""
_BASE_TYPES = """
WITH RECURSIVE base (domain, oid) AS (
  SELECT oid, typbasetype FROM pg_type WHERE typtype = 'd'
  UNION ALL
  SELECT base.domain, t.typbasetype FROM base JOIN pg_type AS t ON t.oid = base.oid WHERE t.typtype = 'd'
)
SELECT base.domain::bigint, t.typname::text FROM base JOIN pg_type AS t ON t.oid = base.oid WHERE t.typtype <> 'd'
"""
_COLUMNS = """
SELECT a.attrelid::bigint, a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.atttypid::bigint,
       t.typname::text, t.typcategory::text, d.description
FROM pg_attribute AS a
JOIN pg_type AS t ON t.oid = a.atttypid
LEFT JOIN pg_description AS d ON d.objoid = a.attrelid AND d.classoid = 'pg_class'::regclass AND d.objsubid = a.attnum
WHERE a.attrelid = ANY (%s::oid[]) AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum
"""
_KEYS = """
SELECT k.conrelid::bigint, k.contype::text, n.nspname::text, target.relname::text,
       ARRAY (SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY AS i (attnum, place)
              JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = i.attnum ORDER BY i.place),
       ARRAY (SELECT a.attname::text FROM unnest(k.confkey) WITH ORDINALITY AS i (attnum, place)
              JOIN pg_attribute AS a ON a.attrelid = k.confrelid AND a.attnum = i.attnum ORDER BY i.place)
FROM pg_constraint AS k
LEFT JOIN pg_class AS target ON target.oid = k.confrelid
LEFT JOIN pg_namespace AS n ON n.oid = target.relnamespace
WHERE k.conrelid = ANY (%s::oid[]) AND k.contype IN ('p', 'f') AND k.conparentid = 0
ORDER BY k.conrelid, k.conname
"""
_VIEW = """SELECT pg_get_viewdef(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = %s AND c.relname = %s AND c.relkind IN ('v', 'm')"""
_VIEWS = "SELECT oid::bigint, pg_get_viewdef(oid) FROM pg_class WHERE oid = ANY (%s::oid[]) AND relkind IN ('v', 'm')"

_KINDS = {"v": AssetKind.VIEW, "m": AssetKind.MATERIALIZED_VIEW}


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or view, before its columns are read."""

    oid: int
    path: tuple[str, ...]
    kind: AssetKind
    rows: RowCount | None
    comment: str | None


class Catalog:
    """The catalogue of one database; `database` is the first part of every path."""

    def __init__(self, connections: Connections, database: str, user: str) -> None:
        """Read nothing yet."""
        self._connections = connections
        self._database = database
        self._user = user
        self._base_types: dict[int, str] = {}

    def relations(self) -> tuple[list[Relation], set[str]]:
        """Every table and view, in order of names, and the schemas the role may not use."""
        found: list[Relation] = []
        forbidden: set[str] = set()
        with self._connections.transaction() as connection:
            connection.execute(_FULL_NAMES)
            self._base_types = dict(connection.execute(_BASE_TYPES).fetchall())
            for oid, schema, name, kind, usable, rows, comment in connection.execute(_RELATIONS):
                count = None if rows is None else RowCount(rows, exact=False)
                path = (self._database, schema, name)
                found.append(Relation(oid, path, _KINDS.get(kind, AssetKind.TABLE), count, comment))
                if not usable:
                    forbidden.add(schema)
        return found, forbidden

    def assets(self, relations: Sequence[Relation]) -> list[AssetInfo | AssetFailure]:
        """Their columns, keys and SQL. If the catalogue fails on one of them, only that one fails; dropped ones are left out."""
        try:
            with self._connections.transaction() as connection:
                connection.execute(_FULL_NAMES)
                return list(self._read(connection, relations))
        except SourceError as error:
            if error.code in {"CANCELLED", "UNREACHABLE"}:
                raise
            if len(relations) == 1:
                return [AssetFailure(relations[0].path, error.code, str(error))]
            middle = len(relations) // 2
            return [*self.assets(relations[:middle]), *self.assets(relations[middle:])]

    def view_sql(self, path: tuple[str, ...]) -> str:
        """The query of one view; raises `SourceError("NOT_FOUND", …)` where there is none."""
        with self._connections.transaction() as connection:
            connection.execute(_FULL_NAMES)
            row = connection.execute(_VIEW, path[1:]).fetchone()
        if row is None:
            raise SourceError("NOT_FOUND", "There is no such view (any more).")
        return _select(row[0])

    def forbidden(self, schema: str) -> AssetFailure:
        """A schema the role may not use."""
        return AssetFailure(
            (self._database, schema),
            "PERMISSION_DENIED",
            f"The role {self._user} may not use this schema. GRANT USAGE ON it and SELECT on its tables, or exclude it.",
        )

    def _read(self, connection: Connection, relations: Sequence[Relation]) -> Iterator[AssetInfo]:
        oids = [each.oid for each in relations]
        primary: dict[int, set[str]] = {}
        foreign: dict[int, list[ForeignKey]] = defaultdict(list)
        for oid, kind, schema, table, own, others in connection.execute(_KEYS, (oids,)):
            if kind == "p":
                primary[oid] = set(own)
            else:
                foreign[oid].append(ForeignKey(tuple(own), (self._database, schema, table), tuple(others)))
        sql: dict[int, str] = dict(connection.execute(_VIEWS, (oids,)).fetchall())
        columns = self._columns(connection.execute(_COLUMNS, (oids,)), primary)
        there = {
            oid
            for (oid,) in connection.execute("SELECT oid::bigint FROM pg_class WHERE oid = ANY (%s::oid[])", (oids,))
        }
        for each in relations:
            if each.oid in there:
                view_sql = sql.get(each.oid)
                yield AssetInfo(
                    path=each.path,
                    kind=each.kind,
                    columns=tuple(columns[each.oid]),
                    comment=each.comment,
                    foreign_keys=tuple(foreign[each.oid]),
                    view_sql=view_sql and _select(view_sql),
                    dialect=view_sql and "postgres",
                    rows=each.rows,
                )

    def _columns(
        self, rows: Iterable[tuple[int, str, str, bool, int, str, str, str | None]], primary: dict[int, set[str]]
    ) -> dict[int, list[ColumnInfo]]:
        columns: dict[int, list[ColumnInfo]] = defaultdict(list)
        for oid, name, type_text, required, type_oid, type_name, category, comment in rows:
            own = columns[oid]
            own.append(
                ColumnInfo(
                    name=name,
                    position=len(own) + 1,
                    type=type_text,
                    data_type=data_type(self._base_types.get(type_oid, type_name), category),
                    nullable=not required,
                    primary_key=name in primary.get(oid, ()),
                    comment=comment,
                )
            )
        return columns


def _select(definition: str) -> str:
    return definition.strip().removesuffix(";")
