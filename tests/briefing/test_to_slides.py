import io
import re
import zipfile
from functools import cache

import pytest
from pptx import Presentation
from pptx.util import Pt

from briefing import to_slides
from briefing._metrics import Metrics
from briefing._sizes import NOTE
from tests.briefing import told

METRICS = Metrics()


@cache
def _file(name):
    return to_slides({"example": told.example_briefing, "broken": told.broken_briefing}[name]())


@cache
def _slides(name):
    return list(Presentation(io.BytesIO(_file(name))).slides)


def _texts(slide):
    return [s.text_frame.text for s in slide.shapes if s.has_text_frame]


def _shapes(slide, kind):
    return [shape for shape in slide.shapes if getattr(shape, kind, False)]


def _alt(shape):
    return shape._element.xpath(".//p:cNvPr")[0].get("descr")


def test_the_same_briefing_gives_the_same_slides():
    assert to_slides(told.example_briefing()) == _file("example")


def test_no_file_inside_tells_when_it_was_made():
    with zipfile.ZipFile(io.BytesIO(_file("example"))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        books = [name for name in archive.namelist() if name.endswith(".xlsx")]
        assert len(books) == 4
        for name in ["docProps/core.xml", *books]:
            content = archive.read(name)
            if name.endswith(".xlsx"):
                content = zipfile.ZipFile(io.BytesIO(content)).read("docProps/core.xml")
            dates = re.findall(rb"<dcterms:\w+[^>]*>([^<]*)", content)
            assert set(dates) == {b"2000-01-01T00:00:00Z"}


def test_each_slide_is_marked_above_and_below_and_has_a_title():
    for slide in _slides("example"):
        assert _texts(slide).count("OFFICIAL-SENSITIVE — Police and partners only") == 2
        assert slide.shapes.title.text_frame.text
    assert Presentation(io.BytesIO(_file("example"))).slide_width == Pt(960)


def test_each_scene_has_its_message_as_title_its_notes_and_its_alternative():
    for scene, slide in zip(told.example_briefing().scenes, _slides("example")[1:], strict=False):
        assert slide.shapes.title.text_frame.text == scene.message
        assert scene.title in _texts(slide)
        assert scene.notes in slide.notes_slide.notes_text_frame.text
        shown = [s for s in slide.shapes if s.shape_type == 13 or getattr(s, "has_chart", False)]
        assert [_alt(shape) for shape in shown] == [scene.alt]


def test_charts_are_powerpoints_own_and_hold_the_values():
    by_key = dict(
        zip(
            (scene.key for scene in told.example_briefing().scenes),
            _slides("example")[1:],
            strict=False,
        )
    )
    charts = {key: [s.chart for s in _shapes(slide, "has_chart")] for key, slide in by_key.items()}
    assert {key for key, found in charts.items() if found} == {
        "raids",
        "boroughs",
        "effect",
        "years",
    }
    bars = charts["boroughs"][0].plots[0]
    given = told.charts()["bars"].data
    assert list(bars.categories) == given["label"].tolist()
    assert list(bars.series[0].values) == pytest.approx(given["value"].tolist())
    minus = "\N{MINUS SIGN}"
    assert next(iter(charts["effect"][0].plots[0].categories)) == (
        f"Raided, against the controls: {minus}8.3% ({minus}20.0% to +6.0%)"
    )
    xml = charts["effect"][0]._chartSpace.xml
    lengths = re.findall(r"<c:v>([\d.]+)</c:v>", re.search(r"(?s)<c:plus>.*?</c:plus>", xml)[0])
    assert [float(length) for length in lengths] == pytest.approx([14.3, 13.4, 13.0])
    assert len(charts["raids"][0].plots[0].series) == 4


def test_no_cell_of_a_table_or_of_a_charts_workbook_is_a_formula():
    for slide in _slides("broken"):
        for shape in _shapes(slide, "has_table"):
            for cell in shape.table.iter_cells():
                assert not re.match(r"[=+\-@](?!\d)", cell.text_frame.text)
    with zipfile.ZipFile(io.BytesIO(_file("broken"))) as archive:
        books = [name for name in archive.namelist() if name.endswith(".xlsx")]
        for name in books:
            with zipfile.ZipFile(io.BytesIO(archive.read(name))) as book:
                sheets = [part for part in book.namelist() if "worksheets/" in part]
                assert all(b"<f>" not in book.read(sheet) for sheet in sheets)


def test_five_hundred_rows_run_over_many_slides():
    tables = [t for slide in _slides("broken") for t in _shapes(slide, "has_table")]
    own = [t.table for t in tables if "Many rows: the numbers" in (_alt(t) or "")]
    assert sum(len(table.rows) - 1 for table in own) == 500
    assert all(len(table.rows) <= 19 for table in own)


@pytest.mark.parametrize("name", ["example", "broken"])
def test_all_text_fits_its_box_and_every_box_its_slide(name):
    for number, slide in enumerate(_slides(name)):
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= Pt(960) + 1, (number, shape.name)
            assert shape.top + shape.height <= Pt(540) + 1, (number, shape.name)
            if not shape.has_text_frame:
                continue
            tall = 0.0
            for paragraph in shape.text_frame.paragraphs:
                for run in paragraph.runs:
                    size, bold = run.font.size.pt, bool(run.font.bold)
                    assert size >= NOTE
                    lines = METRICS.wrap(run.text, width=shape.width / 12700, size=size, bold=bold)
                    tall += len(lines) * size * 1.2
            assert tall <= shape.height / 12700 + 2, (number, shape.text_frame.text)


def test_what_is_missing_is_said():
    said = [" ".join(_texts(slide)) for slide in _slides("broken")]
    assert "Load markets on the Data page." in said[1]
    assert "There are no rows to show." in said[6]
    chart = _shapes(_slides("broken")[7], "has_chart")[0].chart
    assert next(iter(chart.plots[0].categories)).endswith("(not shown)")


def test_an_export_tells_how_far_it_is_and_can_be_stopped():
    def stop(done, _of):
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        to_slides(told.broken_briefing(), progress=stop)


def test_nothing_that_was_written_is_cut():
    whole, words = told.long_briefing()
    slides = Presentation(io.BytesIO(to_slides(whole))).slides
    said = [" ".join(_texts(slide)) for slide in slides]
    cells = [
        cell.text for slide in slides for shape in _shapes(slide, "has_table")
        for row in shape.table.rows for cell in row.cells
    ]  # fmt: skip
    every = set(" ".join([*said, *cells]).split())
    for text in words.values():
        assert set(text.split()) <= every
    assert {*words["a"].split(), *words["m"].split()} <= set(said[1].split())
