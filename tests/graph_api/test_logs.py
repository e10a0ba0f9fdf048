"""Logs: one JSON object a line, ours and the libraries' alike, with the request id and without secrets."""

import io
import json
import logging

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from graph_api import logs

CANARY = 'c4n4ry"s3cret\\x'


@pytest.fixture
def lines():
    """Configured logs; call it for what was logged so far, a dict a line."""
    stream = io.StringIO()
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    logs.configure("info", "json", stream=stream)
    logs.redactor.learn([CANARY])
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers[:], root.level = before
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def test_ours_and_the_librarys_lines_have_one_form_and_the_request_id(lines):
    with structlog.contextvars.bound_contextvars(request_id="r1"):
        logs.get("pursight.test").info("said", answer=42)
        logging.getLogger("uvicorn.error").warning("heard %s", "that")
    ours, theirs = lines()
    assert (ours["event"], ours["answer"], ours["request_id"], ours["level"]) == ("said", 42, "r1", "info")
    assert (theirs["event"], theirs["logger"], theirs["request_id"]) == ("heard that", "uvicorn.error", "r1")
    assert ours["timestamp"].endswith("Z")


def test_a_stack_is_one_line_of_json(lines):
    logs.get("pursight.test").error("failed", exc_info=ValueError("broken"))
    (line,) = lines()
    assert "ValueError: broken" in line["exception"]


def test_what_is_below_the_level_is_not_written(lines):
    logs.get("pursight.test").debug("quiet")
    logging.getLogger("neo4j.io").info("parameters")
    assert lines() == []


def test_canary_no_secret_in_any_field_message_stack_or_library(lines):
    log = logs.get("pursight.test")
    log.info("by name", password="plain-1", api_key="plain-2", Authorization="Bearer plain-3", neo4j_token="plain-4")
    log.info(CANARY, nested={"deep": [CANARY]})
    logging.getLogger("neo4j").warning("connecting to bolt://neo4j:plain-5@host:7687 with %s", CANARY)
    log.info("header", value="Bearer plain-6-abcdefgh", other="pst_" + "A" * 43)
    log.error("failed", exc_info=RuntimeError(f"cannot sign in with {CANARY}"))
    text = json.dumps(lines())
    for secret in (CANARY, json.dumps(CANARY)[1:-1], "plain-", "A" * 43):
        assert secret not in text
    assert text.count("***") >= 9


def test_console_form_is_for_people_and_hides_the_same(lines):
    stream = io.StringIO()
    logs.configure("info", "console", stream=stream)
    logs.get("pursight.test").info("hello", password="plain", text=CANARY)
    assert "hello" in stream.getvalue()
    assert "plain" not in stream.getvalue()
    assert CANARY not in stream.getvalue()


@given(st.text(min_size=1, max_size=20), st.text(max_size=30), st.text(max_size=30))
def test_canary_any_secret_anywhere_in_a_line_is_hidden(secret, before, after):
    redactor = logs.Redactor()
    redactor.learn([secret])
    assert secret not in redactor.line(before + secret + after) or secret in logs.HIDDEN
