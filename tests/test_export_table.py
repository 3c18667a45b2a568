"""The terminal tables: gold in tests/gold/export/sample.table-*.txt and .events-*.txt, hand-checked runs on the sample."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from konon.export import jsonl, table
from konon.export.terminal import fit, plain
from konon.listing import EventLine, Line, event_lines, lines

GOLD = Path(__file__).parent / "gold" / "export"
READING = jsonl.decode((GOLD / "sample.jsonl").read_bytes())
SAMPLE = lines(READING)
EVENTS = event_lines(READING)


def printed(rows: list[Line], *, width: int = 80, terminal: bool = False) -> str:
    out = io.StringIO()
    system: Literal["truecolor"] | None = "truecolor" if terminal else None
    table.print_lines(rows, console=Console(file=out, width=width, force_terminal=terminal, color_system=system))
    return out.getvalue()


@pytest.mark.parametrize("width", [60, 80, 140])
def test_the_sample_prints_as_its_gold(width: int) -> None:
    assert printed(SAMPLE, width=width) == (GOLD / f"sample.table-{width}.txt").read_text("utf-8")


@pytest.mark.parametrize("width", [48, 60, 69, 70, 80, 119, 120, 140, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(cell_len(row) for row in printed(SAMPLE, width=width).splitlines()) <= width


def test_away_from_a_terminal_there_is_no_escape_sequence() -> None:
    assert "\x1b" not in printed(SAMPLE)


def test_colour_adds_nothing_that_the_letters_do_not_say() -> None:
    coloured = printed(SAMPLE, terminal=True)
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == printed(SAMPLE)


def test_a_denial_and_a_negated_belief_are_told_in_words() -> None:
    text = printed(SAMPLE, width=140)
    assert "denies" in text
    assert "does not believe  ✗ bantuan beras itu tanpa syarat" in text


def test_a_claim_without_source_has_an_unnamed_holder_and_one_unresolved_its_words() -> None:
    text = printed(SAMPLE, width=160)
    assert "(unnamed)" in text
    assert "negara-negara tetangga" in text


def test_each_article_has_its_heading() -> None:
    other = [msgspec.structs.replace(line, reading="other", title="Yang lain", outlet=None, published=None) for line in SAMPLE]
    text = printed(SAMPLE + other)
    assert text.count("\nYang lain · no date\n") == 1
    assert text.count("holder") == 1


def test_nothing_to_print_is_said() -> None:
    assert printed([]) == "No claims.\n"


def test_what_an_article_holds_cannot_command_the_terminal() -> None:
    evil = msgspec.structs.replace(
        SAMPLE[0], content="a\x1b[2Jb\u202ec [red]d[/red] :smile:", title="t\x1b]0;x\x07", holder="h\x9b"
    )
    text = printed([evil], width=140)
    assert "\x1b" not in text
    assert "\x9b" not in text
    assert "a\ufffd[2Jb\ufffdc [red]d[/red] :smile:" in text


@given(st.text(), st.integers(2, 60), st.integers(1, 4))
def test_shortened_text_fits_and_is_whole_words_of_the_text(text: str, width: int, rows: int) -> None:
    got = fit(text, width, rows=rows)
    assert 1 <= len(got) <= rows
    assert all(cell_len(line) <= width for line in got)
    if all(cell_len(word) <= width - 2 for word in plain(text).split()):
        shown = " ".join(got).removesuffix(" …").split()
        assert shown == plain(text).split()[: len(shown)]


def test_an_ellipsis_stands_after_a_whole_word() -> None:
    assert fit("satu dua tiga empat", 10) == ["satu dua …"]
    assert fit("satu dua tiga empat", 8, rows=2) == ["satu dua", "tiga …"]
    assert fit("antidisestablishment", 8) == ["antidis…"]


# --- events ---------------------------------------------------------------------------------------------------------------


def printed_events(rows: list[EventLine], *, width: int = 80, terminal: bool = False) -> str:
    out = io.StringIO()
    system: Literal["truecolor"] | None = "truecolor" if terminal else None
    table.print_events(rows, console=Console(file=out, width=width, force_terminal=terminal, color_system=system))
    return out.getvalue()


def test_below_a_content_stand_the_events_that_it_tells_of() -> None:
    rows = [row.strip() for row in printed(SAMPLE, width=200).splitlines()]
    content = next(i for i, row in enumerate(rows) if "telah menandatangani" in row)
    assert any(row.startswith("→ AGREE CT-/U: Kerajaan Selasih → Republik Arunika") for row in rows[content + 1 : content + 4])
    assert sum(row.count("→ A") for row in rows) == 4


@pytest.mark.parametrize("width", [60, 80, 140])
def test_the_sample_s_events_print_as_their_gold(width: int) -> None:
    assert printed_events(EVENTS, width=width) == (GOLD / f"sample.events-{width}.txt").read_text("utf-8")


@pytest.mark.parametrize("width", [48, 60, 69, 70, 80, 109, 110, 140, 200])
def test_no_line_of_events_is_wider_than_the_terminal(width: int) -> None:
    assert max(cell_len(row) for row in printed_events(EVENTS, width=width).splitlines()) <= width


@pytest.mark.parametrize("width", [110, 140, 200])
def test_the_word_that_names_an_event_is_among_its_words(width: int) -> None:
    shown = "".join(printed_events(EVENTS, width=width).split())
    for event in READING.events:
        assert READING.article.text[slice(*event.trigger)] in shown


def test_an_event_that_somebody_denies_has_its_sign_and_no_other_has_it() -> None:
    rows = printed_events(EVENTS, width=200).splitlines()
    assert ["✗" in row for row in rows if row[:2] in ("AG", "CO", "AI", "AC", "RE")] == [line.denied for line in EVENTS]


def test_colour_adds_nothing_to_events_that_the_letters_do_not_say() -> None:
    coloured = printed_events(EVENTS, terminal=True)
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == printed_events(EVENTS)


def test_no_events_to_print_is_said() -> None:
    assert printed_events([]) == "No events.\n"


def test_what_an_article_holds_cannot_command_the_terminal_through_its_events() -> None:
    evil = msgspec.structs.replace(EVENTS[0], words="a\x1b[2Jb", actors="\x9bx", stances="\x1b]0;t\x07 CT+")
    text = printed_events([evil], width=140)
    assert not {"\x1b", "\x9b", "\x07"} & set(text)
