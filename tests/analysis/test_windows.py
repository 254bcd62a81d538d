import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis
from geo.errors import ParameterError

MONTHS = pd.period_range("1999-01", "2003-12", freq="M")
CRACKDOWN = {"start": "2000-11-20", "end": "2000-12-03"}


def span(periods):
    return str(periods[0]), str(periods[-1]), len(periods)


# By hand, on the calendar: the operation touches November and December 2000.
@pytest.mark.parametrize(
    ("options", "before", "after", "years"),
    [
        ({"months": 6}, ("2000-01", "2000-06", 6), ("2001-01", "2001-06", 6), 1),
        ({"months": 12}, ("1999-01", "1999-12", 12), ("2001-01", "2001-12", 12), 2),
        ({"months": 3, "gap": 2}, ("2000-03", "2000-05", 3), ("2001-03", "2001-05", 3), 1),
        ({"months": 6, "same_season": False}, ("2000-05", "2000-10", 6),
         ("2001-01", "2001-06", 6), 0),
        ({"months": 2, "leave_out_operation": False}, ("1999-11", "1999-12", 2),
         ("2000-11", "2000-12", 2), 1),
    ],
)  # fmt: skip
def test_windows_on_the_calendar(options, before, after, years):
    found = analysis.windows(MONTHS, **CRACKDOWN, **options)
    assert (span(found.before), span(found.after)) == (before, after)
    assert found.years_apart == years


def test_financial_years_leave_the_operations_year_out_unless_told():
    years = pd.period_range("1999-03-31", periods=4, freq="Y-MAR")
    apart = analysis.windows(years, **CRACKDOWN, months=12)
    assert (apart.before, apart.after) == ((years[1],), (years[3],))
    beside = analysis.windows(years, **CRACKDOWN, months=12, leave_out_operation=False)
    assert (beside.before, beside.after, beside.left_out) == ((years[1],), (years[2],), ())


@given(
    months=st.integers(1, 12),
    gap=st.integers(0, 6),
    at=st.integers(30, 40),
    days=st.integers(0, 80),
)
def test_the_same_season_and_nothing_of_the_operation(months, gap, at, days):
    start = MONTHS[at].start_time
    found = analysis.windows(
        MONTHS, start=start, end=start + pd.Timedelta(days=days), months=months, gap=gap
    )
    assert [p.month for p in found.before] == [p.month for p in found.after]
    assert found.before[-1].end_time < start
    assert found.after[0].start_time > start + pd.Timedelta(days=days)
    between = pd.period_range(MONTHS[at], found.after[0] - 1, freq="M")
    assert found.left_out == tuple(between)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"months": 0}, "an empty window compares nothing"),
        ({"months": 60}, "beyond the counts, which run from 1999-01 to 2003-12"),
        ({"months": 6, "start": "2003-09-01", "end": None}, "the window after"),
        ({"months": 6, "start": "1999-02-01", "end": None}, "the window before"),
        ({"months": 6, "end": "2000-01-01"}, "ends before it starts"),
        ({"months": 6, "start": "soon"}, "no date"),
        ({"months": 6, "start": None}, "the date is missing"),
        ({"months": 6, "gap": -1}, "at least 0"),
    ],
)
def test_windows_that_cannot_be(change, message):
    with pytest.raises(ParameterError, match=message):
        analysis.windows(MONTHS, **(CRACKDOWN | change))


def test_a_missing_month_is_named_and_not_counted_as_zero():
    holes = [period for period in MONTHS if str(period) != "2001-02"]
    with pytest.raises(ParameterError, match="without counts: 2001-02"):
        analysis.windows(holes, **CRACKDOWN, months=6)


def test_quarters_want_whole_quarters():
    quarters = pd.period_range("1999Q1", "2003Q4", freq="Q")
    with pytest.raises(ParameterError, match="a multiple of 3"):
        analysis.windows(quarters, **CRACKDOWN, months=4)
    with pytest.raises(ParameterError, match="one kind"):
        analysis.windows([*MONTHS, *quarters], **CRACKDOWN, months=3)
    with pytest.raises(ParameterError, match="no period has counts"):
        analysis.windows([], **CRACKDOWN, months=3)
