"""``python -m geo import``, from the words to the store."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from geo._commands import main
from geo.store import open_store
from tests.geo.files import market_csv, market_row, police_csv, police_row

ROOT = Path(__file__).parents[3]
RAIDS = b"raid_id,date,x,y\n1,2024-03-01,533512,184733\n"
SQUARE = (
    b'{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": '
    b'{"code": "E05009317", "name": "A"}, "geometry": {"type": "Polygon", "coordinates": '
    b"[[[-0.08, 51.53], [-0.07, 51.53], [-0.07, 51.56], [-0.08, 51.56], [-0.08, 51.53]]]}}]}"
)


@pytest.fixture
def run(tmp_path, capsys):
    """Return a function that imports into a store of the test's own and returns the report."""

    def imported(*words):
        store = ["--store", str(tmp_path / "store.sqlite")]
        code = main(["import", *map(str, words), *store, "--by", "tester", "--json", "-"])
        report = json.loads(capsys.readouterr().out)
        assert report["exit_code"] == code
        return report

    return imported


@pytest.fixture
def files(tmp_path):
    """Return a function that writes files and returns their folder."""
    folder = tmp_path / "files"
    folder.mkdir()

    def written(**contents):
        for name, data in contents.items():
            (folder / name.replace("__", ".")).write_bytes(data)
        return folder

    return written


def test_files_are_recognised_and_kept_with_what_became_of_every_row(run, files, tmp_path):
    folder = files(
        a__csv=market_csv(market_row(1), market_row(1), market_row(2, kind="shut")), b__csv=RAIDS
    )
    report = run(folder / "a.csv", folder / "b.csv")
    first, second = report["files"]
    assert report["exit_code"] == 1
    counts = {name: first[name] for name in ("read", "accepted", "duplicate", "rejected")}
    assert counts == {"read": 3, "accepted": 1, "duplicate": 1, "rejected": 1}
    assert first["rejected_by_code"] == {"kind.unknown": 1}
    assert "row.duplicate" in {warning["code"] for warning in first["warnings"]}
    assert (second["kind"], second["batch"], report["version"]) == ("raids", 2, second["version"])
    with open_store(str(tmp_path / "store.sqlite")) as store:
        assert store.counts()["markets"] == 1
        assert store.records("markets").area_code[0] == "E09000012"
        assert store.batch(1).by == "tester"


def test_all_in_is_zero_and_a_refused_file_is_two(run, files):
    folder = files(a__csv=RAIDS, b__csv=b"colour,size\nred,2\n")
    assert run(folder / "a.csv")["exit_code"] == 0
    report = run(folder)
    assert report["exit_code"] == 2
    assert report["files"][0]["is_repeat"]
    assert report["files"][1]["error"]["code"] == "file.unknown"
    assert run(folder / "nowhere")["files"][0]["error"]["code"] == "file.unreadable"


def test_a_dry_run_keeps_nothing(run, files, tmp_path):
    report = run(files(a__csv=RAIDS) / "a.csv", "--dry-run")
    assert (report["version"], report["files"][0]["read"]) == (None, 1)
    assert not (tmp_path / "store.sqlite").exists()


def test_points_are_stored_alike_whichever_areas_are_in_use(run, files, tmp_path):
    """As on the Data page: the pages give points the codes of other areas when they show them."""
    folder = files(areas__geojson=SQUARE, b__csv=police_csv(police_row()))
    assert run(folder / "areas.geojson")["files"][0]["kind"] == "areas"
    run(folder / "b.csv")
    with open_store(str(tmp_path / "store.sqlite")) as store:
        assert list(store.records("areas").code) == ["E05009317"]
        assert list(store.records("offences").area_code) == ["E09000012"]


def test_columns_that_were_said_once_are_known_for_the_next_file_of_that_shape(run, files):
    data = RAIDS.replace(b"raid_id", b"Ref no").replace(b"date", b"Done on")
    folder = files(a__csv=data, b__csv=data.replace(b"\n1,", b"\n2,"))
    assert run(folder / "a.csv")["files"][0]["error"]["code"] == "file.unknown"
    run(folder / "a.csv", "--as", "raids", "--columns", "raid_id=Ref no", "date=Done on")
    report = run(folder / "b.csv")
    assert (report["exit_code"], report["files"][0]["kind"]) == (0, "raids")


def test_a_file_whose_ids_were_taken_can_replace_the_batch_that_took_them(run, files):
    folder = files(a__csv=RAIDS, b__csv=RAIDS.replace(b"533512", b"533000"))
    run(folder / "a.csv")
    assert run(folder / "b.csv")["files"][0]["rejected_by_code"] == {"id.conflict": 1}
    report = run(folder / "b.csv", "--replace", "1")["files"][0]
    assert (report["accepted"], report["is_repeat"]) == (1, False)
    assert run(folder / "b.csv")["files"][0]["is_repeat"]


@pytest.mark.parametrize("option", ["--json", "--rejects"])
def test_a_report_that_cannot_be_written_stops_before_anything_is_kept(
    option, files, tmp_path, capsys
):
    path = files(a__csv=RAIDS) / "a.csv"
    place = tmp_path / "store.sqlite"
    words = [str(path), option, str(tmp_path / "none" / "x"), "--store", str(place)]
    assert main(["import", *words]) == 3
    assert "cannot be written" in capsys.readouterr().err
    assert not place.exists()


def test_output_that_nobody_reads_ends_without_a_trace_of_the_program(files):
    path = files(a__csv=RAIDS) / "a.csv"
    words = ["import", "--dry-run", str(path)]
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "geo", *words],
        cwd=ROOT,
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (3, "Nobody reads the output any more: stopped.\n")


def test_a_kind_and_columns_can_be_said_and_a_batch_corrected(run, files, tmp_path):
    data = RAIDS.replace(b"raid_id", b"Ref no")
    folder = files(
        a__csv=data.replace(b"533512", b"533000"),
        b__csv=data,
        c__csv=data.replace(b"533512", b"533550"),
    )
    options = ("--as", "raids", "--columns", "raid_id=Ref no")
    assert run(folder / "a.csv", *options)["exit_code"] == 0
    assert run(folder / "b.csv", *options)["files"][0]["rejected_by_code"] == {"id.conflict": 1}
    assert run(folder / "c.csv", *options, "--replace", "1")["exit_code"] == 0
    with open_store(str(tmp_path / "store.sqlite")) as store:
        assert list(store.records("raids").geometry.x) == [533_550.0]


def test_rejected_rows_are_written_without_formulas(run, files, tmp_path):
    folder = files(a__csv=market_csv(market_row(1, kind="=1+1")))
    run(folder / "a.csv", "--rejects", tmp_path / "out.txt")
    assert "'=1+1" in (tmp_path / "out.txt").read_text(encoding="utf-8-sig")


def test_the_summary_is_text_and_the_report_a_file(files, tmp_path, capsys):
    folder = files(a__csv=market_csv(market_row(1), market_row(2, kind="shut")))
    words = ["import", str(folder / "a.csv"), "--dry-run", "--json", str(tmp_path / "r.json")]
    assert main(words) == 1
    told = capsys.readouterr().out
    assert "2 read, 1 accepted, 1 rejected" in told
    assert "rejected 1: kind.unknown" in told
    assert json.loads((tmp_path / "r.json").read_text())["files"][0]["read"] == 2


@pytest.mark.parametrize(
    "words",
    [[], ["x.csv", "--as", "pictures"], ["x.csv", "--columns", "a"], ["a", "--replace", "x"]],
)
def test_wrong_usage_is_three(words, capsys):
    try:
        code = main(["import", *words])
    except SystemExit as left:
        code = left.code
    assert code == 3
    assert capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
def test_stopping_by_the_keyboard_leaves_nothing_behind(files, tmp_path):
    rows = [police_row(crime=f"{number:064x}") for number in range(150_000)]
    folder = files(a__csv=police_csv(*rows))
    rooms = tmp_path / "rooms"
    rooms.mkdir()
    command = [sys.executable, "-m", "geo", "import", str(folder / "a.csv"), "--json", "-"]
    process = subprocess.Popen(  # noqa: S603
        [*command, "--store", str(tmp_path / "store.sqlite")],
        cwd=ROOT, stdout=subprocess.PIPE, text=True, env=os.environ | {"TMPDIR": str(rooms)},
    )  # fmt: skip
    until = time.monotonic() + 60
    while not list(rooms.glob("crackdown-*")) and time.monotonic() < until:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    told, _ = process.communicate(timeout=60)
    assert process.returncode == 130
    assert json.loads(told)["stopped"]
    assert not list(rooms.glob("crackdown-*"))
    with open_store(str(tmp_path / "store.sqlite")) as store:
        assert not store.batches()
