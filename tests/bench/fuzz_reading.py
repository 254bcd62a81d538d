"""Break files of every format at random and read them, for as long as is wanted.

Run it as ``python tests/bench/fuzz_reading.py SECONDS [SEED]``. It prints how many files were
read, what became of them, the slowest one and the largest memory, and every exception that is no
InputError with the file that caused it. It ends with 1 if there was any, or a reading that hung.

A reading hangs that works for more than 10 seconds of processor time, whatever else the machine
does meanwhile, or that takes a minute by the clock, as one that waits would.
"""

import collections
import contextlib
import random
import sys
import tempfile
import time
import traceback
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import geo
from tests.geo.files import Upload
from tests.geo.mutants import READERS, mutated, seeds

HANG_S = 10.0
STUCK_S = 60.0


def _memory_mb():
    with contextlib.suppress(ImportError):
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return float("nan")


def fuzz(seconds, seed):
    """Return the faults that were found."""
    warnings.simplefilter("error")
    generator, files = random.Random(seed), seeds()
    outcomes, faults = collections.Counter(), []
    slowest, begun = (0.0, 0.0, ""), time.monotonic()
    while time.monotonic() - begun < seconds:
        name = generator.choice(sorted(files))
        data = mutated(files[name], generator)
        for reader in READERS:
            start, worked = time.perf_counter(), time.process_time()
            try:
                reader(Upload(data, name))
            except geo.InputError as refused:
                outcomes[refused.code] += 1
            except BaseException as error:
                if isinstance(error, KeyboardInterrupt):
                    raise
                kept = Path(tempfile.mkdtemp(prefix="fuzz-")) / name
                kept.write_bytes(data)
                place = traceback.extract_tb(error.__traceback__)[-1]
                faults.append(f"{reader.__name__}: {error!r:.200} at {place}: {kept}")
                print(faults[-1], flush=True)
            else:
                outcomes["read"] += 1
            took, work = time.perf_counter() - start, time.process_time() - worked
            slowest = max(slowest, (work, took, f"{reader.__name__} of {name}"))
            if work > HANG_S or took > STUCK_S:
                kept = Path(tempfile.mkdtemp(prefix="fuzz-")) / name
                kept.write_bytes(data)
                faults.append(
                    f"{reader.__name__} worked {work:.1f} s and took {took:.1f} s: {kept}"
                )
                print(faults[-1], flush=True)
    print(f"{sum(outcomes.values()):,} readings in {time.monotonic() - begun:,.0f} s, seed {seed}")
    print(
        f"slowest {slowest[0]:.2f} s of processor, {slowest[1]:.2f} s by the clock: {slowest[2]}; "
        f"memory at most {_memory_mb():,.0f} MB"
    )
    for code, count in outcomes.most_common():
        print(f"{count:9,} {code}")
    return faults


if __name__ == "__main__":
    found = fuzz(float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    print(f"{len(found)} faults")
    sys.exit(bool(found))
