"""The tables of the store, as ordered steps from an empty database to the present one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from geo.errors import StoreError
from geo.store._batch import current_batches
from geo.store._kinds import KINDS
from geo.store._packed import pack_rows
from geo.store._statements import run, value

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["NEWEST", "STEPS", "migrate"]

_KEPT = """
    batch_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    line INTEGER NOT NULL,
    key {blob} NOT NULL,
    live SMALLINT NOT NULL CHECK (live IN (0, 1)),
"""
_CONTENT = "content {blob} NOT NULL,"
_POINT = "x {real} NOT NULL, y {real} NOT NULL,"
_ENDS = "PRIMARY KEY (batch_id, position)) {clustered}"


def _guarded(table: str, *, also: str = "") -> tuple[str, ...]:
    """Return the indexes that keep one live record a key, and find the others quickly."""
    return (
        f"CREATE UNIQUE INDEX {table}_live ON {table} (key{also}) WHERE live = 1",
        f"CREATE INDEX {table}_idle ON {table} (key) WHERE live = 0",
    )


_BASE = (
    """CREATE TABLE batches (
    batch_id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    digest TEXT NOT NULL,
    source_path TEXT,
    added_at TEXT NOT NULL,
    added_by TEXT NOT NULL,
    mapping TEXT NOT NULL,
    rows_read INTEGER NOT NULL,
    accepted INTEGER NOT NULL CHECK (accepted >= 0),
    duplicate INTEGER NOT NULL CHECK (duplicate >= 0),
    rejected INTEGER NOT NULL CHECK (rejected >= 0),
    left_out INTEGER NOT NULL CHECK (left_out >= 0),
    records INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('current', 'undone', 'replaced', 'expired')),
    replaces INTEGER REFERENCES batches (batch_id),
    CHECK (rows_read = accepted + duplicate + rejected + left_out))""",
    "CREATE UNIQUE INDEX batches_digest ON batches (kind, digest) WHERE state = 'current'",
    """CREATE TABLE rejects (
    batch_id INTEGER NOT NULL REFERENCES batches (batch_id),
    position INTEGER NOT NULL,
    line INTEGER NOT NULL,
    "column" TEXT NOT NULL, value TEXT NOT NULL, reason TEXT NOT NULL, code TEXT NOT NULL,
    file TEXT NOT NULL,
    PRIMARY KEY (batch_id, position))""",
    """CREATE TABLE notes (
    batch_id INTEGER NOT NULL REFERENCES batches (batch_id),
    position INTEGER NOT NULL,
    text TEXT NOT NULL, code TEXT NOT NULL, warning SMALLINT NOT NULL,
    PRIMARY KEY (batch_id, position))""",
    """CREATE TABLE audit (
    sequence INTEGER PRIMARY KEY,
    at TEXT NOT NULL, "by" TEXT NOT NULL, action TEXT NOT NULL, kind TEXT, batch_id INTEGER,
    detail TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL UNIQUE)""",
    """CREATE TABLE mappings (
    kind TEXT NOT NULL, header TEXT NOT NULL, mapping TEXT NOT NULL,
    PRIMARY KEY (kind, header))""",
    "CREATE TABLE markets (" + _KEPT + _CONTENT + "market_id TEXT NOT NULL, kind TEXT NOT NULL,"
    + _POINT
    + """first_seen INTEGER NOT NULL, first_seen_precision TEXT,
    last_seen INTEGER, last_seen_precision TEXT, name TEXT, borough TEXT, status TEXT, drugs TEXT,
    source TEXT, grade TEXT, tenure TEXT, area_code TEXT, illustrative SMALLINT NOT NULL,
    low_precision SMALLINT NOT NULL,"""
    + _ENDS,
    *_guarded("markets"),
    "CREATE TABLE raids (" + _KEPT + _CONTENT
    + "raid_id TEXT NOT NULL, date INTEGER NOT NULL, date_precision TEXT,"
    + _POINT
    + """operation TEXT, market_id TEXT, tactic TEXT, arrests INTEGER, disposals INTEGER,
    premises_secured INTEGER, forensic_hits INTEGER, borough TEXT, area_code TEXT,
    illustrative SMALLINT NOT NULL, low_precision SMALLINT NOT NULL,"""
    + _ENDS,
    *_guarded("raids"),
    "CREATE TABLE offences (" + _KEPT
    + "category TEXT NOT NULL, day INTEGER NOT NULL, precision TEXT NOT NULL,"
    + _POINT
    + "weight {real} NOT NULL, area_code TEXT, snap_point SMALLINT NOT NULL, "
    "low_precision SMALLINT NOT NULL,"
    + _ENDS,
    *_guarded("offences"),
    "CREATE TABLE area_counts (" + _KEPT + _CONTENT
    + """occurrence INTEGER NOT NULL, area_code TEXT, area_name TEXT, day INTEGER NOT NULL,
    precision TEXT NOT NULL, category TEXT, subcategory TEXT, count {whole} NOT NULL,"""
    + _ENDS,
    *_guarded("area_counts", also=", occurrence"),
    "CREATE TABLE operations (" + _KEPT + _CONTENT
    + """operation_id TEXT NOT NULL, name TEXT, start INTEGER NOT NULL, start_precision TEXT,
    "end" INTEGER NOT NULL, end_precision TEXT, areas TEXT, cost {real}, notes TEXT,
    illustrative SMALLINT NOT NULL,"""
    + _ENDS,
    *_guarded("operations"),
    "CREATE TABLE areas (" + _KEPT
    + "code TEXT NOT NULL, name TEXT, shape {blob} NOT NULL," + _ENDS,
    *_guarded("areas"),
)  # fmt: skip

_SQLITE_GUARDS = tuple(
    (
        f"CREATE TRIGGER audit_keeps_{action} BEFORE {action} ON audit "
        "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
    )
    for action in ("update", "delete")
)
_POSTGRES_GUARDS = (
    """CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$""",
    """CREATE TRIGGER audit_keeps BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()""",
)
_POSTGRES_POINTS = tuple(
    statement
    for table in ("markets", "raids", "offences")
    for statement in (
        f"""ALTER TABLE {table} ADD COLUMN point geometry(Point, 27700)
        GENERATED ALWAYS AS (ST_SetSRID(ST_MakePoint(x, y), 27700)) STORED""",
        f"CREATE INDEX {table}_point ON {table} USING gist (point)",
    )
)

_PLACES_IN_TIME = (
    """CREATE TABLE disagreements (
    batch_id INTEGER NOT NULL REFERENCES batches (batch_id),
    position INTEGER NOT NULL,
    line INTEGER NOT NULL, stated TEXT NOT NULL, found TEXT NOT NULL,
    PRIMARY KEY (batch_id, position))""",
    "CREATE INDEX offences_in_areas ON offences (area_code, day)",
    "CREATE INDEX area_counts_in_areas ON area_counts (area_code, day)",
)

_RETURNS = (
    "ALTER TABLE markets ADD COLUMN re_emerged INTEGER",
    "ALTER TABLE markets ADD COLUMN re_emerged_precision TEXT",
)

_DOCUMENTS = (
    """CREATE TABLE documents (
    kind TEXT NOT NULL, name TEXT NOT NULL, content TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0), saved TEXT NOT NULL, "by" TEXT NOT NULL,
    PRIMARY KEY (kind, name))""",
)
_COUNTED = (
    "occurrence INTEGER NOT NULL, {what}, count {{whole}} NOT NULL, illustrative SMALLINT NOT NULL,"
)
_EXECUTION = (
    "CREATE TABLE disposals (" + _KEPT + _CONTENT
    + _COUNTED.format(what="area_code TEXT, area_name TEXT, day INTEGER NOT NULL, "
                      "precision TEXT NOT NULL, drug TEXT, disposal TEXT")
    + _ENDS,
    *_guarded("disposals", also=", occurrence"),
    "CREATE TABLE links (" + _KEPT + _CONTENT
    + _COUNTED.format(what="from_code TEXT, from_name TEXT, to_code TEXT, to_name TEXT, "
                      "month INTEGER, month_precision TEXT, kind TEXT")
    + _ENDS,
    *_guarded("links", also=", occurrence"),
    "CREATE TABLE premises (" + _KEPT + _CONTENT
    + """premises_id TEXT NOT NULL, date INTEGER NOT NULL, date_precision TEXT, area_code TEXT,
    area_name TEXT, tenure TEXT, measure TEXT, re_emerged INTEGER, re_emerged_precision TEXT,
    outcome TEXT, operation TEXT, market_id TEXT, illustrative SMALLINT NOT NULL,"""
    + _ENDS,
    *_guarded("premises"),
    "CREATE TABLE campaigns (" + _KEPT + _CONTENT
    + """campaign_id TEXT NOT NULL, name TEXT, start INTEGER NOT NULL, start_precision TEXT,
    "end" INTEGER, end_precision TEXT, areas TEXT, channel TEXT, illustrative SMALLINT NOT NULL,"""
    + _ENDS,
    *_guarded("campaigns"),
    "CREATE TABLE calls (" + _KEPT + _CONTENT
    + _COUNTED.format(what="area_code TEXT, area_name TEXT, start INTEGER NOT NULL, "
                      "start_precision TEXT, hotline TEXT")
    + _ENDS,
    *_guarded("calls", also=", occurrence"),
)  # fmt: skip

_COLUMNS = (
    """CREATE TABLE packed (
    batch_id INTEGER NOT NULL REFERENCES batches (batch_id),
    part INTEGER NOT NULL,
    precision TEXT NOT NULL, content {blob} NOT NULL,
    PRIMARY KEY (batch_id, part))""",
)

STEPS: tuple[dict[str, tuple[str, ...]], ...] = (
    {"both": _BASE, "sqlite": _SQLITE_GUARDS, "postgresql": _POSTGRES_GUARDS},
    {"both": _PLACES_IN_TIME},
    {"both": _RETURNS},
    {"both": _DOCUMENTS},
    {"both": _EXECUTION},
    {"both": _COLUMNS},
)
NEWEST = len(STEPS)
_PACKED_FROM = 6

_TYPES = {
    "sqlite": {
        "blob": "BLOB",
        "real": "REAL",
        "whole": "INTEGER",
        "clustered": "WITHOUT ROWID",
    },
    "postgresql": {
        "blob": "BYTEA",
        "real": "DOUBLE PRECISION",
        "whole": "BIGINT",
        "clustered": "",
    },
}


def migrate(connection: Connection) -> None:
    """Bring the tables to the present version, in the caller's transaction.

    Raises
    ------
    StoreError
        The store was written by a newer version, or the database is something else.
    """
    engine = connection.dialect.name
    run(connection, "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, "
        "applied_at TEXT NOT NULL)")  # fmt: skip
    found = value(connection, "SELECT max(version) FROM schema_version") or 0
    if found > NEWEST:
        raise StoreError(
            f"the store was written by a newer version of Crackdown (its tables are of version "
            f"{found}, this program knows {NEWEST})",
            hint="Update Crackdown, or point CRACKDOWN_STORE at another store.",
        )
    for version, step in enumerate(STEPS[found:], start=found + 1):
        for statement in (*step.get("both", ()), *step.get(engine, ())):
            connection.exec_driver_sql(_filled(statement, engine))
        run(
            connection,
            "INSERT INTO schema_version (version, applied_at) VALUES (:version, :at)",
            {"version": version, "at": datetime.now(tz=UTC).isoformat()},
        )
    if 0 < found < _PACKED_FROM:
        for kind in (each for each in KINDS.values() if each.has_period):
            for batch_id in current_batches(connection, kind):
                pack_rows(connection, kind, batch_id)
    if found == 0 and engine == "postgresql":
        _add_points(connection)


def _filled(statement: str, engine: str) -> str:
    for name, type_name in _TYPES[engine].items():
        statement = statement.replace("{" + name + "}", type_name)
    return statement


def _add_points(connection: Connection) -> None:
    """Give point tables a column that PostGIS knows, where the server has PostGIS."""
    ready = value(connection, "SELECT count(*) FROM pg_extension WHERE extname = 'postgis'")
    if not ready:
        may = value(
            connection,
            "SELECT count(*) FROM pg_available_extensions, pg_roles "
            "WHERE name = 'postgis' AND rolname = current_user AND rolsuper",
        )
        if not may:
            return
        run(connection, "CREATE EXTENSION postgis")
    for statement in _POSTGRES_POINTS:
        run(connection, statement)
