"""The file of `PURSIGHT_QUERY_SAFELIST`: the documents that clients were released with."""

import hashlib
from pathlib import Path
from typing import Any, cast

import orjson

APOLLO = "apollo-persisted-query-manifest"


def sha256(text: str) -> str:
    """The hash by which a document is known, in hexadecimal; raises `ValueError` for lone surrogates."""
    return hashlib.sha256(text.encode()).hexdigest()


def read(file: Path) -> dict[str, str]:
    """Documents by the hashes that clients send for them; raises `ValueError` with what is wrong with the file.

    Either `{"<sha256>": "<document>"}` or Apollo's manifest, whose ids clients send as they are.
    """
    try:
        content = orjson.loads(file.read_bytes())
    except OSError as error:
        raise ValueError(f"cannot read {file}: {error.strerror}") from None
    except orjson.JSONDecodeError as error:
        raise ValueError(f"{file} is not JSON: {error}") from None
    fields = cast("dict[str, Any]", content) if isinstance(content, dict) else {}
    manifest = fields.get("format") == APOLLO
    try:
        found = {each["id"]: each["body"] for each in fields["operations"]} if manifest else fields
    except (TypeError, KeyError):
        raise ValueError(f"{file}: each of its operations must have an id and a body") from None
    if not found or not all(isinstance(text, str) for pair in found.items() for text in pair):
        raise ValueError(f'{file} must hold {{"<sha256>": "<document>"}}, or be a manifest of the format {APOLLO}')
    for hash_, text in found.items():
        if not manifest and hash_ != sha256(text):
            raise ValueError(f"{file}: {hash_[:80]!r} is not the sha256 of its document, which is {sha256(text)}")
    return found
