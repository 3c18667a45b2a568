"""Cuts a text where its marks begin and end, so that marks may nest, overlap and split as they like."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Literal

from msgspec import Struct

from konon.records import Claim, Span, Spans

Part = Literal["source", "cue", "content", "sourcing", "boilerplate", "time", "event"]


class Mark(Struct, frozen=True, kw_only=True):
    """One span and what it is; `owner` is the place in the reading of the claim, or of whatever it is."""

    span: Span
    part: Part
    owner: int


class Segment(Struct, frozen=True, kw_only=True):
    """A stretch of text under the same marks from end to end, the widest mark first."""

    span: Span
    marks: tuple[Mark, ...]


# Of marks on the very same words, the one that says more of them stands inside.
ORDER: dict[Part, int] = {"boilerplate": 0, "content": 1, "sourcing": 2, "source": 3, "cue": 4, "time": 5, "event": 6}


def of_claim(claim: Claim, owner: int) -> list[Mark]:
    """The marks of one claim."""
    parts: tuple[tuple[Part, Spans], ...] = (("source", claim.source), ("cue", claim.cue), ("content", claim.content))
    return [Mark(span=span, part=part, owner=owner) for part, spans in parts for span in spans]


def segments(whole: Span, marks: Iterable[Mark], cuts: Iterable[int] = ()) -> Iterator[Segment]:
    """`whole` in order and without gaps, cut at every border of a mark and at `cuts`; what lies outside is left out."""
    inner = sorted((m for m in marks if max(m.span[0], whole[0]) < min(m.span[1], whole[1])), key=lambda m: m.span[0])
    borders = {whole[0], whole[1], *(c for c in cuts if whole[0] < c < whole[1])}
    borders.update(b for m in inner for b in m.span if whole[0] < b < whole[1])
    order = sorted(borders)
    active: list[Mark] = []
    coming = 0
    for start, end in pairwise(order):
        active = [mark for mark in active if mark.span[1] > start]
        while coming < len(inner) and inner[coming].span[0] <= start:
            if inner[coming].span[1] > start:
                active.append(inner[coming])
            coming += 1
        covering = sorted(active, key=lambda m: (m.span[0] - m.span[1], ORDER[m.part], m.owner))
        yield Segment(span=(start, end), marks=tuple(covering))
