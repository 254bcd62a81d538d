"""The choice of areas as arrays: what each is worth, costs, covers and may push next door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis._arguments import as_codes, listed
from analysis._candidate_input import column_of, table_of
from analysis._weights import weight_matrix
from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

__all__ = ["TargetProblem", "target_problem"]


@dataclass(frozen=True, kw_only=True)
class TargetProblem:
    """What `choose_targets` was asked, checked. Areas are numbered in the order of the rows.

    ``first`` and ``second`` are the two ends of each border, ``out`` and ``back`` what the first
    would push into the second, and the other way, when only it is acted in. ``covers`` is None
    where an area covers itself only. ``close`` are the pairs that lie too near each other.
    """

    names: pd.Index
    value: NDArray[np.float64]
    cost: NDArray[np.float64]
    budget: float
    spill: float
    first: NDArray[np.int64]
    second: NDArray[np.int64]
    out: NDArray[np.float64]
    back: NDArray[np.float64]
    covers: Any
    close: NDArray[np.int64]
    contiguous: bool
    must_in: NDArray[np.int64]
    must_out: NDArray[np.int64]

    def benefit(self, chosen: NDArray[np.int64]) -> float:
        """Return what a set covers."""
        if self.covers is None:
            return float(self.value[chosen].sum())
        reached = np.unique(self.covers[chosen].indices)
        return float(self.value[reached].sum())

    def spilled(self, chosen: NDArray[np.int64]) -> float:
        """Return what a set pushes into neighbours that are not in it."""
        inside = np.zeros(len(self.value), dtype=bool)
        inside[chosen] = True
        only_first = inside[self.first] & ~inside[self.second]
        only_second = inside[self.second] & ~inside[self.first]
        return float(self.out[only_first].sum() + self.back[only_second].sum())

    def net(self, chosen: NDArray[np.int64]) -> float:
        """Return what a set is worth."""
        return self.benefit(chosen) - self.spilled(chosen)


def target_problem(
    candidates: Any,
    *,
    objective: Any,
    budget: float,
    cost: Any,
    neighbours: Any,
    spill: float,
    covers: Any,
    spacing_m: float | None,
    contiguous: bool,
    must_in: Iterable[Any],
    must_out: Iterable[Any],
) -> TargetProblem:
    """Check the arguments of `choose_targets` and return them as arrays."""
    candidates = table_of(candidates)
    names = candidates.index
    if not len(names) or names.has_duplicates:
        raise ParameterError(
            "the candidates must be at least one area, each given once",
            hint="Give one row an area.",
            parameter="candidates",
            value=listed(list(names[names.duplicated()])),
        )
    value = _numbers(candidates, objective, parameter="objective", least=0)
    price = np.ones(len(names)) if cost is None else _numbers(candidates, cost, parameter="cost")
    inside = _positions(names, must_in, parameter="must_in")
    outside = _positions(names, must_out, parameter="must_out")
    _check_budget(budget, price, names, inside, outside)
    if not 0 <= spill <= 1:
        raise ParameterError(
            "the share that moves next door must lie between 0 and 1",
            hint="Write a quarter as 0.25.",
            parameter="spill",
            value=spill,
        )
    if spill and covers is not None:
        raise ParameterError(
            "what is pushed next door cannot be counted where areas cover one another",
            hint="Leave out covers=, or use spill=0.",
            parameter="spill",
            value=spill,
        )
    by_name = pd.Series(value, index=names)  # so that a Graph in another order is put into ours
    first, second, out, back = _borders(
        neighbours, by_name, spill, needed=bool(spill) or contiguous
    )
    return TargetProblem(
        names=names,
        value=value,
        cost=price,
        budget=float(budget),
        spill=spill,
        first=first,
        second=second,
        out=out,
        back=back,
        covers=_coverage(covers, len(names)),
        close=_too_close(candidates, spacing_m, inside),
        contiguous=contiguous,
        must_in=inside,
        must_out=outside,
    )


def _numbers(
    candidates: pd.DataFrame, given: Any, *, parameter: str, least: float | None = None
) -> NDArray[np.float64]:
    column, numbers = column_of(candidates, given, parameter=parameter)
    found = np.asarray(numbers, dtype=np.float64)
    good = np.isfinite(found) & ((found > 0) if least is None else (found >= least))
    if not good.all():
        wanted = "above zero" if least is None else "zero or more"
        raise ParameterError(
            f"'{column}' must be a number {wanted} for every area",
            hint=f"Mend or leave out {listed(list(candidates.index[~good]))}.",
            parameter=parameter,
            value=int((~good).sum()),
        )
    return found


def _positions(names: pd.Index, wanted: Iterable[Any], *, parameter: str) -> NDArray[np.int64]:
    listed_ = as_codes(wanted, parameter=parameter)
    found = names.get_indexer(pd.Index(listed_, dtype=names.dtype))
    if (found < 0).any():
        unknown = [name for name, at in zip(listed_, found, strict=True) if at < 0]
        raise ParameterError(
            "an area is not among the candidates",
            hint="Use names of the candidates' index.",
            parameter=parameter,
            value=listed([str(name) for name in unknown]),
        )
    return np.sort(found).astype(np.int64)


def _check_budget(
    budget: float,
    cost: NDArray[np.float64],
    names: pd.Index,
    inside: NDArray[np.int64],
    outside: NDArray[np.int64],
) -> None:
    both = np.intersect1d(inside, outside)
    if len(both):
        raise ParameterError(
            "an area must be both in and out",
            hint="Take it off one of the two lists.",
            parameter="must_in",
            value=listed(list(names[both])),
        )
    left = np.setdiff1d(np.arange(len(names)), outside)
    if not len(left):
        raise ParameterError(
            "every area must be out", hint="Shorten that list.", parameter="must_out"
        )
    if not np.isfinite(budget) or budget < cost[left].min():
        raise ParameterError(
            "the budget is below the cost of the cheapest area",
            hint=f"Raise it to at least {cost[left].min():g}.",
            parameter="budget",
            value=budget,
        )
    if cost[inside].sum() > budget * (1 + 1e-12):
        raise ParameterError(
            f"the areas that must be in cost {cost[inside].sum():g} together, more than the budget",
            hint="Raise the budget, or let one of them go.",
            parameter="must_in",
            value=listed(list(names[inside])),
        )


def _borders(
    neighbours: Any, by_name: pd.Series[float], spill: float, *, needed: bool
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    none = np.empty(0, dtype=np.int64)
    if not needed:
        return none, none, none.astype(float), none.astype(float)
    if neighbours is None:
        raise ParameterError(
            "what moves next door, and whether areas hang together, needs to know who borders whom",
            hint="Give neighbours=, for instance boundaries.neighbours(areas).",
            parameter="neighbours",
        )
    value = by_name.to_numpy()
    if isinstance(neighbours, pd.DataFrame) and set(neighbours.index) == set(by_name.index):
        neighbours = neighbours.reindex(index=by_name.index, columns=by_name.index)
    matrix = weight_matrix(neighbours, by_name, n=len(value), least=1).tocoo()
    apart = matrix.row != matrix.col
    low = np.minimum(matrix.row, matrix.col)[apart]
    high = np.maximum(matrix.row, matrix.col)[apart]
    pairs = np.unique(np.column_stack([low, high]), axis=0).astype(np.int64)
    first, second = pairs[:, 0], pairs[:, 1]
    degree = np.bincount(pairs.ravel(), minlength=len(value))
    each = np.divide(spill * value, degree, out=np.zeros_like(value), where=degree > 0)
    return first, second, each[first], each[second]


def _coverage(covers: Any, n: int) -> Any:
    from scipy import sparse

    if covers is None:
        return None
    if np.shape(covers) != (n, n):
        raise ParameterError(
            f"covers must be a matrix of {n} by {n}, dense or SciPy sparse",
            hint="One row and one column an area.",
            parameter="covers",
            value=type(covers).__name__,
        )
    matrix = sparse.csr_array(covers if sparse.issparse(covers) else np.asarray(covers), dtype=bool)
    matrix.eliminate_zeros()
    return matrix


def _too_close(
    candidates: pd.DataFrame, spacing_m: float | None, inside: NDArray[np.int64]
) -> NDArray[np.int64]:
    if spacing_m is None:
        return np.empty((0, 2), dtype=np.int64)
    from scipy.spatial import KDTree

    if not (np.isfinite(spacing_m) and spacing_m > 0):
        raise ParameterError(
            "the distance between areas must be above zero",
            hint="Leave it out where areas may touch.",
            parameter="spacing_m",
            value=spacing_m,
        )
    x = _numbers(candidates, "x", parameter="spacing_m", least=-np.inf)
    y = _numbers(candidates, "y", parameter="spacing_m", least=-np.inf)
    tree = KDTree(np.column_stack([x, y]))
    reach = np.nextafter(spacing_m, 0)  # areas exactly that far apart are far enough
    close: NDArray[np.int64] = tree.query_pairs(reach, output_type="ndarray").astype(np.int64)
    clash = close[np.isin(close, inside).all(axis=1)]
    if len(clash):
        raise ParameterError(
            "two areas that must be in lie nearer to each other than the spacing allows",
            hint=f"Reduce the spacing of {spacing_m:g} m, or let one of them go.",
            parameter="spacing_m",
            value=listed(list(candidates.index[clash[0]])),
        )
    return close.reshape(-1, 2)
