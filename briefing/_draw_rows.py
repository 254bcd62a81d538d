"""Bars and forests: a row for each label."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from briefing._drawing import Path, Words, rectangle, segment
from briefing._scale import number, scale_over, shown_number
from briefing._sizes import READ
from briefing._theme import line

if TYPE_CHECKING:
    from briefing._chart_picture import ChartPicture
    from briefing._drawing import Item
    from briefing._map_ground import Box
    from briefing._metrics import Metrics
    from briefing._scale import Scale

__all__ = ["draw_bars", "draw_forest", "draw_key"]

_LEAST_ROW: Final = READ * 1.3
_MOST_ROW: Final = READ * 3.6
_BASE: Final = 0.36  # of the size, from a row's middle down to its base line


def draw_key(names: list[str], *, x: float, y: float, room: float, metrics: Metrics) -> list[Item]:
    """Return the names of series behind squares of their colours, in one line."""
    items: list[Item] = []
    for at, name in enumerate(names):
        text = metrics.fit(metrics.shown(name), width=room / len(names) - 40, size=READ)
        items.append(Path(parts=(rectangle(x, y - 13, 14, 14),), fill=line(at)))
        items.append(Words(x=x + 21, y=y, text=text, size=READ))
        x += 21 + metrics.width(text, size=READ) + 26
    return items


def _fitting(count: int, height: float) -> int:
    """Return how many rows there is room for; one goes to the note where not for all."""
    most = max(int(height / _LEAST_ROW), 1)
    return count if count <= most else max(most - 1, 1)


def _labels(
    labels: list[str], *, box: Box, row: float, start: float, metrics: Metrics, bold: list[bool]
) -> tuple[list[Item], float]:
    room = box.width * 0.36
    texts = [
        metrics.fit(metrics.shown(label, bold=strong), width=room, size=READ, bold=strong)
        for label, strong in zip(labels, bold, strict=True)
    ]
    widest = max(
        (metrics.width(t, size=READ, bold=b) for t, b in zip(texts, bold, strict=True)),
        default=0.0,
    )
    items: list[Item] = [
        Words(
            x=box.x + widest,
            y=start + (at + 0.5) * row + READ * _BASE,
            text=text,
            size=READ,
            anchor="end",
            bold=strong,
        )
        for at, (text, strong) in enumerate(zip(texts, bold, strict=True))
    ]
    return items, widest


def _left_out(count: int, *, box: Box, y: float) -> list[Item]:
    if count <= 0:
        return []
    text = f"and {count} more in the table"
    return [Words(x=box.x, y=y, text=text, size=READ, colour="muted")]


def _reference(
    picture: ChartPicture, scale: Scale, *, top: float, bottom: float, metrics: Metrics, box: Box
) -> list[Item]:
    if picture.reference is None:
        return []
    x = scale(picture.reference)
    items: list[Item] = [
        Path(parts=(segment(x, top, x, bottom),), closed=False, stroke="ink", width=1.6)
    ]
    if picture.reference_label:
        text = metrics.fit(metrics.shown(picture.reference_label), width=box.width / 2, size=READ)
        half = metrics.width(text, size=READ) / 2
        middle = min(max(x, box.x + half), box.x + box.width - half)
        items.append(
            Words(x=middle, y=top - 6, text=text, size=READ, anchor="middle", colour="muted")
        )
    return items


def draw_bars(picture: ChartPicture, *, box: Box, metrics: Metrics) -> list[Item]:
    """Return bars that lie on their side, with their values at their ends."""
    data = picture.data
    series = list(dict.fromkeys(data["series"].astype(str))) if "series" in data else [""]
    labels = list(dict.fromkeys(data["label"].astype(str)))
    top = box.y + (READ * 1.7 if len(series) > 1 or picture.reference_label else 4)
    items: list[Item] = []
    if len(series) > 1:
        items += draw_key(series, x=box.x, y=box.y + READ, room=box.width, metrics=metrics)
        least = _LEAST_ROW * len(series) * 0.85
        shown = max(min(len(labels), int((box.y + box.height - top) / least)), 1)
    else:
        shown = _fitting(len(labels), box.y + box.height - top)
    left = len(labels) - shown
    room = box.y + box.height - top - (_LEAST_ROW if left else 0)
    row = min(room / max(shown, 1), _MOST_ROW * len(series))
    data = data[data["label"].astype(str).isin(labels[:shown])]
    strong = (
        set(data.loc[data["strong"].fillna(value=False).astype(bool), "label"].astype(str))
        if "strong" in data
        else set()
    )
    bold = [label in strong for label in labels[:shown]]
    words, widest = _labels(labels[:shown], box=box, row=row, start=top, metrics=metrics, bold=bold)
    items += words
    has_range = {"low", "high"} <= set(data.columns)
    texts = [shown_number(picture, value) for value in data["value"]]
    end_room = max((metrics.width(text, size=READ) for text in texts), default=0) + 10
    values = [
        *data["value"],
        *(data["low"] if has_range else ()),
        *(data["high"] if has_range else ()),
    ]
    values += [picture.reference] if picture.reference is not None else []
    is_below = any(pd.notna(value) and float(value) < 0 for value in values)
    scale, _ = scale_over(
        values,
        start=box.x + widest + 14 + (end_room if is_below else 0),
        end=box.x + box.width - end_room,
        zero=True,
    )
    thick = row / len(series) * (0.72 if len(series) == 1 else 0.86)
    for (_, given), text in zip(data.iterrows(), texts, strict=True):
        at = labels.index(str(given["label"]))
        of = series.index(str(given["series"])) if "series" in data else 0
        middle = top + (at + 0.5) * row + (of - (len(series) - 1) / 2) * thick
        colour = (
            line(of)
            if len(series) > 1
            else "strong"
            if str(given["label"]) in strong or not strong
            else "bar"
        )
        items += _bar(given, text, scale, middle=middle, thick=thick * 0.86, colour=colour)
    bottom = top + row * shown
    zero = scale(0.0)
    items.append(Path(parts=(segment(zero, top, zero, bottom),), closed=False, stroke="ink"))
    items += _reference(picture, scale, top=top, bottom=bottom, metrics=metrics, box=box)
    return items + _left_out(left, box=box, y=bottom + READ * 1.1)


def _bar(
    given: Any, text: str, scale: Scale, *, middle: float, thick: float, colour: str
) -> list[Item]:
    zero = scale(0.0)
    if pd.isna(given["value"]):
        return [
            Words(x=zero + 6, y=middle + READ * _BASE, text="not shown", size=READ, colour="muted")
        ]
    end = scale(float(given["value"]))
    items: list[Item] = []
    if end != zero:
        bar = rectangle(min(zero, end), middle - thick / 2, abs(end - zero), thick)
        items.append(Path(parts=(bar,), fill=colour))
    far = [end]
    if pd.notna(given.get("low")) and pd.notna(given.get("high")):
        low, high = scale(float(given["low"])), scale(float(given["high"]))
        items.append(
            Path(parts=(segment(low, middle, high, middle),), closed=False, stroke="ink", width=2)
        )
        far += [low, high]
    is_left = end < zero
    items.append(
        Words(
            x=min(far) - 6 if is_left else max(far) + 6,
            y=middle + READ * _BASE,
            text=text,
            size=READ,
            anchor="end" if is_left else "start",
            halo="paper",
        )
    )
    return items


def draw_forest(picture: ChartPicture, *, box: Box, metrics: Metrics) -> list[Item]:
    """Return estimates with their intervals about a reference."""
    data = picture.data
    top = box.y + (READ * 1.7 if picture.reference_label else 4)
    axis = READ * 1.9
    shown = _fitting(len(data), box.y + box.height - top - axis)
    left = len(data) - shown
    data = data.iloc[:shown]
    room = box.y + box.height - top - axis - (_LEAST_ROW if left else 0)
    row = min(room / max(shown, 1), _MOST_ROW)
    labels = data["label"].astype(str).tolist()
    items, widest = _labels(
        labels, box=box, row=row, start=top, metrics=metrics, bold=[False] * shown
    )
    texts = [_interval(picture, given) for _, given in data.iterrows()]
    side = max((metrics.width(text, size=READ) for text in texts), default=0.0)
    values = [*data["value"], *data["low"], *data["high"]]
    values += [picture.reference] if picture.reference is not None else []
    scale, marks = scale_over(
        values, start=box.x + widest + 22, end=box.x + box.width - side - 24, zero=False, most=5
    )
    bottom = top + row * shown
    for mark in marks:
        x = scale(mark)
        items.append(Path(parts=(segment(x, top, x, bottom),), closed=False, stroke="grid"))
        text = number(
            mark,
            digits=0 if mark == round(mark) else picture.digits,
            unit=picture.unit,
            signed=picture.signed,
        )
        items.append(
            Words(
                x=x, y=bottom + READ * 1.25, text=text, size=READ, anchor="middle", colour="muted"
            )
        )
    items += _reference(picture, scale, top=top, bottom=bottom, metrics=metrics, box=box)
    firm = (
        data["firm"].fillna(value=False).astype(bool)
        if "firm" in data
        else pd.Series(True, index=data.index)
    )
    for at, ((_, given), text, sure) in enumerate(zip(data.iterrows(), texts, firm, strict=True)):
        y = top + (at + 0.5) * row
        items += _estimate(given, scale, y=y, sure=bool(sure))
        items.append(
            Words(x=box.x + box.width, y=y + READ * _BASE, text=text, size=READ, anchor="end")
        )
    return items + _left_out(left, box=box, y=bottom + axis + READ * 0.6)


def _interval(picture: ChartPicture, given: Any) -> str:
    value, low, high = (shown_number(picture, given[name]) for name in ("value", "low", "high"))
    is_bare = pd.isna(given["low"]) and pd.isna(given["high"])
    return value if is_bare else f"{value} ({low} to {high})"


def _estimate(given: Any, scale: Scale, *, y: float, sure: bool) -> list[Item]:
    colour = "strong" if sure else "muted"
    items: list[Item] = []
    if pd.notna(given["low"]) and pd.notna(given["high"]):
        ends = segment(scale(float(given["low"])), y, scale(float(given["high"])), y)
        dash = () if sure else (5.0, 4.0)
        items.append(Path(parts=(ends,), closed=False, stroke=colour, width=3.2, dash=dash))
    if pd.notna(given["value"]):
        x = scale(float(given["value"]))
        turn = np.arange(24) * np.pi / 12
        disc = np.column_stack([x + 6.5 * np.cos(turn), y + 6.5 * np.sin(turn)])
        fill = colour if sure else "paper"
        items.append(Path(parts=(disc,), fill=fill, stroke=colour, width=2.4))
    return items
