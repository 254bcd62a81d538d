"""The records of one operation: its raids, what they led to, and the sentence that says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from views import widgets

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd
    import numpy as np

    from views.operations import Operation
    from views.workspace import Workspace

OUTCOMES = {
    "arrests": "Arrests",
    "disposals": "Disposals",
    "forensic_hits": "Forensic hits",
}
TACTICS = {
    "warrant": "Warrant",
    "test_purchase": "Test purchase",
    "covert": "Covert",
    "overt": "Overt",
    "": "Not given",
}
_MILLION, _LONG = 1_000_000, 100_000
_FEW_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def table_of(now: Workspace, kind: str) -> pd.DataFrame:
    """Return the records of a kind, or an empty frame."""
    return now.tables.get(kind, pd.DataFrame())


def record_of(now: Workspace, chosen: Operation) -> dict[str, Any]:
    """Return what the operations table says of an operation; empty for areas chosen by hand."""
    table = now.tables["operations"]
    if table.empty or not chosen.operation_id:
        return {}
    rows = table[table["operation_id"].astype(str) == chosen.operation_id]
    return dict(rows.iloc[0]) if len(rows) else {}


def raids_in(now: Workspace, chosen: Operation) -> gpd.GeoDataFrame:
    """Return all raids in the operation's areas, with the column ``own``: whether they are its.

    A raid is the operation's where it names it, by name or number, wherever it was; raids without
    a name are its where they lie in its areas and between its days.
    """
    raids = now.points["raids"]
    inside = raids["area_code"].isin(chosen.treated)
    if chosen.dates is None:
        every: gpd.GeoDataFrame = raids.assign(own=True)[inside]
        return every
    named = raids["operation"].astype("str").str.casefold()
    names = {str(record_of(now, chosen).get("name", chosen.name)).casefold()}
    names.add(chosen.operation_id.casefold())
    mine = named.isin(names).fillna(value=False).astype(bool)
    start, end = chosen.dates
    unnamed = raids["operation"].isna() & inside & raids["date"].between(start, end)
    own = mine | unnamed
    found: gpd.GeoDataFrame = raids.assign(own=own)[inside | own]
    return found


def total(raids: pd.DataFrame, name: str) -> tuple[int | None, int]:
    """Return the sum of a count over raids, and how many of them give it."""
    given = raids[name].dropna() if name in raids else pd.Series(dtype="Int64")
    return (int(given.sum()) if len(given) else None), len(given)


def premises_of(now: Workspace, chosen: Operation) -> pd.DataFrame:
    """Return the premises of an operation: those that name it, or lie in its areas unnamed."""
    table = table_of(now, "premises")
    if table.empty:
        return table
    names = {chosen.name.casefold(), chosen.operation_id.casefold()}
    names.add(str(record_of(now, chosen).get("name", "")).casefold())
    named = table["operation"].astype("str").str.casefold().isin(names).fillna(value=False)
    inside = table["operation"].isna() & table["area_code"].isin(chosen.treated)
    if chosen.dates is None:
        return table[table["area_code"].isin(chosen.treated)]
    return table[named.astype(bool) | (inside & (table["date"] >= chosen.dates[0]))]


def headline(now: Workspace, chosen: Operation, raids: pd.DataFrame) -> str:
    """Return in one sentence what was done, where and when."""
    own = raids[raids["own"]]
    where = f"{counted(len(chosen.treated))} {now.noun if len(chosen.treated) > 1 else 'area'}"
    if own.empty:
        return f"No raid of {chosen.name} is on record in its {where}."
    if chosen.dates is None:
        first, last = own["date"].min(), own["date"].max()
        when = f"from {widgets.day(first)} to {widgets.day(last)}"
        start = f"{len(own):,} raids in {where} {when}"
    else:
        when = f"from {widgets.day(chosen.dates[0])} to {widgets.day(chosen.dates[1])}"
        reached = own["area_code"].nunique()
        start = f"{chosen.name}: {len(own):,} raids in {counted(reached)} {now.noun} {when}"
    led = [
        f"{number:,} {label.lower()}"
        for name, label in OUTCOMES.items()
        if (number := total(own, name)[0]) is not None and number > 0
    ]
    return f"{start}{', with ' + joined(led) if led else ''}."


def counted(number: int) -> str:
    """Return a small number in words."""
    return _FEW_WORDS[number] if 0 < number < len(_FEW_WORDS) else f"{number:,}"


def joined(parts: Iterable[str]) -> str:
    """Return parts as a list in a sentence.

    >>> joined(["one", "two", "three"])
    'one, two and three'
    """
    listed = list(parts)
    return " and ".join([", ".join(listed[:-1]), listed[-1]]).removeprefix(" and ")


def pounds(amount: Any) -> str:
    """Return an amount short enough for a tile.

    >>> pounds(800_000), pounds(1_250_000), pounds(9_400)
    ('£800k', '£1.25m', '£9,400')
    """
    value = float(amount)
    if value >= _MILLION:
        return f"£{value / _MILLION:.3g}m"
    return f"£{value / 1_000:,.0f}k" if value >= _LONG else f"£{value:,.0f}"


def named_areas(now: Workspace, codes: pd.Series) -> pd.Series:
    """Return the names of areas by their codes; a code that is not on the map stays."""
    names = codes.map(now.area_names)
    return names.where(names.notna(), codes)


def tactic_of(raids: pd.DataFrame) -> pd.Series:
    """Return the tactic of each raid as it is shown."""
    tactic = raids["tactic"].astype(object).where(raids["tactic"].notna(), "")
    return tactic.map(TACTICS).fillna(tactic)


def is_simulated(frame: pd.DataFrame) -> np.bool_ | bool:
    """Whether any of these records is simulated."""
    return len(frame) > 0 and "illustrative" in frame and bool(frame["illustrative"].any())
