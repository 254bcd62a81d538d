"""How wide a kernel should be, by rules that have a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from geo.errors import InputError, ParameterError

if TYPE_CHECKING:
    import numpy.typing as npt

    from analysis._kernel_sums import Kernel

    Floats = npt.NDArray[np.float64]

Rule = Literal["auto", "silverman", "scott", "likelihood"]
RULE_NAMES = {
    "auto": "Silverman (1986) with the robust spread",
    "silverman": "Silverman (1986) with the robust spread",
    "scott": "Scott (1992), normal reference",
    "likelihood": "likelihood cross-validation",
}
# The kernel whose standard deviation along an axis is one: sigma, or sqrt(8) of the radius.
_PER_SIGMA = {"quartic": 8**0.5, "gaussian": 1.0}
_JUDGED = 400
_MOST_PLACES = 60_000
_WIDTHS = 200
_BINS = 600


def bandwidth_of(
    given: float | str, x: Floats, y: Floats, weights: Floats | None, *, kernel: Kernel
) -> tuple[float, str]:
    """Return the bandwidth in metres and the name of its rule."""
    if isinstance(given, str):
        if given not in get_args(Rule):
            raise ParameterError(
                "unknown rule of the bandwidth",
                hint=f"Choose {', '.join(get_args(Rule))}, or give metres, such as 500.",
                parameter="bandwidth_m",
                value=given,
            )
        sigma = _sigma(given, x, y, weights)
        return sigma * _PER_SIGMA[kernel], RULE_NAMES[given]
    width = float(given)
    if not 0 < width < np.inf:
        raise ParameterError(
            "the bandwidth must be above 0",
            hint="Try 500, or 'auto'.",
            parameter="bandwidth_m",
            value=given,
        )
    return width, "given"


def _sigma(rule: str, x: Floats, y: Floats, weights: Floats | None) -> float:
    if np.ptp(x) == np.ptp(y) == 0:
        raise InputError(
            "all points lie in one place, so no bandwidth follows from them",
            hint="Give bandwidth_m, for instance 500.",
            code="density.place",
        )
    if rule == "likelihood":
        return _likelihood(x, y, weights)
    spreads = []
    for line in (x, y):
        spread = float(line.std(ddof=1))
        if rule != "scott":
            low, high = np.percentile(line, [25, 75])
            robust = float(high - low) / 1.34
            spread = min(spread, robust) if robust > 0 else spread
        spreads.append(spread)
    return float(np.mean(spreads) * x.size ** (-1 / 6))


def _likelihood(x: Floats, y: Floats, weights: Floats | None) -> float:
    """Return the Gaussian width under which each place is best foretold by the other places.

    A place is left out with all its records: snap points would else choose no width at all.
    Up to 400 places are judged, evenly spread over their order, by all others; distances are
    counted in narrow bins first, so that all widths are tried on one count.
    """
    places, place = np.unique(np.c_[x, y], axis=0, return_inverse=True)
    amount = np.bincount(place.ravel(), weights=weights, minlength=len(places))
    judged = np.unique(np.linspace(0, len(places) - 1, _JUDGED).astype(np.int64))
    others = np.unique(np.linspace(0, len(places) - 1, _MOST_PLACES).astype(np.int64))
    reach = float(np.hypot(np.ptp(x), np.ptp(y)))
    edges = np.geomspace(reach / 1e5, reach, _BINS + 1)
    seen = np.zeros((judged.size, _BINS))
    step = np.log(edges[1] / edges[0])
    for row, centre in enumerate(judged):
        apart = np.hypot(*(places[others] - places[centre]).T)
        known = apart > 0
        bins = (np.log(np.maximum(apart[known], edges[0]) / edges[0]) / step).astype(np.int64)
        seen[row] = np.bincount(
            np.minimum(bins, _BINS - 1), weights=amount[others][known], minlength=_BINS
        )
    middle = np.sqrt(edges[1:] * edges[:-1])
    widths = np.geomspace(reach / 2000, reach, _WIDTHS)
    value = np.exp(-((middle[:, None] / widths) ** 2) / 2) / widths**2
    density = np.maximum(seen @ value, np.finfo(float).tiny)
    score = amount[judged] @ np.log(density)
    return float(widths[score.argmax()])
