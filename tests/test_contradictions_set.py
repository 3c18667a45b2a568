"""The form of the pairs on which contradictions are measured, and of those by which their judging is fitted: a pair of claims a
line, each file by a writer of its own."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Literal, get_args

import msgspec
import pytest

TESTS = Path(__file__).parent
MEASURED = TESTS / "gold" / "contradictions.jsonl"
FITTED = sorted((TESTS.parent / "train" / "annotations" / "contradictions").glob("*.jsonl"))

Kind = Literal["denial", "number", "who", "when", "outcome"]
Relation = Literal["contradicts", "same", "narrower", "related"]
Act = Literal["say", "confirm", "deny", "accuse", "warn", "commit", "demand", "believe", "expect", "fear", "want"]


class Side(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    language: Literal["id", "en"]
    published: date
    text: str
    source: str
    cue: str
    content: str
    act: Act
    holder: str | None


class Pair(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    kind: Kind
    relation: Relation
    a: Side
    b: Side


SETS = {
    path.stem: msgspec.json.decode(b"[" + b",".join(path.read_bytes().splitlines()) + b"]", type=list[Pair])
    for path in (MEASURED, *FITTED)
}
PAIRS = [pair for pairs in SETS.values() for pair in pairs]
every_set = pytest.mark.parametrize("name", SETS)


def languages(pair: Pair) -> str:
    return "-".join(sorted((pair.a.language, pair.b.language)))


def contradictions(name: str) -> list[Pair]:
    return [pair for pair in SETS[name] if pair.relation == "contradicts"]


@every_set
def test_there_are_enough_pairs_of_each_relation(name: str) -> None:
    counts = Counter(pair.relation for pair in SETS[name])
    assert counts["contradicts"] >= 40
    assert counts["same"] >= 7
    assert counts["narrower"] >= 4
    assert counts["related"] >= 15


@every_set
def test_contradictions_are_in_equal_parts_of_each_kind(name: str) -> None:
    counts = Counter(pair.kind for pair in contradictions(name))
    assert dict(counts) == dict.fromkeys(get_args(Kind), len(contradictions(name)) // 5)


@every_set
def test_every_kind_has_near_misses(name: str) -> None:
    assert {pair.kind for pair in SETS[name] if pair.relation != "contradicts"} == set(get_args(Kind))


@every_set
def test_about_half_cross_the_languages_and_a_quarter_stay_in_each(name: str) -> None:
    counts = Counter(map(languages, contradictions(name)))
    half = len(contradictions(name)) / 2
    assert abs(counts["en-id"] - half) <= 2
    assert abs(counts["id-id"] - counts["en-en"]) <= 2


@every_set
def test_either_language_comes_first_in_pairs_across_languages(name: str) -> None:
    first = Counter(pair.a.language for pair in contradictions(name) if languages(pair) == "en-id")
    assert min(first["id"], first["en"]) > 0


@every_set
def test_the_pairs_are_numbered_in_order(name: str) -> None:
    stem = "contra" if name == MEASURED.stem else name
    assert [pair.id for pair in SETS[name]] == [f"{stem}-{number:03}" for number in range(1, len(SETS[name]) + 1)]


def test_nothing_that_is_measured_on_is_fitted_on() -> None:
    measured = {side.text for pair in SETS[MEASURED.stem] for side in (pair.a, pair.b)}
    assert FITTED
    assert not measured & {side.text for path in FITTED for pair in SETS[path.stem] for side in (pair.a, pair.b)}


def test_no_two_pairs_are_the_same_two_claims() -> None:
    assert len({frozenset((pair.a.text, pair.b.text)) for pair in PAIRS}) == len(PAIRS)
    assert all(pair.a.text != pair.b.text for pair in PAIRS)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.id)
def test_source_cue_and_content_stand_in_the_text_once_and_apart(pair: Pair) -> None:
    for side in (pair.a, pair.b):
        spans = [(side.text.find(words), words) for words in (side.source, side.cue, side.content) if words]
        assert {words: side.text.count(words) for _, words in spans} == {words: 1 for _, words in spans}
        assert side.cue
        assert side.content
        rest = side.text
        for start, words in spans:
            rest = rest[:start] + "\0" * len(words) + rest[start + len(words) :]
        assert rest.count("\0") == sum(len(words) for _, words in spans)
        assert not any(words != words.strip() for _, words in spans)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.id)
def test_who_is_unnamed_has_no_holder_and_all_is_of_2031(pair: Pair) -> None:
    for side in (pair.a, pair.b):
        assert (side.holder is None) == (side.source == "")
        assert side.published.year == 2031
