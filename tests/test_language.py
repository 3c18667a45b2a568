"""Which language an article is in."""

from __future__ import annotations

import pytest

from konon.language import identify
from konon.records import Refused

TEXTS = {
    "id": "Pemerintah Arunika mengumumkan bahwa pelabuhan baru akan dibuka pada awal tahun depan.",
    "en": "The government of Arunika announced that the new port will open early next year.",
}
OTHERS = {
    "nl": "De regering van het land heeft aangekondigd dat de nieuwe haven begin volgend jaar opengaat, zei de minister.",
    "fr": "Le gouvernement a annoncé que le nouveau port ouvrira au début de l'année prochaine, a dit le ministre.",
    "zh": "政府宣布，新港口将在明年年初建成后开放。部长说，这个项目花了三年时间。",
    "ar": "أعلنت الحكومة أن الميناء الجديد سيفتح في بداية العام المقبل بعد اكتمال بنائه.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_language_with_words_in_data_is_recognised(language: str) -> None:
    assert identify(TEXTS[language]) == language


@pytest.mark.parametrize("text", ["Menteri itu mengatakan harga akan turun.", "Jalan ini dibuka pekan depan, kata gubernur."])
def test_one_indonesian_sentence_is_enough(text: str) -> None:
    assert identify(text) == "id"


@pytest.mark.parametrize("language", OTHERS)
def test_another_language_is_refused_by_name(language: str) -> None:
    with pytest.raises(Refused, match=f"'{language}'.*reads en, id"):
        identify(OTHERS[language])


def test_a_text_without_words_is_refused() -> None:
    with pytest.raises(Refused, match="no words"):
        identify("12.30 -- 45 %%")
