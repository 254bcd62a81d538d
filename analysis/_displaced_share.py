"""How much of a fall was displaced into the areas next to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from analysis._arguments import percent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_ROUNDS = 4
_FEWEST = 99
_FARTHEST = 50.0
_STEPS = 121
_HALVINGS = 12


class DisplacedShare(NamedTuple):
    """Offences that went from the treated areas and came to those next to them, and their ratio.

    The share is None where the treated areas did not fall; its ends are None where it has no
    bound.
    """

    fall: float
    moved: float
    share: float | None
    low: float | None
    high: float | None


class _Relative(NamedTuple):
    """Every design's observed over expected, less one, of treated and near areas."""

    treated: Floats
    near: Floats


def displaced_share(
    real: Floats, null: Floats, *, confidence: float, seed: int
) -> DisplacedShare | None:
    """Return the share of the treated areas' fall that was displaced, with its interval.

    What a group would have counted is its count before times the control's ratio. That product
    runs high: the ratio of two noisy counts is larger on average than the ratio of their means,
    and areas that are often next to others (in the middle of a map) grow otherwise than those that
    seldom are. Over the placements of the same windows, with the effect taken out, both show as
    one factor, by which the expectation is divided. Without it the share comes out too low.

    Parameters
    ----------
    real, null
        Sums of the real design and of its placements, as
        :class:`analysis._design_sums.DesignSums` takes them.
    confidence, seed
        The level of the interval, and the seed of the noise that is put back into the placements
        where the estimated effect is taken out.

    Returns
    -------
    DisplacedShare or None
        None where too few placements have counts in every group.
    """
    before, after = real[:, 0, 1], real[:, 0, 2]
    good = (null[:, :, 1] > 0).all(axis=0) & (null[:, :, 2] > 0).all(axis=0)
    if not (before.all() and after.all()) or good.sum() < _FEWEST:
        return None
    null = null[:, good]
    plain = after[:2] / before[:2] / (after[2] / before[2])
    effects, factors = np.log(plain), np.ones(2)
    for _ in range(_ROUNDS):
        factors = _factors(_without(null, effects[0], effects[1]), null[:, :, 1])
        effects = np.log(plain / factors)
    stray = _relative(_without(null, effects[0], effects[1]), null[:, :, 1], factors)
    order = np.random.default_rng(seed).permutation(null.shape[1])
    noisy = [
        effect + np.log1p(np.maximum(part[order], -0.99))
        for effect, part in zip(effects, stray, strict=True)
    ]
    chance = _relative(_without(null, noisy[0], noisy[1]), null[:, :, 1], factors)
    expected = factors * before[:2] * after[2] / before[2]
    fall, moved = float(expected[0] - after[0]), float(after[1] - expected[1])
    if fall <= 0:
        return DisplacedShare(fall, moved, None, None, None)
    share = moved / fall
    by_chance = -expected[0] * chance.treated, expected[1] * chance.near

    def held(supposed: float) -> bool:
        own = abs(moved - supposed * fall)
        strays = np.abs(by_chance[1] - supposed * by_chance[0])
        extreme = int((strays >= own * (1 - 1e-12)).sum())
        return bool((1 + extreme) / (1 + len(strays)) > 1 - confidence)

    reach = np.concatenate([[0.0], np.geomspace(1e-3, _FARTHEST, _STEPS)])
    bounds: list[float | None] = []
    for way in (-1, 1):
        inside = [k for k, step in enumerate(reach) if held(share + way * step)]
        last = inside[-1] if inside else 0
        if last == len(reach) - 1:
            bounds.append(None)
            continue
        near, far = float(reach[last]), float(reach[last + 1])
        for _ in range(_HALVINGS):
            middle = (near + far) / 2
            near, far = (middle, far) if held(share + way * middle) else (near, middle)
        bounds.append(share + way * near)
    return DisplacedShare(fall, moved, share, bounds[0], bounds[1])


def _without(null: Floats, effect: float | Floats, spill: float | Floats) -> Floats:
    """Return counts after of every group and design, with the effects taken out."""
    found: Floats = (
        null[:, :, 2] + np.expm1(-effect) * null[:, :, 3] + np.expm1(-spill) * null[:, :, 4]
    )
    return found


def _factors(after: Floats, before: Floats) -> Floats:
    expected = before[:2] * after[2] / before[2]
    found: Floats = after[:2].sum(axis=1) / expected.sum(axis=1)
    return found


def _relative(after: Floats, before: Floats, factors: Floats) -> _Relative:
    expected = factors[:, None] * before[:2] * after[2] / before[2]
    found = after[:2] / expected - 1
    return _Relative(found[0], found[1])


def share_sentence(found: DisplacedShare | None, confidence: float) -> str:
    """Return the share in plain words, with a space before them; nothing where there is none."""
    if found is None:
        return ""
    if found.share is None:
        return " The treated areas did not fall against the control: nothing could have moved."
    low, high = (
        "no bound" if bound is None else f"{100 * bound:+.0f}%" for bound in (found.low, found.high)
    )
    verdict = (
        "which includes none"
        if (found.low is None or found.low <= 0) and (found.high is None or found.high >= 0)
        else "which leaves out none"
    )
    return (
        f" Of the fall in the treated areas, {100 * found.share:+.0f}% came up next door "
        f"({percent(confidence)} interval {low} to {high}, {verdict}; below zero the neighbours "
        "fell too)."
    )
