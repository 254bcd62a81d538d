"""The published pairs, and small layers to try the rules on."""

from __future__ import annotations

import io
import warnings
import zipfile

import geopandas as gpd
import pytest
import shapely

from boundaries import load_areas, load_boroughs
from geo.errors import InputError

# Pairs of the 33 boroughs by the last two digits of their codes, each under its lower code. Read
# off the London Datastore's full-extent boroughs (github.com/mpjashby/crimemappingdata,
# london_boroughs.gpkg at d38d7fc), where boroughs run to mid-Thames and 82 pairs share an edge;
# 68 of them also share one at high water (spData `lnd`), the other 14 only in the river.
LAND = {
    1: (7, 12, 19, 30, 33), 2: (16, 25, 26), 3: (5, 7, 10, 14, 15), 4: (6, 11),
    5: (7, 9, 13, 15, 20, 33), 6: (8, 11, 22, 23, 28), 7: (14, 19, 33), 8: (22, 24, 29),
    9: (13, 15, 17, 18), 10: (14, 31), 11: (23,), 12: (14, 19, 25, 30, 31), 13: (18, 20),
    14: (19, 31), 15: (17,), 16: (26,), 17: (18,), 18: (27,), 20: (33,), 21: (24, 27, 29, 32),
    22: (24, 28, 32), 23: (28,), 24: (29, 32), 25: (26, 30, 31), 26: (31,), 27: (32,),
}  # fmt: skip
RIVER = {
    1: (22, 28), 2: (4, 11), 4: (16,), 11: (25, 30), 13: (27, 32), 20: (32,), 22: (33,),
    23: (30,), 28: (30,), 32: (33,),
}  # fmt: skip


def _pairs(table):
    return {(f"E090000{a:02d}", f"E090000{b:02d}") for a, row in table.items() for b in row}


@pytest.fixture(scope="session")
def land_pairs():
    pairs = _pairs(LAND)
    assert len(pairs) == 68
    return pairs


@pytest.fixture(scope="session")
def river_pairs():
    pairs = _pairs(RIVER)
    assert len(pairs) == 14
    return pairs


@pytest.fixture
def boroughs():
    return load_boroughs()


@pytest.fixture
def layer():
    """Return a maker of areas from polygons keyed by code."""

    def make(polygons):
        codes = list(polygons)
        return gpd.GeoDataFrame(
            {"code": codes, "name": codes}, geometry=list(polygons.values()), crs=27700
        )

    return make


@pytest.fixture
def pairs_of():
    """Return a reader of a graph as a set of (lower code, higher code)."""

    def read(graph):
        edges = graph.adjacency[graph.adjacency > 0]
        return {tuple(sorted(edge)) for edge in edges.index}

    return read


@pytest.fixture(scope="session")
def frame():
    return gpd.GeoDataFrame(
        {"code": ["E05000001", "E05000002"], "name": ["Ada", "Éire"]},
        geometry=[
            shapely.box(530_000, 180_000, 530_100, 180_100),
            shapely.box(530_100, 180_000, 530_200, 180_100),
        ],
        crs=27700,
    )


@pytest.fixture(scope="session")
def files(frame, tmp_path_factory):
    """Return the same two areas as the bytes of each kind of file that is read."""
    folder = tmp_path_factory.mktemp("files")
    frame.to_file(folder / "a.geojson")
    frame.to_file(folder / "a.gpkg", layer="areas")
    frame.to_parquet(folder / "a.parquet")
    frame.to_file(folder / "a.shz", driver="ESRI Shapefile")
    (folder / "a.shz").rename(folder / "a.zip")
    return {path.suffix: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture(scope="session")
def parts(files):
    with zipfile.ZipFile(io.BytesIO(files[".zip"])) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="session")
def zipped():
    """Return a maker of zip files from pairs of a name (or ZipInfo) and content."""

    def make(members, *, compression=zipfile.ZIP_DEFLATED):
        buffer = io.BytesIO()
        with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", compression) as archive:
            warnings.simplefilter("ignore", UserWarning)  # two members of one name are on purpose
            for name, content in members:
                archive.writestr(name, content)
        return buffer.getvalue()

    return make


@pytest.fixture(scope="session")
def refused():
    """Return a check that a source is refused with a code and a hint; it gives the message."""

    def check(source, code):
        with pytest.raises(InputError) as caught:
            load_areas(source)
        assert caught.value.code == code, str(caught.value)
        assert caught.value.hint
        return str(caught.value)

    return check
