"""The events that weights are counted from (train/annotations/events), against the texts they were made on."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from konon.lexicon import plover

ROOT = Path(__file__).parents[1]
LABELS = ROOT / "train" / "annotations"
DATA = ROOT.parent / "shared" / "data"


def rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


LANGUAGES = pytest.mark.parametrize(
    ("language", "source"), [("en", "polnear/train.jsonl"), ("id", "news-id/2025-06-18_19.jsonl")]
)


@LANGUAGES
def test_every_article_with_attributions_has_events_and_no_text(language: str, source: str) -> None:
    known = [(row["id"], row["sha256"]) for row in rows(LABELS / f"{language}.jsonl")]
    found = rows(LABELS / "events" / f"{language}.jsonl")
    assert [(row["id"], row["sha256"]) for row in found[: len(known)]] == known
    assert len(found) - len(known) == (42 if language == "en" else 0)
    for key in ("id", "sha256"):
        assert len({row[key] for row in found}) == len(found)
    for row in found:
        assert set(row) == {"id", "url", "sha256", "events"}


@LANGUAGES
def test_every_event_stands_on_a_word_and_has_a_type_and_a_stance(language: str, source: str) -> None:
    if not DATA.is_dir():
        pytest.skip("the annotated articles are their publishers', and not part of the project")
    articles = [json.loads(line) for line in (DATA / source).read_text("utf-8").splitlines()]
    texts = {hashlib.sha256(row["text"].encode()).hexdigest(): row["text"] for row in articles}
    for line in (LABELS / "events" / f"{language}.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        text = texts[row["sha256"]]
        for event in row["events"]:
            start, end = event["trigger"]
            assert text[start:end].replace("-", "").isalpha(), (row["id"], text[start:end])
            assert event["type"] in plover()
            assert event["stances"]
            assert {stance["factuality"] for stance in event["stances"]} <= {"CT+", "CT-", "PR+", "PR-", "PS+", "PS-", "U"}
