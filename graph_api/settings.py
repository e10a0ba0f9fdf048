"""Every setting of the server: read from the environment, validated at once, documented by its own description.

`python -m graph_api.settings` prints the page `docs/operations/settings.md`; a test holds page and fields together.
"""

import difflib
import ipaddress
import os
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from graph_api import safelist

PREFIX = "PURSIGHT_"
_NEO4J_SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
_HOST_NAME = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?")


class SettingsError(Exception):
    """The settings cannot be used; the text names every one that is wrong and what to do. Exit code 2."""


def is_loopback(host: str) -> bool:
    """Whether a server bound to `host` can be reached from this machine only."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _wrong(message: str) -> PydanticCustomError:
    """An error whose message says all there is to say: the value is not repeated after it."""
    return PydanticCustomError("setting", "{message}", {"message": message})


def _words(value: object) -> object:
    """`a, b` as a tuple: what a person writes into an environment variable."""
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def _networks(values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        try:
            ipaddress.ip_network(value)
        except ValueError:
            raise _wrong(f"'{value}' is not an IP address or network, such as 10.0.0.7 or 10.0.0.0/24") from None
    return values


def _hosts(values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        if not _HOST_NAME.fullmatch(value.lower()):
            raise _wrong(
                f"'{value}' is not a host name: write it without scheme, port or wildcard, like catalog.example.com"
            )
    return tuple(value.lower() for value in values)


def _origins(values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or value != f"{parts.scheme}://{parts.netloc}":
            raise _wrong(
                f"'{value}' is not an origin: write scheme, host and port only, like https://catalog.example.com"
            )
    return values


def _folders(values: tuple[Path, ...]) -> tuple[Path, ...]:
    for value in values:
        if not value.is_absolute():
            raise _wrong(f"'{value}' is not absolute: write the whole path of the folder")
    return values


def _lower(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(value.lower() for value in values)


def _address(value: str) -> str:
    if urlsplit(value).scheme not in {"http", "https"} or not urlsplit(value).hostname:
        raise _wrong("must be an address that begins with https:// or http://")
    return value.rstrip("/")


Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_words)]


def _xdg(variable: str, fallback: str) -> Path:
    """`pursight` under an XDG base directory; a relative base is ignored, as the specification asks."""
    base = Path(os.environ.get(variable, ""))
    return (base if base.is_absolute() else Path.home() / fallback) / "pursight"


class Settings(BaseSettings):
    """What the server reads. A field is the variable `PURSIGHT_<NAME>`, or `NEO4J_<NAME>` where it is Neo4j's own."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True, populate_by_name=True
    )

    port: int = Field(
        default=8000,
        ge=0,
        le=65535,
        description="Port of GraphQL; the next free one is taken and printed if it is in use.",
    )
    published_on_loopback: bool = Field(
        default=False,
        description="`1` says that a container's port is published on 127.0.0.1 only, so listening on every address is safe.",
    )
    trusted_proxy: Annotated[Words, AfterValidator(_networks)] = Field(
        default=(),
        description="Addresses or networks of the TLS-terminating proxy in front, separated by commas; only its "
        "`X-Forwarded-For` and `X-Forwarded-Proto` are believed.",
    )
    host: str = Field(
        default="127.0.0.1", description="Address to listen on. Any but a loopback one needs TLS in front."
    )
    allowed_hosts: Annotated[Words, AfterValidator(_hosts)] = Field(
        default=(),
        description="Names under which clients reach the server, separated by commas, without ports. Loopback names and "
        "`PURSIGHT_HOST` always are; any other `Host` is answered with 421.",
    )
    allowed_origins: Annotated[Words, AfterValidator(_origins)] = Field(
        default=(),
        description="Origins of web pages on other hosts that may call the API, such as `https://catalog.example.com`, "
        "separated by commas.",
    )
    state_directory: Path = Field(
        default_factory=lambda: _xdg("XDG_STATE_HOME", ".local/state"),
        description="Where the state store, the token and the embedded Neo4j's data live. Default: `$XDG_STATE_HOME/pursight`, "
        "`~/.local/state/pursight` without that variable.",
    )
    state_url: SecretStr | None = Field(
        default=None,
        description="A PostgreSQL database for the state store, `postgresql://user@host/name`, for several servers on one graph; "
        "its password in the address or in libpq's `passfile`. Default: the file `state.db` in the state directory.",
    )
    vault_key_file: Path | None = Field(
        default=None,
        description="The file of the vault's keys, mode 600. Default: `vault.key` in the state directory, made at first start.",
    )
    vault_keys: SecretStr | None = Field(
        default=None,
        description="The vault's keys themselves instead of a file: 32 bytes in base64 each, the current one first, separated by "
        "commas.",
    )
    audit_key_file: Path | None = Field(
        default=None,
        description="The key that signs the audit's checkpoints, mode 600; the same one for all servers of a state store. "
        "Default: `audit.key` in the state directory, made at first start.",
    )
    audit_checkpoints: Path | None = Field(
        default=None,
        description="The file that signed checkpoints of the audit are added to; best on another disk or machine. Default: "
        "`audit-checkpoints.jsonl` in the state directory.",
    )
    cache_directory: Path = Field(
        default_factory=lambda: _xdg("XDG_CACHE_HOME", ".cache"),
        description="Where downloads are kept. Default: `$XDG_CACHE_HOME/pursight`, `~/.cache/pursight` without that variable.",
    )
    maven_mirror: Annotated[str, AfterValidator(_address)] | None = Field(
        default=None, description="Base address of a mirror of Maven Central. Default: Maven Central itself."
    )
    bolt_port: int = Field(
        default=7687, ge=0, le=65535, description="Port of the embedded Neo4j; the next free one if it is in use."
    )
    neo4j_user: str = Field(
        default="neo4j", min_length=1, validation_alias="NEO4J_USER", description="User of your own Neo4j."
    )
    neo4j_password: SecretStr | None = Field(
        default=None, validation_alias="NEO4J_PASSWORD", description="Password of your own Neo4j."
    )
    neo4j_password_file: Path | None = Field(
        default=None,
        validation_alias="NEO4J_PASSWORD_FILE",
        description="A file whose first line is the password, instead of `NEO4J_PASSWORD`.",
    )
    neo4j_uri: str | None = Field(
        default=None,
        validation_alias="NEO4J_URI",
        description="A Neo4j of your own, such as `neo4j+s://graph.example.com`. Without it one is started, embedded.",
    )
    neo4j_database: str = Field(
        default="neo4j", min_length=1, validation_alias="NEO4J_DATABASE", description="Database in your own Neo4j."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="What is worth a line: `debug`, `info`, `warning` or `error`."
    )
    log_format: Literal["json", "console"] = Field(
        default="json", description="`json`: an object a line, for machines; `console`: for people."
    )
    request_timeout: float = Field(
        default=10.0, gt=0, le=600, description="Seconds that a query or mutation may take before `DEADLINE_EXCEEDED`."
    )
    body_limit: int = Field(
        default=1_048_576,
        ge=1024,
        le=67_108_864,
        description="Bytes that a request body or a WebSocket message may have.",
    )
    query_tokens: int = Field(
        default=2_000, ge=100, le=100_000, description="Tokens that a GraphQL document may have, comments among them."
    )
    query_depth: int = Field(default=20, ge=1, le=100, description="Levels of fields that an operation may have.")
    query_aliases: int = Field(default=30, ge=0, le=10_000, description="Aliases that an operation may have.")
    query_root_fields: int = Field(default=20, ge=1, le=1_000, description="Root fields that an operation may have.")
    query_inputs: int = Field(
        default=100,
        ge=1,
        le=10_000,
        description="Lists and objects that an operation's arguments may have, such as the conditions of a filter.",
    )
    query_input_depth: int = Field(
        default=8,
        ge=1,
        le=40,
        description="Levels of objects that an argument may have: Neo4j plans deep filters for seconds.",
    )
    query_cost: int = Field(
        default=50_000,
        ge=1,
        le=100_000_000,
        description="What an operation may cost, by the formula of [limits](limits.md).",
    )
    query_points: int = Field(
        default=1_000_000,
        ge=0,
        le=1_000_000_000,
        description="Points of cost that each user may spend a minute, counted by each server; `0` for no such limit.",
    )
    connections: int = Field(
        default=20_000,
        ge=1,
        le=1_000_000,
        description="HTTP connections and WebSockets that may be open together: with one more, requests are answered with 503.",
    )
    streams: int = Field(
        default=10_000, ge=1, le=1_000_000, description="WebSockets and streams of events that may be open together."
    )
    streams_per_user: int = Field(
        default=100,
        ge=1,
        le=1_000_000,
        description="Those of one user; before it signed in, of one address.",
    )
    query_safelist: Path | None = Field(
        default=None,
        description="A JSON file of the only documents that are answered: `{sha256: document}` or Apollo's manifest of "
        "persisted queries.",
    )
    sample_rows: int = Field(
        default=10_000, ge=1, le=10_000_000, description="Rows of a table or file that a scan samples."
    )
    text_model: str | None = Field(
        default=None,
        min_length=1,
        description="An installed spaCy pipeline, such as `en_core_web_md`, that reads names and places in running text in "
        "place of PurSight's own. One that is not installed is warned of, and ours is used.",
    )
    source_roots: Annotated[tuple[Path, ...], NoDecode, BeforeValidator(_words), AfterValidator(_folders)] = Field(
        default=(),
        description="Folders that sources on this machine may lie in (files, SQLite, sockets), separated by commas; `/` "
        "allows all but the server's own. Links that lead out are not followed.",
    )
    secret_roots: Annotated[tuple[Path, ...], NoDecode, BeforeValidator(_words), AfterValidator(_folders)] = Field(
        default=(),
        description="Folders of files that sources' passwords may be in (`file:/path`), separated by commas: whoever sets up a "
        "source can have what is in them sent to a server of theirs.",
    )
    source_loopback: Annotated[Words, AfterValidator(_lower)] = Field(
        default=(),
        description="Hosts that stand for this machine and may be sources, separated by commas: `localhost` or "
        "`localhost:5432`. Link-local addresses and the metadata services of clouds never may.",
    )
    scan_workers: int = Field(default=4, ge=1, le=64, description="Assets that one scan reads at the same time.")
    lease_seconds: int = Field(
        default=30,
        ge=5,
        le=3600,
        description="Seconds after a scanner's last heartbeat until its scan counts as failed.",
    )
    shutdown_grace: int = Field(
        default=20,
        ge=0,
        le=600,
        description="Seconds that requests have to finish after SIGTERM before they are cancelled.",
    )

    @field_validator("host")
    @classmethod
    def _not_in_the_clear(cls, host: str, info: ValidationInfo) -> str:
        """A bearer token crosses no network unencrypted."""
        excuses = {"published_on_loopback", "trusted_proxy"}
        if is_loopback(host) or excuses - info.data.keys() or any(info.data[excuse] for excuse in excuses):
            return host
        raise _wrong(
            f"'{host}' can be reached from other machines and this server does not speak TLS: listen on 127.0.0.1, "
            "or put a TLS-terminating proxy in front and name its address in PURSIGHT_TRUSTED_PROXY, "
            "or, in a container whose port is published on 127.0.0.1 only, set PURSIGHT_PUBLISHED_ON_LOOPBACK=1"
        )

    @field_validator("state_url")
    @classmethod
    def _is_postgresql(cls, url: SecretStr | None) -> SecretStr | None:
        parts = urlsplit(url.get_secret_value()) if url is not None else None
        if parts is not None and (parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/")):
            raise _wrong(
                "must be the address of a PostgreSQL database, like postgresql://pursight@db.example.com/pursight"
            )
        return url

    @field_validator("query_safelist")
    @classmethod
    def _is_a_safelist(cls, file: Path | None) -> Path | None:
        if file is not None:
            try:
                safelist.read(file)
            except ValueError as error:
                raise _wrong(str(error)) from None
        return file

    @field_validator("neo4j_password_file")
    @classmethod
    def _has_a_password(cls, file: Path | None, info: ValidationInfo) -> Path | None:
        if file is not None and info.data.get("neo4j_password") is not None:
            raise _wrong("set this or NEO4J_PASSWORD, not both")
        if file is not None:
            _first_line(file)
        return file

    @field_validator("neo4j_uri")
    @classmethod
    def _is_a_neo4j(cls, uri: str | None, info: ValidationInfo) -> str | None:
        if uri is None:
            return None
        parts = urlsplit(uri)
        if parts.username or parts.password:
            raise _wrong("must not carry a user or a password: they go into NEO4J_USER and NEO4J_PASSWORD")
        if parts.scheme not in _NEO4J_SCHEMES or not parts.hostname:
            raise _wrong(
                f"must be an address like bolt://127.0.0.1:7687, its scheme one of {', '.join(_NEO4J_SCHEMES)}"
            )
        given = [info.data.get(name, "wrong, and reported so") for name in ("neo4j_password", "neo4j_password_file")]
        if not any(given):
            raise _wrong("is set, so the password must be too: NEO4J_PASSWORD, or NEO4J_PASSWORD_FILE with its path")
        return uri

    @property
    def embedded(self) -> bool:
        """Whether the server starts its own Neo4j."""
        return self.neo4j_uri is None

    def password(self) -> SecretStr:
        """The password of one's own Neo4j, read from its file where there is one; raises `SettingsError` without either."""
        if self.neo4j_password_file is not None:
            try:
                return SecretStr(_first_line(self.neo4j_password_file))
            except PydanticCustomError as error:
                raise SettingsError(f"NEO4J_PASSWORD_FILE: {error.message()}") from None
        if self.neo4j_password is None:
            raise SettingsError("NEO4J_PASSWORD is not set")
        return self.neo4j_password


def _first_line(file: Path) -> str:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise _wrong(f"cannot read {file}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise _wrong(f"cannot read {file}: it is not UTF-8 text") from None
    if not lines or not lines[0]:
        raise _wrong(f"the first line of {file} is empty, it should be the password")
    return lines[0]


def variable(name: str, field: FieldInfo) -> str:
    """The environment variable of a field."""
    return field.validation_alias if isinstance(field.validation_alias, str) else PREFIX + name.upper()


def load(**given: Any) -> Settings:
    """Settings from the environment, overridden by what is `given`; `SettingsError` names every wrong one at once."""
    try:
        return Settings(**given)
    except ValidationError as error:
        problems = [f"  {line}" for line in map(_line, error.errors(include_url=False))]
    raise SettingsError("\n".join(["These settings cannot be used:", *problems, "Nothing was started."])) from None


def _line(error: ErrorDetails) -> str:
    name = str(error["loc"][0])
    known = {variable(field_name, field): field for field_name, field in Settings.model_fields.items()}
    shown = name if name in known else PREFIX + name.upper()
    if error["type"] == "setting":
        return f"{shown}: {error['msg']}"
    secret = shown in known and "Secret" in str(known[shown].annotation)
    return f"{shown}: {error['msg']}" + ("" if secret else f", not {str(error['input'])[:80]!r}")


def misspelt(environment: Mapping[str, str]) -> Iterable[str]:
    """A sentence for each variable that is almost, but not quite, the name of a setting."""
    known = [variable(name, field) for name, field in Settings.model_fields.items()]
    for name in sorted(environment):
        if name not in known and name.startswith((PREFIX, "NEO4J_")):
            for meant in difflib.get_close_matches(name, known, n=1, cutoff=0.85):
                yield f"{name} is not a setting and is ignored; did you mean {meant}?"


def markdown() -> str:
    """The page `docs/operations/settings.md`."""
    rows = [
        f"| `{variable(name, field)}` | {_default(field)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(
        [
            "# Settings",
            "",
            "Read from the environment when the server starts. All that are wrong are reported at once, and the exit code is 2.",
            "This page is made of the fields of `graph_api/settings.py` by `python -m graph_api.settings`.",
            "",
            "| variable | default | |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )


def _default(field: FieldInfo) -> str:
    if field.default_factory is not None or field.default in (None, ()):
        return ""
    return f"`{int(field.default) if isinstance(field.default, bool) else field.default}`"


if __name__ == "__main__":
    sys.stdout.write(markdown())
