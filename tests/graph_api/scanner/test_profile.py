"""A profile is what a plain computation over all rows would say, in bounded memory, whatever comes."""

import math
import tracemalloc
from collections import Counter
from statistics import fmean

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_api.scanner.base import ColumnInfo, DataType
from graph_api.scanner.profile import ColumnProfile, Profiler

TEXT = st.one_of(
    st.none(), st.text(st.characters(exclude_categories=["Cs"]), max_size=20), st.sampled_from(["a", "b", ""])
)


def profile(batches: list[list], data_type: DataType = DataType.STRING, arrow=None) -> ColumnProfile:
    profiler = Profiler([ColumnInfo("x", 1, "?", data_type)])
    for values in batches:
        profiler.add(pa.record_batch({"x": pa.array(values, arrow or pa.string())}))
    return profiler.result()["x"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(TEXT, max_size=30), max_size=5))
def test_small_columns_are_profiled_exactly(batches):
    rows = [value for batch in batches for value in batch]
    filled = [value for value in rows if value is not None]
    found = profile(batches)
    assert (found.sampled, found.nulls) == (len(rows), len(rows) - len(filled))
    assert found.null_share == (None if not rows else found.nulls / len(rows))
    assert (found.distinct, found.distinct_exact, found.top_error) == (len(set(filled)), True, 0)
    assert set(found.values) == set(filled)
    assert (found.least, found.greatest) == ((min(filled), max(filled)) if filled else (None, None))
    assert (found.min_length, found.max_length) == (
        (min(map(len, filled)), max(map(len, filled))) if filled else (None, None)
    )
    counts = Counter(filled)
    assert all(counts[value] == count > 1 for value, count in found.top)
    assert [count for _, count in found.top] == sorted((each for each in counts.values() if each > 1), reverse=True)[
        :10
    ]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False, width=32), min_size=1, max_size=200))
def test_numbers_that_come_as_text_are_measured_as_numbers(numbers):
    found = profile([[repr(each) for each in numbers]], DataType.FLOAT)
    assert float(found.least) == min(numbers)
    assert float(found.greatest) == max(numbers)
    assert found.mean == pytest.approx(fmean(numbers), rel=1e-6, abs=1e-30)
    assert [share for share, _ in found.quantiles] == [0.05, 0.25, 0.5, 0.75, 0.95]
    values = [float(value) for _, value in found.quantiles]
    assert values == sorted(values)
    slack = max(map(abs, numbers)) * 1e-9
    assert min(numbers) - slack <= values[0] <= values[-1] <= max(numbers) + slack


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(["1", "2.5", "x", "NaN", "inf", "", "1e400", "0x1", " 3", "١٢", None]), max_size=40))
def test_rubbish_among_numbers_is_not_measured_and_nan_is_null(values):
    found = profile([values], DataType.DECIMAL)
    assert found.nulls == sum(value in {None, "NaN"} for value in values)
    assert found.mean is None or math.isfinite(found.mean)
    assert "NaN" not in found.values


def test_the_order_of_rows_and_the_size_of_batches_change_no_exact_figure():
    rows = [str(number % 700) for number in range(70_000)]
    one, other = profile([rows]), profile([rows[::-1][start : start + 999] for start in range(0, 70_000, 999)])
    assert (one.sampled, one.distinct, one.distinct_exact) == (70_000, 700, True)
    assert (one.distinct, one.least, one.greatest, set(one.values)) == (
        other.distinct,
        other.least,
        other.greatest,
        set(other.values),
    )


def test_the_same_rows_give_the_same_profile():
    rows = [[f"user{number}@example.com" for number in range(start, start + 30_000)] for start in (0, 10_000, 60_000)]
    assert profile(rows) == profile(rows)
    numbers = [
        [str(number * 7919 % 100_003) for number in range(start, start + 30_000)] for start in (0, 10_000, 60_000)
    ]
    assert profile(numbers, DataType.INTEGER) == profile(numbers, DataType.INTEGER)


def test_many_distinct_values_are_estimated_and_the_frequent_ones_found():
    rng = np.random.default_rng(1)
    rows = [f"v{number}" for number in rng.zipf(1.3, 400_000)]
    counts = Counter(rows)
    found = profile([rows[start : start + 50_000] for start in range(0, len(rows), 50_000)])
    assert not found.distinct_exact
    assert found.distinct == pytest.approx(len(counts), rel=0.05)
    assert [value for value, _ in found.top] == [value for value, _ in counts.most_common(10)]
    assert all(0 <= counts[value] - count <= found.top_error for value, count in found.top)
    assert found.top_error < 0.001 * len(rows)
    assert len(found.values) == len(set(found.values)) == 1_000


def test_values_are_an_even_sample_of_the_distinct_ones_not_the_first():
    rows = [f"{'early' if number < 100_000 else 'late'}{number}" for number in range(200_000)]
    found = profile([rows])
    assert 400 < sum(value.startswith("early") for value in found.values) < 600


def test_quantiles_of_a_million_numbers_are_within_a_percent():
    numbers = np.random.default_rng(2).normal(1000, 100, 1_000_000)
    found = profile(np.array_split(numbers, 20), DataType.FLOAT, pa.float64())
    for share, value in found.quantiles:
        assert abs((numbers < float(value)).mean() - share) < 0.01
    assert found.mean == pytest.approx(numbers.mean())


@pytest.mark.parametrize(
    ("values", "least", "greatest"),
    [
        (["2024-02-29", "0001-01-01", "9999-12-31"], "0001-01-01", "9999-12-31"),
        (
            ["2024-01-02", "2024-13-45", "294276-12-31", "0044-03-15 BC", "infinity", "0000-00-00"],
            "2024-01-02",
            "2024-01-02",
        ),
        (["never"], None, None),
    ],
)
def test_dates_no_calendar_has_are_left_out_of_what_is_measured(values, least, greatest):
    found = profile([values], DataType.DATE)
    assert (found.least, found.greatest) == (least, greatest)
    assert found.distinct == len(values)


def test_times_are_measured_in_time_whatever_their_zone():
    found = profile(
        [["2024-01-01 10:00:00+00", "2024-01-01 08:00:00.5-05:00", "2024-01-01T09:00:00Z"]], DataType.TIMESTAMP
    )
    assert (found.least, found.greatest) == ("2024-01-01T09:00:00Z", "2024-01-01 08:00:00.5-05:00")
    assert found.quantiles[2] == (0.5, "2024-01-01T10:00:00+00:00")
    assert found.mean is None


def test_whole_numbers_beyond_a_double_keep_their_digits():
    found = profile([["9007199254740993", "-170141183460469231731687303715884105728"]], DataType.INTEGER)
    assert (found.least, found.greatest) == ("-170141183460469231731687303715884105728", "9007199254740993")


@pytest.mark.parametrize(
    ("values", "patterns"),
    [
        (["B2-417", "C9-001"], (("A9-999", 1.0),)),
        (["Ann Lee", "Åse  Ødegård", "ann"], (("Aa Aa", 2 / 3), ("a", 1 / 3))),
        (["078-05-1120"], (("999-99-9999", 1.0),)),
        (["漢字", "٣"], (("9", 0.5), ("a", 0.5))),
        (["x" * 1000], (("a", 1.0),)),
    ],
)
def test_patterns_show_form_without_content(values, patterns):
    assert profile([values]).patterns == patterns


def test_lengths_of_binary_are_bytes_and_its_values_are_kept_from_classifiers():
    found = profile([["00ff", "00", ""]], DataType.BINARY)
    assert (found.min_length, found.max_length, found.values, found.top, found.patterns) == (0, 2, (), (), ())


def test_cells_of_ten_megabytes_are_cut_and_counted():
    found = profile([["x" * 10_000_000, "x" * 10_000_001, "y"]])
    assert (found.max_length, found.distinct) == (10_000_001, 2)
    assert max(map(len, found.values)) == 4_096
    assert len(found.greatest) <= 256
    assert found.top == (("x" * 4096, 2),)


@pytest.mark.parametrize(
    ("arrow", "data_type", "values"),
    [
        (pa.int64(), DataType.INTEGER, [2**63 - 1, -(2**63), None]),
        (pa.float64(), DataType.FLOAT, [math.nan, math.inf, -math.inf, 1.5, None]),
        (pa.bool_(), DataType.BOOLEAN, [True, None, False]),
        (pa.large_string(), DataType.STRING, ["a", None]),
        (pa.timestamp("us"), DataType.TIMESTAMP, [0, None]),
        (pa.null(), DataType.UNKNOWN, [None, None]),
        (pa.string(), DataType.UNKNOWN, ["a", "1"]),
        (pa.int8(), DataType.STRING, [1, 2]),
    ],
)
def test_any_arrow_type_is_taken(arrow, data_type, values):
    found = profile([values], data_type, arrow)
    nulls = sum(value is None or value != value for value in values)  # noqa: PLR0124 - NaN is not itself
    assert (found.sampled, found.nulls) == (len(values), nulls)
    assert found.distinct == len(values) - nulls


def test_batches_of_different_types_are_joined_as_text():
    profiler = Profiler([ColumnInfo("x", 1, "?", DataType.INTEGER)])
    profiler.add(pa.record_batch({"x": pa.array([1, 2])}))
    profiler.add(pa.record_batch({"x": pa.array(["3", "four"])}))
    found = profiler.result()["x"]
    assert (found.least, found.greatest, found.distinct) == ("1", "3", 4)


def test_no_rows_are_no_rows():
    found = profile([])
    assert found == ColumnProfile(sampled=0, nulls=0, null_share=None, distinct=0, distinct_exact=True)


def test_a_batch_of_other_columns_is_refused():
    with pytest.raises(ValueError, match="2 columns"):
        Profiler([ColumnInfo("x", 1, "?", DataType.STRING)]).add(pa.record_batch({"x": [1], "y": [2]}))


def test_memory_does_not_grow_with_the_number_of_distinct_values():
    profiler = Profiler([ColumnInfo(f"c{place}", place + 1, "?", DataType.STRING) for place in range(2)])

    def feed(start: int) -> int:
        for number in range(start, start + 5):
            text = pa.array([f"{number}-{row}-{'x' * 40}" for row in range(10_000)])
            profiler.add(pa.record_batch([text] * 2, names=["c0", "c1"]))
        profiler.result()
        return tracemalloc.get_traced_memory()[0] + pa.total_allocated_bytes()

    tracemalloc.start()
    try:
        early = feed(0)
        for start in range(5, 20, 5):
            late = feed(start)
    finally:
        tracemalloc.stop()
    assert late < early + 2_000_000
