"""The commands that ask the ledger for claims and events, for the records of a claim and a speaker, and for contradictions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

# All else is imported where it is used: `konon --help` would wait two seconds for libraries that it does not need.
from konon.cli_options import (
    actor_option,
    all_readings_option,
    event_option,
    existing,
    factuality_option,
    ledger_option,
    limit_option,
    open_ledger,
    open_linked,
    output_option,
    since_option,
    until_option,
    writing,
)
from konon.output import (
    EVENT_FORMATS,
    FORMATS,
    RECORD_FORMATS,
    EventFormat,
    Format,
    RecordFormat,
    console_on,
    format_among,
    format_for,
    opened,
    write_events,
    write_html,
    write_lines,
    write_plover,
)
from konon.records import ACTS, Act

if TYPE_CHECKING:
    from collections.abc import Iterator

    from konon.listing import Line
    from konon.store import ClaimFilter, Ledger

NEAREST = 20  # claims that a search by meaning lists
PATIENCE = 500  # claims that are encoded without a word


@click.command()
@click.option("--holder", metavar="WORDS", help="Words of the holder's name or of the source, in any order.")
@click.option("--act", "acts", type=click.Choice(ACTS), multiple=True, help="What the holder does; may be given several times.")
@click.option("--outlet", metavar="NAME", help='The outlet by name, by domain ("detik.com") or without its ending ("detik").')
@since_option
@until_option
@click.option("--text", metavar="WORDS", help='Words that all occur; "a phrase" in quotes; a trailing * for a beginning.')
@click.option(
    "--like", metavar="WORDS", help=f"Nearest in meaning first, in either language; {NEAREST} where --limit is not given."
)
@event_option
@actor_option
@factuality_option
@limit_option
@all_readings_option
@click.option(
    "--format", "form", type=click.Choice(FORMATS), help="Default: table on a terminal, else jsonl (one claim a line)."
)
@output_option
@ledger_option
def claims(
    holder: str | None,
    acts: tuple[Act, ...],
    outlet: str | None,
    since: str | None,
    until: str | None,
    text: str | None,
    like: str | None,
    event: tuple[str, ...],
    actor: str | None,
    factuality: tuple[str, ...],
    limit: int | None,
    all_readings: bool,
    form: Format | None,
    output: str | None,
    ledger: str | None,
) -> None:
    """List the claims in the ledger, newest first.

    With --event, --actor or --factuality, those whose content tells of an event that passes all three. With --format
    html, the articles that hold them, marked.

    \b
    Example:
      konon claims --holder kremlin --act deny --since 2023-09-01
      konon claims --event AGREE --actor RUS --factuality CT-
      konon claims --like "the dam was blown up from inside"
      konon claims --text '"perjanjian militer"' --format csv --output claims.csv
    """
    from konon.store import ClaimFilter

    if like is not None and all_readings:
        raise click.UsageError("--like: looks through the newest readings alone; leave --all-readings out")
    where = ClaimFilter(
        holder=holder,
        act=acts,
        outlet=outlet,
        since=since,
        until=until,
        text=text,
        event=event,
        actor=actor,
        factuality=factuality,
    )
    with open_ledger(existing(ledger), only_ask=True) as book, writing(output):
        try:
            if like is None:
                found = book.claims(where, limit=limit, all_readings=all_readings)
            else:
                found = _near(book, like, where, limit=NEAREST if limit is None else limit)
        except ValueError as error:
            raise click.UsageError(str(error)) from None
        with opened(output) as out:
            form = form or format_for(output)
            if form == "html":
                write_html([book.reading(key) for key in dict.fromkeys(line.reading for line in found)], out)
            else:
                write_lines(found, out, form)


def _near(book: Ledger, words: str, where: ClaimFilter, *, limit: int) -> Iterator[Line]:
    """The claims nearest to some words; says on standard error what it waits for, where that is long."""
    from konon.search import nearest

    def told(done: int, of: int) -> None:
        if of > PATIENCE:
            click.echo(f"konon: {done:,} of {of:,} claims encoded for search by meaning; next time they are there", err=True)

    ids = [id_ for id_, _ in nearest(book, words, where, limit=limit, progress=told)]
    lines = book.lines(ids)
    return iter([lines[id_] for id_ in ids])


@click.command()
@event_option
@actor_option
@factuality_option
@click.option("--outlet", metavar="NAME", help='The outlet by name, by domain ("detik.com") or without its ending ("detik").')
@click.option("--since", metavar="DATE", help="Is or would be, or else published, on this ISO date or later.")
@click.option("--until", metavar="DATE", help="Is or would be, or else published, on this ISO date or earlier.")
@limit_option
@all_readings_option
@click.option(
    "--format",
    "form",
    type=click.Choice(EVENT_FORMATS),
    help="Default: table on a terminal, else jsonl (one event a line, flat); plover: with codes and places.",
)
@output_option
@ledger_option
def events(
    event: tuple[str, ...],
    actor: str | None,
    factuality: tuple[str, ...],
    outlet: str | None,
    since: str | None,
    until: str | None,
    limit: int | None,
    all_readings: bool,
    form: EventFormat | None,
    output: str | None,
    ledger: str | None,
) -> None:
    """List the events in the ledger, newest published first: told by claims and by the articles themselves.

    An event that is listed need not have happened: who is how sure of it stands beside it.

    \b
    Example:
      konon events --event SANCTION --actor RUS --since 2023-01-01
      konon events --factuality CT- --format plover --output denied.jsonl
    """
    from konon.store import EventFilter

    where = EventFilter(event=event, actor=actor, factuality=factuality, outlet=outlet, since=since, until=until)
    with open_ledger(existing(ledger), only_ask=True) as book, writing(output):
        try:
            form = form or format_among(output, EVENT_FORMATS)
            found = book.events(where, limit=limit, all_readings=all_readings)
        except ValueError as error:
            raise click.UsageError(str(error)) from None
        with opened(output) as out:
            if form == "plover":
                write_plover(found, book.reading, out)
            else:
                write_events(found, out, form)


@click.command()
@click.argument("name", metavar="NAME", nargs=-1, required=True)
@since_option
@until_option
@click.option(
    "--format",
    "form",
    type=click.Choice(RECORD_FORMATS),
    help="Default: table on a terminal, else jsonl: one claim a line, theirs first.",
)
@output_option
@ledger_option
def speaker(
    name: tuple[str, ...],
    since: str | None,
    until: str | None,
    form: RecordFormat | None,
    output: str | None,
    ledger: str | None,
) -> None:
    """Show a speaker's record: what they said, denied and promised over time, and what others said of them.

    NAME is any name that the press gives them; words of it will do.

    \b
    Example:
      konon speaker Peskov
      konon speaker "Sri Mulyani" --since 2023-01-01
    """
    from konon.export.record import Speaker, print_speaker
    from konon.gazetteer import load
    from konon.histories import given_to, promises, said_by
    from konon.store import ClaimFilter

    asked = " ".join(name)
    if not asked.strip():
        raise click.UsageError("NAME is empty: give words of a name.")
    known = load().known_as(asked)
    with open_linked(existing(ledger)) as book, writing(output):
        try:
            form = form or format_among(output, RECORD_FORMATS)
            said, several = said_by(book, known.name, since=since, until=until)
            of = list(book.claims(ClaimFilter(about=known.aliases, since=since, until=until)))
        except ValueError as error:
            raise click.UsageError(str(error)) from None
        theirs = {line.id for line in said}
        record = Speaker(
            name=known.name,
            said=tuple(sorted(said, key=_when)),
            of=tuple(sorted((line for line in of if line.id not in theirs), key=_when)),
            promises=promises(book, said) if form == "table" else (),
            given_to=given_to(book, said) if form == "table" else {},
            several=several,
        )
        with opened(output) as out:
            if form == "table":
                print_speaker(record, console=console_on(out))
            else:
                write_lines((*record.said, *record.of), out, "jsonl")


def _when(line: Line) -> str:
    return line.day or "9999"


@click.command()
@click.argument("claim", metavar="ID")
@click.option(
    "--format",
    "form",
    type=click.Choice(RECORD_FORMATS),
    help="Default: table on a terminal, else jsonl: the whole record as one object.",
)
@output_option
@ledger_option
def claim(claim: str, form: RecordFormat | None, output: str | None, ledger: str | None) -> None:
    """Show a claim's record across articles.

    Who said it first, who said it since, who confirms, contradicts or revises it, whether what was planned or denied came
    about, and how many separate sources stand behind it. Which claims say the same or contradict each other is found as
    articles come, and is not always right: a person's word (`konon link`, `konon unlink`) counts before it. ID is the
    claim's id or its first characters.

    \b
    Example:
      konon claim 3f9a1c20
    """
    from konon.export.jsonl import one_line
    from konon.export.record import print_history
    from konon.histories import history

    with open_linked(existing(ledger)) as book, writing(output):
        try:
            form = form or format_among(output, RECORD_FORMATS)
        except ValueError as error:
            raise click.UsageError(str(error)) from None
        record = history(book, claim)
        with opened(output) as out:
            if form == "table":
                print_history(record, console=console_on(out))
            else:
                out.write(one_line(record) + b"\n")


@click.command()
@since_option
@until_option
@limit_option
@click.option(
    "--format", "form", type=click.Choice(RECORD_FORMATS), help="Default: table on a terminal, else jsonl: one pair a line."
)
@output_option
@ledger_option
def contradictions(
    since: str | None, until: str | None, limit: int | None, form: RecordFormat | None, output: str | None, ledger: str | None
) -> None:
    """List claims of which one says what the other denies, the newest first.

    They are found as articles come, each with a reason and how sure it is; a person's word (`konon link`, `konon unlink`)
    counts before it.

    \b
    Example:
      konon contradictions --since 2023-09-01
    """
    from konon.export.jsonl import one_line
    from konon.export.record import print_contradictions
    from konon.histories import contradictions as found

    with open_linked(existing(ledger)) as book, writing(output):
        try:
            form = form or format_among(output, RECORD_FORMATS)
            pairs = found(book, since=since, until=until, limit=limit)
        except ValueError as error:
            raise click.UsageError(str(error)) from None
        with opened(output) as out:
            if form == "table":
                print_contradictions(pairs, console=console_on(out))
            else:
                for pair in pairs:
                    out.write(one_line(pair) + b"\n")
