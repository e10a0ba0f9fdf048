import subprocess
import sys
from pathlib import Path

import pytest

from graph_api.embedded.errors import EmbeddedError
from graph_api.embedded.lock import Share, exclusive, shared

HOLDER = """
import sys, time
from pathlib import Path
from graph_api.embedded.lock import Share, exclusive
path = Path(sys.argv[2])
if sys.argv[1] == "share":
    share = Share(path)
    print("held", flush=True); time.sleep(60)
else:
    with exclusive(path, timeout=1):
        print("held", flush=True); time.sleep(60)
"""


def holder(kind: str, path: Path) -> subprocess.Popen:
    process = subprocess.Popen([sys.executable, "-c", HOLDER, kind, str(path)], stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"held\n"
    return process


def kill(process: subprocess.Popen) -> None:
    process.kill()
    process.wait()
    process.stdout.close()


def test_users_share_and_each_counts_until_it_leaves(tmp_path):
    path = tmp_path / "users.lock"
    assert not shared(path)
    first, second = Share(path), Share(path)
    first.leave()
    first.leave()
    assert shared(path)
    second.leave()
    assert not shared(path)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_killed_user_does_not_count(tmp_path):
    process = holder("share", tmp_path / "users.lock")
    assert shared(tmp_path / "users.lock")
    kill(process)
    assert not shared(tmp_path / "users.lock")


def test_who_waits_too_long_is_told_for_what(tmp_path):
    process = holder("exclusive", tmp_path / "start.lock")
    with (
        pytest.raises(EmbeddedError, match=r"start\.lock.*retry") as caught,
        exclusive(tmp_path / "start.lock", timeout=0.1),
    ):
        pytest.fail("held by two")
    assert caught.value.code == "BUSY"
    kill(process)
    with exclusive(tmp_path / "start.lock", timeout=0.1):
        pass
