"""The published sixteen kinds of emerging hot and cold spots."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis._trend import kendall_trends
from geo.errors import InputError, ParameterError

if TYPE_CHECKING:
    import numpy.typing as npt

FEWEST_STEPS = 2
_MOSTLY = 0.9
_DIMENSIONS = 2


def emerging_categories(
    z: npt.ArrayLike,
    *,
    significant: npt.ArrayLike | None = None,
    critical_z: float = 1.96,
    alpha: float = 0.05,
) -> npt.NDArray[np.str_]:
    """Name the history of each cell from its Gi* values in time.

    Parameters
    ----------
    z
        Standardised Gi*, one row per cell and one column per step, oldest first.
    significant
        Which of them are significant; by default those with ``|z| >= critical_z``.
    critical_z
        Used where ``significant`` is not given.
    alpha
        Level of the two-sided Mann-Kendall test of each row of ``z``.

    Returns
    -------
    numpy.ndarray
        For each cell one of new, consecutive, intensifying, persistent, diminishing, sporadic,
        oscillating or historical, followed by ``hot spot`` or ``cold spot``, or ``none``.

    Raises
    ------
    InputError
        ``z`` is not a table of finite numbers with at least 2 steps.
    ParameterError
        ``alpha`` or ``critical_z`` is out of range.

    Notes
    -----
    For hot spots (cold spots are their mirror image); where two fit, the first is taken:

    - *new*: hot in the last step and never before;
    - *consecutive*: hot in the last two or more steps, never before, and in fewer than 90 % of all;
    - *intensifying*, *diminishing*, *persistent*: hot in at least 90 % of the steps, the last
      among them, with a rising, a falling or no significant trend of z;
    - *sporadic*: hot in the last step, off and on before, never cold;
    - *oscillating*: hot in the last step, cold in some earlier one;
    - *historical*: not hot in the last step, but in at least 90 % of all.

    References
    ----------
    Esri. How Emerging Hot Spot Analysis works. ArcGIS Pro, Space Time Pattern Mining toolbox.

    Examples
    --------
    >>> emerging_categories([[0, 0, 0, 3], [3, 3, 3, 3], [0, 0, 0, 0], [-3, 0, 0, -3]]).tolist()
    ['new hot spot', 'persistent hot spot', 'none', 'sporadic cold spot']
    """
    table = np.array(z, dtype=np.float64)
    if table.ndim != _DIMENSIONS or table.shape[1] < FEWEST_STEPS or not np.isfinite(table).all():
        raise InputError(
            "z must be a table of finite numbers, cells by at least 2 steps",
            hint="Put the cells in rows and the steps in columns, oldest first.",
            code="emerging.shape",
        )
    for name, value, high in (("alpha", alpha, 1.0), ("critical_z", critical_z, np.inf)):
        if not 0 < value < high:
            raise ParameterError(
                "out of range", hint="Try 0.05 and 1.96.", parameter=name, value=value
            )
    from scipy.special import ndtri

    marked = np.abs(table) >= critical_z if significant is None else np.asarray(significant, bool)
    if marked.shape != table.shape:
        raise InputError(
            "significant and z have different shapes",
            hint="Give one mark for each value of z.",
            code="emerging.shape",
        )
    _, _, trend = kendall_trends(table)
    strong = np.abs(trend) > float(ndtri(1 - alpha / 2))
    labels = np.full(table.shape[0], "none", dtype="<U24")
    for sign, kind in ((1, "hot spot"), (-1, "cold spot")):
        is_kind, is_other = marked & (sign * table > 0), marked & (sign * table < 0)
        way = np.where(strong, np.sign(trend) * sign, 0)
        for name, chosen in _rules(is_kind, is_other, way).items():
            labels[chosen & (labels == "none")] = f"{name} {kind}"
    return labels


def _rules(
    kind: npt.NDArray[np.bool_], other: npt.NDArray[np.bool_], way: npt.NDArray[np.float64]
) -> dict[str, npt.NDArray[np.bool_]]:
    steps = kind.shape[1]
    number = kind.sum(axis=1)
    last = kind[:, -1]
    run = np.where(kind.all(axis=1), steps, np.argmin(kind[:, ::-1], axis=1))
    mostly = number >= _MOSTLY * steps - 1e-9
    cold_before = other.any(axis=1)
    return {
        "new": last & (number == 1),
        "consecutive": last & (number == run) & ~mostly,
        "intensifying": last & mostly & (way > 0),
        "diminishing": last & mostly & (way < 0),
        "persistent": last & mostly & (way == 0),
        "sporadic": last & ~mostly & ~cold_before,
        "oscillating": last & ~mostly & cold_before,
        "historical": ~last & mostly,
    }
