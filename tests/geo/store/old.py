"""The statements of the stores of old, as they were; they are never changed."""

# ruff: noqa: E501

VERSION_1 = """
CREATE TABLE schema_version (version INTEGER PRIMARY KEY, applied_at TEXT NOT NULL);
INSERT INTO schema_version VALUES (1, '2026-11-24T03:45:00+00:00');
CREATE TABLE batches ( batch_id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL,
  digest TEXT NOT NULL, source_path TEXT, added_at TEXT NOT NULL, added_by TEXT NOT NULL, mapping
  TEXT NOT NULL, rows_read INTEGER NOT NULL, accepted INTEGER NOT NULL CHECK (accepted >= 0),
  duplicate INTEGER NOT NULL CHECK (duplicate >= 0), rejected INTEGER NOT NULL CHECK (rejected >=
  0), left_out INTEGER NOT NULL CHECK (left_out >= 0), records INTEGER NOT NULL, state TEXT NOT
  NULL CHECK (state IN ('current', 'undone', 'replaced', 'expired')), replaces INTEGER REFERENCES
  batches (batch_id), CHECK (rows_read = accepted + duplicate + rejected + left_out));
CREATE UNIQUE INDEX batches_digest ON batches (kind, digest) WHERE state = 'current';
CREATE TABLE rejects ( batch_id INTEGER NOT NULL REFERENCES batches (batch_id), position INTEGER
  NOT NULL, line INTEGER NOT NULL, "column" TEXT NOT NULL, value TEXT NOT NULL, reason TEXT NOT
  NULL, code TEXT NOT NULL, file TEXT NOT NULL, PRIMARY KEY (batch_id, position));
CREATE TABLE notes ( batch_id INTEGER NOT NULL REFERENCES batches (batch_id), position INTEGER
  NOT NULL, text TEXT NOT NULL, code TEXT NOT NULL, warning SMALLINT NOT NULL, PRIMARY KEY
  (batch_id, position));
CREATE TABLE audit ( sequence INTEGER PRIMARY KEY, at TEXT NOT NULL, "by" TEXT NOT NULL, action
  TEXT NOT NULL, kind TEXT, batch_id INTEGER, detail TEXT NOT NULL, previous TEXT NOT NULL, hash
  TEXT NOT NULL UNIQUE);
CREATE TABLE mappings ( kind TEXT NOT NULL, header TEXT NOT NULL, mapping TEXT NOT NULL, PRIMARY
  KEY (kind, header));
CREATE TABLE markets ( batch_id INTEGER NOT NULL, position INTEGER NOT NULL, line INTEGER NOT
  NULL, key BLOB NOT NULL, live SMALLINT NOT NULL CHECK (live IN (0, 1)), content BLOB NOT
  NULL,market_id TEXT NOT NULL, kind TEXT NOT NULL,x REAL NOT NULL, y REAL NOT NULL,first_seen
  INTEGER NOT NULL, first_seen_precision TEXT, last_seen INTEGER, last_seen_precision TEXT, name
  TEXT, borough TEXT, status TEXT, drugs TEXT, source TEXT, grade TEXT, tenure TEXT, area_code
  TEXT, illustrative SMALLINT NOT NULL, low_precision SMALLINT NOT NULL,PRIMARY KEY (batch_id,
  position)) WITHOUT ROWID;
CREATE UNIQUE INDEX markets_live ON markets (key) WHERE live = 1;
CREATE INDEX markets_idle ON markets (key) WHERE live = 0;
CREATE TABLE raids ( batch_id INTEGER NOT NULL, position INTEGER NOT NULL, line INTEGER NOT
  NULL, key BLOB NOT NULL, live SMALLINT NOT NULL CHECK (live IN (0, 1)), content BLOB NOT
  NULL,raid_id TEXT NOT NULL, date INTEGER NOT NULL, date_precision TEXT,x REAL NOT NULL, y REAL
  NOT NULL,operation TEXT, market_id TEXT, tactic TEXT, arrests INTEGER, disposals INTEGER,
  premises_secured INTEGER, forensic_hits INTEGER, borough TEXT, area_code TEXT, illustrative
  SMALLINT NOT NULL, low_precision SMALLINT NOT NULL,PRIMARY KEY (batch_id, position)) WITHOUT
  ROWID;
CREATE UNIQUE INDEX raids_live ON raids (key) WHERE live = 1;
CREATE INDEX raids_idle ON raids (key) WHERE live = 0;
CREATE TABLE offences ( batch_id INTEGER NOT NULL, position INTEGER NOT NULL, line INTEGER NOT
  NULL, key BLOB NOT NULL, live SMALLINT NOT NULL CHECK (live IN (0, 1)), category TEXT NOT NULL,
  day INTEGER NOT NULL, precision TEXT NOT NULL,x REAL NOT NULL, y REAL NOT NULL,weight REAL NOT
  NULL, area_code TEXT, snap_point SMALLINT NOT NULL, low_precision SMALLINT NOT NULL,PRIMARY KEY
  (batch_id, position)) WITHOUT ROWID;
CREATE UNIQUE INDEX offences_live ON offences (key) WHERE live = 1;
CREATE INDEX offences_idle ON offences (key) WHERE live = 0;
CREATE TABLE area_counts ( batch_id INTEGER NOT NULL, position INTEGER NOT NULL, line INTEGER
  NOT NULL, key BLOB NOT NULL, live SMALLINT NOT NULL CHECK (live IN (0, 1)), content BLOB NOT
  NULL,occurrence INTEGER NOT NULL, area_code TEXT, area_name TEXT, day INTEGER NOT NULL,
  precision TEXT NOT NULL, category TEXT, subcategory TEXT, count INTEGER NOT NULL,PRIMARY KEY
  (batch_id, position)) WITHOUT ROWID;
CREATE UNIQUE INDEX area_counts_live ON area_counts (key, occurrence) WHERE live = 1;
CREATE INDEX area_counts_idle ON area_counts (key) WHERE live = 0;
CREATE TABLE operations ( batch_id INTEGER NOT NULL, position INTEGER NOT NULL, line INTEGER NOT
  NULL, key BLOB NOT NULL, live SMALLINT NOT NULL CHECK (live IN (0, 1)), content BLOB NOT
  NULL,operation_id TEXT NOT NULL, name TEXT, start INTEGER NOT NULL, start_precision TEXT, "end"
  INTEGER NOT NULL, end_precision TEXT, areas TEXT, cost REAL, notes TEXT, illustrative SMALLINT
  NOT NULL,PRIMARY KEY (batch_id, position)) WITHOUT ROWID;
CREATE UNIQUE INDEX operations_live ON operations (key) WHERE live = 1;
CREATE INDEX operations_idle ON operations (key) WHERE live = 0;
CREATE TABLE areas ( batch_id INTEGER NOT NULL, position INTEGER NOT NULL, line INTEGER NOT
  NULL, key BLOB NOT NULL, live SMALLINT NOT NULL CHECK (live IN (0, 1)), code TEXT NOT NULL, name
  TEXT, shape BLOB NOT NULL,PRIMARY KEY (batch_id, position)) WITHOUT ROWID;
CREATE UNIQUE INDEX areas_live ON areas (key) WHERE live = 1;
CREATE INDEX areas_idle ON areas (key) WHERE live = 0;
CREATE TRIGGER audit_keeps_update BEFORE update ON audit BEGIN SELECT RAISE(ABORT, 'the audit
  log is append-only'); END;
CREATE TRIGGER audit_keeps_delete BEFORE delete ON audit BEGIN SELECT RAISE(ABORT, 'the audit
  log is append-only'); END;
INSERT INTO area_counts VALUES(3,0,2,X'D2FB1554ADCD14A43C007ECEC1C6169A',1,X'5800DEFF23CCA21340AEE8CA8C1E4D86',0,'E09000012','Hackney',19723,'M','Drugs',NULL,5);
INSERT INTO audit VALUES(1,'2026-11-24T04:03:16.346330+00:00','analyst','add','raids',1,'{"accepted": 2, "digest": "55bf2848746368e43b4c1bf037a7f6bcf22d44bd8f4692bde385bd9d76d86657", "duplicate": 0, "left_out": 0, "name": "raids.csv", "records": 2, "rejected": 0, "replaces": null, "rows_read": 2, "stored": 2}','1d7241f0a3e613a7fe07b44e953c4ffcca26c8ac3af732670e03fc659aa4a645','41ec821eb4c85a0cd1cadad0d7d9066751b11d4911c89c8f03171677a114b958');
INSERT INTO audit VALUES(2,'2026-11-24T04:03:16.402853+00:00','analyst','add','offences',2,'{"accepted": 2, "digest": "e1ddb77c9171b7fbe0e9d04c93760adfc381e23ed8958b0ea9cdc7463a559a37", "duplicate": 0, "left_out": 0, "name": "offences.csv", "records": 2, "rejected": 0, "replaces": null, "rows_read": 2, "stored": 2}','41ec821eb4c85a0cd1cadad0d7d9066751b11d4911c89c8f03171677a114b958','84a3bd524f38611d1a55ea7afec50664d00e11fd984d9f24a9e4893414601165');
INSERT INTO audit VALUES(3,'2026-11-24T04:03:16.461137+00:00','analyst','add','area_counts',3,'{"accepted": 1, "digest": "1aff29630093035ca555ea2df4804b83390e9411d5e638b727db406e5adea372", "duplicate": 0, "left_out": 0, "name": "counts.csv", "records": 1, "rejected": 0, "replaces": null, "rows_read": 1, "stored": 1}','84a3bd524f38611d1a55ea7afec50664d00e11fd984d9f24a9e4893414601165','2c8fcc7b3d733831ec54bcdf8487318025c724b43bd3f53ca572e859194dfc7c');
INSERT INTO batches VALUES(1,'raids','raids.csv','55bf2848746368e43b4c1bf037a7f6bcf22d44bd8f4692bde385bd9d76d86657',NULL,'2026-11-24T04:03:16.327884+00:00','analyst','{"arrests": "arrests", "date": "date", "easting": "easting", "northing": "northing", "raid_id": "raid_id"}',2,2,0,0,0,2,'current',NULL);
INSERT INTO batches VALUES(2,'offences','offences.csv','e1ddb77c9171b7fbe0e9d04c93760adfc381e23ed8958b0ea9cdc7463a559a37',NULL,'2026-11-24T04:03:16.395627+00:00','analyst','{"category": "category", "easting": "easting", "northing": "northing", "period": "date"}',2,2,0,0,0,2,'current',NULL);
INSERT INTO batches VALUES(3,'area_counts','counts.csv','1aff29630093035ca555ea2df4804b83390e9411d5e638b727db406e5adea372',NULL,'2026-11-24T04:03:16.454105+00:00','analyst','{"area_name": "borough", "category": "category", "count": "count", "period": "period"}',1,1,0,0,0,1,'current',NULL);
INSERT INTO notes VALUES(1,0,'Columns taken: raid_id, date, easting, northing, arrests.','columns.taken',0);
INSERT INTO notes VALUES(1,1,'The file has no ''operation'', ''market_id'', ''tactic'', ''disposals'', ''premises_secured'', ''forensic_hits'', ''borough'': left empty.','columns.absent',0);
INSERT INTO notes VALUES(2,0,'Columns taken: period from ''date'', easting, northing, category.','columns.taken',0);
INSERT INTO notes VALUES(3,0,'Columns taken: area_name from ''borough'', category, period, count.','columns.taken',0);
INSERT INTO notes VALUES(3,1,'The periods were read as months.','period.length',0);
INSERT INTO offences VALUES(2,0,2,X'EA534E0D2A483036FD5BDD36F8BEC978',1,'Drugs',19783,'D',533512.0,184733.0,1.0,NULL,0,0);
INSERT INTO offences VALUES(2,1,3,X'6F17E8912E2755E4D7EF81A87CF3124C',1,'Drugs',19783,'D',533512.0,184733.0,1.0,NULL,0,0);
INSERT INTO raids VALUES(1,0,2,X'0124DAF6E6A0F9B306163C03E1C18A8C',1,X'4E3A1DA6FBA51166FE7B9496D2CFA474','1',19783,'day',533512.0,184733.0,NULL,NULL,NULL,2,NULL,NULL,NULL,NULL,NULL,0,0);
INSERT INTO raids VALUES(1,1,3,X'5D083E778A852C3A80C8A9EFE1B45E50',1,X'D6A4740AA6785AAD8777106E6EAB27A9','2',19783,'month',533600.0,184733.0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,0);
"""
FILES = {
    "raids": b"raid_id,date,easting,northing,arrests\n1,2024-03-01,533512,184733,2\n2,2024-03,533600,184733,\n",
    "offences": b"date,easting,northing,category\n2024-03-01,533512,184733,Drugs\n2024-03-01,533512,184733,Drugs\n",
    "area_counts": b"borough,period,category,count\nHackney,2024-01,Drugs,5\n",
}
