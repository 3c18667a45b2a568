"""Tokens, quotations and sentences with their offsets: the ground that rules stand on.

A sentence never ends inside a quotation, after an abbreviation (`words.tsv`) or at a decimal point. Words that a page glued
together where a link was stripped ("DilansirAFP", "Khameneimengatakan") are parted, and the clitic is parted from
the cue it hangs on ("ujarnya"), in the tokens alone: the text stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct

from konon.lexicon import Lexicon
from konon.records import Span

TOKEN = re.compile(
    r"\d+(?:[.,:/]\d+)*(?:-?[^\W\d_]+)?|(?:[^\W\d_]\.){2,}(?![^\W_])"  # 18/6/2025, 14.30, 3-year; U.S.
    r"|[^\W_]+(?:[-'’@][^\W_]+)*|\.{2,}|''|``|[^\s\w]|_+"
)
CAMEL = re.compile(r"(?<=[a-zà-ÿ]{2})(?=[A-Z])")
OPENERS = {"“": "”", "«": "»", "„": "“", "‘": "’"}
STRAIGHT = '"'
DOUBLED = frozenset({"''", "``"})  # typed for a double quote mark
# Tokens beyond which something is no sentence or quotation but a list, a table or a mark never closed; it is cut there,
# so that no step looks through a whole book for the end of one. In 327 annotated articles the longest have 192 and 169.
LONGEST_SENTENCE = 400
LONGEST_QUOTATION = 1200
TERMINAL = frozenset(".!?…")
CLOSERS = frozenset("\"”’»)]'")


class Sentence(Struct, frozen=True, kw_only=True):
    """Tokens `[first, last)` of one sentence and the line it stands on (0: the first line of the text)."""

    first: int
    last: int
    line: int


class Segments(Struct, frozen=True, kw_only=True):
    """A text in tokens. `lower` and `inside` run parallel to `tokens`; `inside[i]` numbers the quotation that token i
    belongs to, marks included, or is -1."""

    text: str
    tokens: tuple[Span, ...]
    lower: tuple[str, ...]
    inside: tuple[int, ...]
    quotations: tuple[Span, ...]  # in tokens, [first, last), marks included
    sentences: tuple[Sentence, ...]

    def span(self, first: int, last: int) -> Span:
        """The characters of tokens `[first, last)`."""
        return self.tokens[first][0], self.tokens[last - 1][1]

    def word(self, index: int) -> str:
        """Token `index` as it is written."""
        start, end = self.tokens[index]
        return self.text[start:end]


class Parting(Struct, frozen=True, kw_only=True):
    """The words a lexicon parts tokens by: cue forms that may be glued to a name, cue forms that take the clitic."""

    glued: frozenset[str]
    hosts: frozenset[str]
    clitics: tuple[str, ...]
    abbreviations: frozenset[str]
    whole: frozenset[str]  # forms that end in a clitic and keep it ("kabarnya")


@lru_cache(maxsize=8)
def parting(lexicon: Lexicon) -> Parting:
    """Reads `Parting` off a lexicon; a glued form must be long enough that no name ends in it by chance."""
    active = {form for cue in lexicon.cues for form in cue.active if len(form) >= 7 and " " not in form}
    hosts = {form for cue in lexicon.cues for form in (*cue.bare, *cue.prep, *cue.active) if " " not in form}
    return Parting(
        glued=frozenset(active),
        hosts=frozenset(hosts),
        clitics=tuple(lexicon.of_kind("clitic")),
        abbreviations=frozenset(lexicon.of_kind("abbreviation")),
        whole=frozenset(form for cue in lexicon.cues for form in (*cue.active, *cue.passive, *cue.noun)),
    )


def segment(text: str, lexicon: Lexicon, *, skip: Sequence[Span] = ()) -> Segments:
    """Cuts `text` into tokens, quotations and sentences, passing over the spans of `skip` (boilerplate)."""
    rules = parting(lexicon)
    tokens: list[Span] = []
    inside: list[int] = []
    quotations: list[Span] = []
    sentences: list[Sentence] = []
    for number, (start, end) in enumerate(paragraphs(text)):
        for part_start, part_end in _outside((start, end), skip):
            first = len(tokens)
            tokens.extend(_tokens(text, part_start, part_end, rules))
            if len(tokens) == first:
                continue
            found = _quotations(text, tokens, first)
            base = len(quotations)
            quotations.extend(found)
            marks = [-1] * (len(tokens) - first)
            for offset, (a, b) in enumerate(found):
                marks[a - first : b - first] = [base + offset] * (b - a)
            inside.extend(marks)
            sentences.extend(_sentences(text, tokens, inside, first, number, rules.abbreviations))
    lower = tuple(text[a:b].lower().replace("’", "'") for a, b in tokens)
    return Segments(
        text=text,
        tokens=tuple(tokens),
        lower=lower,
        inside=tuple(inside),
        quotations=tuple(quotations),
        sentences=tuple(sentences),
    )


def paragraphs(text: str) -> list[Span]:
    """Paragraphs: lines, but a line that breaks off in mid-sentence goes on with the next one.

    It does so where no blank line follows, it does not end a sentence, and the next begins in lower case; or wherever
    no blank line follows in a text that is wrapped (most of its lines end between columns 50 and 100).
    """
    lines: list[Span] = []
    at = 0
    for raw in text.split("\n"):
        lines.append((at, at + len(raw)))
        at += len(raw) + 1
    wrapped = _wrapped(text, lines)
    out: list[Span] = []
    joinable = False
    for start, end in lines:
        line = text[start:end].strip()
        if not line:
            joinable = False
            continue
        if out and joinable and (wrapped or (line[0].islower() and text[out[-1][1] - 1] not in '.!?:"”')):
            out[-1] = (out[-1][0], end)
        else:
            out.append((start, end))
        joinable = True
    return out


def _wrapped(text: str, lines: list[Span]) -> bool:
    full = [end - start for start, end in lines if text[start:end].strip()]
    if len(full) < 8 or "\n\n" not in text:
        return False
    return sum(50 <= n <= 100 for n in full) > 0.6 * len(full)


def _outside(span: Span, skip: Sequence[Span]) -> list[Span]:
    parts, at = [], span[0]
    for start, end in skip:
        if end <= at or start >= span[1]:
            continue
        if start > at:
            parts.append((at, start))
        at = end
    if at < span[1]:
        parts.append((at, span[1]))
    return parts


def _tokens(text: str, start: int, end: int, rules: Parting) -> list[Span]:
    out: list[Span] = []
    for match in TOKEN.finditer(text, start, end):
        a, b = match.span()
        if b - a < 4 or not text[a].isalpha():
            out.append((a, b))
            continue
        out.extend(_parts(text, a, b, rules))
    return out


def _parts(text: str, a: int, b: int, rules: Parting) -> list[Span]:
    """One written word as its tokens: camel-case joints, a glued cue, the clitic."""
    word = text[a:b]
    if not word.islower() and not word.isupper():
        joint = CAMEL.search(word)
        if joint and "-" not in word:
            cut = a + joint.start()
            return [*_parts(text, a, cut, rules), *_parts(text, cut, b, rules)]
    lowered = word.lower()
    if len(word) > 10 and not word.islower():
        for at in range(3, len(word) - 6):
            if lowered[at:] in rules.glued and word[at].islower():
                return [(a, a + at), (a + at, b)]
    for clitic in rules.clitics:
        if lowered not in rules.whole and lowered.endswith(clitic) and lowered[: -len(clitic)] in rules.hosts:
            return [(a, b - len(clitic)), (b - len(clitic), b)]
    return [(a, b)]


def _quotations(text: str, tokens: list[Span], first: int) -> list[Span]:
    """Pairs of quote marks in one paragraph, as token ranges; an opening mark left open runs to the paragraph's end."""
    out: list[Span] = []
    open_at, closer = -1, ""
    for i in range(first, len(tokens)):
        a, b = tokens[i]
        mark = STRAIGHT if text[a:b] in DOUBLED else text[a]
        if b - a != 1 and mark != STRAIGHT:
            continue
        if open_at < 0:
            if mark in OPENERS and not (mark == "‘" and not _spaced(text, a)):
                open_at, closer = i, OPENERS[mark]
            elif mark == STRAIGHT:
                open_at, closer = i, STRAIGHT
            elif mark == "'" and _spaced(text, a) and b < len(text) and not text[b].isspace():
                open_at, closer = i, "'"
            elif mark == "”" and _spaced(text, a):  # a closing mark used to open
                open_at, closer = i, "”"
        elif mark == closer or (mark == STRAIGHT and closer in "”“") or (mark == "”" and closer == STRAIGHT):
            if closer in "'’" and b < len(text) and text[b].isalnum():
                continue
            if i + 1 - open_at <= LONGEST_QUOTATION:
                out.append((open_at, i + 1))
            open_at = -1
    if open_at >= 0 and closer not in "'’" and 3 < len(tokens) - open_at <= LONGEST_QUOTATION:
        out.append((open_at, len(tokens)))
    return out


def _spaced(text: str, at: int) -> bool:
    return at == 0 or text[at - 1].isspace() or text[at - 1] in "([—–-:,"


def _sentences(
    text: str, tokens: list[Span], inside: list[int], first: int, line: int, abbreviations: frozenset[str]
) -> list[Sentence]:
    out: list[Sentence] = []
    at = first
    last = len(tokens)
    i = first
    while i < last:
        a, b = tokens[i]
        mark = text[a]
        stop = b - a == 1 and mark in TERMINAL and inside[i] < 0 and _ends(text, tokens, i, last, abbreviations)
        if not stop and inside[i] >= 0 and (i + 1 == last or inside[i + 1] != inside[i]):
            stop = _closes(text, tokens, i, last)
        if stop:
            while i + 1 < last and inside[i + 1] < 0 and text[tokens[i + 1][0]] in CLOSERS:
                i += 1
        if stop or (i + 1 - at >= LONGEST_SENTENCE and inside[i] < 0):
            out.append(Sentence(first=at, last=i + 1, line=line))
            at = i + 1
        i += 1
    if at < last:
        out.append(Sentence(first=at, last=last, line=line))
    return out


def _ends(text: str, tokens: list[Span], i: int, last: int, abbreviations: frozenset[str]) -> bool:
    """Whether the full stop at token i ends its sentence."""
    if text[tokens[i][0]] != "." or i == 0:
        return True
    before = text[tokens[i - 1][0] : tokens[i][1]]
    if i + 1 < last:
        following = text[tokens[i + 1][0]]
        glued = tokens[i + 1][0] == tokens[i][1]
        if glued and not following.isupper():
            return False
        if before.lower() in abbreviations or (len(before) == 2 and before[0].isupper()):
            return False
        return not following.islower()
    return True


def _closes(text: str, tokens: list[Span], i: int, last: int) -> bool:
    """Whether the quotation that ends at token i ends its sentence too: a full stop inside it, a capital after it."""
    if i + 1 >= last:
        return True
    inner = text[tokens[i - 1][0] : tokens[i - 1][1]]
    following = text[tokens[i + 1][0]]
    return inner[-1] in TERMINAL and (following.isupper() or following in '"“') and tokens[i + 1][0] > tokens[i][1]
