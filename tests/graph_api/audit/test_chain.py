"""The chain, on SQLite and on a real PostgreSQL: nothing in it can be changed, taken or put in without being found."""

import asyncio
import hashlib
import json
import os
import stat
import subprocess

import pytest
from sqlalchemy import delete, select, text, update

from cypher.act import Act, about, acting, canonical, going, note
from cypher.errors import Invalid, NotFound, StorageFull
from cypher.graph import Conflict
from graph_api.audit import entries
from graph_api.audit.checkpoint import AuditError, Signer
from graph_api.audit.verify import verify
from graph_api.state import Store, chain
from graph_api.state.store import now
from graph_api.state.tables import audit, audit_object, setting
from schema.ports import AuditFilter


def rows(store):
    with store.reading() as connection:
        return connection.execute(select(audit).order_by(audit.c.seq)).all()


def change(store, *statements):
    with store.writing() as connection:
        for each in statements:
            connection.execute(each)


def test_audit_of_nothing_and_of_ten_entries_is_whole(store, signer, file, happened, signed):
    assert verify(store, signer, file).problem is None
    happened(10)
    signed()
    happened(2)
    report = verify(store, signer, file)
    assert (report.entries, report.first, report.last, report.checkpoints, report.problem) == (12, 1, 12, 1, None)


def edited(store):
    entry = json.loads(rows(store)[3].entry) | {"actor": "person:eve"}
    change(store, update(audit).where(audit.c.seq == 4).values(entry=canonical(entry), actor="person:eve"))


def refiled(store):
    change(store, update(audit).where(audit.c.seq == 4).values(actor="person:eve"))


def forgotten(store):
    change(store, delete(audit_object).where(audit_object.c.seq == 4))


def deleted(store):
    change(store, delete(audit_object).where(audit_object.c.seq == 4), delete(audit).where(audit.c.seq == 4))


def swapped(store):
    one, other = rows(store)[3:5]
    for seq, row in ((-1, one), (4, other), (5, one)):
        if seq < 0:
            change(store, delete(audit).where(audit.c.seq.in_((4, 5))))
        else:
            change(store, audit.insert().values(**{**row._mapping, "seq": seq}))


def inserted(store):
    entry = Act("tagAdd", "person:eve").entry()
    of = chain.filed(entry)
    change(
        store,
        *(update(audit).where(audit.c.seq == seq).values(seq=seq + 1) for seq in range(10, 3, -1)),
        audit.insert().values(
            seq=4, id=of.id, at=of.at, actor=of.actor, action=of.action, outcome=of.outcome, entry=entry,
            previous=rows(store)[2].hash, hash=chain.link(4, rows(store)[2].hash, entry),
        ),
    )  # fmt: skip


def beginning_cut(store):
    change(store, delete(audit_object).where(audit_object.c.seq < 4), delete(audit).where(audit.c.seq < 4))


@pytest.mark.parametrize(
    ("attack", "bad"),
    [(edited, 4), (refiled, 4), (forgotten, 4), (deleted, 4), (swapped, 4), (inserted, 4), (beginning_cut, 3)],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_audit_shows_the_first_entry_that_was_tampered_with(store, signer, file, happened, attack, bad):  # noqa: PLR0917 - fixtures
    happened(10)
    attack(store)
    report = verify(store, signer, file)
    assert report.problem is not None
    assert report.problem[0] == bad


def test_audit_shows_a_forgery_whose_every_hash_is_right(store, signer, file, happened, signed):
    """Made anew from the fourth entry on: only what was signed before tells."""
    happened(5)
    signed()
    happened(5)
    with store.writing() as connection:
        found = connection.execute(select(audit).order_by(audit.c.seq)).all()
        previous = chain.genesis(store.id)
        for row in found:
            entry = row.entry.replace("person:ana", "person:eve") if row.seq == 4 else row.entry
            hashed = chain.link(row.seq, previous, entry)
            connection.execute(
                update(audit)
                .where(audit.c.seq == row.seq)
                .values(entry=entry, actor=chain.filed(entry).actor, previous=previous, hash=hashed)
            )
            previous = hashed
    report = verify(store, signer, file)
    assert report.problem is not None
    assert report.problem[0] == 5
    assert "made anew" in report.problem[1]
    file.unlink()
    assert verify(store, signer, file).problem is None, "without a checkpoint nobody could tell"


@pytest.mark.parametrize("left", [0, 7])
def test_audit_shows_an_end_that_was_cut_off(store, signer, file, happened, signed, left):  # noqa: PLR0917 - fixtures
    happened(10)
    signed()
    change(store, delete(audit_object).where(audit_object.c.seq > left), delete(audit).where(audit.c.seq > left))
    assert verify(store, signer, file).problem == (left + 1, "entries up to 10 were signed and are missing")


def test_audit_checkpoints_that_were_changed_or_signed_by_another_are_no_proof(  # noqa: PLR0917 - fixtures
    store, signer, file, happened, signed, settings, tmp_path
):
    happened(2)
    signed()
    line = file.read_text()
    file.write_text(line.replace('"seq":2', '"seq":1'))
    assert "signature" in verify(store, signer, file).problem[1]
    other = Signer.open(type(settings)(state_directory=tmp_path / "other"))
    file.write_text(canonical(other.signed(signer.proved(json.loads(line)))) + "\n")
    assert "not with" in verify(store, signer, file).problem[1]
    file.write_text("no checkpoint\n" + line)
    with pytest.raises(AuditError, match="Line 1"):
        verify(store, signer, file)


def test_audit_key_is_private_made_once_and_missed(settings, signer, store, happened, signed):
    key = settings.state_directory / "audit.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert Signer.open(settings).id == signer.id
    happened()
    signed()
    text_ = key.read_text()
    key.unlink()
    with pytest.raises(AuditError, match="put it back"):
        Signer.open(settings)
    key.write_text("c2hvcnQ=\n")
    key.chmod(0o600)
    with pytest.raises(AuditError, match="32 random bytes"):
        Signer.open(settings)
    key.write_text(text_)
    key.chmod(0o644)
    with pytest.raises(AuditError, match="chmod 600"):
        Signer.open(settings)


async def test_audit_of_two_servers_on_one_store_has_no_forks(url, signer, file):
    first, second = Store.open(url), Store.open(url)

    async def act(store, number):
        with acting(Act("tagAdd", f"person:p{number}")):
            await store.write(
                lambda connection: connection.execute(
                    setting.insert().values(name=f"n{number}", value="1", changed_at=0, changed_by="test")
                )
            )

    try:
        await asyncio.gather(*(act((first, second)[number % 2], number) for number in range(40)))
        report = verify(first, signer, file)
        assert (report.entries, report.last, report.problem) == (40, 40, None)
        assert {row.actor for row in rows(second)} == {f"person:p{number}" for number in range(40)}
    finally:
        first.close()
        second.close()


def test_audit_entry_and_change_are_both_there_or_neither(store):
    def half(connection):
        connection.execute(setting.insert().values(name="half", value="1", changed_at=0, changed_by="test"))
        note("person:bo", None, {"name": "bo"})
        raise LookupError

    with acting(Act("userCreate", "person:ana")), pytest.raises(LookupError), store.writing() as connection:
        half(connection)
    assert rows(store) == []
    with store.writing() as connection:
        connection.execute(setting.insert().values(name="nobody's", value="1", changed_at=0, changed_by="test"))
    assert rows(store) == [], "what nobody asked for leaves no entry"


def test_audit_of_one_act_is_one_entry_and_another_where_it_goes_on_changing(store):
    with acting(Act("sourceDelete", "person:ana")) as act:
        with store.writing():
            note("source:a", {"assets": 1}, None)
        with store.writing():
            pass
        assert len(rows(store)) == 1
        with store.writing():
            note("source:b", {"assets": 2}, None)
    assert going() is None
    assert act.over
    said = [json.loads(row.entry) for row in rows(store)]
    assert [each["changes"][0]["id"] for each in said] == ["source:a", "source:b"]
    assert len({each["id"] for each in said}) == 2


def test_audit_entries_are_sealed_once_however_often_they_are_sent(store, signer, file):
    sent = [Act("tagAdd", "person:ana") for _ in range(3)]
    pairs = [(each.id, each.entry()) for each in sent]
    for some in (pairs[:2], pairs, pairs[1:] * 2):
        with store.writing() as connection:
            chain.add(connection, store.id, some)
    assert [row.id for row in rows(store)] == [each.id for each in sent]
    assert verify(store, signer, file).problem is None


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "{}",
        "[1]",
        '{"id":1}',
        '{"at":1,"action":"x","actor":"y","id":"z","outcome":"OK"}',
        '{ "id": "i" }',
        '{"action":"a","actor":"\\ud800","at":1,"id":"i","outcome":"OK"}',
        '{"action":"\\u0000","actor":"a","at":1,"id":"i","outcome":"OK"}',
        '{"action":"a","actor":"a","at":99999999999999999999999,"id":"i","outcome":"OK"}',
        '{"action":"audit prune","actor":"a","at":1,"given":[1],"id":"i","outcome":"OK","objects":[[]]}',
    ],
)
def test_hostile_entries_in_the_graph_are_kept_as_damaged_and_stop_nobody(store, signer, file, forged):
    good = Act("tagAdd", "person:ana")
    with store.writing() as connection:
        chain.add(connection, store.id, [("i", forged), (good.id, good.entry())])
    assert [row.outcome for row in rows(store)] == ["DAMAGED", "OK"]
    assert verify(store, signer, file).problem is None
    with store.reading() as connection:
        assert len(entries.page(connection, AuditFilter(), before=None, limit=10)) == 2


def test_hostile_entries_that_are_in_the_right_form_are_read_all_the_same(store, signer, file):
    odd = '{"action":"audit prune","actor":"","at":1,"changes":[1,{"id":2}],"given":{"checkpoint":{"seq":9}},"id":"i","outcome":"OK"}'
    with store.writing() as connection:
        chain.add(connection, store.id, [("i", odd)])
    with store.reading() as connection:
        (row,) = entries.page(connection, AuditFilter(), before=None, limit=10)
    assert (row.action, row.changes) == ("audit prune", (("2", None, None),))
    assert verify(store, signer, file).problem is None


def test_audit_entries_are_bounded_and_say_what_they_left_out(store, signer, file):
    act = Act(
        "tagAdd", "person:ana", given={"description": "x" * 50_000}, subjects=[f"asset:{n}" for n in range(1_500)]
    )
    act.subjects[:0] = ["y" * 2_000, "asset:\ud800", "asset:\0"]
    with acting(act):
        for number in range(300):
            note(f"asset:{number}", {"n": float("nan")}, {"n": number})
        with store.writing():
            pass
    (row,) = rows(store)
    said = json.loads(row.entry)
    assert len(row.entry) < 100_000
    assert (len(said["objects"]), len(said["changes"]), said["changesLeftOut"]) == (1_000, 200, 100)
    assert (said["objects"][0], said["objectsLeftOut"]) == ("asset:0", 500)
    assert said["given"]["description"].endswith("(50,000 characters)")
    assert verify(store, signer, file).problem is None


def test_audit_is_read_by_filters_and_pages(store, happened):
    happened(3)
    with acting(Act("userDisable", "person:eve")), store.writing():
        about("person:bo")

    def page(limit=10, before=None, **wanted):
        with store.reading() as connection:
            found = entries.page(connection, AuditFilter(**wanted), before=before, limit=limit)
            assert before is not None or entries.count(connection, AuditFilter(**wanted)) >= len(found)
            return [row.seq for row in found]

    assert page() == [4, 3, 2, 1]
    assert page(limit=2) == [4, 3]
    assert page(before=3) == [2, 1]
    assert page(actors=["person:eve"]) == page(actions=["userDisable"]) == page(objects=["person:bo"]) == [4]
    assert page(objects=["tag:x"], actors=["person:ana"]) == [3, 2, 1]
    assert page(outcomes=["FORBIDDEN"]) == page(actions=[]) == page(until=1) == []
    assert page(since=rows(store)[1].at) == [4, 3, 2]


def test_audit_export_can_be_proved_by_anybody(store, happened):
    happened(3)
    previous = chain.genesis(store.id)
    for line in entries.lines(store):
        said = json.loads(line)
        hashed = said.pop("hash")
        assert hashed == hashlib.sha256(canonical(said).encode()).hexdigest()
        assert said["previous"] == previous
        previous = hashed
    assert previous == rows(store)[-1].hash


def pruned(store, signer, file, before):
    with acting(Act(entries.PRUNE, "person:owner")):
        return entries.prune(store, signer, file, before=before)


def test_audit_that_was_pruned_stays_provable(store, signer, file, happened, signed):
    happened(5)
    signed()
    happened(5)
    assert pruned(store, signer, file, rows(store)[6].at) == 6
    assert [row.seq for row in rows(store)] == [7, 8, 9, 10, 11]
    happened(2)
    assert verify(store, signer, file).problem is None
    file.unlink()  # another server's file does not have it: the entry of the pruning has
    assert verify(store, signer, file).problem is None
    change(store, delete(audit_object).where(audit_object.c.seq < 9), delete(audit).where(audit.c.seq < 9))
    assert verify(store, signer, file).problem[0] == 8
    assert pruned(store, signer, file, now()) == 4
    assert [row.seq for row in rows(store)] == [13, 14]


def test_audit_is_pruned_under_no_legal_hold(store, signer, file, happened):
    happened(3)
    with acting(Act("audit hold", "person:owner")), store.writing() as connection:
        entries.hold(connection, "case 7", "asked by counsel", by="person:owner")
    with pytest.raises(Conflict, match="case 7"):
        pruned(store, signer, file, now())
    with store.writing() as connection, pytest.raises(Conflict):
        entries.hold(connection, "case 7", "again", by="person:owner")
    with store.writing() as connection, pytest.raises(Invalid):
        entries.release(connection, "case 7", " ")
    with store.writing() as connection, pytest.raises(NotFound):
        entries.release(connection, "case 8", "over")
    with acting(Act("audit release", "person:owner")), store.writing() as connection:
        assert [each[:2] for each in entries.holds(connection)] == [("case 7", "asked by counsel")]
        entries.release(connection, "case 7", "settled")
    assert pruned(store, signer, file, now()) == 4
    with pytest.raises(Invalid, match="has come"):
        pruned(store, signer, file, now() + 1_000_000)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount")
def test_audit_without_room_refuses_the_change_and_heals_by_itself(tmp_path, signer, file):
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=700k", "none", disk], check=False, capture_output=True
    ).returncode:
        pytest.skip("this machine lets nobody mount")
    try:
        store = Store.open(store_url(disk))
        done = 0
        with pytest.raises(StorageFull):  # noqa: PT012 - which is the last that fits is not for us to say
            for number in range(2_000):
                with acting(Act("userCreate", "person:ana", given={"slug": "x" * 900})), store.writing() as connection:
                    put(connection, number)
                done += 1
        assert len(rows(store)) == done
        with store.reading() as connection:
            assert connection.scalar(text("SELECT count(*) FROM setting WHERE name LIKE 'n%'")) == done
        subprocess.run(["mount", "-o", "remount,size=4m", disk], check=True)
        with acting(Act("userCreate", "person:ana")), store.writing() as connection:
            put(connection, -1)
        assert verify(store, signer, file).problem is None
        store.close()
    finally:
        subprocess.run(["umount", "-l", disk], check=True)


def store_url(disk):
    from sqlalchemy import URL  # noqa: PLC0415

    return URL.create("sqlite", database=str(disk / "state.db"))


def put(connection, number):
    connection.execute(setting.insert().values(name=f"n{number}", value="1", changed_at=0, changed_by="test"))
