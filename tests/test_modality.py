"""The words that tell how sure an event is, and which of them govern it.

Arunika and Selasih are states of a world that does not exist."""

from __future__ import annotations

import pytest

from konon.lexicon import load
from konon.modality import governors, held, is_noun, is_verb, load_modality
from konon.segment import Segments, segment
from konon.triggers import Trigger, candidates, load_triggers


def seen(text: str, language: str, word: str) -> tuple[Segments, Trigger]:
    lexicon = load(language)
    s = segment(text, lexicon)
    at = text.index(word)
    for first, sentence, forms in candidates(s, load_triggers(language, tuple(lexicon.of_kind("clitic")))):
        if s.tokens[first][0] == at:
            last = first + len(forms[0].words)
            return s, Trigger(first=first, last=last, sentence=sentence, form=forms[0], probability=1.0)
    raise AssertionError(f"the lexicon has no event word at {word!r}")


@pytest.mark.parametrize(
    ("word", "language", "expected"), [("menyerang", "id", True), ("sawah", "id", False), ("signed", "en", True)]
)
def test_verbs_are_known_by_how_they_begin_or_end(word: str, language: str, expected: bool) -> None:
    assert is_verb(word, load_modality(load(language))) is expected


@pytest.mark.parametrize(
    ("text", "language", "word", "expected"),
    [
        ("Arunika may cancel the visit.", "en", "visit", [("can", 0)]),
        ("Arunika plans to unleash its attack.", "en", "attack", [("plan", 0)]),
        ("Arunika will condemn the attack.", "en", "attack", [("given", 0)]),
        ("Arunika will condemn Selasih's attack.", "en", "attack", [("given", 0)]),
        ("Arunika will stop Selasih from mounting the attack.", "en", "attack", [("future", 0)]),
        ("Selasih akan membalas serangan Arunika.", "id", "serangan", [("given", 0)]),
        ("Selasih akan melanjutkan perundingannya.", "id", "perundingan", [("given", 0)]),
        ("Selasih akan melanjutkan perundingan.", "id", "perundingan", [("future", 0)]),
    ],
)
def test_what_governs_an_event_is_met_on_the_way_back(
    text: str, language: str, word: str, expected: list[tuple[str, int]]
) -> None:
    s, t = seen(text, language, word)
    assert [(g.kind, g.crossed) for g in governors(s, load_modality(load(language)), t)] == expected


@pytest.mark.parametrize(
    ("text", "language", "word", "expected"),
    [
        ("Arunika condemned the brutal attack.", "en", "attack", "the"),
        ("Arunika condemned Selasih's attack.", "en", "attack", "whose"),
        ("Serangan itu meluas.", "id", "Serangan", "this"),
        ("Serangan meluas.", "id", "Serangan", "-"),
    ],
)
def test_words_beside_a_noun_say_which_event_it_means(text: str, language: str, word: str, expected: str) -> None:
    s, t = seen(text, language, word)
    m = load_modality(load(language))
    assert is_noun(s, m, t)
    assert held(s, m, t) == expected
