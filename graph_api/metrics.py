"""What Prometheus reads at `/metrics`. One registry an application; every label has a bounded number of values."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, cast

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

disable_created_metrics()  # a second series for each counter, that nobody reads

_MOST_NAMES = 200
_OTHER = "other"
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class _Names:
    """The first so many names stand for themselves, the rest are `other`: clients choose names, we choose how many."""

    def __init__(self, most: int = _MOST_NAMES) -> None:
        self._most = most
        self._known: set[str] = set()

    def label(self, name: str, *, earned: bool = True) -> str:
        """The name as a label; only an `earned` one takes a place."""
        if name in self._known:
            return name
        if not earned or len(self._known) >= self._most:
            return _OTHER
        self._known.add(name)
        return name


class _Pool(Collector):
    """The driver's connections, counted when asked."""

    def __init__(self) -> None:
        self.driver: object | None = None

    def collect(self) -> Iterator[Metric]:
        family = GaugeMetricFamily(
            "pursight_driver_connections", "Connections of the Neo4j driver by state (in_use, idle).", labels=["state"]
        )
        for state, count in pool(self.driver).items():
            family.add_metric([state], count)
        yield family


def pool(driver: object | None) -> Mapping[str, int]:
    """Connections of a driver by state; the driver counts them, but shows them nowhere public (6.4)."""
    by_address = cast("Mapping[object, Collection[Any]]", getattr(getattr(driver, "_pool", None), "connections", {}))
    flat = [connection for connections in tuple(by_address.values()) for connection in tuple(connections)]
    in_use = sum(bool(connection.in_use) for connection in flat)
    return {"in_use": in_use, "idle": len(flat) - in_use}


class Metrics:
    """The counters of one application."""

    content_type = "text/plain; version=0.0.4; charset=utf-8"

    def __init__(self) -> None:
        """Start at zero."""
        self._registry = CollectorRegistry()
        self._pool = _Pool()
        self._operations, self._statements = _Names(), _Names()
        self._registry.register(self._pool)
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)
        self._http = Counter(
            "pursight_http_requests",
            "HTTP requests by route and status.",
            ["route", "method", "status"],
            registry=self._registry,
        )
        self._requests = Counter(
            "pursight_graphql_operations",
            "GraphQL operations by name and outcome (ok, or the code of the first error).",
            ["operation", "outcome"],
            registry=self._registry,
        )
        self._latency = Histogram(
            "pursight_graphql_operation_seconds",
            "Seconds that GraphQL queries and mutations took.",
            ["operation"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._subscriptions = Gauge(
            "pursight_graphql_subscriptions", "GraphQL subscriptions that are open.", registry=self._registry
        )
        self._statement_count = Counter(
            "pursight_statements",
            "Cypher statements by name and outcome (ok, or the class of the error).",
            ["statement", "outcome"],
            registry=self._registry,
        )
        self._statement_seconds = Histogram(
            "pursight_statement_seconds",
            "Seconds that Cypher statements took.",
            ["statement"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._scans = Gauge("pursight_scans", "Scans in the graph by state.", ["state"], registry=self._registry)

    def http(self, route: str, method: str, status: int) -> None:
        """Count an answered HTTP request."""
        self._http.labels(route, method, str(status)).inc()

    def operation(self, name: str | None, outcome: str, seconds: float | None) -> None:
        """Count a GraphQL operation; `seconds` is None for subscriptions, whose length says nothing."""
        label = self._operations.label(name or "anonymous", earned=outcome == "ok")
        self._requests.labels(label, outcome).inc()
        if seconds is not None:
            self._latency.labels(label).observe(seconds)

    def subscribed(self, change: int) -> None:
        """One subscription more (1) or less (-1)."""
        self._subscriptions.inc(change)

    def statement(self, name: str, seconds: float, outcome: str) -> None:
        """Count a Cypher statement: what `Graph` calls `on_statement`."""
        label = self._statements.label(name)
        self._statement_count.labels(label, outcome).inc()
        self._statement_seconds.labels(label).observe(seconds)

    def scans(self, by_state: Mapping[str, int]) -> None:
        """Set the number of scans in each state."""
        self._scans.clear()
        for state, count in by_state.items():
            self._scans.labels(state).set(count)

    def watch(self, driver: object | None) -> None:
        """Count the connections of this driver from now on."""
        self._pool.driver = driver

    def render(self) -> bytes:
        """The text format of Prometheus."""
        return generate_latest(self._registry)
