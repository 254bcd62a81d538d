"""Folders on the server: what is in them, and nothing of what is outside."""

import os

import pytest

import geo


def refusal(*arguments, **options):
    with pytest.raises(geo.InputError) as caught:
        geo.expand(*arguments, **options)
    return caught.value.code


def test_files_are_listed_in_order_whatever_their_depth(tmp_path):
    names = [
        "b.csv",
        "a/z.CSV",
        "a/c.zip",
        "m.parquet",
        "n.csv.gz",
        "o.geojson",
        "p.gpkg",
        "q.xlsx",
    ]
    for name in [*names, "notes.md", ".hidden.csv", ".git/x.csv", "picture.png"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    found = [path.relative_to(tmp_path).as_posix() for path in geo.expand(tmp_path)]
    assert found == sorted(names)


def test_a_file_is_itself_whatever_its_ending(tmp_path):
    (tmp_path / "a.dat").write_text("x")
    assert geo.expand(tmp_path / "a.dat") == (tmp_path / "a.dat",)


def test_links_that_lead_out_are_passed_over(tmp_path):
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    for folder in (outside, inside, inside / "deep"):
        folder.mkdir()
    (outside / "secret.csv").write_text("x")
    (inside / "good.csv").write_text("x")
    (inside / "file.csv").symlink_to(outside / "secret.csv")
    (inside / "folder").symlink_to(outside)
    (inside / "dangling.csv").symlink_to(outside / "gone.csv")
    (inside / "deep" / "round").symlink_to(inside)
    (inside / "near.csv").symlink_to(inside / "good.csv")
    assert [path.name for path in geo.expand(inside)] == ["good.csv", "near.csv"]


def test_too_many_none_and_nowhere_are_refused(tmp_path):
    assert refusal(tmp_path) == "folder.empty"
    for number in range(3):
        (tmp_path / f"{number}.csv").write_text("x")
    assert refusal(tmp_path, most=2) == "folder.count"
    assert refusal(tmp_path / "nowhere") == "file.unreadable"
    assert refusal("a\x00b") == "file.unreadable"


def test_a_folder_that_may_not_be_looked_into_is_told_of(tmp_path, monkeypatch):
    """Its files would be missing from an import that says that all went well."""
    for name in ("a.csv", "closed/b.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    real = os.scandir

    def scandir(path):
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert refusal(tmp_path) == "file.unreadable"
