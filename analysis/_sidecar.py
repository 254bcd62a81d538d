"""What stands beside exported hotspots: how they were made, and from what."""

from __future__ import annotations

from dataclasses import replace
from importlib import metadata
from typing import TYPE_CHECKING, Any

import geo
from analysis._run_recipe import used_records
from analysis._versions import areas_version, data_version, result_digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd

    from analysis._recipe_run import RecipeRun

KIND = "crackdown hotspots"
_FORMAT = 1
_LIBRARIES = ("numpy", "pandas", "scipy", "shapely", "geopandas", "scikit-learn", "libpysal")


def sidecar(
    run: RecipeRun,
    *,
    points: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame,
    sources: Iterable[Mapping[str, Any]] = (),
    caveats: Iterable[str] = (),
) -> dict[str, Any]:
    """Return, as plain values for JSON, everything that a rerun of a result needs.

    Parameters
    ----------
    run
        What :func:`analysis.run_recipe` gave.
    points, areas
        What it was given.
    sources
        The files behind the records.
    caveats
        Sentences that must travel with the figures.

    Returns
    -------
    dict
        ``recipe`` with the versions of the data and areas filled in, ``result`` (how many
        hotspots, and a digest of them), ``summary``, ``notes``, ``caveats``, ``sources`` and
        ``software``.
    """
    recipe = replace(
        run.recipe,
        data_version=data_version(used_records(run.recipe, points)),
        areas_version=areas_version(areas),
    )
    return {
        "what": KIND,
        "format": _FORMAT,
        "recipe": recipe.to_plain(),
        "result": {
            "hotspots": len(run.hotspots),
            "records": run.points,
            "digest": result_digest(run.hotspots),
        },
        "summary": run.summary,
        "notes": list(run.notes),
        "caveats": list(caveats),
        "sources": [dict(source) for source in sources],
        "software": {
            "crackdown": geo.VERSION,
            **{name: metadata.version(name) for name in _LIBRARIES},
        },
        "rerun": "python -m analysis rerun THIS_FILE --data THE_RECORDS",
    }
