"""The ledger's tables and the rows that go into them; how its file is opened; errors that a person can read.

`migrations/` makes the tables; what stands here are the same tables for SQLAlchemy Core, and a test compares the two.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from threading import Lock
from types import ModuleType
from typing import Any
from urllib.parse import quote

from sqlalchemy import REAL, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, UniqueConstraint
from sqlalchemy import column as free_column
from sqlalchemy import table as free_table
from sqlalchemy.engine import URL, Connection, Engine, create_engine
from sqlalchemy.event import listens_for
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, ProgrammingError

from konon.linkschema import metadata
from konon.matching import fold, is_outlet, is_party

HEAD = "0005"  # the newest revision in migrations/versions; knowing it here spares the import of Alembic (0.4 s)
APPLICATION_ID = 0x4B6E6F6E  # "Knon": tells a ledger from any other SQLite file
MIGRATIONS = Path(__file__).parent / "migrations"
# How long a switch to the write-ahead log is tried where others hold the file; the rollback journal serves meanwhile.
WAL_PATIENCE = 2.0


class LedgerError(Exception):
    """The ledger cannot do what was asked; the message is one line that names the file or id and says why."""


pages = Table(
    "pages",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("parts", Integer, nullable=False),
    Column("size", Integer, nullable=False),
)
page_parts = Table(
    "page_parts",
    metadata,
    Column("page", Text, ForeignKey("pages.digest"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("body", LargeBinary, nullable=False),  # zstd
)
texts = Table(
    "texts",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("body", LargeBinary, nullable=False),  # zstd, UTF-8
)
articles = Table(
    "articles",
    metadata,
    Column("key", Text, primary_key=True),
    Column("id", Text, nullable=False),
    Column("url", Text),
    Column("text", Text, ForeignKey("texts.digest"), nullable=False),
)
readings = Table(
    "readings",
    metadata,
    Column("seq", Integer, primary_key=True),  # the order in which they were added
    Column("id", Text, nullable=False, unique=True),
    Column("article", Text, ForeignKey("articles.key"), nullable=False),
    Column("page", Text, ForeignKey("pages.digest"), nullable=False),
    Column("origin", Text, nullable=False),  # made of the page's bytes and of the id and address given with it
    Column("added", Text, nullable=False),  # ISO date-time, UTC
    Column("name", Text, nullable=False),
    Column("came", Text, nullable=False),  # JSON: name, kind, encoding and what was given, one object a part of the page
    Column("url", Text),
    Column("outlet", Text),
    Column("title", Text),
    Column("language", Text, nullable=False),
    Column("published", Text),
    Column("via", Text, nullable=False),
    Column("konon", Text, nullable=False),
    Column("extractor", Text, nullable=False),
    Column("reader", Text, nullable=False),
    Column("lexicon", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),  # zstd, JSON: the whole Reading but for its text
    Index("readings_article", "article", "seq"),
    Index("readings_origin", "origin", "seq"),
)
claims = Table(
    "claims",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("id", Text, nullable=False),
    Column("reading", Text, ForeignKey("readings.id"), nullable=False),
    Column("number", Integer, nullable=False),  # its place in the reading
    Column("article", Text, nullable=False),  # Article.id
    Column("holder", Text),
    Column("act", Text, nullable=False),
    Column("negated", Integer, nullable=False),
    Column("denied", Integer, nullable=False),
    Column("within", Text),
    Column("quote", Text, nullable=False),
    Column("said", Text),
    Column("outlet", Text),
    Column("published", Text),
    Column("source", Text, nullable=False),
    Column("cue", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("at", Integer, nullable=False),
    Column("confidence", REAL, nullable=False),
    Column("link", Text),
    Column("who", Text, nullable=False),  # holder and source, folded, for filters
    Column("day", Text),  # when said, else when published, for filters
    UniqueConstraint("reading", "number"),
    Index("claims_id", "id"),
)
events = Table(
    "events",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("id", Text, nullable=False),
    Column("reading", Text, ForeignKey("readings.id"), nullable=False),
    Column("number", Integer, nullable=False),  # its place in the reading
    Column("article", Text, nullable=False),  # Article.id
    Column("claim", Text),  # Claim.id of the innermost that tells it
    Column("type", Text, nullable=False),
    Column("actors", Text, nullable=False),
    Column("recipients", Text, nullable=False),
    Column("stances", Text, nullable=False),
    Column("denied", Integer, nullable=False),
    Column("time", Text),
    Column("place", Text),
    Column("words", Text, nullable=False),
    Column("at", Integer, nullable=False),
    Column("confidence", REAL, nullable=False),
    Column("outlet", Text),
    Column("published", Text),
    Column("note", Text, nullable=False),  # as a claim's line has it
    Column("parties", Text, nullable=False),  # one a line: the name, folded, and the country's code, for filters
    Column("factuality", Text, nullable=False),  # the values of all stances, a space around each, for filters
    Column("day", Text),  # the first day that `time` means, else that of publication, for filters
    UniqueConstraint("reading", "number"),
    Index("events_claim", "reading", "claim"),
)
Index("events_newest", events.c.published.desc(), events.c.article, events.c.reading, events.c.number)
Index("claims_newest", claims.c.published.desc(), claims.c.article, claims.c.reading, claims.c.number)

newest_readings = free_table("newest_readings", free_column("id", Text))
claims_fts = free_table("claims_fts", free_column("rowid", Integer))


def default_driver() -> ModuleType:
    """pysqlite3, which carries a SQLite of its own, where it is installed; else Python's."""
    try:
        return import_module("pysqlite3.dbapi2")
    except ImportError:
        return sqlite3


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """False for the SQLite versions whose write-ahead log can lose commits of two connections (the WAL-reset bug).

    3.7.0 to 3.51.2 have it, but for the corrected 3.44.6 and 3.50.7 and what followed on their branches.
    """
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


def connect(path: Path, driver: ModuleType, timeout: float, *, how: Mapping[str, str] | None = None) -> Engine:
    """An engine whose every connection waits for locks, checks foreign keys and is on the disk when a commit returns.

    Transactions are ours: "BEGIN IMMEDIATE" under `execution_options(write=True)`, so that two writers queue up
    and neither fails half-way, else "BEGIN". `how` are parameters of SQLite's for the file's URI.
    """
    # An absolute path, so that one called ":memory:" is a file like any other.
    database = f"file:{quote(os.fsencode(path))}" if how else str(path)
    url = URL.create("sqlite", database=database, query={**how, "uri": "true"} if how else {})
    engine = create_engine(url, module=driver, connect_args={"timeout": timeout})

    @listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        connection.create_function("is_outlet", 2, is_outlet, deterministic=True)
        connection.create_function("is_party", 2, is_party, deterministic=True)
        connection.create_function("fold", 1, fold, deterministic=True)
        for pragma in ("foreign_keys = ON", "synchronous = FULL", "cache_size = -16000"):
            connection.execute(f"PRAGMA {pragma}")

    @listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("write") else "BEGIN")

    return engine


def revision(connection: Connection, path: Path) -> str | None:
    """The ledger's revision, None where the file is still empty; raises `LedgerError` for another program's database."""
    if not connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one():
        return None
    if connection.exec_driver_sql("PRAGMA application_id").scalar_one() != APPLICATION_ID:
        raise LedgerError(f"{path}: is a SQLite database, but not a ledger of Konon's")
    return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one())


def migrate(engine: Engine, path: Path) -> None:
    """Brings the ledger to `HEAD` in one transaction; of several processes that try at once, one does it and the rest wait."""
    with engine.begin() as connection:
        if revision(connection, path) == HEAD:
            return
    with engine.execution_options(write=True).begin() as connection:
        before = revision(connection, path)  # again: another process may have done it meanwhile
        if before != HEAD:
            _upgrade(connection, before, path)


_alembic = Lock()  # Alembic keeps its context in module globals


def _upgrade(connection: Connection, before: str | None, path: Path) -> None:
    # Imported here because it is needed once in a ledger's life, and takes as long as reading fifty articles.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if before is not None and before not in known:
        raise LedgerError(f"{path}: was made by a newer Konon (ledger {before}; this one knows {HEAD}); please update Konon")
    config.attributes["connection"] = connection
    with _alembic:
        command.upgrade(config, "head")


def set_journal(engine: Engine, driver: ModuleType, path: Path, timeout: float) -> None:
    """Sets the write-ahead log where the linked SQLite has it without its bug, else the rollback journal.

    Where others hold the file, the rollback journal is as good; but a write-ahead log that this SQLite could damage
    is refused with `LedgerError`.
    """
    want = "wal" if wal_is_safe(driver.sqlite_version_info) else "delete"
    deadline = time.monotonic() + (min(timeout, WAL_PATIENCE) if want == "wal" else timeout)
    raw = engine.raw_connection()
    try:
        if raw.cursor().execute("PRAGMA journal_mode").fetchone()[0] == want:
            return
        raw.cursor().execute("PRAGMA busy_timeout = 0")  # the switch does not always wait by itself: ask again instead
        while True:
            try:
                if raw.cursor().execute(f"PRAGMA journal_mode = {want}").fetchone()[0] == want:
                    return
            except driver.OperationalError as error:
                # The file may not be written: it keeps the journal that it has, and adding will say so.
                if "locked" not in str(error):
                    return
            if time.monotonic() >= deadline:
                break
            time.sleep(0.02)
        if want == "delete":
            raise LedgerError(
                f"{path}: is in use with a write-ahead log, unsafe with SQLite {driver.sqlite_version}; try later"
            )
    finally:
        raw.cursor().execute(f"PRAGMA busy_timeout = {round(timeout * 1000)}")
        raw.close()


# SQLite's own messages, and what they mean to a person.
REASONS = {
    "file is not a database": "is not a ledger (not a SQLite file)",
    "malformed": "is damaged; restore it from a backup",
    "unsupported file format": "is not a ledger (not a SQLite file that can be read)",
    "disk is full": "the disk is full",
    "disk I/O error": "cannot be written or read (disk full, or failing)",
    "unable to open database file": "cannot be opened; is the folder there, and may you write to it?",
    "readonly database": "is read-only",
    "locked": "is locked by another process",
    "busy": "is locked by another process",
}


@contextmanager
def readable_errors(path: Path, driver: ModuleType) -> Iterator[None]:
    """Turns what the file, the disk or another process brings about into one line; a bug stays what it is."""
    try:
        yield
    except (DBAPIError, driver.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        bug = (IntegrityError, InterfaceError, ProgrammingError, driver.IntegrityError, driver.ProgrammingError)
        if isinstance(error, bug):
            raise
        said = str(cause)
        reason = next((meaning for message, meaning in REASONS.items() if message in said), said)
        raise LedgerError(f"{path}: {reason}") from error
    except OSError as error:
        # What failed may be another file, such as the weights that links are judged by; never a folder of the ledger's own.
        own = error.filename is None or Path(error.filename) in path.parents
        where = path if own else error.filename
        raise LedgerError(f"{where}: {error.strerror or error}") from error
