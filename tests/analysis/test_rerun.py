"""An exported result, made again from its sidecar and the records."""

import io
import json
import sqlite3
import tomllib
import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

import geo
from analysis import Recipe, export_hotspots, run_recipe
from analysis.__main__ import main
from geo.errors import InputError
from geo.store import open_store
from tests.analysis import recipes

RECIPE = Recipe(
    method="dense_clusters",
    kind="offences",
    parameters={"radius_m": 200, "min_points": 30},
    start="2019-03-01",
    end="2019-12-31",
)


@pytest.fixture
def records(tmp_path):
    """The same records as a file of offences, and as its reader gives them."""
    points = recipes.offences()
    path = tmp_path / "offences.csv"
    pd.DataFrame(
        {
            "month": points["period"].astype(str),
            "category": points["category"],
            "easting": points.geometry.x,
            "northing": points.geometry.y,
        }
    ).to_csv(path, index=False)
    return path, geo.read_offences(path).records


def exported(points, form="gpkg", **more):
    areas = recipes.areas()
    run = run_recipe(RECIPE, points, areas=areas)
    return run, export_hotspots(run, points=points, areas=areas, format=form, **more)


@pytest.fixture
def sidecar(records, tmp_path):
    path = tmp_path / "hotspots.zip"
    path.write_bytes(exported(records[1], caveats=["Say so."])[1])
    return path


def member(packed, name):
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return archive.read(name)


def test_a_rerun_with_the_same_file_is_identical(sidecar, records, capsys):
    assert main(["rerun", str(sidecar), "--data", str(records[0])]) == 0
    said = capsys.readouterr().out
    assert "The records are the same." in said
    assert "The areas are the same." in said
    assert "Identical: 1 hotspots, all as exported." in said


def test_a_sidecar_taken_out_of_its_zip_reruns_too(sidecar, records, tmp_path):
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(sidecar) as archive:
        archive.extractall(folder)
    given = ["rerun", str(folder / "sidecar.json"), "--data", str(records[0])]
    assert main(given) == 0
    (folder / "areas.parquet").unlink()
    assert main(given) == 2


def test_without_a_file_the_records_are_those_of_the_store(
    sidecar, records, tmp_path, monkeypatch, capsys
):
    path = tmp_path / "crackdown.sqlite"
    monkeypatch.setenv("CRACKDOWN_STORE", str(path))
    assert main(["rerun", str(sidecar)]) == 2
    assert "no store" in capsys.readouterr().err
    with open_store(path) as store:
        assert main(["rerun", str(sidecar)]) == 2
        assert "holds no offences" in capsys.readouterr().err
        intake = geo.read_offences(records[0])
        store.add("offences", intake, name="offences.csv", digest="0" * 64, by="tester")
    assert main(["rerun", str(sidecar)]) == 0
    assert "The records are the same." in capsys.readouterr().out


def test_other_records_are_told_from_the_same_ones(sidecar, records, tmp_path, capsys):
    fewer = tmp_path / "fewer.csv"
    fewer.write_text("\n".join(records[0].read_text().splitlines()[:-60]))
    assert main(["rerun", str(sidecar), "--data", str(fewer)]) == 1
    said = capsys.readouterr().out
    assert "The records are NOT the same" in said
    assert "NOT identical: 1 hotspots then, 1 now." in said


@pytest.mark.parametrize("form", ["gpkg", "geojson", "csv"])
def test_a_rerun_writes_the_file_that_was_exported(form, sidecar, records, tmp_path):
    out = tmp_path / f"again.{form}"
    assert main(["rerun", str(sidecar), "--data", str(records[0]), "--out", str(out)]) == 0
    assert list(tmp_path.glob(".again*")) == []
    table = pd.read_csv(out) if form == "csv" else gpd.read_file(out)
    run, _ = exported(records[1])
    assert list(table["points"]) == list(run.hotspots["points"])


def test_a_geopackage_holds_the_hotspots_in_metres(records, tmp_path):
    run, packed = exported(records[1])
    path = tmp_path / "hotspots.gpkg"
    path.write_bytes(member(packed, "hotspots.gpkg"))
    read = gpd.read_file(path)
    assert read.crs == "EPSG:27700"
    assert read.geometry.iloc[0].equals_exact(run.hotspots.geometry.iloc[0], 0.001) or (
        read.geometry.iloc[0].symmetric_difference(run.hotspots.geometry.iloc[0]).area < 1
    )
    assert list(read["hotspot"]) == [1]
    assert list(read["areas"]) == ["E; W"]
    with sqlite3.connect(path) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_geojson_is_in_degrees_and_carries_its_recipe(records):
    run, packed = exported(records[1], "geojson")
    collection = json.loads(member(packed, "hotspots.geojson"))
    (feature,) = collection["features"]
    longitude, latitude = feature["geometry"]["coordinates"][0][0]
    assert -0.2 < longitude < 0
    assert 51.4 < latitude < 51.6
    assert feature["properties"]["points"] == run.hotspots["points"].iloc[0]
    assert Recipe.from_plain(collection["crackdown"]["recipe"]).parameters == RECIPE.parameters


def test_text_in_csv_is_never_a_formula(records):
    areas = recipes.areas().assign(code=["=1+1", "E"])
    run = run_recipe(RECIPE, records[1].drop(columns="area_code", errors="ignore"), areas=areas)
    packed = export_hotspots(run, points=records[1], areas=areas, format="csv")
    table = pd.read_csv(io.BytesIO(member(packed, "hotspots.csv")))
    assert list(table["areas"]) == ["'=1+1; E"]
    assert table["outline"].iloc[0].startswith("POLYGON")


def test_the_sidecar_says_how_from_what_and_with_which_cautions(records):
    _, packed = exported(
        records[1], sources=[{"name": "offences.csv", "sha256": "00"}], caveats=["Say so."]
    )
    said = json.loads(member(packed, "sidecar.json"))
    assert said["recipe"]["parameters"] == {**RECIPE.parameters}
    assert len(said["recipe"]["data_version"]) == len(said["recipe"]["areas_version"]) == 16
    assert said["caveats"] == ["Say so."]
    assert said["sources"] == [{"name": "offences.csv", "sha256": "00"}]
    assert said["result"]["hotspots"] == 1
    assert said["software"]["crackdown"] == geo.VERSION


def test_no_hotspot_at_all_is_exported_too(records):
    none = Recipe(method="dense_clusters", kind="offences",
                  parameters={"radius_m": 10, "min_points": 300})  # fmt: skip
    areas = recipes.areas()
    run = run_recipe(none, records[1], areas=areas)
    for form in ("gpkg", "geojson", "csv"):
        packed = export_hotspots(run, points=records[1], areas=areas, format=form)
        assert json.loads(member(packed, "sidecar.json"))["result"]["hotspots"] == 0


@pytest.mark.parametrize("text", ["", "{}", '{"what": "crackdown hotspots"}', "PK\x03\x04"])
def test_what_is_no_sidecar_is_refused(text, tmp_path, capsys):
    path = tmp_path / "sidecar.json"
    path.write_text(text)
    assert main(["rerun", str(path), "--data", str(path)]) == 2
    assert "sidecar" in capsys.readouterr().err


def test_a_format_that_nobody_knows_is_refused(records):
    with pytest.raises((InputError, ValueError), match="format"):
        exported(records[1], "shp")


def test_the_version_is_that_of_the_project():
    project = Path(__file__).parents[2] / "pyproject.toml"
    assert tomllib.loads(project.read_text())["project"]["version"] == geo.VERSION


def test_what_goes_to_the_public_is_what_was_shown_and_still_reruns(records, tmp_path, capsys):
    path, points = records
    run = run_recipe(RECIPE, points, areas=recipes.areas())
    shown = run.hotspots.assign(points=pd.array([5 * round(n / 5) for n in run.hotspots["points"]]))
    packed = exported(points, "geojson", shown=shown, disclosed="Counts are rounded.")[1]
    beside = json.loads(member(packed, "sidecar.json"))
    assert beside["disclosed"] == beside["summary"] == "Counts are rounded."
    assert set(beside["result"]) == {"hotspots", "digest"}
    spots = json.loads(member(packed, "hotspots.geojson"))["features"]
    assert [spot["properties"]["points"] % 5 for spot in spots] == [0] * len(run.hotspots)
    kept = tmp_path / "public.zip"
    kept.write_bytes(packed)
    assert main(["rerun", str(kept), "--data", str(path)]) == 0
    assert "Identical" in capsys.readouterr().out
