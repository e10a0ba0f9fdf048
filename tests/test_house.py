"""What holds of the house as a whole."""

import subprocess
import sys
from importlib.metadata import entry_points, packages_distributions
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[1]
FLOORS = ("graph_api", "schema", "loaders", "cypher")


@pytest.mark.parametrize("name", FLOORS)
def test_no_other_distribution_owns_a_name_of_ours(name):
    """`schema`, `cypher` and `loaders` are generic names; PurSight is shipped as an application."""
    assert set(packages_distributions().get(name, [])) <= {"pursight"}
    assert Path(__import__(name).__file__).parents[1] == CHECKOUT


def test_every_kind_of_source_is_registered_and_loads():
    kinds = {point.name: point.load() for point in entry_points(group="pursight.scanners")}
    assert {"postgresql", "sqlite", "files"} <= kinds.keys()
    assert all(scanner.kind == name for name, scanner in kinds.items())


@pytest.mark.parametrize(
    ("where", "line"),
    [
        ("cypher/page.py", "import schema"),
        ("loaders/registry.py", "import graph_api"),
        ("graph_api/scanner/base.py", "import graph_api.classifier"),
        ("graph_api/lineage/base.py", "import cypher"),
        ("schema/errors.py", "import neo4j"),
        ("graph_api/settings.py", "import neo4j"),
        ("cypher/page.py", "import strawberry"),
        ("graph_api/scan/run.py", "import starlette"),
    ],
)
def test_the_import_contracts_can_fail(where, line, tmp_path):
    for floor in FLOORS:
        subprocess.run(["cp", "-r", CHECKOUT / floor, tmp_path / floor], check=True)
    subprocess.run(["cp", CHECKOUT / "pyproject.toml", tmp_path], check=True)
    file = tmp_path / where
    file.write_text(f"{file.read_text()}\n{line}  # on purpose\n")
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    done = subprocess.run(
        command,
        check=False,
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert "BROKEN" in done.stdout
