"""What was changed between two versions of one page: the words, and the claims that came and went.

Boilerplate is no part of a version, nor are blanks and line breaks: only what a reader is told.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import accumulate

from msgspec import Struct

from konon.records import Claim, Reading, Span
from konon.spans import joined

WORD = re.compile(r"\w+|[^\w\s]")
# Pairs of words that are compared one by one; a longer stretch that was rewritten is shown as a whole.
MOST_PAIRS = 4_000_000


class Edit(Struct, frozen=True, kw_only=True):
    """Words of the old text and what stands in their place in the new; one of the two may be empty."""

    old: Span
    new: Span


class Changes(Struct, frozen=True, kw_only=True):
    """All that differs between two versions, in the order of the texts. A claim whose words changed is lost and gained."""

    edits: tuple[Edit, ...] = ()
    lost: tuple[Claim, ...] = ()
    gained: tuple[Claim, ...] = ()


def changes(old: Reading, new: Reading) -> Changes:
    """What `new` says otherwise than `old`, an earlier version of the same page."""
    lost, gained = _only(old, new), _only(new, old)
    return Changes(edits=tuple(_edits(old, new)), lost=lost, gained=gained)


def diff(old: Reading, new: Reading) -> tuple[str, ...]:
    """The edits as lines to print, `- ` before what went and `+ ` before what came."""
    out = []
    for edit in changes(old, new).edits:
        for sign, text, (start, end) in (("-", old.article.text, edit.old), ("+", new.article.text, edit.new)):
            if start < end:
                out.append(f"{sign} {' '.join(text[start:end].split())}")
    return tuple(out)


def _only(one: Reading, other: Reading) -> tuple[Claim, ...]:
    """The claims of `one` that `other` does not make in the same words."""
    there = Counter(_said(other, claim) for claim in other.claims)
    found = []
    for claim in one.claims:
        said = _said(one, claim)
        if there[said]:
            there[said] -= 1
        else:
            found.append(claim)
    return tuple(found)


def _said(reading: Reading, claim: Claim) -> tuple[str, str, str, bool]:
    text = reading.article.text
    source, content = (_plain(joined(text, spans)) for spans in (claim.source, claim.content))
    return source, content, claim.act, claim.negated


def _plain(words: str) -> str:
    return "".join(c for c in words.casefold() if c.isalnum())


def _edits(old: Reading, new: Reading) -> Iterator[Edit]:
    """Lines are compared first, then the words of those that differ."""
    one, two = _lines(old), _lines(new)
    keys = [[_key(reading.article.text, line) for line in lines] for reading, lines in ((old, one), (new, two))]
    words_one, words_two = ([word for line in lines for word in line] for lines in (one, two))
    at_one, at_two = ([0, *accumulate(len(line) for line in lines)] for lines in (one, two))
    for tag, i, j, k, n in SequenceMatcher(None, keys[0], keys[1], autojunk=False).get_opcodes():
        if tag != "equal":
            for first, past, other, beyond in _words(
                old, new, words_one[at_one[i] : at_one[j]], words_two[at_two[k] : at_two[n]]
            ):
                yield Edit(
                    old=_around(words_one, at_one[i] + first, at_one[i] + past),
                    new=_around(words_two, at_two[k] + other, at_two[k] + beyond),
                )


def _words(old: Reading, new: Reading, one: Sequence[Span], two: Sequence[Span]) -> list[tuple[int, int, int, int]]:
    """Which words of `one` give way to which of `two`: [first, past the last) of each."""
    if len(one) * len(two) > MOST_PAIRS:
        return [(0, len(one), 0, len(two))]
    a, b = ([reading.article.text[s:e] for s, e in words] for reading, words in ((old, one), (new, two)))
    codes = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    return [(i, j, k, n) for tag, i, j, k, n in codes if tag != "equal"]


def _around(words: Sequence[Span], first: int, past: int) -> Span:
    """The characters of words `[first, past)`; of none, the place where they would stand."""
    if first < past:
        return words[first][0], words[past - 1][1]
    at = words[first - 1][1] if first else words[0][0] if words else 0
    return at, at


def _lines(reading: Reading) -> list[list[Span]]:
    """The words of each line that has some outside of boilerplate."""
    text = reading.article.text
    marks = reading.boilerplate
    starts = [mark.start for mark in marks]
    lines: list[list[Span]] = []
    at = 0
    for line in text.split("\n"):
        words = []
        for match in WORD.finditer(text, at, at + len(line)):
            i = bisect_right(starts, match.start()) - 1
            if i < 0 or match.start() >= marks[i].end:
                words.append(match.span())
        if words:
            lines.append(words)
        at += len(line) + 1
    return lines


def _key(text: str, words: Sequence[Span]) -> str:
    return " ".join(text[start:end] for start, end in words)
