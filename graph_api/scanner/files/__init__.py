"""A folder of CSV, TSV, JSON Lines and Parquet files."""

from graph_api.scanner.files.config import FilesConfig
from graph_api.scanner.files.scanner import FilesScanner

__all__ = ["FilesConfig", "FilesScanner"]
