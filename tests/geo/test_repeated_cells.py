"""Looking at each distinct cell once must not change what is read."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import _repeated_cells
from geo._repeated_cells import joined_cells, repeated_cells
from geo._table import Table
from geo._text import clean_texts

CELLS = st.sampled_from(["", "N/A", " a", "a", "z\u200bz", "é", "1", "1.50", "1,5", "x" * 300, "-"])


def texts_and_numbers(cells, *, comma):
    column = pa.array(cells, pa.string()) if isinstance(cells, list) else cells
    table = Table(
        file="a.csv",
        names=("n",),
        columns={"n": column},
        lines=np.arange(len(cells)),
        decimal_comma=comma,
    )
    values, given_ = table.numbers("n")
    cleaned, hidden = clean_texts(column)
    return cleaned.to_pylist(), hidden, np.nan_to_num(values, nan=-1).tolist(), given_.tolist()


@given(st.lists(CELLS, min_size=9, max_size=60), st.booleans())
@settings(max_examples=100)
def test_cells_looked_at_once_are_read_as_one_by_one(cells, comma):
    expected = texts_and_numbers(cells, comma=comma)
    assert repeated_cells(pa.array(cells)) is None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_repeated_cells, "_SAMPLE", 4)
        patch.setattr(_repeated_cells, "_worth", lambda *_: True)
        assert repeated_cells(pa.array(cells)) is not None
        assert texts_and_numbers(cells, comma=comma) == expected


@pytest.mark.parametrize(("distinct", "repeats"), [(20_000, True), (80_000, False)])
def test_a_column_is_coded_where_under_a_quarter_of_its_cells_are_distinct(distinct, repeats):
    chance = np.random.default_rng(1)
    column = pa.array(chance.integers(0, distinct, 160_000).astype(str))
    assert (repeated_cells(column) is not None) == repeats


def test_parts_of_a_column_are_joined_whether_they_are_coded_or_not():
    few = pa.array(["Drugs", "Robbery"] * 5000)
    many = pa.array([str(number) for number in range(12_000)])
    joined = joined_cells([few.dictionary_encode(), few])
    assert pa.types.is_dictionary(joined.type)
    assert joined.to_pylist() == few.to_pylist() * 2
    assert joined_cells([many, few.slice(0, 1)]).to_pylist() == [*many.to_pylist(), "Drugs"]


@given(st.lists(CELLS, min_size=1, max_size=60), st.booleans())
@settings(max_examples=50)
def test_a_coded_column_is_read_as_the_plain_one(cells, comma):
    plain = pa.array(cells, pa.string())
    assert texts_and_numbers(plain.dictionary_encode(), comma=comma) == texts_and_numbers(
        plain, comma=comma
    )
