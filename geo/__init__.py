"""Records with a place: tables, reading, and map layers."""

from geo._boroughs import borough_code
from geo._count_in_cells import count_in_cells
from geo._counts import OUTSIDE
from geo._drugs import CLASS_A
from geo._expand import expand
from geo._form_columns import FORM_KINDS, FormColumn, form_columns
from geo._grid import grid
from geo._intake import Intake, Note
from geo._known_columns import known_columns
from geo._lattice_neighbours import lattice_neighbours
from geo._period_label import period_label
from geo._project import to_degrees, to_metres
from geo._read_area_counts import read_area_counts
from geo._read_calls import read_calls
from geo._read_campaigns import read_campaigns
from geo._read_disposals import read_disposals
from geo._read_links import read_links
from geo._read_markets import read_markets
from geo._read_offences import read_offences
from geo._read_operations import read_operations
from geo._read_premises import read_premises
from geo._read_raids import read_raids
from geo._read_safely import read_safely, warm_reading
from geo._read_stop_search import read_stop_search
from geo._recognise import Recognised, recognise
from geo._recognise_safely import recognise_safely
from geo._region import GREAT_BRITAIN, GREATER_LONDON
from geo._safe_cell import safe_cell
from geo._select_records import select_records
from geo._template import template
from geo._to_safe_csv import to_safe_csv
from geo._version import VERSION
from geo.errors import (
    AssetError,
    Cancelled,
    CrackdownError,
    InputError,
    ParameterError,
    StoreError,
)

__all__ = [
    "CLASS_A",
    "FORM_KINDS",
    "GREATER_LONDON",
    "GREAT_BRITAIN",
    "OUTSIDE",
    "VERSION",
    "AssetError",
    "Cancelled",
    "CrackdownError",
    "FormColumn",
    "InputError",
    "Intake",
    "Note",
    "ParameterError",
    "Recognised",
    "StoreError",
    "borough_code",
    "count_in_cells",
    "expand",
    "form_columns",
    "grid",
    "known_columns",
    "lattice_neighbours",
    "period_label",
    "read_area_counts",
    "read_calls",
    "read_campaigns",
    "read_disposals",
    "read_links",
    "read_markets",
    "read_offences",
    "read_operations",
    "read_premises",
    "read_raids",
    "read_safely",
    "read_stop_search",
    "recognise",
    "recognise_safely",
    "safe_cell",
    "select_records",
    "template",
    "to_degrees",
    "to_metres",
    "to_safe_csv",
    "warm_reading",
]
