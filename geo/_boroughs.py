"""The 33 boroughs by name and by code, and what looks like one and is none."""

from __future__ import annotations

import re

__all__ = ["BOROUGHS", "borough_code", "is_total"]

BOROUGHS: dict[str, str] = {
    "E09000001": "City of London",
    "E09000002": "Barking and Dagenham",
    "E09000003": "Barnet",
    "E09000004": "Bexley",
    "E09000005": "Brent",
    "E09000006": "Bromley",
    "E09000007": "Camden",
    "E09000008": "Croydon",
    "E09000009": "Ealing",
    "E09000010": "Enfield",
    "E09000011": "Greenwich",
    "E09000012": "Hackney",
    "E09000013": "Hammersmith and Fulham",
    "E09000014": "Haringey",
    "E09000015": "Harrow",
    "E09000016": "Havering",
    "E09000017": "Hillingdon",
    "E09000018": "Hounslow",
    "E09000019": "Islington",
    "E09000020": "Kensington and Chelsea",
    "E09000021": "Kingston upon Thames",
    "E09000022": "Lambeth",
    "E09000023": "Lewisham",
    "E09000024": "Merton",
    "E09000025": "Newham",
    "E09000026": "Redbridge",
    "E09000027": "Richmond upon Thames",
    "E09000028": "Southwark",
    "E09000029": "Sutton",
    "E09000030": "Tower Hamlets",
    "E09000031": "Waltham Forest",
    "E09000032": "Wandsworth",
    "E09000033": "Westminster",
}


def _key(name: str) -> str:
    text = re.sub(r"[^a-z ]+", " ", name.lower().replace("&", " and ").replace("-", " "))
    text = re.sub(
        r"\b(london borough of|royal borough of|lb of|lb|rb|borough of|the|borough)\b", " ", text
    )
    return " ".join(text.split())


_CODES = {_key(name): code for code, name in BOROUGHS.items()} | {
    "city of westminster": "E09000033",
    "westminster city": "E09000033",
    "city": "E09000001",
    "city of london corporation": "E09000001",
    "london city of": "E09000001",
    "kingston": "E09000021",
    "richmond": "E09000027",
    "hammersmith": "E09000013",
    "kensington": "E09000020",
    "barking": "E09000002",
}


def borough_code(name: str) -> str | None:
    """Return the GSS code of a London borough, however its name is written.

    Parameters
    ----------
    name
        The name, with "&" or "and", with or without "London Borough of".

    Returns
    -------
    str or None
        The code; None for anything that is not one of the 33 (a total, an airport, "Unknown").

    Examples
    --------
    >>> borough_code("Kensington & Chelsea"), borough_code("City of Westminster")
    ('E09000020', 'E09000033')
    >>> borough_code("Met Police Area") is None
    True
    """
    return _CODES.get(_key(name))


_TOTALS = {
    "met police area",
    "metropolitan police area",
    "metropolitan police",
    "mps",
    "inner london",
    "outer london",
    "london",
    "greater london",
    "england",
    "wales",
    "england and wales",
    "united kingdom",
    "great britain",
    "total",
    "totals",
    "grand total",
    "all",
    "all boroughs",
    "london total",
    "mps total",
    "sum",
}
_TOTAL_CODES = re.compile(r"(?:E12|E13|E92|W92|S92|N92|K\d\d)\d+")


def is_total(*, code: str | None = None, name: str | None = None) -> bool:
    """Say whether an area is a sum of others, by its code or by its name.

    Examples
    --------
    >>> is_total(name="Met Police Area"), is_total(code="E13000001"), is_total(name="Unknown")
    (True, True, False)
    """
    if code and _TOTAL_CODES.fullmatch(code):
        return True
    return bool(name) and _key(name or "") in _TOTALS
