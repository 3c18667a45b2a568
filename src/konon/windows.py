"""A text as the network takes it: in words with their pieces, by windows that overlap, so that no text is too long.

A window is a run of whole sentences of at most so many pieces; a longer sentence is cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from konon.pieces import BREAK, PAD, START, WordPieces
from konon.segment import Segments

Floats: TypeAlias = npt.NDArray[np.float32]
Ints: TypeAlias = npt.NDArray[np.int64]
Window: TypeAlias = tuple[int, int]  # words [first, last)

LONGEST = 198  # pieces of a window as it is read; from 190 to 510 they read alike, and shorter ones are faster
OVERLAP = 24  # pieces that neighbouring windows share; 64 and 126 read no better
BATCH = 2048  # pieces a batch, padding counted
# Where a word stands towards quotation marks.
OUTSIDE, INSIDE, OPENS, CLOSES = range(4)


class Worded(Protocol):
    """What windows are made of; the sequences run parallel."""

    @property
    def pieces(self) -> Sequence[Sequence[int]]:
        """The piece ids of each word."""

    @property
    def quoted(self) -> Sequence[int]:
        """Where each word stands towards quotation marks."""

    @property
    def sentence(self) -> Sequence[int]:
        """The number of each word's sentence."""

    @property
    def line(self) -> Sequence[int]:
        """The number of each word's line."""


class Words(Struct, frozen=True, kw_only=True):
    """A segmented text in words."""

    pieces: tuple[tuple[int, ...], ...]
    quoted: tuple[int, ...]
    sentence: tuple[int, ...]
    line: tuple[int, ...]


def words_of(s: Segments, cut: WordPieces) -> Words:
    """The words of a text: Konon's own tokens."""
    sentence, line = [0] * len(s.tokens), [0] * len(s.tokens)
    for number, each in enumerate(s.sentences):
        for i in range(each.first, each.last):
            sentence[i], line[i] = number, each.line
    return Words(
        pieces=tuple(cut.of(s)),
        quoted=tuple(_quoted(s, i) for i in range(len(s.tokens))),
        sentence=tuple(sentence),
        line=tuple(line),
    )


def _quoted(s: Segments, i: int) -> int:
    if s.inside[i] < 0:
        return OUTSIDE
    first, last = s.quotations[s.inside[i]]
    return OPENS if i == first else CLOSES if i == last - 1 else INSIDE


def size(text: Worded, first: int, last: int) -> int:
    """Pieces of words `[first, last)`, with one for each line's end."""
    breaks = sum(text.line[i] != text.line[i - 1] for i in range(first + 1, last))
    return sum(len(p) for p in text.pieces[first:last]) + breaks + 1


def units(text: Worded, longest: int = LONGEST) -> list[Window]:
    """The sentences, those longer than a window cut where they fill it."""
    out: list[Window] = []
    first, filled = 0, 0
    for i in range(len(text.pieces)):
        new = i > first and text.sentence[i] != text.sentence[i - 1]
        if new or filled + len(text.pieces[i]) + 1 > longest:
            if i > first:
                out.append((first, i))
            first, filled = i, 0
        filled += len(text.pieces[i])
    if first < len(text.pieces):
        out.append((first, len(text.pieces)))
    return out


def reading_windows(text: Worded, longest: int = LONGEST, overlap: int = OVERLAP) -> list[Window]:
    """Windows that cover the text, each beginning about `overlap` pieces before the last one's end."""
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


def owners(windows: Sequence[Window], end: int) -> list[int]:
    """For each word of a text of `end` words the window in which it is farthest from an edge; the text's own ends are none."""
    best = [-1] * end
    room = [-1] * end
    for number, (first, last) in enumerate(windows):
        for i in range(first, last):
            left = end if first == 0 else i - first
            right = end if last == end else last - i
            if min(left, right) > room[i]:
                best[i], room[i] = number, min(left, right)
    return best


class Batch(Struct, frozen=True, kw_only=True):
    """Windows side by side, as the graph takes them; B windows of L pieces and W words."""

    pieces: Ints  # B, L
    first: Ints  # B, W: where each word's first piece stands; 0 where there is no word
    features: Ints  # B, W, 3: quotation, sentence and line (numbered from the window's own document)
    scheme: Ints  # B


def batch_of(windows: Sequence[tuple[Worded, Window]], schemes: Sequence[int]) -> Batch:
    """Pads windows to one length."""
    rows: list[list[int]] = []
    places: list[list[int]] = []
    for text, (a, b) in windows:
        row, place = [START], []
        for i in range(a, b):
            if i > a and text.line[i] != text.line[i - 1]:
                row.append(BREAK)
            place.append(len(row))
            row.extend(text.pieces[i])
        row.append(BREAK)
        rows.append(row)
        places.append(place)
    length, width = max(map(len, rows)), max(map(len, places))
    pieces = np.full((len(rows), length), PAD, np.int64)
    first = np.zeros((len(rows), width), np.int64)
    features = np.zeros((len(rows), width, 3), np.int64)
    for k, (text, (a, b)) in enumerate(windows):
        pieces[k, : len(rows[k])] = rows[k]
        first[k, : b - a] = places[k]
        features[k, : b - a, 0] = text.quoted[a:b]
        features[k, : b - a, 1] = text.sentence[a:b]
        features[k, : b - a, 2] = text.line[a:b]
    return Batch(pieces=pieces, first=first, features=features, scheme=np.array(schemes, np.int64))


def batches(sizes: Sequence[int], limit: int = BATCH) -> list[list[int]]:
    """Indices in batches of like length, longest first."""
    out: list[list[int]] = []
    for i in sorted(range(len(sizes)), key=lambda i: -sizes[i]):
        if out and sizes[out[-1][0]] * (len(out[-1]) + 1) <= limit:
            out[-1].append(i)
        else:
            out.append([i])
    return out
