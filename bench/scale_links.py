"""What it costs to link an article as the ledger grows.

    python bench/scale_links.py [ARTICLES...]

Feeds a ledger with news like those of two days, over and over, two days later each time: each time the words are others, the
same for the same, so that what is kin or of one story stays it and nothing else becomes so; lines that come back in several
articles stay. After each batch one article is added and linked by itself, in the process that goes on. Each line tells of the
batches since the one before, and of the last articles that were added by themselves.
"""

from __future__ import annotations

import random
import re
import resource
import sys
import tempfile
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from msgspec.structs import replace

from claims import by_rules
from konon.linking import link
from konon.records import Article, Given, Page, Reading, Span, Trail, content_id
from konon.store import Ledger
from links import SHARED, absent, readings

SIZES = (1_000, 10_000, 100_000)
BATCH = 64
ALONE = 200  # articles added by themselves that a line tells of: one after each of the last batches
BAND = 64  # words of like frequency change places
HOUSE = 3  # articles that share a line, from which on it stays as it is
FIRST = date(2025, 6, 18)
WORD = re.compile(r"[^\W\d_]+")
WORDS = re.compile(r"([^\W\d_]+)")


def mixed(news: Sequence[Reading]) -> Iterator[tuple[Page, Reading]]:
    """Articles without end."""
    counts = Counter(word for reading in news for word in WORD.findall(reading.article.text))
    vocabulary = sorted(counts, key=lambda word: (word[0].isupper(), -counts[word], word))
    lines = Counter(line for reading in news for line in set(reading.article.text.split("\n")))
    house = {line for line, n in lines.items() if n >= HOUSE}
    for turn in range(10**6):
        chance = random.Random(turn)
        words: dict[str, str] = {}
        for start in range(0, len(vocabulary), BAND):
            band = vocabulary[start : start + BAND]
            words.update(zip(band, chance.sample(band, len(band)), strict=True))
        for number, reading in enumerate(news):
            yield made(reading, words if turn else {}, house, turn=turn, day=2 * turn + 2 * number // len(news))


def made(reading: Reading, words: Mapping[str, str], house: set[str], *, turn: int, day: int) -> tuple[Page, Reading]:
    """One article with other words, read as it was: what was found in it is where the new words are."""
    old = reading.article
    text, moved = reworded(old.text, words, house)
    url = f"{old.id}?id={turn}"
    page = Page(name=url, body=text.encode(), kind="text", given=Given(id=url, url=url))
    article = Article(
        id=url,
        url=url,
        outlet=old.outlet,
        title=reworded(old.title or "", words, set())[0],
        language="id",
        published=(FIRST + timedelta(days=day)).isoformat(),
        text=text,
    )
    claims = tuple(
        replace(
            claim,
            id=content_id(url, claim.id),
            **{part: tuple(map(moved, getattr(claim, part))) for part in ("source", "cue", "content")},
            said=None,
            within=claim.within and content_id(url, claim.within),
            link=None,
            chain=(),
        )
        for claim in reading.claims
    )
    entities = tuple(replace(entity, mentions=tuple(map(moved, entity.mentions))) for entity in reading.entities)
    events = tuple(
        replace(
            event,
            id=content_id(url, event.id),
            trigger=moved(event.trigger),
            claim=event.claim and content_id(url, event.claim),
        )
        for event in reading.events
    )
    trail = Trail(input=page.digest, konon="", extractor="", reader="", lexicon="")
    return page, Reading(article=article, entities=entities, claims=claims, events=events, trail=trail)


def reworded(text: str, words: Mapping[str, str], house: set[str]) -> tuple[str, Callable[[Span], Span]]:
    """The text with other words but for the lines of `house`, and where a span of the old one is in it."""
    out, olds, news, there, at = list[str](), [0], [0], 0, 0
    for line in text.split("\n"):
        for part in re.split(WORDS, line) if line not in house else [line]:
            new = words.get(part, part)
            out.append(new)
            there, at = there + len(part), at + len(new)
            olds.append(there)
            news.append(at)
        out.append("\n")
        there, at = there + 1, at + 1

    def moved(span: Span) -> Span:
        ends = [bisect_right(olds, end) - 1 for end in span]
        return tuple(news[i] + end - olds[i] for i, end in zip(ends, span, strict=True))  # type: ignore[return-value]

    return "".join(out)[:-1], moved


def linked(ledger: Ledger, some: Sequence[tuple[Page, Reading]]) -> tuple[float, float]:
    """Adds articles and links them; gives the milliseconds that linking takes, by the clock and of the processor."""
    ledger.add(some)
    started, used = time.perf_counter(), time.process_time()
    link(ledger)
    return 1000 * (time.perf_counter() - started), 1000 * (time.process_time() - used)


def main(argv: Sequence[str]) -> int:
    """Prints a line for each size."""
    if reason := absent(SHARED):
        print(reason)
        return 0
    articles = mixed([by_rules(reading) for reading in readings(SHARED).values()])
    sizes = sorted({int(size) for size in argv}) or list(SIZES)
    with tempfile.TemporaryDirectory() as folder, Ledger.open(Path(folder) / "ledger.sqlite") as ledger:
        there = 0
        for size in sizes:
            batches, alone = list[tuple[float, float]](), list[tuple[float, float]]()
            fed = 0
            while there < size:
                *some, last = islice(articles, min(BATCH + 1, size - there))
                batches.append(linked(ledger, some))
                alone.append(linked(ledger, [last]))
                fed += len(some)
                there += len(some) + 1
            wall, cpu = (sum(spent) / max(fed, 1) for spent in zip(*batches, strict=True))
            walls, cpus = (sorted(spent) for spent in zip(*alone[-ALONE:], strict=True))
            n = len(walls)
            print(
                f"{size:>7,} articles: {wall:.1f} ms each in batches ({cpu:.1f} of the processor); one by one "
                f"{sum(walls) / n:.1f} ({sum(cpus) / n:.1f}), half of {n} within {walls[n // 2]:.1f} ({cpus[n // 2]:.1f}), "
                f"19 of 20 within {walls[19 * n // 20]:.1f} ({cpus[19 * n // 20]:.1f}); {told(ledger)}",
                flush=True,
            )
    return 0


def told(ledger: Ledger) -> str:
    """How large everything is."""
    with ledger.asking() as sql:
        tables = ("decisions", "propositions", "passages", "stories")
        links, claims, passages, stories = (sql.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        f"{links:,} decisions, {claims:,} claims, {passages:,} passages, {stories:,} stories; "
        f"ledger {ledger.path.stat().st_size / 1e6:.0f} MB, memory {memory:.0f} MB"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
