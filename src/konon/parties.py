"""Everybody whom a text names, as parties to events: tokens, an English name, and what they are.

A state's organs, officials and capitals stand for their country (PLOVER codes them so), a person goes by the fullest name
that the text has, a group by what its noun is in English. Whether somebody with an office acts for the country or for
themselves is open here: a party has both names, and `konon.actors` chooses. `data/<lang>/actors.tsv` holds the words.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Literal, get_args

from msgspec import Struct

from konon.gazetteer import Entry, Gazetteer
from konon.gazetteer import Names as KnownNames
from konon.glued import unglued
from konon.grammar import Grammar, grammar
from konon.lexicon import DATA, Lexicon, parse_table
from konon.records import Claim, Mention, Spans
from konon.segment import Segments

Office = Literal["state", "seat", "former", "group"]
Function = Literal["agent", "to", "with", "between", "modifier", "away", "at", "home", "joint", "patient"]
Kind = Office | Function
KINDS: tuple[Kind, ...] = (*get_args(Office), *get_args(Function))
PEOPLE = frozenset({"PER", "ORG"})
TITLE_NAME = 3  # words
LEADING = 3  # names
DATELINE = 9  # words
OUTLET = 4  # words of an outlet's name, and the comma after it
DASHES = frozenset("-–—")
BREAKS = frozenset(";:.!?()[]—–")
QUOTES = frozenset('"“”')
POSSESSIVE = ("'s", "’s")


class Word(Struct, frozen=True, kw_only=True):
    """A line of actors.tsv.

    `state` words name who acts for a state, `seat` words who sits in one of its bodies or runs for office and acts as often for
    themselves or a party; who is `former` acts for themselves; a `group` word names people by what they are, in English.
    `agent`, `to`, `with`, `between` and `away` are the prepositions before a doer, a receiver, a partner, two partners, and
    what is none of these, `at` before a place; a `joint` joins two of them; a `modifier` may stand between a noun that names
    an event and who does it; a noun with a `patient` prefix is followed by whom it is done to; `home` is the country that a
    text means that names none.
    """

    word: str
    kind: Kind
    source: str


Words = dict[str, frozenset[str]]
Sign = Literal["quote", "break", "comma", "relative", "that", "purpose", "auxiliary", "and", "part", "clause", "place"]


Face = tuple[str, str]  # a name, and what it is: "country", "person", "body", "group", "place", or in what role it is meant


class Party(Struct, frozen=True, kw_only=True):
    """Tokens [first, last) that name somebody, and who it is.

    `person` is who it is that acts for the country `name`, and `role` as what: "state" or "seat" by the word for it,
    "incumbent" by the gazetteer's terms of office.
    """

    first: int
    last: int
    name: str
    kind: Literal["country", "person", "body", "group", "place"]
    person: str | None = None
    role: str = ""

    @property
    def country(self) -> bool:
        """Whether they stand for a state."""
        return self.kind == "country"

    @property
    def faces(self) -> tuple[Face, ...]:
        """The names by which they may act, the likelier first."""
        if self.person is None:
            return ((self.name, self.kind),)
        return ((self.name, f"for {self.role}"), (self.person, self.role))


class Cast(Struct, frozen=True, kw_only=True, eq=False):
    """Everybody that a text names, in text order, and the words of its language that say who is who."""

    language: str
    parties: tuple[Party, ...]
    at: dict[int, Party]  # by token
    pairs: dict[int, tuple[Party, ...]]  # by token: the countries that a hyphen joins in it ("Iran-Israel")
    places: dict[int, str]  # by first token: towns, regions and countries
    words: Words
    home: str | None
    own: bool  # home is the language's own, not the one that the text names most
    pronouns: dict[str, str]  # person by word
    owners: dict[str, str]  # person by possessive
    cues: dict[int, tuple[Face, ...]]  # by token of a cue: its holder
    sources: dict[int, tuple[Face, ...]]  # by token of a claim's source: its holder
    leading: tuple[str, ...]  # those that the text names most
    persons: tuple[str, ...]  # the same, where who has an office counts for themselves
    faces: dict[str, tuple[Face, ...]]  # of holders, by name
    known: dict[str, tuple[Face, ...]]  # of parties, by the last name
    signs: dict[str, Sign]  # by word: what it does in a sentence, where that is plain


@lru_cache(maxsize=8)
def words_of(language: str) -> Words:
    """The words of actors.tsv by kind."""
    found: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for row in parse_table((DATA / language / "actors.tsv").read_text("utf-8"), Word, name=f"{language}/actors.tsv"):
        found[row.kind].add(row.word)
    return {kind: frozenset(words) for kind, words in found.items()}


def cast(
    s: Segments,
    lexicon: Lexicon,
    known: Gazetteer,
    claims: Sequence[Claim],
    *,
    mentions: Sequence[Mention] = (),
    day: str | None = None,
) -> Cast:
    """Reads all parties of a text once. `day`: when it was published (ISO): who held an office then acts for the country."""
    language = lexicon.language
    words = words_of(language)
    g = grammar(lexicon)
    spelled = _spelled(s, g, known.names(language))
    named = known.find(spelled, language)
    dateline = _dateline(s) if words["home"] else range(0)  # a language with a country of its own writes from there
    home = _home(known, [name for name in named if name[0] not in dateline], words)
    names = {first: (last, entry) for first, last, entry in named}
    people = _people(s, g, known, claims, mentions, names, words)
    ruling = _incumbents(known, (day or "")[:10])
    nouns = known.names(language).nouns
    pairs = _pairs(spelled, known, language)
    parties: list[Party] = []
    i = 0
    while i < len(spelled):
        party = _party(s, spelled, i, known, names, people, words, home, ruling)
        if party is None and s.lower[i] in words["group"]:
            party = Party(first=i, last=i + 1, name=s.lower[i], kind="group")
        if party is None and s.lower[i] in nouns and nouns[s.lower[i]].kind != "text":
            english = known.english([*s.lower[i : i + 1], *spelled[i + 1 : i + 5]], language)
            if english and english[0] != "(":
                party = Party(first=i, last=i + 1, name=english, kind="group")
        if party is None:
            i += 1
            continue
        parties.append(party)
        i = party.last
    faces = _faces(s, claims, parties)
    return Cast(
        language=language,
        cues=_by_token(s, faces, ((claim.holder, claim.cue) for claim in claims)),
        sources=_by_token(s, faces, ((claim.holder, claim.source) for claim in claims)),
        leading=_most(p.name for p in parties),
        persons=_most(p.faces[-1][0] for p in parties),
        faces=faces,
        parties=tuple(parties),
        at={i: p for p in parties for i in range(p.first, p.last)},
        pairs=pairs,
        places={first: entry.name for first, _, entry in named if entry.kind in ("GPE", "LOC")},
        words=words,
        home=home,
        own=any(known.countries[code].name == home for code in words["home"]),
        pronouns={**g.pronoun, **lexicon.of_kind("possessive")},
        owners=lexicon.of_kind("possessive"),
        signs=signs_of(lexicon),
        known={party.faces[-1][0]: party.faces for party in sorted(parties, key=lambda p: len(p.faces))},
    )


def _pairs(spelled: Sequence[str], known: Gazetteer, language: str) -> dict[int, tuple[Party, ...]]:
    """By token: the countries that a hyphen joins in it."""
    meaning = known.names(language).meaning
    found: dict[int, tuple[Party, ...]] = {}
    for i, word in enumerate(spelled):
        if "-" in word and word[0].isupper():
            entries = [meaning[part] for part in word.split("-") if part in meaning]
            names = [owner.name for entry in entries if (owner := known.state(entry)) is not None]
            if len(names) > 1 and len(names) == len(word.split("-")):
                found[i] = tuple(Party(first=i, last=i + 1, name=name, kind="country") for name in names)
    return found


def _most(names: Iterable[str]) -> tuple[str, ...]:
    """The names that are there most often, the first of the alphabet where as often."""
    return tuple(name for name, _ in sorted(Counter(names).items(), key=lambda x: (-x[1], x[0]))[:LEADING])


@lru_cache(maxsize=8)
def signs_of(lexicon: Lexicon) -> dict[str, Sign]:
    """What each word does that joins, parts or opens clauses and phrases."""
    g = grammar(lexicon)
    words = words_of(lexicon.language)
    kinds: tuple[tuple[Sign, frozenset[str]], ...] = (
        ("quote", QUOTES),
        ("break", BREAKS),
        ("comma", frozenset({","})),
        ("relative", g.relative),
        ("that", g.complementiser),
        ("purpose", g.purpose),
        ("auxiliary", g.auxiliary),
        ("and", words["joint"]),
        ("part", words["agent"] | words["to"] | words["with"] | words["between"]),
        ("clause", g.subordinator | g.coordinator | g.wh),
        ("place", words["away"] | words["at"] | g.preposition),
    )
    found: dict[str, Sign] = {}
    for sign, some in kinds:
        for word in some:
            found.setdefault(word, sign)
    return found


@lru_cache(maxsize=64)
def _incumbents(known: Gazetteer, day: str) -> dict[str, str]:
    """By id: the country (ISO) that a person held an office of on `day`."""
    held = (term for terms in known.terms.values() for term in terms)
    return {
        t.id: t.country for t in held if t.since <= day[: len(t.since)] and (t.until is None or day[: len(t.until)] <= t.until)
    }


def _by_token(
    s: Segments, faces: dict[str, tuple[Face, ...]], held: Iterable[tuple[str | None, Spans]]
) -> dict[int, tuple[Face, ...]]:
    return {
        i: faces[holder]
        for holder, spans in held
        if holder
        for start, end in spans
        for i in range(_token(s, start), _token(s, end))
    }


def _spelled(s: Segments, g: Grammar, names: KnownNames) -> list[str]:
    """The tokens without a genitive ending, and without the words that a page glued to names."""
    return [word.removesuffix(POSSESSIVE[0]).removesuffix(POSSESSIVE[1]) for word in unglued(s, g, names)]


def _faces(s: Segments, claims: Sequence[Claim], parties: Sequence[Party]) -> dict[str, tuple[Face, ...]]:
    """The names by which a claim's holder may act, by how their sources call them."""
    found: dict[str, tuple[Face, ...]] = {}
    for claim in claims:
        if claim.holder:
            for start, end in claim.source:
                first, last = _token(s, start), _token(s, end)
                at = bisect_left(parties, first, key=lambda p: p.last - 1)
                if at < len(parties) and parties[at].first < last and parties[at].country:
                    found.setdefault(claim.holder, parties[at].faces)
    for claim in claims:
        if claim.holder and claim.holder not in found:
            found[claim.holder] = ((claim.holder, "holder"),)
    return found


Names = dict[int, tuple[int, Entry]]
People = dict[int, tuple[int, str, str]]


def _party(
    s: Segments,
    spelled: list[str],
    first: int,
    known: Gazetteer,
    names: Names,
    people: People,
    words: Words,
    home: str | None,
    ruling: dict[str, str],
) -> Party | None:
    """The party whose words begin at token `first`: names, titles and organs that stand together are one."""
    country = person = other = place = his = None
    led: str | None = None
    role = ""
    i = first
    while i < len(spelled):
        here = names.get(i)
        if here is not None:
            last, entry = here
            owner = known.state(entry)
            of = known.roles.get(entry.id)
            if of == "country" or (owner is not None and entry.kind != "GPE"):
                led = led or (None if country else person or other)
                country = country or (owner.name if owner else None)
                role = role or ("state" if of != "country" else "")
            elif entry.kind == "GPE":
                at = known.countries.get(entry.country or "")
                place = place or (at.name if at else entry.name)
            elif entry.kind == "PER":
                person = person or entry.name
                his = known.countries.get(entry.country or "")
                if entry.id in ruling:
                    country, role = country or known.countries[ruling[entry.id]].name, "incumbent"
            elif entry.kind == "ORG":
                other = other or entry.name
            elif i == first:
                return None
            i = last
        elif s.lower[i] in words["seat"]:
            role = "seat"
            i += 1
        elif s.lower[i] in words["state"]:
            role = role or "state"
            i += 1
        elif i in people:
            last, name, acts = people[i]
            person, role, i = person or name, role or acts, last
        elif i > first and (role or country) and spelled[i][:1].isupper() and s.tokens[i][0] == s.tokens[i - 1][1] + 1:
            i += 1
        else:
            break
    if i == first:
        return None
    if first and s.lower[first - 1] in words["former"] and person:
        country, role = None, ""
    if country and not role and led:
        return Party(first=first, last=i, name=led, kind="body")  # "Medcom Polandia"
    if country or role:
        owned = country or (his.name if his else None) or place or home
        return Party(first=first, last=i, name=owned, kind="country", person=person, role=role) if owned else None
    if person:
        return Party(first=first, last=i, name=person, kind="person")
    if other:
        return Party(first=first, last=i, name=other, kind="body")
    return Party(first=first, last=i, name=place, kind="place") if place else None


def _dateline(s: Segments) -> range:
    """The tokens of a text's body that only say who writes, and where: "Liputan6.com, Jakarta -", "JAKARTA, KOMPAS.com -";
    where the page lost the dash, those up to the word after a comma."""
    body = next((x for x in s.sentences if x.line), None)
    if body is None:
        return range(0)
    start = s.lower[body.first : min(body.first + DATELINE, body.last)]
    dash = next((i for i, word in enumerate(start) if word in DASHES), 0)
    past = dash or (start.index(",") + 2 if "," in start[:OUTLET] else 0)
    return range(body.first, body.first + past)


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
    """By first token: where a name ends, its fullest form, and as what its bearer acts for a state, by a title."""
    full: dict[str, str] = {}
    acts: dict[str, str] = {}
    whole: People = {}  # bodies are not called by a part of their name
    runs = [(first, last, kind) for first, last, kind in _spans(s, mentions) or _runs(s, g, names, words) if first not in names]
    for claim in claims:
        if claim.holder and all(part[:1].isupper() or part in g.name_link for part in claim.holder.split()):
            inside = [i for a, b in claim.source for i in range(_token(s, a), _token(s, b))]
            role = next(filter(None, (_official(s, i, known, names, words) for i in reversed(inside))), "")
            if any(s.lower[i] in words["former"] for i in inside):
                role = ""
            for part in claim.holder.lower().split():
                full.setdefault(part, claim.holder)
                acts[part] = acts.get(part) or role
    for first, last, kind in sorted(runs, key=lambda r: r[0] - r[1]):
        a, b = s.span(first, last)
        name = " ".join(s.text[a:b].removesuffix(POSSESSIVE[0]).removesuffix(POSSESSIVE[1]).split())
        role = _titled(s, first, last, known, names, words) or _official(s, first, known, names, words)
        if kind == "ORG" and last > first + 1:
            whole[first] = last, name, role
            continue
        for i in range(first, last):
            word = s.lower[i].removesuffix(POSSESSIVE[0]).removesuffix(POSSESSIVE[1])
            full.setdefault(word, name)
            acts[word] = acts.get(word) or role
    found: People = dict(whole)
    lower = [word.removesuffix(POSSESSIVE[0]).removesuffix(POSSESSIVE[1]) for word in s.lower]
    i = 0
    while i < len(lower):
        name = full.get(lower[i], "")
        if i in whole:
            i = whole[i][0]
            continue
        if not name or i in names or not s.word(i)[:1].isupper() or len(lower[i]) < 3 or lower[i] in words["state"]:
            i += 1
            continue
        role, last = acts.get(lower[i], ""), i + 1
        while last < len(lower) and full.get(lower[last]) == name and s.word(last)[:1].isupper():
            last += 1
        found[i] = (last, name, role)
        i = last
    return found


def _token(s: Segments, at: int) -> int:
    return bisect_left(s.tokens, (at, 0))


def _official(s: Segments, i: int, known: Gazetteer, names: Names, words: Words) -> str:
    """As what token i says that somebody acts for a state; empty where it does not."""
    if s.lower[i] in words["seat"]:
        return "seat"
    return "state" if s.lower[i] in words["state"] or (i in names and known.state(names[i][1]) is not None) else ""


def _titled(s: Segments, first: int, last: int, known: Gazetteer, names: Names, words: Words) -> str:
    """As what an office or organ of a state makes them act that stands right before a name, or before or after a comma and
    the name."""
    if last + 1 < len(s.tokens) and s.lower[last] == "," and (role := _official(s, last + 1, known, names, words)):
        return role
    for i in range(first - 1, max(-1, first - 8), -1):
        if "\n" in s.text[s.tokens[i][1] : s.tokens[i + 1][0]]:
            return ""
        if role := _official(s, i, known, names, words):
            return "" if i and s.lower[i - 1] in words["former"] else role
        if not (s.word(i)[:1].isupper() or s.lower[i] == "," or s.word(i)[:1].isdigit()):
            return ""
    return ""


def _spans(s: Segments, mentions: Sequence[Mention]) -> list[tuple[int, int, str]]:
    """The tokens of the people and bodies that a reader marked; none that is too long for a name in a title, where all words
    have capitals."""
    out: list[tuple[int, int, str]] = []
    for m in mentions:
        first = _token(s, m.span[0])
        last = max(_token(s, m.span[1]), first + 1)
        if m.type in PEOPLE and not (last - first > TITLE_NAME and first < s.sentences[0].last):
            out.append((first, last, m.type))
    return out


def _runs(s: Segments, g: Grammar, names: Names, words: Words) -> list[tuple[int, int, str]]:
    """Runs of capitalised words in running text that the gazetteer does not know: names, where no reader marked any."""
    out: list[tuple[int, int, str]] = []
    for sentence in s.sentences:
        if sentence.line == 0:
            continue
        i = sentence.first
        while i < sentence.last:
            first = i
            while i < sentence.last and i not in names and _named(s, g, i, sentence.first, words):
                i += 1
            if 0 < i - first <= 4:
                out.append((first, i, "PER"))
            i = max(i, first + 1)
    return out


def _named(s: Segments, g: Grammar, i: int, first: int, words: Words) -> bool:
    """Whether token i has a capital for no other reason than that it is a name."""
    word = s.lower[i]
    opens = i == first or s.inside[i] != s.inside[i - 1] or s.lower[i - 1] in QUOTES or s.lower[i - 1] in BREAKS
    common = word in g.function_words or word in g.day or word in g.forms or word in g.title or word in words["state"]
    return s.word(i)[:1].isupper() and not opens and not common
