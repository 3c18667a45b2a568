"""What is marked as no part of the article: tests/gold/clean/*.txt, one block a text."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konon import clean
from konon.lexicon import Lexicon, load

GOLD = Path(__file__).parent / "gold" / "clean"


def blocks(path: Path) -> list[tuple[str, str, list[str]]]:
    """Title, text and expected lines of each block of a gold file."""
    out = []
    for block in path.read_text("utf-8").strip().split("\n\n"):
        lines = block.split("\n")
        text = "\n".join(line[2:] for line in lines if line.startswith("> "))
        out.append((lines[0].removeprefix("## "), text, [line for line in lines[1:] if not line.startswith("> ")]))
    return out


def shown(text: str, lexicon: Lexicon) -> list[str]:
    """Kind and words of each mark; of a mark over several lines, the first and the last."""
    out = []
    for mark in clean.mark(text, lexicon):
        lines = text[mark.start : mark.end].split("\n")
        out.append(f"{mark.kind} | {' … '.join(dict.fromkeys([lines[0], lines[-1]]))}")
    return out


CASES = [(language, *block) for language in ("id", "en") for block in blocks(GOLD / f"{language}.txt")]


@pytest.mark.parametrize(("language", "title", "text", "expected"), CASES, ids=[f"{c[0]}: {c[1]}" for c in CASES])
def test_just_what_the_gold_names_is_marked(language: str, title: str, text: str, expected: list[str]) -> None:
    assert shown(text, load(language)) == expected


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_pattern_marks_its_own_example_as_its_kind(language: str) -> None:
    lexicon = load(language)
    for row in lexicon.boilerplate:
        text = f"Pembuka.\n{row.example}\nPenutup."
        assert clean.mark(text, lexicon), f"{row.kind}: {row.example}"


def test_a_text_that_opens_with_a_tail_is_not_marked_as_a_whole() -> None:
    text = "Komentar\nWali kota menjawab pertanyaan warga."
    assert all(mark.end <= len("Komentar") for mark in clean.mark(text, load("id")))


def test_no_pattern_has_a_group_that_would_take_the_place_of_its_kind() -> None:
    for language in ("id", "en"):
        for row in load(language).boilerplate:
            assert re.compile(row.pattern).groups == 0, row.pattern


@given(st.lists(st.sampled_from(["Baca juga", "A b.", "(abc/def)", " ", "\n", "Komentar", "Advertisement", "©", "İ"])))
def test_marks_are_sorted_apart_and_inside_the_text(parts: list[str]) -> None:
    text = "".join(parts)
    marks = clean.mark(text, load("id"))
    assert all(0 <= m.start < m.end <= len(text) for m in marks)
    assert all(a.end <= b.start for a, b in pairwise(marks))
    assert all(text[m.start : m.end].strip() == text[m.start : m.end] for m in marks)
