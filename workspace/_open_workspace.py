"""Put together what is looked at: the store's live records, the example, or both."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import boundaries
from geo.errors import ParameterError
from workspace._example import read_example
from workspace._workspace import (
    POINT_KINDS,
    POPULATION,
    SHIPPED_AREAS,
    TABLE_KINDS,
    Source,
    Workspace,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    import pandas as pd

    from geo.store import Store
    from workspace._example import Example

    Key = tuple[str, ...]

__all__ = ["CHOICES", "EXAMPLE", "LENGTHS", "OWN", "TOGETHER", "open_workspace"]

TOGETHER, OWN, EXAMPLE = "together", "own", "example"
CHOICES = {
    TOGETHER: "Loaded records, and the example where there are none",
    OWN: "Loaded records only",
    EXAMPLE: "The example only",
}
LENGTHS = {
    "D": "day",
    "M": "month",
    "Q-DEC": "quarter",
    "Y-MAR": "financial year",
    "Y-DEC": "year",
}


def _made(_: Key, make: Callable[[], Any]) -> Any:
    return make()


def open_workspace(
    store: Store,
    *,
    what: str = TOGETHER,
    length: str | None = None,
    example: Example | None = None,
    keep: Callable[[Key, Callable[[], Any]], Any] = _made,
) -> Workspace:
    """Return what there is to look at in a store, as it is now.

    Parameters
    ----------
    store
        Where the records are.
    what
        One of `CHOICES`: the store's records with the example where there are none, the store's
        alone, or the example alone.
    length
        Which counts to take where there are some of several lengths, one of `LENGTHS`; the
        commonest if left out or not there. They cannot be added up.
    example
        The example, if it was read already.
    keep
        Gets the key of a table and a function that makes it, and returns the table: a cache of the
        caller's. The key changes whenever the table would. Its first word is ``records``,
        ``areas`` or ``placed``.

    Returns
    -------
    Workspace

    Raises
    ------
    ParameterError
        If `what` is no choice.

    Examples
    --------
    >>> import geo.store, pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     store = geo.store.open_store(pathlib.Path(folder) / "store.sqlite")
    ...     opened = open_workspace(store, what="own")
    ...     store.close()
    >>> opened.loaded("markets"), opened.noun
    (0, 'boroughs')
    """
    if what not in CHOICES:
        raise ParameterError(
            f"there is no choice of records called {what!r}",
            hint=f"Use one of {', '.join(CHOICES)}.",
            parameter="what",
        )
    while True:
        version = store.version
        found = _composed(store, version, what, length, example or read_example(), keep)
        if store.version == version:
            return found


def _composed(
    store: Store,
    version: str,
    what: str,
    length: str | None,
    shipped: Example,
    keep: Callable[[Key, Callable[[], Any]], Any],
) -> Workspace:
    counts = {} if what == EXAMPLE else {k: n for k, n in store.counts().items() if n}
    lengths = store.precisions("area_counts") if "area_counts" in counts else {}
    # Counts of several lengths cannot be added up: the pages compare those of one.
    ordered = sorted(lengths, key=lengths.__getitem__, reverse=True)
    used, counted = _counted(
        [length, *ordered] if length in lengths else ordered,
        lambda each: keep(
            ("records", "area_counts", store.version_of("area_counts"), each),
            partial(_stored, store, "area_counts", each),
        ),
    )
    if counted is None:
        counts.pop("area_counts", None)
    sources = [
        Source(kind=batch.kind, name=batch.name, rows=batch.records, digest=batch.digest)
        for batch in reversed(store.batches(include_retired=False))
        if batch.kind in counts
    ]
    has_own_areas = "areas" in counts
    areas_version = store.version_of("areas") if has_own_areas else SHIPPED_AREAS
    areas = (
        keep(("areas", areas_version), lambda: _areas(store)) if has_own_areas else shipped.areas
    )

    def placed(kind: str, of: str, records: gpd.GeoDataFrame) -> Any:
        if not has_own_areas or kind not in POINT_KINDS:
            return records
        return keep(("placed", kind, of, areas_version), lambda: _placed(records, areas))

    found: dict[str, Any] = {}
    for kind in (*POINT_KINDS, *TABLE_KINDS):
        if kind in counts:
            of = store.version_of(kind)
            key = ("records", kind, of, "")
            records: Any = (
                counted if kind == "area_counts" else keep(key, partial(_stored, store, kind, None))
            )
            found[kind] = placed(kind, of, records)
        elif kind in shipped.records:
            records = placed(kind, shipped.version, shipped.records[kind])
            found[kind] = records.iloc[:0] if what == OWN else records
            if what != OWN:
                sources.append(_of_example(shipped, kind, records))
    is_mixed = any(s.is_example for s in sources) and any(not s.is_example for s in sources)
    whole = shipped.version if not counts and what != OWN else version
    by_length = f"-{used}" if len(lengths) > 1 else ""
    return Workspace(
        version=f"{whole}{by_length}{'+example' if is_mixed else ''}",
        areas_version=areas_version,
        areas=areas,
        points={kind: found[kind] for kind in POINT_KINDS if kind in found},
        tables={kind: found[kind] for kind in TABLE_KINDS if kind in found},
        sources=tuple(sources),
        lengths=lengths,
    )


def _counted(
    lengths: list[str], read: Callable[[str], pd.DataFrame]
) -> tuple[str | None, pd.DataFrame | None]:
    """Return the counts of the first length that has some of offences, and that length.

    Those of residents alone are none, so the example's counts are not put aside for them.
    """
    for length in lengths:
        counts = read(length)
        if len(counts):
            return length, counts
    return None, None


def _of_example(shipped: Example, kind: str, records: Any) -> Source:
    return Source(
        kind=kind,
        name=f"{kind}.csv",
        rows=len(records),
        digest=shipped.digests[kind],
        is_example=True,
    )


def _stored(store: Store, kind: str, length: str | None) -> Any:
    found = store.records(kind, precision=length) if length else store.records(kind)
    if kind == "area_counts":
        # Residents are no offences: what sums the counts up must not meet them.
        found = found[found["category"] != POPULATION].reset_index(drop=True)
    return found


def _areas(store: Store) -> gpd.GeoDataFrame:
    areas: Any = store.records("areas")
    found: gpd.GeoDataFrame = areas[["code", "name", "geometry"]]
    return found


def _placed(records: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return points with the codes of these areas; outside them all, a code of theirs is kept."""
    codes = boundaries.assign_areas(records, areas).astype("str")
    given = records["area_code"].where(records["area_code"].isin(areas["code"]))
    found: gpd.GeoDataFrame = records.assign(area_code=codes.where(codes.notna(), given))
    return found
