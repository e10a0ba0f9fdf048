"""The demo's three sources, made once and found again: what `pursight demo` scans.

`<directory>/postgres` holds a PostgreSQL server, `crm.sqlite` a file, `lake/` a folder. Each is made whole or not at all, and
made anew when the code or the seed that made it has changed.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Self

from filelock import FileLock

from graph_api.demo import crm, lake, shop
from graph_api.demo.generator import SEED, Company, generate
from graph_api.demo.postgres import PostgresServer

SHOP_NAMESPACE = "postgres://shop.demo:5432"
CRM_NAMESPACE = "sqlite://crm"
LAKE_NAMESPACE = "file://lake"
_NOT_DATA = {"sources.py", "summary.py", "postgres.py", "traps.py"}


@dataclass(frozen=True, slots=True)
class DemoSource:
    """What the graph is told of one source; `config` is that of the scanner of this `kind`."""

    slug: str
    kind: str
    label: str
    namespace: str
    config: dict[str, object]


@dataclass(frozen=True, slots=True)
class Export:
    """A nightly job that copies `columns` from one asset to another: no scan can see it, so the demo states it as lineage."""

    job: str
    source: tuple[str, tuple[str, ...]]
    target: tuple[str, tuple[str, ...]]
    columns: tuple[str, ...]


EXPORTS = (
    Export(
        job="nightly_mailing_list",
        source=(SHOP_NAMESPACE, ("shop", "analytics", "mailing_list")),
        target=(LAKE_NAMESPACE, ("exports", "mailing_list")),
        columns=("customer_id", "email", "first_name", "country_code"),
    ),
)


def edition(seed: int) -> str:
    """Name what a seed and this code make: a digest of both."""
    digest = hashlib.sha256(str(seed).encode())
    for file in sorted(files("graph_api.demo").iterdir(), key=lambda file: file.name):
        if file.name.endswith((".py", ".sql")) and file.name not in _NOT_DATA:
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return f"{seed}-{digest.hexdigest()[:16]}"


class DemoSources:
    """The sources under `directory`; use as a context manager, or `start` and `stop`."""

    def __init__(self, directory: Path, seed: int = SEED) -> None:
        """Name the place; nothing is made yet."""
        self.directory = directory.expanduser().resolve()
        self.seed = seed
        self.server = PostgresServer(self.directory / "postgres", {"shared_buffers": "64MB", "max_connections": "50"})

    def start(self) -> list[DemoSource]:
        """Make what is not there, start PostgreSQL or join those who use it, and return the sources."""
        self.directory.mkdir(parents=True, exist_ok=True)
        self.server.start()
        try:
            with FileLock(self.directory / "make.lock", timeout=120):
                self._make()
        except BaseException:
            self.server.stop()
            raise
        return [
            DemoSource("shop", "postgresql", "Shop", SHOP_NAMESPACE, shop.config(self.server, self._reader_password)),
            DemoSource("crm", "sqlite", "Customer care", CRM_NAMESPACE, {"path": str(self._crm)}),
            DemoSource("lake", "files", "Data lake", LAKE_NAMESPACE, {"root": str(self._lake)}),
        ]

    def stop(self) -> None:
        """Leave PostgreSQL, which stops when nobody else uses it; the data stay. May be called twice."""
        self.server.stop()

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        """Stop."""
        self.stop()

    @property
    def _crm(self) -> Path:
        return self.directory / "crm.sqlite"

    @property
    def _lake(self) -> Path:
        return self.directory / "lake"

    @property
    def _reader_password(self) -> Path:
        return self.directory / "postgres" / "reader.password"

    def _make(self) -> None:
        wanted = edition(self.seed)
        company: Company | None = None
        if not shop.is_loaded(self.server, wanted):
            company = generate(self.seed)
            shop.load(self.server, company, wanted)
        shop.grant_reader(self.server, self._reader_password)
        for path, write in ((self._crm, crm.write), (self._lake, lake.write)):
            company = _write(path, write, wanted, company, self.seed)


def _write(
    path: Path, write: Callable[[Path, Company], None], wanted: str, company: Company | None, seed: int
) -> Company | None:
    """Write one source unless the marker beside it says that it is this edition; return the company if it was made."""
    marker = path.with_name(path.name + ".edition")
    if path.exists() and marker.exists() and marker.read_text() == wanted:
        return company
    company = company or generate(seed)
    marker.unlink(missing_ok=True)
    write(path, company)
    marker.write_text(wanted)
    return company
