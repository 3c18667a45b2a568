"""The events of each reading, flat, for filters. Readings added before have theirs in their bodies alone.

Plain SQL, and frozen, as in the first.
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STATEMENTS = """
CREATE TABLE events (
    n INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL,
    reading TEXT NOT NULL REFERENCES readings (id),
    number INTEGER NOT NULL,
    article TEXT NOT NULL,
    claim TEXT,
    type TEXT NOT NULL,
    actors TEXT NOT NULL,
    recipients TEXT NOT NULL,
    stances TEXT NOT NULL,
    denied INTEGER NOT NULL,
    time TEXT,
    place TEXT,
    words TEXT NOT NULL,
    at INTEGER NOT NULL,
    confidence REAL NOT NULL,
    outlet TEXT,
    published TEXT,
    note TEXT NOT NULL,
    parties TEXT NOT NULL,
    factuality TEXT NOT NULL,
    day TEXT,
    UNIQUE (reading, number)
);
CREATE INDEX events_claim ON events (reading, claim);
CREATE INDEX events_newest ON events (published DESC, article, reading, number);
CREATE VIEW newest_events AS
SELECT e.*, r.title, r.url FROM events e JOIN newest_readings r ON r.id = e.reading
"""

FORBID = """
CREATE TRIGGER events_no_{verb} BEFORE {verb} ON events BEGIN
    SELECT RAISE(ABORT, 'the ledger only grows: no {verb} on events');
END
"""


def upgrade() -> None:
    """Adds the table, empty."""
    for statement in STATEMENTS.split(";"):
        op.execute(statement)
    for verb in ("UPDATE", "DELETE"):
        op.execute(FORBID.format(verb=verb))
