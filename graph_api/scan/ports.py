"""What resolvers reach through `schema.ports`: the kinds of sources, and scans, each in a process of its own."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from pydantic import SecretStr

from cypher import identity, removal
from cypher import scan as scans
from cypher.errors import Invalid
from cypher.graph import Graph, GraphError
from cypher.identity import InvalidId
from cypher.visibility import Principal
from graph_api import logs
from graph_api.access.references import check_owner
from graph_api.scanner.base import Scanner, SourceError
from graph_api.scanner.reach import EVERYWHERE, Reach
from graph_api.scanner.registry import kinds, open_scanner, scanner_class
from graph_api.settings import Settings, variable
from schema.ports import Capability, Place, SourceKind

_GRACE_SECONDS = 3.0
_BEGIN_SECONDS = 120
"""Until then a process has to have begun; one that dies sooner is seen at once."""
_COMMAND = (sys.executable, "-c", "from graph_api.cli import main; main()", "scan", "--run")

_log = logs.get("pursight.scan")


class Sources:
    """The kinds of sources that scanners exist for, and where sources may lie."""

    def __init__(self, reach: Reach = EVERYWHERE) -> None:
        """Try none that lies elsewhere."""
        self._reach = reach

    def kinds(self) -> Sequence[SourceKind]:
        """Every kind there is a scanner for."""
        found = ((kind, scanner_class(kind)) for kind in kinds())
        return [SourceKind(kind, each.label, each.config_class.model_json_schema()) for kind, each in found]

    def place(self, kind: str, config: Mapping[str, Any], slug: str, namespace: str | None) -> Place:
        """Where the source's assets will lie; raises `Invalid` with every error of the configuration at once."""
        scanner = _scanner(kind, config)
        try:
            slug = identity.slug(slug)
            check_owner(slug, config)
            chosen = identity.namespace(namespace or scanner.namespace(slug))
            parts = (*(scanner.prefix if _is_derived(scanner, slug, chosen) else ()), *_database(config))
            separator = scanner.config_class.separator
            beginning = identity.join_name(parts, separator) + separator if parts else ""
        except (SourceError, InvalidId) as error:
            raise Invalid(str(error)) from error
        return Place(chosen, [beginning])

    async def test(self, kind: str, config: Mapping[str, Any]) -> Sequence[Capability]:
        """Try each capability, within a time limit; raises `Invalid` for a configuration that cannot be."""
        report = await asyncio.to_thread(_scanner(kind, config, self._reach).test)
        return [Capability(each.capability, each.ok, each.reason, each.milliseconds, each.expected) for each in report]


def _scanner(kind: str, config: Mapping[str, Any], reach: Reach = EVERYWHERE) -> Scanner:
    try:
        return open_scanner(kind, dict(config), reach)
    except SourceError as error:
        raise Invalid(str(error)) from error


def _is_derived(scanner: Scanner, slug: str, chosen: str) -> bool:
    """Whether a namespace is the one that the scanner would choose; only then does its prefix count."""
    return bool(scanner.prefix) and identity.namespace(scanner.namespace(slug)) == chosen


def _database(config: Mapping[str, Any]) -> tuple[str, ...]:
    """The database that every path begins with, where the kind has one."""
    database = config.get("database")
    return (database,) if isinstance(database, str) else ()


def reach(settings: Settings) -> Reach:
    """Where sources may lie, by the settings."""
    files = (settings.vault_key_file, settings.audit_key_file, settings.neo4j_password_file)
    own = (settings.state_directory, Path("/proc"), *(file for file in files if file is not None))
    return Reach(settings.source_loopback, settings.source_roots, settings.secret_roots, own)


def environment(settings: Settings) -> dict[str, str]:
    """The variables that give another process these settings."""
    return {
        variable(name, field): _text(getattr(settings, name))
        for name, field in Settings.model_fields.items()
        if name in settings.model_fields_set and getattr(settings, name) is not None
    }


def _text(value: object) -> str:
    match value:
        case bool():
            return str(int(value))
        case tuple():
            return ",".join(map(str, cast("tuple[object, ...]", value)))
        case SecretStr():
            return value.get_secret_value()
        case _:
            return str(value)


class Scans:
    """Scans as child processes: they go on when the server is killed, and end with it when it stops in good order."""

    def __init__(self, settings: Settings, graph: Graph) -> None:
        """The children read the settings that this process has, from their environment."""
        self._settings = settings
        self._graph = graph
        self._children: dict[asyncio.subprocess.Process, asyncio.Task[None]] = {}

    async def start(self, source: str, *, metadata_only: bool, by: str) -> str:
        """Queue a scan and start a process that runs it; its id. Raises `NotFound`, `Conflict`."""
        mode = "METADATA_ONLY" if metadata_only else "FULL"
        lease = max(self._settings.lease_seconds, _BEGIN_SECONDS)
        queued = await scans.queue(self._graph, source, mode=mode, trigger="API", by=by, lease=lease)
        await self._run(queued)
        return queued

    async def classify(self, chosen: Mapping[str, Sequence[str] | None], *, only_stale: bool, by: str) -> Sequence[str]:
        """Queue a run that only classifies for each source's assets (None: all), all or none, and start their processes."""
        lease = max(self._settings.lease_seconds, _BEGIN_SECONDS)
        queued = await scans.queue_classify(
            self._graph, chosen, only_stale=only_stale, trigger="API", by=by, lease=lease
        )
        for each in queued:
            await self._run(each)
        return queued

    async def _run(self, queued: str) -> None:
        try:
            child = await asyncio.create_subprocess_exec(
                *_COMMAND,
                queued,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                env=os.environ | environment(self._settings),
                start_new_session=True,  # a terminal's Ctrl-C is the server's, which then tells the child
            )
        except OSError:
            await scans.cancel(self._graph, queued)
            raise
        self._children[child] = asyncio.create_task(self._follow(child, queued))

    async def _follow(self, child: asyncio.subprocess.Process, queued: str) -> None:
        code = await child.wait()
        del self._children[child]
        _log.info("scan ended", scan=queued, exit_code=code)
        with suppress(GraphError):  # else its lease will tell
            await scans.give_up(self._graph, queued, f"PROCESS_DIED: its process ended with exit code {code}")

    async def cancel(self, scan: str) -> None:
        """Ask a scan to stop; raises `NotFound`."""
        await scans.cancel(self._graph, scan)

    async def approve_removals(self, scan: str, *, by: str) -> None:
        """Carry out the removals that a scan held back; raises `NotFound`, `Conflict`."""
        await removal.approve(self._graph, Principal(by), scan)

    async def close(self) -> None:
        """Cancel the scans that this process started, and wait a moment for their end."""
        waiting = list(self._children.values())
        for child in self._children:
            with suppress(ProcessLookupError):
                child.send_signal(signal.SIGTERM)
        if waiting:
            _, left = await asyncio.wait(waiting, timeout=_GRACE_SECONDS)
            for each in left:
                each.cancel()
