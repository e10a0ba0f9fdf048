"""What every test of floor 4 may ask for."""

import pytest_asyncio

from graph_api.app import create_app
from graph_api.settings import load
from tests.postgresql import database, postgresql

__all__ = ["database", "postgresql"]


@pytest_asyncio.fixture(scope="module")
async def app(request, neo4j_server, tmp_path_factory):
    """The server over the test's Neo4j, with a state of its own and the module's `SETTINGS`."""
    app = create_app(
        load(
            neo4j_uri=neo4j_server.uri,
            neo4j_user=neo4j_server.user,
            neo4j_password=neo4j_server.password,
            state_directory=tmp_path_factory.mktemp("state"),
            **getattr(request.module, "SETTINGS", {}),
        )
    )
    async with app.router.lifespan_context(app):
        yield app
