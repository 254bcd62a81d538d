"""The markets: how many, of which kind, and where they are most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from briefing._places import by_area, places_picture
from briefing._scene import Scene
from briefing._telling import listed, share_words, word_of

if TYPE_CHECKING:
    import geopandas as gpd

    from briefing._telling import Telling

__all__ = ["active", "tell_markets"]

KEY, TITLE = "markets", "The markets"
_KINDS = {"open": ("open", "Open market"), "closed": ("closed", "Closed market")}
_NAMED = 3
_NOT_ALL = (
    "A market is on the map because someone reported it: places that nobody watches look empty."
)


def active(
    markets: gpd.GeoDataFrame, *, first: pd.Timestamp, last: pd.Timestamp
) -> gpd.GeoDataFrame:
    """Return the markets that were active at some time from the first day to the last."""
    ended = markets["last_seen"] if "last_seen" in markets else pd.Series(pd.NaT, markets.index)
    found: gpd.GeoDataFrame = markets[
        (markets["first_seen"] <= last) & (ended.isna() | (ended >= first))
    ]
    return found


def tell_markets(told: Telling, *, first: pd.Timestamp, last: pd.Timestamp, when: str) -> Scene:
    """Return the scene of the markets that were active from the first day to the last."""
    markets = told.now.points.get("markets")
    if markets is None or markets.empty:
        return Scene(
            key=KEY,
            title=TITLE,
            message="There are no markets among the records.",
            missing="No markets are loaded. Load a file of markets on the Data page.",
        )
    shown = active(markets, first=first, last=last)
    shown = shown[shown["area_code"].isin(set(told.now.areas["code"]))]
    if shown.empty:
        return Scene(
            key=KEY,
            title=TITLE,
            message=f"{_few(told)} markets were active {when}.",
            missing="Choose another time, or load the markets of this one.",
        )
    table = by_area(told, shown, by="kind")
    areas = table.drop(index="total")
    top = areas["total"].dropna().sort_values(ascending=False, kind="stable")
    top = top[top > 0]
    focus = tuple(str(code) for code in top.index[:_NAMED])
    message = _message(told, table, when=when, most=focus)
    source = told.source("markets")
    picture = places_picture(
        told,
        shown,
        table,
        by="kind",
        kinds=_KINDS,
        label="Active markets",
        period=f"Active {when}",
        source=source,
        illustrative=told.illustrative("markets"),
        focus=focus,
    )
    return Scene(
        key=KEY,
        title=TITLE,
        message=message,
        picture=picture,
        notes=_notes(told, top, when=when),
        caveats=(_NOT_ALL,),
        table=_named(told, table),
        alt=f"Map of {told.now.noun} with the markets active {when}. {message}",
    )


def _few(told: Telling) -> str:
    """Return how many none are: a small count too."""
    return told.profile.words(0).capitalize() if told.profile.hides else "No"


def _message(told: Telling, table: pd.DataFrame, *, when: str, most: tuple[str, ...]) -> str:
    total: Any = table.loc["total", "total"]
    if pd.isna(total):
        return f"{told.profile.words(0).capitalize()} markets were active {when}."
    about = "About " if told.profile.hides else ""
    text = f"{about}{total:,} {word_of(int(total), 'market was', 'markets were')} active {when}"
    where = listed([told.names[code] for code in most])
    text += f", with the most in {where}" if most else ""
    opened: Any = table.loc["total"].get("open", pd.NA)
    if pd.isna(opened):
        return f"{text}."
    return f"{text}; {share_words(float(opened), float(total))} are open to any buyer."


def _notes(told: Telling, top: pd.Series, *, when: str) -> str:
    lines = [
        f"{told.names[str(code)]}: {'about ' if told.profile.hides else ''}{count:,}"
        for code, count in top.head(5).items()
    ]
    return (
        f"Markets active {when}. An open market sells to anyone who looks like a buyer; a closed "
        f"one only to people it knows. " + ("Most: " + "; ".join(lines) + "." if lines else "")
    ).strip()


def _named(told: Telling, table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with the areas' names, as it is handed over."""
    words = {"open": "Open", "closed": "Closed", "total": "All"}
    names = [told.names.get(code, "All areas") for code in table.index]
    shown = table.rename(columns=words)
    shown.insert(0, "Area", names)
    return shown.reset_index(drop=True).rename_axis(columns=None)
