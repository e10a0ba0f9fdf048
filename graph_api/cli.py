"""`pursight`: each command is imported when it is called, so that `classify` needs no database and `--help` is quick."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, cast

import typer
from typer.core import TyperCommand, TyperGroup

COMMANDS: Mapping[str, tuple[str, str, str]] = {
    "demo": (
        "graph_api.demo.cli",
        "demo_command",
        "Scan a small company into a real Neo4j, show what is found, and serve it.",
    ),
    "serve": ("graph_api.serve", "serve_command", "Serve GraphQL."),
    "token": ("graph_api.commands", "token_command", "Print the bearer token of this installation."),
    "source": ("graph_api.source_cli", "source_app", "Set up, list, test and delete sources."),
    "scan": ("graph_api.scan.cli", "scan_command", "Scan a source, or all of them."),
    "classify": ("graph_api.classifier.cli", "classify_command", "Classify the columns of a file; no server needed."),
    "lineage": ("graph_api.lineage.cli", "lineage_app", "Read lineage from SQL; no server needed."),
    "export": (
        "graph_api.commands",
        "export_command",
        "Export what people wrote: descriptions, owners, tags, verdicts.",
    ),
    "import": ("graph_api.commands", "import_command", "Import what `export` wrote."),
    "verify": ("graph_api.commands", "verify_command", "Check the invariants of the whole graph."),
    "migrate": ("graph_api.commands", "migrate_command", "Bring the database's schema up to date."),
    "schema": ("graph_api.commands", "schema_command", "Print the GraphQL schema (SDL)."),
    "neo4j": ("graph_api.embedded.cli", "neo4j_app", "The embedded Neo4j: start, stop, look inside."),
}


class _Lazy(TyperGroup):
    """A group that knows its commands' names and help, and imports only the one that runs."""

    def list_commands(self, _context: typer.Context) -> list[str]:  # pyright: ignore[reportIncompatibleMethodOverride] - its click is private
        return list(COMMANDS)

    def get_command(self, _context: typer.Context, cmd_name: str) -> TyperCommand | None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Enough of a command to be listed."""
        return TyperCommand(cmd_name, help=COMMANDS[cmd_name][2]) if cmd_name in COMMANDS else None

    def resolve_command(self, ctx: typer.Context, args: list[str]) -> tuple[str | None, Any, list[str]]:  # pyright: ignore[reportIncompatibleMethodOverride]
        name, *rest = args
        if name in COMMANDS:
            return name, load(name), rest
        return cast("tuple[str | None, Any, list[str]]", super().resolve_command(ctx, args))


def load(name: str) -> Any:
    """The command itself, its room imported."""
    module, attribute, text = COMMANDS[name]
    target = getattr(import_module(module), attribute)
    if not isinstance(target, typer.Typer):
        single = typer.Typer(add_completion=False)
        single.command()(target)
        target = single
    command = cast("Any", typer.main.get_command(target))
    command.name, command.help = name, command.help or text
    return command


app = typer.Typer(cls=_Lazy, add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback()
def pursight() -> None:
    """PurSight: a data-governance server, GraphQL over Neo4j."""


def main() -> None:
    """Run the command line; what a command refuses is one clear line and an exit code."""
    app()
