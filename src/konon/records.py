"""The central records: what every step takes and gives. Frozen, made of spans, names and ISO dates.

Spans are half-open `[start, end)` offsets in Unicode code points into `Article.text`, which never changes once made.
The field names of `Reading` are those of the output contract (docs/output.md); encoding one with
`konon.export.jsonl` gives the contract's JSON object.
"""

from __future__ import annotations

import hashlib
from typing import Literal, TypeAlias, get_args

import msgspec
from msgspec import Struct

Span: TypeAlias = tuple[int, int]
Spans: TypeAlias = tuple[Span, ...]

Act = Literal["say", "confirm", "deny", "accuse", "warn", "commit", "demand", "believe", "expect", "fear", "want"]
Quote = Literal["direct", "mixed", "indirect"]
Role = Literal["agency", "outlet", "document"]
EntityType = Literal["PER", "ORG", "LOC", "PRODUCT", "EVENT"]
ReaderName = Literal["model", "rules"]
LinkKind = Literal["speaker", "document", "interview", "agency", "outlet", "copy"]
PublishedFrom = Literal["given", "page", "text"]

ACTS: tuple[str, ...] = get_args(Act)
EVENT_TYPES = (  # PLOVER
    *("AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST"),
    *("ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
)
FACTUALITIES = ("CT+", "CT-", "PR+", "PR-", "PS+", "PS-", "U")  # FactBank


def content_id(*parts: str) -> str:
    """Sixteen hex digits made of `parts` alone: the same content has the same id, on every machine and day."""
    return hashlib.sha256("\x00".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


# --- what comes in ---------------------------------------------------------------------------------------------------


class Given(Struct, frozen=True, kw_only=True):
    """What the one who hands over a page knows about it already; it wins over what the page says."""

    id: str | None = None
    url: str | None = None
    outlet: str | None = None
    title: str | None = None
    published: str | None = None  # ISO date or date-time


class Page(Struct, frozen=True, kw_only=True):
    """One input as it came: its bytes, untouched, and what to call it in a message."""

    name: str  # a path, "path:12" for a line, "path#3" for a WARC record, "-" for standard input
    body: bytes
    kind: Literal["text", "html"]
    encoding: str | None = None  # as declared by whoever sent it; the bytes may say otherwise
    given: Given = Given()
    more: tuple[Page, ...] = ()  # the article's further pages, in order, where it is split over several

    @property
    def digest(self) -> str:
        """SHA-256 of all bytes that the article is made from, in hex."""
        h = hashlib.sha256(self.body)
        for page in self.more:
            h.update(b"\x00page\x00" + page.body)
        return h.hexdigest()


class Refusal(Struct, frozen=True, kw_only=True):
    """An input that could not be read, and why. It is reported, counted, and the rest goes on."""

    name: str
    reason: str


class Refused(ValueError):  # noqa: N818  (what happened, not a fault of the program)
    """Raised by a step that cannot take its input; the pipeline turns it into a `Refusal`."""


# --- what a page becomes ---------------------------------------------------------------------------------------------


class Article(Struct, frozen=True, kw_only=True):
    """A news article: its text, frozen, and what is known about it.

    `published` is an ISO date; `published_at` and `updated_at` are ISO date-times with their offset, where the page
    tells a time of day. `text` is, for plain text, the input with line ends made `\\n`; for HTML, the title, a newline
    and the body.
    """

    id: str
    url: str | None = None
    outlet: str | None = None
    title: str | None = None
    byline: str | None = None
    language: str
    published: str | None = None
    published_at: str | None = None
    updated_at: str | None = None
    published_from: PublishedFrom | None = None
    text: str

    @property
    def key(self) -> str:
        """Identifies this text under this id and address: the ledger's key."""
        return content_id(self.id, self.url or "", self.text)


class Boilerplate(msgspec.Struct, frozen=True, array_like=True):
    """A stretch of `Article.text` that is not the article, and its kind ("related", "advertisement", …)."""

    start: int
    end: int
    kind: str


class Sourcing(Struct, frozen=True, kw_only=True):
    """Whom the article itself says that it has its text from."""

    span: Span
    role: Role
    name: str


class Time(Struct, frozen=True, kw_only=True):
    """A TIMEX3 expression (TimeML): its type and its value, resolved against the publication date."""

    span: Span
    type: Literal["DATE", "TIME", "DURATION", "SET"]
    value: str


class Entity(Struct, frozen=True, kw_only=True):
    """A named person, body, place or product, and all its mentions."""

    id: str
    name: str
    type: EntityType
    country: str | None = None
    wikidata: str | None = None
    lat: float | None = None  # of a place, in degrees (WGS 84)
    lon: float | None = None
    mentions: Spans = ()


class Attribution(Struct, frozen=True, kw_only=True):
    """A source to whom a content is ascribed by a cue (Prasad et al. 2007; PARC3, PolNeAR), before it is a claim.

    What any reader, of rules or a trained one, gives: `konon.pipeline` turns it into a `Claim`.
    """

    source: Spans  # empty: the text names nobody
    cue: Spans  # empty: a quotation that no word ties
    content: Spans
    act: Act
    negated: bool = False  # the ascribing itself is negated: "did not say", "tidak yakin"
    quote: Quote
    named: Spans = ()  # where the text names the holder, the surest place first: a pronoun's antecedent, a full name
    holder: str | None = None  # the source by its name, where it is resolved
    confidence: float


class Mention(Struct, frozen=True, kw_only=True):
    """Words that name a person, body, place, product or event."""

    span: Span
    type: EntityType


class Tagged(Struct, frozen=True, kw_only=True):
    """What a reader finds in a text, in text order; what it saw and could not answer, with its reason."""

    attributions: tuple[Attribution, ...] = ()
    mentions: tuple[Mention, ...] = ()
    skips: tuple[Skip, ...] = ()


class Link(Struct, frozen=True, kw_only=True):
    """One pair of hands that a claim went through; where the text names it, else None: the page's address or metadata does."""

    kind: LinkKind
    name: str
    span: Span | None = None


class Claim(Struct, frozen=True, kw_only=True):
    """One holder, one content, and the exact words that carry both."""

    id: str
    source: Spans
    cue: Spans
    content: Spans
    act: Act
    negated: bool = False
    quote: Quote
    holder: str | None = None
    holder_entity: str | None = None
    said: str | None = None  # ISO date on which it was said, where the text tells
    within: str | None = None  # id of the claim whose content this one stands in
    confidence: float
    link: str | None = None  # the article's address with a text fragment on the content
    chain: tuple[Link, ...] = ()  # whose hands it went through, most direct first


class Stance(Struct, frozen=True, kw_only=True):
    """How sure one source is of an event (FactBank): CT+ CT- PR+ PR- PS+ PS- U."""

    by: str
    factuality: str


class Event(Struct, frozen=True, kw_only=True):
    """A PLOVER event: its trigger, type, actors and recipients, and who is how sure that it happened.

    The countries run parallel to the names, as ISO 3166-1 alpha-3; None where the gazetteer does not tell.
    """

    id: str
    trigger: Span
    type: str
    actors: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    actor_countries: tuple[str | None, ...] = ()
    recipient_countries: tuple[str | None, ...] = ()
    claim: str | None = None
    stances: tuple[Stance, ...] = ()
    time: str | None = None
    place: str | None = None
    confidence: float


class Skip(Struct, frozen=True, kw_only=True):
    """What a step saw and could not answer, with its reason."""

    step: str
    reason: str
    at: Span


class Trail(Struct, frozen=True, kw_only=True):
    """What a reading was made from and by: enough to make it again."""

    input: str  # SHA-256 of the bytes read
    konon: str  # version
    extractor: str  # "text 1", "trafilatura 2.3.1"
    reader: str  # "rules 1", "reader 1f0c…" (hash of the weights)
    lexicon: str  # hash of the data files used


class Reading(Struct, frozen=True, kw_only=True):
    """An article and all that one reader found in it. Every span slices `article.text`."""

    article: Article
    boilerplate: tuple[Boilerplate, ...] = ()
    sourcing: tuple[Sourcing, ...] = ()
    copied_from: Sourcing | None = None  # whose article the page says that it is
    times: tuple[Time, ...] = ()
    entities: tuple[Entity, ...] = ()
    claims: tuple[Claim, ...] = ()
    events: tuple[Event, ...] = ()
    skips: tuple[Skip, ...] = ()
    trail: Trail

    @property
    def id(self) -> str:
        """Made of the article, of what is known about it, and of what read it.

        Reading a page twice adds nothing; a newer reader adds a reading, and so does a corrected date or outlet.
        """
        a = self.article
        known = (a.title, a.outlet, a.byline, a.language, a.published, a.published_at, a.updated_at, a.published_from)
        return content_id(a.key, *(value or "" for value in known), *msgspec.structs.astuple(self.trail))
