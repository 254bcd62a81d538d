"""What the hotspots page says of a result, in sentences that claim no more than its figures."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis import RecipeRun

_OF_CELLS = (
    "A cell is tested with the cells that touch it: an empty one among busy ones can be hot.",
    "A place is a group of hot cells that touch; it has not been tested as a whole.",
    "Chance here means that any cell could have any count. Shops and streets are not like that.",
)
_SNAPPED = (
    "Repeated coordinates count as one place with their number as its weight. Published "
    "offences are moved to the nearest snap point, so a hotspot may be a street away from "
    "where it seems."
)


class Words(NamedTuple):
    """A finding in one sentence, its caution in another, and what else must be known."""

    headline: str
    caution: str
    detail: tuple[str, ...]


def words_of(run: RecipeRun, *, noun: str) -> Words:
    """Return what to say of a run; ``noun`` is what its records are called in a sentence."""
    return _SAID[run.recipe.method](run, noun)


def period_of(run: RecipeRun) -> str:
    """Return the months of a run's records; empty where it took all of them."""
    ends = (run.recipe.start, run.recipe.end)
    if None in ends:
        return ""
    first, last = (f"{date.fromisoformat(str(day)[:10]):%b %Y}" for day in ends)
    return first if first == last else f"{first} to {last}"


def _spans(run: RecipeRun) -> str:
    """Return which months were compared with which."""
    parameters = run.recipe.parameters
    ends = [run.recipe.start, run.recipe.end, parameters["past_start"], parameters["past_end"]]
    months = [f"{date.fromisoformat(str(day)):%b %Y}" for day in ends]
    return f"Compared: {months[0]} to {months[1]} with {months[2]} to {months[3]}."


def _count(number: float, one: str, many: str) -> str:
    return f"{number:,.0f} {one if number == 1 else many}"


def _dense(run: RecipeRun, noun: str) -> Words:
    spots = run.hotspots
    if not len(spots):
        headline = f"No dense cluster among {run.points:,} {noun} at these settings."
    else:
        headline = (
            f"{_count(len(spots), 'dense cluster holds', 'dense clusters hold')} "
            f"{spots['points'].sum():,.0f} of {run.points:,} {noun}, in "
            f"{spots['area_ha'].sum():,.0f} hectares."
        )
    name = str(run.recipe.parameters["method"]).upper()
    caution = (
        f"Dense clusters ({name}) describe where records lie close together. They are not a test: "
        "chance alone makes some, and other settings give others."
    )
    return Words(headline, caution, (run.summary, _SNAPPED))


def _density(run: RecipeRun, noun: str) -> Words:
    spots, facts = run.hotspots, run.facts
    headline = (
        f"{_count(len(spots), 'area holds', 'areas hold')} {facts['share']:.0%} of the density of "
        f"{run.points:,} {noun}, in {spots['area_ha'].sum():,.0f} hectares."
    )
    caution = (
        "A density has no test in it: a peak may be noise, and its place moves with the bandwidth "
        f"({facts['bandwidth_m']:,.0f} m here)."
    )
    return Words(headline, caution, (run.summary, *run.notes))


def _tested(run: RecipeRun, noun: str) -> Words:
    facts = run.facts
    headline = (
        f"{facts['hot']:,} of {facts['tested']:,} {_cells(run)} hold more {noun}"
        f"{_for_its_ground(run)} than chance explains, "
        f"in {_count(len(run.hotspots), 'place', 'places')}."
    )
    caution = (
        f"Getis-Ord Gi*{_against(run)} with false-discovery control at 5%: without that correction "
        f"{facts['hot_uncorrected']:,} {_cells(run)} would be called hot."
    )
    return Words(headline, caution, (*run.notes, run.summary, *_OF_CELLS))


def _cells(run: RecipeRun) -> str:
    return "areas" if run.recipe.parameters["shape"] == "areas" else "cells"


def _for_its_ground(run: RecipeRun) -> str:
    return " per square kilometre" if run.recipe.parameters["measure"] == "rate" else ""


def _against(run: RecipeRun) -> str:
    permutations = int(run.recipe.parameters["permutations"] or 0)
    return f" against {permutations:,} random maps," if permutations else ""


def _moran(run: RecipeRun, noun: str) -> Words:
    facts = run.facts
    headline = (
        f"{_count(facts['hot'], 'busy cell lies', 'busy cells lie')} among busy cells, and "
        f"{_count(facts['outliers'], 'stands', 'stand')} alone among quiet ones, of "
        f"{facts['tested']:,} {_cells(run)} of {noun}{_for_its_ground(run)}."
    )
    caution = (
        f"Local Moran's I{_against(run)} with false-discovery control at 5%: without that "
        f"correction {facts['hot_uncorrected']:,} cells would lie among busy ones."
    )
    return Words(headline, caution, (*run.notes, run.summary, *_OF_CELLS[1:]))


def _scan(run: RecipeRun, noun: str) -> Words:
    against = run.recipe.parameters["past_start"] is not None
    by_people = run.recipe.parameters["expected"] == "population"
    than = "their residents explain" if by_people else "their area explains"
    than = "the same number of months before explain" if against else than
    headline = (
        f"{_count(run.facts['found'], 'circle of cells holds', 'circles of cells hold')} more "
        f"{noun} than {than}."
    )
    caution = (
        f"Kulldorff's scan, p at most 5% against {run.recipe.parameters['replicates']} random "
        "maps. Each circle is the most unusual of those that overlap it; its edge is not exact."
        + (f" {_spans(run)}" if against else "")
    )
    detail = (
        run.summary,
        *run.notes,
        "Shops and streets are not spread evenly: more than an even spread is expected of centres."
        if not against
        else "A place where a team started to search more shows as growth of records.",
    )
    return Words(headline, caution, detail)


def _bursts(run: RecipeRun, noun: str) -> Words:
    headline = (
        f"{_count(run.facts['found'], 'place', 'places')} had more {noun} for a while than "
        f"{'its' if run.facts['found'] == 1 else 'their'} own level and the season explain, over "
        f"{run.facts['months']:,} months."
    )
    caution = (
        f"Space-time permutation scan, p at most 5% against {run.recipe.parameters['replicates']} "
        "shuffled maps. A burst of records can be a burst of searching."
    )
    return Words(headline, caution, (run.summary, *run.notes))


def _change(run: RecipeRun, noun: str) -> Words:
    facts = run.facts
    if run.recipe.parameters["expected"] == "population":
        return _by_residents(run, noun)
    headline = (
        f"{noun.capitalize()} are denser than in the same number of months before in "
        f"{_count(facts['higher'], 'place', 'places')}, and thinner in {facts['lower']:,}, each as "
        "a share of all."
    )
    caution = (
        "A ratio of two densities, with false-discovery control at 5%. It is blind to a rise or "
        f"fall everywhere alike, and one patch is one finding at most. {_spans(run)}"
    )
    return Words(headline, caution, (run.summary, *run.notes))


def _by_residents(run: RecipeRun, noun: str) -> Words:
    facts = run.facts
    headline = (
        f"{noun.capitalize()} are denser than residents in "
        f"{_count(facts['higher'], 'place', 'places')}, and thinner in {facts['lower']:,}, each as "
        "a share of all."
    )
    caution = (
        "A ratio of two densities, with false-discovery control at 5%; residents count as spread "
        "evenly over their area."
    )
    return Words(headline, caution, (run.summary, *run.notes))


def _emerging(run: RecipeRun, noun: str) -> Words:
    facts = run.facts
    hot = sum(number for name, number in facts.items() if name.endswith("hot spot"))
    fresh = sum(facts.get(f"{name} hot spot", 0) for name in ("new", "consecutive", "intensifying"))
    headline = (
        f"{_count(hot, 'cell is', 'cells are')} or {'was' if hot == 1 else 'were'} hot over "
        f"{facts['steps']:,} steps; {_count(fresh, 'is', 'are')} new, consecutive or intensifying."
    )
    caution = (
        f"Gi* of {noun} in space and time with false-discovery control at 5%, and Mann-Kendall's "
        "test of the trend. The names are those of ArcGIS's emerging hot spot analysis."
    )
    # Too few steps, or months that are missing, undo the names: nobody should have to unfold that.
    return Words(headline, " ".join([caution, *run.notes]), (run.summary,))


_SAID: dict[str, Callable[[RecipeRun, str], Words]] = {
    "dense_clusters": _dense,
    "density": _density,
    "getis_ord": _tested,
    "local_moran": _moran,
    "spatial_scan": _scan,
    "space_time_scan": _bursts,
    "relative_risk": _change,
    "emerging_hotspots": _emerging,
}
