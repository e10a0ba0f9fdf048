import io
from dataclasses import replace

import pytest
from rich.console import Console

from graph_api.demo.summary import (
    ClassifiedColumn,
    FailedAsset,
    Impact,
    ImpactNode,
    Outcome,
    Query,
    ScannedSource,
    Summary,
    print_summary,
    verdict,
)
from graph_api.demo.traps import TRAPS

SCENARIO = next(trap for trap in TRAPS if trap.column == "scenario_code")
NOTES = next(trap for trap in TRAPS if trap.column == "notes2")
SHOP = ScannedSource("shop", "postgresql", "SUCCEEDED", 6.2, 44, 812, 45210, 61, 160, 48, 22)
LAKE = ScannedSource(
    *("lake", "files", "SUCCEEDED", 1.2, 12, 61, 7210, 11, 0, 0, 0),
    failed=(FailedAsset("damaged/truncated.parquet", "UNREADABLE", "No footer"),),
)
EMAIL = ClassifiedColumn(
    "shop", ("shop", "public", "orders"), "notes2", "EMAIL", 0.97, "CONFIRMED", "540 of 540 values"
)
SUMMARY = Summary(
    sources=(SHOP, LAKE),
    classified=(EMAIL,),
    impact=Impact(
        ImpactNode(
            "public.customers.email",
            "",
            (ImpactNode("stg.email", "TRANSFORMATION", (ImpactNode("list.email", "IDENTITY"),)),),
        ),
        columns=2,
        assets=2,
        complete=True,
    ),
    url="http://127.0.0.1:8000/graphql",
    token="t" * 120,
    queries=(Query("Who has e-mails?", "{ assets(first: 20) { edges { node { name description rowCount } } } }" * 2),),
)


def printed(summary: Summary) -> str:
    out = io.StringIO()
    print_summary(summary, Console(file=out, width=100))
    return out.getvalue()


def test_the_summary_says_what_was_scanned_found_failed_and_reached():
    text = printed(SUMMARY)
    for part in (
        "45,210",
        "succeeded, 1",
        "damaged/truncated.parquet",
        "No footer",
        "540 of 540 values",
        "stg.email",
        "list.email",
    ):
        assert part in text
    assert "2 columns of 2 assets change with it" in text


def test_names_of_assets_and_columns_stay_whole():
    asset = "asset:file://lake/damaged/truncated.parquet"
    text = printed(
        replace(SUMMARY, sources=(SHOP, replace(LAKE, failed=(FailedAsset(asset, "UNREADABLE", "x" * 90),))))
    )
    assert f"lake: {asset}" in text
    assert "bank_accounts.bank_code" in text


def test_it_fits_a_hundred_columns_but_for_what_is_to_be_pasted():
    lines = printed(replace(SUMMARY, queries=(), token=None)).splitlines()
    assert lines
    assert max(map(len, lines)) <= 100


def test_what_is_to_be_pasted_stays_on_one_line():
    lines = printed(SUMMARY).splitlines()
    assert SUMMARY.queries[0].text in lines
    assert any("Bearer " + "t" * 120 in line for line in lines)


def test_it_is_plain_where_the_output_is_no_terminal(capsys):
    print_summary(SUMMARY)
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert max(len(line) for line in out.splitlines() if "Bearer" not in line and "{" not in line) <= 100


def test_names_from_outside_are_neither_markup_nor_control_characters():
    hostile = replace(EMAIL, asset=("shop", "legacy", "a\nb\x1b[31m[bold]"), column="c\td[/bold]", why="\x07[red]")
    root = ImpactNode("[blink]root\n", "", (ImpactNode("x\x1b[2J[/]", "IDENTITY"),))
    failed = replace(LAKE, failed=(FailedAsset("[b]\x1b", "UNREADABLE", "\x9b[0m[/x]"),))
    text = printed(
        replace(SUMMARY, sources=(failed,), classified=(hostile,), impact=Impact(root, 1, 1, complete=False))
    )
    assert not {"\x1b", "\x07", "\x9b", "\t"} & set(text)
    for part in ("[bold]", "[/bold]", "[blink]root\\n", "x\\x1b[2J[/]", "[red]", "[b]"):
        assert part in text


@pytest.mark.parametrize(
    ("trap", "said", "outcome"),
    [
        (SCENARIO, None, Outcome.SEEN_THROUGH),
        (SCENARIO, ("CREDIT_CARD", "SUGGESTED"), Outcome.SEEN_THROUGH),
        (SCENARIO, ("CREDIT_CARD", "CONFIRMED"), Outcome.FOOLED),
        (NOTES, None, Outcome.MISSED),
        (NOTES, ("EMAIL", "CONFIRMED"), Outcome.SEEN_THROUGH),
        (NOTES, ("PHONE", "CONFIRMED"), Outcome.MISSED),
    ],
)
def test_the_verdict_on_a_misleading_column(trap, said, outcome):
    classified = [replace(EMAIL, column=trap.column, data_class=said[0], state=said[1])] if said else []
    assert verdict(trap, classified)[0] is outcome


def test_the_token_does_not_show_in_a_repr():
    assert "ttt" not in repr(SUMMARY)


def test_a_long_impact_is_cut_and_says_so():
    wide = ImpactNode("root", "", tuple(ImpactNode(f"column {number}", "IDENTITY") for number in range(100)))
    text = printed(replace(SUMMARY, impact=Impact(wide, 100, 1, complete=True)))
    assert "and 60 more" in text
    assert "column 39" in text
    assert "column 40 " not in text
