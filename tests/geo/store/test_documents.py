"""Plans, lessons and the like come back as they were saved, and the log says who saved what."""

import json
import threading
from dataclasses import FrozenInstanceError
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import ParameterError
from geo.store import DOCUMENT_KINDS, open_store
from geo.store._document import checked_content
from tests.geo.store.made import raids
from tests.geo.store.old import VERSION_1
from tests.geo.store.test_migrations import old

__all__ = ["old"]

PLAN = {
    "areas": ["E09000012", "E09000030"],
    "weights": {"open_markets": 0.5, "trend": 0.25, "sources": 0.25},
    "note": "Two weeks.\nThen the hotline: <b>not</b> bold, ${x}, `y`.",
    "nothing": None,
    "firm": True,
}


def test_a_document_comes_back_as_it_was_saved(store):
    before = datetime.now(tz=UTC)
    saved = store.save_document("plan", "Autumn", PLAN, by="planner")
    assert saved == store.document("plan", "Autumn")
    assert (saved.kind, saved.name, saved.version, saved.by) == ("plan", "Autumn", 1, "planner")
    assert saved.content == PLAN
    assert before - timedelta(seconds=1) <= saved.saved <= datetime.now(tz=UTC)
    with pytest.raises(FrozenInstanceError):
        saved.version = 7


def test_saving_again_takes_the_place_and_counts_up(store):
    store.save_document("plan", "Autumn", PLAN, by="planner")
    again = store.save_document("plan", "  Autumn\u200b ", {"areas": []}, by="lead")
    assert (again.name, again.version, again.by) == ("Autumn", 2, "lead")
    assert store.documents("plan") == [again]


def test_kinds_are_kept_apart_and_the_latest_comes_first(store):
    for kind in DOCUMENT_KINDS:
        store.save_document(kind, "one", {"kind": kind}, by="me")
    store.save_document("lesson", "two", {}, by="me")
    store.save_document("lesson", "one", {"again": 1}, by="me")
    assert [found.name for found in store.documents("lesson")] == ["one", "two"]
    assert [found.content for found in store.documents("plan")] == [{"kind": "plan"}]


def test_a_deleted_document_is_gone_and_another_of_its_name_can_be_saved(store):
    store.save_document("plan", "Autumn", PLAN, by="planner")
    store.save_document("lesson", "Autumn", {}, by="planner")
    store.delete_document("plan", "Autumn", by="lead")
    assert store.document("plan", "Autumn") is None
    assert store.document("lesson", "Autumn") is not None
    with pytest.raises(ParameterError, match="no plan of that name"):
        store.delete_document("plan", "Autumn", by="lead")
    assert store.save_document("plan", "Autumn", PLAN, by="planner").version == 1


def test_every_save_and_deletion_is_logged_without_what_was_said(store):
    store.save_document("plan", "Autumn", PLAN, by="planner")
    store.save_document("plan", "Autumn", {}, by="lead")
    store.delete_document("plan", "Autumn", by="lead")
    log = store.audit()
    assert log["action"].tolist() == ["save", "save", "delete"]
    assert log["by"].tolist() == ["planner", "lead", "lead"]
    assert log["kind"].tolist() == ["plan"] * 3
    details = [json.loads(text) for text in log["detail"]]
    assert [(one["name"], one["version"]) for one in details] == [
        ("Autumn", 1), ("Autumn", 2), ("Autumn", 2),
    ]  # fmt: skip
    assert "Two weeks" not in "".join(log["detail"])
    assert store.verify().is_intact


def test_documents_leave_the_version_of_the_records_alone(store, put):
    put("raids", raids((1, 2)))
    before = store.version, store.version_of("raids")
    store.save_document("plan", "Autumn", PLAN, by="planner")
    store.delete_document("plan", "Autumn", by="planner")
    assert (store.version, store.version_of("raids")) == before
    put("raids", raids((2, 2)), name="other.csv")
    assert store.verify().is_intact


def test_of_many_saves_at_once_none_is_lost_from_the_log(address, store):
    ready = threading.Barrier(8)

    def save(number):
        with open_store(address) as one:
            ready.wait()
            one.save_document("plan", "Autumn", {"from": number}, by=f"planner {number}")

    rivals = [threading.Thread(target=save, args=[number]) for number in range(8)]
    for rival in rivals:
        rival.start()
    for rival in rivals:
        rival.join()
    log = store.audit()
    assert sorted(log["by"]) == [f"planner {number}" for number in range(8)]
    assert [json.loads(text)["version"] for text in log["detail"]] == list(range(1, 9))
    kept = store.document("plan", "Autumn")
    assert (kept.version, kept.by) == (8, log["by"].iloc[-1])
    assert kept.by == f"planner {kept.content['from']}"
    assert store.verify().is_intact


def test_invisible_characters_are_taken_out_and_lines_are_kept(store):
    content = {"note": "a\x00b\u200bc\u202ed\r\ne\ud800", "\x07key": ["x\x1b[31m"]}
    assert store.save_document("plan", "p", content, by="me").content == {
        "note": "abcd\ne",
        "key": ["x[31m"],
    }
    assert content["note"].startswith("a\x00")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([1, 2], "must be a dictionary"),
        ({"day": datetime.now(tz=UTC)}, "cannot hold a datetime, at 'content.day'"),
        ({"a": [1.0, float("nan")]}, r"not finite, at 'content.a\[1\]'"),
        ({"a": {1: "x"}}, "a key must be text"),
        ({"a": {"x"}}, "cannot hold a set"),
        ({"a": b"x"}, "cannot hold a bytes"),
        ({"note": "ask on 07700 900123"}, "'content.note' looks as if it were about a person"),
        ({"a": ["mail x.y@example.org"]}, r"'content.a\[0\]' looks as if"),
        ({"a": {"suspect": "x"}}, "a field about persons, in content.a"),
        ({"note": "x" * 10_001}, "'content.note' is too long"),
        ({"note": ["x" * 10_000] * 100}, "too large: 1,000,410 characters"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_said_where(store, content, said):
    with pytest.raises(ParameterError, match=said) as caught:
        store.save_document("plan", "p", content, by="me")
    assert "900123" not in str(caught.value)
    assert "example.org" not in str(caught.value)
    assert store.documents("plan") == []
    assert store.audit().empty


def test_content_as_deep_as_a_well_is_refused():
    content = {}
    for _ in range(100):
        content = {"in": content}
    with pytest.raises(ParameterError, match="nested too deep"):
        checked_content(content)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"kind": "novel"}, "no such kind of document"),
        ({"name": " \u200b"}, "the name is empty"),
        ({"name": "n" * 121}, "at most 120 characters"),
        ({"name": "call 020 7946 0123"}, "looks as if it were about a person"),
        ({"by": ""}, "nobody is named"),
    ],
)
def test_a_wrong_kind_name_or_author_is_refused(store, arguments, said):
    given = {"kind": "plan", "name": "p", "content": {}, "by": "me"} | arguments
    with pytest.raises(ParameterError, match=said):
        store.save_document(given["kind"], given["name"], given["content"], by=given["by"])


def test_a_fingerprint_is_not_taken_for_a_phone_number():
    digest = "0777009001230f" + "1" * 50
    assert json.loads(checked_content({"digest": digest})) == {"digest": digest}


def test_a_store_of_version_1_takes_documents(old):
    assert "documents" not in VERSION_1
    with open_store(old) as store:
        assert store.documents("plan") == []
        store.save_document("plan", "Autumn", PLAN, by="planner")
        assert store.verify().is_intact
    with open_store(old) as store:
        assert store.document("plan", "Autumn").content == PLAN


KEYS = st.sampled_from(["areas", "note", "shape"])
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["", "Bow", "a\nb", "<b>${x}</b>", "Ynys Môn", "two  spaces"])
)
CONTENT = st.dictionaries(
    KEYS,
    st.recursive(
        LEAVES,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
        max_leaves=8,
    ),
)


@settings(max_examples=100)
@given(content=CONTENT)
def test_any_json_comes_back_equal(content):
    text = checked_content(content)
    assert json.loads(text) == content
    assert checked_content(json.loads(text)) == text
