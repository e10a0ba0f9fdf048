"""What a user may spend in a minute, and that no way to an operation is free."""

import hashlib

import httpx
import pytest
import pytest_asyncio
from graphql import GraphQLError

from graph_api import allowance
from graph_api.allowance import REFUSED, Allowance
from schema.ports import NOBODY, Caller, Identity, Scope, TokenKind
from tests.graph_api.access.test_door import known
from tests.graph_api.talking import events, talking

GRAPHQL = "application/graphql-response+json"


class Clock:
    now = 1_000.0

    def __call__(self):
        return self.now


def caller(user="person:ana", token="a"):
    return Caller(Identity(user, token, TokenKind.API, frozenset(Scope), 0), "10.0.0.1")


def told(allowed, who):
    return {name.decode(): int(value) for name, value in allowed.headers(who)}


def test_points_are_spent_refused_and_come_back_steadily():
    clock = Clock()
    allowed = Allowance(600, clock)
    allowed.pay(caller(), 400)
    assert told(allowed, caller()) == {"ratelimit-limit": 600, "ratelimit-remaining": 200, "ratelimit-reset": 40}
    with pytest.raises(GraphQLError) as refused:
        allowed.pay(caller(), 300)
    assert refused.value.extensions == {
        "code": "RATE_LIMITED",
        "cost": {"requested": 300, "remaining": 200, "limit": 600},
        "retryAfter": 10,
    }
    clock.now += 10
    allowed.pay(caller(), 300)
    with pytest.raises(GraphQLError):
        allowed.pay(caller(), 1)
    clock.now += 3_600
    assert told(allowed, caller())["ratelimit-remaining"] == 600


def test_all_tokens_of_a_user_draw_on_one_allowance_and_others_on_theirs():
    allowed = Allowance(100, Clock())
    allowed.pay(caller(token="a"), 100)
    with pytest.raises(GraphQLError):
        allowed.pay(caller(token="b"), 1)
    allowed.pay(caller("person:bo"), 100)
    allowed.pay(Caller(None, "2001:db8::1"), 100)
    with pytest.raises(GraphQLError):
        allowed.pay(Caller(None, "2001:db8::2"), 1)
    allowed.pay(Caller(None, "10.0.0.2"), 1)


def test_what_was_paid_too_much_comes_back_and_never_more():
    allowed = Allowance(100, Clock())
    allowed.pay(caller(), 60)
    allowed.settle(caller(), -40)
    assert told(allowed, caller())["ratelimit-remaining"] == 80
    allowed.settle(caller(), -1_000)
    assert told(allowed, caller())["ratelimit-remaining"] == 100
    allowed.settle(caller(), 1_000)
    assert told(allowed, caller())["ratelimit-remaining"] == 0


def test_hostile_names_without_end_take_no_memory_without_end(monkeypatch):
    monkeypatch.setattr(allowance, "_MOST", 50)
    allowed = Allowance(100, Clock())
    for number in range(1_000):
        allowed.pay(Caller(None, f"10.0.{number // 250}.{number % 250}"), 100)
    assert len(allowed._spent) == 50


def test_switched_off_everything_is_free_and_nothing_is_told():
    allowed = Allowance(0)
    for _ in range(3):
        allowed.pay(NOBODY, 10**9)
    allowed.settle(NOBODY, 5)
    assert allowed.headers(NOBODY) == []


def test_an_operation_that_costs_more_than_a_minute_allows_takes_all_of_a_minute():
    clock = Clock()
    allowed = Allowance(600, clock)
    allowed.pay(caller(), 10_000)
    assert told(allowed, caller())["ratelimit-remaining"] == 0
    clock.now += 59
    with pytest.raises(GraphQLError):
        allowed.pay(caller(), 10_000)
    clock.now += 1
    allowed.pay(caller(), 10_000)


# Over every transport

POINTS = 5_000
SETTINGS = {"query_cost": POINTS, "query_points": POINTS, "allowed_origins": "https://catalog.example.com"}


@pytest.fixture
def allowed(app, monkeypatch):
    """The allowance of the application, everybody's anew, while time stands still."""
    (endpoint,) = [each.endpoint for each in app.routes if each.path == "/graphql" and hasattr(each, "methods")]
    monkeypatch.setattr(endpoint._allowance, "_clock", Clock())
    endpoint._allowance._spent.clear()
    return endpoint._allowance


@pytest_asyncio.fixture
async def client(app, graph):
    headers = {**known(app, "ana", roles=("role:admin",)), "accept": GRAPHQL}
    base = "http://127.0.0.1:8000"
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=base, headers=headers) as client:
        yield client


def left(answer):
    return int(answer.headers["ratelimit-remaining"])


LIST = "{ tags(first: 98) { nodes { id } } }"  # 1 + 1 + 98
MIXED = "{ tags(first: 94) { nodes { id } } sourceKinds { kind } }"  # not answered straight
CHANGE = 'mutation { a: tagCreate(input: {slug: "a"}) { userErrors { code } } }'
BY_HASH = {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": hashlib.sha256(LIST.encode()).hexdigest()}}}


async def test_every_way_to_an_operation_pays_what_it_costs(client, allowed):
    """New, known, by its hash, and those that graphql-core answers; a refusal before the way is known pays nothing twice."""
    spent = 0
    for body in (
        {"query": LIST},
        {"query": LIST},
        {"query": LIST, **BY_HASH},
        BY_HASH,
        {"query": MIXED},
        {"query": CHANGE},
    ):
        for _ in range(2):
            answer = await client.post("/graphql", json=body)
            assert answer.status_code == 200
            spent += answer.json()["extensions"]["cost"]["requested"]
            assert left(answer) == POINTS - spent
            assert answer.headers["ratelimit-limit"] == str(POINTS)


async def test_events_and_websockets_pay_as_well(app, client, allowed):
    headers = {"authorization": client.headers["authorization"]}
    async with events(app, headers, LIST) as stream:
        assert "data" in (await stream.all())[0]
    assert told(allowed, caller())["ratelimit-remaining"] == POINTS - 100
    async with talking(app, headers) as talk:
        assert "data" in (await talk.ask(LIST))[0]
        assert "data" in (await talk.ask(None, **BY_HASH))[0]
    assert told(allowed, caller())["ratelimit-remaining"] == POINTS - 300


@pytest.mark.parametrize("way", ["new", "known", "hash", "mixed", "change", "events", "websocket", "subscription"])
async def test_nothing_runs_for_whom_nothing_is_left(app, client, allowed, monkeypatch, way):
    """RATE_LIMITED, with the seconds to wait, and Neo4j hears of nothing."""
    headers = {"authorization": client.headers["authorization"]}
    for _ in range(2):
        assert "data" in (await client.post("/graphql", json={"query": LIST, **BY_HASH})).json()
    allowed.settle(caller(), POINTS)
    ran = []
    query = app.state.graph.query

    async def spy(name, *more, **named):
        ran.append(name)
        return await query(name, *more, **named)

    monkeypatch.setattr(app.state.graph, "query", spy)
    watched = 'subscription { scanProgress(id: "scan:00000000-0000-4000-8000-000000000000") { id } }'
    bodies = {
        "new": {"query": f"{LIST} # new"},
        "known": {"query": LIST},
        "hash": BY_HASH,
        "mixed": {"query": MIXED},
        "change": {"query": CHANGE},
    }
    if way in bodies:
        for accept, status in ((GRAPHQL, 429), ("application/json", 200)):
            answer = await client.post("/graphql", json=bodies[way], headers={"accept": accept})
            assert (answer.status_code, "data" in answer.json()) == (status, False)
            wait = answer.json()["errors"][0]["extensions"]["retryAfter"]
            assert answer.headers["retry-after"] == str(wait)
            assert (left(answer), answer.headers["ratelimit-reset"]) == (0, "60")
        (error,) = answer.json()["errors"]
    elif way == "events":
        async with events(app, headers, LIST) as stream:
            (error,) = (await stream.all())[0]["errors"]
    else:
        async with talking(app, headers) as talk:
            (error,) = (await talk.ask(watched if way == "subscription" else LIST))[0]["errors"]
    assert error["extensions"]["code"] == "RATE_LIMITED"
    assert error["extensions"]["retryAfter"] in {1, 2}
    assert error["extensions"]["requestId"]
    assert [name for name in ran if "Tag" in name or "tag" in name or "Scan{" in name] == []


@pytest.mark.parametrize(
    "body",
    [
        {"query": "{"},
        {"query": "{ nope }"},
        {"query": "{ tags(first: 100) { nodes { nope } } }"},
        {"query": "{ sources(first: 100) { nodes { assets(first: 100) { nodes { id } } } } }"},
    ],
    ids=["parse", "field", "validation", "cost"],
)
async def test_what_is_refused_pays_a_hundred_points(client, allowed, body):
    answer = await client.post("/graphql", json=body)
    assert answer.status_code == 400
    assert left(answer) == POINTS - REFUSED


async def test_what_is_forbidden_pays_a_hundred_points_by_the_known_way_too(app, client, allowed):
    assert (
        "data" in (await client.post("/graphql", json={"query": "{ assets(first: 100) { nodes { viewSql } } }"})).json()
    )
    bo = known(app, "bo", roles=("role:viewer",))
    for number in (1, 2):
        answer = await client.post(
            "/graphql", json={"query": "{ assets(first: 100) { nodes { viewSql } } }"}, headers=bo
        )
        assert (answer.status_code, left(answer)) == (403, POINTS - number * REFUSED)


async def test_strangers_pay_by_their_address(app, allowed):
    sign_in = 'mutation { sessionCreate(input: {login: "nobody", password: "wrong horse battery"}) { secret } }'
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8000") as client:
        first = await client.post("/graphql", json={"query": sign_in})
        assert left(first) < POINTS
        allowed.settle(Caller(None, "127.0.0.1"), POINTS)
        answer = await client.post("/graphql", json={"query": sign_in}, headers={"accept": GRAPHQL})
        assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (429, "RATE_LIMITED")


async def test_pages_of_other_origins_may_read_the_headers(client, allowed):
    answer = await client.post("/graphql", json={"query": LIST}, headers={"origin": "https://catalog.example.com"})
    exposed = answer.headers["access-control-expose-headers"].lower()
    assert all(name in exposed for name in ("ratelimit-limit", "ratelimit-remaining", "ratelimit-reset", "retry-after"))
