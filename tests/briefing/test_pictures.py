import itertools

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing import ChartPicture, MapPicture, to_pictures
from briefing._draw_picture import draw_picture
from briefing._draw_scene import draw_scene, page_drawing
from briefing._drawing import Path, Symbol, Words
from briefing._map_ground import gap_between
from briefing._metrics import Metrics
from briefing._sizes import NAME, NOTE, READ, STAGE, arc_minutes
from briefing._theme import DARK, LIGHT
from geo import ParameterError
from tests.briefing import told

METRICS = Metrics()
LEAST = {"read": READ, "name": NAME, "note": NOTE}
MAPS = {
    "markets": told.market_map,
    "change": told.change_map,
    "frames": told.before_and_after,
    "crowded": told.crowded_map,
    "hotspots": told.hotspot_map,
}
PICTURES = {name: make() for name, make in MAPS.items()} | told.charts()


def _draw(picture, width=904.0, height=345.0):
    return draw_picture(picture, width=width, height=height, metrics=METRICS)


def _box(word):
    wide = METRICS.width(word.text, size=word.size, bold=word.bold)
    west = word.x - {"start": 0, "middle": 0.5, "end": 1}[word.anchor] * wide
    return (west, word.y - 0.73 * word.size, west + wide, word.y + 0.2 * word.size)


def _words(drawing):
    return [item for item in drawing.items if isinstance(item, Words)]


def _text(drawing):
    return " ".join(word.text for word in _words(drawing))


def test_what_must_be_read_subtends_sixteen_minutes_of_arc_and_nothing_less_than_ten():
    # ISO 9241-303: 16 minutes at least; 5 minutes is what an eye of ordinary sharpness resolves.
    assert arc_minutes(READ) >= 16
    assert arc_minutes(NAME) > arc_minutes(NOTE) >= 10


@pytest.mark.parametrize("name", PICTURES)
def test_no_text_of_a_picture_is_smaller_than_it_may_be(name):
    drawing = _draw(PICTURES[name])
    assert _words(drawing)
    for word in _words(drawing):
        assert word.size >= LEAST[word.need], word.text


@pytest.mark.parametrize("name", PICTURES)
def test_all_text_of_a_picture_lies_inside_it(name):
    drawing = _draw(PICTURES[name])
    for word in _words(drawing):
        west, north, east, south = _box(word)
        assert min(west, north) >= -0.5, word.text
        assert east <= drawing.width + 0.5, word.text
        assert south <= drawing.height + 4, word.text


@pytest.mark.parametrize("name", PICTURES)
def test_no_two_texts_of_a_picture_overlap(name):
    boxes = [(word.text, _box(word)) for word in _words(_draw(PICTURES[name]))]
    for (text, a), (other, b) in itertools.combinations(boxes, 2):
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
        assert apart, (text, other)


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_states_its_dates_its_source_and_whose_it_is(name):
    picture = PICTURES[name]
    said = _text(_draw(picture))
    for part in (picture.period, "Source:", picture.attribution[:20], picture.illustrative):
        assert part in said
    if isinstance(picture, MapPicture):
        assert "km" in said
        assert " N " in f" {said} "
        assert "River Thames" in said


def test_the_scale_bar_is_as_long_as_it_says():
    drawing = _draw(told.market_map())
    bar = max(
        (
            item
            for item in drawing.items
            if isinstance(item, Path) and item.stroke == "ink" and item.closed and not item.fill
        ),
        key=lambda item: np.ptp(item.parts[0][:, 0]),
    )
    land = [i for i in drawing.items if isinstance(i, Path) and i.key]
    across = np.concatenate([part[:, 0] for item in land for part in item.parts])
    # Greater London is 58,338 m wide in this file.
    west, _, east, _ = told.records()[0].total_bounds
    metres = np.ptp(bar.parts[0][:, 0]) / np.ptp(across) * (east - west)
    assert metres == pytest.approx(10_000, rel=0.001)
    assert "10 km" in _text(drawing)


def test_the_thames_is_the_gap_between_the_boroughs_and_no_notch_of_their_edge():
    water = gap_between(told.records()[0])
    # Westminster Bridge and the Thames Barrier are on it. The Roding is tidal up to Ilford, as far
    # north as the water goes; the outer edge of Havering, ten kilometres on, has notches.
    assert water.contains(shapely.Point(530_550, 179_660))
    assert water.contains(shapely.Point(541_550, 179_750))
    assert water.bounds[3] < 187_000


def test_raided_areas_keep_their_names_where_others_lose_theirs():
    drawing = _draw(told.market_map())
    named = {word.key for word in _words(drawing) if word.key}
    assert len(named) >= 18
    assert "E09000022" in named  # Lambeth


def test_nothing_is_told_by_colour_alone():
    drawing = _draw(told.market_map())
    kinds = {item.kind for item in drawing.items if isinstance(item, Symbol)}
    assert kinds == {"open", "closed", "raid"}
    borders = {
        item.stroke: (item.width, item.dash)
        for item in drawing.items
        if isinstance(item, Path)
        and item.stroke in {"treated", "neighbour", "outline"}
        and not item.fill
    }
    assert len(set(borders.values())) == len(borders)
    signs = [word.text for word in _words(_draw(told.change_map())) if set(word.text) <= set("▲▼")]
    assert {"▲", "▲▲", "▼", "▼▼"} <= set(signs)


def _grey(colour):
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("ramp", ["amount", "density"])
def test_classes_of_an_amount_run_one_way_in_grey(theme, ramp):
    greys = [_grey(theme[f"{ramp}{at}"]) for at in range(5)]
    assert greys in (sorted(greys), sorted(greys, reverse=True))
    assert min(abs(a - b) for a, b in itertools.pairwise(greys)) > 0.02


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("name", ["ink", "muted", "water-ink"])
def test_text_stands_out_from_its_ground(theme, name):
    # WCAG 2.2, 1.4.3.
    light, dark = sorted((_grey(theme[name]), _grey(theme["paper"])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_arrows_are_as_wide_as_their_sizes_and_dashed_where_they_may_be_chance():
    lines = [
        item
        for item in _draw(told.change_map()).items
        if isinstance(item, Path)
        and item.stroke == "ink"
        and not item.closed
        and len(item.parts[0]) > 5
    ]
    solid, dashed = (next(i for i in lines if bool(i.dash) is firm) for firm in (False, True))
    assert solid.width == pytest.approx(2 * dashed.width)  # 120 offences and 60


def test_bars_are_as_long_as_their_values():
    data = pd.DataFrame({"label": list("abc"), "value": [10.0, -5.0, None]})
    drawing = _draw(ChartPicture(kind="bars", data=data))
    bars = [np.ptp(i.parts[0][:, 0]) for i in drawing.items if isinstance(i, Path) and i.fill]
    assert bars[0] == pytest.approx(2 * bars[1])
    assert len(bars) == 2
    assert "not shown" in _text(drawing)


def test_a_line_breaks_where_a_value_is_missing():
    data = pd.DataFrame({"x": list("abcde"), "value": [1, 2, None, 4, 5]})
    lines = [
        item
        for item in _draw(ChartPicture(kind="line", data=data)).items
        if isinstance(item, Path) and item.stroke == "line0"
    ]
    assert [len(part) for part in lines[0].parts] == [2, 2]


def test_an_interval_that_is_not_calibrated_is_hollow_and_dashed():
    drawing = _draw(told.charts()["forest"])
    paths = [item for item in drawing.items if isinstance(item, Path)]
    assert sum(bool(item.dash) for item in paths) == 1
    assert sum(item.fill == "paper" for item in paths) == 1
    minus = "\N{MINUS SIGN}"
    assert f"{minus}8.3% ({minus}20.0% to +6.0%)" in _text(drawing)


@pytest.mark.parametrize("kind", ["bars", "forest", "table", "timeline"])
def test_rows_without_room_are_counted(kind):
    rows = range(80)
    data = pd.DataFrame(
        {
            "label": [f"row {at}" for at in rows],
            "value": 1.0,
            "low": 0.5,
            "high": 2.0,
            "start": pd.Timestamp("2000-01-01"),
        }
    )
    said = _text(_draw(ChartPicture(kind=kind, data=data)))
    shown = said.count("row ")
    left = int(said.split("and ")[1].split(" more")[0])
    assert left + shown == 80


@pytest.mark.parametrize(
    ("make", "image"),
    [
        (told.example_briefing, "svg"),
        (told.broken_briefing, "svg"),
        (told.broken_briefing, "png"),
    ],
)
def test_pictures_are_the_same_bytes_again(make, image):
    first, again = (to_pictures(make(), image=image) for _ in range(2))
    assert first == again
    start = {"png": b"\x89PNG", "svg": b"<svg"}[image]
    assert all(picture.startswith(start) for picture in first.values())
    assert next(iter(first)) == f"01-{make().scenes[0].key}.{image}"


def test_markup_in_names_stays_text():
    from lxml import etree

    for picture in to_pictures(told.broken_briefing(), image="svg").values():
        tree = etree.fromstring(picture)
        assert not tree.findall(".//{*}script")


def test_an_export_tells_how_far_it_is_and_can_be_stopped():
    seen = []
    to_pictures(told.broken_briefing(), image="svg", progress=lambda *step: seen.append(step))
    assert seen == [(at, 7) for at in range(8)]

    def stop(done, _of):
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        to_pictures(told.example_briefing(), image="svg", progress=stop)


def test_unknown_images_and_themes_are_refused():
    with pytest.raises(ParameterError):
        to_pictures(told.broken_briefing(), image="gif")
    with pytest.raises(ParameterError):
        to_pictures(told.broken_briefing(), theme="sepia")


@settings(max_examples=60)
@given(title=st.text(max_size=400), message=st.text(max_size=900))
def test_any_title_and_message_fit_their_page(title, message):
    from briefing import Scene

    scene = Scene(key="x", title=title, message=message, missing="Nothing.")
    page = draw_scene(scene, told.example_briefing(), metrics=METRICS)
    for word in _words(page_drawing(page)):
        west, _, east, _ = _box(word)
        assert west >= 0, word.text
        assert east <= STAGE[0], word.text
    assert max((word.y for word in page.message), default=0) < STAGE[1] / 2


def test_areas_that_are_one_point_wide_or_absent_are_drawn():
    areas = gpd.GeoDataFrame(
        {"code": ["a", "b"], "name": ["A", "B"]},
        geometry=[shapely.box(0, 0, 1, 1), None],
        crs=27700,
    )
    drawing = _draw(MapPicture(areas=areas))
    assert [i.key for i in drawing.items if isinstance(i, Path) and i.key] == ["a"]
