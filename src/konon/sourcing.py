"""Finds whom an article itself says that it has its text from: agencies, other outlets, documents.

The phrases are data (`data/<lang>/sourcing.tsv`), in a small notation. Words are parted by blanks, which the text may lack
where a link was stripped ("dilansirAFP"); `a/b` is either word, `(x)` may be missing, also at a word's end ("laman(nya)"),
`…` stands for up to four words. A phrase of kind `before` says at its end or beginning what it takes:

    {known}   only a name of `common/sources.tsv` may follow; without a mark, any name may
    {agency}  as without a mark, and a name that is not in the table is an agency
    {near}    a name of the table follows after up to three more words ("kantor berita Turki, Anadolu")
    {own}     only a name of the table, the article's own outlet not left out; is read in boilerplate, too
    {site}    at the beginning: the noun for an outlet, part of the span, after another phrase ("dikutip dari laman …")

`after` phrases follow a name of the table. In a `document` phrase, `[…]` is the part that is the document and `{cap}`
stands for a name; after one of the words of `{again}`, a document is one that was named before. Roles and
spans follow the annotation guidelines of the gold (docs/output.md).
"""

from __future__ import annotations

import re
from bisect import bisect, insort
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from konon.lexicon import Lexicon, Many, SourceName, SourcingPhrase
from konon.records import Role, Sourcing, Span
from konon.spans import strip, touch

BLANK = r"[ \t\u00a0]*"
# A word of a name that no table knows: it begins with a capital, and a full stop stands only inside (U.Today).
CAP = r"@?[A-Z0-9](?:[\w&'’!+-]|\.(?=[a-z0-9])|(?<=\b[A-Z])\.(?=[A-Z])){0,40}"
WORD = r"[^\s\"“”,.;:()]{1,40}"
SHORT = re.compile(r" ?\([A-Z]{2,6}\)")  # the short form that may follow a name: "New York Times (NYT)"
LOOSE = 60  # characters that a gap or a name inside a phrase may take before the phrase's rarest word

BRACKET = re.compile(r"\(([^()\n]{2,60})\)")
PLACE = 60  # characters of a line that a place and a date take before the bracket of a dateline
CREDIT = 20  # characters of a line that reporters' initials take before a bracket of agencies, "rzn/yf (dpa, kna)"


class Phrase(Struct, frozen=True, kw_only=True):
    """One phrase, ready to look for around its anchor, a word that it cannot be without."""

    left: int  # characters that may stand in the phrase before its anchor
    pattern: re.Pattern[str]
    mark: str  # "" where any name may follow


Phrases = tuple[tuple[str, tuple[Phrase, ...]], ...]  # by anchor


class Index(Struct, frozen=True, kw_only=True):
    """A lexicon's names and phrases, arranged to be looked up."""

    forward: dict[str, tuple[tuple[str, SourceName], ...]]  # by first letter, longest first
    backward: dict[str, tuple[tuple[str, SourceName], ...]]  # by last letter, longest first
    before: Phrases
    after: Phrases
    documents: Phrases
    site: re.Pattern[str]
    name: re.Pattern[str]  # capitalised words, some small ones between them
    glued: re.Pattern[str]  # words that may be run together with the name before them
    joint: re.Pattern[str]  # what joins two names
    run: re.Pattern[str]  # the same, without blanks: "ReutersdanAFP"
    dated: re.Pattern[str]  # a word or two of small letters that a weekday follows: a site's name
    never: frozenset[str]  # first words, in small letters, of what is no name of a source


class Seen(Struct, frozen=True, kw_only=True):
    """A name met in the text, and its entry in the table, if any."""

    span: Span
    role: Role
    name: str
    entry: SourceName | None = None

    def is_own(self, outlet: str | None) -> bool:
        """True where it is the article's own outlet."""
        if not outlet or not self.entry:
            return False
        return outlet.casefold() in {n.casefold() for n in (self.name, *self.entry.aliases, self.entry.domain or "")}


def find(text: str, lexicon: Lexicon, *, skip: Sequence[Span] = (), outlet: str | None = None) -> tuple[Sourcing, ...]:
    """All sources that `text` names for itself, in its order, none overlapping; nothing in `skip` (boilerplate) counts.

    `outlet` is the article's own (its domain or name): its dateline is no source.
    """
    index = _index(lexicon)
    low = text.lower()
    if len(low) != len(text):  # a few letters grow when made small, and offsets must hold
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    barred = sorted(skip)
    taken: list[Span] = []
    found: list[Sourcing] = []

    def add(span: Span, role: Role, name: str, *, anywhere: bool = False) -> None:
        if (anywhere or _free(span, barred)) and _free(span, taken):
            insort(taken, span)
            found.append(Sourcing(span=span, role=role, name=name))

    for match, _ in _look(index.documents, text, low):
        start, end = strip(text, match.span("document"))
        span = (start, _name_end(text, start, end, index))
        if not _is_of_a_known(text, span, index):
            add(span, "document", " ".join(text[slice(*span)].split()))
    documents = list(taken)
    for match, mark in _look(index.before, text, low):
        for seen in _named(text, match.end(), mark, index, documents):
            if mark not in ("known", "near") or not seen.is_own(outlet):
                add(seen.span, seen.role, seen.name, anywhere=mark == "own")
    for match, _ in _look(index.after, text, low):
        if said := _known_before(text, match.start(), index):
            add(said.span, said.role, said.name)
    for seen in _bracketed(text, index, outlet):
        add(seen.span, seen.role, seen.name)
    return tuple(sorted(found, key=lambda f: f.span))


def _free(span: Span, others: list[Span]) -> bool:
    """True where none of `others`, which are sorted and apart, touches `span`."""
    at = bisect(others, span)
    return not any(touch(span, other) for other in others[max(at - 1, 0) : at + 1])


def _is_of_a_known(text: str, span: Span, index: Index) -> bool:
    """True for "laporan Reuters": the source is the agency, its report no document of its own."""
    name = re.compile(r"(?<=\w)[ \t\u00a0]*(?=[A-Z])").search(text, span[0] + 1, span[1])
    return name is not None and _known_at(text, name.end(), index) is not None


def _look(phrases: Phrases, text: str, low: str) -> Iterator[tuple[re.Match[str], str]]:
    """Where the phrases stand. A phrase is only tried where one of its anchors is, which is what makes it fast."""
    for anchor, group in phrases:
        at = low.find(anchor)
        while at >= 0:
            for phrase in group:
                if phrase.left:
                    match = phrase.pattern.search(text, max(at - phrase.left, 0), at + 2 * LOOSE)
                else:
                    match = phrase.pattern.match(text, at, at + 4 * LOOSE)
                if match and match.start() <= at < match.end():
                    yield match, phrase.mark
            at = low.find(anchor, at + len(anchor))


def _named(text: str, at: int, mark: str, index: Index, documents: list[Span]) -> Iterator[Seen]:
    """The names that follow a phrase ending at `at`: one, or several joined by commas and conjunctions."""
    if text[at - 1 : at].isupper() and text[at : at + 1].isalnum():  # "ASAP" is no "as AP"
        return
    at = _skip_blanks(text, at)
    if not _free((at, at + 1), documents):
        return
    seen = _known_at(text, at, index)
    back = max(text.rfind(" ", max(at - 20, 0), max(at - 1, 0)) + 1, at - 20, 0)
    if text[at - 1].isspace() and text[back].isupper():
        # An article may be part of the phrase as well as of the name: "told The New York Times".
        seen = _known_at(text, back, index) or seen
    if not seen and mark in ("near", "agency"):
        seen = _near(text, at, index)
    if not seen and mark not in ("known", "near", "own"):
        seen = _site(text, at, index) or _unknown_at(text, at, index, role="agency" if mark == "agency" else "outlet")
    while seen:
        yield seen
        joint = index.joint.match(text, _past_bracket(text, seen.span[1]))
        if not joint:
            return
        at = joint.end()
        seen = _known_at(text, at, index)
        if not seen and mark in ("", "agency") and (joint.group("word") or joint.group("listed")):
            # An unknown second name must end its phrase: else it may begin the next clause.
            new = _unknown_at(text, at, index, role="outlet")
            seen = new if new and text[new.span[1] : new.span[1] + 1] in {",", ".", "(", "\n", ""} else None


def _skip_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\u00a0\"“'‘":
        at += 1
    return at


def _past_bracket(text: str, at: int) -> int:
    """Past the short form that may follow a name: "New York Times (NYT)"."""
    match = SHORT.match(text, at)
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
            return Seen(span=(at, at + len(alias)), role=entry.role, name=entry.name, entry=entry)
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
                return Seen(span=(start, start + len(alias)), role=entry.role, name=entry.name, entry=entry)
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
    named = _known_at(text, after, index)
    if named and named.role == "agency":
        return named
    words = index.name.match(text, after)
    end = named.span[1] if named else _name_end(text, after, words.end(), index) if words else match.end()
    start, end = strip(text, (at, end))
    return Seen(span=(start, end), role="outlet", name=named.name if named else text[after:end] or text[start:end])


def _unknown_at(text: str, at: int, index: Index, *, role: Role) -> Seen | None:
    """A name that no table has, at `at`: capitalised words, or small ones that a weekday follows."""
    match = index.name.match(text, at)
    if match:
        end = _name_end(text, at, match.end(), index)
        first = re.split(r"[\s-]", text[at:end].casefold())[0]
        words = text[at:end]
        if first in index.never or len(words) < 2 or words.isdigit():
            return None
        return Seen(span=(at, end), role=role, name=words)
    small = index.dated.match(text, at)
    if small and small.group("name").split()[0] not in index.never:
        return Seen(span=(at, small.end("name")), role=role, name=small.group("name"))
    return None


def _name_end(text: str, start: int, end: int, index: Index) -> int:
    """Where a name ends that has perhaps swallowed a word run together with it: "Xseperti", "ReutersdanAFP"."""
    if run := index.run.search(text, start + 1, end):
        return run.start()
    last = max(text.rfind(" ", start, end), start) + 1
    for cut in range(last + 1, end):
        tail = index.glued.match(text, cut, end) if text[cut].islower() and text[cut - 1].isalnum() else None
        if tail and tail.end() == end and any(c.isupper() for c in text[last:cut]):
            return cut
    return end


def _bracketed(text: str, index: Index, outlet: str | None) -> Iterator[Seen]:
    """Whom a dateline names, "PARIS (AFP) —", and agencies in brackets at the end of a paragraph, "(Antara)"."""
    for match in BRACKET.finditer(text):
        # Where in its line the bracket is, or further than matters: all looks back are short, for lines may be long.
        near = max(match.start() - 2 * PLACE, 0)
        line = match.start() - max(text.rfind("\n", near, match.start()) + 1, near)
        after = text[match.end() : match.end() + 4].lstrip(" \t\u00a0")
        closes = after[:1] in {"", "\n"} and (
            line <= CREDIT or text[max(0, match.start() - 3) : match.start()].rstrip()[-1:] in '.!?"”'
        )
        if not closes and not (line <= PLACE and after[:1] in {"-", "–", "—", "―"}):
            continue
        at = match.start(1)
        for part in re.split(r"([,/;&])", match.group(1)):
            start, end = strip(text, (at, at + len(part)))
            at += len(part)
            seen = _known_at(text, start, index) if start < end else None
            if seen and seen.span[1] == end and (not closes or seen.role == "agency") and not seen.is_own(outlet):
                yield seen


@lru_cache(maxsize=8)
def _index(lexicon: Lexicon) -> Index:
    links = _either(lexicon.of_kind("name_link"))  # "of", "di"
    name = rf"(?-i:{CAP}(?: (?:(?:{links}|&) )?{CAP}){{0,6}}(?: \([A-Z][\w .]{{1,20}}\))?)"
    names = [(alias, s) for s in lexicon.sources for alias in (s.name, *s.aliases)]
    sites = [_pattern(p.phrase.removeprefix("{site}"), name) for p in lexicon.sourcing if p.phrase.startswith("{site}")]
    before = [p for p in lexicon.sourcing if p.kind == "before" and not p.phrase.startswith("{site}")]
    after = [p for p in lexicon.sourcing if p.kind == "after"]
    small = ("conjunction", "relative", "preposition", "complementiser")
    glued = {w for kind in small for w in lexicon.of_kind(kind) if len(w) > 2} | {
        w for p in (*before, *after) for w in _anchors(p.phrase)[0] if len(w) > 4
    }
    joints = _either(lexicon.of_kind("conjunction"))
    articles = _either(lexicon.of_kind("determiner"))
    days = _either(lexicon.of_kind("weekday"))
    never = {
        w.casefold()
        for kind in ("weekday", "month", "pronoun", "title", "role", "determiner", "preposition")
        for w in lexicon.of_kind(kind)
    }
    papers = [p for p in lexicon.sourcing if p.kind == "document" and not p.phrase.startswith("{again}")]
    again = {w for p in lexicon.sourcing if p.phrase.startswith("{again}") for w in p.phrase.split()[1].split("/")}
    return Index(
        forward=_by_letter(names, lambda alias: alias[0]),
        backward=_by_letter(names, lambda alias: alias[-1]),
        before=_phrases(before, name),
        after=_phrases(after, name),
        documents=_phrases(papers, name, rf"(?!{BLANK}(?:{_either(again)})\b)"),
        name=re.compile(name),
        site=re.compile("(?i:" + ("|".join(sorted(sites, key=len, reverse=True)) or "(?!)") + ")"),
        glued=re.compile(_either(glued)),
        joint=re.compile(rf"{BLANK}(?:,{BLANK}(?P<listed>{joints})?|(?P<word>{joints})){BLANK}(?:(?:{articles})\s+)?"),
        run=re.compile(rf"(?<=[a-z])(?:{joints})(?=[A-Z])"),
        dated=re.compile(rf"(?P<name>[a-z][a-z0-9.&-]+(?: [a-z][a-z0-9.&-]+)?)(?=,{BLANK}(?i:{days})\b)"),
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


def _phrases(rows: list[SourcingPhrase], name: str, ending: str = "") -> Phrases:
    """The phrases by their anchors, in the order of the table."""
    table: dict[str, list[Phrase]] = {}
    for row in rows:
        mark = re.search(r"\{(known|agency|near|own)\}", row.phrase)
        bare = re.sub(r"\{(known|agency|near|own)\}", "", row.phrase)
        anchors, left = _anchors(bare)
        pattern = f"(?i:{_pattern(bare, name)}{ending})"
        # A name may run into the verb after it, which ends as a word; any other phrase begins as one.
        pattern = rf"{pattern}(?<=\w)(?!\w)|{pattern}(?<!\w)" if row.kind == "after" else rf"(?<!\w){pattern}"
        for anchor in anchors:
            table.setdefault(anchor, []).append(
                Phrase(left=left, pattern=re.compile(pattern), mark=mark.group(1) if mark else "")
            )
    return tuple((anchor, tuple(group)) for anchor, group in table.items())


def _anchors(phrase: str) -> tuple[Many, int]:
    """The alternatives of the longest word that the phrase cannot be without, and how far into it that word may stand."""
    best: list[str] = []
    left = reach = 0
    for word in re.sub(r"[\[\]]", " ", phrase).split():
        inner = re.sub(r"\([^()]*\)", "", word)  # without what may be missing; nothing is left of "(x)"
        if inner and "{" not in inner and "…" not in inner:
            alternatives = inner.split("/")
            if min(map(len, alternatives)) > min(map(len, best), default=0):
                best, left = alternatives, reach
        loose = "…" in word or "{" in word
        reach += LOOSE if loose else max(map(len, re.split("[/()]", word))) + word.count("(") * 8 + 1
    return tuple(w.lower() for w in best), left


def _pattern(phrase: str, name: str) -> str:
    """The regular expression for a phrase in the notation above."""
    parts = []
    for word in phrase.replace("[", " [ ").replace("]", " ] ").split():
        if word == "[":
            parts.append("(?P<document>")
        elif word == "]":
            parts.append(")")
        elif word == "…":
            parts.append(rf"(?:{WORD}\s+){{0,4}}?")
        else:
            optional = word.startswith("(") and word.endswith(")")
            core = word[1:-1] if optional else word
            core = re.sub(r"\(([^()]*)\)", lambda m: "(?:" + m.group(1).replace("/", "|") + ")?", core)
            core = "|".join(name if c == "{cap}" else re.sub(r"[.+]", r"\\\g<0>", c) for c in core.split("/"))
            parts.append(rf"(?:(?:{core}){BLANK}){'?' if optional else ''}")
    return "".join(parts)
