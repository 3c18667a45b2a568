"""Where a source phrase begins and ends: noun phrases by their edges, without a parser.

All functions speak of tokens of one `Segments`, as half-open `[first, last)` ranges.
"""

from __future__ import annotations

from konon.grammar import Grammar
from konon.records import Span
from konon.segment import Segments

OPEN, CLOSE = "([", ")]"
PUNCTUATION = frozenset(".,;:!?—–-…\"“”'‘’()[]/")
DASHES = frozenset("—–-")


def skip_back(s: Segments, g: Grammar, i: int, lo: int) -> tuple[int, bool]:
    """The first token of the auxiliaries and negations that end before token i, and whether one of them negates."""
    negated = False
    while i > lo:
        word = s.lower[i - 1]
        negates = word in g.negation or word.endswith(g.negative_endings)
        if not negates and (word not in g.auxiliary or word in g.determiner):
            break
        negated = negated or negates
        i -= 1
    return i, negated


def before(s: Segments, g: Grammar, i: int, lo: int) -> Span | None:
    """The source phrase that ends before token i, looking back no further than lo; None where there is none."""
    last = _drop_adjuncts(s, g, lo, i)
    while last > lo and is_verb(s, g, last - 1):
        last -= 1  # "Moskow diyakini tertarik": another cue's verb stands between
    if last <= lo or s.lower[last - 1] in g.preposition or s.lower[last - 1] in g.purpose:
        return None  # "untuk memastikan", "of calling": the verb has no subject of its own here
    if s.lower[last - 1] in g.pronoun and s.lower[last - 1] not in g.determiner:
        return last - 1, last
    first = _phrase_start(s, g, lo, last)
    first = _drop_leading(s, g, first, last)
    if first >= last or _is_clause(s, g, first):
        return None
    return _drop_tail(s, g, first, last)


def _is_clause(s: Segments, g: Grammar, i: int) -> bool:
    """Whether what begins at token i is no noun phrase but begins with a verb: "mencabut izin itu mengancam …"."""
    word = s.word(i)
    return bool(g.verb_prefix) and word.startswith(g.verb_prefix) and word not in g.title and word not in g.role


def after(s: Segments, g: Grammar, i: int, hi: int) -> Span | None:
    """The source phrase that begins at token i ("kata X, Y, dalam …"), looking no further than hi."""
    j = i
    depth = 0
    while j < hi:
        word, mark = s.lower[j], s.lower[j]
        if mark in OPEN:
            if j + 1 < hi and (s.lower[j + 1][0].isdigit() or s.lower[j + 1] in g.day):
                break
            depth += 1
        elif mark in CLOSE:
            depth -= 1
        elif depth == 0:
            if mark == ",":
                if not _apposition(s, g, j + 1, hi):
                    break
            elif mark == "." and s.lower[j - 1] + "." in g.abbreviation and j + 1 < hi:
                pass  # "kata Prof. Budi"
            elif (
                mark in PUNCTUATION
                or s.inside[j] != s.inside[i]
                or (j > i and _ends_phrase(s, g, j))
                or (word in g.auxiliary and word not in g.title and word not in g.role)
            ):
                break
        j += 1
    while j > i and s.lower[j - 1] in PUNCTUATION and s.lower[j - 1] not in CLOSE:
        j -= 1
    if j == i:
        return None
    if s.lower[i] in g.pronoun or s.lower[i] in g.clitic:
        return i, i + 1
    return i, j


def _ends_phrase(s: Segments, g: Grammar, j: int) -> bool:
    """Whether token j can't belong to a noun phrase that began before it."""
    word = s.lower[j]
    if word in g.day or word in g.sourcing or word in g.subordinator or word in g.complementiser or word in g.negation:
        return True
    if word in g.phrases and tail_at(s, g, j, len(s.tokens)) > j:
        return True
    if word in g.relative:
        return s.lower[j - 1] != ","
    return is_verb(s, g, j)


def _apposition(s: Segments, g: Grammar, j: int, hi: int) -> bool:
    """Whether what follows a comma at j - 1 is said of the source (a title, a name, an age), not of the saying."""
    if j >= hi:
        return False
    word = s.lower[j]
    if word in g.title or word in g.role:
        return True
    if word in PUNCTUATION or word in g.preposition or word in g.subordinator or word in g.coordinator:
        return False
    if word in g.day or word in g.sourcing or word in g.auxiliary or word in g.negation or word in g.phrases:
        return False
    if word in g.forms or word in g.relative or word in g.pronoun or s.inside[j] >= 0:
        return False
    return s.word(j)[0].isupper() or word in g.determiner


def _drop_adjuncts(s: Segments, g: Grammar, lo: int, i: int) -> int:
    """Steps back over what stands between a source and its cue: ", dalam pernyataan pada Jumat (15/9), "."""
    while i > lo and s.lower[i - 1] == ",":
        opening = _comma_before(s, lo, i - 1)
        if opening is None:
            return i - 1
        first = opening + 1
        if s.lower[first] in g.preposition or s.lower[first] in g.subordinator or s.lower[first] in g.day:
            i = opening
            continue
        return i - 1
    return i


def _comma_before(s: Segments, lo: int, i: int) -> int | None:
    depth = 0
    for j in range(i - 1, lo - 1, -1):
        if s.lower[j] in CLOSE:
            depth += 1
        elif s.lower[j] in OPEN:
            depth -= 1
        elif s.lower[j] == "," and depth == 0:
            return j
    return None


def _phrase_start(s: Segments, g: Grammar, lo: int, last: int) -> int:
    """Walks back from last to where the clause, and with it the phrase, can begin."""
    depth = 0
    j = last
    while j > lo:
        word = s.lower[j - 1]
        if word in CLOSE:
            depth += 1
        elif word in OPEN:
            depth = max(0, depth - 1)
        elif depth == 0:
            if word in g.complementiser or word in g.subordinator or word in ";:.!?…" or word in DASHES:
                return j
            if s.inside[j - 1] != s.inside[last - 1]:
                return j
            if word == ",":
                if j < last and not _apposition_back(s, g, j, last):
                    return j
            elif (
                word in g.be
                or (word in g.auxiliary and s.word(j - 1).islower() and j < last)
                or (j < last and is_verb(s, g, j - 1))
            ):
                return j
        j -= 1
    return lo


def is_verb(s: Segments, g: Grammar, j: int) -> bool:
    """Whether an ascribing verb begins at token j."""
    if s.lower[j] not in g.forms or not s.word(j)[0].islower():
        return False
    return any(form.voice in ("active", "passive") for form in g.forms_at(s.lower, j, len(s.lower)))


def _apposition_back(s: Segments, g: Grammar, j: int, last: int) -> bool:
    """Whether the comma at j - 1 stands inside the phrase [.., last): apposition or relative clause follows it."""
    word = s.lower[j]
    if word in g.relative:
        return True
    first = s.word(j)
    if word in g.preposition or word in g.subordinator or word in g.pronoun or word in g.auxiliary:
        return False
    if word in g.coordinator:
        return True
    before_comma = s.word(j - 2) if j >= 2 else ""
    capital = before_comma[:1].isupper() and not before_comma.isdigit()
    if word in g.title or word in g.role or word in g.determiner:
        return capital and s.lower[j - 2] not in g.day
    return first[0].isupper() and capital and (s.lower[j - 2] in g.title or s.lower[j - 2] in g.role or _titled(s, g, j - 2))


def _titled(s: Segments, g: Grammar, j: int) -> bool:
    """Whether a title stands within the six tokens that end at j, with no comma between."""
    for i in range(j, max(-1, j - 7), -1):
        if s.lower[i] == ",":
            return False
        if s.lower[i] in g.title or s.lower[i] in g.role:
            return True
    return False


def _drop_leading(s: Segments, g: Grammar, first: int, last: int) -> int:
    """Drops what opens a sentence before its subject: "Sementara itu,", "Pada Jumat,", "In Paris,", "Namun"."""
    while first < last:
        word = s.lower[first]
        if word in PUNCTUATION and word not in OPEN:
            first += 1
            continue
        opener = word in g.preposition or word in g.subordinator or word in g.coordinator or word in g.day
        if not opener and word not in g.auxiliary and word not in g.relative:
            return first
        comma = next((j for j in range(first, last) if s.lower[j] == ","), None)
        if comma is not None and (opener or word in g.auxiliary):
            first = comma + 1
        elif word in g.preposition or word in g.day:
            return last
        else:
            first += 1
    return first


def _drop_tail(s: Segments, g: Grammar, first: int, last: int) -> Span | None:
    """Drops the times and addressees that trail a source: "Trump pada Selasa", "Peskov kepada wartawan"."""
    for j in range(first + 1, last):
        word = s.lower[j]
        if (word in g.phrases and tail_at(s, g, j, last) > j) or word in g.day:
            last = j
            break
    while last > first and (s.lower[last - 1] in PUNCTUATION and s.lower[last - 1] not in CLOSE):
        last -= 1
    while last - 1 > first and (s.lower[last - 1] in g.preposition or s.lower[last - 1] in g.relative):
        last -= 1
    if last <= first:
        return None
    if last - first == 1 and (s.lower[first] in g.unnamed or s.lower[first] in g.relative):
        return None
    return first, last


def tail_at(s: Segments, g: Grammar, i: int, hi: int) -> int:
    """The end of a speech tail ("kepada wartawan", "in a statement") that begins at token i; i where none does."""
    for words in g.phrases.get(s.lower[i], ()):
        n = len(words)
        if i + n <= hi and s.lower[i : i + n] == words:
            return i + n
    return i
