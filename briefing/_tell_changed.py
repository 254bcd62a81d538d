"""What changed in the raided areas and next door, and how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

import analysis
from briefing._chart_picture import ChartPicture
from briefing._classes import levels_then_moves, shade_moves
from briefing._map_picture import Arrow, MapFrame, MapPicture
from briefing._scene import Scene
from briefing._telling import POLICING, named_periods, signed

if TYPE_CHECKING:
    from briefing._evaluated import Evaluated
    from briefing._telling import Telling
    from geo.errors import CrackdownError

__all__ = ["tell_changed", "tell_sure"]

KEY, TITLE = "changed", "What changed, and next door"
SURE, SURE_TITLE = "sure", "How sure are we?"
_GROUPS = {"treated": "In the raided {noun}", "near": "Next to them"}
_PLACES = {"treated": "in the raided {noun}", "near": "next door"}
_ROLE_LABELS = {
    "treated": "Raided",
    "neighbour": "Next door",
    "control": "Control",
    "excluded": "Left out",
}
_AGAINST = {
    "plain": "Changes are against the controls: {noun} neither raided nor next to a raided one.",
    "mixed": "Changes are against controls that moved most like the raided {noun}, and against "
    "all: the mean of both.",
    "long": "Changes are against the controls' last two years, and against their own changes: the "
    "mean of both.",
}
_TOO_FEW = "the counts are too few to be told under this profile"
_NEW_RULES = pd.Timestamp("2002-04-01")
_ROLE_WORDS = {"treated": "raided", "neighbour": "next to them", "control": "control"}
_NOT_RULED_OUT = "What lies within an interval is not ruled out."


def _sentence(told: Telling, found: Evaluated, group: str) -> str:
    """Return, in graded words, what the calibrated evidence supports for a group of areas."""
    grade = found.conclusion.grade if group == "treated" else found.conclusion.near_grade
    main = analysis.main_row(found.agreement, group)
    if grade is None or main is None:
        return ""
    place = _PLACES[group].format(noun=told.now.noun)
    if not _may_tell(told, found, group):
        return f"Nothing is said of {analysis.change_named(group)} {place}: {_TOO_FEW}."
    return analysis.graded_sentence(
        grade, group=group, percent=float(main["percent"]), place=place, size=_size(told, main)
    )


def _size(told: Telling, main: pd.Series) -> str:
    digits = told.profile.digits(1)
    low, high = (
        "no bound" if pd.isna(main[name]) else f"{signed(main[name], digits)}%"
        for name in ("percent_low", "percent_high")
    )
    return f"{signed(main['percent'], digits)}%, interval {low} to {high}"


def _may_tell(told: Telling, found: Evaluated, group: str) -> bool:
    role = {"treated": "treated", "near": "neighbour"}[group]
    groups = [found.agreement.changes[name] for name in (role, "control")]
    return told.profile.may_tell(*(n for one in groups for n in (one.before, one.after)))


def _caveats(told: Telling, found: Evaluated) -> tuple[str, ...]:
    lines = [POLICING if "drug" in told.offences else "Recorded offences are not all offences."]
    main = analysis.main_row(found.agreement, "treated")
    against = "plain"
    if main is not None and main["method"] == analysis.COMBINED:
        mixed = analysis.MIX in set(found.agreement.methods["method"])
        against = "mixed" if mixed else "long"
    lines.append(_AGAINST[against].format(noun=told.now.noun))
    operation = told.operation
    opens = found.after[0]
    if operation is not None and opens.start_time < operation.start <= opens.end_time:
        lines.append("The window after began before the operation did, and counts that time too.")
    if found.before[0].start_time < _NEW_RULES <= found.after[-1].end_time:
        lines.append(
            "Recording rules changed in April 2002: figures before and after cannot be compared."
        )
    river = "counts" if told.spec.across_river else "does not count"
    if told.now.has_boroughs:
        lines.append(f"The Thames {river} as a border here; the other choice can change the sign.")
    lines.append(_NOT_RULED_OUT)
    return tuple(lines)


def _periods(found: Evaluated) -> str:
    return f"{named_periods(found.before)} against {named_periods(found.after)}"


def tell_changed(told: Telling, found: Evaluated | CrackdownError) -> Scene:
    """Return the scene of the change by area: before, and after with its arrows."""
    if isinstance(found, Exception):
        return _missing(KEY, TITLE, found)
    table = found.changes
    shown = {name: told.profile.column(table[name]) for name in ("before", "after")}
    percent = _percent(shown["before"], shown["after"])
    heading = f"Change of recorded {told.offences}"
    both = levels_then_moves(
        shown["before"],
        shade_moves(percent, heading=heading),
        heading=f"Recorded {told.offences} before",
    )
    roles = found.agreement.roles
    picture = MapPicture(
        areas=told.by_name(),
        frames=(
            MapFrame(label=f"Before: {named_periods(found.before)}"),
            MapFrame(
                label=f"After: {named_periods(found.after)}", arrows=_arrows(told, found, percent)
            ),
        ),
        shading=both,
        # The legend need not name what has no outline.
        roles={str(code): str(role) for code, role in roles.items() if role != "control"},
        role_labels=_ROLE_LABELS,
        firm_label="clear of chance (calibrated)",
        loose_label="may be chance" if found.calibrated_areas else "uncalibrated",
        focus=told.operation.areas if told.operation else (),
        water=told.water,
        period=_periods(found),
        source=told.source("area_counts"),
        attribution=told.attribution,
    )
    message = " ".join(part for group in _GROUPS if (part := _sentence(told, found, group)))
    rows = pd.DataFrame(
        {
            "Area": [told.names.get(str(code), str(code)) for code in table.index],
            "Part": table["role"].map(_ROLE_WORDS).fillna("left out").to_numpy(),
            "Before": shown["before"].to_numpy(),
            "After": shown["after"].to_numpy(),
            "Change, %": (percent.round(told.profile.digits(1)) + 0.0).to_numpy(),
        }
    )
    return Scene(
        key=KEY,
        title=TITLE,
        message=message,
        picture=picture,
        notes=(
            f"{_periods(found)}. Arrows run to neighbours whose count rose more than the controls' "
            "did, shared among the raided areas that they border by the length of the border: no "
            "count can say from which of them it came. A solid arrow is one that chance does not "
            "explain; dashed ones may be chance."
        ),
        caveats=_caveats(told, found),
        table=rows,
        alt=f"Two maps of {told.now.noun}, before and after the operation. {message}",
    )


def _percent(before: pd.Series, after: pd.Series) -> pd.Series:
    """Return changes in percent, from counts as they are shown and from nothing else."""
    first = before.astype("Float64")
    found: pd.Series = 100 * (after.astype("Float64") / first.where(first > 0) - 1)
    return found


def _arrows(told: Telling, found: Evaluated, percent: pd.Series) -> tuple[Arrow, ...]:
    arrows = []
    for row in found.flows.to_dict("records"):
        size = told.profile.number(row["excess"]) if row["excess"] > 0 else None
        ends = (row["from_code"], row["to_code"])
        if not size or any(pd.isna(percent.get(code)) for code in ends):
            continue
        arrows.append(
            Arrow(
                origin=str(ends[0]),
                destination=str(ends[1]),
                size=float(size),
                firm=bool(row["solid"]),
            )
        )
    return tuple(arrows)


def tell_sure(told: Telling, found: Evaluated | CrackdownError) -> Scene:
    """Return the scene of the main measure with its calibrated interval."""
    if isinstance(found, Exception):
        return _missing(SURE, SURE_TITLE, found)
    digits = told.profile.digits(1)
    rows = []
    for group, label in _GROUPS.items():
        main = analysis.main_row(found.agreement, group)
        if main is None or not _may_tell(told, found, group):
            continue
        low, value, high = (
            round(float(main[name]), digits) + 0.0 if pd.notna(main[name]) else None
            for name in ("percent_low", "percent", "percent_high")
        )
        rows.append(
            {
                "label": label.format(noun=told.now.noun),
                "value": value,
                "low": low,
                "high": high,
                "firm": bool(main["calibrated"]),
                "p": float(main["p_value"]),
            }
        )
    if not rows:
        return Scene(
            key=SURE,
            title=SURE_TITLE,
            message="Nothing is said of the size of the change.",
            missing=f"No estimate is shown: {_TOO_FEW}.",
        )
    data = pd.DataFrame(rows)
    message = _sure_message(told, found, data)
    table = data.drop(columns=["firm", "p"]).rename(
        columns={"label": "Where", "value": "Change, %", "low": "At least, %", "high": "At most, %"}
    )
    return Scene(
        key=SURE,
        title=SURE_TITLE,
        message=message,
        picture=ChartPicture(
            kind="forest",
            data=data.drop(columns="p"),
            value_label=f"Change of recorded {told.offences} against the controls",
            unit="%",
            digits=digits,
            signed=True,
            reference=0.0,
            reference_label="no change",
            period=_periods(found),
            source=told.source("area_counts"),
        ),
        notes=(
            f"{found.agreement.calibrated_on}. The interval asks what the same figures would show "
            "had the same operation been placed elsewhere. Textbook intervals are too narrow on "
            "counts like these, and are not shown."
        ),
        caveats=_caveats(told, found),
        table=table,
        alt=f"Two estimates with their 95% intervals, and a line at no change. {message}",
    )


def _sure_message(told: Telling, found: Evaluated, data: pd.DataFrame) -> str:
    calibrated = bool(data["firm"].all())
    if not calibrated:
        return "These intervals are not calibrated: no conclusion rests on them."
    across = (data["low"].fillna(-1) <= 0) & (data["high"].fillna(1) >= 0)
    share = data["p"].iloc[0]
    noun = told.now.noun
    if found.agreement.calibration == "placements" and across.iloc[0]:
        told_share = f"{share:.0%}" if share >= 0.01 else "under 1%"  # noqa: PLR2004
        return (
            f"Had the operation been placed in other {noun}, {told_share} of the placements would "
            "show as large a change: it does not stand out."
        )
    if across.all():
        return "Both intervals include no change at all: chance alone can give such figures."
    kept = data["label"][~across].str.lower().to_list()
    return f"The interval excludes no change {' and '.join(kept)}; chance alone rarely does that."


def _missing(key: str, title: str, why: object) -> Scene:
    return Scene(
        key=key,
        title=title,
        message="What changed cannot be told yet.",
        missing=f"The change could not be evaluated: {why}",
    )
