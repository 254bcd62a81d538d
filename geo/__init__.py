"""Records with a place: tables, reading, and map layers."""

from geo.errors import AssetError, CrackdownError, InputError, ParameterError

__all__ = ["AssetError", "CrackdownError", "InputError", "ParameterError"]
