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
_LEAST = 0.01
_STRICTER = 0.8


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


class FallAndMove(NamedTuple):
    """What was lost and gained, and the placements and expectations behind it."""

    fall: float
    moved: float
    null: Floats
    factors: Floats
    expected: Floats
    counted: Floats


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
    found = fall_and_move(real, null)
    if found is None:
        return None
    fall, moved = found.fall, found.moved
    if fall <= 0:
        return DisplacedShare(fall, moved, None, None, None)
    share = moved / fall
    held = ShareTest(found, level=1 - confidence, seed=seed).held
    reach = np.concatenate([[0.0], np.geomspace(1e-3, _FARTHEST, _STEPS)])
    bounds: list[float | None] = []
    for way in (-1, 1):
        # Beyond the first share that is refused, others far away may be held again: those that a
        # fall of nearly nothing would give. They are no part of the interval.
        last = next((k for k, step in enumerate(reach) if not held(share + way * step)), None)
        if last is None:
            bounds.append(None)
            continue
        near, far = float(reach[max(last - 1, 0)]), float(reach[last])
        for _ in range(_HALVINGS):
            middle = (near + far) / 2
            near, far = (middle, far) if held(share + way * middle) else (near, middle)
        bounds.append(share + way * near)
    return DisplacedShare(fall, moved, share, bounds[0], bounds[1])


def fall_and_move(real: Floats, null: Floats) -> FallAndMove | None:
    """Return what was lost and gained against what the placements let one expect."""
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
    expected = factors * before[:2] * after[2] / before[2]
    return FallAndMove(
        fall=float(expected[0] - after[0]), moved=float(after[1] - expected[1]),
        null=null, factors=factors, expected=expected, counted=after[:2],
    )  # fmt: skip


class ShareTest:
    """Which shares the placements do not reject.

    Supposing a share, only the size of the fall is unknown. It is estimated under that share, by
    weights that make its error independent of what is tested, and taken out of the placements
    with as much error put back, drawn from them: taking out the estimate alone would take the real
    design's own chance out of the comparison too. What strays from the supposed share stays in.
    Placements overlap the real one, and so keep a little of the effect that was not guessed: on
    real counts an interval of 95% would hold the truth in 94% of operations, so that a share is
    refused at four fifths of the level (tests/bench/displaced_share.py).

    A share is told only where the treated areas fell. So the real design is compared with the
    placements that would have shown a fall too: those that would not stray far, and would make the
    intervals of the others too wide.
    """

    def __init__(self, found: FallAndMove, *, level: float, seed: int) -> None:
        self._null, self._factors, self._expected = found.null, found.factors, found.expected
        self._counted, self._level = found.counted, _STRICTER * level
        self._own = np.array([found.fall, found.moved])
        self._order = np.random.default_rng(seed).permutation(found.null.shape[1])
        self._chance = self._strays(self._own[0], self._own[1])
        self._spread = np.cov(self._chance)
        self._inverse = np.linalg.pinv(self._spread)

    def _strays(self, fall: float | Floats, moved: float | Floats) -> Floats:
        """Return the falls and the moves by chance, with those of the real design taken out."""
        left = [
            np.maximum(after + change, _LEAST * after) / after
            for after, change in zip(self._counted, (fall, -moved), strict=True)
        ]
        after = self._null[:, :, 2] + sum(
            (part - 1) * self._null[:, :, 3 + k] for k, part in enumerate(left)
        )
        stray = _relative(after, self._null[:, :, 1], self._factors)
        return np.stack([-self._expected[0] * stray.treated, self._expected[1] * stray.near])

    def held(self, share: float) -> bool:
        """Return whether the placements do not reject a share."""
        weight = self._inverse @ np.array([1.0, share])
        weight = weight / (weight[0] + share * weight[1])
        likely = float(weight @ self._own)
        fall = likely + (weight @ self._chance)[self._order]
        gone, came = self._beyond_chance(share)
        chance = self._strays(fall + gone, share * fall + came)
        own = abs(self._own[1] - share * self._own[0])
        fell = max(likely, 0.0) + chance[0] > 0
        extreme = np.abs(chance[1] - share * chance[0])[fell] >= own * (1 - 1e-12)
        return bool((1 + extreme.sum()) / (1 + fell.sum()) > self._level)

    def _beyond_chance(self, share: float) -> Floats:
        """Return what strays from a share by more than chance ever does, to be taken out too."""
        across = np.array([-share, 1.0])
        own, chance = float(across @ self._own), np.abs(across @ self._chance)
        most = float(chance.max())
        along = self._spread @ across
        found: Floats = along / (across @ along) * np.sign(own) * max(abs(own) - most, 0.0)
        return found


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
        return (
            " Counted against all controls, the treated areas did not fall: nothing could have "
            "moved."
        )
    if found.low is None and found.high is None:
        return " What share of the fall came up next door cannot be told: any could be chance."
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
