"""What a PostgreSQL source can be told."""

from typing import Literal

from pydantic import Field

from graph_api.scanner.base import ScannerConfig
from graph_api.scanner.secret import SecretRef

SslMode = Literal["verify-full", "verify-ca", "require", "disable"]


class PostgresqlConfig(ScannerConfig):
    """One database of a PostgreSQL server. Patterns are held against `schema.table`."""

    host: str = Field(
        min_length=1, description="Host name or address; a path that begins with `/` is a socket's directory."
    )
    port: int = Field(5432, ge=1, le=65535, description="TCP port, or the number in the socket's name.")
    database: str = Field(min_length=1, description="The database to scan: one source is one database.")
    user: str = Field(min_length=1, description="Role to log in as; it needs no more than USAGE and SELECT.")
    password: SecretRef | None = Field(None, description="Reference to the password: `env:NAME` or `file:/path`.")
    sslmode: SslMode = Field(
        "verify-full", description="How the server's certificate is checked; `disable` sends everything in the clear."
    )
    sslrootcert: str | None = Field(
        None, description="File of the certificate authority; default: those of the system."
    )
    connect_timeout: int = Field(10, ge=1, le=300, description="Seconds until a server counts as not answering.")
    statement_timeout: int = Field(60, ge=1, le=86_400, description="Seconds one statement may run in the database.")
    max_connections: int = Field(4, ge=1, le=32, description="Connections at most, at the same time.")
