"""Who changed what and when, and whether the log still is as it was written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from views import stored, widgets

if TYPE_CHECKING:
    from geo.store import Store

_FIRST = ("name", "removed", "mapping")
_LAST = ("digest", "header")
_COMMAND = "python -m geo verify"
_COLUMNS = {
    "sequence": st.column_config.NumberColumn("no.", width=50),
    "at": st.column_config.DatetimeColumn("when (UTC)", format="D MMM YYYY, HH:mm:ss"),
    "by": st.column_config.TextColumn("by", width=130),
    "action": st.column_config.TextColumn("what", width=90),
    "kind": st.column_config.TextColumn("of", width=100),
    "batch_id": st.column_config.NumberColumn("batch", width=60),
    "hash": st.column_config.TextColumn("fingerprint", width=125),
    "detail": st.column_config.TextColumn(width="large"),
}


def show() -> None:
    """Draw the log with its check and its download."""
    store = stored.the_store()
    _state(store)
    entries = store.audit()
    if entries.empty:
        st.info("The log is empty: nothing has been loaded into this store yet.")
    else:
        latest_first = entries.iloc[::-1]
        st.dataframe(
            latest_first.assign(
                at=pd.to_datetime(latest_first["at"]).dt.tz_convert("UTC").dt.tz_localize(None),
                detail=latest_first["detail"].map(in_words),
                hash=latest_first["hash"].str.slice(0, 12),
            ),
            hide_index=True,
            column_config=_COLUMNS,
            column_order=list(_COLUMNS),
            placeholder="",
            height=min(460, 3 + 37 * (len(entries) + 1)),
        )
        widgets.download(
            entries, label="Log as CSV", file_name="log.csv", key="log_csv", is_report=True
        )
    st.caption(
        "Entries can be added to the log and never changed. Each carries the fingerprint of the "
        "one before it, so that a changed or missing entry breaks the chain. The data version that "
        "the pages state is the fingerprint of the last entry that changed records. To check the "
        "chain outside the app:"
    )
    st.code(_COMMAND, language=None)


def _state(store: Store) -> None:
    check = store.verify()
    if check.is_intact:
        st.success(widgets.as_text(check.summary), icon=":material/verified:")
    else:
        st.error(widgets.as_text(check.summary), icon=":material/error:")


def in_words(detail: Any) -> str:
    """Return the details of an entry, which are JSON, as a line to read.

    >>> in_words('{"accepted": 278, "name": "markets.csv", "replaces": null}')
    'name: markets.csv; accepted: 278'
    """
    found = json.loads(detail) if isinstance(detail, str) and detail else {}
    if not isinstance(found, dict):
        return str(found)
    told = {key: value for key, value in found.items() if value not in (None, {}, [])}
    ordered = sorted(told, key=lambda key: (key not in _FIRST, key in _LAST))
    return "; ".join(f"{key.replace('_', ' ')}: {_short(told[key])}" for key in ordered)


def _short(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
