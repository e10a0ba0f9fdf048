"""The one door to Arrow's kernels and readers, untyped: its stubs cannot say what an array of any type is."""

from collections.abc import Sequence
from typing import Any, TypeAlias, cast

import pyarrow as pa
import pyarrow.compute
import pyarrow.csv
import pyarrow.parquet

Array: TypeAlias = Any
"""A `pyarrow.Array` of whatever type."""

compute: Any = pyarrow.compute
csv: Any = pyarrow.csv
parquet: Any = pyarrow.parquet


def arrays(batch: pa.RecordBatch) -> list[Array]:
    """The columns of a batch."""
    return cast("Any", batch).columns


def record_batch(columns: Sequence[Array], names: Sequence[str]) -> pa.RecordBatch:
    """Columns side by side; names may repeat."""
    return cast("Any", pa.RecordBatch).from_arrays(list(columns), names=list(names))
