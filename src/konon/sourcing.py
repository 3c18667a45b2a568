"""Finds whom an article itself says that it has its text from: agencies, other outlets, documents.

The phrases are data (`data/<lang>/sourcing.tsv`), in a small notation. Words are parted by blanks, which the text may lack
where a link was stripped ("dilansirAFP"); `a/b` is either word, `(x)` may be missing, also at a word's end ("laman(nya)"),
`…` stands for up to four words. A phrase of kind `before` says at its end or beginning what it takes:

    {known}   only a name of `common/sources.tsv` may follow; without a mark, any name may
    {agency}  as without a mark, and a name that is not in the table is an agency
    {near}    a name of the table follows after up to three more words ("kantor berita Turki, Anadolu")
    {own}     says where the article itself stood before; is read in boilerplate, too
    {site}    at the beginning: the noun for an outlet, part of the span, after another phrase ("dikutip dari laman …")

`after` phrases follow a name of the table. In a `document` phrase, `[…]` is the part that is the document and `{cap}`
stands for a name. Roles and spans follow the annotation guidelines of the gold (docs/output.md).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from konon.lexicon import Lexicon, Many, SourceName, SourcingPhrase
from konon.records import Role, Sourcing, Span, Spans, Struct
from konon.spans import strip, touch

BLANK = r"[ \t\u00a0]*"
# A name that no table knows: capitalised words, with "of", "the" and the like between them; a full stop only inside (U.Today).
CAP = r"@?[A-Z0-9](?:[\w&'’!+-]|\.(?=[a-z0-9])|(?<=\b[A-Z])\.(?=[A-Z]))*"
NAME = rf"(?-i:{CAP}(?: (?:(?:of|the|de|del|della|dello|el|la|al|&) )?{CAP}){{0,6}}(?: \([A-Z][\w .]{{1,20}}\))?)"
WORD = r"[^\s\"“”,.;:()]+"
REACH = 90  # characters around a phrase's rarest word within which all of the phrase must stand; the longest has 80

DATELINE = re.compile(r"^[^\n()\"“”]{0,60}?\(([^()\n]{2,40})\)(?=[ \t]*[-–—])", re.MULTILINE)
CLOSING = re.compile(r"(?:(?<=[.!?\"”])[ \t]*|^)\(([^()\n]{2,60})\)[ \t]*$", re.MULTILINE)
BEFORE_BRACKET = re.compile(r"^[^\n()]{0,20}?\(([^()\n]{2,40})\)$", re.MULTILINE)


class Phrase(Struct):
    """One phrase, ready to look for: words of which one must be there, and the pattern around them."""

    anchors: Many
    pattern: re.Pattern[str]
    mark: str  # "" where any name may follow


class Index(Struct):
    """A lexicon's names and phrases, arranged to be looked up."""

    forward: dict[str, tuple[tuple[str, SourceName], ...]]  # by first letter, longest first
    backward: dict[str, tuple[tuple[str, SourceName], ...]]  # by last letter, longest first
    before: tuple[Phrase, ...]
    after: tuple[Phrase, ...]
    documents: tuple[Phrase, ...]
    site: re.Pattern[str]
    glued: re.Pattern[str]  # words that may be run together with the name before them
    joint: re.Pattern[str]  # what joins two names
    dated: re.Pattern[str]  # a word or two of small letters that a weekday follows: a site's name
    never: frozenset[str]  # first words, in small letters, of what is no name of a source


class Seen(Struct):
    """A name met in the text."""

    span: Span
    role: Role
    name: str


def find(text: str, lexicon: Lexicon, *, skip: Sequence[Span] = (), outlet: str | None = None) -> tuple[Sourcing, ...]:
    """All sources that `text` names for itself, in its order, none overlapping; nothing in `skip` (boilerplate) counts.

    `outlet` is the article's own (its domain or name): its dateline is no source.
    """
    index = _index(_Same(lexicon))
    low = text.lower()
    if len(low) != len(text):  # a few letters grow when made small, and offsets must hold
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    found: list[Sourcing] = []

    def add(span: Span, role: Role, name: str, *, anywhere: bool = False) -> None:
        free = anywhere or not any(touch(span, s) for s in skip)
        if free and not any(touch(span, f.span) for f in found):
            found.append(Sourcing(span=span, role=role, name=name))

    for match, _ in _look(index.documents, text, low):
        span = strip(text, match.span("document"))
        add(span, "document", " ".join(text[slice(*span)].split()))
    documents = tuple(f.span for f in found)
    for match, mark in _look(index.before, text, low):
        for seen in _named(text, match.end(), mark, index, documents):
            add(seen.span, seen.role, seen.name, anywhere=mark == "own")
    for match, _ in _look(index.after, text, low):
        if said := _known_before(text, match.start(), index):
            add(said.span, said.role, said.name)
    for seen in _bracketed(text, index, outlet):
        add(seen.span, seen.role, seen.name)
    return tuple(sorted(found, key=lambda f: f.span))


def _look(phrases: tuple[Phrase, ...], text: str, low: str) -> Iterator[tuple[re.Match[str], str]]:
    """Where the phrases stand. A phrase is only tried around one of its anchors, which is what makes it fast."""
    for phrase in phrases:
        for anchor in phrase.anchors:
            at, done = low.find(anchor), -1
            while at >= 0:
                lo = max(at - REACH, done, 0)
                match = phrase.pattern.search(text, lo, min(len(text), at + REACH))
                if match and match.start() <= at < match.end():
                    yield match, phrase.mark
                    done = match.end()
                at = low.find(anchor, max(at + len(anchor), done))


def _named(text: str, at: int, mark: str, index: Index, documents: Spans) -> Iterator[Seen]:
    """The names that follow a phrase ending at `at`: one, or several joined by commas and conjunctions."""
    at = _skip_blanks(text, at)
    if any(start <= at < end for start, end in documents):
        return
    seen = _known_at(text, at, index)
    if not seen and mark in ("near", "agency"):
        seen = _near(text, at, index)
    if not seen and mark not in ("known", "near"):
        seen = _site(text, at, index) or _unknown_at(text, at, index, role="agency" if mark == "agency" else "outlet")
    while seen:
        yield seen
        joint = index.joint.match(text, _past_bracket(text, seen.span[1]))
        if not joint:
            return
        at = joint.end()
        seen = _known_at(text, at, index)
        if not seen and mark != "known" and (joint.group("word") or joint.group("listed")) and (new := _unknown_at(text, at, index, role="outlet")):
            # An unknown second name must end its phrase: else it may begin the next clause.
            seen = new if text[new.span[1] : new.span[1] + 1] in {",", ".", "(", "\n", ""} else None


def _skip_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\u00a0\"“'‘":
        at += 1
    return at


def _past_bracket(text: str, at: int) -> int:
    """Past the short form that may follow a name: "New York Times (NYT)"."""
    match = re.compile(r" ?\([A-Z]{2,6}\)").match(text, at)
    return match.end() if match else at


def _ends(text: str, end: int, index: Index) -> bool:
    """True where a name may end at `end`."""
    rest = text[end : end + 2]
    if not rest or not (rest[0].isalnum() or rest[0] == "_"):
        return not (rest[:1] in {"/", "-"} and rest[1:].isalnum())  # "Reuters/Ipsos" is a poll, not a source
    return index.glued.match(text, end) is not None


def _known_at(text: str, at: int, index: Index) -> Seen | None:
    """The longest name of the table that begins at `at`."""
    for alias, entry in index.forward.get(text[at : at + 1], ()):
        if text.startswith(alias, at) and _ends(text, at + len(alias), index):
            return Seen(span=(at, at + len(alias)), role=entry.role, name=entry.name)
    return None


def _known_before(text: str, at: int, index: Index) -> Seen | None:
    """The longest name of the table that ends before `at`, blanks, a bracket or a date between them left out."""
    head = re.sub(r"(?:[\s,]*\([^()\n]{1,25}\))*[\s,]*$", "", text[max(0, at - 80) : at])
    offset = max(0, at - 80)
    for alias, entry in index.backward.get(head[-1:], ()):
        if head.endswith(alias):
            start = offset + len(head) - len(alias)
            left = text[start - 1 : start]
            # Run together with the word before it, a name must show by its capital where it begins.
            if not left.isalnum() or (left.islower() and alias[0].isupper() and len(alias) > 2):
                return Seen(span=(start, start + len(alias)), role=entry.role, name=entry.name)
    return None


def _near(text: str, at: int, index: Index) -> Seen | None:
    """The first name of the table up to three words on, all in one clause."""
    match = re.compile(rf"(?:{WORD},?[ \t\u00a0]*){{1,3}}").match(text, at)
    for start in range(at + 1, min(match.end() + 1 if match else at, at + 60)):
        # A new word, or a capital inside one: there two are run together.
        fresh = not text[start - 1].isalnum() or (text[start].isupper() and text[start - 1].islower())
        if fresh and (seen := _known_at(text, start, index)):
            return seen
    return None


def _site(text: str, at: int, index: Index) -> Seen | None:
    """A noun for an outlet with the name that follows it: "laman PT Liga Indonesia Baru"."""
    match = index.site.match(text, at)
    if not match or not match.group().strip():
        return None
    after = _skip_blanks(text, match.end())
    named = _known_at(text, after, index) or _unknown_at(text, after, index, role="outlet")
    if named and named.role == "agency":
        return named
    start, end = strip(text, (at, named.span[1] if named else match.end()))
    return Seen(span=(start, end), role="outlet", name=named.name if named else text[start:end])


def _unknown_at(text: str, at: int, index: Index, *, role: Role) -> Seen | None:
    """A name that no table has, at `at`: capitalised words, or small ones that a weekday follows."""
    match = re.compile(NAME).match(text, at)
    if match:
        end = match.end()
        for cut in range(at + 2, end):  # what is run together with it ends it
            if text[cut - 1].islower() and text[cut].islower() and (tail := index.glued.match(text, cut)):
                if not text[tail.end() : tail.end() + 1].islower() and tail.end() >= end:
                    end = cut
                    break
        first = re.split(r"[\s-]", text[at:end].casefold())[0]
        words = text[at:end]
        if first in index.never or len(words) < 2 or words.isdigit():
            return None
        return Seen(span=(at, end), role=role, name=words)
    if small := index.dated.match(text, at):
        return Seen(span=(at, small.end("name")), role=role, name=small.group("name"))
    return None


def _bracketed(text: str, index: Index, outlet: str | None) -> Iterator[Seen]:
    """Agencies in a dateline, "PARIS (AFP) —", and in brackets at the end of a paragraph, "(Antara)"."""
    for pattern in (DATELINE, CLOSING, BEFORE_BRACKET):
        for match in pattern.finditer(text):
            at = match.start(1)
            for part in re.split(r"([,/;&])", match.group(1)):
                start, end = strip(text, (at, at + len(part)))
                at += len(part)
                seen = _known_at(text, start, index) if start < end else None
                own = seen is not None and outlet is not None and seen.name.casefold() in outlet.casefold()
                if seen and seen.span[1] == end and seen.role == "agency" and not own:
                    yield seen


class _Same:
    """Stands for a lexicon in a cache by what it is, not by what it holds: to hash thousands of names takes longer than to use them."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def __hash__(self) -> int:
        return id(self.lexicon)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.lexicon is self.lexicon


@lru_cache(maxsize=8)
def _index(same: _Same) -> Index:
    lexicon = same.lexicon
    names = [(alias, s) for s in lexicon.sources for alias in (s.name, *s.aliases)]
    sites = [_pattern(p.phrase.removeprefix("{site}")) for p in lexicon.sourcing if p.phrase.startswith("{site}")]
    before = [p for p in lexicon.sourcing if p.kind == "before" and not p.phrase.startswith("{site}")]
    after = [p for p in lexicon.sourcing if p.kind == "after"]
    small = ("conjunction", "relative", "preposition", "complementiser")
    glued = {w for kind in small for w in lexicon.of_kind(kind) if len(w) > 2} | {w for p in after for w in _words(p.phrase)}
    joints = _either(lexicon.of_kind("conjunction"))
    days = _either(lexicon.of_kind("weekday"))
    never = {w.casefold() for kind in ("weekday", "month", "pronoun", "title", "role") for w in lexicon.of_kind(kind)}
    demonstrative = f"(?!{BLANK}(?:{_either(lexicon.of_kind('determiner'))})\\b)"
    return Index(
        forward=_by_letter(names, lambda alias: alias[0]),
        backward=_by_letter(names, lambda alias: alias[-1]),
        before=tuple(_phrase(p) for p in before),
        after=tuple(_phrase(p) for p in after),
        documents=tuple(_phrase(p, demonstrative) for p in lexicon.sourcing if p.kind == "document"),
        site=re.compile("(?i:" + ("|".join(sorted(sites, key=len, reverse=True)) or "(?!)") + ")"),
        glued=re.compile(_either(glued)),
        joint=re.compile(rf"{BLANK}(?:,{BLANK}(?P<listed>{joints})?|(?P<word>{joints})){BLANK}"),
        dated=re.compile(rf"(?P<name>[a-z][\w.&-]+(?: [a-z][\w.&-]+)?)(?=,{BLANK}(?i:{days})\b)"),
        never=frozenset(never),
    )


def _by_letter(
    names: list[tuple[str, SourceName]], letter: Callable[[str], str]
) -> dict[str, tuple[tuple[str, SourceName], ...]]:
    table: dict[str, list[tuple[str, SourceName]]] = {}
    for alias, entry in sorted(names, key=lambda n: -len(n[0])):
        table.setdefault(letter(alias), []).append((alias, entry))
    return {key: tuple(entries) for key, entries in table.items()}


def _either(words: dict[str, str] | set[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w))) or "(?!)"


def _words(phrase: str) -> list[str]:
    """The words that a phrase cannot be without: the alternatives of its longest required word."""
    bare = re.sub(r"\{\w+\}|[\[\]…]", " ", phrase)
    bare = re.sub(r"(?:(?<=\s)|^)\([^)]*\)", " ", bare)  # a word that may be missing
    required = [re.sub(r"\([^)]*\)", "", w).split("/") for w in bare.split()]
    return max(required, key=lambda alternatives: min(map(len, alternatives)), default=[])


def _phrase(phrase: SourcingPhrase, ending: str = "") -> Phrase:
    mark = re.search(r"\{(known|agency|near|own)\}", phrase.phrase)
    bare = re.sub(r"\{(known|agency|near|own)\}", "", phrase.phrase)
    pattern = _pattern(bare) + ending
    return Phrase(
        anchors=tuple(w.lower() for w in _words(bare)),
        pattern=re.compile(rf"(?<!\w)(?i:{pattern})"),
        mark=mark.group(1) if mark else "",
    )


def _pattern(phrase: str) -> str:
    """The regular expression for a phrase in the notation above."""
    parts = []
    for word in phrase.replace("[", " [ ").replace("]", " ] ").split():
        if word == "[":
            parts.append("(?P<document>")
        elif word == "]":
            parts.append(")")
        elif word == "…":
            parts.append(rf"(?:{WORD},?\s+){{0,4}}?")
        else:
            optional = word.startswith("(") and word.endswith(")")
            core = word[1:-1] if optional else word
            core = re.sub(r"\(([^()]*)\)", lambda m: "(?:" + m.group(1).replace("/", "|") + ")?", core)
            core = "|".join(NAME if c == "{cap}" else re.sub(r"[.+]", r"\\\g<0>", c) for c in core.split("/"))
            parts.append(rf"(?:(?:{core}){BLANK}){'?' if optional else ''}")
    return "".join(parts)
