"""What the criteria of the Targets page are called, and how their values are said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.errors import CrackdownError

import analysis

WORDS = {
    "open_markets": "Open markets",
    "closed_markets": "Closed markets",
    "persistence": "Months with an open market",
    "in_hotspots": "Records in hotspots",
    "hotspot_kept": "Hotspots that hold",
    "well_graded": "Well-graded intelligence",
    "sources": "Kinds of source",
    "ready": "Premises a partner can secure",
    "next_door": "Open markets next door",
    "past_raids": "Raids in the year before",
    "past_effect": "What past operations did",
    "offences": "Recorded offences",
    "trend": "Rising offences",
    "harm": "Harm",
}
MEANING = {
    "open_markets": "Active on the day. They sell to anyone who looks like a plausible buyer.",
    "closed_markets": "Active on the day. They sell to known or introduced buyers only.",
    "persistence": "Share of the last twelve months in which an open market was active.",
    "in_hotspots": "Share of the records here that lie in places denser than chance explains.",
    "hotspot_kept": "How often the hotspots here come back when the records are redrawn.",
    "well_graded": "Share of graded markets whose source is reliable and whose information is "
    "known directly or corroborated (1A, 1B of 3x5x2).",
    "sources": "How many of police, partners and public report markets here.",
    "ready": "Share of markets on council or housing-association premises, which a partner can "
    "secure.",
    "next_door": "They may take up what is pushed out. More speaks against an area.",
    "past_raids": "Where enforcement has just been. More speaks against an area.",
    "past_effect": "Change against controls in operations here whose lesson was recorded. A fall "
    "speaks for an area.",
    "offences": "In the last complete year. They measure policing as much as dealing.",
    "trend": "Change of recorded offences on the year before.",
    "harm": "Offences of the last complete year, each with the weight of its category.",
}
# How a value is said in a sentence that explains a choice.
PHRASES = {
    "open_markets": "{value:,.0f} open markets",
    "closed_markets": "{value:,.0f} closed markets",
    "persistence": "an open market in {value:.0%} of the last twelve months",
    "in_hotspots": "{value:.0%} of its records in hotspots",
    "hotspot_kept": "hotspots that come back in {value:.0%} of redraws",
    "well_graded": "{value:.0%} of graded intelligence good",
    "sources": "{value:.0f} kinds of source",
    "ready": "{value:.0%} of premises a partner can secure",
    "next_door": "{value:,.0f} open markets next door",
    "past_raids": "{value:,.0f} raids in the year before",
    "past_effect": "past operations that changed offences by {value:+.0%}",
    "offences": "{value:,.0f} recorded offences",
    "trend": "offences changing by {value:+.0%} a year",
    "harm": "harm of {value:,.0f}",
}
DEFAULTS = analysis.USUAL_WEIGHTS
POLICE_MADE = ("offences", "trend", "past_raids", "past_effect", "hotspot_kept", "in_hotspots")
# Categories that officers make by looking: found by words in their names.
_FOUND_BY_LOOKING = ("drug", "possession", "stop", "weapon", "going equipped", "proceeds of crime")
# Weights of harm to begin with, by words in the names of categories; a judgement, to be edited.
_HARM = (
    ("homicide", 5_000), ("murder", 5_000), ("rape", 2_500), ("sexual", 1_000),
    ("robbery", 350), ("violen", 100), ("burglary", 50), ("weapon", 30), ("drug", 20),
    ("vehicle", 10), ("theft", 5),
)  # fmt: skip


# What the page calls what the analysis calls so.
_CHOICES = {
    "must_in": "Must be in",
    "must_out": "Must be out",
    "contiguous": "They must hang together",
    "spacing_m": "Least distance between centres",
    "budget": "Budget",
    "weights": "What counts, and how much",
    "spill": "Expected to move next door",
}


def some(codes: Sequence[str], names: Mapping[str, str], *, most: int) -> str:
    """Return the names of areas as a list, and how many more there are beyond the first.

    >>> some(["E1", "E2", "E3"], {"E1": "Brent", "E2": "Camden"}, most=2)
    'Brent, Camden and 1 more'
    """
    more = len(codes) - most
    listed = ", ".join(names.get(code, code) for code in codes[:most])
    return f"{listed} and {more:,} more" if more > 0 else listed


def refusal(error: CrackdownError, names: Mapping[str, str]) -> str:
    """Return why a plan cannot be met, in the page's words and with the names of areas.

    >>> clash = ParameterError("an area must be both in and out", parameter="must_in", value="E1",
    ...                        hint="Take it off one of the two lists.")
    >>> refusal(clash, {"E1": "Camden"})
    'Must be in: an area must be both in and out (Camden). Take it off one of the two lists.'
    """
    if not isinstance(error, ParameterError) or error.parameter not in _CHOICES:
        return str(error)
    codes = [part for part in str(error.value).split(", ") if part in names]
    found = f" ({', '.join(names[code] for code in codes)})" if codes else ""
    return f"{_CHOICES[error.parameter]}: {error.problem}{found}. {error.hint}"


def made_by_police(category: str) -> bool:
    """Say whether offences of a category come to light because officers look for them.

    >>> made_by_police("Possession of weapons"), made_by_police("Burglary")
    (True, False)
    """
    return any(word in category.lower() for word in _FOUND_BY_LOOKING)


def harm_of(category: str) -> int:
    """Return the weight of harm that a category begins with.

    >>> harm_of("ROBBERY"), harm_of("Public order")
    (350, 1)
    """
    return next((weight for word, weight in _HARM if word in category.lower()), 1)
