"""TimeML documents, read back by a parser of XML. Gold: tests/gold/export/sample.timeml.xml."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from konon.export import jsonl, timeml
from konon.records import Article, Reading, Time

GOLD = Path(__file__).parent / "gold" / "export"
SAMPLE = jsonl.decode((GOLD / "sample.jsonl").read_bytes())


def parsed(*readings: Reading) -> ElementTree.Element:
    return ElementTree.fromstring(timeml.document(readings).encode())


def words_of(root: ElementTree.Element) -> str:
    [text] = root.findall("TEXT")
    return "".join(text.itertext())


def of_text(text: str, *times: Time, published: str | None = None, published_at: str | None = None) -> Reading:
    article = Article(id="x", language="id", text=text, published=published, published_at=published_at)
    return replace(SAMPLE, article=article, times=times)


def test_the_sample_is_written_as_its_gold() -> None:
    assert timeml.document([SAMPLE]) == (GOLD / "sample.timeml.xml").read_text("utf-8")


def test_a_document_holds_the_article_s_characters_and_each_time_in_its_element() -> None:
    root = parsed(SAMPLE)
    assert root.tag == "TimeML"
    assert root.findtext("DOCID") == "sample"
    assert words_of(root) == SAMPLE.article.text
    tagged = [(e.text, e.get("tid"), e.get("type"), e.get("value")) for e in root.findall("TEXT/TIMEX3")]
    assert tagged == [
        (SAMPLE.article.text[slice(*time.span)], f"t{n}", time.type, time.value) for n, time in enumerate(SAMPLE.times, 1)
    ]


@pytest.mark.parametrize(
    ("at", "kind", "value"),
    [("2023-09-16T15:21:00+07:00", "TIME", "2023-09-16T15:21:00+07:00"), (None, "DATE", "2023-09-16")],
)
def test_the_time_of_the_document_is_that_of_publication(at: str | None, kind: str, value: str) -> None:
    [dct] = parsed(of_text("Hari ini.", published="2023-09-16", published_at=at)).findall("DCT/TIMEX3")
    assert dct.attrib == {"tid": "t0", "type": kind, "value": value, "functionInDocument": "PUBLICATION_TIME"}
    assert dct.text == value


def test_where_the_day_is_not_known_there_is_no_time_of_the_document() -> None:
    root = parsed(of_text("Hari ini."))
    assert root.find("DCT") is None
    assert words_of(root) == "Hari ini."


@pytest.mark.parametrize("count", [0, 2, 3])
def test_any_number_of_articles_but_one_is_a_corpus(count: int) -> None:
    root = parsed(*[SAMPLE] * count)
    assert root.tag == "corpus"
    assert [child.tag for child in root] == ["TimeML"] * count
    assert [words_of(child) for child in root] == [SAMPLE.article.text] * count


def test_markup_in_an_article_stays_text() -> None:
    evil = '</TEXT>]]><TIMEX3 value="x">&amp;\''
    reading = of_text(evil, Time(span=(0, len(evil)), type="DATE", value='"<&>'), published='"<2023&>')
    root = parsed(replace(reading, article=replace(reading.article, id=evil)))
    assert (root.findtext("DOCID"), words_of(root), root.findtext("DCT/TIMEX3")) == (evil, evil, '"<2023&>')
    [time] = root.findall("TEXT/TIMEX3")
    assert (time.get("value"), time.text) == ('"<&>', evil)


def test_what_xml_cannot_hold_is_replaced_and_line_ends_are_kept() -> None:
    assert words_of(parsed(of_text("a\x00b\x1bc\ufffe\r\nd\re\tf"))) == "a\ufffdb\ufffdc\ufffd\r\nd\re\tf"


@given(st.text(st.characters(codec="utf-8"), max_size=40), st.lists(st.integers(0, 40), max_size=6, unique=True))
def test_any_text_and_times_give_xml_with_the_same_characters(text: str, borders: list[int]) -> None:
    some = sorted(min(border, len(text)) for border in borders)
    spans = [span for span in zip(some[::2], some[1::2], strict=False) if span[0] < span[1]]
    times = tuple(Time(span=span, type="DATE", value="2023") for span in spans)
    root = parsed(of_text(text, *times))
    kept = re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text)
    assert words_of(root) == kept
    assert [e.text for e in root.findall("TEXT/TIMEX3")] == [kept[start:end] for start, end in spans]
