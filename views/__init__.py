"""One file per page, plus shared widgets; with app.py the only code that imports Streamlit."""
