"""A reading as one line of JSON, and back: the output contract (docs/output.md)."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from konon.listing import EventLine, Line
from konon.records import Reading

# Legal inside a JSON string, but Python's str.splitlines, old JavaScript and some text tools end a line there.
LINE_ENDS = (("\u2028", b"\\u2028"), ("\u2029", b"\\u2029"), ("\u0085", b"\\u0085"))

_decoder = msgspec.json.Decoder(Reading)


def encode(reading: Reading) -> bytes:
    """One JSON object in UTF-8, without a newline at its end and without anything in it that ends a line.

    The same reading gives the same bytes. The article's text must hold no lone surrogate (UnicodeEncodeError).
    """
    return one_line(reading)


def encode_line(line: Line | EventLine) -> bytes:
    """One claim or event as a JSON object, in the same way."""
    return one_line(line)


def one_line(record: Struct) -> bytes:
    """Any record as one line of JSON."""
    encoded = msgspec.json.encode(record)
    for raw, escaped in LINE_ENDS:
        encoded = encoded.replace(raw.encode(), escaped)
    return encoded


def decode(line: bytes) -> Reading:
    """The reading that `encode` made the line of; fields it does not know are passed over.

    Raises msgspec.DecodeError where the line is no JSON, and its subclass ValidationError where it is no reading.
    """
    return _decoder.decode(line)
