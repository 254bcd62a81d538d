"""Hot and cold spots in space and time, named by their history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from analysis._adjust_p import Correction, adjust_p
from analysis._emerging_categories import FEWEST_STEPS, emerging_categories
from analysis._local_statistics import RECORDED, check_settings, field_notes, is_flat
from analysis._trend import kendall_trends
from analysis._weights import checked_values, rows_of, weight_matrix, without_diagonal
from geo.errors import InputError, ParameterError

if TYPE_CHECKING:
    import numpy.typing as npt

Against = Literal["cube", "step"]
_DIMENSIONS = 2
_USUAL_STEPS = 10


@dataclass(frozen=True, kw_only=True)
class EmergingHotspots:
    """The history of each cell, in the order of the cube's rows.

    It is itself a sequence of categories: ``result[3]`` and ``np.asarray(result)`` are those of
    ``category``.

    Attributes
    ----------
    category
        One of the sixteen names of :func:`analysis.emerging_categories`, or ``"none"``.
    z, p_adjusted
        Gi* of each cell and step, and its two-sided p-value after the correction over all.
    trend_z, trend_p
        Mann-Kendall test of each cell's z in time.
    tested
        False for islands and on a map without variation.
    steps, alpha, correction
        The length of the cube and the settings.
    notes
        What the reader must know about the data, as sentences.
    """

    category: npt.NDArray[np.str_]
    z: npt.NDArray[np.float64]
    p_adjusted: npt.NDArray[np.float64]
    trend_z: npt.NDArray[np.float64]
    trend_p: npt.NDArray[np.float64]
    tested: npt.NDArray[np.bool_]
    steps: int
    alpha: float
    correction: Correction
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Return the number of cells."""
        return int(self.category.size)

    def __getitem__(self, cell: Any) -> Any:
        """Return the category of a cell, or of several."""
        return self.category[cell]

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> npt.NDArray[Any]:  # noqa: FBT001
        """Return the categories."""
        return np.array(self.category, dtype=dtype, copy=copy)

    @property
    def counts(self) -> dict[str, int]:
        """How many cells have each category."""
        names, numbers = np.unique(self.category, return_counts=True)
        return {str(name): int(number) for name, number in zip(names, numbers, strict=True)}

    @property
    def summary(self) -> str:
        """The result in plain English."""
        found = {name: number for name, number in self.counts.items() if name != "none"}
        listed = ", ".join(f"{number:,} {name}" for name, number in found.items())
        first = (
            f"{listed or 'No emerging hot or cold spot'} of {self.category.size:,} cells over "
            f"{self.steps} steps (alpha {self.alpha:g}, {self.correction} correction)."
        )
        return " ".join([first, *self.notes, RECORDED])


def emerging_hotspots(
    cube: Any,
    neighbours: Any,
    *,
    past_steps: int = 1,
    against: Against = "cube",
    alpha: float = 0.05,
    correction: Correction = "fdr",
) -> EmergingHotspots:
    """Find where hot and cold spots appear, last, come and go, or fade.

    Parameters
    ----------
    cube
        Counts, one row per cell and one column per step of equal length, oldest first. A
        DataFrame is aligned with a Graph by its index; if its columns are a PeriodIndex, missing
        steps are noted.
    neighbours
        As for :func:`analysis.getis_ord`. The cell itself is added.
    past_steps
        How many earlier steps belong to the neighbourhood of a cell in space and time.
    against
        ``"cube"`` compares each neighbourhood with all cells at all times, so that a rise
        everywhere shows; ``"step"`` with the cells of the same step, so that only the place
        counts (``past_steps`` must be 0).
    alpha
        Level of the tests.
    correction
        Over all cells and steps: ``"fdr"``, ``"bonferroni"`` or ``"none"``.

    Returns
    -------
    EmergingHotspots
        ``category`` gives each cell one of the sixteen published names or ``"none"``.

    Raises
    ------
    InputError
        The cube is not a table of finite numbers with at least 2 steps and 3 cells.
    ParameterError
        A setting is out of range, or ``past_steps`` and ``against`` contradict each other.

    Notes
    -----
    Recorded offences show policing as much as dealing: a place can emerge because a team was
    sent there.

    References
    ----------
    Esri. How Emerging Hot Spot Analysis works. ArcGIS Pro, Space Time Pattern Mining toolbox.
    Ord, J. K. and Getis, A. (1995). Geographical Analysis 27, 286-306.

    Examples
    --------
    >>> from scipy import sparse
    >>> chain = sparse.diags_array([1.0, 1.0], offsets=[-1, 1], shape=(30, 30))
    >>> cube = np.ones((30, 12)) + np.arange(360).reshape(30, 12) % 3
    >>> cube[10:13, 8:] = 30
    >>> result = emerging_hotspots(cube, chain)
    >>> {name: number for name, number in result.counts.items() if name != "none"}
    {'consecutive hot spot': 5}
    """
    check_settings(alpha=alpha, permutations=0)
    x = _checked_cube(cube)
    cells, steps = x.shape
    _check_past(past_steps, steps=steps, against=against)
    matrix, own = without_diagonal(weight_matrix(neighbours, cube, n=cells))
    rows = rows_of(matrix)
    islands = rows.sums == 0
    own = np.where(own > 0, own, rows.maxima)

    flat = is_flat(x.ravel())
    centred = x - (x.mean() if against == "cube" else x.mean(axis=0))
    lag = matrix @ centred + own[:, None] * centred
    excess = sum(_earlier(lag, back) for back in range(past_steps + 1))
    layers = np.minimum(np.arange(steps), past_steps) + 1
    weight = (rows.sums + own)[:, None] * layers
    squares = (rows.squares + own**2)[:, None] * layers
    count = x.size if against == "cube" else cells
    variance = (centred**2).mean(axis=None if against == "cube" else 0)
    spread = variance * (count * squares - weight**2) / (count - 1)
    possible = (spread > 1e-12 * variance * count * squares) & ~islands[:, None] & (not flat)
    z = np.zeros_like(x)
    np.divide(excess, np.sqrt(np.maximum(spread, 0)), out=z, where=possible)

    from scipy.special import ndtr

    p_adjusted = np.ones_like(x)
    p_adjusted[possible] = adjust_p(2 * ndtr(-np.abs(z[possible])), correction=correction)
    _, _, trend_z = kendall_trends(z)
    return EmergingHotspots(
        category=emerging_categories(z, significant=p_adjusted <= alpha, alpha=alpha),
        z=z,
        p_adjusted=p_adjusted,
        trend_z=trend_z,
        trend_p=2 * ndtr(-np.abs(trend_z)),
        tested=possible.any(axis=1),
        steps=steps,
        alpha=alpha,
        correction=correction,
        notes=(*_step_notes(cube, steps), *field_notes(islands=int(islands.sum()), flat=flat)),
    )


def _earlier(table: npt.NDArray[np.float64], back: int) -> npt.NDArray[np.float64]:
    shifted = np.zeros_like(table)
    shifted[:, back:] = table[:, : table.shape[1] - back]
    return shifted


def _checked_cube(cube: Any) -> npt.NDArray[np.float64]:
    x = np.array(cube, dtype=np.float64)
    if x.ndim != _DIMENSIONS or x.shape[1] < FEWEST_STEPS:
        raise InputError(
            "the cube must be cells by at least 2 steps",
            hint="Put cells in rows and periods in columns; for one period use getis_ord.",
            code="cube.shape",
        )
    checked_values(x.ravel(), what="counts of the cube")
    return x


def _check_past(past_steps: int, *, steps: int, against: Against) -> None:
    if against not in get_args(Against):
        raise ParameterError(
            "unknown comparison",
            hint="Choose 'cube' or 'step'.",
            parameter="against",
            value=against,
        )
    if not 0 <= past_steps < steps or (against == "step" and past_steps):
        raise ParameterError(
            "earlier steps must be fewer than all, and none when comparing within a step",
            hint="Use 1 with against='cube', or 0 with against='step'.",
            parameter="past_steps",
            value=past_steps,
        )


def _step_notes(cube: Any, steps: int) -> tuple[str, ...]:
    notes = []
    columns: Any = getattr(cube, "columns", None)
    if hasattr(columns, "asfreq"):
        gaps = columns.asi8[1:] - columns.asi8[:-1]
        if (gaps < 1).any():
            raise InputError(
                "the periods are not in order, or one is there twice",
                hint="Sort the columns of the cube.",
                code="cube.periods",
            )
        missing = int((gaps - 1).sum())
        if missing:
            notes.append(
                f"{missing} periods are missing between {columns[0]} and {columns[-1]}: the steps "
                "on either side of a gap are treated as neighbours in time."
            )
    if steps < _USUAL_STEPS:
        notes.append(f"{steps} steps are few: 10 or more are usual, and trends need them.")
    return tuple(notes)
