"""Scans of redrawn records: what must be passed is found once, so that no resample is tested."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from analysis._recipe import ALPHA
from analysis._recipe_scans import events_of
from analysis._scan import best_apart
from analysis._scan_areas import Areas
from analysis._scan_cases import cases_of
from analysis._space_time_scan import clusters_beyond

if TYPE_CHECKING:
    from analysis._ground import Ground
    from analysis._month_counts import Numbers
    from analysis._recipe import Recipe
    from analysis._scan import Zone

_MOST_KEPT = 2_000
_NEAR = 1e-9


class Circles:
    """A spatial scan whose least significant ratio is known from the original records."""

    def __init__(self, recipe: Recipe, ground: Ground, counts: Numbers, expected: Numbers) -> None:
        """Find the ratio that a circle must exceed to be told from chance."""
        self._x = ground.cells["x"].to_numpy(dtype=float)
        self._y = ground.cells["y"].to_numpy(dtype=float)
        self._share = float(recipe.parameters["max_share"])
        areas = self._areas(counts, expected)
        replicates = max(int(recipe.parameters["replicates"]), 1)
        largest, _ = areas.scan(replicates, recipe.seed)
        self._level = level_of(largest)
        self._expected = expected
        keep = len(counts) <= _MOST_KEPT
        self._zones = [areas.zone(at) for at in range(len(counts))] if keep else None
        self._total = areas.total

    def _areas(self, counts: Numbers, expected: Numbers, zones: list[Zone] | None = None) -> Areas:
        total = float(counts.sum())
        return Areas(
            x=self._x,
            y=self._y,
            observed=np.asarray(counts, dtype=float),
            expected=expected * (total / expected.sum()),
            largest=self._share * total,
            total=total,
            zones=zones,
        )

    def hot(self, counts: Numbers, expected: Numbers | None = None) -> Numbers:
        """Return which cells lie in a circle that is told from chance."""
        hot = np.zeros(len(counts), dtype=bool)
        if not counts.sum():
            return hot
        if expected is None:
            areas = self._areas(counts, self._expected, self._zones_for(float(counts.sum())))
        else:
            areas = self._areas(counts, expected)
        every = range(len(counts))
        ratios = [areas.best_of(areas.zone(at)) for at in every]
        found = best_apart(
            [
                (ratio, at, size)
                for at, (ratio, size) in zip(every, ratios, strict=True)
                if ratio > self._level
            ],
            areas.best,
            lambda centre, size: areas.zone(centre).order[:size],
            places=len(counts),
        )
        for ratio, centre, size in found:
            if ratio <= self._level:
                break
            hot[areas.zone(centre).order[:size]] = True
        return hot

    def _zones_for(self, total: float) -> list[Zone] | None:
        """Return the kept zones; where other numbers fell outside the study area, scaled."""
        if self._zones is None or total == self._total:
            return self._zones
        scale = total / self._total
        return [replace(zone, weight=zone.weight * scale) for zone in self._zones]


class Bursts:
    """A space-time scan whose least significant ratio is known from the original records."""

    def __init__(self, recipe: Recipe, ground: Ground, cube: Numbers) -> None:
        """Find the ratio that a burst must exceed to be told from chance."""
        self._x = ground.cells["x"].to_numpy(dtype=float)
        self._y = ground.cells["y"].to_numpy(dtype=float)
        self._shares = {
            name: float(recipe.parameters[name]) for name in ("max_share", "max_period_share")
        }
        cell, step = events_of(cube)
        cases, _, _, _ = cases_of(self._x[cell], self._y[cell], step, **self._shares)
        replicates = max(int(recipe.parameters["replicates"]), 1)
        self._largest = cases.replicate(replicates, recipe.seed)
        self._level = level_of(self._largest)

    def hot(self, cube: Numbers) -> Numbers:
        """Return which cells lie in a burst that is told from chance, in which steps."""
        hot = np.zeros(cube.shape, dtype=bool)
        if not np.isfinite(self._level):
            return hot
        cell, step = events_of(cube)
        cases, place, at, _ = cases_of(self._x[cell], self._y[cell], step, **self._shares)
        found = clusters_beyond(cases, self._largest, level=self._level, place=place, step=at)
        for cluster in found:
            if cluster.log_likelihood_ratio > self._level:
                hot[cell[cluster.members], step[cluster.members]] = True
        return hot


def level_of(largest: Numbers) -> float:
    """Return the ratio above which a zone has a chance of at most 5% by these replicates."""
    allowed = int(ALPHA * (largest.size + 1) + _NEAR) - 1
    return float(np.sort(largest)[::-1][allowed]) if allowed >= 0 else np.inf
