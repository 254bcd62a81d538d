"""The one exception tree of Crackdown.

::

    CrackdownError
    ├── InputError       a file, upload or table cannot be used as it is
    ├── ParameterError   an argument is out of its range, or two contradict each other
    ├── AssetError       a script or stylesheet of the map is missing or not the recorded one
    ├── StoreError       the store cannot be opened, read or written; nothing was changed
    └── Cancelled        the user stopped a long step; nothing was changed

Every message says what is wrong and, after it, what would mend it.
"""

from __future__ import annotations

from geo._text import HIDDEN, looks_personal

__all__ = [
    "AssetError",
    "Cancelled",
    "CrackdownError",
    "InputError",
    "ParameterError",
    "StoreError",
]

_SHOWN_CHARACTERS = 60


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"


class CrackdownError(Exception):
    """The root of every error that Crackdown raises on purpose."""


class InputError(CrackdownError, ValueError):
    """A file, upload or table cannot be used as it is.

    Parameters
    ----------
    problem
        What is wrong, as a clause without a full stop.
    hint
        What would mend it, as a sentence.
    code
        A stable code such as ``"header.missing"``, for tests and for other programs.
    file, line, column
        Where the fault is, as far as it is known. ``line`` counts from 1 and counts the header.
    value
        The value found there. Leave it out where it may be personal: it is echoed, unless it
        looks like a phone number, an e-mail address or a vehicle mark.

    Examples
    --------
    >>> raise InputError("no column holds the latitude", hint="Add one.",
    ...                  code="header.missing", file="markets.csv", line=1)
    Traceback (most recent call last):
        ...
    geo.errors.InputError: markets.csv, line 1: no column holds the latitude. Add one.
    """

    def __init__(
        self,
        problem: str,
        *,
        hint: str,
        code: str,
        file: str | None = None,
        line: int | None = None,
        column: str | None = None,
        value: object = None,
    ) -> None:
        if isinstance(value, str) and looks_personal(value):
            value = None
        if column is not None and looks_personal(column):
            column = HIDDEN
        self.problem = problem
        self.hint = hint
        self.code = code
        self.file = file
        self.line = line
        self.column = column
        self.value = value
        place = [file] if file else []
        if line is not None:
            place.append(f"line {line}")
        if column is not None:
            place.append(f"column {column!r}")
        start = ", ".join(place)
        found = f" (found {_shown(value)})" if value is not None else ""
        super().__init__(f"{start}{': ' if start else ''}{problem}{found}. {hint}")


class ParameterError(CrackdownError, ValueError):
    """An argument is out of its range, or two arguments contradict each other.

    Parameters
    ----------
    problem
        What is wrong, as a clause without a full stop.
    hint
        What would mend it, as a sentence.
    parameter
        The name of the argument.
    value
        What was given.

    Examples
    --------
    >>> raise ParameterError("the radius must be above zero", hint="Try 250.",
    ...                      parameter="radius_m", value=-1)
    Traceback (most recent call last):
        ...
    geo.errors.ParameterError: radius_m: the radius must be above zero (found -1). Try 250.
    """

    def __init__(self, problem: str, *, hint: str, parameter: str, value: object = None) -> None:
        self.problem = problem
        self.hint = hint
        self.parameter = parameter
        self.value = value
        found = f" (found {_shown(value)})" if value is not None else ""
        super().__init__(f"{parameter}: {problem}{found}. {hint}")


class AssetError(CrackdownError):
    """A script or stylesheet of the map is missing, or is not the recorded one."""


class StoreError(CrackdownError):
    """The store cannot be opened, read or written; what it held before is unchanged.

    The message never shows a record's values or the password of an address.

    Parameters
    ----------
    problem
        What is wrong, as a clause without a full stop.
    hint
        What would mend it, as a sentence.

    Examples
    --------
    >>> raise StoreError("the disk of the store is full", hint="Free some space.")
    Traceback (most recent call last):
        ...
    geo.errors.StoreError: the disk of the store is full. Free some space.
    """

    def __init__(self, problem: str, *, hint: str) -> None:
        self.problem = problem
        self.hint = hint
        super().__init__(f"{problem}. {hint}")


class Cancelled(CrackdownError):  # noqa: N818 - it is no error of anyone's
    """The user stopped a long step; nothing of it was kept."""
