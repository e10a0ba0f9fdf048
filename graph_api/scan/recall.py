"""First phase of a run that only classifies: not the source but the graph says what there is."""

from cypher import inventory
from cypher.inventory import Recalled
from graph_api.classifier import VERSION
from graph_api.scan.listing import Naming
from graph_api.scan.progress import Phase
from graph_api.scan.work import Work
from graph_api.scanner.base import AssetInfo, AssetKind, ColumnInfo, DataType, ForeignKey, RowCount


async def recall(work: Work) -> None:
    """Put the assets that are meant into the spool, as the last scan listed them."""
    claim, progress = work.claim, work.progress
    progress.begin(Phase.DISCOVERING)
    detector = VERSION if claim.only_stale else None
    async for rows in inventory.recalled(work.graph, claim.source, assets=claim.assets, detector=detector):
        for row in rows:
            info = asset_info(row, work.naming)
            progress.listed += 1
            progress.done += 1
            progress.columns += len(info.columns)
            work.spool.add(info, row.id, row.schema_hash or "", known=True)
            work.referred |= referred(row, work.naming)


def referred(row: Recalled, naming: Naming) -> dict[tuple[tuple[str, ...], str], tuple[str, ...]]:
    """The classes of the columns that an asset's foreign keys refer to."""
    return {(naming.path(target), column): tuple(classes) for _, target, column, classes in row.references if classes}


def asset_info(row: Recalled, naming: Naming) -> AssetInfo:
    """What a scanner needs to read the asset's rows."""
    return AssetInfo(
        path=naming.path(row.qualified_name),
        kind=AssetKind(row.kind),
        columns=tuple(
            ColumnInfo(name, position, type_, DataType(data_type), nullable, primary_key, comment)
            for name, position, type_, data_type, nullable, primary_key, comment in row.columns
        ),
        comment=row.comment,
        foreign_keys=tuple(
            ForeignKey((column,), naming.path(target), (target_column,))
            for column, target, target_column, _ in row.references
        ),
        rows=None if row.rows is None else RowCount(row.rows, exact=bool(row.rows_exact)),
        warnings=tuple(row.warnings),
    )
