"""Markets, raids and what became of each market: all of it made up, and known exactly."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from example.places import PLACES, TREATED

if TYPE_CHECKING:
    import random

    from example.ground import Ground

__all__ = ["Fate", "Market", "Raid", "simulate"]

OPERATION = "Operation Crackdown"
START, END = date(2000, 11, 20), date(2000, 12, 3)
_FIRST, _LAST = date(1999, 4, 1), date(2001, 3, 31)
_OTHER_OPERATION = "Borough operation"
_CITY = "E09000001"

_RAIDED, _RAIDED_TWICE, _RAIDED_ELSEWHERE, _UNRELATED = 100, 20, 8, 14
_GONE_BEFORE, _GONE_AFTER = 0.07, 0.06
# what becomes of a raided market, by its kind; the rest carries on
SHARES = {
    "open": {"relocated": 0.40, "closed": 0.18, "re-emerged": 0.22, "disrupted": 0.10},
    "closed": {"relocated": 0.0, "closed": 0.50, "re-emerged": 0.20, "disrupted": 0.10},
}
_ACROSS_RIVER, _MOST_TO_CITY = 4, 2
_FARTHEST_M, _NEW_SPREAD_M = 4_000.0, 600.0

_DRUGS = {
    "open": {"heroin;crack": 45, "crack": 15, "heroin": 15, "cannabis": 12, "crack;cocaine": 13},
    "closed": {"heroin;crack": 35, "crack": 30, "cannabis": 15, "cocaine": 10, "crack;cocaine": 10},
}
_TENURE = {
    "open": {"street": 88, "council": 8, "private": 4},
    "closed": {"council": 50, "private": 30, "housing_association": 20},
}
_TACTIC = {
    "open": {"overt": 40, "test_purchase": 35, "covert": 25},
    "closed": {"warrant": 85, "covert": 10, "test_purchase": 5},
}
_SOURCE = {"police": 60, "partner": 20, "public": 20}
_RELIABILITY = {"police": "1122", "partner": "1223", "public": "2333"}


@dataclass(frozen=True, kw_only=True)
class Market:
    """One simulated market."""

    market_id: str
    name: str
    kind: str
    easting: int
    northing: int
    first_seen: date
    last_seen: date | None
    status: str
    drugs: str
    source: str
    grade: str
    tenure: str
    code: str

    @property
    def place(self) -> tuple[float, float]:
        """Easting and northing in metres."""
        return self.easting, self.northing


@dataclass(frozen=True, kw_only=True)
class Raid:
    """One simulated raid."""

    day: date
    operation: str
    market_id: str
    tactic: str
    arrests: int
    disposals: int
    premises_secured: int
    forensic_hits: int


@dataclass(frozen=True, kw_only=True)
class Fate:
    """What became of a raided market."""

    market_id: str
    raid: Raid
    outcome: str
    day: date | None = None
    new_market_id: str = ""
    to_code: str = ""
    border: str = ""


def simulate(rng: random.Random, ground: Ground) -> tuple[list[Market], list[Raid], list[Fate]]:
    """Return every market, every raid in order of date, and the fate of every raided market."""
    return _Story(rng, ground).told()


class _Story:
    def __init__(self, rng: random.Random, ground: Ground) -> None:
        self.rng, self.ground = rng, ground
        self.markets: dict[str, Market] = {}
        self.raids: list[Raid] = []
        self.fates: list[Fate] = []
        self.numbers: dict[str, int] = {}
        self.moved = self.to_city = 0

    def told(self) -> tuple[list[Market], list[Raid], list[Fate]]:
        for place in PLACES:
            for kind, count in (("open", place.open), ("closed", place.closed)):
                for _ in range(count):
                    self._begin(kind, place.name, place[1:3], spread_m=place.spread_m)
        self._let_go(_GONE_BEFORE, _FIRST + timedelta(days=200), START - timedelta(days=20))
        self._raid()
        self._let_go(_GONE_AFTER, END, _LAST - timedelta(days=20))
        for _ in range(_UNRELATED):
            place = self.rng.choice(PLACES)
            day = self._day(END + timedelta(days=1), _LAST - timedelta(days=6))
            kind = self._pick({"open": 60, "closed": 40})
            self._begin(kind, place.name, place[1:3], spread_m=place.spread_m, day=day)
        return list(self.markets.values()), self.raids, self.fates

    def _pick(self, weights: dict[str, int]) -> str:
        return self.rng.choices(list(weights), weights=list(weights.values()))[0]

    def _day(self, first: date, last: date) -> date:
        return first + timedelta(days=self.rng.randrange((last - first).days + 1))

    def _begin(
        self,
        kind: str,
        name: str,
        around: tuple[float, float],
        *,
        spread_m: float,
        day: date | None = None,
        code: str | None = None,
    ) -> Market:
        if code is None:
            spread_m *= 1 if kind == "open" else 2
        east, north, home = self.ground.spot(self.rng, around, spread_m=spread_m, code=code)
        self.numbers[name] = number = self.numbers.get(name, 0) + 1
        source = self._pick(_SOURCE)
        market = Market(
            market_id=f"M{len(self.markets) + 1:03d}",
            name=f"{name} {number}",
            kind=kind,
            easting=east,
            northing=north,
            first_seen=day or self._day(_FIRST, START - timedelta(days=8)),
            last_seen=None,
            status="active",
            drugs=self._pick(_DRUGS[kind]),
            source=source,
            grade=self.rng.choice(_RELIABILITY[source])
            + self.rng.choice("AABBBCCDE")
            + self.rng.choice("PPPC"),
            tenure=self._pick(_TENURE[kind]),
            code=home,
        )
        self.markets[market.market_id] = market
        return market

    def _change(self, market_id: str, *, status: str, last_seen: date | None = None) -> None:
        market = self.markets[market_id]
        self.markets[market_id] = replace(market, status=status, last_seen=last_seen)

    def _let_go(self, share: float, first: date, last: date) -> None:
        """Close some markets that nobody raided, as happens all the time."""
        raided = {fate.market_id for fate in self.fates}
        for market in list(self.markets.values()):
            if market.market_id in raided or market.status != "active":
                continue
            earliest = max(first, market.first_seen + timedelta(days=30))
            if self.rng.random() < share and earliest < last:
                self._change(market.market_id, status="closed", last_seen=self._day(earliest, last))

    def _raid(self) -> None:
        active = [m for m in self.markets.values() if m.status == "active"]
        inside = [m for m in active if m.code in TREATED]
        chosen = self.rng.sample(inside, _RAIDED)
        twice = self.rng.sample(chosen, _RAIDED_TWICE)
        outside = self.rng.sample([m for m in active if m.code not in TREATED], _RAIDED_ELSEWHERE)
        last: dict[str, Raid] = {}
        for market in [*chosen, *twice]:
            earlier = last.get(market.market_id)
            first = earlier.day + timedelta(days=1) if earlier else START
            latest = END - timedelta(days=2) if earlier is None and market in twice else END
            last[market.market_id] = self._raided(market, self._day(first, latest), OPERATION)
        for market in outside:
            day = self._day(END + timedelta(days=7), _LAST - timedelta(days=30))
            last[market.market_id] = self._raided(market, day, _OTHER_OPERATION)
        self.raids.sort(key=lambda raid: (raid.day, raid.market_id))
        for kind, shares in SHARES.items():
            self._decide([m for m in chosen if m.kind == kind], shares, last)
        for market in outside:
            self._settle(market, last[market.market_id], self.rng.choice(["closed", "disrupted"]))

    def _raided(self, market: Market, day: date, operation: str) -> Raid:
        tactic = self._pick(_TACTIC[market.kind])
        arrests = self.rng.choices(range(7), weights=[18, 26, 24, 16, 9, 5, 2])[0]
        raid = Raid(
            day=day,
            operation=operation,
            market_id=market.market_id,
            tactic=tactic,
            arrests=arrests,
            disposals=sum(self.rng.random() < 0.6 for _ in range(arrests)),  # noqa: PLR2004
            premises_secured=int(tactic == "warrant" and self.rng.random() < 0.45),  # noqa: PLR2004
            forensic_hits=self.rng.choices([0, 1, 2], weights=[75, 20, 5])[0],
        )
        self.raids.append(raid)
        return raid

    def _decide(
        self, markets: list[Market], shares: dict[str, float], last: dict[str, Raid]
    ) -> None:
        """Give each raided market its outcome, in exactly the shares that were stated."""
        left = self.rng.sample(markets, len(markets))
        wanted = {outcome: round(share * len(markets)) for outcome, share in shares.items()}
        moves = wanted.pop("relocated")
        for across_river, most in ((True, min(_ACROSS_RIVER, moves)), (False, moves)):
            for market in list(left):
                if self.moved < most and self._move(market, last[market.market_id], across_river):
                    left.remove(market)
        outcomes = [outcome for outcome, count in wanted.items() for _ in range(count)]
        outcomes += ["continued"] * (len(left) - len(outcomes))
        for market, outcome in zip(left, outcomes, strict=True):
            self._settle(market, last[market.market_id], outcome)

    def _settle(self, market: Market, raid: Raid, outcome: str) -> None:
        day = None
        if outcome == "closed":
            day = raid.day
            self._change(market.market_id, status="closed", last_seen=day)
        elif outcome == "re-emerged":
            day = raid.day + timedelta(days=self.rng.randrange(10, 71))
            self._change(market.market_id, status="re-emerged")
        elif outcome == "disrupted":
            self._change(market.market_id, status="disrupted")
        fate = Fate(market_id=market.market_id, raid=raid, outcome=outcome, day=day)
        self.fates.append(fate)

    def _move(self, market: Market, raid: Raid, across_river: bool) -> bool:  # noqa: FBT001
        """Let a market start again in a bordering borough that the operation left alone."""
        bordering = self.ground.bordering(market.code, across_river=across_river)
        free = [c for c in bordering if c not in TREATED and (c != _CITY or not across_river)]
        far = {code: self.ground.distance_m(market.place, code) for code in free}
        far = {code: metres for code, metres in far.items() if metres <= _FARTHEST_M}
        if len(far) > 1:
            far.pop(_CITY, None)
        if not far or (set(far) == {_CITY} and self.to_city == _MOST_TO_CITY):
            return False
        weights = [1 / (500 + metres) ** 2 for metres in far.values()]
        code = self.rng.choices(list(far), weights=weights)[0]
        self.moved += 1
        self.to_city += code == _CITY
        day = raid.day + timedelta(days=self.rng.randrange(7, 57))
        local = [p for p in PLACES if self.ground.home(p.easting, p.northing) == code]
        edge = self.ground.nearest(market.place, code)
        near = min(local, key=lambda p: (p.easting - edge[0]) ** 2 + (p.northing - edge[1]) ** 2)
        new = self._begin(market.kind, near.name, edge, spread_m=_NEW_SPREAD_M, day=day, code=code)
        self.markets[new.market_id] = replace(new, drugs=market.drugs)
        self._change(market.market_id, status="closed", last_seen=raid.day)
        self.fates.append(
            Fate(
                market_id=market.market_id,
                raid=raid,
                outcome="relocated",
                day=day,
                new_market_id=new.market_id,
                to_code=code,
                border="river" if across_river else "land",
            )
        )
        return True
