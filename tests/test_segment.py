"""Tokens, quotations and sentences."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from konon.lexicon import load
from konon.segment import LONGEST_SENTENCE, paragraphs, segment


def words(text: str, language: str = "id") -> list[str]:
    s = segment(text, load(language))
    return [s.word(i) for i in range(len(s.tokens))]


def sentences(text: str, language: str = "id") -> list[str]:
    s = segment(text, load(language))
    return [text[slice(*s.span(x.first, x.last))] for x in s.sentences]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Harga naik 2,5 persen pukul 14.30 WIB.", ["Harga", "naik", "2,5", "persen", "pukul", "14.30", "WIB", "."]),
        ("Rabu (18/6/2025)", ["Rabu", "(", "18/6/2025", ")"]),
        ("negara-negara Barat", ["negara-negara", "Barat"]),
        ('"Ya," ujarnya.', ['"', "Ya", ",", '"', "ujar", "nya", "."]),
        ("Rumahnya besar.", ["Rumahnya", "besar", "."]),
        ("DilansirAFP", ["Dilansir", "AFP"]),
        ("IranAyatollah Ali Khameneimengatakan", ["Iran", "Ayatollah", "Ali", "Khamenei", "mengatakan"]),
    ],
)
def test_words_are_parted_where_they_end(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_an_english_negation_stays_with_its_verb() -> None:
    assert words("She didn’t say U.S. officials agreed.", "en") == ["She", "didn’t", "say", "U.S.", "officials", "agreed", "."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Prof. Dr. Laras tiba. Ia pulang.", ["Prof. Dr. Laras tiba.", "Ia pulang."]),
        (
            "Kantor PT. Selasih Jaya di Jl. Merdeka No. 5 tutup. Ramai.",
            ["Kantor PT. Selasih Jaya di Jl. Merdeka No. 5 tutup.", "Ramai."],
        ),
        ("Harganya Rp. 5.000 per kilo. Murah.", ["Harganya Rp. 5.000 per kilo.", "Murah."]),
        ('"Ia datang. Ia pergi," kata Laras. Sepi.', ['"Ia datang. Ia pergi," kata Laras.', "Sepi."]),
        ('Laras berkata, "Saya pulang." Ia pergi.', ['Laras berkata, "Saya pulang."', "Ia pergi."]),
        ("Baris judul\nBaris isi.", ["Baris judul", "Baris isi."]),
    ],
)
def test_sentences_end_at_their_full_stop_and_nowhere_else(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_english_abbreviations_end_no_sentence() -> None:
    text = "Sen. Mara of the U.S. delegation met Mr. Lint at 5 p.m. on Jan. 3. They talked."
    assert sentences(text, "en") == ["Sen. Mara of the U.S. delegation met Mr. Lint at 5 p.m. on Jan. 3.", "They talked."]


@pytest.mark.parametrize(
    "text",
    ['Ia bilang "ya" lalu', "Ia bilang “ya” lalu", "Ia bilang 'ya' lalu", "Ia bilang ‘ya’ lalu", "Ia bilang ''ya'' lalu"],
)
def test_quote_marks_of_all_kinds_make_a_quotation(text: str) -> None:
    s = segment(text, load("id"))
    (quotation,) = s.quotations
    assert [s.lower[i] for i in range(*quotation)][1:-1] == ["ya"]


def test_an_apostrophe_opens_no_quotation() -> None:
    assert segment("The ministers' plan and Mara's idea", load("en")).quotations == ()


def test_a_quotation_left_open_ends_with_its_paragraph() -> None:
    text = '"Kami akan datang besok pagi\nBaris lain.'
    s = segment(text, load("id"))
    assert [text[slice(*s.span(*q))] for q in s.quotations] == ['"Kami akan datang besok pagi']


def test_boilerplate_has_no_tokens() -> None:
    text = "Satu dua. IKLAN tiga."
    s = segment(text, load("id"), skip=[(10, 15)])
    assert [s.word(i) for i in range(len(s.tokens))] == ["Satu", "dua", ".", "tiga", "."]


def test_a_line_broken_in_mid_sentence_goes_on_with_the_next() -> None:
    text = "Kapal itu\nberlayar jauh.\nKapal lain diam."
    assert [text[a:b] for a, b in paragraphs(text)] == ["Kapal itu\nberlayar jauh.", "Kapal lain diam."]


def test_lines_of_a_wrapped_text_join_up_to_a_blank_line() -> None:
    line = "Kapal Arunika berlayar ke utara bersama Kapal Selasih yang lama"
    text = "\n".join([line] * 5) + "\n\n" + "\n".join([line] * 5)
    assert len(paragraphs(text)) == 2


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab A.,\"“”'‘’!?\n()1katanya "), max_size=120), st.sampled_from(["id", "en"]))
def test_tokens_never_overlap_and_quotations_and_sentences_lie_among_them(text: str, language: str) -> None:
    s = segment(text, load(language))
    assert all(a < b for a, b in s.tokens)
    assert all(s.tokens[i][1] <= s.tokens[i + 1][0] for i in range(len(s.tokens) - 1))
    assert all(not text[a:b].isspace() for a, b in s.tokens)
    assert len(s.lower) == len(s.inside) == len(s.tokens)
    assert [x.first for x in s.sentences[1:]] == [x.last for x in s.sentences[:-1]]
    assert all(0 <= a < b <= len(s.tokens) for a, b in s.quotations)


def test_a_text_without_an_end_is_cut_into_sentences_of_bounded_length() -> None:
    s = segment('"' + "kata dia mengatakan bahwa " * 2000, load("id"))
    assert max(x.last - x.first for x in s.sentences) == LONGEST_SENTENCE
    assert s.quotations == ()
