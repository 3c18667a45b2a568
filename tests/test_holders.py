"""Who a source is."""

from __future__ import annotations

import pytest

from konon import rules
from konon.grammar import grammar
from konon.holders import resolve
from konon.lexicon import load
from konon.segment import segment


def holders(text: str, language: str = "id") -> list[str | None]:
    lexicon = load(language)
    s = segment(text, lexicon)
    return list(resolve(rules.read(s, lexicon)[0], s, grammar(lexicon)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Menteri Perdagangan Bayu Tirta mengatakan harga turun.", "Bayu Tirta"),
        ("Kepala Desa Selasih, Laras Wening, mengatakan jalan rusak.", "Laras Wening"),
        ('"Jalan rusak," kata Laras Wening, kepala desa Selasih.', "Laras Wening"),
        ("Warga setempat mengatakan air surut.", "Warga setempat"),
        ("Sekretaris Jenderal PBA Bayu Tirta mengatakan harga turun.", "Bayu Tirta"),
    ],
)
def test_the_name_is_what_remains_without_title_and_office(text: str, expected: str) -> None:
    assert holders(text) == [expected]


def test_a_short_name_takes_the_full_form_that_the_text_gave() -> None:
    text = "Jalan Rusak\nWarga bertemu Laras Wening di balai desa. Wening mengatakan jalan itu rusak."
    assert holders(text) == ["Laras Wening"]


def test_a_pronoun_and_a_clitic_stand_for_the_last_who_spoke() -> None:
    text = 'Laras Wening mengatakan jalan rusak.\nIa menyebut jembatan aman.\n"Kami perbaiki pekan depan," ujarnya.'
    assert holders(text) == ["Laras Wening"] * 3


def test_unnamed_believers_have_no_holder() -> None:
    assert holders("Laras mengatakan jalan rusak.\nGudang itu diduga kosong.")[-1] is None


def test_a_quotation_without_cue_belongs_to_the_last_speaker() -> None:
    text = '"Jalan rusak," kata Laras Wening.\n"Kami akan perbaiki jalan itu segera."'
    assert holders(text) == ["Laras Wening", "Laras Wening"]


def test_we_inside_a_quotation_is_its_speaker() -> None:
    text = 'Bayu Tirta mengatakan harga turun.\n"Kami berharap hujan segera turun," kata Laras Wening.'
    assert holders(text) == ["Bayu Tirta", "Laras Wening", "Laras Wening"]


def test_the_word_before_a_name_at_a_sentence_start_is_no_part_of_it() -> None:
    text = 'Jalan Rusak\nMenurut Wening, jalan itu rusak.\n"Besok," kata Wening.\nWening bertanya kepada warga di pasar desa.'
    assert set(holders(text)) == {"Wening"}


def test_whom_a_spokesman_speaks_for_is_no_part_of_his_name() -> None:
    text = (
        'Istana Diam\nPintu ke Istana tertutup. Juru bicara Istana Bayu Tirta mengatakan rapat ditunda.\n"Besok," kata Tirta.'
    )
    assert holders(text)[-1] == "Bayu Tirta"
