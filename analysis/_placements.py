"""Ways in which an operation could have been placed."""

from __future__ import annotations

from itertools import combinations
from math import comb
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from libpysal.graph import Graph
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]

_CELLS_A_CHUNK = 4_000_000
_DENSE_AREAS = 256
_ROUNDS = 60


def adjacency(neighbours: Graph | None, codes: Sequence[Hashable]) -> Bools:
    """Return who borders whom as a square matrix in the order of `codes`."""
    place = {code: row for row, code in enumerate(codes)}
    square = np.zeros((len(place), len(place)), dtype=bool)
    if neighbours is None:
        return square
    links = neighbours.adjacency
    links = links[links.to_numpy() != 0]
    for focal, other in links.index:
        if focal in place and other in place and focal != other:
            square[place[focal], place[other]] = square[place[other], place[focal]] = True
    return square


def beside(placed: Bools, adjacent: Bools) -> Bools:
    """Return the areas next to each placement, a row a placement."""
    links: Any = adjacent.astype(np.float32)
    if len(adjacent) > _DENSE_AREAS:
        from scipy.sparse import csr_array

        links = csr_array(links)
    near: Bools = (placed.astype(np.float32) @ links > 0) & ~placed
    return near


def every_placement(areas: int, size: int) -> Iterator[Bools]:
    """Yield all sets of `size` areas, in chunks of rows."""
    chosen = np.array(list(combinations(range(areas), size)), dtype=np.intp)
    placed = np.zeros((comb(areas, size), areas), dtype=bool)
    np.put_along_axis(placed, chosen, values=True, axis=1)
    yield from np.array_split(placed, max(1, placed.size // _CELLS_A_CHUNK))


def random_placements(
    areas: int, size: int, draws: int, rng: np.random.Generator
) -> Iterator[Bools]:
    """Yield sets of `size` areas, all equally likely, in chunks of rows."""
    for rows in _chunks(draws, areas):
        key = rng.random((rows, areas), dtype=np.float32)
        chosen = np.argpartition(key, size, axis=1)[:, :size]
        placed = np.zeros((rows, areas), dtype=bool)
        np.put_along_axis(placed, chosen, values=True, axis=1)
        yield placed


def grown_placements(
    adjacent: Bools, pieces: Sequence[int], draws: int, rng: np.random.Generator
) -> Iterator[Bools]:
    """Yield sets in connected pieces of the sizes given, in chunks of rows.

    Each piece starts at an area drawn at random that does not touch the pieces before it, and
    grows by areas drawn at random from those that border it. A set that gets stuck is drawn anew;
    where too many do, fewer than `draws` come back.
    """
    for rows in _chunks(draws, len(adjacent)):
        kept: list[Bools] = []
        missing = rows
        for _ in range(_ROUNDS):
            grown = _grow(adjacent, pieces, rows, rng)[:missing]
            kept.append(grown)
            missing -= len(grown)
            if missing == 0:
                break
        yield np.concatenate(kept)


def _grow(adjacent: Bools, pieces: Sequence[int], rows: int, rng: np.random.Generator) -> Bools:
    areas = len(adjacent)
    placed = np.zeros((rows, areas), dtype=bool)
    closed = np.zeros((rows, areas), dtype=bool)  # in a finished piece, or touching one
    stuck = np.zeros(rows, dtype=bool)
    row = np.arange(rows)
    for size in pieces:
        piece = np.zeros((rows, areas), dtype=bool)
        border = np.ones((rows, areas), dtype=bool)
        touched = np.zeros((rows, areas), dtype=bool)
        for _ in range(size):
            open_ = border & ~closed & ~piece
            key = np.where(open_, rng.random((rows, areas), dtype=np.float32), -1)
            area = key.argmax(axis=1)
            stuck |= key[row, area] < 0
            piece[row, area] = True
            touched |= adjacent[area]
            border = touched
        placed |= piece
        closed |= piece | touched
    return placed[~stuck]


def piece_sizes(placed: Bools, adjacent: Bools) -> tuple[int, ...]:
    """Return the sizes of the connected pieces of one placement, largest first."""
    from scipy.sparse.csgraph import connected_components

    count, piece = connected_components(adjacent[np.ix_(placed, placed)], directed=False)
    return tuple(sorted(np.bincount(piece, minlength=count).tolist(), reverse=True))


def _chunks(draws: int, areas: int) -> Iterator[int]:
    most = max(1, _CELLS_A_CHUNK // areas)
    while draws > 0:
        rows = min(most, draws)
        yield rows
        draws -= rows
