"""From a record back to its file, in words."""

from tests.app.conftest import add
from tests.app.files import MARKETS
from views import provenance


def test_a_record_leads_back_to_its_line_its_file_and_who_loaded_it(store):
    add(store, "markets", MARKETS, name="markets.csv", by="analyst, Lambeth")
    second = store.records("markets").iloc[1]
    said = provenance.told(second, store)
    assert "line 3 of markets.csv (batch 1)" in said
    assert said.endswith("by analyst, Lambeth. The Data page shows the whole batch.")


def test_a_record_of_the_example_says_so(store):
    add(store, "markets", MARKETS, name="markets.csv", by="analyst")
    record = store.records("markets").drop(columns=["batch_id", "line"]).iloc[0]
    assert provenance.told(record, store) == "The selected record comes from the example."
