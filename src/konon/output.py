"""Where results go: standard output, or a file that is there whole or not at all."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal, TextIO, TypeVar, cast, get_args

from konon.listing import EventLine, Line, lines
from konon.records import Reading

if TYPE_CHECKING:
    from rich.console import Console

Format = Literal["table", "jsonl", "csv", "html"]
ReadingFormat = Literal["table", "jsonl", "csv", "html", "plover", "timeml"]
EventFormat = Literal["table", "jsonl", "csv", "plover"]
StoryFormat = Literal["table", "html", "jsonl"]
RecordFormat = Literal["table", "jsonl"]
AnyFormat = TypeVar("AnyFormat", bound=str)
FORMATS: tuple[Format, ...] = get_args(Format)
READING_FORMATS: tuple[ReadingFormat, ...] = get_args(ReadingFormat)
EVENT_FORMATS: tuple[EventFormat, ...] = get_args(EventFormat)
STORY_FORMATS: tuple[StoryFormat, ...] = get_args(StoryFormat)
RECORD_FORMATS: tuple[RecordFormat, ...] = get_args(RecordFormat)
BY_SUFFIX: dict[str, Format] = {
    ".html": "html",
    ".htm": "html",
    ".csv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".txt": "table",
}
WIDTH = 120  # cells of a table that goes to no terminal


def format_for(output: str | None) -> Format:
    """The format where none was asked for: by the file's name, a table on a terminal, else JSON Lines."""
    if output is not None:
        return BY_SUFFIX.get(Path(output).suffix.lower(), "jsonl")
    return "table" if sys.stdout.isatty() else "jsonl"


def format_among(output: str | None, forms: Sequence[AnyFormat]) -> AnyFormat:
    """The same where only some can be written; `ValueError`, naming the file, for a name that asks for another."""
    form = format_for(output)
    for one in forms:
        if one == form:
            return one
    raise ValueError(f"{output}: cannot be written as {form}; --format says what to write: {', '.join(forms)}")


@contextmanager
def opened(output: str | None) -> Iterator[BinaryIO]:
    """A stream of bytes to `output`, or to standard output. A file takes its name at the end, and only if all went well.

    A file that is replaced leaves its permissions to the new one.
    """
    if output is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = Path(output)
    if path.exists() and not stat.S_ISREG(path.stat().st_mode):  # a device or a pipe cannot be replaced
        with path.open("wb") as stream:
            yield stream
        return
    path = path.resolve()  # a link stays one, and what it points at is replaced
    mode = path.stat().st_mode & 0o777 if path.exists() else None
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        # What only its owner could read never can be read by others, in between neither.
        with open(part, "xb", opener=lambda p, flags: os.open(p, flags, 0o666 if mode is None else 0o600)) as stream:
            if mode is not None:
                part.chmod(mode)
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def hush() -> None:
    """After its reader has gone, lets nothing more be written to standard output, so that leaving is quiet."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def write_readings(batches: Iterable[list[Reading]], out: BinaryIO, form: ReadingFormat) -> None:
    """Writes readings as they come, batch by batch; a page of HTML or a TimeML document is written when all have come."""
    if form == "jsonl":
        from konon.export.jsonl import encode

        for batch in batches:
            out.write(b"".join(encode(reading) + b"\n" for reading in batch))
            out.flush()
    elif form == "html":
        write_html([reading for batch in batches for reading in batch], out)
    elif form == "timeml":
        from konon.export.timeml import document

        out.write(document([reading for batch in batches for reading in batch]).encode())
    elif form == "plover":
        from konon.export.plover import encode_events

        for batch in batches:
            out.write(b"".join(encode_events(reading) for reading in batch))
            out.flush()
    else:
        write_lines(_flowing(batches, out), out, form)


def write_lines(found: Iterable[Line], out: BinaryIO, form: Format) -> None:
    """Writes claims as they come, as a table, CSV or JSON Lines."""
    if form == "jsonl":
        from konon.export.jsonl import encode_line

        for line in found:
            out.write(encode_line(line) + b"\n")
        return
    if form == "csv":
        from konon.export import delimited

        text = cast(TextIO, _Text(out))
        text.write(delimited.header())
        delimited.rows(found, text)
    else:
        from konon.export.table import print_lines

        print_lines(found, console=console_on(out))


def write_events(found: Iterable[EventLine], out: BinaryIO, form: Literal["table", "jsonl", "csv"]) -> None:
    """Writes events as they come, as a table, CSV or JSON Lines."""
    if form == "jsonl":
        from konon.export.jsonl import encode_line

        for line in found:
            out.write(encode_line(line) + b"\n")
    elif form == "csv":
        from konon.export import delimited

        text = cast(TextIO, _Text(out))
        text.write(delimited.header(EventLine))
        delimited.rows(found, text)
    else:
        from konon.export.table import print_events

        print_events(found, console=console_on(out))


def write_plover(found: Iterable[EventLine], reading: Callable[[str], Reading], out: BinaryIO) -> None:
    """Writes events as they come, in PLOVER's terms; `reading` gives the reading of an id."""
    from konon.export.plover import encode_events

    for key, some in groupby(found, key=lambda line: line.reading):
        out.write(encode_events(reading(key), {line.id for line in some}))


def write_html(readings: list[Reading], out: BinaryIO) -> None:
    """Writes one page with all readings."""
    from konon.export.html import render

    out.write(render(readings).encode())


def console_on(out: BinaryIO) -> Console:
    """A console that prints to `out`, as wide as the terminal where it is one."""
    from rich.console import Console

    class Plain(Console):
        def on_broken_pipe(self) -> None:
            raise  # rich calls this while it handles the error, and would leave with status 1

    return Plain(file=cast(TextIO, _Text(out)), width=None if out.isatty() else WIDTH)


class _Text:
    """Writes text as UTF-8 to `out`; a `TextIOWrapper` would close the stream below, and stumble over an error of its twice."""

    encoding = "utf-8"

    def __init__(self, out: BinaryIO) -> None:
        self._out = out

    def write(self, text: str) -> int:
        self._out.write(text.encode())
        return len(text)

    def flush(self) -> None:
        self._out.flush()

    def isatty(self) -> bool:
        return self._out.isatty()

    def fileno(self) -> int:
        return self._out.fileno()


def _flowing(batches: Iterable[list[Reading]], out: BinaryIO) -> Iterator[Line]:
    for batch in batches:
        for reading in batch:
            yield from lines(reading)
        out.flush()
