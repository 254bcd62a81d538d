"""The interval of a displacement quotient from designs without an effect."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis._design_sums import DesignSums, taken_out

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_FARTHEST = 50.0
_STEPS = 2_001


def quotient_interval(
    null: Floats,
    *,
    quotient: float,
    levels: tuple[float, float],
    effects: tuple[float, float],
    confidence: float,
    seed: int,
) -> tuple[float | None, float | None]:
    """Return the quotients that the comparison designs would not reject.

    A supposed quotient q says that the near areas' change less q times the treated areas' change
    is nothing but chance. How far that combination strays by chance is read off the designs
    without an effect. An end beyond every quotient tried does not exist.

    Parameters
    ----------
    null
        Sums of the comparison designs, as :class:`analysis._design_sums.DesignSums` takes them.
    quotient
        The quotient observed.
    levels
        Counts before of the treated and the near areas.
    effects
        Log effects of the treated and the near areas.
    confidence, seed
        The level of the interval, and the seed of the noise put back.
    """
    scale = levels[1] / levels[0]
    measures = [
        DesignSums(null, family="ratio", group=group, lengths=(1, 1))
        for group in ("treated", "near")
    ]
    out_treated, out_near = taken_out(null, effects=effects, seed=seed)
    success, moved = (
        np.expm1(one.statistics(effect=out_treated, spill=out_near)) for one in measures
    )
    good = np.isfinite(success) & np.isfinite(moved)
    own_success, own_moved = np.expm1(effects)

    def held(supposed: float) -> bool:
        chance = np.abs(scale * moved[good] - supposed * success[good])
        stray = abs(scale * own_moved - supposed * own_success)
        as_large = 1 + int((chance >= stray * (1 - 1e-12)).sum())
        return bool(as_large / (1 + len(chance)) > 1 - confidence)

    bounds: list[float | None] = []
    for way in (-1, 1):
        reach = np.geomspace(1e-3, _FARTHEST, _STEPS)
        inside = [step for step in reach if held(quotient + way * step)]
        if not inside:
            bounds.append(quotient)
        elif inside[-1] == reach[-1]:
            bounds.append(None)
        else:
            bounds.append(quotient + way * float(inside[-1]))
    return bounds[0], bounds[1]
