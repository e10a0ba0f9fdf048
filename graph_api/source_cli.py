"""`pursight source …`: set up, list, test and delete sources without a server."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from graph_api.commands import clear_errors, recorded, with_graph

if TYPE_CHECKING:
    from cypher.graph import Graph
    from cypher.source import SourceRow
    from graph_api.settings import Settings
    from schema.ports import Capability

source_app = typer.Typer(help="Set up, list, test and delete sources.", no_args_is_help=True, add_completion=False)
_out = Console(highlight=False, soft_wrap=True)

Slug = Annotated[str, typer.Argument(help="The source's short name, e.g. shop.")]


@source_app.command("create")
def create_command(  # noqa: PLR0917 - the options of a command
    slug: Slug,
    kind: Annotated[str, typer.Option(help="postgresql, sqlite, files …")],
    setting: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            help="NAME=VALUE of the configuration; VALUE is JSON or text. Secrets as env:NAME, file:/path or vault:SOURCE/FIELD.",
        ),
    ] = None,
    config: Annotated[
        Path | None, typer.Option(help="A JSON file with the configuration.", exists=True, dir_okay=False)
    ] = None,
    namespace: Annotated[
        str | None, typer.Option(help="OpenLineage namespace, where the derived one is not right.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="A name for people.")] = None,
    description: Annotated[str | None, typer.Option(help="What it holds.")] = None,
) -> None:
    """Set up a source. Nothing is read yet: then `pursight source test` and `pursight scan`."""
    with clear_errors():
        values = _config(config, setting or [])

    async def work(graph: "Graph", settings: "Settings") -> str:
        from cypher import source  # noqa: PLC0415
        from cypher.visibility import OWNER  # noqa: PLC0415
        from graph_api.scan.ports import Sources, reach  # noqa: PLC0415

        place = Sources(reach(settings)).place(kind, values, slug, namespace)
        return await source.create(
            graph,
            OWNER,
            slug=slug,
            kind=kind,
            namespace=place.namespace,
            scope=place.scope,
            config=values,
            name=name,
            description=description,
        )

    _out.print(
        f"{with_graph(work)} is set up. Try it: pursight source test {slug}; read it: pursight scan {slug}",
        markup=False,
    )


@source_app.command("list")
def list_command() -> None:
    """List the sources."""

    async def work(graph: "Graph", _settings: "Settings") -> "list[SourceRow]":
        from cypher import source  # noqa: PLC0415

        return await source.managed(graph)

    table = Table("source", "kind", "namespace", "name", box=None, pad_edge=False)
    for each in with_graph(work):
        table.add_row(*(Text(cell) for cell in (each.id.removeprefix("source:"), each.kind, each.namespace, each.name)))
    _out.print(table)


@source_app.command("test")
def test_command(slug: Slug) -> None:
    """Say what works and what does not; exit code 1 where something does not that should."""

    async def work(graph: "Graph", settings: "Settings") -> "Sequence[Capability]":
        from cypher import source  # noqa: PLC0415
        from cypher.identity import source_id  # noqa: PLC0415
        from graph_api.scan.ports import Sources, reach  # noqa: PLC0415

        known = await source.config(graph, source_id(slug))
        await recorded(graph)
        return await Sources(reach(settings)).test(known.kind, known.config)

    report = with_graph(work)
    for each in report:
        mark = Text("ok  ", "green") if each.ok else Text("no  ", "red") if each.expected else Text("-   ", "dim")
        _out.print(Text.assemble(mark, f"{each.capability:12} {each.milliseconds:6} ms  ", each.reason or ""))
    if not all(each.ok or not each.expected for each in report):
        raise typer.Exit(1)


@source_app.command("delete")
def delete_command(
    slug: Slug,
    purge: Annotated[bool, typer.Option("--purge", help="Delete its assets too.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be deleted.")] = False,
) -> None:
    """Delete a source; refused while it has assets, unless --purge."""

    async def work(graph: "Graph", _settings: "Settings") -> Any:
        from cypher import source  # noqa: PLC0415
        from cypher.identity import source_id  # noqa: PLC0415
        from cypher.visibility import OWNER  # noqa: PLC0415

        if dry_run:
            return await source.delete_preview(graph, OWNER, source_id(slug))
        return await source.delete(graph, OWNER, source_id(slug), purge=purge)

    gone = with_graph(work)
    would = "would go" if dry_run else "are gone"
    _out.print(
        f"{slug}: {gone.assets} assets, {gone.columns} columns, {gone.classifications} classifications, "
        f"{gone.lineage_edges} lineage edges and {gone.scans} scans {would}.",
        markup=False,
    )


def _config(file: Path | None, settings: Sequence[str]) -> Mapping[str, Any]:
    """The file's object, overridden by NAME=VALUE pairs."""
    from cypher.errors import Invalid  # noqa: PLC0415

    values: dict[str, Any] = {}
    if file is not None:
        try:
            read = json.loads(file.read_text(encoding="utf-8"))
        except ValueError as error:
            raise Invalid(f"{file.name} is not JSON: {error}") from error
        if not isinstance(read, dict):
            raise Invalid(f"{file.name} must hold a JSON object")
        values |= cast("dict[str, Any]", read)
    for pair in settings:
        name, equals, value = pair.partition("=")
        if not (name and equals):
            raise Invalid(f"--set {pair}: write NAME=VALUE, e.g. --set host=db.example.com")
        try:
            values[name] = json.loads(value)
        except ValueError:
            values[name] = value
    return values
