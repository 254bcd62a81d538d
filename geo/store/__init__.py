"""Where records are kept: one interface on SQLite, and on PostgreSQL with PostGIS."""

from geo.store._audit import AuditCheck
from geo.store._batch import Batch
from geo.store._document import DOCUMENT_KINDS, Document
from geo.store._open_store import open_store
from geo.store._store import Store

__all__ = ["DOCUMENT_KINDS", "AuditCheck", "Batch", "Document", "Store", "open_store"]
