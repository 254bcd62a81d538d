"""Rebuild ``thames.geojson`` from ``boroughs.geojson``: ``python boundaries/data/build_thames.py``.

The boroughs stop at high water, so the river is the gap between them: what closing the outline by
half of the widest river fills, of which the largest piece is the Thames.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import shapely

FOLDER = Path(__file__).resolve().parent
BOROUGHS = FOLDER / "boroughs.geojson"
THAMES = FOLDER / "thames.geojson"

CLOSED_M = 500.0
TOLERANCE_M = 8.0
# Straight reaches with room for a name: eastings and northings of both ends.
REACHES = {
    "Barking Reach": ((546700, 181650), (549600, 181200)),
    "Woolwich Reach": ((540600, 179500), (543600, 179600)),
    "Chelsea Reach": ((527400, 177600), (529500, 177850)),
    "King's Reach": ((531200, 180700), (532900, 180500)),
}


def build() -> str:
    """Return the text of the file."""
    features = json.loads(BOROUGHS.read_bytes())["features"]
    areas = [shapely.geometry.shape(feature["geometry"]) for feature in features]
    whole = shapely.union_all(areas)
    closed = whole.buffer(CLOSED_M, quad_segs=4).buffer(-CLOSED_M, quad_segs=4)
    gaps = shapely.get_parts(closed.difference(whole))
    river = max(gaps, key=lambda gap: gap.area).simplify(TOLERANCE_M)
    river = shapely.normalize(shapely.transform(river, np.round))
    rings = [river.exterior, *river.interiors]
    coordinates = [shapely.get_coordinates(ring).astype(int).tolist() for ring in rings]
    reaches = [[*map(list, ends)] for ends in REACHES.values()]
    return (
        json.dumps(
            {
                "type": "FeatureCollection",
                "name": "thames",
                "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}},
                "features": [
                    {
                        "type": "Feature",
                        "properties": {"name": "River Thames", "reaches": reaches},
                        "geometry": {"type": "Polygon", "coordinates": coordinates},
                    }
                ],
            },
            separators=(",", ":"),
        )
        + "\n"
    )


if __name__ == "__main__":
    THAMES.write_text(build(), encoding="utf-8")
