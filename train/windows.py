"""Documents in words with labels, and the windows that the encoder sees of them.

A window is a run of whole sentences of at most `LONGEST` pieces; a longer sentence is cut. Training mixes windows of all
lengths in both languages, so that neither length nor language tells the model which conventions hold.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import msgspec

from konon.clean import mark
from konon.lexicon import load
from konon.records import ACTS, Span
from konon.segment import Segments, segment
from train.documents import SCHEMES, Document
from train.pieces import WordPieces

LONGEST = 510  # pieces of a window at most, line breaks counted, without <s>; most articles fit in one
FULL = (254, 382, LONGEST)  # what training takes for a full window
ANCHORS = ("O", "CUE", "QUOTATION", "HEADLINE")  # the word an attribution is read from: its cue's first word; where it has
# no cue, the first word of its content, or of the source of a headline "X: …"
ROLES = ("O", "SOURCE", "CUE", "CONTENT")
NO_ACT = -100
# Where a word stands towards quotation marks.
OUTSIDE, INSIDE, OPENS, CLOSES = range(4)


class Anchored(msgspec.Struct, frozen=True, kw_only=True):
    """One attribution in words: the anchor's place and kind, and the role of each word that has one."""

    at: int
    kind: int
    roles: dict[int, int]
    act: int


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


def segments(document: Document) -> Segments:
    """Konon's own tokens and sentences, what it marks as boilerplate passed over."""
    lexicon = load(document.language)
    return segment(document.text, lexicon, skip=[(b.start, b.end) for b in mark(document.text, lexicon)])


def text_of(document: Document, s: Segments, cut: WordPieces) -> Text:
    """The document in words, with labels."""
    sentence, line = [0] * len(s.tokens), [0] * len(s.tokens)
    for number, each in enumerate(s.sentences):
        for i in range(each.first, each.last):
            sentence[i], line[i] = number, each.line
    return Text(
        id=document.id,
        language=document.language,
        scheme=SCHEMES.index(document.scheme),
        spans=s.tokens,
        pieces=tuple(cut.of(s)),
        quoted=tuple(_quoted(s, i) for i in range(len(s.tokens))),
        sentence=tuple(sentence),
        line=tuple(line),
        anchored=tuple(_anchored(document, s)),
    )


def _quoted(s: Segments, i: int) -> int:
    if s.inside[i] < 0:
        return OUTSIDE
    first, last = s.quotations[s.inside[i]]
    return OPENS if i == first else CLOSES if i == last - 1 else INSIDE


def _anchored(document: Document, s: Segments) -> Iterator[Anchored]:
    starts, ends = [a for a, _ in s.tokens], [b for _, b in s.tokens]

    def touched(spans: Sequence[Span]) -> list[int]:
        return [i for i in range(len(starts)) if any(starts[i] < b and ends[i] > a for a, b in spans)]

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
        yield Anchored(at=at, kind=kind, roles=roles, act=ACTS.index(a.act) if a.act else NO_ACT)


# --- windows ---------------------------------------------------------------------------------------------------------

Window = tuple[int, int]  # words [first, last)


def units(text: Text, longest: int = LONGEST) -> list[Window]:
    """The sentences, those longer than a window cut where they fill it."""
    out: list[Window] = []
    first, size = 0, 0
    for i in range(len(text.pieces)):
        new = i > first and text.sentence[i] != text.sentence[i - 1]
        if new or size + len(text.pieces[i]) + 1 > longest:
            if i > first:
                out.append((first, i))
            first, size = i, 0
        size += len(text.pieces[i])
    if first < len(text.pieces):
        out.append((first, len(text.pieces)))
    return out


def size(text: Text, first: int, last: int) -> int:
    """Pieces of words `[first, last)`, with one for each line's end."""
    breaks = sum(text.line[i] != text.line[i - 1] for i in range(first + 1, last))
    return sum(len(p) for p in text.pieces[first:last]) + breaks + 1


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


def reading_windows(text: Text, longest: int, overlap: int) -> list[Window]:
    """Windows that cover the document, each beginning about `overlap` pieces before the last one's end."""
    parts = units(text, longest)
    out: list[Window] = []
    begin = 0
    while begin < len(parts):
        end = begin + 1
        while end < len(parts) and size(text, parts[begin][0], parts[end][1]) <= longest:
            end += 1
        out.append((parts[begin][0], parts[end - 1][1]))
        if end == len(parts):
            break
        back = end
        while back - 1 > begin and size(text, parts[back - 1][0], parts[end - 1][1]) <= overlap:
            back -= 1
        begin = back
    return out
