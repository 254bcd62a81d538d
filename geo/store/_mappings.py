"""Which columns of a file stand for ours, as a user corrected it, for the next such file."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from geo._text import header_key
from geo.store._audit import log
from geo.store._statements import run, value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

__all__ = ["mapping_for", "remember_mapping"]


def _shape(header: Iterable[str]) -> str:
    """Return a hash of the set of column names, whatever their order."""
    names = sorted({header_key(str(name)) for name in header})
    return hashlib.sha256("\n".join(names).encode()).hexdigest()


def remember_mapping(
    connection: Connection,
    kind: str,
    header: Iterable[str],
    mapping: Mapping[str, str],
    *,
    by: str,
) -> None:
    """Keep a mapping for files of this header, in place of an earlier one."""
    shape = _shape(header)
    kept = {str(ours): str(theirs) for ours, theirs in mapping.items()}
    key = {"kind": kind, "header": shape}
    run(connection, "DELETE FROM mappings WHERE kind = :kind AND header = :header", key)
    run(
        connection,
        "INSERT INTO mappings (kind, header, mapping) VALUES (:kind, :header, :mapping)",
        {**key, "mapping": json.dumps(kept, sort_keys=True, ensure_ascii=False)},
    )
    log(connection, by=by, action="mapping", kind=kind, detail={"header": shape, "mapping": kept})


def mapping_for(connection: Connection, kind: str, header: Iterable[str]) -> dict[str, str] | None:
    """Return the mapping kept for files of this header; None where there is none."""
    found = value(
        connection,
        "SELECT mapping FROM mappings WHERE kind = :kind AND header = :header",
        {"kind": kind, "header": _shape(header)},
    )
    return None if found is None else dict(json.loads(found))
