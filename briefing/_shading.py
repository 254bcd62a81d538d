"""Areas in a few classes, each with a colour that also reads in grey."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo import style
from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["AreaClass", "Shading", "shade_amounts", "shade_changes"]

_AMOUNTS: Final = len(style.AMOUNT)
_NICE: Final = (1.0, 2.0, 4.0, 6.0, 8.0, 10.0)


@dataclass(frozen=True, kw_only=True)
class AreaClass:
    """A class of areas: what it is called, its colour, and the sign that shows it without colour.

    ``sign`` is drawn on each area of the class: "+" and "-" for a rise and a fall (one to three),
    or nothing. A light and a dark end of one ramp need none; the two arms of a diverging one do,
    because they are alike in grey. ``heading`` stands in the legend in place of the shading's.
    """

    label: str
    colour: str
    sign: str = ""
    heading: str = ""


@dataclass(frozen=True, kw_only=True)
class Shading:
    """How the areas of a map are filled, alike in all its frames.

    Attributes
    ----------
    heading
        What the classes are of, for the legend.
    classes
        From the smallest to the largest.
    fills
        For each frame of the map, each area's code and the position of its class; an area that is
        left out has no data. One mapping serves all frames.
    """

    heading: str
    classes: tuple[AreaClass, ...]
    fills: tuple[Mapping[str, int], ...]

    def __post_init__(self) -> None:
        most = len(self.classes) - 1
        if any(not 0 <= at <= most for fill in self.fills for at in fill.values()):
            raise ParameterError(
                "an area is put into a class that is not there",
                hint=f"Positions run from 0 to {most}; leave out areas without data.",
                parameter="fills",
            )


def shade_amounts(amounts: pd.DataFrame, *, heading: str, unit: str = "") -> Shading:
    """Return areas shaded by an amount, darker for more, in classes that all frames share.

    Parameters
    ----------
    amounts
        One row an area (index: codes), one column a frame of the map; missing where not counted.
    heading
        What the amounts are, for the legend.
    unit
        Put behind each number of the legend.

    Returns
    -------
    Shading
        Up to five classes with about as many values in each.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"before": [10, 20, 900]}, index=list("abc"))
    >>> [one.label for one in shade_amounts(counts, heading="Offences").classes]
    ['below 14', '14 to 18', '18 to 200', '200 to 550', '550 or more']
    """
    values = amounts.to_numpy(dtype=float, na_value=np.nan)
    known = values[np.isfinite(values)]
    parts = [part / _AMOUNTS for part in range(1, _AMOUNTS)]
    cuts = np.quantile(known, parts).tolist() if known.size else []
    breaks = sorted({float(f"{cut:.2g}") for cut in cuts if cut > 0})
    edges = [f"{cut:,.10g}{unit}" for cut in breaks]
    labels = (
        [
            f"below {edges[0]}",
            *(f"{low.removesuffix(unit)} to {high}" for low, high in itertools.pairwise(edges)),
            f"{edges[-1]} or more",
        ]
        if edges
        else ["counted"]
    )
    spread = np.linspace(0, _AMOUNTS - 1, len(labels)).round().astype(int)
    return Shading(
        heading=heading,
        classes=tuple(
            AreaClass(label=label, colour=style.AMOUNT[at])
            for label, at in zip(labels, spread.tolist(), strict=True)
        ),
        fills=tuple(
            _classified(amounts[column], place=lambda v: np.searchsorted(breaks, v, side="right"))
            for column in amounts
        ),
    )


def _classified(
    values: pd.Series, *, place: Callable[[NDArray[Any]], NDArray[np.int_]]
) -> dict[str, int]:
    known = values.astype("Float64").dropna()
    places = place(known.to_numpy(dtype=np.float64)).tolist()
    return {str(code): int(at) for code, at in zip(known.index, places, strict=True)}


def shade_changes(
    changes: pd.Series,
    *,
    heading: str,
    unit: str = "%",
    breaks: Sequence[float] | None = None,
) -> Shading:
    """Return areas shaded by how much they changed: falls blue, rises orange, each with its sign.

    Parameters
    ----------
    changes
        One value an area (index: codes); missing where not known.
    heading
        What changed, for the legend.
    unit
        Put behind each number of the legend.
    breaks
        Three rising sizes: barely changed, moderate, large. Round ones are chosen if left out.

    Returns
    -------
    Shading
        Seven classes from the largest fall to the largest rise.

    Examples
    --------
    >>> import pandas as pd
    >>> found = shade_changes(pd.Series({"a": -30.0, "b": 12.0}), heading="Change")
    >>> [(found.classes[at].label, found.classes[at].sign) for at in found.fills[0].values()]
    [('fell by 10% or more', '---'), ('rose by 10% or more', '+++')]
    """
    known = changes.astype("Float64").dropna()
    sizes = np.abs(known.to_numpy(dtype=float))
    small, middle, large = breaks or _round_breaks(float(sizes.max(initial=0.0)))
    below, inner, outer = (f"{cut:,.10g}" for cut in (small, middle, large))
    labels = (
        f"fell by {outer}{unit} or more",
        f"fell by {inner} to {outer}{unit}",
        f"fell by {below} to {inner}{unit}",
        f"within {below}{unit} either way",
        f"rose by {below} to {inner}{unit}",
        f"rose by {inner} to {outer}{unit}",
        f"rose by {outer}{unit} or more",
    )
    signs = ("---", "--", "-", "", "+", "++", "+++")
    cuts = np.array([small, middle, large])

    def place(values: NDArray[np.float64]) -> NDArray[np.int_]:
        size = np.searchsorted(cuts, np.abs(values), side="right")
        return 3 + np.sign(values).astype(int) * size

    return Shading(
        heading=heading,
        classes=tuple(
            AreaClass(label=label, colour=colour, sign=sign)
            for label, colour, sign in zip(labels, style.change_ramp(), signs, strict=True)
        ),
        fills=(_classified(changes, place=place),),
    )


def _round_breaks(largest: float) -> tuple[float, float, float]:
    if largest == 0:
        return (1.0, 5.0, 10.0)
    target = largest * 0.6
    unit = 10.0 ** np.floor(np.log10(target))
    large = float(max(step for step in _NICE if step * unit <= target * 1.000001) * unit)
    return (large / 10, large / 2, large)
