"""Who is one source: a spokesman with his ministry, a ministry with its government, "Nangoi" with "Yohannes Nangoi".

An article tells it by its own words for a source: "juru bicara Kementerian Perairan Arunika, Danu Lesmana". Only those who are
holders themselves are asked about: nobody becomes a source by this.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import combinations

from konon import gazetteer
from konon.grammar import grammar
from konon.lexicon import load
from konon.parties import words_of
from konon.records import Claim, Reading
from konon.segment import TOKEN
from konon.spans import joined
from konon.unions import Union

Words = tuple[str, ...]

SPELT = 5  # letters of a word from which on it may be misspelt


def speaks_for(readings: Iterable[Reading], holders: Collection[str]) -> dict[str, str]:
    """Of those holders that speak for another of them, which: the one named in most words, where there are several."""
    found: dict[str, str] = {}
    persons, others = set[str](), set[str]()
    told: dict[str, set[tuple[Words, ...]]] = {holder: set() for holder in holders}
    official: frozenset[str] = frozenset()
    for reading in readings:
        official |= words_of(reading.article.language)["state"]
        for claim in reading.claims:
            if claim.holder and claim.holder_entity:
                (persons if claim.holder_entity.startswith("per:") else others).add(claim.holder)
        for holder, phrases in _phrases(reading, holders).items():
            told[holder].add(phrases)
    persons = {name for name in persons - others if not official.intersection(_words(name))}
    bodies = sorted((holder for holder in holders if holder not in persons), key=lambda name: (-len(_words(name)), name))
    for holder in sorted(holders):
        own = _words(holder)
        some = {phrase for phrases in told[holder] for phrase in phrases}
        if holder not in persons and official.intersection(own):
            some = {own}  # a body's name tells by itself whose it is
        if body := next((b for b in bodies if b != holder and _named(_words(b), own, some)), _state(holder, bodies)):
            found[holder] = body
    return found


def goes_by(holders: Mapping[str, int]) -> dict[str, str]:
    """Of those holders of one claim whose name is told elsewhere with more words before or after it, with fewer, or misspelt,
    the name that most tellings have; `holders`: how many have each. A short form that fits several others is nobody's."""
    longer = {short: [long for long in sorted(holders) if _is_form(short, long)] for short in sorted(holders)}
    together = Union[str]()
    for one, other in combinations(sorted(holders), 2):
        if _is_misspelt(one, other):
            together.join(one, other)
    for short, found in longer.items():
        if all(
            one in longer[other] or other in longer[one] or _is_misspelt(one, other) for one, other in combinations(found, 2)
        ):
            for long in found:
                together.join(short, long)
    best = {name: min(names, key=lambda n: (-holders[n], -len(_words(n)), n)) for names in together.groups() for name in names}
    return {name: best for name, best in best.items() if name != best}


def is_one(one: str | None, other: str | None) -> bool:
    """Whether two names are told of one holder, as far as the names alone tell; a claim that names nobody has none."""
    if one is None or other is None:
        return False
    return one == other or _is_form(one, other) or _is_form(other, one) or _is_misspelt(one, other)


def _is_form(short: str, long: str) -> bool:
    """Whether a name is the beginning or the end of another, and can be of the same: not "Iran" of "Iran International"."""
    part, whole = _words(short), _words(long)
    if not 0 < len(part) < len(whole) or part not in (whole[: len(part)], whole[-len(part) :]) or not short[0].isupper():
        return False
    known = gazetteer.load()
    one, other = known.lookup(short, "en"), known.lookup(long, "en")
    return one is None or (one.kind not in ("GPE", "LOC") and other in (None, one))


def _is_misspelt(one: str, other: str) -> bool:
    """Whether two names of several words differ in a letter of a long one: "Djaka Budi Utama", "Djaka Budhi Utama"; not where
    a word is known as another name ("Mali", "Bali")."""
    words, others = _words(one), _words(other)
    parted = [(x, y) for x, y in zip(words, others, strict=False) if x != y]
    if len(words) != len(others) or len(words) < 2 or len(parted) != 1:
        return False
    known = gazetteer.load()
    return _one_slip(*parted[0]) and not any(
        known.lookup(name, "en") for name in (one, other, *(word.title() for word in parted[0]))
    )


def _one_slip(x: str, y: str) -> bool:
    """Whether two words of some length are a letter more, less or other apart, or two that changed places (Damerau 1964)."""
    start = _common(x, y)
    end = _common(x[start:][::-1], y[start:][::-1])
    a, b = x[start : len(x) - end], y[start : len(y) - end]
    return max(len(x), len(y)) >= SPELT and (max(len(a), len(b)) == 1 or (len(a) == len(b) == 2 and a == b[::-1]))


def _common(x: str, y: str) -> int:
    """How many letters two words begin with alike."""
    return next((i for i, (a, b) in enumerate(zip(x, y, strict=False)) if a != b), min(len(x), len(y)))


def _named(body: Words, own: Words, phrases: Iterable[Words]) -> bool:
    """Whether a phrase names the body beside the holder."""
    return body != own and not _within(own, body) and any(_within(body, phrase) for phrase in phrases)


def _state(holder: str, bodies: Sequence[str]) -> str | None:
    """The country among the bodies that an organ of it (the Kremlin) speaks for."""
    known = gazetteer.load()
    entry = known.lookup(holder, "en")
    state = known.state(entry) if entry else None
    return state.name if state and state.name != holder and state.name in bodies else None


def _phrases(reading: Reading, holders: Collection[str]) -> dict[str, tuple[Words, ...]]:
    """By holder, an article's words for it that say by which office they speak, and what else it calls the body that these
    point back to: "juru bicara kementerian itu", after "Kementerian Perairan Arunika"."""
    words = load(reading.article.language)
    known = words_of(reading.article.language)
    titles, organs = grammar(words).title | known["state"], {w for w, value in words.of_kind("thing").items() if value == "org"}
    called: list[tuple[Claim, Words]] = [(c, _words(joined(reading.article.text, c.source))) for c in reading.claims]
    found: dict[str, tuple[Words, ...]] = {}
    for claim, phrase in called:
        if claim.holder in holders and titles.intersection(phrase) and not known["former"].intersection(phrase):
            meant = organs.intersection(phrase)
            back = [other for _, other in called if meant.intersection(other)]
            found[claim.holder or ""] = (*found.get(claim.holder or "", ()), phrase, *back)
    return found


@lru_cache(maxsize=1 << 12)
def _words(text: str) -> Words:
    return tuple(word.removesuffix("'s").removesuffix("’s") for word in TOKEN.findall(text.lower()))


def _within(part: Words, whole: Words) -> bool:
    """Whether the words of a name stand together in others."""
    n = len(part)
    return n > 0 and any(whole[i : i + n] == part for i in range(len(whole) - n + 1))
