"""What is looked at, without a browser: a store's live records, the example's, or both.

The pages show it and `briefing` writes it down, so that it lies below both; it reads a store and
gives points the codes of their areas, so that it lies above `geo` and `boundaries`. It has a layer
of its own because none of its neighbours may hold it: `analysis` knows no store, `boundaries` no
records, and what `views` holds `briefing` cannot reach.
"""

from workspace._example import Example, read_example
from workspace._example_documents import EXAMPLE_AUTHOR, example_documents
from workspace._open_workspace import (
    CHOICES,
    EXAMPLE,
    LENGTHS,
    OWN,
    TOGETHER,
    open_workspace,
)
from workspace._workspace import (
    ILLUSTRATIVE,
    LABELS,
    POINT_KINDS,
    POPULATION,
    SHIPPED_AREAS,
    TABLE_KINDS,
    Source,
    Workspace,
)

__all__ = [
    "CHOICES",
    "EXAMPLE",
    "EXAMPLE_AUTHOR",
    "ILLUSTRATIVE",
    "LABELS",
    "LENGTHS",
    "OWN",
    "POINT_KINDS",
    "POPULATION",
    "SHIPPED_AREAS",
    "TABLE_KINDS",
    "TOGETHER",
    "Example",
    "Source",
    "Workspace",
    "example_documents",
    "open_workspace",
    "read_example",
]
