"""Claims in brief, by which most of those that share words with a new one are passed over unread.

Plain SQL, and frozen, as in the first. The table is derived: the step that fills it begins anew.
"""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the table, empty."""
    op.execute("""
CREATE TABLE sketches (
    number INTEGER NOT NULL PRIMARY KEY,
    article TEXT NOT NULL,
    day INTEGER NOT NULL,
    weight REAL NOT NULL,
    words BLOB NOT NULL
)
""")
