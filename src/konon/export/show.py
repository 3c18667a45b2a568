"""One claim in the terminal: its words in their article, all that is known of it, and its trail."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from konon.export import labels
from konon.export.marks import Part, of_claim, segments
from konon.export.terminal import plain
from konon.listing import note, via
from konon.records import Claim, Reading, Span
from konon.spans import joined

STYLES: dict[Part, str] = {"source": "bold blue", "cue": "italic yellow", "content": "underline"}


def render(reading: Reading, claim: Claim, *, console: Console, added: str | None, context: int = 200) -> None:
    """Prints the claim's words with `context` characters around them, what is known of it, and its trail.

    On a terminal with colours the source is bold, the cue italic, the content underlined; anywhere else they stand in
    brackets with their names: "[source: …]". `added` is when the ledger took the reading in, where it did.
    """
    marks = console.no_color or not console.is_terminal
    put(console, Text(f"Claim {claim.id}", style="bold"))
    put(console, Text())
    console.print(in_context(reading, claim, brackets=marks, context=context), soft_wrap=not console.is_terminal)
    put(console, Text())
    if not marks:
        legend = Text("")
        for part, style in STYLES.items():
            legend.append(part, style=style).append("  ")
        put(console, legend)
        put(console, Text())
    table(console, facts(reading, claim))
    put(console, Text())
    put(console, Text("Trail", style="bold"))
    trail = reading.trail
    table(
        console,
        (
            ("reading", reading.id),
            ("article", reading.article.id),
            ("input", f"sha256 {trail.input}"),
            ("extractor", trail.extractor),
            ("reader", trail.reader),
            ("lexicon", trail.lexicon),
            ("konon", trail.konon),
            ("added", added),
        ),
    )


def facts(reading: Reading, claim: Claim) -> tuple[tuple[str, str | None], ...]:
    """What is known of the claim, by name; None where it is not known."""
    article = reading.article
    source = joined(article.text, claim.source)
    spans = (*claim.source, *claim.cue, *claim.content)
    place = f"characters {min(s for s, _ in spans)} to {max(e for _, e in spans)}" if spans else None
    parent = next((c for c in reading.claims if c.id == claim.within), None)
    within = None
    if parent:
        words = joined(article.text, parent.content)
        within = f"{parent.id}: {labels.holder_of(reading, parent)} {labels.verb(parent.act, parent.negated)}: {words}"
    return (
        ("who", labels.holder(claim.holder, source)),
        ("in the text", source if source != claim.holder else None),
        ("act", labels.verb(claim.act, claim.negated)),
        ("quote", labels.QUOTES[claim.quote]),
        ("said", claim.said or "not told"),
        ("within", within or claim.within),
        ("events", "; ".join(note(event) for event in reading.events if event.claim == claim.id) or None),
        ("via", via(reading) or "not told"),
        ("hands", " ← ".join(f"{link.name} ({link.kind})" for link in claim.chain) or None),
        ("where", ", ".join(filter(None, (article.outlet, article.published, place)))),
        ("title", article.title),
        ("address", claim.link or article.url),
        ("confidence", f"{claim.confidence:.2f}"),
    )


def in_context(reading: Reading, claim: Claim, *, brackets: bool, context: int) -> Text:
    """The claim's words and those around them; far stretches between them are left out as "[…]"."""
    words = reading.article.text
    marks = of_claim(claim, 0)
    out = Text()
    windows = around(words, [mark.span for mark in marks], context)
    for i, window in enumerate(windows):
        if window[0] > 0:
            out.append("" if i else "… ")
        runs: list[tuple[Part | None, str]] = []
        for segment in segments(window, marks):
            part = segment.marks[-1].part if segment.marks else None
            piece = words[slice(*segment.span)]
            if runs and runs[-1][0] == part:
                runs[-1] = (part, runs[-1][1] + piece)
            else:
                runs.append((part, piece))
        for part, piece in runs:
            shown = plain(piece)
            if part and brackets:
                out.append(f"[{part}: {shown}]")
            else:
                out.append(shown, style=STYLES[part] if part else "")
        if window[1] < len(words.rstrip()):
            out.append(" […] " if i + 1 < len(windows) else " …")
    out.rstrip()
    return out


def around(words: str, spans: list[Span], context: int) -> list[Span]:
    """Windows on the text that hold all `spans` with `context` characters on each side, widened to whole words."""
    windows: list[Span] = []
    for start, end in sorted(spans):
        left, right = max(start - context, 0), min(end + context, len(words))
        while left > 0 and start > left and not words[left - 1].isspace():
            left += 1
        while right < len(words) and right > end and not words[right].isspace():
            right -= 1
        if windows and left <= windows[-1][1]:
            windows[-1] = (windows[-1][0], max(right, windows[-1][1]))
        else:
            windows.append((left, right))
    return [(left, left + len(words[left:right].rstrip())) for left, right in windows]


def table(console: Console, rows: tuple[tuple[str, str | None], ...]) -> None:
    """Prints names and values; what has no value is left out."""
    for name, value in rows:
        if value:
            put(console, Text(f"  {name:<12}", style="dim").append(plain(" ".join(value.split())), style="not dim"))


def put(console: Console, text: Text) -> None:
    """Prints `text`, whole, on its own line."""
    console.print(text, soft_wrap=True)
