import csv
import re
from collections import Counter
from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import geo
from boundaries import assign_areas, load_boroughs, neighbours
from example.build import FOLDER, build
from example.places import PLACES, TREATED
from example.simulate import SHARES

EXECUTION = ("disposals", "links", "premises", "campaigns", "calls")
FILES = (
    *("markets.csv", "raids.csv", "truth.csv", "operations.csv", "area_counts.csv"),
    *(f"{kind}.csv" for kind in EXECUTION),
    *("plans.json", "lessons.json"),
)
CITY = "E09000001"


def _rows(name):
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def markets():
    return {row["market_id"]: row for row in _rows("markets.csv")}


@pytest.fixture(scope="module")
def raids():
    return {row["raid_id"]: row for row in _rows("raids.csv")}


@pytest.fixture(scope="module")
def truth():
    return _rows("truth.csv")


def _points(rows):
    east, north = zip(*((int(r["easting"]), int(r["northing"])) for r in rows), strict=True)
    return gpd.GeoSeries.from_xy(east, north, crs=27700)


def _day(text):
    return date.fromisoformat(text)


def test_rebuilding_gives_the_same_files_byte_for_byte(tmp_path):
    built = {path.name: path.read_bytes() for path in build(tmp_path)}
    assert set(built) == set(FILES)
    assert built == {name: (FOLDER / name).read_bytes() for name in FILES}


def test_every_simulated_row_says_that_it_is(markets, raids, truth):
    execution = [row for kind in EXECUTION for row in _rows(f"{kind}.csv")]
    for row in (*markets.values(), *raids.values(), *truth, *execution):
        assert row["illustrative"] == "true"
    assert "illustrative" not in _rows("area_counts.csv")[0]


@pytest.mark.parametrize("kind", ["markets", "raids", "operations", "area_counts", *EXECUTION])
def test_our_own_readers_accept_every_row(kind):
    intake = getattr(geo, f"read_{kind}")(FOLDER / f"{kind}.csv")
    assert intake.rejected.empty
    assert len(intake.records) == len(_rows(f"{kind}.csv"))


def test_every_market_is_inside_the_borough_it_says(markets):
    found = assign_areas(_points(markets.values()), load_boroughs())
    names = load_boroughs().set_index("code")["name"]
    assert found.map(names).tolist() == [row["borough"] for row in markets.values()]


def test_no_market_is_in_the_river_or_outside_london(markets):
    whole = shapely.union_all(load_boroughs().geometry.to_numpy())
    points = _points(markets.values()).to_numpy()
    assert shapely.contains(whole, points).all()
    assert shapely.distance(whole.boundary, points).min() >= 60


def test_markets_gather_in_the_ten_boroughs_and_open_ones_closer(markets):
    before = [row for row in markets.values() if _day(row["first_seen"]) < date(2000, 11, 20)]
    assert len(before) == 241
    treated = [row for row in before if row["borough"] in TREATED.values()]
    assert len(treated) / len(before) > 0.7
    nearest = {}
    for kind in ("open", "closed"):
        points = _points([row for row in treated if row["kind"] == kind])
        tree = shapely.STRtree(points.to_numpy())
        _, metres = tree.query_nearest(points.to_numpy(), exclusive=True, return_distance=True)
        nearest[kind] = pd.Series(metres).median()
    assert nearest["open"] < 0.7 * nearest["closed"]


@pytest.mark.parametrize("name", ["King's Cross", "Finsbury Park", "Hackney Road"])
def test_some_gatherings_straddle_a_border(markets, name):
    pattern = re.compile(rf"{name} \d+")
    homes = {row["borough"] for row in markets.values() if pattern.fullmatch(row["name"])}
    assert len(homes) >= 2


def test_names_are_places_only(markets):
    places = {place.name for place in PLACES}
    assert {re.sub(r" \d+$", "", row["name"]) for row in markets.values()} <= places


def test_dates_run_in_order_and_within_two_years(markets, raids):
    for row in markets.values():
        assert date(1999, 4, 1) <= _day(row["first_seen"]) <= date(2001, 3, 31)
        if row["last_seen"]:
            assert _day(row["first_seen"]) <= _day(row["last_seen"]) <= date(2001, 3, 31)
        assert bool(row["last_seen"]) == (row["status"] == "closed")
    for row in raids.values():
        market = markets[row["market_id"]]
        assert _day(market["first_seen"]) < _day(row["date"])
        assert not market["last_seen"] or _day(row["date"]) <= _day(market["last_seen"])


def test_raids_are_where_and_when_the_operation_was(markets, raids):
    (operation,) = _rows("operations.csv")
    assert (operation["start"], operation["end"]) == ("2000-11-20", "2000-12-03")
    assert operation["areas"].split(";") == list(TREATED)
    assert operation["cost"] == "800000"
    own = [row for row in raids.values() if row["operation"] == operation["name"]]
    other = [row for row in raids.values() if row["operation"] != operation["name"]]
    assert (len(own), len(other)) == (120, 8)
    for row in own:
        assert operation["start"] <= row["date"] <= operation["end"]
        assert markets[row["market_id"]]["borough"] in TREATED.values()
    for row in other:
        assert row["date"] > operation["end"]
        assert markets[row["market_id"]]["borough"] not in TREATED.values()
    for row in raids.values():
        market = markets[row["market_id"]]
        assert (row["easting"], row["northing"]) == (market["easting"], market["northing"])
        assert int(row["disposals"]) <= int(row["arrests"])


def test_every_raided_market_has_one_fate_after_its_last_raid(raids, truth):
    last = {}
    for raid_id, row in raids.items():
        last[row["market_id"]] = raid_id
    assert {row["market_id"]: row["raid_id"] for row in truth} == last
    assert len(truth) == len(last)


def test_outcomes_come_in_the_stated_shares(markets, raids, truth):
    outcomes = Counter(
        (markets[row["market_id"]]["kind"], row["outcome"])
        for row in truth
        if raids[row["raid_id"]]["operation"] == "Operation Crackdown"
    )
    for kind, shares in SHARES.items():
        total = sum(count for (of, _), count in outcomes.items() if of == kind)
        for outcome, share in shares.items():
            assert outcomes[kind, outcome] == round(share * total)
    assert outcomes["open", "relocated"] == 23


def test_relocated_markets_start_next_door_where_nobody_raided(markets, truth):
    boroughs = load_boroughs()
    land, both = neighbours(boroughs), neighbours(boroughs, across_river=True)
    moved = [row for row in truth if row["outcome"] == "relocated"]
    homes = assign_areas(_points([markets[row["new_market_id"]] for row in moved]), boroughs)
    origins = assign_areas(_points([markets[row["market_id"]] for row in moved]), boroughs)
    for row, origin, home in zip(moved, origins, homes, strict=True):
        assert (row["from_code"], row["to_code"]) == (origin, home)
        assert origin in TREATED
        assert home not in TREATED
        graph = land if row["border"] == "land" else both
        assert home in graph[origin].index
        assert (home in land[origin].index) == (row["border"] == "land")
        old, new = markets[row["market_id"]], markets[row["new_market_id"]]
        assert old["status"] == "closed"
        assert old["last_seen"] == row["raid_date"]
        assert 7 <= (_day(new["first_seen"]) - _day(row["raid_date"])).days <= 56
        assert (new["first_seen"], new["kind"]) == (row["outcome_date"], old["kind"])
        assert new["drugs"] == old["drugs"]
        metres = _points([old]).distance(_points([new]))[0]
        assert float(row["distance_m"]) == pytest.approx(metres, abs=0.51)
    assert Counter(row["border"] for row in moved) == {"land": 19, "river": 4}


def test_statuses_agree_with_the_truth(markets, truth):
    expected = {"relocated": "closed", "continued": "active"}
    for row in truth:
        status = markets[row["market_id"]]["status"]
        assert status == expected.get(row["outcome"], row["outcome"])


def _drug_totals(year, codes):
    return sum(
        int(row["count"])
        for row in _rows("area_counts.csv")
        if row["category"] == "drugs" and row["year"] == year and row["code"] in codes
    )


@pytest.mark.parametrize(
    ("across_river", "near", "control", "near_boroughs", "control_boroughs"),
    # sums of the published counts (London Datastore, Borough Rates); the City of London has none
    [
        (False, (8_161, 7_656), (3_908, 3_834), 14, 8),
        (True, (9_006, 8_605), (3_063, 2_885), 15, 7),
    ],
)
def test_the_counts_add_up_to_the_published_totals(
    across_river, near, control, near_boroughs, control_boroughs
):
    boroughs = load_boroughs()
    graph = neighbours(boroughs, across_river=across_river)
    near_codes = {code for treated in TREATED for code in graph[treated].index} - {*TREATED, CITY}
    control_codes = set(boroughs["code"]) - near_codes - {*TREATED, CITY}
    assert (len(near_codes), len(control_codes)) == (near_boroughs, control_boroughs)
    years = ("1999-00", "2000-01")
    assert tuple(_drug_totals(year, TREATED) for year in years) == (13_437, 12_091)
    assert tuple(_drug_totals(year, near_codes) for year in years) == near
    assert tuple(_drug_totals(year, control_codes) for year in years) == control


def test_every_borough_but_the_city_has_every_count():
    rows = _rows("area_counts.csv")
    keys = {(row["code"], row["year"], row["category"]) for row in rows}
    assert len(rows) == len(keys) == 32 * 4 * 3
    names = load_boroughs().set_index("code")["name"]
    assert all(names[row["code"]] == row["borough"] for row in rows)
    assert CITY not in {row["code"] for row in rows}
    # the corners of the published table
    figures = {(row["code"], row["year"], row["category"]): row["count"] for row in rows}
    assert figures["E09000002", "1999-00", "drugs"] == "444"
    assert figures["E09000033", "2002-03", "burglary"] == "5264"
    assert figures["E09000022", "2001-02", "robbery"] == "6465"


def test_the_readme_states_the_figures(markets, raids, truth):
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    execution = [(kind, _rows(f"{kind}.csv")) for kind in EXECUTION]
    for name, rows in (("markets", markets), ("raids", raids), ("truth", truth), *execution):
        assert f"| `{name}.csv` | {len(rows)} |" in text
    assert "Open Government Licence" in text
    assert "2002-03 cannot be compared" in text
