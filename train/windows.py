"""Documents in words with labels, and the windows that the encoder sees of them.

A window is a run of whole sentences of at most `LONGEST` pieces; a longer sentence is cut. Training mixes windows of all
lengths in both languages, so that neither length nor language tells the model which conventions hold.
"""

from __future__ import annotations

import random
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

import msgspec
from msgspec import UNSET

from konon.clean import mark
from konon.decoding import ANCHORS, ENTITIES, ROLES
from konon.lexicon import load
from konon.pieces import WordPieces
from konon.records import ACTS, Span
from konon.segment import Segments, segment
from konon.windows import Window, size, units, words_of
from train.documents import SCHEMES, Document

LONGEST = 510  # pieces of a window at most, line breaks counted, without <s>; most articles fit in one
FULL = (254, 382, LONGEST)  # what training takes for a full window
ENTITY_SETS = ("ours", "idner", "nergrit", "nerp")  # whose conventions a tag follows; the encoder is not told
UNKNOWN = -100


class Anchored(msgspec.Struct, frozen=True, kw_only=True):
    """One attribution in words: the anchor's place and kind, and the role of each word that has one."""

    at: int
    kind: int
    roles: dict[int, int]
    act: int
    names: tuple[int, ...] | None = None  # the words anywhere in the document that name the holder; None: not known


class Text(msgspec.Struct, frozen=True, kw_only=True):
    """A document in words. `quoted`, `sentence` and `line` run parallel to `pieces`."""

    id: str
    language: str
    scheme: int
    spans: tuple[Span, ...]
    pieces: tuple[tuple[int, ...], ...]
    quoted: tuple[int, ...]
    sentence: tuple[int, ...]
    line: tuple[int, ...]
    anchored: tuple[Anchored, ...]
    attributed: bool = True  # attributions are annotated; else the anchors are pronouns, for their names alone
    entities: tuple[int, ...] = ()  # the tag of each word by the conventions of `entity_set`; empty: not annotated
    entity_set: int = 0


def segments(document: Document) -> Segments:
    """Konon's own tokens and sentences, what it marks as boilerplate passed over."""
    lexicon = load(document.language)
    return segment(document.text, lexicon, skip=[(b.start, b.end) for b in mark(document.text, lexicon)])


def text_of(document: Document, s: Segments, cut: WordPieces) -> Text:
    """The document in words, with labels."""
    words = words_of(s, cut)
    return Text(
        id=document.id,
        language=document.language,
        scheme=SCHEMES.index(document.scheme),
        spans=s.tokens,
        pieces=words.pieces,
        quoted=words.quoted,
        sentence=words.sentence,
        line=words.line,
        anchored=tuple(_anchored(document, s)),
        entities=_entities(document, s),
    )


def _entities(document: Document, s: Segments) -> tuple[int, ...]:
    """The tag of each word, where the document has names."""
    if not document.names:
        return ()
    tags = [0] * len(s.tokens)
    for start, end, kind in document.names:
        inside = [i for i, (a, b) in enumerate(s.tokens) if a < end and b > start]
        for i in inside:
            tags[i] = ENTITIES.index(("B-" if i == inside[0] else "I-") + kind)
    return tuple(tags)


def _names(s: Segments, holder: str) -> tuple[int, ...] | None:
    """The words that name `holder`: runs of its own words, of which a single one is its first or last; None: none do."""
    own = [w.casefold() for w in holder.split()]
    runs: list[list[int]] = []
    for i in range(len(s.tokens)):
        word = s.word(i)
        if word[:1].isupper() and word.casefold() in own:
            if runs and runs[-1][-1] == i - 1:
                runs[-1].append(i)
            else:
                runs.append([i])
    kept = [r for r in runs if len(r) > 1 or (len(own) == 1 or s.lower[r[0]] in (own[0], own[-1]))]
    if len(own) > 1 and not any(len(r) > 1 for r in kept):
        kept = [r for r in kept if len(own) < 4]
    return tuple(i for r in kept for i in r) or None


def _anchored(document: Document, s: Segments) -> Iterator[Anchored]:
    starts, ends = [a for a, _ in s.tokens], [b for _, b in s.tokens]

    def touched(spans: Sequence[Span]) -> list[int]:
        return sorted({i for a, b in spans for i in range(bisect_right(ends, a), bisect_left(starts, b))})

    taken: set[int] = set()
    for a in document.attributions:
        source, cue, content = touched(a.source), touched(a.cue), touched(a.content)
        if cue:
            at, kind = cue[0], ANCHORS.index("CUE")
        elif source and content and source[-1] + 1 < len(starts) and s.word(source[-1] + 1) == ":":
            at, kind = source[0], ANCHORS.index("HEADLINE")
        elif content:
            at, kind = content[0], ANCHORS.index("QUOTATION")
        else:
            continue
        if at in taken:
            continue
        taken.add(at)
        roles = dict.fromkeys(content, ROLES.index("CONTENT"))
        roles |= dict.fromkeys(source, ROLES.index("SOURCE"))
        roles |= dict.fromkeys(cue, ROLES.index("CUE"))
        names = None if a.holder is UNSET else () if a.holder is None else _names(s, a.holder)
        yield Anchored(at=at, kind=kind, roles=roles, act=ACTS.index(a.act) if a.act else UNKNOWN, names=names)


# --- windows ---------------------------------------------------------------------------------------------------------


def packed(text: Text, parts: Sequence[Window], longest: int) -> list[Window]:
    """Neighbouring parts joined as long as they fit."""
    out: list[Window] = []
    for first, last in parts:
        if out and size(text, out[-1][0], last) <= longest:
            out[-1] = (out[-1][0], last)
        else:
            out.append((first, last))
    return out


def lines(text: Text, parts: Sequence[Window], longest: int) -> list[Window]:
    """Parts of the same line joined, as long as they fit."""
    out: list[Window] = []
    for first, last in parts:
        if out and text.line[out[-1][0]] == text.line[first] and size(text, out[-1][0], last) <= longest:
            out[-1] = (out[-1][0], last)
        else:
            out.append((first, last))
    return out


def training_windows(text: Text, rng: random.Random) -> list[Window]:
    """The whole document once, in windows of one kind: sentences, lines, a few lines, or full with a random beginning."""
    kind = rng.random()
    full = rng.choice(FULL)
    parts = units(text, full)
    if kind < 0.08:
        return parts
    if kind < 0.20:
        return lines(text, parts, full)
    if kind < 0.45:
        return packed(text, lines(text, parts, full), rng.randint(70, 180))
    begin = rng.randrange(min(len(parts), 6)) if parts else 0
    return packed(text, parts[:begin], full) + packed(text, parts[begin:], full)
