"""The state store, on SQLite and on a real PostgreSQL: nothing acknowledged is lost, and what goes wrong is said."""

import asyncio
import os
import random
import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import URL, func, inspect, select, text
from sqlalchemy.exc import IntegrityError

from cypher.errors import StorageFull, StoreUnavailable
from graph_api.settings import SettingsError, load
from graph_api.state import StateError, Store, open_store
from graph_api.state.migrate import migrations
from graph_api.state.tables import METADATA, membership, setting, team, user

CHILD = Path(__file__).with_name("child.py")


def put(name, value="1"):
    return lambda connection: connection.execute(
        setting.insert().values(name=name, value=value, changed_at=0, changed_by="test")
    )


def names(connection):
    return set(connection.scalars(select(setting.c.name))) - {"store"}


def test_migrations_make_the_tables_that_are_declared(store):
    with store.reading() as connection:
        found = inspect(connection)
        assert set(found.get_table_names()) == METADATA.tables.keys() | {"migration"}
        for table in METADATA.tables.values():
            there = {column["name"]: column for column in found.get_columns(table.name)}
            assert {name: str(column["type"]) for name, column in there.items()} == {
                column.name: str(column.type) for column in table.columns
            }
            for column in table.columns:
                assert there[column.name]["nullable"] == column.nullable or column.primary_key, (
                    table.name,
                    column.name,
                )
            assert found.get_pk_constraint(table.name)["constrained_columns"] == [
                column.name for column in table.primary_key
            ]
            assert {
                (*key["constrained_columns"], key["referred_table"]) for key in found.get_foreign_keys(table.name)
            } == {(key.parent.name, key.column.table.name) for key in table.foreign_keys}


def test_a_store_keeps_its_id_and_runs_each_migration_once(url):
    identities = set()
    for _ in range(2):
        store = Store.open(url)
        identities.add(store.id)
        with store.reading() as connection:
            assert list(connection.scalars(text("SELECT number FROM migration ORDER BY number"))) == list(migrations())
        store.close()
    assert len(identities) == 1
    assert len(identities.pop()) == 36


def test_servers_that_start_at_once_share_one_store(url):
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(lambda _: Store.open(url), range(4)))
    assert len({store.id for store in stores}) == 1
    for store in stores:
        store.close()


async def test_two_servers_see_each_others_rows_and_lose_none(url):
    first, second = Store.open(url), Store.open(url)
    try:
        await asyncio.gather(
            *(store.write(put(f"{which}{n}")) for n in range(40) for which, store in (("a", first), ("b", second)))
        )
        assert len(await first.read(names)) == len(await second.read(names)) == 80
    finally:
        first.close()
        second.close()


async def test_a_transaction_is_all_or_nothing(store):
    def work(connection):
        put("half")(connection)
        raise LookupError

    with pytest.raises(LookupError):
        await store.write(work)
    with pytest.raises(IntegrityError):
        await store.write(lambda connection: [put("twice")(connection), put("twice")(connection)])
    assert await store.read(names) == set()


async def test_references_between_tables_hold_and_follow_a_deletion(store):
    with pytest.raises(IntegrityError):
        await store.write(lambda c: c.execute(membership.insert().values(team="team:x", user="person:x")))

    def work(connection):
        connection.execute(
            user.insert().values(id="person:x", kind="PERSON", name="x", created_at=0, created_by="test")
        )
        connection.execute(team.insert().values(id="team:x", name="x", created_at=0, created_by="test"))
        connection.execute(membership.insert().values(team="team:x", user="person:x"))
        connection.execute(user.delete())
        return connection.scalar(select(func.count()).select_from(membership))

    assert await store.write(work) == 0


async def test_the_event_loop_goes_on_while_a_statement_blocks(store):
    ticks = []

    async def tick():
        while True:
            ticks.append(1)
            await asyncio.sleep(0.01)

    ticking = asyncio.create_task(tick())
    import time  # noqa: PLC0415

    await store.read(lambda _connection: time.sleep(0.3))
    ticking.cancel()
    assert len(ticks) > 10


async def test_a_cancelled_caller_leaves_no_connection_in_use(store):
    import time  # noqa: PLC0415

    for _ in range(12):  # three times as many as there are threads
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(store.write(lambda _connection: time.sleep(0.05)), 0.005)
    await store.write(put("after"))
    assert await store.read(names) == {"after"}


def test_a_sqlite_store_is_private_synced_and_refused_when_others_can_read_it(tmp_path):
    configuration = load(state_directory=tmp_path / "state")
    store = open_store(configuration)
    with store.writing() as connection:
        pragmas = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
        put("x")(connection)
    assert pragmas == ["wal", 2, 1]
    files = list((tmp_path / "state").iterdir())
    assert {file.name for file in files} == {"state.db", "state.db-wal", "state.db-shm"}
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o700
    store.close()
    (tmp_path / "state" / "state.db").chmod(0o640)
    with pytest.raises(StateError, match="Others can read"):
        open_store(configuration)


def test_a_killed_process_loses_nothing_that_it_acknowledged(tmp_path):
    file, acknowledged = tmp_path / "state.db", set()
    for turn in range(3):
        with subprocess.Popen(
            [sys.executable, CHILD, file], stdout=subprocess.PIPE, text=True, cwd=CHILD.parents[3]
        ) as child:
            for _ in range(random.randrange(5, 40)):
                acknowledged.add(f"n{child.stdout.readline().strip()}")
            child.kill()
            acknowledged |= {f"n{line.strip()}" for line in child.stdout if line.endswith("\n")}
        store = Store.open(URL.create("sqlite", database=str(file)))
        with store.writing() as connection:
            found = names(connection)
            assert acknowledged <= found, turn
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            connection.execute(setting.delete().where(setting.c.name != "store"))
        acknowledged.clear()
        store.close()


async def test_a_full_disk_is_told_changes_nothing_and_heals_by_itself(tmp_path):
    store = Store.open(URL.create("sqlite", database=str(tmp_path / "state.db")))
    await store.write(put("before"))

    def fill(connection):
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")  # what a full disk answers, without one
        put("half")(connection)
        put("big", "x" * 200_000)(connection)

    with pytest.raises(StorageFull, match="Make room"):
        await store.write(fill)
    assert await store.read(names) == {"before"}

    def heal(connection):
        connection.exec_driver_sql("PRAGMA max_page_count=1000000")
        put("after")(connection)

    await store.write(heal)
    assert await store.read(names) == {"before", "after"}
    store.close()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount")
def test_a_really_full_disk_loses_nothing_acknowledged(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=600k", "none", disk], check=False, capture_output=True
    ).returncode:
        pytest.skip("this machine lets nobody mount")
    try:
        store = Store.open(URL.create("sqlite", database=str(disk / "state.db")))
        written = set()
        with pytest.raises(StorageFull):  # noqa: PT012 - which of them is the last that fits is not for us to say
            for number in range(1_000):
                with store.writing() as connection:
                    put(f"n{number}", "x" * 5_000)(connection)
                written.add(f"n{number}")
        with store.reading() as connection:
            assert names(connection) == written
        subprocess.run(["mount", "-o", "remount,size=4m", disk], check=True)
        with store.writing() as connection:
            put("after")(connection)
        store.close()
    finally:
        subprocess.run(["umount", "-l", disk], check=True)


def test_a_locked_store_says_so_in_time(tmp_path, monkeypatch):
    monkeypatch.setattr("graph_api.state.store._BUSY_SECONDS", 0.1)
    store = Store.open(URL.create("sqlite", database=str(tmp_path / "state.db")))
    other = sqlite3.connect(tmp_path / "state.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="try again"), store.writing():
        pass
    with store.reading() as connection:  # readers never wait
        names(connection)
    other.close()
    store.close()


def test_what_cannot_be_opened_is_one_line_that_says_why(tmp_path, postgresql):
    (tmp_path / "state.db").write_bytes(b"not a database" * 100)
    (tmp_path / "state.db").chmod(0o600)
    with pytest.raises(StateError, match="not a database"):
        open_store(load(state_directory=tmp_path))
    (tmp_path / "file").write_text("")
    with pytest.raises(StateError, match="cannot be read or made"):
        open_store(load(state_directory=tmp_path / "file"))
    wrong = f"postgresql://postgres:c4n4ry@127.0.0.1:{postgresql.admin.port}/postgres"
    with pytest.raises(StateError, match="password authentication failed") as caught:
        open_store(load(state_directory=tmp_path, state_url=wrong))
    assert "c4n4ry" not in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_a_store_of_a_later_version_is_refused(url):
    store = Store.open(url)
    with store.writing() as connection:
        connection.execute(text("INSERT INTO migration VALUES (9999, 'later', 0)"))
    store.close()
    with pytest.raises(StateError, match="migration 9999"):
        Store.open(url)


def test_the_address_of_a_store_is_postgresqls_and_shows_no_password(monkeypatch):
    monkeypatch.delenv("PURSIGHT_STATE_URL", raising=False)
    for wrong in ("mysql://root:c4n4ry@db/x", "postgresql://u:c4n4ry@db", "sqlite:///c4n4ry", "c4n4ry"):
        with pytest.raises(SettingsError, match="PURSIGHT_STATE_URL") as caught:
            load(state_url=wrong)
        assert "c4n4ry" not in str(caught.value)
    assert "c4n4ry" not in repr(load(state_url="postgresql://u:c4n4ry@db/pursight"))
