"""From a news page to its text, title, outlet, byline and times.

The body is found by weighing, for every element, the prose under it against what is not prose (after Kohlschütter,
Fankhauser and Nejdl 2010), helped by what sites call their article's element; trafilatura is asked where that finds
little. Lines that are not the article but stand in it stay: another step marks them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.metadata import version

from lxml.html import HtmlElement
from msgspec import Struct

from konon.dates import PageDate, parse_page_date
from konon.markup import CONTAINERS, Block, Element, blocks, marks, parse, pattern, squeeze
from konon.metadata import Metadata, read
from konon.records import Given, Refused

EXTRACTOR = f"weighing 1, trafilatura {version('trafilatura')}"

# A block is prose from this many characters outside links on, or from the second number on where it ends a sentence.
PROSE = 60
SENTENCE = 25
# Below this much prose trafilatura is asked too; the shortest text taken is shorter in a page that calls itself an article.
LITTLE = 250
SHORTEST = 60
SHORTEST_UNMARKED = 100
# One link above one paragraph also stands in articles; from this many on it is a list of other articles.
FEW_TEASERS = 3
# trafilatura's and htmldate's caches grow with every page; both are emptied after so many calls.
RESET_EVERY = 500
# "Jakarta -" as a line of its own, where the site sets it before the first paragraph's element.
DATELINE_ALONE = re.compile(r"[^.!?:;]{2,60}\s[-–—]{1,2}$")


class Extracted(Struct, frozen=True, kw_only=True):
    """What a page holds, as `Article` has it."""

    text: str
    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    byline: str | None = None
    published: str | None = None
    published_at: str | None = None
    updated_at: str | None = None


def extract(html: str, *, given: Given = Given(), more: Sequence[str] = ()) -> Extracted:  # noqa: B008 (frozen)
    """Reads a page, and the further pages of the same article; raises `Refused` where there is no article text.

    `text` is the title, a newline, and the body, one paragraph a line; of further pages the lines that stood on an
    earlier one are not repeated. What `given` has wins over what the page says.
    """
    tree = parse(html)
    seen = blocks(tree)
    page = read(tree, seen, url=given.url)
    title = given.title or page.title
    lines = _body(tree, seen, page, title=title)
    for other in more:
        known = {squeeze(line) for line in (title or "", *lines)}
        other_tree = parse(other)
        other_seen = blocks(other_tree)
        further = _body(other_tree, other_seen, read(other_tree, other_seen), title=title)
        lines += [line for line in further if line not in known]
    stated = parse_page_date(given.published, language=page.language) if given.published else None
    published = stated or page.published
    return Extracted(
        text="\n".join((title, *lines) if title else lines),
        title=title,
        url=page.url,
        outlet=given.outlet or page.outlet,
        byline=page.byline,
        published=published.date if published else None,
        published_at=_moment(stated, page.published),
        updated_at=page.updated.at if page.updated else None,
    )


def _moment(stated: PageDate | None, shown: PageDate | None) -> str | None:
    """The date-time of publication: the given one, or the page's where it is of the given day."""
    if stated and stated.at:
        return stated.at
    return shown.at if shown and (stated is None or stated.date == shown.date) else None


# --- the body ----------------------------------------------------------------------------------------------------------


def _body(tree: Element, seen: list[Block], page: Metadata, *, title: str | None) -> list[str]:
    """The article's paragraphs; raises `Refused` where there are none."""
    within = _container(seen, page)
    chosen = _under(seen, within) if within is not None else []
    named = within is not None and _is_body(within)
    if not named and _is_listing(chosen):
        raise Refused("a list of articles, not one")
    lines = _lines(chosen, title=title)
    prose = sum(map(_prose, chosen))
    if prose < LITTLE and (page.body or (page.article and prose)):
        other = page.body.split("\n") if page.body else _by_trafilatura(tree)
        more = sum(len(line) for line in other if len(line) > PROSE)
        if more > max(2 * prose, LITTLE) and (page.body or not named):
            lines, prose = [line for line in other if line != title], more
    if prose < (SHORTEST if page.article or named else SHORTEST_UNMARKED):
        raise Refused("no article text in this page")
    return lines


def _is_listing(chosen: list[Block]) -> bool:
    """True for an index of articles: as many bare links as paragraphs."""
    links = sum(block.linked > 0.9 * len(block.text) for block in chosen)
    return links >= 5 and links >= sum(1 for block in chosen if _prose(block))


def _prose(block: Block) -> int:
    """How many characters of running text a block has; 0 for a link, a label, a heading."""
    own = len(block.text) - block.linked
    if block.kind in ("heading", "aside") or own < SENTENCE or block.linked > own:
        return 0
    return own if own >= PROSE or block.text.rstrip("\"'”’)")[-1:] in (".", "!", "?") else 0


def _is_body(element: Element) -> bool:
    return "articleBody" in (element.get("itemprop") or "").split() or pattern("body").search(marks(element)) is not None


def _container(seen: list[Block], page: Metadata) -> Element | None:
    """The element that holds the article: the one with the most prose left after taking off what is not."""
    weights = _weights(seen)
    prose: dict[Element, float] = {}
    score: dict[Element, float] = {}
    for block, own in zip(seen, weights, strict=True):
        junk = 0 if own or block.kind == "caption" else min(len(block.text), 80)
        worth = own / 4 if block.kind == "caption" else own
        for element in (block.element, *block.element.iterancestors()):
            prose[element] = prose.get(element, 0.0) + worth
            score[element] = score.get(element, 0.0) + worth - junk
    holders = [e for e in prose if e.tag in CONTAINERS and prose[e] > 0]
    if not holders:
        return None
    depth = {e: sum(1 for _ in e.iterancestors()) for e in holders}
    best = max(holders, key=lambda e: (score[e], depth[e]))
    named = [e for e in holders if _is_body(e) and prose[e] >= 0.5 * prose[best]]
    return max(named, key=lambda e: (score[e], depth[e])) if named else best


def _weights(seen: list[Block]) -> list[int]:
    """The prose of each block, 0 for teasers: a headline's link and the one paragraph that goes with it."""
    weights = [_prose(block) for block in seen]
    under: dict[Element, int] = {}
    for block, own in zip(seen, weights, strict=True):
        for element in (block.element, *block.element.iterancestors()) if own else ():
            under[element] = under.get(element, 0) + 1
    teasers = []
    for i in range(1, len(seen)):
        if weights[i] and seen[i - 1].linked > 0.9 * len(seen[i - 1].text) and len(seen[i - 1].text) > 20:
            headline = {seen[i - 1].element, *seen[i - 1].element.iterancestors()}
            shared = next((e for e in (seen[i].element, *seen[i].element.iterancestors()) if e in headline), None)
            if shared is not None and under.get(shared) == 1:
                teasers.append(i)
    for i in teasers if len(teasers) >= FEW_TEASERS else ():
        weights[i] = 0
    return weights


def _under(seen: list[Block], within: Element) -> list[Block]:
    """The blocks that stand in an element."""
    inside = set(within.iter())
    return [block for block in seen if block.element in inside]


def _lines(chosen: list[Block], *, title: str | None) -> list[str]:
    """The chosen blocks as lines, without what frames the body: title, date and credits above, bare links below."""
    weights = [_prose(b) if b.kind != "caption" else 0 for b in chosen]
    enough = sum(weights) >= LITTLE
    kept = [b for b in chosen if b.kind in ("text", "heading") or not enough]
    kept = _without_link_lists(kept)
    first = next((i for i, b in enumerate(kept) if _prose(b)), len(kept))
    last = max((i for i, b in enumerate(kept) if _prose(b)), default=-1)
    lines: list[str] = []
    for i, block in enumerate(kept):
        if title and block.text == title:
            continue
        if (i < first or i > last) and _is_frame(block):
            continue
        if i > last and block.kind == "heading":
            continue
        if lines and DATELINE_ALONE.match(lines[-1]) and i <= first:
            lines[-1] += f" {block.text}"
        else:
            lines.append(block.text)
    return lines


def _is_frame(block: Block) -> bool:
    """A date line, a credit or a bare link above the text."""
    if len(block.text) > 120:
        return False
    if block.linked > 0.9 * len(block.text) or pattern("byline_lead_line").match(block.text):
        return True
    # Asked is only whether it is a date: with the day first, as Indonesian has it, or in the one order that the numbers allow.
    return any(parse_page_date(block.text, language=order) for order in ("id", None))


def _without_link_lists(kept: list[Block]) -> list[Block]:
    """`kept` without runs of three and more blocks that are nothing but links: lists of other articles."""
    out: list[Block] = []
    run: list[Block] = []
    for block in kept:
        if block.linked > 0.9 * len(block.text):
            run.append(block)
            continue
        out += run if len(run) < 3 else []
        run = []
        out.append(block)
    return out + (run if len(run) < 3 else [])


# --- trafilatura ---------------------------------------------------------------------------------------------------------

_calls = 0


def _by_trafilatura(tree: Element) -> list[str]:
    """The body as trafilatura finds it, for the layouts that weighing does not see through."""
    global _calls
    import trafilatura  # half a second, which most pages need not pay
    from trafilatura.meta import reset_caches

    _calls += 1
    if _calls % RESET_EVERY == 0:
        reset_caches()
    assert isinstance(tree, HtmlElement)
    found = trafilatura.bare_extraction(tree, include_comments=False, include_tables=False)
    text = found.text if found is not None and hasattr(found, "text") else ""
    return [line for part in (text or "").split("\n") if (line := squeeze(part))]
