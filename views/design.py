"""The design of an evaluation: what is compared with what, chosen in the side bar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

import geo
from views import operations, widgets, windows

if TYPE_CHECKING:
    from views.operations import Operation
    from views.windows import Span
    from views.workspace import Workspace

NEW_RECORDING_RULES = pd.Period("2002-04", freq="M")
CONTROLS = {"rest": "All others", "matched": "Best matched", "listed": "Chosen"}


@dataclass(frozen=True, kw_only=True)
class Design:
    """What is compared with what: areas, offences, windows and controls."""

    operation: Operation
    category: str
    span: Span
    control: str = "rest"
    controls: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    @property
    def treated(self) -> tuple[str, ...]:
        """The areas of the operation."""
        return self.operation.treated

    @property
    def before(self) -> tuple[pd.Period, ...]:
        """The periods compared as before the operation."""
        return self.span.before

    @property
    def after(self) -> tuple[pd.Period, ...]:
        """The periods compared as after the operation."""
        return self.span.after

    @property
    def spans_new_recording_rules(self) -> bool:
        """Whether the recording rules changed between the windows."""
        start = NEW_RECORDING_RULES.start_time
        return self.before[0].start_time < start <= self.after[-1].end_time


def choose(now: Workspace) -> tuple[Design | None, bool]:
    """Let the user set the design; no design where one choice is still open or cannot be met."""
    with st.sidebar:
        st.subheader("Compare")
        operation = operations.choose(now)
        category = _category(now)
        counts = now.tables["area_counts"]
        periods = sorted(counts.loc[counts["category"] == category, "period"].unique())
        if len(periods) < 2:  # noqa: PLR2004
            st.error(
                "These counts cover one period only, and before cannot be told from after. Load "
                "at least two periods on the Data page."
            )
            return None, False
        st.subheader("Windows")
        span, refused = None, ""
        try:
            span = windows.choose(periods, operation.dates)
        except geo.ParameterError as error:
            refused = widgets.refusal(
                error, words={"same_season=False": f"'{windows.BEFORE}' as the window before"}
            )
        st.subheader("Neighbours and controls")
        across_river = operations.choose_rule(
            now, help_text="Does the Thames count as a border? The page compares both answers."
        )
        control, controls, exclude = _controls(now, operation.treated)
    if span is None:
        st.error(refused, icon=":material/error:")
        return None, across_river
    design = Design(
        operation=operation,
        category=category,
        span=span,
        control=control,
        controls=controls,
        exclude=exclude,
    )
    return design, across_river


def _category(now: Workspace) -> str:
    categories = sorted(now.tables["area_counts"]["category"].unique())
    drugs = [i for i, name in enumerate(categories) if "drug" in name.lower()]
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


def _controls(
    now: Workspace, treated: tuple[str, ...]
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    control = st.segmented_control(
        "Compare with",
        list(CONTROLS),
        format_func=CONTROLS.__getitem__,
        default="rest",
        required=True,
        key="control",
        bind="query-params",
        help="All others: neither raided nor next to a raided one. Best matched: the half of them "
        "whose counts before the operation moved most like those of the raided areas.",
    )
    names = now.area_names
    others = sorted(set(names) - set(treated), key=names.__getitem__)
    controls: tuple[str, ...] = ()
    if control == "listed":
        controls = tuple(
            st.multiselect(
                "Control areas",
                others,
                format_func=names.__getitem__,
                key="listed_controls",
                bind="query-params",
                placeholder="Choose areas",
            )
        )
    exclude = tuple(
        st.multiselect(
            "Leave out",
            [code for code in others if code not in controls],
            format_func=names.__getitem__,
            key="excluded",
            bind="query-params",
            placeholder="No area",
            help="Areas that something else happened to, such as an operation of their own.",
        )
    )
    return str(control), controls, exclude
