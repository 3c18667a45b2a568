"""Two claims read together by the network: the same either way round, whatever was read before."""

from __future__ import annotations

import math

import pytest

from konon.comparison import RELATIONS
from konon.entailment import END, LONGEST, read, window
from konon.propositions import told

SIGNED = told(
    "say", "mengatakan", "Arunika dan Selasih sudah menandatangani perjanjian gas pada hari Senin", "Menteri Energi Arunika"
)
SIGNED_EN = told("say", "said", "Arunika and Selasih signed the gas agreement on Monday", "An Arunikan official")
DENIED_EN = told("deny", "denied", "that Selasih had signed any gas agreement with Arunika", "Selasih's foreign ministry")
RAIN = told("expect", "memperkirakan", "hujan lebat turun di pesisir utara hingga akhir pekan", "Badan Meteorologi Arunika")


def most(a: str, b: str) -> str:
    logs = read(a, b)
    return RELATIONS[logs.index(max(logs))]


def test_the_relations_share_one_probability() -> None:
    logs = read(SIGNED, SIGNED_EN)
    assert len(logs) == len(RELATIONS)
    assert math.isclose(sum(math.exp(log) for log in logs), 1.0, abs_tol=1e-4)


@pytest.mark.parametrize(("a", "b"), [(SIGNED, SIGNED_EN), (SIGNED, DENIED_EN), (SIGNED_EN, RAIN)])
def test_either_way_round_is_one_answer(a: str, b: str) -> None:
    forth = read(a, b)
    read.cache_clear()
    assert read(b, a) == forth


def test_one_saying_in_two_languages_is_the_same() -> None:
    assert most(SIGNED, SIGNED_EN) == "same"


def test_a_denial_in_another_language_contradicts() -> None:
    assert most(SIGNED, DENIED_EN) == "contradicts"


def test_another_matter_is_neither() -> None:
    assert most(SIGNED_EN, RAIN) in ("related", "different")


def test_a_long_claim_is_read_by_its_beginning_and_its_end() -> None:
    pieces, side = window([*range(10, 10 + 2 * LONGEST)], [7, 8])
    assert len(pieces) == len(side) == LONGEST + 2 + 3
    assert pieces[1 : 1 + LONGEST - END] == [*range(10, 10 + LONGEST - END)]
    assert pieces[LONGEST - END + 1 : LONGEST + 1] == [*range(10 + 2 * LONGEST - END, 10 + 2 * LONGEST)]
    assert side == [0] * (LONGEST + 2) + [1] * 3


def test_a_claim_without_words_can_be_read() -> None:
    assert all(math.isfinite(log) for log in read(told("say", "", "", ""), SIGNED))
