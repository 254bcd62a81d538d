"""From a record back to the file that it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from views import stored, widgets

if TYPE_CHECKING:
    from geo.store import Store


def show(records: pd.DataFrame, *, id_column: str, record_id: Any) -> None:
    """Say which file a selected record came from, its line, and who loaded it when."""
    found = records[records[id_column] == record_id]
    if len(found):
        st.caption(widgets.as_text(told(found.iloc[0], stored.the_store())))


def told(record: pd.Series[Any], store: Store) -> str:
    """Return where a record came from, as a sentence."""
    number = record.get("batch_id")
    if number is None or pd.isna(number):
        return "The selected record comes from the example."
    batch = store.batch(int(number))
    return (
        f"The selected record stands on line {int(record['line']):,} of {batch.name} (batch "
        f"{batch.batch_id}), loaded on {widgets.day(batch.added_at)} by {batch.by}. The Data page "
        "shows the whole batch."
    )
