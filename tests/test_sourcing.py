"""Whom a text names as its source: tests/gold/sourcing/*.txt, one block a text."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from konon import clean, sourcing
from konon.lexicon import load

GOLD = Path(__file__).parent / "gold" / "sourcing"


def blocks(path: Path) -> list[tuple[str, str, list[str]]]:
    """Title, text and expected lines of each block of a gold file."""
    out = []
    for block in path.read_text("utf-8").strip().split("\n\n"):
        lines = block.split("\n")
        text = "\n".join(line[2:] for line in lines if line.startswith("> "))
        out.append((lines[0].removeprefix("## "), text, [line for line in lines[1:] if not line.startswith("> ")]))
    return out


def shown(text: str, language: str, outlet: str | None = None) -> list[str]:
    lexicon = load(language)
    skip = [(b.start, b.end) for b in clean.mark(text, lexicon)]
    found = sourcing.find(text, lexicon, skip=skip, outlet=outlet)
    return [f"{s.role} | {text[slice(*s.span)]} | {s.name}" for s in found]


CASES = [(language, *block) for language in ("id", "en") for block in blocks(GOLD / f"{language}.txt")]


@pytest.mark.parametrize(("language", "title", "text", "expected"), CASES, ids=[f"{c[0]}: {c[1]}" for c in CASES])
def test_just_the_sources_that_the_gold_names_are_found(language: str, title: str, text: str, expected: list[str]) -> None:
    assert shown(text, language) == expected


def test_what_is_said_to_the_articles_own_outlet_is_no_sourcing() -> None:
    text = '"Kami siap," kata wali kota kepada Tempo, Rabu.'
    assert shown(text, "id", "tempo.co") == []
    assert shown(text, "id", "detik.com") == ["outlet | Tempo | Tempo"]


def test_the_dateline_of_the_articles_own_agency_is_no_sourcing() -> None:
    text = "Jakarta (ANTARA) - Panen raya dimulai."
    assert shown(text, "id", "antaranews.com") == []


def test_a_name_in_boilerplate_does_not_count() -> None:
    text = "Panen raya dimulai.\nBaca juga: Dilansir Reuters, Menteri Mundur"
    assert shown(text, "id") == []


@pytest.mark.parametrize(("language", "line"), [("id", "Sumber: Antara"), ("id", "Sumber : ANTARA"), ("en", "Source: Antara")])
def test_a_credit_line_counts_although_it_is_boilerplate_but_not_one_of_the_articles_own_outlet(
    language: str, line: str
) -> None:
    text = f"{'Panen raya dimulai' if language == 'id' else 'The harvest has begun'}.\n{line}"
    name = line.split()[-1]
    assert shown(text, language) == [f"agency | {name} | Antara"]
    assert shown(text, language, "antaranews.com") == []


@pytest.mark.parametrize("line", ["Photo source: Reuters", "Data source: Bloomberg"])
def test_whom_a_picture_or_a_figure_is_from_is_no_credit_of_the_text(line: str) -> None:
    assert shown(f"The harvest has begun.\n{line}", "en") == []


def test_the_table_has_the_agencies_and_outlets_that_it_promises() -> None:
    roles = Counter(source.role for source in load("id").sources)
    assert roles["agency"] >= 60
    assert roles["outlet"] >= 250


def test_no_name_stands_for_two_sources() -> None:
    names = Counter(name for source in load("id").sources for name in (source.name, *source.aliases))
    assert [name for name, count in names.items() if count > 1] == []


def test_countries_are_codes_of_three_capitals_and_domains_bear_no_path() -> None:
    for source in load("id").sources:
        assert source.country is None or (len(source.country) == 3 and source.country.isupper()), source.name
        assert source.domain is None or ("." in source.domain and not set("/: ") & set(source.domain)), source.name


@given(
    st.lists(
        st.sampled_from(
            [
                "dilansir",
                "dari",
                "AFP",
                "dan",
                " ",
                "(",
                ")",
                "Reuters",
                "dalam keterangan",
                "\n",
                "İ",
                ",",
                "“",
                "Sumber:",
                "Layar",
            ]
        )
    )
)
@example(["Sumber:", " ", "Kantor", " ", "Berita", " ", "Layar"])
def test_sources_are_sorted_apart_and_inside_the_text(parts: list[str]) -> None:
    text = "".join(parts)
    found = sourcing.find(text, load("id"))
    assert all(0 <= s.span[0] < s.span[1] <= len(text) for s in found)
    assert all(a.span[1] <= b.span[0] for a, b in pairwise(found))
