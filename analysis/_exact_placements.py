"""Complete enumeration of placements, by halves."""

from __future__ import annotations

from math import comb, exp
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from analysis._placement_statistics import Outcome

    Bools = NDArray[np.bool_]
    Masks = NDArray[np.uint64]

_MOST_PLACEMENTS = 100_000_000
_MOST_AREAS = 40
_BLOCK = 32_768  # placements at a time: what fits in the processor's cache
_TIE = 1e-10


def can_enumerate(areas: int, size: int) -> bool:
    """Return whether all placements can be gone through in a few seconds."""
    return areas <= _MOST_AREAS and comb(areas, size) <= _MOST_PLACEMENTS


def count_extreme(
    outcome: Outcome, *, adjacent: Bools, size: int, observed: float
) -> tuple[int, int]:
    """Return how many placements are at least as extreme as `observed`, and how many are defined.

    The areas are split in two halves. Sums and neighbours of every subset of a half are laid out
    in a table, so that a placement, a subset of each half, costs a few look-ups; its neighbours
    are the union of its halves' neighbours.
    """
    areas = len(outcome.base)
    low_areas = areas // 2
    low_bits, high_bits = np.uint64((1 << low_areas) - 1), np.uint64(low_areas)
    packed = outcome.base + 1j * outcome.value
    links = [sum(1 << int(other) for other in np.flatnonzero(row)) for row in adjacent]
    masks = np.array(links, dtype=np.uint64)
    low_sum, high_sum = _subset_sums(packed[:low_areas]), _subset_sums(packed[low_areas:])
    low_near, high_near = _subset_unions(masks[:low_areas]), _subset_unions(masks[low_areas:])
    total = packed.sum()
    floor = 1e-9 * abs(total.real)
    factor = exp(abs(observed)) * (1 - _TIE) if not outcome.is_log else 0.0
    extreme = defined = 0
    for lows, highs in _blocks(low_areas, areas - low_areas, size):
        placed = (lows[:, None] | (highs << high_bits)).ravel()
        near = (low_near[lows][:, None] | high_near[highs]).ravel() & ~placed
        inside = (low_sum[lows][:, None] + high_sum[highs]).ravel()
        around = low_sum[near & low_bits] + high_sum[near >> high_bits]
        rest = total - inside - around
        if outcome.is_log:
            with np.errstate(divide="ignore", invalid="ignore"):
                gap = inside.imag / inside.real - rest.imag / rest.real
            good = (inside.real > floor) & (rest.real > floor)
            far = np.abs(gap) >= abs(observed) - _TIE
        else:
            up, down = inside.imag * rest.real, inside.real * rest.imag
            good = (up > floor) & (down > floor)
            far = (up >= factor * down) | (down >= factor * up)
        defined += int(np.count_nonzero(good))
        extreme += int(np.count_nonzero(far & good))
    return extreme, defined


def _subset_sums(values: NDArray[np.complex128]) -> NDArray[np.complex128]:
    table = np.zeros(1 << len(values), dtype=np.complex128)
    for bit, value in enumerate(values):
        table[1 << bit : 2 << bit] = table[: 1 << bit] + value
    return table


def _subset_unions(masks: Masks) -> Masks:
    table = np.zeros(1 << len(masks), dtype=np.uint64)
    for bit, mask in enumerate(masks):
        table[1 << bit : 2 << bit] = table[: 1 << bit] | mask
    return table


def _blocks(low_areas: int, high_areas: int, size: int) -> Iterator[tuple[Masks, Masks]]:
    low_by_size, high_by_size = _by_size(low_areas), _by_size(high_areas)
    for low_size in range(max(0, size - high_areas), min(size, low_areas) + 1):
        lows, highs = low_by_size[low_size], high_by_size[size - low_size]
        for high_part in np.array_split(highs, -(-len(highs) // _BLOCK)):
            rows = max(1, _BLOCK // len(high_part))
            for first in range(0, len(lows), rows):
                yield lows[first : first + rows], high_part


def _by_size(areas: int) -> list[Masks]:
    masks = np.arange(1 << areas, dtype=np.uint64)
    counts: Any = np.bitwise_count(masks)
    return [masks[counts == size] for size in range(areas + 1)]
