"""Claims as lines that a person reads: the words in place of the spans, with what stands around them."""

from __future__ import annotations

import re
from typing import Literal

from msgspec import Struct

from konon.origins import Origin
from konon.records import Act, Claim, Event, Quote, Reading, Span
from konon.spans import GAP, joined

# What a later claim does to the one whose record it is.
Told = Literal["itself", "repeats", "ascribes", "confirms", "fulfils", "planned"]  # those that say the same
Step = Told | Literal["contradicts", "revises", "revised", "narrows", "widens", "relates"]
BEFORE, AFTER = 40, 80  # characters of the text beside an event's trigger; so few before, that a narrow table shows it
SOLID = re.compile(r"\S")


class Line(Struct, frozen=True, kw_only=True):
    """One claim, ready to print. `at` is where its first words stand in the article's text."""

    id: str
    holder: str | None  # by name where resolved, else None
    source: str  # the words of the source; "" where the text names nobody
    cue: str
    content: str
    act: Act
    negated: bool
    quote: Quote
    said: str | None
    within: str | None  # id of the claim in whose content it stands
    denied: bool  # by its own holder or one around it: its content must never look like a fact
    via: str  # the agencies, outlets and documents that the article names, in order: "Reuters, AFP"
    confidence: float
    events: str  # what its content tells of, and how sure it is: "AGREE CT-: Russia, North Korea"
    outlet: str | None
    title: str | None
    published: str | None
    url: str | None
    link: str | None
    article: str  # Article.id
    reading: str  # Reading.id
    at: int

    @property
    def day(self) -> str | None:
        """When it was said, or else published."""
        return self.said or self.published

    @property
    def headline(self) -> bool:
        """Whether it stands in its article's headline, which nobody named there need have said in such words."""
        return in_headline(self.title, self.at, self.content, self.source, self.cue)


class EventLine(Struct, frozen=True, kw_only=True):
    """One event, ready to print. `at` is where its trigger stands in the article's text."""

    id: str
    type: str
    actors: str  # names, "; " between them
    recipients: str
    stances: str  # who is how sure: "Kremlin CT-; author PR+"
    denied: bool  # somebody says that it did not happen: it must never look like a fact
    time: str | None  # TIMEX3 value: when it is or would be
    place: str | None
    words: str  # the trigger and what stands around it
    claim: str | None  # id of the innermost claim that tells it; None: the article itself does
    confidence: float
    outlet: str | None
    title: str | None
    published: str | None
    url: str | None
    article: str
    reading: str
    at: int


class Entry(Struct, frozen=True, kw_only=True):
    """One claim of the record: what it does to the first of it, and who decided that, and why."""

    line: Line
    step: Step
    by: str = ""  # "claims 1", "person"
    reason: str = ""


class Outcome(Struct, frozen=True, kw_only=True):
    """What became of an event that a claim plans, expects or denies: a later article is certain of it, or that it was not."""

    event: EventLine
    happened: bool
    by: str = ""  # whose claim is certain, the one of `event.claim`; "": the article itself


class Promise(Struct, frozen=True, kw_only=True):
    """What somebody commits to, however many articles tell it, the first of them first, and what came of it."""

    lines: tuple[Line, ...]
    outcomes: tuple[Outcome, ...]
    done: tuple[Line, ...] = ()  # claims that tell it as done, later


class Contradiction(Struct, frozen=True, kw_only=True):
    """Two claims of which one says what the other denies, the earlier first; who decided that, how surely, and why. Pairs of
    one `dispute` say the same on each side."""

    one: Line
    other: Line
    by: str
    score: float | None
    reason: str
    dispute: str = ""


class History(Struct, frozen=True, kw_only=True):
    """The record of a claim: its entries in the order of time, the sources behind it, and what became of its events."""

    claim: Line
    first: Line  # of those that say the same, the one published first; an original before what has its text
    entries: tuple[Entry, ...]
    origins: tuple[Origin, ...]
    against: tuple[Origin, ...]  # the sources behind what contradicts it
    outcomes: tuple[Outcome, ...]


def in_headline(title: str | None, at: int, content: str, source: str, cue: str) -> bool:
    """Whether the words of a claim whose first stand at `at` of a text are those of its title, with which it begins."""
    whole = " ".join((title or "").split())
    told = [part for words in (content, source, cue) if words for part in words.split(GAP)]
    held = bool(content) and all(part in whole for part in content.split(GAP))
    return held and any(whole.startswith(part, at) for part in told)


def against(act: Act, negated: bool) -> bool:
    """True of a denial, and of what is "not said" or "not believed"."""
    return (act == "deny") != negated


def lines(reading: Reading) -> list[Line]:
    """One line a claim, in the order of the text."""
    reading_id = reading.id  # hashes the whole text: once
    claims = {claim.id: claim for claim in reading.claims}
    told: dict[str, list[Event]] = {}
    for event in reading.events:
        if event.claim is not None:
            told.setdefault(event.claim, []).append(event)
    return [
        _line(reading, claim, reading_id, denied=_denied(claim, claims), events=told.get(claim.id, []))
        for claim in reading.claims
    ]


def event_lines(reading: Reading) -> list[EventLine]:
    """One line an event, in the order of the text."""
    reading_id = reading.id
    return [_event_line(reading, event, reading_id) for event in reading.events]


def note(event: Event) -> str:
    """An event in a few words: "AGREE CT-: Russia → North Korea"."""
    who = parties(event)
    return f"{event.type} {factuality(event)}" + (f": {who}" if who else "")


def factuality(event: Event) -> str:
    """How sure its sources are of it, each value once: "CT+/CT-"."""
    return "/".join(dict.fromkeys(stance.factuality for stance in event.stances))


def parties(event: Event) -> str:
    """Who to whom: "Russia → Ukraine"."""
    return " → ".join(", ".join(names) for names in (event.actors, event.recipients) if names)


def denied(event: Event) -> bool:
    """True where somebody says that it did not, or probably or possibly not, happen."""
    return any(stance.factuality.endswith("-") for stance in event.stances)


def via(reading: Reading) -> str:
    """Whom the article says that it has its text from, each once, in order: "Reuters, AFP"."""
    return ", ".join(dict.fromkeys(s.name for s in reading.sourcing))


def _denied(claim: Claim | None, claims: dict[str, Claim]) -> bool:
    while claim is not None:
        if against(claim.act, claim.negated):
            return True
        claim = claims.get(claim.within) if claim.within else None
    return False


def _line(reading: Reading, claim: Claim, reading_id: str, *, denied: bool, events: list[Event]) -> Line:
    article = reading.article
    text = article.text
    return Line(
        id=claim.id,
        holder=claim.holder,
        source=joined(text, claim.source),
        cue=joined(text, claim.cue),
        content=joined(text, claim.content),
        act=claim.act,
        negated=claim.negated,
        denied=denied,
        within=claim.within,
        quote=claim.quote,
        said=claim.said,
        via=via(reading),
        confidence=claim.confidence,
        events="; ".join(note(event) for event in events),
        outlet=article.outlet,
        title=article.title,
        published=article.published,
        url=article.url,
        link=claim.link,
        article=article.id,
        reading=reading_id,
        at=min((start for start, _ in (*claim.source, *claim.cue, *claim.content)), default=0),
    )


def _event_line(reading: Reading, event: Event, reading_id: str) -> EventLine:
    article = reading.article
    return EventLine(
        id=event.id,
        type=event.type,
        actors="; ".join(event.actors),
        recipients="; ".join(event.recipients),
        stances="; ".join(f"{stance.by} {stance.factuality}" for stance in event.stances),
        denied=denied(event),
        time=event.time,
        place=event.place,
        words=_around(article.text, event.trigger),
        claim=event.claim,
        confidence=event.confidence,
        outlet=article.outlet,
        title=article.title,
        published=article.published,
        url=article.url,
        article=article.id,
        reading=reading_id,
        at=event.trigger[0],
    )


def _around(text: str, span: Span) -> str:
    """The words of the span with those beside them in its line, cut between words, "…" where some are left out."""
    start, end = span
    opening, closing = text.rfind("\n", 0, start) + 1, text.find("\n", end) % (len(text) + 1)
    first, last = max(opening, start - BEFORE), min(closing, end + AFTER)
    while first < start and first and not text[first - 1].isspace():
        first += 1
    while last > end and last < len(text) and not text[last].isspace():
        last -= 1
    before = "… " if SOLID.search(text, opening, first) else ""
    after = " …" if SOLID.search(text, last, closing) else ""
    return before + " ".join(text[first:last].split()) + after
