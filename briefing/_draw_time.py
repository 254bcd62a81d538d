"""Lines over time, and timelines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from briefing._drawing import Path, Words, segment
from briefing._scale import Scale, date_ticks, number, scale_over
from briefing._sizes import READ
from briefing._theme import line

if TYPE_CHECKING:
    from briefing._chart_picture import ChartPicture
    from briefing._drawing import Item
    from briefing._map_ground import Box
    from briefing._metrics import Metrics

__all__ = ["draw_line", "draw_timeline"]

_DASHES: Final = ((), (8.0, 4.0), (2.0, 3.0), (10.0, 3.0, 2.0, 3.0))
_BASE: Final = 0.36
_LEAST_ROW: Final = READ * 1.5


def _is_dates(values: pd.Series) -> bool:
    return bool(pd.api.types.is_datetime64_any_dtype(values))


class _Along:
    """The axis of time: dates to scale, or labels one after the other."""

    def __init__(self, values: pd.Series, *, start: float, end: float) -> None:
        self.dates = _is_dates(values)
        if self.dates:
            known = values.dropna()
            self.first, self.last = known.min(), known.max()
            if self.first == self.last:
                self.last = self.first + pd.Timedelta(days=1)
            ends = (float(self.first.timestamp()), float(self.last.timestamp()))
        else:
            self.labels = list(dict.fromkeys(values.astype(str)))
            ends = (0.0, max(len(self.labels) - 1.0, 1.0))
        self._scale = Scale(low=ends[0], high=ends[1], start=start, end=end)

    def __call__(self, value: Any) -> float | None:
        if self.dates:
            if pd.isna(value):
                return None
            return self._scale(float(pd.Timestamp(value).timestamp()))
        text = str(value)
        return self._scale(float(self.labels.index(text))) if text in self.labels else None

    def ticks(self, *, most: int) -> list[tuple[float, str]]:
        if self.dates:
            found = date_ticks(self.first, self.last, most=most)
            return [(self(date) or 0.0, text) for date, text in found]
        step = -(-len(self.labels) // max(most, 1))
        return [(self._scale(at), self.labels[at]) for at in range(0, len(self.labels), step)]


def _axis(along: _Along, *, y: float, box: Box, metrics: Metrics) -> list[Item]:
    widest = 110.0
    items: list[Item] = []
    last = -1e9
    for x, text in along.ticks(most=max(int(box.width / widest), 2)):
        told = metrics.fit(metrics.shown(text), width=170, size=READ)
        half = metrics.width(told, size=READ) / 2
        middle = min(max(x, box.x + half), box.x + box.width - half)
        if middle - half < last + 10:
            continue
        last = middle + half
        items.append(Path(parts=(segment(x, y, x, y + 5),), closed=False, stroke="muted"))
        items.append(
            Words(
                x=middle,
                y=y + READ * 1.3,
                text=told,
                size=READ,
                anchor="middle",
                colour="muted",
            )
        )
    return items


def _moments(
    picture: ChartPicture, along: _Along, *, top: float, bottom: float, box: Box, metrics: Metrics
) -> list[Item]:
    items: list[Item] = []
    last = -1e9
    placed = [(along(mark.at), mark.label) for mark in picture.marks]
    for x, label in sorted((x, label) for x, label in placed if x is not None):
        items.append(
            Path(parts=(segment(x, top, x, bottom),), closed=False, stroke="ink", dash=(4.0, 3.0))
        )
        text = metrics.fit(metrics.shown(label), width=box.width * 0.45, size=READ)
        half = metrics.width(text, size=READ) / 2
        middle = min(max(x, box.x + half), box.x + box.width - half)
        if middle - half >= last + 8:
            last = middle + half
            items.append(Words(x=middle, y=top - 6, text=text, size=READ, anchor="middle"))
    return items


def draw_line(picture: ChartPicture, *, box: Box, metrics: Metrics) -> list[Item]:
    """Return lines over time, each named at its end."""
    data = picture.data
    series = list(dict.fromkeys(data["series"].astype(str))) if "series" in data else [""]
    top = box.y + (READ * 1.6 if picture.marks else 6)
    bottom = box.y + box.height - READ * 1.7
    names = [
        metrics.fit(metrics.shown(n), width=box.width * 0.24, size=READ, bold=True) for n in series
    ]
    right = max(metrics.width(name, size=READ, bold=True) for name in names) + 16
    ranges = [data[name] for name in ("low", "high") if name in data]
    values = [value for column in (data["value"], *ranges) for value in column]
    values += [picture.reference] if picture.reference is not None else []
    upright, marks = scale_over(values, start=bottom, end=top, zero=True, most=5)
    texts = [
        number(
            m,
            digits=0 if m == round(m) else picture.digits or 1,
            unit=picture.unit,
            signed=picture.signed,
        )
        for m in marks
    ]
    left = max(metrics.width(text, size=READ) for text in texts) + 12
    along = _Along(data["x"], start=box.x + left + 6, end=box.x + box.width - right)
    items: list[Item] = []
    for mark, text in zip(marks, texts, strict=True):
        y = upright(mark)
        ends = segment(box.x + left, y, box.x + box.width - right, y)
        items.append(Path(parts=(ends,), closed=False, stroke="ink" if mark == 0 else "grid"))
        items.append(
            Words(
                x=box.x + left - 8,
                y=y + READ * _BASE,
                text=text,
                size=READ,
                anchor="end",
                colour="muted",
            )
        )
    items += _axis(along, y=bottom, box=box, metrics=metrics)
    items += _moments(picture, along, top=top, bottom=bottom, box=box, metrics=metrics)
    ends_at: list[tuple[float, int]] = []
    for at, name in enumerate(series):
        rows = data[data["series"].astype(str) == name] if "series" in data else data
        items += _band(rows, along, upright)
        runs = _runs(rows, along, upright)
        dash = _DASHES[at % len(_DASHES)]
        parts = tuple(run for run in runs if len(run) > 1)
        if parts:
            items.append(Path(parts=parts, closed=False, stroke=line(at), width=3.2, dash=dash))
        for x, y in (point for run in runs for point in run.tolist()):
            disc = np.array([[x - 3.4, y], [x, y - 3.4], [x + 3.4, y], [x, y + 3.4]])
            items.append(Path(parts=(disc,), fill=line(at)))
        if runs:
            ends_at.append((float(runs[-1][-1][1]), at))
    return items + _names_at_ends(
        ends_at, names, x=box.x + box.width - right + 12, top=top, bottom=bottom
    )


def _runs(rows: pd.DataFrame, along: _Along, upright: Scale) -> list[Any]:
    """Return unbroken runs of points: a missing value leaves a gap."""
    runs: list[list[tuple[float, float]]] = [[]]
    for x, value in zip(rows["x"], rows["value"], strict=True):
        at = along(x)
        if at is None or pd.isna(value):
            runs.append([])
        else:
            runs[-1].append((at, upright(float(value))))
    return [np.array(run) for run in runs if run]


def _band(rows: pd.DataFrame, along: _Along, upright: Scale) -> list[Item]:
    if not {"low", "high"} <= set(rows.columns):
        return []
    known = rows.dropna(subset=["x", "low", "high"])
    if len(known) < 2:  # noqa: PLR2004
        return []
    x = [along(value) for value in known["x"]]
    high = [(at, upright(float(value))) for at, value in zip(x, known["high"], strict=True)]
    low = [(at, upright(float(value))) for at, value in zip(x, known["low"], strict=True)]
    return [Path(parts=(np.array([*high, *reversed(low)], dtype=float),), fill="grid")]


def _names_at_ends(
    ends_at: list[tuple[float, int]], names: list[str], *, x: float, top: float, bottom: float
) -> list[Item]:
    """Return the series' names at their last points, apart from each other."""
    step = READ * 1.15
    ys: list[float] = []
    for y, _ in sorted(ends_at):
        ys.append(max(y, ys[-1] + step if ys else top + READ / 2))
    over = max(ys[-1] - bottom, 0.0) if ys else 0.0
    return [
        Words(x=x, y=y - over + READ * _BASE, text=names[at], size=READ, colour=line(at), bold=True)
        for y, (_, at) in zip(ys, sorted(ends_at), strict=True)
        if names[at]
    ]


def draw_timeline(picture: ChartPicture, *, box: Box, metrics: Metrics) -> list[Item]:
    """Return what happened when, a row for each lane, or for each label where there are none."""
    data = picture.data.assign(start=pd.to_datetime(picture.data["start"]))
    if "end" in data:
        data["end"] = pd.to_datetime(data["end"])
    has_lanes = "lane" in data
    lane = data["lane" if has_lanes else "label"].astype(str)
    lanes = list(dict.fromkeys(lane))
    top = box.y + (READ * 1.6 if picture.marks else 4)
    bottom = box.y + box.height - READ * 1.7
    most = max(int((bottom - top) / _LEAST_ROW), 1)
    shown = lanes if len(lanes) <= most else lanes[: most - 1]
    row = min((bottom - top) / max(len(shown), 1), READ * 3)
    texts = [metrics.fit(metrics.shown(n), width=box.width * 0.32, size=READ) for n in shown]
    left = max((metrics.width(text, size=READ) for text in texts), default=0.0) + 16
    whole = pd.concat([data["start"], *([data["end"]] if "end" in data else [])]).dropna()
    if whole.empty:
        return [Words(x=box.x, y=box.y + READ, text="No dates are known.", size=READ)]
    along = _Along(whole, start=box.x + left + 8, end=box.x + box.width - 10)
    bottom = top + row * len(shown)
    items = _axis(along, y=bottom, box=box, metrics=metrics)
    for at, text in enumerate(texts):
        y = top + (at + 0.5) * row
        line_at = segment(box.x + left, y, box.x + box.width, y)
        items.append(Path(parts=(line_at,), closed=False, stroke="grid"))
        items.append(
            Words(x=box.x + left - 12, y=y + READ * _BASE, text=text, size=READ, anchor="end")
        )
    for (_, given), name in zip(data.iterrows(), lane, strict=True):
        if name in shown and pd.notna(given["start"]):
            y = top + (shown.index(name) + 0.5) * row
            items += _event(given, along, y=y, thick=min(row * 0.5, 16))
    items += _moments(picture, along, top=top, bottom=bottom, box=box, metrics=metrics)
    if len(shown) < len(lanes):
        text = f"and {len(lanes) - len(shown)} more in the table"
        items.append(Words(x=box.x, y=box.y + box.height, text=text, size=READ, colour="muted"))
    return items


def _event(given: Any, along: _Along, *, y: float, thick: float) -> list[Item]:
    colour = "bar" if given.get("strong", True) in {False, None} else "strong"
    start = along(given["start"]) or 0.0
    end = along(given.get("end")) if "end" in given else None
    half = thick / 2
    if end is None or end - start < thick:
        diamond = np.array(
            [[start - half, y], [start, y - half], [start + half, y], [start, y + half]]
        )
        return [Path(parts=(diamond,), fill=colour, stroke="paper", width=0.8)]
    bar = np.array([[start, y - half], [end, y - half], [end, y + half], [start, y + half]])
    return [Path(parts=(bar,), fill=colour, stroke="paper", width=0.8)]
