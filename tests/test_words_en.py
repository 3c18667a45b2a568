"""The English words: enough of them, every act among them, and none that says two things at once."""

from __future__ import annotations

import re
from collections import Counter
from importlib.resources import files

import pytest

from konon.lexicon import FRAMES, ContentAct, Cue, Word, check_pattern, parse_table
from konon.records import ACTS

DATA = files("konon") / "data" / "en"
KINDS = {
    "abbreviation",
    "auxiliary",
    "be",
    "complementiser",
    "conjunction",
    "determiner",
    "month",
    "negation",
    "no_content",
    "preposition",
    "pronoun",
    "purpose",
    "relative",
    "role",
    "speech_tail",
    "name_link",
    "agent",
    "feature",
    "title",
    "unnamed",
    "weekday",
    "wh",
    "alias",
    "gender",
    "plural",
    "pointing",
    "possessive",
    "thing",
}


@pytest.fixture(scope="module")
def cues() -> tuple[Cue, ...]:
    return parse_table((DATA / "cues.tsv").read_text("utf-8"), Cue, name="en/cues.tsv")


@pytest.fixture(scope="module")
def words() -> tuple[Word, ...]:
    return parse_table((DATA / "words.tsv").read_text("utf-8"), Word, name="en/words.tsv")


@pytest.fixture(scope="module")
def content_acts() -> tuple[ContentAct, ...]:
    return parse_table((DATA / "content_acts.tsv").read_text("utf-8"), ContentAct, name="en/content_acts.tsv")


def roles(cue: Cue) -> dict[str, tuple[str, ...]]:
    return {"active": cue.active, "passive": cue.passive, "bare": cue.bare, "noun": cue.noun, "prep": cue.prep}


def test_at_least_three_hundred_cue_lemmas_are_known(cues: tuple[Cue, ...]) -> None:
    assert len({cue.lemma for cue in cues}) >= 300


def test_every_act_has_at_least_ten_cue_lemmas(cues: tuple[Cue, ...]) -> None:
    counts = Counter(cue.act for cue in cues)
    assert {act: counts[act] for act in ACTS if counts[act] < 10} == {}  # type: ignore[index]


def test_a_cue_form_does_one_act_in_each_role(cues: tuple[Cue, ...]) -> None:
    acts: dict[tuple[str, str], set[str]] = {}
    for cue in cues:
        for role, forms in roles(cue).items():
            for form in forms:
                acts.setdefault((role, form), set()).add(cue.act)
    assert {form: found for form, found in acts.items() if len(found) > 1} == {}


def test_a_cue_form_stands_under_one_lemma_in_each_role(cues: tuple[Cue, ...]) -> None:
    seen = Counter((role, form) for cue in cues for role, forms in roles(cue).items() for form in forms)
    assert [form for form, times in seen.items() if times > 1] == []


def test_every_cue_has_a_form_and_a_known_frame(cues: tuple[Cue, ...]) -> None:
    assert [cue.lemma for cue in cues if not any(roles(cue).values())] == []
    assert [cue.lemma for cue in cues if not cue.frames or not set(cue.frames) <= FRAMES] == []


def test_cue_forms_are_lower_case_and_end_in_no_mark(cues: tuple[Cue, ...]) -> None:
    forms = [form for cue in cues for found in roles(cue).values() for form in found]
    assert [form for form in forms if form != form.lower() or not form[-1].isalpha()] == []


def test_only_phrases_that_introduce_a_source_have_the_according_frame(cues: tuple[Cue, ...]) -> None:
    assert [cue.lemma for cue in cues if ("according" in cue.frames) != bool(cue.prep)] == []


@pytest.mark.parametrize(
    ("role", "form", "act"),
    [
        ("active", "said", "say"),
        ("active", "admitted", "confirm"),
        ("active", "denied", "deny"),
        ("active", "accused", "accuse"),
        ("active", "warned", "warn"),
        ("active", "vowed", "commit"),
        ("active", "urged", "demand"),
        ("active", "called on", "demand"),
        ("active", "thinks", "believe"),
        ("active", "hopes", "expect"),
        ("active", "feared", "fear"),
        ("active", "wants", "want"),
        ("passive", "believed", "believe"),
        ("passive", "expected", "expect"),
        ("noun", "statement", "say"),
        ("noun", "warning", "warn"),
        ("prep", "according to", "say"),
    ],
)
def test_common_cue_forms_do_the_act_of_the_guidelines(cues: tuple[Cue, ...], role: str, form: str, act: str) -> None:
    assert [cue.act for cue in cues if form in roles(cue)[role]] == [act]


def test_content_patterns_match_their_examples(content_acts: tuple[ContentAct, ...]) -> None:
    for entry in content_acts:
        check_pattern(entry.pattern, entry.example, name="en/content_acts.tsv")


def test_a_content_example_is_matched_by_patterns_of_its_own_act_only(content_acts: tuple[ContentAct, ...]) -> None:
    for entry in content_acts:
        acts = {other.act for other in content_acts if re.search(other.pattern, entry.example, re.IGNORECASE)}
        assert acts == {entry.act}, entry.example


def test_words_have_every_kind_and_no_other(words: tuple[Word, ...]) -> None:
    assert {word.kind for word in words} == KINDS


def test_words_are_lower_case_and_stand_once_in_a_kind(words: tuple[Word, ...]) -> None:
    assert [word.word for word in words if word.word != word.word.lower()] == []
    seen = Counter((word.kind, word.word, word.value if word.kind in {"pronoun", "conjunction"} else None) for word in words)
    assert [key for key, times in seen.items() if times > 1] == []


def test_abbreviations_keep_their_full_stop(words: tuple[Word, ...]) -> None:
    assert [word.word for word in words if word.kind == "abbreviation" and "." not in word.word] == []


def test_months_and_weekdays_are_numbered_from_one_to_the_last(words: tuple[Word, ...]) -> None:
    assert {word.value for word in words if word.kind == "month"} == {str(n) for n in range(1, 13)}
    assert {word.value for word in words if word.kind == "weekday"} == {str(n) for n in range(1, 8)}
