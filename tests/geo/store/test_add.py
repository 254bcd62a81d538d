"""What is new, what is there already, and what contradicts it."""

import numpy as np
import pytest

import geo
from geo.errors import Cancelled, ParameterError
from tests.geo.store.made import counts, offences, raids, wide


def totals(batch):
    assert batch.rows_read == batch.accepted + batch.duplicate + batch.rejected + batch.left_out
    return batch.accepted, batch.duplicate, batch.rejected, batch.records


def test_a_batch_tells_what_it_is(store, put):
    batch = put("raids", raids((1, 2)), name="raids.csv", mapping={"raid_id": "Ref"},
                source_path="/data/raids.csv")  # fmt: skip
    assert (batch.batch_id, batch.kind, batch.name, batch.by) == (
        1,
        "raids",
        "raids.csv",
        "analyst",
    )
    assert (batch.mapping, batch.source_path) == ({"raid_id": "Ref"}, "/data/raids.csv")
    assert batch.added_at.utcoffset().total_seconds() == 0
    assert (batch.state, batch.is_repeat, batch.replaces) == ("current", False, None)
    assert store.batch(1) == batch
    assert store.batches() == (batch,)


def test_the_same_file_again_does_nothing(store, put):
    first = put("raids", raids((1, 2)))
    version = store.version
    again = put("raids", raids((1, 2)), by="another")
    assert again.is_repeat
    assert (again.batch_id, again.by) == (first.batch_id, "analyst")
    assert (store.version, len(store.audit())) == (version, 1)


def test_the_same_file_as_another_kind_is_another_batch(put):
    put("raids", raids((1, 2)))
    assert not put("offences", offences(("2024-03-01", 533512))).is_repeat


def test_rows_that_are_there_are_duplicates(store, put):
    put("raids", raids((1, 2), (2, 0)), name="a")
    assert totals(put("raids", raids((2, 0), (3, 1)), name="b")) == (1, 1, 0, 1)
    assert store.records("raids")["raid_id"].tolist() == ["1", "2", "3"]


def test_an_id_for_something_else_is_refused(store, put):
    put("raids", raids((1, 2), (2, 0)), name="a", lines=np.array([2, 3]))
    batch = put("raids", raids((1, 5), (3, 1)), name="b", lines=np.array([7, 9]),
                mapping={"raid_id": "Ref"})  # fmt: skip
    assert totals(batch) == (1, 0, 1, 1)
    refused = store.rejected(batch.batch_id)
    assert refused[["line", "column", "value", "code", "file"]].values.tolist() == [
        [7, "Ref", "1", "id.conflict", "b"]
    ]
    assert "batch 1, line 2" in refused["reason"][0]
    assert "replace batch 1" in refused["reason"][0]
    assert store.records("raids")["arrests"].tolist() == [2, 0, 1]


def test_two_offences_on_one_point_are_two(store, put):
    """Real offences share a snap point; the same file saved again shares all of them."""
    here = ("2024-03-01", 533512)
    assert totals(put("offences", offences(here, here), name="a")) == (2, 0, 0, 2)
    assert totals(put("offences", offences(here, here), name="b")) == (0, 2, 0, 0)
    assert totals(put("offences", offences(here, here, here), name="c")) == (1, 2, 0, 1)
    assert store.counts()["offences"] == 3


def test_offences_a_metre_apart_are_two_and_a_decimetre_apart_one(put):
    put("offences", offences(("2024-03-01", 533512.1)), name="a")
    assert totals(put("offences", offences(("2024-03-01", 533512.2)), name="b"))[1] == 1
    assert totals(put("offences", offences(("2024-03-01", 533513.2)), name="c"))[1] == 0


def test_a_month_is_not_its_first_day(put):
    put("offences", offences(("2024-03-01", 533512)), name="a")
    assert totals(put("offences", offences(("2024-03", 533512)), name="b")) == (1, 0, 0, 1)


def test_a_later_publication_wins(store, put):
    put("area_counts", counts(("Hackney", "2024-01", 5), ("Hackney", "2024-02", 6)), name="a")
    later = put("area_counts", counts(("Hackney", "2024-01", 7), ("Hackney", "2024-02", 6)),
                name="b")  # fmt: skip
    assert totals(later) == (1, 1, 0, 1)
    assert [note.code for note in store.notes(later.batch_id)][-1] == "counts.revised"
    found = store.records("area_counts")
    assert found["count"].tolist() == [6, 7]
    assert found["batch_id"].tolist() == [1, 2]


def test_a_later_publication_replaces_all_rows_of_one_count(store, put):
    """Two rows for one area and month add up; one row in their place must not be added to them."""
    put("area_counts", counts(("Hackney", "2024-01", 5), ("Hackney", "2024-01", 6)), name="a")
    assert store.records("area_counts")["count"].sum() == 11
    put("area_counts", counts(("Hackney", "2024-01", 12)), name="b")
    assert store.records("area_counts")["count"].tolist() == [12]


def test_a_wide_row_is_duplicate_when_all_its_counts_are(put):
    put("area_counts", wide(("Hackney", 5, 6), ("Lambeth", 1, 2)), name="a")
    batch = put("area_counts", wide(("Hackney", 5, 6), ("Lambeth", 1, 3)), name="b",
                lines=np.array([2, 2, 3, 3]))  # fmt: skip
    assert totals(batch) == (1, 1, 0, 1)


def test_rejected_rows_and_notes_are_kept(store, put):
    intake = geo.read_raids(
        b"raid_id,date,easting,northing\n1,2024-03-01,533512,184733\n2,soon,533512,184733\n"
    )
    batch = put("raids", intake)
    assert totals(batch) == (1, 0, 1, 1)
    kept = store.rejected(batch.batch_id)
    assert kept.values.tolist() == intake.rejected.values.tolist()
    assert kept.dtypes.tolist() == intake.rejected.dtypes.tolist()
    notes = store.notes(batch.batch_id)
    assert notes == intake.notes
    assert [(note.code, note.warning) for note in notes] == [
        (note.code, note.warning) for note in intake.notes
    ]


def test_replacing_takes_the_old_batch_out(store, put):
    put("raids", raids((1, 2), (2, 0)), name="a")
    batch = put("raids", raids((1, 5)), name="b", replaces=1)
    assert totals(batch) == (1, 0, 0, 1)
    assert batch.replaces == 1
    assert store.batch(1).state == "replaced"
    assert store.records("raids")["arrests"].tolist() == [5]
    assert store.audit()["action"].tolist() == ["add", "replace", "add"]


def test_replacing_the_wrong_batch_is_refused_and_changes_nothing(store, put):
    put("raids", raids((1, 2)), name="a")
    put("offences", offences(("2024-03-01", 533512)), name="b")
    version = store.version
    for wrong in (2, 3):
        with pytest.raises(ParameterError):
            put("raids", raids((2, 2)), name="c", replaces=wrong)
    with pytest.raises(ParameterError, match="came in before"):
        put("offences", offences(("2024-03-01", 533512)), name="b", replaces=1)
    assert store.version == version


def test_a_cancelled_import_leaves_nothing(store, put):
    intake = offences(*[("2024-03-01", 533512 + step) for step in range(50)])
    for allowed in range(2):
        asked = iter([False] * allowed + [True] * 9)
        with pytest.raises(Cancelled):
            put("offences", intake, cancelled=lambda asked=asked: next(asked))
        assert store.counts()["offences"] == 0
        assert store.batches() == ()
        assert store.audit().empty
    assert put("offences", intake, cancelled=lambda: False).records == 50


def test_progress_ends_with_everything(put):
    told = []
    put("raids", raids((1, 2), (2, 0)), progress=lambda done, total: told.append((done, total)))
    assert told[0] == (0, 2)
    assert told[-1] == (2, 2)


@pytest.mark.parametrize(
    ("change", "parameter"),
    [
        ({"digest": "abc"}, "digest"),
        ({"by": " "}, "by"),
        ({"name": "\u200b"}, "name"),
        ({"kind": "crimes"}, "kind"),
        ({"intake": offences(("2024-03-01", 533512))}, "intake"),
    ],
)
def test_arguments_are_checked(store, change, parameter):
    given = {"kind": "raids", "intake": raids((1, 2)), "name": "a", "digest": "0" * 64, "by": "me"}
    given |= change
    with pytest.raises(ParameterError) as caught:
        store.add(given.pop("kind"), given.pop("intake"), **given)
    assert caught.value.parameter == parameter
    assert store.audit().empty


def test_a_return_that_becomes_known_is_another_content_and_none_is_the_content_of_old(put, store):
    head = b"market_id,kind,first_seen,easting,northing"
    row = b"1,open,2000-01-05,533512,184733"
    first = put("markets", geo.read_markets(head + b"\n" + row + b"\n"), name="a.csv")
    empty = geo.read_markets(head + b",re_emerged\n" + row + b",\n")
    told = geo.read_markets(head + b",re_emerged\n" + row + b",2000-12-24\n")
    assert put("markets", empty, name="b.csv").duplicate == 1
    refused = put("markets", told, name="c.csv")
    assert store.rejected(refused.batch_id)["code"].tolist() == ["id.conflict"]
    put("markets", told, name="d.csv", replaces=first.batch_id)
    assert store.verify().is_intact
