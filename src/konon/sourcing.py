"""Finds whom an article itself says that it has its text from: agencies, other outlets, documents.

The phrases are data (`data/<lang>/sourcing.tsv`), in the notation of `konon.notation`. A phrase of kind `before` says at
its end or beginning what it takes:

    {known}   only a name of `common/sources.tsv` may follow; without a mark, any name may
    {agency}  as without a mark, and a name that is not in the table is an agency
    {near}    a name of the table follows after up to three more words ("kantor berita Turki, Anadolu")
    {own}     only a name of the table, the article's own outlet not left out; is read in boilerplate, too
    {credit}  only a name of the table, where the phrase begins a line; is read in boilerplate, too ("Sumber: Antara")
    {show}    only a name of the table whose programme follows ("on CBS' Face the Nation")
    {site}    at the beginning: the noun for an outlet, part of the span, after another phrase ("dikutip dari laman …")
    {press}   last words that make a name that of an outlet, in the table or not ("the Springfield Gazette")
    {wire}    the same, for agencies
    {lead}    first words that make a name that of an agency, and are no part of it ("Kantor Berita Lentera")

`after` phrases follow a name of the table, or one that ends so. In a `document` phrase, `[…]` is the part that is the
document, with `{whole}` even where it bears an outlet's name ("an ABC News poll"), which else is the source. After one of
the words of `{again}`, a document is one that was named before; so is one that begins with a word of an `{again}` that
ends in a gap, where its last word was met before. Roles and spans follow the annotation guidelines of the gold
(docs/output.md). Rows of other marks are for `konon.chain`.
"""

from __future__ import annotations

import re
from bisect import bisect, insort
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from konon.lexicon import Lexicon, SourceName
from konon.notation import BLANK, CAP, WORD, Phrases, either, look, lowered, marked, parts, ready, regular
from konon.records import Role, Sourcing, Span
from konon.spans import strip, touch

PROGRAMME = re.compile(r"['’‘]s? [\"“'‘]*[A-Z]")
SHORT = re.compile(r" ?\([A-Z]{2,6}\)")  # the short form that may follow a name: "New York Times (NYT)"

BRACKET = re.compile(r"\(([^()\n]{2,60})\)")
PLACE = 60  # characters of a line that a place and a date take before the bracket of a dateline
CREDIT = 20  # characters of a line that reporters' initials take before a bracket of agencies, "rzn/yf (dpa, kna)"


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
    lead: re.Pattern[str]  # the same of an agency by its first words
    press: re.Pattern[str]  # a name that shows by its last word that it is an outlet's or an agency's
    joined: re.Pattern[str]  # what joins two names, where the second begins
    definite: frozenset[str]  # what stands before a document that may have been named before
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
        return _letters(outlet) in {_letters(n) for n in (self.name, *self.entry.aliases, self.entry.domain or "")}


def _letters(name: str) -> str:
    """What two writings of an outlet's name have in common: "USA Today", "usa-today"."""
    return re.sub(r"[\W_]+", "", name).casefold()


def find(text: str, lexicon: Lexicon, *, skip: Sequence[Span] = (), outlet: str | None = None) -> tuple[Sourcing, ...]:
    """All sources that `text` names for itself, in its order, none overlapping; nothing in `skip` (boilerplate) counts.

    `outlet` is the article's own (its domain or name): its dateline is no source.
    """
    index = _index(lexicon)
    low = lowered(text)
    barred = sorted(skip)
    taken: list[Span] = []
    found: list[Sourcing] = []

    def add(span: Span, role: Role, name: str, *, anywhere: bool = False) -> None:
        if (anywhere or _free(span, barred)) and _free(span, taken):
            insort(taken, span)
            found.append(Sourcing(span=span, role=role, name=name))

    for span in _documents(text, low, index):
        add(span, "document", " ".join(text[slice(*span)].split()))
    documents = list(taken)
    for match, mark in look(index.before, text, low):
        if mark == "credit" and text[text.rfind("\n", 0, match.start()) + 1 : match.start()].strip():
            continue
        for seen in _named(text, match.end(), mark, index, documents):
            if mark not in ("known", "near", "show", "credit") or not seen.is_own(outlet):
                add(seen.span, seen.role, seen.name, anywhere=mark in ("own", "credit"))
    for match, _ in look(index.after, text, low):
        for seen in _naming(text, match.start(), index):
            if not seen.is_own(outlet):
                add(seen.span, seen.role, seen.name)
    for seen in _bracketed(text, index, outlet):
        add(seen.span, seen.role, seen.name)
    return tuple(sorted(found, key=lambda f: f.span))


def _free(span: Span, others: list[Span]) -> bool:
    """True where none of `others`, which are sorted and apart, touches `span`."""
    at = bisect(others, span)
    return not any(touch(span, other) for other in others[max(at - 1, 0) : at + 1])


def _documents(text: str, low: str, index: Index) -> Iterator[Span]:
    """The documents, the longest first, for of two that overlap the longer one says more; none that was named before."""
    spans = set()
    for match, mark in look(index.documents, text, low):
        start, end = strip(text, match.span("span"))
        span = (start, _name_end(text, start, end, index))
        if mark == "whole" or not _is_of_a_known(text, span, index):
            spans.add(span)
    first: dict[str, int] = {}
    for start, end in sorted(spans):
        first.setdefault(text[start:end].split()[-1].lower(), start)
    for start, end in sorted(spans, key=lambda s: (s[0] - s[1], s)):
        words = text[start:end].lower().split()
        if words[0] not in index.definite or first[words[-1]] == start:
            yield start, end


def _is_of_a_known(text: str, span: Span, index: Index) -> bool:
    """True for "laporan Reuters": the source is the agency, its report no document of its own."""
    name = re.compile(r"(?<=\w)[ \t\u00a0]*(?=[A-Z])").search(text, span[0] + 1, span[1])
    return name is not None and _known_at(text, name.end(), index) is not None


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
    if not seen and mark not in ("known", "near", "own", "show", "credit"):
        seen = _site(text, at, index) or _unknown_at(text, at, index, role="agency" if mark == "agency" else "outlet")
    if seen and mark == "show" and not PROGRAMME.match(text, seen.span[1]):
        return
    if seen and mark == "agency" and not seen.entry:
        seen = Seen(span=seen.span, role="agency", name=seen.name)
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
    match = index.lead.match(text, at) or index.press.match(text, at)
    return _pressed(match) if match else None


def _pressed(match: re.Match[str]) -> Seen:
    if match.lastgroup == "led":
        return Seen(span=match.span("led"), role="agency", name=match["led"])
    return Seen(span=match.span(), role="agency" if match.lastgroup == "wire" else "outlet", name=match.group())


def _naming(text: str, at: int, index: Index) -> Iterator[Seen]:
    """The names that stand before a phrase beginning at `at`: one, or several joined by commas and conjunctions."""
    seen = _known_before(text, at, index)
    while seen:
        yield seen
        start = seen.span[0]
        joint = index.joined.search(text, max(start - 40, 0), start)
        seen = _known_before(text, joint.start(), index) if joint else None


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
    matches = [m for m in index.press.finditer(text, offset, offset + len(head)) if m.end() == offset + len(head)]
    return _pressed(matches[0]) if matches else None


def _near(text: str, at: int, index: Index) -> Seen | None:
    """The first name of the table up to three words on, all in one clause."""
    match = re.compile(rf"(?:{WORD},?[ \t\u00a0]*){{1,3}}").match(text, at)
    for start in range(at + 1, min(match.end() + 1 if match else at, at + 60, len(text))):
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


def _words(lexicon: Lexicon, mark: str, *, ending: bool | None = None) -> set[str]:
    """The words of the rows that bear `mark`; of those that end in a gap, or of the others, where `ending` says so."""
    rows = [p.phrase for p in marked(lexicon.sourcing, mark)]
    return {w for row in rows if ending is None or row.endswith("…") == ending for w in row.removesuffix(" …").split("/")}


@lru_cache(maxsize=8)
def _index(lexicon: Lexicon) -> Index:
    made_of = parts(lexicon)
    names = [(alias, s) for s in lexicon.sources for alias in (s.name, *s.aliases)]
    sites = [regular(p.phrase, made_of) for p in marked(lexicon.sourcing, "site")]
    before = [p for p in lexicon.sourcing if p.kind == "before" and not p.phrase.startswith("{")]
    after = [p for p in lexicon.sourcing if p.kind == "after"]
    joints = either(lexicon.of_kind("conjunction"))
    articles = either(lexicon.of_kind("determiner"))
    days = either(lexicon.of_kind("weekday"))
    never = {
        w.casefold()
        for kind in ("weekday", "month", "pronoun", "title", "role", "determiner", "preposition")
        for w in lexicon.of_kind(kind)
    }
    papers = [p for p in lexicon.sourcing if p.kind == "document" and (p.phrase.startswith("{whole}") or p.phrase[0] != "{")]
    again = _words(lexicon, "again", ending=False)
    press, wire, lead = (either(_words(lexicon, kind)) for kind in ("press", "wire", "lead"))
    cap = rf"(?!(?i:{articles}|{either(never)})\b){CAP}"
    return Index(
        forward=_by_letter(names, lambda alias: alias[0]),
        backward=_by_letter(names, lambda alias: alias[-1]),
        before=ready(before, made_of),
        after=ready(after, made_of),
        documents=ready(papers, made_of, rf"(?!{BLANK}(?:{either(again)})\b)"),
        name=re.compile(made_of.name),
        site=re.compile("(?i:" + ("|".join(sorted(sites, key=len, reverse=True)) or "(?!)") + ")"),
        glued=re.compile(made_of.glued),
        joint=re.compile(rf"{BLANK}(?:,{BLANK}(?P<listed>{joints})?|(?P<word>{joints})){BLANK}(?:(?:{articles})\s+)?"),
        run=re.compile(rf"(?<=[a-z])(?:{joints})(?=[A-Z])"),
        joined=re.compile(rf"{BLANK}(?:,{BLANK}(?:{joints})?|\b(?:{joints})){BLANK}(?:(?:{articles})\s+)?$"),
        lead=re.compile(rf"(?:{lead}) (?P<led>{cap}(?: {cap})?)(?!\w|[/-]\w)"),
        press=re.compile(
            rf"(?:(?<![\w-]){cap}(?: {CAP}){{0,4}}?(?:[ -](?:{press})|(?P<wire> (?:{wire})))"
            rf"|(?<=[Tt]he )(?=[A-Z][a-z])(?:{press}))"
            rf"(?!\w|[/-]\w| {CAP})"
        ),
        definite=frozenset(_words(lexicon, "again", ending=True)),
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
