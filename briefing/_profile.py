"""What may be shown to whom: the two profiles, and what each does to counts and places."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

import analysis
from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

__all__ = ["CAREFUL", "PLACES", "PROFILES", "Profile", "profile_of"]

PLACES: Final = ("areas", "cells", "masked")
_EXACT = "exact"
CAREFUL: Final = "public"


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What is done to counts and places before a scene is told.

    Attributes
    ----------
    name
        ``internal`` or ``public``.
    places
        How points are shown: ``exact``, or as ``areas`` (how many lie in each), ``cells`` of a grid
        or ``masked`` (moved).
    threshold, base
        Counts below the one are hidden, and the others rounded to the other; None shows counts as
        they are.
    least_m, most_m
        How far masked points are moved.
    cell_m
        The side of a grid's cells: no place is told more closely.
    hotspot_cell_m
        The side of the squares that hotspots are made of.
    """

    name: str
    places: str
    threshold: int | None
    base: int
    least_m: float
    most_m: float
    cell_m: float
    hotspot_cell_m: float = 1000.0

    @property
    def hides(self) -> bool:
        """Whether small counts are hidden."""
        return self.threshold is not None

    def table(self, counts: pd.DataFrame) -> pd.DataFrame:
        """Return counts that may be shown, with a row and a column of totals named ``total``.

        Missing where hidden. Totals are of the true counts, rounded: they are not the sums of what
        is shown.
        """
        whole = counts.astype("Int64").fillna(0)
        if self.threshold is None or whole.empty:
            shown = whole.copy()
            shown["total"] = whole.sum(axis="columns")
            shown.loc["total"] = shown.sum(axis="index")
            return shown.astype("Int64")
        safe = analysis.suppress_counts(whole, threshold=self.threshold, base=self.base)
        shown = safe.counts.copy()
        shown["total"] = safe.row_totals
        last = pd.DataFrame(
            [[*safe.column_totals, pd.NA if safe.total is None else safe.total]],
            columns=shown.columns,
            index=["total"],
            dtype="Int64",
        )
        return pd.concat([shown, last])

    def column(self, counts: pd.Series) -> pd.Series:
        """Return one column of counts that may be shown, without its total; missing where hidden.

        A missing count stays missing. As the total may be known from elsewhere, a count that would
        be hidden alone takes the next smallest with it.
        """
        known = counts.dropna().astype("Int64")
        if self.threshold is None or known.empty:
            return counts.astype("Int64")
        safe = analysis.suppress_counts(
            known.to_frame("n"), threshold=self.threshold, base=self.base
        )
        found: pd.Series = safe.counts["n"].reindex(counts.index).astype("Int64")
        return found

    def number(self, count: float) -> int | None:
        """Return one count as it may be shown, None where it is hidden."""
        if self.threshold is None:
            return int(count)
        if count < self.threshold:
            return None
        return int((2 * int(count) + self.base) // (2 * self.base) * self.base)

    def words(self, count: float) -> str:
        """Return one count as it may be read.

        >>> profile_of("public").words(278), profile_of("public").words(3)
        ('about 280', 'fewer than 10')
        """
        shown = self.number(count)
        if shown is None:
            return f"fewer than {self.threshold}"
        return f"about {shown:,}" if self.hides else f"{shown:,}"

    def percent(self, before: float, after: float) -> float | None:
        """Return a change in percent, from counts as they may be shown; None where one is hidden.

        An exact percentage beside rounded counts would tell the counts.
        """
        first, last = self.number(before), self.number(after)
        if not first or last is None:
            return None
        return 100 * (last / first - 1)

    def may_tell(self, *counts: float) -> bool:
        """Return whether an estimate that rests on these counts may be shown."""
        return self.threshold is None or all(count >= self.threshold for count in counts)

    def digits(self, usual: int) -> int:
        """Return to how many decimals an estimate is told."""
        return 0 if self.hides else usual

    def moved(
        self, points: gpd.GeoDataFrame, *, areas: gpd.GeoDataFrame, by: str, key: bytes | None
    ) -> gpd.GeoDataFrame:
        """Return points that may be drawn: as they are, or moved and thinned.

        How many dots an area has is a count like any other: where that would be hidden there are
        none, and elsewhere one base fewer than the rounded count, so that counting dots tells no
        more than the count that is shown. Dots that left their area are dropped.
        """
        if self.places == _EXACT:
            return points
        if self.places != "masked" or points.empty:
            return points.iloc[:0]
        masked = analysis.mask_points(
            points, least_m=self.least_m, most_m=self.most_m, areas=areas, key=key
        ).points
        table = pd.crosstab(points["area_code"], points[by])
        shown = self.table(table).drop(index="total", columns="total")
        numbers: dict[Any, Any] = {
            (code, kind): count for kind, column in shown.items() for code, count in column.items()
        }
        homes: Any = areas.set_index("code").geometry
        kept: list[Any] = []
        at: Any
        rows: Any
        for at, rows in masked.groupby(["area_code", by], sort=True):
            code, count = at[0], numbers[at]
            if pd.isna(count) or code not in homes.index:
                continue
            inside: Any = rows.loc[rows.within(homes.loc[code]).to_numpy()]
            # In the order of the moved places, which tells nothing of the records.
            order = np.lexsort((inside.geometry.y.to_numpy(), inside.geometry.x.to_numpy()))
            kept.extend(inside.index.to_numpy()[order[: int(count) - self.base]])
        found: gpd.GeoDataFrame = masked.loc[kept]
        return found

    @property
    def statement(self) -> str:
        """What was done, in sentences for the reader of the file."""
        if self.threshold is None:
            return (
                "Internal profile: no disclosure control was applied. Counts are as recorded, and "
                "points lie where they were recorded. Not for release."
            )
        places = {
            "areas": "Places are shown only as counts by area",
            "cells": f"Places are shown only as counts by square of {self.cell_m / 1000:g} km",
            "masked": (
                f"Points are moved at random by {self.least_m:g} to {self.most_m:g} m within their "
                "area, and left out where their count would be hidden"
            ),
        }[self.places]
        return (
            f"Public profile: counts below {self.threshold} are suppressed, with a second one "
            f"where a total would give one away; other counts and totals are rounded to the "
            f"nearest {self.base}, and changes are worked out from the rounded counts. Empty cells "
            f"of tables are figures that are not shown. {places}. "
            f"Hotspots are whole squares of {self.hotspot_cell_m / 1000:g} km that together hold "
            f"at least {self.threshold} records. No identifier, name or file name is included. "
            "The presenter's notes are left out of the files. Do not hand out files of several "
            "periods, areas or kinds: they can be taken from each other."
        )


PROFILES: Final[Mapping[str, Profile]] = MappingProxyType(
    {
        "public": Profile(
            name="public", places="areas", threshold=10, base=5, least_m=150.0, most_m=500.0,
            cell_m=2000.0,
        ),
        "internal": Profile(
            name="internal", places=_EXACT, threshold=None, base=1, least_m=0.0, most_m=0.0,
            cell_m=1000.0,
        ),
    }
)  # fmt: skip


def profile_of(name: str, *, places: str | None = None) -> Profile:
    """Return a profile by its name, with another way to show places where one is asked for.

    Raises
    ------
    geo.errors.ParameterError
        If there is no such profile or way; the public one never shows points where they are.

    Examples
    --------
    >>> profile_of("public").places, profile_of("public", places="masked").places
    ('areas', 'masked')
    """
    from dataclasses import replace

    found = PROFILES.get(name)
    if found is None:
        raise ParameterError(
            "there is no such profile",
            hint=f"Use one of {', '.join(PROFILES)}.",
            parameter="profile",
            value=name,
        )
    if places is None or places == found.places or not found.hides:
        return found
    if places not in PLACES:
        raise ParameterError(
            "points cannot be shown like this under the public profile",
            hint=f"Use one of {', '.join(PLACES)}.",
            parameter="places",
            value=places,
        )
    return replace(found, places=places)
