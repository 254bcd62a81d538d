import geopandas as gpd
import numpy as np
import pytest
from shapely import box

from analysis import getis_ord, hot_areas
from geo import grid, lattice_neighbours
from geo.errors import ParameterError

CELLS = grid(gpd.GeoDataFrame(geometry=[box(0, 0, 12_000, 12_000)], crs=27700), cell_m=1_000)
NEAR = lattice_neighbours(CELLS)


def counted(*blocks):
    counts = np.ones((12, 12))
    for rows, columns, count in blocks:
        counts[rows, columns] = count
    return counts.ravel()


def joined(counts):
    local = getis_ord(counts, NEAR)
    return hot_areas(CELLS, counts=counts, local=local, neighbours=NEAR), local


def test_two_blocks_are_two_areas_most_records_first():
    counts = counted((slice(0, 3), slice(0, 3), 40), (slice(8, 11), slice(8, 11), 60))
    found, local = joined(counts)
    assert len(found) == 2
    first, second = found.iloc[0], found.iloc[1]
    # the middle of the second block is row 9, column 9: 9.5 km east and north
    assert first.geometry.contains(box(9_400, 9_400, 9_600, 9_600))
    assert second.geometry.contains(box(1_400, 1_400, 1_600, 1_600))
    # the corners of a block may miss the threshold, its middle row and column cannot
    assert first["points"] >= 60 * 5
    assert second["points"] >= 40 * 5
    assert list(found["hotspot"]) == [0, 1]
    assert found["cells"].map(len).sum() == (local.label == "hot").sum()
    assert found["points"].sum() == counts[local.label == "hot"].sum()
    # every cell is a square kilometre, 100 hectares
    assert (found["area_ha"] == 100 * found["cells"].map(len)).all()
    assert found.crs == CELLS.crs


def test_nothing_hot_is_an_empty_table_with_its_columns():
    found, _ = joined(np.ones(len(CELLS)))
    assert found.empty
    assert {"hotspot", "cells", "points", "highest_z", "area_ha"} <= set(found.columns)
    assert found.crs == CELLS.crs


def test_cells_of_another_length_are_refused():
    local = getis_ord(counted((slice(0, 3), slice(0, 3), 40)), NEAR)
    with pytest.raises(ParameterError, match="144 counts"):
        hot_areas(CELLS.iloc[:5], counts=np.ones(144), local=local, neighbours=NEAR)
