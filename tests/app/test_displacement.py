"""The parts of the displacement page, run without a browser.

The expected counts are the Metropolitan Police's recorded drug offences of 1999-00 and 2000-01
(London Datastore, "Recorded Crime: Borough Rates"). Monthly counts are made here, from a seed.
"""

from dataclasses import replace
from html import unescape
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import analysis
import boundaries
from views import closer, design_link, workspace

PAGE = str(Path(__file__).parents[2] / "views" / "displacement_page.py")
MONTHS = pd.period_range("1993-01", periods=120, freq="M")


def run(now=None, **query):
    test = AppTest.from_file(PAGE, default_timeout=60)
    for name, value in query.items():
        test.query_params[name] = value
    with patch.object(workspace, "current", return_value=now or workspace.current()):
        test.run()
    assert not test.exception, test.exception
    return test


def said(test):
    parts = (test.markdown, test.caption, test.warning, test.info, test.error)
    text = " ".join(element.value for kind in parts for element in kind)
    return unescape(text).replace("\\", "")


def monthly(change=None, *, drop=()):
    """Return the example with monthly counts of about 200 in every borough but the City."""
    example = workspace.current()
    codes = [code for code in example.areas["code"] if code != "E09000001"]
    counts = np.random.default_rng(7).poisson(200, (len(codes), len(MONTHS)))
    panel = pd.DataFrame(counts, index=codes, columns=MONTHS)
    if change is not None:
        change(panel)
    tidy = panel.stack().rename("count").rename_axis(["area_code", "period"]).reset_index()  # noqa: PD013
    tidy = tidy[~tidy["period"].isin(drop)].assign(category="drugs", area_name="")
    # Cached figures hang on the version.
    version = str(pd.util.hash_pandas_object(tidy[["area_code", "count"]], index=False).sum())
    return replace(example, version=version, tables={**example.tables, "area_counts": tidy})


def fallen(panel):
    treated = workspace.current().tables["operations"]["areas"].iloc[0]
    after = panel.columns > pd.Period("2000-11", freq="M")
    panel.loc[treated, after] //= 2


def test_the_finding_stands_first_and_then_what_the_evidence_allows():
    finding, first, second = unescape(run().markdown[1].value).split("</p>")[:3]
    assert finding.endswith(
        "Recorded drug offences fell 10.0% in the 10 raided boroughs, 6.2% in the 14 next to them "
        "and 1.9% in the 8 others, the controls."
    )
    # 12,091 / 13,437 against 3,834 / 3,908, and 7,656 / 8,161 against the same.
    assert "No evidence of a change in the raided boroughs (\N{MINUS SIGN}8.3%" in first
    assert "in the boroughs next to them (\N{MINUS SIGN}4.4%" in second


def test_yearly_counts_leave_single_areas_uncalibrated_and_the_page_says_so():
    text = said(run())
    assert "intervals of single areas and of arrows are textbook ones" in text
    assert "where there was none is not known here" in text
    assert "mixing controls takes 4 periods before the operation, and the counts hold 1" in text


def test_monthly_counts_calibrate_every_interval():
    test = run(monthly())
    text = said(test)
    assert "intervals of single areas and of arrows" not in text
    assert "2000-01 to 2000-06 against 2001-01 to 2001-06" in text
    assert "Left out in between: 2000-11 to 2000-12." in text
    assert "imaginary operations like this one" in text
    # The measure that leads has to be the one whose figures the conclusion gives.
    assert "this is the combined ratio" in text
    (table,) = [d.value for d in test.dataframe if "percent_low" in d.value.columns]
    assert table["percent_low"].notna().any()
    assert set(table["calibration"]) <= {"placements", "donors"}


def test_a_fall_that_is_there_is_called_strong_evidence_only_with_the_grid_behind_it():
    text = said(run(monthly(fallen)))
    assert "Strong evidence of a fall in the raided boroughs (\N{MINUS SIGN}49" in text
    # Half of the grid's cells have the other sign next door: too few for strong words.
    assert "Strong evidence of displacement" not in text


@pytest.mark.parametrize("part", closer.PARTS)
def test_every_part_opens_on_yearly_and_on_monthly_counts(part):
    for now in (None, monthly()):
        if part == "Rings round raids":
            continue
        test = run(now, part=part)
        assert len(test.error) == 0
        assert not any(word in said(test) for word in ("nan", "inf%", "None", "<NA>"))


def test_the_grid_says_how_many_choices_share_the_sign():
    text = said(run(monthly(fallen), part="Other choices"))
    assert "Of 12 combinations of neighbour rule, window and control 12 were run." in text
    assert "For the raided areas, 100% of them have the same sign" in text
    assert "the combined ratio, as the conclusion does, and those next to them the plain" in text


def test_the_months_come_with_the_test_of_what_came_before():
    text = said(run(monthly(), part="Over time"))
    assert "Test of what came before: p =" in text
    yearly = said(run(part="Over time"))
    assert "whether raided areas and controls were already parting cannot be told" in yearly


def test_power_is_told_in_one_sentence_or_why_not():
    assert "hold 1 complete years" in said(run(part="Power"))
    now = monthly()
    text = said(run(now, part="Power"))
    assert "With 6 months on each side, this design finds a fall of" in text


def test_other_offences_stand_beside_drugs_with_the_reason():
    test = run(part="Other offences")
    assert test.multiselect(key="outcomes").value == ["drugs", "burglary", "robbery"]
    assert "mostly reported by those who suffered them" in said(test)


def test_matched_controls_say_how_well_they_match():
    text = said(run(monthly(), control="Best matched"))
    assert "the half of the other boroughs" in text
    summary = "Of 8 candidate"
    assert summary in text or "candidates" in text


def test_a_control_that_the_operation_may_have_touched_is_named():
    # Greenwich faces Tower Hamlets across the Thames.
    assert "may have touched these controls: Greenwich" in said(run())
    assert "may have touched these controls" not in said(run(river="By land and river"))


def test_an_area_that_is_left_out_is_in_no_group():
    test = run(excluded=["Greenwich"])
    (table,) = [d.value for d in test.dataframe if "Neighbours by" in d.value.columns]
    assert table["Control"].iloc[0].endswith("(7)")


def test_every_operation_that_is_listed_can_be_a_reason_to_doubt_a_control():
    example = workspace.current()
    other = example.tables["operations"].assign(
        operation_id="x", name="Other", areas=[["E09000004"]], start=pd.Timestamp("2000-06-01")
    )
    both = pd.concat([example.tables["operations"], other], ignore_index=True)
    now = replace(example, version="two", tables={**example.tables, "operations": both})
    assert "had its own operation in the time compared" in said(run(now))


def test_what_the_page_shows_is_what_the_analysis_returns():
    now = monthly(fallen)
    test = run(now)
    (table,) = [d.value for d in test.dataframe if "percent_low" in d.value.columns]
    counts = now.tables["area_counts"].pivot_table(
        index="area_code", columns="period", values="count"
    )
    graph = boundaries.neighbours(now.areas, across_river=False)
    spans = analysis.windows(MONTHS, start="2000-11-20", end="2000-12-03", months=6)
    found = analysis.evaluate_design(
        counts,
        roles=analysis.roles(graph, treated=now.tables["operations"]["areas"].iloc[0]),
        before=spans.before,
        after=spans.after,
        start=spans.left_out[0],
        neighbours=graph,
        control="rest",
    )
    figures = ["percent", "percent_low", "percent_high", "p_value"]
    shown, expected = (
        frame[figures].apply(pd.to_numeric, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
        for frame in (table, found.methods)
    )
    assert shown == pytest.approx(expected, nan_ok=True)


def test_a_link_opens_the_page_on_an_operation_with_its_design_set():
    now = monthly()
    codes = now.tables["operations"]["areas"].iloc[0]
    second = now.tables["operations"].assign(
        operation_id="again", start=pd.Timestamp("2001-09-03"), end=pd.Timestamp("2001-09-20")
    )
    now = replace(
        now,
        version=f"{now.version} twice",
        tables={**now.tables, "operations": pd.concat([now.tables["operations"], second])},
    )
    link = design_link.parameters(
        now, operation="again", across_river=True, control="matched", months=3, gap_months=1,
        same_season=False, exclude=["E09000001"], part="Every area",
    )  # fmt: skip
    assert link["operation"] == "Operation Crackdown (3 September 2001)"
    text = said(run(now, **link))
    # Windows of three months before September 2001, and from November on: October settles.
    assert "2001-06 to 2001-08 against 2001-11 to 2002-01" in text
    assert "the half of the other boroughs that moved most like the raided ones" in text
    own = design_link.parameters(now, treated=codes[:2], category="drugs")
    assert "in the 2 raided boroughs" in said(run(now, **own, began_months="2000-11"))


def test_the_first_operation_in_the_same_areas_is_a_second_explanation():
    now = monthly()
    earlier = now.tables["operations"].assign(
        operation_id="before", name="Operation Early",
        start=pd.Timestamp("2000-02-01"), end=pd.Timestamp("2000-02-20"),
        areas=[[now.tables["operations"]["areas"].iloc[0][0], "E99999999"]],
    )  # fmt: skip
    now = replace(
        now,
        version=f"{now.version} early",
        tables={**now.tables, "operations": pd.concat([now.tables["operations"], earlier])},
    )
    assert "Another operation in the time compared, Operation Early, took place in Brent" in said(
        run(now)
    )
    text = said(run(now, operation="Operation Early"))
    assert "1 of the operation's areas are not on the map" in text


def test_an_operation_that_begins_earlier_does_not_last_longer_and_its_link_opens_the_same():
    now = monthly()
    own = {"operation": "Areas I choose", "raided": ["Camden", "Hackney"]}
    test = run(now, **own)
    with patch.object(workspace, "current", return_value=now):
        _box(test, "It began in").set_value("1998-05").run()
        assert _box(test, "and ended in").value == "1998-05"
    # What a link would carry: what was chosen, and nothing that stands at its default.
    again = run(now, **own, began_months="1998-05")
    assert _box(again, "and ended in").value == "1998-05"
    assert said(again) == said(test)


def test_the_time_that_is_offered_does_not_hang_on_the_length():
    now = monthly()
    own = {"operation": "Areas I choose", "raided": ["Camden", "Hackney"]}
    offered = {
        length: _box(run(now, **own, length_months=length), "It began in").value
        for length in ("1", "12")
    }
    assert offered["1"] == offered["12"] == "2001-12"


def _box(test, label):
    return next(box for box in test.selectbox if box.label == label)
