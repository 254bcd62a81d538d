"""A store's records and the example's put together without a browser."""

import subprocess
import sys
from pathlib import Path

import pytest

import workspace
from geo.errors import ParameterError
from geo.store import open_store
from tests.app.conftest import add
from tests.app.files import AREAS, MARKETS, RAIDS


@pytest.fixture
def store(tmp_path):
    opened = open_store(tmp_path / "store.sqlite")
    yield opened
    opened.close()


def sources(found):
    return {source.kind: (source.rows, source.is_example) for source in found.sources}


def test_an_empty_store_gives_the_example_under_its_own_version(store):
    found = workspace.open_workspace(store)
    shipped = workspace.read_example()
    assert found.version == shipped.version
    assert found.loaded("raids") == len(shipped.records["raids"]) == 128
    assert found.is_illustrative("markets")


def test_the_choice_decides_between_loaded_records_and_the_example(store):
    add(store, "raids", RAIDS)
    own = workspace.open_workspace(store, what=workspace.OWN)
    both = workspace.open_workspace(store, what=workspace.TOGETHER)
    example = workspace.open_workspace(store, what=workspace.EXAMPLE)
    assert sources(own) == {"raids": (2, False)}
    assert both.version == f"{store.version}+example"
    assert (both.loaded("raids"), both.loaded("markets")) == (2, 278)
    assert (example.loaded("raids"), own.loaded("markets")) == (128, 0)


def test_a_choice_that_is_none_is_refused(store):
    with pytest.raises(ParameterError, match="no choice of records called 'all'"):
        workspace.open_workspace(store, what="all")


def test_the_caller_keeps_what_the_store_gave_and_is_asked_again_with_the_same_key(store):
    add(store, "markets", MARKETS)
    add(store, "areas", AREAS)
    kept, asked = {}, []

    def keep(key, make):
        asked.append(key)
        return kept.setdefault(key, None) if key in kept else kept.setdefault(key, make())

    first = workspace.open_workspace(store, keep=keep)
    keys = list(asked)
    second = workspace.open_workspace(store, keep=keep)
    assert {key[0] for key in keys} == {"records", "areas", "placed"}
    assert asked == keys * 2
    assert second.points["markets"] is first.points["markets"]


def test_it_needs_no_streamlit():
    check = "import sys, workspace; print('streamlit' in sys.modules)"
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", check],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.strip() == "False"


def test_residents_are_kept_apart_from_counts_of_offences(store):
    people = "\n".join(f"E090000{at:02d},2010,Population,{at}000" for at in range(1, 34))
    add(store, "area_counts", f"area_code,year,category,count\n{people}\n")
    alone = workspace.open_workspace(store)
    example = alone.tables["area_counts"]
    assert len(example)
    assert "Population" not in set(example["category"])
    add(store, "area_counts", "area_code,month,category,count\nE09000001,2010-01,Drugs,5\n")
    both = workspace.open_workspace(store).tables["area_counts"]
    assert both["category"].to_list() == ["Drugs"]  # though more counts are of residents
