"""What a claim says, in terms that can be compared across articles and languages.

`describe` gives one `Proposition` for each claim of a reading: the concepts of its content, each with how much it tells and
whether it is denied there; the names, amounts and days; the events with who does what to whom. A claim's content is one thing,
that it is denied by its holder another: both turn it round. `konon.comparison` judges two of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from msgspec import Struct

from konon import gazetteer
from konon.amounts import Amount, amount_at
from konon.gazetteer import Entry, Gazetteer, normal
from konon.grammar import grammar
from konon.lexicon import Lexicon, load
from konon.modality import load_modality
from konon.records import Act, Claim, Entity, Event, Reading, Span
from konon.segment import CAMEL, TOKEN
from konon.spans import joined
from konon.wording import PhraseKind, Wording, concept, concepts_at, wording

NAME = 6.0  # how much a name tells: as much as a word of one article in 400
ENDS = frozenset(".!?;:…—")
OPENING = ENDS | frozenset("\"“”'‘’")
HEADLINE = 0.6  # of the longer words that have a capital, from which on capitals mean nothing
UNREAL_ACTS = frozenset({"demand", "want", "fear", "expect"})
POSSESSIVE = re.compile(r"['’]s?\Z")
NEGATED: frozenset[PhraseKind] = frozenset({"negator"})
NONE: frozenset[PhraseKind] = frozenset()
TELLING: frozenset[PhraseKind] = frozenset(
    {"refuse", "scale", "sole", "person", "stance"}
)  # offices of words that tell something besides
ARTICLES = frozenset({"the", "a", "an"})
REPORTED = 4  # words at the beginning of a content in which a report is named as such
HEART = 2  # telling words after a "not" that it is about
LOCAL = 1  # words that a local negation ("tanpa", "without") turns round
LONGEST = 400  # characters of a content that are read together with another's
WORDS = 60  # of a content, the weightiest: a whole speech is no proposition


class Term(Struct, frozen=True, array_like=True):
    """A concept or stem that a content has: how much it tells, whether it stands denied there, and which of the ways that
    exclude each other its own word says: 0 for the first ("naik"), 1 for the next ("turun"), which is also `denied` unless a
    "not" turns it back, -1 where the content says it both ways. `heart`: what a "not" is about, the first words after it, as
    against the rest of its clause."""

    key: str
    weight: float
    denied: bool = False
    pole: int = 0
    heart: bool = False

    @property
    def contrary(self) -> bool:
        """Whether its own word says the contrary of its key."""
        return self.pole > 0


class Happening(Struct, frozen=True, array_like=True):
    """An event told in a content: its PLOVER type, its parties by id, whether it is denied, and when it is or would be."""

    type: str
    actors: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    denied: bool = False
    time: str | None = None


class Proposition(Struct, frozen=True, kw_only=True, omit_defaults=True, dict=True):
    """What a claim says. Names are ids of the gazetteer ("gpe:iran") or a word of a name that it does not have ("~lesmana")."""

    claim: str  # Claim.id
    article: str  # Article.key
    language: str
    day: str | None = None  # ISO: when it was said, else published
    act: Act
    holder: tuple[str, ...] = ()  # as names are
    speaker: str = ""  # the holder as a person reads it
    self_named: bool = False  # the content speaks of its holder as "I" or "we"
    terms: tuple[Term, ...] = ()  # without names, by key
    names: tuple[str, ...] = ()  # in the order of the text, each once
    doer: str | None = None  # of the names, who does what the content tells first
    where: tuple[str, ...] = ()  # of the names, those that tell where: "di Umbara"
    sole: bool = False  # it tells of what only one can be or do: win, cause, be the first
    by: bool = False  # the doer is told as such: "oleh Selasih", "diserang Selasih", "by Selasih", "Selasih yang"
    amounts: tuple[Amount, ...] = ()
    times: tuple[str, ...] = ()  # TIMEX3 values of the dates and clock times in the content
    events: tuple[Happening, ...] = ()
    unreal: bool = False  # demanded, wished, feared or possible: not said to be so
    told: str = ""  # act, cue, content and holder as one text, as `konon.entailment` reads it

    @property
    def keys(self) -> tuple[str, ...]:
        """What it can be found by: its terms and its names."""
        return (*self.by_key, *self.names)

    @cached_property
    def by_key(self) -> dict[str, Term]:
        """Its terms by their keys."""
        return {term.key: term for term in self.terms}

    @cached_property
    def named(self) -> frozenset[str]:
        """Its names."""
        return frozenset(self.names)

    @cached_property
    def weight(self) -> float:
        """How much its words and names tell in all."""
        return sum(term.weight for term in self.terms) + NAME * len(self.named)

    @cached_property
    def own(self) -> frozenset[str]:
        """The names that it says as "I" or "we"."""
        return frozenset(self.holder if self.self_named else ())

    @cached_property
    def heart(self) -> float:
        """How much the words tell that a "not" in it is about."""
        return sum(term.weight for term in self.terms if term.heart)


def describe(reading: Reading) -> tuple[Proposition, ...]:
    """One proposition a claim, in the same order."""
    article = reading.article
    lexicon = load(article.language)
    told: dict[str, list[Event]] = {}
    for event in reading.events:
        told.setdefault(event.claim or "", []).append(event)
    known = gazetteer.load()
    named = [(span, entity) for entity in reading.entities for span in entity.mentions if entity.id in known.entries]
    inner = _inner(reading.claims)
    return tuple(
        _described(reading, claim, lexicon, known=known, named=named, events=_told(claim, told, inner))
        for claim in reading.claims
    )


def _inner(claims: Sequence[Claim]) -> dict[str, list[str]]:
    inner: dict[str, list[str]] = {}
    for claim in claims:
        if claim.within:
            inner.setdefault(claim.within, []).append(claim.id)
    return inner


def _told(claim: Claim, told: dict[str, list[Event]], inner: dict[str, list[str]]) -> list[Event]:
    """The events of a claim and of those inside it."""
    out, ids = list(told.get(claim.id, ())), list(inner.get(claim.id, ()))
    while ids:
        one = ids.pop()
        out.extend(told.get(one, ()))
        ids.extend(inner.get(one, ()))
    return out


def _described(
    reading: Reading,
    claim: Claim,
    lexicon: Lexicon,
    *,
    known: Gazetteer,
    named: Sequence[tuple[Span, Entity]],
    events: Sequence[Event],
) -> Proposition:
    article = reading.article
    words = Words(claim, article.text, lexicon, known)
    here = [
        t for t in reading.times if t.type in ("DATE", "TIME") and any(part[0] <= t.span[0] < part[1] for part in claim.content)
    ]
    words.leave_out(t.span for t in here)
    denied = _turned(claim, article.text, lexicon)
    terms, amounts = _read(words, denied)
    dated = sorted({t.value for t in here if t.value[:1].isdigit() or t.value[:1] in ("X", "T")})
    names = words.names(named)
    doer, by = words.doer(names)
    return Proposition(
        claim=claim.id,
        article=article.key,
        language=article.language,
        day=claim.said or article.published,
        act=claim.act,
        holder=_holder(claim, known, article.language),
        speaker=claim.holder or "",
        self_named=words.self_named,
        terms=tuple(terms),
        names=names,
        doer=doer,
        by=by,
        where=tuple(sorted(words.where)),
        sole=words.sole,
        amounts=tuple(amounts),
        times=tuple(dated),
        events=tuple(_happening(event, known, denied) for event in events),
        unreal=claim.act in UNREAL_ACTS or words.unreal,
        told=told(
            claim.act,
            joined(article.text, claim.cue, gap=" "),
            joined(article.text, claim.content, gap=" "),
            claim.holder or "",
        ),
    )


def told(act: str, cue: str, content: str, holder: str) -> str:
    """A claim as one text: what the network that reads two together takes."""
    return f"{act} {cue}: {content[:LONGEST]} ({holder})"


def _turned(claim: Claim, text: str, lexicon: Lexicon) -> bool:
    """Whether the content is denied from without: by a cue that denies ("membantah"), by one that rejects a report of it
    ("menolak tuduhan", not "menolak rencana"), or by a "not" before or in a cue ("tidak yakin"); by two of them it is not."""
    forms, offices = grammar(lexicon).forms, wording(lexicon.language).offices
    denies, negated = False, claim.negated
    for start, end in claim.cue:
        words = [word.lower() for word in TOKEN.findall(text[start:end])]
        for i, word in enumerate(words):
            kinds: frozenset[PhraseKind] = next((k for some, k in offices.get(word, ()) if some == (word,)), NONE)
            denying = any(
                form.cue.act == "deny" and tuple(words[i : i + len(form.words)]) == form.words for form in forms.get(word, ())
            )
            if "stance" in kinds:
                denies |= _of_a_report(claim, text, lexicon)
            else:
                denies |= denying
                negated |= not denying and "negator" in kinds
    return denies != negated


def _of_a_report(claim: Claim, text: str, lexicon: Lexicon) -> bool:
    """Whether a content, or what its cue has last, is a report, an accusation, a rumour."""
    offices = wording(lexicon.language).offices
    told = [text[start:end] for start, end in (*claim.cue, *claim.content[:1])]
    words = [word.lower() for part in told for word in TOKEN.findall(part)[:REPORTED]]
    return any("shell" in kinds for word in words for some, kinds in offices.get(word, ()) if some == (word,))


def _holder(claim: Claim, known: Gazetteer, language: str) -> tuple[str, ...]:
    if claim.holder is None:
        return ()
    if claim.holder_entity in known.entries:
        return (claim.holder_entity or "",)
    entry = known.lookup(claim.holder, "en") or known.lookup(claim.holder, language)
    return (entry.id,) if entry else tuple(f"~{normal(word)}" for word in claim.holder.split() if word[:1].isupper())


def _happening(event: Event, known: Gazetteer, denied: bool) -> Happening:
    sure = [stance.factuality for stance in event.stances]
    against = bool(sure) and all(value.endswith("-") for value in sure)
    return Happening(
        event.type,
        tuple(_party(name, known) for name in event.actors),
        tuple(_party(name, known) for name in event.recipients),
        against,
        event.time,
    )


def _party(name: str, known: Gazetteer) -> str:
    entry = known.lookup(name, "en")
    return entry.id if entry else f"~{normal(name)}"


# --- the words of a content ------------------------------------------------------------------------------------------


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
        return self.wording.longest.get(self.lower[i], 1) > 1 and concepts_at(self.lower, i, self.wording.language)[3] > 1

    def is_name(self, i: int) -> bool:
        """Whether token i has a capital and no table knows it, or knows it as a word that has none inside a sentence."""
        word, low = self.written[i], self.lower[i]
        if (
            not word[:1].isupper()
            or len(word) < 2
            or low in self.wording.small
            or concept(low, self.wording.language)[0][0] == "="
        ):
            return False
        if low not in self.wording.articles:
            return True
        return not self.headline and i > 0 and self.written[i - 1] not in OPENING

    def names(self, named: Sequence[tuple[Span, Entity]]) -> tuple[str, ...]:
        """The names in their order, each once."""
        for span, entity in named:
            for i, at in enumerate(self.at):
                if span[0] <= at < span[1]:
                    self._first.setdefault(entity.id, i)
                    break
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
                key, _, weight, _ = concepts_at(self.lower, who, self.wording.language)
                if weight > 0:
                    return key, True
        if not names:
            return None, False
        past = self._first[names[0]] + 1
        return names[0], past < len(self.lower) and self.lower[past] in self.relative


def _read(words: Words, denied: bool) -> tuple[list[Term], list[Amount]]:
    """The terms of a content, by key, and its amounts; the names are noted in `words`."""
    found: dict[str, tuple[float, bool, int, bool]] = {}
    amounts: list[Amount] = []
    for clause in _clauses(words):
        against = clause.against != denied
        whole = denied or (clause.against and not clause.heart)  # "kabar … itu hoaks"
        for i, n in clause.terms:
            if n < 0 and (amount := amount_at(words.lower, i, words.wording, words.written)):
                amounts.append(amount[0])
                continue
            key, pole, weight, _ = concepts_at(words.lower, i, words.wording.language)
            if weight > 0:
                turned = (against != (i in clause.local)) != (pole > 0)
                heart = whole or i in clause.heart or i in clause.local
                best = found.get(key)
                if best is not None and best[1] != turned:
                    turned, pole = False, -1
                weight = max(best[0] if best else 0.0, weight)
                found[key] = (weight, turned, -1 if best and best[2] < 0 else pole, heart or (best is not None and best[3]))
    kept = sorted(found.items(), key=lambda item: (-item[1][0], item[0]))[:WORDS]
    return [Term(key, round(w, 3), turned, pole, heart) for key, (w, turned, pole, heart) in sorted(kept)], amounts


class Clause(Struct, kw_only=True):
    """The tokens of a clause that tell something, each with how many it takes (-1: an amount); whether it is turned round."""

    terms: list[tuple[int, int]]
    local: set[int]  # terms turned round by themselves
    heart: set[int]  # terms that the "not" is about
    against: bool = False


def _clauses(words: Words) -> Iterator[Clause]:
    clause = Clause(terms=[], local=set(), heart=set())
    i, end, local, near = 0, len(words.lower), 0, 0
    last_negator = -9
    while i < end:
        kinds, n = words.phrase(i)
        if words.names_concept(i):
            kinds, n = NONE, 1
        if "negator" in kinds and "about" in kinds and i + n < end and amount_at(words.lower, i + n, words.wording):
            kinds = kinds - NEGATED  # "nearly 200"
        negating = "negator" in kinds or ("refuse" in kinds and _verb(words, i + n))
        if words.written[i] in ENDS or "boundary" in kinds or ("coordinator" in kinds and _opens(words, i, n)):
            yield clause
            clause, local, near = Clause(terms=[], local=set(), heart=set()), 0, 0
        words.self_named |= "first" in kinds
        if i in words.dated:
            i += 1
            continue
        words.unreal |= "unreal" in kinds
        words.sole |= "sole" in kinds
        words.placing = i + n if "where" in kinds else words.placing
        if negating:
            again = i - last_negator <= 2  # "tidak membantah"
            clause.against = not clause.against if again else True
            near = HEART
            last_negator = i + n - 1
        elif i in words.known:
            past, entry = words.known[i]
            words.meet(entry.id, i)
            n = past - i
        elif amount := amount_at(words.lower, i, words.wording, words.written):
            clause.terms.append((i, -1))
            n = amount[1]
        elif "local" in kinds:
            local = LOCAL
        elif kinds <= TELLING:
            n, entered = _term(words, clause, i, local)
            if entered:
                local = 0
                if near:
                    clause.heart.add(i)
                    near -= 1
        i += n
    yield clause


def _opens(words: Words, i: int, n: int) -> bool:
    """Whether the conjunction at token i opens a clause."""
    return i + n < len(words.lower) and ((i > 0 and words.written[i - 1] == ",") or "negator" in words.phrase(i + n)[0])


def _term(words: Words, clause: Clause, i: int, local: int) -> tuple[int, bool]:
    """Enters the word at token i into its clause, or as a name; gives how many tokens it takes, and whether it tells."""
    if words.is_name(i):
        words.meet(f"~{normal(POSSESSIVE.sub('', words.written[i]))}", i)
        return 1, False
    if not words.lower[i][0].isalpha():
        return 1, False
    _, _, weight, n = concepts_at(words.lower, i, words.wording.language)
    clause.terms.append((i, n))
    if local:
        clause.local.add(i)
    return n, weight > 0


def _verb(words: Words, i: int) -> bool:
    """Whether a verb stands at token i, where the language's verbs show it: "menolak menandatangani"."""
    return i < len(words.lower) and words.lower[i].startswith(("me", "ber")) and len(words.lower[i]) > 5
