"""The commands of ``python -m geo``, one file each, listed in ``_main``."""

from geo._commands._main import main

__all__ = ["main"]
