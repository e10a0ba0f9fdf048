"""One suite for every scanner that is registered, each over the same company."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

import pytest

from graph_api.scanner.base import (
    AssetFailure,
    AssetInfo,
    AssetKind,
    CountsRows,
    DataType,
    ForeignKey,
    ListsAssets,
    ReadsForeignKeys,
    ReadsViewSql,
    RowCount,
    SampleMethod,
    SamplesRows,
    Sampling,
    SourceError,
)
from graph_api.scanner.profile import Profiler
from graph_api.scanner.registry import kinds, open_scanner, scanner_class
from tests.graph_api.scanner.company import (
    BIG_ROWS,
    CANARY,
    CUSTOMERS,
    ODD,
    TABLES,
    UNICODE,
    Company,
    FilesCompany,
    PostgresqlCompany,
    SqliteCompany,
)

COMPANIES = {each.kind: each for each in (PostgresqlCompany, SqliteCompany, FilesCompany)}
TYPES = [DataType.INTEGER, DataType.STRING, DataType.STRING, DataType.DATE, DataType.DECIMAL, DataType.BOOLEAN]


@pytest.fixture(scope="module", params=kinds())
def company(request, tmp_path_factory) -> Company:
    directory = tmp_path_factory.mktemp(request.param)
    if request.param == "postgresql":
        server = request.getfixturevalue("postgresql")
        made: Company = PostgresqlCompany(server.create_database(), directory / "password")
    else:
        made = COMPANIES[request.param](directory)
    made.fill()
    return made


@pytest.fixture
def scanner(company) -> Iterator:
    with open_scanner(company.kind, company.config) as opened:
        yield opened


def listed(scanner) -> dict[str, AssetInfo]:
    found = list(chain.from_iterable(scanner.assets()))
    assert not [each for each in found if isinstance(each, AssetFailure)]
    return {each.path: each for each in found}


def rows_of(scanner, asset, rows=None) -> list[dict]:
    return [row for batch in scanner.sample(asset, rows).batches for row in batch.to_pylist()]


def test_every_kind_that_is_registered_has_its_company():
    assert sorted(COMPANIES) == kinds()


def test_a_scanner_says_what_it_is(company):
    found = scanner_class(company.kind)
    assert found.kind == company.kind
    assert found.label
    assert all(field.description for field in found.config_class.model_fields.values())


def test_everything_is_listed_once_with_its_columns_in_order(company, scanner):
    assets = listed(scanner)
    expected = {company.path(table) for table in (*TABLES, "wide")}
    assert {path for path, asset in assets.items() if asset.kind is not AssetKind.VIEW} == expected
    for table, (columns, _) in TABLES.items():
        found = assets[company.path(table)].columns
        assert [column.name for column in found] == [name for name, _ in columns]
        assert [column.position for column in found] == list(range(1, len(columns) + 1))


def test_types_are_known(company, scanner):
    customer = listed(scanner)[company.path("customer")]
    assert [column.data_type for column in customer.columns] == TYPES
    assert all(column.type for column in customer.columns)


def test_values_come_as_they_are_with_null_and_empty_told_apart(company, scanner):
    found = rows_of(scanner, listed(scanner)[company.path("customer")])
    assert [(row["email"], row["note"]) for row in found] == [(row[1], row[2]) for row in CUSTOMERS]
    assert [row["born"] for row in found] == [row[3] for row in CUSTOMERS]


def test_a_name_with_quotes_line_breaks_and_cypher_is_a_name_like_any_other(company, scanner):
    assets = listed(scanner)
    assert [row[ODD] for row in rows_of(scanner, assets[company.path(ODD)], 10)] == ["x", "y"]
    assert [row["Ünï"] for row in rows_of(scanner, assets[company.path(UNICODE)], 10)] == ["ä"]


def test_an_empty_table_has_columns_and_no_rows(company, scanner):
    empty = listed(scanner)[company.path("empty")]
    sample = scanner.sample(empty, 100)
    assert list(sample.batches) == []
    assert (sample.method, sample.rows) == (SampleMethod.ALL, RowCount(0, exact=True))


def test_thousands_of_columns_are_listed_sampled_and_profiled(company, scanner):
    wide = listed(scanner)[company.path("wide")]
    profiler = Profiler(wide.columns)
    for batch in scanner.sample(wide, 10).batches:
        profiler.add(batch)
    profiles = profiler.result()
    assert len(profiles) == len(wide.columns) == company.width
    assert profiles[f"c{company.width - 1}"].greatest == str(company.width - 1)


def test_foreign_and_primary_keys(company, scanner):
    assert isinstance(scanner, ReadsForeignKeys) == company.keys_and_views
    if company.keys_and_views:
        assets = listed(scanner)
        order, customer = company.path("order"), company.path("customer")
        assert assets[order].foreign_keys == (ForeignKey(("customer_id",), customer, ("id",)),)
        assert [column.name for column in assets[customer].columns if column.primary_key] == ["id"]


def test_views_have_their_select(company, scanner):
    assert isinstance(scanner, ReadsViewSql) == company.keys_and_views
    if company.keys_and_views:
        view = listed(scanner)[company.path("adult")]
        assert view.kind is AssetKind.VIEW
        assert view.view_sql.upper().startswith("SELECT")
        assert view.dialect == scanner.dialect
        assert scanner.view_sql(view) == view.view_sql
        with pytest.raises(SourceError, match="no such view") as gone:
            scanner.view_sql(replace(view, path=(*view.path[:-1], "adult'\"; --")))
        assert gone.value.code == "NOT_FOUND"
        assert {row["id"] for row in rows_of(scanner, view, 10)} == {"1", "2", "5"}


def test_a_sample_is_random_bounded_and_the_same_each_time(company, scanner):
    big = listed(scanner)[company.path("big")]
    sample = scanner.sample(big, 300)
    first = [int(row["id"]) for batch in sample.batches for row in batch.to_pylist()]
    assert sample.method is SampleMethod.RANDOM
    assert sample.rows == RowCount(BIG_ROWS, exact=True)
    assert 200 <= len(first) <= 300
    assert len(set(first)) == len(first)
    assert max(first) > BIG_ROWS * 0.9
    assert min(first) < BIG_ROWS * 0.1
    assert [int(row["id"]) for row in rows_of(scanner, big, 300)] == first


def test_a_sample_larger_than_the_table_is_all_of_it(company, scanner):
    big = listed(scanner)[company.path("big")]
    for wanted in (None, BIG_ROWS, BIG_ROWS * 2):
        sample = scanner.sample(big, wanted)
        assert sum(batch.num_rows for batch in sample.batches) == BIG_ROWS
        assert (sample.method, sample.rows) == (SampleMethod.ALL, RowCount(BIG_ROWS, exact=True))


def test_a_sample_can_be_left_before_its_end(company, scanner):
    big = listed(scanner)[company.path("big")]
    for _ in range(10):
        sample = scanner.sample(big, None)
        next(iter(sample.batches))
        sample.close()
    assert len(rows_of(scanner, big)) == BIG_ROWS


def test_filters_take_and_leave_by_pattern(company):
    separator = scanner_class(company.kind).config_class.separator
    whole = separator.join(company.path("big")[-2:])

    def names(**filters):
        with open_scanner(company.kind, {**company.config, **filters}) as scanner:
            return set(listed(scanner))

    everything = names()
    assert names(include=[company.pattern("big")]) == {company.path("big")}
    assert names(include=[whole]) == {company.path("big")}
    assert names(include=["w*", "cust*"]) == {company.path("wide"), company.path("customer")}
    assert names(exclude=[company.pattern("b?g")]) == everything - {company.path("big")}
    assert names(include=["no such thing"]) == set()
    assert names(include=["BIG*"]) == set()


def test_where_sampling_is_off_no_value_is_read(company):
    with open_scanner(company.kind, {**company.config, "sampling": "OFF"}) as scanner:
        assets = listed(scanner)
        assert CANARY not in repr(assets)
        customer = assets[company.path("customer")]
        assert [column.name for column in customer.columns] == [name for name, _ in TABLES["customer"][0]]
        with pytest.raises(SourceError) as refused:
            scanner.sample(customer, 10)
        assert refused.value.code == "SAMPLING_OFF"


def test_the_last_override_that_matches_decides_on_sampling(company):
    overrides = [
        {"pattern": company.pattern("cust*"), "sampling": "VALUES"},
        {"pattern": company.pattern("customer"), "sampling": "OFF"},
    ]
    config = {**company.config, "sampling": "VALUES", "sampling_overrides": overrides}
    scanner = open_scanner(company.kind, config)
    assert scanner.sampling_for(company.path("customer")) is Sampling.OFF
    assert scanner.sampling_for(company.path("big")) is Sampling.VALUES
    turned = open_scanner(company.kind, {**config, "sampling": "OFF", "sampling_overrides": overrides[::-1]})
    assert turned.sampling_for(company.path("customer")) is Sampling.VALUES
    assert turned.sampling_for(company.path("big")) is Sampling.OFF


def test_the_capability_report_has_a_line_for_each_capability(company):
    report = {line.capability: line for line in open_scanner(company.kind, company.config).test()}
    assert list(report) == ["connect", "list", "sample", "profile", "viewSql", "foreignKeys", "rowCounts"]
    found = scanner_class(company.kind)
    for capability, needed in {
        "list": ListsAssets,
        "sample": SamplesRows,
        "profile": SamplesRows,
        "viewSql": ReadsViewSql,
        "foreignKeys": ReadsForeignKeys,
        "rowCounts": CountsRows,
    }.items():
        assert report[capability].ok == issubclass(found, needed), report[capability]
        assert report[capability].ok or report[capability].reason
        assert report[capability].expected == report[capability].ok  # what a kind cannot do is not amiss


def test_the_capability_report_says_why_not(company):
    off = {line.capability: line for line in open_scanner(company.kind, {**company.config, "sampling": "OFF"}).test()}
    assert off["list"].ok
    assert not off["sample"].ok
    assert "SAMPLING_OFF" in off["sample"].reason
    assert not off["sample"].expected
    assert not off["profile"].expected
    nothing = open_scanner(company.kind, {**company.config, "include": ["no such thing"]}).test()
    assert [line.ok for line in nothing[:3]] == [True, False, False]
    assert "`include`" in nothing[1].reason
    gone = open_scanner(company.kind, company.unreachable()).test()
    assert not any(line.ok for line in gone)
    assert all(line.expected for line in gone)
    assert all(line.reason for line in gone)


def test_a_source_that_is_not_there_is_a_clear_error(company):
    with pytest.raises(SourceError) as error:
        open_scanner(company.kind, company.unreachable()).connect()
    assert error.value.code in {"UNREACHABLE", "NOT_FOUND"}
    assert "Check" in str(error.value)


def test_what_is_dropped_between_list_and_sample_is_not_found_and_harms_nothing_else(company, scanner):
    company.add("fleeting", [("id", "integer")], [(1,), (2,)])
    assets = listed(scanner)
    company.drop("fleeting")
    with pytest.raises(SourceError) as error:
        rows_of(scanner, assets[company.path("fleeting")], 1)
    assert error.value.code == "NOT_FOUND"
    assert rows_of(scanner, assets[company.path("order")])


def test_cancel_ends_a_sample_within_a_second_and_the_scanner_with_it(company):
    with open_scanner(company.kind, company.config) as scanner:
        big = listed(scanner)[company.path("big")]
        batches = scanner.sample(big, None).batches
        next(iter(batches))
        canceller = threading.Thread(target=scanner.cancel)
        started = time.monotonic()
        canceller.start()
        canceller.join()
        with pytest.raises(SourceError) as error:
            list(chain(batches, _again(scanner, big)))
        assert error.value.code == "CANCELLED"
        assert time.monotonic() - started < 10  # under one second where the machine has nothing else to do
        with pytest.raises(SourceError) as error:
            list(scanner.assets())
        assert error.value.code == "CANCELLED"


def _again(scanner, asset) -> Iterator:
    """A sample that is asked for only when what came before has run out."""
    yield from scanner.sample(asset, None).batches


def test_several_threads_may_sample_at_once(company, scanner):
    assets = listed(scanner)
    counts: list[int] = []

    def read():
        counts.append(len(rows_of(scanner, assets[company.path("big")], None)))

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [BIG_ROWS] * 8


def test_all_that_is_wrong_with_a_configuration_is_said_at_once_without_its_values(company):
    broken = {**company.config, "passwort": CANARY, "sampling": CANARY, "include": CANARY}
    with pytest.raises(SourceError) as error:
        open_scanner(company.kind, broken)
    assert error.value.code == "CONFIG_INVALID"
    assert all(f"{field}:" in str(error.value) for field in ("passwort", "sampling", "include"))
    assert CANARY not in str(error.value)
    assert error.value.__cause__ is None
    assert error.value.__context__ is None


def test_an_unknown_kind_names_the_known_ones():
    with pytest.raises(SourceError, match=r"files, postgresql, sqlite") as error:
        open_scanner("punched cards", {})
    assert error.value.code == "CONFIG_INVALID"


def test_a_scanner_can_be_closed_twice(company):
    scanner = open_scanner(company.kind, company.config)
    scanner.connect()
    scanner.close()
    scanner.close()
