"""The labels that the reader is to be trained on (train/annotations), against the texts they were made on."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from konon.records import ACTS

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared" / "data"
LEAST = {"id": 60, "en": 20}


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    if not DATA.is_dir():
        pytest.skip("the annotated articles are their publishers', and not part of the project")
    files = [DATA / "news-id" / "2025-06-18_19.jsonl", DATA / "polnear" / "train.jsonl"]
    found = [json.loads(line)["text"] for file in files for line in file.read_text("utf-8").splitlines()]
    return {hashlib.sha256(text.encode()).hexdigest(): text for text in found}


@pytest.mark.parametrize("language", LEAST)
def test_every_label_stands_on_words_of_its_article(language: str, texts: dict[str, str]) -> None:
    rows = [json.loads(line) for line in (ROOT / "train" / "annotations" / f"{language}.jsonl").read_text("utf-8").splitlines()]
    assert len(rows) >= LEAST[language]
    assert len({row["sha256"] for row in rows}) == len(rows)
    for row in rows:
        text = texts[row["sha256"]]
        for a in row["attributions"]:
            assert a["content"], row["id"]
            assert a["act"] in ACTS
            for start, end in (*a["source"], *a["cue"], *a["content"]):
                words = text[start:end]
                assert words == words.strip() != "", (row["id"], words)
