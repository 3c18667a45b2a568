"""From what a person asks the ledger to SQL."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from msgspec import Struct
from sqlalchemy import Select, func, or_, select, text
from sqlalchemy.engine import Connection

from konon.matching import fold
from konon.records import ACTS, EVENT_TYPES, FACTUALITIES, Act
from konon.schema import claims, claims_fts, events, newest_readings

CANDIDATES = 5


class ClaimFilter(Struct, frozen=True):
    """Which claims to list; what is None or empty does not restrict.

    `holder`: all its words occur, as parts of words and in any order, in the holder's name or the source's words;
    letter case and accents do not count. `act`: any of these. `outlet`: its name, its host, a domain above that
    ("detik.com" for news.detik.com), or the host's first label ("detik").
    `since`, `until`: ISO dates, both inclusive, compared with when it was said, or else when the article was published.
    `text`: words that all occur in content, source, holder or title; "in quotes" a phrase; a trailing * a beginning.
    `about`: any of these phrases occurs in the content, whatever else may be asked of `text`.
    `event`, `actor`, `factuality`: its content tells of an event (one for all three) of any of these types, with this
    party, and of which somebody is so sure; see `EventFilter`.
    """

    holder: str | None = None
    act: tuple[Act, ...] = ()
    outlet: str | None = None
    since: str | None = None
    until: str | None = None
    text: str | None = None
    about: tuple[str, ...] = ()
    event: tuple[str, ...] = ()
    actor: str | None = None
    factuality: tuple[str, ...] = ()


class EventFilter(Struct, frozen=True):
    """Which events to list; what is None or empty does not restrict.

    `event`: any of these types of PLOVER. `actor`: an actor or recipient, by a country's ISO 3166-1 alpha-3 code in
    capitals ("RUS") or by words of the name. `factuality`: any of these values (FactBank), whoever's. `outlet` as in
    `ClaimFilter`. `since`, `until`: ISO dates, both inclusive, compared with the first day on which it is or would be, or
    else with the day of publication.
    """

    event: tuple[str, ...] = ()
    actor: str | None = None
    factuality: tuple[str, ...] = ()
    outlet: str | None = None
    since: str | None = None
    until: str | None = None


def not_below_zero(limit: int | None) -> int | None:
    if limit is not None and limit < 0:
        raise ValueError(f"limit: {limit} is less than 0")
    return limit


def clean(asked: str) -> str:
    """What a person typed, without what SQLite cannot take: NUL, and bytes of a terminal that were no text."""
    return asked.encode("utf-8", "replace").decode().replace("\x00", " ").strip()


def iso_date(name: str, value: str) -> str:
    """`value` if it is an ISO date; else `ValueError` naming it."""
    try:
        if date.fromisoformat(value).isoformat() == value:
            return value
    except ValueError:
        pass
    raise ValueError(f"{name}: {value!r} is not a date like 2026-01-31")


def between(since: str | None, until: str | None) -> tuple[str | None, str | None]:
    """Both if they are ISO dates and the first is not after the last; else `ValueError` naming what is wrong."""
    for name, day in (("since", since), ("until", until)):
        if day is not None:
            iso_date(name, day)
    if since and until and since > until:
        raise ValueError(f"since: {since} is after until: {until}, so nothing is between them")
    return since, until


QUOTE = '"'  # of FTS5


# A phrase in quotes or a word, each perhaps with the asterisk that makes it a beginning; a quote left open ends with the text.
TERM = re.compile(r'["“”„]([^"“”„]*)(?:["“”„]|$)(\*)?|([^\s"“”„]+)')


def match(asked: str) -> str:
    """An FTS5 query for what a person typed; every word is quoted, so that nothing in it is FTS5's own syntax."""
    terms = []
    for phrase, phrase_star, word in TERM.findall(clean(asked)):
        star = phrase_star or ("*" if word.endswith("*") else "")
        terms.append(f'"{phrase or word.rstrip("*")}"{star}')
    return " ".join(terms)


def chosen(where: ClaimFilter, *, all_readings: bool) -> Select[int]:
    """The row numbers of the claims that pass, in order. Only these are held in memory while the lines stream."""
    c = claims.c
    query = select(c.n).order_by(c.published.desc(), c.article, c.reading, c.number)
    if not all_readings:
        query = query.where(c.reading.in_(select(newest_readings.c.id)))
    for word in fold(clean(where.holder or "")).split():
        query = query.where(func.instr(c.who, word) > 0)
    if where.act:
        if strange := sorted(set(where.act) - set(ACTS)):
            raise ValueError(f"act: {strange[0]!r} is none of {', '.join(ACTS)}")
        query = query.where(c.act.in_(where.act))
    query = _published(query, c, where)
    if where.event or where.actor is not None or where.factuality:
        e = events.c
        told = select(e.n).where(e.reading == c.reading, e.claim == c.id)
        query = query.where(_happening(told, where).exists())
    if where.text is not None and clean(where.text):
        found = select(claims_fts.c.rowid).where(text("claims_fts MATCH :words").bindparams(words=match(where.text)))
        query = query.where(c.n.in_(found))
    if phrases := [words for words in map(clean, where.about) if words]:
        words = "content : (" + " OR ".join(f'"{phrase.replace(QUOTE, " ")}"' for phrase in phrases) + ")"
        found = select(claims_fts.c.rowid).where(text("claims_fts MATCH :about").bindparams(about=words))
        query = query.where(c.n.in_(found))
    return query


def chosen_events(where: EventFilter, *, all_readings: bool) -> Select[int]:
    """The row numbers of the events that pass, in order."""
    e = events.c
    query = select(e.n).order_by(e.published.desc(), e.article, e.reading, e.number)
    if not all_readings:
        query = query.where(e.reading.in_(select(newest_readings.c.id)))
    return _happening(_published(query, e, where), where)


def _published(query: Select[int], columns: Any, where: ClaimFilter | EventFilter) -> Select[int]:
    """Restricted to an outlet and to days."""
    if outlet := fold(clean(where.outlet or "")):
        query = query.where(func.is_outlet(columns.outlet, outlet) == 1)
    since, until = between(where.since, where.until)
    if since is not None:  # of a day that is only a year or a month, as much is compared as it tells
        query = query.where(columns.day >= func.substr(since, 1, func.length(columns.day)))
    if until is not None:
        query = query.where(columns.day <= until)
    return query


def _happening(query: Select[int], where: ClaimFilter | EventFilter) -> Select[int]:
    """Restricted to events of some types, with a party, and of which somebody is so sure."""
    e = events.c
    for name, asked, known in (("event", where.event, EVENT_TYPES), ("factuality", where.factuality, FACTUALITIES)):
        if strange := sorted(set(asked) - set(known)):
            raise ValueError(f"{name}: {strange[0]!r} is none of {', '.join(known)}")
    if where.event:
        query = query.where(e.type.in_(where.event))
    if where.factuality:
        query = query.where(or_(*(func.instr(e.factuality, f" {value} ") > 0 for value in where.factuality)))
    actor = clean(where.actor or "")
    return query.where(func.is_party(e.parties, actor) == 1) if actor else query


def ids_from(connection: Connection, prefix: str) -> Sequence[str]:
    """The first few claim ids that begin with `prefix`, sorted: `prefix` itself first where it is one."""
    ids = select(claims.c.id).distinct().order_by(claims.c.id).limit(CANDIDATES)
    return connection.scalars(ids.where(claims.c.id >= prefix, claims.c.id < prefix + "\U0010ffff")).all()


def could_be(ids: Sequence[str]) -> str:
    """The end of a message that offers ids."""
    return f"; it could be {', '.join(ids)}"
