"""The one wording of what calibrated evidence supports."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from analysis._conclusion import Grade


class _Changes(NamedTuple):
    fall: str
    rise: str
    either: str


_CHANGES = {
    "treated": _Changes("a fall", "a rise", "a change"),
    "near": _Changes("a spread of benefit", "displacement", "displacement or a spread of benefit"),
}


def change_named(group: str, *, percent: float | None = None) -> str:
    """Return what a change of a group is called; either way where no percentage is given.

    Examples
    --------
    >>> change_named("near"), change_named("near", percent=-3.0)
    ('displacement or a spread of benefit', 'a spread of benefit')
    """
    words = _CHANGES[group]
    if percent is None:
        return words.either
    return words.fall if percent < 0 else words.rise


def graded(grade: Grade, *, group: str, percent: float) -> str:
    """Return the words that a grade allows, and what they are said of."""
    either_way = grade == "no evidence of"
    return f"{grade.capitalize()} {change_named(group, percent=None if either_way else percent)}"


def graded_sentence(grade: Grade, *, group: str, percent: float, place: str, size: str) -> str:
    """Return, in graded words, what the calibrated evidence supports for a group of areas.

    Parameters
    ----------
    grade
        As :func:`analysis.graded_conclusion` gives it.
    group
        ``"treated"`` or ``"near"``.
    percent
        The change of the leading measure; below zero is a fall, and in near areas a spread of
        benefit.
    place
        Where, as it reads in the sentence.
    size
        The estimate and its interval, as they are to be shown.

    Returns
    -------
    str

    Examples
    --------
    >>> graded_sentence("consistent with", group="near", percent=4.2, place="next door",
    ...                 size="+4.2%, interval +0.3% to +8.1%")
    'Consistent with displacement next door (+4.2%, interval +0.3% to +8.1%).'
    """
    if grade == "not calibrated":
        return f"No conclusion {place} ({size}): nothing is at hand to calibrate this interval on."
    return f"{graded(grade, group=group, percent=percent)} {place} ({size})."
