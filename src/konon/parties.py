"""Everybody whom a text names, as parties to events: tokens, an English name, and what they are.

A state's organs, officials and capitals stand for their country (PLOVER codes them so), a person goes by the fullest name
that the text has, a group by what its noun is in English. `data/<lang>/actors.tsv` holds the words.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from msgspec import Struct

from konon.gazetteer import Entry, Gazetteer
from konon.gazetteer import Names as KnownNames
from konon.grammar import Grammar, grammar
from konon.lexicon import DATA, Lexicon, parse_table
from konon.records import Claim, Mention
from konon.segment import Segments

Kind = Literal["state", "agent", "to", "with", "between", "modifier", "away", "at", "home", "joint", "patient"]
KINDS: tuple[Kind, ...] = ("state", "agent", "to", "with", "between", "modifier", "away", "at", "home", "joint", "patient")
PEOPLE = frozenset({"PER", "ORG"})
BREAKS = frozenset(";:.!?()[]—–")
QUOTES = frozenset('"“”')
POSSESSIVE = ("'s", "’s")


class Word(Struct, frozen=True, kw_only=True):
    """A line of actors.tsv.

    `state` words name who acts for a state; `agent`, `to`, `with`, `between` and `away` are the prepositions before a doer, a
    receiver, a partner, two partners, and what is none of these,
    `at` before a place; a
    `joint` joins two of them; a `modifier` may stand between a noun that names an event
    and who does it; a noun with a `patient` prefix is followed by whom it is done to; `home` is the country that a text
    means that names none.
    """

    word: str
    kind: Kind
    source: str


Words = dict[str, frozenset[str]]


class Party(Struct, frozen=True, kw_only=True):
    """Tokens [first, last) that name somebody, and who it is."""

    first: int
    last: int
    name: str
    kind: Literal["country", "person", "body", "group", "place"]

    @property
    def country(self) -> bool:
        """Whether they stand for a state."""
        return self.kind == "country"


class Cast(Struct, frozen=True, kw_only=True, eq=False):
    """Everybody that a text names, in text order, and the words of its language that say who is who."""

    parties: tuple[Party, ...]
    at: dict[int, Party]  # by token
    places: dict[int, str]  # by first token: towns, regions and countries
    words: Words
    home: str | None
    own: bool  # home is the language's own, not the one that the text names most
    pronouns: dict[str, str]  # person by word
    cues: dict[int, str]  # by token of a cue: its holder
    leading: tuple[str, ...]  # those that the text names most
    stands_for: dict[str, str]  # the country of a holder who acts for one


@lru_cache(maxsize=8)
@lru_cache(maxsize=8)
def words_of(language: str) -> Words:
    """The words of actors.tsv by kind."""
    found: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for row in parse_table((DATA / language / "actors.tsv").read_text("utf-8"), Word, name=f"{language}/actors.tsv"):
        found[row.kind].add(row.word)
    return {kind: frozenset(words) for kind, words in found.items()}


def cast(s: Segments, lexicon: Lexicon, known: Gazetteer, claims: Sequence[Claim], mentions: Sequence[Mention]) -> Cast:
    """Reads all parties of a text once."""
    language = lexicon.language
    words = words_of(language)
    g = grammar(lexicon)
    spelled = _spelled(s, g, known.names(language))
    named = known.find(spelled, language)
    home = _home(known, named, words)
    names = {first: (last, entry) for first, last, entry in named}
    people = _people(s, g, known, claims, mentions, names, words)
    nouns = known.names(language).nouns
    parties: list[Party] = []
    i = 0
    while i < len(spelled):
        party = _party(s, spelled, i, known, names, people, words, home)
        if party is None and s.lower[i] in nouns and nouns[s.lower[i]].kind is None:
            english = known.english([*s.lower[i : i + 1], *spelled[i + 1 : i + 5]], language)
            if english and english[0] != "(":
                party = Party(first=i, last=i + 1, name=english, kind="group")
        if party is None:
            i += 1
            continue
        parties.append(party)
        i = party.last
    often = Counter(p.name for p in parties)
    stands_for = _stand_for(s, claims, parties)
    return Cast(
        cues={
            i: stands_for.get(claim.holder, claim.holder)
            for claim in claims
            if claim.holder
            for start, end in claim.cue
            for i in range(_token(s, start), _token(s, end))
        },
        leading=tuple(name for name, _ in sorted(often.items(), key=lambda x: (-x[1], x[0]))[:3]),
        stands_for=stands_for,
        parties=tuple(parties),
        at={i: p for p in parties for i in range(p.first, p.last)},
        places={first: entry.name for first, _, entry in named if entry.kind in ("GPE", "LOC")},
        words=words,
        home=home,
        own=any(known.countries[code].name == home for code in words["home"]),
        pronouns=g.pronoun,
    )


def _spelled(s: Segments, g: Grammar, names: KnownNames) -> list[str]:
    """The tokens without a genitive ending, and without the word that a page glued to a name where it lost a link:
    "Israeldan", "Iranmenyerang"."""
    out = []
    for a, b in s.tokens:
        word = s.text[a:b].removesuffix(POSSESSIVE[0]).removesuffix(POSSESSIVE[1])
        if len(word) > 5 and word[0].isupper() and word not in names.meaning and word not in names.lengths:
            for cut in range(len(word) - 2, 3, -1):
                rest = word[cut:]
                if word[:cut] in names.meaning and (
                    rest in g.function_words or rest in g.relative or rest.startswith(g.verb_prefix)
                ):
                    word = word[:cut]
                    break
        out.append(word)
    return out


def _stand_for(s: Segments, claims: Sequence[Claim], parties: Sequence[Party]) -> dict[str, str]:
    """The country that a claim's holder acts for, by how their sources call them."""
    found: dict[str, str] = {}
    for claim in claims:
        if claim.holder:
            for start, end in claim.source:
                first, last = _token(s, start), _token(s, end)
                at = bisect_left(parties, first, key=lambda p: p.last - 1)
                if at < len(parties) and parties[at].first < last and parties[at].country:
                    found.setdefault(claim.holder, parties[at].name)
    return found


Names = dict[int, tuple[int, Entry]]
People = dict[int, tuple[int, str, bool]]


def _party(
    s: Segments, spelled: list[str], first: int, known: Gazetteer, names: Names, people: People, words: Words, home: str | None
) -> Party | None:
    """The party whose words begin at token `first`: names, titles and organs that stand together are one."""
    country = person = other = place = None
    led: str | None = None
    organ = False
    i = first
    while i < len(spelled):
        here = names.get(i)
        if here is not None:
            last, entry = here
            owner = known.state(entry)
            role = known.roles.get(entry.id)
            if role == "country" or (owner is not None and entry.kind != "GPE"):
                led = led or (None if country else person or other)
                country = country or (owner.name if owner else None)
                organ = organ or role != "country"
            elif entry.kind == "GPE":
                at = known.countries.get(entry.country or "")
                place = place or (at.name if at else entry.name)
            elif entry.kind == "PER":
                person = person or entry.name
            elif entry.kind == "ORG":
                other = other or entry.name
            elif i == first:
                return None
            i = last
        elif s.lower[i] in words["state"]:
            organ = True
            i += 1
        elif i in people:
            last, name, acts = people[i]
            person, organ, i = person or name, organ or acts, last
        elif i > first and (organ or country) and spelled[i][:1].isupper() and s.tokens[i][0] == s.tokens[i - 1][1] + 1:
            i += 1
        else:
            break
    if i == first:
        return None
    if country and not organ and led:
        return Party(first=first, last=i, name=led, kind="body")  # "Medcom Polandia"
    if country or organ:
        owned = country or place or home
        return Party(first=first, last=i, name=owned, kind="country") if owned else None
    if person:
        return Party(first=first, last=i, name=person, kind="person")
    if other:
        return Party(first=first, last=i, name=other, kind="body")
    return Party(first=first, last=i, name=place, kind="place") if place else None


def _home(known: Gazetteer, named: Sequence[tuple[int, int, Entry]], words: Words) -> str | None:
    """Whose organs are meant that are not said to be any country's: the one that the text names most, or the language's."""
    counts: dict[str, int] = {}
    for _, _, entry in named:
        if entry.country in known.countries and known.roles.get(entry.id) != "media":
            counts[entry.country or ""] = counts.get(entry.country or "", 0) + 1
    own = next(iter(words["home"]), None)
    most = max(counts, key=lambda c: counts[c], default=own)
    if own is not None and most is not None and counts.get(own, 0) * 3 >= counts.get(most, 0):
        most = own
    return known.countries[most].name if most else None


def _people(
    s: Segments, g: Grammar, known: Gazetteer, claims: Sequence[Claim], mentions: Sequence[Mention], names: Names, words: Words
) -> People:
    """By first token: where a name ends, its fullest form, and whether its bearer acts for a state by a title."""
    full: dict[str, str] = {}
    acts: dict[str, bool] = {}
    spans = [(_token(s, m.span[0]), max(_token(s, m.span[1]), _token(s, m.span[0]) + 1)) for m in mentions if m.type in PEOPLE]
    runs = [(first, last) for first, last in spans or _runs(s, g, names, words) if first not in names]
    for claim in claims:
        if claim.holder and all(part[:1].isupper() or part in g.name_link for part in claim.holder.split()):
            inside = [i for a, b in claim.source for i in range(_token(s, a), _token(s, b))]
            organ = any(_official(s, i, known, names, words) for i in inside)
            for part in claim.holder.lower().split():
                full.setdefault(part, claim.holder)
                acts[part] = acts.get(part, False) or organ
    for first, last in sorted(runs, key=lambda r: r[0] - r[1]):
        name = " ".join(s.word(i) for i in range(first, last))
        organ = _titled(s, first, last, known, names, words) or s.lower[first] in words["state"]
        for i in range(first, last):
            full.setdefault(s.lower[i], name)
            acts[s.lower[i]] = acts.get(s.lower[i], False) or organ
    found: People = {}
    i = 0
    while i < len(s.tokens):
        name = full.get(s.lower[i], "")
        if not name or i in names or not s.word(i)[:1].isupper() or len(s.lower[i]) < 3 or s.lower[i] in words["state"]:
            i += 1
            continue
        organ, last = acts.get(s.lower[i], False), i + 1
        while last < len(s.tokens) and full.get(s.lower[last]) == name and s.word(last)[:1].isupper():
            last += 1
        found[i] = (last, name, organ)
        i = last
    return found


def _token(s: Segments, at: int) -> int:
    return bisect_left(s.tokens, (at, 0))


def _official(s: Segments, i: int, known: Gazetteer, names: Names, words: Words) -> bool:
    return s.lower[i] in words["state"] or (i in names and known.state(names[i][1]) is not None)


def _titled(s: Segments, first: int, last: int, known: Gazetteer, names: Names, words: Words) -> bool:
    """Whether an office or organ of a state stands right before a name, or before or after a comma and the name."""
    if last + 1 < len(s.tokens) and s.lower[last] == "," and _official(s, last + 1, known, names, words):
        return True
    for i in range(first - 1, max(-1, first - 8), -1):
        if _official(s, i, known, names, words):
            return True
        if not (s.word(i)[:1].isupper() or s.lower[i] == "," or s.word(i)[:1].isdigit()):
            return False
    return False


def _runs(s: Segments, g: Grammar, names: Names, words: Words) -> list[tuple[int, int]]:
    """Runs of capitalised words in running text that the gazetteer does not know: names, where no reader marked any."""
    out: list[tuple[int, int]] = []
    for sentence in s.sentences:
        if sentence.line == 0:
            continue
        i = sentence.first
        while i < sentence.last:
            first = i
            while i < sentence.last and i not in names and _named(s, g, i, sentence.first, words):
                i += 1
            if 0 < i - first <= 4:
                out.append((first, i))
            i = max(i, first + 1)
    return out


def _named(s: Segments, g: Grammar, i: int, first: int, words: Words) -> bool:
    """Whether token i has a capital for no other reason than that it is a name."""
    word = s.lower[i]
    opens = i == first or s.inside[i] != s.inside[i - 1] or s.lower[i - 1] in QUOTES or s.lower[i - 1] in BREAKS
    common = word in g.function_words or word in g.day or word in g.forms or word in g.title or word in words["state"]
    return s.word(i)[:1].isupper() and not opens and not common
