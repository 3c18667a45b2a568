"""Questions about spans: half-open `[start, end)` character offsets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from konon.records import Span, Spans

GAP = " … "  # in place of the text between several spans


def touch(a: Span, b: Span) -> bool:
    """True where the two share at least one character."""
    return max(a[0], b[0]) < min(a[1], b[1])


def inside(a: Span, b: Span) -> bool:
    """True where all of `a` lies in `b`."""
    return b[0] <= a[0] and a[1] <= b[1]


def strip(text: str, span: Span, extra: str = "") -> Span:
    """`span` without white space (and characters of `extra`) at its ends; empty at its start if nothing is left."""
    start, end = span
    while start < end and (text[start].isspace() or text[start] in extra):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in extra):
        end -= 1
    return start, end


def slice_all(text: str, spans: Spans) -> tuple[str, ...]:
    """The words that the spans cover, one string a span."""
    return tuple(text[start:end] for start, end in spans)


def joined(text: str, spans: Spans, gap: str = GAP) -> str:
    """The words of several spans as one line, with `gap` where text was left out."""
    return gap.join(" ".join(part.split()) for part in slice_all(text, spans))


def holding(contents: Sequence[Spans]) -> list[list[int]]:
    """For each of `contents`, the indices of the others of which one span holds its first span and is longer.

    Spans are looked up by stretches of the text, so that an article of thousands of claims takes no square of that.
    """
    stretch = 1024
    at: defaultdict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for i, spans in enumerate(contents):
        for start, end in spans:
            for place in range(start // stretch, end // stretch + 1):
                at[place].append((start, end, i))
    out = []
    for i, spans in enumerate(contents):
        first = spans[0]
        found = {
            j for start, end, j in at[first[0] // stretch] if j != i and inside(first, (start, end)) and (start, end) != first
        }
        out.append(sorted(found))
    return out
