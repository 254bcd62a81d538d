"""The commands that look after the store."""

import csv
import hashlib
import io
import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

import geo
from geo._commands import main
from geo.store import open_store

EXAMPLE = Path(__file__).parents[3] / "example" / "raids.csv"


@pytest.fixture
def place(tmp_path):
    """Return the path of a store that holds the raids of the example."""
    path = tmp_path / "store.sqlite"
    with open_store(path) as store:
        data = EXAMPLE.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        store.add("raids", geo.read_raids(data), name="=raids.csv", digest=digest, by="analyst")
    return str(path)


def test_batches_are_listed(place, capsys):
    assert main(["batches", "--store", place]) == 0
    header, row = capsys.readouterr().out.splitlines()
    assert header.split()[:3] == ["batch", "kind", "state"]
    assert row.split()[:3] == ["1", "raids", "current"]
    assert row.endswith("=raids.csv")


def test_batches_as_json(place, capsys):
    assert main(["batches", "--store", place, "--json"]) == 0
    (batch,) = json.loads(capsys.readouterr().out)
    assert (batch["read"], batch["accepted"], batch["by"]) == (128, 128, "analyst")


def test_undo(place, capsys):
    assert main(["undo", "1", "--store", place, "--by", "lead"]) == 0
    assert "Batch 1" in capsys.readouterr().out
    with open_store(place) as store:
        assert store.batch(1).state == "undone"
        assert store.audit()["by"].iloc[-1] == "lead"


def test_undo_twice_is_told_in_one_line(place, capsys):
    main(["undo", "1", "--store", place])
    capsys.readouterr()
    assert main(["undo", "1", "--store", place]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert "was undone before" in told.err


def test_expire(place, capsys):
    assert main(["expire", "--before", "2000-11-21", "--kind", "raids", "--store", place,
                 "--json"]) == 0  # fmt: skip
    removed = json.loads(capsys.readouterr().out)["removed"]
    dates = geo.read_raids(EXAMPLE).records["date"]
    assert removed == (dates < "2000-11-21").sum() > 0
    with open_store(place) as store:
        assert store.counts()["raids"] == 128 - removed


def test_the_log_is_written_safe_for_spreadsheets(place, tmp_path):
    out = tmp_path / "log.csv"
    with open_store(place) as store:
        store.undo(1, by="=cmd")
    assert main(["audit", "--out", str(out), "--store", place]) == 0
    rows = list(csv.DictReader(io.StringIO(out.read_text("utf-8-sig"))))
    assert [row["action"] for row in rows] == ["add", "undo"]
    assert rows[1]["by"] == "'=cmd"


def test_verify_says_where_the_chain_breaks(place, capsys):
    assert main(["verify", "--store", place]) == 0
    database = sqlite3.connect(place)
    database.execute("DROP TRIGGER audit_keeps_update")
    database.execute("UPDATE audit SET detail = '{}'")
    database.commit()
    database.close()
    capsys.readouterr()
    assert main(["verify", "--store", place]) == 1
    assert "entry 1" in capsys.readouterr().out


def test_a_store_that_is_not_there_is_not_made(tmp_path, capsys):
    path = tmp_path / "none.sqlite"
    assert main(["verify", "--store", str(path), "--json"]) == 2
    assert "no store at" in json.loads(capsys.readouterr().out)["error"]
    assert not path.exists()


def test_the_package_runs_as_a_program(place):
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "geo", "verify", "--store", place],
        cwd=EXAMPLE.parents[1], capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout == (
        "The log is whole (1 entry), and every batch holds as many records as it says.\n"
    )
