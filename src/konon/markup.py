"""A page's markup as blocks of text in reading order, each with the element it stands in.

What the other modules of extraction share: parsing that stands hostile pages, the patterns of `data/common/pages.tsv`,
and one walk over the tree.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Literal, TypeAlias

import lxml.html
from lxml import etree
from msgspec import Struct

from konon.lexicon import DATA, check_pattern, parse_table
from konon.records import Refused

Element: TypeAlias = "etree._Element"

# libxml2 cuts a tree off at 2,048 levels (256 in older builds) without a word, so what is much deeper than any page is not
# read at all. The deepest of the pages seen while building this had 41 levels.
DEEPEST = 250
# Above this, a page's scripts and data cost minutes and hold no article; the largest news pages seen have some 2 MB.
LARGEST = 50_000_000
# What of a class attribute is matched; some pages carry megabytes there.
LONGEST_MARKS = 300

_SKIPPED = """
    audio button canvas datalist dialog embed footer frame frameset head iframe input map nav noscript object option
    script select style svg template textarea title video
"""
_BLOCK = """
    address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4
    h5 h6 header hgroup hr li main ol p pre section summary table tbody td tfoot th thead tr ul
"""
SKIPPED = frozenset(_SKIPPED.split())
BLOCK = frozenset(_BLOCK.split())
CELLS = frozenset({"td", "th"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5"})
# Elements that a body can be made of; the others stand inside one.
CONTAINERS = frozenset({"article", "body", "center", "div", "main", "section", "span", "td", "aside", "form"})

CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
DATED = re.compile(r"\b(?:19|20)\d\d\b.{0,12}\b\d{1,2}[:.]\d\d\b")
FEED = re.compile(r"<(?:rss|feed|urlset|sitemapindex|rdf:RDF)\b|<html\b", re.IGNORECASE)
XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")

PatternKind = Literal[
    "body", "byline_class", "byline_end", "byline_lead", "byline_lead_line", "byline_not", "caption", "chrome",
    "date_class", "fringe", "hosting", "page_param", "page_whole", "second_level", "updated", "whole_param",
]  # fmt: skip


class PagePattern(Struct, frozen=True, kw_only=True):
    """One line of `pages.tsv`: a regular expression on a page's markup, address or credits, and a string it matches.

    `chrome`, `fringe`, `caption`, `body`, `date_class`, `byline_class` read an element's classes and id; `fringe` is
    outside the article only where it is short.
    """

    kind: PatternKind
    pattern: str
    example: str
    source: str


@cache
def pattern(kind: PatternKind) -> re.Pattern[str]:
    """All patterns of one kind as one expression."""
    return re.compile("|".join(f"(?:{row.pattern})" for row in _rows() if row.kind == kind))


@cache
def _rows() -> tuple[PagePattern, ...]:
    rows = parse_table((DATA / "common" / "pages.tsv").read_text("utf-8"), PagePattern, name="common/pages.tsv")
    for row in rows:
        check_pattern(row.pattern, row.example, name="common/pages.tsv")
    return rows


class Block(Struct, frozen=True, kw_only=True):
    """A run of text that a reader sees as one paragraph, heading or line."""

    text: str
    element: Element  # the innermost block element
    linked: int  # characters of it that are links
    kind: Literal["text", "heading", "caption", "aside"]


def parse(html: str) -> Element:
    """The page's tree without comments; raises `Refused` where there is nothing to read in it."""
    if len(html) > LARGEST:
        raise Refused(f"larger than {LARGEST // 1_000_000} MB")
    html = XML_DECLARATION.sub("", CONTROL.sub("", html))
    if "<" not in html:
        raise Refused("not HTML")
    if (first := FEED.search(html, 0, 1000)) and first[0].lower() != "<html":
        raise Refused("a feed or sitemap, not an article")
    parser = lxml.html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        tree = lxml.html.document_fromstring(html.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise Refused(f"HTML without content ({error})") from None
    depth = deepest = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    if deepest > DEEPEST:
        raise Refused(f"tags nested more than {DEEPEST:,} deep")
    return tree


def marks(element: Element) -> str:
    """The element's classes and id, as one string to match patterns on."""
    return f"{(element.get('class') or '')[:LONGEST_MARKS]} {(element.get('id') or '')[:LONGEST_MARKS]}".strip()


def squeeze(text: str) -> str:
    """`text` on one line, without the characters that nobody sees."""
    return " ".join(INVISIBLE.sub("", text).split())


def text_of(element: Element) -> str:
    """All text under the element, on one line."""
    return squeeze("".join(str(part) for part in element.itertext()))


def _outside(element: Element) -> bool:
    """True where the element's classes or id say that it is not of the article: comments, related lists, sharing."""
    names = marks(element)
    if not names or element.tag in ("html", "body", "main", "article"):
        return False
    chrome = _chrome(names)
    if chrome is None or element.xpath("boolean(.//h1|.//*[contains(@itemprop,'articleBody')])"):
        return False
    text = text_of(element)
    if len(text) < 250:
        return DATED.search(text) is None  # sites set the date line beside the sharing buttons or the breadcrumb
    return chrome == "chrome"


def _holds_blocks(cell: Element) -> bool:
    """True for a cell of a table that lays out the page; the others of a row make one line."""
    return any(child.tag in BLOCK or child.tag == "br" for child in cell.iterdescendants())


@lru_cache(4096)
def _chrome(names: str) -> Literal["chrome", "fringe"] | None:
    if pattern("body").search(names):
        return None
    return "chrome" if pattern("chrome").search(names) else "fringe" if pattern("fringe").search(names) else None


@lru_cache(4096)
def _is_caption(names: str) -> bool:
    return pattern("caption").search(names) is not None


def blocks(tree: Element) -> list[Block]:
    """The page's visible text, block by block, in reading order, without navigation, comments and related lists."""
    found: list[Block] = []
    owners: list[Element] = [tree]
    buffer: list[str] = []
    linked = links = 0
    special: list[tuple[Element, Literal["caption", "aside"]]] = []

    def flush() -> None:
        nonlocal linked
        if buffer and (text := squeeze("".join(buffer))):
            owner = owners[-1]
            kind = special[-1][1] if special else "heading" if owner.tag in HEADINGS else "text"
            found.append(Block(text=text, element=owner, linked=min(linked, len(text)), kind=kind))
        buffer.clear()
        linked = 0

    walk = etree.iterwalk(tree, events=("start", "end"))
    skipped: set[Element] = set()
    for event, element in walk:
        tag = element.tag
        if event == "start":
            if tag in SKIPPED or (tag in BLOCK and _outside(element)) or element.get("hidden") is not None:
                skipped.add(element)
                walk.skip_subtree()
                flush() if tag in BLOCK else None
                continue
            if tag in CELLS and not _holds_blocks(element):
                buffer.append(" ")
            elif tag in BLOCK:
                flush()
                owners.append(element)
                if tag in ("figure", "figcaption") or (_is_caption(marks(element)) and len(text_of(element)) < 500):
                    special.append((element, "caption"))
                elif tag == "aside":
                    special.append((element, "aside"))
            elif tag == "a":
                links += 1
            if element.text:
                buffer.append(element.text)
                linked += len(element.text) if links else 0
        else:
            if element in skipped:
                skipped.discard(element)
            elif element is owners[-1]:
                flush()
                owners.pop()
                if special and special[-1][0] is element:
                    special.pop()
            elif tag == "a":
                links -= 1
            if tag == "br":
                flush()
            if element.tail:
                buffer.append(element.tail)
                linked += len(element.tail) if links else 0
    flush()
    return found
