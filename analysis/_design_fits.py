"""The fitted difference in differences of one design, under every kind of errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from analysis._difference_in_differences import DifferenceInDifferences, difference_in_differences
from geo.errors import ParameterError

if TYPE_CHECKING:
    from analysis._design_data import DesignData


def fitted_differences(
    data: DesignData, *, confidence: float
) -> tuple[dict[str, DifferenceInDifferences], dict[str, str]]:
    """Return the fit under every kind of errors, and why where there is none."""
    window = data.compared.iloc[:, [*data.before, *data.after]]
    treated, near = (
        list(data.roles.index[data.roles == part]) for part in ("treated", "neighbour")
    )
    found: dict[str, DifferenceInDifferences] = {}
    refused: dict[str, str] = {}
    kinds: tuple[Literal["model", "quasi", "clustered"], ...] = ("model", "quasi", "clustered")
    for errors in kinds:
        try:
            found[errors] = difference_in_differences(
                window,
                treated=treated,
                near=near,
                start=window.columns[len(data.before)],
                errors=errors,
                confidence=confidence,
            )
        except ParameterError as error:
            if errors == "model":
                raise
            refused[f"difference in differences, {errors} errors"] = (
                f"{error.problem}. {error.hint}"
            )
    return found, refused
