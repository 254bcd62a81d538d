"""What an evaluation says, in plain sentences that claim no more than its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import analysis
    from views.evaluation import Evaluation

_STRONG = 0.01
_SOME = 0.05


def conclusion(evaluation: Evaluation, *, noun: str) -> str | None:
    """Return, in graded words, what the placement tests say; nothing where there are none."""
    if not evaluation.placements:
        return None
    treated, near = evaluation.placements["treated"], evaluation.placements["neighbour"]
    return (
        f"{_graded(treated)} that the raided {noun} changed more than {noun} do by chance "
        f"(p = {treated.p_value:.2f}). {_graded(near)} that the {noun} next to them did "
        f"(p = {near.p_value:.2f})."
    )


def _graded(test: analysis.RandomisationTest) -> str:
    if test.p_value < _STRONG:
        return "There is strong evidence"
    return "There is some evidence" if test.p_value < _SOME else "There is no evidence"


def placements_sentence(test: analysis.RandomisationTest, *, noun: str) -> str:
    """Return what the placement test did, and over how many placements."""
    which = "all" if test.exact else "a seeded sample of"
    return (
        f"Had the same operation been placed in other {noun}, would the figures look as they do? "
        f"Over {which} {test.placements:,} possible placements, {test.p_value:.0%} show a change "
        "at least as large. The intervals hold the effects that this comparison cannot rule out."
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
