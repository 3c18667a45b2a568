"""Prints how fast Konon reads and how much memory it takes, as a Markdown table.

    python bench/speed.py [--articles N] [--data FOLDER]

Every line is a process of its own, so that one's peak is not another's. The import of Konon is left out; the first
reading waits for words and models to be loaded and for workers to start, so its time stands apart. Peak memory is the
resident set of the process and, for workers, the largest one's times their number. Processor time holds all of this; it
tells more than articles/s on a busy machine.
"""

from __future__ import annotations

import argparse
import itertools
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec

from konon import rules
from konon.ingest.jsonl import pages
from konon.lexicon import load
from konon.pipeline import read_page
from konon.records import Page, Reading
from konon.scale import read_all
from konon.segment import segment
from konon.store import Ledger

SHARED = Path(__file__).resolve().parents[2] / "shared"
BATCH = 16  # readings written to the ledger at once, as `konon read` does


class Case(msgspec.Struct):
    """What one process does."""

    name: str
    input: Literal["text", "html"]
    articles: int
    workers: int = 1
    ledger: bool = False
    rules_alone: bool = False


class Result(msgspec.Struct):
    """What it took."""

    articles: int
    refused: int
    first: float  # seconds until the first reading: words and models loaded, workers started
    seconds: float  # from the first reading to the last
    cpu: float  # seconds of processor time, workers included
    peak: int  # bytes


def cases(n: int) -> list[Case]:
    """What is measured; HTML takes longer, so fewer pages do."""
    pages_ = max(1, n // 4)
    return [
        Case(name="text, 1 process", input="text", articles=n),
        Case(name="text, 2 processes", input="text", articles=n, workers=2),
        Case(name="text, 1 process, ledger", input="text", articles=n, ledger=True),
        Case(name="text, 2 processes, ledger", input="text", articles=n, workers=2, ledger=True),
        Case(name="text, segments and rules alone", input="text", articles=n, rules_alone=True),
        Case(name="HTML, 1 process", input="html", articles=pages_),
        Case(name="HTML, 2 processes", input="html", articles=pages_, workers=2),
        Case(name="HTML, 1 process, ledger", input="html", articles=pages_, ledger=True),
    ]


def inputs(case: Case, shared: Path) -> Iterator[Page]:
    """The pages of a case: articles of two days' news, or 26 HTML pages over and over, each with another address."""
    if case.input == "text":
        with (shared / "data" / "news-id" / "2025-06-18_19.jsonl").open("rb") as lines:
            found = (page for page in pages(lines, name="news") if isinstance(page, Page))
            yield from itertools.islice(found, case.articles)
    else:
        files = sorted((shared / "data" / "html-id").glob("*singlepage*.html"))
        for number, file in zip(range(case.articles), itertools.cycle(files), strict=False):
            mark = f"<!-- {number} -->".encode()  # the ledger would pass over a page that it has
            yield Page(name=file.name, body=file.read_bytes() + mark, kind="html")


def run(case: Case, shared: Path) -> Result:
    """Does what the case says, in this process."""
    found = list(inputs(case, shared))
    if case.rules_alone:
        return run_rules(found)
    refused = 0
    batch: list[tuple[Page, Reading]] = []
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger.open(Path(folder, "ledger.db")) if case.ledger else None
        start, before = time.perf_counter(), cpu()
        results = read_all(found, workers=case.workers)
        first = next(results)
        started = time.perf_counter()
        for page, reading in itertools.chain([first], results):
            if not isinstance(reading, Reading):
                refused += 1
            elif ledger:
                batch.append((page, reading))
                if len(batch) == BATCH:
                    ledger.add(batch)
                    batch = []
        if ledger:
            ledger.add(batch)
        seconds = time.perf_counter() - started
        if ledger:
            ledger.close()
    # Workers count as children once they have ended, which is after the last reading.
    return Result(
        articles=len(found),
        refused=refused,
        first=started - start,
        seconds=seconds,
        cpu=cpu() - before,
        peak=peak(case.workers),
    )


def cpu() -> float:
    """Processor time of this process and of its children that have ended, in seconds."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def peak(workers: int) -> int:
    """The most memory that was resident, in bytes: this process and, where there are several workers, theirs."""
    own, child = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return (own + (child * workers if workers > 1 else 0)) * (1 if sys.platform == "darwin" else 1024)


def run_rules(found: list[Page]) -> Result:
    """Sentences, tokens and the rules reader, on texts whose language and boilerplate are known."""
    ready = []
    for page in found:
        reading = read_page(page)
        if isinstance(reading, Reading):
            ready.append(
                (reading.article.text, load(reading.article.language), [(b.start, b.end) for b in reading.boilerplate])
            )
    start, before = time.perf_counter(), cpu()
    for text, lexicon, skip in ready:
        rules.read(segment(text, lexicon, skip=skip), lexicon)
    seconds = time.perf_counter() - start
    refused = len(found) - len(ready)
    return Result(articles=len(ready), refused=refused, first=0, seconds=seconds, cpu=cpu() - before, peak=peak(1))


def main(argv: list[str]) -> int:
    """Runs each case in a process of its own and prints the table."""
    parser = argparse.ArgumentParser(prog="bench/speed.py", description="Measures how fast Konon reads.")
    parser.add_argument("--articles", type=int, default=600, help="articles of text; of HTML a fourth as many pages")
    parser.add_argument("--data", type=Path, default=SHARED, help="where the articles are")
    parser.add_argument("--case", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args(argv)
    if not (asked.data / "data" / "news-id").is_dir():
        print(f"speed: not measured: no articles in {asked.data.name}/ beside the project", file=sys.stderr)
        return 0
    if asked.case is not None:
        print(msgspec.json.encode(run(cases(asked.articles)[asked.case], asked.data)).decode())
        return 0
    print(f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}, Python {platform.python_version()}\n")
    print("| what | articles | first after s | then articles/s | processor ms an article | peak MB |")
    print("|---|---:|---:|---:|---:|---:|")
    for number, case in enumerate(cases(asked.articles)):
        command = [sys.executable, __file__, *argv, "--case", str(number)]
        out = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
        result = msgspec.json.decode(out, type=Result)
        rate, spent = result.articles / result.seconds, 1000 * result.cpu / result.articles
        refused = f" ({result.refused} refused)" if result.refused else ""
        took = f"{result.first:.1f} | {rate:.0f} | {spent:.1f} | {result.peak / 1e6:.0f}"
        print(f"| {case.name} | {result.articles}{refused} | {took} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
