"""Why two claims are linked, in a line: who denies it, by name, and only what truly parts them."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from konon.clauses import Term
from konon.comparison import Judged
from konon.propositions import Proposition
from konon.reasons import apart, reason

LINK = Judged(a="x", b="y", relation="contradicts", score=0.9)


def said(id_: str, holder: str, *, denied: bool, times: tuple[str, ...], doer: str) -> Proposition:
    return Proposition(
        claim=id_,
        article=id_,
        language="id",
        act="say",
        speaker=holder,
        terms=(Term("ntang", 5.0, denied),),
        names=("~rumbai", "~selasih"),
        doer=doer,
        times=times,
        told=f"say kata: bentang Rumbai Selasih runtuh ({holder})",
    )


def test_a_denial_names_its_speaker_words_stand_as_written_and_what_is_no_difference_is_left_out() -> None:
    one = said("x", "Ratna Wiraguna", denied=False, times=("2031-03-02",), doer="~rumbai")
    other = said("y", "Danu Lesmana", denied=True, times=("2031-03-02TMO",), doer="~selasih")
    assert reason(LINK, one, other) == "both tell of rumbai, selasih, bentang; Danu Lesmana denies it"
    assert "2031-03-02 against 2031-03-05" in reason(
        LINK, one, said("y", "Danu", denied=True, times=("2031-03-05",), doer="~rumbai")
    )


def test_who_denies_is_told_by_what_the_not_is_about_however_heavy_another_word() -> None:
    one = said("x", "Ratna Wiraguna", denied=True, times=(), doer="~rumbai")
    other = said("y", "Danu Lesmana", denied=False, times=(), doer="~rumbai")
    one = replace(one, terms=(Term("longsor", 9.0, False), Term("ntang", 5.0, True, heart=True)))
    other = replace(other, terms=(Term("longsor", 9.0, True), Term("ntang", 5.0, False)))
    assert reason(LINK, one, other).endswith("; Ratna Wiraguna denies it")
    assert reason(LINK, one, replace(other, speaker="Ratna Wiraguna")).endswith("; one of the texts denies it")


def test_who_takes_back_what_he_said_is_told_by_the_day() -> None:
    one = said("x", "Ratna Wiraguna", denied=True, times=(), doer="~rumbai")
    other = replace(said("y", "Wiraguna", denied=False, times=(), doer="~rumbai"), day="2031-05-03")
    one = replace(one, day="2031-05-04")
    assert reason(LINK, one, other).endswith("; Ratna Wiraguna on 2031-05-04 denies it")


def test_words_are_told_as_they_stand_and_contraries_beside_each_other() -> None:
    one = said("x", "Ratna Wiraguna", denied=False, times=(), doer="~rumbai")
    up = replace(one, terms=(Term("=rise", 5.0),), told="say kata: harga beras naik (Ratna Wiraguna)")
    down = replace(up, terms=(Term("=rise", 5.0, True, 1),), told="say kata: harga beras turun (Danu)", article="y")
    assert reason(LINK, up, down) == "both tell of rumbai, selasih, naik; naik against turun"
    away = replace(up, terms=(Term("=deploy", 5.0, True, 1),), told="say kata: akan mundur (Ratna)", speaker="Ratna")
    stays = replace(down, terms=(Term("=deploy", 5.0, False, 1),), told="say kata: tidak akan mundur (Danu)", speaker="Danu")
    assert reason(LINK, away, stays) == "both tell of rumbai, selasih, mundur; Danu denies it"
    assert reason(LINK, away, replace(stays, article="x")).endswith("; the text below it denies it")
    assert reason(LINK, away, replace(stays, article="x", headline=True)).endswith("; the headline denies it")


@pytest.mark.parametrize(
    ("one", "other", "parted"),
    [
        ("14 orang meninggal dalam kecelakaan itu", "11 orang meninggal dalam kecelakaan itu", "14 against 11"),
        ("jalan akan dibuka pada hari Jumat", "Jalan tidak akan dibuka pada hari Jumat", "nothing against tidak"),
        ("jalan akan dibuka pada hari Jumat", "“Jalan akan dibuka pada hari Jumat,”", ""),
        ("jalan akan dibuka pada hari Jumat", "warga tiga desa menunggu bantuan pangan", None),
        ("jalan akan dibuka", "jembatan akan dibuka kembali Jumat ini setelah diperbaiki", None),
    ],
)
def test_what_alone_parts_two_wordings_is_told(one: str, other: str, parted: str | None) -> None:
    assert apart(one, other) == parted
