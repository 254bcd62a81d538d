"""Method and caveats: how the figures came about, and what they cannot say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from briefing._chart_picture import ChartPicture
from briefing._scene import Scene
from briefing._telling import POLICING

if TYPE_CHECKING:
    from briefing._provenance import Provenance
    from briefing._telling import Telling

__all__ = ["tell_method"]

KEY, TITLE = "method", "Method and caveats"


def tell_method(told: Telling, provenance: Provenance) -> Scene:
    """Return the scene that says how everything before it was found."""
    pairs = [
        (name, value)
        for name, value in provenance.rows()
        if name not in {"Source", "Crackdown", "Saved"} and value
    ]
    rows = pd.DataFrame(pairs, columns=["What", "How"])
    message = (
        "Every figure can be made again from the records; none of them says why offending changed."
    )
    simulated = told.illustrative("markets", "raids")
    return Scene(
        key=KEY,
        title=TITLE,
        message=message,
        picture=ChartPicture(kind="table", data=rows, illustrative=simulated),
        notes=told.profile.statement,
        caveats=(POLICING, *((simulated,) if simulated else ())),
        table=rows,
        alt=f"Table of methods and settings. {message}",
    )
