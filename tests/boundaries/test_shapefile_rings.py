"""How the rings of a shapefile become polygons with holes."""

import numpy as np
import pytest
import shapely

from boundaries import load_areas
from boundaries._formats.shapefile import _assembled


def test_islands_and_holes_survive_a_shapefile(layer, tmp_path):
    hole = shapely.box(530_200, 180_200, 530_400, 180_400)
    islet = shapely.box(530_250, 180_250, 530_300, 180_300)
    shape = shapely.MultiPolygon(
        [shapely.box(530_000, 180_000, 530_500, 180_500).difference(hole), islet]
    )
    path = tmp_path / "a.shz"
    layer({"E05000001": shape}).to_file(path, driver="ESRI Shapefile")
    read = load_areas(path).records.geometry[0]
    assert read.equals(shape)
    assert read.area == 500 * 500 - 200 * 200 + 50 * 50


OUTER = shapely.box(0, 0, 100, 100)
HOLE = shapely.box(20, 20, 80, 80)
ISLAND = shapely.box(30, 30, 70, 70)
POND = shapely.box(40, 40, 60, 60)


def _wound(shape, *, clockwise):
    ring = shape.exterior
    return shapely.Polygon(ring if shapely.is_ccw(ring) != clockwise else ring.reverse())


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1)])
@pytest.mark.parametrize("clockwise", [(1, 0, 1, 0), (0, 1, 0, 1), (0, 0, 0, 0), (0, 0, 1, 1)])
def test_rings_within_rings_alternate_when_wound_right_or_wrong(order, clockwise):
    rings = [
        _wound(ring, clockwise=bool(wound))
        for ring, wound in zip((OUTER, HOLE, ISLAND, POND), clockwise, strict=True)
    ]
    shape = _assembled(np.array([rings[i] for i in order]))
    assert shape.is_valid
    assert shape.equals(OUTER.difference(HOLE).union(ISLAND.difference(POND)))
