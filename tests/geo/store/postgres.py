"""A PostgreSQL for the tests: one that is named, or one started here as an ordinary user."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from pathlib import Path

import pytest

FOLDERS = ("/usr/lib/postgresql/15/bin", "/usr/lib/postgresql/16/bin", "/usr/lib/postgresql/17/bin")
MISSING = (
    "no PostgreSQL: set CRACKDOWN_TEST_POSTGRES to the address of one, or install postgresql-15 "
    "and postgresql-15-postgis-3"
)


def programs():
    """Return the folder of the server's programs, or None."""
    for folder in FOLDERS:
        if (Path(folder) / "postgres").exists():
            return Path(folder)
    found = shutil.which("postgres")
    real = Path(found).resolve().parent if found else None
    return real if real and (real / "initdb").exists() else None


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Cluster:
    """A server of its own in a temporary folder, on loopback, run by an ordinary user."""

    def __init__(self, folder):
        self.bin = programs()
        self.folder = Path(folder)
        self.port = free_port()
        self.as_user = []
        if os.geteuid() == 0:
            self.as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
            shutil.chown(self.folder, "postgres", "postgres")
        self.run("initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N",
                 "--locale=C.UTF-8")  # fmt: skip

    @property
    def data(self):
        return str(self.folder / "data")

    @property
    def address(self):
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/postgres"

    def run(self, program, *arguments):
        subprocess.run(  # noqa: S603
            [*self.as_user, str(self.bin / program), *arguments],
            check=True, stdout=subprocess.DEVNULL, timeout=60, cwd=self.folder,
        )  # fmt: skip

    def start(self):
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
        log = str(self.folder / "log")
        self.run("pg_ctl", "-D", self.data, "-l", log, "-w", "-o", options, "start")

    def stop(self):
        self.run("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")

    def kill(self):
        """End the server and all its processes at once, as a loss of power would."""
        first = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        for process in (first, *map(int, children)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        while any(map(alive, (first, *map(int, children)))):
            time.sleep(0.01)
        (self.folder / "data" / "postmaster.pid").unlink()  # no process of that number is left


def alive(process):
    """Say whether a process runs; a dead one that nobody has fetched yet does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@contextlib.contextmanager
def find_server():
    """Give the address of a server; skip without one, or fail where one is required."""
    named = os.environ.get("CRACKDOWN_TEST_POSTGRES")
    if named:
        yield named
        return
    if programs() is None:
        if os.environ.get("CRACKDOWN_REQUIRE_POSTGRES") == "1":
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    with tempfile.TemporaryDirectory(prefix="crackdown-postgres-") as folder:
        cluster = Cluster(folder)
        cluster.start()
        try:
            yield cluster.address
        finally:
            cluster.stop()


@contextlib.contextmanager
def address_of(server):
    """Give the address of an empty schema of a server, which goes afterwards."""
    import sqlalchemy

    engine = sqlalchemy.create_engine(server, isolation_level="AUTOCOMMIT")
    schema = f"t{uuid.uuid4().hex}"
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS postgis SCHEMA public")
        connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
        yield f"{server}?options=-csearch_path%3D{schema}%2Cpublic"
        connection.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")
    engine.dispose()
