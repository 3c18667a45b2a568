"""Who speaks for whom: a spokesman for a ministry, a ministry for its government, so that both count as one source.

An article tells it by its own words for a source: "juru bicara Kementerian Perairan Arunika, Danu Lesmana". Only those who are
holders themselves are asked about: nobody becomes a source by this.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from konon import gazetteer
from konon.grammar import grammar
from konon.lexicon import load
from konon.parties import words_of
from konon.records import Claim, Reading
from konon.segment import TOKEN
from konon.spans import joined

Words = tuple[str, ...]


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


def _words(text: str) -> Words:
    return tuple(word.removesuffix("'s").removesuffix("’s") for word in TOKEN.findall(text.lower()))


def _within(part: Words, whole: Words) -> bool:
    """Whether the words of a name stand together in others."""
    n = len(part)
    return n > 0 and any(whole[i : i + n] == part for i in range(len(whole) - n + 1))
