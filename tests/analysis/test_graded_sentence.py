"""The wording that the page, the briefing and the analysis share."""

import pytest

from analysis import change_named, graded_sentence


@pytest.mark.parametrize(
    ("grade", "group", "percent", "said"),
    [
        ("not calibrated", "treated", -9.0, ("No conclusion here (-9%): nothing is at hand to "
         "calibrate this interval on.")),
        ("no evidence of", "treated", -9.0, "No evidence of a change here (-9%)."),
        ("no evidence of", "near", 9.0,
         "No evidence of displacement or a spread of benefit here (+9%)."),
        ("consistent with", "treated", 9.0, "Consistent with a rise here (+9%)."),
        ("consistent with", "near", 9.0, "Consistent with displacement here (+9%)."),
        ("strong evidence of", "treated", -9.0, "Strong evidence of a fall here (-9%)."),
        ("strong evidence of", "near", -9.0, "Strong evidence of a spread of benefit here (-9%)."),
    ],
)  # fmt: skip
def test_words_say_what_the_grade_allows_and_no_more(grade, group, percent, said):
    assert graded_sentence(
        grade, group=group, percent=percent, place="here", size=f"{percent:+.0f}%"
    ) == said  # fmt: skip


def test_a_change_is_named_by_its_way():
    assert [change_named("treated", percent=k) for k in (-1.0, 1.0)] == ["a fall", "a rise"]
    assert change_named("treated") == "a change"
