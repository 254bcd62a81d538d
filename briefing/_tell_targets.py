"""The targets and why: where the records rank the raided areas, and how sure that order is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

import analysis
from briefing._classes import shade_between
from briefing._map_picture import MapPicture
from briefing._scene import Scene
from briefing._telling import listed
from geo.errors import CrackdownError

if TYPE_CHECKING:
    from briefing._telling import Telling

__all__ = ["tell_targets"]

KEY, TITLE = "targets", "The targets and why"
_WORDS = {
    "open_markets": "open markets",
    "closed_markets": "closed markets",
    "persistence": "markets that last",
    "well_graded": "well-graded intelligence",
    "sources": "several kinds of source",
    "ready": "premises a partner can secure",
    "next_door": "few open markets next door",
    "past_raids": "few earlier raids",
    "offences": "recorded offences",
    "trend": "rising offences",
}
_POLICE_MADE = "Recorded offences measure policing as much as dealing, and are part of it."
_FEW = 10
_REPLICATES = 500
_CHOSEN_BY_US = (
    "The ranking follows from how much each criterion is made to count, and is no reason by itself."
)


def tell_targets(told: Telling) -> Scene:
    """Return the scene of the areas that the operation chose, against the ranking of the day."""
    operation = told.operation
    if operation is None:
        return _missing("No operation is loaded. Load a file of operations on the Data page.")
    at = operation.start - pd.Timedelta(days=1)
    try:
        ranking = _ranked(told, at, top=max(1, len(operation.areas)))
    except CrackdownError as error:
        return _missing(f"The areas could not be ranked: {error}")
    told.methods["ranking"] = "weighted sum of scaled criteria, 500 redrawings"
    table: Any = ranking.table
    chosen = [code for code in operation.areas if code in table.index]
    if not chosen:
        return _missing("None of the operation's areas is among those ranked.")
    first = [code for code in chosen if table.loc[code, "rank"] <= ranking.top]
    sure = [code for code in chosen if table.loc[code, "chance_in_top"] >= 0.9]  # noqa: PLR2004
    noun = told.now.noun
    some = f"{len(first)} of the {len(chosen)}" if len(first) < len(chosen) else f"All {len(first)}"
    message = (
        f"{some} raided {noun} are among the {ranking.top} that the records of the day before rank "
        f"highest; for {len(sure) or 'none'} of them that is all but certain."
    )
    chances = (100 * table["chance_in_top"]).round()
    picture = MapPicture(
        areas=told.by_name(),
        shading=shade_between(
            chances,
            bounds=(10, 50, 90),
            heading=f"Chance of being among the first {ranking.top}",
            unit="%",
        ),
        roles=dict.fromkeys(chosen, "treated"),
        focus=tuple(str(code) for code in table.index[:_FEW] if code in set(chosen)),
        water=told.water,
        period=f"As things stood on {at.day} {at:%B %Y}",
        source=told.source("markets", "raids", "area_counts"),
        attribution=told.attribution,
        illustrative=told.illustrative("markets", "raids"),
    )
    why = _why(ranking)
    lines = [
        f"{told.names[code]}: rank {table.loc[code, 'rank']:.0f}, for {why[code]}"
        for code in sorted(chosen, key=lambda code: table.loc[code, "rank"])
    ]
    return Scene(
        key=KEY,
        title=TITLE,
        message=message,
        picture=picture,
        notes=". ".join(lines[:_FEW]) + ".",
        caveats=(
            _CHOSEN_BY_US,
            (
                f"Ranks are uncertain: the interval of a rank holds in {ranking.confidence:.0%} of "
                "redrawings of the same months."
            ),
            *((_POLICE_MADE,) * bool(told.now.loaded("area_counts"))),
        ),
        table=_table(told, ranking, why, set(chosen)),
        alt=f"Map of {noun}, the raided ones outlined, darker for a better chance of a high rank. "
        f"{message}",
    )


def _ranked(told: Telling, at: pd.Timestamp, *, top: int) -> analysis.AreaRanking:
    now = told.now
    found = analysis.area_criteria(
        list(now.areas["code"]),
        at=at,
        markets=now.points["markets"] if now.loaded("markets") else None,
        raids=now.points["raids"] if now.loaded("raids") else None,
        counts=told.panel,
        neighbours=told.graph,
    )
    given = {**analysis.USUAL_WEIGHTS, **told.spec.weights}
    used = [
        one
        for one in found.criteria
        if found.table[one.name].notna().any() and given.get(one.name, 0.0) > 0
    ]
    names = [one.name for one in used]
    known = found.table[names].notna().any(axis=1)
    return analysis.rank_areas(
        found.table[known],
        used,
        weights={name: given[name] for name in names},
        top=min(top, int(known.sum())),
        replicates=_REPLICATES,
        seed=told.spec.seed,
    )


def _why(ranking: analysis.AreaRanking) -> dict[str, str]:
    """Return for each area the two criteria that add most to its score."""
    found = {}
    for code, parts in ranking.parts.iterrows():
        best = parts.dropna().sort_values(ascending=False, kind="stable").head(2)
        words = [_WORDS.get(name, str(name).replace("_", " ")) for name in best.index]
        found[str(code)] = listed(words) if words else "nothing known"
    return found


def _table(
    told: Telling, ranking: analysis.AreaRanking, why: dict[str, str], chosen: set[str]
) -> pd.DataFrame:
    table = ranking.table
    return pd.DataFrame(
        {
            "Rank": table["rank"].astype(int),
            "Area": [told.names.get(str(code), str(code)) for code in table.index],
            "Raided": ["yes" if code in chosen else "no" for code in table.index],
            "Rank at best": table["low"].astype(int),
            "Rank at worst": table["high"].astype(int),
            f"Chance of first {ranking.top}, %": (100 * table["chance_in_top"]).round().astype(int),
            "Mostly for": [why[str(code)] for code in table.index],
        }
    ).reset_index(drop=True)


def _missing(why: str) -> Scene:
    return Scene(key=KEY, title=TITLE, message="The targets cannot be told yet.", missing=why)
