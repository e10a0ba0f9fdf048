from collections.abc import Callable
from pathlib import Path

import pytest

from graph_api.classifier.classes import DATA_CLASSES
from graph_api.demo import numbers
from graph_api.demo.generator import generate
from graph_api.demo.traps import TRAPS, Trap

COMPANY = generate()


def values(source: str, *path: str) -> list[str]:
    *asset, column = path
    return [str(value) for value in getattr(COMPANY, source)[tuple(asset)].column(column) if value is not None]


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: f"{trap.asset[-1]}.{trap.column}")
def test_each_trap_is_a_column_with_values(trap: Trap):
    assert len(set(values(trap.source, *trap.asset, trap.column))) > 1
    assert {trap.looks_like, trap.holds} - {None} <= set(DATA_CLASSES)
    assert trap.looks_like or trap.holds


@pytest.mark.parametrize(
    ("path", "holds"),
    [
        (("shop", "public", "returns", "ref_no"), numbers.luhn_valid),
        (("shop", "billing", "bank_accounts", "acct"), numbers.iban_valid),
        (("shop", "public", "app_sessions", "device_serial"), numbers.luhn_valid),
        (("crm", "wellness_members", "nhs_no"), numbers.nhs_valid),
        (("shop", "public", "orders", "notes2"), lambda value: "@" in value),
        (("shop", "billing", "suppliers", "inbox"), lambda value: "@" in value),
        (("shop", "public", "orders", "scenario_code"), lambda value: not numbers.luhn_valid(value)),
        (("shop", "billing", "payments", "card_number"), numbers.luhn_valid),
    ],
)
def test_every_value_is_what_the_column_is_said_to_hold(path: tuple[str, ...], holds: Callable[[str], bool]):
    assert all(holds(value) for value in values(*path))


def test_some_tracking_numbers_pass_luhn_by_chance_but_few():
    tracking = values("shop", "public", "shipments", "tracking_no")
    lucky = [number for number in tracking if number.isdigit() and numbers.luhn_valid(number)]
    assert 0 < len(lucky) < len(tracking) / 20


def test_phone_numbers_in_instructions_are_rare():
    instructions = values("shop", "public", "shipments", "instructions")
    calls = sum("call" in text for text in instructions)
    assert 0 < calls < len(instructions) / 25


def test_the_guide_lists_every_trap_as_it_is():
    guide = (Path(__file__).parents[3] / "docs" / "guides" / "demo.md").read_text("utf-8")
    for trap in TRAPS:
        cells = f"| `{trap.column}` | {trap.looks_like or ''} | {trap.holds or ''} | {trap.because} |"
        assert any(trap.asset[-1] in line and cells in line for line in guide.splitlines()), trap
