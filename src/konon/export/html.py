"""Readings as one self-contained web page: each article with its marks, and its claims beside it.

Nothing is loaded from anywhere: style and script stand in the page, and its Content-Security-Policy admits only them, by
their hashes. Claims and their words are linked both ways by plain anchors; the script (page/script.js) only adds clicking on
any marked word, highlighting all words of a claim, and calmer scrolling. All text of the article is escaped.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from functools import cache
from html import escape
from importlib.resources import files
from urllib.parse import urlsplit

from konon.export import labels
from konon.export.marked import against, body, lang, parts, text
from konon.export.timeline import timeline
from konon.listing import denied, parties
from konon.records import Claim, Reading
from konon.spans import joined

TAGLINE = (
    "Who said, denied, feared or planned what, in the article’s own words. "
    "What stands here was said; whether it is so is another question."
)
FRAME_HEIGHT = "40rem"  # of a reading in a notebook: a screen's worth, more by scrolling or dragging its corner


def render(readings: Sequence[Reading], *, title: str | None = None, intro: str = "") -> str:
    """The page: valid HTML5 in UTF-8, with a list of contents where there is more than one article; `intro` is HTML after the
    title."""
    single = len(readings) == 1
    head = title or (name_of(readings[0]) if single else f"{len(readings)} articles")
    top = f"<h1>{text(title)}</h1>" if title else ("" if single else f"<h1>{text(head)}</h1>")
    level = 1 if single and not title else 2
    keys = anchors(readings)
    contents = "" if single else table_of_contents(readings)
    articles = "\n".join(article(r, k, at=i, level=level) for i, (r, k) in enumerate(zip(readings, keys, strict=True), 1))
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>{text(head)} · Konon</title>
<style>{asset("style.css")}</style>
</head>
<body>
<header class="page">
<p class="brand">Konon <span>a ledger of claims</span></p>
{top}
{intro}
<p class="tagline">{TAGLINE}</p>
{LEGEND}
{contents}
</header>
<main>
{articles}
</main>
<script>{asset("script.js")}</script>
</body>
</html>
"""


def fragment(reading: Reading) -> str:
    """The page for one reading inside an `<iframe>`, for a notebook: its style and script stay within the frame."""
    page = escape(render([reading]))
    label = escape(f"Claims in {name_of(reading)}")
    return (
        f'<iframe title="{label}" srcdoc="{page}" sandbox="allow-scripts allow-popups" '
        f'style="width:100%;height:{FRAME_HEIGHT};border:0;resize:vertical"></iframe>'
    )


# --- the parts of the page -------------------------------------------------------------------------------------------


LEGEND = """<ul class="legend" aria-label="Legend">
<li><mark class="source">source</mark> who speaks or thinks</li>
<li><mark class="cue">cue</mark> the word that ascribes it</li>
<li><span class="n" data-n="1"></span><mark class="content">content</mark> what is ascribed, with its claim’s number</li>
<li><span class="n against" data-n="2 denies"></span><mark class="content against">content</mark> a denial or a doubt</li>
<li><mark class="event" data-event="AGREE PR+">event</mark> its type in PLOVER, and how sure its source is: CT certain,
PR probable, PS possible, + that it is so, − that it is not; U left open</li>
<li><mark class="event not" data-event="AGREE CT-">event</mark> said not to have happened</li>
<li><mark class="sourcing" data-label="via">source of the news</mark> whom the article has it from</li>
<li><mark class="boilerplate" data-label="related">left aside</mark> not the article</li>
</ul>"""


@cache
def asset(name: str) -> str:
    """A file of page/, as it stands in the page."""
    return (files("konon") / "export" / "page" / name).read_text("utf-8").strip()


@cache
def policy() -> str:
    """Content-Security-Policy that admits the page's own style and script and nothing else, from nowhere."""
    style, script = (
        base64.b64encode(hashlib.sha256(asset(name).encode()).digest()).decode() for name in ("style.css", "script.js")
    )
    own = f"style-src 'sha256-{style}'; script-src 'sha256-{script}'"
    return f"default-src 'none'; {own}; img-src data:; base-uri 'none'; form-action 'none'"


def anchors(readings: Sequence[Reading]) -> list[list[str]]:
    """A name for each claim that is unique in the page: its id, so that links to it last, where that can be a name."""
    used: set[str] = set()
    every: list[list[str]] = []
    for i, reading in enumerate(readings, 1):
        keys = []
        for n, claim in enumerate(reading.claims, 1):
            fits = re.fullmatch(r"[A-Za-z0-9_-]+", claim.id) and claim.id not in used
            keys.append(claim.id if fits else f"{i}.{n}")
            used.add(keys[-1])
        every.append(keys)
    return every


def table_of_contents(readings: Sequence[Reading]) -> str:
    """The articles, each with a link to it."""
    rows = []
    for i, reading in enumerate(readings, 1):
        a = reading.article
        about = " · ".join([*filter(None, (a.outlet, a.published)), count(len(reading.claims), "claim", "claims")])
        rows.append(f'<li><a href="#a-{i}"{lang(reading)}>{text(name_of(reading))}</a> <span>{text(about)}</span></li>')
    return f'<nav class="contents" aria-label="Articles"><ol>{"".join(rows)}</ol></nav>'


def article(reading: Reading, keys: list[str], *, at: int, level: int) -> str:
    """One article: what is known of it, its marked text, its claims, what was skipped, and the trail."""
    marked, titled = body(reading, keys, at=at, level=level)
    heading = "" if titled else f"<h{level}{lang(reading)}>{text(name_of(reading))}</h{level}>"
    cards = "\n".join(card(reading, n, keys, at=at, level=level) for n in range(len(reading.claims)))
    told = by_itself(reading, at, level=level)
    ledger = f'<ol class="claims">\n{cards}\n</ol>' if cards else "<p>No claims were found in this article.</p>"
    return f"""<article id="a-{at}" aria-label="{text(name_of(reading))}">
<div class="pair">
<div class="reading">
{about(reading)}{heading}
<div class="text"{lang(reading)}>{marked}</div>
</div>
<section class="ledger" aria-label="Claims in {at}. {text(name_of(reading))}">
<h{level + 1}>{count(len(reading.claims), "claim", "claims")}{denials(reading)}</h{level + 1}>
{ledger}
{told}
</section>
</div>
<footer>
{timeline(reading, at)}
{skips(reading, at)}
{trail(reading)}
</footer>
</article>"""


def about(reading: Reading) -> str:
    """Outlet, date, byline and address, and through whom the news came."""
    a = reading.article
    when = a.published_at or a.published
    date = f'<time datetime="{text(when)}">{text(moment(when))}</time>' if when else "no date"
    outlet = text(a.outlet) if a.outlet else ""
    if safe(a.url):
        outlet = f'<a href="{text(a.url)}" rel="noreferrer noopener" target="_blank">{outlet or text(a.url)}</a>'
    items = [outlet, date, text(a.byline) if a.byline else ""]
    lines = [f'<p class="about">{" · ".join(item for item in items if item)}</p>']
    roles = {s.name: s.role for s in reading.sourcing}
    if roles:
        names = ", ".join(f"{text(name)} ({role})" for name, role in roles.items())
        lines.append(f'<p class="via"><b>via</b> {names}</p>')
    return "\n".join(lines) + "\n"


def card(reading: Reading, n: int, keys: list[str], *, at: int, level: int) -> str:
    """One claim: who does what with which words, and what else is known of it."""
    claim = reading.claims[n]
    words = reading.article.text
    key = keys[n]
    source, cue, content = (joined(words, spans) for spans in (claim.source, claim.cue, claim.content))
    local = lang(reading) if claim.holder is None and source else ""
    who = f'<b class="holder"{local}>{text(labels.holder(claim.holder, source))}</b>'
    shown = content or cue or source
    link = f'<a class="words" href="#w-{key}">{text(shown)}</a>' if home(reading, claim) else text(shown)
    facts = [f"<li>{labels.QUOTES[claim.quote]}</li>"]
    if claim.said:
        facts.append(f'<li>said <time datetime="{text(claim.said)}">{text(claim.said)}</time></li>')
    if claim.holder and source and source != claim.holder:
        facts.append(f"<li>in the text <q{lang(reading)}>{text(source)}</q></li>")
    if cue:
        facts.append(f"<li>by <q{lang(reading)}>{text(cue)}</q></li>")
    around = outer(reading, n)
    if around:
        parent = reading.claims[around[0]]
        does = labels.verb(parent.act, parent.negated)
        facts.append(f'<li>within <a href="#c-{keys[around[0]]}">claim {around[0] + 1}</a> ({does})</li>')
    facts.append(f"<li>confidence {claim.confidence:.2f}</li>")
    if safe(claim.link):
        facts.append(f'<li><a href="{text(claim.link)}" rel="noreferrer noopener" target="_blank">on its page</a></li>')
    flag = against(claim)
    inside = flag or "".join(sorted({against(reading.claims[i]) for i in around}))
    act = f'<span class="act{flag}">{labels.verb(claim.act, claim.negated)}</span>'
    return f"""<li id="c-{key}" class="claim in-{min(len(around), 3)}{inside}" data-c="{key}">
<h{level + 2}><span class="n{flag}">{n + 1}</span> {who} {act}</h{level + 2}>
<blockquote{lang(reading)}>{link}</blockquote>
{happenings(reading, at, claim.id)}<ul class="facts">{"".join(facts)}</ul>
</li>"""


def by_itself(reading: Reading, at: int, *, level: int) -> str:
    """The events that the article tells in its own voice; empty where there are none."""
    told = happenings(reading, at, None)
    return f"<h{level + 1}>Told by the article itself</h{level + 1}>\n{told}" if told else ""


def happenings(reading: Reading, at: int, claim: str | None) -> str:
    """The events of a claim's content: what, who to whom, when and where, and who is how sure of it."""
    rows = []
    for n, event in enumerate(reading.events):
        if event.claim != claim:
            continue
        when = ", ".join(filter(None, (event.time, event.place)))
        sure = "; ".join(f"{stance.factuality} {labels.SURE[stance.factuality]} ({stance.by})" for stance in event.stances)
        rows.append(
            f'<li class="{"not" if denied(event) else "so"}"><a href="#e-{at}-{n}">{text(event.type)}</a> '
            f"<span>{text(parties(event))}</span> <em>{text(sure)}</em> {text(when)}</li>"
        )
    return f'<ul class="events">{"".join(rows)}</ul>\n' if rows else ""


def skips(reading: Reading, at: int) -> str:
    """What was seen and not answered, folded away; empty where there is nothing."""
    if not reading.skips:
        return ""
    words = reading.article.text
    rows = "".join(
        f'<li><a href="#s-{at}-{i}">{text(skip.step)}: {text(skip.reason)}</a> '
        f"<q{lang(reading)}>{text(joined(words, (skip.at,)))}</q></li>"
        for i, skip in enumerate(reading.skips)
    )
    title = f"{count(len(reading.skips), 'place', 'places')} not answered"
    return f'<details class="skips"><summary>{title}</summary><ul>{rows}</ul></details>'


def trail(reading: Reading) -> str:
    """What the reading was made from and by."""
    t = reading.trail
    rows = (
        ("article", reading.article.id),
        ("input (SHA-256)", t.input),
        ("extractor", t.extractor),
        ("reader", t.reader),
        ("lexicon", t.lexicon),
        ("konon", t.konon),
    )
    items = "".join(f"<div><dt>{name}</dt><dd>{text(value)}</dd></div>" for name, value in rows)
    return f'<dl class="trail" aria-label="How this reading was made">{items}</dl>'


# --- small questions -------------------------------------------------------------------------------------------------


def home(reading: Reading, claim: Claim) -> bool:
    """True where the claim has words in the text to link to."""
    return bool(parts(reading, claim))


def outer(reading: Reading, n: int) -> list[int]:
    """The claims that this one stands in, the nearest first."""
    places = {claim.id: i for i, claim in reversed(list(enumerate(reading.claims)))}
    seen = [n]
    while (parent := places.get(reading.claims[seen[-1]].within or "")) is not None and parent not in seen:
        seen.append(parent)
    return seen[1:]


def denials(reading: Reading) -> str:
    """What the heading says of denials; nothing where there are none."""
    n = sum(labels.against(claim.act, claim.negated) for claim in reading.claims)
    return ", " + count(n, "denial or doubt", "denials or doubts") if n else ""


def name_of(reading: Reading) -> str:
    """What to call the article: its title, else its address or id."""
    return reading.article.title or reading.article.url or reading.article.id


def count(n: int, one: str, many: str) -> str:
    """The number with its noun."""
    return f"{n} {one if n == 1 else many}"


def moment(iso: str) -> str:
    """An ISO date or date-time as it is read: "2023-09-16, 15:21 (UTC+07:00)"."""
    found = re.fullmatch(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?", iso)
    if not found:
        return iso
    date, clock, zone = found.groups()
    return f"{date}, {clock}" + ({None: "", "Z": " (UTC)"}.get(zone, f" (UTC{zone})"))


def safe(url: str | None) -> bool:
    """True for an address that may become a link."""
    try:
        return url is not None and urlsplit(url).scheme in ("http", "https")
    except ValueError:
        return False
