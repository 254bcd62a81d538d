"""Many tests at once: adjusted p-values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from geo.errors import InputError, ParameterError

if TYPE_CHECKING:
    import numpy.typing as npt

Correction = Literal["fdr", "bonferroni", "none"]


def adjust_p(p: npt.ArrayLike, *, correction: Correction = "fdr") -> npt.NDArray[np.float64]:
    """Adjust p-values for the number of tests.

    Parameters
    ----------
    p
        One p-value per test, each from 0 to 1.
    correction
        ``"fdr"`` bounds the expected share of false alarms among the cells that are called
        significant (Benjamini and Hochberg 1995; Caldas de Castro and Singer 2006 for maps),
        ``"bonferroni"`` bounds the chance of a single one, ``"none"`` returns ``p``.

    Returns
    -------
    numpy.ndarray
        Adjusted p-values in the order of ``p``; a test is significant where this is at most alpha.

    Raises
    ------
    InputError
        A value is missing or outside 0 to 1.
    ParameterError
        ``correction`` is unknown.

    References
    ----------
    Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate. JRSS B 57,
    289-300.

    Examples
    --------
    >>> adjust_p([0.01, 0.02, 0.9])
    array([0.03, 0.03, 0.9 ])
    """
    if correction not in get_args(Correction):
        raise ParameterError(
            "unknown correction",
            hint="Choose 'fdr', 'bonferroni' or 'none'.",
            parameter="correction",
            value=correction,
        )
    values = np.array(p, dtype=np.float64)
    if values.size and not (values.min() >= 0 and values.max() <= 1):
        raise InputError(
            "a p-value is missing or outside 0 to 1",
            hint="Leave out the tests that could not be made.",
            code="p.range",
        )
    if correction == "none" or not values.size:
        return values
    if correction == "bonferroni":
        return np.minimum(values * values.size, 1.0)
    flat = values.ravel()
    order = np.argsort(flat)
    scaled = flat[order] * flat.size / np.arange(1, flat.size + 1)
    scaled = np.minimum.accumulate(scaled[::-1])[::-1]
    adjusted = np.empty_like(flat)
    adjusted[order] = np.minimum(scaled, 1.0)
    return adjusted.reshape(values.shape)
