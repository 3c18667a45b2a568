"""What words say in comparable terms: one concept for a word, its forms, its near synonyms and its translation.

`data/common/bilingual.tsv` names the concepts of news, with their words in each language; `data/common/exclusions.tsv` which
of them exclude each other: "turun" is "rise", turned round. A word that they do not have is its own stem, after a light strip
of endings and prefixes; what counts as a stem is told by the table of frequencies, which also says how much a word tells.
"""

from __future__ import annotations

from functools import cache, lru_cache
from math import log
from typing import Literal

from msgspec import Struct

from konon.lexicon import DATA, LexiconError, Many, load, parse_table

Turning = Literal["negator", "pending", "done", "refuse", "not_only", "local"]
Joining = Literal["boundary", "coordinator", "future", "unreal", "first", "sole", "where", "shell", "stance", "open", "ignore"]
Counting = Literal["scale", "least", "most", "about", "each", "currency", "person"]
PhraseKind = Turning | Joining | Counting
RARE = 33  # articles of 10,000 that hold a word which the table does not have
COMMON = 3000  # articles of 10,000 from which on a word says nothing
LEAST = 1.0  # of what a concept tells
UNKNOWN = log(10_000 / RARE)
SHORTEST = 3  # letters of a stem
# Indonesian prefixes, the longest first, with the letter of the root that each has swallowed where a vowel follows.
PREFIXES = (
    *(("memper", ""), ("diper", ""), ("meng", "k"), ("meny", "s"), ("mem", "p"), ("men", "t"), ("me", ""), ("peng", "k")),
    *(("peny", "s"), ("pem", "p"), ("pen", "t"), ("per", ""), ("pe", ""), ("ber", ""), ("be", ""), ("ter", ""), ("di", "")),
    *(("ke", ""), ("se", "")),
)
SUFFIXES = ("kan", "an", "i", "")
PARTICLES = ("nya", "lah", "kah", "pun", "ku", "mu", "")
ENDINGS = (("ies", "y"), ("ied", "y"), ("es", ""), ("s", ""), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("ly", ""))
VOWELS = frozenset("aeiou")


class Concept(Struct, frozen=True, kw_only=True):
    """A line of bilingual.tsv: a concept and its words in each language: roots, forms, phrases."""

    concept: str
    id: Many
    en: Many
    source: str


class Exclusion(Struct, frozen=True, kw_only=True):
    """A line of exclusions.tsv: of what can stand only one way ("access"), one way ("closed"), and the concepts that say it."""

    dimension: str
    pole: str
    concepts: Many
    source: str


class Phrase(Struct, frozen=True, kw_only=True):
    """A line of claims.tsv: words with an office in a claim, such as turning it round or opening a clause."""

    phrase: str
    kind: PhraseKind
    value: str | None
    source: str


class Frequency(Struct, frozen=True, kw_only=True):
    """In how many of 10,000 articles a word stands."""

    word: str
    articles: int
    source: str


class Wording(Struct, frozen=True, kw_only=True, eq=False):
    """One language's words, ready to be looked up."""

    language: str
    concepts: dict[str, str]  # by word, or by words with blanks between
    longest: dict[str, int]  # words of the longest concept that begins with this one
    telling: dict[str, float]  # how much each concept tells
    poles: dict[str, tuple[str, int]]  # of what excludes something: the concept that stands for all, and which way: 0, 1 …
    articles: dict[str, int]
    phrases: dict[str, tuple[tuple[tuple[str, ...], PhraseKind, str], ...]]  # by first word, the longest first
    offices: dict[str, tuple[tuple[tuple[str, ...], frozenset[PhraseKind]], ...]]  # the same, all offices of a phrase together
    small: frozenset[str]  # function words


@lru_cache(maxsize=8)
def frequencies(language: str) -> dict[str, int]:
    """In how many of 10,000 articles each common word stands."""
    rows = parse_table((DATA / language / "frequencies.tsv").read_text("utf-8"), Frequency, name=f"{language}/frequencies.tsv")
    return {row.word: row.articles for row in rows}


@lru_cache(maxsize=8)
def wording(language: str) -> Wording:
    """The words of `language`; raises `LexiconError` where a file breaks a rule."""
    rows = parse_table((DATA / "common" / "bilingual.tsv").read_text("utf-8"), Concept, name="common/bilingual.tsv")
    concepts: dict[str, str] = {}
    for row in rows:
        for word in getattr(row, language, ()):
            if word in concepts:
                raise LexiconError(f"common/bilingual.tsv: {word!r} is both {concepts[word]} and {row.concept}")
            concepts[word] = row.concept
    longest: dict[str, int] = {}
    for word in concepts:
        first, *more = word.split()
        longest[first] = max(longest.get(first, 1), 1 + len(more))
    articles = frequencies(language)
    telling: dict[str, float] = {}
    for word, meant in concepts.items():
        telling[meant] = min(telling.get(meant, UNKNOWN), log(10_000 / articles.get(word, RARE)))
    lexicon = load(language)
    kinds = ("auxiliary", "be", "complementiser", "conjunction", "determiner", "preposition", "pronoun", "relative", "purpose")
    phrases = _phrases(language)
    return Wording(
        language=language,
        concepts=concepts,
        longest=longest,
        telling={meant: max(weight, LEAST) for meant, weight in telling.items()},
        poles=_poles({row.concept for row in rows}),
        articles=articles,
        phrases=phrases,
        offices={first: _offices(some) for first, some in phrases.items()},
        small=frozenset(w for kind in kinds for w in lexicon.of_kind(kind) if " " not in w),
    )


@cache
def exclusions() -> tuple[Exclusion, ...]:
    """What excludes each other, in the order of the file."""
    return parse_table((DATA / "common" / "exclusions.tsv").read_text("utf-8"), Exclusion, name="common/exclusions.tsv")


def _poles(concepts: set[str]) -> dict[str, tuple[str, int]]:
    """Of each concept that excludes others, the first of its dimension, which stands for all, and the number of its way."""
    poles: dict[str, tuple[str, int]] = {}
    ways: dict[str, list[str]] = {}
    first: dict[str, str] = {}
    for row in exclusions():
        ways.setdefault(row.dimension, []).append(row.pole)
        for one in row.concepts:
            if one not in concepts or one in poles:
                raise LexiconError(f"common/exclusions.tsv: {one!r} is no concept of bilingual.tsv, or stands here twice")
            poles[one] = first.setdefault(row.dimension, one), len(ways[row.dimension]) - 1
    return poles


def _phrases(language: str) -> dict[str, tuple[tuple[tuple[str, ...], PhraseKind, str], ...]]:
    name = f"{language}/claims.tsv"
    table: dict[str, list[tuple[tuple[str, ...], PhraseKind, str]]] = {}
    for row in parse_table((DATA / language / "claims.tsv").read_text("utf-8"), Phrase, name=name):
        words = tuple(row.phrase.split())
        table.setdefault(words[0], []).append((words, row.kind, row.value or ""))
    return {first: tuple(sorted(some, key=lambda p: (-len(p[0]), p))) for first, some in table.items()}


def _offices(
    some: tuple[tuple[tuple[str, ...], PhraseKind, str], ...],
) -> tuple[tuple[tuple[str, ...], frozenset[PhraseKind]], ...]:
    together: dict[tuple[str, ...], set[PhraseKind]] = {}
    for words, kind, _ in some:
        together.setdefault(words, set()).add(kind)
    return tuple((words, frozenset(kinds)) for words, kinds in together.items())


@lru_cache(maxsize=1 << 16)
def concept(word: str, w: Wording) -> tuple[str, int, float]:
    """What a word in lower case says: its concept or stem, which of the ways that exclude each other it says (0: the first, or
    it excludes nothing), and how much it tells.

    How much is the logarithm of how rare the word is in news: nothing at all for function words.
    """
    if word in w.small and w.concepts.get(word) not in w.poles:
        return word, 0, 0.0
    often = w.articles.get(word, RARE)
    weight = log(10_000 / often) if often < COMMON else 0.0
    stems = _stems(word, w.language)
    meant = next((w.concepts[s] for s in stems if s in w.concepts), None)
    if meant is not None:
        return *_placed(meant, w), w.telling[meant]
    known = [s for s in stems if len(s) > SHORTEST and s in w.articles]
    return max(known, key=lambda s: (w.articles[s], s), default=_stripped(word, stems, w.language)), 0, weight


def concepts_at(words: tuple[str, ...], i: int, w: Wording) -> tuple[str, int, float, int]:
    """What the longest phrase that begins at word `i` says, as `concept` does, and how many words it has."""
    for n in range(w.longest.get(words[i], 1), 1, -1):
        meant = w.concepts.get(" ".join(words[i : i + n])) if i + n <= len(words) else None
        if meant is not None:
            return *_placed(meant, w), w.telling[meant], n
    return (*concept(words[i], w), 1)


def _placed(meant: str, w: Wording) -> tuple[str, int]:
    base, pole = w.poles.get(meant, (meant, 0))
    return f"={base}", pole


def _stripped(word: str, stems: tuple[str, ...], language: str) -> str:
    """What stands for a word of which no table knows a stem: without an ending; without the longest prefix, which in
    Indonesian hides the root."""
    if language == "en":
        return stems[min(1, len(stems) - 1)] if word.endswith("s") else stems[0]
    for endings in (PARTICLES, SUFFIXES):
        fitting = (e for e in endings if len(e) > 1 and word.endswith(e) and len(word) - len(e) > SHORTEST)
        word = word.removesuffix(next(fitting, ""))
    found = _unprefixed(word)
    return found[0] if found and len(found[0]) > SHORTEST else word


@lru_cache(maxsize=1 << 16)
def _stems(word: str, language: str) -> tuple[str, ...]:
    """The word and what it may be a form of, the likeliest first."""
    if language == "en":
        return tuple(dict.fromkeys((word, *_english(word))))
    return tuple(dict.fromkeys((word, *_indonesian(word))))


def _english(word: str) -> list[str]:
    bare = word[:-2] if word.endswith("'s") else word.rstrip("'")
    out = [bare]
    for ending, put in ENDINGS:
        if bare.endswith(ending) and len(bare) - len(ending) + len(put) >= SHORTEST and not bare.endswith("ss"):
            stem = bare[: -len(ending)]
            out.append(stem + put)
            if ending in ("ed", "ing") and len(stem) > SHORTEST - 1 and stem[-1] == stem[-2]:
                out.append(stem[:-1])
    return out


def _indonesian(word: str) -> list[str]:
    """Forms without particles, then without the prefix and the suffix, as many as there can be; doubled words halved."""
    half, dash, other = word.partition("-")
    if dash and (half == other or half[1:] == other[1:]):
        word = half
    out: list[str] = []
    for particle in PARTICLES:
        if not word.endswith(particle) or len(word) - len(particle) < SHORTEST:
            continue
        bare = word[: len(word) - len(particle)]
        out.append(bare)
        roots = [bare, *_unprefixed(bare)]
        for root in roots:
            for suffix in SUFFIXES:
                if suffix and root.endswith(suffix) and len(root) - len(suffix) > SHORTEST:
                    out.append(root[: -len(suffix)])
                    out.extend(r for r in _unprefixed(root[: -len(suffix)]) if root == bare)
            out.append(root)
    return out


def _unprefixed(word: str) -> list[str]:
    out = []
    for prefix, swallowed in PREFIXES:
        rest = word[len(prefix) :]
        if word.startswith(prefix) and len(rest) >= SHORTEST:
            if rest[0] in VOWELS and swallowed:
                out.append(swallowed + rest)
            out.append(rest)
            if prefix in ("di", "ke", "ter", "ber", "se") and len(rest) > 5:
                out.extend(rest[len(p) :] for p in ("per", "ke", "ber") if rest.startswith(p) and len(rest) > len(p) + SHORTEST)
    return out
