"""Links what is in the ledger: who has a text from whom, which articles tell of one happening, which claims bear on each other.

Each step goes through the readings in the order in which they were added and remembers how far it came, in the same transaction
as what it found: a process that dies loses nothing, and the next one goes on where it stopped. A step whose version has changed
begins anew. A new step is a class like those below, in `STEPS`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

import msgspec
import zstandard

from konon import bearing, lineage, stories
from konon.bearing import Claims, believed
from konon.claimshelf import ClaimShelf
from konon.kinship import Index
from konon.lineage import describe, told
from konon.linkschema import Sql
from konon.propositions import describe as propositions
from konon.records import Reading
from konon.shelves import KinshipShelf, StoryShelf, letters_of
from konon.store import Ledger, LedgerError, may_be_written

BATCH = 64  # readings a transaction: others that add wait for a second at most
LOG = 8000  # pages of the write-ahead log before they are written into the file: many are written again soon
CACHE = 64_000  # kB of pages that are kept: where a new article's words lead to is all over the file

Read = Callable[[int], tuple[Reading, str]]  # a reading by its number, and the day on which its article was first met


class Step(Protocol):
    """What keeps one kind of links; made for one transaction."""

    name: str
    version: str
    tables: tuple[str, ...]  # derived, emptied when the step begins anew

    def add(self, seq: int, read: Read, /) -> None:
        """Adds an article as it is now read, or corrects it."""

    def remove(self, key: str, read: Read, /) -> None:
        """Takes an article out that is no longer read so."""

    def finish(self) -> None:
        """Called once all articles of a transaction were added."""


class Lineage:
    """Keeps `konon.kinship`."""

    name = "lineage"
    version = lineage.VERSION
    tables: tuple[str, ...] = ("described", "passages", "passage_levels", "house")

    def __init__(self, sql: Sql, *, added: str) -> None:
        self._shelf = KinshipShelf(sql, added=added)
        self._index = Index(self._shelf, self._shelf.fetch)

    def add(self, seq: int, read: Read) -> None:
        reading, seen = read(seq)
        article, marks = describe(reading, seen=seen), told(reading)
        if self._shelf.same(article, marks):
            return
        self._index.remove(article.key, gone=False)
        self._shelf.expect(article.key, marks)
        self._index.add(article, letters_of(reading.article.text, marks.start, marks.skip))

    def remove(self, key: str, _read: Read) -> None:
        self._index.remove(key, gone=True)

    def finish(self) -> None:
        self._shelf.settle()


class Tales:
    """Keeps `konon.stories`."""

    name = "stories"
    version = stories.VERSION
    tables: tuple[str, ...] = ("profiles", "story_words", "stories")

    def __init__(self, sql: Sql, **_: str) -> None:
        self._shelf = StoryShelf(sql)
        self._stories = stories.Stories(self._shelf)

    def add(self, seq: int, read: Read) -> None:
        reading, seen = read(seq)
        article = stories.profile(reading, seen=seen)
        same = self._shelf.same(article)
        if same:
            self._shelf.rename(article)
            return
        if same is not None:
            self.remove(article.key, read)
        self._shelf.expect(article.key, seq)
        self._stories.add(article)

    def remove(self, key: str, read: Read) -> None:
        before = self._shelf.entered(key)
        if before is not None:
            reading, seen = read(before)
            self._stories.remove(stories.profile(reading, seen=seen))

    def finish(self) -> None:
        pass


class Across:
    """Keeps `konon.bearing`."""

    name = "claims"
    version = bearing.VERSION
    tables: tuple[str, ...] = ("propositions", "sketches", "claim_keys")

    def __init__(self, sql: Sql, *, added: str) -> None:
        self._shelf = ClaimShelf(sql, added=added)
        self._claims = Claims(self._shelf)

    def add(self, seq: int, read: Read) -> None:
        reading, seen = read(seq)
        found = {claim.claim: believed(claim, seen=seen) for claim in propositions(reading)}
        there = {claim.claim: claim for claim in self._shelf.of(reading.article.key)}
        self._claims.remove([claim for claim in there.values() if found.get(claim.claim) != claim])
        self._claims.add([*found.values()])

    def remove(self, key: str, _read: Read) -> None:
        self._claims.remove(self._shelf.of(key))

    def finish(self) -> None:
        pass


STEPS = (Lineage, Tales, Across)


def link(ledger: Ledger, *, now: datetime | None = None, limit: int | None = None) -> int:
    """Links what was added and not linked yet, `limit` readings or so at most; gives how many it went through.

    A ledger that may not be written stays as it is. Raises `LedgerError` as adding does.
    """
    added = stamp(now)
    done, left = 0, pending(ledger) > 0
    while left and (limit is None or done < limit) and may_be_written(ledger.path):
        most = BATCH if limit is None else min(BATCH, limit - done)
        with ledger.writing() as sql:
            sql.execute(f"PRAGMA wal_autocheckpoint = {LOG}")
            sql.execute(f"PRAGMA cache_size = -{CACHE}")
            went = _batch(sql, added, most)
        done, left = done + went, went == most and pending(ledger) > 0  # fewer than it might: these were all
    return done


def pending(ledger: Ledger) -> int:
    """How many readings are still to be gone through."""
    with ledger.asking() as sql:
        newest: int = sql.execute("SELECT coalesce(max(seq), 0) FROM readings").fetchone()[0]
        at = {step: (version, seq) for step, version, seq in sql.execute("SELECT * FROM link_steps")}
    return max(newest - (at[s.name][1] if s.name in at and at[s.name][0] == s.version else 0) for s in STEPS)


def stamp(now: datetime | None) -> str:
    """An ISO date-time, UTC, as the ledger has them."""
    return (now or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _batch(sql: Sql, added: str, most: int) -> int:
    readings: dict[int, tuple[Reading, str]] = {}

    def read(seq: int) -> tuple[Reading, str]:
        if seq not in readings:
            readings[seq] = _reading(sql, seq)
        return readings[seq]

    done = 0
    for kind in STEPS:
        step: Step = kind(sql, added=added)
        at = _begin(sql, step)
        chosen = "SELECT seq, article, origin FROM readings WHERE seq > ? ORDER BY seq LIMIT ?"
        rows = sql.execute(chosen, (at, most)).fetchall()
        for seq, article, origin in rows:
            _follow(sql, step, read, seq=seq, article=article, origin=origin)
        step.finish()
        sql.execute("UPDATE link_steps SET seq = ? WHERE step = ?", (rows[-1][0] if rows else at, step.name))
        done = max(done, len(rows))
    return done


def _begin(sql: Sql, step: Step) -> int:
    """The reading up to which the step came; 0, and all its tables empty, where it begins anew."""
    row = sql.execute("SELECT version, seq FROM link_steps WHERE step = ?", (step.name,)).fetchone()
    if row and row[0] == step.version:
        return int(row[1])
    for table in step.tables:
        sql.execute(f"DELETE FROM {table}")
    sql.execute("INSERT OR REPLACE INTO link_steps VALUES (?, ?, 0)", (step.name, step.version))
    return 0


def _follow(sql: Sql, step: Step, read: Read, *, seq: int, article: str, origin: str) -> None:
    """Adds the article of a reading that no later one takes the place of; takes out those whose place it takes."""
    later = (
        "SELECT EXISTS (SELECT 1 FROM readings WHERE article = ?1 AND seq > ?3) "
        "OR EXISTS (SELECT 1 FROM readings WHERE origin = ?2 AND seq > ?3)"
    )
    if sql.execute(later, (article, origin, seq)).fetchone()[0]:
        return
    replaced = "SELECT DISTINCT article FROM readings WHERE origin = ? AND seq < ? AND article <> ?"
    for (other,) in sql.execute(replaced, (origin, seq, article)).fetchall():
        if not sql.execute("SELECT EXISTS (SELECT 1 FROM newest_readings WHERE article = ?)", (other,)).fetchone()[0]:
            step.remove(other, read)
    step.add(seq, read)


def _reading(sql: Sql, seq: int) -> tuple[Reading, str]:
    """A reading with its text, and the ISO day on which its article was first met."""
    body, packed, key = sql.execute(
        'SELECT r.body, t.body, r.article FROM readings r JOIN articles a ON a."key" = r.article '
        "JOIN texts t ON t.digest = a.text WHERE r.seq = ?",
        (seq,),
    ).fetchone()
    try:
        text = zstandard.decompress(packed).decode()
        reading = msgspec.json.decode(zstandard.decompress(body), type=Reading)
    except (zstandard.ZstdError, msgspec.MsgspecError) as error:
        raise LedgerError(f"the ledger's reading {seq} is damaged ({error})") from error
    seen = sql.execute("SELECT min(added) FROM readings WHERE article = ?", (key,)).fetchone()[0]
    return msgspec.structs.replace(reading, article=msgspec.structs.replace(reading.article, text=text)), seen[:10]
