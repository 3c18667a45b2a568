"""Who speaks for whom, by the words of the article; in an invented world."""

from __future__ import annotations

from konon.bodies import speaks_for
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
