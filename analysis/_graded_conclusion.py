"""The conclusion of an evaluation, with all the evidence at hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis._conclusion import Grade, conclude

if TYPE_CHECKING:
    from analysis._evaluate_design import Agreement
    from analysis._sensitivity_grid import SensitivityGrid


@dataclass(frozen=True, kw_only=True)
class Conclusion:
    """The result of :func:`graded_conclusion`.

    Attributes
    ----------
    grade, near_grade
        What the evidence allows to say of the treated areas, and of those next to them (None
        without neighbours): ``"no evidence of"``, ``"consistent with"``, ``"strong evidence of"``,
        or ``"not calibrated"`` where nothing may be concluded.
    sentence, near_sentence
        The same in plain words.
    summary
        Both, with the share of the sensitivity grid that agrees.
    """

    grade: Grade
    near_grade: Grade | None
    sentence: str
    near_sentence: str
    summary: str


def graded_conclusion(agreement: Agreement, *, grid: SensitivityGrid | None = None) -> Conclusion:
    """Return what may be said, and no more.

    "No evidence of": the calibrated test of the leading measure (:func:`analysis.main_row`) does
    not reject at the level of the intervals. "Consistent with": it does. "Strong evidence of": its
    p-value is at most a fifth of that, all methods have one sign, raided and control areas were
    not parting before, and at least nine tenths of the sensitivity grid's cells have the same
    sign. A textbook interval alone supports no conclusion.

    Parameters
    ----------
    agreement
        The result of :func:`analysis.evaluate_design`.
    grid
        The result of :func:`analysis.sensitivity_grid` for the same operation.

    Returns
    -------
    Conclusion

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> from libpysal.graph import Graph
    >>> from analysis import evaluate_design, roles
    >>> codes = [f"a{k:02d}" for k in range(24)]
    >>> ring = Graph.from_adjacency(pd.DataFrame(
    ...     {"focal": codes * 2, "neighbor": codes[1:] + codes[:1] + codes[-1:] + codes[:-1],
    ...      "weight": 1}))
    >>> panel = pd.DataFrame(np.random.default_rng(1).poisson(200, (24, 36)), index=codes)
    >>> found = evaluate_design(panel, roles=roles(ring, treated=codes[:3]), neighbours=ring,
    ...                         before=range(18, 24), after=range(30, 36), studies=False)
    >>> graded_conclusion(found).grade
    'no evidence of'
    """
    pre_trend = agreement.event_study.pre_trend_p if agreement.event_study else None
    shares = (grid.same_sign_share, grid.near_same_sign_share) if grid else (None, None)
    verdicts = {}
    for group, share in zip(("treated", "near"), shares, strict=True):
        rows = agreement.methods[agreement.methods["group"] == group]
        if len(rows):
            verdicts[group] = conclude(
                rows,
                group=group,
                calibration=agreement.calibration,
                pre_trend_p=pre_trend,
                confidence=agreement.confidence,
                share_of_cells=share,
            )
    grade, sentence = verdicts["treated"]
    near_grade, near_sentence = verdicts.get("near", (None, ""))
    said = [sentence, near_sentence, grid.summary if grid else ""]
    return Conclusion(
        grade=grade,
        near_grade=near_grade,
        sentence=sentence,
        near_sentence=near_sentence,
        summary=" ".join(part for part in said if part),
    )
