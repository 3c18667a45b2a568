"""The tables of links: what was decided, which only grows, and what the deciding goes by, which can be made anew at any time.

`metadata` is the ledger's; `konon.schema` adds its own tables to it. `migrations/` makes them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from sqlalchemy import REAL, Column, Index, Integer, LargeBinary, MetaData, Table, Text, create_engine


class Sql(Protocol):
    """A connection in a transaction, as the driver gives it: a batch of articles asks some thousand short questions."""

    def execute(self, sql: str, parameters: Sequence[object] = ..., /) -> Any:
        """Runs one statement; gives a cursor."""

    def executemany(self, sql: str, parameters: Iterable[Sequence[object]], /) -> Any:
        """Runs one statement for each row."""


metadata = MetaData()

decisions = Table(
    "decisions",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("kind", Text, nullable=False),  # lineage, story: between articles, by Article.key; claim: by Claim.id
    Column("a", Text, nullable=False),  # sorts before b
    Column("b", Text, nullable=False),
    Column("relation", Text),  # NULL: a person took a ruling back
    Column("score", REAL),
    Column("origin", Text),
    Column("third", Text),
    Column("reason", Text, nullable=False),
    Column("detail", Text),  # JSON
    Column("by", Text, nullable=False),  # a step and its version, or "person"
    Column("added", Text, nullable=False),  # ISO date-time, UTC
    Index("decisions_a", "kind", "a", "b", "n"),
    Index("decisions_b", "kind", "b", "a", "n"),
    Index("decisions_relation", "kind", "relation"),
)

# --- derived: how far each step is, and what it knows -------------------------------------------------------------------

link_steps = Table(
    "link_steps",
    metadata,
    Column("step", Text, primary_key=True),
    Column("version", Text, nullable=False),
    Column("seq", Integer, nullable=False),  # of the last reading that it went through
)
described = Table(
    "described",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),  # Article.key
    Column("address", Text),
    Column("outlet", Text),
    Column("marks", Text, nullable=False),  # JSON: where the body begins, and what in it is not the article
    Column("body", Text, nullable=False),  # JSON: konon.lineage.Described
    Index("described_address", "address"),
)
# A new article's stretches are entered at level 0 and move on from there in order (see `konon.shelves`): entered into one large
# tree they would each touch a page of it.
passages = Table(
    "passages",
    metadata,
    Column("level", Integer, primary_key=True),
    Column("hash", Integer, primary_key=True),
    Column("article", Integer, primary_key=True),  # described.number
    sqlite_with_rowid=False,
)
passage_levels = Table(
    "passage_levels",
    metadata,
    Column("level", Integer, primary_key=True),
    Column("held", Integer, nullable=False),
    Column("moved", Integer, nullable=False),  # the hash up to which stretches were moved on, this time round
)
house = Table(
    "house",
    metadata,
    Column("hash", Integer, primary_key=True),
    Column("outlet", Text, primary_key=True),  # empty where it is unknown
    Column("home", Integer, nullable=False),  # 1: the outlet's own text, which makes no two of its articles kin
    Column("common", Integer, nullable=False),  # 1: no longer looked up
    sqlite_with_rowid=False,
)
profiles = Table(
    "profiles",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),  # Article.key
    Column("named", Text, nullable=False),  # the id of a story that begins with it
    Column("day", Text),
    Column("outlet", Text),
    Column("title", Text, nullable=False),
    Column("places", Text, nullable=False),  # JSON
    Column("actors", Text, nullable=False),  # JSON
    Column("digest", Text, nullable=False),  # of its day and words: tells whether a new reading changes them
    Column("near", LargeBinary, nullable=False),  # the articles added before that are near, and how near
    Column("story", Integer, nullable=False),
    Column("reading", Integer, nullable=False),  # readings.seq of the one that it was made of
    Index("profiles_story", "story"),
    Index("profiles_named", "named"),
)
story_words = Table(
    "story_words",
    metadata,
    Column("day", Integer, primary_key=True),  # counted from year 1; 0: no day
    Column("word", Text, primary_key=True),  # empty: all articles of the day
    Column("articles", Integer, nullable=False),
    Column("held", LargeBinary, nullable=False),  # which articles hold it, and its weight there
    sqlite_with_rowid=False,
)
stories = Table(
    "stories",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("since", Text),
    Column("until", Text),
    Column("articles", Integer, nullable=False),
    Column("first", Text, nullable=False),  # the day and key of its first article
    Column("outlets", Text, nullable=False),  # JSON, as are places and actors
    Column("places", Text, nullable=False),
    Column("actors", Text, nullable=False),
    Index("stories_id", "id"),
    Index("stories_until", "until"),
)
propositions = Table(
    "propositions",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("claim", Text, nullable=False, unique=True),  # Claim.id
    Column("article", Text, nullable=False),  # Article.key
    Column("body", LargeBinary, nullable=False),  # MessagePack: konon.propositions.Proposition
    Index("propositions_article", "article"),
)
sketches = Table(
    "sketches",
    metadata,
    Column("number", Integer, primary_key=True),  # propositions.number, as those below
    Column("article", Text, nullable=False),  # as in konon.sketches.Sketch
    Column("day", Integer, nullable=False),
    Column("weight", REAL, nullable=False),
    Column("words", LargeBinary, nullable=False),
)
claim_keys = Table(
    "claim_keys",
    metadata,
    Column("bucket", Integer, primary_key=True),  # two words, and the week
    Column("number", Integer, primary_key=True),  # 0: so many that none is told
    sqlite_with_rowid=False,
)


def scratch() -> Sql:
    """An empty database in memory with these tables alone, for lineage and stories without a ledger."""
    engine = create_engine("sqlite://")
    metadata.create_all(engine, tables=[table for table in metadata.sorted_tables if table.name in OURS])
    plain: Sql | None = engine.raw_connection().driver_connection
    assert plain is not None  # it was made just now
    return plain


OURS = frozenset(metadata.tables)
