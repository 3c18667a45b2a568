"""Names without what a page glued to them."""

from __future__ import annotations

import pytest

from konon import gazetteer
from konon.glued import camels, unglued
from konon.grammar import grammar
from konon.lexicon import load
from konon.segment import segment


def words(text: str, language: str = "id") -> list[str]:
    lexicon = load(language)
    return unglued(segment(text, lexicon), grammar(lexicon), gazetteer.load().names(language))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Serangan Iranmenewaskan dua orang.", "Iran"),  # a verb by its prefix
        ("Serangan Israelterhadap Iran berlanjut.", "Israel"),  # a preposition
        ("Laras Weningyang datang. Wening pulang.", "Wening"),  # a name by the text alone
        ("Presiden ASTirta datang.", "Tirta"),  # known letters before it
        ("Serangan KRXWening berlanjut. Wening pulang.", "Wening"),  # any letters before what stands elsewhere
        ("Laras Weningresmi datang. Wening pulang dengan resmi.", "Wening"),  # any word that the text has elsewhere
        ("Laras Weningtersangka. Wening pulang.", "Wening"),  # any word that is common in the news
        ("Laras Weningdan Bayu datang. Wening pulang.", "Wening"),  # a conjunction
    ],
)
def test_a_word_glued_to_a_name_is_left_out(text: str, name: str) -> None:
    assert len(words(text)) == len(segment(text, load("id")).tokens)
    assert name in words(text)[1:3]


@pytest.mark.parametrize(
    ("text", "language", "word"),
    [
        ("Pencetak gol itu pulang.", "id", "Pencetak"),  # no "Pence" and "tak"
        ("Sepakbola dan bola sepak.", "id", "Sepakbola"),  # "sepak" is a word
        ("Jembatan KRXWening rusak.", "id", "KRXWening"),  # neither is known
        ("Bayu Weningyang datang.", "id", "Weningyang"),  # nobody is called "Wening"
        ("Bayu Patijaya datang.", "id", "Patijaya"),  # a name after a name, of which the gazetteer alone has "Pati"
        ("Whatever it takes, What said ever.", "en", "Whatever"),
    ],
)
def test_a_word_that_only_begins_like_a_name_stays_whole(text: str, language: str, word: str) -> None:
    assert word in words(text, language)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Menurut ArunaWatch, jaringan mati.", {"Aruna Watch": "ArunaWatch"}),
        ("Kemarin PresidenTirta datang.", {}),  # a title that a page glued on
        ("Kemarin ArunaWatch dan Aruna datang.", {}),  # a part of it stands alone
        ("Kemarin TirtaWening datang dan TirtaWening pulang.", {"Tirta Wening": "TirtaWening"}),
    ],
)
def test_a_name_with_a_capital_inside_is_known_by_standing_nowhere_in_parts(text: str, names: dict[str, str]) -> None:
    lexicon = load("id")
    s, g, known = segment(text, lexicon), grammar(lexicon), gazetteer.load().names("id")
    assert camels(s, unglued(s, g, known), g, known) == names


@pytest.mark.parametrize("name", ["Sukamaju", "Budisantoso", "Indonesiabaik", "Surabayalama"])
def test_a_name_that_ends_in_a_common_word_is_no_glued_one(name: str) -> None:
    assert name in words(f"Kata warga, {name} datang. Budi pulang.")
