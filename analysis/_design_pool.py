"""What a design is compared with: other placements, or its own past."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb
from typing import TYPE_CHECKING, Literal

import numpy as np

from analysis._design_sums import DesignSums, group_sums, taken_out
from analysis._inversion import Inversion
from analysis._past_windows import past_windows
from analysis._placements import (
    adjacency,
    beside,
    every_placement,
    grown_placements,
    piece_sizes,
    random_placements,
)
from analysis._thinning import ByTotal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd
    from libpysal.graph import Graph
    from numpy.typing import NDArray

    from analysis._design_sums import Family, Group

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]

Control = Literal["rest", "matched", "listed"]
Calibration = Literal["placements", "past", "none"]

_MOST_LISTED = 20_000
_FEWEST_PLACEMENTS = 99
_FEWEST_LISTED = 40
_FEWEST_WINDOWS = 40


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """One measure with its calibrated interval, on the log scale and in its own units."""

    log_effect: float
    value: float
    p_value: float | None
    log_low: float | None
    log_high: float | None
    low: float | None
    high: float | None


class DesignPool:
    """The real design, and the designs without an effect that it is compared with.

    `roles` has the part of every row of `counts` (areas by periods): placements are drawn among
    them, each with its own neighbours and its own control by the same rule as the real one.
    """

    def __init__(
        self,
        counts: pd.DataFrame,
        *,
        roles: pd.Series,
        size: pd.Series,
        neighbours: Graph | None,
        control: Control,
        history: Floats,
        clustered: bool,
        draws: int,
        seed: int,
        confidence: float,
    ) -> None:
        parts = roles.to_numpy()
        self._values, self._size = counts.to_numpy(), size.to_numpy(dtype=float)
        self.placed, self.near, self.control = (
            parts == name for name in ("treated", "neighbour", "control")
        )
        self._rule, self._seed, self._confidence = control, seed, confidence
        self._clustered = clustered
        self._paths = _paths(history)
        self._history = history
        self.known = neighbours is not None or not self.near.any()
        self.adjacent = adjacency(neighbours, list(counts.index))
        self.listed, self.drawn = False, np.zeros((0, len(parts)), dtype=bool)
        if self.known:
            self._draw(clustered=clustered, draws=draws)

    def _draw(self, *, clustered: bool, draws: int) -> None:
        areas, size = len(self.placed), int(self.placed.sum())
        rng = np.random.default_rng(self._seed)
        self.listed = comb(areas, size) <= _MOST_LISTED and not clustered
        if self.listed:
            chunks = every_placement(areas, size)
        elif clustered and self.adjacent.any():
            pieces = piece_sizes(self.placed, self.adjacent)
            chunks = grown_placements(self.adjacent, pieces, draws, rng)
        else:
            chunks = random_placements(areas, size, draws, rng)
        self.drawn = np.concatenate(list(chunks))

    def controls(self, placed: Bools, near: Bools) -> Bools:
        """Return the control areas of each placement, by the rule of the real design."""
        free: Bools = ~(placed | near)
        if self._rule == "rest":
            return free
        if self._rule == "listed":
            free &= self.control
            return free
        return self._matched(placed, free)

    def _matched(self, placed: Bools, free: Bools) -> Bools:
        target = _paths(placed.astype(float) @ self._history)
        distance = (
            (self._paths**2).sum(axis=1)
            - 2 * target @ self._paths.T
            + (target**2).sum(axis=1, keepdims=True)
        )
        rank = np.where(free, distance, np.inf).argsort(axis=1).argsort(axis=1)
        chosen: Bools = free & (rank < int(self.control.sum()))
        return chosen

    def placements(self) -> Iterator[tuple[Bools, Bools, Bools]]:
        """Yield treated, near and control areas of the placements drawn."""
        for chunk in np.array_split(self.drawn, max(1, self.drawn.size // 4_000_000)):
            near = beside(chunk, self.adjacent)
            yield chunk, near, self.controls(chunk, near)

    def real(self, before: slice | list[int], after: slice | list[int]) -> Floats:
        """Return the sums of the real design."""
        return group_sums(
            self._columns(before, after),
            iter([(self.placed[None], self.near[None], self.control[None])]),
        )

    def _columns(self, before: slice | list[int], after: slice | list[int]) -> Floats:
        first, second = self._values[:, before].sum(axis=1), self._values[:, after].sum(axis=1)
        return np.column_stack(
            [self._size, first, second, second * self.placed, second * self.near]
        )

    def null(self, before: list[int], after: list[int], calibration: Calibration) -> Floats:
        """Return the sums of the designs to compare with."""
        if calibration == "placements":
            return group_sums(self._columns(before, after), self.placements())
        length = (len(before), after[0] - before[-1] - 1, len(after))
        past = past_windows(self._history, before=length[0], after=length[2], gap=length[1])
        parts = np.stack([self.placed, self.near, self.control]).astype(float)
        sums = np.zeros((3, past.before.shape[1], 5))
        sums[:, :, 0] = (parts @ self._size)[:, None]
        sums[:, :, 1], sums[:, :, 2] = parts @ past.before, parts @ past.after
        return sums

    def calibration(self, before: list[int], after: list[int]) -> tuple[Calibration, str]:
        """Return what the design can be calibrated on, or why it cannot."""
        if self.known and len(self.drawn):
            sums = self.null(before, after, "placements")
            found = DesignSums(
                sums, family="ratio", group="treated", lengths=(len(before), len(after))
            ).statistics()
            defined = int(np.isfinite(found).sum())
            if defined >= (_FEWEST_LISTED if self.listed else _FEWEST_PLACEMENTS):
                return "placements", f"{defined:,} other placements of the operation"
            why = f"only {defined} other placements of the operation leave a control with counts"
        else:
            why = "who borders whom is not known, so that it cannot be placed elsewhere"
        length = (len(before), after[0] - before[-1] - 1, len(after))
        past = past_windows(self._history, before=length[0], after=length[2], gap=length[1])
        together = after[-1] - before[0] + 1 == sum(length) and length[1] >= 0
        if past.enough and past.before.shape[1] >= _FEWEST_WINDOWS and together:
            return "past", f"{past.before.shape[1]} windows of the areas' own past"
        return "none", (
            f"{why}, and of such designs side by side the past holds {past.side_by_side}, where "
            "four are needed"
        )

    def out(self, before: list[int], after: list[int]) -> tuple[Floats, Floats]:
        """Return what to take out of treated and near counts in each placement."""
        real = self.real(before, after)
        effects = [
            float(DesignSums(real, family="ratio", group=group, lengths=(1, 1)).statistics()[0])
            for group in ("treated", "near")
        ]
        own, near = (value if np.isfinite(value) else 0.0 for value in effects)
        return taken_out(
            self.null(before, after, "placements"), effects=(own, near), seed=self._seed
        )

    def estimate(
        self,
        before: list[int],
        after: list[int],
        *,
        family: Family,
        group: Group,
        calibration: Calibration,
        null: Callable[[], Floats] | None = None,
    ) -> Estimate:
        """Return a measure of the real design with its calibrated interval."""
        lengths = (len(before), len(after))
        options = {"family": family, "group": group, "lengths": lengths}
        real = DesignSums(self.real(before, after), **options)  # type: ignore[arg-type]
        effect = real.log_effect()
        value = float(real.statistics()[0])
        if calibration == "none" or not np.isfinite(effect):
            return Estimate(
                log_effect=effect, value=value, p_value=None,
                log_low=None, log_high=None, low=None, high=None,
            )  # fmt: skip
        sums = null() if null else self.null(before, after, calibration)
        offsets: tuple[float | Floats, float | Floats] = (0.0, 0.0)
        if group == "together":
            own = [
                DesignSums(
                    self.real(before, after), family=family, group=part, lengths=lengths
                ).log_effect()
                for part in ("treated", "near")
            ]
            if np.isfinite(own).all():
                noisy = taken_out(sums, effects=(own[0], own[1]), seed=self._seed)
                middle = (noisy[0] + noisy[1]) / 2
                offsets = noisy[0] - middle, noisy[1] - middle
        inversion = Inversion(
            real,
            DesignSums(
                sums,
                offsets=offsets,
                thin=ByTotal(sums.shape[1], seed=self._seed),
                **options,  # type: ignore[arg-type]
            ),
            listed=self.listed and calibration == "placements",
            clustered=self._clustered or calibration == "past",
            measure="spill" if group == "near" else "ratio",
            seed=self._seed,
        )
        p_value = inversion.p_value(0.0)
        low, high = inversion.interval(effect, confidence=self._confidence, p_at_zero=p_value)
        return Estimate(
            log_effect=effect,
            value=value,
            p_value=p_value,
            log_low=low,
            log_high=high,
            low=None if low is None else real.in_units(low),
            high=None if high is None else real.in_units(high),
        )


def _paths(values: Floats) -> Floats:
    logs = np.log(values + 0.5)
    found: Floats = logs - logs.mean(axis=-1, keepdims=True) if logs.shape[-1] else logs
    return found
