"""Konon reads news pages and keeps a ledger of claims: who said what, and through whose hands it reached the reader.

>>> import konon
>>> reading = konon.read("Harga Naik\\nMenteri itu mengatakan harga turun.", published="2024-05-01")
>>> [claim.act for claim in reading.claims]
['say']
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from konon.records import Claim, Given, Page, ReaderName, Reading, Refused

if TYPE_CHECKING:
    from konon.listing import Line

__all__ = ["Claim", "Reading", "Refused", "lines", "read"]


def read(
    text: str | bytes,
    *,
    url: str | None = None,
    outlet: str | None = None,
    title: str | None = None,
    published: str | None = None,
    reader: ReaderName = "model",
) -> Reading:
    """Reads one article, plain text or HTML (told apart by its first tag), and gives what is in it.

    `reader` finds the claims: the trained "model", or "rules" alone, some ten times as fast and less exact.
    `published` is an ISO date or date-time; without it the page's own date is taken, then one the text states.
    Raises `Refused`, with the reason, for what can't be read: no article, binary, or another language.
    """
    from konon.ingest.sniff import is_html
    from konon.pipeline import read_page
    from konon.records import Refusal

    body = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    given = Given(url=url, outlet=outlet, title=title, published=published)
    encoding = None if isinstance(text, bytes) else "utf-8"
    page = Page(name="text", body=body, kind="html" if is_html(body) else "text", encoding=encoding, given=given)
    reading = read_page(page, reader)
    if isinstance(reading, Refusal):
        raise Refused(reading.reason)
    return reading


def lines(reading: Reading) -> list[Line]:
    """The claims of a reading with their words in place of spans, one `Line` each: ready to print or to tabulate."""
    from konon.listing import lines as listed

    return listed(reading)


def _marked_page(reading: Reading) -> str:
    """What a notebook shows of a reading."""
    from konon.export.html import fragment

    return fragment(reading)


# Here and not in records.py, which must not know how a reading is shown.
Reading._repr_html_ = _marked_page  # type: ignore[attr-defined]
