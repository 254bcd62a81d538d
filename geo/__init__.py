"""Records with a place: tables, reading, and map layers."""

from geo._intake import Intake, Note
from geo.errors import AssetError, CrackdownError, InputError, ParameterError

__all__ = ["AssetError", "CrackdownError", "InputError", "Intake", "Note", "ParameterError"]
