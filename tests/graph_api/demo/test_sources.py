import json
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pyarrow as pa
import pyarrow.dataset as ds
import pytest

from graph_api.demo.generator import generate
from graph_api.demo.sources import CRM_NAMESPACE, EXPORTS, DemoSource, DemoSources


@pytest.fixture(scope="module")
def demo(directory) -> Iterator[DemoSources]:
    with DemoSources(directory / "demo") as demo:
        yield demo


@pytest.fixture(scope="module")
def sources(demo) -> dict[str, DemoSource]:
    return {source.slug: source for source in demo.start()}


@pytest.fixture
def reader(sources) -> Iterator[psycopg.Connection]:
    """A connection with exactly what the scanner is told."""
    with reading(sources["shop"]) as connection:
        yield connection


def reading(source: DemoSource) -> psycopg.Connection:
    config = source.config
    password = Path(str(config["password"]).removeprefix("file:"))
    assert stat.S_IMODE(password.stat().st_mode) == 0o600
    return psycopg.connect(
        host=config["host"],
        port=config["port"],
        dbname=config["database"],
        user=config["user"],
        password=password.read_text().strip(),
        sslmode=config["sslmode"],
    )


def state_of(directory: Path) -> dict[str, tuple[int, int]]:
    files = [directory / "crm.sqlite", *(directory / "lake").rglob("*")]
    return {str(file): (file.stat().st_ino, file.stat().st_mtime_ns) for file in files}


def test_three_sources_of_three_kinds(sources):
    assert [(source.slug, source.kind) for source in sources.values()] == [
        ("shop", "postgresql"),
        ("crm", "sqlite"),
        ("lake", "files"),
    ]
    assert sources["crm"].namespace == CRM_NAMESPACE


def test_every_row_arrives_in_postgresql(reader):
    for (schema, name), table in generate().shop.items():
        query = psycopg.sql.SQL("SELECT count(*) FROM {}").format(psycopg.sql.Identifier(schema, name))
        assert reader.execute(query).fetchone() == (len(table.rows),), name


def test_every_view_can_be_read_by_the_reader(reader):
    views = reader.execute(
        "SELECT n.nspname, c.relname, c.relkind FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE c.relkind IN ('v', 'm') AND n.nspname IN ('public', 'billing', 'hr', 'analytics', 'audit', 'legacy')"
    ).fetchall()
    assert len(views) == 14
    assert [name for _, name, kind in views if kind == "m"] == ["mailing_list"]
    for schema, name, _ in views:
        query = psycopg.sql.SQL("SELECT * FROM {} LIMIT 5").format(psycopg.sql.Identifier(schema, name))
        assert reader.execute(query).fetchall(), name


def test_the_reader_cannot_write(reader):
    with pytest.raises(psycopg.Error, match="read-only transaction"):
        reader.execute("CREATE TABLE public.mine (id integer)")
    reader.rollback()
    reader.execute("SET default_transaction_read_only = off")
    reader.commit()
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        reader.execute("DELETE FROM public.customers")


def test_a_change_of_one_column_is_felt_three_views_on(demo):
    with demo.server.connect("shop") as owner, pytest.raises(psycopg.errors.DependentObjectsStillExist) as refused:
        owner.execute("ALTER TABLE public.customers DROP COLUMN email")
    for dependent in (
        "analytics.stg_customers",
        "analytics.customer_orders",
        "analytics.customer_360",
        "materialized view analytics.mailing_list",
    ):
        assert dependent in str(refused.value.diag.message_detail)


def test_shop_has_the_kinds_of_thing_that_scanners_stumble_on(reader):
    def one(query: str) -> object:
        return reader.execute(query).fetchone()[0]

    assert one("SELECT count(*) FROM public.wishlists") == 0
    assert one("SELECT count(*) FROM pg_partitioned_table") == 1
    assert one("SELECT count(*) FROM pg_attribute WHERE attgenerated = 's'") == 2
    assert one("SELECT count(*) FROM pg_type WHERE typtype = 'e'") == 2
    assert one("SELECT count(*) FROM information_schema.columns WHERE table_name = 'customer_features'") == 300
    assert one("SELECT count(*) FROM information_schema.columns WHERE table_name = 'hollow'") == 0
    assert one("SELECT obj_description('public.customers'::regclass)") == "People who bought or registered"


def test_the_exported_list_is_the_materialised_view(reader, demo):
    columns = ", ".join(EXPORTS[0].columns)
    rows = reader.execute(f"SELECT {columns} FROM analytics.mailing_list").fetchall()
    lake = ds.dataset(demo.directory / "lake" / "exports" / "mailing_list").to_table()
    assert lake.column_names == list(EXPORTS[0].columns)
    assert {tuple(row.values()) for row in lake.to_pylist()} <= set(rows)


def test_every_row_arrives_in_sqlite_and_its_views_answer(sources):
    with closing(sqlite3.connect(sources["crm"].config["path"])) as connection:
        for (name,), table in generate().crm.items():
            assert connection.execute(f'SELECT count(*) FROM "{name}"').fetchone() == (len(table.rows),), name
        views = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'view'")]
        assert len(views) == 5
        assert all(connection.execute(f'SELECT * FROM "{name}" LIMIT 1').fetchone() for name in views)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_the_lake_holds_each_kind_of_file(demo):
    lake = demo.directory / "lake"
    sales = ds.dataset(lake / "sales", partitioning="hive").to_table()
    assert sales.num_rows == 1600
    assert {"year", "month", "amount"} <= set(sales.column_names)
    assert len(list((lake / "exports" / "mailing_list").glob("part-*.parquet"))) == 3
    clicks = [json.loads(line) for line in (lake / "events" / "clickstream.jsonl").read_text("utf-8").splitlines()]
    assert len(clicks) == 1500
    assert any(click["user"] for click in clicks)
    german = (lake / "partners" / "kunden_latin1.csv").read_bytes()
    assert "Straße" in german.decode("latin-1")
    with pytest.raises(UnicodeDecodeError):
        german.decode("utf-8")


def test_two_files_of_the_lake_are_damaged_and_one_is_empty(demo):
    lake = demo.directory / "lake"
    with pytest.raises(pa.ArrowInvalid):
        ds.dataset(lake / "damaged" / "truncated.parquet")
    lines = (lake / "damaged" / "broken_quotes.csv").read_text("utf-8").splitlines()
    assert {line.count('"') % 2 for line in lines} == {0, 1}
    assert len({line.count(",") for line in lines}) > 2
    assert (lake / "partners" / "empty.csv").stat().st_size == 0


def test_the_second_start_makes_nothing_anew(demo, sources, monkeypatch):
    def refuse(*_: object) -> None:
        raise AssertionError("made anew")

    monkeypatch.setattr("graph_api.demo.sources.generate", refuse)
    before = state_of(demo.directory)
    with DemoSources(demo.directory) as second:
        assert second.start() == list(sources.values())
        assert state_of(demo.directory) == before


def test_what_an_interrupted_start_left_is_completed(demo, sources):
    crm = demo.directory / "crm.sqlite"
    marker = demo.directory / "crm.sqlite.edition"
    marker.unlink()
    crm.write_bytes(b"half a file")
    (demo.directory / "lake.new").mkdir()
    assert {source.slug for source in demo.start()} == set(sources)
    with closing(sqlite3.connect(crm)) as connection:
        assert connection.execute("SELECT count(*) FROM contacts").fetchone() == (600,)


def test_another_seed_replaces_the_data_and_keeps_the_readers_password(directory):
    place = directory / "seeds"
    with DemoSources(place, seed=1) as first:
        config = first.start()[0].config
        before = Path(str(config["password"]).removeprefix("file:")).read_text()
    with DemoSources(place, seed=2) as second:
        shop = second.start()[0]
        assert Path(str(shop.config["password"]).removeprefix("file:")).read_text() == before
        with reading(shop) as connection:
            found = connection.execute("SELECT email FROM public.customers WHERE customer_id = 1").fetchone()
    assert found == (generate(2).shop["public", "customers"].column("email")[0],)
    assert found != (generate(1).shop["public", "customers"].column("email")[0],)


def test_a_lost_password_of_the_reader_is_made_anew(demo):
    password = demo.directory / "postgres" / "reader.password"
    password.unlink()
    source = demo.start()[0]
    with reading(source) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("pursight_reader",)


def test_no_password_shows_in_what_the_graph_is_told(sources, demo):
    secrets = [
        (demo.directory / "postgres" / f"{name}.password").read_text().strip() for name in ("reader", "superuser")
    ]
    assert all(len(secret) > 20 and secret not in repr(sources) for secret in secrets)
