"""Areas in classes whose bounds are chosen beforehand, or that counts may be shown in."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from briefing._shading import AreaClass, Shading, shade_amounts
from geo import style

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

__all__ = ["levels_then_moves", "shade_between", "shade_moves", "shade_shown"]

_MOST = len(style.AMOUNT)
_BOUNDS = ((5, 20), (10, 40))
_WIDEST = 5
_FEW = 3


def shade_between(
    values: pd.Series, *, bounds: Sequence[float], heading: str, unit: str
) -> Shading:
    """Return areas shaded by a value, in classes between the bounds given.

    >>> import pandas as pd
    >>> values = pd.Series({"a": 5.0, "b": 95.0})
    >>> found = shade_between(values, bounds=(10, 90), heading="", unit="%")
    >>> [one.label for one in found.classes], dict(found.fills[0])
    (['below 10%', '10% to 90%', '90% or more'], {'a': 0, 'b': 2})
    """
    edges = [f"{bound:,.10g}{unit}" for bound in bounds]
    labels = [
        f"below {edges[0]}",
        *(f"{low} to {high}" for low, high in itertools.pairwise(edges)),
        f"{edges[-1]} or more",
    ]
    spread = np.linspace(0, _MOST - 1, len(labels)).round().astype(int).tolist()
    known = values.dropna()
    places = np.searchsorted(np.asarray(bounds), known.to_numpy(dtype=float), side="right")
    return Shading(
        heading=heading,
        classes=tuple(
            AreaClass(label=label, colour=style.AMOUNT[at])
            for label, at in zip(labels, spread, strict=True)
        ),
        fills=({str(code): int(at) for code, at in zip(known.index, places, strict=True)},),
    )


def shade_shown(shown: pd.Series, *, heading: str, hidden: str) -> Shading:
    """Return areas shaded by counts as they may be shown, those hidden in a class of their own.

    Parameters
    ----------
    shown
        One count an area, missing where hidden.
    heading, hidden
        What the counts are of, and what a hidden one is called; empty where none can be.
    """
    known = shown.dropna().astype(float)
    levels = sorted(known.unique())
    if 0 < len(levels) <= _MOST:
        spread = np.linspace(1, _MOST - 1, len(levels)).round().astype(int).tolist()
        colours = [style.AMOUNT[at] for at in (spread if len(levels) > 1 else [_MOST - 2])]
        classes = tuple(
            AreaClass(label=f"{level:,.0f}", colour=colour)
            for level, colour in zip(levels, colours, strict=True)
        )
        fill = {str(code): levels.index(value) for code, value in known.items()}
    else:
        found = shade_amounts(shown.to_frame("count"), heading=heading)
        classes, fill = found.classes, dict(found.fills[0])
    if hidden:
        classes = (AreaClass(label=hidden, colour=style.SAME), *classes)
        fill = {code: at + 1 for code, at in fill.items()}
        fill.update({str(code): 0 for code in shown.index[shown.isna()]})
    return Shading(heading=heading, classes=classes, fills=(fill,))


def shade_moves(moves: pd.Series, *, heading: str) -> Shading:
    """Return areas shaded by their change in percent, in the five classes that a room can tell.

    Falls are blue and rises orange, each with its sign; an area without a change has no class.

    >>> import pandas as pd
    >>> found = shade_moves(pd.Series({"a": -30.0, "b": 2.0, "c": None}), heading="Change")
    >>> [(found.classes[at].label, found.classes[at].sign) for at in found.fills[0].values()]
    [('fell by 20% or more', '--'), ('within 5%', '')]
    """
    known = moves.dropna().astype(float)
    small, large = next(
        (pair for pair in _BOUNDS if known.abs().max() < _WIDEST * pair[1]), _BOUNDS[-1]
    )
    ramp = style.change_ramp()
    labels = (
        f"fell by {large}% or more",
        f"fell by {small} to {large}%",
        f"within {small}%",
        f"rose by {small} to {large}%",
        f"rose by {large}% or more",
    )
    colours = (ramp[0], ramp[2], ramp[3], ramp[4], ramp[6])
    size = np.searchsorted((small, large), known.abs().to_numpy(), side="right")
    places = 2 + np.sign(known.to_numpy()).astype(int) * size
    return Shading(
        heading=heading,
        classes=tuple(
            AreaClass(label=label, colour=colour, sign=sign)
            for label, colour, sign in zip(labels, colours, ("--", "-", "", "+", "++"), strict=True)
        ),
        fills=({str(code): int(at) for code, at in zip(known.index, places, strict=True)},),
    )


def levels_then_moves(before: pd.Series, moves: Shading, *, heading: str) -> Shading:
    """Return areas filled by how many there were, and in the next frame by how that changed."""
    known = before[before > 0].astype(float)
    bounds = sorted({float(f"{cut:.2g}") for cut in known.quantile([1 / 3, 2 / 3])})
    if len(known) < _FEW:
        calm = len(moves.classes) // 2
        return replace(moves, fills=(dict.fromkeys(moves.fills[0], calm), *moves.fills))
    levels = shade_between(before.astype("Float64"), bounds=bounds, heading="", unit="")
    # The legend lists the last classes first: the change, which is the message.
    above = len(levels.classes)
    return Shading(
        heading=moves.heading,
        classes=(*(replace(one, heading=heading) for one in levels.classes), *moves.classes),
        fills=(
            levels.fills[0],
            *({code: above + at for code, at in fill.items()} for fill in moves.fills),
        ),
    )
