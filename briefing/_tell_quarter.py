"""The scenes of a quarterly review: raids, disposals, and offences beyond chance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

import analysis
from briefing._chart_picture import ChartPicture
from briefing._classes import shade_moves
from briefing._map_picture import MapPicture
from briefing._scene import Scene
from briefing._tell_done import tell_raids
from briefing._telling import POLICING, listed, signed, word_of
from geo.errors import CrackdownError

if TYPE_CHECKING:
    from briefing._telling import Telling

__all__ = ["quarter_of", "tell_disposals", "tell_offences", "tell_quarter_raids"]

_DISPOSALS, _DISPOSALS_TITLE = "disposals", "Disposals"
_RAIDS, _RAIDS_TITLE = "raids", "Raids"
_TITLES = {
    "quarter": ("offences-quarter", "Offences against the last quarter", "the last quarter"),
    "year": ("offences-year", "Offences against last year", "last year"),
}
_NAMED = 4
_DAYS = 92
_SLOW = "Disposals follow offences by months: the latest quarters will still grow."


def quarter_of(told: Telling) -> pd.Period | None:
    """Return the quarter of the review: the one asked for, else the last complete one."""
    if told.spec.quarter:
        return pd.Period(told.spec.quarter, freq="Q-DEC")
    panel = told.panel
    letter = str(panel.columns.freqstr)[0] if panel is not None else ""  # type: ignore[attr-defined]
    if panel is not None and letter in {"M", "Q"}:
        last: Any = panel.columns.max()
        quarter = last.asfreq("Q-DEC", how="end")
        is_whole = quarter.end_time.date() <= last.end_time.date()
        return pd.Period(quarter if is_whole else quarter - 1)
    ends = [
        told.now.points[kind][column].max()
        for kind, column in (("raids", "date"), ("markets", "first_seen"))
        if told.now.loaded(kind)
    ]
    return pd.Period(max(ends), freq="Q-DEC") if ends else None


def tell_quarter_raids(told: Telling, quarter: pd.Period) -> Scene:
    """Return the scene of the quarter's raids, with those of the quarters it is compared with."""
    raids = told.now.points.get("raids")
    if raids is None or raids.empty:
        return _missing(_RAIDS, _RAIDS_TITLE, "No raids are loaded. Load some on the Data page.")
    when = raids["date"].dt.to_period("Q-DEC")
    chosen = raids[when == quarter]
    if chosen.empty:
        # None at all is a small count too.
        few = told.profile.words(0) if told.profile.hides else "No"
        return _missing(
            _RAIDS,
            _RAIDS_TITLE,
            f"{few.capitalize()} raids among the records are of {_named(quarter)}.",
            message=f"{few.capitalize()} raids were recorded in {_named(quarter)}.",
        )
    told_before = [
        f"{told.profile.words(int((when == other).sum()))} in {_named(other)}"
        for other in (quarter - 1, quarter - 4)
        if when.min() <= other
    ]
    lead = _named(quarter)
    scene = tell_raids(told, chosen, key=_RAIDS, title=_RAIDS_TITLE, lead=lead, days=_DAYS)
    from dataclasses import replace

    more = f" Against {listed(told_before)}." if told_before else ""
    return replace(scene, message=scene.message + more, alt=scene.alt + more)


def tell_disposals(told: Telling, quarter: pd.Period) -> Scene:
    """Return the scene of disposals by quarter and kind."""
    table: Any = told.now.tables.get("disposals")
    if table is None or table.empty or not {"period", "disposal", "count"} <= set(table.columns):
        return _missing(
            _DISPOSALS, _DISPOSALS_TITLE,
            "No disposals are loaded. Load a file of disposals on the Data page.",
        )  # fmt: skip
    periods = pd.PeriodIndex(table["period"])
    when = periods.asfreq("Q-DEC") if str(periods.freqstr)[0] in {"M", "Q", "D"} else None
    if when is None:
        return _missing(
            _DISPOSALS, _DISPOSALS_TITLE,
            "The disposals are counted by year, and quarters cannot be told apart in them.",
        )  # fmt: skip
    wanted = [quarter - 4, quarter - 1, quarter]
    chosen = table.assign(quarter=when)
    chosen = chosen[chosen["quarter"].isin(wanted)]
    if not (chosen["quarter"] == quarter).any():
        return _missing(
            _DISPOSALS, _DISPOSALS_TITLE, f"No disposals are loaded for {_named(quarter)}.",
        )  # fmt: skip
    kinds = chosen["disposal"].astype(str).str.replace("_", " ").str.capitalize()
    counted = chosen.assign(kind=kinds).pivot_table(
        index="quarter", columns="kind", values="count", aggfunc="sum", fill_value=0, observed=True
    )
    order = counted.sum().sort_values(ascending=False, kind="stable").index
    shown = told.profile.table(counted[order].astype(int))
    totals: Any = shown["total"]
    inner = shown.drop(index="total", columns="total")
    inner.index = pd.Index([_named(period) for period in counted.index])
    rows = inner.T.rename_axis("label").reset_index().melt("label", var_name="series")
    now = totals[quarter]
    number: str = "fewer than 10" if pd.isna(now) else f"{'about ' * told.profile.hides}{now:,}"
    past = [
        f"{'about ' * told.profile.hides}{totals[other]:,} in {_named(other)}"
        for other in (quarter - 1, quarter - 4)
        if other in totals.index and pd.notna(totals[other])
    ]
    message = f"{_named(quarter)}: {number} disposals" + (
        f", against {listed(past)}." if past else "."
    )
    out = shown.rename(columns={"total": "All"})
    out = out.set_axis([*(_named(period) for period in counted.index), "All"], axis="index")
    out.insert(0, "Quarter", out.index)
    return Scene(
        key=_DISPOSALS,
        title=_DISPOSALS_TITLE,
        message=message,
        picture=ChartPicture(
            kind="bars",
            data=rows,
            value_label="Disposals",
            period=", ".join(_named(period) for period in counted.index),
            source=told.source("disposals"),
            illustrative=told.illustrative("disposals"),
        ),
        notes="Disposals are outcomes of offences: charges, cautions, convictions and the like.",
        caveats=(_SLOW,),
        table=out.reset_index(drop=True).rename_axis(columns=None),
        alt=f"Bars of disposals by kind and quarter. {message}",
    )


def tell_offences(
    told: Telling, quarter: pd.Period, *, against: Literal["quarter", "year"]
) -> Scene:
    """Return the scene of offences by area against an earlier quarter, beyond chance."""
    key, title, other = _TITLES[against]
    panel = told.panel
    if panel is None or panel.empty:
        return _missing(key, title, "No counts by area are loaded. Load some on the Data page.")
    try:
        found = analysis.quarterly_change(panel, quarter=quarter, against=against)
    except CrackdownError as error:
        return _missing(key, title, f"The quarters cannot be compared: {error}")
    told.methods["quarterly change"] = (
        f"against all areas' usual move; {found.past} quarters' spread; false discovery 5%"
    )
    table = found.changes
    shown = {name: told.profile.column(table[name]) for name in ("before", "after")}
    hidden = shown["before"].isna() | shown["after"].isna()
    digits = told.profile.digits(1)
    # The plain change is worked out from what is shown; what lies beyond it, to whole percents.
    beyond = table["beyond"].where(~hidden).round(digits)
    real = table["real"] & ~hidden
    noun = told.now.noun
    message = _message(told, found, table[real], other=other)
    period = f"{_named(quarter)} against {_named(found.compared)}"
    rows = pd.DataFrame(
        {
            "Area": [told.names.get(str(code), str(code)) for code in table.index],
            _named(found.compared): shown["before"].to_numpy(),
            _named(quarter): shown["after"].to_numpy(),
            "Beyond the usual move, %": beyond.to_numpy(),
            "At least, %": table["low"].where(~hidden).round(digits).to_numpy(),
            "At most, %": table["high"].where(~hidden).round(digits).to_numpy(),
            "Beyond chance": real.map({True: "yes", False: "no"}).where(~hidden, "not told"),
        }
    ).reset_index(drop=True)
    return Scene(
        key=key,
        title=title,
        message=message,
        picture=MapPicture(
            areas=told.by_name(),
            shading=shade_moves(beyond, heading="Beyond the usual move"),
            roles=dict.fromkeys([str(code) for code in table.index[real]], "treated"),
            role_labels={
                "treated": "Beyond chance",
                "neighbour": "",
                "control": "",
                "excluded": "",
            },
            focus=tuple(str(code) for code in table.index[real]),
            water=told.water,
            period=period,
            source=told.source("area_counts"),
            attribution=told.attribution,
        ),
        notes=(
            f"{period}. Each of the {len(table)} {noun} is held against how all of them usually "
            f"moved, and against how far it strayed by itself in {found.past} earlier quarters. "
            "With so many, some stray by chance: the correction allows for it."
        ),
        caveats=(
            POLICING if "drug" in told.offences else "Recorded offences are not all offences.",
            "Beyond chance does not say why: recording, policing and offending all move counts.",
        ),
        table=rows,
        alt=f"Map of {noun} by their change. {message}",
    )


def _message(
    told: Telling, found: analysis.QuarterlyChange, real: pd.DataFrame, *, other: str
) -> str:
    noun = told.now.noun
    whole = told.profile.percent(found.whole_before, found.whole_after)
    city = ""
    if whole is not None:
        way = "rose" if whole > 0 else "fell"
        moved = f"{way} {abs(whole):.0f}%" if abs(whole) >= 0.5 else "hardly changed"  # noqa: PLR2004
        city = f"Recorded {told.offences} {moved} on {other}; "
    if real.empty:
        said = f"none of the {len(found.changes)} {noun} moved beyond chance."
        return city + said if city else said.capitalize()
    beyond: Any = real["beyond"]
    order = beyond.abs().sort_values(ascending=False, kind="stable").index
    named = [
        f"{told.names.get(str(code), str(code))} ({signed(beyond[code])}%)"
        for code in order[:_NAMED]
    ]
    more = f" and {len(order) - _NAMED} more" if len(order) > _NAMED else ""
    told_of = word_of(len(order), noun.removesuffix("s"), noun)
    said = f"{len(order)} {told_of} moved beyond chance: {listed(named)}{more}."
    return city + said


def _named(quarter: pd.Period) -> str:
    months = f"{quarter.start_time:%b} to {quarter.end_time:%b %Y}"
    return months.replace("  ", " ")


def _missing(key: str, title: str, why: str, *, message: str = "") -> Scene:
    return Scene(
        key=key,
        title=title,
        message=message or f"{title}: this cannot be told yet.",
        missing=why,
    )
