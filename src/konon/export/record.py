"""Claims in the order of time, as a record: of a speaker, of a claim through its articles, of what contradicts what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct
from rich.console import Console
from rich.text import Text

from konon.export import labels
from konon.export.table import GAP, SHORT_ID, Column, print_names, print_row, show
from konon.export.terminal import fit
from konon.listing import Contradiction, History, Line, Outcome, Promise

LEAST, ROOMY = 12, 24  # cells for a content: so many on any console; with fewer than ROOMY it takes more rows
ROWS = 3


class Speaker(Struct, frozen=True, kw_only=True):
    """Somebody's record: what they said, and what others said of them, each first said first."""

    name: str
    said: tuple[Line, ...]
    of: tuple[Line, ...]
    promises: tuple[Promise, ...] = ()
    several: Mapping[str, int] = {}  # where the name means several: how many claims each has, most first
    given_to: Mapping[str, str] = {}  # by the id of a claim: to whom other articles give its words


def print_speaker(record: Speaker, *, console: Console) -> None:
    """Prints the record: how much there is, what was said, what came of the promises, what others said. A promise that
    several articles tell stands once."""
    show(console, Text(fit(record.name, console.width)[0], style="bold underline"))
    for part in fit(summary(record.said, record.promises), console.width, rows=3):
        show(console, Text(part, style="dim"))
    if record.several:
        told = ", ".join(f"{name} ({n:,})" for name, n in record.several.items())
        for part in fit(f"the name means several: {told}", console.width, rows=2):
            show(console, Text(part, style="yellow"))
    more = {p.lines[0].id: len(p.lines) - 1 for p in record.promises}
    again = copies(record.promises)
    if record.said:
        held = {labels.holder(line.holder, line.source) for line in record.said}
        shown = [line for line in record.said if line.id not in again]
        notes = {id_: f"the same words under another name: {name}" for id_, name in record.given_to.items()}
        print_dated(shown, console=console, who=len(held) > 1, more=more, notes=notes)
    kept = [(p, _told(outcome)) for p in record.promises for outcome in p.outcomes]
    kept += [(p, _done(line)) for p in record.promises for line in p.done]
    if kept:
        show(console, Text())
        show(console, Text("What came of the promises", style="bold"))
    for promise, words in kept:
        for part in fit(f"{promise.lines[0].id[:SHORT_ID]}: {words}", console.width, rows=3):
            show(console, Text(part))
    if record.of:
        show(console, Text())
        show(console, Text("Said of them by others", style="bold"))
        print_dated(record.of, console=console)


def summary(said: Sequence[Line], promises: Sequence[Promise] = ()) -> str:
    """How many claims there are, where and when, and by which acts: "7 claims in 3 articles of 2 outlets, 2023: denies 4". A
    promise that several articles tell is one, and the others are its copies."""
    if not said:
        return "no claims of theirs"
    articles = len({line.article for line in said})
    outlets = len({line.outlet for line in said if line.outlet})
    days = sorted(filter(None, (line.day for line in said)))
    again = copies(promises)
    acts = Counter(labels.verb(line.act, line.negated) for line in said if line.id not in again)
    parts = [count(len(said), "claim"), f"in {count(articles, 'article')}"]
    parts += [f"of {count(outlets, 'outlet')}"] if outlets else []
    between = f", {days[0]}" + (f" to {days[-1]}" if days[-1] != days[0] else "") if days else ""
    told = ", ".join(f"{act} {n}" for act, n in acts.most_common())
    told += f", told again {len(again)}" if again else ""
    return f"{' '.join(parts)}{between}: {told}"


def copies(promises: Sequence[Promise]) -> set[str]:
    """The ids of the claims that only tell again what was promised."""
    return {line.id for promise in promises for line in promise.lines[1:]}


def print_dated(
    lines: Sequence[Line],
    *,
    console: Console,
    who: bool = True,
    more: Mapping[str, int] | None = None,
    notes: Mapping[str, str] | None = None,
) -> None:
    """Prints claims one a row, in the order given: day, holder, act, content, outlet, and the beginning of the id. By the
    claim's id `more`: how many articles tell it again, and `notes`: what is told below it."""
    columns = layout(console.width, who=who)
    print_names(columns, console=console)
    for line in lines:
        copies = f" (+ {count(again, 'copy', 'copies')})" if (again := (more or {}).get(line.id, 0)) else ""
        values = {
            "day": line.day or "no date",
            "holder": labels.holder(line.holder, line.source),
            "act": labels.verb(line.act, line.negated),
            "content": labels.content(line) + copies,
            "outlet": line.outlet or "",
            "where": line.id[:SHORT_ID],
        }
        cells = [fit(values[c.name], c.width, rows=c.rows) for c in columns]
        print_row(cells, columns, console=console, alarm="act" if line.denied else "")
        if note := (notes or {}).get(line.id):
            print_note(note, console=console)


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


def count(n: int, noun: str, many: str = "") -> str:
    """The number with its noun."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {many or noun + 's'}"


def _told(outcome: Outcome) -> str:
    """What came of an event, and who tells it where: "AGREE said later to have happened, by Danu (3f9a1c20), embun.example"."""
    event = outcome.event
    verdict = "said later to have happened" if outcome.happened else "said later not to have happened"
    by = f"by {outcome.by} ({event.claim[:SHORT_ID]})" if outcome.by and event.claim else None
    return f"{event.type} {', '.join(filter(None, (verdict, by, event.outlet, event.published)))}: {event.words}"


def _done(line: Line) -> str:
    """A claim that tells a promise as done: "told as done by Danu (3f9a1c20), embun.example, 2031-03-02: …"."""
    by = f"by {labels.holder(line.holder, line.source)} ({line.id[:SHORT_ID]})"
    return f"{', '.join(filter(None, (f'told as done {by}', line.outlet, line.day)))}: {line.content}"


STEP = "what it does"
AGAINST = ("contradicts", "revises", "revised")
STEPS = {
    "itself": "this claim",
    "repeats": "says the same",
    "ascribes": "other speaker",
    "confirms": "confirms",
    "fulfils": "tells as done",
    "planned": "planned before",
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
    place = ", ".join(filter(None, (" of ".join(filter(None, ("a headline" * first.headline, first.outlet))), first.published)))
    by = labels.holder(first.holder, first.source)
    said = f" (said {first.said})" if first.said and first.said != first.published else ""
    for part in fit(f"first said by {by} in {place or 'an article without a date'}{said}{via}", console.width, rows=3):
        show(console, Text(part))
    for where, found in (("behind", record.origins), ("against", record.against)):
        if found:
            stand = "stands" if len(found) == 1 else "stand"
            show(console, Text(f"{count(len(found), 'separate source')} {stand} {where} it"))
            for origin in found:
                for i, part in enumerate(fit(origin.reason, console.width - 4, rows=3)):
                    show(console, Text(("  · " if not i else "    ") + part, style="dim"))
    for outcome in record.outcomes:
        for part in fit(_told(outcome), console.width, rows=3):
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
            "content": labels.content(line),
            "outlet": line.outlet or "",
            "where": line.id[:SHORT_ID],
        }
        cells = [fit(values[c.name], c.width, rows=c.rows) for c in columns]
        print_row(cells, columns, console=console, alarm="" if entry.step not in AGAINST else STEP)
        if entry.by:
            print_note(f"{entry.by}: {entry.reason}" if entry.reason else entry.by, console=console)


def print_note(words: str, *, console: Console) -> None:
    """Prints what is told of a row, below it."""
    for part in fit(words, console.width - 4, rows=2):
        show(console, Text(f"    {part}", style="dim"))


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
    """Prints pairs of claims that contradict each other, newest first, each with why it is taken for one; of one dispute the
    first, and how many more there are."""
    more = Counter(pair.dispute for pair in pairs)
    shown: set[str] = set()
    for pair in pairs:
        if pair.dispute and pair.dispute in shown:
            continue
        if shown:
            show(console, Text())
        shown.add(pair.dispute or pair.one.id + pair.other.id)
        why = f"{pair.by}, {pair.score:.2f}: {pair.reason}" if pair.score is not None else f"{pair.by}: {pair.reason}"
        print_dated((pair.one, pair.other), console=console)
        show(console, Text(fit(why, console.width)[0], style="dim"))
        if pair.dispute and more[pair.dispute] > 1:
            show(console, Text(f"+ {more[pair.dispute] - 1:,} more of this dispute", style="dim"))
    if not pairs:
        show(console, Text("No contradictions."))
