"""The only maker of ids: readable, global, unique across types (docs/graph-model.md).

Inside a part, `%`, `#`, white space and control characters are percent-encoded, and so is the separator where it belongs
to the part. Two different names never give the same id: encoding is injective, and so is joining.
"""

import hashlib
import re
import uuid
from collections.abc import Iterable, Sequence
from urllib.parse import unquote

MAX_ID_BYTES = 1_024
"""Neo4j refuses index keys near 8 kB; a longer id is cut and ends in `~` and the sha256 of the whole."""

MAX_SORT_BYTES = 1_000

_SLUG = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
_ENCODED = re.compile(r"[%#\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")
_DEFAULT_PORTS = {"postgres": 5432, "mysql": 3306, "sqlserver": 1433, "oracle": 1521}

PREFIXES = {
    "source": "Source",
    "asset": "Asset",
    "column": "Column",
    "class": "DataClass",
    "classification": "Classification",
    "person": "Person",
    "team": "Team",
    "domain": "Domain",
    "tag": "Tag",
    "scan": "Scan",
    "change": "Change",
}


class InvalidId(ValueError):
    """A text that is no id, or not one of the kind that was asked for."""


def _percent(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass"))


def encode_part(part: str, separator: str = "") -> str:
    """Encode one part of a name, so that `separator` joins parts without doubt."""
    encoded = _ENCODED.sub(lambda match: _percent(match.group()), part)
    return encoded.replace(separator, _percent(separator)) if separator else encoded


def join_name(parts: Sequence[str], separator: str) -> str:
    """Join a name's parts with `.` (tables) or `/` (paths and keys); a leading `/` is dropped."""
    if not parts or any(part == "" for part in parts):
        raise InvalidId(f"a name needs non-empty parts, got {list(parts)!r}")
    return separator.join(encode_part(part, separator) for part in parts)


def split_name(name: str, separator: str) -> tuple[str, ...]:
    """The parts that `join_name` joined."""
    return tuple(unquote(part, errors="surrogatepass") for part in name.split(separator))


def namespace(text: str) -> str:
    """Normalise an OpenLineage namespace: host in lower case, default port stated, `/` after `://` encoded."""
    scheme, colon, rest = text.strip().partition("://")
    if not colon:
        if not scheme:
            raise InvalidId("a namespace must not be empty; write for example postgres://host:5432 or file")
        return encode_part(scheme.rstrip("/"), "/")
    scheme = scheme.lower()
    rest = encode_part(rest.rstrip("/"), "/")
    if scheme in _DEFAULT_PORTS:
        rest = rest.lower()
        if rest and not re.search(r":\d+$", rest):
            rest = f"{rest}:{_DEFAULT_PORTS[scheme]}"
    if not rest:
        raise InvalidId(f"the namespace {text!r} names no host, bucket or file")
    return f"{scheme}://{rest}"


def _bounded(identifier: str) -> str:
    raw = identifier.encode()
    if len(raw) <= MAX_ID_BYTES:
        return identifier
    digest = hashlib.sha256(raw).hexdigest()
    return f"{raw[: MAX_ID_BYTES - 65].decode(errors='ignore')}~{digest}"


def slug(text: str) -> str:
    """Check a chosen name: lower-case letters, digits, `.`, `_`, `-`, at most 100."""
    if not _SLUG.fullmatch(text):
        raise InvalidId(
            f"{text!r} is no slug: use lower-case letters, digits, '.', '_' and '-', at most 100, e.g. shop"
        )
    return text


def source_id(name: str) -> str:
    """`source:<slug>`."""
    return f"source:{slug(name)}"


def asset_id(space: str, path: Sequence[str], separator: str = ".") -> str:
    """`asset:<namespace>/<name>`; `space` is already normalised by `namespace`."""
    return _bounded(f"asset:{space}/{join_name(path, separator)}")


def column_id(asset: str, column: str) -> str:
    """`column:<namespace>/<name>#<column>` of the asset with the id `asset`."""
    return _bounded(f"column:{asset.removeprefix('asset:')}#{encode_part(column) or '%00'}")


def classification_id(column: str, class_name: str) -> str:
    """`classification:<column part of the id>~<CLASS>`."""
    return _bounded(f"classification:{column.removeprefix('column:')}~{class_name}")


def class_id(name: str) -> str:
    """`class:<NAME>`."""
    return f"class:{name}"


def scan_id() -> str:
    """A new `scan:<uuid>`."""
    return f"scan:{uuid.uuid4()}"


def named_id(prefix: str, name: str) -> str:
    """`person:<login>`, `team:<slug>`, `domain:<slug>` or `tag:<slug>`."""
    return f"{prefix}:{slug(name)}"


def type_of(identifier: str) -> str:
    """Which type an id is of, by its prefix; raises `InvalidId`."""
    prefix, colon, rest = identifier.partition(":")
    if not colon or not rest or prefix not in PREFIXES or len(identifier.encode(errors="replace")) > MAX_ID_BYTES:
        known = ", ".join(f"{name}:" for name in PREFIXES)
        raise InvalidId(f"{identifier[:100]!r} is no id; an id begins with one of {known}")
    return PREFIXES[prefix]


def expect(identifier: str, *types: str) -> str:
    """Give the id back if it is of one of `types`, else raise `InvalidId`."""
    if type_of(identifier) not in types:
        raise InvalidId(f"{identifier[:100]!r} is not the id of a {' or '.join(types)}")
    return identifier


def sort_key(name: str, identifier: str) -> str:
    """`nameSort`: the name in lower case, NUL, the id: unique, so one indexed property is a keyset."""
    raw = f"{name.casefold()}\0".encode(errors="replace")[:400] + identifier.encode(errors="replace")
    if len(raw) <= MAX_SORT_BYTES:
        return raw.decode(errors="replace")
    digest = hashlib.sha256(raw).hexdigest()
    return f"{raw[: MAX_SORT_BYTES - 65].decode(errors='ignore')}~{digest}"


_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[^\W\dA-Z_]+|[A-Z]+|\d+|[^\W_]+")


def terms(*names: str | None) -> str:
    """The words in snake_case, camelCase and dotted names, for the full-text index, each once and in lower case."""
    words: Iterable[str] = (word.casefold() for name in names if name for word in _WORD.findall(unquote(name)))
    return " ".join(dict.fromkeys(words))[:4_000]
