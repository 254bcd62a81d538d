"""The two-way Poisson fit with one start date, in closed form."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


class TwoWayFit(NamedTuple):
    """Log effects of the terms with their covariances, one row and column a term."""

    effects: Floats
    model: Floats
    cluster_robust: Floats
    dispersion: float | None
    residual_freedom: int
    parameters: int


def fit_two_way(counts: Floats, *, group: NDArray[np.intp], post: NDArray[np.bool_]) -> TwoWayFit:
    """Fit area and period effects and one effect after the start for every group but the first.

    Parameters
    ----------
    counts
        Areas by periods, none missing, no area or period without any count.
    group
        The group of every area, 0 for the control, 1, 2, ... for the terms.
    post
        Whether each period lies after the start.

    Notes
    -----
    With one start date and no covariates, the score equations say that areas, periods, and groups
    after the start keep their totals. The fitted count of an area in a period is therefore its
    share of its group's total, times the group's total in that half, times the period's share of
    the half; and each effect is a log ratio of ratios. `cluster_robust` is the sandwich over areas
    without a small-sample factor.
    """
    groups = int(group.max()) + 1
    half = np.where(post, 1, 0)
    membership = np.eye(groups)[group]
    halves = np.eye(2)[half]
    totals = membership.T @ counts @ halves
    growth = np.log(totals[:, 1] / totals[:, 0])
    effects = growth[1:] - growth[0]

    of_area, of_period = counts.sum(axis=1), counts.sum(axis=0)
    share = of_area / totals.sum(axis=1)[group]
    fitted = share[:, None] * totals[group][:, half] * (of_period / totals.sum(axis=0)[half])

    regressors = np.stack([np.outer(group == term, post) for term in range(1, groups)]).astype(
        float
    )
    partial = _residualised(regressors, fitted)
    information = np.einsum("kit,lit,it->kl", partial, partial, fitted)
    model = np.linalg.inv(information)
    residual = counts - fitted
    scores = np.einsum("kit,it->ik", partial, residual)
    robust = model @ (scores.T @ scores) @ model
    parameters = counts.shape[0] + counts.shape[1] - 1 + groups - 1
    freedom = counts.size - parameters
    pearson = float((residual**2 / fitted).sum())
    dispersion = pearson / freedom if freedom > 0 else None
    return TwoWayFit(effects, model, robust, dispersion, freedom, parameters)


def _residualised(regressors: Floats, weight: Floats) -> Floats:
    """Take area and period means, weighted by `weight`, out of every regressor."""
    by_area, by_period = weight.sum(axis=1), weight.sum(axis=0)
    system = np.diag(by_period) - weight.T @ (weight / by_area[:, None])
    area_part = np.einsum("kit,it->ki", regressors, weight) / by_area
    period_part = np.einsum("kit,it->kt", regressors, weight) - area_part @ weight
    period_effect = np.zeros_like(period_part)
    period_effect[:, 1:] = np.linalg.solve(system[1:, 1:], period_part[:, 1:].T).T
    area_effect = area_part - (period_effect @ weight.T) / by_area
    partial: Floats = regressors - area_effect[:, :, None] - period_effect[:, None, :]
    return partial
