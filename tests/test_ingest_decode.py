from __future__ import annotations

import codecs
import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konon.ingest.decode import decode
from konon.records import Refused

NEWS = "Menteri Kelautan Arunika berkata, “Harga garam takkan naik.”\nIa membantah kabar itu — “tidak benar”, katanya.\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]
)
def test_a_text_in_any_unicode_encoding_comes_out_the_same(encoding: str) -> None:
    assert decode(NEWS.encode(encoding)) == NEWS


def test_utf_16_is_told_by_its_mark_for_any_script() -> None:
    assert decode("長江".encode("utf-16")) == "長江"


def test_curly_quotes_in_windows_1252_come_out_right_without_a_declaration() -> None:
    assert decode(NEWS.encode("cp1252")) == NEWS


def test_a_declared_encoding_decides_what_the_bytes_leave_open() -> None:
    assert decode("Республика Арунiка".encode("koi8-u"), declared="KOI8-U") == "Республика Арунiка"


def test_a_declared_encoding_that_the_bytes_do_not_fit_gives_way() -> None:
    assert decode("“Ya”, kata Réna.".encode("cp1252"), declared="utf-8") == "“Ya”, kata Réna."
    assert decode("Réna".encode() * 3, declared="shift_jis") == "RénaRénaRéna"


def test_utf_8_declared_as_latin_1_is_still_utf_8() -> None:
    assert decode(NEWS.encode(), declared="iso-8859-1") == NEWS


def test_latin_1_means_windows_1252_as_in_browsers() -> None:
    assert decode(b"\x93Ya\x94 \xe9t\xe9", declared="iso-8859-1") == "“Ya” été"


@pytest.mark.parametrize(
    "label", ["rot13", "hex", "utf-7", "punycode", "unicode_escape", "nonesuch", "", "é", "\x00", "utf-16"]
)
def test_a_label_that_no_page_may_have_is_passed_over(label: str) -> None:
    assert decode(NEWS.encode(), declared=label) == NEWS


@pytest.mark.parametrize(
    "head", ['<meta charset="windows-1251">', "<meta http-equiv=Content-Type content='text/html; charset=cp1251'>"]
)
def test_the_page_tells_its_own_encoding(head: str) -> None:
    page = f"<html><head>{head}</head><body>Столица Арунiки</body></html>"
    assert decode(page.encode("cp1251"), html=True) == page


def test_what_a_text_says_about_encodings_is_not_obeyed() -> None:
    text = '<meta charset="windows-1251"> “kutipan”'
    assert decode(text.encode("cp1252")) == text


def test_a_page_cut_within_a_character_loses_that_character_only() -> None:
    body = NEWS.encode()
    assert decode(body + "”".encode()[:2]) == NEWS + "\ufffd"


def test_line_ends_become_newlines_and_nothing_else_changes() -> None:
    assert decode(b"\xef\xbb\xbfsatu\r\ndua\rtiga\n\r\n  empat\t\x0b \xc2\xa0") == "satu\ndua\ntiga\n\n  empat\t\x0b \xa0"


def test_only_the_mark_at_the_beginning_is_dropped() -> None:
    assert decode(codecs.BOM_UTF8 + "a\ufeffb".encode()) == "a\ufeffb"


@pytest.mark.parametrize(
    "body",
    [
        b"text\x00text",
        b"\x00",
        "satu\x00dua tiga empat lima".encode("utf-16-le"),
        bytes(range(1, 256)) * 4,
        b"\x7fELF\x02\x01\x01" + b"\x00" * 40,
        gzip.compress(NEWS.encode() * 9),
        b"\x01\x02\x03\x04",
    ],
)
def test_binary_data_is_refused(body: bytes) -> None:
    with pytest.raises(Refused, match=r"binary|no character encoding"):
        decode(body)


def test_bytes_that_break_their_own_mark_are_refused() -> None:
    with pytest.raises(Refused, match="begins as UTF-16"):
        decode(codecs.BOM_UTF16_LE + b"\x00\xd8a\x00")


def labels() -> st.SearchStrategy[str | None]:
    return (
        st.none() | st.text(max_size=12) | st.sampled_from(["utf-8", "latin1", "cp1251", "gbk", "utf-16", "shift_jis", "utf-7"])
    )


@given(body=st.binary(max_size=300), declared=labels(), html=st.booleans())
def test_any_bytes_give_sound_text_or_a_refusal(body: bytes, declared: str | None, html: bool) -> None:
    try:
        text = decode(body, declared=declared, html=html)
    except Refused:
        return
    text.encode()  # raises on a lone surrogate
    assert "\x00" not in text
    assert "\r" not in text


@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200), declared=labels())
def test_text_in_utf_8_comes_out_as_it_went_in_whatever_is_declared(text: str, declared: str | None) -> None:
    assert decode(text.encode(), declared=declared) == text.removeprefix("\ufeff")


@given(text=st.text(st.characters(max_codepoint=0x17F, exclude_categories=["Cc"]), min_size=4, max_size=200))
def test_latin_text_in_utf_16_without_a_mark_is_read(text: str) -> None:
    text = "Judul " * 20 + text
    assert decode(text.encode("utf-16-le")) == text
