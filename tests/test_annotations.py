"""The labels that the reader is to be trained on (train/annotations), against the texts they were made on."""

from __future__ import annotations

import pytest

from annotated import LABELS, rows, texts
from konon.records import ACTS

LEAST = {"id": 60, "en": 20}


@pytest.mark.parametrize("language", LEAST)
def test_every_label_stands_on_words_of_its_article(language: str) -> None:
    found = rows(LABELS / f"{language}.jsonl")
    assert len(found) >= LEAST[language]
    assert len({row["sha256"] for row in found}) == len(found)
    for row in found:
        text = texts()[row["sha256"]]
        for a in row["attributions"]:
            assert a["content"], row["id"]
            assert a["act"] in ACTS
            for start, end in (*a["source"], *a["cue"], *a["content"]):
                words = text[start:end]
                assert words == words.strip() != "", (row["id"], words)
