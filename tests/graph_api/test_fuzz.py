"""Operations that schemathesis makes of the schema, against a live server: each has an answer, and none tells a secret."""

import httpx
import pytest
import pytest_asyncio
import schemathesis
from graphql import NameNode, ObjectFieldNode
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import nodes

from tests.estate import Estate
from tests.graph_api.test_bad_input import INSIDES
from tests.graph_api.test_serve import command

_WORDS = st.text(max_size=40).filter(lambda text: "\0" not in text).map(nodes.String)
SCALARS = {
    "BigInt": st.integers(-(2**70), 2**70).map(nodes.Int),
    "DateTime": st.datetimes().map(lambda at: nodes.String(f"{at.isoformat()}Z")) | _WORDS,
    "JSON": _WORDS.map(lambda text: nodes.Object([ObjectFieldNode(name=NameNode(value="path"), value=text)])) | _WORDS,
    "Value": _WORDS | st.integers().map(nodes.Int) | st.floats(allow_nan=False, allow_infinity=False).map(nodes.Float),
}

CANARY = "c4n4ry-Pa55-of-nobody"
CODES = {
    "BAD_INPUT", "NOT_FOUND", "CONFLICT", "FORBIDDEN", "GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED", "COST_LIMIT",
    "DEPTH_LIMIT", "ALIAS_LIMIT", "ROOT_FIELD_LIMIT", "INPUT_LIMIT", "TOKEN_LIMIT", "DEADLINE_EXCEEDED", "TOO_MANY_ATTEMPTS",
    "UNAUTHENTICATED",
}  # fmt: skip
"""What an answer may say; INTERNAL is not among them."""


class Live:
    """`pursight serve` over a graph of every kind of node, with secrets in it that must not be told."""

    def __init__(self, url, client, secrets):
        self.url, self.client, self.secrets, self.last = url, client, secrets, None

    def check(self, case):
        """Send it; returns how many root fields had data."""
        body = {"query": case.body} if isinstance(case.body, str) else case.body
        answer = self.client.post("/graphql", json=body)
        assert answer.status_code in {200, 400, 401, 403, 504}, (answer.status_code, answer.text[:500], body)
        assert answer.status_code != 401 or "sessionCreate" in str(body), (self.last, body)
        self.last = body
        told = answer.json()
        assert {error["extensions"]["code"] for error in told.get("errors", [])} <= CODES, (answer.text[:500], body)
        shown = answer.text + str(answer.headers)
        assert not [secret for secret in self.secrets if secret in shown], body
        wrong = str(told.get("errors"))
        assert not [inside for inside in INSIDES if inside in wrong], (wrong[:500], body)
        return sum(value is not None for value in (told.get("data") or {}).values())


@pytest_asyncio.fixture
async def live(graph, neo4j_server, tmp_path):
    await Estate(sources=2).write(graph)
    variables = {
        "NEO4J_URI": neo4j_server.uri,
        "NEO4J_PASSWORD": neo4j_server.password,
        "SHOP_PASSWORD": CANARY,
        "PURSIGHT_QUERY_POINTS": "0",
        "PURSIGHT_LOG_LEVEL": "error",  # nobody reads on
    }
    with command(tmp_path, **variables) as process:
        said = next(line for line in process.stderr if line.startswith("PurSight answers at"))
        url, token = said.split()[3].removesuffix("/graphql"), (tmp_path / "token").read_text().strip()
        secrets = (CANARY, neo4j_server.password, token, (tmp_path / "vault.key").read_text().split()[0])
        headers = {"authorization": f"Bearer {token}", "accept": "application/graphql-response+json"}
        with httpx.Client(base_url=url, headers=headers, timeout=30) as client:  # to make one takes longer than to ask
            yield Live(url, client, secrets)


def fuzz(live, examples, **more):
    """So many operations; `sessionRevoke` is left out: nothing would be answered after it."""
    for name, strategy in SCALARS.items():
        schemathesis.graphql.scalar(name, strategy)
    schema = schemathesis.graphql.from_url(f"{live.url}/graphql", headers=dict(live.client.headers))
    schema = schema.exclude(name="Mutation.sessionRevoke")
    answered = []

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        **more,
    )
    @given(case=schema.as_strategy())
    def each(case):
        answered.append(live.check(case))

    each()
    ready = live.client.get("/health/ready")
    assert ready.json().get("status") == "ready", ready.text
    return answered


def test_hostile_two_hundred_operations_of_a_fuzzer_are_answered_and_tell_no_secret(live):
    answered = fuzz(live, 200, derandomize=True)
    assert len(answered) >= 200
    assert sum(answered) > 20, "most of it must not be refused at the door"


@pytest.mark.soak
def test_hostile_two_thousand_operations_of_a_fuzzer_are_answered_and_tell_no_secret(live):
    assert len(fuzz(live, 2_000)) >= 2_000
