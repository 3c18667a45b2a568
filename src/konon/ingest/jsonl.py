"""JSON Lines: one article a line, as `{"text": …}` or `{"html": …}` and what is known of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import msgspec
from msgspec import Struct

from konon.dates import is_iso
from konon.records import Given, Page, Refusal, Refused

LARGEST = 8_000_000  # bytes; the largest news page in our collections has 1.9 MB, and an article's text has some 5 kB


class Line(Struct, frozen=True, kw_only=True):
    """What a line may hold; other fields are passed over."""

    text: str | None = None
    html: str | None = None
    id: str | None = None
    url: str | None = None
    outlet: str | None = None
    title: str | None = None
    published: str | None = None


def pages(stream: BinaryIO, *, name: str) -> Iterator[Page | Refusal]:
    """One page a line, or why the line gives none; blank lines are passed over. Errors of reading are the caller's."""
    number = found = 0
    while line := stream.readline(LARGEST + 1):
        number += 1
        at = f"{name}:{number}"
        if len(line) > LARGEST and not line.endswith(b"\n"):
            _skip_line(stream)
            found += 1
            yield Refusal(name=at, reason=f"is longer than {LARGEST // 1_000_000} MB; too large for one article")
            continue
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if not line.strip():
            continue
        found += 1
        try:
            yield page(line, name=at)
        except Refused as refused:
            yield Refusal(name=at, reason=str(refused))
    if not found:
        yield Refusal(name=name, reason="is empty")


def page(line: bytes, *, name: str) -> Page:
    """The page that one line holds; raises `Refused` with what is wrong about it."""
    try:
        told = msgspec.json.decode(line, type=Line)
        body = (told.text if told.text is not None else told.html or "").encode()
    except msgspec.ValidationError as error:
        raise Refused(f"has a field of the wrong type: {error}") from None
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise Refused(f"is not a JSON object: {error}") from None
    if (told.text is None) == (told.html is None):
        raise Refused("must have either text or html; it has " + ("neither" if told.text is None else "both"))
    if told.published is not None and not is_iso(told.published):
        raise Refused(f"has a field that is no ISO date or date-time: published is {told.published[:40]!r}")
    if not body.strip():
        raise Refused("is empty")
    given = Given(id=told.id, url=told.url, outlet=told.outlet, title=told.title, published=told.published)
    return Page(name=name, body=body, kind="html" if told.text is None else "text", encoding="utf-8", given=given)


def _skip_line(stream: BinaryIO) -> None:
    while (rest := stream.readline(LARGEST)) and not rest.endswith(b"\n"):
        pass
