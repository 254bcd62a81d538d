"""The frame round every page: title, navigation and the shared look.

Streamlit runs this file on every interaction; `app.py` serves it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import streamlit as st

HERE = Path(__file__).parent
# Streamlit puts this folder first on the path, where its workspace.py would hide the package.
sys.path[:] = [entry for entry in sys.path if Path(entry).resolve() != HERE]
DATA = "data"

st.set_page_config(
    page_title="Crackdown",
    page_icon=str(HERE / "icon.svg"),
    layout="wide",
    menu_items={"Get help": None, "Report a bug": None},
)
st.html(HERE / "look.css")
page = st.navigation(
    {
        "Intelligence": [
            st.Page(HERE / "map_page.py", title="Map", icon=":material/map:", default=True),
            st.Page(
                HERE / "hotspots_page.py",
                title="Hotspots",
                icon=":material/bubble_chart:",
                url_path="hotspots",
            ),
            st.Page(
                HERE / "targets_page.py",
                title="Targets",
                icon=":material/target:",
                url_path="targets",
            ),
        ],
        "Execution": [
            st.Page(
                HERE / "operation_page.py",
                title="Operation",
                icon=":material/event_note:",
                url_path="operation",
            ),
        ],
        "Evaluation": [
            st.Page(
                HERE / "displacement_page.py",
                title="Displacement",
                icon=":material/moving:",
                url_path="displacement",
            ),
        ],
        "Briefing": [
            st.Page(
                HERE / "briefing_page.py",
                title="Briefing",
                icon=":material/co_present:",
                url_path="briefing",
            ),
        ],
        "Workspace": [
            st.Page(HERE / "data_page.py", title="Data", icon=":material/database:", url_path=DATA),
            st.Page(
                HERE / "settings_page.py",
                title="Settings",
                icon=":material/shield:",
                url_path="settings",
            ),
        ],
    }
)
# Only now: the libraries behind them must not keep the navigation waiting.
from views import links, marking, widgets, workspace  # noqa: E402

links.open_choice()
marking.draw()
page.run()
links.keep_choice()
if page.url_path not in {DATA, "settings"}:
    widgets.state_version(workspace.current())
