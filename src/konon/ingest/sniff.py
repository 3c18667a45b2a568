"""What a file is: by its first bytes, and by its name only where these leave it open."""

from __future__ import annotations

import re
from typing import Literal

from konon.ingest.decode import binary, marked, wide
from konon.records import Refused

Kind = Literal["text", "html", "jsonl", "warc"]

HEAD = 8192  # bytes looked at; a page whose first tag comes later is told by its name
GZIP = b"\x1f\x8b"

# What people give by mistake, by its magic number: a reason that names it is worth more than "binary".
OTHERS = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a RIFF file (picture, sound or video)"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"PK\x05\x06", "a ZIP archive"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"{\\rtf", "an RTF document"),
    (b"BZh", "compressed with bzip2"),
    (b"\xfd7zXZ", "compressed with xz"),
    (b"\x28\xb5\x2f\xfd", "compressed with Zstandard"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"From: <Saved by", "an MHTML archive; save the page as HTML"),
)

JSON_LINE = re.compile(rb'\s*\{[ \t]*"')
XML = re.compile(r"\s*<\?xml\b[^>]*>", re.I)
BEFORE_MARKUP = re.compile(r"(?:\s+|<!--.*?-->|<\?.*?\?>)*", re.S)
MARKUP = re.compile(
    r"<(?:!doctype\s+html|/?(?:html|head|body|title|meta|link|script|style|base|main|article|section|header|nav|div|table|h[1-6]"
    r"|p|ul|ol|span|a|img|br|center|font|b|i|strong|em|blockquote|figure|form)\b)",
    re.I,
)

TEXT_SUFFIXES = frozenset({"", ".txt", ".text", ".md"})
HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".shtml", ".php", ".asp", ".aspx", ".jsp"})
JSONL_SUFFIXES = frozenset({".jsonl", ".ndjson"})


def sniff(head: bytes, suffix: str) -> Kind:
    """The kind of a file that begins with `head` and whose name ends in `suffix` (less any .gz).

    Raises `Refused` where it is nothing that holds articles.
    """
    for magic, what in OTHERS:
        if head.startswith(magic):
            raise Refused(f"is {what}, not text, HTML, JSON Lines or WARC")
    if head.startswith((b"WARC/1.", b"WARC/0.")):
        return "warc"
    if suffix == ".warc":
        raise Refused("is named .warc but does not begin as a WARC file does")
    if suffix in JSONL_SUFFIXES or JSON_LINE.match(head.removeprefix(b"\xef\xbb\xbf")):
        return "jsonl"
    if suffix == ".json":
        raise Refused("is JSON over several lines; give JSON Lines, one object a line")
    if binary(head):
        raise Refused("is binary, not text (it holds NUL bytes)")
    if is_html(head):
        return "html"
    if XML.match(_start(head)):
        raise Refused("is XML, not an HTML page")
    return "html" if suffix in HTML_SUFFIXES else "text"


def is_html(body: bytes) -> bool:
    """True where the first thing in `body`, after white space and comments, is a tag of HTML."""
    start = _start(body[:HEAD])
    before = BEFORE_MARKUP.match(start)
    return MARKUP.match(start, before.end() if before else 0) is not None


def _start(head: bytes) -> str:
    text = head.decode(marked(head) or wide(head) or "latin-1", "ignore")
    return text.removeprefix("\ufeff").removeprefix("\xef\xbb\xbf")


def readable(suffix: str) -> bool:
    """True for the suffixes under which a text in a folder is taken for an article."""
    return suffix in TEXT_SUFFIXES or suffix in HTML_SUFFIXES
