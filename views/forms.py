"""What can be loaded: the kinds of file, and the columns that each must have."""

from __future__ import annotations

import pandas as pd
import streamlit as st

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
    (
        "Boundaries",
        "polygons with a code and a name",
        "",
        "GeoJSON, GeoPackage, GeoParquet, zipped shapefile",
    ),
)


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
