"""What the other events of a text tell about who does one."""

from __future__ import annotations

import math

import pytest

from konon.accord import Judged, agreed, elsewhere, likely, values


def judged(word: str, kind: str, sentence: int, **chances: float) -> Judged:
    """An event and how likely its actors are; "nobody" is nobody."""
    odds = {"" if name == "nobody" else name: math.log(p) for name, p in chances.items()}
    return Judged(lemma=word, type=kind, sentence=sentence, odds={"actor": odds})


THREE = (
    judged("attack", "ASSAULT", 0, Arunika=0.8, Selasih=0.1, nobody=0.1),
    judged("attack", "ASSAULT", 3, Arunika=0.4, Selasih=0.6),
    judged("shelling", "ASSAULT", 4, Arunika=0.25, nobody=0.75),
)


def test_log_odds_become_probabilities() -> None:
    assert likely({"Arunika": math.log(3.0), "": 0.0}) == pytest.approx({"Arunika": 0.75, "": 0.25})


def test_great_log_odds_do_not_overflow() -> None:
    assert likely({"Arunika": 2000.0, "": 0.0}) == {"Arunika": 1.0, "": 0.0}


def test_each_group_of_other_events_has_its_share_of_everybody() -> None:
    first, second, third = elsewhere(THREE, "actor")
    assert first["Arunika"] == pytest.approx({"word": 0.4, "type": 0.25, "text": 0.325})
    assert second["Selasih"] == pytest.approx({"word": 0.1, "type": 0.0, "beside": 0.0, "text": 0.05})
    assert third[""] == pytest.approx({"type": 0.05, "beside": 0.0, "text": 0.05})


def test_an_event_that_is_alone_is_told_nothing_of() -> None:
    assert list(elsewhere(THREE[:1], "actor")) == [{"Arunika": {}, "Selasih": {}, "": {}}]


def test_events_of_one_sentence_tell_of_each_other() -> None:
    two = (judged("attack", "ASSAULT", 2, Arunika=0.9, nobody=0.1), judged("flee", "RETREAT", 2, Selasih=0.5, Arunika=0.5))
    assert [found["Arunika"] for found in elsewhere(two, "actor")] == [
        pytest.approx({"sentence": 0.5, "text": 0.5}),
        pytest.approx({"sentence": 0.9, "text": 0.9}),
    ]


def test_what_the_others_say_of_nobody_has_weights_of_its_own() -> None:
    named, nobody = (dict(values("actor", name, {"word": 0.5})) for name in ("Arunika", ""))
    assert set(named) < set(nobody)
    assert all(name.startswith("actor ") for name in nobody)
    assert named["actor elsewhere word"] == 0.5


def test_who_did_the_same_before_is_likelier_to_have_done_it() -> None:
    weights = {"actor elsewhere word": 5.0}
    second = agreed(THREE, weights)[1].odds["actor"]
    assert max(second, key=lambda name: second[name]) == "Arunika"


def test_without_weights_every_event_is_as_judged_alone() -> None:
    assert agreed(THREE, {}) == list(THREE)
    assert agreed((), {"actor elsewhere word": 5.0}) == []
