"""PurSight beside a peer and beside the floor, all in one run on the same Neo4j: `make bench-graphql [QUICK=1]`.

    python benchmarks/graphql/run.py [--quick] [--columns 100000 1000000] [--only single list] [--rounds 3] [--seconds 1.5]

The contestants take turns in rounds, so that what the machine does meanwhile falls on all of them; a figure is the median
of its rounds. PurSight's allowance of points is switched off; `zoned` is PurSight asked by somebody whose zones are tested.
"""

import argparse
import shutil
import signal
import sys
import time
from collections.abc import Sequence

import data
import orjson
from contestants import GRANIAN, PEER, Contestant, running
from load import Load, generator
from operations import OPERATIONS, Operation
from table import CLIENTS, Results, ratios, show

_QUICK_SECONDS = 35
"""Until when rounds are begun, from the program's start."""
_COMPARED = 5
"""Of an operation's variables, with how many the answers are compared."""


def main() -> None:
    began = time.monotonic()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="under 50 s: one client, a list and a single asset")
    parser.add_argument(
        "--columns", type=int, nargs="+", default=[data.SMALL, data.LARGE], help="sizes of the full run"
    )
    names = [each.name for each in OPERATIONS]
    parser.add_argument("--only", choices=names, nargs="+", default=names, help="operations of the full run")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1.5, help="of each contestant's turn in the full run")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    _prepared()
    try:
        if arguments.quick:
            _quick(began)
        else:
            for columns in arguments.columns:
                data.load_data(columns)
                chosen = [each for each in OPERATIONS if each.name in arguments.only]
                _full(columns, chosen, arguments.rounds, arguments.seconds)
    except KeyboardInterrupt:
        sys.exit(130)


def _prepared() -> None:
    if shutil.which("node") is None:
        sys.exit("There is no `node`: install Node.js 20 or later, then run `make bench-prepare`.")
    if not (PEER / "node_modules" / "autocannon").is_dir() or not data.is_loaded(data.SMALL):
        sys.exit("Not prepared: run `make bench-prepare` first.")


def _quick(began: float) -> None:
    chosen = [each for each in OPERATIONS if each.name in {"single", "list"}]
    with (
        data.start(data.SMALL) as neo4j,
        running(["pursight", "peer", "floor"], neo4j) as contestants,
        generator() as load,
    ):
        turns = Turns(load, contestants, chosen)
        turns.take([1], 1.2)
        turns.forget()
        rounds = 0
        while rounds < 1 or time.monotonic() - began < _QUICK_SECONDS:
            turns.take([1], 0.5)
            rounds += 1
    show(turns.results, chosen, [1], f"{data.SMALL:,} columns, {rounds} rounds of 0.5 s")
    print(ratios(turns.results), flush=True)


def _full(columns: int, chosen: Sequence[Operation], rounds: int, seconds: float) -> None:
    names = ["pursight", "core", "peer", "floor", *(["granian"] if GRANIAN.is_dir() else [])]
    with data.start(columns) as neo4j, running(names, neo4j, zoned=True) as contestants, generator() as load:
        turns = Turns(load, contestants, chosen)
        turns.take([1], seconds)
        turns.forget()
        for done in range(rounds):
            turns.take([1, CLIENTS], seconds)
            print(f"round {done + 1} of {rounds} is over", file=sys.stderr)
    show(turns.results, chosen, [1, CLIENTS], f"{columns:,} columns, {rounds} rounds of {seconds:g} s")
    if {"single", "list"} <= {each.name for each in chosen}:
        print(ratios(turns.results), flush=True)


class Turns:
    """The contestants, who agreed on what the right answers are, one after the other."""

    def __init__(self, load: Load, contestants: Sequence[Contestant], operations: Sequence[Operation]) -> None:
        self._load, self._contestants, self._operations = load, contestants, operations
        self._bytes = {operation.name: _agreed(contestants, operation) for operation in operations}
        self.results = Results(list)

    def take(self, clients: Sequence[int], seconds: float) -> None:
        """One round."""
        for count in clients:
            for operation in self._operations:
                for each in self._contestants:
                    measured = self._load.fire(
                        each, operation, connections=count, seconds=seconds, whole=self._bytes[operation.name] // 2
                    )
                    self.results[operation.name, each.name, count].append(measured)
                    if count > 1:
                        each.settle()

    def forget(self) -> None:
        """What was measured so far was the warming up."""
        self.results.clear()


def _agreed(contestants: Sequence[Contestant], operation: Operation) -> int:
    """See that all give the same content, and those who answer in PurSight's form the same JSON; bytes of the smallest."""
    least = sys.maxsize
    for asked in zip(*(each.bodies(operation)[:_COMPARED] for each in contestants), strict=True):
        answers = [each.ask(body) for each, body in zip(contestants, asked, strict=True)]
        first = orjson.loads(answers[0]).get("data")
        for each, text in zip(contestants, answers, strict=True):
            answer = orjson.loads(text)
            if answer.get("errors"):
                sys.exit(f"{each.name} answers {operation.name} with {answer['errors']}")
            given, right = answer["data"], first
            if each.name == "peer":
                given, right = operation.content(given), operation.content(right)
            if given != right:
                sys.exit(f"{each.name} does not answer {operation.name} as {contestants[0].name} does")
            least = min(least, len(text))
    print(f"{operation.name:9} {operation.title}: all agree, {len(answers[0]):,} bytes", flush=True)
    return least


if __name__ == "__main__":
    main()
