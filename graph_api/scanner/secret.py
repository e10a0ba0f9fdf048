"""Credentials are references; what they stand for is looked up at connect and shows itself nowhere."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, SupportsIndex
from urllib.parse import quote

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from graph_api.scanner.base import SourceError
from graph_api.scanner.reach import EVERYWHERE, Reach

_MAX_FILE_BYTES = 65_536
_FORM = re.compile(
    r"env:[A-Za-z_][A-Za-z0-9_]*|file:/.+|vault:[a-z0-9][a-z0-9._-]*/[a-z0-9][a-z0-9._-]*|aws-sm:[A-Za-z0-9/_+=.@:-]+(#[^#\s]+)?"
)
_OURS = ("PURSIGHT_", "NEO4J_", "AWS_")
"""Whoever sets a source up chooses the host that the secret is sent to."""
_URL_PASSWORD = re.compile(r"(\w+://[^\s:/@]*):[^\s@]+@")
_KEYWORD_PASSWORD = re.compile(r"(?i)\b((?:ssl)?password|passwd|pwd)\s*=\s*('(?:[^'\\]|\\.)*'|\S+)")


class Secret:
    """A value that prints as `***` and can be neither pickled, copied nor written as JSON. `reveal()` gives it to a driver."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        """Hide the value."""
        self._value = value

    def reveal(self) -> str:
        """The value itself."""
        return self._value

    def __repr__(self) -> str:
        """Nothing of the value, not even its length."""
        return "***"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        """Nothing of the value, whatever the format."""
        return "***"

    def __reduce_ex__(self, protocol: SupportsIndex) -> NoReturn:
        """Refuse."""
        raise TypeError("A secret is not to be stored.")


Provider = Callable[[str], str]
"""What is at a place: the part of a reference after its first colon. Raises `SourceError`; its text has no secret."""

_providers: dict[str, Provider] = {}


def provide(form: str, provider: Provider) -> None:
    """Let references of a form, such as `vault`, be looked up by `provider`."""
    _providers[form] = provider


class SecretRef:
    """Where a secret is: `env:NAME`, `file:/absolute/path`, or what is provided. The reference itself may be shown."""

    __slots__ = ("reference",)

    def __init__(self, reference: str) -> None:
        """Take a reference; anything else, a password for one, is refused without being repeated."""
        if not _FORM.fullmatch(reference):
            raise ValueError(
                "write a reference, not the secret itself: `env:NAME` (an environment variable), `file:/path` (a file), "
                "`vault:source/field` (`pursight vault set`) or `aws-sm:name#key` (AWS Secrets Manager)"
            )
        self.reference = reference

    def resolve(self, reach: Reach = EVERYWHERE) -> Secret:
        """Look the secret up, in files within `reach`; a file's trailing line break is not part of it."""
        form, _, place = self.reference.partition(":")
        if form == "file":
            place = str(reach.secret(Path(place)))
        provider = _providers.get(form)
        if provider is None:
            raise SourceError("CONFIG_INVALID", f"Nothing here can look up secrets of the form {form}:.")
        return Secret(provider(place))

    def __repr__(self) -> str:
        """The reference."""
        return f"SecretRef({self.reference!r})"

    def __eq__(self, other: object) -> bool:
        """References are equal by text."""
        return isinstance(other, SecretRef) and other.reference == self.reference

    def __hash__(self) -> int:
        """By text."""
        return hash(self.reference)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Read from and written as the reference's text."""
        del source, handler
        return core_schema.no_info_plain_validator_function(
            cls._validate,
            serialization=core_schema.plain_serializer_function_ser_schema(lambda ref: ref.reference),
            json_schema_input_schema=core_schema.str_schema(),
        )

    @classmethod
    def _validate(cls, value: Any) -> "SecretRef":
        if isinstance(value, SecretRef):
            return value
        try:
            return cls(value if isinstance(value, str) else "")
        except ValueError as error:
            raise PydanticCustomError("secret_reference", "{reason}", {"reason": str(error)}) from None


def _from_environment(name: str) -> str:
    if name.startswith(_OURS):
        raise SourceError("CONFIG_INVALID", f"The environment variable {name} is the server's own: no source gets it.")
    value = os.environ.get(name)
    if value is None:
        raise SourceError("CONFIG_INVALID", f"The environment variable {name} is not set.")
    return value


def _from_file(place: str) -> str:
    try:
        with Path(place).open(encoding="utf-8") as file:
            value = file.read(_MAX_FILE_BYTES)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise SourceError("CONFIG_INVALID", f"The secret's file {place} cannot be read: {reason}.") from None
    return value.rstrip("\r\n")


provide("env", _from_environment)
provide("file", _from_file)


def scrub(text: str, *secrets: Secret | None) -> str:
    """Strike out secrets, and whatever looks like a password in a URL or a keyword string."""
    for secret in secrets:
        if secret is not None and secret.reveal():
            for form in {secret.reveal(), quote(secret.reveal(), safe="")}:
                text = text.replace(form, "***")
    return _KEYWORD_PASSWORD.sub(r"\1=***", _URL_PASSWORD.sub(r"\1:***@", text))
