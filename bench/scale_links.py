"""What it costs to link an article as the ledger grows.

    python bench/scale_links.py [ARTICLES...]

Feeds a ledger with news like those of two days, over and over, two days later each time: each time the words are others, the
same for the same, so that what is kin or of one story stays it and nothing else becomes so; lines that come back in several
articles stay. At each size some articles are added and linked one by one, as `konon read` does with one page.
"""

from __future__ import annotations

import random
import re
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from konon.linking import link
from konon.records import Article, Given, Page, Reading, Trail
from konon.store import Ledger
from links import NEWS, SHARED, Scraped, absent, rows

SIZES = (1_000, 10_000, 100_000)
ONE_BY_ONE = 100
BATCH = 64
BAND = 64  # words of like frequency change places
HOUSE = 3  # articles that share a line, from which on it stays as it is
FIRST = date(2025, 6, 18)
WORD = re.compile(r"[^\W\d_]+")


def mixed(news: Sequence[Scraped]) -> Iterator[tuple[Page, Reading]]:
    """Articles without end."""
    counts = Counter(word for row in news for word in WORD.findall(row.text))
    vocabulary = sorted(counts, key=lambda word: (word[0].isupper(), -counts[word], word))
    lines = Counter(line for row in news for line in set(row.text.split("\n")))
    house = {line for line, n in lines.items() if n >= HOUSE}
    for turn in range(10**6):
        chance = random.Random(turn)
        words: dict[str, str] = {}
        for start in range(0, len(vocabulary), BAND):
            band = vocabulary[start : start + BAND]
            words.update(zip(band, chance.sample(band, len(band)), strict=True))
        for number, row in enumerate(news):
            yield made(row, words if turn else {}, house, number=number, turn=turn, count=len(news))


def made(
    row: Scraped, words: Mapping[str, str], house: set[str], *, number: int, turn: int, count: int
) -> tuple[Page, Reading]:
    """One article with other words, and the reading of it, as far as links need it."""

    def other(text: str) -> str:
        return WORD.sub(lambda match: words.get(match[0], match[0]), text)

    text = "\n".join(line if line in house else other(line) for line in row.text.split("\n"))
    url = f"{row.url}?id={turn}"
    page = Page(name=url, body=text.encode(), kind="text", given=Given(id=url, url=url))
    article = Article(
        id=url,
        url=url,
        outlet=row.outlet,
        title=other(row.title or ""),
        language="id",
        published=(FIRST + timedelta(days=2 * turn + 2 * number // count)).isoformat(),
        text=text,
    )
    return page, Reading(article=article, trail=Trail(input=page.digest, konon="", extractor="", reader="", lexicon=""))


def measured(ledger: Ledger, some: Sequence[tuple[Page, Reading]]) -> tuple[list[float], list[float]]:
    """Milliseconds that each takes to be linked, by the clock and of the processor, sorted."""
    wall, cpu = [], []
    for item in some:
        ledger.add([item])
        started, used = time.perf_counter(), time.process_time()
        link(ledger)
        wall.append(1000 * (time.perf_counter() - started))
        cpu.append(1000 * (time.process_time() - used))
    return sorted(wall), sorted(cpu)


def main(argv: Sequence[str]) -> int:
    """Prints a line for each size."""
    if reason := absent(SHARED):
        print(reason)
        return 0
    articles = mixed(rows(SHARED / NEWS, Scraped))
    sizes = [int(size) for size in argv] or list(SIZES)
    with tempfile.TemporaryDirectory() as folder, Ledger.open(Path(folder) / "ledger.sqlite") as ledger:
        there = 0
        for size in sizes:
            wall = cpu = 0.0
            fed = size - there - ONE_BY_ONE
            while there < size - ONE_BY_ONE:
                batch = list(islice(articles, min(BATCH, size - ONE_BY_ONE - there)))
                ledger.add(batch)
                started, used = time.perf_counter(), time.process_time()
                link(ledger)
                wall += 1000 * (time.perf_counter() - started)
                cpu += 1000 * (time.process_time() - used)
                there += len(batch)
            walls, cpus = measured(ledger, list(islice(articles, ONE_BY_ONE)))
            there += ONE_BY_ONE
            print(
                f"{size:>7,} articles: {wall / fed:.1f} ms each in batches ({cpu / fed:.1f} of the processor); one by one "
                f"{sum(walls) / ONE_BY_ONE:.1f} ({sum(cpus) / ONE_BY_ONE:.1f}), "
                f"99 of 100 within {walls[-2]:.1f} ({cpus[-2]:.1f}); "
                f"{told(ledger)}",
                flush=True,
            )
    return 0


def told(ledger: Ledger) -> str:
    """How large everything is."""
    with ledger.asking() as sql:
        links, passages, stories = (
            sql.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("decisions", "passages", "stories")
        )
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        f"{links:,} decisions, {passages:,} passages, {stories:,} stories; ledger {ledger.path.stat().st_size / 1e6:.0f} MB, "
        f"memory {memory:.0f} MB"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
