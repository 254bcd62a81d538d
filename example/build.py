"""Write the example workspace, from the repository's folder: ``python -m example.build``.

The same seed gives the same files, byte for byte. What is real in them and what is simulated is
told in ``example/README.md``.
"""

from __future__ import annotations

import csv
import json
import math
import random
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from example.documents import COST, lessons, plans
from example.evaluated import figures
from example.execution import Execution
from example.ground import Ground
from example.places import TREATED
from example.recorded import recorded_rows
from example.simulate import END, OPERATION, START, simulate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from example.simulate import Fate, Market, Raid

SEED = 20_001_120
FOLDER = Path(__file__).resolve().parent
_MARKET = (
    "market_id,name,kind,easting,northing,first_seen,last_seen,re_emerged,status,drugs,source,"
    "grade,tenure,borough,illustrative"
)
_RAID = (
    "raid_id,date,operation,market_id,tactic,arrests,disposals,premises_secured,forensic_hits,"
    "easting,northing,illustrative"
)
_TRUTH = (
    "market_id,raid_id,raid_date,outcome,outcome_date,new_market_id,from_code,to_code,border,"
    "distance_m,illustrative"
)
_EXECUTION = {
    "disposals": "area_code,month,drug,disposal,count,illustrative",
    "links": "from_area,to_area,month,kind,count,illustrative",
    "premises": "premises_id,date,borough,tenure,measure,re_emerged,operation,market_id,"
    "illustrative",
    "campaigns": "campaign_id,name,start,end,areas,channel,illustrative",
    "calls": "area_code,week_beginning,calls,illustrative",
}
_OPERATION = "operation_id,name,start,end,areas,cost,notes"
_NOTES = (
    "Ten boroughs and first two weeks as the Metropolitan Police Authority reported them on "
    "13 February 2001, and the 800,000 pounds that were set aside; the raids in this workspace are "
    "simulated"
)


def build(folder: Path) -> list[Path]:
    """Write the tables into a folder and return their paths."""
    rng = random.Random(SEED)  # noqa: S311
    ground = Ground()
    markets, raids, fates = simulate(rng, ground)
    raid_ids = {id(raid): f"R{number:03d}" for number, raid in enumerate(raids, start=1)}
    by_id = {market.market_id: market for market in markets}
    back = {fate.market_id: fate.day for fate in fates if fate.outcome == "re-emerged"}
    counts = _write(folder / "area_counts.csv", "code,borough,year,category,count", recorded_rows())
    return [
        _write(
            folder / "markets.csv",
            _MARKET,
            (_market(m, ground.names, back=back.get(m.market_id)) for m in markets),
        ),
        _write(folder / "raids.csv", _RAID, (_raid(r, raid_ids[id(r)], by_id) for r in raids)),
        _write(
            folder / "truth.csv",
            _TRUTH,
            sorted(_fate(fate, raid_ids[id(fate.raid)], by_id) for fate in fates),
        ),
        _write(
            folder / "operations.csv",
            _OPERATION,
            [("crackdown-2000", OPERATION, START, END, ";".join(TREATED), COST, _NOTES)],
        ),
        counts,
        *_execution(folder, ground, by_id, fates),
        _documents(folder / "plans.json", plans(ground)),
        _documents(folder / "lessons.json", lessons(figures(counts))),
    ]


def _execution(
    folder: Path, ground: Ground, markets: dict[str, Market], fates: list[Fate]
) -> list[Path]:
    """Write what was done and what came of it; a die of its own leaves the markets as they were."""
    made = Execution(random.Random(SEED + 1), ground)  # noqa: S311
    rows: dict[str, Iterable[Sequence[object]]] = {
        "disposals": made.disposals(),
        "links": made.links(),
        "premises": made.premises(markets, fates),
        "campaigns": made.campaigns(),
        "calls": made.calls(),
    }
    return [_write(folder / f"{kind}.csv", _EXECUTION[kind], rows[kind]) for kind in rows]


def _market(market: Market, names: dict[str, str], *, back: date | None) -> tuple[object, ...]:
    return (
        market.market_id,
        market.name,
        market.kind,
        market.easting,
        market.northing,
        market.first_seen,
        market.last_seen or "",
        back or "",
        market.status,
        market.drugs,
        market.source,
        market.grade,
        market.tenure,
        names[market.code],
        "true",
    )


def _raid(raid: Raid, raid_id: str, markets: dict[str, Market]) -> tuple[object, ...]:
    return (
        raid_id,
        raid.day,
        raid.operation,
        raid.market_id,
        raid.tactic,
        raid.arrests,
        raid.disposals,
        raid.premises_secured,
        raid.forensic_hits,
        *map(int, markets[raid.market_id].place),
        "true",
    )


def _fate(fate: Fate, raid_id: str, markets: dict[str, Market]) -> tuple[object, ...]:
    market = markets[fate.market_id]
    new = markets.get(fate.new_market_id)
    return (
        fate.market_id,
        raid_id,
        fate.raid.day,
        fate.outcome,
        fate.day or "",
        fate.new_market_id,
        market.code,
        fate.to_code,
        fate.border,
        round(math.dist(market.place, new.place)) if new else "",
        "true",
    )


def _write(path: Path, header: str, rows: Iterable[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(rows)
    return path


def _documents(path: Path, documents: list[dict[str, object]]) -> Path:
    text = json.dumps(documents, indent=1, ensure_ascii=False, sort_keys=True)
    path.write_text(f"{text}\n", encoding="utf-8", newline="\n")
    return path


def main() -> None:
    """Write the tables beside this script and say what is in them."""
    for path in build(FOLDER):
        if path.suffix != ".csv":
            continue
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        kinds = Counter(row.get("kind") or row.get("outcome") or "" for row in rows)
        detail = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()) if kind)
        sys.stdout.write(f"{path.name}: {len(rows)} rows{f' ({detail})' if detail else ''}\n")


if __name__ == "__main__":
    main()
