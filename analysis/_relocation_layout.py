"""Raids and markets in space and time, for :func:`analysis.relocation`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

_FEWEST_REPLICATES = 99


class Layout(NamedTuple):
    """Distances and timeliness of every raid (row) and market (column)."""

    apart: Floats
    timely: Bools

    @classmethod
    def of(
        cls,
        raids: gpd.GeoDataFrame,
        markets: gpd.GeoDataFrame,
        raid_day: Floats,
        seen: Floats,
        weeks: float,
    ) -> Layout:
        """Return the layout of raids and markets with their days."""
        here, there = (one.geometry.get_coordinates().to_numpy() for one in (raids, markets))
        later = seen[None, :] - raid_day[:, None]
        return cls(
            np.hypot(*(here[:, None, :] - there[None, :, :]).transpose(2, 0, 1)),
            (later > 0) & (later <= 7 * weeks),
        )

    def measure(self, order: NDArray[np.intp], edges: Floats) -> tuple[Floats, Floats]:
        """Return each raid's nearest new market, and new markets by distance ring."""
        reach = np.where(self.timely[:, order], self.apart, np.inf)
        own = reach.min(axis=0)
        return reach.min(axis=1), np.histogram(own[np.isfinite(own)], bins=edges)[0].astype(float)


def eligible_markets(raids: gpd.GeoDataFrame, markets: gpd.GeoDataFrame, where: str) -> Bools:
    """Return which markets can count as new: outside the raided areas, or anywhere but a raid."""
    if where == "outside":
        raided = set(raids["area_code"].dropna())
        codes = markets["area_code"]
        outside: Bools = (codes.notna() & ~codes.isin(raided)).to_numpy(dtype=bool)
        return outside
    spots = set(map(tuple, raids.geometry.get_coordinates().to_numpy()))
    places = map(tuple, markets.geometry.get_coordinates().to_numpy())
    return np.array([place not in spots for place in places], dtype=bool)


def check_relocation(weeks: float, replicates: int, edges_m: Sequence[float], where: str) -> None:
    """Refuse what a relocation test cannot be asked for."""
    if not weeks > 0:
        raise ParameterError(
            "the number of weeks must be above zero",
            hint="Eight weeks are a common choice.",
            parameter="weeks",
            value=weeks,
        )
    if replicates < _FEWEST_REPLICATES:
        raise ParameterError(
            "so few replicates cannot tell a rare arrangement",
            hint=f"Use at least {_FEWEST_REPLICATES}.",
            parameter="replicates",
            value=replicates,
        )
    if len(edges_m) < 2 or any(np.diff(edges_m) <= 0) or edges_m[0] < 0:  # noqa: PLR2004
        raise ParameterError(
            "the edges of rings must ascend, from zero or above",
            hint="Give at least two distances in metres.",
            parameter="edges_m",
            value=str(tuple(edges_m)),
        )
    if where not in {"outside", "all"}:
        raise ParameterError(
            "which markets can count is not known",
            hint="Use 'outside' or 'all'.",
            parameter="where",
            value=where,
        )
