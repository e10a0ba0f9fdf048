"""docker-compose.yml and the Dockerfile, as far as they can be held without an engine: names, hardening, no way around."""

import re
import shlex
from pathlib import Path

import pytest

from graph_api import settings
from graph_api.embedded.configuration import HARDENED, VERSION
from graph_api.settings import Settings

CHECKOUT = Path(__file__).parent.parent.parent
COMPOSE = (CHECKOUT / "docker-compose.yml").read_text("utf-8")
DOCKERFILE = (CHECKOUT / "Dockerfile").read_text("utf-8")
NEO4J, PURSIGHT = re.split(r"^  pursight:$", COMPOSE, flags=re.MULTILINE)
KNOWN = {settings.variable(name, field) for name, field in Settings.model_fields.items()}


def environment(text):
    return dict(re.findall(r'^      (\w+): "(.*)"$', text, flags=re.MULTILINE))


def as_variable(setting):
    """How the Neo4j image wants a setting: dots become `_`, an underscore is doubled."""
    return "NEO4J_" + setting.replace("_", "__").replace(".", "_")


def test_neo4j_runs_the_version_of_the_embedded_one_as_hard_as_that():
    assert f"image: neo4j:{VERSION}-community" in NEO4J
    given = environment(NEO4J)
    elsewhere = {"server.default_listen_address"}  # on loopback when embedded; here on a network that leads nowhere
    for setting, value in HARDENED.items():
        if setting not in elsewhere:
            assert given[as_variable(setting)] == value
    assert re.search(r"graph:\n    internal: true", COMPOSE)
    assert "NEO4J_PLUGINS" not in COMPOSE


def test_every_variable_of_pursight_is_one_of_its_settings():
    assert set(environment(PURSIGHT)) <= KNOWN
    baked = set(re.findall(r"(PURSIGHT_\w+|NEO4J_\w+)=", DOCKERFILE))
    assert baked <= KNOWN
    assert baked >= {"PURSIGHT_HOST", "PURSIGHT_STATE_DIRECTORY", "PURSIGHT_CACHE_DIRECTORY"}


def test_there_is_no_default_password():
    for text in (NEO4J, PURSIGHT):
        uses = re.findall(r"\$\{NEO4J_PASSWORD[^}]*\}", text)
        assert uses
        assert all(use.startswith("${NEO4J_PASSWORD:?Set NEO4J_PASSWORD") for use in uses)
    assert "PASSWORD" not in DOCKERFILE


def test_only_loopback_is_published_and_the_excuse_stands_beside_it():
    published = re.findall(r'^      - "(.*:\d+)"$', COMPOSE, flags=re.MULTILINE)
    assert published == ["127.0.0.1:${PURSIGHT_PORT:-8000}:8000"]
    assert environment(PURSIGHT)["PURSIGHT_PUBLISHED_ON_LOOPBACK"] == "1"
    assert "PUBLISHED_ON_LOOPBACK" not in DOCKERFILE  # the image alone does not know how it is published


def test_nobody_is_root_and_both_are_watched():
    assert re.search(r"^USER pursight$", DOCKERFILE, flags=re.MULTILINE)
    assert 'user: "7474:7474"' in NEO4J
    assert "HEALTHCHECK" in DOCKERFILE
    assert "healthcheck:" in NEO4J
    for text in (NEO4J, PURSIGHT):
        assert "cap_drop: [ALL]" in text
        assert "no-new-privileges:true" in text


def test_the_image_holds_every_package_of_the_wheel_and_the_check_is_python():
    packages = re.search(r"packages = \[(.*)\]", (CHECKOUT / "pyproject.toml").read_text("utf-8"))[1]
    for package in re.findall(r'"(\w+)"', packages):
        assert f"COPY {package} {package}" in DOCKERFILE
        assert f"!{package}" in (CHECKOUT / ".dockerignore").read_text("utf-8").split()
    words = re.search(r"HEALTHCHECK .* CMD \[(.*)\]", DOCKERFILE)[1]
    program = shlex.split(words.replace(", ", " ", 2))[2]
    compile(program, "healthcheck", "exec")
    assert "/health/ready" in program


def test_compose_is_yaml_with_the_services_it_says():
    yaml = pytest.importorskip("yaml", reason="PyYAML is not part of this environment")
    composed = yaml.safe_load(COMPOSE)
    assert set(composed["services"]) == {"neo4j", "pursight"}
    assert composed["services"]["pursight"]["depends_on"]["neo4j"]["condition"] == "service_healthy"
    assert composed["services"]["neo4j"]["networks"] == ["graph"]
    assert set(composed["volumes"]) == {"neo4j-data", "neo4j-logs", "pursight-state"}
