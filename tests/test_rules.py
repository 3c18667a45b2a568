"""The rules reader on plain sentences: tests/gold/rules/*.txt, one block a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from konon import rules
from konon.lexicon import load
from konon.records import Attribution
from konon.segment import segment
from konon.spans import joined

GOLD = Path(__file__).parent / "gold" / "rules"


def blocks(path: Path) -> list[tuple[str, str, list[str]]]:
    """Title, text and expected lines of each block of a gold file."""
    out = []
    for block in path.read_text("utf-8").split("\n\n"):
        lines = block.strip().split("\n")
        text = "\n".join(line[2:] for line in lines if line.startswith("> "))
        out.append((lines[0].removeprefix("## "), text, [line for line in lines[1:] if not line.startswith("> ")]))
    return out


def read(text: str, language: str) -> list[Attribution]:
    lexicon = load(language)
    return list(rules.read(segment(text, lexicon), lexicon).attributions)


def shown(text: str, a: Attribution) -> str:
    return " | ".join((joined(text, a.source) or "-", joined(text, a.cue) or "-", joined(text, a.content), a.act, a.quote))


CASES = [(language, *block) for language in ("id", "en") for block in blocks(GOLD / f"{language}.txt")]


@pytest.mark.parametrize(("language", "title", "text", "expected"), CASES, ids=[f"{c[0]}: {c[1]}" for c in CASES])
def test_a_plain_sentence_gives_just_the_attributions_that_its_gold_names(
    language: str, title: str, text: str, expected: list[str]
) -> None:
    assert [shown(text, a) for a in read(text, language)] == expected


@pytest.mark.parametrize("text", ["Hujan turun sepanjang malam di kota itu.", "Kapal itu berlayar ke utara."])
def test_a_sentence_in_which_nobody_speaks_gives_nothing(text: str) -> None:
    assert read(text, "id") == []


def test_a_sentence_after_indirect_speech_goes_on_with_it() -> None:
    text = "Gubernur mengatakan jembatan itu aman. Kendaraan berat boleh melintas."
    (a,) = read(text, "id")
    assert joined(text, a.content) == "jembatan itu aman. Kendaraan berat boleh melintas"


def test_a_new_paragraph_does_not_go_on_with_the_saying_before_it() -> None:
    text = "Gubernur mengatakan jembatan itu aman.\nKendaraan berat melintas sejak pagi."
    (a,) = read(text, "id")
    assert joined(text, a.content) == "jembatan itu aman"


def test_a_quotation_without_a_cue_has_neither_source_nor_cue() -> None:
    text = '"Saya datang hari ini," kata Wali Kota Selasih.\n"Kami akan membangun jembatan baru di sana."'
    last = read(text, "id")[-1]
    assert (last.source, last.cue, last.quote) == ((), (), "direct")


def test_a_headline_colon_after_an_office_is_a_source_without_cue() -> None:
    text = "Menteri Luar Negeri: Perundingan Belum Selesai\nPerundingan berlangsung di Selasih."
    (a,) = read(text, "id")
    assert (joined(text, a.source), a.cue) == ("Menteri Luar Negeri", ())
    assert joined(text, a.content) == "Perundingan Belum Selesai"


def test_a_headline_colon_after_a_topic_is_no_source() -> None:
    assert read("Harga Beras Hari Ini: Naik Tipis\nHarga beras naik tipis di pasar.", "id") == []


def test_a_negated_saying_is_marked() -> None:
    text = "Menteri itu tidak mengatakan bahwa pajak akan naik."
    (a,) = read(text, "id")
    assert a.negated


def test_an_admission_by_negated_denial_is_confirm() -> None:
    (a,) = read("Menteri itu tidak membantah bahwa pajak akan naik.", "id")
    assert a.act == "confirm"


def test_a_denied_content_makes_a_neutral_saying_a_denial() -> None:
    (a,) = read("Istana menyatakan tidak ada perjanjian yang ditandatangani dengan Selasih.", "id")
    assert a.act == "deny"


def test_a_cue_without_a_source_is_skipped_with_its_reason() -> None:
    lexicon = load("id")
    text = "Untuk memastikan bahwa jalan aman, pagar dipasang."
    skips = rules.read(segment(text, lexicon), lexicon).skips
    assert [(text[s.at[0] : s.at[1]], s.reason) for s in skips] == [("memastikan", "cue without source")]


def test_a_claim_inside_a_quotation_is_found_too() -> None:
    text = '"Pak Camat bilang bahwa sekolah itu ditutup," kata Kepala Desa Selasih.'
    inner = [a for a in read(text, "id") if joined(text, a.cue) == "bilang"]
    assert [joined(text, a.content) for a in inner] == ["sekolah itu ditutup"]


@pytest.mark.parametrize("text", ["Hal itu dikatakan Gubernur Selasih.", "Hal ini disampaikan oleh Laras Wening."])
def test_a_subject_that_only_points_is_no_content(text: str) -> None:
    assert read(text, "id") == []


def test_a_noun_after_a_comma_is_no_saying() -> None:
    assert read("Menurut laporan itu naik dua poin, nilai impor turun.", "id")[1:] == []
