"""GeoParquet, with pyarrow."""

from __future__ import annotations

import io
import json
from typing import Any

from pyproj import CRS
from pyproj.exceptions import CRSError

from boundaries._formats.layer import MOST_AREAS, Layer, broken, from_wkb, too_large
from geo.errors import InputError

__all__ = ["read_geoparquet"]

_KIND = "Parquet"
_MOST_UNPACKED_BYTES = 1_000_000_000


def read_geoparquet(content: bytes, *, file: str | None) -> Layer:
    """Read the primary geometry and the plain columns of a GeoParquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        parquet = pq.ParquetFile(io.BytesIO(content))
        footer = parquet.metadata
        unpacked = sum(footer.row_group(i).total_byte_size for i in range(footer.num_row_groups))
        if footer.num_rows > MOST_AREAS:
            raise too_large(file, f"{footer.num_rows:,} rows")
        if unpacked > _MOST_UNPACKED_BYTES:
            raise too_large(file, f"{unpacked / 1e6:,.0f} MB once unpacked")
        column, crs = _geometry_column(footer.metadata or {}, file=file)
        schema = parquet.schema_arrow
        plain = [
            entry.name
            for entry in schema
            if pa.types.is_dictionary(entry.type)
            or not (pa.types.is_nested(entry.type) or pa.types.is_binary(entry.type))
        ]
        if column not in schema.names:
            raise broken(file, _KIND, f"it has no column {column!r}")
        table = parquet.read(columns=[*dict.fromkeys([*plain, column])])
        values = table.column(column).to_pylist()
        fields: dict[str, list[Any]] = {
            name: table.column(name).to_pylist() for name in plain if name != column
        }
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise broken(file, _KIND, str(error)) from error
    if not all(value is None or isinstance(value, bytes) for value in values):
        raise broken(file, _KIND, "its geometry is not well-known binary")
    geometry, problems = from_wkb(values)
    return Layer(fields=fields, geometry=geometry, crs=crs, problems=problems)


def _geometry_column(metadata: dict[bytes, bytes], *, file: str | None) -> tuple[str, CRS | None]:
    if b"geo" not in metadata:
        raise InputError(
            "the file is Parquet without a geometry column",
            hint="Write it with GeoDataFrame.to_parquet, or export GeoJSON.",
            code="file.kind",
            file=file,
        )
    try:
        described = json.loads(metadata[b"geo"])
        name = described["primary_column"]
        column = described["columns"][name]
        encoding = column["encoding"]
        given = column.get("crs", "OGC:CRS84")
        crs = None if given is None else CRS.from_user_input(given)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, CRSError) as error:
        raise broken(file, _KIND, "its description of the geometry is not GeoParquet") from error
    if encoding != "WKB":
        raise InputError(
            f"the geometry is encoded as {str(encoding)[:40]}, not as WKB",
            hint='Write it again with geometry_encoding="WKB".',
            code="file.encoding",
            file=file,
        )
    return str(name), crs
