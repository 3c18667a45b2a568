"""The commands for what articles have to do with each other: stories, versions, and a person's rulings on what is linked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

# All else is imported where it is used: `konon --help` would wait two seconds for libraries that it does not need.
from konon.cli_options import existing, ledger_option, limit_option, open_linked, output_option, writing
from konon.output import (
    RECORD_FORMATS,
    STORY_FORMATS,
    RecordFormat,
    StoryFormat,
    console_on,
    format_among,
    opened,
    write_readings,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from konon.linkstore import Version
    from konon.store import Ledger

CLAIM_RELATIONS = ("same", "contradicts", "narrower", "related")
RELATIONS = (*CLAIM_RELATIONS, "copy", "revision", "derived", "shared-source", "boilerplate", "same-story")


@click.command()
@click.option("--outlet", metavar="NAME", help="Stories that this outlet tells.")
@click.option("--since", metavar="DATE", help="Told on this ISO date or later.")
@click.option("--until", metavar="DATE", help="Told on this ISO date or earlier.")
@click.option("--text", metavar="WORDS", help="Words that all occur in a title.")
@limit_option
@click.option(
    "--format",
    "form",
    type=click.Choice(RECORD_FORMATS),
    help="Default: table on a terminal, else jsonl: one story a line.",
)
@output_option
@ledger_option
def stories(
    outlet: str | None,
    since: str | None,
    until: str | None,
    text: str | None,
    limit: int | None,
    form: RecordFormat | None,
    output: str | None,
    ledger: str | None,
) -> None:
    """List the stories in the ledger: articles of one happening and its follow-up, the latest first.

    \b
    Example:
      konon stories --since 2023-09-01 --text bendungan
    """
    from konon.export.jsonl import one_line
    from konon.export.story import print_stories
    from konon.linkstore import StoryFilter
    from konon.linkstore import stories as found

    with open_linked(existing(ledger)) as book, writing(output):
        try:
            form = form or format_among(output, RECORD_FORMATS)
            some = found(book, StoryFilter(outlet=outlet, since=since, until=until, text=text), limit=limit)
        except ValueError as error:
            raise click.UsageError(str(error)) from None
        with opened(output) as out:
            if form == "table":
                print_stories(some, console=console_on(out))
            else:
                for line in some:
                    out.write(one_line(line) + b"\n")


@click.command()
@click.argument("story", metavar="ID")
@click.option(
    "--format",
    "form",
    type=click.Choice(STORY_FORMATS),
    help="Default: table on a terminal, else by --output's suffix, else jsonl: its readings, one an article.",
)
@output_option
@ledger_option
def story(story: str, form: StoryFormat | None, output: str | None, ledger: str | None) -> None:
    """Show one story: its articles in the order of time, and whence each has its text.

    ID is the story's id or its first characters. With --format html, a picture of when which outlet told it, and all its
    articles, marked.

    \b
    Example:
      konon story 5b1e0c77
      konon story 5b1e0c77 --output story.html
    """
    from konon.export.story import page, print_story
    from konon.tellings import told

    with open_linked(existing(ledger)) as book, writing(output):
        try:
            form = form or format_among(output, STORY_FORMATS)
        except ValueError as error:
            raise click.UsageError(str(error)) from None
        shown = told(book, story)
        with opened(output) as out:
            if form == "html":
                out.write(page(shown).encode())
            elif form == "jsonl":
                write_readings([list(shown.readings)], out, "jsonl")
            else:
                print_story(shown, console=console_on(out))


@click.command()
@click.argument("article", metavar="URL|ID")
@output_option
@ledger_option
def versions(article: str, output: str | None, ledger: str | None) -> None:
    """Show what was changed in an article between the times it was read: the words, and the claims that went and came.

    URL|ID is its address, or the id of any of its versions as `konon story` shows it.

    \b
    Example:
      konon versions https://warta.example/berita/1
    """
    from konon.export.story import print_versions
    from konon.linkstore import versions as found

    with open_linked(existing(ledger)) as book, writing(output):
        every = found(book, article)
        shown = [(_when(v), v.article.title, v.diff, *_gone_and_come(book, every, i)) for i, v in enumerate(every)]
        with opened(output) as out:
            print_versions(shown, console=console_on(out))


def _when(version: Version) -> str:
    """When it was published, as the page says, and when it was read."""
    read = f"read {version.article.added}"
    return f"{version.stamp}, {read}" if version.stamp else read


def _gone_and_come(book: Ledger, every: Sequence[Version], i: int) -> tuple[list[str], list[str]]:
    """What the claims say that a version has no more, and those that it has new."""
    from konon.spans import joined

    changes = every[i].changes
    if changes is None:
        return [], []
    texts = [book.reading(every[j].article.reading).article.text for j in (i - 1, i)]
    return [joined(texts[0], c.content) for c in changes.lost], [joined(texts[1], c.content) for c in changes.gained]


@click.command()
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@click.argument("relation", type=click.Choice(RELATIONS), metavar="RELATION")
@click.option("--reason", metavar="WORDS", default="", help="Why, for whoever reads the record.")
@ledger_option
def link(a: str, b: str, relation: str, reason: str, ledger: str | None) -> None:
    """Rule that two claims, or two articles, are linked; no later reading overrules it.

    RELATION is, of claims (by their ids): same, contradicts, narrower (A says more than B), related; of articles (by the ids
    that `konon story` shows, or their addresses): copy, revision, derived, shared-source, boilerplate, same-story.

    \b
    Example:
      konon link 3f9a1c20 77b0e4d1 contradicts --reason "he meant the same dam"
    """
    _rule(a, b, relation, reason, ledger)


@click.command()
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@click.option("--story", "stories", is_flag=True, help="They are two articles, and not of one story.")
@click.option("--undo", is_flag=True, help="Take back what a person ruled: the machine's decision counts again.")
@click.option("--reason", metavar="WORDS", default="", help="Why, for whoever reads the record.")
@ledger_option
def unlink(a: str, b: str, stories: bool, undo: bool, reason: str, ledger: str | None) -> None:
    """Rule that two claims, or two articles, have nothing to do with each other; no later reading overrules it.

    \b
    Example:
      konon unlink 3f9a1c20 77b0e4d1
      konon unlink 3f9a1c20 77b0e4d1 --undo
    """
    _rule(a, b, None if undo else "apart" if stories else "none", reason, ledger, stories=stories)


def _rule(a: str, b: str, relation: str | None, reason: str, ledger: str | None, *, stories: bool = False) -> None:
    from konon.linkstore import decide
    from konon.tellings import pair

    with open_linked(existing(ledger)) as book, writing(None):
        try:
            kind, one, other = pair(book, a, b, relation, stories=stories)
            made = decide(book, kind, one, other, "same" if relation == "same-story" else relation, reason=reason)
        except ValueError as error:
            raise click.UsageError(str(error)) from None
        what = "the machine's decision counts again" if made.relation is None else made.relation
        click.echo(f"{kind} {one} {other}: {what}")
