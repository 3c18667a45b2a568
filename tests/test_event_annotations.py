"""The events that the English weights are counted from (train/annotations/events), against the texts they were made on."""

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


def test_every_article_with_events_has_attributions_and_no_text() -> None:
    known = {row["sha256"] for row in rows(LABELS / "en.jsonl")}
    found = rows(LABELS / "events" / "en.jsonl")
    assert len(found) >= 40
    for row in found:
        assert row["sha256"] in known
        assert set(row) == {"id", "url", "sha256", "events"}


def test_every_event_stands_on_a_word_and_has_a_type_and_a_stance() -> None:
    if not DATA.is_dir():
        pytest.skip("the annotated articles are their publishers', and not part of the project")
    texts = {hashlib.sha256(row["text"].encode()).hexdigest(): row["text"] for row in _articles()}
    for line in (LABELS / "events" / "en.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        text = texts[row["sha256"]]
        for event in row["events"]:
            start, end = event["trigger"]
            assert text[start:end].isalpha(), (row["id"], text[start:end])
            assert event["type"] in plover()
            assert [stance["factuality"] in ("CT+", "CT-", "PR+", "PR-", "PS+", "PS-", "U") for stance in event["stances"]] == [
                True
            ]


def _articles() -> list[dict[str, str]]:
    return [json.loads(line) for line in (DATA / "polnear" / "train.jsonl").read_text("utf-8").splitlines()]
