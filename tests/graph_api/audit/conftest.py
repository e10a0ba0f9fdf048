"""Stores of both kinds with a signer and a file for checkpoints, and acts to record."""

import pytest

from cypher.act import Act, acting
from graph_api.audit.checkpoint import Checkpoint, Signer, checkpoints_file, keep, now
from graph_api.settings import load
from graph_api.state import chain
from tests.graph_api.state.conftest import store, url

__all__ = ["store", "url"]


@pytest.fixture
def settings(tmp_path):
    return load(state_directory=tmp_path / "signed")


@pytest.fixture
def signer(settings):
    return Signer.open(settings)


@pytest.fixture
def file(settings):
    return checkpoints_file(settings)


@pytest.fixture
def happened(store):
    """Record so many acts: `happened(5)`; their entries are numbered on."""

    def record(count=1, **more):
        for number in range(count):
            with acting(Act("tagAdd", "person:ana", subjects=[f"asset:a{number}", "tag:x"], **more)), store.writing():
                pass

    return record


@pytest.fixture
def signed(store, signer, file):
    """Sign the chain as it is."""

    def sign():
        with store.reading() as connection:
            seq, hashed = chain.head(connection, store.id)
        keep(file, signer.signed(Checkpoint(store.id, seq, hashed, now())))

    return sign
