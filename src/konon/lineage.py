"""Which articles have their text from each other, or from the same third, and by which way it came.

`describe` says of an article what lineage goes by, `judge` what two of them are to each other, `families` and `trace` read the
links that `konon.kinship` keeps of all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Literal
from urllib.parse import urlsplit

from msgspec import Struct

from konon.alignment import Letters, Shared, letters
from konon.lexicon import DATA, SourceName, check_pattern, parse_table
from konon.records import Reading, Span
from konon.timespans import moment
from konon.unions import Union

Relation = Literal["copy", "revision", "derived", "shared-source", "boilerplate", "none"]
Origin = Literal["a", "b", "third", "?"]

VERSION = "lineage 5"  # goes up with every change that makes another link of the same two articles
KIN: frozenset[Relation] = frozenset({"copy", "revision", "derived", "shared-source"})

# Measured on 60 annotated pairs, where each is a round number in the gap between those on its two sides.
ABROAD = 0.2  # of the text or of the quotations of the one, for two outlets to have a source in common
AT_HOME = 0.35  # the same within one outlet, whose articles also share background that nobody marks; and of what is told
RETOLD = 0.5  # of what is told outside quotations, from which on one text is rewritten from the other
WHOLE = 0.9  # of both texts: the same text
ENOUGH = 80  # letters, some twelve words: less is a phrase, whatever its share
PASSAGE = 160  # two such sentences: less, and no half of either text, is background, which everybody tells in the same words
LABEL = 4  # letters of a part of an address, from which on it may be an outlet's name
SAME_NUMBERS = 2 / 3  # where fewer of the numbers in the shared passages agree, they are the slots of a template
FEW_NUMBERS = 0.5  # the same, or just so many, where another outlet retells most of the text: some it may have corrected
SOME_NUMBERS = 3
RENAMED = 2  # passages of one outlet's articles between which other names stand, from which on it is a template filled anew
REPEATED = 0.9  # of both texts: the same article, in which names were corrected
LATE = 1 / 3  # of both texts, in which nothing is shared: what stands behind it in one block is background, unless it is
WHOLE_BLOCK = 0.8  # quoted; a text rewritten from the other has some of its beginning, or more of it, or in more pieces

ISO_DAY = 10  # characters
AGREE = 2  # claims of a day, before a page is taken to be from no earlier one
OFF = 3  # days that the clock of a page may be off
CLOSING = 3  # lines at an article's end in which credits stand
DATELINE = re.compile(r"[^\n()]{0,40}\(([^\n()]{2,60})\)\s*[-–—]")
CLOSED = re.compile(r"(?:^|[.!?\"”]\s*)\(([^\n()]{2,60})\)\W*\Z")
NAME = re.compile(r"\b(?:[A-Z][\w.&'’]*(?: [A-Z][\w.&'’]*){0,4}|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,})\b")
DAY = re.compile(r"(?:^|/)(20\d\d)[/-]?(\d\d)[/-]?(\d\d)(?=/|\d*-|\d{6})")
SERIAL = re.compile(r"(?:^|/)(?:[a-z]{1,2}-)?(\d{5,17})(?=/|$|-)")


class Named(Struct, frozen=True, array_like=True):
    """An agency, outlet or document that an article names as its source, and its domain where it is known to have one."""

    name: str
    role: str
    domain: str | None = None


class Described(Struct, frozen=True, kw_only=True):
    """What lineage knows of an article besides its letters."""

    key: str  # Article.key
    address: str | None = None  # its URL without what only counts visitors: the same for all versions
    outlet: str | None = None
    writer: str | None = None
    digest: bool = False  # its title says that it retells other articles of its outlet
    day: str | None = None  # ISO date of publication, where it can be believed
    clock: str | None = None  # ISO date-time of publication or update
    serial: tuple[str, int] | None = None  # the day and the running number in its address
    named: tuple[Named, ...] = ()
    credits: tuple[str, ...] = ()  # names where credits stand: of them only the outlet of a kindred article counts


class Marks(Struct, frozen=True, kw_only=True):
    """Where the body of a text begins, and what in it is not the article."""

    start: int = 0
    skip: tuple[Span, ...] = ()


class Link(Struct, frozen=True, kw_only=True):
    """What two articles are to each other; `a` is the one whose key sorts first. `third` is who the origin is, where it is
    neither and one of them names it."""

    a: str
    b: str
    relation: Relation
    origin: Origin = "?"
    third: str | None = None
    shared: Shared

    @property
    def kin(self) -> bool:
        """True where one has text from the other, or both from a third."""
        return self.relation in KIN

    def other(self, key: str) -> str:
        """The other article of the two."""
        return self.b if key == self.a else self.a


class Hop(Struct, frozen=True, kw_only=True):
    """A step on the way of a text: an article by its key, or whom an article names."""

    article: str | None = None
    named: str | None = None
    relation: Relation | None = None  # of the article before to this one


class Family(Struct, frozen=True, kw_only=True):
    """Articles that are kin, first published first, and whom they have their text from, as far as they say."""

    members: tuple[str, ...]
    origin: str | None = None  # the key of the member that the others go back to
    named: tuple[str, ...] = ()  # agencies, outlets and documents that members name, the most often named first


class LineagePattern(Struct, frozen=True, kw_only=True):
    """A pattern in a title. `digest`: the article retells others of its outlet."""

    kind: Literal["digest"]
    pattern: str
    example: str
    source: str


# --- one article -----------------------------------------------------------------------------------------------------


def describe(reading: Reading, *, seen: str | None = None) -> Described:
    """What lineage goes by. `seen`: the ISO day on which the page was first met; no article is believed to be of a later day
    than the next (clocks and zones differ)."""
    article = reading.article
    day = article.published
    if day and seen and _days(day, seen) > 1:
        day = None
    clock = (article.published_at or article.updated_at) if day else None
    said = Counter(claim.said for claim in reading.claims if claim.said and len(claim.said) == ISO_DAY)
    spoken = max((day for day, n in said.items() if n >= AGREE), default=None)
    if day and spoken and 0 < _days(spoken, day) <= OFF and not (seen and _days(spoken, seen) > 0):
        day, clock = spoken, None  # it has words of a later day: its clock is off
    domains = _domains()
    return Described(
        key=article.key,
        address=address(article.url),
        outlet=article.outlet,
        writer=_plain(article.byline) or None,
        digest=bool(article.title and _digest().search(article.title)),
        day=day,
        clock=clock,
        serial=serial(article.url),
        named=tuple(dict.fromkeys(Named(s.name, s.role, domains.get(_plain(s.name))) for s in reading.sourcing)),
        credits=_credits(reading),
    )


def _credits(reading: Reading) -> tuple[str, ...]:
    """The names where credits stand, in any language: in brackets in a dateline ("UMBARA (Embun) -") or at the end of one of
    the last lines, and in what is marked as a credit ("Sumber: Embun")."""
    text = reading.article.text
    parts = [text[mark.start : mark.end] for mark in reading.boilerplate if mark.kind == "credit"]
    lines = [line.strip() for line in _unmarked(reading).splitlines() if line.strip()]
    parts += [match[1] for line in lines[:1] if (match := DATELINE.match(line))]
    parts += [match[1] for line in lines[1:][-CLOSING:] if (match := CLOSED.search(line))]
    return tuple(dict.fromkeys(name for part in parts for name in NAME.findall(part)))


def _unmarked(reading: Reading) -> str:
    """The text without its title and what is marked as not the article."""
    marks = told(reading)
    out, at = [], marks.start
    for start, end in sorted(marks.skip):
        out.append(reading.article.text[at : max(at, start)])
        at = max(at, end)
    return "".join((*out, reading.article.text[at:]))


def body(reading: Reading) -> Letters:
    """The article's letters, without its title and what is marked as not the article."""
    marks = told(reading)
    return letters(reading.article.text, skip=marks.skip, start=marks.start)


def told(reading: Reading) -> Marks:
    """Which part of the text its letters are taken from."""
    text, title = reading.article.text, reading.article.title
    first = text.find("\n")
    start = first if title and first > 0 and _plain(text[:first]) == _plain(title) else 0
    return Marks(start=start, skip=tuple((b.start, b.end) for b in reading.boilerplate))


def address(url: str | None) -> str | None:
    """A URL by host and path, with the query only where it names the article ("?id=12"): one for all versions of a page."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.").removeprefix("amp.")
    except ValueError:
        return url
    path = re.sub(r"/(?:amp|all)?/*$", "", parts.path)
    wanted = [p for p in parts.query.split("&") if re.match(r"(?:p|id|newsid|artikel|article)=", p, re.IGNORECASE)]
    return f"{host}{path}" + (f"?{'&'.join(sorted(wanted))}" if wanted else "")


def serial(url: str | None) -> tuple[str, int] | None:
    """The day and the running number that an address holds; within one outlet the later article has the larger."""
    path = re.sub(r"^\w+://[^/]*", "", url or "").partition("?")[0]
    numbers = SERIAL.findall(path)
    day = DAY.search(path)
    return ("".join(day.groups()) if day else "", int(numbers[-1])) if numbers else None


# --- two articles ----------------------------------------------------------------------------------------------------


def judge(a: Described, b: Described, shared: Shared) -> Link:
    """What `a` and `b` are to each other, by what they share."""
    if b.key < a.key:
        raise ValueError("the article whose key sorts first comes first")
    relation = _relation(a, b, shared)
    origin, third = _origin(a, b, relation, shared)
    return Link(a=a.key, b=b.key, relation=relation, origin=origin, third=third, shared=shared)


def score(link: Link) -> float:
    """The part of the text that the two have in common, of the one of which it is more; or of its quotations."""
    shared = link.shared
    return round(max(shared.share_a, shared.share_b, shared.quoted_a, shared.quoted_b), 4)


def reason(link: Link, a: Described, b: Described) -> str:
    """Why the link is what it is, in a line for a person."""
    shared = link.shared
    if not shared.all_letters:
        return "two versions of one page" if versions(a, b) else "nothing in common as they are read now"
    parts = ["two versions of one page"] if versions(a, b) else []
    parts.append(f"{_percent(shared.share_a)} of the text of a and {_percent(shared.share_b)} of b are the same words")
    if shared.quoted >= ENOUGH:
        parts.append(f"{_percent(max(shared.quoted_a, shared.quoted_b))} of the quotations of one")
    if shared.numbers and shared.same_numbers < SAME_NUMBERS * shared.numbers:
        parts.append(f"only {shared.same_numbers} of {shared.numbers} numbers in them agree")
    if not link.kin:
        parts.append("too little, or text that the outlet uses again and again")
    if link.origin in ("a", "b"):
        one, other = (a, b) if link.origin == "b" else (b, a)
        named = names(one, other)
        parts.append(f"{'a' if one is a else 'b'} names {other.outlet}" if named else f"{link.origin} was published first")
    if link.third:
        parts.append(f"names {link.third}")
    return "; ".join(parts)


def _percent(share: float) -> str:
    return f"{round(100 * share)} %"


def home(a: Described, b: Described) -> bool:
    """True of two articles of one outlet."""
    return a.outlet is not None and a.outlet == b.outlet


def versions(a: Described, b: Described) -> bool:
    """True of two texts that stood at one address."""
    return a.address is not None and a.address == b.address


def _relation(a: Described, b: Described, shared: Shared) -> Relation:
    if versions(a, b):
        return "revision"
    own = home(a, b)
    least = min(shared.share_a, shared.share_b)
    most = max(shared.share_a, shared.share_b)
    quoted = max(shared.quoted_a, shared.quoted_b) if shared.quoted >= ENOUGH else 0.0
    told = max(shared.told_a, shared.told_b)
    named = {n.name for n in a.named} & {n.name for n in b.named}
    if shared.begins >= LATE and shared.longest >= WHOLE_BLOCK and most < RETOLD and shared.quoted < ENOUGH and not named:
        return "boilerplate"
    filled = shared.numbers >= SOME_NUMBERS and shared.same_numbers < SAME_NUMBERS * shared.numbers
    others = filled and shared.same_numbers <= FEW_NUMBERS * shared.numbers
    if (
        (own and shared.renamed >= RENAMED and least < REPEATED)
        or (filled and (own or others or most < RETOLD))
        or max(most, quoted) < (AT_HOME if own else ABROAD)
        or shared.letters < ENOUGH
    ):
        return "boilerplate" if shared.all_letters >= ENOUGH else "none"
    if shared.letters < PASSAGE and most < RETOLD and max(shared.quoted_a, shared.quoted_b) < ABROAD:
        return "boilerplate"
    if own and a.digest != b.digest:
        return "derived"
    if least >= WHOLE and not filled:
        return "copy"
    if own and (told >= AT_HOME or (a.writer is not None and a.writer == b.writer)):
        return "revision"
    return "derived" if told >= RETOLD else "shared-source"


def _origin(a: Described, b: Described, relation: Relation, shared: Shared) -> tuple[Origin, str | None]:
    """The one that the other names, or that was there first where nobody but the two can be the origin, or where the whole
    text of the one is in the other and neither names anyone; else a third."""
    if relation not in KIN:
        return "?", None
    if names(a, b) != names(b, a):
        return ("b", None) if names(a, b) else ("a", None)
    first = earlier(a, b)
    if home(a, b) and relation != "shared-source":
        return ("a", None) if first < 0 else ("b", None) if first > 0 else ("?", None)
    whole = relation in ("copy", "derived") and max(shared.share_a, shared.share_b) >= WHOLE
    if whole and first and a.clock and b.clock and not (_others(a) or _others(b)):
        return ("a", None) if first < 0 else ("b", None)
    return "third", credited(a, b)


def names(a: Described, b: Described) -> bool:
    """True where `a` names the outlet of `b` as a source."""
    return not home(a, b) and (any(called(b, n) for n in a.named) or any(_signs(b, name) for name in a.credits))


@lru_cache(maxsize=1 << 14)
def _own_names(outlet: str) -> frozenset[str]:
    """What an outlet may be called in a credit: its name, its domain, and what stands for both, without a subdomain."""
    labels = outlet.casefold().removeprefix("www.").split(".")
    return frozenset(_plain(name) for name in (outlet, ".".join(labels[-2:]), labels[-2] if len(labels) > 1 else outlet))


def _signs(article: Described, name: str) -> bool:
    """Whether a name in a credit is that of the article's outlet."""
    if article.outlet is None:
        return False
    domain = _domains().get(_plain(name))
    return (domain is not None and article.outlet.casefold().endswith(domain)) or _plain(name) in _own_names(article.outlet)


def called(article: Described, name: Named) -> bool:
    """True where a name is that of the article's outlet: as the page has it, by its domain, or as a part of its address."""
    if article.outlet is None:
        return False
    said = _plain(name.name)
    if said and said == _plain(article.outlet):
        return True
    host = (article.address or article.outlet).partition("/")[0].casefold()
    if name.domain is not None:
        own = {host, article.outlet.casefold(), _domains().get(_plain(article.outlet))}
        return name.domain in own or host.endswith(f".{name.domain}")
    return len(said) >= LABEL and said in host.split(".")[:-1]


def _others(a: Described) -> list[Named]:
    """Whom an article names but its own outlet."""
    return [name for name in a.named if not called(a, name)]


def credited(a: Described, b: Described) -> str | None:
    """The agency or outlet that both name, or that one of them names; None where there are several, or none."""
    found = [{n.name for n in _others(x) if n.role != "document"} for x in (a, b)]
    for wanted in (found[0] & found[1], found[0] | found[1]):
        if len(wanted) == 1:
            return next(iter(wanted))
    return None


def earlier(a: Described, b: Described) -> int:
    """-1 where `a` was published first, 1 where `b` was, 0 where nothing tells.

    Within one outlet the running numbers in addresses tell it more surely than dates, which may be those of an update.
    """
    if home(a, b) and a.address != b.address and a.serial and b.serial and a.serial[0] == b.serial[0]:
        one, two = a.serial[1], b.serial[1]
        if one != two and len(str(one)) == len(str(two)):
            return -1 if one < two else 1
    clocks = moment(a.clock), moment(b.clock)
    for one_at, two_at in (clocks, (a.day, b.day)):
        if one_at and two_at and one_at != two_at and len(one_at) == len(two_at):
            return -1 if one_at < two_at else 1
    return 0


def order(a: Described) -> tuple[str, tuple[str, int], str]:
    """Sorts articles by when they were published, the same way whatever order they came in."""
    return moment(a.clock) or f"{a.day or '9999'}T99", a.serial or ("9999", 0), a.key


# --- families and ways -----------------------------------------------------------------------------------------------


def families(links: Iterable[Link], articles: Mapping[str, Described]) -> tuple[Family, ...]:
    """The articles that are kin, directly or through others, the largest family first. A digest retells many and joins none."""
    kin = [link for link in links if link.kin and not (articles[link.a].digest or articles[link.b].digest)]
    together = Union[str]()
    for link in kin:
        together.join(link.a, link.b)
    back: Counter[str] = Counter()
    for link in kin:
        if link.origin in ("a", "b"):
            back[link.a if link.origin == "a" else link.b] += 1
    found = [_family([articles[key] for key in group], back) for group in together.groups()]
    return tuple(sorted(found, key=lambda f: (-len(f.members), f.members)))


def _family(members: list[Described], back: Counter[str]) -> Family:
    members.sort(key=order)
    first = max(members, key=lambda m: back[m.key])
    said = Counter(name for m in members for name in {n.name for n in m.named if n.role != "document"})
    return Family(
        members=tuple(m.key for m in members),
        origin=first.key if back[first.key] else None,
        named=tuple(name for name, _ in sorted(said.items(), key=lambda x: (-x[1], x[0]))),
    )


def trace(key: str, links: Callable[[str], Iterable[Link]], articles: Mapping[str, Described]) -> tuple[Hop, ...]:
    """The way that a text came, from the article back: to the article it has most from, and so on, then to whom the last one
    names. `links` gives the links of an article."""
    way = [Hop(article=key)]
    seen = {key}
    while True:
        back = [link for link in links(key) if link.kin and link.origin == ("b" if link.a == key else "a")]
        back = [link for link in back if link.other(key) not in seen]
        if not back:
            break
        best = max(back, key=lambda link: (min(link.shared.letters, 10**6), link.other(key)))
        key = best.other(key)
        seen.add(key)
        way.append(Hop(article=key, relation=best.relation))
    thirds = [link.third for link in links(key) if link.kin and link.third is not None]
    named = dict.fromkeys([*(n.name for n in articles[key].named), *sorted(thirds)])
    return (*way, *(Hop(named=name) for name in named))


# --- words and days --------------------------------------------------------------------------------------------------


@cache
def _digest() -> re.Pattern[str]:
    rows = parse_table((DATA / "common" / "lineage.tsv").read_text("utf-8"), LineagePattern, name="common/lineage.tsv")
    for row in rows:
        check_pattern(row.pattern, row.example, name="common/lineage.tsv")
    return re.compile("|".join(row.pattern for row in rows if row.kind == "digest"))


@cache
def _domains() -> dict[str, str]:
    """The domain of every known agency and outlet, by each of its names."""
    rows = parse_table((DATA / "common" / "sources.tsv").read_text("utf-8"), SourceName, name="common/sources.tsv")
    return {_plain(name): row.domain for row in rows if row.domain for name in (row.name, *row.aliases)}


@lru_cache(maxsize=1 << 14)
def _plain(name: str | None) -> str:
    return "".join(c for c in (name or "").casefold() if c.isalnum())


def _days(later: str, sooner: str) -> int:
    return (date.fromisoformat(later[:10]) - date.fromisoformat(sooner[:10])).days
