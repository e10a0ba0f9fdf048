"""What the driver's exceptions mean, said so that a person knows what to do, without repeating values or secrets."""

import re

import psycopg
from psycopg import errors

from graph_api.scanner.base import SourceError
from graph_api.scanner.postgresql.config import PostgresqlConfig
from graph_api.scanner.secret import Secret, scrub

# libpq keeps no SQLSTATE of a refused login, only the server's words; another language's fall through to SOURCE_FAILED
_REFUSALS = (
    (r"password authentication failed|no password supplied|authentication failed", "AUTHENTICATION_FAILED",
     "Check `user` and what `password` refers to."),
    (r"role .* does not exist|not permitted to log in", "AUTHENTICATION_FAILED", "Check `user`: it must be a role with LOGIN."),
    (r"pg_hba\.conf", "AUTHENTICATION_FAILED", "The server's pg_hba.conf has no line for this user, host and encryption."),
    (r"database .* does not exist", "NOT_FOUND", "Check `database`."),
    (r"timeout expired|timed out", "TIMEOUT", "Check `host`, `port` and firewalls, or raise `connect_timeout`."),
    (r"(?i)\bssl\b|certificate|\btls\b", "TLS_FAILED",
     "Check `sslrootcert` and that the certificate names this host; only on a network you trust, set `sslmode` to `disable`."),
    (r"too many clients|connection slots|too many connections", "SOURCE_FAILED", "The server has no connection left: try later."),
    (r"refused|translate host name|No such file|No route|unreachable|closed the connection|reset by peer|resolve", "UNREACHABLE",
     "Check `host` and `port`, and that the server is running."),
)  # fmt: skip

_GONE = "It is no longer there, or has changed since it was listed. Scan again."
_FAILURES: tuple[tuple[type[psycopg.Error], str, str], ...] = (
    (
        errors.QueryCanceled,
        "TIMEOUT",
        "The database needed longer than {0.statement_timeout} s: raise `statement_timeout`.",
    ),
    (errors.LockNotAvailable, "TIMEOUT", "Another session holds a lock on it. Scan again when that has ended."),
    (
        errors.InsufficientPrivilege,
        "PERMISSION_DENIED",
        "The role {0.user} may not read it. GRANT SELECT on it, or exclude it.",
    ),
    (errors.UndefinedTable, "NOT_FOUND", _GONE),
    (errors.UndefinedColumn, "NOT_FOUND", _GONE),
    (errors.UndefinedObject, "NOT_FOUND", _GONE),
    (errors.InvalidSchemaName, "NOT_FOUND", _GONE),
)


def connect_error(error: psycopg.Error, config: PostgresqlConfig, secret: Secret | None) -> SourceError:
    """Why no connection came about."""
    text = scrub(" ".join(str(error).split()), secret)
    place = f"PostgreSQL at {config.host}:{config.port}"
    if isinstance(error, errors.ConnectionTimeout):
        return timeout_error(config)
    for pattern, code, advice in _REFUSALS:
        if re.search(pattern, text):
            return SourceError(code, f"{place}: {text}. {advice}")
    return SourceError("SOURCE_FAILED", f"{place}: {text}.")


def timeout_error(config: PostgresqlConfig) -> SourceError:
    """Nobody answered."""
    return SourceError(
        "TIMEOUT",
        f"PostgreSQL at {config.host}:{config.port} did not answer within {config.connect_timeout} s. "
        "Check `host`, `port` and firewalls, or raise `connect_timeout`.",
    )


def statement_error(error: psycopg.Error, config: PostgresqlConfig, *, cancelled: bool, lost: bool) -> SourceError:
    """Why a statement failed; the server's own words may quote a row's values, so they are not repeated."""
    if cancelled:
        return SourceError("CANCELLED", "The work was cancelled.")
    for kind, code, message in _FAILURES:
        if isinstance(error, kind):
            return SourceError(code, message.format(config))
    if lost:
        return SourceError("UNREACHABLE", f"The connection to PostgreSQL at {config.host}:{config.port} was lost.")
    return SourceError("SOURCE_FAILED", f"PostgreSQL failed with {type(error).__name__} (SQLSTATE {error.sqlstate}).")
