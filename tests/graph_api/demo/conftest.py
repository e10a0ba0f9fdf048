import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def directory() -> Iterator[Path]:
    """A directory of the module's own; pytest's is closed to other accounts, and PostgreSQL refuses to run as root."""
    with tempfile.TemporaryDirectory(prefix="pursight-demo-") as made:
        yield Path(made)
