"""How a delimited file is written: its delimiter, its header, found in its first lines."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from graph_api.scanner.base import DataType
from graph_api.scanner.files.inference import type_of_texts
from graph_api.scanner.files.reading import HEAD_BYTES, LINE_BYTES, Trouble, Utf8, line_too_long, readable

NULLS = ("", "NULL", "null", "\\N")
_DELIMITERS = ",;\t|"
_SNIFF_ROWS = 100
_HEAD_CELLS = 200_000
_LABEL = re.compile(r"[^\W\d][^\n]{0,62}")


@dataclass(frozen=True, slots=True)
class Dialect:
    """`names` are the columns; `header` says whether the first row holds them; `rows` are the first ones after it."""

    delimiter: str
    names: tuple[str, ...]
    header: bool
    rows: tuple[tuple[str, ...], ...]


def find_dialect(file: Path, trouble: Trouble, preferred: str) -> Dialect:
    """Read the first lines; `preferred` is the delimiter if none is clearly better."""
    text = _head(file, trouble)
    delimiter = max(_DELIMITERS, key=lambda each: _fit(text, each, preferred))
    head = [row for row in _parse(text, delimiter, _HEAD_CELLS) if row]
    if not head:
        return Dialect(delimiter, (), header=False, rows=())
    width, _ = Counter(map(len, head)).most_common(1)[0]
    header = _is_header(head)
    names = _names(head[0] if header else [], max(width, len(head[0]) if header else 0))
    return Dialect(delimiter, names, header, tuple(map(tuple, head[header:])))


def _head(file: Path, trouble: Trouble) -> str:
    """Whole lines from the start of the file, about `HEAD_BYTES` of them."""
    with readable(file):
        source = Utf8(file, trouble)
        try:
            data, ended = b"", False
            while not ended and (len(data) < HEAD_BYTES or b"\n" not in data):
                block = source.read(HEAD_BYTES)
                ended = not block
                data += block
                if len(data) > LINE_BYTES and b"\n" not in data:
                    raise line_too_long(file)
        finally:
            source.close()
    end = len(data) if ended else data.rfind(b"\n") + 1
    return data[:end].decode().replace("\0", "\ufffd")


def _parse(text: str, delimiter: str, cells: int) -> list[list[str]]:
    """Rows until there are `cells` cells; a limit of the module's own does not hold us up."""
    rows: list[list[str]] = []
    try:
        for row in csv.reader(text.splitlines(keepends=True), delimiter=delimiter):
            rows.append(row)
            cells -= len(row)
            if cells <= 0:
                break
    except csv.Error:  # a field over 128 kB: what came before it will do
        pass
    return rows


def _fit(text: str, delimiter: str, preferred: str) -> tuple[float, bool, int]:
    """How evenly a delimiter divides the lines; a file of one column has none."""
    widths = Counter(len(row) for row in islice(_parse(text, delimiter, 20_000), _SNIFF_ROWS) if row)
    if not widths:
        return 0, delimiter == preferred, 0
    width, number = widths.most_common(1)[0]
    return (number / widths.total() if width > 1 else 0), delimiter == preferred, width


def _is_header(head: Sequence[Sequence[str]]) -> bool:
    """Names are filled in, differ, are no values themselves, and do not come again as values."""
    first, rest = head[0], head[1:]
    filled = [each.strip() for each in first if each.strip()]
    if not filled or len({each.lower() for each in filled}) < len(filled):
        return False
    if any(_is_value(each) for each in filled):
        return False
    typed = any(type_of_texts(_column(rest, place)) is not DataType.STRING for place in range(len(first)))
    if typed or not rest:
        return True
    again = sum(name in set(_column(rest, place)) for place, name in enumerate(first))
    return again == 0 and all(_LABEL.fullmatch(each) for each in filled)


def _is_value(text: str) -> bool:
    return type_of_texts([text]) is not DataType.STRING or "@" in text


def _column(rows: Sequence[Sequence[str]], place: int) -> list[str]:
    return [row[place] for row in rows if place < len(row) and row[place] not in NULLS]


def _names(header: Sequence[str], width: int) -> tuple[str, ...]:
    """The header's names made distinct; a column without one is called by its place."""
    names: list[str] = []
    taken: set[str] = set()
    for place in range(width):
        name = base = (header[place].strip() if place < len(header) else "") or f"column_{place + 1}"
        again = 1
        while name in taken:
            again += 1
            name = f"{base}_{again}"
        taken.add(name)
        names.append(name)
    return tuple(names)
