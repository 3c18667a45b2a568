"""The first ledger: pages, texts, articles, readings, claims, their full-text index, and what forbids changing them.

Plain SQL, and frozen: a ledger made by any later version began with exactly these statements. There is no downgrade,
because a ledger only grows.
"""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# "Knon" in ASCII: tells a ledger from any other SQLite file.
APPLICATION_ID = 0x4B6E6F6E

TABLES = """
CREATE TABLE pages (
    digest TEXT NOT NULL PRIMARY KEY,
    parts INTEGER NOT NULL,
    size INTEGER NOT NULL
);
CREATE TABLE page_parts (
    page TEXT NOT NULL REFERENCES pages (digest),
    number INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (page, number)
);
CREATE TABLE texts (
    digest TEXT NOT NULL PRIMARY KEY,
    body BLOB NOT NULL
);
CREATE TABLE articles (
    "key" TEXT NOT NULL PRIMARY KEY,
    id TEXT NOT NULL,
    url TEXT,
    text TEXT NOT NULL REFERENCES texts (digest)
);
CREATE TABLE readings (
    seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    article TEXT NOT NULL REFERENCES articles ("key"),
    page TEXT NOT NULL REFERENCES pages (digest),
    origin TEXT NOT NULL,
    added TEXT NOT NULL,
    name TEXT NOT NULL,
    came TEXT NOT NULL,
    url TEXT,
    outlet TEXT,
    title TEXT,
    language TEXT NOT NULL,
    published TEXT,
    via TEXT NOT NULL,
    konon TEXT NOT NULL,
    extractor TEXT NOT NULL,
    reader TEXT NOT NULL,
    lexicon TEXT NOT NULL,
    body BLOB NOT NULL
);
CREATE INDEX readings_article ON readings (article, seq);
CREATE INDEX readings_origin ON readings (origin, seq);
CREATE TABLE claims (
    n INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL,
    reading TEXT NOT NULL REFERENCES readings (id),
    number INTEGER NOT NULL,
    article TEXT NOT NULL,
    holder TEXT,
    act TEXT NOT NULL,
    negated INTEGER NOT NULL,
    denied INTEGER NOT NULL,
    within TEXT,
    quote TEXT NOT NULL,
    said TEXT,
    outlet TEXT,
    published TEXT,
    source TEXT NOT NULL,
    cue TEXT NOT NULL,
    content TEXT NOT NULL,
    at INTEGER NOT NULL,
    confidence REAL NOT NULL,
    link TEXT,
    who TEXT NOT NULL,
    day TEXT,
    UNIQUE (reading, number)
);
CREATE INDEX claims_id ON claims (id);
CREATE INDEX claims_newest ON claims (published DESC, article, reading, number);
"""

# A reading is superseded by one added later for the same article, or for the same input (so that a new extractor,
# which gives the same page another text, takes the place of the old one).
VIEWS = """
CREATE VIEW newest_readings AS
SELECT * FROM readings r
WHERE NOT EXISTS (SELECT 1 FROM readings l WHERE l.article = r.article AND l.seq > r.seq)
  AND NOT EXISTS (SELECT 1 FROM readings l WHERE l.origin = r.origin AND l.seq > r.seq);
CREATE VIEW newest_claims AS
SELECT c.*, r.title, r.url, r.via FROM claims c JOIN newest_readings r ON r.id = c.reading;
CREATE VIEW claim_words AS
SELECT c.n, c.content, c.source, c.holder, r.title FROM claims c JOIN readings r ON r.id = c.reading;
CREATE VIRTUAL TABLE claims_fts USING fts5 (
    content, source, holder, title,
    content = 'claim_words', content_rowid = 'n', tokenize = 'unicode61 remove_diacritics 2'
);
"""

INDEX_NEW_CLAIM = """
CREATE TRIGGER claims_indexed AFTER INSERT ON claims BEGIN
    INSERT INTO claims_fts (rowid, content, source, holder, title)
    VALUES (new.n, new.content, new.source, new.holder, (SELECT title FROM readings WHERE id = new.reading));
END
"""

FORBID = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} BEGIN
    SELECT RAISE(ABORT, 'the ledger only grows: no {verb} on {table}');
END
"""


def upgrade() -> None:
    """Makes an empty ledger."""
    op.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for statement in (TABLES + VIEWS).split(";"):
        if statement.strip():
            op.execute(statement)
    op.execute(INDEX_NEW_CLAIM)
    for table in ("pages", "page_parts", "texts", "articles", "readings", "claims"):
        for verb in ("UPDATE", "DELETE"):
            op.execute(FORBID.format(table=table, verb=verb))
