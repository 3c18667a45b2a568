"""Who a name means: countries, places, institutions, office-holders and products, by every name that the press gives them.

`load()` reads the tables of `data/common/gazetteer/` once; README.md there says what each holds and whence. An alias is met
as it is written: "AS" is the United States in Indonesian, "as" is a word; a headline in capitals finds what its words would
in lower case. One alias means one thing, in one language: where several claim it, `usual.tsv` names the far more usual, and
an office ("Presiden AS") means whoever held it on the day. What is left open has no entry, rather than a wrong one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import chain
from typing import Literal, TypeVar

from msgspec import Struct

from konon.lexicon import DATA, LexiconError, Many, SourceName, parse_table
from konon.segment import CAMEL, TOKEN

RowType = TypeVar("RowType", bound=Struct)
Kind = Literal["PER", "ORG", "LOC", "GPE", "PRODUCT", "EVENT"]

TABLES = ("countries", "cities", "places", "regions", "organisations", "persons", "products")
STATE_ROLES = frozenset({"capital", "seat", "state"})  # these act and speak for their country
COUNTRY = "{country}"
NUMBERS = frozenset({"(one)", "(many)", "(none)"})
STARTERS = frozenset(
    {"", ".", "!", "?", "…", ":", '"', "“", "”", "‘", "-", "–", "—", "\n"}
)  # after these, any word has a capital
LONGEST_NOUN = 5  # words of the longest noun phrase in nouns.tsv
SHORT = 3  # letters up to which a word all in capitals is an acronym or nothing, never a name in a headline of capitals


class Entry(Struct, frozen=True, kw_only=True):
    """One thing with a name. `id` is stable; `name` is the English or the usual one; `country` is ISO 3166-1 alpha-3."""

    id: str
    name: str
    kind: Kind
    country: str | None = None
    wikidata: str | None = None
    lat: float | None = None
    lon: float | None = None


class Called(Struct, frozen=True, kw_only=True):
    """What a thing goes by: its name in readings, and those that the press gives it."""

    name: str
    aliases: tuple[str, ...]


class Row(Struct, frozen=True, kw_only=True):
    """One line of a table of things. An alias with a language before it ("id:Rusia") is met in that language only."""

    id: str
    kind: Kind
    role: str
    name: str
    country: str | None
    wikidata: str | None
    lat: float | None
    lon: float | None
    aliases: Many
    source: str


class More(Struct, frozen=True, kw_only=True):
    """Further aliases (aliases.tsv), or the demonyms (demonyms.tsv), of what another table holds."""

    id: str
    aliases: Many
    source: str


class Identifier(Struct, frozen=True, kw_only=True):
    """The Wikidata item of what a generated table holds."""

    id: str
    wikidata: str
    source: str


class Point(Struct, frozen=True, kw_only=True):
    """Where something lies for which a generated table has no point; degrees (WGS 84)."""

    id: str
    lat: float
    lon: float
    source: str


class Office(Struct, frozen=True, kw_only=True):
    """How a language calls the holder of an office: "Presiden {country}", "{country} President"."""

    office: str
    language: str
    pattern: str
    source: str


class Term(Struct, frozen=True, kw_only=True):
    """Who held an office, and from when until when, as exactly as the source tells: a year, a month or a day."""

    id: str
    office: str
    country: str
    since: str
    until: str | None
    source: str


class Usual(Struct, frozen=True, kw_only=True):
    """Which of several that share an alias is meant, unless more is said."""

    alias: str
    id: str
    source: str


class Ordinary(Struct, frozen=True, kw_only=True):
    """An alias that is also an ordinary word ("Antara", among). `find` meets it `inside` a sentence only, where a capital
    means something, or `never`; `lookup`, which is asked about a name, always does."""

    alias: str
    language: str
    met: Literal["inside", "never"]
    source: str


class Noun(Struct, frozen=True, kw_only=True):
    """The English for a holder without a name: "kuasa hukum" is a lawyer, "para kuasa hukum" are lawyers.

    `english` is what the noun means by itself. A word that only counts or points ("para", "seorang") has instead of it the
    number that it gives the noun after it: `(one)`, `(many)`, or `(none)`. `kind` is `text` of what somebody issues: a report's
    holder is whose report it is, where that is said ("laporan BBC"); `folk` of people who, with a country, are those of that
    country ("orang Amerika": Americans).
    """

    noun: str
    english: str
    one: str | None
    many: str | None
    kind: Literal["text", "folk"] | None
    source: str


class Names(Struct, frozen=True, kw_only=True, eq=False):
    """The aliases of one language: each with what it means, and by its first word how many words they have, longest first."""

    language: str
    meaning: dict[str, Entry]
    lengths: dict[str, tuple[int, ...]]
    capitals: dict[str, Entry]  # those that are no acronyms, all in capitals: for headlines
    ordinary: dict[str, Ordinary]
    nouns: dict[str, Noun]
    offices: dict[str, tuple[tuple[str, str], ...]]  # by first or last fixed word: (office, pattern)


class Gazetteer(Struct, frozen=True, kw_only=True, eq=False):
    """All names. Compared by identity, as a lexicon is."""

    entries: dict[str, Entry]  # by id
    roles: dict[str, str]  # by id
    countries: dict[str, Entry]  # by ISO 3166-1 alpha-3
    peoples: dict[str, str]  # by id of a country: "Americans"
    terms: dict[tuple[str, str], tuple[Term, ...]]  # by office and country
    aliases: tuple[tuple[str, Many], ...]  # of every id, with those that several claim
    usual: dict[str, str]
    offices: tuple[Office, ...]

    def names(self, language: str) -> Names:
        """The aliases of one language, made when first asked for."""
        return _names(self, language)

    def lookup(self, surface: str, language: str, day: str | None = None) -> Entry | None:
        """What `surface` means in a text of `language` from `day` (ISO); None where unknown or undecided."""
        words = _words(surface)
        names = self.names(language)
        key = " ".join(words)
        found = names.meaning.get(key) or _shouted(key, names)
        return found or self._holder_of(words, language, day)

    def known_as(self, asked: str) -> Called:
        """The name by which readings have whoever is called `asked`, and all that texts may have; both `asked`, where it is
        not known."""
        entry = self.lookup(asked, "id") or self.lookup(asked, "en")
        if entry is None:
            return Called(name=asked, aliases=(asked,))
        also = (alias.partition(":")[2] or alias for id_, aliases in self.aliases if id_ == entry.id for alias in aliases)
        return Called(name=entry.name, aliases=tuple(dict.fromkeys((entry.name, asked, *also))))

    def country_of(self, name: str, day: str | None = None) -> str | None:
        """The country (ISO 3166-1 alpha-3) that an entry's own name is, lies in or belongs to; None where unknown."""
        found = self.lookup(name, "en", day)
        return found.country if found else None

    def find(self, words: Sequence[str], language: str) -> list[tuple[int, int, Entry]]:
        """The names among `words` (tokens), as [first, past the last) and what they mean; the longest from the left.

        A ministry or army of which another country's name follows is that country's: no "Kementerian Luar Negeri" of
        Indonesia in "Kementerian Luar Negeri Prancis".
        """
        names = self.names(language)
        lengths, meaning, capitals = names.lengths, names.meaning, names.capitals
        found: list[tuple[int, int, Entry]] = []
        i, end = 0, len(words)
        while i < end:
            for n in lengths.get(words[i], ()):
                key = words[i] if n == 1 else " ".join(words[i : i + n])
                entry = meaning.get(key) or (capitals.get(key) if len(key) > SHORT else None)
                if entry is not None and i + n <= end and (n > 1 or _is_name(key, words[i - 1] if i else "", names)):
                    if found and found[-1][1] == i and self._of_another(found[-1][2], entry):
                        found.pop()
                    found.append((i, i + n, entry))
                    i += n - 1
                    break
            i += 1
        return found

    def english(self, words: Sequence[str], language: str, *, one: bool = False) -> str | None:
        """The English of a phrase that names nobody ("para saksi": witnesses); None where its noun is unknown. `one` is true of
        a phrase that is known to be of one, where it has no number.

        The longest known beginning of the phrase counts, after the words that only count or point ("sejumlah", "73 persen").
        A country or institution right after it is its owner: "pejabat Iran" is "Iran's officials".
        """
        noun, number, past = self._noun(words, language)
        if noun is None:
            return None
        number = number or "(one)" * one
        rest = words[past:]
        beside, owner = next(((first, entry) for first, _, entry in self.find(rest, language) if first <= 1), (0, None))
        if noun.kind == "text" and rest:
            issuer = owner.name if owner else self.english(rest, language)
            if issuer:
                return issuer
        english = (noun.one if number == "(one)" else noun.many if number == "(many)" else None) or noun.english
        if owner is None or owner.name in english:
            return english
        if noun.kind == "folk" and number != "(one)" and not beside and owner.id in self.peoples:
            return self.peoples[owner.id]
        if owner.name.split()[-1].lower() == english.split()[0]:
            english = english.partition(" ")[2] or english  # "Siak Regency government", of a "regency government"
        possessive = self.roles[owner.id] == "country" and not owner.name.endswith("s")
        return f"{owner.name}'s {english}" if possessive else f"{owner.name} {english}"

    def called(self, words: Sequence[str], name: str, language: str, day: str | None = None) -> str:
        """What to call the holder whose source phrase is `words`, and whom its own words call `name`.

        The gazetteer's name where it knows the phrase or the name; else the English of an unnamed holder; else `name`.
        """
        whole = self.lookup(" ".join(words), language, day)
        if whole is not None:
            return self.speaker(whole).name
        found = self.find(words, language)
        parts = set(name.split())
        persons = [e.name for first, past, e in found if e.kind == "PER" and parts & set(words[first:past])]
        if persons:
            return persons[-1]
        known = {i for first, past, _ in found for i in range(first, past)}
        noun, _, past = self._noun(words, language)
        strange = any(w[:1].isupper() and i >= max(1, past) and i not in known for i, w in enumerate(words))
        if not strange and found and found[0][0] == 0 and found[0][2].kind == "ORG":
            return found[0][2].name
        if not strange and noun is not None and (not found or found[0][0] <= past + 1):
            return self.english(words, language) or name
        entry = self.lookup(name, language, day)
        return self.speaker(entry).name if entry is not None else name

    def _noun(self, words: Sequence[str], language: str) -> tuple[Noun | None, str, int]:
        """The longest noun that `words` begin with, the number that the words before it give it, and where it ends."""
        nouns = self.names(language).nouns
        lowered = [word.lower() for word in words]
        first, number = 0, ""
        while first < len(lowered) - 1:
            counts = nouns.get(lowered[first])
            if _longest(lowered, first, nouns) > 1:
                break  # "banyak orang" is a noun, though "banyak" only counts
            if counts.english not in NUMBERS if counts else not lowered[first][:1].isdigit():
                break
            number = counts.english if counts else "(many)"
            first += 1
        n = _longest(lowered, first, nouns)
        return (nouns[" ".join(lowered[first : first + n])] if n else None), number, first + n

    def state(self, entry: Entry) -> Entry | None:
        """The country that `entry` acts for: itself, that of a capital or of a state's organ; None of all others."""
        if self.roles.get(entry.id) == "country":
            return entry
        return self.countries.get(entry.country or "") if self.roles.get(entry.id) in STATE_ROLES else None

    def speaker(self, entry: Entry) -> Entry:
        """Who speaks where `entry` is said to: a capital's country ("Teheran menegaskan": Iran), else itself."""
        capital = self.roles.get(entry.id) in {"capital", "seat"}
        return (self.countries.get(entry.country or "") if capital else None) or entry

    def officeholder(self, office: str, country: str, day: str) -> Entry | None:
        """Who held `office` (as in terms.tsv) of `country` on `day`; None where nobody, or several, are known to have."""
        held = {t.id for t in self.terms.get((office, country), ()) if t.since <= day[: len(t.since)] and _lasts(t, day)}
        return self.entries[held.pop()] if len(held) == 1 else None

    def led_by(self, entry: Entry, day: str) -> Entry | None:
        """The country that a person held an office of on `day`."""
        held = (term for terms in self.terms.values() for term in terms if term.id == entry.id)
        return next((self.countries.get(x.country) for x in held if x.since <= day[: len(x.since)] and _lasts(x, day)), None)

    def _of_another(self, organ: Entry, entry: Entry) -> bool:
        return self.roles[organ.id] == "state" and self.roles[entry.id] == "country" and organ.country != entry.country

    def _holder_of(self, words: tuple[str, ...], language: str, day: str | None) -> Entry | None:
        if not day or len(words) < 2:
            return None
        names = self.names(language)
        for anchor in (words[0].lower(), words[-1].lower()):
            for office, pattern in names.offices.get(anchor, ()):
                before, after = (part.split() for part in pattern.split(COUNTRY))
                owner = words[len(before) : len(words) - len(after)]
                if owner and _same(words, before, after):
                    where = names.meaning.get(" ".join(owner))
                    if where is not None and self.roles[where.id] == "country":
                        return self.officeholder(office, where.country or "", day)
        return None


def own_id(name: str, kind: Kind) -> str:
    """The id of a thing by its name alone: the same for spellings that differ in accents, capitals or punctuation."""
    return f"{kind.lower()}:{normal(name)}"


def normal(name: str) -> str:
    """`name` without accents, capitals and punctuation, its words joined by hyphens."""
    plain = name if name.isascii() else "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return "-".join("".join(c if c.isalnum() else " " for c in plain.casefold().replace("'", "").replace("’", "")).split())


@cache
def load() -> Gazetteer:
    """All tables, read and checked once; raises `LexiconError` where a line breaks a rule."""
    rows = [row for name in TABLES for row in _table(name, Row)]
    identifiers = {i.id: i.wikidata for i in _table("wikidata", Identifier)}
    points = {p.id: (p.lat, p.lon) for p in _table("points", Point)}
    entries = {r.id: _entry(r, identifiers.get(r.id), points.get(r.id, (r.lat, r.lon))) for r in rows}
    roles = {r.id: r.role for r in rows}
    aliases = [(r.id, (r.name, *r.aliases)) for r in rows]
    for outlet in parse_table((DATA / "common" / "sources.tsv").read_text("utf-8"), SourceName, name="common/sources.tsv"):
        key = own_id(outlet.name, "ORG")
        if key not in entries:
            entries[key] = Entry(id=key, name=outlet.name, kind="ORG", country=outlet.country)
            roles[key] = "media"
            aliases.append((key, (outlet.name, *outlet.aliases)))
    for name in ("aliases", "demonyms"):
        aliases.extend((more.id, more.aliases) for more in _table(name, More))
    if strange := {key for key, _ in aliases} - entries.keys() | (identifiers.keys() | points.keys()) - entries.keys():
        raise LexiconError(f"common/gazetteer: no table has {sorted(strange)}")
    terms: dict[tuple[str, str], tuple[Term, ...]] = {}
    for term in _table("terms", Term):
        terms[term.office, term.country] = (*terms.get((term.office, term.country), ()), term)
    return Gazetteer(
        entries=entries,
        roles=roles,
        countries={e.country: e for e in entries.values() if e.country and roles[e.id] == "country"},
        peoples={more.id: _people(more.aliases) for more in _table("demonyms", More)},
        terms=terms,
        aliases=tuple(aliases),
        usual={u.alias: u.id for u in _table("usual", Usual)},
        offices=_table("offices", Office),
    )


def _people(demonyms: Many) -> str:
    """What a country's people are called in English: the plural among its demonyms, else "French people"."""
    names = [alias.removeprefix("en:") for alias in demonyms]
    plural = (name for name in names[1:] if name.endswith("s"))
    return f"{names[0]}s" if f"{names[0]}s" in names else next(plural, f"{names[0]} people")


def claims(aliases: Iterable[tuple[str, Many]], language: str) -> dict[str, set[str]]:
    """Every alias of a language, as words parted by one space, and the ids of all that claim it."""
    claimed: dict[str, set[str]] = {}
    for key, given in aliases:
        for alias in given:
            if alias[2:3] == ":" and alias[:2].islower():
                if alias[:2] != language:
                    continue
                alias = alias[3:]
            plain = alias.replace(" ", "").isalnum() and not CAMEL.search(alias)
            spelled = alias if plain else " ".join(_words(alias))
            if spelled in claimed:
                claimed[spelled].add(key)
            else:
                claimed[spelled] = {key}
    return claimed


@lru_cache(maxsize=8)
def _names(g: Gazetteer, language: str) -> Names:
    meaning: dict[str, Entry] = {}
    for alias, ids in claims(g.aliases, language).items():
        meant = next(iter(ids)) if len(ids) == 1 else g.usual.get(alias)
        if meant in ids:
            meaning[alias] = g.entries[meant]
    capitals = {a.upper(): e for a, e in meaning.items() if len(a) > SHORT and not a.isupper()}
    lengths: dict[str, int] = {}  # by first word: bit n for names of n words, for sets would take longer to make than to use
    for alias in chain(meaning, capitals):
        n = alias.count(" ")
        first = alias[: alias.index(" ")] if n else alias
        lengths[first] = lengths.get(first, 0) | 2 << n
    orders = {bits: tuple(n for n in range(bits.bit_length(), 0, -1) if bits >> n & 1) for bits in set(lengths.values())}
    anchors: dict[str, tuple[tuple[str, str], ...]] = {}
    for office in g.offices:
        if office.language == language:
            before, after = (part.split() for part in office.pattern.split(COUNTRY))
            anchor = (before[0] if before else after[-1]).lower()
            anchors[anchor] = (*anchors.get(anchor, ()), (office.office, office.pattern))
    nouns = parse_table((DATA / language / "nouns.tsv").read_text("utf-8"), Noun, name=f"{language}/nouns.tsv")
    return Names(
        language=language,
        meaning=meaning,
        lengths={first: orders[bits] for first, bits in lengths.items()},
        capitals=capitals,
        ordinary={o.alias: o for o in _table("ordinary", Ordinary) if o.language == language},
        nouns={noun.noun: noun for noun in nouns},
        offices=anchors,
    )


def _table(name: str, row: type[RowType]) -> tuple[RowType, ...]:
    path = DATA / "common" / "gazetteer" / f"{name}.tsv"
    return parse_table(path.read_text("utf-8"), row, name=f"common/gazetteer/{name}.tsv")


def _entry(row: Row, wikidata: str | None, point: tuple[float | None, float | None]) -> Entry:
    return Entry(
        id=row.id,
        name=row.name,
        kind=row.kind,
        country=row.country,
        wikidata=row.wikidata or wikidata,
        lat=point[0],
        lon=point[1],
    )


def _words(surface: str) -> tuple[str, ...]:
    """Its tokens, as `konon.segment` parts them."""
    words: list[str] = []
    for word in TOKEN.findall(surface):
        words.extend(CAMEL.split(word) if "-" not in word else (word,))
    return tuple(words)


def _longest(lowered: Sequence[str], first: int, nouns: dict[str, Noun]) -> int:
    """How many words the longest noun has that begins at word `first`; 0 where none does."""
    for n in range(min(LONGEST_NOUN, len(lowered) - first), 0, -1):
        noun = nouns.get(" ".join(lowered[first : first + n]))
        if noun is not None and noun.english not in NUMBERS:
            return n
    return 0


def _is_name(word: str, before: str, names: Names) -> bool:
    """Whether an alias of one word is a name after the token `before`, "" at the start."""
    ordinary = names.ordinary.get(word)
    return ordinary is None or (ordinary.met == "inside" and before not in STARTERS)


def _shouted(key: str, names: Names) -> Entry | None:
    return names.capitals.get(key) if len(key) > SHORT else None


def _same(words: Sequence[str], before: list[str], after: list[str]) -> bool:
    ends = (*words[: len(before)], *words[len(words) - len(after) :])
    return [word.lower() for word in ends] == [word.lower() for word in (*before, *after)]


def _lasts(term: Term, day: str) -> bool:
    return term.until is None or day[: len(term.until)] <= term.until
