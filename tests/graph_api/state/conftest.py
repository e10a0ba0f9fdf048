"""Stores of both kinds."""

import pytest
from sqlalchemy import URL, make_url

from graph_api.state import Store


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path) -> URL:
    """Where an empty store of each kind may be made."""
    if request.param == "sqlite":
        return URL.create("sqlite", database=str(tmp_path / "state.db"))
    return make_url(request.getfixturevalue("database").dsn).set(drivername="postgresql+psycopg")


@pytest.fixture
def store(url):
    opened = Store.open(url)
    yield opened
    opened.close()
