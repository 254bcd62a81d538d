"""The 43 territorial police forces of England and Wales, by name."""

from __future__ import annotations

from geo._text import header_key

__all__ = ["FORCE_COLUMNS", "force_code"]

FORCE_COLUMNS = {"force", "force_name", "police_force", "police_force_area", "pfa23nm"}

_ENGLAND = (
    "Metropolitan Police", "Cumbria", "Lancashire", "Merseyside", "Greater Manchester", "Cheshire",
    "Northumbria", "Durham", "North Yorkshire", "West Yorkshire", "South Yorkshire", "Humberside",
    "Cleveland", "West Midlands", "Staffordshire", "West Mercia", "Warwickshire", "Derbyshire",
    "Nottinghamshire", "Lincolnshire", "Leicestershire", "Northamptonshire", "Cambridgeshire",
    "Norfolk", "Suffolk", "Bedfordshire", "Hertfordshire", "Essex", "Thames Valley", "Hampshire",
    "Surrey", "Kent", "Sussex", "London, City of", "Devon & Cornwall", "Avon and Somerset",
    "Gloucestershire", "Wiltshire", "Dorset",
)  # fmt: skip
_WALES = ("North Wales", "Gwent", "South Wales", "Dyfed-Powys")
_ENDINGS = ("_constabulary", "_police_service", "_police", "_and_isle_of_wight")


def _key(name: str) -> str:
    key = header_key(name.replace("&", " and "))
    for ending in _ENDINGS:
        key = key.removesuffix(ending)
    return "london_city_of" if key == "city_of_london" else key


_CODES = {
    _key(name): f"{start}{number:06d}"
    for start, names in (("E23", _ENGLAND), ("W15", _WALES))
    for number, name in enumerate(names, start=1)
}


def force_code(name: str) -> str | None:
    """Return the GSS code of the area of a police force, None for what is no territorial force.

    Examples
    --------
    >>> force_code("Devon and Cornwall"), force_code("City of London Police")
    ('E23000035', 'E23000034')
    >>> force_code("British Transport Police") is None
    True
    """
    return _CODES.get(_key(name))
