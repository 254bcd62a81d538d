"""Memory given back to the system after a large file."""

import sys
from pathlib import Path

import pyarrow as pa
import pytest

from geo._release_memory import release_memory

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the system keeps no account")


def resident_mb():
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) // 1024


def test_what_small_things_and_arrow_left_behind_goes_back():
    before = resident_mb()
    held = [bytes([number % 256]) * 1000 for number in range(150_000)]
    cells = pa.array([str(number) for number in range(1_000_000)])
    full = resident_mb()
    assert full > before + 140
    last = held[-1]  # one that lives on at the end of the heap keeps C from giving back the rest
    del held, cells
    release_memory()
    assert resident_mb() < before + 60
    assert last == bytes([149_999 % 256]) * 1000
