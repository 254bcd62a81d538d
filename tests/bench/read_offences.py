"""Time and memory of reading street crime, beside ``pandas.read_csv`` on the same file.

Run it as ``python tests/bench/read_offences.py STREET.csv [REPEATS]``. Each reading has a process
of its own, so that the peak memory is its own; times are the least of the repeats.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
_MEASURED = """
import json, resource, sys, time
sys.path.insert(0, sys.argv[1])
path = sys.argv[2]
{before}
start = time.perf_counter()
{work}
took = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
other = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
print(json.dumps([took, peak, other]))
"""
_WORKS = {
    "geo.read_offences": ("import geo", "geo.read_offences(path)"),
    "geo.read_safely": (
        "import geo; from geo import _reading_worker as w; w.start_spare(); time.sleep(5)",
        "geo.read_safely('offences', path); w._end_all()",
    ),
    "pandas.read_csv": (
        "import pandas, geopandas",
        """
f = pandas.read_csv(path)
geopandas.GeoSeries.from_xy(f.Longitude, f.Latitude, crs=4326).to_crs(27700)
""",
    ),
}


def main(path, repeats):
    """Print one line a way of reading."""
    least = {}
    for name, (before, work) in _WORKS.items():
        code = _MEASURED.format(before=before, work=work)
        runs = []
        for _ in range(repeats):
            done = subprocess.run(  # noqa: S603
                [sys.executable, "-c", code, str(ROOT), path],
                check=True,
                capture_output=True,
                text=True,
            )
            runs.append(json.loads(done.stdout))
        took, peak, other = (min(values) for values in zip(*runs, strict=True))
        least[name] = took
        print(
            f"{name:18} {took:6.2f} s, peak {peak:5,.0f} MB here, {other:5,.0f} MB in its process"
        )
    ratio = least["pandas.read_csv"] / least["geo.read_offences"]
    print(f"pandas with from_xy and to_crs takes {ratio:.2f} times as long as geo.read_offences")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 3)
