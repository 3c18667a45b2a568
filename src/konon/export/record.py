"""Claims in the order of time, as a record: of a speaker, of a claim through its articles, of what contradicts what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct
from rich.console import Console
from rich.text import Text

from konon.export import labels
from konon.export.table import GAP, SHORT_ID, Column, print_names, print_row, show
from konon.export.terminal import fit
from konon.listing import Contradiction, History, Line

LEAST, ROOMY = 12, 24  # cells for a content: so many on any console; with fewer than ROOMY it takes more rows
ROWS = 3


class Speaker(Struct, frozen=True, kw_only=True):
    """Somebody's record: what they said, and what others said of them, each first said first."""

    name: str
    said: tuple[Line, ...]
    of: tuple[Line, ...]


def print_speaker(record: Speaker, *, console: Console) -> None:
    """Prints the record: how much there is, what was said, what others said."""
    show(console, Text(fit(record.name, console.width)[0], style="bold underline"))
    for part in fit(summary(record.said), console.width, rows=3):
        show(console, Text(part, style="dim"))
    if record.said:
        print_dated(record.said, console=console, who=False)
    if record.of:
        show(console, Text())
        show(console, Text("Said of them by others", style="bold"))
        print_dated(record.of, console=console)


def summary(said: Sequence[Line]) -> str:
    """How many claims there are, where and when, and by which acts: "7 claims in 3 articles of 2 outlets, 2023: denies 4"."""
    if not said:
        return "no claims of theirs"
    articles = len({line.article for line in said})
    outlets = len({line.outlet for line in said if line.outlet})
    days = sorted(filter(None, (line.day for line in said)))
    acts = Counter(labels.verb(line.act, line.negated) for line in said)
    parts = [count(len(said), "claim"), f"in {count(articles, 'article')}"]
    parts += [f"of {count(outlets, 'outlet')}"] if outlets else []
    between = f", {days[0]}" + (f" to {days[-1]}" if days[-1] != days[0] else "") if days else ""
    told = ", ".join(f"{act} {n}" for act, n in acts.most_common())
    return f"{' '.join(parts)}{between}: {told}"


def print_dated(lines: Sequence[Line], *, console: Console, who: bool = True) -> None:
    """Prints claims one a row, in the order given: day, holder, act, content, outlet, and the beginning of the id."""
    columns = layout(console.width, who=who)
    print_names(columns, console=console)
    for line in lines:
        values = {
            "day": line.day or "no date",
            "holder": labels.holder(line.holder, line.source),
            "act": labels.verb(line.act, line.negated),
            "content": ("✗ " if line.denied else "") + line.content,
            "outlet": line.outlet or "",
            "where": line.id[:SHORT_ID],
        }
        cells = [fit(values[c.name], c.width, rows=c.rows) for c in columns]
        print_row(cells, columns, console=console, alarm="act" if line.denied else "")


def layout(width: int, *, who: bool) -> list[Column]:
    """The columns for a terminal of `width` cells; the content takes what the others leave."""
    holder, act, outlet = (20, 14, 16) if width >= 100 else (14, 14, 0) if width >= 70 else (10, 10, 0)
    fixed = [
        Column(name="day", width=10),
        Column(name="holder", width=holder if who else 0, style="bold"),
        Column(name="act", width=act),
    ]
    last = [Column(name="outlet", width=outlet), Column(name="where", width=SHORT_ID, style="cyan")]
    shown = [c for c in (*fixed, *last) if c.width]
    content = max(width - sum(c.width + len(GAP) for c in shown), LEAST)
    told = Column(name="content", width=content, rows=ROWS if content >= ROOMY else 2 * ROWS)
    return [*(c for c in fixed if c.width), told, *(c for c in last if c.width)]


def count(n: int, noun: str) -> str:
    """The number with its noun."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


STEP = "what it does"
AGAINST = ("contradicts", "revises", "revised")
STEPS = {
    "itself": "this claim",
    "repeats": "says the same",
    "confirms": "confirms",
    "contradicts": "contradicts",
    "revises": "says otherwise",
    "revised": "said otherwise",
    "narrows": "more narrowly",
    "widens": "more widely",
    "relates": "related",
}


def print_history(record: History, *, console: Console) -> None:
    """Prints a claim's record: what is claimed, who said it first, who stands behind it and against it, what followed."""
    claim, first = record.claim, record.first
    who = labels.holder(claim.holder, claim.source)
    for part in fit(f"{who} {labels.verb(claim.act, claim.negated)}", console.width, rows=3):
        show(console, Text(part, style="bold"))
    for part in fit(claim.content, console.width - 2, rows=6):
        show(console, Text(f"  {part}"))
    via = f", through {first.via}" if first.via else ""
    place = ", ".join(filter(None, (first.outlet, first.day)))
    by = labels.holder(first.holder, first.source)
    for part in fit(f"first said by {by} in {place or 'an article without a date'}{via}", console.width, rows=3):
        show(console, Text(part))
    for where, found in (("behind", record.origins), ("against", record.against)):
        if found:
            stand = "stands" if len(found) == 1 else "stand"
            show(console, Text(f"{count(len(found), 'separate source')} {stand} {where} it"))
            for origin in found:
                for i, part in enumerate(fit(origin.reason, console.width - 4, rows=3)):
                    show(console, Text(("  · " if not i else "    ") + part, style="dim"))
    for outcome in record.outcomes:
        verdict = "said later to have happened" if outcome.happened else "said later not to have happened"
        event = outcome.event
        words = f"{event.type} {verdict}, {', '.join(filter(None, (event.outlet, event.published)))}: {event.words}"
        for part in fit(words, console.width, rows=3):
            show(console, Text(part))
    show(console, Text())
    columns = history_layout(console.width)
    print_names(columns, console=console)
    for entry in record.entries:
        line = entry.line
        values = {
            "day": line.day or "no date",
            STEP: STEPS[entry.step],
            "holder": labels.holder(line.holder, line.source),
            "content": ("✗ " if line.denied else "") + line.content,
            "outlet": line.outlet or "",
            "where": line.id[:SHORT_ID],
        }
        cells = [fit(values[c.name], c.width, rows=c.rows) for c in columns]
        print_row(cells, columns, console=console, alarm="" if entry.step not in AGAINST else STEP)


def history_layout(width: int) -> list[Column]:
    """The columns of a record."""
    step, holder, outlet = (14, 20, 16) if width >= 100 else (14, 12, 0) if width >= 70 else (11, 10, 0)
    columns = [
        Column(name="day", width=10),
        Column(name=STEP, width=step),
        Column(name="holder", width=holder, style="bold"),
        Column(name="outlet", width=outlet),
        Column(name="where", width=SHORT_ID, style="cyan"),
    ]
    shown = [c for c in columns if c.width]
    content = max(width - sum(c.width + len(GAP) for c in shown), LEAST)
    return [*shown[:3], Column(name="content", width=content, rows=ROWS if content >= ROOMY else 2 * ROWS), *shown[3:]]


def print_contradictions(pairs: Sequence[Contradiction], *, console: Console) -> None:
    """Prints pairs of claims that contradict each other, newest first, each with why it is taken for one."""
    for i, pair in enumerate(pairs):
        if i:
            show(console, Text())
        why = f"{pair.by}, {pair.score:.2f}: {pair.reason}" if pair.score is not None else f"{pair.by}: {pair.reason}"
        print_dated((pair.one, pair.other), console=console)
        show(console, Text(fit(why, console.width)[0], style="dim"))
    if not pairs:
        show(console, Text("No contradictions."))
