"""The example workspace, read once for all sessions."""

from __future__ import annotations

import streamlit as st

from workspace import Example, read_example

__all__ = ["Example", "example"]


@st.cache_resource(show_spinner="Opening the example workspace …")
def example() -> Example:
    """Return the example that ships with the app."""
    return read_example()
