"""From a news page to its text, title, outlet, byline and times.

The body is found by weighing, for every element, the prose under it against what is not prose (after Kohlschütter,
Fankhauser and Nejdl 2010), helped by what sites call their article's element; trafilatura is asked where that finds
little. Lines that are not the article but stand in it stay: another step marks them.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version

from konon.dates import PageDate, parse_page_date
from konon.markup import CONTAINERS, Block, Element, blocks, marks, parse, pattern, squeeze
from konon.metadata import Metadata, clean_byline, outlet_of, read
from konon.records import Given, Refused, Struct

EXTRACTOR = f"weighing 1, trafilatura {version('trafilatura')}"

# A block is prose from this many characters outside links on, or from the second number on where it ends a sentence.
PROSE = 60
SENTENCE = 25
# Below this much prose trafilatura is asked too; a page that calls itself an article may be as short as SHORTEST.
LITTLE = 250
SHORTEST = 60
# trafilatura's and htmldate's caches grow with every page; both are emptied after so many calls.
RESET_EVERY = 500


class Extracted(Struct, frozen=True):
    """What a page holds, as `Article` has it; `language` as the page declares it."""

    text: str
    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    byline: str | None = None
    published: str | None = None
    published_at: str | None = None
    updated_at: str | None = None
    language: str | None = None


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
    stated = parse_page_date(given.published, language="id") if given.published else None
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
        language=page.language,
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
    lines = _lines(chosen, title=title)
    prose = sum(map(_prose, chosen))
    if prose < LITTLE:
        other = page.body.split("\n") if page.body and len(page.body) > LITTLE else _by_trafilatura(tree)
        if sum(map(len, other)) > max(2 * sum(map(len, lines)), LITTLE) and (page.body or not lines):
            lines = [line for line in other if line != title]
            prose = sum(len(line) for line in lines if len(line) > PROSE)
    if prose < (SHORTEST if page.article or (within is not None and _is_body(within)) else LITTLE) or not lines:
        raise Refused("no article text in this page")
    return lines


def _prose(block: Block) -> int:
    """How many characters of running text a block has; 0 for a link, a label, a heading."""
    own = len(block.text) - block.linked
    if block.kind in ("heading", "aside") or own < SENTENCE or block.linked > own:
        return 0
    return own if own >= PROSE or block.text.rstrip("\"'”’)")[-1:] in (".", "!", "?") else 0


def _is_body(element: Element) -> bool:
    return element.get("itemprop") == "articleBody" or pattern("body").search(marks(element)) is not None


def _container(seen: list[Block], page: Metadata) -> Element | None:
    """The element that holds the article: the one with the most prose left after taking off what is not."""
    prose: dict[Element, float] = {}
    score: dict[Element, float] = {}
    order: list[Element] = []
    for block in seen:
        own = _prose(block)
        if block.kind == "caption":
            own, junk = own // 4, 0
        else:
            junk = 0 if own else min(len(block.text), 80)
        element = block.element
        while element is not None:
            if element not in prose:
                prose[element] = score[element] = 0.0
                order.append(element)
            prose[element] += own
            score[element] += own - junk
            element = element.getparent()
    holders = [e for e in order if e.tag in CONTAINERS and prose[e] > 0]
    if not holders:
        return None
    depth = {e: sum(1 for _ in e.iterancestors()) for e in holders}
    best = max(holders, key=lambda e: (score[e], depth[e]))
    named = [e for e in holders if _is_body(e) and prose[e] >= 0.5 * prose[best]]
    return max(named, key=lambda e: (score[e], depth[e])) if named else best


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
        if i < first and _is_frame(block):
            continue
        if i > last and (block.kind == "heading" or block.linked > 0.9 * len(block.text)):
            continue
        lines.append(block.text)
    return lines


def _is_frame(block: Block) -> bool:
    """A date line, a credit or a bare link above the text."""
    if len(block.text) > 120:
        return False
    linked = block.linked > 0.9 * len(block.text)
    return (
        linked or parse_page_date(block.text, language="id") is not None or bool(pattern("byline_lead_line").match(block.text))
    )


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
    import trafilatura
    from trafilatura.meta import reset_caches

    _calls += 1
    if _calls % RESET_EVERY == 0:
        reset_caches()
    found = trafilatura.bare_extraction(tree, include_comments=False, include_tables=False)
    text = found.text if found is not None and hasattr(found, "text") else ""
    return [line for part in (text or "").split("\n") if (line := squeeze(part))]
