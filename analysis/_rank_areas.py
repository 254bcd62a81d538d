"""Which areas come first on several criteria, and how sure that order is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from analysis._arguments import check_confidence, percent
from analysis._candidate_input import table_of
from analysis._ranking_checks import check_choices, shares_of, values_of
from analysis._ranking_draws import draw_scores, scaled, scores_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

_USUAL_TOP = 10


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One thing that areas are ranked by.

    Attributes
    ----------
    name
        The column of the candidates that holds it.
    source
        Where the figures come from, to be shown beside them.
    direction
        ``"more"`` where a higher value speaks for an area, ``"less"`` where it speaks against it.
    kind
        How the value would differ had the same months been lived again: ``"count"`` of events
        (Poisson), ``"share"`` of ``out_of`` records (binomial), or ``"measure"`` (normal with the
        standard error in the column ``error``; exact without one).
    out_of, error
        Columns of the candidates, for a share and for a measure.
    """

    name: str
    source: str
    direction: Literal["more", "less"] = "more"
    kind: Literal["count", "share", "measure"] = "measure"
    out_of: str | None = None
    error: str | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class AreaRanking:
    """The result of :func:`rank_areas`.

    Attributes
    ----------
    table
        One row an area, best first, with the candidates' index: ``rank``; ``score`` from 0 to 1;
        ``low`` and ``high``, the interval of its rank; ``chance_in_top``, how often it is among
        the first `top`; ``band``, from 1: areas of one band cannot be told from the band's first;
        ``known``, the share of the weights for which it has a value.
    parts
        The same rows: what each criterion adds to the score (missing where the value is).
    weights
        The weights as used, summing to one.
    top, confidence, weight_range, replicates, seed
        As asked for.
    summary
        The result in plain words.
    """

    table: pd.DataFrame
    parts: pd.DataFrame
    weights: dict[str, float]
    top: int
    confidence: float
    weight_range: float
    replicates: int
    seed: int
    summary: str

    def __repr__(self) -> str:
        return f"<AreaRanking: {self.summary}>"


def rank_areas(
    candidates: pd.DataFrame | Mapping[str, Any] | Sequence[Mapping[str, Any]],
    criteria: Sequence[Criterion | str],
    *,
    weights: Mapping[str, float] | pd.Series[float],
    top: int | None = None,
    weight_range: float = 0.25,
    replicates: int = 1000,
    confidence: float = 0.95,
    seed: int = 0,
) -> AreaRanking:
    """Rank areas on weighted criteria, with an interval for every rank.

    Each criterion is put on a scale from 0 (the least promising value seen) to 1 (the most
    promising), and the score is their weighted mean. A missing value is left out of an area's mean,
    never taken as zero. The order is then drawn again `replicates` times: events are resampled as
    each criterion's ``kind`` says, and every weight is moved by up to `weight_range` of itself. The
    spread of the ranks is the interval.

    Parameters
    ----------
    candidates
        One row an area, one column a criterion; the index names the areas. A dict of columns or a
        list of dicts does as well.
    criteria
        What to rank by. The bare name of a column stands for a measure without error of which more
        is better.
    weights
        A weight of zero or more for every criterion, of any scale: they are made to sum to one.
    top
        For how many places the chance of being among them is wanted; left out, ten or, where
        there are fewer areas, half of them.
    weight_range
        The most by which a weight is moved, as a share of itself; 0 keeps the weights.
    replicates, seed
        How many orders to draw, and the seed.
    confidence
        Of the intervals, and how often the first of a band must beat an area to end the band.

    Returns
    -------
    AreaRanking

    Raises
    ------
    geo.errors.ParameterError
        If a column is missing or not a number, an area is given twice or has no value at all, the
        weights are negative, all zero or not those of the criteria, or another argument is out of
        its range.

    Notes
    -----
    The weighted sum is the simplest of multi-criteria rules (Malczewski 1999, *GIS and
    Multicriteria Decision Analysis*); intervals for ranks follow Goldstein and Spiegelhalter
    (1996), League tables and their limitations, *JRSS A* 159.

    Examples
    --------
    >>> import pandas as pd
    >>> areas = pd.DataFrame({"markets": [40, 38, 2]}, index=["A", "B", "C"])
    >>> ranking = rank_areas(areas, [Criterion(name="markets", source="police", kind="count")],
    ...                      weights={"markets": 1}, top=1)
    >>> ranking.table[["rank", "low", "high", "band"]]
       rank  low  high  band
    A     1    1     2     1
    B     2    1     2     1
    C     3    3     3     2
    """
    check_confidence(confidence)
    candidates = table_of(candidates)
    told = [Criterion(name=c, source="as given") if isinstance(c, str) else c for c in criteria]
    top = min(_USUAL_TOP, max(1, len(candidates) // 2)) if top is None else top
    check_choices(len(candidates), top, weight_range, replicates)
    share = shares_of(told, weights)
    values = values_of(candidates, told)
    unit = scaled(values, told)
    score = scores_of(unit, np.array(list(share.values())))
    draws = draw_scores(
        candidates,
        told,
        values=values,
        weights=np.array(list(share.values())),
        weight_range=weight_range,
        replicates=replicates,
        seed=seed,
    )
    ranks = _ranks(draws)
    order = np.argsort(-score, kind="stable")
    tail = (1 - confidence) / 2
    known = np.isfinite(unit) @ np.array(list(share.values()))
    table = pd.DataFrame(
        {
            "rank": np.arange(1, len(order) + 1),
            "score": score[order],
            "low": np.quantile(ranks, tail, axis=0, method="lower").astype(int)[order],
            "high": np.quantile(ranks, 1 - tail, axis=0, method="higher").astype(int)[order],
            "chance_in_top": (ranks <= top).mean(axis=0)[order],
            "band": _bands(draws[:, order], confidence),
            "known": known[order],
        },
        index=candidates.index[order],
    )
    added = unit * np.array(list(share.values())) / np.where(known > 0, known, 1)[:, None]
    return AreaRanking(
        table=table,
        parts=pd.DataFrame(added, index=candidates.index, columns=list(share)).iloc[order],
        weights=share,
        top=top,
        confidence=confidence,
        weight_range=weight_range,
        replicates=replicates,
        seed=seed,
        summary=_summary(table, top, confidence),
    )


def _ranks(draws: NDArray[np.float32]) -> NDArray[np.int32]:
    ranks = np.empty(draws.shape, dtype=np.int32)
    places = np.arange(1, draws.shape[1] + 1, dtype=np.int32)
    for row, draw in enumerate(draws):
        ranks[row, np.argsort(-draw, kind="stable")] = places
    return ranks


def _bands(draws: NDArray[np.float32], confidence: float) -> NDArray[np.int64]:
    """Return the band of each area; areas come in order of their score."""
    areas = draws.shape[1]
    bands = np.ones(areas, dtype=np.int64)
    first, band = 0, 1
    while first < areas:
        beaten = (draws[:, [first]] > draws[:, first:]).mean(axis=0) >= confidence
        step = int(np.argmax(beaten)) if beaten.any() else areas - first
        bands[first : first + step] = band
        first, band = first + step, band + 1
    return bands


def _summary(table: pd.DataFrame, top: int, confidence: float) -> str:
    sure = int((table["chance_in_top"] >= confidence).sum())
    open_ = int(
        table["chance_in_top"].between(1 - confidence, confidence, inclusive="neither").sum()
    )
    text = f"{sure} of {len(table)} areas are among the first {top} in at least "
    text += f"{percent(confidence)} of the draws; {open_} more could be in or out."
    if (table["band"] == 1).sum() > 1:
        text += f" The first {(table['band'] == 1).sum()} cannot be told apart."
    return text
