"""What a result was made of: enough to make it again."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import geo
from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Mapping

Value = Any
"""Text, a number, a truth or nothing: what JSON has."""

METHODS: Final[Mapping[str, Mapping[str, Value]]] = MappingProxyType(
    {
        "dense_clusters": {"radius_m": 150, "min_points": 200, "method": "dbscan"},
        "density": {
            "bandwidth_m": 500,
            "cell_m": 100,
            "kernel": "quartic",
            "adaptive": False,
            "share": 0.25,
        },
        "getis_ord": {
            "cell_m": 500,
            "shape": "square",
            "measure": "count",
            "permutations": 0,
        },
        "local_moran": {
            "cell_m": 500,
            "shape": "square",
            "measure": "count",
            "permutations": 0,
        },
        "spatial_scan": {
            "cell_m": 2000,
            "max_share": 0.1,
            "replicates": 199,
            "expected": "area",
            "past_start": None,
            "past_end": None,
        },
        "space_time_scan": {
            "cell_m": 2000,
            "max_share": 0.1,
            "max_period_share": 0.5,
            "replicates": 199,
        },
        "relative_risk": {
            "bandwidth_m": 2000,
            "cell_m": 200,
            "expected": "past",
            "past_start": None,
            "past_end": None,
        },
        "emerging_hotspots": {"cell_m": 1000, "step_months": 1},
    }
)
"""Every method that finds hotspots, with its parameters and what they are unless given."""

ALPHA: Final = 0.05
"""The level of every test, after the correction for the many that are made."""

_POINT_KINDS = ("markets", "raids", "offences")


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How hotspots were found, and in which data: with the same data it gives the same result.

    Attributes
    ----------
    method
        A name in :data:`analysis.METHODS`.
    parameters
        Its parameters; those left out take the method's default.
    kind
        ``markets``, ``raids`` or ``offences``.
    start, end
        First and last day as ``YYYY-MM-DD``, both included; open where None.
    kinds, drugs, categories
        The records taken, as in :func:`geo.select_records`.
    seed
        Seed of whatever is drawn at random.
    data_version, areas_version
        What :func:`analysis.data_version` and :func:`analysis.areas_version` give for the records
        and areas used; empty where nobody asked.
    software_version
        The version that made the result.

    Raises
    ------
    ParameterError
        If the method, a parameter, the kind or a date is not known or cannot be read.

    Examples
    --------
    >>> recipe = Recipe(method="getis_ord", kind="offences", parameters={"cell_m": 250})
    >>> recipe.parameters["permutations"], Recipe.from_json(recipe.to_json()) == recipe
    (0, True)
    """

    method: str
    kind: str
    parameters: Mapping[str, Value]
    start: str | None = None
    end: str | None = None
    kinds: tuple[str, ...] | None = None
    drugs: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    seed: int = 0
    data_version: str = ""
    areas_version: str = ""
    software_version: str = geo.VERSION

    def __post_init__(self) -> None:
        """Fill in the defaults, and refuse what cannot be run."""
        known = METHODS.get(self.method)
        if known is None:
            raise ParameterError(
                "this method is not known",
                hint=f"The methods are {', '.join(METHODS)}.",
                parameter="method",
                value=self.method,
            )
        strange = sorted(set(self.parameters) - set(known))
        if strange:
            raise ParameterError(
                f"{self.method} has no parameter {strange[0]!r}",
                hint=f"It has {', '.join(known)}.",
                parameter="parameters",
            )
        if self.kind not in _POINT_KINDS:
            raise ParameterError(
                "hotspots are found among records with a place",
                hint=f"Choose one of {', '.join(_POINT_KINDS)}.",
                parameter="kind",
                value=self.kind,
            )
        for name in ("start", "end"):
            _check_day(name, getattr(self, name))
        for name in ("kinds", "drugs", "categories"):
            given = getattr(self, name)
            if given is not None:
                object.__setattr__(self, name, tuple(str(each) for each in given))
        complete = {name: self.parameters.get(name, value) for name, value in known.items()}
        object.__setattr__(self, "parameters", MappingProxyType(complete))

    def to_json(self) -> str:
        """Return the recipe as JSON text with its keys in order: equal for equal recipes."""
        return json.dumps(self.to_plain(), sort_keys=True, allow_nan=False)

    def to_plain(self) -> dict[str, Value]:
        """Return the recipe as the plain values that JSON has."""
        plain = {field.name: getattr(self, field.name) for field in fields(self)}
        for name in ("kinds", "drugs", "categories"):
            plain[name] = None if plain[name] is None else list(plain[name])
        plain["parameters"] = dict(self.parameters)
        return plain

    @classmethod
    def from_json(cls, text: str) -> Recipe:
        """Return the recipe that this text describes.

        Raises
        ------
        ParameterError
            If it is no recipe.
        """
        try:
            plain = json.loads(text)
        except ValueError as error:
            raise ParameterError(
                "the recipe is not JSON",
                hint="Use the sidecar as it was exported.",
                parameter="recipe",
            ) from error
        return cls.from_plain(plain)

    @classmethod
    def from_plain(cls, plain: Any) -> Recipe:
        """Return the recipe that these plain values, as JSON has them, describe.

        Raises
        ------
        ParameterError
            If they describe none.
        """
        names = {field.name for field in fields(cls)}
        parameters = plain.get("parameters") if isinstance(plain, dict) else None
        if not isinstance(parameters, dict) or not {"method", "kind"} <= set(plain) <= names:
            raise ParameterError(
                "this is not a recipe for hotspots",
                hint="Use the sidecar as it was exported.",
                parameter="recipe",
            )
        lists = {
            name: tuple(plain[name])
            for name in ("kinds", "drugs", "categories")
            if isinstance(plain.get(name), list)
        }
        return cls(**{**plain, **lists})

    def selection(self) -> dict[str, Any]:
        """Return what :func:`geo.select_records` takes."""
        import pandas as pd

        return {
            "start": pd.Timestamp(self.start) if self.start else None,
            "end": _end_of_day(self.end),
            "kinds": self.kinds,
            "drugs": self.drugs,
            "categories": self.categories,
        }


def _end_of_day(day: str | None) -> Any:
    import pandas as pd

    return pd.Timestamp(day) + pd.Timedelta(days=1) - pd.Timedelta(1, "ns") if day else None


def _check_day(name: str, day: str | None) -> None:
    from datetime import date

    if day is None:
        return
    try:
        date.fromisoformat(day)
    except (TypeError, ValueError) as error:
        raise ParameterError(
            "this is not a day", hint="Write it as 2020-03-31.", parameter=name, value=day
        ) from error


__all__ = ["ALPHA", "METHODS", "Recipe", "Value"]
