"""What is in the store outlives crashes, full disks, rivals and a server that dies."""

import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from sqlalchemy import event

from geo.errors import StoreError
from geo.store import open_store
from tests.geo.store.importer import put_in
from tests.geo.store.postgres import MISSING, Cluster, address_of, programs

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
ROWS = 300_000
OLD = 1_000


@pytest.fixture
def chance():
    """Return a source of random moments whose seed is printed; CRACKDOWN_SEED repeats one."""
    seed = int(os.environ.get("CRACKDOWN_SEED", random.SystemRandom().randrange(10**6)))
    print(f"CRACKDOWN_SEED={seed}")  # noqa: T201 - shown when the test fails
    return random.Random(seed)


class Importer:
    """A process that stands ready to import."""

    def __init__(self, address, rows, first):
        self.process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "tests.geo.store.importer", address, str(rows), str(first)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.process.stdout.readline() == "ready\n"

    def go(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate()

    def finish(self):
        out, _ = self.process.communicate(timeout=120)
        assert self.process.returncode == 0
        assert out == "done\n"


def check_old(store, *, rows=OLD):
    """Check that the store holds what was imported before the fault, and nothing else."""
    assert [(batch.records, batch.state) for batch in store.batches()] == [(rows, "current")]
    assert store.counts()["offences"] == rows
    assert store.records("offences")["line"].tolist() == list(range(2, rows + 2))
    check = store.verify()
    assert check.is_intact, check.summary


def check_next(store, *, first, rows):
    """Check that the next import works and that no row is lost or doubled."""
    held = store.counts()["offences"]
    assert put_in(store, rows, first=first).records == rows
    assert store.counts()["offences"] == held + rows
    assert store.verify().is_intact


def killed_imports(address, *, times, chance, rows=ROWS):
    with open_store(address) as store:
        put_in(store, OLD)
    timed = Importer(address, rows, OLD)
    started = time.monotonic()
    timed.go()
    timed.finish()
    duration = time.monotonic() - started
    with open_store(address) as store:
        store.undo(2, by="me")
        store.expire(by="me", batch_id=2)
    done = 0
    for _ in range(times):
        one = Importer(address, rows, OLD)
        one.go()
        time.sleep(chance.uniform(0, duration))
        one.kill()
        with open_store(address) as store:
            current = store.batches(include_retired=False)
            assert {batch.records for batch in current} <= {OLD, rows}
            if len(current) > 1:
                done += 1
                store.undo(current[0].batch_id, by="me")
            assert store.counts()["offences"] == OLD
            assert store.records("offences")["line"].tolist() == list(range(2, OLD + 2))
            assert store.verify().is_intact
    assert done < times
    with open_store(address) as store:
        check_next(store, first=OLD, rows=rows)


def test_a_killed_import_leaves_nothing_in_a_file(tmp_path, chance):
    killed_imports(str(tmp_path / "store.sqlite"), times=10, chance=chance)


def test_a_killed_import_leaves_nothing_on_a_server(server, chance):
    with address_of(server) as address:
        killed_imports(address, times=2, chance=chance, rows=40_000)


@pytest.fixture
def small_disk(tmp_path):
    """Return a folder of 8 MB, where this user may mount one."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m,mode=700", "tmpfs", str(folder)]
    done = subprocess.run(mount, check=False, capture_output=True)  # noqa: S603
    if done.returncode:
        pytest.skip("only root may mount a small disk; the tests beside this one need none")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)  # noqa: S603, S607


def test_a_full_disk(small_disk):
    with open_store(small_disk / "store.sqlite") as store:
        put_in(store, OLD)
        with pytest.raises(StoreError, match="disk of the store is full"):
            put_in(store, 100_000, first=OLD)
        check_old(store)
        check_next(store, first=OLD, rows=OLD)
    subprocess.run(  # noqa: S603
        ["mount", "-o", "remount,size=80m", str(small_disk)],  # noqa: S607
        check=True,
    )
    with open_store(small_disk / "store.sqlite") as store:
        check_next(store, first=2 * OLD, rows=100_000)


@pytest.mark.parametrize("pages", [150, 400])
def test_a_file_that_may_not_grow(tmp_path, pages):
    """SQLite says then what it says of a full disk; this needs no rights."""
    path = tmp_path / "store.sqlite"
    with open_store(path) as store:
        put_in(store, OLD)
        store.close()
        event.listen(
            store._engine,
            "connect",
            lambda connection, _: connection.execute(f"PRAGMA max_page_count = {pages}"),
        )
        with pytest.raises(StoreError, match="disk of the store is full"):
            put_in(store, 20_000, first=OLD)
    with open_store(path) as store:
        check_old(store)
        check_next(store, first=OLD, rows=20_000)


def test_no_room_for_the_rows_on_their_way(tmp_path):
    """The operating system refuses a file over 2 MB: the first that grows so far is the stage."""
    with open_store(tmp_path / "store.sqlite") as store:
        put_in(store, OLD)
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, hard))
        try:
            with pytest.raises(StoreError, match="disk of the store"):
                put_in(store, 100_000, first=OLD)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        check_old(store)
        check_next(store, first=OLD, rows=100_000)


def test_two_writers_at_once(address):
    """Half of the rows of each are the other's too."""
    open_store(address).close()
    both = [Importer(address, 20_000, 0), Importer(address, 20_000, 10_000)]
    for one in both:
        one.go()
    for one in both:
        one.finish()
    with open_store(address) as store:
        newer, older = store.batches()
        assert (older.records, newer.records) == (20_000, 10_000)
        assert (newer.accepted, newer.duplicate) == (10_000, 10_000)
        assert sorted(store.records("offences")["line"]) == list(range(2, 30_002))
        assert store.verify().is_intact
        store.undo(older.batch_id, by="me")
        assert store.counts()["offences"] == 20_000


def test_a_server_that_dies_in_the_middle(chance):
    if programs() is None:
        if os.environ.get("CRACKDOWN_REQUIRE_POSTGRES") == "1":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    with tempfile.TemporaryDirectory(prefix="crackdown-postgres-") as folder:
        cluster = Cluster(folder)
        cluster.start()
        try:
            killed_servers(cluster, chance=chance)
        finally:
            cluster.stop()


def killed_servers(cluster, *, chance):
    with open_store(cluster.address) as store:
        put_in(store, OLD)
        for moment in (chance.randrange(1, 4), chance.randrange(4, 7)):
            told = []

            def progress(*_, told=told, moment=moment):
                told.append(1)
                if len(told) == moment:
                    cluster.kill()

            with pytest.raises(StoreError, match="server of the store"):
                put_in(store, 75_000, first=OLD, progress=progress)
            with pytest.raises(StoreError, match="cannot be reached"):
                store.counts()
            cluster.start()
            check_old(store)
        check_next(store, first=OLD, rows=75_000)
