"""Areas by month: a picture that moves in the browser, without asking the server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo import style
from geo._period_label import period_label
from geo.errors import ParameterError
from geo.maps._area_layer import BORDERS, ROLE_LABELS
from geo.maps._change_fills import CHANGE_HATCHES, NO_DATA_HATCH, change_fill, change_hatch
from geo.maps._degrees import drawable, to_json
from geo.maps._layer import Layer, collection, tooltip
from geo.maps._legend_entry import LegendEntry, area_symbol
from geo.maps._marks import pack
from geo.maps._safe_text import safe_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["area_months_layer"]

_NONE: Final = 32_767
_PLAIN: Final = {"fillColor": style.LAND, "fillOpacity": 0.01}
_NO_DATA: Final = 7


def area_months_layer(
    areas: gpd.GeoDataFrame,
    *,
    counts: pd.DataFrame,
    usual: pd.Series,
    role: str | None = None,
    mark: pd.Period | None = None,
    note: str = "",
    breaks: Sequence[float] = (10, 25, 50),
    label: str = "Offences",
    role_labels: Mapping[str, str] = ROLE_LABELS,
    code: str = "code",
    name: str = "name",
) -> Layer:
    """Return areas coloured by how far each month's count lies from what is usual for them.

    A slider and a play button, which also pauses, move through the months; both work by keyboard.
    Where the reader's system asks for less motion, the button goes one month at a time.

    Parameters
    ----------
    areas
        Polygons in EPSG:27700.
    counts
        Areas by periods (columns of pandas periods, in order); rows by code, missing counts NaN.
    usual
        What is usual for each area (index: code), such as its mean before an operation.
    role
        A column of ``areas`` with "treated", "neighbour", "control" or "excluded": drawn as
        borders.
    mark, note
        A period to mark on the slider, and a line below it that says what it is.
    breaks
        Three rising thresholds in percent: barely, moderately and largely different.
    label
        What is counted.
    role_labels
        What each role is called in the legend.
    code, name
        The columns of codes and names.

    Returns
    -------
    Layer
        For ``feature_group_to_add``.

    Raises
    ------
    ParameterError
        Where a column is missing, there is no period, the thresholds do not rise, or the areas
        are not in EPSG:27700.

    Examples
    --------
    >>> import geopandas as gpd, pandas as pd
    >>> from shapely import box
    >>> areas = gpd.GeoDataFrame({"code": ["A"], "name": ["Alpha"]},
    ...                          geometry=[box(0, 0, 9e4, 9e4)], crs=27700)
    >>> counts = pd.DataFrame([[8, 4]], index=["A"],
    ...                       columns=pd.period_range("2001-01", periods=2, freq="M"))
    >>> layer = area_months_layer(areas, counts=counts, usual=pd.Series({"A": 8.0}))
    >>> [entry.label for entry in layer.legend]
    ['within 10 % of usual', '50 % or more below']
    """
    wanted = [code, name, *([role] if role else [])]
    areas = drawable(areas, parameter="areas", columns=wanted)
    if counts.shape[1] == 0:
        raise ParameterError(
            "there is no period to show",
            hint="Give counts of at least one period.",
            parameter="counts",
        )
    if len(breaks) != 3 or not 0 < breaks[0] < breaks[1] < breaks[2]:  # noqa: PLR2004
        raise ParameterError(
            "three rising thresholds above zero are needed",
            hint="Try (10, 25, 50).",
            parameter="breaks",
            value=tuple(breaks),
        )
    shown = counts.reindex(areas[code]).to_numpy(dtype=float, na_value=np.nan)
    level = usual.reindex(areas[code]).to_numpy(dtype=float, na_value=np.nan)[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        percent = 100 * (shown / np.where(level > 0, level, np.nan) - 1)
    classes = _classes(percent, breaks)
    roles = [""] * len(areas) if role is None else list(areas[role].fillna(""))
    properties = [
        {"layer": "areas", "id": str(row[code]), "row": at, "role": part,
         "tip": tooltip(row[name], [("Role", role_labels[part])] if part else [])}
        for at, ((_, row), part) in enumerate(zip(areas.iterrows(), roles, strict=True))
    ]  # fmt: skip
    periods: list[Any] = list(counts.columns)
    months = [safe_text(period_label(period)) for period in periods]
    at = periods.index(mark) if mark in periods else None
    return Layer(
        title="Areas by month",
        kind="areaMonths",
        spec={
            "months": months,
            "mark": at,
            "first": max(0, at - 1) if at is not None else 0,
            "note": note,
            "label": safe_text(label),
            "against": "against usual",
            "outline": style.OUTLINE,
            "patterns": [*CHANGE_HATCHES.values(), NO_DATA_HATCH],
            "colours": [change_fill(at) for at in (*range(_NO_DATA), -1)],
            "borders": {part: dict(BORDERS[part]) for part in sorted(set(roles) - {""})},
        },
        data=collection(properties, to_json(areas.geometry.to_numpy())),
        packed={
            "classes": pack(classes, kind="u1"),
            "values": pack(np.where(np.isnan(shown), -1, shown), kind="<i4"),
            "percents": pack(
                np.where(np.isnan(percent), _NONE, np.clip(percent, -100, _NONE - 1).round()),
                kind="<i2",
            ),
        },
        legend=_legend(set(classes.ravel().tolist()), breaks, set(roles) - {""}, role_labels),
    )


def _classes(percent: NDArray[np.float64], breaks: Sequence[float]) -> NDArray[np.int_]:
    """Return 0 (furthest below) to 6 (furthest above), and 7 where there is no value."""
    size = np.searchsorted(np.asarray(breaks, dtype=float), np.abs(percent), side="right")
    signed = 3 + np.sign(np.nan_to_num(percent)).astype(int) * size
    return np.where(np.isnan(percent), _NO_DATA, signed)


def _legend(
    present: set[int], breaks: Sequence[float], roles: set[str], labels: Mapping[str, str]
) -> list[LegendEntry]:
    small, middle, large = (f"{value:g}" for value in breaks)
    names = {
        6: f"{large} % or more above",
        5: f"{middle} to {large} % above",
        4: f"{small} to {middle} % above",
        3: f"within {small} % of usual",
        2: f"{small} to {middle} % below",
        1: f"{middle} to {large} % below",
        0: f"{large} % or more below",
        _NO_DATA: "no count",
    }
    border = {"color": style.OUTLINE, "weight": 1}
    entries = [
        LegendEntry(
            label=text,
            heading="Against usual",
            symbol=area_symbol(
                fill={"fillColor": change_fill(-1 if at == _NO_DATA else at), "fillOpacity": 1},
                border=border,
                hatch=change_hatch(-1 if at == _NO_DATA else at),
            ),
        )
        for at, text in names.items()
        if at in present
    ]
    return entries + [
        LegendEntry(
            label=labels[part],
            heading="Areas",
            symbol=area_symbol(fill=_PLAIN, border=BORDERS[part]),
        )
        for part in ROLE_LABELS
        if part in roles
    ]
