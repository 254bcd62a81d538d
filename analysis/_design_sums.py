"""Sums over the groups of many designs, and the measures that are taken of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]

Family = Literal["ratio", "difference"]
Group = Literal["treated", "near", "together"]


class Thinning(Protocol):
    """What thinning adds to comparison designs: by their totals, or area by area."""

    def added(self, others: Floats, effect: float | Floats, *, group: int) -> Floats:
        """Return what is added to a group of each design, whose untouched areas count `others`."""


def group_sums(columns: Floats, chunks: Iterator[tuple[Bools, Bools, Bools]]) -> Floats:
    """Return groups by designs by columns for treated, near and control areas of every design."""
    found = [np.stack([part.astype(float) @ columns for part in parts]) for parts in chunks]
    return np.concatenate(found, axis=1)


class DesignSums:
    """One measure of many designs, under effects supposed for the real one.

    `sums` holds, for the treated, near and control areas of every design: their size, their
    counts before and after, and what the really treated and the really near areas among them
    counted after. `lengths` are the numbers of periods before and after. Treated and near areas
    together are supposed to share one effect, but for `offsets`. `thin` thins the counts of the
    comparison designs as a supposed fall thinned those of the real one.
    """

    def __init__(
        self,
        sums: Floats,
        *,
        family: Family,
        group: Group,
        lengths: tuple[int, int],
        offsets: tuple[float | Floats, float | Floats] = (0.0, 0.0),
        thin: Thinning | None = None,
    ) -> None:
        self._sums, self._family, self._group, self._offsets = sums, family, group, offsets
        self._thin = thin
        self._time = lengths[1] / lengths[0]

    def statistics(
        self, *, effect: float | Floats = 0.0, spill: float | Floats = 0.0, group: int | None = None
    ) -> Floats:
        """Return every design's measure with supposed effects taken out; NaN if undefined.

        `group` 0 asks for the log ratio of the treated areas whatever the measure is.
        """
        size, before, after, hit, beside = np.moveaxis(self._sums, 2, 0)
        if self._group == "together":
            effect, spill = effect + self._offsets[0], effect + self._offsets[1]
        others = after[0] - hit[0], after[1] - beside[1]
        after = after + np.expm1(-effect) * hit + np.expm1(-spill) * beside
        if self._thin is not None:
            for row in range(2)[_ROWS["treated" if group is not None else self._group]]:
                after[row] += self._thin.added(others[row], (effect, spill)[row], group=row)
        with np.errstate(divide="ignore", invalid="ignore"):
            if group is not None or self._family == "ratio":
                found = self._log_ratio(before, after, "treated" if group is not None else None)
            else:
                found = self._difference(size, before, after)
        found[~np.isfinite(found)] = np.nan
        return found

    def _log_ratio(self, before: Floats, after: Floats, group: Group | None) -> Floats:
        rows = _ROWS[group or self._group]
        growth: Floats = np.log(after[rows].sum(axis=0) / before[rows].sum(axis=0))
        found: Floats = growth - np.log(after[2] / before[2])
        return found

    def _difference(self, size: Floats, before: Floats, after: Floats) -> Floats:
        change = (after / self._time - before) / size
        rows = _ROWS[self._group]
        found: Floats = (change[rows] - change[2]).sum(axis=0)
        return found

    def log_effect(self) -> float:
        """Return the effect of the first design that, taken out, leaves its measure at zero.

        Not a number where no effect does so: where the control fell by more than the group ever
        counted.
        """
        if self._family == "ratio":
            return float(self.statistics()[0])
        size, before, after = np.moveaxis(self._sums[:, 0, :3], 1, 0)
        rows = _ROWS[self._group]
        control = (after[2] / self._time - before[2]) / size[2]
        expected = (before[rows] / size[rows] + control).sum()
        counted = (after[rows] / self._time / size[rows]).sum()
        return float(np.log(counted / expected)) if expected > 0 and counted > 0 else float("nan")

    def in_units(self, log_effect: float) -> float:
        """Return a log effect of the first design in the measure's own units."""
        if self._family == "ratio":
            return log_effect
        size, _, after = np.moveaxis(self._sums[:, 0, :3], 1, 0)
        rows = _ROWS[self._group]
        return float((after[rows] / self._time / size[rows]).sum() * -np.expm1(-log_effect))


def taken_out(null: Floats, *, effects: tuple[float, float], seed: int) -> tuple[Floats, Floats]:
    """Return what to take out of treated and near counts, a figure a comparison design.

    That is the estimated effect plus noise: taking out the estimate alone would take the real
    design's own chance out of the comparison too, and leave it too narrow.
    """
    rng = np.random.default_rng(seed)
    order = rng.permutation(null.shape[1])
    groups: tuple[Group, Group] = ("treated", "near")
    found = [
        effect
        + np.nan_to_num(
            DesignSums(null, family="ratio", group=group, lengths=(1, 1)).statistics(
                effect=effects[0], spill=effects[1]
            )
        )[order]
        for effect, group in zip(effects, groups, strict=True)
    ]
    return found[0], found[1]


_ROWS = {"treated": slice(0, 1), "near": slice(1, 2), "together": slice(0, 2)}
