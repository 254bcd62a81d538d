"""The fast splitter against Python's own, which is slow and right."""

import csv
import io
import tempfile
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import _csv, _csv_records, _source
from geo._csv import read_csv
from geo._source import Source
from geo.errors import InputError

CELL = st.text(st.sampled_from('ab ,;"\n1é'), max_size=5)


def oracle(text, separator=","):
    """Return the rows that are not blank, each with the line on which it starts."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows, before = [], 0
    for row in reader:
        if any(row):
            rows.append((before + 1, row))
        before = reader.line_num
    return rows


@given(
    st.lists(st.one_of(st.just([]), st.lists(CELL, min_size=3, max_size=3)), max_size=12),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([",", ";", "\t"]),
    st.integers(1, 40),
)
@settings(max_examples=300)
def test_cells_and_lines_are_those_of_the_csv_module(rows, quoting, newline, separator, chunk):
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, quoting=quoting, lineterminator=newline, delimiter=separator)
    writer.writerow(["a", "b", "c"])
    for row in [*rows, ["x", "y", "z"]]:
        if row:
            writer.writerow(row)
        else:
            buffer.write(newline)
    text = buffer.getvalue()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_csv_records, "_CHUNK", chunk)
        table = read_csv(Source(name="a.csv", content=text.encode()))
    expected = oracle(text, separator)[1:]
    found = zip(*(table.columns[name].to_pylist() for name in "abc"), strict=True)
    assert [list(row) for row in found] == [row for _, row in expected]
    np.testing.assert_array_equal(table.lines, [line for line, _ in expected])


@given(st.lists(st.text(st.sampled_from('ab,"\n'), max_size=8), max_size=8))
@settings(max_examples=200)
def test_every_line_is_somewhere_or_the_file_is_refused(lines):
    text = "\n".join(["a,b", *lines, "x,y", ""])
    with suppress(InputError):
        table = read_csv(Source(name="a.csv", content=text.encode()))
        rows = oracle(text)[1:]
        filled = [line for line, cells in rows if any(cell.strip(' ,"\n') for cell in cells)]
        found = sorted([*table.lines.tolist(), *(line for line, *_ in table.spoiled)])
        assert set(filled) <= set(found) <= {line for line, _ in rows}
        assert len(found) == len(set(found))


def test_only_the_columns_that_are_chosen_are_built():
    table = read_csv(Source(name="a.csv", content=b"a,b,c\n1,2,3\n"), choose=lambda _: ["b"])
    assert list(table.columns) == ["b"]
    assert table.names == ("a", "b", "c")


def outcome(source):
    """Return all that a file was split into, or the code and line of its refusal."""
    try:
        table = read_csv(source, choose=lambda names: names)
    except InputError as error:
        return error.code, error.line
    columns = {name: column.to_pylist() for name, column in table.columns.items()}
    return columns, table.lines.tolist(), table.spoiled, table.notes, table.opening


@given(
    st.lists(st.text(st.sampled_from('ab,"\n\ré'), max_size=12), max_size=30),
    st.sampled_from(["", "\ufeff"]),
    st.integers(8, 200),
    st.booleans(),
)
@settings(max_examples=300)
def test_a_large_file_read_in_blocks_is_the_same_as_at_once(lines, mark, size, on_disk):
    data = (mark + "\n".join(["a,b", *lines, "x,y"])).encode()
    whole = outcome(Source(name="a.csv", content=data))
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(_csv, "_BLOCKS_FROM_BYTES", 0)
        patch.setattr(_source, "_CHUNK", size)
        path = Path(folder) / "a.csv"
        path.write_bytes(data)
        source = Source(name="a.csv", path=path) if on_disk else Source(name="a.csv", content=data)
        assert outcome(source) == whole
