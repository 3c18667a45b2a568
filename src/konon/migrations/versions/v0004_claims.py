"""What claims across articles are found by: pairs of words, each in its week.

Plain SQL, and frozen, as in the first. Both tables are derived, and nothing filled them before.
"""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

STATEMENTS = """
DROP TABLE propositions;
DROP TABLE claim_keys;
CREATE TABLE propositions (
    number INTEGER NOT NULL PRIMARY KEY,
    claim TEXT NOT NULL UNIQUE,
    article TEXT NOT NULL,
    body BLOB NOT NULL
);
CREATE INDEX propositions_article ON propositions (article);
CREATE TABLE claim_keys (
    bucket INTEGER NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (bucket, number)
) WITHOUT ROWID
"""


def upgrade() -> None:
    """Makes both anew, empty."""
    for statement in STATEMENTS.split(";"):
        op.execute(statement)
