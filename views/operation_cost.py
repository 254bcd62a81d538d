"""What an operation cost, and what each offence prevented cost, if any was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

import analysis
import geo
from views import (
    design_link,
    evaluation,
    operation_records,
    operations,
    sentences,
    templates,
    widgets,
    windows,
)

if TYPE_CHECKING:
    from views.operations import Operation
    from views.workspace import Workspace

_DRUGS = "drug"


def show(now: Workspace, chosen: Operation) -> None:
    """Draw the cost, and the cost per offence prevented net of displacement."""
    st.subheader("Cost")
    record = operation_records.record_of(now, chosen)
    cost = record.get("cost")
    if chosen.dates is None or not record:
        st.info("A cost belongs to an operation on record: choose one in the side bar.")
        return
    if cost is None or pd.isna(cost) or float(cost) <= 0:
        templates.missing(
            "operations",
            "This operation has no cost on record. With one, in pounds, this shows what each "
            "offence prevented cost.",
            key="cost",
        )
        return
    if now.tables["area_counts"].empty:
        st.metric("Cost", f"£{float(cost):,.0f}", border=True)
        templates.missing(
            "area_counts",
            "Without counts by area and period, what the operation prevented cannot be told.",
            key="cost_counts",
        )
        return
    left, right = st.columns([1, 1])
    with left:
        category = _category(now)
    with right:
        across_river = operations.choose_rule(
            now, help_text="Does the Thames count as a border? It changes who is a neighbour."
        )
    try:
        found = _evaluated(
            now.version, chosen.name, category, across_river=across_river, _now=now, _record=record
        )
    except geo.ParameterError as error:
        st.metric("Cost", f"£{float(cost):,.0f}", border=True)
        if error.parameter == "months":
            _say_out_of_reach(now, chosen, category, across_river=across_river)
        else:
            widgets.show_error(error)
        return
    net = found.net
    price = analysis.cost_per_offence(
        float(cost),
        prevented=net.prevented,
        low=net.prevented_low,
        high=net.prevented_high,
        is_calibrated=net.calibrated,
        confidence=net.confidence,
    )
    _figures(price)
    st.markdown(f"**{widgets.as_text(price.summary)}**")
    st.caption(
        f"{widgets.as_text(net.summary)} {_compared(found)} Controls are the "
        f"{now.noun} that are neither raided nor next to a raided one. {widgets.POLICING_CAVEAT} "
        "The cost is what was recorded, and leaves out what the operation kept officers from."
    )
    links = design_link.parameters(
        now, operation=chosen.name, category=category, across_river=across_river
    )
    design_link.show("Open the whole evaluation on the Displacement page", links)
    widgets.download(
        _table(chosen, category, price),
        label="Cost as CSV",
        file_name="cost_per_offence.csv",
        key="csv_cost",
    )


def _say_out_of_reach(
    now: Workspace, chosen: Operation, category: str, *, across_river: bool
) -> None:
    """Say that the counts do not cover what the operation is held against, and what mends it."""
    counts = now.tables["area_counts"]
    periods = counts.loc[counts["category"] == category, "period"]
    first, last = (geo.period_label(one) for one in (periods.min(), periods.max()))
    when = " to ".join(dict.fromkeys(f"{day:%B %Y}" for day in chosen.dates or ()))
    templates.missing(
        "area_counts",
        widgets.as_text(
            f"These counts run from {first} to {last}, and do not reach round the operation of "
            f"{when}: what it prevented is told by the {windows.unit_of(periods.iloc[0])} after it "
            "and the same time of an earlier year. Choose other offences, or your own windows on "
            "the Displacement page."
        ),
        key="cost_windows",
    )
    links = design_link.parameters(
        now, operation=chosen.name, category=category, across_river=across_river
    )
    design_link.show("Choose the windows on the Displacement page", links)


def _compared(found: analysis.OperationEvaluation) -> str:
    """Return which periods are held against which."""
    before, after = (
        " to ".join(dict.fromkeys(geo.period_label(part[at]) for at in (0, -1)))
        for part in (found.windows.before, found.windows.after)
    )
    return widgets.as_text(f"{before} against {after}.")


def _figures(price: analysis.CostPerOffence) -> None:
    def offences(value: float | None) -> str:
        return "no bound" if value is None else sentences.signed(value, 0)

    def pounds(value: float | None, *, absent: str) -> str:
        return absent if value is None else f"£{value:,.0f}"

    cells = st.columns([3, 4, 4])
    cells[0].metric("Cost", f"£{price.cost:,.0f}", border=True)
    cells[1].metric(
        "Prevented, net of displacement",
        offences(price.prevented),
        border=True,
        help="Offences in the operation's areas and those next to them together, against the "
        "controls.",
    )
    cells[1].caption(
        f"{price.confidence:.0%} interval {offences(price.prevented_low)} to "
        f"{offences(price.prevented_high)}"
    )
    absent = "none" if price.low is None else "no upper bound"
    cells[2].metric(
        "Cost per offence prevented",
        pounds(price.per_offence, absent=absent) if price.is_bounded else absent,
        border=True,
        help="The cost divided by the offences prevented. Where the effect may be none, no cost "
        "can be ruled out above the lower end.",
    )
    if price.low is None:
        cells[2].caption("no offence was prevented within the interval")
        return
    cells[2].caption(
        f"{price.confidence:.0%} interval {pounds(price.low, absent='')} to "
        f"{pounds(price.high, absent='no upper bound')}"
    )


def _category(now: Workspace) -> str:
    categories = sorted(now.tables["area_counts"]["category"].unique())
    drugs = [at for at, name in enumerate(categories) if _DRUGS in name.lower()]
    return str(
        st.selectbox(
            "Offences",
            categories,
            index=drugs[0] if drugs else 0,
            key="category",
            bind="query-params",
            help="Robbery and burglary depend less on what the police look for than drug "
            "offences do.",
        )
    )


@st.cache_data(max_entries=32, show_spinner="Comparing with other areas …")
def _evaluated(
    version: str,
    name: str,
    category: str,
    *,
    across_river: bool,
    _now: Workspace,
    _record: dict[str, Any],
) -> analysis.OperationEvaluation:
    """Return the operation's evaluation as the Displacement page opens on it."""
    del version, name
    graph = evaluation.graph_of(_now, across_river=across_river)
    panel = evaluation.panel_of(_now, category)
    known = set(graph.unique_ids)
    areas = [code for code in _record["areas"] if code in known]
    return analysis.evaluate_operation(
        panel,
        operation={**_record, "areas": areas},
        neighbours={operations.RULES[across_river].lower(): graph},
        exclude=[],
        studies=False,
        grid=False,
    )


def _table(chosen: Operation, category: str, price: analysis.CostPerOffence) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "operation": chosen.name,
                "offences": category,
                "cost": price.cost,
                "prevented": price.prevented,
                "prevented_low": price.prevented_low,
                "prevented_high": price.prevented_high,
                "per_offence": price.per_offence,
                "low": price.low,
                "high": price.high if price.high is not None else "no bound",
                "confidence": price.confidence,
                "calibrated": price.is_calibrated,
            }
        ]
    )
