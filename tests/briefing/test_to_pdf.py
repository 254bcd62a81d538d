import gc
import re
from functools import cache

import pytest

from briefing import to_pdf
from tests.briefing import reading_pdf, told


@cache
def _example():
    return to_pdf(told.example_briefing())


@cache
def _broken():
    return to_pdf(told.broken_briefing())


@pytest.mark.parametrize("make", [told.example_briefing, told.broken_briefing])
def test_a_briefing_gives_the_same_pdf_again(make):
    assert to_pdf(make()) == (_example if make is told.example_briefing else _broken)()


def test_each_page_is_marked_above_and_below_and_numbered():
    pages = reading_pdf.texts(_example())
    for at, lines in enumerate(pages):
        assert lines.count("OFFICIAL-SENSITIVE — Police and partners only") == 2
        assert f"{at + 1} of {len(pages)}" in lines


def test_each_scene_has_a_page_with_its_message_and_its_picture():
    pages = reading_pdf.texts(_example())
    for scene, lines in zip(told.example_briefing().scenes, pages[1:], strict=False):
        said = " ".join(lines)
        assert scene.message in said
        assert scene.title in lines
        assert scene.picture.source in said
        assert scene.picture.illustrative in said


def test_tables_caveats_disclosure_and_provenance_stand_behind_the_scenes():
    said = " ".join(" ".join(lines) for lines in reading_pdf.texts(_example())[9:])
    for part in (
        "Kingston upon Thames",
        "Recorded offences measure policing as much as dealing.",
        "Internal profile: no count is suppressed and no position is masked.",
        "example-1",
        "20001120",
        "placement test",
        "area_counts.csv, 384 rows",
        "The commander asks that Haringey be looked at again.",
    ):
        assert part in said


def test_the_file_says_that_it_is_tagged_in_which_language_and_what_it_is_called():
    pdf = _example()
    for part in (b"/Marked true", b"/Lang (en-GB)", b"/DisplayDocTitle true", b"%PDF-1.7"):
        assert part in pdf
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert b"D:20000101" in pdf


def test_headings_pictures_and_tables_are_tagged_for_what_they_are():
    tree = reading_pdf.tree(_example())
    briefing = told.example_briefing()
    assert len(tree.all("H1")) == 1
    assert [figure.alt for figure in tree.all("Figure")] == [s.alt for s in briefing.scenes]
    assert all("/BBox" in figure.attributes for figure in tree.all("Figure"))
    table = next(t for t in tree.all("Table") if len(t.all("TR")) > 20)
    heads = table.all("TH")
    assert len(heads) == 7 * 2  # once on each of its pages
    assert all("/Scope /Column" in head.attributes for head in heads)
    assert len(table.all("TD")) == 7 * 32


def test_all_that_is_drawn_is_either_tagged_or_an_artifact():
    pdf = _example()
    number = 0
    for page in reading_pdf.pages(pdf):
        ids = [int(found) for found in re.findall(r"/MCID (\d+)", page)]
        assert ids == list(range(len(ids)))
        number += len(ids)
        depth = 0
        for line in re.split(r"\s*\n", re.sub(r"\(((?:\\.|[^\\)])*)\)", "()", page)):
            opened = len(re.findall(r"\b(?:BDC|BMC)\b", line))
            if re.search(r"\b(?:Tj|f|S|B)\b", line):
                assert depth + opened > 0, line
            depth += opened - len(re.findall(r"\bEMC\b", line))
        assert depth == 0

    def leaves(node):
        return sum(leaves(kid) if not isinstance(kid, int) else 1 for kid in node.kids)

    assert leaves(reading_pdf.tree(pdf)) == number


def test_what_may_be_chance_is_dashed_on_paper_too():
    # Lines end flat ("0 J"): longer ends, which fpdf2 begins a page with, close the gaps.
    dashed = re.findall(r"q 1 j (\d) J\n(?:[\d. ]+ (?:rg|RG)[^\n]*\n)+\[[\d. ]+\] 0 d", _change())
    assert len(dashed) > 10
    assert set(dashed) == {"0"}


def _change():
    return reading_pdf.pages(_example())[4]


def test_everything_that_goes_wrong_still_gives_a_page_that_says_so():
    said = [" ".join(lines) for lines in reading_pdf.texts(_broken())]
    assert "Load markets on the Data page." in said[1]
    assert "There is no area to show." in said[3]
    assert "\ufffd" in said[4]  # the flag, which the font lacks
    assert "There are no rows to show." in said[6]
    assert "not shown" in said[7]
    assert len(reading_pdf.tree(_broken()).all("TR")) >= 500
    assert all("OFFICIAL" not in page.replace("none", "") for page in said[:8])


def test_arabic_runs_leftwards_and_markup_stays_text():
    # Shaping puts the letters in the order in which they stand on the page, from the left.
    title, odd = (reading_pdf.texts(_broken())[at] for at in (0, 4))
    assert told.ARABIC.replace(" ", "")[::-1] in "".join(title).replace(" ", "")
    assert "<script>alert(1)</script" in "".join(odd).replace(" ", "")


def test_what_had_to_be_shortened_stands_in_full_behind_the_scenes():
    said = " ".join(line for lines in reading_pdf.texts(_broken())[8:] for line in lines)
    assert said.count("pasted from an e-mail") >= 16


def test_an_export_tells_how_far_it_is_and_can_be_stopped():
    seen = []
    to_pdf(told.broken_briefing(), progress=lambda *step: seen.append(step))
    steps = 2 * 7 + 3
    assert seen == [(at, steps + 1) for at in range(steps + 2)]

    def stop(done, _of):
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        to_pdf(told.example_briefing(), progress=stop)
    gc.collect()  # a file that was left open would be warned of here, and warnings are errors


def test_nothing_that_was_written_is_cut():
    whole, words = told.long_briefing()
    pages = [" ".join(page) for page in reading_pdf.texts(to_pdf(whole))]
    behind = " ".join(pages).split()
    for text in words.values():
        assert set(text.split()) <= set(behind)
    # The annotation, the message and the disclosure stand whole on their own pages.
    assert set(words["d"].split()) <= set(pages[0].split())
    assert {*words["a"].split(), *words["m"].split()} <= set(pages[1].split())
