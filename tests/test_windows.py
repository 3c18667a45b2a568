"""Windows over a text in words: nothing is left out, nothing is too long, and each word has one window that counts."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from konon.lexicon import load
from konon.pieces import BREAK, PAD, START
from konon.segment import segment
from konon.tag import load as load_model
from konon.windows import (
    CLOSES,
    INSIDE,
    LONGEST,
    OPENS,
    OUTSIDE,
    OVERLAP,
    Words,
    batch_of,
    batches,
    owners,
    reading_windows,
    size,
    units,
    words_of,
)

PIECE = 7
WORDS_OF_PIECES = st.integers(1, 8)


def text_of(*lines: list[list[int]]) -> Words:
    """A text by the pieces of each word, in sentences, in lines."""
    pieces, sentence, line, number = [], [], [], 0
    for n, sentences in enumerate(lines):
        for words in sentences:
            pieces += [(PIECE,) * count for count in words]
            sentence += [number] * len(words)
            line += [n] * len(words)
            number += 1
    return Words(pieces=tuple(pieces), quoted=(OUTSIDE,) * len(pieces), sentence=tuple(sentence), line=tuple(line))


SENTENCE = st.lists(WORDS_OF_PIECES, min_size=1, max_size=30)
TEXTS = st.lists(st.lists(SENTENCE, min_size=1, max_size=4), max_size=8).map(lambda lines: text_of(*lines))
LONGEST_TRIED = st.integers(20, 60)


# --- units -----------------------------------------------------------------------------------------------------------


def test_units_are_the_sentences() -> None:
    assert units(text_of([[1, 2, 1], [3]], [[2, 2]])) == [(0, 3), (3, 4), (4, 6)]


def test_a_sentence_longer_than_a_window_is_cut_where_it_fills_one() -> None:
    text = text_of([[1] * 10, [1] * 2])
    assert units(text, longest=5) == [(0, 4), (4, 8), (8, 10), (10, 12)]
    assert [size(text, *unit) for unit in units(text, longest=5)] == [5, 5, 3, 3]


def test_a_text_of_no_words_has_no_units_and_no_windows() -> None:
    assert units(text_of()) == []
    assert reading_windows(text_of()) == []


@settings(deadline=None)
@given(TEXTS, LONGEST_TRIED)
def test_units_part_the_text_and_each_fits_a_window(text: Words, longest: int) -> None:
    parts = units(text, longest)
    assert [i for a, b in parts for i in range(a, b)] == list(range(len(text.pieces)))
    for a, b in parts:
        assert len(set(text.sentence[a:b])) == 1
        assert size(text, a, b) <= longest


# --- windows ---------------------------------------------------------------------------------------------------------


def test_a_short_text_is_one_window() -> None:
    assert reading_windows(text_of([[1] * 20], [[1] * 20])) == [(0, 40)]


def test_neighbouring_windows_share_whole_sentences_of_about_the_overlap() -> None:
    text = text_of([[1] * 4] * 6)
    assert reading_windows(text, longest=13, overlap=5) == [(0, 12), (8, 20), (16, 24)]


def test_no_overlap_is_possible_beside_a_sentence_that_fills_its_window() -> None:
    text = text_of([[1] * 12, [1] * 12])
    assert reading_windows(text, longest=13, overlap=5) == [(0, 12), (12, 24)]


def test_a_line_end_takes_a_piece() -> None:
    assert size(text_of([[1, 1]]), 0, 2) + 1 == size(text_of([[1]], [[1]]), 0, 2)


def test_a_sentence_of_a_thousand_words_is_read_in_windows_that_fit() -> None:
    text = text_of([[2] * 1000])
    windows = reading_windows(text)
    assert len(windows) >= 2000 // LONGEST
    assert {i for a, b in windows for i in range(a, b)} == set(range(1000))
    assert max(size(text, *w) for w in windows) <= LONGEST


@settings(deadline=None)
@given(TEXTS, LONGEST_TRIED, st.integers(0, 19))
def test_windows_cover_every_word_move_on_and_fit(text: Words, longest: int, overlap: int) -> None:
    windows = reading_windows(text, longest, overlap)
    assert {i for a, b in windows for i in range(a, b)} == set(range(len(text.pieces)))
    assert all(size(text, *w) <= longest for w in windows)
    for (a, b), (c, d) in itertools.pairwise(windows):
        assert a < c <= b <= d
        assert c == b or size(text, c, b) <= overlap


@settings(deadline=None)
@given(st.lists(SENTENCE, min_size=12, max_size=12))
def test_windows_begin_and_end_with_sentences(sentences: list[list[int]]) -> None:
    text = text_of(sentences)
    starts = {i for i in range(len(text.pieces)) if i == 0 or text.sentence[i] != text.sentence[i - 1]}
    for a, b in reading_windows(text, longest=250, overlap=OVERLAP):
        assert a in starts
        assert b in starts | {len(text.pieces)}


# --- owners ----------------------------------------------------------------------------------------------------------


def test_of_two_windows_the_one_owns_a_word_whose_edges_are_farther() -> None:
    owner = owners([(0, 8), (4, 12)], 12)
    assert owner[:6] == [0] * 6
    assert owner[7:] == [1] * 5


def test_a_word_of_three_windows_is_owned_by_the_one_in_whose_middle_it_stands() -> None:
    assert owners([(0, 20), (8, 22), (13, 40)], 40)[15] == 1


@settings(deadline=None)
@given(TEXTS, LONGEST_TRIED, st.integers(0, 19))
def test_every_word_is_owned_by_a_window_that_holds_it(text: Words, longest: int, overlap: int) -> None:
    windows = reading_windows(text, longest, overlap)
    owner = owners(windows, len(text.pieces))
    assert len(owner) == len(text.pieces)
    for i, number in enumerate(owner):
        assert windows[number][0] <= i < windows[number][1]
        assert number >= 0
    assert owner == sorted(owner)


# --- batches ---------------------------------------------------------------------------------------------------------


def test_a_batch_pads_its_windows_to_one_length() -> None:
    text = text_of([[2, 1]], [[1, 3, 1]])
    batch = batch_of([(text, (0, 5)), (text, (2, 4))], [0, 1])
    assert batch.pieces.tolist() == [
        [START, PIECE, PIECE, PIECE, BREAK, PIECE, PIECE, PIECE, PIECE, PIECE, BREAK],
        [START, PIECE, PIECE, PIECE, PIECE, BREAK, PAD, PAD, PAD, PAD, PAD],
    ]
    assert batch.first.tolist() == [[1, 3, 5, 6, 9], [1, 2, 0, 0, 0]]
    assert batch.features[0, :, 1:].tolist() == [[0, 0], [0, 0], [1, 1], [1, 1], [1, 1]]
    assert batch.features[1].tolist() == [[0, 1, 1], [0, 1, 1], [0, 0, 0], [0, 0, 0], [0, 0, 0]]
    assert batch.scheme.tolist() == [0, 1]


@settings(deadline=None)
@given(TEXTS.filter(lambda text: bool(text.pieces)), LONGEST_TRIED)
def test_a_batch_holds_each_window_with_its_first_pieces_where_it_says(text: Words, longest: int) -> None:
    windows = reading_windows(text, longest, 8)
    batch = batch_of([(text, w) for w in windows], [0] * len(windows))
    for row, first, (a, b) in zip(batch.pieces.tolist(), batch.first.tolist(), windows, strict=True):
        assert [p for p in row if p != PAD] == row[: size(text, a, b) + 1]
        assert row.count(PIECE) == sum(len(p) for p in text.pieces[a:b])
        assert all(row[place] == PIECE for place in first[: b - a])
        assert first[: b - a] == sorted(set(first[: b - a]))
        assert not any(first[b - a :])


@given(st.lists(st.integers(1, 300), max_size=40), st.integers(300, 1000))
def test_batches_hold_every_window_once_longest_first_and_within_the_limit(sizes: list[int], limit: int) -> None:
    groups = batches(sizes, limit)
    flat = [i for group in groups for i in group]
    assert sorted(flat) == list(range(len(sizes)))
    assert [sizes[i] for i in flat] == sorted(sizes, reverse=True)
    assert all(max(sizes[i] for i in group) * len(group) <= limit for group in groups)


# --- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("marks", ['""', "“”"])
def test_words_know_their_line_their_sentence_and_their_quotation(marks: str) -> None:
    s = segment(f"Waduk Penuh\n{marks[0]}Ia datang,{marks[1]} kata Laras. Ia pulang.", load("id"))
    words = words_of(s, load_model().cut)
    assert words.line == (0, 0) + (1,) * 11
    assert words.sentence == (0, 0) + (1,) * 8 + (2,) * 3
    assert words.quoted == (OUTSIDE,) * 2 + (OPENS, INSIDE, INSIDE, INSIDE, CLOSES) + (OUTSIDE,) * 6
    assert all(words.pieces)
