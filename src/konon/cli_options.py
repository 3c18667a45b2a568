"""What several commands share: their options, and how the ledger is opened and an output written."""

from __future__ import annotations

import contextlib
import errno
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

import click

from konon.output import hush
from konon.records import EVENT_TYPES, FACTUALITIES

if TYPE_CHECKING:
    from konon.store import Ledger

AT_ONCE = 1000  # articles that are linked between two reports
Named = TypeVar("Named", str, tuple[str, ...], str | None)


def default_ledger() -> Path:
    """Where the ledger is unless said otherwise: in the user's data folder (on Linux $XDG_DATA_HOME, ~/.local/share)."""
    from platformdirs import user_data_path

    return user_data_path("konon", appauthor=False) / "ledger.sqlite"


def named(_ctx: click.Context, _param: click.Parameter, value: Named) -> Named:
    """Refuses an empty name, such as a variable gives that is not set; the system would take it for this folder."""
    if "" in (value if isinstance(value, tuple) else (value,)):
        raise click.BadParameter("an empty name is no file's.")
    return value


def ledger_named(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Refuses `none` too, which `konon read` takes."""
    if value == "none":
        raise click.BadParameter("none keeps nothing, so there is nothing to ask; name the ledger's file.")
    return named(ctx, param, value)


ledger_option = click.option(
    "--ledger",
    callback=ledger_named,
    metavar="PATH",
    envvar="KONON_LEDGER",
    help="The ledger's file; default: ledger.sqlite in your data folder, or what KONON_LEDGER says.",
)


output_option = click.option(
    "--output",
    callback=named,
    metavar="FILE",
    help="Write to FILE, which appears when it is complete, instead of standard output.",
)


event_option = click.option(
    "--event", type=click.Choice(EVENT_TYPES), multiple=True, help="The event's type in PLOVER; may be given several times."
)
actor_option = click.option(
    "--actor", metavar="CODE|WORDS", help="A party: its country's code (RUS), or words of its English or usual name."
)
factuality_option = click.option(
    "--factuality",
    type=click.Choice(FACTUALITIES),
    multiple=True,
    help="How sure somebody is of it: CT+ it is so, CT- it is not, PR probably, PS possibly, U uncommitted.",
)
since_option = click.option("--since", metavar="DATE", help="Said, or else published, on this ISO date or later.")
until_option = click.option("--until", metavar="DATE", help="Said, or else published, on this ISO date or earlier.")
limit_option = click.option("--limit", metavar="N", type=click.IntRange(0), help="So many at most.")
all_readings_option = click.option(
    "--all-readings", is_flag=True, help="Older readings of an article too, not only its newest."
)


def existing(ledger: str | None) -> Path:
    path = Path(ledger) if ledger else default_ledger()
    if not path.exists():
        fail(f"there is no ledger at {path} yet; `konon read INPUT…` makes it, and --ledger PATH names another")
    return path


@contextlib.contextmanager
def open_ledger(path: Path, *, only_ask: bool = False) -> Iterator[Ledger]:
    """The open ledger; what it refuses ends the command with its one line."""
    from konon.store import Ledger, LedgerError

    try:
        with Ledger.open(path, only_ask=only_ask) as book:
            yield book
    except LedgerError as error:
        fail(str(error))


@contextlib.contextmanager
def open_linked(path: Path) -> Iterator[Ledger]:
    """The open ledger, what was added to it linked; one that may not be written, as far as it is linked."""
    from konon.linking import link, pending

    with open_ledger(path, only_ask=True) as book:
        left = pending(book)
        while left > AT_ONCE and link(book, limit=AT_ONCE):
            click.echo(f"konon: {left:,} articles of {path} still to be linked to the others; this is done once", err=True)
            left = pending(book)
        link(book)
        yield book


@contextlib.contextmanager
def writing(output: str | None) -> Iterator[None]:
    """Tells in one line that the output cannot be written; a reader that has seen enough is no error."""
    try:
        yield
    except OSError as error:
        hush()
        if error.errno != errno.EPIPE:
            fail(f"{output or 'standard output'}: cannot be written ({error.strerror})")


def fail(message: str) -> NoReturn:
    click.echo(f"konon: {message}", err=True)
    sys.exit(1)


def counted_as(n: int, noun: str) -> str:
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"
