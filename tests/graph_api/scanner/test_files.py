"""What lies in folders, and what is wrong with it."""

import bz2
import gzip
import json
import os
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import chain

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph_api.scanner.base import AssetFailure, DataType, RowCount, SampleMethod, SourceError
from graph_api.scanner.files import FilesConfig, FilesScanner


def put(root, name, content):
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def scanner_of(root, **changes) -> FilesScanner:
    return FilesScanner(FilesConfig(root=root, **changes))


def listed(root, **changes) -> dict:
    return {"/".join(each.path): each for each in chain.from_iterable(scanner_of(root, **changes).assets())}


def read(root, asset, rows=None):
    sample = scanner_of(root).sample(asset, rows)
    return [row for batch in sample.batches for row in batch.to_pylist()], sample


def only(root, rows=None):
    (asset,) = listed(root).values()
    assert not isinstance(asset, AssetFailure), asset
    return (asset, *read(root, asset, rows))


def types(asset) -> dict:
    return {column.name: column.data_type for column in asset.columns}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path, delimiter):
    put(tmp_path, "x.csv", f'name{delimiter}town\n"Ann{delimiter} Lee"{delimiter}Rome\nBob{delimiter}Oslo\n')
    _, rows, _ = only(tmp_path)
    assert rows == [{"name": f"Ann{delimiter} Lee", "town": "Rome"}, {"name": "Bob", "town": "Oslo"}]


def test_a_tsv_is_split_at_tabs_even_if_commas_are_as_even(tmp_path):
    put(tmp_path, "x.tsv", "a,b\tc,d\n1,2\t3,4\n")
    assert only(tmp_path)[1] == [{"a,b": "1,2", "c,d": "3,4"}]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("id,mail\n1,a@b.c\n", ["id", "mail"]),
        ("1,a@b.c\n2,c@d.e\n", ["column_1", "column_2"]),
        ("2024-01-01,x\n2024-01-02,y\n", ["column_1", "column_2"]),
        ("red,round\nred,square\nblue,round\n", ["column_1", "column_2"]),
        ("colour,form\nred,square\nblue,round\n", ["colour", "form"]),
        ("a,,a \n1,2,3\n", ["column_1", "column_2", "column_3"]),
        ("a,\n1,2\n", ["a", "column_2"]),
        ("name\nann\nbob\n", ["name"]),
        ("just,names,here\n", ["just", "names", "here"]),
    ],
)
def test_a_header_is_told_from_a_first_row(tmp_path, text, names):
    put(tmp_path, "x.csv", text)
    asset, rows, _ = only(tmp_path)
    assert [column.name for column in asset.columns] == names
    assert len(rows) == text.count("\n") - (not names[0].startswith("column_1"))


def test_types_of_text_are_seen_and_codes_are_no_numbers(tmp_path):
    put(tmp_path, "x.csv", "i,zip,d,f,b,day,at,u,t\n1,00501,1.50,1e5,true,2024-01-01,2024-01-01T10:00:00Z,"
        "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11,x\n-2,10001,2,.5,FALSE,2024-02-29,2024-01-01 10:00,"
        "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11,\n")  # fmt: skip
    assert list(types(listed(tmp_path)["x.csv"]).values()) == [
        DataType.INTEGER,
        DataType.STRING,
        DataType.DECIMAL,
        DataType.FLOAT,
        DataType.BOOLEAN,
        DataType.DATE,
        DataType.TIMESTAMP,
        DataType.UUID,
        DataType.STRING,
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_are_known(tmp_path, encoding):
    put(tmp_path, "x.csv", "name;town\nMüller;Köln\n漢字;東京\n".encode(encoding))
    asset, rows, sample = only(tmp_path)
    assert rows == [{"name": "Müller", "town": "Köln"}, {"name": "漢字", "town": "東京"}]
    assert (asset.warnings, sample.warnings) == ((), [])


def test_windows_1252_is_read_with_a_warning(tmp_path):
    put(tmp_path, "x.csv", "name;town\nMüller;Köln\n".encode("cp1252"))
    asset, rows, sample = only(tmp_path)
    assert rows == [{"name": "Müller", "town": "Köln"}]
    assert asset.warnings == tuple(sample.warnings) == ("Bytes that are not UTF-8 were read as Windows-1252.",)


def test_a_file_in_two_encodings_loses_nothing(tmp_path):
    put(tmp_path, "x.csv", b"name,town\n" + "Müller,Köln\n".encode() + "Müller,Köln\n".encode("cp1252") + b"\x81,\n")
    _, rows, sample = only(tmp_path)
    assert rows == [{"name": "Müller", "town": "Köln"}] * 2 + [{"name": "\ufffd", "town": None}]
    assert len(sample.warnings) == 1


def test_bytes_that_are_not_utf8_late_in_a_file_are_found_too(tmp_path):
    put(tmp_path, "x.csv", b"id,name\n" + b"1,abc\n" * 100_000 + b"2,\xff\n")
    asset, rows, sample = only(tmp_path)
    assert rows[-1] == {"id": "2", "name": "ÿ"}
    assert (asset.warnings, len(sample.warnings)) == ((), 1)


def test_lines_with_more_or_fewer_fields_are_left_out_and_counted(tmp_path):
    put(tmp_path, "x.csv", "a,b\n1,2\n1\n1,2,3\n3,4\n")
    _, rows, sample = only(tmp_path)
    assert rows == [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]
    assert sample.warnings == ["A line has another number of fields than the header and was left out (2 times)."]
    assert sample.rows == RowCount(2, exact=True)


@pytest.mark.parametrize("rest", ["2,def\n3,ghi\n", "2,def\n3,ghi", "2,def\n3,ghi\n" * 400_000])
def test_a_quote_that_is_never_closed_does_not_swallow_the_rest(tmp_path, rest):
    put(tmp_path, "x.csv", 'id,name\n1,"abc\n' + rest)
    _, rows, sample = only(tmp_path, 10**7)
    assert rows[:3] == [{"id": "1", "name": '"abc'}, {"id": "2", "name": "def"}, {"id": "3", "name": "ghi"}]
    assert len(rows) == 1 + len(rest.split())
    assert sample.warnings == ["A quote is opened and never closed, so quotes were read as ordinary characters."]


def test_quotes_inside_a_field_are_characters(tmp_path):
    put(tmp_path, "x.csv", 'id,pipe\n1,5" wide\n2,"6"" wide"\n')
    _, rows, sample = only(tmp_path)
    assert [row["pipe"] for row in rows] == ['5" wide', '6" wide']
    assert sample.warnings == []


def test_an_endless_line_is_one_clear_failure_and_the_folder_goes_on(tmp_path):
    put(tmp_path, "endless.csv", "a,b," * 3_000_000)
    put(tmp_path, "endless.jsonl", '{"a":"' + "x" * 9_000_000)
    put(tmp_path, "fine.csv", "a,b\n1,2\n")
    found = listed(tmp_path)
    assert found["endless.csv"].code == found["endless.jsonl"].code == "UNREADABLE"
    assert "longer than 4 MB" in found["endless.csv"].message
    assert read(tmp_path, found["fine.csv"])[0] == [{"a": "1", "b": "2"}]


def test_an_endless_line_further_down_fails_when_it_is_met(tmp_path):
    put(tmp_path, "x.csv", "a,b\n" + "1,2\n" * 100_000 + "x" * 9_000_000)
    with pytest.raises(SourceError) as error:
        only(tmp_path, 10)
    assert error.value.code == "UNREADABLE"


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff"])
def test_an_empty_file_has_no_columns(tmp_path, text):
    put(tmp_path, "x.csv", text)
    put(tmp_path, "x.jsonl", text)
    for asset in listed(tmp_path).values():
        assert asset.columns == ()
        assert read(tmp_path, asset)[0] == []


def test_zero_bytes_and_binary_rubbish_do_not_crash(tmp_path):
    put(tmp_path, "zero.csv", b"a,b\n1,x\x00y\n")
    put(tmp_path, "rubbish.csv", bytes(range(256)) * 200)
    put(tmp_path, "rubbish.jsonl", bytes(range(256)) * 200)
    put(tmp_path, "rubbish.csv.gz", b"not gzip at all")
    found = listed(tmp_path)
    assert read(tmp_path, found["zero.csv"])[0] == [{"a": "1", "b": "x\x00y"}]
    assert found["rubbish.csv.gz"].code == found["rubbish.jsonl"].code == "UNREADABLE"
    read(tmp_path, found["rubbish.csv"])


def test_compressed_files_are_read(tmp_path):
    put(tmp_path, "a.csv.gz", gzip.compress(b"x,y\n1,2\n"))
    put(tmp_path, "b.jsonl.bz2", bz2.compress(b'{"x": 1}\n'))
    found = listed(tmp_path)
    assert read(tmp_path, found["a.csv.gz"])[0] == [{"x": "1", "y": "2"}]
    assert read(tmp_path, found["b.jsonl.bz2"])[0] == [{"x": "1"}]


def test_json_lines_are_flattened_two_levels_deep(tmp_path):
    row = {
        "a": 1,
        "b": {"c": {"d": {"e": 1}, "f": "x"}, "g": [1, {"h": 2}]},
        "t": "2024-01-01",
        "zip": "00501",
        "n": None,
    }
    put(tmp_path, "x.jsonl", json.dumps(row) + "\n" + '{"a": 2.5, "b": {}, "bool": true}\n')
    asset, rows, _ = only(tmp_path)
    assert types(asset) == {
        "a": DataType.FLOAT,
        "b.c.d": DataType.JSON,
        "b.c.f": DataType.STRING,
        "b.g": DataType.ARRAY,
        "t": DataType.DATE,
        "zip": DataType.STRING,
        "n": DataType.STRING,
        "b": DataType.JSON,
        "bool": DataType.BOOLEAN,
    }
    assert (rows[0]["a"], rows[0]["b.c.d"], rows[0]["b.g"], rows[0]["zip"]) == ("1", '{"e":1}', '[1,{"h":2}]', "00501")
    assert (rows[1]["a"], rows[1]["b"], rows[1]["bool"], rows[1]["t"]) == ("2.5", "{}", "true", None)


def test_broken_json_lines_are_left_out_and_counted(tmp_path):
    put(tmp_path, "x.jsonl", b'{"a": 1}\nnot json\n\n[1]\n{"a": "\\ud800"}\n{"a": 2}\r\n{"a":')
    asset, rows, sample = only(tmp_path)
    assert rows == [{"a": "1"}, {"a": "2"}]
    assert asset.warnings == tuple(sample.warnings) == ("A line that is not a JSON object was left out (4 times).",)


def test_a_json_file_that_is_no_json_lines_is_said_to_be_none(tmp_path):
    put(tmp_path, "x.jsonl", "[\n1,\n2\n]\n")
    assert listed(tmp_path)["x.jsonl"].code == "UNREADABLE"


def test_a_key_that_comes_late_is_said_to_be_left_out(tmp_path):
    put(tmp_path, "x.jsonl", '{"a": 1}\n' * 2_000 + '{"a": 1, "late": 2}\n')
    _, rows, sample = only(tmp_path)
    assert set(rows[-1]) == {"a"}
    assert "'late'" in sample.warnings[0]


def test_parquet_of_all_types(tmp_path):
    table = pa.table(
        {
            "i": [1, None],
            "f": [float("nan"), 1.5],
            "flag": [True, None],
            "text": ["é", None],
            "large": pa.array(["x", None], pa.large_string()),
            "d": [Decimal("1.10"), None],
            "day": [date(1, 1, 1), None],
            "at": pa.array([datetime(2024, 1, 1, tzinfo=UTC), None], pa.timestamp("ns", "Europe/Oslo")),
            "raw": [b"\x00\xff", None],
            "category": pa.array(["a", "b"]).dictionary_encode(),
            "list": [[1, 2], None],
            "map": pa.array([[("k", 1)], None], pa.map_(pa.string(), pa.int64())),
            "record": [{"x": 1, "deep": {"y": {"z": "end"}}}, None],
            "none": pa.nulls(2),
        }
    )
    pq.write_table(table, tmp_path / "x.parquet")
    asset, rows, sample = only(tmp_path)
    assert types(asset) == {
        "i": DataType.INTEGER,
        "f": DataType.FLOAT,
        "flag": DataType.BOOLEAN,
        "text": DataType.STRING,
        "large": DataType.STRING,
        "d": DataType.DECIMAL,
        "day": DataType.DATE,
        "at": DataType.TIMESTAMP,
        "raw": DataType.BINARY,
        "category": DataType.STRING,
        "list": DataType.ARRAY,
        "map": DataType.JSON,
        "record.x": DataType.INTEGER,
        "record.deep.y": DataType.STRUCT,
        "none": DataType.UNKNOWN,
    }
    first = rows[0]
    assert (first["i"], first["flag"], first["text"], first["d"], first["day"]) == (1, True, "é", "1.10", "0001-01-01")
    assert first["at"].startswith("2024-01-01 00:00:00")
    assert (first["raw"], first["category"], first["list"], first["record.deep.y"]) == (
        "00ff",
        "a",
        "[1,2]",
        '{"z":"end"}',
    )
    assert set(rows[1].values()) == {None, 1.5, "b"}
    assert asset.rows == sample.rows == RowCount(2, exact=True)


def test_a_truncated_parquet_file_fails_alone(tmp_path):
    pq.write_table(pa.table({"x": [1]}), tmp_path / "whole.parquet")
    put(tmp_path, "cut.parquet", (tmp_path / "whole.parquet").read_bytes()[:-20])
    put(tmp_path, "empty.parquet", b"")
    found = listed(tmp_path)
    assert found["cut.parquet"].code == found["empty.parquet"].code == "UNREADABLE"
    assert read(tmp_path, found["whole.parquet"])[0] == [{"x": 1}]


def test_parquet_whose_pages_are_damaged_fails_when_it_is_read(tmp_path):
    path = tmp_path / "x.parquet"
    pq.write_table(pa.table({"x": [str(each) for each in range(10_000)]}), path, use_dictionary=False)
    data = bytearray(path.read_bytes())
    data[4:2000] = os.urandom(1996)
    path.write_bytes(data)
    with pytest.raises(SourceError) as error:
        only(tmp_path, 10)
    assert error.value.code == "UNREADABLE"


def test_a_folder_of_partitions_is_one_asset_with_partition_columns(tmp_path):
    for day, number in (("2024-01-01", 1), ("2024-01-02", 2), ("__HIVE_DEFAULT_PARTITION__", 3)):
        folder = tmp_path / "event" / f"day={day}" / "region=a%2Fb"
        folder.mkdir(parents=True)
        pq.write_table(pa.table({"x": [number]}), folder / "data.parquet")
    put(tmp_path, "event/_SUCCESS", "")
    put(tmp_path, "event/_delta_log/0.jsonl", "{}")
    asset, rows, _ = only(tmp_path)
    assert asset.path == ("event",)
    assert types(asset) == {"x": DataType.INTEGER, "day": DataType.DATE, "region": DataType.STRING}
    assert [(row["x"], row["day"], row["region"]) for row in rows] == [
        (1, "2024-01-01", "a/b"),
        (2, "2024-01-02", "a/b"),
        (3, None, "a/b"),
    ]
    assert asset.rows == RowCount(3, exact=True)


def test_a_folder_of_numbered_parts_is_one_asset(tmp_path):
    put(tmp_path, "sales/part-0000.csv", "id,total\n1,2\n")
    put(tmp_path, "sales/part-0001.csv", "total;id;late\n3.5;4;x\n")
    asset, rows, _ = only(tmp_path)
    assert asset.path == ("sales",)
    assert types(asset) == {"id": DataType.INTEGER, "total": DataType.DECIMAL, "late": DataType.STRING}
    assert rows == [{"id": "1", "total": "2", "late": None}, {"id": "4", "total": "3.5", "late": "x"}]
    assert asset.warnings == ("Its parts differ in their columns.",)


def test_other_folders_are_only_folders(tmp_path):
    for name in ("sales/2023.csv", "sales/2024.csv", "mixed/part-0.csv", "mixed/part-1.jsonl", "mixed/k=v/x.csv"):
        put(tmp_path, name, '{"a": 1}\n' if name.endswith("l") else "a,b\n1,2\n")
    assert set(listed(tmp_path)) == {
        "mixed/k=v/x.csv",
        "mixed/part-0.csv",
        "mixed/part-1.jsonl",
        "sales/2023.csv",
        "sales/2024.csv",
    }


def test_hostile_links_that_lead_out_of_the_root_are_not_followed(tmp_path):
    put(tmp_path, "outside/secret.csv", "a,b\n1,2\n")
    inside = put(tmp_path, "root/inside.csv", "a,b\n1,2\n")
    root = tmp_path / "root"
    (root / "out.csv").symlink_to(tmp_path / "outside" / "secret.csv")
    (root / "dir").symlink_to(tmp_path / "outside")
    (root / "same.csv").symlink_to(inside)
    (root / "loop.csv").symlink_to("loop.csv")
    (root / "round").symlink_to(root)
    found = listed(root)
    assert set(found) == {"inside.csv", "same.csv", "out.csv", "dir", "loop.csv"}
    assert {name for name, each in found.items() if isinstance(each, AssetFailure)} == {"out.csv", "dir", "loop.csv"}
    asset = found["inside.csv"]
    inside.unlink()
    inside.symlink_to(tmp_path / "outside" / "secret.csv")
    with pytest.raises(SourceError) as error:
        read(root, asset)
    assert error.value.code == "NOT_FOUND"


def test_a_name_that_is_not_utf8_and_what_is_no_file_are_no_trouble(tmp_path):
    put(tmp_path, "fine.csv", "a,b\n1,2\n")
    put(tmp_path, os.fsdecode(b"bad\xff.csv"), "a\n1\n")
    os.mkfifo(tmp_path / "pipe.csv")
    found = listed(tmp_path)
    assert set(found) == {"fine.csv", "bad\ufffd.csv"}
    assert found["bad\ufffd.csv"].code == "UNREADABLE"


def test_patterns_are_held_against_the_path_below_the_root(tmp_path):
    for name in ("hr/pay.csv", "hr/deep/x.csv", "shop/pay.csv", "pay.csv"):
        put(tmp_path, name, "a,b\n1,2\n")
    assert set(listed(tmp_path, include=["hr/*"])) == {"hr/pay.csv", "hr/deep/x.csv"}
    assert set(listed(tmp_path, include=["pay.csv"])) == {"hr/pay.csv", "shop/pay.csv", "pay.csv"}
    assert set(listed(tmp_path, exclude=["*/pay.csv"])) == {"hr/deep/x.csv", "pay.csv"}
    assert set(listed(tmp_path, formats=["jsonl"])) == set()


def test_paths_are_relative_and_the_prefix_is_the_place_of_the_root(tmp_path):
    put(tmp_path, "sales/x.csv", "a,b\n1,2\n")
    scanner = scanner_of(tmp_path)
    assert scanner.namespace("lake") == "file"
    (asset,) = listed(tmp_path).values()
    assert "/" + "/".join(scanner.prefix + asset.path) == str(tmp_path / "sales" / "x.csv")


def test_large_files_are_sampled_in_part(tmp_path, monkeypatch):
    monkeypatch.setattr("graph_api.scanner.files.sampling._SMALL_BYTES", 1000)
    for part in range(40):
        put(tmp_path, f"csv/part-{part:04}.csv", "part,row\n" + "".join(f"{part},{row}\n" for row in range(100)))
    pq.write_table(pa.table({"row": list(range(10_000))}), tmp_path / "x.parquet", row_group_size=100)
    found = listed(tmp_path)
    rows, sample = read(tmp_path, found["csv"], 320)
    assert (sample.method, sample.rows, len(rows)) == (SampleMethod.FIRST, None, 320)
    assert {row["part"] for row in rows} >= {"0", "39"}
    assert len({row["part"] for row in rows}) == 16
    rows, sample = read(tmp_path, found["x.parquet"], 320)
    assert (sample.method, sample.rows, len(rows)) == (SampleMethod.RANDOM, RowCount(10_000, exact=True), 320)
    assert len({row["row"] // 100 for row in rows}) == 16
    assert read(tmp_path, found["x.parquet"], 320)[0] == rows


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_no_bytes_whatever_crash_a_reader(tmp_path, data):
    for name in ("x.csv", "x.tsv", "x.jsonl", "x.parquet", "x.csv.gz"):
        put(tmp_path, name, data)
    for asset in listed(tmp_path).values():
        if not isinstance(asset, AssetFailure):
            read(tmp_path, asset, 5)


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(CELL, CELL), max_size=8))
def test_any_text_that_is_quoted_comes_back(tmp_path, rows):
    lines = ["key,value", *(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)]
    put(tmp_path, "x.csv", "\n".join(lines) + "\n")
    (asset,) = listed(tmp_path).values()
    found, _ = read(tmp_path, asset)
    assert [tuple(row.values())[:2] for row in found][-len(rows) :] == rows or not rows
