"""Events in the terms of PLOVER (Halterman et al. 2023), one JSON object an event, after the fields of POLECAT.

What PLOVER has no field for and Konon lives by is added: `stances`, who is how sure of it, and the claim that tells it.
PLOVER codes what happened; here are also events that are denied, planned or feared, so filter by `stances` before counting.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from msgspec import Struct

from konon.export.jsonl import one_line
from konon.lexicon import plover
from konon.listing import event_lines
from konon.records import Event, Reading, Span, Stance
from konon.timespans import days


class Party(Struct, frozen=True, kw_only=True):
    """An actor or recipient; `country` is ISO 3166-1 alpha-3."""

    name: str
    country: str | None


class Place(Struct, frozen=True, kw_only=True):
    """Where it is; degrees (WGS 84) where the article names the place and the gazetteer tells."""

    name: str
    country: str | None
    lat: float | None
    lon: float | None


class Told(Struct, frozen=True, kw_only=True):
    """The claim in whose content the event stands."""

    id: str
    holder: str | None
    act: str


class Coded(Struct, frozen=True, kw_only=True):
    """One event. Dates are ISO; `event_date` is the first day of `time`, else None."""

    event_id: str
    event_type: str
    cameo_roots: tuple[str, ...]
    event_date: str | None
    time: str | None
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    place: Place | None
    stances: tuple[Stance, ...]
    confidence: float
    trigger: str
    span: Span
    words: str
    claim: Told | None
    article_id: str
    url: str | None
    outlet: str | None
    publication_date: str | None
    language: str
    headline: str | None


def coded(reading: Reading, wanted: Collection[str] | None = None) -> Iterator[Coded]:
    """The events of a reading in the order of the text; of `wanted`, those with these ids."""
    article = reading.article
    claims = {claim.id: claim for claim in reading.claims}
    kinds = plover()
    for event, line in zip(reading.events, event_lines(reading), strict=True):
        if wanted is not None and event.id not in wanted:
            continue
        meant = days(event.time) if event.time else None
        claim = claims.get(event.claim or "")
        yield Coded(
            event_id=event.id,
            event_type=event.type,
            cameo_roots=kinds[event.type].cameo if event.type in kinds else (),
            event_date=meant[0].isoformat() if meant else None,
            time=event.time,
            actors=parties(event.actors, event.actor_countries),
            recipients=parties(event.recipients, event.recipient_countries),
            place=place(reading, event),
            stances=event.stances,
            confidence=event.confidence,
            trigger=article.text[slice(*event.trigger)],
            span=event.trigger,
            words=line.words,
            claim=Told(id=claim.id, holder=claim.holder, act=claim.act) if claim else None,
            article_id=article.id,
            url=article.url,
            outlet=article.outlet,
            publication_date=article.published,
            language=article.language,
            headline=article.title,
        )


def parties(names: tuple[str, ...], countries: tuple[str | None, ...]) -> tuple[Party, ...]:
    """The names with their countries, where these are known."""
    known = countries if len(countries) == len(names) else (None,) * len(names)
    return tuple(Party(name=name, country=country) for name, country in zip(names, known, strict=True))


def place(reading: Reading, event: Event) -> Place | None:
    """Where the event is, with what the article's entities tell of it."""
    if event.place is None:
        return None
    found = next((entity for entity in reading.entities if entity.name == event.place), None)
    return Place(
        name=event.place,
        country=found.country if found else None,
        lat=found.lat if found else None,
        lon=found.lon if found else None,
    )


def encode_events(reading: Reading, wanted: Collection[str] | None = None) -> bytes:
    """The lines of `coded`, each with its newline."""
    return b"".join(one_line(event) + b"\n" for event in coded(reading, wanted))
