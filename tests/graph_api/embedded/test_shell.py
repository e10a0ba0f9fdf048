import os
import pty
import select
import signal
import sys
import time

from hypothesis import given, settings
from hypothesis import strategies as st
from neo4j import GraphDatabase

from graph_api.embedded.shell import printable, show

CODE = """
import sys
from pathlib import Path
from rich.console import Console
from graph_api.embedded.shell import Shell
uri, user, password, history = sys.argv[1:]
sys.exit(Shell(uri, user, password, "neo4j", Console(highlight=False)).run(Path(history)))
"""


class Terminal:
    """A person at a terminal."""

    def __init__(self, *arguments: str) -> None:
        self._pid, self._terminal = pty.fork()
        if not self._pid:
            os.execv(sys.executable, [sys.executable, "-c", CODE, *arguments])
        self._seen = ""

    def type(self, text: str) -> None:
        os.write(self._terminal, text.encode())

    def until(self, word: str, seconds: float = 60.0) -> str:
        deadline = time.monotonic() + seconds
        while word not in self._seen:
            assert time.monotonic() < deadline, self._seen
            if select.select([self._terminal], [], [], 0.1)[0]:
                self._seen += os.read(self._terminal, 65536).decode(errors="replace")
        before, _word, self._seen = self._seen.partition(word)
        return before

    def exit_code(self) -> int:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            pid, status = os.waitpid(self._pid, os.WNOHANG)
            if pid:
                os.close(self._terminal)
                return os.waitstatus_to_exitcode(status)
            time.sleep(0.02)
        os.kill(self._pid, signal.SIGKILL)
        raise AssertionError("it did not leave")


def runs(server, part: str) -> None:
    """Wait until Neo4j works at a query with these words."""
    asked = "SHOW TRANSACTIONS YIELD currentQuery AS q WHERE q CONTAINS $part AND NOT q CONTAINS 'SHOW' RETURN q"
    deadline = time.monotonic() + 60
    with GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver:
        while not driver.execute_query(asked, part=part, database_="neo4j").records:
            assert time.monotonic() < deadline
            time.sleep(0.05)


def test_a_person_types_over_lines_stops_what_runs_and_leaves(neo4j_server, tmp_path):
    history = tmp_path / "history"
    terminal = Terminal(neo4j_server.uri, neo4j_server.user, neo4j_server.password, str(history))
    terminal.until("neo4j> ")
    terminal.type("RETURN\n")
    terminal.until("... ")
    terminal.type("40 + 2 AS answer;\n")
    assert "42" in terminal.until("1 row")
    terminal.until("neo4j> ")
    terminal.type("nonsense;\n")
    terminal.until("Invalid input")
    terminal.until("neo4j> ")
    terminal.type("UNWIND range(1, 2000000000) AS x RETURN count(x);\n")
    runs(neo4j_server, "2000000000")
    terminal.type("\x03")
    terminal.until("stopped")
    terminal.until("neo4j> ")
    terminal.type("half a thought\n")
    terminal.until("... ")
    terminal.type("\x03")
    terminal.until("neo4j> ")
    terminal.type(":help\n")
    terminal.until(":quit  leave")
    terminal.type(":quit\n")
    assert terminal.exit_code() == 0
    assert "40 + 2" in history.read_text()
    assert history.stat().st_mode & 0o777 == 0o600


def test_values_are_shown_as_cypher_writes_them(neo4j_server):
    statement = """
    CREATE p = (:A:B {n: 1})<-[:R {w: 0.5}]-(:C {list: [1, 2], yes: true})
    RETURN p, nodes(p)[0] AS node, {a: null, b: [false, 'x']} AS map, date('2026-01-02') AS day
    """
    with (
        GraphDatabase.driver(neo4j_server.uri, auth=(neo4j_server.user, neo4j_server.password)) as driver,
        driver.session() as session,
        session.begin_transaction() as transaction,  # never committed
    ):
        path, node, mapping, day = (show(value) for value in transaction.run(statement).single().values())
    assert path.startswith("(:A:B {n: 1})<-[:R {w: 0.5}]-(:C {")
    assert node == "(:A:B {n: 1})"
    assert mapping == "{a: null, b: [false, x]}"
    assert day == "2026-01-02"


@settings(deadline=None)
@given(st.text())
def test_nothing_that_a_terminal_obeys_is_printed(text):
    assert all(letter.isprintable() or letter in "\n\t" for letter in printable(text))


def test_readable_text_stays():
    assert printable("naïve 表 🙂\n") == "naïve 表 🙂\n"
    assert printable("\x1b[31m") == "\\u001b[31m"
