"""The one door to Arrow's kernels and readers, untyped: its stubs cannot say what an array of any type is."""

from typing import Any, TypeAlias

import pyarrow.compute
import pyarrow.csv
import pyarrow.parquet

Array: TypeAlias = Any
"""A `pyarrow.Array` of whatever type."""

compute: Any = pyarrow.compute
csv: Any = pyarrow.csv
parquet: Any = pyarrow.parquet
