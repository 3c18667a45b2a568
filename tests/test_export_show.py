"""`konon show`: one claim in its article, and its trail. Gold: tests/gold/export/sample.show*.txt."""

from __future__ import annotations

import io
from pathlib import Path

import msgspec
from rich.console import Console

from konon.export import jsonl, show
from konon.records import Claim, Link

GOLD = Path(__file__).parent / "gold" / "export"
SAMPLE = jsonl.decode((GOLD / "sample.jsonl").read_bytes())


def shown(claim: Claim, *, context: int = 200, terminal: bool = False, added: str | None = None, no_color: bool = False) -> str:
    out = io.StringIO()
    console = Console(
        file=out, width=200, force_terminal=terminal, color_system="standard" if terminal else None, no_color=no_color
    )
    show.render(SAMPLE, claim, console=console, added=added, context=context)
    return out.getvalue()


def test_a_split_quotation_shows_as_its_gold() -> None:
    assert shown(SAMPLE.claims[3], added="2026-11-22T10:00:00+00:00") == (GOLD / "sample.show.txt").read_text("utf-8")


def test_a_claim_within_another_names_it() -> None:
    assert f"within      {SAMPLE.claims[4].id}: Ratna Kencanasari says:" in shown(SAMPLE.claims[5])


def test_the_events_of_a_claim_and_its_hands_are_told_and_left_out_where_there_are_none() -> None:
    assert "  events      AGREE CT-/U: Kerajaan Selasih → Republik Arunika\n" in shown(SAMPLE.claims[1])
    assert "  events " not in shown(SAMPLE.claims[6])
    hands = (Link(kind="speaker", name="Ratna"), Link(kind="agency", name="Samudra"))
    assert "  hands       Ratna (speaker) ← Samudra (agency)\n" in shown(msgspec.structs.replace(SAMPLE.claims[1], chain=hands))
    assert "  hands " not in shown(SAMPLE.claims[1])


def test_without_colour_each_part_stands_in_brackets_with_its_name() -> None:
    for raw in (shown(SAMPLE.claims[2]), shown(SAMPLE.claims[2], terminal=True, no_color=True)):
        text = " ".join(raw.split())
        assert "[source: negara-negara tetangga]" in text
        assert "[cue: mengkhawatirkan]" in text
        assert "[content: kedua pemerintah akan bertukar amunisi]" in text


def test_on_a_terminal_each_part_has_a_letter_style_of_its_own() -> None:
    text = shown(SAMPLE.claims[2], terminal=True)
    assert "\x1b[1;34mnegara-negara tetangga\x1b[0m" in text
    assert "\x1b[3;33mmengkhawatirkan\x1b[0m" in text
    assert "\x1b[4mkedua pemerintah" in text


def test_far_stretches_between_the_words_are_left_out() -> None:
    text = SAMPLE.article.text
    far = msgspec.structs.replace(SAMPLE.claims[0], content=((text.index("kantor Presiden"), text.index(" belum mengonf")),))
    assert "Ada Pakta […] Sabtu malam, [content: kantor Presiden Arunika] belum …" in shown(far, context=15)


def test_the_trail_says_what_read_it_and_when_it_came_in() -> None:
    text = shown(SAMPLE.claims[0], added="2026-11-22")
    for value in (
        SAMPLE.id,
        SAMPLE.trail.input,
        SAMPLE.trail.extractor,
        SAMPLE.trail.reader,
        SAMPLE.trail.lexicon,
        "2026-11-22",
    ):
        assert value in text
    assert "added" not in shown(SAMPLE.claims[0])
