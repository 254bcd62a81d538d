"""Media and hotline campaigns as marked periods, and the calls before, during and after them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd
import streamlit as st

import analysis
import geo
from geo import style
from views import charts, operation_calls, operation_records, sentences, templates, widgets

if TYPE_CHECKING:
    from views.operations import Operation
    from views.workspace import Workspace

_EVERYWHERE = "all"
_DAYS = {28: "4 weeks", 56: "8 weeks", 84: "12 weeks", 182: "26 weeks"}
_GROUPS = {"campaign": "Areas of the campaign", "control": "Other areas"}
_ROOM = 1.18  # for the names of the campaigns above the lines
_ZERO = "No row means no call"


def show(now: Workspace, chosen: Operation) -> None:
    """Draw the campaigns of an operation's areas, and what the calls did."""
    st.subheader("Campaigns and calls")
    campaigns = _touching(operation_records.table_of(now, "campaigns"), chosen)
    calls = operation_records.table_of(now, "calls")
    if campaigns.empty:
        templates.missing(
            "campaigns",
            "No campaign ran in these areas, as far as these records tell. With campaigns, they "
            "are marked over the calls to the hotline.",
            key="campaigns",
        )
    if calls.empty:
        templates.missing(
            "calls",
            "No calls are loaded. With them, this compares calls before, during and after a "
            "campaign with areas where it did not run.",
            key="calls",
        )
    if campaigns.empty or calls.empty:
        return
    widgets.illustrative_notice(now, kinds=("campaigns", "calls"))
    labels = _labels(campaigns)
    left, middle, right = st.columns([3, 2, 2])
    with left:
        number = st.selectbox(
            "Campaign",
            list(labels),
            format_func=labels.__getitem__,
            key="campaign",
            bind="query-params",
        )
    with middle:
        reach = st.selectbox(
            "Look back and forward",
            list(_DAYS),
            index=2,
            format_func=_DAYS.__getitem__,
            key="campaign_reach",
            bind="query-params",
            help="How long before and after the campaign calls are counted.",
        )
    with right:
        as_zero = st.toggle(
            _ZERO,
            value=True,
            key="calls_zero",
            bind="query-params",
            help="Many exports leave out spans without a call. Off: areas with a gap are left out.",
        )
    campaign = campaigns[campaigns["campaign_id"].astype(str) == number].iloc[0]
    try:
        _response(now, campaign, campaigns, calls, reach=int(reach), as_zero=bool(as_zero))
    except geo.ParameterError as error:
        widgets.show_error(error)


def _labels(campaigns: pd.DataFrame) -> dict[str, str]:
    found = {}
    for at in range(len(campaigns)):
        row = campaigns.iloc[at]
        found[str(row["campaign_id"])] = f"{row['name']} ({widgets.day(row['start'])})"
    return found


def _touching(campaigns: pd.DataFrame, chosen: Operation) -> pd.DataFrame:
    if campaigns.empty:
        return campaigns
    wanted = {*chosen.treated, _EVERYWHERE}
    inside = [bool(wanted & set(codes or ())) for codes in campaigns["areas"]]
    # Those that go by a hotline come first: its calls are what is counted.
    rank = [0 if "hotline" in (words or ()) else 1 for words in campaigns["channel"]]
    order = campaigns.assign(rank=rank)[inside].sort_values(["rank", "start"], kind="stable")
    return order.drop(columns="rank")


def _length(calls: pd.DataFrame) -> tuple[pd.DataFrame, str, int]:
    """Return the calls of the commonest length of span, that length, and how many others."""
    lengths = calls["start_precision"].value_counts()
    length = str(lengths.index[0])
    return calls[calls["start_precision"] == length], length, int(lengths.iloc[1:].sum())


def _response(
    now: Workspace,
    campaign: pd.Series,
    campaigns: pd.DataFrame,
    calls: pd.DataFrame,
    *,
    reach: int,
    as_zero: bool,
) -> None:
    used, length, others = _length(calls)
    panel = used.pivot_table(index="area_code", columns="start", values="count", aggfunc="sum")
    gaps = int(panel.isna().sum().sum())
    if as_zero:
        panel = panel.fillna(0)
    start = pd.Timestamp(campaign["start"])
    runs_on = pd.isna(campaign["end"])
    end = panel.columns.max() if runs_on else pd.Timestamp(campaign["end"])
    own = [code for code in panel.index if code in set(campaign["areas"])]
    if _EVERYWHERE in campaign["areas"]:
        st.warning(
            "This campaign ran everywhere: there is no area to compare with, so a rise in calls "
            "cannot be told from a season or from the news.",
            icon=":material/balance:",
        )
        return
    found = analysis.campaign_response(
        panel, start=start, end=end, treated=own, length=length,  # type: ignore[arg-type]
        before_days=reach, after_days=reach,
    )  # fmt: skip
    st.markdown(f"**{widgets.as_text(sentences.typeset(found.summary))}**")
    st.altair_chart(_chart(_series(found, panel), campaigns, found))
    said = [
        "Calls an area and week. Shaded: campaigns.",
        (
            "The interval allows for areas that differ by more than chance; it cannot allow for "
            "anything else that happened in the same areas at the same time."
        ),
    ]
    if "after" in found.effects.index and found.effects["ratio"].notna()["after"]:
        said.append(_lasting(found))
    if runs_on:
        said.append("The campaign has no end: everything since its start counts as during it.")
    if as_zero and gaps:
        said.append(f"{gaps:,} spans of an area without a row were taken as no call.")
    if found.left_out:
        said.append(f"{len(found.left_out)} areas with gaps were left out.")
    if others:
        said.append(f"{others:,} counts of another length than a {length} were left out.")
    said += _overlapping(campaign, campaigns, start, reach)
    st.caption(" ".join(widgets.as_text(one) for one in said))
    operation_calls.show(now, found, groups=_GROUPS)


def _lasting(found: analysis.CampaignResponse) -> str:
    row: Any = found.effects.loc["after"]
    low, high = (
        "no bound" if pd.isna(row[name]) else f"{row[name]:.2f}" for name in ("low", "high")
    )
    return (
        f"After it, against before, the same ratio is {row['ratio']:.2f} "
        f"({found.confidence:.0%} interval {low} to {high})."
    )


def _overlapping(
    campaign: pd.Series, campaigns: pd.DataFrame, start: pd.Timestamp, reach: int
) -> list[str]:
    begun = start - pd.Timedelta(days=reach)
    ends = campaigns["end"].fillna(pd.Timestamp.max)
    near = campaigns[(ends >= begun) & (campaigns["start"] < start)]
    near = near[near["campaign_id"] != campaign["campaign_id"]]
    return [
        f"{name} ran in the time before, and may have raised calls then already."
        for name in near["name"]
    ]


def _series(found: analysis.CampaignResponse, panel: pd.DataFrame) -> pd.DataFrame:
    """Return mean calls an area and week by group, over the phases and one span either side."""
    first, last = found.phases["first"].min(), found.phases["last"].max()
    used = panel.loc[found.areas.index, (panel.columns >= first) & (panel.columns <= last)]
    days = (used.columns[1] - used.columns[0]).days if used.shape[1] > 1 else 7
    rows = []
    for role, label in _GROUPS.items():
        part = used[found.areas["role"] == role].mean() * 7 / days
        rows.append(pd.DataFrame({"start": part.index, "calls": part.to_numpy(), "group": label}))
    return pd.concat(rows, ignore_index=True)


def _chart(series: pd.DataFrame, campaigns: pd.DataFrame, found: analysis.CampaignResponse) -> Any:
    first, last = series["start"].min(), found.phases["last"].max()
    bands = campaigns.assign(
        to=campaigns["end"].fillna(last) + pd.Timedelta(days=1), begin=campaigns["start"]
    )
    bands = bands[(bands["to"] >= first) & (bands["begin"] <= last)]
    bands = bands.assign(
        begin=bands["begin"].clip(lower=first), to=bands["to"].clip(upper=last)
    ).sort_values("begin")
    marked = pd.DataFrame(
        {"begin": bands["begin"], "to": bands["to"], "label": bands["name"].astype(str)}
    )
    groups = list(_GROUPS.values())
    x = alt.X(
        "start:T",
        title=None,
        scale=alt.Scale(domain=[first.isoformat(), last.isoformat()]),
        axis=alt.Axis(format="%-d %b %Y", labelOverlap="greedy", grid=False),
    )
    most = max(float(series["calls"].max()), 1.0)
    lines = (
        alt.Chart(series)
        .mark_line(point=alt.OverlayMarkDef(filled=True, size=45), strokeWidth=2.5)
        .encode(
            x=x,
            y=alt.Y(
                "calls:Q",
                title="Calls an area and week",
                scale=alt.Scale(domain=[0, _ROOM * most], nice=False),
            ),
            color=alt.Color(
                "group:N",
                title=None,
                scale=alt.Scale(
                    domain=groups, range=[style.ROLES["treated"], style.ROLES["control"]]
                ),
                legend=alt.Legend(orient="top", symbolType="stroke", symbolStrokeWidth=3),
            ),
            strokeDash=alt.StrokeDash(
                "group:N", scale=alt.Scale(domain=groups, range=[[1, 0], [6, 4]]), legend=None
            ),
            tooltip=[
                alt.Tooltip("group:N", title=" "),
                alt.Tooltip("start:T", format="%-d %B %Y", title="from"),
                alt.Tooltip("calls:Q", format=".1f", title="calls an area and week"),
            ],
        )
    )
    shade = (
        alt.Chart(marked)
        .mark_rect(color=style.CAMPAIGN, opacity=0.15)
        .encode(x="begin:T", x2="to:T", tooltip=[alt.Tooltip("label:N", title="campaign")])
    )
    names = (
        alt.Chart(marked)
        .mark_text(align="left", baseline="top", dx=4, fontSize=charts.LABEL, color=style.INK,
                   limit=230)
        .encode(x="begin:T", y=alt.value(2), text="label:N")
    )  # fmt: skip
    return charts.calm((shade + lines + names).properties(height=300))
