"""What was done and what came of it: disposals, links, premises, campaigns, calls; all made up."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import TYPE_CHECKING

from example.places import TREATED
from example.recorded import recorded_rows
from example.simulate import END, OPERATION, START

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from example.ground import Ground
    from example.simulate import Fate, Market

__all__ = ["CAMPAIGN", "Execution"]

Row = tuple[object, ...]

CAMPAIGN = (date(2001, 1, 15), date(2001, 2, 11))
# how calls change, as factors: in the boroughs of the campaign, and everywhere else
CALLS = {"during": (1.9, 1.1), "after": (1.25, 1.0)}
_CALLS_FROM, _CALL_WEEKS, _CALM = date(2000, 10, 2), 28, 12.0
_MONTHS = [(2000, month) for month in range(6, 13)] + [(2001, month) for month in range(1, 6)]
_DRUGS = {"crack": 0.36, "heroin": 0.40, "cocaine": 0.14, "ecstasy": 0.10}
_CHARGED = 0.72
_LINK_MONTHS = ((2000, 11), (2000, 12), (2001, 1), (2001, 2))
_LINK_KINDS = {"forensic": 60, "intelligence": 28, "vehicle": 12}
_CITY = "E09000001"
_TENURE = {"council": 55, "housing_association": 20, "private": 25}
_MEASURE = {"secured": 60, "closure_order": 25, "possession": 15}


class Execution:
    """The records of the execution, made after the markets and the raids."""

    def __init__(self, rng: random.Random, ground: Ground) -> None:
        self.rng, self.ground = rng, ground
        counts = [row for row in recorded_rows() if row[2:4] == ("2000-01", "drugs")]
        self.names = {code: name for code, name, *_ in counts}
        # Busy boroughs are made busy here too; nothing else is taken from the recorded counts.
        self.busy = {code: math.sqrt(int(count)) for code, *_, count in counts}

    def disposals(self) -> Iterator[Row]:
        """Yield judicial disposals by borough, month and drug: more during the operation."""
        for code, busy in self.busy.items():
            for year, month in _MONTHS:
                mean = busy * 0.35 * self._push(code, year, month)
                for drug, share in _DRUGS.items():
                    charged = self._poisson(mean * share * _CHARGED)
                    cautioned = self._poisson(mean * share * (1 - _CHARGED))
                    for disposal, count in (("charge", charged), ("caution", cautioned)):
                        if count:
                            yield code, f"{year}-{month:02d}", drug, disposal, count, "true"

    def _push(self, code: str, year: int, month: int) -> float:
        if code not in TREATED or (year, month) < (START.year, START.month):
            return 1.0
        return {(2000, 11): 1.7, (2000, 12): 1.9, (2001, 1): 1.3}.get((year, month), 1.1)

    def links(self) -> Iterator[Row]:
        """Yield matches between what was found in a raided borough and elsewhere."""
        for code, name in TREATED.items():
            next_door = self.ground.bordering(code, across_river=False)
            reach = {name: 2.5, "outside the area": 1.6}
            reach |= {self.names[near]: 1.3 for near in next_door if near != _CITY}
            far = [other for other in self.names if other not in {code, *next_door}]
            reach |= {self.names[other]: 0.8 for other in self.rng.sample(far, 3)}
            for place, mean in reach.items():
                for year, month in _LINK_MONTHS:
                    kind = self._pick(_LINK_KINDS)
                    count = self._poisson(mean * (1.6 if (year, month) == (2000, 12) else 0.8))
                    if count:
                        yield name, place, f"{year}-{month:02d}", kind, count, "true"

    def premises(self, markets: dict[str, Market], fates: list[Fate]) -> Iterator[Row]:
        """Yield premises secured at raided markets, and whether dealing was back."""
        number = 0
        for fate in sorted(fates, key=lambda one: (one.raid.day, one.market_id)):
            market = markets[fate.market_id]
            if market.kind != "closed" or self.rng.random() > 0.8:  # noqa: PLR2004
                continue
            number += 1
            back = {"re-emerged": fate.day, "continued": "yes", "disrupted": ""}
            tenure = market.tenure if market.tenure in _TENURE else self._pick(_TENURE)
            day = fate.raid.day + timedelta(days=self.rng.randrange(8))
            yield (
                f"P{number:03d}",
                min(day, fate.day) if fate.outcome == "re-emerged" and fate.day else day,
                self.ground.names[market.code],
                tenure,
                self._pick(_MEASURE),
                back.get(fate.outcome, "no"),
                fate.raid.operation,
                market.market_id,
                "true",
            )

    def campaigns(self) -> list[Row]:
        """Return the campaigns: the hotline's first day is the report's, the rest is made up."""
        codes = ";".join(TREATED)
        start, end = CAMPAIGN
        return [
            ("hotline-2001", "Hotline campaign", start, end, codes, "hotline; posters", "true"),
            ("launch-2000", f"Press launch of {OPERATION}", START, END, codes, "press; television",
             "true"),
        ]  # fmt: skip

    def calls(self) -> Iterator[Row]:
        """Yield weekly calls by borough: overdispersed counts that the campaign raises."""
        start, end = CAMPAIGN
        for code, busy in self.busy.items():
            usual = busy * 0.16 * self.rng.gammavariate(6.0, 1 / 6.0)
            for week in range(_CALL_WEEKS):
                day = _CALLS_FROM + timedelta(weeks=week)
                phase = "during" if start <= day <= end else "after" if day > end else "before"
                own, other = CALLS.get(phase, (1.0, 1.0))
                factor = own if code in TREATED else other
                noisy = self.rng.gammavariate(_CALM, 1 / _CALM)
                yield code, day, self._poisson(usual * factor * noisy), "true"

    def _pick(self, weights: dict[str, int]) -> str:
        return self.rng.choices(list(weights), weights=list(weights.values()))[0]

    def _poisson(self, mean: float) -> int:
        """Return a Poisson draw by counting steps, which every Python draws alike."""
        limit, product, count = math.exp(-mean), self.rng.random(), 0
        while product > limit:
            product *= self.rng.random()
            count += 1
        return count
