"""The counts, parts and windows of a design, checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from analysis._arguments import check_known, listed
from analysis._change import Change
from analysis._match_controls import MatchedControls, match_controls
from analysis._panel import check_apart, check_panel, position, window
from analysis._period_labels import gaps
from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analysis._design_pool import Control

_PARTS = ("treated", "neighbour", "control")


class DesignData(NamedTuple):
    """Areas with a part and complete counts; windows as positions; what lies before."""

    counts: pd.DataFrame
    roles: pd.Series
    size: pd.Series
    before: list[int]
    after: list[int]
    first: int
    history: pd.DataFrame
    changes: dict[str, Change]
    control_rule: Control
    matched: MatchedControls | None
    left_out: tuple[str, ...]

    @property
    def compared(self) -> pd.DataFrame:
        """The counts of the areas with a part, without controls that were not matched."""
        return self.counts[self.roles.isin(_PARTS).to_numpy()]


def design_data(
    panel: pd.DataFrame,
    *,
    roles: pd.Series,
    before: Iterable[object],
    after: Iterable[object],
    start: object,
    size: pd.Series | None,
    control: Control | None,
) -> DesignData:
    """Return the checked data of a design.

    Raises
    ------
    geo.errors.ParameterError
        As :func:`analysis.evaluate_design` says.
    """
    counts = check_panel(panel, parameter="panel")
    check_known(sorted(set(roles)), (*_PARTS, "excluded"), parameter="roles")
    columns: list[object] = list(counts.columns)
    firsts = [columns.index(k) for k in window(counts, tuple(before), parameter="before")]
    seconds = [columns.index(k) for k in window(counts, tuple(after), parameter="after")]
    check_apart([columns[k] for k in firsts], [columns[k] for k in seconds])
    if max(firsts) >= min(seconds):
        raise ParameterError(
            "the window before does not lie before the window after",
            hint="Give the earlier periods as before.",
            parameter="before",
        )
    first = min(seconds) if start is None else position(counts, start, parameter="start")
    if not max(firsts) < first <= min(seconds):
        raise ParameterError(
            "the operation does not start between the windows",
            hint="Give the first period of the operation, after the window before.",
            parameter="start",
            value=str(start),
        )
    rule: Control = control or ("listed" if roles.isin(["excluded"]).any() else "rest")
    parts = roles[roles != "excluded"]
    _check_codes(counts, parts)
    complete = counts.reindex(parts.index).iloc[:, [*firsts, *seconds]].notna().all(axis=1)
    left_out = tuple(str(code) for code in parts.index[~complete])
    _check_treated(counts, parts, complete)
    parts = parts[complete]
    for part, hint in (
        ("treated", "Name the areas where the operation took place."),
        ("control", "Widen the map, exclude fewer areas, or load counts of areas farther away."),
    ):
        if not (parts == part).any():
            raise ParameterError(
                f"no {part} area with complete counts is left", hint=hint, parameter="roles"
            )
    counts = counts.loc[parts.index]
    sizes = _sizes(size, parts)
    history = counts.iloc[:, :first]
    history = history.iloc[:, _unbroken_from(history) :]
    matched = _match(history, parts) if rule == "matched" else None
    if matched:
        unused = (parts == "control") & ~parts.index.isin(matched.controls)
        parts = parts.mask(unused, "unused")
    changes = _changes(counts, parts, sizes, firsts, seconds)
    return DesignData(
        counts=counts,
        roles=parts,
        size=sizes,
        before=firsts,
        after=seconds,
        first=first,
        history=history,
        changes=changes,
        control_rule=rule,
        matched=matched,
        left_out=left_out,
    )


def _unbroken_from(history: pd.DataFrame) -> int:
    """Return where the periods begin that hold every count and follow one another."""
    holes = np.flatnonzero(history.isna().any(axis=0).to_numpy())
    first = int(holes[-1]) + 1 if len(holes) else 0
    columns = history.columns
    if not gaps(columns[first:]):
        return first
    return max(k for k in range(first + 1, len(columns)) if gaps(columns[k - 1 : k + 1]))


def _match(history: pd.DataFrame, parts: pd.Series) -> MatchedControls:
    candidates = list(parts.index[parts == "control"])
    return match_controls(
        history,
        treated=list(parts.index[parts == "treated"]),
        candidates=candidates,
        number=-(-len(candidates) // 2),
    )


def _check_codes(counts: pd.DataFrame, parts: pd.Series) -> None:
    treated = parts.index[parts == "treated"]
    absent = [str(code) for code in treated if code not in counts.index]
    if not absent:
        return
    strange = [str(code) for code in counts.index if code not in parts.index]
    also = f"; {len(strange)} codes of the counts have no area ({listed(strange)})"
    raise ParameterError(
        f"treated areas have no row in the counts{also if strange else ''}",
        hint="Codes change when boundaries do: load counts and boundaries of the same year, or "
        "counts of these areas.",
        parameter="panel",
        value=listed(absent),
    )


def _check_treated(counts: pd.DataFrame, parts: pd.Series, complete: pd.Series) -> None:
    missing = [str(code) for code in parts.index[(parts == "treated") & ~complete]]
    if missing:
        raise ParameterError(
            f"counts of treated areas are missing in a window: {listed(missing)}",
            hint="A missing count is not a zero: choose other periods, load the missing ones, or "
            "leave these areas out of the operation and say so.",
            parameter="panel",
        )
    if counts.loc[parts.index.intersection(counts.index)].isna().all(axis=None):
        raise ParameterError(
            "no area has any count",
            hint="Load counts of these areas.",
            parameter="panel",
        )


def _sizes(size: pd.Series | None, parts: pd.Series) -> pd.Series:
    if size is None:
        return pd.Series(1.0, index=parts.index)
    found = size.reindex(parts.index).astype(float)
    bad = [str(code) for code in parts.index[~(np.isfinite(found) & (found > 0))]]
    if bad:
        raise ParameterError(
            f"no size above zero is given for {listed(bad)}",
            hint="Give every area its size, or leave size out.",
            parameter="size",
        )
    return found


def _changes(
    counts: pd.DataFrame, parts: pd.Series, sizes: pd.Series, before: list[int], after: list[int]
) -> dict[str, Change]:
    changes = {}
    for part in _PARTS:
        inside = (parts == part).to_numpy()
        if not inside.any():
            continue
        group = counts[inside]
        found = Change(
            before=float(group.iloc[:, before].to_numpy().sum()),
            after=float(group.iloc[:, after].to_numpy().sum()),
            area_weight=float(sizes[inside].sum()),
        )
        name = {"neighbour": "neighbouring"}.get(part, part)
        if not (found.before and found.after):
            when = "before" if not found.before else "after"
            raise ParameterError(
                f"the {name} areas counted nothing in the window {when}, and a ratio to zero has "
                "no value",
                hint="Use longer windows, more areas or a wider set of offences.",
                parameter="panel",
            )
        changes[part] = found
    return changes
