"""The names in a text: capitalised words, parted from titles and from the body that an office belongs to.

"Jubir Kemlu Bayu Tirta" is Bayu Tirta, of whom "jubir kemlu" is said; nicknames that the text gives ("akrab disapa Uci") go
with the name. What the words are for is in `words.tsv`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import chain
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from konon.gazetteer import Entry, Gazetteer
from konon.glued import camels, unglued
from konon.grammar import Grammar, grammar
from konon.lexicon import load
from konon.records import Mention
from konon.segment import Segments

Sort = Literal["PER", "ORG", "LOC"]
Key = tuple[tuple[str, ...], bool, bool]  # the tokens of a run, whether a title stands before, whether a sentence opens with it
LONGEST_NAME = 5  # words of a person's name
LONGEST_OFFICE = 9  # words before or after a name that say who that is
NICKNAME = 8  # words between a name and the nickname that it is told to have
ALIKE = 3  # letters that a nickname shares with the beginning of its bearer's name, where it is made from that
BACK = 40  # names back that a nickname looks for whose it is
ACRONYM = 9  # letters of the longest word all in capitals that is taken for an acronym
LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
MARKS = frozenset(",;:()[]–—-")
APOSTROPHES = "'’"
QUOTES = frozenset({*"\"“”'‘", "''", "``"})
OPENERS = QUOTES | frozenset(":–—.!?…")


class Words(Struct, frozen=True, kw_only=True, eq=False):
    """What naming asks of a language's words beyond its grammar."""

    thing: dict[str, str]  # nouns of what is no person: org (company, lembaga), place or text (report, laporan)
    roles: frozenset[str]  # nouns of persons, and first words of titles
    last: frozenset[str]  # the last words of both, which a name may follow
    offices: frozenset[str]  # of these some word is in what says who somebody is: roles, and nouns with an English
    ends: frozenset[str]  # cues, conjunctions, auxiliaries: no office goes on beyond them
    titles: dict[str, tuple[tuple[str, ...], ...]]  # by first word, without full stops, the longest first
    english: dict[str, str]  # of a noun, so that two words for one office meet
    gender: dict[str, str]  # f or m
    alias: tuple[tuple[str, ...], ...]  # "akrab disapa", "also known as", the longest first
    nearby: frozenset[str]  # of these, the words that must stand right after the name: "atau"
    pointing: dict[str, str]  # what makes a phrase say again who was named: first in it ("the") or last ("itu", "tersebut")
    possessive: dict[str, str]  # his, her: their person
    implied: dict[str, str]  # cues that say whose they are ("dituntut": prosecutors)
    plural: tuple[str, ...]  # endings of a plural noun
    noun_first: bool  # the noun opens its phrase ("hakim agung itu"), not ends it ("the chief judge")


class Text(Struct, frozen=True, kw_only=True, eq=False, dict=True):
    """A text, and all that its words are looked up in. `day` is ISO."""

    s: Segments
    g: Grammar
    w: Words
    known: Gazetteer
    language: str
    day: str | None
    mentions: Sequence[Mention] = ()  # names that a reader has seen

    @cached_property
    def raw(self) -> tuple[str, ...]:
        """The tokens as they are written, without the words that a page glued to names."""
        return tuple(unglued(self.s, self.g, self.known.names(self.language)))

    @cached_property
    def camels(self) -> dict[str, str]:
        """The names with a capital inside, by their parts with a blank between."""
        return camels(self.s, self.raw, self.g, self.known.names(self.language))

    @cached_property
    def capitals(self) -> tuple[int, ...]:
        """The tokens with a capital at their beginning."""
        pairs = enumerate(zip(self.raw, self.s.lower, strict=True))
        return tuple([i for i, (word, low) in pairs if word != low and word[0].isupper()])

    @cached_property
    def words(self) -> frozenset[str]:
        """All different tokens."""
        return frozenset(self.raw)

    @cached_property
    def small(self) -> frozenset[str]:
        """The words that the text has in lower case, and what has no case."""
        return frozenset([low for low, word in zip(self.s.lower, self.raw, strict=True) if word == low or word[0].islower()])


class Run(Struct, frozen=True, kw_only=True, eq=False):
    """Words that name somebody at tokens [first, last), and what is said around them of who that is."""

    first: int
    last: int
    words: tuple[str, ...]
    sort: Sort
    titled: bool
    entry: Entry | None
    offices: tuple[tuple[str, ...], ...]
    of: str | None  # the body or country whose office it is
    nicknames: tuple[str, ...] = ()
    seen: bool = False  # by the reader
    written: str = ""  # as the text has it, where that is more than its words


@lru_cache(maxsize=8)
def words_of(language: str, known: Gazetteer) -> Words:
    """Compiles what naming needs of a language."""
    lexicon = load(language)
    thing, aliases = lexicon.of_kind("thing"), lexicon.of_kind("alias")
    titles: dict[str, list[tuple[str, ...]]] = {}
    for title in lexicon.of_kind("title"):
        words = tuple(title.replace(".", "").split())
        titles.setdefault(words[0], []).append(words)
    roles = frozenset(x for x in lexicon.of_kind("role") if x.split()[0] not in thing)
    english = {noun: n.english for noun, n in known.names(language).nouns.items()}
    g = grammar(lexicon)
    return Words(
        thing=thing,
        roles=roles | frozenset(titles),
        offices=roles | frozenset(titles) | frozenset(english),
        ends=frozenset(g.forms) | g.coordinator | g.subordinator | g.relative | g.auxiliary,
        last=frozenset(x.replace(".", "").split()[-1] for x in (*roles, *lexicon.of_kind("title"))),
        titles={first: tuple(sorted(some, key=len, reverse=True)) for first, some in titles.items()},
        english=english,
        gender=lexicon.of_kind("gender"),
        alias=tuple(sorted((tuple(phrase.split()) for phrase in aliases), key=len, reverse=True)),
        nearby=frozenset(phrase for phrase, where in aliases.items() if where == "next"),
        pointing=lexicon.of_kind("pointing"),
        possessive=lexicon.of_kind("possessive"),
        implied=lexicon.of_kind("implied"),
        plural=tuple(lexicon.of_kind("plural")),
        noun_first="noun_first" in lexicon.of_kind("feature"),
    )


def bare(word: str) -> str:
    """`word` without a possessive ending."""
    if word[-1:].isalnum() and word[-2:-1] not in APOSTROPHES:
        return word
    return word[:-2] if word.endswith(("'s", "’s")) else word.rstrip("'’")


def is_acronym(word: str) -> bool:
    """True of a short word all in capitals."""
    return word.isupper() and 1 < len(word) <= ACRONYM


def sort_of(entry: Entry) -> Sort:
    """What kind of figure the gazetteer's entry is."""
    return "PER" if entry.kind == "PER" else "LOC" if entry.kind in {"LOC", "GPE"} else "ORG"


def headline_end(s: Segments) -> int:
    """The token after the headline: a first line without a full stop at its end; 0 where there is none."""
    body = next((x.first for x in s.sentences if x.line > 0), 0)
    return body if body and s.word(body - 1) != "." else 0


def runs(t: Text) -> list[Run]:
    """The names of a text, in order, but for its headline, whose capitals mean nothing."""
    s = t.s
    body = headline_end(s)
    raw: list[tuple[int, int, int]] = []  # sentence start, first, last
    for sentence in s.sentences:
        if sentence.first >= body:
            raw.extend((sentence.first, a, b) for a, b in _capitals(sentence.first, sentence.last, t))
    alone = {s.lower[a] for _, a, b in raw if b == a + 1}
    seen: dict[Key, Parted | None] = {}
    found = [run for where in raw if (run := _named(where, alone, seen, t)) is not None]
    found = with_nicknames(found, t)
    # A single word that has its capital for the sentence's sake, and stands in no other name, names nobody.
    starts = {a for start, a, _ in raw if opening(t, start, a)}
    names = {
        x.lower() for r in found if len(r.words) > 1 or r.first not in starts or r.titled for x in (*r.words, *r.nicknames)
    }
    found = [
        r for r in found if len(r.words) > 1 or r.entry or r.words[0].lower() in names - LETTERS
    ]  # none is "I" of "Kelas I"
    return [r for r in found if not _possessed(r, t)]


def _possessed(run: Run, t: Text) -> bool:
    """True of a common noun with a clitic, which had its capital for another sake: "Kantornya"."""
    word = run.words[-1].lower()
    return run.entry is None and any(
        word.endswith(c) and (word[: -len(c)] in t.small or word[: -len(c)] in t.w.thing) for c in t.g.clitic
    )


def _capitals(first: int, last: int, t: Text) -> Iterator[tuple[int, int]]:
    """Runs of capitalised words in one sentence, small words of names and full stops of initials and titles included."""
    s, g, raw, capitals = t.s, t.g, t.raw, t.capitals
    k = bisect_left(capitals, first)
    while k < len(capitals) and capitals[k] < last:
        i = j = capitals[k]
        while j < last and _goes_on(i, j, last, t):
            j += 1
        end = j
        while s.lower[end - 1] in g.name_link or raw[end - 1] == ".":
            end -= 1
        begin = i
        opens = opening(t, first, i)
        while begin < end - 1 and (s.lower[begin] in g.determiner or (opens and _common(s.lower[begin], g))):
            begin += 1  # "Menurut Doni", "Kata Bima": a capital for the sentence's sake
        if not (end == begin + 1 and (s.lower[begin] in g.function_words or (opens and _common(s.lower[begin], g)))):
            yield begin, end
        k = bisect_left(capitals, max(j, i + 1), k)


def opening(t: Text, first: int, i: int) -> bool:
    """Whether any word would have a capital at token i of the sentence from `first`."""
    return i == first or t.raw[i - 1] in OPENERS


def _common(word: str, g: Grammar) -> bool:
    return word in g.forms or word in g.function_words


def _goes_on(first: int, j: int, last: int, t: Text) -> bool:
    """Whether token j belongs to the run of capitals that began at `first`."""
    if j == first:
        return True
    s, g, word = t.s, t.g, t.raw[j]
    if not (word[0].isupper() or word == "." or s.lower[j] in g.name_link):
        return False
    gap = s.tokens[j][0] - s.tokens[j - 1][1]
    before = t.raw[j - 1]
    if before != bare(before) or gap > 1:
        return False
    if word == ".":
        return gap == 0 and j + 1 < last and (len(before) == 1 or s.lower[j - 1] in t.w.titles or before in g.abbreviation)
    if gap == 0 and before != ".":
        return word[:1].isupper() and before[-1:].islower()  # words that a page glued together
    if word[:1].isupper():
        return True
    return s.lower[j] in g.name_link and s.lower[j] not in g.preposition and s.lower[j] not in g.determiner and j + 1 < last


class Parted(Struct, frozen=True, kw_only=True, eq=False):
    """A run of capitals: the name in it, how many tokens stand before that, and what they say."""

    skipped: int
    words: tuple[str, ...]
    titled: bool
    sort: Sort
    entry: Entry | None
    of: str | None


def _named(where: tuple[int, int, int], alone: set[str], seen: dict[Key, Parted | None], t: Text) -> Run | None:
    """What the capitalised tokens [a, b) of the sentence from `start` name, after titles and whom an office belongs to.

    `alone` are the words that are a run by themselves somewhere, `seen` the runs that were parted before.
    """
    start, a, b = where
    titled = a > start and t.s.lower[a - 1] in t.w.last
    key = t.raw[a:b], titled, b - a > 2 and opening(t, start, a)
    if key not in seen:
        seen[key] = _parted(key, alone, t)
    parted = seen[key]
    if parted is None:
        return None
    first = a + parted.skipped
    body = parted.sort == "LOC" if parted.entry is None else parted.entry.kind != "PER"
    return Run(
        first=first,
        last=b,
        words=parted.words,
        sort=parted.sort,
        titled=parted.titled,
        entry=parted.entry,
        offices=() if body else offices(start, first, b, t),
        of=parted.of,
    )


def _parted(key: Key, alone: set[str], t: Text) -> Parted | None:
    """Where in a run of capitals a name begins; None of what is nothing but an office."""
    w = t.w
    raw, titled, opens = key
    at = [i for i, word in enumerate(raw) if word != "." and word.lower() not in t.g.day]
    words = tuple([bare(raw[i]) for i in at])
    lower = [word.lower() for word in words]
    found = t.known.find(words, t.language)
    taken = {i for x, y, e in found if e.kind != "PER" for i in range(x, y)}
    begin = i = 0
    while i < len(words):
        some = w.titles.get(lower[i], ())
        n = next((len(x) for x in some if tuple(lower[i : i + len(x)]) == x and not _meet(i, x, taken)), 0) if some else 0
        if n and (i + n < len(words) or begin == i):
            begin, titled = i + n, True
        i += n or 1
    if begin >= len(words):
        return None
    if begin == 0 and opens and len(words) > 2 and at[0] == 0 and lower[0] in t.small:
        begin = 1  # "Kasus Bayu Tirta"
    for x, y, e in found:
        if e.kind != "PER" and y < len(words) and x >= begin and (titled or x > 0) and len(words) - y <= LONGEST_NAME:
            begin = y  # "Ketua PBA Bayu Tirta"
    if titled:
        begin = _person(words, begin, alone, taken)
    name = words[begin:]
    belongs = len(name) > 1 and len(words) - 1 in taken  # "Komando TNI"
    entry = next((e for x, y, e in found if x == begin and y == len(words)), None)
    return Parted(
        skipped=at[begin],
        words=name,
        titled=titled,
        sort="ORG" if belongs and entry is None else _sort(name, entry, titled=titled, w=w),
        entry=entry,
        of=owner(words[:begin], t) if begin else None,
    )


def _meet(i: int, title: tuple[str, ...], taken: set[int]) -> bool:
    return any(k in taken for k in range(i, i + len(title)))


def _person(words: Sequence[str], begin: int, alone: set[str], taken: set[int]) -> int:
    """Where in the words after a title the person's name begins: "PBA Bayu Tirta", "Istana Bayu Tirta"."""
    for i in range(len(words) - 2, begin, -1):
        if is_acronym(words[i - 1]):
            return i
    for i in range(begin + 1, len(words)):
        if words[i].lower() in alone and i not in taken and (len(words) - i > 1 or len(words) - begin > 2):
            if i == len(words) - 1 and i - 1 > begin:
                return i - 1  # a surname that stands alone elsewhere
            if i < len(words) - 1:
                return i
    return begin


def _sort(name: tuple[str, ...], entry: Entry | None, *, titled: bool, w: Words) -> Sort:
    if entry is not None:
        return sort_of(entry)
    things = [w.thing[low] for x in name if (low := x.lower()) in w.thing]
    if things or any(not x.isalpha() and any(map(str.isdigit, x)) for x in name):
        return "ORG" if "org" in things else "LOC"
    if not titled and (len(name) > LONGEST_NAME or (len(name) == 1 and name[0].isupper() and len(name[0]) > 1)):
        return "ORG"
    return "PER"


def offices(start: int, first: int, last: int, t: Text) -> tuple[tuple[str, ...], ...]:
    """What is said before and after a name of who that is, in lower case."""
    raw, lower, w = t.raw, t.s.lower, t.w
    comma = first - 1 > start and raw[first - 1] == ","
    i = first - comma
    least = max(start, first - LONGEST_OFFICE)
    plain = False
    while i > least and not _stops(i - 1, t, brackets=True):
        if plain and raw[i - 1][0].isupper():
            break  # "Laras Wening met Bayu Tirta": another's name
        plain = plain or (raw[i - 1][0].islower() and not (lower[i - 1] in w.offices or lower[i - 1] in w.last))
        i -= 1
    before = tuple([lower[k] for k in range(i, first) if raw[k] not in MARKS])
    if w.offices.isdisjoint(before) and w.last.isdisjoint(before):
        before = ()
    after: tuple[str, ...] = ()
    end = next((x for x in range(last, min(last + 2, len(raw))) if raw[x] != ")"), last)
    if end + 1 < len(raw) and raw[end] == ",":
        j = end + 1
        while j < len(raw) and j - end <= LONGEST_OFFICE and not _stops(j, t):
            j += 1
        after = lower[end + 1 : j]
        if w.offices.isdisjoint(after):
            after = ()
    return tuple([office for office in (before, after) if office])


def _stops(k: int, t: Text, *, brackets: bool = False) -> bool:
    word = t.s.lower[k]
    if word[0].isalnum():
        return word in t.w.ends
    return not (brackets and word in "().")


def owner(words: Sequence[str], t: Text) -> str | None:
    """The body or country that office words belong to: "Ketua Majelis Rendah Arunika"."""
    found = [e for _, _, e in t.known.find(words, t.language) if e.kind == "ORG" or t.known.roles[e.id] == "country"]
    return next((e.name for e in reversed(found) if e.kind == "ORG"), found[-1].name if found else None)


def with_nicknames(runs: list[Run], t: Text) -> list[Run]:
    """The runs with what else the text calls them: "(Uci)", "alias Uci", "pria yang akrab disapa Uci"."""
    raw, lower, w = t.raw, t.s.lower, t.w
    found: dict[int, tuple[str, ...]] = {}
    for n, run in enumerate(runs):
        if run.last + 2 < len(raw) and raw[run.last] == "(":
            close = next((x for x in range(run.last + 1, min(run.last + 4, len(raw))) if raw[x] == ")"), 0)
            found[n] = tuple([word for word in raw[run.last + 1 : close] if word[0].isupper()])
    lasts = [run.last for run in runs]
    firsts = {phrase[0] for phrase in w.alias}
    for k in [k for k, word in enumerate(lower) if word in firsts]:
        phrase = next((p for p in w.alias if lower[k : k + len(p)] == p), ())
        n = bisect_right(lasts, k) - 1
        if n < 0 or not phrase or (n + 1 < len(runs) and runs[n + 1].first <= k):
            continue
        run = runs[n]
        if k == run.last or len(phrase) > 1 or lower[k] not in w.nearby:
            nickname = _capitalised(t, k + len(phrase))
            near = k - run.last < NICKNAME and run.sort == "PER"
            to = n if near else _bearer(runs, n, nickname)
            if nickname and runs[to].sort == "PER":
                found[to] = (*found.get(to, ()), *nickname)
    return [replace(run, nicknames=found[n]) if n in found else run for n, run in enumerate(runs)]


def _bearer(runs: list[Run], n: int, nickname: tuple[str, ...]) -> int:
    """Who before run n it is that has a nickname: whose name begins alike, else the last with a title or office, else with
    a name of several words."""
    persons = [m for m in range(n, max(-1, n - BACK), -1) if runs[m].sort == "PER"]
    heads = {word[:ALIKE].lower() for word in nickname}
    alike = (m for m in persons if any(word[:ALIKE].lower() in heads for word in runs[m].words))
    titled = (m for m in persons if runs[m].titled or runs[m].offices)
    named = (m for m in persons if len(runs[m].words) > 1)
    return next(chain(alike, titled, named), n)


def _capitalised(t: Text, k: int) -> tuple[str, ...]:
    while k < len(t.raw) and t.raw[k] in QUOTES:
        k += 1
    out: list[str] = []
    while k < len(t.raw) and len(out) < 2 and t.raw[k][0].isupper():
        word = t.raw[k]
        stems = (word[:n] for n in range(len(word) - 1, 2, -1) if word[n:].islower())
        out.append(next((x for x in stems if x in t.words), word))  # "Ronmenjadi", where the text has "Ron"
        k += 1
    return tuple(out)
