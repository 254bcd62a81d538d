"""What every page hands over under the profile for the public, which is the usual one."""

import io
import re

import pandas as pd
import pytest

from tests.app.test_pages import run

STATES = [
    ("map", {}),
    ("operation", {"operation_rows": "Raids", "operation": "Operation Crackdown"}),
    ("displacement", {"part": "Over time"}),
    ("displacement", {"part": "Every area"}),
    ("hotspots", {"records": "Markets"}),
    ("targets", {}),
]
# Columns that count records, on whichever page; months of a table stand there by their names.
COUNTS = re.compile(
    r"(\d{4}-\d{2}|\d{4}-\d{2} to .*|[A-Z][a-z]{2} \d{4}|before|after|points|open|closed|raids|"
    r"arrests|calls .*|count|links|open_markets|closed_markets|Open markets|Closed markets)$"
)
FORMULA = re.compile(r"[=+@\t\r-]")
# Simulated records may leave one by one; they say so in a column.
SIMULATED = "illustrative"


@pytest.fixture
def handed(monkeypatch, store):
    """Return the files that pages offer, by the key of their button; those withheld are None."""
    del store
    found = {}

    def offer(label, data, *, file_name, key, disabled=False, **_):
        body = None if disabled else data() if callable(data) else data
        found[key] = (label, file_name, body)
        return False

    monkeypatch.setattr("streamlit.download_button", offer)
    return found


@pytest.mark.parametrize(("page", "query"), STATES, ids=str)
def test_each_file_for_the_public_is_marked_and_has_no_small_count_and_no_formula(
    handed, page, query
):
    run(page, **query)
    files = {key: one for key, one in handed.items() if not key.startswith("template_")}
    assert files
    for label, name, body in files.values():
        assert name.startswith("OFFICIAL_"), name
        assert "_public" in name
        if body is None or not name.endswith(".csv"):
            continue
        assert label.endswith("(public)")
        table = pd.read_csv(io.BytesIO(body.encode() if isinstance(body, str) else body))
        for column in filter(COUNTS.match, table.columns):
            shown = pd.to_numeric(table[column]).dropna()
            assert (shown >= 10).all(), (name, column)
            assert (shown % 5 == 0).all(), (name, column)
        for column in table.select_dtypes(["object", "str"]):
            bad = table[column].dropna().astype(str).str.match(FORMULA)
            assert not bad.any(), (name, column)
        if {"raid_id", "raid", "id"} & set(table.columns):
            assert table[SIMULATED].all(), name
