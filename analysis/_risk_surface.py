"""What a comparison of two densities returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from analysis._local_statistics import RECORDED

if TYPE_CHECKING:
    import numpy.typing as npt

    from analysis._kernel_sums import Kernel

    Floats = npt.NDArray[np.float64]

RiskCorrection = Literal["fdr", "bonferroni", "max", "none"]
_SIDES = np.array(["none", "higher", "lower"])


@dataclass(frozen=True, kw_only=True)
class RelativeRisk:
    """The ratio of two densities on a raster, and where it is more than chance.

    Attributes
    ----------
    log_ratio
        Logarithm of the density of the cases over that of the controls, each as a share of its
        own total: 0 where the cases are as usual, 0.69 where they are twice that. First row in
        the north; 0 outside the study area and where nothing is near.
    low, high, confidence
        Interval of ``log_ratio`` at each cell alone.
    z, p, p_adjusted
        Test of each cell that the ratio is that of chance, two-sided; 0, 1 and 1 where it was
        not tested. ``p_adjusted`` is corrected over all tested cells.
    tested
        Cells with at least 5 cases and 5 controls within reach, as the kernel weighs them.
    inside, transform, crs, cell_m, bandwidth_m, bandwidth_rule, kernel
        As in :class:`analysis.DensitySurface`. Both densities have the same bandwidth.
    cases, controls
        Points of each kind, or the sum of the weights of the controls.
    outside
        Points left out because they lie outside the study area.
    alpha, correction, permutations, seed
        Settings.
    notes
        What the reader must know about the data, as sentences.
    """

    log_ratio: Floats
    low: Floats
    high: Floats
    confidence: float
    z: Floats
    p: Floats
    p_adjusted: Floats
    tested: npt.NDArray[np.bool_]
    inside: npt.NDArray[np.bool_]
    transform: tuple[float, float, float, float, float, float]
    crs: str
    cell_m: float
    bandwidth_m: float
    bandwidth_rule: str
    kernel: Kernel
    cases: int
    controls: float
    outside: int
    alpha: float
    correction: RiskCorrection
    permutations: int
    seed: int
    notes: tuple[str, ...] = ()

    @property
    def label(self) -> npt.NDArray[np.str_]:
        """``"higher"`` or ``"lower"`` where that is significant after correction, or ``"none"``."""
        hit = self.tested & (self.p_adjusted <= self.alpha)
        return _SIDES[np.where(hit, np.where(self.z > 0, 1, 2), 0)]

    @property
    def summary(self) -> str:
        """The result in plain English."""
        cells, label = max(int(self.tested.sum()), 1), self.label
        how = f"{self.permutations:,} permutations" if self.permutations else "normal approximation"
        first = (
            f"{self.cases:,} cases against {self.controls:,.0f} controls, bandwidth "
            f"{self.bandwidth_m:,.0f} m: the share of cases is higher than chance explains in "
            f"{(label == 'higher').sum() / cells:.1%} of the {int(self.tested.sum()):,} cells "
            f"tested and lower in {(label == 'lower').sum() / cells:.1%} (two-sided, alpha "
            f"{self.alpha:g}, {self.correction} correction, {how})."
        )
        return " ".join([first, *self.notes, RECORDED])
