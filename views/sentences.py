"""What an evaluation says, in plain sentences that claim no more than its figures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd

import analysis

if TYPE_CHECKING:
    from views.evaluation import Evaluation

RATIO = "ratio of ratios (IRR)"
_MINUS = re.compile(r"(?<![\w])-(?=\d)")


def typeset(text: str) -> str:
    r"""Return a sentence with its minus signs as wide as its plus signs.

    >>> typeset("between -3% and 2000-01") == "between \N{MINUS SIGN}3% and 2000-01"
    True
    """
    return _MINUS.sub("\N{MINUS SIGN}", text)


_PLACES = {"treated": "in the raided {noun}", "near": "in the {noun} next to them"}


def conclusion(
    result: analysis.Agreement, grid: analysis.SensitivityGrid | None, *, noun: str
) -> list[str]:
    """Return, in graded words, what the calibrated evidence supports, for each group of areas."""
    found = analysis.graded_conclusion(result, grid=grid)
    return [
        _graded(result, group, grade, noun)
        for group, grade in (("treated", found.grade), ("near", found.near_grade))
        if grade is not None
    ]


def _graded(result: analysis.Agreement, group: str, grade: Any, noun: str) -> str:
    main = analysis.main_row(result, group)
    if main is None:
        return ""
    low, high = (
        "no bound" if pd.isna(main[name]) else f"{signed(main[name], 1)}%"
        for name in ("percent_low", "percent_high")
    )
    return analysis.graded_sentence(
        grade,
        group=group,
        percent=float(main["percent"]),
        place=_PLACES[group].format(noun=noun),
        size=f"{signed(main['percent'], 1)}% against the controls, {low} to {high}",
    )


def finding(evaluation: Evaluation, *, category: str, noun: str) -> str:
    """Return what happened in one plain sentence that claims no more than the figures."""
    parts = []
    said = ""
    for role, words in (
        ("treated", f"the {evaluation.sizes['treated']} raided {noun}"),
        ("neighbour", f"the {evaluation.sizes['neighbour']} next to them"),
        ("control", f"the {evaluation.sizes['control']} others, the controls"),
    ):
        way, amount = _moved(evaluation.percent(role))
        parts.append(f"{'' if way == said else way + ' '}{amount}in {words}")
        said = way
    return f"Recorded {offence_name(category)} {parts[0]}, {parts[1]} and {parts[2]}."


def offence_name(category: str) -> str:
    """Return a category as it reads in a sentence.

    >>> offence_name("Drugs")
    'drug offences'
    """
    name = category.lower()
    return "drug offences" if name == "drugs" else name


def _moved(percent: float) -> tuple[str, str]:
    if abs(percent) < 0.05:  # noqa: PLR2004  rounds to nothing
        return "did not change", ""
    return ("rose" if percent > 0 else "fell"), f"{abs(percent):.1f}% "


def sign_of(evaluation: Evaluation) -> int:
    """Return -1 where the quotient reads as displacement, 1 as diffusion, 0 where there is none."""
    quotient = evaluation.quotient.quotient
    if quotient is None or quotient == 0:
        return 0
    return 1 if quotient > 0 else -1


def river_sentence(land: Evaluation, river: Evaluation, *, names: dict[str, str]) -> str | None:
    """Return a warning where counting the Thames as a border would change the answer."""
    if sign_of(land) == sign_of(river):
        return None
    gained = [names[code] for code in sorted(set(_near(river)) - set(_near(land)))]
    joined = f" ({', '.join(gained)} {'joins' if len(gained) == 1 else 'join'})" if gained else ""
    return (
        "Whether the Thames counts as a border changes the sign. By land the displacement "
        f"quotient is {_quotient(land)}; with the river it is {_quotient(river)}{joined}. Figures "
        "that turn on this choice cannot say whether offending moved next door or the benefit "
        "spread."
    )


def _near(evaluation: Evaluation) -> list[str]:
    table = evaluation.changes.changes
    return list(table.index[table["role"] == "neighbour"])


def _quotient(evaluation: Evaluation) -> str:
    found = evaluation.quotient
    if found.quotient is None:
        return "not defined"
    way = "a spread of benefit" if found.quotient > 0 else "displacement"
    return f"{signed(found.quotient, 2)}, which reads as {way}"


def signed(number: float, digits: int) -> str:
    r"""Return a number with its sign, the minus as wide as the plus.

    >>> signed(-0.217, 2) == "\N{MINUS SIGN}0.22"
    True
    """
    return f"{number:+,.{digits}f}".replace("-", "\N{MINUS SIGN}")
