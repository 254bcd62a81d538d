import pandas as pd
import pytest

import analysis
import geo
from boundaries import assign_areas, load_boroughs, neighbours
from example.build import FOLDER
from example.places import TREATED

CITY = "E09000001"
EXECUTION = ("disposals", "links", "premises", "campaigns", "calls")
FILES = (
    *("markets.csv", "raids.csv", "truth.csv", "operations.csv", "area_counts.csv"),
    *(f"{kind}.csv" for kind in EXECUTION),
)
START = pd.Timestamp("2000-11-20")


@pytest.fixture(scope="module")
def before():
    markets = geo.read_markets(FOLDER / "markets.csv").records
    markets = markets.assign(area_code=assign_areas(markets, load_boroughs()))
    return markets[markets["first_seen"] < START]


@pytest.mark.parametrize("name", FILES)
def test_files_have_the_same_line_ends_everywhere(name):
    assert b"\r" not in (FOLDER / name).read_bytes()


@pytest.mark.parametrize("kind", ["markets", "raids", "operations", "area_counts", *EXECUTION])
def test_nothing_in_the_files_needs_a_warning(kind):
    intake = getattr(geo, f"read_{kind}")(FOLDER / f"{kind}.csv")
    assert [note for note in intake.notes if note.warning] == []


def test_hotspots_are_gatherings_and_not_half_of_london(before):
    found = analysis.density_clusters(before, radius_m=400, min_points=6).hotspots
    assert 8 <= len(found) <= 15
    assert found["points"].max() < 30
    assert found["area_ha"].max() < 150
    assert any(len(areas) > 1 for areas in found["areas"])


# Recorded drug offences of 1999-00 and 2000-01 by role: Metropolitan Police Service, "Recorded
# Crime: Borough Rates", London Datastore, added up.
@pytest.mark.parametrize(
    ("across_river", "near", "control"),
    [
        (False, (14, 8_161, 7_656), (8, 3_908, 3_834)),
        (True, (15, 9_006, 8_605), (7, 3_063, 2_885)),
    ],
)
def test_roles_share_out_the_counts(across_river, near, control):
    graph = neighbours(load_boroughs(), across_river=across_river)
    role = analysis.roles(graph, treated=TREATED, exclude=[CITY])
    counts = geo.read_area_counts(FOLDER / "area_counts.csv", categories=["drugs"]).records
    assert str(counts["period"].dtype) == "period[Y-MAR]"
    year = counts["period"].dt.year
    found = {
        part: (
            int((role == part).sum()),
            *(
                int(
                    counts.loc[
                        (counts["area_code"].map(role) == part) & (year == end), "count"
                    ].sum()
                )
                for end in (2000, 2001)
            ),
        )
        for part in ("treated", "neighbour", "control")
    }
    assert found == {"treated": (10, 13_437, 12_091), "neighbour": near, "control": control}
