"""How long each raided market was away, or has been so far."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
import pandas as pd

from analysis._arguments import listed
from analysis._event_points import as_days
from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray


def times_away(
    raids: pd.DataFrame,
    markets: gpd.GeoDataFrame,
    *,
    end: object,
    by: Sequence[str],
    radius_m: float,
) -> tuple[pd.DataFrame, int, int]:
    """Return the markets that went away with their days, and how many did not or have no date."""
    columns = {"market_id", "date"} | ({"premises_secured"} if "premises" in by else set())
    absent = sorted(columns - set(raids.columns))
    if absent:
        raise ParameterError(
            f"the raids lack {', '.join(absent)}", hint="Add the column(s).", parameter="raids"
        )
    named = raids[raids["market_id"].isin(set(markets["market_id"].dropna()))]
    if named.empty:
        _refuse(raids["market_id"])
    day = pd.Series(as_days(named["date"], parameter="raids", what="a raid has no date"),
                    index=named.index)  # fmt: skip
    last = float(as_days(pd.Series([end]), parameter="end", what="the last day is missing")[0])
    if last < day.max():
        raise ParameterError(
            "the last day lies before the last raid",
            hint="Give the last day on which a return would have been recorded.",
            parameter="end",
            value=str(end),
        )
    back = _returns(markets, radius_m)
    rows, never_away, undated = [], 0, 0
    for label, market in markets.drop_duplicates("market_id").iterrows():
        own = named[named["market_id"] == market["market_id"]]
        if own.empty:
            continue
        days = day[own.index]
        returns = back[label][back[label] > days.min()]
        returned = float(returns.min()) if len(returns) else np.inf
        if not len(returns) and market["status"] == "re-emerged":
            undated += 1
            continue
        if not len(returns) and market["status"] in {"active", "disrupted"}:
            never_away += 1
            continue
        before = own[days < returned]
        raided = float(days[before.index].max())
        rows.append(
            {
                "label": label,
                "raided": pd.Timestamp("1970-01-01") + pd.Timedelta(days=raided),
                "days": min(returned, last) - raided,
                "returned": returned <= last,
                "group": _group(before, market, by),
            }
        )
    if not rows:
        raise ParameterError(
            "no raided market went away with a date of what became of it",
            hint="Give the day of a return in the column re_emerged, and the status of others.",
            parameter="markets",
        )
    table = pd.DataFrame(rows).set_index("label")
    table.index.name = markets.index.name
    return table, never_away, undated


def _returns(markets: gpd.GeoDataFrame, radius_m: float) -> dict[Any, NDArray[np.float64]]:
    """Return the days on which something was seen at the place of each market again."""
    place = markets.geometry.get_coordinates().to_numpy()
    seen = pd.to_datetime(markets["first_seen"]).to_numpy("datetime64[D]")
    own = (
        pd.to_datetime(markets["re_emerged"]).to_numpy("datetime64[D]")
        if "re_emerged" in markets
        else np.full(len(markets), np.datetime64("NaT"))
    )
    found: dict[Any, NDArray[np.float64]] = {}
    for k, label in enumerate(markets.index):
        near = np.hypot(*(place - place[k]).T) <= radius_m
        near[k] = False
        days = seen[near] if np.isnat(own[k]) else own[[k]]
        found[label] = days[~np.isnat(days)].astype(float)
    return found


def _group(raids: pd.DataFrame, market: pd.Series, by: Sequence[str]) -> str:
    names = []
    if "kind" in by:
        names.append(str(market["kind"]))
    if "premises" in by:
        secured = bool((raids["premises_secured"].fillna(0) > 0).any())
        names.append("premises secured" if secured else "premises not secured")
    return ", ".join(names)


def _refuse(targets: pd.Series) -> NoReturn:
    """Say why no market can be followed from a raid."""
    given = [str(name) for name in targets.dropna().unique() if str(name).strip()]
    if given:
        raise ParameterError(
            f"the raids name markets that are not among the markets loaded ({listed(given)}), so "
            "none can be followed from its raid",
            hint="Load the markets that were raided, with the same identifiers in market_id.",
            parameter="raids",
        )
    raise ParameterError(
        "none of the raids says which market it was on, so none can be followed from its raid",
        hint="Give the raids a column market_id with the identifiers of the table of markets, and "
        "load them again.",
        parameter="raids",
    )
