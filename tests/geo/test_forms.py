"""Forms, templates and documentation say what the readers take."""

import importlib.util
from pathlib import Path

import pandas as pd
import pytest

import geo
from tests.geo.files import Upload

ROOT = Path(__file__).parents[2]
# What a form leaves out on purpose: other ways to give a place, an area or an outcome, and the
# quarter and the length of periods, which only published tables have.
_LEFT_OUT = {
    *("longitude", "latitude", "x", "y", "grid_reference", "area_code"),
    *("from_code", "to_code", "outcome", "financial_quarter", "length"),
}


def filled(kind):
    frame = pd.DataFrame([{c.name: c.example for c in geo.form_columns(kind)}])
    return geo.template(kind) + geo.to_safe_csv(frame).split(b"\n", 1)[1]


@pytest.mark.parametrize("kind", geo.FORM_KINDS)
def test_a_template_that_is_filled_in_is_recognised_and_reads_cleanly(kind):
    data = filled(kind)
    assert geo.recognise(data).kind == kind
    intake = getattr(geo, f"read_{kind}")(data)
    assert (intake.read, intake.accepted) == (1, 1)
    assert intake.warnings == ()
    assert set(intake.mapping.values()) == {column.name for column in geo.form_columns(kind)}


@pytest.mark.parametrize("kind", geo.FORM_KINDS)
def test_a_form_has_every_column_that_its_reader_knows(kind):
    taken = getattr(geo, f"read_{kind}")(filled(kind)).mapping
    assert set(geo.known_columns(kind)) - set(taken) <= _LEFT_OUT


@pytest.mark.parametrize("kind", geo.FORM_KINDS)
def test_without_a_needed_column_a_file_is_refused_or_its_row_rejected(kind):
    whole = pd.DataFrame([{c.name: c.example for c in geo.form_columns(kind)}])
    for column in geo.form_columns(kind):
        data = geo.to_safe_csv(whole.drop(columns=column.name))
        if kind == "area_counts" and column.name == "category":
            continue  # it may stand in the file's name
        if column.is_needed:
            with pytest.raises(geo.InputError):
                getattr(geo, f"read_{kind}")(data)
        else:
            assert getattr(geo, f"read_{kind}")(data).accepted == 1


@pytest.mark.parametrize("kind", geo.FORM_KINDS)
def test_an_empty_template_says_that_it_has_no_rows(kind):
    with pytest.raises(geo.InputError) as caught:
        getattr(geo, f"read_{kind}")(Upload(geo.template(kind), f"{kind}.csv"))
    assert "no rows" in str(caught.value)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("disposals", "disposal"), ("links", "kind"), ("premises", "measure"),
        ("premises", "tenure"), ("raids", "tactic"), ("markets", "status"), ("markets", "source"),
    ],
)  # fmt: skip
def test_the_words_that_a_form_lists_are_taken(kind, name):
    (column,) = (column for column in geo.form_columns(kind) if column.name == name)
    words = [word.strip() for part in column.says.split(" or ") for word in part.split(",")]
    assert len(words) >= 3
    for word in words:
        row = {c.name: c.example for c in geo.form_columns(kind)} | {name: word}
        intake = getattr(geo, f"read_{kind}")(geo.to_safe_csv(pd.DataFrame([row])))
        assert intake.records[name].notna().all(), word


def test_the_documentation_is_made_of_the_forms():
    spec = importlib.util.spec_from_file_location("records", ROOT / "docs" / "records.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (ROOT / "docs" / "records.md").read_text(encoding="utf-8") == module.page()
    for kind in geo.FORM_KINDS:
        for column in geo.form_columns(kind):
            assert f"| `{column.name}` |" in module.page()


def test_boundaries_have_no_form():
    with pytest.raises(geo.ParameterError):
        geo.form_columns("areas")
