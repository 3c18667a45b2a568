"""Claims as a table for the terminal, article by article."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby, zip_longest

from msgspec import Struct
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from konon.export import labels
from konon.export.terminal import fit, padded, plain
from konon.listing import EventLine, Line

SHORT_ID = 8  # hex digits: enough to tell apart some ten thousand claims, and `konon show` takes any beginning of an id
GAP = "  "


class Column(Struct, frozen=True, kw_only=True):
    """A column's heading and how many cells wide it is."""

    name: str
    width: int
    rows: int = 3  # what does not fit is for `konon show`
    style: str = ""


def print_lines(lines: Iterable[Line], *, console: Console) -> None:
    """Prints each article's title, outlet and date, and below it one row a claim: holder, act, content, said, via, where.

    `where` is the beginning of the claim's id, as `konon show` takes it. Below a content stand the events that it tells of,
    each after a "→". A denial or a doubt is told by its act ("denies", "does not believe") and by a "✗" before the content.
    Rows are printed as they come. A console narrower than 120 cells shows "via" in the heading instead.
    """
    columns: list[Column] = []
    for _, group in groupby(lines, key=lambda line: line.reading):
        claims = list(group)
        if columns:
            show(console, Text())
        else:
            columns = layout(console.width)
            print_names(columns, console=console)
        apart = all(column.name != "via" for column in columns)
        heading(claims[0], console=console, via=claims[0].via if apart else "")
        for claim in claims:
            print_row(cells(claim, columns), columns, console=console, alarm="act" if claim.denied else "")
    if not columns:
        show(console, Text("No claims."))


def print_events(lines: Iterable[EventLine], *, console: Console) -> None:
    """Prints each article's title, outlet and date, and below it one row an event: type, who is how sure, parties, time,
    the words around its trigger, and the beginning of the id of the claim that tells it.

    An event of which somebody says that it did not happen has a "✗" before its words.
    """
    columns: list[Column] = []
    for _, group in groupby(lines, key=lambda line: line.reading):
        events = list(group)
        if columns:
            show(console, Text())
        else:
            columns = event_layout(console.width)
            print_names(columns, console=console)
        heading(events[0], console=console)
        for event in events:
            print_row(event_cells(event, columns), columns, console=console, alarm="how sure" if event.denied else "")
    if not columns:
        show(console, Text("No events."))


def event_layout(width: int) -> list[Column]:
    """The columns for a terminal of `width` cells; the words take what the others leave."""
    sure, parties, time = 20, 24, 10
    if width < 70:
        sure, parties, time = 14, 0, 0
    elif width < 110:
        sure, parties, time = 16, 18, 0
    others = [9, sure, parties, time, SHORT_ID]
    words = max(width - sum(others) - len(GAP) * sum(w > 0 for w in others), 10)
    columns = (
        Column(name="event", width=9, style="bold"),
        Column(name="how sure", width=sure),
        Column(name="who → whom", width=parties),
        Column(name="time", width=time, rows=1),
        Column(name="words", width=words),
        Column(name="claim", width=SHORT_ID, style="cyan"),
    )
    return [column for column in columns if column.width]


def event_cells(line: EventLine, columns: list[Column]) -> list[list[str]]:
    """What stands in each column."""
    values = {
        "event": line.type,
        "how sure": line.stances,
        "who → whom": " → ".join(filter(None, (line.actors, line.recipients))),
        "time": line.time or "",
        "words": ("✗ " if line.denied else "") + line.words,
        "claim": (line.claim or "")[:SHORT_ID],
    }
    return [fit(values[column.name], column.width, rows=column.rows) for column in columns]


def layout(width: int) -> list[Column]:
    """The columns for a terminal of `width` cells; the content takes what the others leave."""
    holder, act, said, via, where = 18, 10, 10, 0, SHORT_ID
    if width < 70:
        holder, act, said = 10, 9, 0
    elif width >= 150:
        holder, act, via = 26, 16, 24
    elif width >= 120:
        holder, act, via = 20, 16, 14
    others = [holder, act, said, via, where]
    content = max(width - sum(others) - len(GAP) * sum(w > 0 for w in others), 12)
    columns = (
        Column(name="holder", width=holder, style="bold"),
        Column(name="act", width=act),
        Column(name="content", width=content),
        Column(name="said", width=said),
        Column(name="via", width=via, rows=1),
        Column(name="where", width=where, style="cyan"),
    )
    return [column for column in columns if column.width]


def heading(line: Line | EventLine, *, console: Console, via: str = "") -> None:
    """The article's title, outlet and date on one line, the title shortened to leave room; then `via`, if there is any."""
    about = plain(", ".join(filter(None, (line.outlet, line.published or "no date"))))
    name = line.title or line.url or line.article
    room = console.width - (cell_len(about) + 3 if about else 0)
    out = Text(fit(name, room if room >= 20 else console.width)[0], style="bold underline")
    if about:
        out.append(f" · {about}" if room >= 20 else f"\n{about}", style="not bold not underline dim")
    show(console, out)
    if via:
        show(console, Text(fit(f"via {via}", console.width)[0], style="dim"))


def cells(line: Line, columns: list[Column]) -> list[list[str]]:
    """What stands in each column."""
    values = {
        "holder": labels.holder(line.holder, line.source),
        "act": labels.verb(line.act, line.negated),
        "content": labels.content(line),
        "said": line.said or "",
        "via": line.via,
        "where": line.id[:SHORT_ID],
    }
    found = [fit(values[column.name], column.width, rows=column.rows) for column in columns]
    told, width = next((i, column.width) for i, column in enumerate(columns) if column.name == "content")
    found[told] = [*found[told], *(fit(f"→ {note}", width)[0] for note in filter(None, line.events.split("; ")))]
    return found


def print_row(cells: list[list[str]], columns: list[Column], *, console: Console, alarm: str) -> None:
    """One row, on as many lines as its longest cell needs; the column named `alarm` in red."""
    for parts in zip_longest(*cells, fillvalue=""):
        out = Text()
        for column, part in zip(columns, parts, strict=True):
            style = "bold red" if column.name == alarm else column.style
            out.append(padded(part, column.width), style=style).append(GAP)
        out.rstrip()
        show(console, out)


def print_names(columns: Sequence[Column], *, console: Console) -> None:
    """The names of the columns, above the first row."""
    show(console, Text(GAP.join(padded(column.name, column.width) for column in columns).rstrip(), style="dim"))


def show(console: Console, text: Text) -> None:
    """Prints `text` as it is: the console neither wraps nor cuts it, nor reads marks or emoji names in it."""
    console.print(text, no_wrap=True, overflow="ignore", crop=False, soft_wrap=True)
