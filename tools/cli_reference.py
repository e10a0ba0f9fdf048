"""Make `docs/reference/cli.md` from the commands' own help: `python tools/cli_reference.py`.

`tests/test_docs.py` holds page and commands together.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graph_api.cli import COMMANDS, load

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "cli.md"

_HEAD = """# Command line

Made from the commands' own help (`pursight COMMAND --help`) by `python tools/cli_reference.py`. Every command reads the same
[settings](../operations/settings.md) from the environment. Exit codes: [errors](errors.md#exit-codes).
"""


def markdown() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *(line for name in COMMANDS for line in _command(f"pursight {name}", load(name)))])


def _command(name: str, command: Any) -> Iterator[str]:
    """A section for a command; for a group, its promise and a section for each of its commands."""
    inner: dict[str, Any] = getattr(command, "commands", {})
    parameters = [] if inner else [each for each in command.params if not getattr(each, "hidden", False)]
    yield f"## {name}\n" if name.count(" ") == 1 else f"### {name}\n"
    if not inner:
        usage = " ".join([name, *(_metavar(each) for each in parameters)])
        yield f"```text\n{usage}\n```\n"
    yield f"{_text(command.help)}\n"
    if parameters:
        yield "| argument or option | default | |\n|---|---|---|"
        yield from (f"| `{_label(each)}` | {_default(each)} | {_cell(each.help)} |" for each in parameters)
        yield ""
    for inner_name, its in inner.items():
        yield from _command(f"{name} {inner_name}", its)


def _metavar(parameter: Any) -> str:
    """How the parameter stands in the usage line."""
    shown = _label(parameter) + ("..." if parameter.nargs == -1 or parameter.multiple else "")
    return shown if parameter.required else f"[{shown}]"


def _label(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name).upper()
    flags = "/".join([*parameter.opts, *parameter.secondary_opts])
    return flags if parameter.is_flag else f"{flags} {parameter.metavar or parameter.name.upper()}"


def _default(parameter: Any) -> str:
    value = parameter.default
    return "" if value is None or value is False or value == () or callable(value) else f"`{value}`"


def _text(help_text: str | None) -> str:
    """Paragraphs of one line each."""
    return "\n\n".join(" ".join(each.split()) for each in (help_text or "").split("\n\n"))


def _cell(help_text: str | None) -> str:
    return " ".join((help_text or "").split()).replace("|", "\\|")


def main() -> None:
    """Write the page."""
    PAGE.write_text(markdown(), encoding="utf-8")


if __name__ == "__main__":
    main()
