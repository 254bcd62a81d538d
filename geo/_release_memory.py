"""Memory that is no longer used, given back to the system."""

from __future__ import annotations

import ctypes
import gc
import sys

import pyarrow as pa

__all__ = ["release_memory"]


def release_memory() -> None:
    """Give back what allocators keep for later: after a large file it is as much as the records.

    It takes some hundredths of a second, and does nothing where the C library has no such call.
    """
    gc.collect()
    pa.default_memory_pool().release_unused()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)
