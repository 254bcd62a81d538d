"""Adding read files to the store: all of them, or none where the user cancels."""

import hashlib

import pytest

import boundaries
import geo
from geo.errors import Cancelled
from tests.app.conftest import add
from tests.app.files import MARKETS, RAIDS, STRANGE, STRANGE_COLUMNS
from views import adding, intakes
from views.jobs import Job


def reading(kind, content, *, name, columns=None):
    data = content.encode()
    boroughs = boundaries.load_boroughs()
    intake = getattr(geo, f"read_{kind}")(
        data, columns=columns, locate=lambda points: boundaries.assign_areas(points, boroughs)
    )
    return intakes.Reading(
        file=intakes.Incoming(key=name, name=name, content=data),
        choice=intakes.Choice(kind=kind, columns=columns),
        areas_version="shipped",
        kind=kind,
        digest=hashlib.sha256(data).hexdigest(),
        header=tuple(content.splitlines()[0].split(",")),
        intake=intake,
    )


def added(readings, store, **options):
    job = Job(lambda job: adding.add_all(job, readings, store=store, by="tester", **options))
    assert job.wait(60.0)
    return job.result()


def test_each_file_becomes_a_batch(store):
    outcomes = added(
        [reading("markets", MARKETS, name="m.csv"), reading("raids", RAIDS, name="r.csv")], store
    )
    assert [(o.batch.batch_id, o.batch.name, o.batch.accepted) for o in outcomes] == [
        (1, "m.csv", 2),
        (2, "r.csv", 2),
    ]
    assert {batch.by for batch in store.batches()} == {"tester"}


def test_a_file_that_fails_does_not_keep_the_others_out(store):
    good, bad = reading("raids", RAIDS, name="r.csv"), reading("markets", MARKETS, name="m.csv")
    add(store, "raids", RAIDS)
    outcomes = added([good, bad], store, replaces=1)
    assert outcomes[0].batch.is_repeat
    assert outcomes[1].batch is None
    assert "raids" in str(outcomes[1].error)


def test_a_cancelled_import_leaves_none_of_its_files(store):
    add(store, "raids", RAIDS)
    readings = [
        reading("markets", MARKETS, name="m.csv"),
        reading("markets", STRANGE, name="s.csv", columns=STRANGE_COLUMNS),
    ]

    def work(job):
        say = job.report

        def report(share, *, text):
            say(share, text=text)
            if text.endswith("s.csv"):
                job.cancel()

        job.report = report
        return adding.add_all(job, readings, store=store, by="tester")

    job = Job(work)
    assert job.wait(60.0)
    with pytest.raises(Cancelled):
        job.result()
    assert store.counts()["markets"] == 0
    assert store.counts()["raids"] == 2
    assert [batch.state for batch in store.batches(kind="markets")] == ["undone"]
    assert store.verify().is_intact


def test_a_correction_of_the_columns_is_remembered_for_the_same_header(store):
    added([reading("markets", STRANGE, name="s.csv", columns=STRANGE_COLUMNS)], store)
    header = STRANGE.splitlines()[0].split(",")
    assert store.mapping_for("markets", reversed(header)) == STRANGE_COLUMNS
    assert store.mapping_for("raids", header) is None


def test_conflicting_ids_name_the_batch_to_replace(store):
    add(store, "markets", MARKETS)
    changed = MARKETS.replace("Coldharbour Lane", "Brixton Road")
    (outcome,) = added([reading("markets", changed, name="corrected.csv")], store)
    assert outcome.conflicts == 1
    rejected = store.rejected(outcome.batch.batch_id)
    assert adding.earlier_batches(rejected) == [1]
    store.undo(outcome.batch.batch_id, by="tester")
    (outcome,) = added([reading("markets", changed, name="corrected.csv")], store, replaces=1)
    assert outcome.conflicts == 0
    assert list(store.records("markets")["name"]) == ["Brixton Road", "Station Road"]
