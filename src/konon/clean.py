"""Marks what of a text is not the article. Nothing is ever cut: the text and all offsets into it stay as they are.

The patterns are data (`data/common/boilerplate.tsv`, `data/<lang>/boilerplate.tsv`); `BoilerplatePattern` says what their
scopes mean. Pages lose the blanks around links when they become text ("Baca selengkapnyadi sini"), so the patterns allow
words that are run together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from konon.lexicon import Lexicon, Many
from konon.records import Boilerplate
from konon.spans import strip

Rules = tuple[re.Pattern[str], Many]  # one alternation of many patterns, and the kind of each


def mark(text: str, lexicon: Lexicon) -> tuple[Boilerplate, ...]:
    """The stretches of `text` that are not the article, sorted, none touching another.

    A line is marked from its first to its last visible character, without its line end.
    """
    whole, following, tails = (_rules(lexicon, scope) for scope in ("line", "next", "tail"))
    lines = list(_lines(text))
    found = []
    after: str | None = None
    for number, (start, end) in enumerate(lines):
        if kind := _kind(tails, text, start, end):
            if number:  # a text that opens with such a line has nothing before it that could be the article
                found.append(Boilerplate(start, lines[-1][1], kind))
                break
        elif kind := _kind(following, text, start, end):
            found.append(Boilerplate(start, end, kind))
            after = kind
            continue
        elif kind := _kind(whole, text, start, end) or after:
            found.append(Boilerplate(start, end, kind))
        after = None
    for pattern, kind in _inline(lexicon):
        for match in pattern.finditer(text):
            start, end = strip(text, match.span())
            found.append(Boilerplate(start, end, kind))
    return _apart(found)


@lru_cache(maxsize=16)
def _rules(lexicon: Lexicon, scope: str) -> Rules:
    """The patterns of one scope as one alternation, in which each is a group of its own."""
    chosen = [p for p in lexicon.boilerplate if p.scope == scope]
    # An alternation of nothing would match everywhere.
    joined = "|".join(f"(?P<k{i}>{p.pattern})" for i, p in enumerate(chosen)) or r"(?!)"
    return re.compile(joined, re.MULTILINE), tuple(p.kind for p in chosen)


@lru_cache(maxsize=8)
def _inline(lexicon: Lexicon) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The inline patterns, each apart: most begin with a letter or two, which `re` then looks for faster than for many."""
    return tuple((re.compile(p.pattern, re.MULTILINE), p.kind) for p in lexicon.boilerplate if p.scope == "inline")


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """The lines that have something visible, from the first to the last visible character of each."""
    at = 0
    for line in text.split("\n"):
        if bare := line.strip():
            start = at + line.index(bare[0])
            yield start, start + len(bare)
        at += len(line) + 1


def _kind(rules: Rules, text: str, start: int, end: int) -> str | None:
    """The kind of the first pattern that the whole line matches."""
    pattern, kinds = rules
    match = pattern.fullmatch(text, start, end)
    return kinds[int(match.lastgroup[1:])] if match and match.lastgroup else None


def _apart(found: Iterable[Boilerplate]) -> tuple[Boilerplate, ...]:
    """Sorted, each without what an earlier one covers already."""
    kept: list[Boilerplate] = []
    for mark in sorted(found, key=lambda b: (b.start, -b.end)):
        start = max(mark.start, kept[-1].end) if kept else mark.start
        if start < mark.end:
            kept.append(Boilerplate(start, mark.end, mark.kind))
    return tuple(kept)
