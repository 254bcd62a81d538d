"""How many people live in the boroughs that are shipped."""

from __future__ import annotations

import pandas as pd

from boundaries._load_boroughs import DATA
from geo.errors import ParameterError

__all__ = ["borough_population"]


def borough_population(*, year: int) -> pd.Series:
    """Return the residents of each London borough in the nearest year that is known.

    Mid-year estimates of the Office for National Statistics for 1999 to 2010, and the Greater
    London Authority's projections for 2011 to 2020. Source and licence are in
    ``boundaries/data/README.md``.

    Parameters
    ----------
    year
        The year asked for.

    Returns
    -------
    Series
        By GSS code, sorted; its name is the year that was taken, as text.

    Raises
    ------
    ParameterError
        If the year is not a whole number.

    Examples
    --------
    >>> population = borough_population(year=2001)
    >>> population["E09000007"], population.name, len(population)
    (np.int64(202567), '2001', 33)
    """
    if not isinstance(year, int):
        raise ParameterError(
            "the year is not a whole number",
            hint="Write it as 2010.",
            parameter="year",
            value=year,
        )
    table = pd.read_csv(DATA / "borough_population.csv", index_col="code")
    known = [int(name) for name in table.columns]
    taken = str(min(max(year, known[0]), known[-1]))
    return table[taken].sort_index()
