"""The slower methods of one design: each runs, or says why it cannot."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from analysis._design_rows import in_percents, row
from analysis._event_study import event_study
from analysis._placebo_calibration import placebo_calibration
from analysis._randomisation_test import randomisation_test
from analysis._spillover import spillover
from analysis._synthetic_control import synthetic_control
from analysis._synthetic_placements import synthetic_half_width
from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Callable

    from libpysal.graph import Graph

    from analysis._design_data import DesignData
    from analysis._design_pool import Calibration, Control, DesignPool
    from analysis._event_study import EventStudy
    from analysis._placebo_calibration import PlaceboCalibration
    from analysis._randomisation_test import RandomisationTest
    from analysis._spillover import Spillover
    from analysis._synthetic_control import SyntheticControl

_SHOWN_BEFORE = 12
_PLACEBOS = 500
_FEWEST_TO_MIX = 4


@dataclass(kw_only=True)
class Studies:
    """What the slower methods said, and which could not be run."""

    rows: list[dict[str, object]] = field(default_factory=list)
    tests: dict[str, RandomisationTest] = field(default_factory=dict)
    event_study: EventStudy | None = None
    synthetic: dict[str, SyntheticControl] = field(default_factory=dict)
    spillover: Spillover | None = None
    placebo: PlaceboCalibration | None = None
    not_run: dict[str, str] = field(default_factory=dict)

    @classmethod
    def none(cls) -> Studies:
        """Return no studies at all."""
        return cls()

    def attempt(self, name: str, run: Callable[[], Any]) -> Any:
        """Return what a method finds; where it refuses the design, note why."""
        try:
            return run()
        except ParameterError as error:
            self.not_run[name] = f"{error.problem}. {error.hint}"
            return None


def further_studies(
    data: DesignData,
    pool: DesignPool,
    *,
    neighbours: Graph | None,
    rule: Control,
    calibration: Calibration,
    clustered: bool,
    draws: int,
    seed: int,
    confidence: float,
) -> Studies:
    """Return what the slower methods say of a design."""
    found = Studies()
    treated, near, control = (
        list(data.roles.index[data.roles == part]) for part in ("treated", "neighbour", "control")
    )
    groups = {"treated": treated, "near": near} if near else {"treated": treated}
    common: dict[str, Any] = {"treated": treated, "neighbours": neighbours}
    if rule == "rest" and pool.known:
        for group in groups:
            _randomisation(found, data, group, clustered, draws, seed, confidence, common)
    if neighbours is None or rule != "rest":
        why = (
            "who borders whom is not known"
            if neighbours is None
            else "it compares with all other areas, and this control is a chosen one"
        )
        found.not_run |= dict.fromkeys(("event study", "spillover", "false alarms"), why)
    else:
        _event_study(found, data, pool, calibration, clustered, draws, seed, confidence, common)
        lengths = _contiguous(data)
        if lengths is None:
            found.not_run |= dict.fromkeys(
                ("spillover", "false alarms"), "a window has holes, and the past cannot be cut so"
            )
        else:
            now = data.counts.columns[data.after[0]]
            if near:
                found.spillover = found.attempt(
                    "spillover",
                    lambda: spillover(
                        data.counts.iloc[:, data.first - data.history.shape[1] :],
                        start=now, clustered=clustered, seed=seed, confidence=confidence,
                        **lengths, **common,
                    ),
                )  # fmt: skip
            found.placebo = found.attempt(
                "false alarms",
                lambda: placebo_calibration(
                    data.history, clustered=clustered, draws=_PLACEBOS, seed=seed,
                    confidence=confidence, **lengths, **common,
                ),
            )  # fmt: skip
    for group, codes in groups.items():
        _synthetic(found, data, pool, group, codes, control, calibration, confidence)
    return found


def _contiguous(data: DesignData) -> dict[str, Any] | None:
    before, after = data.before, data.after
    gap = after[0] - before[-1] - 1
    if after[-1] - before[0] + 1 != len(before) + gap + len(after):
        return None
    return {"before": len(before), "after": len(after), "gap": gap}


def _randomisation(
    found: Studies, data: DesignData, group: str, clustered: bool,  # noqa: FBT001
    draws: int, seed: int, confidence: float, common: dict[str, Any],
) -> None:  # fmt: skip
    columns = data.counts.columns
    test = found.attempt(
        f"randomisation test ({group})",
        lambda: randomisation_test(
            data.counts,
            start=columns[data.after[0]],
            before=[columns[k] for k in data.before],
            after=[columns[k] for k in data.after],
            statistic="ratio" if group == "treated" else "spill",
            placements="contiguous" if clustered and common["neighbours"] is not None else "all",
            draws=draws,
            seed=seed,
            confidence=confidence,
            **common,
        ),
    )
    if test is None:
        return
    found.tests[group] = test
    found.rows.append(
        row(
            "randomisation test", group, unit="log ratio", estimate=test.statistic,
            interval=(test.low, test.high), p_value=test.p_value, calibration="placements",
            percent=(test.percent, test.percent_low, test.percent_high),
        )
    )  # fmt: skip


def _event_study(
    found: Studies, data: DesignData, pool: DesignPool, calibration: Calibration,
    clustered: bool, draws: int, seed: int, confidence: float, common: dict[str, Any],  # noqa: FBT001
) -> None:  # fmt: skip
    shown = min(data.history.shape[1], max(_SHOWN_BEFORE, data.first - data.before[0]))
    study = found.attempt(
        "event study",
        lambda: event_study(
            data.counts, start=data.counts.columns[data.first], before=shown,
            after=data.after[-1] - data.first + 1, clustered=clustered, draws=draws, seed=seed,
            confidence=confidence, **common,
        ),
    )  # fmt: skip
    if study is None:
        return
    found.event_study = study
    before = list(range(data.first - shown, data.first))
    for group in ("treated", "near") if pool.near.any() else ("treated",):
        pooled = pool.estimate(
            before,
            data.after,
            family="ratio",
            group=group,
            calibration=calibration,
        )
        found.rows.append(
            row(
                "event study, periods after together", group, unit="log ratio",
                estimate=pooled.log_effect, interval=(pooled.log_low, pooled.log_high),
                percent=in_percents(pooled.log_effect, pooled.log_low, pooled.log_high),  # type: ignore[arg-type]
                p_value=pooled.p_value, calibration=calibration,
            )
        )  # fmt: skip


def _synthetic(
    found: Studies, data: DesignData, pool: DesignPool, group: str, codes: list[Any],
    control: list[Any], calibration: Calibration, confidence: float,
) -> None:  # fmt: skip
    name = f"synthetic control ({group})"
    # The operation itself and the gap after it are no part of either side.
    inside = [*range(data.first - data.history.shape[1], data.first), *data.after]
    panel = data.counts.iloc[:, inside]
    before = data.history.shape[1]
    if before < _FEWEST_TO_MIX:
        found.not_run[name] = (
            f"mixing controls takes {_FEWEST_TO_MIX} periods before the operation, and the counts "
            f"hold {before}"
        )
        return
    study = found.attempt(
        name,
        lambda: synthetic_control(
            panel, treated=codes, donors=control,
            start=panel.columns[before] if before else None, confidence=confidence,
        ),
    )  # fmt: skip
    if study is None:
        return
    found.synthetic[group] = study
    half_width = p_value = None
    if calibration == "placements":
        half_width, p_value = synthetic_half_width(
            panel.to_numpy(),
            before,
            pool,
            group=group,
            effect=study.effect,
            out=pool.out(data.before, data.after),
            confidence=confidence,
        )
    own = (study.low, study.high)
    if half_width is not None:
        own = (study.effect - half_width, study.effect + half_width)
    kind = "placements" if half_width is not None else "donors" if study.low is not None else "none"
    found.rows.append(
        row(
            "synthetic control", group, unit="log ratio", estimate=study.effect, interval=own,
            textbook=(study.low, study.high), percent=in_percents(study.effect, *own),  # type: ignore[arg-type]
            p_value=study.placebo_p if p_value is None else p_value, calibration=kind,
        )
    )  # fmt: skip
