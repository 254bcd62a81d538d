"""Briefings to draw: one like the example's, and one of everything that goes wrong."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import geopandas as gpd
import pandas as pd

import boundaries
from briefing import (
    ROLE_LABELS,
    Arrow,
    Briefing,
    ChartMark,
    ChartPicture,
    MapFrame,
    MapPicture,
    Markers,
    Outlines,
    Provenance,
    Scene,
    Shading,
    shade_amounts,
    shade_changes,
)

EXAMPLE = Path(__file__).parents[2] / "example"
OWNER = (
    "Contains National Statistics data © Crown copyright and database right 2015; "
    "contains Ordnance Survey data © Crown copyright and database right 2015"
)
COUNTED = "Metropolitan Police Service, Recorded Crime: Borough Rates"
SIMULATED = "Markets and raids are simulated (illustrative)."
LONG = "The very long title of a briefing that somebody pasted from an e-mail " * 8
ARABIC = "\u0646\u0642\u0627\u0637 \u0627\u0644\u0628\u064a\u0639"
EMOJI = "Ealing \U0001f1ec\U0001f1e7 \U0001f469\u200d\U0001f680 \U0001f600"


def _points(frame):
    return gpd.GeoSeries(gpd.points_from_xy(frame["easting"], frame["northing"]), crs=27700)


@cache
def records():
    """Return areas, markets, raids, counts of drug offences and the roles of the example."""
    areas = boundaries.load_boroughs()
    markets, raids, counts, operations = (
        pd.read_csv(EXAMPLE / f"{name}.csv")
        for name in ("markets", "raids", "area_counts", "operations")
    )
    drugs = counts[counts["category"] == "drugs"].set_index(["code", "year"])["count"].unstack()  # noqa: PD010
    treated = operations["areas"][0].split(";")
    near = boundaries.bordering(areas, treated, across_river=False)
    roles = dict.fromkeys(areas["code"], "control")
    roles |= dict.fromkeys(near, "neighbour") | dict.fromkeys(treated, "treated")
    roles["E09000001"] = "excluded"
    return areas, markets, raids, drugs, roles


def _map(**changes):
    areas, *_, roles = records()
    return MapPicture(
        **{
            "areas": areas,
            "roles": roles,
            "water": "River Thames",
            "source": COUNTED,
            "attribution": OWNER,
            **changes,
        }
    )


def market_map(**changes):
    """Return the map of markets and raids."""
    _, markets, raids, *_ = records()
    marks = tuple(
        Markers(kind=kind, label=label, points=_points(rows))
        for kind, label, rows in (
            ("open", "Open market", markets[markets["kind"] == "open"]),
            ("closed", "Closed market", markets[markets["kind"] == "closed"]),
            ("raid", "Raid", raids),
        )
    )
    return _map(
        frames=(MapFrame(markers=marks),),
        period="November 1999 to March 2001",
        illustrative=SIMULATED,
        **changes,
    )


def change_map():
    """Return the map of change, with an arrow of each kind."""
    *_, drugs, _ = records()
    change = 100 * (drugs["2000-01"] / drugs["1999-00"] - 1)
    arrows = (
        Arrow(origin="E09000007", destination="E09000003", size=120),
        Arrow(origin="E09000025", destination="E09000002", size=60, firm=False),
    )
    return _map(
        shading=shade_changes(change, heading="Recorded drug offences", breaks=(10, 25, 50)),
        frames=(MapFrame(arrows=arrows),),
        period="1999-00 to 2000-01",
    )


def before_and_after():
    """Return a map of two frames."""
    *_, drugs, _ = records()
    return _map(
        shading=shade_amounts(drugs[["1999-00", "2000-01"]], heading="Drug offences a year"),
        frames=(MapFrame(label="Before: 1999-00"), MapFrame(label="After: 2000-01")),
        period="1999-00 and 2000-01",
    )


def crowded_map():
    """Return two frames with everything that a legend can hold."""
    plain = change_map()
    frames = (MapFrame(label="Before: 1999-00"), *plain.frames)
    *_, drugs, _ = records()
    change = 100 * (drugs["2000-01"] / drugs["1999-00"] - 1)
    shading = shade_changes(change, heading="Recorded drug offences", breaks=(2, 10, 20))
    return _map(
        shading=Shading(
            heading=shading.heading, classes=shading.classes, fills=({}, *shading.fills)
        ),
        frames=(frames[0], replace(frames[1], label="After: 2000-01")),
        period="1999-00 against 2000-01",
        illustrative=SIMULATED,
    )


def hotspot_map():
    """Return hotspots, firm and not, over plain areas."""
    _, markets, *_ = records()
    places = markets.groupby(markets["name"].str.rsplit(" ", n=1).str[0]).filter(
        lambda rows: len(rows) > 8
    )
    shapes = [
        _points(rows).union_all().convex_hull.buffer(250)
        for _, rows in places.groupby(places["name"].str.rsplit(" ", n=1).str[0])
    ][:9]
    outlines = Outlines(
        kind="hotspot",
        label="Hotspot",
        shapes=gpd.GeoSeries(shapes, crs=27700),
        firm=tuple(at % 2 == 0 for at in range(len(shapes))),
    )
    return _map(
        roles={}, frames=(MapFrame(outlines=(outlines,)),), period="to 2001", illustrative=SIMULATED
    )


def charts():
    """Return a chart of each kind."""
    areas, _, raids, drugs, roles = records()
    names = dict(zip(areas["code"], areas["name"], strict=True))
    treated = [code for code, role in roles.items() if role == "treated"]
    change = (100 * (drugs["2000-01"] / drugs["1999-00"] - 1)).loc[treated].sort_values()
    by_role = drugs.groupby(drugs.index.map(roles)).sum().drop(index="excluded", errors="ignore")
    lines = by_role.rename(index=ROLE_LABELS).rename_axis("series").reset_index()
    lines = lines.melt(id_vars="series", var_name="x", value_name="value")
    told = {"source": COUNTED, "attribution": "Open Government Licence", "period": "1999 to 2003"}
    return {
        "bars": ChartPicture(
            kind="bars",
            data=pd.DataFrame(
                {
                    "label": [names[code] for code in change.index],
                    "value": change.to_numpy(),
                    "strong": change.to_numpy() > 0,
                }
            ),
            value_label="Change in recorded drug offences",
            unit="%",
            signed=True,
            reference=-1.9,
            reference_label="controls",
            **told,
        ),
        "forest": ChartPicture(
            kind="forest",
            data=pd.DataFrame(
                {
                    "label": ["Raided, against the controls", "Next door", "Not calibrated"],
                    "value": [-8.3, -4.4, 2.0],
                    "low": [-20.0, -15.0, -9.0],
                    "high": [6.0, 9.0, 15.0],
                    "firm": [True, True, False],
                }
            ),
            value_label="Change beyond the controls",
            unit="%",
            digits=1,
            signed=True,
            reference=0.0,
            reference_label="no effect",
            **told,
        ),
        "line": ChartPicture(
            kind="line",
            data=lines,
            value_label="Recorded drug offences a year",
            marks=(ChartMark(at="2000-01", label="The operation"),),
            **told,
        ),
        "timeline": ChartPicture(
            kind="timeline",
            data=pd.DataFrame(
                {
                    "label": raids["raid_id"],
                    "start": pd.to_datetime(raids["date"]),
                    "lane": raids["tactic"].str.replace("_", " "),
                }
            ),
            value_label="Raids by tactic",
            illustrative=SIMULATED,
            **told,
        ),
        "table": ChartPicture(
            kind="table",
            data=pd.DataFrame(
                {
                    "area": [names[c] for c in treated],
                    "before": drugs["1999-00"][treated].to_numpy(),
                }
            ),
            value_label="Counts",
            **told,
        ),
    }


def _scene(key, message, picture, **changes):
    table = changes.pop("table", pd.DataFrame({"area": ["Camden", "Brent"], "count": [1677, 969]}))
    return Scene(
        key=key,
        title=key.capitalize().replace("-", " "),
        message=message,
        picture=picture,
        notes=f"Say it slowly: {message}",
        caveats=("Recorded offences measure policing as much as dealing.",),
        table=table,
        alt=f"{message} Picture of {key}.",
        **changes,
    )


def provenance():
    """Return where the figures of these briefings come from."""
    return Provenance(
        data_version="example-1",
        parameters={"Before": "1999-00", "After": "2000-01", "Neighbours": "by land"},
        methods={"placement test": "1.0"},
        seed=20001120,
        sources=("area_counts.csv, 384 rows", "raids.csv, 128 rows"),
    )


def example_briefing():
    """Return a briefing like the example's: eight scenes."""
    drawn = charts()
    areas, *_, drugs, roles = records()
    table = areas[["code", "name"]].assign(role=areas["code"].map(roles))
    table = table.merge(drugs.reset_index(), on="code")
    return Briefing(
        name="operation-crackdown",
        title="Operation Crackdown",
        subtitle="Ten boroughs, two weeks from 20 November 2000",
        marking="OFFICIAL-SENSITIVE",
        handling="Police and partners only",
        disclosure="Internal profile: no count is suppressed and no position is masked.",
        provenance=provenance(),
        scenes=(
            _scene(
                "markets", "278 markets were known, most of them in ten boroughs.", market_map()
            ),
            _scene(
                "hotspots", "Nine places held more markets than chance explains.", hotspot_map()
            ),
            _scene("raids", "120 raids were made in two weeks, eight later on.", drawn["timeline"]),
            _scene(
                "change",
                "Recorded drug offences fell by 10.0% where the raids were, by 6.2% next door and "
                "by 1.9% elsewhere.",
                change_map(),
                table=table,
                annotation="The commander asks that Haringey be looked at again.",
            ),
            _scene("before-and-after", "Most of the fall came in five.", before_and_after()),
            _scene(
                "next-door",
                "No evidence of a change in the raided boroughs (8.3% less than the controls, "
                "22.6% less to 2.6% more). No evidence of displacement or a spread of benefit next "
                "to them.",
                crowded_map(),
            ),
            _scene("boroughs", "Haringey and Newham rose; the others fell.", drawn["bars"]),
            _scene("effect", "No evidence of a fall beyond that of the controls.", drawn["forest"]),
            _scene("years", "By 2002-03 all were above where they began.", drawn["line"]),
        ),
    )


def broken_briefing():
    """Return a briefing of everything that goes wrong."""
    areas, *_ = records()
    none = gpd.GeoSeries([], crs=27700)
    odd = areas.iloc[:3].assign(name=[ARABIC, EMOJI, "=cmd|' /C calc'!A0"])
    rows = pd.DataFrame({"name": ["=1+1", "+x", "@y", "-z", ARABIC] * 100, "n": range(500)})
    return Briefing(
        name="broken",
        title=LONG,
        subtitle=ARABIC,
        marking="none",
        disclosure="None was applied.",
        provenance=provenance(),
        scenes=(
            Scene(
                key="nothing", title=LONG, message=LONG, missing="Load markets on the Data page."
            ),
            _scene(
                "no-points",
                "Nothing lies on it.",
                _map(
                    frames=(MapFrame(markers=(Markers(kind="open", label="Open", points=none),)),)
                ),
            ),
            _scene("no-areas", "There are no areas.", _map(areas=areas.iloc[:0], roles={})),
            _scene(
                "odd-names",
                f"{ARABIC} {EMOJI} <script>alert(1)</script>",
                _map(areas=odd, roles={}),
            ),
            _scene(
                "many-rows", "Five hundred rows.", ChartPicture(kind="table", data=rows), table=rows
            ),
            _scene(
                "empty",
                "No rows.",
                ChartPicture(kind="bars", data=pd.DataFrame({"label": [], "value": []})),
                table=pd.DataFrame(),
            ),
            _scene(
                "gaps",
                "A suppressed count is no zero.",
                ChartPicture(
                    kind="bars", data=pd.DataFrame({"label": [EMOJI, "B"], "value": [None, 5.0]})
                ),
            ),
        ),
    )


def long_briefing():
    """Return a briefing whose words are as many as the page's boxes take, and a numbered table."""
    words = {
        name: " ".join(f"{name}{at}" for at in range(count))
        for name, count in (("t", 30), ("m", 80), ("a", 200), ("c", 400), ("d", 120))
    }
    rows = pd.DataFrame({"About": ["first", "second"], "Text": [words["c"], "short"]})
    scene = Scene(
        key="long",
        title=words["t"],
        message=words["m"],
        annotation=words["a"],
        picture=ChartPicture(kind="table", data=rows),
        table=rows,
    )
    whole = Briefing(
        name="long",
        title=words["t"],
        disclosure=words["d"],
        scenes=(scene,),
        provenance=provenance(),
    )
    return whole, words
