"""Memory given back to the system after a large file."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the system keeps no account")

ROOT = Path(__file__).parents[2]
# In a process of its own: one that has run other tests has memory to spare, and shows no growth.
CHILD = """
from pathlib import Path

import pyarrow as pa

from geo._release_memory import release_memory


def resident_mb():
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) // 1024


before = resident_mb()
held = [bytes([number % 256]) * 1000 for number in range(150_000)]
cells = pa.array([str(number) for number in range(1_000_000)])
full = resident_mb()
last = held[-1]  # one that lives on at the end of the heap keeps C from giving back the rest
del held, cells
release_memory()
assert last == bytes([149_999 % 256]) * 1000
print(full - before, resident_mb() - before)
"""


def test_what_small_things_and_arrow_left_behind_goes_back():
    done = subprocess.run(  # noqa: S603
        (sys.executable, "-c", CHILD),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    grown_mb, kept_mb = map(int, done.stdout.split())
    assert grown_mb > 140
    assert kept_mb < 60
