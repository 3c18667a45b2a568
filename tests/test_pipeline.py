"""From a page to a reading."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import konon
from konon.pipeline import read_page
from konon.records import Given, Page, Reading, Refusal
from konon.spans import joined

EXAMPLE = Path(__file__).parents[1] / "examples" / "bendungan.html"


def page(text: str, **known: str) -> Page:
    return Page(name="t", body=text.encode(), kind="text", encoding="utf-8", given=Given(**known))


def read(text: str, **known: str) -> Reading:
    reading = read_page(page(text, **known))
    assert isinstance(reading, Reading), reading
    return reading


def all_spans(reading: Reading) -> list[tuple[int, int]]:
    spans = [span for c in reading.claims for span in (*c.source, *c.cue, *c.content)]
    spans += [(b.start, b.end) for b in reading.boilerplate]
    spans += [s.span for s in reading.sourcing] + [s.at for s in reading.skips]
    return spans


def test_the_bundled_example_is_read_from_html_to_claims() -> None:
    reading = konon.read(EXAMPLE.read_bytes())
    assert (reading.article.outlet, reading.article.published, reading.article.language) == (
        "warta.example",
        "2023-06-07",
        "id",
    )
    assert reading.article.published_at == "2023-06-07T09:20:00+07:00"
    assert [(s.name, s.role) for s in reading.sourcing] == [("Reuters", "agency"), ("AFP", "agency")]
    assert {b.kind for b in reading.boilerplate} == {"advertisement", "related", "initials"}
    found = {(c.holder, c.act) for c in reading.claims}
    assert {("Kremlin", "deny"), ("Volodymyr Zelenskyy", "accuse"), ("Dmitry Peskov", "say"), (None, "believe")} <= found


def test_plain_text_is_kept_as_it_is_but_for_its_line_ends() -> None:
    text = "Judul\r\nMenteri mengatakan  harga\tturun.\r\n"
    assert read(text).article.text == "Judul\nMenteri mengatakan  harga\tturun.\n"


def test_the_first_line_is_the_title_unless_one_is_given() -> None:
    text = "Judul Berita\nMenteri mengatakan harga akan turun."
    assert read(text).article.title == "Judul Berita"
    assert read(text, title="Lain").article.title == "Lain"
    assert read("Menteri mengatakan harga akan turun.").article.title is None


def test_what_is_given_is_kept() -> None:
    known = {
        "id": "a-1",
        "url": "https://news.warta.example/1",
        "outlet": "warta.example",
        "published": "2024-05-01T10:00:00+07:00",
    }
    article = read("Judul\nMenteri mengatakan harga akan turun.", **known).article
    assert (article.id, article.url, article.outlet) == ("a-1", known["url"], "warta.example")
    assert (article.published, article.published_at, article.published_from) == ("2024-05-01", known["published"], "given")


def test_a_date_is_taken_from_the_text_when_nobody_gives_one_and_says_so() -> None:
    article = read("Judul\nSELASIH, 18 Juni 2025 - Menteri mengatakan harga akan turun.").article
    assert (article.published, article.published_from) == ("2025-06-18", "text")


def test_without_any_date_there_is_none() -> None:
    article = read("Judul\nMenteri mengatakan harga akan turun.").article
    assert (article.published, article.published_from) == (None, None)


@pytest.mark.parametrize(
    ("body", "kind", "reason"),
    [
        (b"", "text", "empty"),
        (b" \n \n", "text", "empty"),
        (b"\x00\x01\x02\x03" * 50, "text", "binary"),
        (b"De minister zei dat de haven volgend jaar opengaat en dat de kosten meevallen.", "text", "language"),
        (b"<html><body><script>var a = 1;</script></body></html>", "html", "article"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_name_and_reason(body: bytes, kind: str, reason: str) -> None:
    refusal = read_page(Page(name="f.txt", body=body, kind="html" if kind == "html" else "text"))
    assert isinstance(refusal, Refusal)
    assert refusal.name == "f.txt"
    assert reason in refusal.reason
    assert "\n" not in refusal.reason


def test_a_publication_date_that_is_none_is_refused() -> None:
    with pytest.raises(konon.Refused, match="published: '18 Jun' is no ISO date"):
        konon.read("Judul\nMenteri mengatakan harga akan turun.", published="18 Jun")


def test_a_notebook_shows_the_marked_page() -> None:
    shown = konon.read(EXAMPLE.read_bytes())._repr_html_()  # type: ignore[attr-defined]
    assert shown.startswith("<iframe")
    assert "Ledakkan Bendungan Kakhovka" in shown


def test_read_raises_the_reason() -> None:
    with pytest.raises(konon.Refused, match="empty"):
        konon.read("")


def test_the_trail_names_input_and_versions() -> None:
    trail = read("Judul\nMenteri mengatakan harga akan turun.").trail
    assert trail.extractor == "text 1"
    assert re.fullmatch(r"reader [0-9a-f]{12}", trail.reader)
    assert len(trail.input) == 64
    assert trail.lexicon


WORDS = (
    'Menteri Laras_Wening mengatakan bahwa " “ ” , . \n kata ujarnya diduga (18/6/2025) Menurut Reuters dilansir Baca_juga: '
    "SCROLL_TO_CONTINUE_WITH_CONTENT tidak harga akan_turun 😀 ( )"
)
PIECES = st.sampled_from([word.replace("_", " ") for word in WORDS.split(" ")])


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, min_size=4, max_size=40))
def test_every_span_slices_words_out_of_the_text(pieces: list[str]) -> None:
    text = "Pemerintah Arunika mengatakan bahwa harga beras akan turun.\n" + " ".join(pieces)
    reading = read(text)
    assert reading.article.text == text
    for start, end in all_spans(reading):
        assert 0 <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
    for claim in reading.claims:
        assert claim.content
        assert joined(text, claim.content)
    assert read(text) == reading
