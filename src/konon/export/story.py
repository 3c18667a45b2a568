"""A story: in the terminal its articles in the order of time with whom each has its text from, as a page all of them marked,
under a picture of when which outlet told it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from math import hypot
from typing import Protocol

from msgspec import Struct
from rich.console import Console
from rich.text import Text

from konon.export.html import render
from konon.export.marked import text
from konon.export.table import GAP, SHORT_ID, Column, print_names, print_row, show
from konon.export.terminal import fit, plain
from konon.records import Article, Reading

WIDTH, LEFT, RIGHT = 720.0, 150.0, 24.0
ROW, HEAD = 20.0, 30.0
BESIDE = 11.0  # between the points of articles of one outlet and moment
MARGIN = 6.0  # of the picture, that no point is cut
OUTLETS = 30  # rows of the picture; the articles of further outlets share the last
NAMED = 20  # characters of an outlet's name
DAY_TICKS = 8
SHORT_OF = 7.0  # how far from the middle of the point that it leads to a line ends
BENT = 16.0  # how far at most a line between two points of one row is bent, that those between them are not taken for its end
ZONE = re.compile(r"(?:Z|[+-]\d\d:?\d\d)\Z")
Edited = tuple[str, str | None, Sequence[str], Sequence[str], Sequence[str]]  # when, title, diff, claims gone, claims new
Position = Callable[[datetime], float]


class Kin(Struct, frozen=True, kw_only=True):
    """That an article has text of another, or both of a third: their keys, which of them is the origin, and what to call it."""

    a: str
    b: str
    relation: str
    origin: str | None = None  # the key of the one that the other has its text from
    third: str | None = None
    letters: int = 0  # that the two have in common


class Summary(Protocol):
    """What a list of stories shows of each."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def since(self) -> str | None: ...
    @property
    def until(self) -> str | None: ...
    @property
    def articles(self) -> int: ...
    @property
    def outlets(self) -> tuple[str, ...]: ...
    @property
    def places(self) -> tuple[str, ...]: ...
    @property
    def actors(self) -> tuple[str, ...]: ...


class Told(Struct, frozen=True, kw_only=True):
    """A story as it is shown; `readings` as `in_time` gives them. `doubted`: articles, by key, whose date was still to come
    when they were read."""

    id: str
    name: str
    since: str | None
    until: str | None
    outlets: tuple[str, ...]
    places: tuple[str, ...]
    actors: tuple[str, ...]
    readings: tuple[Reading, ...]
    kin: tuple[Kin, ...] = ()
    doubted: frozenset[str] = frozenset()


def in_time(readings: Iterable[Reading], doubted: frozenset[str]) -> tuple[Reading, ...]:
    """Sorted by when they were published, by the clock where it is known; those of one moment by their keys, those without a
    date that can be believed last."""
    some = list(readings)
    zone = zone_of(some)

    def order(reading: Reading) -> tuple[bool, datetime, str]:
        moment = None if reading.article.key in doubted else moment_of(reading.article, zone)
        return moment is None, moment or datetime.max, reading.article.key

    return tuple(sorted(some, key=order))


# --- in the terminal -------------------------------------------------------------------------------------------------


def print_story(story: Told, *, console: Console) -> None:
    """Prints what the story is, and its articles one a row: when, outlet, title, number of claims, and whence the text is."""
    show(console, Text(fit(story.name, console.width)[0], style="bold underline"))
    for part in fit(about(story), console.width, rows=2):
        show(console, Text(part, style="dim"))
    for label, names in (("actors", story.actors), ("places", story.places)):
        if names:
            show(console, Text(fit(f"{label}: {', '.join(names)}", console.width)[0], style="dim"))
    show(console, Text())
    columns = layout(console.width, max((len(outlet) for outlet in story.outlets), default=0))
    zones = len({found[0] for r in story.readings if (found := ZONE.search(r.article.published_at or ""))}) > 1
    apart = any(c.name == "text from" for c in columns)
    print_names(columns, console=console)
    whence = sources(story)
    for reading in story.readings:
        a = reading.article
        values = {
            "when": f"{when(a, zone=zones)} (future)" if a.key in story.doubted else when(a, zone=zones),
            "outlet": a.outlet or "",
            "title": a.title or a.url or a.id,
            "claims": str(len(reading.claims)),
            "text from": whence.get(a.key, ""),
            "article": a.key[:SHORT_ID],
        }
        cells = [fit(values[c.name], c.width, rows=c.rows) for c in columns]
        if a.key in whence and not apart:
            title, width = next((i, c.width) for i, c in enumerate(columns) if c.name == "title")
            cells[title] += fit(f"← {whence[a.key]}", width, rows=2)
        print_row(cells, columns, console=console, alarm="")


def layout(width: int, outlet: int) -> list[Column]:
    """The columns for a terminal of `width` cells; a narrow one has under the title whence the text is. `outlet`: the letters
    of the longest outlet's name."""
    columns = [Column(name="when", width=10, rows=3), Column(name="outlet", width=12, rows=2, style="bold")]
    last = [Column(name="article", width=SHORT_ID, style="cyan")]
    if width >= 100:
        wide = min(max(outlet, 12), 24 if width >= 120 else 16)
        columns = [Column(name="when", width=16, rows=2), Column(name="outlet", width=wide, rows=2, style="bold")]
        last = [Column(name="claims", width=6, rows=1), Column(name="text from", width=22), *last]
    title = max(width - sum(c.width + len(GAP) for c in (*columns, *last)), 16)
    return [*columns, Column(name="title", width=title), *last]


def print_stories(stories: Sequence[Summary], *, console: Console) -> None:
    """Prints stories one a row: days, how many articles of how many outlets, name, who and where, the beginning of the id."""
    wide = 28 if console.width >= 110 else 0
    columns = [
        Column(name="days", width=10, rows=2),
        Column(name="articles", width=8),
        Column(name="outlets", width=7),
        Column(name="about", width=wide),
        Column(name="id", width=SHORT_ID, style="cyan"),
    ]
    shown = [c for c in columns if c.width]
    name = Column(name="story", width=max(console.width - sum(c.width + len(GAP) for c in shown), 16), style="bold")
    shown = [*shown[:3], name, *shown[3:]]
    if not stories:
        show(console, Text("No stories."))
        return
    print_names(shown, console=console)
    for story in stories:
        later = story.until if story.until != story.since else None
        values = {
            "days": " ".join(filter(None, (story.since or "no date", later))),
            "articles": str(story.articles),
            "outlets": str(len(story.outlets)),
            "story": story.name,
            "about": ", ".join((*story.actors, *story.places)),
            "id": story.id[:SHORT_ID],
        }
        cells = [fit(values[c.name], c.width, rows=min(c.rows, 2)) for c in shown]
        print_row(cells, shown, console=console, alarm="")


def print_versions(versions: Sequence[Edited], *, console: Console) -> None:
    """Prints each version of an article: its title and when it is from, and what it says otherwise than the one before."""
    for i, (when, title, diff, lost, gained) in enumerate(versions, 1):
        if i > 1:
            show(console, Text())
        show(console, Text(fit(f"{i}. {title or 'no title'} · {when}", console.width)[0], style="bold"))
        for line in diff:
            show(console, Text(plain(line), style="red" if line.startswith("-") else "green"))
        for name, words, style in (("claim gone", lost, "red"), ("claim new", gained, "green")):
            for said in words:
                show(console, Text(f"{name}: {plain(said)}", style=style))
        if i > 1 and not (diff or lost or gained):
            show(console, Text("nothing that a reader is told has changed", style="dim"))


def about(story: Told) -> str:
    """Its id, days, and how many articles of how many outlets tell it."""
    n, outlets = len(story.readings), len(story.outlets)
    days = story.since or "no date"
    days += f" to {story.until}" if story.until and story.until != story.since else ""
    articles = "1 article" if n == 1 else f"{n} articles"
    return f"{story.id[:8]} · {days} · {articles}" + (f" of {outlets} outlets" if outlets > 1 else "")


def backward(story: Told) -> dict[str, tuple[str, Kin]]:
    """By article: the other that it has its text from, and how; of several the one that it is a revision of, then the one with
    most of its text, then the earliest. Where no article of the story is known to be the origin: an earlier one that has text
    of the same third, named or not; or a later one, where the third is named."""
    at = {r.article.key: i for i, r in enumerate(story.readings)}
    ranked: dict[str, list[tuple[tuple[bool, bool, bool, int, int], str, Kin]]] = {}
    for kin in story.kin:
        for one, other in ((kin.a, kin.b), (kin.b, kin.a)):
            if one in at and other in at and kin.origin != one:
                later = at[other] > at[one]
                if kin.origin or kin.third or not later:
                    rank = (kin.origin is None, kin.relation != "revision", later, -kin.letters, at[other])
                    ranked.setdefault(one, []).append((rank, other, kin))
    return {one: min(links, key=lambda link: link[0])[1:] for one, links in ranked.items()}


def sources(story: Told) -> dict[str, str]:
    """By article: from which other it has its text, and how; of those that share a third, who that is."""
    articles = {r.article.key: r.article for r in story.readings}
    often = Counter(a.outlet for a in articles.values())
    found = {}
    for one, (other, kin) in backward(story).items():
        origin = articles[other]
        name = f"{origin.outlet or ''} {other[:SHORT_ID] if often[origin.outlet] > 1 or not origin.outlet else ''}".strip()
        if kin.origin:
            found[one] = f"{kin.relation} of {name}"
        elif kin.third:
            found[one] = f"{kin.relation}: {kin.third}"
        elif kin.relation == "revision" and origin.url and origin.url == articles[one].url:
            found[one] = f"revision: same page as {other[:SHORT_ID]}"
        else:
            found[one] = f"{kin.relation}: {'same text as' if kin.relation == 'copy' else 'text also in'} {name}"
    return found


def when(article: Article, *, zone: bool = False) -> str:
    """Its day, and its time of day where that is known; with its `zone`, if asked for."""
    if article.published_at:
        found = ZONE.search(article.published_at) if zone else None
        return " ".join((article.published_at[:16].replace("T", " "), *([found[0]] if found else [])))
    return article.published or "no date"


# --- as a page -------------------------------------------------------------------------------------------------------


def page(story: Told) -> str:
    """The page: the picture, then every article with its marks and claims."""
    facts = "".join(
        f"<li>{label}: {text(', '.join(names))}</li>"
        for label, names in (("actors", story.actors), ("places", story.places))
        if names
    )
    intro = f'<p class="about">{text(about(story))}</p><ul class="facts">{facts}</ul>{picture(story)}'
    return render(story.readings, title=story.name, intro=intro)


def picture(story: Told) -> str:
    """When which outlet told it, as SVG: a row an outlet, a point an article, a line from each that has another's text to it.

    Empty where fewer than two articles have a date.
    """
    zone = zone_of(story.readings)
    dated = [r.article for r in story.readings if r.article.key not in story.doubted]
    at = {article.key: moment for article in dated if (moment := moment_of(article, zone)) is not None}
    if len(at) < 2:
        return ""
    first, last = min(at.values()), max(at.values())
    length = max((last - first).total_seconds(), 3600.0)
    outlets = list(dict.fromkeys(r.article.outlet or "?" for r in story.readings if r.article.key in at))
    rows = {outlet: min(i, OUTLETS - 1) for i, outlet in enumerate(outlets)}

    def x(moment: datetime) -> float:
        return LEFT + (moment - first).total_seconds() / length * (WIDTH - LEFT - RIGHT)

    def y(outlet: str | None) -> float:
        return HEAD + ROW * rows[outlet or "?"]

    places: dict[str, tuple[float, float]] = {}
    for article in (article for article in dated if article.key in at):
        places[article.key] = beside(x(at[article.key]), y(article.outlet), places.values())
    shapes = [*day_lines(first, last, x, HEAD + ROW * len(set(rows.values()))), *names_of(rows), *ties(story, places)]
    for number, reading in enumerate(story.readings, 1):
        if reading.article.key in places:
            px, py = places[reading.article.key]
            title = text(f"{reading.article.outlet or ''} {when(reading.article)}: {reading.article.title or ''}")
            shapes.append(f'<a href="#a-{number}"><title>{title}</title><circle cx="{px:.1f}" cy="{py:.1f}" r="5"/></a>')
    height = HEAD + ROW * len(set(rows.values())) + 6
    label = text(f"When which outlet told it: {len(places)} articles of {len(outlets)} outlets")
    left = len(story.readings) - len(places)
    return (
        f'<figure class="timeline story"><figcaption>When which outlet told it; an arrow leads from an article to the one that '
        f"it has its text from, a dashed line to the first that has it from the same third"
        f"{f'; without a date: {left}' if left else ''}</figcaption>"
        f'<svg viewBox="0 0 {WIDTH:.0f} {height:.0f}" role="img" aria-label="{label}">{ARROW}'
        f"{''.join(shapes)}</svg></figure>"
    )


def beside(x: float, y: float, taken: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """The place nearest to `x` on the row at which no point is covered by another; `x` itself where the row is full."""
    row = [other for other, level in taken if level == y]
    steps = sorted(range(-int((x - LEFT) / BESIDE), int((WIDTH - MARGIN - x) / BESIDE) + 1), key=lambda n: (abs(n), -n))
    free = (x + n * BESIDE for n in steps if all(abs(x + n * BESIDE - other) >= BESIDE - 0.01 for other in row))
    return next(free, x), y


def moment_of(article: Article, zone: tzinfo) -> datetime | None:
    """When it was published, by the clocks of `zone` where its own is told: noon, where only the day is known."""
    try:
        if article.published_at:
            at = datetime.fromisoformat(article.published_at)
            return (at.astimezone(zone) if at.tzinfo else at).replace(tzinfo=None)
        if article.published:
            return datetime.fromisoformat(f"{article.published[:10]}T12:00:00")
    except (ValueError, OverflowError):
        return None
    return None


def zone_of(readings: Iterable[Reading]) -> tzinfo:
    """The zone in which most of them tell their time."""
    told = Counter(found[0] for r in readings if (found := ZONE.search(r.article.published_at or "")))
    most = max(sorted(told), key=lambda zone: told[zone], default="Z")
    return datetime.strptime(most, "%z").tzinfo or UTC


def day_lines(first: datetime, last: datetime, x: Position, bottom: float) -> Iterable[str]:
    """A line and a label at the beginning of each day, or of every few, that lies in the picture; else the first day's name."""
    midnights: list[date] = []
    day = first.date() + timedelta(days=1)
    while day <= last.date() and len(midnights) < 400:
        midnights.append(day)
        day += timedelta(days=1)
    step = max(1, -(-len(midnights) // DAY_TICKS))
    yield f'<text class="tick" x="{LEFT:.1f}" y="12">{first.date().isoformat()}</text>'
    drawn = LEFT
    for midnight in midnights[::step]:
        at = x(datetime(midnight.year, midnight.month, midnight.day))
        yield f'<line x1="{at:.1f}" x2="{at:.1f}" y1="18" y2="{bottom:.1f}"/>'
        if at - drawn >= 70:
            yield f'<text class="tick" x="{min(at, WIDTH - 32):.1f}" y="12">{midnight.isoformat()}</text>'
            drawn = at


def names_of(rows: Mapping[str, int]) -> Iterable[str]:
    """The outlets at the left, each on its row."""
    shown: dict[int, str] = {}
    for outlet, row in rows.items():
        shown[row] = outlet if row not in shown else "others"
    for row, outlet in shown.items():
        name = outlet if len(outlet) <= NAMED else f"{outlet[: NAMED - 1]}…"
        yield f'<text class="outlet" x="{LEFT - 14:.1f}" y="{HEAD + ROW * row + 4:.1f}">{text(name)}</text>'
        yield f'<line x1="{LEFT:.1f}" x2="{WIDTH - RIGHT:.1f}" y1="{HEAD + ROW * row:.1f}" y2="{HEAD + ROW * row:.1f}"/>'


ARROW = (
    '<defs><marker id="kin-end" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="5" markerHeight="5" orient="auto">'
    '<path class="head" d="M0 0L8 4L0 8z"/></marker></defs>'
)


def ties(story: Told, places: Mapping[str, tuple[float, float]]) -> Iterable[str]:
    """A line from each article to the one that it has its text from; dashed and without a head where both are of a third."""
    told = sources(story)
    order = list(places)
    for one, (other, kin) in backward(story).items():
        if one not in places or other not in places or (not kin.origin and order.index(other) > order.index(one)):
            continue
        (ax, ay), (bx, by) = places[one], places[other]
        mx, my = (ax + bx) / 2, (ay + by) / 2 - (min(BENT, abs(ax - bx) / 2) if ay == by else 0.0)
        away = hypot(mx - bx, my - by) or 1.0
        bx, by = bx + SHORT_OF * (mx - bx) / away, by + SHORT_OF * (my - by) / away
        kind = 'class="kin" marker-end="url(#kin-end)"' if kin.origin else 'class="kin third"'
        way = f"M{ax:.1f} {ay:.1f}Q{mx:.1f} {my:.1f} {bx:.1f} {by:.1f}"
        yield f'<path {kind} d="{way}"><title>{text(told[one])}</title></path>'
