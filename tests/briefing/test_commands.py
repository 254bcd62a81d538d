"""``python -m briefing``: the same files again, or a reason why not."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import briefing
from briefing import SceneEdit, Spec
from briefing.__main__ import main
from geo.store import open_store
from tests.app.conftest import add
from tests.app.files import RAIDS
from workspace import open_workspace

ROOT = Path(__file__).parents[2]
ONE_SCENE = tuple(
    SceneEdit(key=key, shown=False)
    for key in ("markets", "hotspots", "targets", "changed", "sure", "learned", "method")
)


@pytest.fixture
def kept(tmp_path):
    """Return the path of a store that holds one briefing, told on the example."""
    path = tmp_path / "store.sqlite"
    with open_store(path) as store:
        spec = Spec(name="Our raids", scenes=ONE_SCENE, profile="internal")
        told = briefing.recompose(store, spec)
        briefing.save_spec(store, spec, told=told, day="2026-11-27", by="tester")
    return path


def run(*arguments, store):
    return main([*arguments, "--store", str(store)])


def files(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_saved_briefing_is_listed_with_what_it_was_told_on(kept, capsys):
    assert run("list", store=kept) == 0
    name, template, profile, day, data = capsys.readouterr().out.strip().split("\t")
    assert (name, template, profile, day) == ("Our raids", "operation", "internal", "2026-11-27")
    assert data.startswith("data example-")


def test_saving_a_briefing_does_not_change_the_data_version(kept):
    with open_store(kept) as store:
        spec = briefing.find_spec(store, "Our raids")
        assert briefing.told_on(spec, open_workspace(store)) == ""


def test_the_same_files_are_made_again_byte_for_byte_in_another_process(kept, tmp_path):
    formats = "html,pdf,pptx,png,svg,csv"
    one, two = (str(tmp_path / folder) for folder in ("one", "two"))
    assert run("render", "Our raids", "--format", formats, "--out", one, store=kept) == 0
    command = [sys.executable, "-m", "briefing", "render", "Our raids", "--store", str(kept)]
    subprocess.run(  # noqa: S603
        [*command, "--format", formats, "--out", two],
        check=True,
        cwd=ROOT,
        # Sets and dictionaries of text run in another order.
        env={**os.environ, "PYTHONHASHSEED": "12345"},
        capture_output=True,
    )
    made = files(tmp_path / "one")
    assert set(made) == {
        *(f"our-raids.{kind}" for kind in ("html", "pdf", "pptx")),
        "our-raids-csv/01-done.csv",
        "our-raids-csv/about.csv",
        "our-raids-png/01-done.png",
        "our-raids-svg/01-done.svg",
    }
    assert made == files(tmp_path / "two")


def test_a_file_gives_the_same_as_the_store(kept, tmp_path, capsys):
    assert run("show", "Our raids", store=kept) == 0
    path = tmp_path / "spec.json"
    path.write_text(capsys.readouterr().out, encoding="utf-8")
    run("render", "Our raids", "--format", "csv", "--out", str(tmp_path / "one"), store=kept)
    run("render", str(path), "--format", "csv", "--out", str(tmp_path / "two"), store=kept)
    assert files(tmp_path / "one") == files(tmp_path / "two") != {}


def test_other_records_are_refused_unless_they_are_accepted(kept, tmp_path, capsys):
    with open_store(kept) as store:
        add(store, "raids", RAIDS)
    out = tmp_path / "out"
    arguments = ("render", "Our raids", "--format", "csv", "--out", str(out))
    assert run(*arguments, store=kept) == 3
    told = capsys.readouterr().err
    assert "saved on data version example-" in told
    assert "Nothing was written" in told
    assert not out.exists()
    assert run(*arguments, "--accept-data", store=kept) == 0
    assert "its figures may differ" in capsys.readouterr().err
    assert "our-raids-csv/01-done.csv" in files(out)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "this is no JSON"),
        ("{}", "this is no briefing"),
        (json.dumps({"format": 99, "name": "a"}), "newer version"),
        (json.dumps({"format": 1, "name": "a", "colour": 1}), "no field 'colour'"),
        (json.dumps({"format": 1, "name": 3}), "holds 3"),
        (json.dumps({"format": 1}), "a field is missing"),
        (json.dumps({"format": 1, "name": "a", "profile": "secret"}), "no such profile"),
        (json.dumps({"format": 1, "name": "a", "scenes": [1]}), "no list of scenes"),
    ],
)
def test_a_file_that_is_no_briefing_is_refused(kept, tmp_path, capsys, content, words):
    path = tmp_path / "bad.json"
    path.write_text(content)
    assert run("render", str(path), store=kept) == 1
    assert words in capsys.readouterr().err


def test_what_is_not_there_is_refused(kept, tmp_path, capsys):
    assert run("render", "Another", store=kept) == 1
    assert "There are: Our raids." in capsys.readouterr().err
    assert run("render", str(tmp_path / "none.json"), store=kept) == 1
    with pytest.raises(SystemExit) as left:
        run("render", "Our raids", "--format", "doc", store=kept)
    assert left.value.code == 2


def test_the_key_that_moves_points_is_made_once(kept):
    with open_store(kept) as store:
        first = briefing.mask_key(store, by="tester")
        assert briefing.mask_key(store, by="tester") == first
    assert len(first) == 32


def test_a_spec_comes_back_as_it_was_saved():
    spec = Spec(
        name="a",
        title="\N{HEBREW LETTER ALEF} <b>",
        scenes=(SceneEdit(key="done", annotation="x"),),
        weights={"open_markets": 10.0},
        methods={"hotspots": "1"},
    )
    assert Spec.from_json(spec.to_json()) == spec


def test_the_example_s_lesson_is_told_as_such_until_the_store_has_its_own(tmp_path):
    only = tuple(
        SceneEdit(key=key, shown=False)
        for key in ("markets", "hotspots", "targets", "done", "changed", "sure", "method")
    )
    path = tmp_path / "spec.json"
    path.write_text(Spec(name="L", profile="internal", scenes=only).to_json(), encoding="utf-8")
    store, out = tmp_path / "store.sqlite", tmp_path / "out"

    def rendered():
        assert run("render", str(path), "--format", "html", "--out", str(out), store=store) == 0
        return (out / "l.html").read_text(encoding="utf-8")

    # As the example's lessons.json has it.
    theirs = "Open markets came up again over the nearest border within two months."
    label = "Illustrative: lessons of the example are made up, not real ones."
    told = rendered()
    assert theirs in told
    assert f"<strong>{label}</strong>" in told
    with open_store(store) as opened:
        assert briefing.lessons_in(opened, what="own") == []
        content = {"operation": "Operation Crackdown", "worked": "Starting early."}
        opened.save_document("lesson", "Ours", content, by="tester")
        assert [one["name"] for one in briefing.lessons_in(opened)] == ["Ours"]
        (example,) = briefing.lessons_in(opened, what="example")
        assert example["content"]["failed"] == theirs
    told = rendered()
    assert "Starting early." in told
    assert theirs not in told
    assert label not in told


def test_places_of_the_same_records_are_not_handed_over_in_two_shapes(kept, tmp_path, capsys):
    def rendered(name, places, *more, profile="public"):
        path = tmp_path / f"{name}.json"
        spec = Spec(name=name, scenes=ONE_SCENE, profile=profile, places=places)
        path.write_text(spec.to_json(), encoding="utf-8")
        out = ("--format", "csv", "--out", str(tmp_path / name), *more)
        return run("render", str(path), *out, store=kept)

    assert rendered("inside", "", profile="internal") == 0
    assert rendered("areas", "") == 0
    assert rendered("again", "areas") == 0
    capsys.readouterr()
    assert rendered("squares", "cells") == 1
    said = capsys.readouterr().err
    assert "by area have been made already" in said
    assert "can take one count from the other" in said
    assert not (tmp_path / "squares").exists()
    assert rendered("squares", "cells", "--accept-places") == 0
    assert rendered("inside", "", profile="internal") == 0
