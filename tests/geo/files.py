"""Small files of every kind, made for the tests of the readers."""

import io
import sqlite3
import struct
import zipfile

import shapely

HEADER = "market_id,name,kind,first_seen,last_seen,longitude,latitude,borough,source"
ROW = "{id},Market A,open,2024-01-10,,-0.0754,51.5465,Hackney,MPS"
POLICE = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Crime type,Last outcome category,Context"
)


def market_csv(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *rows, ""]).encode()


def market_row(market_id: object = 1, **cells: object) -> str:
    values = dict(zip(HEADER.split(","), ROW.format(id=market_id).split(","), strict=True))
    return ",".join(str(value) for value in (values | cells).values())


def police_row(month="2024-05", lon="-0.0754", lat="51.5465", kind="Drugs", crime="a" * 64) -> str:
    force = "Metropolitan Police Service"
    return (
        f"{crime},{month},{force},{force},{lon},{lat},On or near High Street,E01001770,"
        f"Hackney 010A,{kind},Under investigation,"
    )


def police_csv(*rows: str) -> bytes:
    return "\r\n".join([POLICE, *rows, ""]).encode()


def archive(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as handle:
        for name, data in members.items():
            handle.writestr(name, data)
    return buffer.getvalue()


def geopackage(
    rows,
    *,
    srs=4326,
    layer="m",
    columns="market_id TEXT, kind TEXT, first_seen TEXT",
    shape="POINT",
):
    """Return a minimal GeoPackage whose rows are (geometry or None, *values)."""
    database = sqlite3.connect(":memory:")
    name = '"' + layer.replace('"', '""') + '"'
    database.executescript(
        "CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, "
        "organization TEXT, organization_coordsys_id INTEGER, definition TEXT, description TEXT);"
        "CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT, "
        "identifier TEXT, srs_id INTEGER);"
        "CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, "
        "geometry_type_name TEXT, srs_id INTEGER, z TINYINT, m TINYINT);"
        "INSERT INTO gpkg_spatial_ref_sys VALUES ('a', 4326, 'EPSG', 4326, '', ''),"
        "('b', 27700, 'EPSG', 27700, '', ''), ('c', -1, 'NONE', -1, '', '');"
    )
    database.execute(f"CREATE TABLE {name} (fid INTEGER PRIMARY KEY, geom BLOB, {columns})")
    database.execute("INSERT INTO gpkg_contents VALUES (?, 'features', ?, ?)", (layer, layer, srs))
    database.execute(
        "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)", (layer, shape, srs)
    )
    for geometry, *values in rows:
        blob = (
            geometry if geometry is None or isinstance(geometry, bytes) else blob_of(geometry, srs)
        )
        marks = ", ".join("?" * (len(values) + 1))
        database.execute(f"INSERT INTO {name} VALUES (NULL, {marks})", (blob, *values))  # noqa: S608
    database.commit()
    data = database.serialize()
    database.close()
    return data


def blob_of(geometry: shapely.Geometry, srs: int, *, envelope: bool = False) -> bytes:
    head = b"GP\x00" + (b"\x03" if envelope else b"\x01") + struct.pack("<i", srs)
    box = struct.pack("<4d", *(geometry.bounds[index] for index in (0, 2, 1, 3)))
    return head + (box if envelope else b"") + shapely.to_wkb(geometry)


class Upload(io.BytesIO):
    """What Streamlit hands over: bytes with a name."""

    def __init__(self, data: bytes, name: str) -> None:
        super().__init__(data)
        self.name = name
