"""What is loaded, where it came from, what was rejected and why."""

from __future__ import annotations

import streamlit as st

from views import batches_section, load_section, log_section, widgets
from views.batch_panel import LOAD, SECTION

widgets.heading("Data", "What is loaded, where did it come from, and what was rejected?")
load, batches, log = st.tabs(
    [LOAD, "What is loaded", "Log"], key=SECTION, bind="query-params", on_change="rerun"
)
with load:
    load_section.show(visible=bool(load.open))
if batches.open:
    with batches:
        batches_section.show()
if log.open:
    with log:
        log_section.show()
