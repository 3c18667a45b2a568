"""Articles as TimeML documents (ISO 24617-1; the layout of TempEval-3): the day of publication, each time a TIMEX3."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from konon.records import Article, Reading, Time

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
DIVIDED = re.compile("[Tt]")


def document(readings: Sequence[Reading]) -> str:
    """One article as a TimeML document; of any other number, a `corpus` of them."""
    every = [timeml(reading) for reading in readings]
    body = every[0] if len(every) == 1 else "<corpus>\n" + "".join(every) + "</corpus>\n"
    return DECLARATION + body


def timeml(reading: Reading) -> str:
    """One article. The characters of TEXT are those of `article.text`, but that U+FFFD stands for what XML cannot hold."""
    article = reading.article
    head = f"<DOCID>{escaped(article.id)}</DOCID>\n{dct(article)}"
    return f"<TimeML>\n{head}<TEXT>{text(article.text, reading.times)}</TEXT>\n</TimeML>\n"


def dct(article: Article) -> str:
    """When it was published; nothing, where that is not known."""
    when = article.published_at or article.published
    if when is None:
        return ""
    kind = "TIME" if DIVIDED.search(when) else "DATE"
    head = f'<TIMEX3 tid="t0" type="{kind}" value={quoteattr(when)} functionInDocument="PUBLICATION_TIME">'
    return f"<DCT>{head}{escaped(when)}</TIMEX3></DCT>\n"


def text(words: str, times: Sequence[Time]) -> str:
    """`words` with each time in its element; `times` must not touch one another."""
    parts, at = [], 0
    for number, time in enumerate(sorted(times, key=lambda t: t.span), 1):
        start, end = time.span
        tag = f'<TIMEX3 tid="t{number}" type="{time.type}" value={quoteattr(time.value)}>'
        parts += [escaped(words[at:start]), tag, escaped(words[start:end]), "</TIMEX3>"]
        at = end
    return "".join([*parts, escaped(words[at:])])


def escaped(words: str) -> str:
    """As XML has it."""
    return escape(NO_XML.sub("\ufffd", words), {"\r": "&#13;"})
