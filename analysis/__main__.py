"""``python -m analysis rerun SIDECAR``: make exported hotspots again, and compare.

Give the zip as it was exported, or its ``sidecar.json`` with ``areas.parquet`` beside it. The exit
code is 0 where the result is identical, 1 where it is not, and 2 where it could not be made.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from analysis._rerun import Rerun, rerun
from geo.errors import CrackdownError

if TYPE_CHECKING:
    from collections.abc import Sequence

_FORMATS = (".gpkg", ".geojson", ".csv")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line, and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m analysis", description=__doc__)
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("rerun", help="make exported hotspots again, and compare")
    command.add_argument("sidecar", type=Path, help="the exported zip, or its sidecar.json")
    command.add_argument(
        "--data", type=Path, nargs="+", help="the file or files of records; the store unless given"
    )
    command.add_argument(
        "--areas", type=Path, help="the areas as GeoParquet; those beside the sidecar unless given"
    )
    command.add_argument("--out", type=Path, help="write the hotspots: .gpkg, .geojson or .csv")
    given = parser.parse_args(arguments)
    if given.out is not None and given.out.suffix not in _FORMATS:
        command.error(f"--out must end in {', '.join(_FORMATS)}")
    try:
        done = rerun(given.sidecar, data=given.data, areas=given.areas)
        if given.out is not None:
            _write(given.out, done)
    except CrackdownError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(done.report + "\n")
    return 0 if done.is_identical else 1


def _write(target: Path, done: Rerun) -> None:
    """Write beside the target first, so that a full disk leaves no half of a file."""
    body = done.file(target.suffix[1:])
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
    with os.fdopen(handle, "wb") as file:
        file.write(body)
    Path(name).replace(target)


if __name__ == "__main__":
    sys.exit(main())
