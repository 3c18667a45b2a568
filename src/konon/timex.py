"""Times in running text as TIMEX3 (TimeML): every calendar and clock expression, its type and its ISO value.

What the words are is data: `data/<lang>/times.tsv` and `time_words.tsv`, in the notation that `konon.timerules` (patterns)
and `konon.timevalues` (values) explain. A weekday that disagrees with its date is kept, with the date as written, and
reported as a `Skip`; so is what can't be resolved where the day of publication is unknown, which has an open value then
(XXXX-09-13, PAST_REF).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone

from konon.records import Skip, Span, Time
from konon.timerules import Rules, load_rules, matches, tokens
from konon.timevalues import Around, value_of

CLOCK = re.compile(r"T\d\d:\d\d")
CLOCKS_APART = 20  # characters between "pukul 13.00" and "hingga 15.00"
TENSE_WINDOW = 60  # characters before a bare weekday in which a word of the future makes it one to come


def find(
    text: str, *, language: str, published: str | None, zone: str | None = None, skip: Sequence[Span] = ()
) -> tuple[tuple[Time, ...], tuple[Skip, ...]]:
    """The times that `text` names, in order, none touching another, and what of them is in doubt, with the reason.

    `published` is an ISO date or date-time; `zone` the dateline's offset ("+07:00"), in which a day begins and "local
    time" is told. Nothing is found in the spans of `skip`. Raises `ValueError` where `published` is neither.
    """
    rules = load_rules(language)
    today, now = _today(published, zone)
    barred = _merged(skip)
    times: list[Time] = []
    doubts: list[Skip] = []
    named: date | None = None
    year: int | None = None
    clock_zone: str | None = None
    at = line = named_at = 0
    for match in matches(rules, text, tokens(text)):
        start, end = match.span
        i = bisect_right(barred, start, key=lambda b: b[0])
        if (i and barred[i - 1][1] > start) or (i < len(barred) and barred[i][0] < end):
            continue
        line = max(line, text.rfind("\n", at, start) + 1)
        at = start
        last = times[-1] if times else None
        around = Around(
            today=today,
            now=now,
            named=named,
            near=named is not None and named_at >= line,
            year=year,
            zone=zone,
            clock_zone=clock_zone,
            after_clock=last is not None and CLOCK.search(last.value) is not None and start - last.span[1] < CLOCKS_APART,
            coming=any(slot.startswith("weekday") for slot, _ in match.captured) and _coming(rules, text, start),
        )
        found = value_of(match, around)
        if found.wrong:
            doubts.append(Skip(step="times", reason=f"{' '.join(text[start:end].split())}: {found.wrong}", at=match.span))
        if found.value is None or match.rule.type is None:
            continue
        times.append(Time(span=match.span, type=match.rule.type, value=found.value))
        clock_zone = found.zone or clock_zone
        if found.value[:4].isdecimal():
            year = int(found.value[:4])
        if found.day:
            named, named_at = found.day, start
    return tuple(times), tuple(doubts)


def _merged(spans: Sequence[Span]) -> list[Span]:
    """The spans in order, those that overlap made one."""
    out: list[Span] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def _today(published: str | None, zone: str | None) -> tuple[date | None, datetime | None]:
    """The day of publication, where the report was written, and its time if it is known.

    A year that no news article has is no date of publication.
    """
    if published is None or not 1000 <= datetime.fromisoformat(published).year <= 9000:
        return None, None
    if len(published) <= 10:
        return date.fromisoformat(published), None
    now = datetime.fromisoformat(published)
    if zone and now.tzinfo:
        sign = -1 if zone[0] == "-" else 1
        now = now.astimezone(timezone(sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6]))))
    return now.date(), now


def _coming(rules: Rules, text: str, start: int) -> bool:
    """True where the clause before tells of the future."""
    before = text[max(0, start - TENSE_WINDOW) : start]
    cut = max(before.rfind(mark) for mark in ("\n", ". ", '"', "”"))
    return any(entry.label == "{future}" for token in tokens(before[cut + 1 :]) for entry in rules.entries.get(token.word, ()))
