"""The ledger: every page read, every reading of it and every claim, in one SQLite file that only grows.

Ids come from content, so adding a reading twice changes nothing; a newer reader adds a reading beside the old one.
docs/ledger.md describes the tables for whoever asks them with plain SQL.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType, TracebackType

import msgspec
import zstandard
from msgspec import Struct
from sqlalchemy import distinct, func, select
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import OperationalError

from konon.asked import ClaimFilter, EventFilter, chosen, chosen_events, clean, could_be, ids_from, not_below_zero
from konon.linkschema import Sql
from konon.listing import EventLine, Line
from konon.matching import fold
from konon.records import Claim, Page, Reading
from konon.rows import insert, rows_of
from konon.schema import (
    HEAD,
    LedgerError,
    articles,
    claims,
    connect,
    default_driver,
    events,
    migrate,
    page_parts,
    pages,
    readable_errors,
    readings,
    revision,
    set_journal,
    texts,
)

__all__ = ["ClaimFilter", "Counts", "EventFilter", "Ledger", "LedgerError", "Shown"]

TIMEOUT = 30.0  # seconds to wait for another process's lock; a batch of 16 articles takes some 20 ms
CHUNK = 500  # claims fetched at once while a listing streams
SHORTEST_PREFIX = 4
SHORTEST_NEAR = 2  # ids that share less with an unknown one are not offered: nobody meant them


class Shown(Struct, frozen=True):
    """One claim in the newest reading that holds it."""

    reading: Reading
    claim: Claim
    added: str  # ISO date-time, UTC, of that reading
    readings: int  # how many readings hold the claim


class Counts(Struct, frozen=True):
    """How much the ledger holds; a claim or event that several readings hold counts once."""

    pages: int
    articles: int
    readings: int
    claims: int
    events: int


class Ledger:
    """An open ledger. Safe to use from several threads, and beside other processes that read or add."""

    def __init__(self, path: Path, engine: Engine, driver: ModuleType) -> None:
        self.path = path
        self._engine = engine
        self._writer = engine.execution_options(write=True)
        self._driver = driver
        self._closed = False
        self.failure: str | None = None  # why the file could not take what was last added, where it could not

    @classmethod
    def open(cls, path: Path, *, timeout: float = TIMEOUT, driver: ModuleType | None = None, only_ask: bool = False) -> Ledger:
        """Opens the ledger at `path`, made with its folders where there is none, brought up to date where it is older.

        With `only_ask` a ledger on a read-only disk or in another's folder opens too. Raises `LedgerError` for a path that
        cannot be a ledger, and for a ledger made by a newer Konon.
        """
        path = path.absolute()
        driver = driver or default_driver()
        with readable_errors(path, driver):
            if "\x00" in str(path):
                raise LedgerError(f"{str(path)!r}: no file can have this name")
            if path.is_dir():
                raise LedgerError(f"{path}: is a folder, not a ledger")
            if only_ask and path.exists() and not may_be_written(path):
                return cls(path, connect_reading(path, driver, timeout), driver)
            path.parent.mkdir(parents=True, exist_ok=True)
            engine = connect(path, driver, timeout)
            try:
                migrate(engine, path)
                set_journal(engine, driver, path, timeout)
            except BaseException:
                engine.dispose()
                raise
        return cls(path, engine, driver)

    def close(self) -> None:
        """Lets go of the file; closing twice does no harm."""
        self._closed = True
        self._engine.dispose()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Connection]:
        if self._closed:
            raise LedgerError(f"{self.path}: is closed")
        with readable_errors(self.path, self._driver), engine.begin() as connection:
            yield connection

    @contextmanager
    def asking(self) -> Iterator[Sql]:
        """A transaction that only asks, for the modules that keep links in the ledger."""
        with self._transaction(self._engine) as connection:
            yield driver_connection(connection)

    @contextmanager
    def writing(self) -> Iterator[Sql]:
        """A transaction that writes, or waits for another's to end: on leaving it all is on the disk, or nothing."""
        with self._transaction(self._writer) as connection:
            yield driver_connection(connection)

    # --- adding ------------------------------------------------------------------------------------------------------

    def add(self, items: Sequence[tuple[Page, Reading]], *, now: datetime | None = None) -> list[bool]:
        """Adds pages with their readings, all or none; on return they are on the disk. True where a reading was new.

        Raises `LedgerError` where the disk, another process or the text itself forbids it, and `ValueError` where a
        reading was not made from the page it comes with.
        """
        added = (now or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        ids = [reading.id for _, reading in items]
        self.failure = None
        with self._adding(self._engine) as connection:
            known = set(connection.scalars(select(readings.c.id).where(readings.c.id.in_(ids))))
        rows = [
            None if id_ in known else rows_of(page, reading, reading_id=id_, added=added)
            for id_, (page, reading) in zip(ids, items, strict=True)
        ]
        if not any(rows):
            return [False] * len(rows)
        with self._adding(self._writer) as connection:
            return [row is not None and insert(connection, row) for row in rows]

    @contextmanager
    def _adding(self, engine: Engine) -> Iterator[Connection]:
        """A transaction whose failure is the file's, not that of what is added: the next page will fare no better."""
        try:
            with self._transaction(engine) as connection:
                yield connection
        except LedgerError as error:
            self.failure = str(error)
            raise

    # --- asking ------------------------------------------------------------------------------------------------------

    def claims(self, where: ClaimFilter, *, limit: int | None = None, all_readings: bool = False) -> Iterator[Line]:
        """The claims that pass `where`, newest published first, then by article and in the order of its text.

        Of an article read several times only the reading added last counts, unless `all_readings`. What is listed is
        settled at the call; the lines then stream, a few hundred at a time, and hold no lock. Raises `ValueError`
        naming a date, act or limit that is none.
        """
        query = chosen(where, all_readings=all_readings).limit(not_below_zero(limit))
        with self._transaction(self._engine) as connection:
            numbers = connection.scalars(query).all()
        return self._lines(numbers)

    def holders(self, words: str) -> list[str]:
        """The names of all holders that have these words, as parts of words and in any order."""
        c = claims.c
        query = select(c.holder).where(c.holder.is_not(None)).distinct()
        for word in fold(words).split():
            query = query.where(func.instr(c.who, word) > 0)
        with self._transaction(self._engine) as connection:
            return sorted(connection.scalars(query).all())

    def _lines(self, numbers: Sequence[int]) -> Iterator[Line]:
        columns = select(claims, readings.c.via, readings.c.title, readings.c.url).join_from(claims, readings)
        told = select(claims.c.n, events.c.note).where(events.c.reading == claims.c.reading, events.c.claim == claims.c.id)
        for start in range(0, len(numbers), CHUNK):
            chunk = numbers[start : start + CHUNK]
            notes: dict[int, list[str]] = {}
            with self._transaction(self._engine) as connection:
                rows = {row.n: row._mapping for row in connection.execute(columns.where(claims.c.n.in_(chunk)))}
                for n, words in connection.execute(told.where(claims.c.n.in_(chunk)).order_by(events.c.number)):
                    notes.setdefault(n, []).append(words)
            for n in chunk:
                row = dict(rows[n]) | {"events": "; ".join(notes.get(n, []))}
                row |= {name: bool(row[name]) for name in ("negated", "denied")}  # SQLite has no booleans
                yield Line(**{name: row[name] for name in Line.__struct_fields__})

    def ids(self, where: ClaimFilter) -> list[str]:
        """The ids of the claims that `claims` lists, each once, in its order."""
        n = chosen(where, all_readings=False).subquery()
        with self._transaction(self._engine) as connection:
            found = connection.scalars(select(claims.c.id).join(n, n.c.n == claims.c.n)).all()
        return list(dict.fromkeys(found))

    def lines(self, ids: Collection[str]) -> dict[str, Line]:
        """The claims with these ids by id, each in the newest reading that holds it; those that are not there are left out."""
        c = claims.c
        numbers: list[int] = []
        some = sorted(ids)
        with self._transaction(self._engine) as connection:
            for start in range(0, len(some), CHUNK):
                newest = func.max(readings.c.seq)
                query = (
                    select(c.n, newest).join_from(claims, readings).where(c.id.in_(some[start : start + CHUNK])).group_by(c.id)
                )
                numbers += [n for n, _ in connection.execute(query)]
        return {line.id: line for line in self._lines(numbers)}

    def events(self, where: EventFilter, *, limit: int | None = None, all_readings: bool = False) -> Iterator[EventLine]:
        """The events that pass `where`, in the order and manner of `claims`."""
        query = chosen_events(where, all_readings=all_readings).limit(not_below_zero(limit))
        with self._transaction(self._engine) as connection:
            numbers = connection.scalars(query).all()
        return self._event_lines(numbers)

    def _event_lines(self, numbers: Sequence[int]) -> Iterator[EventLine]:
        columns = select(events, readings.c.title, readings.c.url).join_from(events, readings)
        for start in range(0, len(numbers), CHUNK):
            chunk = numbers[start : start + CHUNK]
            with self._transaction(self._engine) as connection:
                rows = {row.n: row._mapping for row in connection.execute(columns.where(events.c.n.in_(chunk)))}
            for n in chunk:
                row = dict(rows[n]) | {"denied": bool(rows[n]["denied"])}
                yield EventLine(**{name: row[name] for name in EventLine.__struct_fields__})

    def shown(self, claim_id: str) -> Shown:
        """The claim with this id, or whose id alone begins so (4 characters or more), in the newest reading that holds it."""
        wanted = self._claim_id(clean(claim_id).lower())
        holding = select(claims.c.reading).where(claims.c.id == wanted)
        stmt = select(readings.c.id, readings.c.added).where(readings.c.id.in_(holding)).order_by(readings.c.seq.desc())
        with self._transaction(self._engine) as connection:
            rows = connection.execute(stmt).all()
        reading = self.reading(rows[0].id)
        claim = next(claim for claim in reading.claims if claim.id == wanted)
        return Shown(reading=reading, claim=claim, added=rows[0].added, readings=len(rows))

    def _claim_id(self, prefix: str) -> str:
        with self._transaction(self._engine) as connection:
            found = ids_from(connection, prefix)
            if prefix in found:
                return prefix
            if found and len(prefix) < SHORTEST_PREFIX:
                raise LedgerError(f"claim {prefix!r}: give at least {SHORTEST_PREFIX} characters of its id{could_be(found)}")
            if len(found) == 1:
                return found[0]
            if found:
                raise LedgerError(f"claim {prefix!r}: several ids begin so{could_be(found)}")
            near, shorter = found, prefix
            while len(shorter) > SHORTEST_NEAR and not near:
                shorter = shorter[:-1]
                near = ids_from(connection, shorter)
            empty = not near and not ids_from(connection, "")
        hint = could_be(near) if near else ", which holds no claims yet" if empty else ""
        raise LedgerError(f"claim {prefix!r}: not in {self.path}{hint}")

    def reading(self, reading_id: str) -> Reading:
        """The reading with this id, equal to the one that was added."""
        stmt = select(readings.c.body, texts.c.body.label("text")).select_from(
            readings.join(articles, articles.c.key == readings.c.article).join(texts)
        )
        with self._transaction(self._engine) as connection:
            row = connection.execute(stmt.where(readings.c.id == clean(reading_id))).one_or_none()
        if row is None:
            raise LedgerError(f"reading {reading_id!r}: not in {self.path}")
        try:
            words = zstandard.decompress(row.text)
            reading = msgspec.json.decode(zstandard.decompress(row.body), type=Reading)
        except (zstandard.ZstdError, msgspec.MsgspecError) as error:
            raise LedgerError(f"{self.path}: reading {reading_id} is damaged ({error})") from error
        return msgspec.structs.replace(reading, article=msgspec.structs.replace(reading.article, text=words.decode()))

    def page(self, digest: str) -> tuple[bytes, ...]:
        """The bytes as they came: the page's own, then those of its further pages."""
        stmt = select(page_parts.c.body).where(page_parts.c.page == clean(digest)).order_by(page_parts.c.number)
        with self._transaction(self._engine) as connection:
            bodies = connection.scalars(stmt).all()
        if not bodies:
            raise LedgerError(f"page {digest!r}: not in {self.path}")
        try:
            return tuple(zstandard.decompress(body) for body in bodies)
        except zstandard.ZstdError as error:
            raise LedgerError(f"{self.path}: page {digest} is damaged ({error})") from error

    def counts(self) -> Counts:
        """How many pages, articles, readings and claims there are."""
        with self._transaction(self._engine) as connection:
            return Counts(
                pages=connection.execute(select(func.count()).select_from(pages)).scalar_one(),
                articles=connection.execute(select(func.count()).select_from(articles)).scalar_one(),
                readings=connection.execute(select(func.count()).select_from(readings)).scalar_one(),
                claims=connection.execute(select(func.count(distinct(claims.c.id)))).scalar_one(),
                events=connection.execute(select(func.count(distinct(events.c.id)))).scalar_one(),
            )


def driver_connection(connection: Connection) -> Sql:
    """The driver's own connection, in the same transaction."""
    plain: Sql | None = connection.connection.driver_connection
    assert plain is not None  # as long as the connection is open
    return plain


def may_be_written(path: Path) -> bool:
    """True where the file can be changed, and files be made beside it, as SQLite must even to ask a ledger in use."""
    path = path.resolve()
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def connect_reading(path: Path, driver: ModuleType, timeout: float) -> Engine:
    """An engine that only asks, for a ledger that may not be written or in whose folder no file may be made.

    A ledger with a write-ahead log cannot be asked without files beside it. Where they are not there, and no log or
    journal holds anything, it is taken for a file that nobody changes; else `LedgerError` says what is in the way.
    """
    file = path.resolve()
    try:
        return _asking(file, driver, timeout, how={"mode": "ro"})
    except OperationalError as error:
        if not re.search("unable to open|readonly", str(error.orig)):
            raise
    for log in (file.with_name(f"{file.name}-{kind}") for kind in ("wal", "journal")):
        if log.exists() and log.stat().st_size:
            raise LedgerError(
                f"{path}: is read-only, and {log.name} beside it is not worked in yet; ask where both can be written"
            )
    return _asking(file, driver, timeout, how={"immutable": "1"})


def _asking(path: Path, driver: ModuleType, timeout: float, *, how: dict[str, str]) -> Engine:
    engine = connect(path, driver, timeout, how=how)
    try:
        with engine.begin() as connection:
            found = revision(connection, path)
        if found != HEAD:
            raise LedgerError(f"{path}: is read-only and {f'of version {found}' if found else 'empty'}; this Konon asks {HEAD}")
    except BaseException:
        engine.dispose()
        raise
    return engine
