"""Articles that their site splits over several pages, put together again before they are read.

A page belongs to another where its address is that page's with a page number: `?page=2`, `?halaman=2`, or `/2` after an
article's name where a second address in the page says the same. `?page=all` is the whole article, and so a first page.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

import msgspec

from konon.markup import pattern
from konon.records import Page, Refusal

# Addresses stand in <head>; on the largest pages seen its end was at 48 kB.
HEAD_BYTES = 65_536
# More pages than this is an archive's pagination, not an article's.
MOST_PAGES = 40

OWN_TAG = re.compile(r"<(?:link|meta)\b[^>]{0,2000}>", re.IGNORECASE)
LINK_TAG = re.compile(r"<(?:link|a)\b[^>]{0,2000}>", re.IGNORECASE)
SECOND = re.compile(r"=2\b|/2[\"'/?\s>]")
ATTRIBUTE = re.compile(r"""([a-z:-]+)\s*=\s*("[^"]*"|'[^']*'|[^\s>"']+)""", re.IGNORECASE)
NUMBERED = re.compile(r"^(.*/[^/]*[a-z][^/]*-[^/]*)/(\d{1,2})/?$", re.IGNORECASE)
CAMPAIGN = re.compile(r"^(?:utm_\w+|fbclid|gclid|source|ref)$", re.IGNORECASE)


def continuation(page: Page, head: str) -> tuple[str, int] | None:
    """The article's address without its page part, and which page of it this is (1 also for the whole).

    `head` is the beginning of the page's markup. None where neither the address nor the markup speaks of pages.
    """
    own = _own_addresses(page, head)
    return _continuation(own, head) if own else None


def _continuation(own: list[str], head: str) -> tuple[str, int] | None:
    others = _linked(own, head) if SECOND.search(head) or any(NUMBERED.match(_path(o)) for o in own) else []
    whole: tuple[str, int] | None = None
    for address in own:
        base, number = _split(address, confirmed=[*own, *others])
        if number is not None and number > 1:
            return base, number
        if number == 1 and whole is None:
            whole = base, 1
    if whole is None and any(_split(o, confirmed=own) == (_split(own[0])[0], 2) for o in others):
        whole = _split(own[0])[0], 1
    return whole


def join(
    pages: Iterable[Page | Refusal], *, scan: Callable[[], Iterable[Page | Refusal]] | None = None
) -> Iterator[Page | Refusal]:
    """The inputs in their order, with an article's further pages attached to its first as `Page.more`, by number.

    `scan` gives the same inputs another time: once to see which pages are continuations, when the first page of HTML is
    met (inputs without one are never gone through twice), and once more only where one came before its first page. Only
    continuations (and those first pages) are held in memory. Without `scan`, for input that can be read but once, nothing
    is joined. A joined article stands where the first of its pages stood; a continuation whose first page is not there is
    read on its own.
    """
    further: dict[str, dict[int, Page]] = {}
    first: dict[str, Page] = {}
    done: set[str] = set()
    for page in pages:
        if scan is not None and isinstance(page, Page) and page.kind == "html":
            further, early = _survey(scan())
            first = _first_pages(scan(), early) if early else {}
            scan = None
        found = _place(page) if isinstance(page, Page) and further else None
        if found is None or found[0] not in further or not isinstance(page, Page):
            yield page
            continue
        base, number = found
        if base not in done:
            done.add(base)
            start = page if number == 1 else first.get(base)
            if start is None:  # it was there when scanned, and is gone
                yield page
                continue
            yield msgspec.structs.replace(start, more=tuple(further[base][n] for n in sorted(further[base])))
        elif number == 1 and (base not in first or first[base].name != page.name):
            yield page  # the same first page another time


def _survey(pages: Iterable[Page | Refusal]) -> tuple[dict[str, dict[int, Page]], set[str]]:
    """The continuations by address and number, those alone left out; and the addresses of which one came first."""
    further: dict[str, dict[int, Page]] = {}
    seen: set[str] = set()
    early: set[str] = set()
    for page in pages:
        if not isinstance(page, Page) or (found := _place(page)) is None:
            continue
        base, number = found
        if number > 1:
            further.setdefault(base, {}).setdefault(number, page)
            early |= {base} - seen
        else:
            seen.add(base)
    return {base: numbered for base, numbered in further.items() if base in seen}, early & seen


def _first_pages(pages: Iterable[Page | Refusal], wanted: set[str]) -> dict[str, Page]:
    """The first pages of the articles at the addresses `wanted`."""
    first: dict[str, Page] = {}
    for page in pages:
        if isinstance(page, Page) and (found := _place(page)) and found[1] == 1 and found[0] in wanted:
            first.setdefault(found[0], page)
    return first


def _place(page: Page) -> tuple[str, int] | None:
    """Like `continuation`, but a page with an address and no word of pages is taken for a first page."""
    if page.kind != "html":
        return None
    head = page.body[:HEAD_BYTES].decode("latin-1")  # addresses are ASCII; what else there is does not matter here
    own = _own_addresses(page, head)
    if not own:
        return None
    base, number = _continuation(own, head) or (_split(own[0])[0], 1)
    return base.partition("://")[2].removeprefix("www."), number


def _own_addresses(page: Page, head: str) -> list[str]:
    """What the page calls its own address, absolute, the most trusted first: given, canonical, og:url."""
    own = [page.given.url] if page.given.url else []
    for tag in OWN_TAG.finditer(head):
        values = _attributes(tag[0])
        if "canonical" in values.get("rel", "").lower().split():
            own.append(values.get("href", ""))
        elif values.get("property", values.get("name", "")).lower() == "og:url":
            own.append(values.get("content", ""))
    base = next((o for o in own if o.startswith("http")), "")
    return [u for o in own if (u := _absolute(base, o))]


def _linked(own: list[str], head: str) -> list[str]:
    """The addresses that the markup links to, absolute."""
    found = (_attributes(tag[0]).get("href", "") for tag in LINK_TAG.finditer(head))
    return [u for href in found if (u := _absolute(own[0], href))]


def _attributes(tag: str) -> dict[str, str]:
    return {m[1].lower(): html.unescape(m[2].strip("\"'")).strip() for m in ATTRIBUTE.finditer(tag)}


def _absolute(base: str, address: str) -> str | None:
    if not address or address.startswith(("#", "javascript:", "mailto:")):
        return None
    try:
        joined = urljoin(base, address)
        return joined if urlsplit(joined).scheme in ("http", "https") else None
    except ValueError:
        return None


def _split(address: str, *, confirmed: Iterable[str] = ()) -> tuple[str, int | None]:
    """An address without its page part and campaign marks, and the page number that it states, if any.

    A bare number at the end of the path counts only where another address of the page shares what stands before it.
    """
    parts = urlsplit(address)
    number: int | None = None
    kept = []
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        if pattern("page_param").search(name.lower()) and value.isascii() and value.isdigit() and 0 < int(value) <= MOST_PAGES:
            number = int(value)
        elif pattern("whole_param").search(name.lower()) or (
            pattern("page_param").search(name.lower()) and pattern("page_whole").search(value)
        ):
            number = 1
        elif not CAMPAIGN.match(name):
            kept.append((name, value))
    path = parts.path.rstrip("/")
    if number is None and (m := NUMBERED.match(path)) and 0 < int(m[2]) <= MOST_PAGES:
        shared = (_path(o) for o in confirmed if o != address)
        if any(o == m[1] or ((n := NUMBERED.match(o)) and n[1] == m[1] and n[2] != m[2]) for o in shared):
            path, number = m[1], int(m[2])
    return urlunsplit((parts.scheme, parts.netloc.lower(), path, urlencode(kept), "")), number


def _path(address: str) -> str:
    return urlsplit(address).path.rstrip("/")
