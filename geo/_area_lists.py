"""Lists of areas in one cell, by code or by name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from geo._boroughs import borough_code
from geo._fields import GSS_CODE
from geo._text import shown_text

if TYPE_CHECKING:
    from geo._fields import Fields

__all__ = ["EVERYWHERE", "area_lists"]

EVERYWHERE = "all"
_ALL = {"all", "all boroughs", "everywhere", "london", "greater london", "london-wide"}


def area_lists(fields: Fields, *, may_be_all: bool = False) -> list[list[str]]:
    """Return the codes of the areas of each row, and reject rows that name an unknown one.

    Areas are written as codes or borough names with semicolons, bars or commas between them. Where
    ``may_be_all``, "all" stands for everywhere and is given back as ``["all"]``.
    """
    column = fields.columns["areas"]
    text = fields.text("areas")
    found: list[list[str]] = []
    wrong: dict[int, str] = {}
    for row, value in enumerate(text.to_pylist()):
        if may_be_all and value and value.strip().lower() in _ALL:
            found.append([EVERYWHERE])
            continue
        codes = []
        for part in re.split(r"[;|]" if re.search(r"[;|]", value or "") else ",", value or ""):
            name = part.strip()
            code = name if re.match(GSS_CODE, name) else borough_code(name)
            if name and code:
                codes.append(code)
            elif name:
                wrong[row] = f"'{shown_text(name)}' is neither a code nor one of the 33 boroughs"
        if not codes:
            wrong.setdefault(row, "no area is given")
        found.append(list(dict.fromkeys(codes)))
    mask = np.zeros(len(found), dtype=bool)
    mask[list(wrong)] = True
    fields.checks.fail(mask, column=column, values=text, reason=wrong, code="area.unknown")
    return found
