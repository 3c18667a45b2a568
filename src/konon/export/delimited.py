"""Claims as comma-separated values (RFC 4180), one row a claim, for spreadsheets and data frames."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import TextIO

import msgspec

from konon.listing import EventLine, Line

# A spreadsheet runs a cell that begins with one of these as a formula (OWASP, "CSV Injection"), the full-width forms too.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def header(kind: type[Line] | type[EventLine] = Line) -> str:
    """The first line: the column names, which are the fields of the lines, with its line end."""
    out = io.StringIO(newline="")
    csv.writer(out).writerow(kind.__struct_fields__)
    return out.getvalue()


def rows(lines: Iterable[Line] | Iterable[EventLine], out: TextIO) -> None:
    """Writes one row a claim or event, without the header. Open `out` as UTF-8 with newline="": rows end in CR LF.

    Null is an empty cell; true and false are so written. A text that a spreadsheet would run as a formula gets a `'` in front.
    """
    writer = csv.writer(out)
    for line in lines:
        writer.writerow([cell(value) for value in msgspec.structs.astuple(line)])


def cell(value: object) -> str:
    """The value as it stands in the file."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return guarded(value)
    return str(value)


def guarded(text: str) -> str:
    """`text`, harmless in a spreadsheet: a `'` before it where it begins like a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text
