"""Where a content begins and ends: what a verb's frames allow after it, what ends before it.

All functions speak of tokens of one `Segments`, as half-open `[first, last)` ranges.
"""

from __future__ import annotations

from msgspec import Struct

from konon import phrases
from konon.grammar import Form, Grammar
from konon.records import Span
from konon.segment import Segments, Sentence

SHORTEST_SPEECH = 4  # words between quote marks below which they mark a word, not speech
WINDOW = 14  # tokens after a cue in which its complementiser may stand


class Place(Struct, frozen=True, kw_only=True):
    """Where a cue stands: tokens `[i, end)` in the clause `[lo, hi)` of a sentence."""

    i: int
    end: int
    lo: int
    hi: int
    sentence: Sentence
    form: Form


def quotation_before(s: Segments, i: int, sentence: Sentence) -> tuple[Span, ...]:
    """The quotation that ends before token i, with the words before it where they share its sentence."""
    j = i - 1
    if s.lower[j] == ",":
        j -= 1
    first, last = s.quotations[s.inside[j]]
    return ((sentence.first if first > sentence.first + 1 else first, last),)


def after_verb(s: Segments, g: Grammar, p: Place) -> tuple[Span, ...]:
    """What follows a verb and is its content by one of its frames; () where none fits."""
    k = skip_tails(s, g, p.end, p.hi)
    if k >= p.hi:
        return ()
    if s.inside[k] >= 0 and s.inside[k] != s.inside[p.i]:
        first, last = s.quotations[s.inside[k]]
        speech = last - first >= SHORTEST_SPEECH + 2 and (s.lower[k - 1] in ",:" or last >= p.hi)
        if speech and first == k and p.form.takes("quote"):
            return ((first, last),) if last >= p.hi or s.lower[last - 2] in ".!?" else until(s, g, k, p)
    stop = min(p.hi, p.end + WINDOW)
    for j in range(k, stop):
        word = s.lower[j]
        if word in g.complementiser:
            return until(s, g, j + 1, p)
        if j > k and (word in ";:" or phrases.is_verb(s, g, j)):
            break
    if p.form.takes("to"):
        for j in range(k, stop):
            if s.lower[j] in g.purpose:
                return () if s.lower[min(j + 1, stop - 1)] in g.no_content else until(s, g, j + 1, p)
            if s.lower[j] in ",;:":
                break
    if p.form.takes("clause") or (p.form.takes("np") and s.lower[k] not in g.preposition):
        return until(s, g, k, p)
    if p.form.takes("that") and s.lower[k] in g.wh:
        return until(s, g, k, p)
    if p.form.takes("to") and not g.inverts:
        return until(s, g, k, p)
    return ()


def skip_tails(s: Segments, g: Grammar, k: int, hi: int) -> int:
    """Steps over what belongs to the saying: addressees, places and days of it, commas."""
    while k < hi:
        word = s.lower[k]
        end = phrases.tail_at(s, g, k, hi)
        if end > k:
            k = end
        elif word in ",:" or word in g.clitic:
            k += 1
        elif word == "(" and k + 1 < hi and s.lower[k + 1][0].isdigit():
            k = _skip_day(s, g, k, hi)  # the date in brackets after "pada Rabu"
        elif word in g.day or (word in g.preposition and k + 1 < hi and s.lower[k + 1] in g.day):
            k = _skip_day(s, g, k, hi)
        else:
            return k
    return k


def _skip_day(s: Segments, g: Grammar, k: int, hi: int) -> int:
    k += 1
    while k < hi and (s.lower[k] in g.day or s.lower[k] in "()" or s.lower[k][0].isdigit()):
        k += 1
    return k


def content_start(s: Segments, g: Grammar, lo: int, i: int) -> int:
    """Where a content that ends before i begins: after an opening conjunction."""
    while lo < i and (s.lower[lo] in g.coordinator or s.lower[lo] in ",;:"):
        lo += 1
    return lo


def until(s: Segments, g: Grammar, k: int, p: Place) -> tuple[Span, ...]:
    """From k to the clause's end, or to where another saying begins: ", kata X", "dan menyebut …", ", X said"."""
    inside = s.inside[p.i]
    hi = next((j for j in range(k + 1, p.hi) if s.inside[j] == inside and _another(s, g, j, p.hi)), p.hi)
    return trim(s, (k, hi))


def _another(s: Segments, g: Grammar, j: int, hi: int) -> bool:
    """Whether another saying begins at token j, a comma or a conjunction."""
    if j + 1 >= hi:
        return False
    after = s.lower[j + 1]
    if s.lower[j] != ",":
        return (s.lower[j] in g.coordinator or s.lower[j] in g.subordinator) and phrases.is_verb(s, g, j + 1)
    if any(form.voice in ("bare", "prep") for form in g.forms_at(s.lower, j + 1, hi)):
        return True
    return (after in g.coordinator and _says(s, g, j + 2, hi)) or (after in g.subordinator and _says(s, g, j + 2, j + 6))


def _says(s: Segments, g: Grammar, first: int, hi: int) -> bool:
    """Whether an ascribing verb begins at one of the tokens from `first` on, before the next comma."""
    for j in range(first, min(hi, len(s.lower))):
        if s.lower[j] == ",":
            return False
        if phrases.is_verb(s, g, j):
            return True
    return False


def trim(s: Segments, span: Span) -> tuple[Span, ...]:
    first, last = span
    while last > first and s.lower[last - 1] in ",;:.—–-":
        last -= 1
    while first < last and s.lower[first] in ",;:—–-":
        first += 1
    return ((first, last),) if last > first else ()
