"""A reading as one line of JSON, and back: the output contract (docs/output.md)."""

from __future__ import annotations

import msgspec

from konon.listing import Line
from konon.records import Reading

# Legal inside a JSON string, but Python's str.splitlines, old JavaScript and some text tools end a line there.
LINE_ENDS = (("\u2028", b"\\u2028"), ("\u2029", b"\\u2029"), ("\u0085", b"\\u0085"))

_decoder = msgspec.json.Decoder(Reading)


def encode(reading: Reading) -> bytes:
    """One JSON object in UTF-8, without a newline at its end and without anything in it that ends a line.

    The same reading gives the same bytes. The article's text must hold no lone surrogate (UnicodeEncodeError).
    """
    return _one_line(reading)


def encode_line(line: Line) -> bytes:
    """One claim as a JSON object, in the same way."""
    return _one_line(line)


def _one_line(record: Reading | Line) -> bytes:
    encoded = msgspec.json.encode(record)
    for raw, escaped in LINE_ENDS:
        encoded = encoded.replace(raw.encode(), escaped)
    return encoded


def decode(line: bytes) -> Reading:
    """The reading that `encode` made the line of; fields it does not know are passed over.

    Raises msgspec.DecodeError where the line is no JSON, and its subclass ValidationError where it is no reading.
    """
    return _decoder.decode(line)
