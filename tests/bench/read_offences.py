"""Time and memory of reading street crime, beside ``read_csv`` and ``sjoin`` on the same file.

All give each row a point in metres and the code of its borough; ours checks every cell besides.

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
_BOROUGHS = """
import boundaries
areas = boundaries.load_boroughs()
locate = lambda points: boundaries.assign_areas(points, areas)
"""
_WORKS = {
    "geo.read_offences": (
        "import geo" + _BOROUGHS,
        "geo.read_offences(path, locate=locate)",
    ),
    "geo.read_safely": (
        "import geo; from geo import _reading_worker as w; w.start_spare(); time.sleep(5)"
        + _BOROUGHS,
        "geo.read_safely('offences', path, locate=locate); w._end_all()",
    ),
    "pandas, geopandas": (
        "import pandas, geopandas" + _BOROUGHS,
        """
f = pandas.read_csv(path)
places = geopandas.points_from_xy(f.Longitude, f.Latitude, crs=4326)
points = geopandas.GeoDataFrame(f, geometry=places).to_crs(27700)
geopandas.sjoin(points, areas[["code", "geometry"]], predicate="within", how="left")
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
    for name in ("geo.read_offences", "geo.read_safely"):
        ratio = least["pandas, geopandas"] / least[name]
        print(f"read_csv and sjoin take {ratio:.2f} times as long as {name}")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 3)
