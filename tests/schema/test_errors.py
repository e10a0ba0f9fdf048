"""What a client gets when it asks wrongly: a code and a sentence that says what to do, never our insides."""

import pytest
from graphql import GraphQLError

from cypher.graph import Conflict, DeadlineExceeded, Unavailable
from schema import errors

ASSET = "asset:postgres://shop.demo:5432/shop.public.customers"


@pytest.mark.parametrize(
    ("query", "code", "says"),
    [
        ('{ asset(id: "nonsense") { id } }', "BAD_INPUT", "an id begins with one of"),
        ('{ asset(id: "source:shop") { id } }', "BAD_INPUT", "not the id of a Asset"),
        ('{ node(id: "asset:") { id } }', "BAD_INPUT", "an id begins with one of"),
        ("{ assets(first: 1000000000) { nodes { id } } }", "BAD_INPUT", "0 to 100"),
        ("{ assets(first: -1) { nodes { id } } }", "BAD_INPUT", "0 to 100"),
        ("{ assets(first: 1, last: 1) { nodes { id } } }", "BAD_INPUT", "not both"),
        ('{ assets(after: "zzz") { nodes { id } } }', "BAD_INPUT", "no cursor"),
        ('{ assets(before: "zzz") { totalCount } }', "BAD_INPUT", "no cursor"),
        ('{ assets(after: "WyJBc3NldC5uYW1lU29ydCIsNV0") { nodes { id } } }', "BAD_INPUT", "damaged"),
        (
            '{ assets(orderBy: {by: ROWS}, after: "WyJBc3NldC5yb3dzIiw5MjIzMzcyMDM2ODU0Nzc1ODA4LCJhIl0") { nodes { id } } }',
            "BAD_INPUT",
            "damaged",
        ),
        ('{ columns(after: "WyJBc3NldC5uYW1lU29ydCIsImEiXQ") { nodes { id } } }', "BAD_INPUT", "another list"),
        ("{ assets(last: -1) { nodes { id } } }", "BAD_INPUT", "0 to 100"),
        ("{ assets(last: 101) { totalCount } }", "BAD_INPUT", "0 to 100"),
        ("{ assets(first: 99999999999) { totalCount } }", "GRAPHQL_VALIDATION_FAILED", "Int cannot represent"),
        ("{ assets(orderBy: {by: name}) { totalCount } }", "GRAPHQL_VALIDATION_FAILED", "AssetSort"),
        (
            "{ assets(where: {or: [{rows: {gt: 9223372036854775808}}]}) { totalCount } }",
            "GRAPHQL_VALIDATION_FAILED",
            "64 bits",
        ),
        (f'{{ asset(id: "{ASSET}") {{ columns(first: 101) {{ nodes {{ id }} }} }} }}', "BAD_INPUT", "0 to 100"),
        ("{ assets { nodes { nope } } }", "GRAPHQL_VALIDATION_FAILED", "Cannot query field 'nope'"),
        ("{ assets { ", "GRAPHQL_PARSE_FAILED", "Syntax Error"),
        ('{ assets(where: {since: {gt: "yesterday"}}) { totalCount } }', "GRAPHQL_VALIDATION_FAILED", "RFC 3339"),
        (
            "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
            "GRAPHQL_VALIDATION_FAILED",
            "Cannot spread fragment",
        ),
        ("{ nodes(ids: [%s]) { id } }" % ",".join(f'"tag:t{n}"' for n in range(101)), "BAD_INPUT", "at most 100"),
        ('{ columnImpact(id: "%s") { total } }' % ASSET, "BAD_INPUT", "not the id of a Column"),
        ('{ assetImpact(id: "%s", depth: 0) { total } }' % ASSET, "BAD_INPUT", "depth is 1 to 100"),
        ('{ search(text: "") { totalCount } }', "BAD_INPUT", "search for what"),
    ],
)
async def test_wrong_questions_get_a_code_and_a_reason(client, company, query, code, says):
    result = await client.run(query)
    first = errors.masked(result.errors[0])
    assert first.extensions["code"] == code
    assert says in first.message
    assert errors.masked(first) is first


async def test_variables_of_the_wrong_type_are_bad_input(client, company):
    result = await client.run("query($n: Int) { assets(first: $n) { totalCount } }", n="many")
    assert errors.masked(result.errors[0]).extensions["code"] == "BAD_INPUT"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Unavailable("gone"), "UNAVAILABLE"),
        (DeadlineExceeded("slow"), "DEADLINE_EXCEEDED"),
        (Conflict("taken"), "CONFLICT"),
    ],
)
def test_what_the_graph_says_keeps_its_words(error, code):
    made = errors.masked(GraphQLError("x", original_error=error, path=["a"]))
    assert (made.message, made.extensions) == (str(error), {"code": code})


def test_what_nobody_foresaw_is_logged_and_not_shown(caplog):
    made = errors.masked(GraphQLError("x", original_error=RuntimeError("the password is hunter2"), path=["a"]))
    assert made.extensions == {"code": "INTERNAL"}
    assert "hunter2" not in made.message
    assert "hunter2" in caplog.text


async def test_names_with_cypher_in_them_are_values(client, company, graph):
    """An alias is a key of the response, a filter's text a parameter: neither reaches the statement's text."""
    evil = "x' }) DETACH DELETE n //`\\u0060"
    data = await client.ask(
        "query($w: AssetWhere) { assets(where: $w) { totalCount } }",
        w={"name": {"eq": evil}, "tags": {"id": {"in": [evil]}}},
    )
    assert data["assets"]["totalCount"] == 0
    assert (await client.ask("{ assets { totalCount } }"))["assets"]["totalCount"] == 3
