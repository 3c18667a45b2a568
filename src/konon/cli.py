"""The command line: parses, calls, prints. The only place where the environment is read."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Generator, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

# All else is imported where it is used: `konon --help` would wait two seconds for libraries that it does not need.
from konon.cli_ledger import claim, claims, contradictions, events, speaker
from konon.cli_options import (
    counted_as,
    default_ledger,
    existing,
    fail,
    ledger_option,
    named,
    open_ledger,
    output_option,
    writing,
)
from konon.cli_stories import link, stories, story, unlink, versions
from konon.output import READING_FORMATS, ReadingFormat, console_on, format_for, hush, opened, write_html, write_readings
from konon.records import Given, Page, ReaderName, Reading, Refusal
from konon.timespans import to_come

if TYPE_CHECKING:
    from konon.ingest import Inputs
    from konon.progress import Progress
    from konon.store import Ledger

INTERRUPTED = 130  # 128 and the number of the signal, as shells have it


def main() -> None:
    """Runs the command line; exit status 0 all well, 1 something could not be done, 2 wrongly called, 130 interrupted."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a terminal without UTF-8 gets a "?" for a dash
    try:
        konon(prog_name="konon")
    except BrokenPipeError:
        hush()
        sys.exit(0)


class _Group(click.Group):
    """Commands in the order in which they are met in use, not in that of the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="konon", message="konon %(version)s")
def konon() -> None:
    """Reads news articles and keeps a ledger of claims: who said, denied, feared or demanded what, and in which words.

    Indonesian and English, offline.

    \b
    Example:
      konon read article.html
      konon claims --act deny
    """


@konon.command()
@click.argument("inputs", callback=named, metavar="INPUT...", nargs=-1, required=True)
@click.option(
    "--format",
    "form",
    type=click.Choice(READING_FORMATS),
    help="Default: table on a terminal, else by --output's suffix, else jsonl.",
)
@output_option
@click.option(
    "--ledger",
    callback=named,
    metavar="PATH|none",
    envvar="KONON_LEDGER",
    help="Where to keep what is read; none only prints. Default: ledger.sqlite in your data folder, or what KONON_LEDGER says.",
)
@click.option("--workers", metavar="N", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes that read.")
@click.option(
    "--reader",
    type=click.Choice(get_args(ReaderName)),
    default="model",
    show_default=True,
    help="What finds the claims: the trained model, or rules alone, some ten times as fast and less exact.",
)
@click.option(
    "--published", metavar="DATE", help="When the article was published, as an ISO date or date-time (one page only)."
)
@click.option("--url", metavar="URL", help="The article's address (one page only).")
@click.option("--outlet", metavar="NAME", help="Who published the article (one page only).")
def read(
    inputs: tuple[str, ...],
    form: ReadingFormat | None,
    output: str | None,
    ledger: str | None,
    workers: int,
    reader: ReaderName,
    published: str | None,
    url: str | None,
    outlet: str | None,
) -> None:
    """Read articles, keep what is in them, and print the claims.

    INPUT is a text or HTML file, a folder, - for standard input, a .jsonl file with one article a line, or a WARC file;
    each plain or gzip. What cannot be read is named on standard error with the reason, the rest is read, and the exit
    status is 1.

    \b
    Example:
      konon read article.html news/ crawl.warc.gz
      curl -s https://… | konon read - --published 2024-05-01
      konon read archive.jsonl --format csv --output claims.csv --workers 4
    """
    from konon.progress import Progress
    from konon.scale import WorkersError

    if reader == "model":
        _weights()
    pages = _pages(inputs, Given(url=url, outlet=outlet, published=published))
    where = None if ledger == "none" else Path(ledger) if ledger else default_ledger()
    with Progress() as progress, open_ledger(where) if where else contextlib.nullcontext() as book:
        tally = _Tally(progress, where)
        try:
            _read(pages, tally, book, workers=workers, reader=reader, form=form or format_for(output), output=output)
        except KeyboardInterrupt:
            progress.say(f"konon: interrupted; {tally}")
            sys.exit(INTERRUPTED)
        except WorkersError as error:
            fail(str(error))
    if sys.stderr.isatty():
        click.echo(str(tally), err=True)
    if tally.refused or tally.stopped:
        sys.exit(1)


def _weights() -> None:
    """Ends where the model's files cannot be read: every page would fail with it."""
    from konon import tag

    try:
        tag.load()
    except (OSError, ValueError) as error:
        fail(f"the model cannot be loaded: {error}; --reader rules reads without it")


def _pages(inputs: tuple[str, ...], given: Given) -> Inputs:
    """The inputs' pages; what is given along must be well formed and fit a single page."""
    from konon import ingest
    from konon.dates import is_iso

    if given.published is not None and not is_iso(given.published):
        raise click.BadParameter(
            f"{given.published!r} is no ISO date or date-time, such as 2024-05-01.", param_hint="--published"
        )
    pages = ingest.pages(inputs, stdin=sys.stdin.buffer if sys.stdin else None, given=given)
    if given != Given() and not pages.plain():
        raise click.UsageError("--published, --url and --outlet go with a single text or HTML page, not with many.")
    return pages


class _NotKept(Exception):  # noqa: N818  (what happened)
    """The ledger's file could not take an article; it would take no other, so reading on would lose them all."""


class _Tally:
    """What was done so far, and the reporting of what could not be."""

    def __init__(self, progress: Progress, ledger: Path | None) -> None:
        self.progress = progress
        self.ledger = ledger
        self.articles = self.claims = self.refused = 0
        self.stopped = False

    def count(self, batch: Sequence[Reading]) -> None:
        """Counts what was read; says so where a page's date is yet to come, in every time zone."""
        self.articles += len(batch)
        self.claims += sum(len(reading.claims) for reading in batch)
        now = datetime.now(UTC).isoformat()
        for article in (reading.article for reading in batch):
            if article.published and to_come(article.published, now):
                self.progress.say(f"konon: {article.id}: published {article.published}, a day still to come")

    def refuse(self, refusal: Refusal) -> None:
        self.refused += 1
        self.progress.say(f"konon: {refusal.name}: {' '.join(refusal.reason.split())}")

    def stop(self, reason: str) -> None:
        self.stopped = True
        self.progress.say(f"konon: {reason}")

    def __str__(self) -> str:
        parts = [counted_as(self.articles, "article"), counted_as(self.claims, "claim")]
        parts += [f"{self.refused} not read"] if self.refused else []
        parts += ["stopped before the end"] if self.stopped else []
        return ", ".join(parts) + (f"; ledger {self.ledger}" if self.ledger else "; not kept")


def _read(
    pages: Inputs,
    tally: _Tally,
    book: Ledger | None,
    *,
    workers: int,
    reader: ReaderName,
    form: ReadingFormat,
    output: str | None,
) -> None:
    """Reads, keeps and writes everything; an output that fails does not keep the rest from the ledger.

    A ledger that cannot be written ends the reading, and what was kept until then is written.
    """
    from konon.batches import kept
    from konon.joining import join
    from konon.pipeline import read_page
    from konon.scale import read_all

    one = 1 if pages.plain() else None  # else the number is known once all were gone through for pages of one article

    read = partial(read_page, reader=reader)

    def counted() -> Iterator[tuple[Page, Reading | Refusal]]:
        for page, result in read_all(join(pages, scan=lambda: pages), workers=workers, read=read):
            tally.progress.advance(1 + len(page.more), total=pages.count or one)
            yield page, result

    def refuse(refusal: Refusal) -> None:
        if book and book.failure:
            raise _NotKept(f"{book.failure}; stopped at {refusal.name}: all before it is kept, it and what follows is not")
        tally.refuse(refusal)

    def told() -> Generator[list[Reading], None, None]:
        try:
            for batch in kept(counted(), book, refuse=refuse):
                tally.count(batch)
                with tally.progress.aside(for_output=output is None):
                    yield batch
        except _NotKept as lost:
            tally.stop(str(lost))

    batches = told()
    try:
        with opened(output) as out:
            write_readings(batches, out, form)
    except BrokenPipeError:
        hush()  # `| head` has seen enough; what it has seen is kept
    except OSError as error:
        rest = "what is read is kept in the ledger all the same" if book else "and nothing is kept, so reading stops"
        tally.refuse(Refusal(name=output or "standard output", reason=f"cannot be written ({error.strerror}); {rest}"))
        hush()
        if book:
            for _ in batches:
                pass
    finally:
        batches.close()


@click.command()
@click.argument("claim", metavar="ID")
@click.option(
    "--context", metavar="N", type=click.IntRange(0), default=200, show_default=True, help="Characters shown around its words."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "html", "jsonl")),
    default="text",
    show_default=True,
    help="html and jsonl: its whole article.",
)
@ledger_option
def show(claim: str, context: int, form: str, ledger: str | None) -> None:
    """Show one claim in its article, what is known of it, and its trail: what it was read from and by.

    ID is the claim's id or its first characters, as `konon claims` prints them.

    \b
    Example:
      konon show 3f9a1c20
      konon show 3f9a1c20 --format html > article.html
    """
    with open_ledger(existing(ledger), only_ask=True) as book, writing(None):
        shown = book.shown(claim)
        with opened(None) as out:
            if form == "html":
                write_html([shown.reading], out)
            elif form == "jsonl":
                write_readings([[shown.reading]], out, "jsonl")
            else:
                from konon.export.show import render

                render(shown.reading, shown.claim, console=console_on(out), added=shown.added, context=context)


@click.command()
@ledger_option
def ledger(ledger: str | None) -> None:
    """Tell where the ledger is and how much is in it.

    \b
    Example:
      konon ledger
      konon ledger --ledger project.sqlite
    """
    path = existing(ledger)
    with open_ledger(path, only_ask=True) as book, writing(None):
        counts = book.counts()
        click.echo(f"{path} ({path.stat().st_size / 1e6:.1f} MB)")
        for name in counts.__struct_fields__:
            click.echo(f"{getattr(counts, name):>10,} {name}")


for command in (claims, events, show, claim, speaker, contradictions, stories, story, versions, link, unlink, ledger):
    konon.add_command(command)
