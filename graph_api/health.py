"""The link to Neo4j, and what a load balancer asks of it: is this server alive, is it ready, and if not, what is missing."""

import asyncio
import random
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from cypher.graph import DeadlineExceeded, Graph, GraphError, Refused, Unavailable
from cypher.migrate import NewerDatabase, migrate
from graph_api import logs, taxonomy

_RETRY_FIRST, _RETRY_MOST = 0.5, 5.0
_FREE_BYTES = 200 << 20
_log = logs.get("pursight.health")


class StartError(Exception):
    """The server cannot start as it is; the text says what to do. Waiting would not help."""


@dataclass(slots=True)
class Link:
    """A graph on its way to being usable. `hardened` is None until somebody looked."""

    graph: Graph
    prove: Callable[[], Awaitable[list[str]]] | None = None
    migrated: bool = False
    hardened: bool | None = None
    problem: str | None = "Neo4j has not answered yet"
    warnings: list[str] = field(default_factory=list[str])

    async def prepare(self) -> None:
        """Wait for Neo4j, migrate it, look whether it is hardened. Raises `StartError` when waiting is of no use."""
        delay = _RETRY_FIRST
        while True:
            try:
                await self.graph.ping()
                self.problem = None
                if ran := await migrate(self.graph):
                    _log.info("migrated", migrations=ran)
                await taxonomy.keep(self.graph)
                break
            except (Refused, NewerDatabase) as error:
                raise self._hopeless(str(error)) from error
            except (Unavailable, DeadlineExceeded) as error:
                why = _why(error)
                if self.problem != why:
                    _log.warning("waiting for Neo4j", reason=why)
                self.problem = why
            await asyncio.sleep(delay * (0.5 + random.random()))  # noqa: S311 - jitter, not a secret
            delay = min(delay * 2, _RETRY_MOST)
        self.migrated = True
        await self._look()

    async def _look(self) -> None:
        if self.prove is None:
            self.hardened = True  # the embedded server is proved when it starts
            return
        try:
            found = await self.prove()
        except Exception as error:  # noqa: BLE001 - whatever kept us from looking, the answer is "not proved"
            found = [f"it could not be tried: {type(error).__name__}"]
        self.hardened = not found
        if found:
            self.warnings = [f"Neo4j is not hardened, so raw Cypher stays off: {reason}" for reason in found]
            _log.warning("Neo4j is not hardened", reasons=found)

    def _hopeless(self, text: str) -> StartError:
        self.problem = text
        return StartError(text)


def _why(error: GraphError) -> str:
    """What whoever runs the server should read."""
    reason = getattr(error, "reason", "")
    return f"{error} ({reason})" if reason else str(error)


async def readiness(link: Link, state_directory: Path) -> dict[str, Any]:
    """`status` (`ready` or `unavailable`), `missing` with a reason each, `warnings`. Answers within 4 s."""
    missing: list[dict[str, str]] = []
    if link.migrated:
        try:
            await link.graph.ping()
        except Unavailable as error:
            missing.append({"what": "neo4j", "why": _why(error)})
    else:
        if link.problem is not None:
            missing.append({"what": "neo4j", "why": link.problem})
        missing.append({"what": "migrations", "why": "they run as soon as Neo4j answers, and take some seconds"})
    free = shutil.disk_usage(state_directory).free
    if free < _FREE_BYTES:
        missing.append({"what": "disk", "why": f"only {free >> 20} MB are free for {state_directory}: make room"})
    return {"status": "unavailable" if missing else "ready", "missing": missing, "warnings": link.warnings}


def routes(link: Callable[[], Link], state_directory: Path) -> list[BaseRoute]:
    """`/health/live` and `/health/ready`."""

    async def live(_request: Request) -> Response:
        return JSONResponse({"status": "live"})

    async def ready(_request: Request) -> Response:
        found = await readiness(link(), state_directory)
        return JSONResponse(found, 503 if found["missing"] else 200)

    return [Route("/health/live", live), Route("/health/ready", ready)]
