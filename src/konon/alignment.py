"""What two texts have in common, word for word: the passages that both hold, and how much of each text and of its quotations
they make up.

Texts are compared by their letters alone, so that blanks lost around a link ("dilansirAFP"), quote marks and punctuation change
nothing; a number of any length is one mark, so that a price report and the next day's are seen to be one template, and the
numbers are compared apart. Passages are stretches of `LETTERS` letters or more that both hold. To find the texts that may share
one without looking at all of them, each is known by some of its stretches' hashes, chosen so that two texts that share
`SURE` letters always share a chosen one (winnowing: Schleimer, Wilkerson and Aiken 2003).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from konon.records import Span

LETTERS = 24  # of the shortest shared stretch: four to five words, longer than most names with their titles
WINDOW = 80  # of so many stretches that follow each other one is chosen
SURE = LETTERS + WINDOW - 1  # letters that two texts share with certainty of a chosen stretch in common
NUMBER = ord("0")
WORD = re.compile(r"[^\W_]+")
SENTENCE = re.compile(r"[.!?\n\"“”]")  # where one may end, and a capital stands for no name
BEGUN = 3  # letters
SLOT = 80  # characters between two passages that a name, its title and a word beside it may fill
QUOTATION = re.compile(r'"[^"“”\n]+["”]|“[^“”\n]+[”"]')
MULTIPLIER = 0x9E3779B97F4A7C15
PLACE = np.uint64(0xFFFFFFFF)
END = np.uint64(0xFFFF)

Hashes = NDArray[np.uint64]
Places = NDArray[np.intp]
Mask = NDArray[np.bool_]


class Letters(Struct, frozen=True, eq=False):
    """A text by its letters. All arrays but `keys`, `chosen` and `hashes` run parallel to the letters."""

    text: str
    at: Places  # where in `text` each letter stands
    quoted: Mask  # within quote marks
    numbers: Mask  # stands for a number
    hashes: Hashes  # of the stretch that begins at each letter
    chosen: Places  # the stretches that the text is known by, in order
    keys: tuple[int, ...]  # their hashes, below 2**63

    def __len__(self) -> int:
        return len(self.at)


class Passage(Struct, frozen=True, array_like=True):
    """Words that stand in both texts: where in the one and where in the other."""

    a: Span
    b: Span


class Shared(Struct, frozen=True, kw_only=True):
    """How much two texts have in common: the part of each text, of its quotations, and of what it tells outside of them.

    What `align` was told to leave is shared in `all_letters` alone, and not among what is told. `numbers` is how many numbers
    the shared passages hold, `same_numbers` how many of them are the same in both; `renamed`, between how many passages each
    has a name that the other has nowhere. `longest`: the part of all passages that is the longest of them; `begins`: before
    that one, the part of the text of which it is less.
    """

    all_letters: int = 0  # in shared passages, in the text that has fewer
    letters: int = 0
    quoted: int = 0  # of `letters` in quotations
    share_a: float = 0.0
    share_b: float = 0.0
    quoted_a: float = 0.0
    quoted_b: float = 0.0
    told_a: float = 0.0
    told_b: float = 0.0
    numbers: int = 0
    same_numbers: int = 0
    renamed: int = 0
    begins: float = 0.0
    longest: float = 0.0
    passages: tuple[Passage, ...] = ()


def letters(text: str, *, skip: Iterable[Span] = (), start: int = 0) -> Letters:
    """`text` from `start` on by its letters, what `skip` covers left out."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    folded = _folding()[np.minimum(codes, 0xFFFF)]
    folded[:start] = 0
    for first, past in skip:
        folded[first:past] = 0
    at = np.flatnonzero(folded)
    stream = folded[at]
    if len(stream):
        again = np.zeros(len(stream), np.bool_)
        again[1:] = (stream[1:] == NUMBER) & (stream[:-1] == NUMBER)
        at, stream = at[~again], stream[~again]
    quoted = np.zeros(len(text), np.bool_)
    for match in QUOTATION.finditer(text):
        quoted[match.start() : match.end()] = True
    hashes = _hashes(stream)
    chosen = _winnow(hashes)
    return Letters(
        text=text,
        at=at,
        quoted=quoted[at],
        numbers=stream == NUMBER,
        hashes=hashes,
        chosen=chosen,
        keys=tuple(dict.fromkeys((hashes[chosen] >> np.uint64(1)).tolist())),
    )


def align(a: Letters, b: Letters, *, leave: frozenset[int] = frozenset()) -> Shared:
    """What `a` and `b` share. What the keys in `leave` cover, and what stands between two of them, is not shared."""
    partner = _partners(a.hashes, b.hashes)
    if not (partner >= 0).any():
        return Shared()
    in_a, in_b = _covered(partner >= 0, len(a)), _covered(_partners(b.hashes, a.hashes) >= 0, len(b))
    all_letters = _fewer(in_a, in_b)
    out_a, out_b = _under(a, leave), _under(b, leave)
    in_a &= ~out_a
    in_b &= ~out_b
    passages, numbers, same = _passages(a, b, partner)
    longest = max(passages, key=lambda p: p.a[1] - p.a[0])
    return Shared(
        all_letters=all_letters,
        letters=_fewer(in_a, in_b),
        quoted=_fewer(in_a & a.quoted, in_b & b.quoted),
        share_a=_share(in_a, np.ones_like(in_a)),
        share_b=_share(in_b, np.ones_like(in_b)),
        quoted_a=_share(in_a, a.quoted),
        quoted_b=_share(in_b, b.quoted),
        told_a=_share(in_a, ~a.quoted & ~out_a),
        told_b=_share(in_b, ~b.quoted & ~out_b),
        numbers=numbers,
        same_numbers=same,
        renamed=_renamed(a, b, passages),
        begins=min(_before(a, longest.a[0]), _before(b, longest.b[0])),
        longest=(longest.a[1] - longest.a[0]) / sum(p.a[1] - p.a[0] for p in passages),
        passages=passages,
    )


# --- letters and hashes ----------------------------------------------------------------------------------------------


@cache
def _folding() -> NDArray[np.uint32]:
    """For each character of the basic plane: itself in small letters, `NUMBER` for a digit, 0 for what is neither."""
    table = np.zeros(0x10000, np.uint32)
    for code in range(0xFFFF):
        c = chr(code)
        if c.isdigit():
            table[code] = NUMBER
        elif c.isalpha():
            table[code] = ord(small) if len(small := c.lower()) == 1 else code
    return table


def _hashes(stream: NDArray[np.uint32]) -> Hashes:
    """One hash for each stretch of `LETTERS`; the same on every machine and day."""
    if len(stream) < LETTERS:
        return np.zeros(0, np.uint64)
    wide = stream.astype(np.uint64)
    for n in (1, 2, 4):
        wide = _followed(wide, wide, n, n)
    h = _followed(_followed(wide, wide, 8, 8), wide, LETTERS - 8, 8)
    h ^= h >> np.uint64(33)
    h *= np.uint64(0xFF51AFD7ED558CCD)
    h ^= h >> np.uint64(29)
    return h


def _followed(one: Hashes, other: Hashes, n: int, m: int) -> Hashes:
    """The polynomials of all stretches of `n + m` letters, by those of `n` and of `m`."""
    return one[: len(other) - n] * np.uint64(pow(MULTIPLIER, m, 2**64)) + other[n:]


def _winnow(hashes: Hashes) -> Places:
    """The smallest of every `WINDOW` hashes that follow each other, by its first half, in order; of a short text the smallest
    of all."""
    if not len(hashes):
        return np.zeros(0, np.intp)
    least = hashes & ~PLACE | np.arange(len(hashes), dtype=np.uint64)  # where each stands tells which of two alike comes first
    window, n = min(WINDOW, len(hashes)), 1
    while n < window:
        step = min(n, window - n)
        least, n = np.minimum(least[:-step], least[step:]), n + step
    places = (least & PLACE).astype(np.intp)
    each_once: Places = places[np.append(True, np.diff(places) > 0)]
    return each_once


# --- aligning --------------------------------------------------------------------------------------------------------


def _partners(a: Hashes, b: Hashes) -> Places:
    """For each stretch of `a` where the same stands in `b` (its first place there), or -1."""
    partner = np.full(len(a), -1)
    some_a, some_b = (np.flatnonzero(_ends(other)[one & END]) for one, other in ((a, b), (b, a)))  # all others are in one alone
    if len(some_a) and len(some_b):
        order = some_b[np.argsort(b[some_b], kind="stable")]
        wanted, sorted_b = a[some_a], b[order]
        found = np.minimum(np.searchsorted(sorted_b, wanted), len(order) - 1)
        partner[some_a] = np.where(sorted_b[found] == wanted, order[found], -1)
    return partner


def _ends(hashes: Hashes) -> Mask:
    """Which last two bytes any of the hashes has."""
    there = np.zeros(0x10000, np.bool_)
    there[hashes & END] = True
    return there


def _covered(begins: Mask, n: int) -> Mask:
    """The letters that lie in a stretch that begins where `begins` is true."""
    steps = np.zeros(n + 1, np.int32)
    steps[: len(begins)] += begins
    steps[LETTERS : LETTERS + len(begins)] -= begins
    covered: Mask = np.cumsum(steps)[:n] > 0
    return covered


def _under(text: Letters, leave: frozenset[int]) -> Mask:
    """The letters under the chosen stretches whose keys are in `leave`, and between two of them that follow each other."""
    mask = np.zeros(len(text), np.bool_)
    if not leave:
        return mask
    before: int | None = None
    for place in text.chosen.tolist():
        if int(text.hashes[place]) >> 1 not in leave:
            before = None
            continue
        mask[before if before is not None else place : place + LETTERS] = True
        before = place
    return mask


def _passages(a: Letters, b: Letters, partner: Places) -> tuple[tuple[Passage, ...], int, int]:
    """The shared passages in the order of `a`; how many numbers they hold, and how many of these are the same in both."""
    begins = np.flatnonzero(partner >= 0)
    breaks = np.flatnonzero((np.diff(begins) != 1) | (np.diff(partner[begins]) != 1)) + 1
    found: list[Passage] = []
    held: dict[int, bool] = {}
    for run in np.split(begins, breaks):
        first, other, n = int(run[0]), int(partner[run[0]]), len(run) + LETTERS - 1
        found.append(Passage(_span(a, first, n), _span(b, other, n)))
        for i in np.flatnonzero(a.numbers[first : first + n]).tolist():
            same = _number(a, first + i) == _number(b, other + i)
            held[first + i] = held.get(first + i, False) or same
    return tuple(found), len(held), sum(held.values())


def _renamed(a: Letters, b: Letters, passages: tuple[Passage, ...]) -> int:
    """Between how many passages that follow each other in both, and in the same sentence, each has a name that the other text
    has nowhere."""
    named = [(_begun(x, b.text), _begun(y, a.text)) for x, y in _slots(a.text, b.text, passages)]
    return sum(bool(x - y) and bool(y - x) for x, y in named)


def _slots(a: str, b: str, passages: tuple[Passage, ...]) -> Iterator[tuple[str, str]]:
    """What each text has between two passages, in whole words."""
    for one, other in pairwise(passages):
        if one.b[1] <= other.b[0] and max(other.a[0] - one.a[1], other.b[0] - one.b[1]) <= SLOT:
            x, y = _between(a, one.a[1], other.a[0]), _between(b, one.b[1], other.b[0])
            if max(len(x), len(y)) <= SLOT and not SENTENCE.search(x) and not SENTENCE.search(y):
                yield x, y


def _between(text: str, start: int, end: int) -> str:
    """The words from `start` to `end`, those that are cut there whole."""
    first, last = max(0, start - SLOT), min(len(text), end + SLOT)
    while start > first and text[start - 1].isalnum():
        start -= 1
    while end < last and text[end].isalnum():
        end += 1
    return text[start:end]


def _begun(words: str, other: str) -> set[str]:
    """How the names among words begin that the other text does not have; a misspelt one begins so, too."""
    return {word[:BEGUN].casefold() for word in WORD.findall(words) if word[0].isupper() and word not in other}


def _before(text: Letters, at: int) -> float:
    """The part of a text's letters that stands before a character."""
    return int(np.searchsorted(text.at, at)) / max(1, len(text))


def _span(text: Letters, first: int, n: int) -> Span:
    last = int(text.at[first + n - 1])
    end = last + 1
    if text.numbers[first + n - 1]:
        while end < len(text.text) and text.text[end].isdigit():
            end += 1
    return int(text.at[first]), end


def _number(text: Letters, i: int) -> str:
    """The digits that letter `i` stands for."""
    end = int(text.at[i + 1]) if i + 1 < len(text) else len(text.text)
    return "".join(c for c in text.text[int(text.at[i]) : min(end, int(text.at[i]) + 40)] if c.isdigit())


def _share(part: Mask, of: Mask) -> float:
    whole = int(np.count_nonzero(of))
    return int(np.count_nonzero(part & of)) / whole if whole else 0.0


def _fewer(one: Mask, other: Mask) -> int:
    return min(int(np.count_nonzero(one)), int(np.count_nonzero(other)))
