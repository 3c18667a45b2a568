"""From attributions to claims."""

from __future__ import annotations

import pytest

import konon
from konon.claims import link
from konon.records import Article, Reading
from konon.spans import joined

TEXT = (
    "Istana Bantah Isu Perombakan\n"
    "Juru bicara Istana Laras Wening mengatakan pada Rabu (18/6/2025) bahwa Presiden tidak berencana mengganti menteri.\n"
    '"Bayu Tirta bilang bahwa rapat itu batal, dan saya percaya," kata Laras.\n'
)


@pytest.fixture(scope="module")
def reading() -> Reading:
    return konon.read(TEXT, url="https://warta.example/1", published="2025-06-18")


def test_a_saying_with_a_date_in_its_sentence_was_said_then(reading: Reading) -> None:
    by_cue = {joined(TEXT, c.cue): c for c in reading.claims}
    assert by_cue["mengatakan"].said == "2025-06-18"
    assert by_cue["kata"].said is None


def test_a_claim_in_anothers_content_is_within_it(reading: Reading) -> None:
    by_cue = {joined(TEXT, c.cue): c for c in reading.claims}
    assert by_cue["bilang"].within == by_cue["kata"].id
    assert by_cue["kata"].within is None


def test_ids_come_from_where_the_words_are(reading: Reading) -> None:
    again = konon.read(TEXT, url="https://warta.example/1", published="2025-06-18")
    elsewhere = konon.read(TEXT, url="https://warta.example/2", published="2025-06-18")
    ids = [c.id for c in reading.claims]
    assert ids == [c.id for c in again.claims]
    assert len(set(ids)) == len(ids)
    assert not set(ids) & {c.id for c in elsewhere.claims}


def article(text: str, url: str | None) -> Article:
    return Article(id="a", url=url, language="id", text=text)


def test_a_short_content_is_linked_whole_and_dashes_are_escaped() -> None:
    text = "ekspor-impor naik, kata dia"
    assert link(article(text, "https://warta.example/1"), ((0, 17),)) == "https://warta.example/1#:~:text=ekspor%2Dimpor%20naik"


def test_a_long_content_is_linked_by_its_ends() -> None:
    text = " ".join(f"kata{i}" for i in range(20))
    target = link(article(text, "https://warta.example/1#atas"), ((0, len(text)),))
    assert (
        target
        == "https://warta.example/1#atas:~:text=kata0%20kata1%20kata2%20kata3%20kata4%20kata5,kata14%20kata15%20kata16%20kata17%20kata18%20kata19"
    )


def test_without_an_address_there_is_no_link() -> None:
    assert link(article("teks", None), ((0, 4),)) is None
