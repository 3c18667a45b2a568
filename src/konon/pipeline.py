"""The steps from a page to a reading, in order."""

from __future__ import annotations

from importlib.metadata import version
from typing import Protocol

from msgspec import structs

from konon import entities, events, gazetteer, heads, rules, tag, timex
from konon.chain import chains, copied_from
from konon.claims import claims
from konon.clean import mark
from konon.dates import dateline_date, is_iso
from konon.extract import EXTRACTOR, Extracted, extract
from konon.grammar import grammar
from konon.holders import resolve
from konon.ingest.decode import decode
from konon.language import identify
from konon.lexicon import Lexicon, load
from konon.metadata import outlet_of
from konon.records import Article, Event, Page, PublishedFrom, ReaderName, Reading, Refusal, Refused, Tagged, Trail, content_id
from konon.segment import Segments, segment
from konon.sourcing import find
from konon.timezones import local_zone

TEXT_EXTRACTOR = "text 1"
LONGEST_TITLE = 250  # characters; a longer first line is a paragraph
KONON = version("konon")


class Reader(Protocol):
    """What finds a text's attributions and named entities: a module or an object with these functions."""

    def name(self, lexicon: Lexicon, /) -> str:
        """What reads a language, with its version: for the trail of a reading."""

    def read(self, s: Segments, lexicon: Lexicon, /) -> Tagged:
        """What it finds."""

    def sight(self, s: Segments, lexicon: Lexicon, /) -> tuple[Tagged, heads.Vectors | None]:
        """What it finds, and the words as it sees them, where it is a network."""


READERS: dict[ReaderName, Reader] = {"model": tag, "rules": rules}


def read_page(page: Page, reader: ReaderName = "model") -> Reading | Refusal:
    """Reads one page; a page that can't be read comes back as a `Refusal` with the reason."""
    try:
        return _read(page, READERS[reader])
    except Refused as refused:
        return Refusal(name=page.name, reason=str(refused))


def _read(page: Page, reader: Reader) -> Reading:
    if page.given.published and not is_iso(page.given.published):
        raise Refused(f"published: {page.given.published!r} is no ISO date or date-time")
    # 1. bytes -> text, with what the page says of itself
    extracted = _extracted(page)
    text = extracted.text
    # 2. which language, and so which words
    language = identify(text)
    lexicon = load(language)
    # 3. what is not the article
    boilerplate = mark(text, lexicon)
    skip = [(b.start, b.end) for b in boilerplate]
    # 4. who published it, and when
    article = _article(page, extracted, language)
    # 5. sentences and tokens
    s = segment(text, lexicon, skip=skip)
    # 6. who says what
    tagged, vectors = reader.sight(s, lexicon)
    # 7. who the sources are, and who and what else is named
    known = gazetteer.load()
    holders = resolve(
        tagged.attributions,
        s,
        grammar(lexicon),
        known=known,
        language=language,
        day=article.published,
        mentions=tagged.mentions,
    )
    found = entities.find(article, tagged.mentions, known)
    # 8. whom the article has its text from
    sourcing = find(text, lexicon, skip=skip, outlet=article.outlet)
    # 9. which times it names, and in whose time of day
    zone = local_zone(s, known, language=language, published=article.published)
    published = article.published_at or article.published
    times, doubts = timex.find(text, language=language, published=published, zone=zone, skip=skip)
    # 10. claims, and through whose hands each came
    made = claims(article, s, tagged.attributions, holders=holders, times=times, entities=found)
    hands = chains(article, made, sourcing, s, lexicon)
    # 11. what happened, or is denied, planned or feared
    happened = events.find(
        s,
        lexicon,
        made,
        gazetteer=known,
        mentions=tagged.mentions,
        times=times,
        published=article.published,
        vectors=vectors,
    )
    return Reading(
        article=article,
        boilerplate=boilerplate,
        sourcing=sourcing,
        copied_from=copied_from(article, sourcing, lexicon),
        times=times,
        entities=found,
        claims=tuple(structs.replace(claim, chain=chain) for claim, chain in zip(made, hands, strict=True)),
        events=tuple(_placed(event, known) for event in happened),
        skips=tuple(sorted((*tagged.skips, *doubts), key=lambda skip: skip.at)),
        trail=_trail(page, lexicon, reader),
    )


def _placed(event: Event, known: gazetteer.Gazetteer) -> Event:
    """The event with the countries of its parties."""
    return structs.replace(
        event,
        actor_countries=tuple(map(known.country_of, event.actors)),
        recipient_countries=tuple(map(known.country_of, event.recipients)),
    )


def _extracted(page: Page) -> Extracted:
    text = decode(page.body, declared=page.encoding, html=page.kind == "html")
    if page.kind == "html":
        more = [decode(other.body, declared=other.encoding, html=True) for other in page.more]
        return extract(text, given=page.given, more=more)
    if not text.strip():
        raise Refused("empty")
    first, newline, _ = text.lstrip("\n").partition("\n")
    title = first.strip() if newline and len(first) <= LONGEST_TITLE else None
    given = page.given
    day, clock = _published(given.published)
    return Extracted(
        text=text,
        title=given.title or title,
        url=given.url,
        outlet=given.outlet or outlet_of(given.url),
        published=day,
        published_at=clock,
    )


def _published(given: str | None) -> tuple[str | None, str | None]:
    """A given date or date-time as the two fields of an article."""
    if given is None:
        return None, None
    return given[:10], given if len(given) > 10 else None


def _article(page: Page, extracted: Extracted, language: str) -> Article:
    published: str | None = extracted.published
    come_from: PublishedFrom = "given" if page.given.published else "page"
    if published is None:
        published, come_from = dateline_date(extracted.text, language=language), "text"
    return Article(
        id=page.given.id or content_id(extracted.url or "", extracted.text),
        url=extracted.url,
        outlet=extracted.outlet,
        title=extracted.title,
        byline=extracted.byline,
        language=language,
        published=published,
        published_at=extracted.published_at,
        updated_at=extracted.updated_at,
        published_from=come_from if published else None,
        text=extracted.text,
    )


def _trail(page: Page, lexicon: Lexicon, reader: Reader) -> Trail:
    return Trail(
        input=page.digest,
        konon=KONON,
        extractor=EXTRACTOR if page.kind == "html" else TEXT_EXTRACTOR,
        reader=reader.name(lexicon),
        lexicon=lexicon.version,
    )
