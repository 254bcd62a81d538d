"""What of a table may stand in a file for the public."""

from __future__ import annotations

import re

import pandas as pd

_COUNTED = frozenset(
    {
        *("after", "arrests", "before", "calls", "campaigns", "count", "counts", "disposals"),
        *("events", "links", "markets", "n", "observed", "offences", "pairs", "places", "points"),
        *("premises", "raids", "recorded", "records"),
    }
)
# Whole numbers that count no record: orders, lengths, settings, shares.
_NOT_COUNTED = frozenset(
    {
        *("band", "batch", "cell", "cells", "chance", "confidence", "cost", "day", "days"),
        *("distance", "fall", "ha", "high", "highest", "hold", "hotspot", "kept", "kinds"),
        *("km2", "known", "low", "lowest", "m", "month", "months", "p", "percent", "power"),
        *("rank", "ready", "seed", "sequence", "share", "sources", "sure", "week", "weeks"),
        *("year", "z"),
    }
)
_RECORD = frozenset(
    {
        *("easting", "northing", "longitude", "latitude", "x", "y", "line"),
        *("raid", "market", "new_market"),
    }
)
# These identify no single record but what many of them share.
_SHARED = frozenset({"operation_id", "campaign_id", "batch_id"})
_ORDER = frozenset({"rank", "band", "year"})
# What is worked out from the counts beside it, and would lead back to them.
_DERIVED = frozenset(
    {
        *("change", "excess", "expected", "mean", "per", "percent", "prevented", "rate", "ratio"),
        *("share", "times", "usual"),
    }
)
_WORD = re.compile(r"[a-z]+[0-9]?")
_LARGE = 10**12
_MANY = 100
_BASE = 5

SAID = (
    "counts under ten hidden with whatever would give them away, others rounded to five, other "
    "figures to two digits and dates to the month"
)
WITHHELD = (
    "Single records are not offered in files for the public. Settings says who files are for."
)
PLACES_WITHHELD = (
    "This map shows where single records are, and files are for the public: no picture of it is "
    "saved. Settings says who files are for; the Briefing page makes maps that may be handed out."
)
LIMIT = (
    "A count has the same rounded value in every file. But files of other periods, areas or kinds "
    "of the same records can be taken from each other, and no rule for one file can prevent that: "
    "what is left may tell of fewer than ten records, to within about five. Hand out one cut of "
    "the records, not several."
)


def holds_records(frame: pd.DataFrame) -> bool:
    """Whether each row is a single record, and not all of them simulated.

    >>> import pandas as pd
    >>> holds_records(pd.DataFrame({"raid_id": ["R1"], "arrests": [2]}))
    True
    >>> holds_records(pd.DataFrame({"area": ["Camden"], "raids": [12]}))
    False
    """
    names = {str(name).lower() for name in frame.columns}
    own = {name for name in names if name.endswith("_id")} - _SHARED
    if not names & _RECORD and not own and not {"record", "id"} <= names:
        return False
    simulated = frame.get("illustrative")
    return simulated is None or not bool(simulated.all())


def for_public(frame: pd.DataFrame, *, is_listing: bool = False) -> pd.DataFrame:
    """Return the table with its counts suppressed and rounded.

    Whole numbers are counts, but for those whose names say that they are something else. In a row
    with a hidden count every other figure is left out as well: a percentage would lead back to it.
    Where nothing is hidden, other figures are rounded to two digits, and to one where they follow
    from a count below a hundred: an exact percentage would undo the rounding. ``is_listing`` tables
    have a row for what occurred only, so that a row alone tells that something did: those whose
    counts are hidden are left out.

    >>> import pandas as pd
    >>> table = pd.DataFrame({"area": ["A", "B", "C"], "raids": [3, 12, 48], "change": [0.5, 2, 1]})
    >>> for_public(table)
      area  raids  change
    0    A   <NA>     NaN
    1    B   <NA>     NaN
    2    C     50     1.0
    >>> for_public(table, is_listing=True)
      area  raids  change
    0    C     50     1.0
    """
    import analysis

    shown = frame.reset_index(drop=True).copy()
    for name in shown.select_dtypes("datetime"):
        shown[name] = shown[name].dt.strftime("%Y-%m")
    counted = [name for name in shown.columns if _is_count(shown[name])]
    least = pd.Series(float("inf"), index=shown.index)
    if counted and len(shown):
        given = shown[counted]
        # What is missing must neither count as a small number nor be hidden in a small one's stead.
        whole = given.fillna(_LARGE).astype("int64")
        safe = analysis.suppress_counts(whole).counts.astype("Int64").mask(given.isna())
        is_hidden = safe.isna() & given.notna()
        shown[counted] = safe
        least = safe.astype("Float64").min(axis=1).astype(float).fillna(float("inf"))
        for name in _figures(shown):
            missing = pd.NA if name in counted else float("nan")
            shown[name] = shown[name].mask(is_hidden.any(axis=1), missing)
        if is_listing:
            kept = ~is_hidden.all(axis=1)
            shown, least = shown[kept].reset_index(drop=True), least[kept].reset_index(drop=True)
    for name in _figures(shown):
        is_derived = bool(counted) and bool(_words(name) & _DERIVED)
        if name in counted:
            continue
        if is_derived and (frame[name].dropna() % 1 == 0).all():
            # Whole numbers that follow from counts are differences of them.
            shown[name] = (shown[name] / _BASE).round() * _BASE
        elif pd.api.types.is_float_dtype(shown[name]):
            shown[name] = _coarse(shown[name], few=(least < _MANY) & is_derived)
    return shown


def _coarse(figures: pd.Series, *, few: pd.Series) -> pd.Series:
    """Return figures to two digits, and to one where they rest on few records."""
    return pd.Series(
        [
            one if pd.isna(one) else float(f"{one:.{1 if is_few else 2}g}")
            for one, is_few in zip(figures.astype(float), few, strict=True)
        ],
        index=figures.index,
        dtype=float,
    )


def _figures(frame: pd.DataFrame) -> list[str]:
    return [
        name
        for name in frame.columns
        if pd.api.types.is_numeric_dtype(frame[name])
        and not pd.api.types.is_bool_dtype(frame[name])
        and not _words(name) & _ORDER
        and str(name).lower() not in _RECORD
    ]


def _words(name: object) -> set[str]:
    return set(_WORD.findall(str(name).lower()))


def _is_count(column: pd.Series) -> bool:
    words = _words(column.name)
    if str(column.name).lower() in _RECORD or (words & _NOT_COUNTED and not words & _COUNTED):
        return False
    if not pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
        return False
    values = column.dropna()
    return bool(len(values)) and bool(((values >= 0) & (values == values.round())).all())
