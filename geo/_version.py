"""The version of the software, as results carry it."""

from typing import Final

__all__ = ["VERSION"]

VERSION: Final = "0.1.0"
"""The same as in pyproject.toml."""
