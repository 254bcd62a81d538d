"""What can be loaded: the kinds of file, and the columns that each must have."""

from __future__ import annotations

import pandas as pd
import streamlit as st

import geo
from views import templates
from views.workspace import LABELS


def _columns(kind: str) -> tuple[str, str]:
    """Return the names of the columns that a kind needs, and of those taken if they are known."""
    needed, known = (
        ", ".join(
            column.name
            for column in geo.form_columns(kind)
            if column.is_needed == is_needed and column.name != "illustrative"
        )
        for is_needed in (True, False)
    )
    return needed, known


_FORMS = (
    (
        "Markets",
        "market_id, kind (open or closed), a place, first_seen",
        "last_seen, status, drugs, source, grade, tenure, borough",
        "CSV, Excel, GeoJSON, GeoPackage, GeoParquet",
    ),
    (
        "Raids",
        "raid_id, date, a place",
        "operation, market_id, tactic, arrests, disposals, premises_secured, forensic_hits",
        "CSV, Excel, GeoJSON, GeoPackage, GeoParquet",
    ),
    (
        "Recorded offences (points)",
        "a date or month, a place",
        "category",
        "street files of data.police.uk and its zip of many months; CSV, GeoParquet",
    ),
    (
        "Counts by area and period",
        "as published, or code, period, category, count",
        "",
        "the Metropolitan Police's monthly counts, borough counts by year, the Home Office's; CSV",
    ),
    ("Operations", "operation_id, name, start, end, areas (codes)", "cost, notes", "CSV, Excel"),
    *(
        (LABELS[kind], *_columns(kind), "CSV, Excel")
        for kind in ("disposals", "links", "premises", "campaigns", "calls")
    ),
    (
        "Boundaries",
        "polygons with a code and a name",
        "",
        "GeoJSON, GeoPackage, GeoParquet, zipped shapefile",
    ),
)


def needed(kind: str) -> str:
    """Return what a file of a kind must tell, in words."""
    return next((form[1] for form in _FORMS if form[0] == LABELS[kind]), "")


def show() -> None:
    """Say what can be loaded."""
    st.subheader("What can be loaded")
    st.table(
        pd.DataFrame(_FORMS, columns=["what", "needed", "if known", "as"]),
        border="horizontal",
        hide_index=True,
    )
    st.caption(
        "A place is longitude and latitude, easting and northing, or an Ordnance Survey grid "
        "reference. What a file holds is recognised by its columns, and you can correct it. Files "
        "with columns about persons are refused."
    )
    st.markdown("**Empty tables to fill in** (CSV)")
    templates.offer(key="data")
    st.caption(
        "Each has the columns of its kind and no rows. `docs/records.md` says what goes into each "
        "column, with an example."
    )
