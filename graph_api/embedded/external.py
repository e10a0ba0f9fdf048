"""A Neo4j that somebody else started: is it as hard as the one we start?"""

from graph_api.embedded.canaries import canaries


def weaknesses(uri: str, user: str, password: str) -> list[str]:
    """What the server did that a hardened one refuses, a sentence each; empty is good. Blocks; raises the driver's errors."""
    from neo4j import GraphDatabase  # noqa: PLC0415 - importing this room stays light

    with GraphDatabase.driver(  # pyright: ignore[reportUnknownMemberType] - the driver's **config is untyped
        uri, auth=(user, password), connection_timeout=5.0, telemetry_disabled=True
    ) as driver:
        return canaries(driver)
