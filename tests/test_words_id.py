"""The Indonesian words: complete enough, in order, and without one form pulling two ways."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

import pytest

from konon.lexicon import DATA, FRAMES, ContentAct, Cue, Row, Word, check_pattern, parse_table
from konon.records import ACTS

ROLES = ("active", "passive", "bare", "noun", "prep")
FIRST_WORDS = {"kata", "mengatakan", "menurut", "diduga", "membantah", "meminta", "berharap", "khawatir", "berjanji"}
KINDS = {
    "complementiser",
    "weak_complementiser",
    "purpose",
    "pronoun",
    "clitic",
    "negation",
    "auxiliary",
    "abbreviation",
    "title",
    "role",
    "month",
    "weekday",
    "preposition",
    "conjunction",
    "relative",
    "determiner",
    "unnamed",
    "speech_tail",
    "name_link",
    "neighbour",
    "agent",
    "feature",
    "verb_prefix",
    "alias",
    "gender",
    "implied",
    "pointing",
    "possessive",
    "thing",
}


def table(name: str, row: type[Row]) -> tuple[Row, ...]:
    return parse_table(DATA.joinpath("id", name).read_text("utf-8"), row, name=f"id/{name}")


@cache
def cues() -> tuple[Cue, ...]:
    return table("cues.tsv", Cue)


@cache
def words() -> tuple[Word, ...]:
    return table("words.tsv", Word)


def forms(cue: Cue) -> tuple[tuple[str, str], ...]:
    listed = (cue.active, cue.passive, cue.bare, cue.noun, cue.prep)
    return tuple((role, form) for role, many in zip(ROLES, listed, strict=True) for form in many)


def test_at_least_250_lemmas_with_known_frames_and_a_form_each() -> None:
    assert len({cue.lemma for cue in cues()}) >= 250
    assert not [cue.lemma for cue in cues() if not forms(cue) or not cue.frames or set(cue.frames) - FRAMES]
    assert {form for cue in cues() for _, form in forms(cue)} >= FIRST_WORDS


@pytest.mark.parametrize("act", ACTS)
def test_every_act_has_at_least_ten_cue_lemmas(act: str) -> None:
    assert len({cue.lemma for cue in cues() if cue.act == act}) >= 10


def test_no_form_stands_twice_in_one_role() -> None:
    where: dict[tuple[str, str], list[str]] = defaultdict(list)
    for cue in cues():
        for form in forms(cue):
            where[form].append(cue.lemma)
    assert not {form: lemmas for form, lemmas in where.items() if len(lemmas) > 1}


def test_forms_and_words_are_lower_case_and_single_spaced() -> None:
    every = [form for cue in cues() for _, form in forms(cue)] + [word.word for word in words()]
    assert not [form for form in every if form != " ".join(form.lower().split())]


def test_only_prepositional_cues_take_the_frame_according() -> None:
    assert not [cue.lemma for cue in cues() if ("according" in cue.frames) != bool(cue.prep)]


def test_every_kind_of_word_is_there_and_none_twice() -> None:
    assert {word.kind for word in words()} == KINDS
    pairs = [(word.word, word.kind) for word in words()]
    assert len(pairs) == len(set(pairs))


def test_months_weekdays_and_pronouns_carry_their_values() -> None:
    values: dict[str, set[str | None]] = defaultdict(set)
    for word in words():
        values[word.kind].add(word.value)
    assert values["month"] == {str(number) for number in range(1, 13)}
    assert values["weekday"] == {str(number) for number in range(1, 8)}
    assert values["pronoun"] == {"1sg", "1pl", "2sg", "2pl", "3sg", "3pl"}
    assert values["conjunction"] == {"sub", "coord"}


def test_abbreviations_keep_their_full_stop() -> None:
    listed = {word.word for word in words() if word.kind == "abbreviation"}
    assert not [word for word in listed if not re.search(r"[.)/]", word)]
    assert listed >= {"prof.", "dr.", "pt.", "jl.", "no.", "hlm.", "rp."}


def test_content_patterns_match_their_examples_and_never_give_the_neutral_act() -> None:
    patterns = table("content_acts.tsv", ContentAct)
    for entry in patterns:
        check_pattern(entry.pattern, entry.example, name="id/content_acts.tsv")
    assert {entry.act for entry in patterns} >= {"accuse", "commit", "confirm", "demand", "deny", "expect", "fear", "warn"}
    assert "say" not in {entry.act for entry in patterns}
