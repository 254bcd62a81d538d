"""Make the panels and borders that the benchmarks take, from the published files.

    python -m tests.bench.panels boroughs MPS_BOROUGHS.csv.gz OUT
    python -m tests.bench.panels wards MPS_WARDS.parquet WARDS.gpkg OUT
    python -m tests.bench.panels points DRUG_OFFENCES.csv.gz AREAS.gpkg OUT

Writes OUT/panel.csv (a row an area, code first, and a column a month) and OUT/borders.csv (a row a
pair of codes). Boroughs are the shipped ones, with the 14 pairs across the Thames; wards and points
(counted into the areas given, months in order) have the borders of the file. Areas that counted
nothing in all are left out.
"""

import argparse
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from libpysal.graph import Graph

import boundaries
import geo


def main() -> None:
    """Write one panel and its borders."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kind", choices=("boroughs", "wards", "points"))
    parser.add_argument("paths", nargs="+", type=Path)
    options = parser.parse_args()
    *sources, out = options.paths
    panel, areas, across_river = globals()[options.kind](*sources)
    panel = panel[panel.sum(axis=1) > 0].sort_index()
    areas = areas[areas["code"].isin(panel.index)]
    gap_m = 0.0 if options.kind == "boroughs" else 20.0
    graph = boundaries.neighbours(areas, across_river=across_river, gap_m=gap_m)
    links = graph.adjacency
    pairs = links[(links > 0)].reset_index()[["focal", "neighbor"]]
    out.mkdir(parents=True, exist_ok=True)
    panel.rename_axis("code").to_csv(out / "panel.csv")
    pairs[pairs["focal"] < pairs["neighbor"]].to_csv(out / "borders.csv", index=False)
    print(
        f"{panel.shape[0]} areas, {panel.shape[1]} months, {panel.to_numpy().sum():,.0f} offences"
    )


def read(panel, borders):
    """Return the counts of a panel that was written, and the graph of its borders."""
    table = pd.read_csv(panel, index_col=0).sort_index()
    pairs = pd.read_csv(borders).iloc[:, :2].to_numpy()
    both = np.concatenate([pairs, pairs[:, ::-1]])
    return table, Graph.from_adjacency(
        pd.DataFrame({"focal": both[:, 0], "neighbor": both[:, 1], "weight": 1})
    )


def boroughs(path):
    """Return drug offences by borough and month."""
    table = pd.read_csv(path)
    areas = boundaries.load_boroughs()
    code = dict(zip(areas["name"], areas["code"], strict=True))
    table["code"] = table["BoroughName"].map(code)
    panel = table.dropna(subset=["code"]).pivot_table(
        index="code", columns="month", values="count", aggfunc="sum", fill_value=0
    )
    return panel, areas, True


def wards(path, polygons):
    """Return drug offences by ward and month."""
    table = pd.read_parquet(path)
    months = [name for name in table.columns if str(name).isdigit()]
    table = table[table["majortext"] == "DRUG OFFENCES"]
    return table.groupby("wardcode")[months].sum(), _areas(polygons), False


def points(path, polygons):
    """Return snap points counted into areas by month."""
    table = pd.read_csv(path)
    places = gpd.GeoDataFrame(
        table, geometry=gpd.points_from_xy(table["longitude"], table["latitude"]), crs=4326
    ).to_crs(27700)
    areas = _areas(polygons)
    panel = geo.count_in_cells(places, areas.set_index("code"), period="month")
    return panel, areas, False


def _areas(path):
    areas = gpd.read_file(path)
    names = [
        name for name in areas.columns if areas[name].astype(str).str.match("E0[0-9]{7}").all()
    ]
    code = next(name for name in names if areas[name].is_unique)
    return areas.to_crs(27700).rename(columns={code: "code"})[["code", "geometry"]]


if __name__ == "__main__":
    main()
