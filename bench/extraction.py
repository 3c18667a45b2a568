"""Scores extraction on Indonesian news pages whose title, time and text others have written down.

The pages and the expected values are those of an open-source crawler's own tests, one `.test.js` a site
(../shared/data/html-id). `title` and `published` are shares of pages; `published` compares the day in the Indonesian
zone, `published_at` the minute. `body` is the F1 of word multisets, as trafilatura and others measure it, over all pages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from konon.records import Page, Reading, Refusal

WIB = timezone(timedelta(hours=7))
PAGE = re.compile(r"getContent\('[^']*/([^/']*singlepage\d*\.html)'\)")
VALUE = re.compile(r"result\['(title|date|content)'\],\s*(?:'((?:[^'\\]|\\.)*)'|(\d+))\)")
ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
PLAIN = {"n": "\n", "t": "\t", "r": "\r"}


@dataclass(frozen=True)
class Expected:
    """What one page should give."""

    page: Path
    title: str
    published: datetime
    body: str


def expected(folder: Path) -> Iterator[Expected]:
    """The pages of `folder` for which a title, a date and a text are written down, in the order of the test files."""
    for script in sorted(folder.glob("*.test.js")):
        text = "\n".join(line for line in script.read_text("utf-8").splitlines() if not line.lstrip().startswith("//"))
        starts = list(PAGE.finditer(text))
        for at, start in enumerate(starts):
            block = text[start.end() : starts[at + 1].start() if at + 1 < len(starts) else len(text)]
            values = {name: number or unescaped(words) for name, words, number in VALUE.findall(block)}
            if values.keys() >= {"title", "date", "content"}:
                published = datetime.fromtimestamp(int(values["date"]) / 1000, WIB)
                yield Expected(page=folder / start[1], title=values["title"], published=published, body=values["content"])


def unescaped(words: str) -> str:
    """A JavaScript string's value."""
    return ESCAPE.sub(lambda m: chr(int(m[1][1:], 16)) if m[1][0] == "u" and len(m[1]) == 5 else PLAIN.get(m[1], m[1]), words)


def words(text: str) -> Counter[str]:
    """The words of a text with how often each occurs, without letter case and punctuation."""
    return Counter(re.findall(r"\w+", text.casefold()))


def same(a: str | None, b: str) -> bool:
    """True where two titles have the same words in the same order."""
    return re.findall(r"\w+", (a or "").casefold()) == re.findall(r"\w+", b.casefold())


def score(folder: Path, read: Callable[[Page], Reading | Refusal]) -> tuple[dict[str, float], list[str]]:
    """The figures in percent, and a line for each page that was refused or got a title or day wrong."""
    pages = list(expected(folder))
    right: Counter[str] = Counter()
    shared = found = wanted = 0
    complaints = []
    for one in pages:
        reading = read(Page(name=one.page.name, body=one.page.read_bytes(), kind="html"))
        wanted += words(one.body).total()
        if isinstance(reading, Refusal):
            complaints.append(f"{one.page.name}: refused: {reading.reason}")
            continue
        article = reading.article
        body = article.text.partition("\n")[2]
        shared += (words(body) & words(one.body)).total()
        found += words(body).total()
        if same(article.title, one.title):
            right["title"] += 1
        else:
            complaints.append(f"{one.page.name}: title {article.title!r}, expected {one.title!r}")
        if article.published == one.published.date().isoformat():
            right["published"] += 1
        else:
            complaints.append(f"{one.page.name}: published {article.published}, expected {one.published.date()}")
        if article.published_at:
            at = datetime.fromisoformat(article.published_at)
            right["published_at"] += at.replace(second=0) == one.published.replace(second=0)
    precision, recall = shared / max(found, 1), shared / max(wanted, 1)
    figures = {name: 100 * right[name] / max(len(pages), 1) for name in ("title", "published", "published_at")}
    figures["body"] = 200 * precision * recall / max(precision + recall, 1e-9)
    return figures, complaints
