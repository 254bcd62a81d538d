"""A table whose rows can be looked into, by mouse in the table or by keyboard below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd

_ROW_PX = 37
_MOST_PX = 380


def pick(
    table: pd.DataFrame,
    *,
    ids: Sequence[Any],
    label: str,
    name_of: Callable[[Any], str],
    key: str,
    column_config: Mapping[str, Any],
    bind: bool = False,
) -> Any:
    """Draw a table with a row for each id, and return the id that is looked into, or nothing."""
    if st.session_state.get(key) not in (None, *ids):
        st.session_state[key] = None

    def follow() -> None:
        rows = st.session_state[f"{key}_table"]["selection"]["rows"]
        st.session_state[key] = ids[rows[0]] if rows else None

    st.dataframe(
        table,
        hide_index=True,
        column_config=dict(column_config),
        key=f"{key}_table",
        placeholder="",
        on_select=follow,
        selection_mode="single-row",
        height=min(_MOST_PX, 3 + _ROW_PX * (len(ids) + 1)),
    )
    return st.selectbox(
        label,
        list(ids),
        index=None,
        format_func=name_of,
        key=key,
        bind="query-params" if bind else None,
        placeholder="Choose a row in the table, or here",
    )
