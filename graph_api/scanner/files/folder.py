"""What lies in a folder: files, and folders whose files are the parts of one data set."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from graph_api.scanner.base import AssetFailure
from graph_api.scanner.files.config import Format, format_of

_PART = re.compile(r"part[-_.]?\d.*", re.IGNORECASE)
_KEY = re.compile(r"(?P<key>[^=]+)=(?P<value>.*)", re.DOTALL)
_LEADS_OUT = "A link that leads out of the root is not followed. Exclude it."
_HIVE_NULL = "__HIVE_DEFAULT_PARTITION__"


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a data set, with the values that its folders' names give to partition columns."""

    file: Path
    partition: tuple[tuple[str, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class DataSet:
    """One asset: a file, or a folder of parts. `path` is relative to the root."""

    path: tuple[str, ...]
    format: Format
    parts: tuple[Part, ...]


class Folder:
    """The folder at `root`, as far as its own files go."""

    def __init__(self, root: Path, formats: tuple[Format, ...]) -> None:
        """Look at nothing yet."""
        self._root = root
        self._formats = formats

    def data_sets(self) -> Iterator[DataSet | AssetFailure]:
        """All of them, in order of names; a folder that cannot be read, or a link that leads out, is a failure."""
        yield from self._below(self._root, ())

    def data_set(self, path: tuple[str, ...]) -> DataSet | None:
        """The one at `path`, as it is now."""
        place = self._root.joinpath(*path)
        if not self._inside(place):
            return None
        if place.is_dir():
            return self._parts_of_one(place, path)
        kind = self._format(place.name)
        return DataSet(path, kind, (Part(place),)) if kind and place.is_file() else None

    def _below(self, folder: Path, path: tuple[str, ...]) -> Iterator[DataSet | AssetFailure]:
        try:
            entries = _entries(folder)
        except OSError as error:
            yield AssetFailure(path, "PERMISSION_DENIED", f"The folder cannot be listed: {error.strerror}.")
            return
        for entry in entries:
            place, inner = Path(entry.path), (*path, entry.name)
            if not _readable_name(entry.name):
                shown = (*path, entry.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
                yield AssetFailure(shown, "UNREADABLE", "Its name is not UTF-8. Rename it.")
            elif entry.is_symlink() and not self._inside(place):
                if place.is_dir() or self._format(entry.name):
                    yield AssetFailure(inner, "PERMISSION_DENIED", _LEADS_OUT)
            elif entry.is_dir(follow_symlinks=False):
                one = self._parts_of_one(place, inner)
                if one is None:
                    yield from self._below(place, inner)
                else:
                    yield one
            elif entry.is_file() and (kind := self._format(entry.name)):
                yield DataSet(inner, kind, (Part(place),))

    def _parts_of_one(self, folder: Path, path: tuple[str, ...]) -> DataSet | None:
        """A folder is one data set if all below it are parts of one format: `part-0000.csv`, or files under `key=value`."""
        try:
            parts = list(self._parts(folder, ()))
        except (OSError, _NotParts):
            return None
        formats = {format_of(each.file.name) for each in parts}
        kind = formats.pop() if len(formats) == 1 else None
        return DataSet(path, kind, tuple(parts)) if kind else None

    def _parts(self, folder: Path, partition: tuple[tuple[str, str | None], ...]) -> Iterator[Part]:
        for entry in _entries(folder):
            if entry.is_symlink() and not self._inside(Path(entry.path)):
                raise _NotParts
            if entry.is_dir(follow_symlinks=False):
                key = _KEY.fullmatch(entry.name)
                if key is None or not _readable_name(entry.name):
                    raise _NotParts
                value = None if key["value"] == _HIVE_NULL else unquote(key["value"])
                yield from self._parts(Path(entry.path), (*partition, (unquote(key["key"]), value)))
            elif entry.is_file() and self._format(entry.name):
                if not partition and not _PART.fullmatch(entry.name):
                    raise _NotParts
                yield Part(Path(entry.path), partition)

    def _format(self, name: str) -> Format | None:
        kind = format_of(name)
        return kind if kind in self._formats else None

    def _inside(self, place: Path) -> bool:
        try:
            return place.resolve().is_relative_to(self._root.resolve())
        except (OSError, RuntimeError):  # links in a circle
            return False


class _NotParts(Exception):
    """The folder is a folder."""


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """By name, without what is hidden and folders a writer keeps for itself (_delta_log)."""
    with os.scandir(folder) as entries:
        shown = (each for each in entries if not each.name.startswith(".") and not _is_internal(each))
        return sorted(shown, key=lambda each: each.name)


def _is_internal(entry: os.DirEntry[str]) -> bool:
    return entry.name.startswith("_") and "=" not in entry.name and entry.is_dir(follow_symlinks=False)


def _readable_name(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
