"""Words to pieces: by words, whatever quote marks are used, never too many and never none."""

from __future__ import annotations

from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from konon.lexicon import load
from konon.pieces import HEAD, REMEMBERED, TAIL, UNKNOWN, WordPieces, words
from konon.segment import segment
from konon.tag import folder


@lru_cache
def loaded() -> WordPieces:
    return WordPieces.load(folder() / "tokenizer.json")


@pytest.fixture
def cut() -> WordPieces:
    return loaded()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"Ya," ujarnya.', [' "', "Ya", ",", '"', " ujar", "nya", "."]),
        ("Ia datang\nlalu pergi", [" Ia", " datang", " lalu", " pergi"]),
        ("", []),
    ],
)
def test_a_word_has_a_blank_before_it_where_white_space_parts_it_from_the_last(text: str, expected: list[str]) -> None:
    assert words(segment(text, load("id"))) == expected


def test_every_word_of_a_text_has_the_pieces_it_has_alone(cut: WordPieces) -> None:
    s = segment('"Harga garam naik," kata Laras Wening.', load("id"))
    assert cut.of(s) == [cut(word) for word in words(s)]


def test_the_blank_before_a_word_is_part_of_its_pieces(cut: WordPieces) -> None:
    assert cut(" kata") != cut("kata")
    assert [cut.tokenizer.id_to_token(piece) for piece in cut(" kata")] == ["▁kata"]


@pytest.mark.parametrize(("curly", "straight"), [("“", '"'), ("”", '"'), ("„", '"'), ("«", '"'), ("’", "'"), ("‘", "'")])
def test_curly_and_straight_quotes_are_alike(cut: WordPieces, curly: str, straight: str) -> None:
    assert cut(curly) == cut(straight)
    assert cut(f" {curly}") == cut(f" {straight}")
    assert cut(f" don{curly}t") == cut(f" don{straight}t")


def test_a_very_long_word_keeps_its_beginning_and_its_end(cut: WordPieces) -> None:
    word = " " + "antarpulau" * 500
    whole = tuple(cut.tokenizer.encode(word).ids)
    assert len(whole) > HEAD + TAIL
    assert cut(word) == whole[:HEAD] + whole[-TAIL:]


def test_what_leaves_no_piece_is_one_unknown_piece(cut: WordPieces) -> None:
    assert cut("") == (UNKNOWN,)


@settings(deadline=None)
@given(st.text(min_size=1, max_size=40))
def test_every_word_has_some_pieces_and_never_too_many(word: str) -> None:
    cut = loaded()
    assert 1 <= len(cut(word)) <= HEAD + TAIL
    assert all(0 <= piece < cut.tokenizer.get_vocab_size() for piece in cut(word))


def test_a_process_that_has_seen_very_many_words_forgets_them_and_cuts_as_before(cut: WordPieces) -> None:
    full = WordPieces(cut.tokenizer)
    full.known.update((str(i), (UNKNOWN,)) for i in range(REMEMBERED))
    assert full(" jembatan") == cut(" jembatan")
    assert len(full.known) == 1
