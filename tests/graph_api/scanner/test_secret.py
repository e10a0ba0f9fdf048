"""A planted secret shows nowhere."""

import copy
import io
import json
import logging
import pickle
import traceback

import orjson
import pytest
import structlog
from pydantic import BaseModel, ValidationError

from graph_api.scanner.base import SourceError
from graph_api.scanner.postgresql import PostgresqlConfig, PostgresqlScanner
from graph_api.scanner.registry import open_scanner
from graph_api.scanner.secret import Secret, SecretRef, scrub

CANARY = "canary p@ss/w0rd:7f3a"


class Holder(BaseModel, hide_input_in_errors=True):
    password: SecretRef | None = None


@pytest.fixture
def reference(monkeypatch) -> str:
    monkeypatch.setenv("CANARY", CANARY)
    return "env:CANARY"


def test_canary_a_secret_prints_as_stars_in_every_form():
    secret = Secret(CANARY)
    printed = [str(secret), repr(secret), f"{secret}", f"{secret!r:>3}", f"{secret:>40}", "%s %r" % (secret, secret)]
    printed += [str([secret]), str({"password": secret})]
    assert not any(CANARY in each for each in printed)
    assert printed[0] == printed[1] == printed[4] == "***"
    assert secret.reveal() == CANARY


@pytest.mark.parametrize("write", [pickle.dumps, copy.copy, copy.deepcopy, json.dumps, orjson.dumps])
def test_canary_a_secret_cannot_be_stored_or_copied(write):
    with pytest.raises(TypeError) as error:
        write(Secret(CANARY))
    assert CANARY not in str(error.value)


def test_canary_a_secret_is_logged_as_stars():
    stream = io.StringIO()
    logger = logging.Logger("canary")  # noqa: LOG001 - one that nobody else hears
    logger.addHandler(logging.StreamHandler(stream))
    logger.error("password %s", Secret(CANARY), extra={"password": Secret(CANARY)})
    shown = structlog.wrap_logger(
        structlog.PrintLogger(stream),
        processors=[structlog.processors.KeyValueRenderer()],
        wrapper_class=structlog.BoundLogger,
    )
    shown.info("connect", password=Secret(CANARY))
    assert "***" in stream.getvalue()
    assert CANARY not in stream.getvalue()


def test_a_reference_is_resolved_from_the_environment_and_from_a_file(reference, tmp_path):
    assert SecretRef(reference).resolve().reveal() == CANARY
    (tmp_path / "password").write_text(CANARY + "\n")
    assert SecretRef(f"file:{tmp_path / 'password'}").resolve().reveal() == CANARY


@pytest.mark.parametrize("reference", ["env:NOT_SET_ANYWHERE", "file:/no/such/file"])
def test_a_reference_to_nothing_says_so(reference):
    with pytest.raises(SourceError) as error:
        SecretRef(reference).resolve()
    assert error.value.code == "CONFIG_INVALID"


@pytest.mark.parametrize("name", ["PURSIGHT_STATE_URL", "NEO4J_PASSWORD", "AWS_SECRET_ACCESS_KEY"])
def test_hostile_references_do_not_send_the_servers_own_secrets_away(monkeypatch, name):
    monkeypatch.setenv(name, CANARY)
    with pytest.raises(SourceError, match="the server's own"):
        SecretRef(f"env:{name}").resolve()


@pytest.mark.parametrize(
    "literal", [CANARY, "", "env:", "env:a b", "file:", "vault", 12345, None, ["env:X"], {"env": "X"}]
)
def test_a_literal_is_refused_unseen_and_told_what_to_write(literal):
    with pytest.raises(ValidationError) as error:
        Holder.model_validate({"password": literal} if literal is not None else {"password": b"x"})
    assert "`env:NAME`" in str(error.value)
    assert "`file:/path`" in str(error.value)
    assert CANARY not in str(error.value)


def test_a_reference_is_what_a_model_shows_and_writes(reference):
    holder = Holder(password=SecretRef(reference))
    assert holder == Holder.model_validate_json(holder.model_dump_json())
    assert holder.model_dump() == {"password": "env:CANARY"}
    assert "env:CANARY" in repr(holder)
    assert Holder.model_json_schema()["properties"]["password"]["anyOf"][0] == {"type": "string"}


@pytest.mark.parametrize(
    "text",
    [
        f'connection to "postgresql://shop:{CANARY}@db:5432/x" failed',
        "postgresql://shop:canary%20p%40ss%2Fw0rd%3A7f3a@db/x",
        f"password='{CANARY}' host=db",
        f"a driver that simply says {CANARY}",
    ],
)
def test_a_drivers_text_is_scrubbed(text):
    found = scrub(text, Secret(CANARY), None)
    assert "canary" not in found
    assert "***" in found


def test_what_looks_like_a_password_is_scrubbed_without_knowing_it():
    assert (
        scrub("mysql://root:hunter2@db/x Password = hunter2 pwd=hunter2")
        == "mysql://root:***@db/x Password=*** pwd=***"
    )


@pytest.mark.parametrize(
    "change",
    [{}, {"port": 1}, {"host": "/nowhere"}, {"sslmode": "verify-full"}, {"database": "none"}, {"user": "none"}],
)
def test_canary_no_sink_of_a_failed_connection_shows_the_secret(database, reference, change, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    config = {
        "host": database.host,
        "port": database.port,
        "database": database.name,
        "user": database.user,
        "password": reference,
        "sslmode": "disable",
        **change,
    }
    scanner = open_scanner("postgresql", config)
    assert isinstance(scanner, PostgresqlScanner)
    sinks = [repr(scanner), repr(vars(scanner)), repr(scanner.test())]
    with pytest.raises(SourceError) as error:
        scanner.connect()
    sinks += [str(error.value), repr(error.value), repr(vars(error.value))]
    sinks.append("".join(traceback.format_exception(error.value)))
    valid = PostgresqlConfig.model_validate(config)
    sinks += [repr(valid), valid.model_dump_json(), str(valid.model_dump())]
    sinks += [caplog.text, *capfd.readouterr()]
    assert not [sink for sink in sinks if CANARY in sink]


def test_a_literal_password_is_not_repeated_by_the_registry():
    with pytest.raises(SourceError) as error:
        open_scanner("postgresql", {"host": "db", "database": "x", "user": "y", "password": CANARY, "port": CANARY})
    assert "password: write a reference" in str(error.value)
    assert "port:" in str(error.value)
    assert CANARY not in "".join(traceback.format_exception(error.value))
