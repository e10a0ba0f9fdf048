"""What the readers of all formats have in common: the terms, limits, and text of any encoding as UTF-8."""

import codecs
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from graph_api.scanner.base import ColumnInfo, RowCount, SourceError

HEAD_BYTES = 256 << 10
LINE_BYTES = 4 << 20
_FALLBACK = "pursight-windows-1252"
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class Trouble(Counter[str]):
    """What is wrong with a file but does not stop it from being read, with how often."""

    def warnings(self) -> tuple[str, ...]:
        """A sentence each."""
        return tuple(f"{text} ({count} times)." if count > 1 else f"{text}." for text, count in self.items())


@dataclass(frozen=True, slots=True)
class Description:
    """What a file says of itself."""

    columns: tuple[ColumnInfo, ...]
    rows: RowCount | None = None


class Reader(Protocol):
    """Reads files of one format; every method raises `SourceError` for a file that cannot be read."""

    def describe(self, file: Path, trouble: Trouble, *, values: bool) -> Description:
        """Its columns; unless `values`, without looking for types in values."""
        ...

    def count(self, file: Path) -> int:
        """How many rows it has, exactly."""
        ...

    def read(self, file: Path, trouble: Trouble, *, whole: bool) -> Iterator[pa.RecordBatch]:
        """Its rows; unless `whole`, only the first will be asked for."""
        ...


@contextmanager
def readable(file: Path) -> Generator[None]:
    """Turn what Arrow and the system say of a file into a `SourceError`."""
    try:
        yield
    except FileNotFoundError:
        raise SourceError("NOT_FOUND", f"{file.name} is no longer there. Scan again.") from None
    except PermissionError:
        raise SourceError("PERMISSION_DENIED", f"{file.name} may not be read by this user.") from None
    except (pa.ArrowException, OSError, EOFError) as error:
        text = str(error)
        if "straddling" in text or "too small" in text:
            raise line_too_long(file) from None
        reason = "it is damaged, incomplete, or not of the format its name says"
        raise SourceError("UNREADABLE", f"{file.name} cannot be read: {reason} ({type(error).__name__}).") from None


def line_too_long(file: Path) -> SourceError:
    """The clear answer to a line without an end."""
    limit = LINE_BYTES >> 20
    return SourceError(
        "UNREADABLE",
        f"{file.name} has a line longer than {limit} MB, or a quote that is never closed. Mend or exclude it.",
    )


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(_FALLBACK, _as_windows_1252)


class Utf8:
    """A file as UTF-8 without a byte order mark, whatever it is written in: a source for Arrow or for lines.

    UTF-16 is known by its mark or its zero bytes. Bytes that are not UTF-8 are read as Windows-1252, each by itself, so that a
    file in that encoding, or in both, loses nothing but the five bytes that encoding does not use. `tail` is added at the end.
    """

    closed = False

    def __init__(self, file: Path, trouble: Trouble, tail: bytes = b"") -> None:
        """Open the file, decompressing by its suffix."""
        self._source: Any = pa.input_stream(str(file), compression="detect")
        self._trouble = trouble
        self._tail = tail
        self._rest: bytes = b""
        head: bytes = self._source.read(HEAD_BYTES)
        self._encoding = _encoding(head)
        for mark, _ in _MARKS:
            head = head.removeprefix(mark)
        self._decoder = codecs.getincrementaldecoder(self._encoding)("replace")
        self._ready = self._convert(head, final=False)
        self._ended = False

    def read(self, size: int = LINE_BYTES) -> bytes:
        """Exactly `size` bytes until the end: Arrow takes what it gets for a block, and no line may cross two."""
        while len(self._ready) < size and not self._ended:
            data: bytes = self._source.read(LINE_BYTES)
            self._ended = not data
            self._ready += self._convert(data, final=self._ended)
            if self._ended:
                self._ready += self._tail
        result, self._ready = self._ready[:size], self._ready[size:]
        return result

    def readable(self) -> bool:
        """For Arrow."""
        return True

    def close(self) -> None:
        """Close the file."""
        self._source.close()

    def _convert(self, data: bytes, *, final: bool) -> bytes:
        if self._encoding != "utf-8":
            return self._decoder.decode(data, final).encode("utf-8", "replace")
        data = self._rest + data
        try:
            used: int = codecs.utf_8_decode(data, "strict", final)[1]
        except UnicodeDecodeError:
            self._trouble["Bytes that are not UTF-8 were read as Windows-1252"] = 1
            text, used = codecs.utf_8_decode(data, _FALLBACK, final)
            self._rest = data[used:]
            return text.encode()
        self._rest = data[used:]
        return data[:used]


def _encoding(head: bytes) -> str:
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    half = len(head) // 2
    if half and head[1::2].count(0) > half // 2:
        return "utf-16-le"
    if half and head[::2].count(0) > half // 2:
        return "utf-16-be"
    return "utf-8"


def lines(file: Path, trouble: Trouble) -> Iterator[bytes]:
    """The lines of a file that are not blank, as UTF-8, without their ends; at most `LINE_BYTES` long."""
    with readable(file):
        source = Utf8(file, trouble)
        try:
            rest = b""
            while block := source.read():
                *whole, rest = (rest + block).split(b"\n")
                yield from (line for line in map(bytes.strip, whole) if line)
                if len(rest) > LINE_BYTES:
                    raise line_too_long(file)
            if rest.strip():
                yield rest.strip()
        finally:
            source.close()
