"""An adversary with every file of a public briefing, against the records that it was told from.

The reference cases are the shared ones: the rule of ten and five of the Office for National
Statistics ("Comparison of post-tabular statistical disclosure control methods"), worked by hand,
and the closed-form moments of a donut mask, whose radius has density 2r / (b^2 - a^2) (Hampton and
others 2010).
"""

import io
import re
import zipfile
import zlib
from functools import cache

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
import shapely
from scipy.optimize import linprog

import briefing
from briefing import MapPicture, SceneEdit, Spec, profile_of
from geo.errors import ParameterError
from tests.briefing.telling import crafted

NEVER = ("SECRET-", "PRIVATE-", "Informant", "handler-smith", "ab12cd34")
HALF = 2  # the nearest five is at most two away
KEY = b"not a secret in a test"


@cache
def told(template, places):
    spec = Spec(
        name="out", template=template, places=places, quarter="2023Q2" * (template[0] == "q")
    )
    return briefing.compose(crafted(), spec=spec, key=KEY)


@cache
def files(template, places):
    return briefing.render(told(template, places), formats=("html", "pdf", "pptx", "svg", "csv"))


def texts_of(name, body):
    """Return everything that can be read in a file, whatever it is packed in."""
    if name.endswith(".pptx") or body[:2] == b"PK":
        found = []
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            for part in archive.namelist():
                held = archive.read(part)
                if part.endswith(".xlsx"):
                    book = openpyxl.load_workbook(io.BytesIO(held))
                    cells = [
                        c
                        for sheet in book
                        for row in sheet.iter_rows(values_only=True)
                        for c in row
                    ]
                    found.append(" ".join(map(str, cells)))
                else:
                    found.append(held.decode("utf-8", "ignore"))
        return "\n".join(found)
    if name.endswith(".pdf"):
        found = [body.decode("latin-1")]
        for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", body, re.DOTALL):
            try:
                found.append(zlib.decompress(stream).decode("latin-1"))
            except zlib.error:
                continue
        return "\n".join(found)
    return body.decode("utf-8", "ignore")


def words_of(scene):
    """Return what a scene says, without the numbers of dates."""
    said = [scene.title, scene.message, scene.notes, scene.alt, scene.missing, *scene.caveats]
    # Ranks and chances of being first are no counts.
    table = "" if scene.key == "targets" else scene.table.astype(str).to_csv(index=False)
    return " ".join([*said, table])


CASES = [("operation", "areas"), ("operation", "cells"), ("operation", "masked"),
         ("quarter", "areas")]  # fmt: skip


@pytest.mark.parametrize(("template", "places"), CASES)
def test_no_identifier_name_or_file_name_leaves(template, places):
    for name, body in files(template, places).items():
        text = texts_of(name, body)
        assert not [word for word in NEVER if word in text], name


@pytest.mark.parametrize(("template", "places"), CASES)
def test_no_coordinate_of_a_record_leaves(template, places):
    now = crafted()
    points = pd.concat([now.points["markets"].geometry, now.points["raids"].geometry])
    degrees = points.to_crs(4326)
    for name, body in files(template, places).items():
        text = texts_of(name, body)
        for place, turned in zip(points, degrees, strict=True):
            pair = [f"{place.x:.0f}", f"{place.y:.0f}"]
            assert not all(re.search(rf"(?<![\d.]){number}(?!\d)", text) for number in pair), name
            far = [f"{turned.x:.4f}".rstrip("0"), f"{turned.y:.4f}".rstrip("0")]
            assert not all(number in text for number in far), name


@pytest.mark.parametrize(("template", "places"), CASES)
def test_nothing_drawn_touches_the_place_of_a_record(template, places):
    now = crafted()
    true = np.array(
        [(p.x, p.y) for kind in ("markets", "raids") for p in now.points[kind].geometry]
    )
    for scene in told(template, places).scenes:
        if not isinstance(scene.picture, MapPicture):
            continue
        for frame in scene.picture.frames:
            shapes = [*(s for one in frame.markers for s in one.points),
                      *(s for one in frame.outlines for s in one.shapes)]  # fmt: skip
            if shapes:
                drawn = shapely.get_coordinates(shapes)
                apart = np.hypot(*(drawn[:, None] - true[None]).transpose(2, 0, 1))
                assert apart.min() > 1.0


def test_moved_dots_are_nowhere_nearer_than_the_distance_and_tell_no_count():
    now = crafted()
    markets = now.points["markets"]
    profile = profile_of("public", places="masked")
    moved = profile.moved(markets, areas=now.areas, by="kind", key=KEY)
    own = markets.geometry.loc[moved.index]
    apart = moved.geometry.distance(own)
    assert apart.min() >= profile.least_m - 1e-6
    assert apart.max() <= profile.most_m + 1e-6
    counted = pd.crosstab(moved["area_code"], moved["kind"])
    true = pd.crosstab(markets["area_code"], markets["kind"])
    shown = profile.table(true)
    for code in true.index:
        for kind in true:
            dots = counted.get(kind, pd.Series(dtype=int)).get(code, 0)
            told_of = shown.loc[code, kind]
            assert dots == (0 if pd.isna(told_of) else told_of - profile.base)


@pytest.mark.parametrize(("template", "places"), CASES)
def test_no_true_count_stands_in_any_text(template, places):
    now = crafted()
    markets, raids = now.points["markets"], now.points["raids"]
    counts = [len(markets), len(raids), *markets["kind"].value_counts(),
              *markets["area_code"].value_counts(), int(raids["arrests"].sum())]  # fmt: skip
    telling = {count for count in counts if count > 31 and count % 5}  # not a day of a month
    assert telling, "the records must hold counts that rounding changes"
    for scene in told(template, places).scenes:
        if scene.key.startswith("offences") or scene.key in {"changed", "sure", "method"}:
            continue
        numbers = {int(n.replace(",", "")) for n in re.findall(r"\d[\d,]*", words_of(scene))}
        assert not telling & numbers, scene.key


@pytest.mark.parametrize(("template", "key"), [("operation", "markets"), ("quarter", "markets")])
def test_no_hidden_count_can_be_worked_back_from_its_table(template, key):
    scene = next(s for s in told(template, "areas").scenes if s.key == key)
    table = scene.table.set_index("Area")
    inner = table.drop(index="All areas", columns="All")
    hidden = np.argwhere(inner.isna().to_numpy())
    place = {tuple(cell): at for at, cell in enumerate(hidden)}
    rules, limits = [], []

    def line(cells, total):
        """Add what a total says of the hidden cells of a line."""
        known = [inner.iloc[c] for c in cells if c not in place]
        row = np.zeros(len(place))
        row[[place[c] for c in cells if c in place]] = 1
        slack = HALF * len(known)
        low, high = (0, 9) if pd.isna(total) else (total - HALF, total + HALF)
        rules.extend([row, -row])
        limits.extend([high - sum(known) + slack, -(low - sum(known) - slack)])

    rows, columns = inner.shape
    for i in range(rows):
        line([(i, j) for j in range(columns)], table["All"].iloc[i])
    for j in range(columns):
        line([(i, j) for i in range(rows)], table.loc["All areas"].iloc[j])
    line([(i, j) for i in range(rows) for j in range(columns)], table.loc["All areas", "All"])
    for at in range(0, len(place), 7):
        wanted = np.eye(len(place))[at]
        least, most = (
            sign * linprog(sign * wanted, A_ub=np.array(rules), b_ub=limits, bounds=(0, None)).fun
            for sign in (1, -1)
        )
        assert most - least >= 3, inner.index[hidden[at][0]]


def test_a_small_count_takes_its_change_and_its_colour_with_it():
    scene = next(s for s in told("operation", "areas").scenes if s.key == "changed")
    table = scene.table.set_index("Area")
    # Two or three offences a month: single figures in most windows; of two hidden areas neither
    # can be had from the total.
    assert table["Before"].isna().sum() != 1
    gone = table.index[table["Before"].isna() | table["After"].isna()]
    assert table.loc[gone, "Change, %"].isna().all()
    codes = dict(zip(crafted().areas["name"], crafted().areas["code"], strict=True))
    for fill in scene.picture.shading.fills:
        assert not {codes[name] for name in gone} & set(fill)
    both = table.dropna()
    again = 100 * (both["After"].astype(float) / both["Before"].astype(float) - 1)
    assert (again - both["Change, %"].astype(float)).abs().max() <= 0.5 + 1e-9


def test_estimates_are_withheld_where_they_rest_on_small_counts():
    now = crafted()
    counts = now.tables["area_counts"].copy()
    raided = counts["area_code"].isin(["E09000012", "E09000025"])
    counts.loc[raided, "count"] = counts.loc[raided, "count"] % 2  # at most 6 in half a year each
    counts.loc[counts["area_code"] == "E09000025", "count"] = 0
    small = briefing.compose(
        type(now)(**{**vars(now), "tables": {**now.tables, "area_counts": counts}}),
        spec=Spec(name="small"),
    )
    sure = next(s for s in small.scenes if s.key == "sure")
    assert "In the raided boroughs" not in (
        [] if sure.picture is None else list(sure.picture.data["label"])
    )
    changed = next(s for s in small.scenes if s.key == "changed")
    assert "Nothing is said of a change in the raided boroughs" in changed.message


def test_an_export_states_what_was_applied():
    for places, words in (("areas", "counts by area"), ("cells", "square of 2 km"),
                          ("masked", "moved at random by 150 to 500 m")):  # fmt: skip
        said = told("operation", places).disclosure
        assert said.startswith("Public profile: counts below 10 are suppressed")
        assert words in said
    inside = briefing.compose(crafted(), spec=Spec(name="in", profile="internal"))
    assert "no disclosure control was applied" in inside.disclosure


@pytest.mark.parametrize(("profile", "leave"), [("public", False), ("internal", True)])
def test_the_presenter_s_notes_leave_only_inside(profile, leave):
    edit = SceneEdit(key="done", notes="Say it to no one.", written_under=profile)
    others = ("markets", "hotspots", "targets", "changed", "sure", "learned", "method")
    hidden = tuple(SceneEdit(key=key, shown=False) for key in others)
    spec = Spec(name="n", profile=profile, scenes=(edit, *hidden))
    whole = briefing.compose(crafted(), spec=spec)
    made = briefing.render(whole, formats=("html", "pdf", "pptx", "svg", "csv"))
    holding = {name for name, body in made.items() if "Say it to no one." in texts_of(name, body)}
    assert holding == ({"n.html", "n.pptx"} if leave else set())
    room, presenter = (page.decode() for page in briefing.to_show(whole, key="k"))
    assert ("Say it to no one." in room) is leave
    assert "Say it to no one." in presenter
    assert ("notes are left out of the files" in whole.disclosure) is not leave
    assert ("notes are left out of the files" in texts_of("n.html", made["n.html"])) is not leave


def test_the_careful_profile_is_the_default():
    assert Spec(name="a").profile == "public"
    with pytest.raises(ParameterError, match="cannot be shown like this"):
        Spec(name="a", places="exact")


def test_the_rule_of_ten_and_five_holds_in_what_is_told():
    # disclosure_control_10_5_rule of the shared references.
    given = [0, 1, 9, 10, 11, 12, 13, 17, 18, 22, 23, 148, 151]
    wanted = [None, None, None, 10, 10, 10, 15, 15, 20, 20, 25, 150, 150]
    profile = profile_of("public")
    assert [profile.number(count) for count in given] == wanted
    column = profile.column(pd.Series(given))
    assert [None if pd.isna(one) else int(one) for one in column] == wanted


def test_moved_points_have_the_moments_of_a_donut():
    # donut_geomask_moments of the shared references, for 150 to 500 m: the mean of the radius is
    # 2 (b^3 - a^3) / (3 (b^2 - a^2)), its median sqrt((a^2 + b^2) / 2).
    least, most = 150.0, 500.0
    rng = np.random.default_rng(5)
    size = 10_000
    points = gpd.GeoDataFrame(
        {"kind": "open", "area_code": "A"},
        geometry=gpd.points_from_xy(rng.uniform(1e4, 9e4, size), rng.uniform(1e4, 9e4, size)),
        index=range(size),
        crs=27700,
    )
    area = gpd.GeoDataFrame({"code": ["A"]}, geometry=[shapely.box(0, 0, 1e5, 1e5)], crs=27700)
    moved = profile_of("public", places="masked").moved(points, areas=area, by="kind", key=KEY)
    radius = moved.geometry.distance(points.geometry.loc[moved.index])
    mean = 2 * (most**3 - least**3) / (3 * (most**2 - least**2))
    assert radius.mean() == pytest.approx(mean, abs=5.0)
    assert radius.median() == pytest.approx(np.sqrt((least**2 + most**2) / 2), abs=6.0)
