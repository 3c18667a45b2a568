"""WARC (ISO 28500): the pages that a crawler was answered with status 200, as text or HTML."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from typing import BinaryIO, cast

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from konon.ingest.jsonl import LARGEST
from konon.records import Given, Page, Refusal, Refused

HTML = frozenset({"text/html", "application/xhtml+xml"})
END_OF_RECORD = b"\r\n\r\n"


class _Watched:
    """A stream that remembers how it ended: fastwarc takes a cut-off stream for a finished one and says nothing."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._tail = b""
        self._at = 0
        self.broken: str | None = None

    def read(self, size: int = -1, /) -> bytes:
        """Like any `read`, with what could be inflated before an error and then the end; `broken` tells the error."""
        try:
            # One read below at a time: a longer one would lose what it had when it met the error.
            data: bytes = self._stream.read1(size)  # type: ignore[attr-defined]
        except EOFError:
            self.broken = "ends early: its gzip data is truncated"
            return b""
        except (gzip.BadGzipFile, zlib.error) as error:
            self.broken = f"has broken gzip data ({error})"
            return b""
        self._tail = (self._tail + data[-4:])[-4:]
        self._at += len(data)
        return data

    def tell(self) -> int:
        """How far it was read; fastwarc asks."""
        return self._at

    @property
    def whole(self) -> bool:
        return self.broken is None and self._tail == END_OF_RECORD


def pages(stream: BinaryIO, *, name: str) -> Iterator[Page | Refusal]:
    """The pages of the response records, named "name#3" by the record's number; others are passed over.

    A file that ends within a record is reported after the records before it.
    """
    watched = _Watched(stream)
    number = found = 0
    doubtful: Refusal | None = None  # of a record without a length: the file may just end within its header
    try:
        for record in ArchiveIterator(cast(BinaryIO, watched), parse_http=False, stream_detect=False):
            if doubtful:
                yield doubtful
                doubtful = None
            number += 1
            at = f"{name}#{number}"
            if record.record_type != WarcRecordType.response:
                continue
            length = record.headers.get("Content-Length") or ""
            if not (length.isascii() and length.isdecimal() and len(length) < 20):
                doubtful = Refusal(name=at, reason="is a broken WARC record: its Content-Length is no number")
                found += 1
                continue
            answer = _answer(record, int(length))
            if answer is None:
                yield Refusal(name=at, reason=watched.broken or "ends early: the file stops within this record")
                return
            try:
                page = _page(answer, name=at, url=record.headers.get("WARC-Target-URI"))
            except (Refused, OSError) as error:
                found += 1
                yield Refusal(name=at, reason=_one_line(error))
                continue
            if page is not None:
                found += 1
                yield page
    except OSError as error:
        yield Refusal(name=name, reason=watched.broken or f"is a broken WARC after record {number}: {_one_line(error)}")
        return
    if not watched.whole:
        yield Refusal(name=name, reason=watched.broken or f"ends early: the file stops after record {number}")
    elif doubtful:
        yield doubtful
    elif not found:
        yield Refusal(name=name, reason="holds no page: no response with status 200 that is text or HTML")


def _answer(record: WarcRecord, length: int) -> WarcRecord | None:
    """The record by itself, so that an error in it cannot end the iteration; None where the file ends within it.

    One too large to be an article is given as it is, unread.
    """
    if length > LARGEST:
        return record
    block = record.reader.read()
    if len(block) < length:
        return None
    alone = WarcRecord()
    alone.init_headers(record_type=WarcRecordType.response)
    alone.is_http = True
    alone.set_bytes_content(block)
    return alone


def _page(answer: WarcRecord, *, name: str, url: str | None) -> Page | None:
    """The page that was answered with, or None where it was another kind of answer."""
    large = answer.content_length > LARGEST
    answer.parse_http(auto_decode="none" if large else "all")
    head = answer.http_headers
    media = (answer.http_content_type or "").lower()
    if head is None or head.status_code != 200 or not (media in HTML or media == "text/plain"):
        return None
    body = b"" if large else answer.reader.read(LARGEST + 1)
    if large or len(body) > LARGEST:
        raise Refused(f"is larger than {LARGEST // 1_000_000} MB; too large for one article")
    if not body.strip():
        raise Refused("is empty")
    given = Given(url=(url or "").strip("<> ") or None)
    return Page(name=name, body=body, kind="html" if media in HTML else "text", encoding=answer.http_charset, given=given)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
