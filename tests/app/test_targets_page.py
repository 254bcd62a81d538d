"""The Targets page on the example workspace, without a browser.

The example's markets are simulated so that the ten boroughs of the real operation hold most of
them (example/README.md): a planner who looks on the operation's first day must be led to them.
"""

import boundaries
from tests.app.test_pages import metrics, run, texts

TEN = (
    "Brent, Camden, Hackney, Haringey, Islington, Lambeth, Newham, Southwark, Tower Hamlets, "
    "Westminster"
)


def finding(test):
    return next(m.value for m in test.markdown if "class='finding'" in m.value)


def test_the_ten_boroughs_come_out_on_the_eve_of_the_operation():
    test = run("targets")
    assert TEN in finding(test)
    assert "places are sure" in texts(test.caption)
    assert "simulated" in texts(test.caption)


def test_neighbours_and_controls_are_those_of_the_ten_boroughs():
    # By land 14 boroughs border the ten, and the City: 15; the other eight are left to compare.
    shown = metrics(run("targets"))
    assert shown == {"Neighbours at risk": 15, "Areas left to compare with": 8}
    boroughs = boundaries.load_boroughs()
    ten = boroughs.loc[boroughs["name"].isin(TEN.split(", ")), "code"]
    assert len(boundaries.bordering(boroughs, tuple(ten), across_river=False)) == 15


def test_a_borough_that_must_be_out_is_out_and_one_that_must_be_in_is_in():
    test = run("targets", must_out="Camden", must_in="Havering", places="4")
    assert "Camden" not in finding(test)
    assert "Havering" in finding(test)
    assert finding(test).count(",") == 3


def test_a_plan_that_leaves_nothing_to_compare_with_says_so():
    test = run("targets", places="30")
    assert "Nothing is left to compare with" in texts(test.error)


def test_contradicting_wishes_name_what_to_relax():
    test = run("targets", must_in="Camden", must_out="Camden")
    assert "both in and out" in texts(test.error)


def test_without_monthly_counts_the_page_says_what_it_cannot_tell():
    assert "needs monthly counts" in texts(run("targets").info)
