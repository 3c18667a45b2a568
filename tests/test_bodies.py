"""Who speaks for whom, by the words of the article; in an invented world."""

from __future__ import annotations

import pytest

from konon.bodies import goes_by, speaks_for
from world import Said, article

MINISTRY, COUNTRY, DANU = "Kementerian Perairan Selasih", "Selasih", "Danu Lesmana"
SAFE = "bendungan itu aman"


def told(*said: Said) -> dict[str, str]:
    holders = {one.holder for one in said if one.holder}
    return speaks_for([article("senja.example", "2031-03-02", *said)[1]], holders)


def test_a_ministry_speaks_for_its_country_and_a_spokesman_for_the_ministry_that_was_just_named() -> None:
    assert told(
        Said(content=SAFE, holder=COUNTRY),
        Said(content=SAFE, holder=MINISTRY),
        Said(content=SAFE, holder=DANU, source="Juru bicara kementerian itu, Danu Lesmana"),
    ) == {MINISTRY: COUNTRY, DANU: MINISTRY}


def test_who_only_lives_there_or_held_the_office_once_speaks_for_nobody() -> None:
    for source in ("Warga Selasih, Danu Lesmana", "Mantan Menteri Selasih, Danu Lesmana"):
        assert told(Said(content=SAFE, holder=COUNTRY), Said(content=SAFE, holder=DANU, source=source)) == {}


def test_a_body_that_does_not_speak_itself_makes_nobody_one() -> None:
    assert told(Said(content=SAFE, holder=DANU, source="Juru bicara Kementerian Perairan Selasih, Danu Lesmana")) == {}


@pytest.mark.parametrize(
    ("holders", "names"),
    [
        ({"Ratna Wiraguna": 2, "Wiraguna": 1}, {"Wiraguna": "Ratna Wiraguna"}),
        ({"Ratna Wiraguna": 1, "Wiraguna": 2}, {"Ratna Wiraguna": "Wiraguna"}),  # as most tell it
        ({"Ratna Wiraguna": 1, "Ratna": 1}, {"Ratna": "Ratna Wiraguna"}),
        ({"Djati Budi Utama": 2, "Djati Budhi Utama": 1}, {"Djati Budhi Utama": "Djati Budi Utama"}),
        (
            {"Ratna Wiraguna": 2, "Ratna Wirgauna": 1, "Ratna Wirguna": 1},
            {"Ratna Wirgauna": "Ratna Wiraguna", "Ratna Wirguna": "Ratna Wiraguna"},
        ),
        (
            {"Ratna": 1, "Ratna Wiraguna": 1, "Ibu Ratna Wiraguna": 1},
            {"Ratna": "Ibu Ratna Wiraguna", "Ratna Wiraguna": "Ibu Ratna Wiraguna"},
        ),
        ({"Ratna": 3, "Ratna Wiraguna": 1, "Ratna Kencana": 1}, {}),  # it may be either
        ({"Komisi": 1, "Komisi II": 1, "Komisi III": 1}, {}),
        ({"Polres Malang": 1, "Polres Magelang": 1}, {}),
        ({"Kantor Mali": 1, "Kantor Bali": 1}, {}),  # two places
        ({"Rini Sari": 1, "Roni Sari": 1}, {}),
        ({"Ratna Wiraguna": 1, "Danu Wiraguna": 1}, {}),
        ({"Pasar Umbara Utara": 1, "Pasar Umbara Barat": 1}, {}),
        ({"Iran": 1, "Iran International": 1}, {}),  # a country is not the outlet called after it
        ({"residents": 1, "Cendana residents": 1}, {}),
        ({}, {}),
    ],
)
def test_a_name_in_more_words_in_fewer_or_misspelt_is_one(holders: dict[str, int], names: dict[str, str]) -> None:
    assert goes_by(holders) == names
