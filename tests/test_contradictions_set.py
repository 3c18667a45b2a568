"""The form of the pairs on which contradictions are measured: tests/gold/contradictions.jsonl, one pair of claims a line."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Literal, get_args

import msgspec
import pytest

PATH = Path(__file__).parent / "gold" / "contradictions.jsonl"

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


PAIRS = msgspec.json.decode(b"[" + b",".join(PATH.read_bytes().splitlines()) + b"]", type=list[Pair])
CONTRADICTIONS = [pair for pair in PAIRS if pair.relation == "contradicts"]


def languages(pair: Pair) -> str:
    return "-".join(sorted((pair.a.language, pair.b.language)))


def test_there_are_enough_pairs_of_each_relation() -> None:
    counts = Counter(pair.relation for pair in PAIRS)
    assert counts["contradicts"] >= 64
    assert counts["same"] >= 14
    assert counts["narrower"] >= 8
    assert counts["related"] >= 18


def test_contradictions_are_in_equal_parts_of_each_kind() -> None:
    counts = Counter(pair.kind for pair in CONTRADICTIONS)
    assert dict(counts) == dict.fromkeys(get_args(Kind), len(CONTRADICTIONS) // 5)


def test_every_kind_has_near_misses() -> None:
    assert {pair.kind for pair in PAIRS if pair.relation != "contradicts"} == set(get_args(Kind))


@pytest.mark.parametrize("kind", get_args(Kind))
def test_of_each_kind_half_cross_the_languages_and_a_quarter_stay_in_each(kind: Kind) -> None:
    counts = Counter(languages(pair) for pair in CONTRADICTIONS if pair.kind == kind)
    assert counts["en-id"] == 2 * counts["id-id"] == 2 * counts["en-en"] > 0


def test_either_language_comes_first_in_pairs_across_languages() -> None:
    first = Counter(pair.a.language for pair in CONTRADICTIONS if languages(pair) == "en-id")
    assert first["id"] == first["en"] > 0


def test_the_pairs_are_numbered_in_order() -> None:
    assert [pair.id for pair in PAIRS] == [f"contra-{number:03}" for number in range(1, len(PAIRS) + 1)]


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
