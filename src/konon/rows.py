"""From records to rows: what one page and its reading put into the ledger."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import zip_longest

import msgspec
import zstandard
from msgspec import Struct
from sqlalchemy import Table
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.engine import Connection

from konon.listing import EventLine, Line, event_lines, lines, note
from konon.matching import fold
from konon.records import Event, Given, Page, Reading, content_id
from konon.schema import LedgerError, articles, claims, events, page_parts, pages, readings, texts
from konon.timespans import days

Row = dict[str, object]


class Came(Struct, frozen=True):
    """How one part of a page came: with its bytes, all that it takes to read it again."""

    name: str
    kind: str
    encoding: str | None
    given: Given


class Rows(Struct, frozen=True):
    """What one page and its reading put into the ledger."""

    page: Row
    parts: tuple[Row, ...]
    text: Row
    article: Row
    reading: Row
    claims: tuple[Row, ...]
    events: tuple[Row, ...]


def insert_new(table: Table) -> Insert:
    """Inserts what is not there yet, by the id it has from its content."""
    return Insert(table).on_conflict_do_nothing()


def rows_of(page: Page, reading: Reading, *, reading_id: str, added: str) -> Rows:
    """All rows for one page and its reading; raises `LedgerError` where they hold what is no text (half a surrogate pair)."""
    digest = page.digest
    if reading.trail.input != digest:
        raise ValueError(f"{page.name}: the reading is of {reading.trail.input}, not of this page ({digest})")
    parts = (page, *page.more)
    article = reading.article
    try:
        words = article.text.encode()
        body = msgspec.json.encode(msgspec.structs.replace(reading, article=msgspec.structs.replace(article, text="")))
        came = msgspec.json.encode(
            [Came(name=printable(p.name), kind=p.kind, encoding=p.encoding, given=p.given) for p in parts]
        )
    except UnicodeEncodeError as error:
        raise LedgerError(f"{printable(page.name)}: cannot be kept: {error.reason} at character {error.start}") from error
    text_digest = hashlib.sha256(words).hexdigest()
    found = lines(reading)
    return Rows(
        page={"digest": digest, "parts": len(parts), "size": sum(len(p.body) for p in parts)},
        parts=tuple({"page": digest, "number": i, "body": pack(p.body)} for i, p in enumerate(parts)),
        text={"digest": text_digest, "body": pack(words)},
        article={"key": article.key, "id": article.id, "url": article.url, "text": text_digest},
        reading={
            "id": reading_id,
            "article": article.key,
            "page": digest,
            "origin": content_id(digest, page.given.id or "", page.given.url or ""),
            "added": added,
            "name": printable(page.name),
            "came": came.decode(),
            "url": article.url,
            "outlet": article.outlet,
            "title": article.title,
            "language": article.language,
            "published": article.published,
            "via": found[0].via if found else "",
            "konon": reading.trail.konon,
            "extractor": reading.trail.extractor,
            "reader": reading.trail.reader,
            "lexicon": reading.trail.lexicon,
            "body": pack(body),
        },
        claims=tuple(claim_row(line, number) for number, line in enumerate(found)),
        events=tuple(event_rows(reading)),
    )


def claim_row(line: Line, number: int) -> Row:
    """The flat row of one claim: its line, but for what all lines of a reading share and `readings` holds."""
    row: Row = msgspec.structs.asdict(line)
    for elsewhere in ("via", "title", "url", "events"):
        del row[elsewhere]
    day = (line.said or line.published or "")[:10] or None
    return row | {"number": number, "who": fold(f"{line.holder or ''}\n{line.source}"), "day": day}


def event_rows(reading: Reading) -> Iterator[Row]:
    """The flat rows of a reading's events."""
    for number, (event, line) in enumerate(zip(reading.events, event_lines(reading), strict=True)):
        yield event_row(event, line, number)


def event_row(event: Event, line: EventLine, number: int) -> Row:
    """The flat row of one event."""
    row: Row = msgspec.structs.asdict(line)
    for elsewhere in ("title", "url"):
        del row[elsewhere]
    parties = (*zip_longest(event.actors, event.actor_countries), *zip_longest(event.recipients, event.recipient_countries))
    meant = days(line.time) if line.time else None
    return row | {
        "number": number,
        "note": note(event),
        "parties": "".join(f"\n{fold(name or '')}\t{country or ''}\n" for name, country in parties),
        "factuality": "".join(f" {stance.factuality} " for stance in event.stances),
        "day": meant[0].isoformat() if meant else line.published,
    }


def insert(connection: Connection, rows: Rows) -> bool:
    """Inserts what is not there yet; False where another process has added this reading meanwhile."""
    if connection.execute(insert_new(pages), rows.page).rowcount:
        connection.execute(insert_new(page_parts), rows.parts)
    connection.execute(insert_new(texts), rows.text)
    connection.execute(insert_new(articles), rows.article)
    if not connection.execute(insert_new(readings), rows.reading).rowcount:
        return False
    if rows.claims:
        connection.execute(insert_new(claims), rows.claims)
    if rows.events:
        connection.execute(insert_new(events), rows.events)
    return True


def pack(data: bytes) -> bytes:
    """`data` compressed, with its size and a checksum, so that `zstandard.decompress` gives it back or raises."""
    return zstandard.ZstdCompressor(write_checksum=True).compress(data)


def printable(name: str) -> str:
    """A file's name as text; what is not UTF-8 in it is spelled out."""
    return name.encode("utf-8", "backslashreplace").decode()
