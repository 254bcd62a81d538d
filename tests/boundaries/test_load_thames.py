"""The river between the boroughs."""

import importlib.util

import pytest
import shapely

import boundaries

DATA = boundaries._load_thames._FILE.parent


@pytest.fixture(scope="module")
def river():
    return boundaries.load_thames()


def test_the_file_is_what_its_script_makes():
    spec = importlib.util.spec_from_file_location("build_thames", DATA / "build_thames.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert (DATA / "thames.geojson").read_text(encoding="utf-8") == script.build()


def test_it_runs_from_teddington_to_the_estuary_and_lies_in_no_borough(river):
    assert river.crs.to_epsg() == 27700
    # Teddington Lock is at TQ 167 715, Crayford Ness at TQ 535 780 (Ordnance Survey).
    west, _, east, _ = river.total_bounds
    assert west < 516_800
    assert east > 553_000
    boroughs = boundaries.load_boroughs()
    inside = shapely.intersection(boroughs.geometry.to_numpy(), river.geometry.iloc[0])
    # Simplifying by 8 m shaves the banks; no more.
    assert shapely.area(inside).sum() < 0.02 * river.area.sum()


def test_it_touches_every_pair_that_the_river_divides(river):
    pairs = (DATA / "river_pairs.csv").read_text(encoding="utf-8").splitlines()[1:]
    codes = {part for line in pairs for part in line.split(",") if part.startswith("E09")}
    boroughs = boundaries.load_boroughs().set_index("code").geometry
    assert len(codes) > 10
    assert all(boroughs[code].distance(river.geometry.iloc[0]) < 10 for code in codes)


def test_its_names_are_written_along_the_water(river):
    reaches = shapely.get_parts(river["reaches"].iloc[0])
    assert len(reaches) == 4
    for reach in reaches:
        wet = shapely.intersection(reach, river.geometry.iloc[0].buffer(60))
        assert shapely.length(wet) > 0.9 * shapely.length(reach)
