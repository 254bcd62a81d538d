"""What a local statistic returns, and how its classes are named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from analysis._adjust_p import Correction, adjust_p
from geo.errors import ParameterError

if TYPE_CHECKING:
    import numpy.typing as npt

RECORDED = (
    "Recorded drug offences show where police looked as much as where drugs were sold: "
    "a significant place is a concentration of records."
)

Method = Literal["Getis-Ord Gi*", "Getis-Ord Gi", "Local Moran"]


@dataclass(frozen=True, kw_only=True)
class LocalStatistics:
    """One local statistic for each cell, in the order of the values.

    Attributes
    ----------
    statistic
        Gi or Gi* as Getis and Ord define it (the weighted share of the total), or Moran's Ii.
    z
        The standardised statistic; 0 where it cannot be tested.
    p
        Two-sided p-value of ``z``. With permutations, the pseudo p-value of the tail the cell
        lies in, which is what GeoDa and esda report as ``p_sim``; ``p_two_sided`` doubles it.
    p_adjusted
        Two-sided p-value after the correction; cells that cannot be tested have 1.
    label
        ``"hot"``, ``"cold"`` or ``"none"``; for Local Moran ``"high-high"``, ``"low-low"``,
        ``"high-low"``, ``"low-high"`` or ``"none"``.
    tested
        False where there is nothing to test: no neighbours, or no variation.
    quadrant
        For Local Moran 1 high-high, 2 low-high, 3 low-low, 4 high-low; else empty.
    notes
        What the reader must know about the data, as sentences.

    Examples
    --------
    >>> from scipy import sparse
    >>> chain = sparse.diags_array([1.0, 1.0], offsets=[-1, 1], shape=(9, 9))
    >>> from analysis import getis_ord
    >>> print(getis_ord([9, 9, 9, 0, 1, 0, 1, 0, 1], chain).summary)
    1 hot and 0 cold of 9 cells by Getis-Ord Gi* (two-sided, alpha 0.05, fdr correction);
    without correction 2 and 0. Recorded drug offences show where police looked as much as
    where drugs were sold: a significant place is a concentration of records.
    """

    method: Method
    statistic: npt.NDArray[np.float64]
    z: npt.NDArray[np.float64]
    p: npt.NDArray[np.float64]
    p_adjusted: npt.NDArray[np.float64]
    label: npt.NDArray[np.str_]
    label_uncorrected: npt.NDArray[np.str_]
    tested: npt.NDArray[np.bool_]
    quadrant: npt.NDArray[np.int8]
    alpha: float
    correction: Correction
    permutations: int
    seed: int
    notes: tuple[str, ...] = ()

    @property
    def p_two_sided(self) -> npt.NDArray[np.float64]:
        """Two-sided p-values before the correction."""
        return np.minimum(2 * self.p, 1.0) if self.permutations else self.p

    @property
    def counts(self) -> dict[str, int]:
        """How many cells have each label, after the correction."""
        return _counted(self.label)

    @property
    def counts_uncorrected(self) -> dict[str, int]:
        """How many cells would have each label without a correction."""
        return _counted(self.label_uncorrected)

    @property
    def summary(self) -> str:
        """The result in plain English."""
        kinds = _KINDS[self.method != "Local Moran"]
        named = " and ".join(f"{self.counts.get(kind, 0):,} {kind}" for kind in kinds)
        plain = " and ".join(f"{self.counts_uncorrected.get(kind, 0):,}" for kind in kinds)
        how = f", {self.permutations:,} permutations" if self.permutations else ""
        first = (
            f"{named} of {self.label.size:,} cells by {self.method} (two-sided, alpha "
            f"{self.alpha:g}, {self.correction} correction{how})"
        )
        beside = "" if self.correction == "none" else f"; without correction {plain}"
        return " ".join([f"{first}{beside}.", *self.notes, RECORDED])


_KINDS = {True: ("hot", "cold"), False: ("high-high", "low-low", "high-low", "low-high")}
_HOT_COLD = np.array(["none", "hot", "cold"])
_QUADRANTS = np.array(["none", "high-high", "low-high", "low-low", "high-low"])


def check_settings(*, alpha: float, permutations: int) -> None:
    """Refuse a level or a number of permutations that makes no sense."""
    if not 0 < alpha < 1:
        raise ParameterError(
            "alpha must lie between 0 and 1", hint="Try 0.05.", parameter="alpha", value=alpha
        )
    if permutations < 0:
        raise ParameterError(
            "the number of permutations cannot be negative",
            hint="0 uses the analytic p-values; 999 is the usual number.",
            parameter="permutations",
            value=permutations,
        )


def assemble(
    *,
    method: Method,
    statistic: npt.NDArray[np.float64],
    z: npt.NDArray[np.float64],
    p: npt.NDArray[np.float64],
    tested: npt.NDArray[np.bool_],
    side: npt.NDArray[np.int8],
    alpha: float,
    correction: Correction,
    permutations: int,
    seed: int,
    notes: tuple[str, ...],
) -> LocalStatistics:
    """Correct the p-values of the cells that were tested, and name the classes."""
    two_sided = np.minimum(2 * p, 1.0) if permutations else p
    if tested.all():
        adjusted = adjust_p(two_sided, correction=correction)
    else:
        adjusted = np.ones_like(p)
        adjusted[tested] = adjust_p(two_sided[tested], correction=correction)
    names = _QUADRANTS if method == "Local Moran" else _HOT_COLD
    count = int(tested.sum())
    floor = 2 / (permutations + 1)
    if permutations and correction != "none" and floor * count > alpha:
        least = int(np.ceil(floor * count / alpha)) if correction == "fdr" else None
        tail = (
            f"so the correction can only call cells significant when at least {least:,} reach it"
            if least is not None and least <= count
            else "so no cell can pass the correction"
        )
        notes = (
            *notes,
            f"{permutations:,} permutations cannot give a two-sided p below {floor:.2g}, {tail}.",
        )
    return LocalStatistics(
        method=method,
        statistic=statistic,
        z=z,
        p=p,
        p_adjusted=adjusted,
        label=names[np.where(tested & (adjusted <= alpha), side, 0)],
        label_uncorrected=names[np.where(tested & (two_sided <= alpha), side, 0)],
        tested=tested,
        quadrant=side if method == "Local Moran" else np.empty(0, dtype=np.int8),
        alpha=alpha,
        correction=correction,
        permutations=permutations,
        seed=seed,
        notes=notes,
    )


def field_notes(*, islands: int, flat: bool) -> tuple[str, ...]:
    """Say what kept cells from being tested."""
    notes = []
    if flat:
        notes.append("Every cell has the same value, so there is nothing to find.")
    if islands:
        verb = "cell has" if islands == 1 else "cells have"
        notes.append(f"{islands:,} {verb} no neighbours and could not be tested.")
    return tuple(notes)


def is_flat(values: npt.NDArray[np.float64]) -> bool:
    """Whether the values vary by no more than rounding."""
    largest = float(np.abs(values).max())
    return float(np.ptp(values)) <= 1e-12 * largest


def _counted(labels: npt.NDArray[np.str_]) -> dict[str, int]:
    names, numbers = np.unique(labels, return_counts=True)
    return {str(name): int(number) for name, number in zip(names, numbers, strict=True)}
