"""The columns of every kind of record as people fill them in: what the documentation is made of."""

from __future__ import annotations

__all__ = ["FORMS"]

_NEEDED, _OPTIONAL = True, False
_POSITION = (
    (
        "easting",
        _NEEDED,
        (
            "metres on the British National Grid; or give longitude and latitude, "
            "or grid_reference, instead of easting and northing"
        ),
        "533512",
    ),
    ("northing", _NEEDED, "metres on the British National Grid", "184733"),
)
_AREA = (
    "area_name",
    _NEEDED,
    "a borough's name or code; or area_code for any other area",
    "Hackney",
)
_SIMULATED = ("illustrative", _OPTIONAL, "true where the record is simulated", "false")
_TENURE = ("tenure", _OPTIONAL, "council, housing association, private or street", "council")
_OPERATION = (
    "operation",
    _OPTIONAL,
    "the name of the operation it belongs to",
    "Operation Crackdown",
)

FORMS: dict[str, tuple[tuple[str, bool, str, str], ...]] = {
    "markets": (
        ("market_id", _NEEDED, "your number for the market, never used twice", "M001"),
        ("kind", _NEEDED, "open or closed", "open"),
        *_POSITION,
        ("first_seen", _NEEDED, "a day or a month", "2000-03-01"),
        ("last_seen", _OPTIONAL, "a day or a month; empty while it is active", "2000-11-20"),
        ("re_emerged", _OPTIONAL, "the day on which it was back", "2001-01-04"),
        ("name", _OPTIONAL, "what the place is called; never a person's name", "Market Street 1"),
        ("borough", _OPTIONAL, "as you have it; the point decides", "Hackney"),
        ("status", _OPTIONAL, "active, disrupted, closed or re-emerged", "re-emerged"),
        ("drugs", _OPTIONAL, "with semicolons between them", "heroin; crack"),
        ("source", _OPTIONAL, "police, partner or public", "partner"),
        ("grade", _OPTIONAL, "the intelligence grade, 3x5x2", "2BP"),
        _TENURE,
        _SIMULATED,
    ),
    "raids": (
        ("raid_id", _NEEDED, "your number for the raid, never used twice", "R001"),
        ("date", _NEEDED, "a day or a month", "2000-11-20"),
        *_POSITION,
        _OPERATION,
        ("market_id", _OPTIONAL, "the market that was raided", "M001"),
        ("tactic", _OPTIONAL, "warrant, test purchase, covert or overt", "warrant"),
        ("arrests", _OPTIONAL, "how many", "2"),
        ("disposals", _OPTIONAL, "how many this raid led to", "1"),
        ("premises_secured", _OPTIONAL, "how many", "1"),
        ("forensic_hits", _OPTIONAL, "how many", "0"),
        ("borough", _OPTIONAL, "as you have it; the point decides", "Hackney"),
        _SIMULATED,
    ),
    "offences": (
        ("date", _NEEDED, "a day or a month", "2000-11-20"),
        *_POSITION,
        ("category", _OPTIONAL, "what was recorded", "Drugs"),
        ("weight", _OPTIONAL, "how much one record counts; 1 where left out", "1"),
    ),
    "area_counts": (
        _AREA,
        (
            "period",
            _NEEDED,
            "a month, quarter, financial year or year, all of one length",
            "2000-11",
        ),
        ("category", _NEEDED, "what was recorded", "Drugs"),
        ("subcategory", _OPTIONAL, "a finer category", "Drug trafficking"),
        ("count", _NEEDED, "how many; empty where it is not known", "41"),
    ),
    "operations": (
        ("operation_id", _NEEDED, "your number for the operation", "crackdown-2000"),
        ("name", _NEEDED, "what it is called", "Operation Crackdown"),
        ("start", _NEEDED, "a day or a month", "2000-11-20"),
        ("end", _NEEDED, "a day or a month", "2000-12-03"),
        ("areas", _NEEDED, "names or codes with semicolons between them", "Hackney; E09000022"),
        ("cost", _OPTIONAL, "pounds", "800000"),
        ("notes", _OPTIONAL, "a remark; no personal data", "first two weeks"),
        _SIMULATED,
    ),
    "disposals": (
        _AREA,
        ("month", _NEEDED, "the month of the disposal", "2000-11"),
        (
            "drug",
            _NEEDED,
            (
                "such as heroin, crack, cocaine, ecstasy, LSD, methadone or other class "
                "A; drugs of other classes are kept apart"
            ),
            "crack",
        ),
        (
            "disposal",
            _OPTIONAL,
            (
                "charge, summons, conviction, caution, reprimand, warning, "
                "penalty notice, community resolution, taken into consideration or other"
            ),
            "charge",
        ),
        ("count", _NEEDED, "how many", "14"),
        _SIMULATED,
    ),
    "links": (
        ("from_area", _NEEDED, "a borough, or outside the area", "Hackney"),
        (
            "to_area",
            _NEEDED,
            "a borough, or outside the area; the same one for links within it",
            "outside the area",
        ),
        ("month", _OPTIONAL, "the month in which it was found", "2000-12"),
        (
            "kind",
            _OPTIONAL,
            ("forensic, intelligence, vehicle, communications, firearm, supply or other"),
            "forensic",
        ),
        ("count", _NEEDED, "how many; never persons, and no column that names one", "4"),
        _SIMULATED,
    ),
    "premises": (
        ("premises_id", _NEEDED, "your number for the premises, never an address", "P001"),
        ("date", _NEEDED, "the day or month of the measure", "2000-11-22"),
        _AREA,
        _TENURE,
        (
            "measure",
            _OPTIONAL,
            ("secured, closure order, possession, injunction, demolished or other"),
            "secured",
        ),
        (
            "re_emerged",
            _OPTIONAL,
            ("the day on which dealing was back, or yes or no; empty where nobody looked"),
            "2001-01-15",
        ),
        _OPERATION,
        ("market_id", _OPTIONAL, "the market that was there", "M001"),
        _SIMULATED,
    ),
    "campaigns": (
        ("campaign_id", _OPTIONAL, "your number for the campaign; its name where left out", "C1"),
        ("name", _NEEDED, "what it is called", "Hotline campaign"),
        ("start", _NEEDED, "a day or a month", "2001-01-15"),
        ("end", _OPTIONAL, "a day or a month; empty while it runs", "2001-02-11"),
        ("areas", _NEEDED, "names or codes with semicolons between them, or all", "Hackney; Brent"),
        (
            "channel",
            _OPTIONAL,
            "such as hotline, press, radio, posters, with semicolons between",
            "hotline; posters",
        ),
        _SIMULATED,
    ),
    "calls": (
        _AREA,
        (
            "week_beginning",
            _NEEDED,
            (
                "the first day of the week; call the column day or month "
                "where the counts are of days or months"
            ),
            "2001-01-15",
        ),
        ("hotline", _OPTIONAL, "which line, where there are several", "drugs hotline"),
        ("calls", _NEEDED, "how many; never who called or what was said", "31"),
        _SIMULATED,
    ),
}
