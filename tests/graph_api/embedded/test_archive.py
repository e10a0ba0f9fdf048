import os

from graph_api.embedded import archive
from graph_api.embedded.archive import archive_options


def test_no_room_or_no_archive_is_a_slower_start_and_nothing_else(tmp_path, monkeypatch):
    jar = tmp_path / "a.jar"
    jar.write_bytes(b"")
    monkeypatch.setattr(archive, "_BYTES", 1 << 60)
    said: list[str] = []
    assert archive_options([jar], tmp_path, said.append) == []
    assert said == []


def test_a_failed_making_leaves_nothing_behind_and_is_tried_again(tmp_path):
    jar = tmp_path / "a.jar"
    jar.write_bytes(b"no jar at all")
    said: list[str] = []
    assert archive_options([jar], tmp_path, said.append) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.jar", "lock"]
    assert archive_options([jar], tmp_path, said.append) == []
    assert len(said) == 2


def test_what_a_jvm_cannot_make_is_done_without(tmp_path):
    jar = tmp_path / "a.jar"
    jar.write_bytes(b"")
    (tmp_path / f"server-{archive._key([jar])}.aot").touch()
    assert archive_options([jar], tmp_path, print) == []


def test_an_archive_belongs_to_the_very_jars(tmp_path):
    jar = tmp_path / "a.jar"
    jar.write_bytes(b"1")
    before = archive._key([jar])
    assert archive._key([jar]) == before
    os.utime(jar, ns=(1, 1))
    assert archive._key([jar]) != before
