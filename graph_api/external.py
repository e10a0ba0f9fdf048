"""A Neo4j of one's own: is it as hard as the one we start ourselves?"""

import asyncio

from pydantic import SecretStr

from graph_api.embedded import canaries


async def weaknesses(uri: str, user: str, password: SecretStr) -> list[str]:
    """What the server did that a hardened one refuses, a sentence each; empty is good. Raises the driver's errors."""

    def look() -> list[str]:
        from neo4j import GraphDatabase  # noqa: PLC0415 - loaded when it is needed

        with GraphDatabase.driver(  # pyright: ignore[reportUnknownMemberType] - its **config is untyped
            uri, auth=(user, password.get_secret_value()), connection_timeout=5.0, telemetry_disabled=True
        ) as driver:
            return canaries(driver)

    return await asyncio.to_thread(look)
