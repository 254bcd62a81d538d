"""One file per page, plus shared widgets; with app.py the only code that imports Streamlit."""

import sys
from pathlib import Path

# Streamlit puts a page's own folder first on the path, where views/workspace.py would hide the
# package of that name.
sys.path[:] = [entry for entry in sys.path if Path(entry).resolve() != Path(__file__).parent]
