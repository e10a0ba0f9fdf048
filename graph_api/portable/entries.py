"""The lines of an export: a header, then one JSON object a line, each an entry with a `type` and an `id`."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Literal

import orjson
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from cypher import identity
from cypher.errors import Invalid, legible

FORMAT = "pursight-metadata"
VERSION = 1
MOST_BYTES = 1_000_000
_MOST_ITEMS = 1_000


def _id_of(*types: str) -> AfterValidator:
    def check(text: str) -> str:
        identity.expect(text, *types)
        if not {"Person", "Team", "Domain", "Tag"}.isdisjoint(types):
            identity.slug(text.partition(":")[2])
        return text

    return AfterValidator(check)


def _text(most: int) -> AfterValidator:
    return AfterValidator(lambda text: legible(text, "a text", most))


PersonId = Annotated[str, _id_of("Person")]
TeamId = Annotated[str, _id_of("Team")]
DomainId = Annotated[str, _id_of("Domain")]
TagId = Annotated[str, _id_of("Tag")]
Name = Annotated[str, _text(200), Field(min_length=1)]
Text = Annotated[str, _text(20_000)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Header(_Entry):
    """The first line."""

    format: Literal["pursight-metadata"] = "pursight-metadata"
    version: Literal[1] = 1


class PersonEntry(_Entry):
    """A person."""

    type: Literal["person"] = "person"
    id: PersonId
    name: Name
    email: Text | None = None


class TeamEntry(_Entry):
    """A team and its members."""

    type: Literal["team"] = "team"
    id: TeamId
    name: Name
    members: Annotated[tuple[PersonId, ...], Field(max_length=_MOST_ITEMS)] = ()


class DomainEntry(_Entry):
    """A domain."""

    type: Literal["domain"] = "domain"
    id: DomainId
    name: Name
    description: Text | None = None


class TagEntry(_Entry):
    """A tag."""

    type: Literal["tag"] = "tag"
    id: TagId
    name: Name
    description: Text | None = None


class SubjectEntry(_Entry):
    """What people said of a source, asset or column."""

    type: Literal["subject"] = "subject"
    id: Annotated[str, _id_of("Source", "Asset", "Column")]
    description: Text | None = None
    owners: Annotated[tuple[Annotated[str, _id_of("Person", "Team")], ...], Field(max_length=_MOST_ITEMS)] = ()
    tags: Annotated[tuple[TagId, ...], Field(max_length=_MOST_ITEMS)] = ()
    domain: DomainId | None = None


class VerdictEntry(_Entry):
    """A person's verdict; `at` in microseconds UTC."""

    type: Literal["verdict"] = "verdict"
    id: Annotated[str, _id_of("Classification")]
    column: Annotated[str, _id_of("Column")]
    data_class: Annotated[str, Field(alias="class"), _id_of("DataClass")]
    state: Literal["CONFIRMED", "REJECTED"]
    by: PersonId
    at: Annotated[int, Field(ge=0, lt=2**53)] | None = None
    reason: Annotated[str, _text(2_000)] | None = None


Entry = PersonEntry | TeamEntry | DomainEntry | TagEntry | SubjectEntry | VerdictEntry
_ENTRY: TypeAdapter[Entry] = TypeAdapter(Annotated[Entry, Field(discriminator="type")])


@dataclass(frozen=True, slots=True)
class LineError:
    """A line that cannot be imported; `line` counts from 1."""

    line: int
    message: str

    def __str__(self) -> str:
        """For people."""
        return f"line {self.line}: {self.message}"


class InvalidFile(Invalid):
    """The file has errors; nothing was imported. `errors` has all of them, `str()` names the first twenty."""

    def __init__(self, errors: list[LineError]) -> None:
        """Keep the errors."""
        more = [f"and {len(errors) - 20} more"] if len(errors) > 20 else []  # noqa: PLR2004 - as the docstring says
        super().__init__("\n".join(["nothing was imported:", *map(str, errors[:20]), *more]))
        self.errors = errors


def written(entry: _Entry) -> bytes:
    """The line of an entry: what is absent or empty is left out."""
    values = entry.model_dump(by_alias=True, exclude_none=True)
    return orjson.dumps({name: value for name, value in values.items() if value not in ((), "")}) + b"\n"


def read(lines: Iterable[bytes]) -> list[tuple[int, Entry]]:
    """Every entry with the number of its line; raises `InvalidFile` with every line that is wrong."""
    entries: list[tuple[int, Entry]] = []
    errors: list[LineError] = []
    first: dict[tuple[str, str], int] = {}
    headed = False
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            if not headed:
                headed = True
                _header(line)
                continue
            entry = _entry(line)
        except ValueError as error:
            errors.append(LineError(number, _reason(error)))
            continue
        before = first.setdefault((entry.type, entry.id), number)
        if before != number:
            errors.append(LineError(number, f"{entry.type} {entry.id[:200]} stands in line {before} already"))
        entries.append((number, entry))
    if not headed:
        errors.append(LineError(1, "the file is empty; `pursight export` writes at least a header"))
    if errors:
        raise InvalidFile(errors)
    return entries


def _header(line: bytes) -> None:
    try:
        header = orjson.loads(line[:MOST_BYTES])
    except orjson.JSONDecodeError:
        header = None
    if not isinstance(header, dict) or header.get("format") != FORMAT:  # pyright: ignore[reportUnknownMemberType] - JSON
        raise ValueError(f'the first line must be a header: {{"format":"{FORMAT}","version":{VERSION}}}')
    Header.model_validate(header)


def _entry(line: bytes) -> Entry:
    if len(line) > MOST_BYTES:
        raise ValueError(f"a line has at most {MOST_BYTES:,} bytes")
    entry = _ENTRY.validate_python(orjson.loads(line))
    if isinstance(entry, VerdictEntry):
        expected = identity.classification_id(entry.column, entry.data_class.removeprefix("class:"))
        if entry.id != expected:
            raise ValueError(f"id: of this column and class it is {expected[:200]}")
    return entry


def _reason(error: ValueError) -> str:
    if isinstance(error, ValidationError):
        said = [
            f"{'.'.join(map(str, each['loc'])) or 'line'}: {each['msg'].removeprefix('Value error, ')}"
            for each in error.errors(include_url=False, include_input=False)
        ]
        return "; ".join(said)
    return f"no JSON: {error}" if isinstance(error, orjson.JSONDecodeError) else str(error)
