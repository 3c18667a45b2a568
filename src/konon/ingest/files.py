"""Files and folders: what there is to read, and reading it."""

from __future__ import annotations

import errno
import gzip
import io
import os
import stat
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

from msgspec import Struct

from konon.ingest import jsonl
from konon.ingest.sniff import GZIP, HEAD, Kind, readable, sniff
from konon.records import Given, Page, Refusal, Refused

BUFFER = 65536  # bytes; more than the head, so that peeking at it reads no further
TOO_LARGE = f"is larger than {jsonl.LARGEST // 1_000_000} MB; too large for one article"


class Source(Struct, frozen=True, kw_only=True):
    """One file to read, as often as asked for. `listed` where it was met in a folder rather than named."""

    name: str
    suffix: str  # lower case, less any .gz
    open: Callable[[], BinaryIO]
    listed: bool = False


def shown(path: str) -> str:
    """`path` as it can be printed on one line anywhere: what is no UTF-8 and what controls a terminal is escaped."""
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def reason(error: OSError) -> str:
    """Why the system refused, in a few words."""
    words = {errno.ENOENT: "does not exist", errno.EACCES: "may not be read (permission denied)"}
    return words.get(error.errno or 0) or f"cannot be read: {error.strerror or error}"


def at(path: str, *, listed: bool = False) -> Source:
    """The source that reads the file at `path`."""
    suffixes = [s.lower() for s in Path(path).suffixes]
    while suffixes and suffixes[-1] in (".gz", ".gzip"):
        suffixes.pop()
    return Source(
        name=shown(path),
        suffix=suffixes[-1] if suffixes else "",
        open=lambda: Path(path).open("rb", buffering=BUFFER),
        listed=listed,
    )


def walk(folder: str, seen: set[tuple[int, int]] | None = None) -> Iterator[Source | Refusal]:
    """All files under `folder`, sorted by name, hidden ones left out; links are followed, each folder is read once."""
    seen = set() if seen is None else seen
    try:
        status = Path(folder).stat()
        if (status.st_dev, status.st_ino) in seen:
            yield Refusal(name=shown(folder), reason="is a link to a folder that is read already")
            return
        seen.add((status.st_dev, status.st_ino))
        with os.scandir(folder) as found:
            entries = sorted((e for e in found if not e.name.startswith(".")), key=lambda e: e.name)
    except OSError as error:
        yield Refusal(name=shown(folder), reason=reason(error))
        return
    for entry in entries:
        try:
            mode = entry.stat().st_mode
        except OSError as error:
            yield Refusal(name=shown(entry.path), reason=reason(error))
            continue
        if stat.S_ISDIR(mode):
            yield from walk(entry.path, seen)
        elif stat.S_ISREG(mode):
            yield at(entry.path, listed=True)
        else:
            yield Refusal(name=shown(entry.path), reason="is no regular file")


def kind_of(source: Source) -> Kind:
    """What kind of file it is; raises `Refused` where it is none that is read."""
    try:
        with source.open() as raw:
            return _opened(raw, source)[1]
    except OSError as error:
        raise Refused(reason(error)) from None


def read(source: Source, *, given: Given | None = None) -> Iterator[Page | Refusal]:
    """The pages of one file; never raises for what the file is or holds. `given` goes with a text or an HTML page."""
    try:
        with source.open() as raw:
            stream, kind = _opened(raw, source)
            if kind == "jsonl":
                yield from jsonl.pages(stream, name=source.name)
            elif kind == "warc":
                from konon.ingest import warc  # its native library takes 20 ms to load

                yield from warc.pages(stream, name=source.name)
            else:
                body = stream.read(jsonl.LARGEST + 1)
                if len(body) > jsonl.LARGEST:
                    raise Refused(TOO_LARGE)
                if not body.strip():
                    raise Refused("is empty")
                yield Page(name=source.name, body=body, kind=kind, given=given or Given())
    except Refused as refused:
        yield Refusal(name=source.name, reason=str(refused))
    except EOFError:
        yield Refusal(name=source.name, reason="ends early: its gzip data is truncated")
    except (gzip.BadGzipFile, zlib.error) as error:
        yield Refusal(name=source.name, reason=f"has broken gzip data ({error})")
    except OSError as error:
        yield Refusal(name=source.name, reason=reason(error))


def _opened(raw: BinaryIO, source: Source) -> tuple[BinaryIO, Kind]:
    """The stream, inflated where it is gzip, and its kind."""
    stream = raw
    head = _peek(raw)
    if head.startswith(GZIP):
        stream = cast(BinaryIO, gzip.GzipFile(fileobj=raw))
        head = _peek(stream)
        if head.startswith(GZIP):
            raise Refused("is compressed twice over")
    if not head:
        raise Refused("is empty")
    kind = sniff(head, source.suffix)
    if kind == "text" and source.listed and not readable(source.suffix):
        raise Refused(f"is not named as text, HTML, JSON Lines or WARC ({source.suffix}); to have it read, give its own name")
    return stream, kind


def _peek(stream: BinaryIO) -> bytes:
    return cast(io.BufferedReader, stream).peek(HEAD)[:HEAD]
