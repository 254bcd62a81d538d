"""GeoParquet, with pyarrow."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

from boundaries._formats.crs import crs_from_definition, crs_from_epsg
from boundaries._formats.layer import (
    MOST_AREAS,
    MOST_UNPACKED_BYTES,
    Layer,
    broken,
    check_cells,
    from_wkb,
    too_large,
)
from geo.errors import InputError

if TYPE_CHECKING:
    from pyproj import CRS

__all__ = ["read_geoparquet"]

_KIND = "Parquet"
_PIECE_ROWS = 500
_DEGREES = 4326


def read_geoparquet(content: bytes, *, file: str | None) -> Layer:
    """Read the primary geometry and the plain columns of a GeoParquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        parquet = pq.ParquetFile(io.BytesIO(content))
        footer = parquet.metadata
        if footer.num_rows > MOST_AREAS:
            raise too_large(file, f"{footer.num_rows:,} rows")
        column, crs = _geometry_column(footer.metadata or {}, file=file)
        schema = parquet.schema_arrow
        if len(set(schema.names)) < len(schema.names):
            raise broken(file, _KIND, "two of its columns have the same name")
        if column not in schema.names:
            raise broken(file, _KIND, f"it has no column {column[:40]!r}")
        plain = [
            entry.name
            for entry in schema
            if pa.types.is_dictionary(entry.type)
            or not (pa.types.is_nested(entry.type) or pa.types.is_binary(entry.type))
        ]
        check_cells(len(plain), footer.num_rows, file=file)
        table = _table(parquet, [*dict.fromkeys([*plain, column])], file=file)
        values = table.column(column).to_pylist()
        fields: dict[str, list[Any]] = {
            name: table.column(name).to_pylist() for name in plain if name != column
        }
    except InputError:
        raise
    except (pa.ArrowException, OSError, ValueError, OverflowError, KeyError) as error:
        raise broken(file, _KIND, str(error)[:200]) from error
    if not all(value is None or isinstance(value, bytes) for value in values):
        raise broken(file, _KIND, "its geometry is not well-known binary")
    geometry, problems = from_wkb(values)
    return Layer(fields=fields, geometry=geometry, crs=crs, problems=problems)


def _table(parquet: Any, columns: list[str], *, file: str | None) -> Any:
    """Return the columns, read in pieces: what the file says of its unpacked size may be false."""
    import pyarrow as pa

    pieces = []
    held = 0
    for piece in parquet.iter_batches(batch_size=_PIECE_ROWS, columns=columns):
        pieces.append(piece)
        held += piece.nbytes
        if held > MOST_UNPACKED_BYTES:
            raise too_large(file, f"more than {MOST_UNPACKED_BYTES / 1e6:,.0f} MB once unpacked")
    if not pieces:
        raise broken(file, _KIND, "it has no rows")
    return pa.Table.from_batches(pieces)


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
        given = column.get("crs", _DEGREES)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise broken(file, _KIND, "its description of the geometry is not GeoParquet") from error
    if encoding != "WKB":
        raise InputError(
            f"the geometry is encoded as {str(encoding)[:40]}, not as WKB",
            hint='Write it again with geometry_encoding="WKB".',
            code="file.encoding",
            file=file,
        )
    if given is None:
        return str(name), None
    if given == _DEGREES:
        return str(name), crs_from_epsg(_DEGREES, file=file)
    if not isinstance(given, (str, dict)):
        raise broken(file, _KIND, "its description of the geometry is not GeoParquet")
    return str(name), crs_from_definition(given, file=file)
