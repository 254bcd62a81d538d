"""The numbers behind each scene."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from briefing._about import about_rows
from briefing._progress import told
from briefing._scale import cell_text
from briefing._to_pictures import file_stem
from geo import to_safe_csv

if TYPE_CHECKING:
    from briefing._briefing import Briefing
    from briefing._progress import Progress

__all__ = ["to_tables"]


def to_tables(briefing: Briefing, *, progress: Progress | None = None) -> dict[str, bytes]:
    r"""Return the table of each scene as CSV, and one that says what they are and how they came.

    No cell is taken for a formula by a spreadsheet, and scenes without numbers have no file. The
    marking, the disclosure control and the provenance stand in ``about.csv``, because a line
    before a table's header would make it no table.

    Parameters
    ----------
    briefing
        What is told.
    progress
        Told how many scenes are done, of how many; what it raises stops the export.

    Returns
    -------
    dict of str to bytes
        A file's name and its content, the same bytes for the same briefing.

    Examples
    --------
    >>> import pandas as pd
    >>> from briefing import Briefing, Provenance, Scene
    >>> scene = Scene(key="x", title="X", message="Y", missing="Z",
    ...               table=pd.DataFrame({"area": ["=1+1"], "count": [5]}))
    >>> told = Briefing(name="a", title="A", provenance=Provenance(data_version="1"),
    ...                 disclosure="No counts.", scenes=(scene,))
    >>> to_tables(told)["01-x.csv"].decode("utf-8-sig")
    "area,count\r\n'=1+1,5\r\n"
    """
    found = {}
    for at, scene in told(list(enumerate(briefing.scenes)), progress):
        if len(scene.table.columns):
            found[f"{file_stem(at, scene.key)}.csv"] = to_safe_csv(_flat(scene.table))
    about = pd.DataFrame(about_rows(briefing), columns=["what", "value"])
    found["about.csv"] = to_safe_csv(about)
    return found


def _flat(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose lists are text."""
    flat = table.copy()
    for position in range(flat.shape[1]):
        column = flat.iloc[:, position]
        if any(isinstance(value, list) for value in column):
            flat.isetitem(position, [cell_text(v) if isinstance(v, list) else v for v in column])
    return flat
