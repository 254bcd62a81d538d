"""Files are read in a process of their own, and none of them can harm this one."""

import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pandas as pd
import pytest

import geo
from geo import _readers, _reading_worker
from tests.geo.files import Upload, market_csv, market_row, police_csv, police_row

ROOT = Path(__file__).parents[2]
RAIDS = b"raid_id,date,x,y\n1,2024-03-01,533512,184733\n"


@pytest.fixture(autouse=True)
def _nothing_left_behind(tmp_path, monkeypatch):
    """Give each test a temporary folder of its own, and look at it when the test is over."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield
    assert not list(tmp_path.glob("crackdown-*"))


def refusal(*arguments, **options):
    with pytest.raises(geo.InputError) as caught:
        geo.read_safely(*arguments, **options)
    return caught.value


@pytest.mark.parametrize("form", ["bytes", "upload", "path"])
def test_it_gives_what_the_reader_gives(form, tmp_path):
    data = market_csv(market_row(1), market_row(2, kind="shut"))
    path = tmp_path / "markets.csv"
    path.write_bytes(data)
    source = {"bytes": data, "upload": Upload(data, "markets.csv"), "path": path}[form]
    found, expected = geo.read_safely("markets", source), geo.read_markets(source)
    pd.testing.assert_frame_equal(found.records, expected.records)
    pd.testing.assert_frame_equal(found.rejected, expected.rejected)
    assert found.notes == expected.notes
    assert found.mapping == expected.mapping


def test_columns_categories_and_bounds_are_passed_on():
    rows = [police_row(), police_row(kind="Robbery"), police_row(lon="-1.550626", lat="53.597400")]
    intake = geo.read_safely(
        "offences", police_csv(*rows), categories=["drugs"], within=geo.GREATER_LONDON
    )
    assert (intake.accepted, intake.left_out, list(intake.rejected.code)) == (
        1,
        1,
        ["area.outside"],
    )
    given = geo.read_safely(
        "raids", RAIDS.replace(b"raid_id", b"ref_2"), columns={"raid_id": "ref_2"}
    )
    assert given.mapping["raid_id"] == "ref_2"


def test_areas_are_read_although_their_reader_stands_above():
    data = (
        b'{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": '
        b'{"ref": "A", "code": "B"}, "geometry": {"type": "Polygon", "coordinates": '
        b"[[[-0.06, 51.52], [-0.05, 51.52], [-0.05, 51.53], [-0.06, 51.52]]]}}]}"
    )
    intake = geo.read_safely("areas", data, columns={"code": "ref"})
    assert list(intake.records.code) == ["A"]
    with pytest.raises(geo.ParameterError, match="columns"):
        geo.read_safely("areas", data, columns={"kind": "ref"})


def test_points_are_located_by_the_caller():
    row = market_row(1, borough="Croydon")
    intake = geo.read_safely(
        "markets",
        market_csv(row),
        locate=lambda points: pd.Series("E09000012", index=points.index),
    )
    assert list(intake.records.area_code) == ["E09000012"]
    assert "borough.mismatch" in {note.code for note in intake.warnings}
    assert list(intake.disagreements.stated) == ["Croydon"]


def test_a_refusal_is_the_reader_s_own():
    error = refusal("markets", Upload(b"colour,size\nred,2\n", "a.csv"))
    assert (error.code, error.file, error.line) == ("header.missing", "a.csv", 1)
    with pytest.raises(geo.ParameterError, match="columns"):
        geo.read_safely("raids", RAIDS, columns={"raid_id": "nowhere"})


@pytest.mark.parametrize(
    ("kind", "options"),
    [("pictures", {}), ("raids", {"categories": ["a"]}), ("areas", {"within": geo.GREAT_BRITAIN})],
)
def test_arguments_that_make_no_sense_are_refused(kind, options):
    with pytest.raises(geo.ParameterError):
        geo.read_safely(kind, RAIDS, **options)


def test_a_file_that_takes_too_much_memory_is_refused():
    rows = [police_row(crime=f"{number:064x}") for number in range(150_000)]
    data = police_csv(*rows)
    error = refusal("offences", Upload(data, "big.csv"), memory_mb=20)
    assert (error.code, error.file) == ("file.too_large", "big.csv")
    assert geo.read_safely("raids", RAIDS).accepted == 1


def test_a_file_that_takes_too_long_is_refused():
    assert refusal("raids", RAIDS, seconds=0).code == "file.timeout"
    assert geo.read_safely("raids", RAIDS).accepted == 1


def test_a_process_that_dies_is_an_error_about_the_file():
    killed = threading.Event()

    def kill(*_):
        worker._process.kill()
        killed.set()

    geo.read_safely("raids", RAIDS)
    worker = _reading_worker._IDLE[-1]
    assert refusal("raids", RAIDS, progress=kill).code == "file.crashed"
    assert killed.is_set()


def test_stopping_ends_the_process_at_once():
    geo.read_safely("raids", RAIDS)
    worker = _reading_worker._IDLE[-1]
    with pytest.raises(geo.Cancelled):
        geo.read_safely("raids", RAIDS, cancelled=lambda: True)
    assert not worker.is_alive


def test_an_error_in_a_callback_leaves_nothing_behind():
    def fail(*_):
        raise KeyboardInterrupt

    geo.read_safely("raids", RAIDS)
    worker = _reading_worker._IDLE[-1]
    with pytest.raises(KeyboardInterrupt):
        geo.read_safely("raids", RAIDS, progress=fail)
    assert not worker.is_alive


def test_progress_tells_stages_and_shares_that_grow():
    told = []
    geo.read_safely(
        "raids",
        RAIDS,
        locate=lambda points: pd.Series("E09000012", index=points.index),
        progress=lambda *step: told.append(step),
    )
    assert [stage for stage, _ in told] == ["reading", "handing over", "placing"]
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert 0 <= shares[0] <= shares[-1] <= 1


def test_several_threads_read_at_once():
    found = {}

    def read(number):
        data = RAIDS.replace(b"\n1,", f"\n{number},".encode())
        found[number] = list(geo.read_safely("raids", data).records.raid_id)

    threads = [threading.Thread(target=read, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {number: [str(number)] for number in range(3)}


def test_a_warm_process_adds_little_time():
    geo.read_safely("raids", RAIDS)
    took = []
    for _ in range(5):
        start = time.perf_counter()
        geo.read_safely("raids", RAIDS)
        middle = time.perf_counter()
        geo.read_raids(RAIDS)
        took.append((middle - start) - (time.perf_counter() - middle))
    assert min(took) < 0.3


def test_a_reading_process_ends_with_the_app_and_takes_its_folder_along(tmp_path):
    code = (
        "import os, sys, tempfile, geo\n"
        "from geo import _reading_worker as workers\n"
        "tempfile.tempdir = sys.argv[1]\n"
        "geo.warm_reading()\n"
        "print(workers._IDLE[0]._process.pid, flush=True)\n"
        "geo.read_safely('raids', sys.argv[2].encode(), progress=lambda *_: os._exit(9))\n"
    )
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code, str(tmp_path), RAIDS.decode()],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 9, done.stderr
    until = time.monotonic() + 20
    while time.monotonic() < until and (_runs(int(done.stdout)) or list(tmp_path.iterdir())):
        time.sleep(0.05)
    assert not _runs(int(done.stdout))
    assert not list(tmp_path.iterdir())


def _runs(number):
    status = Path(f"/proc/{number}/stat")
    try:
        return status.read_text().rsplit(")", 1)[1].split()[0] not in {"Z", "X"}
    except OSError:
        return False


def test_the_surroundings_of_the_app_are_not_handed_over(monkeypatch):
    monkeypatch.setenv("CRACKDOWN_STORE", "postgresql+psycopg://u:secret@localhost/x")
    worker = _reading_worker.Worker()
    try:
        environment = Path(f"/proc/{worker._process.pid}/environ")
        if not environment.exists():
            pytest.skip("the system does not show the surroundings of a process")
        assert b"secret" not in environment.read_bytes()
    finally:
        worker.close()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_what_is_no_plain_file_is_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    assert refusal("raids", tmp_path / "pipe.csv").code == "file.unreadable"
    assert refusal("raids", tmp_path).code == "file.unreadable"


def test_every_kind_has_a_reader():
    for kind in _readers.KINDS:
        assert callable(_readers.reader_of(kind))


def test_points_as_numbers_are_those_of_the_points():
    data = police_csv(*(police_row() for _ in range(3)))
    where = {"locate": lambda points: pd.Series("E09000012", index=points.index)}
    points = geo.read_safely("offences", data, **where).records
    numbers = geo.read_safely("offences", data, as_numbers=True, **where).records
    assert type(numbers) is pd.DataFrame
    assert list(numbers) == list(points)
    assert list(numbers["geometry"]) == [complex(point.x, point.y) for point in points.geometry]
    assert list(numbers["area_code"]) == list(points["area_code"])


def test_a_file_that_another_program_writes_meanwhile_is_refused(tmp_path):
    path = tmp_path / "raids.csv"
    path.write_bytes(RAIDS)

    def write(*_):
        path.write_bytes(RAIDS + b"2,2024-03-02,533512,184733\n")

    with pytest.raises(geo.InputError) as caught:
        geo.read_safely("raids", path, progress=write)
    assert (caught.value.code, caught.value.file) == ("file.changed", "raids.csv")
    assert geo.read_safely("raids", path).accepted == 2
