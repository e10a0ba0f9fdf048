"""The composition root: settings in, the ASGI application out. Here the real things are put into the ports."""

import asyncio
import copy
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus

import strawberry
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from strawberry.extensions import SchemaExtension

from cypher import scan, scan_state
from cypher.act import Act, acting
from cypher.graph import Graph, GraphError
from cypher.visibility import OWNER, Action, Principal
from graph_api import graphiql, health, logs, safelist
from graph_api.access.authority import Authority
from graph_api.access.grants import Grants, Someone
from graph_api.access.installation import installation_token
from graph_api.access.keys import Keys
from graph_api.access.port import opened
from graph_api.access.references import provide_references
from graph_api.access.vault import Vault
from graph_api.admission import Admitted
from graph_api.allowance import Allowance, Paid
from graph_api.audit.checkpoint import Signer, checkpoints_file
from graph_api.audit.port import Audit
from graph_api.audit.refusals import Door, Refusals
from graph_api.audit.seal import Sealer
from graph_api.embedded.external import weaknesses
from graph_api.endpoint import Endpoint
from graph_api.execution import Counted, Deadline, Masked, OneOperation, Straightway
from graph_api.health import Link
from graph_api.ingest.sql import Sql
from graph_api.metrics import Metrics
from graph_api.middleware import Guarded, Observed, Sized, refusal, request_id
from graph_api.persisted import Kept, Persisted
from graph_api.scan.classifying import Classifier, choose_text_model
from graph_api.scan.ports import Scans, Sources, reach
from graph_api.scan.samples import Samples
from graph_api.settings import Settings
from graph_api.shortcut import Shortcut
from graph_api.state import open_store
from graph_api.streams import Streams
from loaders.registry import Loaders
from schema.context import Context
from schema.limits import Limited, Limits
from schema.ports import AccessPort, AuditPort, Caller, Identity, Ports, Scope
from schema.root import MODEL
from schema.root import schema as root
from schema.rule import Authorised
from schema.straight import Straight

_START_SECONDS = 4.0
_SCRAPE_SECONDS = 2.0
_REAP_SECONDS = 5.0
_ANY_ADDRESS = {"", "0.0.0.0", "::"}  # noqa: S104 - to listen on, never to be called by
_OPEN = graphiql.PATHS | {"/health/live"}


@dataclass(frozen=True, slots=True)
class Neo4j:
    """Where the graph is. `proved`: its hardening was seen to hold when it was started."""

    uri: str
    user: str
    password: SecretStr
    database: str = "neo4j"
    proved: bool = False


def own(settings: Settings) -> Neo4j:
    """The Neo4j that the settings name."""
    if settings.neo4j_uri is None:
        raise ValueError("NEO4J_URI is not set: start one with `graph_api.serve`")
    return Neo4j(settings.neo4j_uri, settings.neo4j_user, settings.password(), settings.neo4j_database)


def limits(settings: Settings) -> Limits:
    """What one operation may have."""
    return Limits(
        tokens=settings.query_tokens,
        depth=settings.query_depth,
        aliases=settings.query_aliases,
        root_fields=settings.query_root_fields,
        inputs=settings.query_inputs,
        input_depth=settings.query_input_depth,
        cost=settings.query_cost,
    )


def create_app(
    settings: Settings,
    neo4j: Neo4j | None = None,
    *,
    schema: strawberry.Schema = root,
) -> Starlette:
    """The server as an ASGI application; `neo4j` by default is the one of the settings.

    Its lifespan opens the graph, migrates it and proves it hardened. A Neo4j that is not there yet is waited for while the
    server runs and says so; one that refuses us is a `StartError`. `app.state`: `settings`, `token`, `metrics`, `store`,
    `authority`, `link`, `graph`, `ports` (the last three while it runs), and `stopping`, an event that ends open streams.
    Raises `StateError`, `TokenError`, `VaultError` and `AuditError`.
    """
    neo4j = neo4j or own(settings)
    store = open_store(settings)
    with acting(Act("start", OWNER.id, recorded=True)):  # an entry only where the token is made
        bearer = installation_token(store, settings.state_directory)
    metrics, stopping = Metrics(), asyncio.Event()
    authority, vault, signer = Authority(store), Vault(store, Keys(settings)), Signer.open(settings)
    vault.ready()
    provide_references(settings, vault)
    logs.redactor.learn([bearer.reveal(), neo4j.password.get_secret_value()])
    pages = graphiql.GraphiQL(settings.cache_directory, mirror=settings.maven_mirror, download=settings.embedded)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncGenerator[None]:
        async with opened(store, authority) as access:
            server = (neo4j.uri, neo4j.user, neo4j.password.get_secret_value())
            graph = Graph.open(*server, database=neo4j.database, on_statement=metrics.statement)
            metrics.watch(graph.driver)

            async def prove() -> list[str]:
                return await asyncio.to_thread(weaknesses, *server)

            scans, grants = Scans(settings, graph), Grants(store, graph, authority.refresh)
            sealer = Sealer(store, graph, signer, checkpoints_file(settings))
            app.state.grants, app.state.graph = grants, graph
            app.state.ports = _ports(settings, graph, scans, grants, access, Audit(store, sealer))
            app.state.link = Link(graph, None if neo4j.proved else prove)
            loading = asyncio.create_task(pages.load())
            preparing, *watching = (
                asyncio.create_task(work)
                for work in (app.state.link.prepare(), _reap(app.state.link), grants.watch(), sealer.watch())
            )
            try:
                await _begun(preparing, app.state.link)
                for task in (preparing, *watching):
                    task.add_done_callback(_report)
                yield
            finally:
                stopping.set()
                for task in (loading, preparing, *watching):
                    task.cancel()
                    with suppress(asyncio.CancelledError, Exception):
                        await task
                await scans.close()
                await graph.close()

    def make_context(caller: Caller) -> Context:
        graph, principal = app.state.graph, _principal(app.state.grants, caller.identity)
        loaders, ports = Loaders(graph, MODEL, principal), app.state.ports
        renewed = partial(_principal, app.state.grants, caller.identity)
        return Context(principal, graph, loaders, ports, request_id(), caller, renewed=renewed)

    limited, allowance = limits(settings), Allowance(settings.query_points)
    persisted = Persisted(None if settings.query_safelist is None else safelist.read(settings.query_safelist))
    straight = Straight(schema, MODEL, limited)
    guards = (  # from the outside in
        partial(Counted, metrics),
        Refusals,
        Masked,
        OneOperation,
        Admitted,
        partial(Limited, limited),
        partial(Paid, allowance),
        partial(Authorised, straight.rules),
        partial(Kept, persisted),
        *schema.extensions,
        partial(Deadline, settings.request_timeout),
        partial(Straightway, straight),
    )
    endpoint = Endpoint(
        _served(schema, guards),
        make_context=make_context,
        authority=authority,
        stopping=stopping,
        persisted=persisted,
        shortcut=Shortcut(straight, persisted, metrics, allowance, settings.request_timeout),
        allowance=allowance,
        streams=Streams(settings.streams, settings.streams_per_user),
    )
    app = Starlette(
        routes=[
            Route("/graphql", endpoint, methods=["POST"]),
            WebSocketRoute("/graphql", endpoint),
            Route("/metrics", partial(_scrape, metrics)),
            *health.routes(lambda: app.state.link, settings.state_directory),
            *pages.routes(),
        ],
        lifespan=lifespan,
        middleware=_middleware(settings, metrics, authority, lambda: _audit(app)),
        exception_handlers={HTTPException: _http_error},
    )
    app.router.redirect_slashes = False
    app.state.settings, app.state.token, app.state.metrics, app.state.stopping = settings, bearer, metrics, stopping
    app.state.straight, app.state.store, app.state.authority = straight, store, authority
    return app


def _served(
    schema: strawberry.Schema, guards: tuple[Callable[[], SchemaExtension] | type[SchemaExtension], ...]
) -> strawberry.Schema:
    """The schema with what every operation passes."""
    served = copy.copy(schema)
    served.extensions = guards
    return served


def _audit(app: Starlette) -> AuditPort | None:
    """The audit, once there is one."""
    ports: Ports | None = getattr(app.state, "ports", None)
    return ports and ports.audit


def _middleware(
    settings: Settings, metrics: Metrics, authority: Authority, audit: Callable[[], AuditPort | None]
) -> list[Middleware]:
    """What every request passes, from the outside in."""
    hosts = {settings.host, *settings.allowed_hosts} - _ANY_ADDRESS
    guard = Middleware(
        Guarded, authority=authority, hosts=hosts, origins=settings.allowed_origins, is_open=_OPEN.__contains__
    )
    cors = Middleware(
        CORSMiddleware,
        allow_origins=settings.allowed_origins,
        allow_methods=("GET", "POST"),
        allow_headers=("authorization", "content-type", "x-request-id"),
        expose_headers=("x-request-id", "retry-after", "ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"),
    )
    return [
        Middleware(Observed, metrics=metrics),
        Middleware(Door, audit=audit),
        *([cors] if settings.allowed_origins else []),
        guard,
        Middleware(Sized, limit=settings.body_limit, seconds=settings.request_timeout),
    ]


async def _scrape(metrics: Metrics, request: Request) -> Response:
    state = request.app.state
    if _principal(state.grants, request.state.caller.identity).zones is not None:
        return refusal(403, "FORBIDDEN", "Metrics count what is hidden too: they need EXISTENCE on everything.")
    with suppress(GraphError):  # without a database the rest is worth reading all the more
        metrics.scans(await scan_state.counts(state.graph, timeout=_SCRAPE_SECONDS))
    return Response(metrics.render(), media_type=metrics.content_type)


def _principal(grants: Grants, identity: Identity | None) -> Principal:
    """What an identity may do, as far as its token's scopes go."""
    if identity is None:
        return Principal("nobody", (), {})
    known = grants.principal(Someone(identity.user, identity.teams, identity.roles))
    return known if Scope.ADMIN in identity.scopes else known.without(Action.ACCESS_ADMIN)


def _ports(  # noqa: PLR0917 - all the real things
    settings: Settings, graph: Graph, scans: Scans, grants: Grants, access: AccessPort, audit: AuditPort
) -> Ports:
    """The real things."""
    where = reach(settings)
    choose_text_model(settings.text_model)
    return Ports(
        sources=Sources(where),
        samples=Samples(graph, where),
        scans=scans,
        classifier=Classifier(graph, sample_rows=settings.sample_rows, reach=where),
        sql=Sql(graph),
        grants=grants,
        access=access,
        audit=audit,
    )


async def _begun(preparing: asyncio.Task[None], link: Link) -> None:
    """Return when the graph is ready, or when Neo4j is not there: then serve, and say so. Raises `StartError`."""
    while not preparing.done():
        await asyncio.wait([preparing], timeout=_START_SECONDS)
        if link.problem is not None:
            break
    if preparing.done():
        preparing.result()


async def _reap(link: Link) -> None:
    """End scans whose process died: nobody else may be looking."""
    while True:
        await asyncio.sleep(_REAP_SECONDS)
        if link.migrated:
            with suppress(GraphError):  # its next turn is as good
                if ended := await scan.reap(link.graph):
                    logs.get("pursight.app").warning("scans failed without a sign of life", scans=ended)


def _report(task: asyncio.Task[None]) -> None:
    """Say what ended a task that should go on; of the wait for Neo4j readiness says it too."""
    if not task.cancelled() and (error := task.exception()) is not None:
        logs.get("pursight.app").error("the graph cannot be used", reason=str(error), exc_info=error)


async def _http_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == HTTPStatus.METHOD_NOT_ALLOWED and request.url.path == "/graphql":
        text = "GraphQL is asked by POST here; /graphiql is a page to try it."
        return refusal(status, "BAD_INPUT", text, {"allow": "POST"})
    code = "NOT_FOUND" if status == HTTPStatus.NOT_FOUND else "BAD_INPUT"
    return refusal(status, code, f"{HTTPStatus(status).phrase}.", dict(getattr(error, "headers", None) or {}))
