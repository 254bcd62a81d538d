"""A plan and a lesson of the operation, as planners would have kept them; both are illustrative."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from example.places import TREATED
from example.simulate import END, OPERATION, START

if TYPE_CHECKING:
    from example.ground import Ground

__all__ = ["COST", "SAVED", "lessons", "plans"]

COST = 800_000
SAVED = "2001-04-02T09:00:00+00:00"
_CITY = "E09000001"


def plans(ground: Ground) -> list[dict[str, Any]]:
    """Return the plan that the operation came from, as the Targets page keeps one."""
    near = {code for own in TREATED for code in ground.bordering(own, across_river=False)}
    near -= {*TREATED, _CITY}
    control = set(ground.names) - near - {*TREATED, _CITY}
    content = {
        "query": {"as_of": [str(START)], "places": [str(len(TREATED))]},
        "as_of": str(START),
        "candidates": "areas",
        "noun": "boroughs",
        "chosen": list(TREATED),
        "chosen_names": list(TREATED.values()),
        "areas": list(TREATED),
        "area_names": list(TREATED.values()),
        "near": sorted(near),
        "control": sorted(control),
        "detectable": None,
        "across_river": False,
        "category": "drugs",
        "weights": {},
        "summary": "Ten boroughs at once, so that no market has a raided neighbour to go back to.",
        "illustrative": True,
        "operation": {
            "operation_id": "crackdown-2000",
            "start": str(START),
            "end": str(END),
            "cost": COST,
        },
    }
    return [{"name": OPERATION, "saved": SAVED, "content": content}]


def lessons(evaluated: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what was learned; the figures are those of the real counts, by land."""
    content = evaluated | {
        "operation": OPERATION,
        "operation_id": "crackdown-2000",
        "start": str(START),
        "end": str(END),
        "areas": list(TREATED),
        "area_names": list(TREATED.values()),
        "category": "drugs",
        "across_river": False,
        "where": ", ".join(TREATED.values()),
        "worked": "Ten boroughs raided in the same two weeks, with the hotline opened after them.",
        "failed": "Open markets came up again over the nearest border within two months.",
        "next": "Keep boroughs that are neither raided nor next door, so that the effect can be "
        "shown, and look again at every premises that was secured.",
        "conclusion": "In the treated areas and those next to them, 1,442 fewer recorded offences "
        "than the control's ratio would give (95% interval -3,374 to +290, calibrated). The "
        "interval holds none, so no number of offences prevented can be claimed.",
        "illustrative": True,
    }
    return [{"name": f"{OPERATION}, drugs", "saved": SAVED, "content": content}]
