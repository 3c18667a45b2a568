"""The hands that a claim went through before it reached the reader, as far as the page says it: speaker, document or
interview, agency, outlet, copy.

What belongs to which claim: a credit line or dateline, and what the article's beginning says it is passed on from, is every
claim's; a credit inside what somebody says is that claim's alone; any other stands with the nearest claim of its sentence,
and goes on with the same speaker to the paragraph's end. The rows of `data/<lang>/sourcing.tsv` that are read here bear a mark:

    {interview}  an occasion: the part in `[…]` ("in an interview", "kepada wartawan")
    {post}       an account or page that somebody wrote on, which `konon.sourcing` does not count
    {passing}    before a source, words that pass its report on ("dilansir", "citing"), no saying to it ("told")
    {sole}       before the only source of a page, words by which all of it is that source's ("disadur dari")
    {copy}       before a source, words by which the page is its article ("first appeared in", "telah tayang di")
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import TypeAlias

from msgspec import Struct

from konon.lexicon import Lexicon
from konon.notation import BLANK, Phrases, look, lowered, marked, parts, ready
from konon.records import Article, Claim, Link, Sourcing, Span
from konon.segment import Segments
from konon.spans import holding, inside, joined, strip, touch

RANK: dict[str, int] = {"speaker": 0, "document": 1, "interview": 1, "agency": 2, "outlet": 3, "copy": 4}
HEAD = 3  # lines with words that make an article's beginning: its title and two paragraphs
FOOT = 4  # lines with words at its end in which a credit stands
CREDIT = 12  # words of a line that is no more than a credit
PLACE = 60  # characters of a line before the bracket of its dateline
REACH = 25  # characters between a phrase and the source that it says something of: "kantor berita Turki, "


Chain: TypeAlias = tuple[Link, ...]


class Credit(Struct, frozen=True, kw_only=True):
    """A link, and how far it holds."""

    link: Link
    passing: bool  # the source's own report is passed on: not something said to it
    everywhere: bool  # for all claims
    line: bool = False  # a line of its own, or a dateline


class Marks(Struct, frozen=True, kw_only=True):
    """The phrases of one language that are read here."""

    occasions: Phrases
    posts: Phrases
    passing: Phrases
    sole: Phrases
    copies: Phrases


@lru_cache(maxsize=8)
def _marks(lexicon: Lexicon) -> Marks:
    made_of = parts(lexicon)
    occasions, posts, passing, sole, copies = (
        ready(marked(lexicon.sourcing, mark), made_of) for mark in ("interview", "post", "passing", "sole", "copy")
    )
    return Marks(occasions=occasions, posts=posts, passing=passing, sole=sole, copies=copies)


class Place(Struct, frozen=True, kw_only=True):
    """Where the lines and sentences of an article are."""

    text: str
    lines: tuple[Span, ...]  # those with words
    quotations: tuple[Span, ...]
    line_starts: tuple[int, ...]
    sentence_starts: tuple[int, ...]

    def line(self, at: int) -> int:
        """The number of the line that `at` is in, or comes after."""
        return max(bisect_right(self.line_starts, at) - 1, 0)

    def quoted(self, span: Span) -> bool:
        """True inside a quotation."""
        k = bisect_right(self.quotations, (span[0], span[1])) - 1
        return k >= 0 and inside(span, self.quotations[k])

    def sentence(self, at: int) -> int:
        """The number of the sentence that `at` is in, or comes after; -1 before the first."""
        return bisect_right(self.sentence_starts, at) - 1


def chains(
    article: Article, claims: Sequence[Claim], sourcing: Sequence[Sourcing], s: Segments, lexicon: Lexicon
) -> tuple[Chain, ...]:
    """The chain of each claim, in their order; its links, the most direct first. A link that the page does not tell is missing.

    Every chain ends in the article's outlet, or, where the page says that it is another's article, in that and a `copy`.
    """
    place = _place(article.text, s)
    marks = _marks(lexicon)
    origin = copied_from(article, sourcing, lexicon)
    end = _end(article, origin, lexicon)
    named = _named(place, claims, sourcing, marks, {link.name for link in end})
    belonging = _belonging(place, claims, named)
    everywhere = [c for c in named if c.everywhere]
    speakers = {claim.id: _speaker(place.text, claim) for claim in claims}
    outer = {claim.id: claim.within for claim in claims}
    out = []
    for claim, own in zip(claims, belonging, strict=True):
        relayed = any(c.passing and c.link.kind in ("agency", "outlet") for c in own)
        general = [c for c in everywhere if c.line or not relayed]
        links = [c.link for c in sorted((*own, *general), key=_nearness)]
        out.append(_distinct((*_speakers(claim, links, speakers, outer), *links, *end)))
    return tuple(out)


def _nearness(credit: Credit) -> tuple[bool, int, Span]:
    """What was told to an outlet went through its hands before an agency passed the report on."""
    return credit.passing, RANK[credit.link.kind], credit.link.span or (0, 0)


def copied_from(article: Article, sourcing: Sequence[Sourcing], lexicon: Lexicon) -> Sourcing | None:
    """The outlet or agency of which the page says that this is its article, where it is not the page's own outlet."""
    text = article.text
    marks = _marks(lexicon)
    others = [f for f in sourcing if f.role != "document" and not _is_own(f.name, article.outlet, lexicon)]
    lines = _lines(text)
    ends = (*lines[:HEAD], *lines[-FOOT:])
    stated = _after(text, marks.copies, others)
    if len({f.name for f in sourcing}) == 1:
        stated += _after(text, marks.sole, others)
    return next((f for f in stated if any(inside(f.span, line) for line in ends)), None)


# --- what the page names -----------------------------------------------------------------------------------------------


def _named(place: Place, claims: Sequence[Claim], sourcing: Sequence[Sourcing], marks: Marks, ends: set[str]) -> list[Credit]:
    """All that the text names as one of the hands, in its order; those by whom every chain `ends` left out."""
    text = place.text
    low = lowered(text)
    telling = {place.line(a) for claim in claims for a, _ in (*claim.source, *claim.cue, *claim.content)}
    passed = {f.span for f in _after(text, marks.passing, sourcing)}
    found = []
    for f in sourcing:
        if f.name in ends:
            continue
        credit = f.role != "document" and _is_credit(place, f.span, telling)
        passing = f.role != "document" and (credit or f.span in passed)
        head = place.line(f.span[0]) < HEAD and passing and not place.quoted(f.span)
        link = Link(kind=f.role, name=f.name, span=f.span)
        found.append(Credit(link=link, passing=passing, everywhere=credit or head, line=credit))
    taken = [f.span for f in sourcing]
    for kind, phrases in (("interview", marks.occasions), ("document", marks.posts)):
        spans = {strip(text, match.span("span")) for match, _ in look(phrases, text, low)}
        for span in sorted(spans, key=lambda s: (s[0] - s[1], s)):  # of two that overlap, the longer one
            if not any(touch(span, other) for other in taken):
                taken.append(span)
                link = Link(kind="interview" if kind == "interview" else "document", name=_words(text, span), span=span)
                found.append(Credit(link=link, passing=False, everywhere=False))
    return sorted(found, key=lambda c: c.link.span or (0, 0))


def _after(text: str, phrases: Phrases, sourcing: Sequence[Sourcing]) -> list[Sourcing]:
    """Those of `sourcing` that one of the phrases stands before, nothing but a few words or others of them between."""
    ordered = sorted(sourcing, key=lambda f: f.span)
    starts = [f.span[0] for f in ordered]
    found: dict[Span, Sourcing] = {}
    for match, _ in look(phrases, text, lowered(text)):
        at = match.end()
        for f in ordered[bisect_left(starts, at) :]:
            gap = text[at : f.span[0]]
            if len(gap) > REACH or set(gap) & set("\n.!?;"):
                break
            found[f.span] = f
            at = f.span[1]
    return [found[span] for span in sorted(found)]


def _is_credit(place: Place, span: Span, telling: set[int]) -> bool:
    """A dateline, a bracket at a paragraph's end, or a line at the head or foot that says no more than whose it is."""
    number = place.line(span[0])
    start, end = place.lines[number]
    before, after = place.text[start : span[0]], place.text[span[1] : end]
    bracketed = re.search(r"\([^()]*$", before) and re.match(r"[^()]*\)", after)
    if bracketed and re.match(rf"[^()]*\){BLANK}[-–—―]", after) and len(before) <= PLACE and number < HEAD:
        return True
    foot = number >= max(len(place.lines) - FOOT, HEAD)
    if bracketed and foot and re.fullmatch(r"[^()]*\)[\s.]*", after):
        return True
    return foot and number not in telling and len(place.text[start:end].split()) <= CREDIT


# --- which is whose --------------------------------------------------------------------------------------------------------


def _belonging(place: Place, claims: Sequence[Claim], named: Sequence[Credit]) -> list[list[Credit]]:
    """For each claim, the credits that are its own."""
    out: list[list[Credit]] = [[] for _ in claims]
    by_sentence: defaultdict[int, list[int]] = defaultdict(list)
    by_line: defaultdict[int, list[int]] = defaultdict(list)
    for i, claim in enumerate(claims):
        spans = (*claim.source, *claim.cue, *claim.content)
        for number in {n for a, b in spans for n in range(place.sentence(a), place.sentence(b - 1) + 1)}:
            by_sentence[number].append(i)
        for number in {place.line(a) for a, _ in spans}:
            by_line[number].append(i)
    local = [(c, c.link.span) for c in named if c.link.span and not c.everywhere]
    around = holding([(span,) for _, span in local] + [claim.content for claim in claims])
    for k, (credit, span) in enumerate(local):
        if inner := [j - len(local) for j in around[k] if j >= len(local)]:  # inside what somebody says: the narrowest
            mine = {min(inner, key=lambda i: sum(b - a for a, b in claims[i].content))}
        else:
            here, beside = by_sentence[place.sentence(span[0])], by_line[place.line(span[0])]
            mine = _passed_on(claims, span, here, beside) if credit.passing else _with(claims, span, here, beside)
        for i in mine:
            out[i].append(credit)
    return out


def _passed_on(claims: Sequence[Claim], span: Span, here: Sequence[int], beside: Sequence[int]) -> set[int]:
    """Of whose claims a source at `span` has the report: those of the sentence, and what follows in the paragraph."""
    return {*(here or beside), *(i for i in beside if _start(claims[i]) > span[0])}


def _with(claims: Sequence[Claim], span: Span, here: Sequence[int], beside: Sequence[int]) -> set[int]:
    """The claim of the sentence that is nearest to `span`, and what its speaker says on in the paragraph."""
    if not here:
        return set()
    nearest = min(here, key=lambda i: _distance(claims[i], span))
    near = claims[nearest]
    same = {i for i in here if claims[i].content == near.content}
    on = {i for i in (*here, *beside) if near.holder and claims[i].holder == near.holder and _start(claims[i]) >= _start(near)}
    return {nearest, *same, *on}


def _start(claim: Claim) -> int:
    return min((a for a, _ in (*claim.source, *claim.cue, *claim.content)), default=0)


def _distance(claim: Claim, span: Span) -> int:
    """Characters between `span` and the words that ascribe the claim, else its content."""
    return min(max(a - span[1], span[0] - b, 0) for a, b in (*claim.cue, *claim.source) or claim.content)


# --- the ends of a chain -------------------------------------------------------------------------------------------------


def _speaker(text: str, claim: Claim) -> Link | None:
    """Who says or thinks it; None where the text names nobody."""
    if not claim.source:
        return Link(kind="speaker", name=claim.holder) if claim.holder else None
    return Link(kind="speaker", name=claim.holder or joined(text, claim.source), span=claim.source[0])


def _speakers(
    claim: Claim, links: Sequence[Link], speakers: dict[str, Link | None], outer: dict[str, str | None]
) -> list[Link]:
    """The speaker, and whoever tells what the speaker said; none who is an agency, outlet or document of the chain."""
    found: list[Link] = []
    at: str | None = claim.id
    while at is not None and at in speakers:
        link = speakers[at]
        if link and link.name not in {f.name for f in found} and not any(_same(link, other) for other in links):
            found.append(link)
        at = outer[at]
    return found


def _same(speaker: Link, other: Link) -> bool:
    """True where the speaker is the other link itself: "Reuters reported", "the state agency Anadolu said"."""
    if _letters(speaker.name) == _letters(other.name):
        return True
    if speaker.span is None or other.span is None or not touch(speaker.span, other.span):
        return False
    return 2 * (other.span[1] - other.span[0]) >= speaker.span[1] - speaker.span[0]


def _end(article: Article, origin: Sourcing | None, lexicon: Lexicon) -> Chain:
    """The outlet that the reader has it from: the page's own, or the one that it is copied from, then the page's."""
    own = _usual(article.outlet, lexicon) if article.outlet else None
    if origin:
        first = Link(kind="agency" if origin.role == "agency" else "outlet", name=origin.name, span=origin.span)
        return (first, Link(kind="copy", name=own)) if own else (first,)
    if own:
        return (Link(kind="outlet", name=own),)
    told = _dateline(article.text, lexicon)
    return (told,) if told else ()


def _dateline(text: str, lexicon: Lexicon) -> Link | None:
    """The outlet that a first paragraph opens with: "WARTA.COM, JAKARTA —", "Jakarta, Warta Indonesia --"."""
    for start, end in _lines(text)[:HEAD]:
        match = re.match(r"[^\n\"“:;()]{2,60}?(?:\([^()\n]{1,30}\))?\s*(?:--|[-–—―])\s", text[start:end])
        if not match:
            continue
        opening = match.group()
        for source in lexicon.sources:
            for name in (source.name, *source.aliases):
                at = opening.find(name)
                if source.role == "outlet" and at >= 0 and "," in opening and _whole(opening, at, at + len(name)):
                    return Link(kind="outlet", name=source.name, span=(start + at, start + at + len(name)))
    return None


def _whole(text: str, start: int, end: int) -> bool:
    """True where `[start, end)` begins its clause or follows a comma, and ends so."""
    return text[:start].rstrip()[-1:] in ("", ",") and text[end:].lstrip()[:1] in (",", "-", "–", "—", "―", "(")


def _usual(outlet: str, lexicon: Lexicon) -> str:
    """The usual name of an outlet that may be known by its domain, or by another writing of its name."""
    said = _letters(outlet)
    host = outlet.casefold()
    found = [x for x in lexicon.sources if x.domain == host or said in map(_letters, (x.name, *x.aliases))]
    # Several may publish at one address: whose name is in it goes first.
    found.sort(key=lambda x: not any(_letters(n) == _letters(host.split(".")[0]) for n in (x.name, *x.aliases)))
    return found[0].name if found else outlet


def _is_own(name: str, outlet: str | None, lexicon: Lexicon) -> bool:
    return bool(outlet) and _letters(name) in {_letters(outlet or ""), _letters(_usual(outlet or "", lexicon))}


def _letters(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()


def _words(text: str, span: Span) -> str:
    return " ".join(text[slice(*span)].split())


def _distinct(links: Sequence[Link]) -> Chain:
    """Each name of a kind once, where it stands first."""
    seen: set[tuple[str, str]] = set()
    out = []
    for link in links:
        if (link.kind, link.name) not in seen:
            seen.add((link.kind, link.name))
            out.append(link)
    return tuple(out)


# --- lines -----------------------------------------------------------------------------------------------------------------


def _lines(text: str) -> tuple[Span, ...]:
    """The lines with words, without the blanks around them."""
    found, at = [], 0
    for line in text.split("\n"):
        span = strip(text, (at, at + len(line)))
        if span[0] < span[1]:
            found.append(span)
        at += len(line) + 1
    return tuple(found)


def _place(text: str, s: Segments) -> Place:
    lines = _lines(text)
    return Place(
        text=text,
        lines=lines,
        quotations=tuple(s.span(first, last) for first, last in s.quotations),
        line_starts=tuple(a for a, _ in lines),
        sentence_starts=tuple(s.tokens[sentence.first][0] for sentence in s.sentences),
    )
