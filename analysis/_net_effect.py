"""The offences that an operation and its surroundings together gained or lost."""

from __future__ import annotations

from dataclasses import dataclass
from math import expm1
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis._arguments import percent
from analysis._design_rows import RATIO, TOTAL
from geo.errors import ParameterError

if TYPE_CHECKING:
    from analysis._evaluate_design import Agreement


@dataclass(frozen=True, kw_only=True)
class NetEffect:
    """The result of :func:`net_effect`.

    Attributes
    ----------
    offences, low, high
        Recorded offences in the window after (not a year, unless it is one), beyond what
        the control's ratio would give, in the treated areas and those next to them together: below
        zero is fewer. An end is None where the interval has no bound.
    prevented, prevented_low, prevented_high
        The same the other way round: above zero is offences prevented, so that a cost can be
        divided by it. Where the interval holds zero, no cost per offence prevented exists.
    p_value
        The calibrated one; None where there is none.
    calibrated
        Whether the interval is calibrated; else it is the textbook one, and too narrow.
    with_neighbours
        Whether areas next to the operation are counted in.
    confidence
        The level of the interval.
    summary
        The result in plain words.
    """

    offences: float
    low: float | None
    high: float | None
    p_value: float | None
    calibrated: bool
    with_neighbours: bool
    confidence: float
    summary: str

    @property
    def prevented(self) -> float:
        """Offences prevented; below zero where there were more."""
        return 0.0 - self.offences

    @property
    def prevented_low(self) -> float | None:
        """The fewest that the interval allows."""
        return None if self.high is None else 0.0 - self.high

    @property
    def prevented_high(self) -> float | None:
        """The most that the interval allows."""
        return None if self.low is None else 0.0 - self.low


def net_effect(agreement: Agreement) -> NetEffect:
    """Return an evaluation's total net effect in offences, with its calibrated interval.

    Recorded drug offences count what police find: fewer of them need not be fewer offences.

    Parameters
    ----------
    agreement
        The result of :func:`analysis.evaluate_design`.

    Returns
    -------
    NetEffect

    Raises
    ------
    geo.errors.ParameterError
        If the evaluation holds no measure in offences.

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
    >>> panel.loc[codes[:3], 30:] //= 2
    >>> found = net_effect(evaluate_design(panel, roles=roles(ring, treated=codes[:3]),
    ...     neighbours=ring, before=range(18, 24), after=range(30, 36), studies=False))
    >>> found.prevented > 1_500, found.prevented_low > 0, found.with_neighbours
    (True, True, True)
    """
    rows = agreement.methods.set_index(["group", "method"])
    together = ("together", TOTAL) in rows.index
    key = ("together", TOTAL) if together else ("treated", RATIO)
    if key not in rows.index:
        raise ParameterError(
            "the evaluation holds no measure that can be told in offences",
            hint="Use the result of evaluate_design.",
            parameter="agreement",
        )
    found: Any = rows.loc[key]
    calibrated = bool(found["calibrated"])
    ends = ("low", "high") if calibrated else ("textbook_low", "textbook_high")
    values = [None if pd.isna(found[k]) else float(found[k]) for k in ("estimate", *ends)]
    if not together:
        after = agreement.changes["treated"].after
        # What was counted stands; what would have been without the effect is the unknown.
        values = [None if value is None else -after * expm1(-value) for value in values]
    offences, low, high = float(values[0] or 0.0), values[1], values[2]
    return NetEffect(
        offences=offences,
        low=low,
        high=high,
        p_value=None if pd.isna(found["p_value"]) else float(found["p_value"]),
        calibrated=calibrated,
        with_neighbours=together,
        confidence=agreement.confidence,
        summary=_summary(offences, low, high, calibrated, together, agreement.confidence),
    )


def _summary(
    offences: float,
    low: float | None,
    high: float | None,
    calibrated: bool,  # noqa: FBT001
    together: bool,  # noqa: FBT001
    confidence: float,
) -> str:
    who = "the treated areas and those next to them" if together else "the treated areas"
    way = "fewer" if offences <= 0 else "more"
    bounds = ["no bound" if end is None else f"{end:+,.0f}" for end in (low, high)]
    kind = "calibrated" if calibrated else "uncalibrated and too narrow"
    holds = (low is None or low <= 0) and (high is None or high >= 0)
    verdict = (
        " The interval holds none, so no number of offences prevented can be claimed."
        if holds
        else ""
    )
    return (
        f"In {who}, {abs(offences):,.0f} {way} recorded offences than the control's ratio would "
        f"give ({percent(confidence)} interval {bounds[0]} to {bounds[1]}, {kind}).{verdict}"
    )
