"""What of a table may stand in a file for the public."""

from __future__ import annotations

import re

import pandas as pd

import analysis

_COUNTED = frozenset(
    {
        *("after", "arrests", "before", "calls", "campaigns", "count", "counts", "disposals"),
        *(
            "events",
            "links",
            "markets",
            "n",
            "observed",
            "offences",
            "places",
            "points",
            "premises",
        ),
        *("raids", "recorded", "records"),
    }
)
_PLACED = frozenset(
    ["easting", "northing", "longitude", "latitude", "x", "y", "market_id", "raid_id", "line"]
)
_ORDER = frozenset({"rank", "band", "year"})
_WORD = re.compile(r"[a-z]+")

_LARGE = 10**12

SAID = "counts under ten hidden with whatever would give them away, others rounded to five"
WITHHELD = (
    "Single records are not offered in files for the public. Settings says who files are for."
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
    if not names & _PLACED and not {"record", "id"} <= names:
        return False
    simulated = frame.get("illustrative")
    return simulated is None or not bool(simulated.all())


def for_public(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the table with its counts suppressed and rounded.

    Columns are counts by their names and by holding whole numbers only. In a row with a hidden
    count every other figure is left out as well: a percentage would lead back to it.

    >>> import pandas as pd
    >>> table = pd.DataFrame({"area": ["A", "B", "C"], "raids": [3, 12, 48], "change": [0.5, 2, 1]})
    >>> for_public(table)
      area  raids  change
    0    A   <NA>     NaN
    1    B   <NA>     NaN
    2    C     50     1.0
    """
    counted = [name for name in frame.columns if _is_count(frame[name])]
    if frame.empty or not counted:
        return frame
    # What is missing must neither count as a small number nor be hidden in a small one's stead.
    whole = frame[counted].reset_index(drop=True).fillna(_LARGE).astype("int64")
    safe = analysis.suppress_counts(whole).counts.astype("Int64")
    safe = safe.mask(frame[counted].reset_index(drop=True).isna())
    hidden = (safe.isna() & frame[counted].reset_index(drop=True).notna()).any(axis=1)
    shown = frame.reset_index(drop=True).copy()
    shown[counted] = safe
    for name in shown.columns:
        is_figure = pd.api.types.is_numeric_dtype(shown[name]) and not _is_order(name)
        if is_figure and not pd.api.types.is_bool_dtype(shown[name]):
            missing = pd.NA if name in counted else float("nan")
            shown[name] = shown[name].mask(hidden, missing)
    return shown


def _is_order(name: object) -> bool:
    return bool(_ORDER & set(_WORD.findall(str(name).lower())))


def _is_count(column: pd.Series) -> bool:
    words = _WORD.findall(str(column.name).lower())
    if not _COUNTED & set(words) or pd.api.types.is_bool_dtype(column):
        return False
    if not pd.api.types.is_numeric_dtype(column):
        return False
    values = column.dropna()
    return bool(len(values)) and bool(((values >= 0) & (values == values.round())).all())
