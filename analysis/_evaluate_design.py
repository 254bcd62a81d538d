"""All measures of one design, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis._arguments import check_confidence
from analysis._combined_ratio import combined_ratio
from analysis._conclusion import Grade, conclude, disagreements, overview, same_signs
from analysis._design_data import design_data
from analysis._design_fits import fitted_differences
from analysis._design_pool import Calibration, Control, DesignPool
from analysis._design_rows import Windows as Positions
from analysis._design_rows import as_table, combined_rows, standard_measures
from analysis._design_studies import Studies, further_studies
from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd
    from libpysal.graph import Graph

    from analysis._change import Change
    from analysis._difference_in_differences import DifferenceInDifferences
    from analysis._displacement_quotient import DisplacementQuotient
    from analysis._event_study import EventStudy
    from analysis._match_controls import MatchedControls
    from analysis._placebo_calibration import PlaceboCalibration
    from analysis._randomisation_test import RandomisationTest
    from analysis._spillover import Spillover
    from analysis._synthetic_control import SyntheticControl
    from analysis._weighted_displacement_difference import WeightedDisplacementDifference

_FEWEST_DRAWS = 99


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """The result of :func:`evaluate_design`.

    Attributes
    ----------
    methods
        One row a method and group: ``method``; ``group`` (``treated``, ``near``, ``together``);
        ``unit`` and, in it, ``estimate``, ``low`` and ``high`` (calibrated, or missing),
        ``textbook_low`` and ``textbook_high``; ``p_value`` (calibrated, or missing); ``percent``,
        ``percent_low`` and ``percent_high``, the change against what the method expects, the same
        scale for all methods but the quotient, with the textbook bounds where ``calibrated`` is
        false; ``direction``, which the interval shows (``fall``, ``rise``, ``unclear``);
        ``calibrated``; ``calibration`` (``placements``, ``past``, ``donors`` or ``none``).
    calibration, calibrated_on
        What the intervals were calibrated on, and the same in words, or why it was not possible.
    agree
        Whether all methods have the same sign in every group.
    disagreements
        Where they differ and why, in sentences; empty where nothing was found.
    grade, near_grade
        Of what the evidence allows to say about the treated areas, and those next to them.
    conclusion, near_conclusion
        The same as a sentence: of the combined ratio, which had the most power of the calibrated
        methods tried, or of the plain ratio where there is none. `near_conclusion` is empty where
        there is no neighbour.
    difference, quotient, fitted, tests, event_study, synthetic, spillover, placebo
        The results of the methods themselves: `fitted` by kind of errors, `tests` and `synthetic`
        by group. None, or left out, where a method could not be run.
    matched
        How well the controls match, where they were matched.
    roles
        The part every area took; ``"unused"`` for a control that was not matched.
    not_run
        Why, by method.
    left_out
        Areas with a part to play that have no complete counts.
    changes
        Counts before and after by role, with the size they are divided by.
    confidence
        The level of all intervals.
    summary
        The result in plain words.
    """

    methods: pd.DataFrame
    calibration: Calibration
    calibrated_on: str
    agree: bool
    disagreements: tuple[str, ...]
    grade: Grade
    near_grade: Grade | None
    conclusion: str
    near_conclusion: str
    difference: WeightedDisplacementDifference
    quotient: DisplacementQuotient | None
    fitted: dict[str, DifferenceInDifferences]
    tests: dict[str, RandomisationTest]
    event_study: EventStudy | None
    synthetic: dict[str, SyntheticControl]
    spillover: Spillover | None
    placebo: PlaceboCalibration | None
    matched: MatchedControls | None
    roles: pd.Series
    not_run: dict[str, str]
    left_out: tuple[str, ...]
    changes: dict[str, Change]
    confidence: float
    summary: str


def evaluate_design(
    panel: pd.DataFrame,
    *,
    roles: pd.Series,
    before: Iterable[object],
    after: Iterable[object],
    start: object = None,
    neighbours: Graph | None = None,
    size: pd.Series | None = None,
    control: Control | None = None,
    clustered: bool = True,
    studies: bool = True,
    draws: int = 1_999,
    seed: int = 0,
    confidence: float = 0.95,
) -> Agreement:
    """Put every method to one design, each with its textbook and its calibrated interval.

    Textbook intervals take counts for independent Poisson counts and cry wolf. Calibrated ones
    come from the same measure over other placements of the operation in the same windows, each
    with its own neighbours and control: they hold the effects that, taken out, leave the real
    placement unremarkable. Where the operation cannot be placed elsewhere (rings round raids), the
    areas' own past takes the part of the placements; where that is too short, intervals stay
    textbook ones and say so.

    Parameters
    ----------
    panel
        Counts of areas (rows, by code) by periods (columns, in order); missing ones NaN.
    roles
        The part of every area: of :func:`analysis.roles`, or the ``role`` of
        :func:`analysis.rings`. Excluded areas are left out altogether.
    before, after
        The periods to compare, as :func:`analysis.windows` gives them.
    start
        The first period of the operation: what lies before it is the past. The first period of
        `after` if left out.
    neighbours
        Who borders whom, by area code, by the rule that the roles were made with. None where areas
        have no neighbours to speak of, as rings.
    size
        The size of every area (its area, its street length, its people), for differences per
        unit of size. Each area counts alike if left out.
    control
        ``"rest"``: all control areas. ``"matched"``: the half of them whose past moved most like
        the treated areas'. ``"listed"``: these and no others. Placements follow the same rule.
        Left out, it is ``"rest"`` where no area is excluded, else ``"listed"``; give ``"rest"``
        where what is excluded could not have been treated or a control.
    clustered
        Whether placements hang together in pieces as large as the real ones.
    studies
        Whether to run the slower methods too: event study, synthetic control, randomisation over
        all placements, spillover and the count of false alarms.
    draws, seed
        How many placements, and the seed of the draw.
    confidence
        The level of the intervals.

    Returns
    -------
    Agreement

    Raises
    ------
    geo.errors.ParameterError
        If a window is empty, outside the counts or not apart from the other, a treated area has no
        counts, no control is left, or a group counted nothing in a window.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> from libpysal.graph import Graph
    >>> from analysis import roles
    >>> codes = [f"a{k:02d}" for k in range(24)]
    >>> ring = Graph.from_adjacency(pd.DataFrame(
    ...     {"focal": codes * 2, "neighbor": codes[1:] + codes[:1] + codes[-1:] + codes[:-1],
    ...      "weight": 1}))
    >>> panel = pd.DataFrame(np.random.default_rng(1).poisson(200, (24, 36)), index=codes)
    >>> panel.loc[codes[:3], 30:] //= 2
    >>> found = evaluate_design(panel, roles=roles(ring, treated=codes[:3]), neighbours=ring,
    ...                         before=range(18, 24), after=range(30, 36), studies=False)
    >>> found.methods.loc[found.methods["group"] == "treated", "direction"].unique().tolist()
    ['fall']
    """
    check_confidence(confidence)
    if draws < _FEWEST_DRAWS:
        raise ParameterError(
            "a sample this small cannot tell a rare placement",
            hint=f"Use at least {_FEWEST_DRAWS}.",
            parameter="draws",
            value=draws,
        )
    data = design_data(
        panel, roles=roles, before=before, after=after, start=start, size=size, control=control
    )
    pool = DesignPool(
        data.counts,
        roles=data.roles,
        size=data.size,
        neighbours=neighbours,
        control=data.control_rule,
        history=data.history.to_numpy(),
        clustered=clustered,
        draws=draws,
        seed=seed,
        confidence=confidence,
    )
    calibration, why = pool.calibration(data.before, data.after)
    fitted, refused = fitted_differences(data, confidence=confidence)
    windows = Positions(data.before, data.after)
    standard = standard_measures(
        pool,
        windows,
        data.changes,
        fitted=fitted,
        calibration=calibration,
        seed=seed,
        confidence=confidence,
    )
    combined = (
        combined_ratio(
            data.counts.to_numpy(), data.history.to_numpy(), pool, before=data.before,
            after=data.after, seed=seed, confidence=confidence,
        )
        if calibration == "placements"
        else {}
    )  # fmt: skip
    more = (
        further_studies(
            data,
            pool,
            neighbours=neighbours,
            rule=data.control_rule,
            calibration=calibration,
            clustered=clustered,
            draws=draws,
            seed=seed,
            confidence=confidence,
        )
        if studies
        else Studies.none()
    )
    methods = as_table([*combined_rows(combined, fitted), *standard.rows, *more.rows])
    reasons = disagreements(methods, event_study=more.event_study, confidence=confidence)
    agree = same_signs(methods)
    pre_trend = more.event_study.pre_trend_p if more.event_study else None
    verdicts = {
        group: conclude(
            methods[methods["group"] == group],
            group=group,
            calibration=calibration,
            pre_trend_p=pre_trend,
            confidence=confidence,
        )
        for group in ("treated", "near")
        if group in standard.ratios
    }
    (grade, conclusion) = verdicts["treated"]
    near_grade, near_conclusion = verdicts.get("near", (None, ""))
    on = why if calibration == "none" else f"Calibrated on {why}"
    return Agreement(
        methods=methods,
        calibration=calibration,
        calibrated_on=f"Not calibrated: {why}" if calibration == "none" else on,
        agree=agree,
        disagreements=reasons,
        grade=grade,
        near_grade=near_grade,
        conclusion=conclusion,
        near_conclusion=near_conclusion,
        difference=standard.difference,
        quotient=standard.quotient,
        fitted=fitted,
        tests=more.tests,
        event_study=more.event_study,
        synthetic=more.synthetic,
        spillover=more.spillover,
        placebo=more.placebo,
        matched=data.matched,
        roles=data.roles,
        not_run={**refused, **more.not_run},
        left_out=data.left_out,
        changes=data.changes,
        confidence=confidence,
        summary=overview(
            conclusion, near_conclusion, reasons, data.left_out, calibration, why, confidence
        ),
    )
