"""What a page says of itself: title, address, outlet, byline, publication and update time, language.

Our own reading of JSON-LD (schema.org), OpenGraph and other meta elements, microdata, and the page's visible date line
and credits; readers of metadata made for English miss Indonesian times and credits.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urljoin, urlsplit

import msgspec
from msgspec import Struct

from konon.dates import PageDate, calendar, default_zone, parse_page_date
from konon.head import Head, read_head
from konon.markup import HEADINGS, Block, Element, marks, pattern, squeeze, text_of

PUBLISHED_META = (
    "article:published_time", "datepublished", "content_publisheddate", "publishdate", "dtk:publishdate", "pubdate",
    "publish-date", "publish_date", "published_time", "article:published", "article.published", "parsely-pub-date",
    "sailthru.date", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date", "dcterms.date", "og:published_time",
    "og:article:published_time", "datecreated", "date", "cxenseparse:recs:publishtime", "content_date",
)  # fmt: skip
UPDATED_META = (
    "article:modified_time",
    "datemodified",
    "og:updated_time",
    "lastmod",
    "dcterms.modified",
    "last-modified",
    "updated_time",
)
AUTHOR_META = (
    "author", "content_author", "dtk:author", "article:author", "dable:author", "dc.creator", "dcterms.creator",
    "parsely-author", "sailthru.author",
)  # fmt: skip
CREDITED = "//*[@rel='author' or @itemprop='author' or contains(@class,'author') or contains(@class,'byline')]"
URL_META = ("og:url", "twitter:url")
SEPARATOR = re.compile(r"\s+(?:[-–—|:»•]|::|--)\s+|\s*[|»]\s*|(?<=\.com):\s+", re.IGNORECASE)
HOSTLIKE = re.compile(r"^(?:[\w-]+\.)+[a-z]{2,}$", re.IGNORECASE)


class Metadata(Struct, frozen=True, kw_only=True):
    """What the page says of itself; every field None or empty where it is silent."""

    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    byline: str | None = None
    published: PageDate | None = None
    updated: PageDate | None = None
    language: str | None = None
    body: str | None = None  # the text as JSON-LD holds it, for pages that draw themselves by script
    article: bool = False  # the page calls itself an article


def read(tree: Element, seen: list[Block], *, url: str | None = None) -> Metadata:
    """Reads the metadata of a page whose visible blocks are `seen`; `url` is its address where that is known."""
    head = read_head(tree)
    said = head.described
    address = _address(tree, head, url)
    language = _language(tree, head)
    site = head.first("og:site_name", "application-name") or said.publisher
    title = _title(tree, head, seen, site=site, url=address)
    at = _title_at(seen, title)
    near = seen[: at + 40]
    local = "id" if any(calendar().day_first_words.search(b.text) for b in near if len(b.text) < 160) else language
    published, updated = _times(tree, head, near, at=at, language=local)
    return Metadata(
        title=title,
        url=address,
        outlet=outlet_of(address) or _site_outlet(site),
        byline=_byline(tree, head, seen, at=at, sites=[s for s in (site, said.publisher, outlet_of(address)) if s]),
        published=published,
        updated=updated,
        language=language,
        body=said.body,
        article=head.is_article or (head.first("og:type") or "").lower().startswith("article"),
    )


def _language(tree: Element, head: Head) -> str | None:
    """The language as declared: html lang, JSON-LD, OpenGraph; `in` is the old code of `id`."""
    root = tree.getroottree().getroot()
    stated = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang")
    for value in (stated, head.described.language, head.first("og:locale"), head.first("content-language", "language")):
        if value and (m := re.match(r"[A-Za-z]{2}(?![A-Za-z])", value.strip())):
            return "id" if m[0].lower() == "in" else m[0].lower()
    return None


# --- where ---------------------------------------------------------------------------------------------------------------


def _address(tree: Element, head: Head, given: str | None) -> str | None:
    """The canonical address, absolute; what was given wins."""
    if given:
        return given
    links = [link.get("href") for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split()]
    base = head.first(*URL_META)
    for url in (*links, base, head.described.url):
        if url and (absolute := _http(urljoin(base or "", url.strip()))):
            return absolute
    return None


def _http(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        return url if parts.scheme in ("http", "https") and "." in (parts.hostname or "") else None
    except ValueError:
        return None


def outlet_of(url: str | None) -> str | None:
    """The registered host of an address: news.detik.com -> detik.com, www.rri.co.id -> rri.co.id; a blog keeps its own."""
    try:
        host = (urlsplit(url or "").hostname or "").removeprefix("www.").strip(".")
    except ValueError:
        return None
    if "." not in host or re.fullmatch(r"[\d.]+", host) or ":" in host:
        return host or None
    if pattern("hosting").search(host):
        return host
    labels = host.split(".")
    country = len(labels[-1]) == 2 and len(labels) > 2 and pattern("second_level").search(labels[-2])
    return ".".join(labels[-3 if country else -2 :])


def _site_outlet(site: str | None) -> str | None:
    """The outlet where no address is known: the site's name, as a host where it is one."""
    return outlet_of(f"http://{site.lower()}/") if site and HOSTLIKE.match(site) else site


# --- title -----------------------------------------------------------------------------------------------------------------


def _same(text: str) -> str:
    """What two writings of one title have in common: letters and digits."""
    return re.sub(r"[\W_]+", "", html.unescape(text)).lower()


def _title(tree: Element, head: Head, seen: list[Block], *, site: str | None, url: str | None) -> str | None:
    """The headline as the page shows it; its title for search engines, less the site's name, where it shows none."""
    element = next(tree.iter("title"), None)
    stated = [
        t
        for t in (
            head.described.headline,
            head.first("og:title"),
            text_of(element) if element is not None else None,
            head.first("twitter:title"),
        )
        if t
    ]
    sites = {_same(s) for s in (site, outlet_of(url), (outlet_of(url) or "").split(".")[0]) if s}
    cores = [core for t in stated if (core := _without_site(t, sites))]
    shown = [b for b in seen if 8 <= len(b.text) <= 300 and b.linked < 0.5 * len(b.text) and _same(b.text) not in sites]
    shown.sort(key=lambda b: b.element.tag not in HEADINGS)  # stable: headings first, each in reading order
    keys = [(b, _same(b.text)) for b in shown]
    for core in cores:
        key = _same(core)
        exact = (b for b, mine in keys if mine == key)
        # with a rubric before or after that the stated title leaves out, or the other way round
        longer = (b for b, mine in keys if len(key) > 20 and key in mine and len(mine) < len(key) + 30)
        shorter = (
            b for b, mine in keys if b.kind == "heading" and len(mine) > 15 and mine in key and len(mine) > 0.5 * len(key)
        )
        if found := next(exact, None) or next(longer, None) or next(shorter, None):
            return found.text
    first = [b for b in shown if b.element.tag == "h1"]
    if len(first) == 1 and len(first[0].text.split()) >= 4:
        return first[0].text
    return cores[0] if cores else first[0].text if first else None


def _without_site(title: str, sites: set[str]) -> str | None:
    """`title` without the parts, at either end, that name the site or are hung on by a bar."""
    parts = [p for p in SEPARATOR.split(title) if p and p.strip()]
    gaps = SEPARATOR.findall(title)

    def names_site(part: str) -> bool:
        key = _same(part)
        return any(len(s) > 2 and (s in key or (len(key) > 4 and key in s)) for s in sites) and len(part.split()) <= 5

    while len(parts) > 1 and (names_site(parts[-1]) or (HOSTLIKE.match(parts[-1].split()[-1]) and len(parts[-1].split()) <= 4)):
        parts.pop()
    while len(parts) > 1 and names_site(parts[0]):
        parts.pop(0)
    if not parts:
        return None
    # what is left, with the separators that it had
    begin = title.find(parts[0])
    end = title.find(parts[-1], begin) + len(parts[-1]) if gaps else len(title)
    kept = title[begin:end].strip()
    if "|" in kept or "::" in kept:
        kept = max(re.split(r"\s*(?:\||::)\s*", kept), key=len)
    return kept or None


def _title_at(seen: list[Block], title: str | None) -> int:
    """Which block is the title; 0 where none is."""
    key = _same(title or "")
    places = [i for i, b in enumerate(seen) if key and _same(b.text) == key]
    return min(places, key=lambda i: (seen[i].linked > 0, seen[i].element.tag not in HEADINGS), default=0)


# --- when --------------------------------------------------------------------------------------------------------------


def _times(
    tree: Element, head: Head, seen: list[Block], *, at: int, language: str | None
) -> tuple[PageDate | None, PageDate | None]:
    """When the page says it was published, and updated, each with its zone where that can be known."""
    shown, shown_update = _date_lines(seen, at=at, language=language)
    said = head.described
    stated = [d for d in map(_date, (said.published, *(v for n in PUBLISHED_META for v in head.metas.get(n, ())))) if d]
    marked = [d for d in _marked_times(tree) if d]
    updates = [d for d in map(_date, (said.updated, *(v for n in UPDATED_META for v in head.metas.get(n, ())))) if d]
    lines = [s for s in (shown, shown_update) if s and s.at]
    wrong = _wrong_clocks([*stated, *marked, *updates], lines)

    def placed(d: PageDate | None) -> PageDate | None:
        """`d` with the zone and clock that the page means, which are those that it shows."""
        if d is None or d.time is None:
            return d
        if d.zone is None:
            return msgspec.structs.replace(d, zone=lines[0].zone if lines else default_zone(language))
        return _shifted(d, *wrong[d.zone]) if d.zone in wrong else d

    published = next((d for d in stated if d.time), None) or next((d for d in marked if d.time), None)
    if published is None and (stated or marked):
        published = (stated or marked)[0]
        if shown and shown.time and shown.date == published.date:
            published = shown
    published = placed(published or shown)
    updated = placed(next((d for d in updates if d.time), None) or shown_update)
    if published is None and updated is not None:
        published = updated
    if updated is not None and (updated.at is None or published is None or (published.at and updated.at <= published.at)):
        updated = None
    return published, updated


def _wrong_clocks(stated: list[PageDate], lines: list[PageDate]) -> dict[str, tuple[timedelta, str]]:
    """The zones that the page's data misuse, each with what to add and the zone that the page shows.

    Sites write Jakarta's time and call it universal, or the other way round. It shows where a stated moment is off from
    a shown one by just the shown zone's offset, to the minute.
    """
    wrong: dict[str, tuple[timedelta, str]] = {}
    for line in lines:
        here = datetime.fromisoformat(line.at or "")
        offset = here.utcoffset() or timedelta()
        for d in stated:
            if d.at and offset:
                delta = here.replace(second=0) - datetime.fromisoformat(d.at).replace(second=0)
                if abs(delta) == abs(offset):
                    wrong.setdefault(d.zone or "", (delta, line.zone or ""))
    return wrong


def _shifted(d: PageDate, by: timedelta, zone: str) -> PageDate:
    moment = (datetime.fromisoformat(d.at or "") + by).astimezone(datetime.fromisoformat(f"2000-01-01T00:00:00{zone}").tzinfo)
    return PageDate(date=moment.date().isoformat(), time=moment.time().isoformat("seconds"), zone=zone)


def _date(value: str | None) -> PageDate | None:
    return parse_page_date(value) if value else None


def _marked_times(tree: Element) -> Iterator[PageDate | None]:
    """Microdata and <time> elements that are the article's own, first those that say so."""
    for element in tree.xpath("//*[@itemprop='datePublished'][not(self::meta)]"):
        yield _date(element.get("datetime") or element.get("content") or text_of(element))
    times = tree.xpath("//time[@datetime][@pubdate or contains(@class,'publish') or contains(@class,'entry-date')]")
    for element in times or tree.xpath("(//article//header|//h1/following-sibling::*|//h1/..)//time[@datetime]")[:1]:
        yield _date(element.get("datetime"))
    for element in tree.xpath("//abbr[contains(@class,'published')]"):  # Blogger
        yield _date(element.get("title"))


def _date_lines(seen: list[Block], *, at: int, language: str | None) -> tuple[PageDate | None, PageDate | None]:
    """The dates that stand in lines of their own near the title: of publication, of update.

    A line with a time of day goes before one without (which may be today's date in the page's top bar), then one whose
    element calls itself a date, then the nearest to the title.
    """
    best: list[tuple[bool, bool, int, PageDate]] = []
    updated: PageDate | None = None
    for i, block in enumerate(seen):
        if len(block.text) > 160 or not any(c.isdigit() for c in block.text):
            continue
        text = block.text
        if m := pattern("updated").search(text):
            late = parse_page_date(text[m.start() :], language=language or "id")
            updated = updated or late
            text = text[: m.start()]
        found = parse_page_date(text, language=language or "id")
        if found is None or len(text) > 120 or (block.kind == "heading" and found.time is None):
            continue
        parent = block.element.getparent()
        classes = marks(block.element) + " " + (marks(parent) if parent is not None else "")
        named = pattern("date_class").search(classes) is not None
        distance = i - at if i >= at else 2 * (at - i)
        if found.time or named or distance < 8:
            best.append((found.time is None, not named, distance, found))
    return (min(best, key=lambda b: b[:3])[3] if best else None), updated


# --- who ---------------------------------------------------------------------------------------------------------------


def _byline(tree: Element, head: Head, seen: list[Block], *, at: int, sites: list[str]) -> str | None:
    """The names of those who wrote it, as credited; None where only the outlet itself is."""
    known = {_same(s) for s in sites} | {_same(s.split(".")[0]) for s in sites}
    said = [n for name in head.described.authors if (n := clean_byline(name, known=known))]
    if said:
        return ", ".join(dict.fromkeys(said))
    marked = [text_of(e) for e in tree.xpath(CREDITED)[:6]]
    lines = [b.text for b in seen[max(0, at - 6) : at + 14]]
    named = [text for text in (*marked, *lines) if pattern("byline_lead_line").match(text)]
    stated = [v for n in AUTHOR_META for v in head.metas.get(n, ())]
    credited = [text for text in marked if " " in text]  # one word is a site or a place more often than a name
    for value in (*named, *stated, *credited):
        if len(value) < 120 and (n := clean_byline(value, known=known)):
            return n
    for block in seen[at + 14 :]:  # credits under the text
        if len(block.text) < 80 and ":" in block.text and pattern("byline_lead_line").match(block.text):
            return clean_byline(block.text, known=known)
    return None


def clean_byline(text: str, *, known: set[str] | frozenset[str] = frozenset()) -> str | None:
    """The bare names in a credit: without "Oleh", "Penulis:", site, date; None where nobody is left or only the outlet."""
    name = squeeze(text)
    if "://" in name or "@" in name or name.startswith("www."):
        return None
    name = pattern("byline_end").sub("", name)
    while (m := pattern("byline_lead").match(name)) and m.end() < len(name):
        name = name[m.end() :].strip()
    named = [p.strip(" ,;:-–—|•") for p in re.split(r"\s+[-–—|•/]\s+|\s*[|•]\s*", name)]
    for credit in named:
        pieces = [p.strip() for p in credit.split(",")]
        stays = [p for p in pieces if p and not _is_site(p, known) and not re.search(r"\d", p)]
        if name := ", ".join(stays):
            break
    else:
        return None
    if len(name) > 100 or pattern("byline_not").match(name) or not re.search(r"[^\W\d_]{2}", name):
        return None
    return name


def _is_site(part: str, known: set[str] | frozenset[str]) -> bool:
    key = _same(part)
    return HOSTLIKE.match(part) is not None or any(
        len(s) > 3 and (key == s or key.startswith(s) or s.startswith(key)) for s in known if key
    )
