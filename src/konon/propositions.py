"""What a claim says, in terms that can be compared across articles and languages.

`describe` gives one `Proposition` for each claim of a reading: the concepts of its content, each with how much it tells and
whether it is denied there; the names, amounts and days; the events with who does what to whom. A claim's content is one thing,
that it is denied by its holder another: both turn it round. `konon.comparison` judges two of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from msgspec import Struct

from konon import gazetteer
from konon.amounts import Amount
from konon.clauses import NONE, Term, Words, read
from konon.gazetteer import Gazetteer, normal
from konon.grammar import grammar
from konon.lexicon import Lexicon, load
from konon.listing import in_headline
from konon.records import Act, Claim, Entity, Event, Reading, Span
from konon.scenes import Names, scene
from konon.scenes import named as entities_named
from konon.segment import TOKEN
from konon.spans import joined
from konon.wording import PhraseKind, wording

NAME = 6.0  # how much a name tells: as much as a word of one article in 400
UNREAL_ACTS = frozenset({"demand", "want", "fear", "expect"})
PLANNED_ACTS = frozenset({"commit", "expect"})
DAY = 10  # characters of a TIMEX3 value that tell a day
REPORTED = 4  # words at the beginning of a content in which a report is named as such
LONGEST = 400  # characters of a content that are read together with another's


class Happening(Struct, frozen=True, array_like=True, gc=False):
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
    planned: bool = False  # promised, expected, or told of as to come
    done: bool = False  # told of as done, or of the day on which it is said
    pending: bool = False  # it denies what may still come: "belum", "not yet"
    scene: Names = ()  # whom and where its article names, for `konon.scenes`
    headline: bool = False  # its words are those of the article's title
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
    around = scene(entity.name for entity in entities_named(reading))
    return tuple(
        _described(reading, claim, lexicon, known=known, named=named, around=around, events=_told(claim, told, inner))
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
    around: Names,
    events: Sequence[Event],
) -> Proposition:
    article = reading.article
    words = Words(claim, article.text, lexicon, known)
    parts = (claim.content, claim.source, claim.cue)
    here = [
        t for t in reading.times if t.type in ("DATE", "TIME") and any(part[0] <= t.span[0] < part[1] for part in claim.content)
    ]
    words.leave_out(t.span for t in here)
    denied = _turned(claim, article.text, lexicon)
    terms, amounts = read(words, denied)
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
        planned=claim.act in PLANNED_ACTS or words.planned,
        done=words.done or any(time[:DAY] == (claim.said or article.published) for time in dated),
        pending=words.pending and not words.refused,
        scene=around,
        headline=in_headline(article.title, _at(claim), *(joined(article.text, part) for part in parts)),
        told=told(
            claim.act,
            joined(article.text, claim.cue, gap=" "),
            joined(article.text, claim.content, gap=" "),
            claim.holder or "",
        ),
    )


def came_about(before: Proposition, after: Proposition) -> bool:
    """Whether one plans what the other, on a later day, tells as done, if they say the same."""
    later = before.day is not None and after.day is not None and before.day < after.day
    return before.planned and after.done and not after.planned and not after.unreal and later


def told(act: str, cue: str, content: str, holder: str) -> str:
    """A claim as one text: what the network that reads two together takes."""
    return f"{act} {cue}: {content[:LONGEST]} ({holder})"


def _at(claim: Claim) -> int:
    """Where its first words stand."""
    return min((start for start, _ in (*claim.source, *claim.cue, *claim.content)), default=0)


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
