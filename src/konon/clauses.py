"""The words of a claim's content, in clauses: what each tells, and whether it stands denied there; names and amounts."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from konon.amounts import Amount, amount_at
from konon.gazetteer import Entry, Gazetteer, normal
from konon.lexicon import Lexicon
from konon.modality import load_modality
from konon.records import Claim, Entity, Span
from konon.segment import CAMEL, TOKEN
from konon.wording import PhraseKind, Wording, concept, concepts_at, wording

ENDS = frozenset(".!?;:…—")
OPENING = ENDS | frozenset("\"“”'‘’")
HEADLINE = 0.6  # of the longer words that have a capital, from which on capitals mean nothing
POSSESSIVE = re.compile(r"['’]s?\Z")
NEGATED: frozenset[PhraseKind] = frozenset({"negator"})
NONE: frozenset[PhraseKind] = frozenset()
TELLING: frozenset[PhraseKind] = frozenset(
    {"refuse", "scale", "sole", "person", "stance", "open", "done"}
)  # offices of words that tell something besides
ARTICLES = frozenset({"the", "a", "an"})
HEART = 2  # telling words after a "not" that it is about
LOCAL = 1  # words that a local negation ("tanpa", "without") turns round
WORDS = 60  # of a content, the weightiest: a whole speech is no proposition


class Term(Struct, frozen=True, array_like=True, gc=False):
    """A concept or stem that a content has: how much it tells, whether it stands denied there, and which of the ways that
    exclude each other its own word says: 0 for the first ("naik"), 1 for the next ("turun"), which is also `denied` unless a
    "not" turns it back, -1 where the content says it both ways. `heart`: what a "not" is about, the first words after it, as
    against the rest of its clause. `open`: named as what is threatened or looked for alone."""

    key: str
    weight: float
    denied: bool = False
    pole: int = 0
    heart: bool = False
    open: bool = False

    @property
    def contrary(self) -> bool:
        """Whether its own word says the contrary of its key."""
        return self.pole > 0


class Words:
    """The tokens of one content with what stands at each: a name, a phrase with an office, a boundary of clauses."""

    def __init__(self, claim: Claim, text: str, lexicon: Lexicon, known: Gazetteer) -> None:
        self.written: list[str] = []
        self.at: list[int] = []
        for start, end in claim.content:
            for match in TOKEN.finditer(text, start, end):
                offset = match.start()
                for part in CAMEL.split(match[0]) if "-" not in match[0] else (match[0],):
                    self.written.append(part)
                    self.at.append(offset)
                    offset += len(part)
        self.dated: frozenset[int] = frozenset()
        self.lower = tuple(word.lower().replace("’", "'") for word in self.written)
        long = [word for word in self.written if len(word) > 3]
        self.headline = len(long) > 2 and sum(word[0].isupper() for word in long) > HEADLINE * len(long)
        self.wording: Wording = wording(lexicon.language)
        self.known: dict[int, tuple[int, Entry]] = {
            first: (last, entry) for first, last, entry in known.find(self.written, lexicon.language)
        }
        self.passive = load_modality(lexicon).passive_prefix[:1]
        self.relative = lexicon.of_kind("relative").keys()
        self.agents = lexicon.of_kind("agent").keys()
        self.self_named = False
        self.unreal = False
        self.sole = False
        self.pending = False
        self.refused = False
        self.planned = False
        self.done = False
        self.placing = -1  # the token after "in"
        self.where: set[str] = set()
        self._first: dict[str, int] = {}

    def leave_out(self, spans: Iterable[Span]) -> None:
        """Leaves out the tokens of dates: they are compared as days."""
        self.dated = frozenset(i for start, end in spans for i, at in enumerate(self.at) if start <= at < end)

    def phrase(self, i: int) -> tuple[frozenset[PhraseKind], int]:
        """The offices of the longest phrase that begins at token i, and how many tokens it has."""
        for words, kinds in self.wording.offices.get(self.lower[i], ()):
            n = len(words)
            if n == 1 or self.lower[i : i + n] == words:
                return kinds, n
        return NEGATED if self.lower[i].endswith("n't") else NONE, 1

    def names_concept(self, i: int) -> bool:
        """Whether words from token i together say a concept ("at large"), whatever office the first has."""
        return self.wording.longest.get(self.lower[i], 1) > 1 and concepts_at(self.lower, i, self.wording)[3] > 1

    def is_name(self, i: int) -> bool:
        """Whether token i has a capital and no table knows it, or knows it as a word that has none inside a sentence."""
        word, low = self.written[i], self.lower[i]
        if not word[:1].isupper() or len(word) < 2 or low in self.wording.small or concept(low, self.wording)[0][0] == "=":
            return False
        if low not in self.wording.articles:
            return True
        return not self.headline and i > 0 and self.written[i - 1] not in OPENING

    def names(self, named: Sequence[tuple[Span, Entity]]) -> tuple[str, ...]:
        """The names in their order, each once."""
        for span, entity in named:
            i = bisect_left(self.at, span[0])
            if i < len(self.at) and self.at[i] < span[1]:
                self._first.setdefault(entity.id, i)
        return tuple(sorted(self._first, key=lambda name: (self._first[name], name)))

    def meet(self, name: str, i: int) -> None:
        """Notes that a name stands at token i."""
        if i == self.placing:
            self.where.add(name)
            self.placing += 1  # of "di Lembah Kelam" each part
        self._first.setdefault(name, i)

    def doer(self, names: Sequence[str]) -> tuple[str | None, bool]:
        """Who does it, and whether the words tell: the name after "oleh" or "by", right after a passive verb, or of which alone
        it is said ("Selasih yang menyerang"); what is no name after "oleh" or "by" ("by workers"); else the first name."""
        for name in names:
            i = self._first[name]
            before = self.lower[i - 1] if i else ""
            if before in self.agents or (self.passive and before.startswith(self.passive) and len(before) > 5):
                return name, True
        for i, word in enumerate(self.lower[:-1]):
            who = i + 1 + (self.lower[i + 1] in ARTICLES)
            if word in self.agents and who < len(self.lower):
                key, _, weight, _ = concepts_at(self.lower, who, self.wording)
                if weight > 0:
                    return key, True
        if not names:
            return None, False
        past = self._first[names[0]] + 1
        return names[0], past < len(self.lower) and self.lower[past] in self.relative


def read(words: Words, denied: bool) -> tuple[list[Term], list[Amount]]:
    """The terms of a content, by key, and its amounts; the names are noted in `words`."""
    found: dict[str, Term] = {}
    amounts: list[Amount] = []
    for clause in _clauses(words):
        against = clause.against != denied
        whole = denied or (clause.against and not (clause.heart or clause.named))  # "kabar … itu hoaks"
        for i, n in clause.terms:
            if n < 0 and (amount := amount_at(words.lower, i, words.wording, words.written)):
                amounts.append(amount[0])
                continue
            key, pole, weight, _ = concepts_at(words.lower, i, words.wording)
            if weight > 0:
                turned = (against != (i in clause.local)) != (pole > 0)
                heart = whole or i in clause.heart or i in clause.local
                found[key] = _both(found.get(key), Term(key, weight, turned, pole, heart, i in clause.open))
    kept = sorted(found.values(), key=lambda term: (-term.weight, term.key))[:WORDS]
    return sorted((replace(term, weight=round(term.weight, 3)) for term in kept), key=lambda term: term.key), amounts


def _both(one: Term | None, other: Term) -> Term:
    """A term that a content has twice: what is said of it counts before what is left open."""
    if one is None:
        return other
    weight = max(one.weight, other.weight)
    if one.open != other.open:
        return replace(other if one.open else one, weight=weight)
    apart = one.denied != other.denied
    return Term(
        other.key,
        weight,
        other.denied and not apart,
        -1 if apart or one.pole < 0 else other.pole,
        one.heart or other.heart,
        other.open,
    )


class Clause(Struct, kw_only=True):
    """The tokens of a clause that tell something, each with how many it takes (-1: an amount); whether it is turned round."""

    terms: list[tuple[int, int]] = []
    local: set[int] = set()  # terms turned round by themselves
    heart: set[int] = set()  # terms that the "not" is about
    named: bool = False  # what it is about is a name
    open: set[int] = set()  # terms of which it is not said that they are there
    against: bool = False


def _clauses(words: Words) -> Iterator[Clause]:
    clause = Clause()
    i, end, local, near, left = 0, len(words.lower), 0, 0, False  # left open: "ancaman bom", "a search for weapons"
    last_negator = -9
    while i < end:
        kinds, n = words.phrase(i)
        if words.names_concept(i):
            kinds, n = NONE, 1
        if "negator" in kinds and "about" in kinds and i + n < end and amount_at(words.lower, i + n, words.wording):
            kinds = kinds - NEGATED  # "nearly 200"
        negating = "negator" in kinds or ("refuse" in kinds and _verb(words, i + n))
        if words.written[i] in ENDS or "boundary" in kinds or _opens(words, i, n, kinds, negating=negating):
            yield clause
            clause, local, near, left = Clause(), 0, 0, False
        words.self_named |= "first" in kinds
        if i in words.dated:
            i += 1
            continue
        words.unreal |= "unreal" in kinds
        words.sole |= "sole" in kinds
        words.pending |= "pending" in kinds
        words.refused |= negating and "pending" not in kinds
        words.planned |= "future" in kinds
        words.done |= "done" in kinds
        words.placing = i + n if "where" in kinds else words.placing
        if negating:
            again = i - last_negator <= 2  # "tidak membantah"
            clause.against = not clause.against if again else True
            near = HEART
            last_negator = i + n - 1
        elif i in words.known:
            past, entry = words.known[i]
            words.meet(entry.id, i)
            clause.named |= near > 0
            n = past - i
        elif amount := amount_at(words.lower, i, words.wording, words.written):
            clause.terms.append((i, -1))
            n = amount[1]
        elif "local" in kinds:
            local = LOCAL
        elif kinds <= TELLING and words.is_name(i):
            words.meet(f"~{normal(POSSESSIVE.sub('', words.written[i]))}", i)
            clause.named |= near > 0
            n = 1
        elif kinds <= TELLING:
            n, entered = _term(words, clause, i, local)
            if entered:
                local = 0
                if near:
                    clause.heart.add(i)
                    near -= 1
                if left and not _verb(words, i):
                    clause.open.add(i)
                left = False
            left |= "open" in kinds
        i += n
    yield clause


def _opens(words: Words, i: int, n: int, kinds: frozenset[PhraseKind], *, negating: bool) -> bool:
    """Whether a conjunction at token i opens a clause, or a "not" after a comma ("di pelaminan saya, tidak ada Danu")."""
    after_comma = i > 0 and words.written[i - 1] == ","
    if "coordinator" in kinds:
        return i + n < len(words.lower) and (after_comma or "negator" in words.phrase(i + n)[0])
    return negating and after_comma


def _term(words: Words, clause: Clause, i: int, local: int) -> tuple[int, bool]:
    """Enters the word at token i into its clause; gives how many tokens it takes, and whether it tells."""
    if not words.lower[i][0].isalpha():
        return 1, False
    _, _, weight, n = concepts_at(words.lower, i, words.wording)
    clause.terms.append((i, n))
    if local:
        clause.local.add(i)
    return n, weight > 0


def _verb(words: Words, i: int) -> bool:
    """Whether a verb stands at token i, where the language's verbs show it: "menolak menandatangani"."""
    return i < len(words.lower) and words.lower[i].startswith(("me", "ber")) and len(words.lower[i]) > 5
