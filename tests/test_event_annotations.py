"""The events that weights are counted from (train/annotations/events), against the texts they were made on."""

from __future__ import annotations

from annotated import LABELS, LANGUAGES, rows, texts
from konon.lexicon import plover


@LANGUAGES
def test_every_article_with_attributions_has_events_and_no_text(language: str) -> None:
    known = [(row["id"], row["sha256"]) for row in rows(LABELS / f"{language}.jsonl")]
    found = rows(LABELS / "events" / f"{language}.jsonl")
    assert [(row["id"], row["sha256"]) for row in found[: len(known)]] == known
    assert len(found) - len(known) == (42 if language == "en" else 0)
    for key in ("id", "sha256"):
        assert len({row[key] for row in found}) == len(found)
    for row in found:
        assert set(row) == {"id", "url", "sha256", "events"}


@LANGUAGES
def test_every_event_stands_on_a_word_and_has_a_type_and_a_stance(language: str) -> None:
    for row in rows(LABELS / "events" / f"{language}.jsonl"):
        text = texts()[row["sha256"]]
        for event in row["events"]:
            start, end = event["trigger"]
            assert text[start:end].replace("-", "").isalpha(), (row["id"], text[start:end])
            assert event["type"] in plover()
            assert event["stances"]
            assert {stance["factuality"] for stance in event["stances"]} <= {"CT+", "CT-", "PR+", "PR-", "PS+", "PS-", "U"}
