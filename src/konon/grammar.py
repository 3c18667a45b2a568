"""What the rules ask of a language's words, compiled once from its lexicon."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from msgspec import Struct

from konon.lexicon import Cue, Lexicon
from konon.records import Act

Voice = Literal["active", "passive", "bare", "noun", "prep"]
VOICES: tuple[Voice, ...] = ("active", "passive", "bare", "noun", "prep")
NEUTRAL: Act = "say"


class Form(Struct, frozen=True, kw_only=True):
    """One form of a cue: its words, the way it points at its source, and the cue it is a form of."""

    words: tuple[str, ...]
    voice: Voice
    cue: Cue

    def takes(self, *frames: str) -> bool:
        """Whether its content may be any of `frames`."""
        return any(frame in self.cue.frames for frame in frames)


class Grammar(Struct, frozen=True, kw_only=True):
    """A language for the rules: look-ups by the first word, sets of words by office."""

    forms: dict[str, tuple[Form, ...]]  # by first word, the longest first
    phrases: dict[str, tuple[tuple[str, ...], ...]]  # speech tails by first word, the longest first
    acts: tuple[tuple[Act, re.Pattern[str]], ...]
    complementiser: frozenset[str]
    wh: frozenset[str]
    purpose: frozenset[str]
    pronoun: dict[str, str]
    clitic: frozenset[str]
    negation: frozenset[str]
    negative_endings: tuple[str, ...]  # "n't"
    auxiliary: frozenset[str]
    be: frozenset[str]
    agent: frozenset[str]  # before the source of a passive (oleh, by)
    bare_agent: bool  # a passive's source may follow it with no word between ("dibantah Kremlin")
    verb_prefix: tuple[str, ...]  # what a word that begins so, in lower case, is a verb by, unless it is a title or role
    inverts: bool  # a plain active verb may follow its content or part it ("…, X said, …")
    abbreviation: frozenset[str]
    title: frozenset[str]  # first words of titles
    titles: dict[str, tuple[tuple[str, ...], ...]]  # whole titles by first word, the longest first
    role: frozenset[str]
    preposition: frozenset[str]
    subordinator: frozenset[str]
    coordinator: frozenset[str]
    relative: frozenset[str]
    determiner: frozenset[str]
    function_words: frozenset[str]
    unnamed: frozenset[str]
    day: frozenset[str]
    no_content: frozenset[str]  # verbs that leave nothing said: "declined to comment"
    name_link: frozenset[str]  # may stand between two capitalised words of one name
    precision: dict[str, float]  # of each pattern of the rules: the confidence of what it finds
    sourcing: frozenset[str]  # first words of sourcing phrases: what follows is no apposition
    texts: frozenset[str]  # nouns of what somebody issues (laporan, report)

    def forms_at(self, lower: tuple[str, ...], i: int, last: int) -> tuple[Form, ...]:
        """The longest forms that tokens from i on spell, all voices of that length."""
        found: list[Form] = []
        for form in self.forms.get(lower[i], ()):
            n = len(form.words)
            if found and n < len(found[0].words):
                break
            if i + n <= last and lower[i : i + n] == form.words:
                found.append(form)
        return tuple(found)


@lru_cache(maxsize=8)
def grammar(lexicon: Lexicon) -> Grammar:
    """Compiles `lexicon`."""
    forms: dict[str, list[Form]] = {}
    for cue in lexicon.cues:
        for voice in VOICES:
            for form in getattr(cue, voice):
                words = tuple(form.split())
                forms.setdefault(words[0], []).append(Form(words=words, voice=voice, cue=cue))

    def kind(name: str) -> frozenset[str]:
        return frozenset(lexicon.of_kind(name))

    def by_first(name: str) -> dict[str, tuple[tuple[str, ...], ...]]:
        found: dict[str, list[tuple[str, ...]]] = {}
        for phrase in lexicon.of_kind(name):
            words = tuple(phrase.split())
            found.setdefault(words[0], []).append(words)
        return {first: tuple(sorted(some, key=len, reverse=True)) for first, some in found.items()}

    titles = by_first("title")
    conjunctions = lexicon.of_kind("conjunction")
    return Grammar(
        forms={first: tuple(sorted(some, key=lambda f: -len(f.words))) for first, some in forms.items()},
        phrases=by_first("speech_tail"),
        acts=tuple((row.act, re.compile(row.pattern, re.IGNORECASE)) for row in lexicon.content_acts),
        complementiser=kind("complementiser"),
        wh=kind("wh") | kind("weak_complementiser"),
        purpose=kind("purpose"),
        pronoun=lexicon.of_kind("pronoun"),
        clitic=kind("clitic"),
        negation=kind("negation"),
        negative_endings=tuple(w for w in sorted(kind("negation")) if "'" in w),
        auxiliary=kind("auxiliary"),
        be=kind("be"),
        agent=kind("agent"),
        bare_agent="bare_agent" in lexicon.of_kind("feature"),
        verb_prefix=tuple(lexicon.of_kind("verb_prefix")),
        inverts="inversion" in lexicon.of_kind("feature"),
        abbreviation=kind("abbreviation"),
        title=frozenset(titles),
        titles=titles,
        role=kind("role"),
        preposition=kind("preposition"),
        subordinator=frozenset(w for w, value in conjunctions.items() if value == "sub"),
        coordinator=frozenset(w for w, value in conjunctions.items() if value == "coord"),
        relative=kind("relative"),
        determiner=kind("determiner"),
        unnamed=kind("unnamed"),
        function_words=frozenset().union(*map(kind, ("preposition", "conjunction", "pronoun", "determiner", "auxiliary"))),
        # One right and one wrong are added to each count, so that few cases make no certainty (Laplace).
        precision={row.pattern: round((row.right + 1) / (row.found + 2), 2) for row in lexicon.patterns},
        no_content=kind("no_content"),
        name_link=kind("name_link"),
        day=kind("weekday") | kind("month"),
        sourcing=frozenset(p.phrase.split()[0] for p in lexicon.sourcing if p.kind == "before"),
        texts=frozenset(noun for noun, value in lexicon.of_kind("thing").items() if value == "text"),
    )
