import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from libpysal.graph import Graph
from shapely import Point, Polygon, box

from geo import InputError, ParameterError, count_in_cells, grid, lattice_neighbours

RIVER = box(900, -100, 1100, 2600).buffer(40)
TOWN = Point(1300, 1300).buffer(1250).difference(RIVER)
SHAPES = pytest.mark.parametrize("shape", ["square", "hexagon"])


def areas(*shapes: Polygon) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=list(shapes), crs="EPSG:27700")


def points(x: np.ndarray, y: np.ndarray, **columns: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy(x, y), crs="EPSG:27700")


@SHAPES
@pytest.mark.parametrize("cell_m", [90.0, 400.0, 5000.0])
def test_cells_cover_the_area_once_with_their_true_area(shape: str, cell_m: float) -> None:
    cells = grid(areas(TOWN), cell_m=cell_m, shape=shape)
    assert cells.is_valid.all()
    assert cells.area_m2.sum() == pytest.approx(TOWN.area)
    np.testing.assert_allclose(cells.area, cells.area_m2)
    assert cells.union_all().symmetric_difference(TOWN).area == pytest.approx(0, abs=1e-3)
    full = cell_m**2 * (1 if shape == "square" else np.sqrt(3) / 2)
    np.testing.assert_allclose(cells.area_m2[cells.whole], full)
    assert (cells.area_m2[~cells.whole] < full).all()
    assert cells.index.is_unique


def test_inner_borders_and_the_frame_do_not_move_the_cells() -> None:
    halves = areas(box(0, 0, 1000, 2000), box(1000, 0, 2000, 2000))
    whole = areas(box(0, 0, 2000, 2000))
    pd.testing.assert_frame_equal(
        grid(halves, cell_m=300).drop(columns="geometry"),
        grid(whole, cell_m=300).drop(columns="geometry"),
    )
    east = grid(halves.iloc[[1]], cell_m=300)
    assert set(east.index) < set(grid(whole, cell_m=300).index)


@SHAPES
@settings(max_examples=25)
@given(seed=st.integers(0, 2**32 - 1))
def test_counts_are_those_of_the_outlines(shape: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(-100, 2700, (2, 400))
    found = points(x, y, month=rng.integers(1, 4, 400), weight=rng.random(400))
    cells = grid(areas(TOWN), cell_m=170, shape=shape)
    counts = count_in_cells(found, cells, period="month", weights="weight")
    joined = found.sjoin(cells, predicate="within")
    slow = joined.pivot_table(index="cell", columns="month", values="weight", aggfunc="sum")
    slow = slow.reindex(cells.index).reindex(columns=counts.columns).fillna(0)
    np.testing.assert_allclose(counts, slow, atol=1e-12)
    assert counts.attrs["outside"] == 400 - len(joined)
    plain = count_in_cells(found, cells)
    assert plain.sum() == len(joined)
    mixed = count_in_cells(found.sample(frac=1, random_state=1), cells)
    pd.testing.assert_series_equal(plain, mixed)


def test_whole_numbers_and_the_order_of_periods() -> None:
    found = points(
        [5, 5, 5], [5, 5, 5], when=pd.PeriodIndex(["2024-03", "2024-01", None], freq="M")
    )
    counts = count_in_cells(found, grid(areas(box(0, 0, 10, 10)), cell_m=10), period="when")
    assert counts.columns.astype(str).tolist() == ["2024-01", "2024-03"]
    assert counts.to_numpy().tolist() == [[1, 1]]
    assert counts.to_numpy().dtype == np.int64
    assert counts.attrs["undated"] == 1
    assert counts.index.name == "cell"


def test_a_point_on_a_border_counts_once() -> None:
    cells = grid(areas(box(0, 0, 20, 20)), cell_m=10)
    counts = count_in_cells(points([10, 10, 0, 20], [5, 10, 0, 20]), cells)
    assert counts.to_dict() == {"0_0": 1, "0_1": 1, "1_0": 0, "1_1": 1}
    assert counts.attrs["outside"] == 1  # the north-eastern corner belongs to the next cell


def test_other_polygons_can_be_counted() -> None:
    layer = areas(box(0, 0, 10, 10), box(10, 0, 20, 10)).set_index(pd.Index(["A", "B"]))
    counts = count_in_cells(points([5, 10, 15, 99], [5, 5, 5, 5]), layer, weights=[1, 2, 4, 8])
    assert counts.to_dict() == {"A": 3.0, "B": 4.0}
    assert counts.attrs["outside"] == 1


@pytest.mark.parametrize(
    ("shape", "rule"), [("square", "queen"), ("square", "rook"), ("hexagon", "queen")]
)
def test_neighbours_are_those_that_libpysal_finds(shape: str, rule: str) -> None:
    cells = grid(areas(box(0, 0, 2000, 1700)), cell_m=200, shape=shape)
    whole = cells.set_geometry(
        shapely.set_precision(
            grid(areas(box(-900, -900, 2900, 2900)), cell_m=200, shape=shape)
            .geometry.loc[cells.index].to_numpy(), 0.01,
        )
    )  # fmt: skip
    slow = Graph.build_contiguity(whole, rook=rule == "rook")
    fast = lattice_neighbours(cells, rule=rule)
    pd.testing.assert_series_equal(fast.adjacency, slow.adjacency, check_dtype=False)
    assert fast.unique_ids.tolist() == cells.index.tolist()


def test_islands_and_any_order() -> None:
    cells = grid(areas(box(0, 0, 2000, 200), box(5000, 5000, 5100, 5100)), cell_m=200)
    graph = lattice_neighbours(cells)
    assert graph.isolates.tolist() == ["25_25"]
    mixed = cells.sample(frac=1, random_state=3)
    assert lattice_neighbours(mixed).unique_ids.tolist() == mixed.index.tolist()
    for cell in cells.index:
        assert set(lattice_neighbours(mixed)[cell].index) == set(graph[cell].index)
    assert lattice_neighbours(mixed).isolates.tolist() == ["25_25"]


@SHAPES
def test_neighbours_are_mutual(shape: str) -> None:
    graph = lattice_neighbours(grid(areas(TOWN), cell_m=130, shape=shape))
    assert graph.asymmetry().empty
    assert graph.cardinalities.max() == (8 if shape == "square" else 6)


def test_refuses_bad_areas_and_sizes() -> None:
    degrees = areas(TOWN).set_crs("EPSG:4326", allow_override=True)
    with pytest.raises(InputError, match="not in metres"):
        grid(degrees, cell_m=100)
    with pytest.raises(InputError, match="no polygons"):
        grid(areas(Point(0, 0)), cell_m=100)
    with pytest.raises(ParameterError, match="larger than nothing"):
        grid(areas(TOWN), cell_m=0)
    with pytest.raises(ParameterError, match="Use larger cells"):
        grid(areas(TOWN), cell_m=0.5)
    with pytest.raises(ParameterError, match="hexagon"):
        grid(areas(TOWN), cell_m=100, shape="triangle")


def test_an_array_counts_as_points_do() -> None:
    rng = np.random.default_rng(8)
    x, y, month = *rng.uniform(0, 2600, (2, 500)), rng.integers(1, 4, 500)
    cells = grid(areas(TOWN), cell_m=100)
    pd.testing.assert_frame_equal(
        count_in_cells(np.c_[x, y], cells, period=month),
        count_in_cells(points(x, y, month=month), cells, period="month"),
    )
    pd.testing.assert_series_equal(
        count_in_cells(np.c_[x, y].tolist(), cells, weights=month.tolist()),
        count_in_cells(points(x, y, month=month), cells, weights="month"),
    )
    for wrong in ("points", x, np.c_[x, y, x], np.full((3, 2), np.nan)):
        with pytest.raises(InputError, match="table of x and y"):
            count_in_cells(wrong, cells)
    with pytest.raises(InputError, match="no column 'month'"):
        count_in_cells(np.c_[x, y], cells, period="month")


def test_refuses_what_cannot_be_counted() -> None:
    cells = grid(areas(TOWN), cell_m=500)
    found = points([1], [1])
    with pytest.raises(InputError, match="to_crs"):
        count_in_cells(found.to_crs("EPSG:4326"), cells)
    with pytest.raises(InputError, match="no column 'month'"):
        count_in_cells(found, cells, period="month")
    with pytest.raises(InputError, match="2 values for 1 points"):
        count_in_cells(found, cells, weights=[1, 2])
    with pytest.raises(InputError, match="weight is missing"):
        count_in_cells(found, cells, weights=[np.nan])
    with pytest.raises(InputError, match="without a place"):
        count_in_cells(gpd.GeoDataFrame(geometry=[None], crs="EPSG:27700"), cells)
    with pytest.raises(InputError, match="lattice"):
        lattice_neighbours(areas(TOWN))
    with pytest.raises(ParameterError, match="rook"):
        lattice_neighbours(cells, rule="bishop")
