"""Claims as lines that a person reads: the words in place of the spans, with what stands around them."""

from __future__ import annotations

from msgspec import Struct

from konon.records import Act, Claim, Quote, Reading
from konon.spans import joined


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
    outlet: str | None
    title: str | None
    published: str | None
    url: str | None
    link: str | None
    article: str  # Article.id
    reading: str  # Reading.id
    at: int


def against(act: Act, negated: bool) -> bool:
    """True of a denial, and of what is "not said" or "not believed"."""
    return (act == "deny") != negated


def lines(reading: Reading) -> list[Line]:
    """One line a claim, in the order of the text."""
    reading_id = reading.id  # hashes the whole text: once
    claims = {claim.id: claim for claim in reading.claims}
    return [_line(reading, claim, reading_id, denied=_denied(claim, claims)) for claim in reading.claims]


def via(reading: Reading) -> str:
    """Whom the article says that it has its text from, each once, in order: "Reuters, AFP"."""
    return ", ".join(dict.fromkeys(s.name for s in reading.sourcing))


def _denied(claim: Claim | None, claims: dict[str, Claim]) -> bool:
    while claim is not None:
        if against(claim.act, claim.negated):
            return True
        claim = claims.get(claim.within) if claim.within else None
    return False


def _line(reading: Reading, claim: Claim, reading_id: str, *, denied: bool) -> Line:
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
        outlet=article.outlet,
        title=article.title,
        published=article.published,
        url=article.url,
        link=claim.link,
        article=article.id,
        reading=reading_id,
        at=min((start for start, _ in (*claim.source, *claim.cue, *claim.content)), default=0),
    )
