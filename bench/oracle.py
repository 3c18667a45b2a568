"""How Konon resolves the relative times that dateparser lists for itself, against what dateparser makes of them.

    uv run --with dateparser python bench/oracle.py

dateparser (BSD) reads a string as one moment, Konon finds expressions in running text and gives them as fine as they say
("bulan lalu" is a month, not the day a month ago). So two readings agree when the moment lies in Konon's days. What differs
is printed, each with both readings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from importlib import import_module
from typing import Any

from konon.timespans import days
from konon.timex import find

PUBLISHED = "2023-09-16"
NUMBER = r"(\d++[.,]?\d*+)"
COUNT = "3"
WEEKDAY = re.compile(r"\b(mon|tue|tues|wed|thu|fri|sat|sun)(day|nesday|rsday|urday)?\b")
LANGUAGES = ("id", "en")


def expressions(language: str) -> Iterator[str]:
    """The phrases of the library's own data for a language, a number in place of each slot for one."""
    info: dict[str, Any] = import_module(f"dateparser.data.date_translation_data.{language}").info
    listed = [phrase for phrases in info["relative-type"].values() for phrase in phrases]
    listed += [phrase for phrases in info["relative-type-regex"].values() for phrase in phrases]
    for phrase in listed:
        written = phrase.replace(NUMBER, COUNT).replace("s?", "s")
        if not re.search(r"[\\+*?()\[\]]", written):
            yield WEEKDAY.sub(lambda found: found[0].capitalize(), written)  # as the press writes them


def moment(phrase: str, language: str) -> date | None:
    """What dateparser takes it for, on the day of publication."""
    settings = {"RELATIVE_BASE": datetime.fromisoformat(f"{PUBLISHED}T12:00:00"), "RETURN_AS_TIMEZONE_AWARE": False}
    found: datetime | None = import_module("dateparser").parse(phrase, languages=[language], settings=settings)
    return found.date() if found else None


def ours(phrase: str, language: str) -> list[str]:
    """The values that Konon gives."""
    times, _ = find(phrase, language=language, published=PUBLISHED)
    return [time.value for time in times]


def main() -> None:
    """Prints figures and differences."""
    for language in LANGUAGES:
        agree, differ, missed, beyond = 0, [], [], 0
        for phrase in sorted(set(expressions(language))):
            theirs, values = moment(phrase, language), ours(phrase, language)
            covered = [span for value in values if (span := days(value))]
            if not values:
                missed.append(phrase)
            elif theirs is None:
                beyond += 1
            elif any(first <= theirs <= last for first, last in covered) or (
                "PRESENT_REF" in values and theirs.isoformat() == PUBLISHED
            ):
                agree += 1
            else:
                differ.append(f"{phrase}: {theirs} / {', '.join(values)}")
        print(f"{language}: {agree} agree, {len(differ)} differ, {len(missed)} not found, {beyond} that dateparser cannot read")
        print("  differ (dateparser / Konon): " + "; ".join(differ))
        print("  not found: " + "; ".join(missed))


if __name__ == "__main__":
    main()
