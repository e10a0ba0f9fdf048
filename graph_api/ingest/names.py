"""Which assets and columns the names in a SQL text mean, by the catalog of one source."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from sqlglot.dialects.dialect import NormalizationStrategy

from cypher import catalog, identity
from cypher.catalog import Place, Table
from cypher.graph import Graph
from cypher.identity import InvalidId
from cypher.visibility import Principal
from graph_api.lineage.base import Lineage
from graph_api.lineage.sql.catalog import Names

Path = tuple[str, ...]

_DEFAULT_SCHEMAS = {"postgresql": "public", "sqlite": "main"}
_LOOSE = frozenset({NormalizationStrategy.CASE_INSENSITIVE, NormalizationStrategy.CASE_INSENSITIVE_UPPERCASE})


@dataclass(slots=True)
class Meanings:
    """What the tables of a text are: known ones, ids that unknown ones would have, and names that may mean several."""

    known: dict[Path, Table] = field(default_factory=dict[Path, Table])
    unknown: dict[Path, str | None] = field(default_factory=dict[Path, str | None])
    ambiguous: dict[Path, list[str]] = field(default_factory=dict[Path, list[str]])
    loose: bool = False

    def asset(self, path: Path) -> str | None:
        """The id of a table's asset; None where nobody can say."""
        return self.known[path].id if path in self.known else self.unknown.get(path)

    def column(self, path: Path, name: str) -> str | None:
        """The id of a column, the catalog's where it has it."""
        asset = self.asset(path)
        if asset is None:
            return None
        columns = self.known[path].columns if path in self.known else ()
        exact = [identifier for one, _, identifier in columns if one == name]
        folded = [identifier for one, _, identifier in columns if self.loose and one.casefold() == name.casefold()]
        for found in (exact, folded):
            if len(found) == 1:
                return found[0]
        return identity.column_id(asset, name)

    def schema(self) -> dict[Path, Mapping[str, str]]:
        """The columns of the known tables, by the names that the text has for them."""
        return {path: {name: kind or "" for name, kind, _ in table.columns} for path, table in self.known.items()}


def _parts(name: str) -> Path:
    separator = "/" if "/" in name else "."
    return tuple(unquote(part) for part in name.split(separator))


def _text(path: Path) -> Path:
    """A table's name in parts; a file's path is one name with slashes, and parts of its own."""
    if len(path) == 1 and "/" in path[0]:
        return tuple(part for part in path[0].rpartition("://")[2].split("/") if part)
    return path


async def meanings(graph: Graph, principal: Principal, source: str, dialect: str, read: Lineage) -> Meanings:
    """Look up every table that `read` names; raises `NotFound` for the source.

    A name means the asset of the source whose name ends with it: letter for letter, or in whatever case where the dialect
    does not tell cases apart. Of several, one in the default schema (`public`, `main`) is meant; else it is ambiguous. What no
    asset of the source has may be another source's of the same namespace.
    """
    place = await catalog.place(graph, principal, source)
    paths = [path for path in dict.fromkeys((*read.reads, *read.writes)) if path]
    texts = {path: text for path in paths if (text := _text(path))}
    tables = await catalog.named(graph, principal, source, {text[-1] for text in texts.values()})
    found = Meanings(loose=Names(dialect).dialect.normalization_strategy in _LOOSE)
    default = _DEFAULT_SCHEMAS.get(place.kind)
    for path, text in texts.items():
        fits = _fitting(text, tables, default, loose=found.loose)
        if len(fits) == 1:
            found.known[path] = fits[0]
        elif fits:
            found.ambiguous[path] = [unquote(table.name) for table in fits]
        else:
            found.unknown[path] = _expected(text, place, default)
    elsewhere = {
        table.id: table for table in await catalog.by_ids(graph, principal, filter(None, found.unknown.values()))
    }
    for path, identifier in list(found.unknown.items()):
        if identifier in elsewhere:
            found.known[path] = elsewhere[identifier]
            del found.unknown[path]
    return found


def _fitting(text: Path, tables: Iterable[Table], default: str | None, *, loose: bool) -> Sequence[Table]:
    """The tables whose names end with `text`, as few as can be told."""
    ends = [(table, _parts(table.name)) for table in tables]
    fits = [(table, parts) for table, parts in ends if parts[-len(text) :] == text]
    if not fits and loose:
        folded = tuple(part.casefold() for part in text)
        fits = [(table, parts) for table, parts in ends if tuple(map(str.casefold, parts))[-len(text) :] == folded]
    whole = [table for table, parts in fits if len(parts) == len(text)]
    usual = [table for table, parts in fits if len(text) == 1 and len(parts) > 1 and parts[-2] == default]
    return whole if len(whole) == 1 else usual if len(usual) == 1 else [table for table, _ in fits]


def _expected(text: Path, place: Place, default: str | None) -> str | None:
    """The id that a table of this name would have; None where the source's kind does not say how names are completed."""
    if default is None:
        return None
    scope = place.scope[0].removesuffix(".") if len(place.scope) == 1 else ""
    full = (*_parts(scope), default) if scope else (default,)
    missing = len(full) + 1 - len(text)
    if missing < 0:
        return None
    try:
        return identity.asset_id(place.namespace, (*full[:missing], *text))
    except InvalidId:
        return None
