"""The times that rules are measured by (train/annotations/times), against the texts they were made on."""

from __future__ import annotations

import hashlib
import json
import re
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LABELS = ROOT / "train" / "annotations"
DATA = ROOT.parent / "shared" / "data"
ANNOTATED = {"en": 20, "id": 45}  # articles that have attributions too, which come first
ALONE = {"en": 12, "id": 40}  # that have times alone, and so their day of publication with them

POINT = r"(?:BC)?\d{2,4}(?:-(?:\d\d(?:-\d\d)?|W\d\d(?:-(?:WE|[1-7]))?|[QH]\d|SP|SU|FA|WI))?"
CLOCK = r"T(?:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)?|MO|MI|AF|EV|NI)"
LENGTH = r"P(?:T?[\dX.]+(?:DE|CE|[YMWDHS]))+"
OPEN = r"XXXX-(?:WXX-(?:[1-7]|WE)|\d\d|XX)(?:-(?:\d\d|XX))?|XXXX-(?:SP|SU|FA|WI)"
ONE = rf"(?:(?:{POINT}|{OPEN})?(?:{CLOCK})|{POINT}|{OPEN}|{LENGTH}|(?:PAST|PRESENT|FUTURE)_REF|\d+)"
VALUE = re.compile(rf"{ONE}(?:/{ONE})?")


def rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


LANGUAGES = pytest.mark.parametrize(
    ("language", "source"), [("en", "polnear/train.jsonl"), ("id", "news-id/2025-06-18_19.jsonl")]
)


@LANGUAGES
def test_every_article_with_times_has_attributions_or_its_day_and_no_text(language: str, source: str) -> None:
    known = [row["sha256"] for row in rows(LABELS / f"{language}.jsonl")]
    found = rows(LABELS / "times" / f"{language}.jsonl")
    first, alone = found[: ANNOTATED[language]], found[ANNOTATED[language] :]
    assert [row["sha256"] for row in first] == known[: ANNOTATED[language]]
    assert len({row["sha256"] for row in alone} - set(known)) == len(alone) == ALONE[language]
    for row in found:
        assert set(row) - {"published"} == {"id", "url", "sha256", "times"}
    assert [row for row in found if "published" in row] == alone


@LANGUAGES
def test_every_time_is_an_expression_of_timex3(language: str, source: str) -> None:
    for line in (LABELS / "times" / f"{language}.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        for time in row["times"]:
            assert set(time) == {"span", "type", "value"}
            assert time["type"] in ("DATE", "TIME", "DURATION", "SET"), (row["id"], time)
            assert VALUE.fullmatch(time["value"]), (row["id"], time)


@LANGUAGES
def test_the_annotated_times_stand_on_whole_words_in_order_and_apart(language: str, source: str) -> None:
    if not DATA.is_dir():
        pytest.skip("the annotated articles are their publishers', and not part of the project")
    articles = [json.loads(line) for line in (DATA / source).read_text("utf-8").splitlines()]
    texts = {hashlib.sha256(row["text"].encode()).hexdigest(): row["text"] for row in articles}
    for line in (LABELS / "times" / f"{language}.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        text = texts[row["sha256"]]
        spans = [tuple(time["span"]) for time in row["times"]]
        assert all(end <= start for (_, end), (start, _) in pairwise(spans)), row["id"]
        for start, end in spans:
            assert text[start:end].strip() == text[start:end] != "", (row["id"], text[start:end])
            assert "\n" not in text[start:end], (row["id"], text[start:end])
