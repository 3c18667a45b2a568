"""Names that a reader has seen."""

from __future__ import annotations

from konon import gazetteer
from konon.grammar import grammar
from konon.lexicon import load
from konon.mentioned import found
from konon.names import Run, Text, words_of
from konon.records import EntityType, Mention
from konon.segment import segment


def names(text: str, *seen: tuple[str, EntityType]) -> list[Run]:
    lexicon = load("id")
    known = gazetteer.load()
    mentions = []
    since = 0
    for words, kind in seen:
        at = text.index(words, since)
        since = at + len(words)
        mentions.append(Mention(span=(at, since), type=kind))
    s = segment(text, lexicon)
    return found(
        Text(
            s=s,
            g=grammar(lexicon),
            w=words_of("id", known),
            known=known,
            language="id",
            day=None,
            mentions=mentions,
        )
    )


def test_a_place_that_the_reader_saw_is_no_person() -> None:
    text = "Jalan Rusak\nLaras Wening datang ke Kaldera Selasih."
    runs = names(text, ("Laras Wening", "PER"), ("Kaldera Selasih", "LOC"))
    assert [(run.words, run.sort) for run in runs] == [(("Laras", "Wening"), "PER"), (("Kaldera", "Selasih"), "LOC")]


def test_capitals_that_the_reader_passed_over_name_nobody() -> None:
    text = "Jalan Rusak\nDirektur Pengawasan Sumber Daya Laras Wening datang."
    assert [run.words for run in names(text, ("Laras Wening", "PER"))] == [("Laras", "Wening")]


def test_part_of_a_name_that_the_reader_saw_elsewhere_is_a_name() -> None:
    text = "Jalan Rusak\nLaras Wening datang. Jalan itu rusak, kata Wening."
    assert [run.words for run in names(text, ("Laras Wening", "PER"))] == [("Laras", "Wening"), ("Wening",)]


def test_a_word_glued_to_a_name_is_no_part_of_it() -> None:
    text = "Jalan Rusak\nLaras Weningmemulai rapat. Laras Wening datang."
    runs = names(text, ("Laras Weningmemulai", "PER"), ("Laras Wening", "PER"))
    assert [run.words for run in runs] == [("Laras", "Wening")] * 2


def test_what_follows_a_glued_word_is_no_part_of_the_name() -> None:
    text = "Jalan Rusak\nWarga bertemu Laras Weningatau Uci. Laras Wening datang."
    runs = names(text, ("Laras Weningatau Uci", "PER"), ("Laras Wening", "PER"))
    assert [run.words for run in runs] == [("Laras", "Wening")] * 2


def test_a_nickname_in_brackets_does_not_part_a_name() -> None:
    text = "Jalan Rusak\nWarga bertemu Bayu (Uci) Tirta."
    (run,) = names(text, ("Bayu", "PER"), ("Uci", "PER"), ("Tirta", "PER"))
    assert run.words == ("Bayu", "Tirta")
    assert run.nicknames == ("Uci",)


def test_a_title_inside_a_mention_is_no_part_of_the_name() -> None:
    (run,) = names("Jalan Rusak\nWarga bertemu Menteri Laras Wening.", ("Menteri Laras Wening", "PER"))
    assert (run.words, run.titled) == (("Laras", "Wening"), True)


def test_a_name_keeps_its_inner_capitals() -> None:
    (run,) = names("Jalan Rusak\nAngka dari SukaKita keluar.", ("SukaKita", "ORG"))
    assert run.written == "SukaKita"


def test_a_text_may_end_in_a_name_with_inner_capitals() -> None:
    (run,) = names("Internet\nJaringan mati, kata ArunaWatch", ("Aruna", "ORG"))
    assert run.written == "ArunaWatch"
