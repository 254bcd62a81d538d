"""The palette: enough contrast, and apart whoever looks at it, by day, in the dark and in grey."""

import json
from dataclasses import fields
from itertools import combinations, pairwise

import geopandas as gpd
import pytest
from shapely import Point

from geo import style
from geo.maps import dots_layer
from tests.geo.style.vision import GREY, VISION, ciede2000, contrast, lab, linear, seen

THEMES = {"light": style.LIGHT, "dark": style.DARK}
ROLES = ("treated", "neighbour", "control", "excluded")
RECORDS = (
    *("market_open", "market_closed", "raid", "disposal", "premises", "campaign"),
    *("link", "hotspot"),
)
# A difference of 2.3 is just noticed side by side; apart on a map it takes a few times that.
APART = 7.0
# Pairs that colour alone must tell apart; what else tells the others apart is tested below.
GROUPS = {
    "roles": lambda theme: [theme.roles[role] for role in ROLES[:3]],
    "records at first sight": lambda theme: [
        *(theme.market_open, theme.market_closed, theme.raid, theme.hotspot)
    ],
    "change": lambda theme: list(theme.change),
    "amount": lambda theme: list(theme.amount),
    "density": lambda theme: list(theme.density),
    "categories": lambda theme: list(theme.categories),
}
SIGHTS = {**VISION, "grey": GREY}
themes = pytest.mark.parametrize("name", THEMES)


def test_the_measures_agree_with_published_values():
    # WCAG: black on white is 21:1. Lindbloom: sRGB red is Lab 53.24, 80.09, 67.20.
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert lab(linear("#FF0000")) == pytest.approx([53.24, 80.09, 67.20], abs=0.05)


@pytest.mark.parametrize(
    ("one", "other", "difference"),
    [
        # Sharma, Wu and Dalal (2005), table 1, pairs 1, 4, 8, 9, 15, 17, 24, 32 and 34.
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, -1.3802, -84.2814), (50, 0, -82.7485), 1.0000),
        ((50, -1, 2), (50, 0, 0), 2.3669),
        ((50, 2.49, -0.001), (50, -2.49, 0.0009), 7.1792),
        ((50, -0.001, 2.49), (50, 0.0011, -2.49), 4.7461),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((90.9257, -0.5406, -0.9208), (88.6381, -0.8985, -0.7239), 1.5381),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_colour_difference_agrees_with_its_authors(one, other, difference):
    assert ciede2000(one, other) == pytest.approx(difference, abs=5e-5)


@pytest.mark.parametrize("sight", VISION)
@pytest.mark.parametrize("group", GROUPS)
@themes
def test_colours_of_a_group_stay_apart(name, group, sight):
    colours = GROUPS[group](THEMES[name])
    apart = {
        pair: ciede2000(*(seen(colour, VISION[sight]) for colour in pair))
        for pair in combinations(colours, 2)
    }
    closest = min(apart, key=apart.get)
    assert apart[closest] > APART, f"{closest}: {apart[closest]:.1f}"


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("ramp", ["amount", "density", "fall", "rise"])
@themes
def test_more_is_read_as_more_by_everyone_and_in_grey(name, ramp, sight):
    theme = THEMES[name]
    colours = getattr(theme, ramp)
    steps = [theme.same, *colours] if ramp in {"fall", "rise"} else colours
    lightness = [seen(colour, SIGHTS[sight])[0] for colour in steps]
    rises = name == "dark"
    assert all((after > before) == rises for before, after in pairwise(lightness))
    assert min(abs(after - before) for before, after in pairwise(lightness)) > 8


@pytest.mark.parametrize("sight", VISION)
@themes
def test_a_fall_is_not_taken_for_a_rise(name, sight):
    theme = THEMES[name]
    for fall in theme.fall:
        for rise in theme.rise:
            apart = ciede2000(*(seen(colour, VISION[sight]) for colour in (fall, rise)))
            assert apart > APART, (fall, rise, apart)


@themes
def test_kinds_of_dots_that_look_alike_in_grey_have_other_shapes(name):
    theme = THEMES[name]
    grey = [seen(colour, GREY) for colour in theme.categories]
    alike = [
        pair
        for pair in combinations(range(len(grey)), 2)
        if ciede2000(*(grey[at] for at in pair)) < APART
    ]
    assert alike, "seven colours are not seven greys"
    kinds = [f"kind {at}" for at in range(len(grey))]
    points = gpd.GeoDataFrame(
        {"category": kinds}, geometry=[Point(530_000 + at, 180_000) for at in range(7)], crs=27700
    )
    styles = json.loads(dots_layer(points, category="category").payload)["styles"]
    outlines = [json.dumps(one.get("outline")) for one in styles]
    assert len(set(outlines)) == len(kinds)


@themes
def test_what_looks_alike_in_grey_has_a_hatching_a_border_or_a_symbol(name):
    theme = THEMES[name]
    alike = [
        (fall, rise)
        for fall, rise in zip(theme.fall, theme.rise, strict=True)
        if ciede2000(seen(fall, GREY), seen(rise, GREY)) < APART
    ]
    assert alike, "falls and rises are equally dark; without that, no hatching would be needed"
    assert style.HATCHES["rise"].width_px > 0
    marks = [style.SYMBOLS[kind] for kind in style.SYMBOLS]
    shapes = {(mark.outline, mark.filled) for mark in marks}
    assert len(shapes) == len(marks)
    assert len({mark.matplotlib for mark in marks}) == len(marks)
    patterns = {
        (hatch.angle, hatch.crossed, hatch.gap_px)
        for key, hatch in style.HATCHES.items()
        if key in {"rising", "falling", "crossed", "wide"}
    }
    assert len(patterns) == 4


@themes
def test_marks_and_borders_stand_out_from_the_ground(name):
    theme = THEMES[name]
    for colour in (
        *(getattr(theme, record) for record in RECORDS),
        *theme.categories,
        *theme.roles.values(),
        theme.textbook,
    ):
        for ground in (theme.land, theme.paper):
            assert contrast(colour, ground) >= 3, (colour, ground)


@themes
def test_text_can_be_read(name):
    theme = THEMES[name]
    for colour in (theme.ink, theme.muted, theme.accent):
        for ground in (theme.paper, theme.panel, theme.surface, theme.land):
            assert contrast(colour, ground) >= 4.5, (colour, ground)
    assert contrast(theme.on_accent, theme.accent) >= 4.5
    assert contrast(theme.water_name, theme.water) >= 4.5
    for text, ground in theme.notices.values():
        for behind in (ground, theme.paper, theme.panel):
            assert contrast(text, behind) >= 7, (text, behind)


@themes
def test_the_selection_ring_stands_out_from_its_casing(name):
    assert contrast(THEMES[name].selected, THEMES[name].casing) >= 7


@pytest.mark.parametrize("sight", VISION)
@themes
def test_the_river_is_not_taken_for_land_or_for_a_fall(name, sight):
    theme = THEMES[name]
    river = seen(theme.water, VISION[sight])
    for other in (theme.land, theme.same, theme.surface, theme.fall[0]):
        # Its name and its course tell it apart as well.
        assert ciede2000(river, seen(other, VISION[sight])) > 4.5, other


@themes
def test_no_data_is_not_taken_for_no_change(name):
    theme = THEMES[name]
    assert ciede2000(*(lab(linear(colour)) for colour in (theme.same, theme.no_data))) > 9


def test_every_light_colour_has_one_dark_one():
    seen_before = {}
    table = style.dark_colours()
    for part in fields(style.Theme):
        if part.name == "on_accent":  # white on a button, and the page is white too
            continue
        light, dark = getattr(style.LIGHT, part.name), getattr(style.DARK, part.name)
        if isinstance(light, str):
            light, dark = (light,), (dark,)
        keys = light if hasattr(light, "keys") else range(len(light))
        for key in keys:
            pairs = [(light[key], dark[key])]
            if isinstance(light[key], tuple):
                pairs = list(zip(light[key], dark[key], strict=True))
            for one, other in pairs:
                assert seen_before.setdefault(one, other) == other, (part.name, key)
                assert table[one.upper()] == other
    assert len(seen_before) > 50
