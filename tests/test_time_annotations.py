"""The times that rules are measured by (train/annotations/times), against the texts they were made on."""

from __future__ import annotations

import re
from itertools import pairwise

from annotated import LABELS, LANGUAGES, rows, texts

ANNOTATED = {"en": 20, "id": 45}  # articles that have attributions too, which come first
ALONE = {"en": 73, "id": 144}  # that have times alone, and so their day of publication with them

POINT = r"(?:BC)?\d{2,4}(?:-(?:\d\d(?:-\d\d)?|W\d\d(?:-(?:WE|[1-7]))?|[QH]\d|SP|SU|FA|WI))?"
CLOCK = r"T(?:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)?|MO|MI|AF|EV|NI)"
LENGTH = r"P(?:T?[\dX.]+(?:DE|CE|[YMWDHS]))+"
OPEN = r"XXXX-(?:WXX-(?:[1-7]|WE)|\d\d|XX)(?:-(?:\d\d|XX))?|XXXX-(?:SP|SU|FA|WI)"
ONE = rf"(?:(?:{POINT}|{OPEN})?(?:{CLOCK})|{POINT}|{OPEN}|{LENGTH}|(?:PAST|PRESENT|FUTURE)_REF|\d+)"
VALUE = re.compile(rf"{ONE}(?:/{ONE})?")


@LANGUAGES
def test_every_article_with_times_has_attributions_or_its_day_and_no_text(language: str) -> None:
    known = [row["sha256"] for row in rows(LABELS / f"{language}.jsonl")]
    found = rows(LABELS / "times" / f"{language}.jsonl")
    first, alone = found[: ANNOTATED[language]], found[ANNOTATED[language] :]
    assert [row["sha256"] for row in first] == known[: ANNOTATED[language]]
    assert len({row["sha256"] for row in alone} - set(known)) == len(alone) == ALONE[language]
    for row in found:
        assert set(row) - {"published"} == {"id", "url", "sha256", "times"}
    assert [row for row in found if "published" in row] == alone


@LANGUAGES
def test_every_time_is_an_expression_of_timex3(language: str) -> None:
    for row in rows(LABELS / "times" / f"{language}.jsonl"):
        for time in row["times"]:
            assert set(time) == {"span", "type", "value"}
            assert time["type"] in ("DATE", "TIME", "DURATION", "SET"), (row["id"], time)
            assert VALUE.fullmatch(time["value"]), (row["id"], time)


@LANGUAGES
def test_the_annotated_times_stand_on_whole_words_in_order_and_apart(language: str) -> None:
    for row in rows(LABELS / "times" / f"{language}.jsonl"):
        text = texts()[row["sha256"]]
        spans = [tuple(time["span"]) for time in row["times"]]
        assert all(end <= start for (_, end), (start, _) in pairwise(spans)), row["id"]
        for start, end in spans:
            assert text[start:end].strip() == text[start:end] != "", (row["id"], text[start:end])
            assert "\n" not in text[start:end], (row["id"], text[start:end])
