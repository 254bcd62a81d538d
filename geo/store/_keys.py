"""Keys of 16 bytes: which records are the same, and whether they say the same.

Every value is packed at a fixed width in a fixed byte order and the row hashed with BLAKE2b, so a
key is the same on every platform and with every version of the libraries; pandas promises that for
none of its own hashes. A million rows take about a second.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo._coordinates_of import coordinates_of
from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from geo.store._kinds import Kind

__all__ = ["Keys", "days_of", "keys_of"]

_SIZE = 16
_CHUNK = 65_536
_PRECISIONS = {"D": 1, "M": 2, "Q-DEC": 3, "Y-MAR": 4, "Y-DEC": 5}
_WORDS = {"day": 1, "month": 2, "week": 6}
_NO_DAY = np.iinfo(np.int32).min


class Keys:
    """The key of each record, the content where a key can come with other values, and more.

    ``occurrence`` numbers rows of the same key where a file may hold several.
    """

    def __init__(
        self,
        key: NDArray[np.void],
        *,
        content: NDArray[np.void] | None = None,
        occurrence: NDArray[np.int64] | None = None,
    ) -> None:
        self.key = key
        self.content = content
        self.occurrence = occurrence


def keys_of(kind: Kind, frame: pd.DataFrame, *, digest: str) -> Keys:
    """Return the keys of a reader's frame.

    Raises
    ------
    ParameterError
        An id stands in the frame twice, which no reader lets through.
    """
    if kind.rule == "first":
        return _offences(frame)
    if kind.counted_by:
        return _counted(kind, frame)
    start = f"{kind.name}\n{digest}\n" if kind.rule == "layer" else f"{kind.name}\n"
    ids = frame[kind.identity]
    if ids.duplicated().any() or ids.isna().any():
        raise ParameterError(
            f"a {kind.identity} is missing or stands there twice",
            hint="Read the file with the reader of its kind, which rejects such rows.",
            parameter="intake",
        )
    key = _joined(_hash((start + str(one)).encode()) for one in ids)
    return Keys(key, content=_contents(kind, frame) if kind.has_content else None)


def _hash(data: bytes) -> bytes:
    return blake2b(data, digest_size=_SIZE).digest()


def _offences(frame: pd.DataFrame) -> Keys:
    easting, northing = coordinates_of(frame["geometry"])
    category, weight = _coded(frame["category"]), frame["weight"].to_numpy("float64")
    x = np.rint(easting).astype("<i4")
    y = np.rint(northing).astype("<i4")
    day, precision = days_of(frame["period"])
    again = _again(
        (x.astype(np.int64) << 32) + y,
        (day << 32) + category[0],
        np.unique(weight, return_inverse=True)[1].astype(np.int64),
    )
    return Keys(
        _hashed(
            _texts_packed(category),
            day.astype("<i4"),
            _constant(_PRECISIONS[precision], len(frame)),
            x,
            y,
            weight.astype("<f8"),
            again.astype("<i4"),
        )
    )


def _counted(kind: Kind, frame: pd.DataFrame) -> Keys:
    texts = [_coded(frame[name]) for name in kind.counted_by]
    day, precision = _times(kind, frame)
    count = frame["count"].to_numpy("int64")
    group = pd.DataFrame(
        {"day": day, "precision": precision} | {str(i): text[0] for i, text in enumerate(texts)}
    )
    number = group.groupby(list(group), sort=False).ngroup().to_numpy()
    occurrence = _again(number)
    size = np.bincount(number, minlength=1)[number]
    total = np.zeros(int(number.max(initial=0)) + 1, dtype=np.int64)
    np.add.at(total, number, count)
    key = _hashed(*(_texts_packed(text) for text in texts), day.astype("<i4"), precision)
    simulated = [frame["illustrative"].to_numpy("int8")] if "illustrative" in frame else []
    content = _hashed(
        count.astype("<i8"), size.astype("<i8"), total[number].astype("<i8"), *simulated
    )
    return Keys(key, content=content, occurrence=occurrence)


def _times(kind: Kind, frame: pd.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.int8]]:
    """Return the first day of every count's span, and the number of the span's length."""
    if "period" in frame:
        day, precision = days_of(frame["period"])
        return day, _constant(_PRECISIONS[precision], len(frame))
    moments = frame[kind.first].to_numpy().astype("datetime64[D]")
    day = np.where(np.isnat(moments), _NO_DAY, moments.astype(np.int64))
    lengths = [_WORDS.get(word, 0) for word in frame[kind.precision]]
    return day, np.array(lengths, dtype=np.int8)


def days_of(periods: pd.Series[Any]) -> tuple[NDArray[np.int64], str]:
    """Return the first days of periods as days since 1970, and the length of the periods."""
    kept: Any = periods.dt
    days = kept.start_time.to_numpy().astype("datetime64[D]").astype(np.int64)
    return days, str(periods.dtype).removeprefix("period[").removesuffix("]")


def _coded(texts: pd.Series[Any]) -> tuple[NDArray[np.int64], list[Any]]:
    codes, names = pd.factorize(texts, use_na_sentinel=True)
    return codes.astype(np.int64), list(names)


def _texts_packed(coded: tuple[NDArray[np.int64], list[Any]]) -> NDArray[Any]:
    """Return 16 bytes a row; a missing text is 16 zeros."""
    codes, names = coded
    hashes = [_hash(str(name).encode()) for name in names] + [bytes(_SIZE)]
    return np.frombuffer(b"".join(hashes), dtype=f"V{_SIZE}")[codes]


def _constant(number: int, size: int) -> NDArray[np.int8]:
    return np.full(size, number, dtype=np.int8)


def _again(*columns: NDArray[Any]) -> NDArray[np.int64]:
    """Return for each row how many rows before it are equal."""
    frame = pd.DataFrame(dict(enumerate(columns)))
    counted: Any = frame.groupby(list(frame), sort=False).cumcount()
    numbers: NDArray[np.int64] = counted.to_numpy()
    return numbers


def _joined(hashes: Iterable[bytes]) -> NDArray[np.void]:
    """Return hashes as one array, which takes a quarter of the memory of a list."""
    return np.frombuffer(b"".join(hashes), dtype=f"V{_SIZE}")


def _hashed(*columns: NDArray[Any]) -> NDArray[np.void]:
    """Return the hash of each row of columns laid side by side."""
    return _joined(_of_parts(*columns))


def _of_parts(*columns: NDArray[Any]) -> Iterator[bytes]:
    """Yield the hashes of many rows at a time, one behind the other."""
    layout = np.dtype([(str(number), column.dtype) for number, column in enumerate(columns)])
    for start in range(0, len(columns[0]), _CHUNK):
        part = [column[start : start + _CHUNK] for column in columns]
        rows = np.empty(len(part[0]), dtype=layout)
        for number, column in enumerate(part):
            rows[str(number)] = column
        packed, width = rows.tobytes(), layout.itemsize
        yield b"".join(
            [
                blake2b(packed[at : at + width], digest_size=_SIZE).digest()
                for at in range(0, len(packed), width)
            ]
        )


def _contents(kind: Kind, frame: pd.DataFrame) -> NDArray[np.void]:
    """Return a hash of all that a row says, points to the millimetre.

    What stores of the first version did not know counts only where it is given, so that a record
    that they hold is still the same.
    """
    later = [_given(frame[field.name], field.name) for field in kind.fields if field.is_later]
    texts = []
    for field in kind.fields:
        if field.is_later:
            continue
        column: Any = frame[field.name]
        if field.sort == "point":
            places = zip(*coordinates_of(column), strict=True)
            texts.append([f"{x:.3f} {y:.3f}" for x, y in places])
        elif field.sort == "list":
            texts.append(["" if one is None else "\x1e".join(one) for one in column])
        elif field.sort == "moment":
            texts.append([str(one) for one in column.to_numpy().astype("datetime64[D]")])
        elif field.sort == "number":
            texts.append([repr(float(one)) for one in column])
        else:
            texts.append(["" if missing else str(one) for one, missing in
                          zip(column, column.isna(), strict=True)])  # fmt: skip
    ends = ["".join(row) for row in zip(*later, strict=True)] if later else [""] * len(frame)
    rows = zip(zip(*texts, strict=True), ends, strict=True)
    return _joined(_hash(("\x1f".join(row) + end).encode()) for row, end in rows)


def _given(column: pd.Series[Any], name: str) -> list[str]:
    return [
        "" if missing else f"\x1f{name}={one}"
        for one, missing in zip(column, column.isna(), strict=True)
    ]
