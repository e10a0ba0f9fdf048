"""Scanners are found through the entry points `pursight.scanners`: name = kind, object = a `Scanner` class."""

from importlib.metadata import EntryPoint, entry_points
from typing import Any

from pydantic import ValidationError

from graph_api.scanner.base import Scanner, SourceError
from graph_api.scanner.reach import EVERYWHERE, Reach

GROUP = "pursight.scanners"


def kinds() -> list[str]:
    """The kinds of source that can be scanned here."""
    return sorted({point.name for point in entry_points(group=GROUP)})


def scanner_class(kind: str) -> type[Scanner]:
    """The class that scans this kind of source."""
    found: tuple[EntryPoint, ...] = tuple(entry_points(group=GROUP, name=kind))
    if not found:
        raise SourceError("CONFIG_INVALID", f"There is no scanner of kind {kind!r}; there are: {', '.join(kinds())}.")
    try:
        loaded: object = found[0].load()
    except (ImportError, AttributeError) as error:
        raise SourceError("CONFIG_INVALID", f"The scanner {found[0].value} cannot be loaded: {error}") from error
    if not (isinstance(loaded, type) and issubclass(loaded, Scanner)):
        raise SourceError("CONFIG_INVALID", f"{found[0].value} is not a Scanner.")
    return loaded


def open_scanner(kind: str, config: dict[str, Any], reach: Reach = EVERYWHERE) -> Scanner:
    """Make the scanner of a source, not yet connected, that keeps within `reach`.

    All that is wrong with `config` is said in one `CONFIG_INVALID`.
    """
    scanner = scanner_class(kind)
    try:
        valid = scanner.config_class.model_validate(config)
    except ValidationError as error:
        # the error's own text and context hold the input, a password perhaps
        problems = [
            f"{'.'.join(map(str, each['loc'])) or 'config'}: {each['msg']}"
            for each in error.errors(include_input=False, include_url=False, include_context=False)
        ]
    else:
        return scanner(valid, reach)
    raise SourceError("CONFIG_INVALID", f"The configuration of this {kind} source is not valid. {'; '.join(problems)}.")
