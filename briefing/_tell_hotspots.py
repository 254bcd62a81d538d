"""The hotspots that are real: tested, corrected, and judged by whether they would come back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

import analysis
from analysis import Recipe
from briefing._map_picture import MapFrame, MapPicture, Outlines
from briefing._scene import Scene
from briefing._telling import POLICING, listed, word_of
from geo.errors import CrackdownError

if TYPE_CHECKING:
    import geopandas as gpd

    from briefing._telling import Telling

__all__ = ["tell_hotspots"]

KEY, TITLE = "hotspots", "The hotspots that are real"
_RESAMPLES = 50
_FIRM = 0.8
_NOUNS = {"offences": "recorded offences", "markets": "markets"}


def tell_hotspots(told: Telling, *, first: pd.Timestamp | None, last: pd.Timestamp | None) -> Scene:
    """Return the scene of concentrations that chance does not explain.

    Offences where there are some of that time, else markets; where neither reaches it, what there
    is, and that is said.
    """
    kind = next((k for k in _NOUNS if _held(told, k, first, last)), None)
    is_other_time = kind is None
    kind = kind or next((k for k in _NOUNS if told.now.loaded(k)), None)
    if kind is None:
        return _missing("No records with a place are loaded. Load markets or offences.")
    points = told.now.points[kind]
    instead = _instead(told, kind, first, last)
    if is_other_time:
        first = last = None
    recipe = Recipe(
        method="getis_ord",
        kind=kind,
        parameters={"cell_m": told.profile.hotspot_cell_m},
        start=None if first is None else str(first.date()),
        end=None if last is None else str(last.date()),
        seed=told.spec.seed,
    )
    try:
        ground = analysis.lay_ground(told.now.areas, cell_m=recipe.parameters["cell_m"])
        run = analysis.run_recipe(recipe, points, areas=told.now.areas, ground=ground)
    except CrackdownError as error:
        return _missing(f"Hotspots could not be found: {error}")
    told.methods["hotspots"] = "Getis-Ord Gi*, false discovery rate 5%"
    kept = _kept(told, recipe, points, run, ground) if len(run.hotspots) else np.array([])
    # One that holds fewer records than may be shown is as if it were not there.
    least = told.profile.threshold or 0
    enough = (run.hotspots["points"] >= least).to_numpy(dtype=bool)
    hotspots, kept = run.hotspots[enough].reset_index(drop=True), kept[enough]
    noun = _NOUNS[kind]
    if hotspots.empty:
        return _missing(
            f"No concentration of {noun} stands out from chance"
            + (f", or none holds {least} records or more" if least else "")
            + ". That is a result, not a fault.",
            message=f"No concentration of {noun} is more than chance explains.",
        )
    firm = kept >= _FIRM
    side = f"{recipe.parameters['cell_m'] / 1000:g} km"
    message = (
        f"{len(hotspots)} {word_of(len(hotspots), 'concentration')} of {noun} "
        f"{word_of(len(hotspots), 'is', 'are')} more than chance explains; "
        f"{_how_many(int(firm.sum()), len(hotspots))} would still be there if the records were "
        "drawn again."
    )
    picture = MapPicture(
        areas=told.by_name(),
        frames=(
            MapFrame(
                outlines=(
                    Outlines(
                        kind="hotspot",
                        label="Hotspot",
                        loose_label="may be chance",
                        shapes=hotspots.geometry,
                        firm=tuple(bool(one) for one in firm),
                    ),
                )
            ),
        ),
        water=told.water,
        period=_spread_of(told, kind) if is_other_time else _period(first, last),
        source=told.source(kind),
        attribution=told.attribution,
        illustrative=told.illustrative(kind),
    )
    caveats = [
        "A hotspot is a concentration of records, and says nothing of why it is there.",
        f"Squares of {side} were tested, each against all others, and corrected for their number.",
    ]
    if kind == "offences":
        caveats.insert(0, POLICING)
    if instead:
        caveats.insert(0, instead)
    if not told.profile.hides:
        caveats.extend(run.notes)
    return Scene(
        key=KEY,
        title=TITLE,
        message=message,
        picture=picture,
        notes=(
            "Each square is compared with what its neighbourhood would hold by chance; with so "
            "many squares some would stand out anyway, which the correction takes out. Solid "
            "outlines come back in at least 8 of 10 redrawings of the records."
        ),
        caveats=tuple(caveats),
        table=_table(told, hotspots, kept),
        alt=f"Map of {told.now.noun} with numbered hotspots. {message}",
    )


def _held(told: Telling, kind: str, first: pd.Timestamp | None, last: pd.Timestamp | None) -> bool:
    """Return whether there are records of a kind in a time."""
    if not told.now.loaded(kind):
        return False
    recipe = Recipe(
        method="getis_ord",
        kind=kind,
        parameters={},
        start=None if first is None else str(first.date()),
        end=None if last is None else str(last.date()),
    )
    return bool(len(analysis.recipe_points(recipe, told.now.points[kind])))


def _instead(
    told: Telling, kind: str, first: pd.Timestamp | None, last: pd.Timestamp | None
) -> str:
    """Say why these records are told of, where one would have expected others."""
    if _held(told, kind, first, last):
        if kind != "offences" and told.now.loaded("offences"):
            return (
                f"The loaded offences ({_spread_of(told, 'offences')}) do not reach back to this "
                f"time: these are hotspots of {_NOUNS[kind]}."
            )
        return ""
    return (
        f"No record lies in the time asked for ({_period(first, last).lower()}): these hotspots "
        f"are of {_spread_of(told, kind)}."
    )


def _spread_of(told: Telling, kind: str) -> str:
    """Return from when to when the records of a kind are."""
    points = told.now.points[kind]
    if kind == "markets":
        ends = [points["first_seen"], points["last_seen"]] if "last_seen" in points else []
        days: Any = pd.concat(ends) if ends else points["first_seen"]
        low, high = days.min(), days.max()
    else:
        periods = points["period"]
        low, high = periods.min(), periods.max()
        if isinstance(low, pd.Period):
            low, high = low.start_time, high.end_time
    first, last = f"{low:%B %Y}", f"{high:%B %Y}"
    return first if first == last else f"{first} to {last}"


def _how_many(some: int, every: int) -> str:
    if every == 1:
        return "it" if some else "it may not be one that"
    if some in {0, every}:
        return "all of them" if some else "none of them for certain"
    return f"{some} of them"


def _kept(
    told: Telling,
    recipe: Recipe,
    points: gpd.GeoDataFrame,
    run: analysis.RecipeRun,
    ground: analysis.Ground,
) -> np.ndarray:
    import geopandas as gpd

    chosen = analysis.recipe_points(recipe, points)
    plain = replace(recipe, start=None, end=None)

    def find(x: np.ndarray, y: np.ndarray) -> gpd.GeoDataFrame:
        drawn = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y), crs=27700)
        return analysis.run_recipe(plain, drawn, areas=told.now.areas, ground=ground).hotspots

    snapped = "snap_point" in chosen and bool(chosen["snap_point"].fillna(value=False).any())
    found = analysis.hotspot_stability(
        chosen.geometry.x.to_numpy(),
        chosen.geometry.y.to_numpy(),
        find,
        jitter_m="catchment" if snapped else None,
        resamples=_RESAMPLES,
        seed=told.spec.seed,
    )
    told.methods["stability"] = f"{_RESAMPLES} redrawings of the records"
    share: np.ndarray = found.share[: len(run.hotspots)]
    return share


def _table(told: Telling, hotspots: gpd.GeoDataFrame, kept: np.ndarray) -> pd.DataFrame:
    touched = [
        listed([told.names.get(code, code) for code in sorted(codes)])
        for codes in hotspots["areas"]
    ]
    return pd.DataFrame(
        {
            "Hotspot": range(1, len(hotspots) + 1),
            "Records": [told.profile.number(count) for count in hotspots["points"]],
            "Where": touched,
            "Kept in redrawings": [f"{round(10 * share)} of 10" for share in kept],
        }
    )


def _period(first: pd.Timestamp | None, last: pd.Timestamp | None) -> str:
    if first is not None and last is not None:
        return f"{first.day} {first:%B %Y} to {last.day} {last:%B %Y}"
    return f"Up to {last.day} {last:%B %Y}" if last is not None else "All records"


def _missing(why: str, *, message: str = "Hotspots cannot be told yet.") -> Scene:
    return Scene(key=KEY, title=TITLE, message=message, missing=why)
