"""What was decided of two articles or claims, and what the deciding goes by: lineage, stories, what claims are to each other.

Plain SQL, and frozen, as in the first. `decisions` only grows; all other tables here are derived from the readings and can be
made anew.
"""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

STATEMENTS = """
CREATE TABLE decisions (
    n INTEGER NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    a TEXT NOT NULL,
    b TEXT NOT NULL,
    relation TEXT,
    score REAL,
    origin TEXT,
    third TEXT,
    reason TEXT NOT NULL,
    detail TEXT,
    "by" TEXT NOT NULL,
    added TEXT NOT NULL,
    CHECK (a < b)
);
CREATE INDEX decisions_a ON decisions (kind, a, b, n);
CREATE INDEX decisions_b ON decisions (kind, b, a, n);
CREATE INDEX decisions_relation ON decisions (kind, relation);
CREATE VIEW links AS
SELECT * FROM decisions d WHERE d.n = coalesce(
    (SELECT p.n FROM (SELECT o.n, o.relation FROM decisions o
                      WHERE o.kind = d.kind AND o.a = d.a AND o.b = d.b AND o."by" = 'person'
                      ORDER BY o.n DESC LIMIT 1) p
     WHERE p.relation IS NOT NULL),
    (SELECT max(m.n) FROM decisions m WHERE m.kind = d.kind AND m.a = d.a AND m.b = d.b AND m."by" <> 'person')
);
CREATE TABLE link_steps (
    step TEXT NOT NULL PRIMARY KEY,
    version TEXT NOT NULL,
    seq INTEGER NOT NULL
);
CREATE TABLE described (
    number INTEGER NOT NULL PRIMARY KEY,
    "key" TEXT NOT NULL UNIQUE,
    address TEXT,
    outlet TEXT,
    marks TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX described_address ON described (address);
CREATE TABLE passages (
    level INTEGER NOT NULL,
    hash INTEGER NOT NULL,
    article INTEGER NOT NULL,
    PRIMARY KEY (level, hash, article)
) WITHOUT ROWID;
CREATE TABLE passage_levels (
    level INTEGER NOT NULL PRIMARY KEY,
    held INTEGER NOT NULL,
    moved INTEGER NOT NULL
);
CREATE TABLE house (
    hash INTEGER NOT NULL,
    outlet TEXT NOT NULL,
    home INTEGER NOT NULL,
    common INTEGER NOT NULL,
    PRIMARY KEY (hash, outlet)
) WITHOUT ROWID;
CREATE TABLE profiles (
    number INTEGER NOT NULL PRIMARY KEY,
    "key" TEXT NOT NULL UNIQUE,
    named TEXT NOT NULL,
    day TEXT,
    outlet TEXT,
    title TEXT NOT NULL,
    places TEXT NOT NULL,
    actors TEXT NOT NULL,
    digest TEXT NOT NULL,
    near BLOB NOT NULL,
    story INTEGER NOT NULL,
    reading INTEGER NOT NULL
);
CREATE INDEX profiles_story ON profiles (story);
CREATE INDEX profiles_named ON profiles (named);
CREATE TABLE story_words (
    day INTEGER NOT NULL,
    word TEXT NOT NULL,
    articles INTEGER NOT NULL,
    held BLOB NOT NULL,
    PRIMARY KEY (day, word)
) WITHOUT ROWID;
CREATE TABLE stories (
    number INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    since TEXT,
    until TEXT,
    articles INTEGER NOT NULL,
    first TEXT NOT NULL,
    outlets TEXT NOT NULL,
    places TEXT NOT NULL,
    actors TEXT NOT NULL
);
CREATE INDEX stories_id ON stories (id);
CREATE INDEX stories_until ON stories (until);
CREATE TABLE propositions (
    number INTEGER NOT NULL PRIMARY KEY,
    claim TEXT NOT NULL,
    article TEXT NOT NULL,
    day TEXT,
    body TEXT NOT NULL
);
CREATE INDEX propositions_claim ON propositions (claim);
CREATE INDEX propositions_article ON propositions (article);
CREATE TABLE claim_keys (
    "key" TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY ("key", number)
) WITHOUT ROWID
"""

FORBID = """
CREATE TRIGGER decisions_no_{verb} BEFORE {verb} ON decisions BEGIN
    SELECT RAISE(ABORT, 'the ledger only grows: no {verb} on decisions');
END
"""


def upgrade() -> None:
    """Adds the tables, empty."""
    for statement in STATEMENTS.split(";"):
        op.execute(statement)
    for verb in ("UPDATE", "DELETE"):
        op.execute(FORBID.format(verb=verb))
