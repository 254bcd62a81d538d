"""``python -m briefing``: list saved briefings, and make their files again.

    python -m briefing list
    python -m briefing show "Operation Crackdown" > crackdown.json
    python -m briefing render "Operation Crackdown" --format pdf,pptx --out handover

A briefing is the name of one that is saved in the store, or a JSON file as ``show`` writes it. The
same briefing on the same records gives the same bytes. Exit codes: 0 done; 1 it could not be made;
2 the command was not understood; 3 the records are not those that the briefing was saved on, and
nothing was written (``--accept-data`` makes it all the same).
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from briefing._handed_over import handed_over, note_handed_over
from briefing._render import FORMATS, render
from briefing._saved import KIND, find_spec, recompose, told_on
from briefing._spec import Spec
from geo.errors import CrackdownError, InputError
from geo.store import open_store
from workspace import open_workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.store import Store

_OTHER_DATA = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line, and return its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m briefing",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, dest="command")
    listing = commands.add_parser("list", help="list the briefings that are saved")
    showing = commands.add_parser("show", help="write a saved briefing as JSON")
    making = commands.add_parser("render", help="make the files of a briefing")
    for one in (listing, showing, making):
        one.add_argument(
            "--store", help="a path or address; else CRACKDOWN_STORE, else the default"
        )
    showing.add_argument("briefing", help="the name of a saved briefing")
    making.add_argument("briefing", help="the name of a saved briefing, or a JSON file")
    making.add_argument(
        "--format",
        default="html,pdf,pptx",
        help=f"any of {','.join(FORMATS)} (default: %(default)s)",
    )
    making.add_argument("--out", type=Path, default=Path(), help="the folder to write to")
    making.add_argument(
        "--accept-places",
        action="store_true",
        help="make it even if files for the public show the same places in other shapes",
    )
    making.add_argument(
        "--accept-data", action="store_true", help="make it even if the records have changed"
    )
    given = parser.parse_args(arguments)
    formats = [part.strip() for part in getattr(given, "format", "").split(",") if part.strip()]
    if strange := [one for one in formats if one not in FORMATS]:
        making.error(f"there is no format {strange[0]!r}; use any of {', '.join(FORMATS)}")
    try:
        with open_store(given.store) as store:
            if given.command == "list":
                return _list(store)
            if given.command == "show":
                sys.stdout.write(find_spec(store, given.briefing).to_json())
                return 0
            return _render(store, given, formats)
    except (CrackdownError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _list(store: Store) -> int:
    for document in store.documents(KIND):
        try:
            spec = Spec.from_content(document.content)
        except CrackdownError as error:
            sys.stdout.write(f"{document.name}\tcannot be read: {error}\n")
            continue
        about = (spec.template, spec.profile, spec.saved, f"data {spec.data_version}")
        sys.stdout.write("\t".join((document.name, *about)) + "\n")
    return 0


def _spec_of(store: Store, name: str) -> Spec:
    path = Path(name)
    if path.suffix.lower() != ".json":
        return find_spec(store, name)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"the file cannot be read ({error})",
            hint="Give the JSON file of a briefing, or the name of a saved one.",
            code="file.unreadable",
            file=path.name,
        ) from error
    return Spec.from_json(text)


def _render(store: Store, given: argparse.Namespace, formats: list[str]) -> int:
    folder, accept = given.out, given.accept_data
    spec = _spec_of(store, given.briefing)
    now = open_workspace(store, what=spec.what, length=spec.length or None)
    differs = told_on(spec, now)
    if differs and not accept:
        sys.stderr.write(
            f"{differs} Nothing was written. Load those records again, save the briefing on the "
            "present ones, or use --accept-data.\n"
        )
        return _OTHER_DATA
    if differs:
        sys.stderr.write(f"{differs}\n")
    doubt = handed_over(store, spec, version=now.version)
    if doubt and not given.accept_places:
        sys.stderr.write(
            f"{doubt} Nothing was written. Ask for the same places, or use --accept-places.\n"
        )
        return 1
    told = recompose(store, spec, now=now)
    methods = dict(told.provenance.methods)
    if spec.methods and dict(spec.methods) != methods:
        changed = sorted(
            key for key in {*spec.methods, *methods} if spec.methods.get(key) != methods.get(key)
        )
        sys.stderr.write(
            f"Another method or version than when it was saved: {', '.join(changed)}.\n"
        )
    for file, body in render(told, formats=formats).items():
        target = folder / file
        target.parent.mkdir(parents=True, exist_ok=True)
        _write(target, body)
        sys.stdout.write(f"{target}\n")
    note_handed_over(store, spec, version=now.version, by="python -m briefing")
    return 0


def _write(target: Path, body: bytes) -> None:
    """Write beside the target first, so that a full disk leaves no half of a file."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
        Path(name).replace(target)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


if __name__ == "__main__":
    sys.exit(main())
