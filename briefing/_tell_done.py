"""What was done: raids by tactic and time, and what they yielded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from briefing._chart_picture import ChartPicture
from briefing._scene import Scene
from briefing._telling import listed, word_of

if TYPE_CHECKING:
    import geopandas as gpd

    from briefing._telling import Telling

__all__ = ["raids_of", "tell_done", "tell_raids"]

KEY, TITLE = "done", "What was done"
_TACTICS = {
    "warrant": "Warrant",
    "test_purchase": "Test purchase",
    "covert": "Covert",
    "overt": "Overt",
}
_YIELDS = {
    "arrests": "Arrests",
    "disposals": "Disposals",
    "premises_secured": "Premises secured",
    "forensic_hits": "Forensic hits",
}
_SHORT_DAYS = 70
_OUTPUT = "What was done is no measure of what it changed."
_LATER = "Disposals and forensic hits come later: they may not be complete."


def raids_of(told: Telling) -> gpd.GeoDataFrame | None:
    """Return the raids of the operation: those that name it, else those of its time and areas."""
    raids, operation = told.now.points.get("raids"), told.operation
    if raids is None or operation is None:
        return None
    named: Any = raids["operation"] == operation.name if "operation" in raids else None
    if named is not None and named.any():
        theirs: gpd.GeoDataFrame = raids.loc[named]
        return theirs
    end = operation.end + pd.Timedelta(days=1)
    inside = raids["date"].between(operation.start, end, inclusive="left")
    found: gpd.GeoDataFrame = raids[inside & raids["area_code"].isin(operation.areas)]
    return found


def tell_done(told: Telling) -> Scene:
    """Return the scene of what the operation did."""
    operation, raids = told.operation, raids_of(told)
    if operation is None or raids is None or raids.empty:
        what = "operation" if operation is None else "raid of this operation"
        return Scene(
            key=KEY,
            title=TITLE,
            message="What was done cannot be told yet.",
            missing=f"No {what} is loaded. Load some on the Data page.",
        )
    return tell_raids(
        told,
        raids,
        key=KEY,
        title=TITLE,
        lead=f"{operation.name}, {operation.dates}",
        days=(operation.end - operation.start).days + 1,
        partners=_premises(told),
    )


def _premises(told: Telling) -> str:
    """Return what partners did to premises in this operation, as it may be told."""
    table: Any = told.now.tables.get("premises")
    if table is None or table.empty or told.operation is None or "operation" not in table:
        return ""
    theirs = int((table["operation"] == told.operation.name).sum())
    return f" Premises that partners secured or closed: {told.profile.words(theirs)}."


def tell_raids(
    told: Telling,
    raids: gpd.GeoDataFrame,
    *,
    key: str,
    title: str,
    lead: str,
    days: int,
    partners: str = "",
) -> Scene:
    """Return a scene of raids by tactic and time."""
    by_week = days <= _SHORT_DAYS
    steps = raids["date"].dt.to_period("W-SUN" if by_week else "M")
    tactics = (
        raids["tactic"].map(_TACTICS).fillna("Not stated")
        if "tactic" in raids
        else pd.Series("Not stated", raids.index)
    )
    counted: Any = pd.crosstab(steps, tactics)
    every = pd.period_range(counted.index.min(), counted.index.max(), freq=counted.index.freqstr)
    counted = counted.reindex(every, fill_value=0)
    counted = counted[counted.sum().sort_values(ascending=False, kind="stable").index]
    table = told.profile.table(counted)
    labels = [_label(step, by_week=by_week) for step in counted.index]
    inner = table.drop(index="total", columns="total")
    inner.index = pd.Index(labels)
    rows = inner.rename_axis("label").reset_index().melt("label", var_name="series")
    yields = _yields(told, raids)
    message = _message(told, table, yields, lead=lead)
    shown = table.set_axis([*labels, "All"], axis="index").rename(columns={"total": "All"})
    shown.insert(0, "Week" if by_week else "Month", shown.index)
    return Scene(
        key=key,
        title=title,
        message=message,
        picture=ChartPicture(
            kind="bars",
            data=rows,
            value_label="Raids",
            x_label="Week beginning" if by_week else "Month",
            period=lead,
            source=told.source("raids"),
            illustrative=told.illustrative("raids"),
        ),
        notes=_notes(table, yields, told) + partners,
        caveats=(
            _OUTPUT,
            _LATER,
            *(("Gaps are counts too small to show, or none.",) if told.profile.hides else ()),
        ),
        table=shown.reset_index(drop=True).rename_axis(columns=None),
        alt=f"Bars of raids by {'week' if by_week else 'month'} and tactic. {message}",
    )


def _label(step: Any, *, by_week: bool) -> str:
    day = step.start_time
    return f"{day.day} {day:%b %Y}" if by_week else f"{day:%b %Y}"


def _yields(told: Telling, raids: gpd.GeoDataFrame) -> dict[str, str]:
    """Return what the raids yielded together, each as it may be told."""
    return {
        words: told.profile.words(float(raids[name].sum()))
        for name, words in _YIELDS.items()
        if name in raids and raids[name].notna().any()
    }


def _message(told: Telling, table: pd.DataFrame, yields: dict[str, str], *, lead: str) -> str:
    total: Any = table.loc["total", "total"]
    about = "about " if told.profile.hides else ""
    raids = (
        f"{told.profile.words(0)} raids"
        if pd.isna(total)
        else f"{about}{total:,} {word_of(int(total), 'raid')}"
    )
    parts = [f"{number} {words.lower()}" for words, number in yields.items()][:2]
    tactics = table.loc["total"].drop("total").dropna()
    most = f", most often by {str(tactics.idxmax()).lower()}" if len(tactics) > 1 else ""
    end = f", with {listed(parts)}" if parts else ""
    return f"{lead}: {raids}{most}{end}."


def _notes(table: pd.DataFrame, yields: dict[str, str], told: Telling) -> str:
    tactics = table.loc["total"].drop("total")
    words = [
        f"{name}: {told.profile.words(0) if pd.isna(count) else f'{count:,}'}"
        for name, count in tactics.items()
    ]
    more = [f"{words}: {number}" for words, number in yields.items()]
    return f"By tactic: {'; '.join(words)}. " + (f"Yield: {'; '.join(more)}." if more else "")
