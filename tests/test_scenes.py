"""Whom and where two articles name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konon.records import Article, Entity, Reading, Trail
from konon.scenes import MOST, apart, named, scene

NAMES = st.lists(
    st.sampled_from(["Umbara", "Cendana", "Danu Lesmana", "Lesmana", "Kota Umbara", "Rumbai", "Sekar"]), max_size=5
)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (("Umbara", "Danu Lesmana", "Jalan Rel"), ("Cendana", "Melati Arum", "Pasar Lama"), True),
        (("Umbara", "Danu Lesmana", "Jalan Rel"), ("CENDANA", "UMBARA", "Pasar Lama"), False),
        (("Umbara", "Danu Lesmana", "Jalan Rel"), ("Cendana", "Lesmana", "Pasar Lama"), False),  # a part of a name
        (("Umbara", "Rumah Sakit Wiraguna", "Jalan Rel"), ("Cendana", "Wiraguna Hospital", "Market"), False),  # a rare word
        (("Dinas Kebakaran Umbara", "Danu", "Jalan Rel"), ("Dinas Kebakaran Cendana", "Melati", "Pasar Lama"), True),
        (("Umbara", "Danu Lesmana", "Berita8", "2025"), ("Cendana", "Melati Arum", "Pasar Lama"), False),  # too few are names
        ((), (), False),
    ],
)
def test_two_articles_are_apart_that_name_others(one: tuple[str, ...], other: tuple[str, ...], expected: bool) -> None:
    assert apart(scene(one), scene(other)) is expected


@given(NAMES, NAMES)
def test_either_way_round_is_the_same_and_nothing_is_apart_from_itself(one: list[str], other: list[str]) -> None:
    assert apart(scene(one), scene(other)) == apart(scene(other), scene(one))
    assert not apart(scene(one), scene(one))


def test_names_stand_once_in_the_order_of_the_text_and_are_not_without_end() -> None:
    assert scene(["Umbara", "Danu  Lesmana", "umbara", "Umbara-Cendana"]) == ("umbara", "danu lesmana", "umbara cendana")
    assert len(scene(f"Desa {chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(100))) == MOST


def test_a_common_word_at_the_beginning_of_a_sentence_is_no_name() -> None:
    found = [Entity(id=f"org:{name.lower()}", name=name, type="ORG") for name in ("Kebakaran", "Wiraguna", "Dinas Kebakaran")]
    reading = Reading(
        article=Article(id="a", language="id", text="Kebakaran melanda."),
        entities=tuple(found),
        trail=Trail(input="", konon="", extractor="", reader="", lexicon=""),
    )
    assert [one.name for one in named(reading)] == ["Wiraguna", "Dinas Kebakaran"]
