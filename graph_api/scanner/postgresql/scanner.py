"""The scanner of one PostgreSQL database."""

from collections.abc import Iterator, Sequence

from graph_api.scanner.base import (
    AssetFailure,
    AssetInfo,
    CapabilityResult,
    CountsRows,
    ListsAssets,
    ReadsForeignKeys,
    ReadsViewSql,
    Sample,
    SamplesRows,
    Scanner,
    SourceError,
)
from graph_api.scanner.capability import capability_report
from graph_api.scanner.postgresql.catalog import BATCH, Catalog
from graph_api.scanner.postgresql.config import PostgresqlConfig
from graph_api.scanner.postgresql.connection import Connections
from graph_api.scanner.postgresql.rows import sample
from graph_api.scanner.reach import EVERYWHERE, Reach


class PostgresqlScanner(Scanner, ListsAssets, SamplesRows, ReadsViewSql, ReadsForeignKeys, CountsRows):
    """Tables, partitioned and foreign tables, views and materialised views of one database; paths are database.schema.name."""

    kind = "postgresql"
    config_class = PostgresqlConfig
    label = "PostgreSQL"
    dialect = "postgres"

    def __init__(self, config: PostgresqlConfig, reach: Reach = EVERYWHERE) -> None:
        """Connect nothing."""
        super().__init__(config, reach)
        self._config = config
        self._connections = Connections(config, reach, self._cancelled)
        self._catalog = Catalog(self._connections, config.database, config.user)

    def namespace(self, slug: str) -> str:
        """`postgres://host:port`; a socket has no host, so its namespace must be chosen."""
        del slug
        if self._config.host.startswith("/"):
            raise SourceError("CONFIG_INVALID", "A unix socket has no host: give this source a namespace of its own.")
        host = self._config.host.lower()
        return f"postgres://{f'[{host}]' if ':' in host else host}:{self._config.port}"

    def connect(self) -> None:
        """Open the first connection and see that it answers."""
        with self._connections.transaction() as connection:
            connection.execute("SELECT 1")

    def assets(self) -> Iterator[Sequence[AssetInfo | AssetFailure]]:
        """Included tables and views by schema and name; a schema that may not be used is one failure."""
        relations, forbidden = self._catalog.relations()
        included = [each for each in relations if self.includes(each.path)]
        refused = sorted(forbidden & {each.path[1] for each in included})
        if refused:
            yield [self._catalog.forbidden(schema) for schema in refused]
        usable = [each for each in included if each.path[1] not in forbidden]
        for start in range(0, len(usable), BATCH):
            self.check_cancelled()
            yield self._catalog.assets(usable[start : start + BATCH])

    def sample(self, asset: AssetInfo, rows: int | None) -> Sample:
        """Bernoulli over a small table, pages thinned out over a large one, the first rows of a view or foreign table."""
        self.check_cancelled()
        self.check_sampling(asset.path)
        return sample(self._connections, asset, rows)

    def view_sql(self, asset: AssetInfo) -> str:
        """As the server writes it."""
        return self._catalog.view_sql(asset.path)

    def cancel(self) -> None:
        """Also cancels in the server."""
        super().cancel()
        self._connections.interrupt()

    def close(self) -> None:
        """Close all connections."""
        self._connections.close()

    def test(self) -> list[CapabilityResult]:
        """Try each capability."""
        return capability_report(self)
