"""Times that are told from another day than that of publication: in quotations, days ago, the days of a war."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, timedelta

from msgspec import structs

from konon.records import Time
from konon.timearound import Around
from konon.timematches import Match
from konon.timevalues import value_of

DAY = re.compile(r"\d{4}-\d\d-\d\d")
MONTH_OR_YEAR = re.compile(r"\d{4}(?:-\d\d)?")  # a year or a month
QUOTES = re.compile('["“”]')
SAID_BEFORE = 3  # days before publication on which something quoted was said
SAID_BEHIND = 150  # characters from a quotation to its date: '," kata Bima kepada wartawan di Selasila, Rabu (13/9/2023)'
SENTENCE = 300  # characters: farther from it, days ago are not told from a weekday
SENTENCE_ENDS = ("\n", ". ", "? ", "! ")
# What may stand between the day of a war and its date: the date before it, behind it, and a year behind it.
APPOSED = re.compile(r"\)?,? ?\(?")
APPOSED_BEHIND = re.compile(r"(?: [^\W\d_]+)?(?: [A-Z][^\W\d_]*)*(?: [^\W\d_]+)?(?:, ?| )\(?")
OF_YEAR = re.compile(r"(?: [^\W\d_]+)?(?: [A-Z][^\W\d_]*)* ")

Days = Sequence[tuple[int, date]]  # where a day is named, and which


def as_told(text: str, times: Sequence[Time], read: Sequence[tuple[Match, Around]], today: date | None) -> tuple[Time, ...]:
    """The times, those that are reckoned from another day than that of publication told from that day.

    What a quotation reckons ("besok") is told from the day on which it was said: the weekday behind the quotation on its line
    ('"Besok," kata dia, Rabu (13/9)'), or else the last one before it that has its date, or else the day before publication,
    where the text names no other close by. Of 2,449 Indonesian articles 38 words in quotations are told otherwise for it, 37
    of them rightly. Days ago are told from the weekday of their sentence. The day of something that goes on ("hari keenam
    perang") is the date that its sentence gives it, or else the day shortly before publication that the text tells of there.
    """
    rules = [match for match, _ in read]
    dates = [_date_given(text, times, rules, i, today) for i in range(len(times))]
    times = [structs.replace(t, value=value) if value else t for t, value in zip(times, dates, strict=True)]
    if today is None:
        return tuple(times)
    told = [
        (t, match)
        for t, (match, _) in zip(times, read, strict=True)
        if t.type in ("DATE", "TIME") and DAY.match(t.value) and match.captured[:1] != () and match.captured[0][0] == "weekday"
    ]
    days = [(t.span[0], date.fromisoformat(t.value[:10])) for t, _ in told]
    if not any(0 < (today - day).days <= SAID_BEFORE for _, day in days):
        return tuple(times)
    full = [day for day, (t, match) in zip(days, told, strict=True) if _full(t, match)]
    eve = today - timedelta(days=1)
    near = [(start, day) for start, day in days if 0 <= (today - day).days <= SAID_BEFORE]
    only = eve if {day for _, day in near} == {eve} else today
    quotations = _quotations(text)
    out = []
    for t, (match, around), dated in zip(times, read, dates, strict=True):
        at = bisect_right(quotations, t.span[0], key=lambda q: q[0]) - 1
        quoted = at >= 0 and t.span[1] <= quotations[at][1]
        operator = _operator(match)
        day = today
        if operator == "reported" and not dated:
            day = near[max(bisect_right(near, t.span[0], key=lambda d: d[0]) - 1, 0)][1]
        elif operator == "shift" and quoted:
            day = _said_on(days, full, t.span[0], *quotations[at][1:]) or only
        elif operator == "shift" and not {("unit", "D"), ("one", "D")}.isdisjoint(match.captured):
            day = _told_on(days, text, t.span[0]) or today
        if 0 < (today - day).days <= SAID_BEFORE:
            found = value_of(match, structs.replace(around, today=day, now=None))
            t = structs.replace(t, value=found.value or t.value)
        out.append(t)
    return tuple(out)


def _said_on(days: Days, full: Days, start: int, close: int, line_end: int) -> date | None:
    """The day on which the quotation that ends at `close` was said."""
    i = bisect_right(days, close, key=lambda d: d[0])
    if i < len(days) and days[i][0] < min(close + SAID_BEHIND, line_end):
        return days[i][1]
    j = bisect_right(full, start, key=lambda d: d[0])
    return full[j - 1][1] if j else None


def _told_on(days: Days, text: str, start: int) -> date | None:
    """The weekday named before in the same sentence, unless the two are one day ("Senin (11/9), dua hari lalu")."""
    i = bisect_right(days, start, key=lambda d: d[0])
    if not i:
        return None
    between = text[days[i - 1][0] : start]
    if between.rstrip().endswith((",", "(")) or _is_apart(between):
        return None
    return days[i - 1][1]


def _quotations(text: str) -> list[tuple[int, int, int]]:
    """Start, end and the end of the line of what stands between quote marks; a quotation ends with its line."""
    out = []
    start = 0
    while start < len(text):
        line_end = text.find("\n", start)
        line_end = line_end if line_end >= 0 else len(text)
        marks = [m.start() for m in QUOTES.finditer(text, start, line_end)] + [line_end]
        out += [(opened, closed, line_end) for opened, closed in zip(marks[::2], marks[1::2], strict=False)]
        start = line_end + 1
    return out


def _operator(match: Match) -> str:
    return (match.rule.value or "").split(" ")[0]


def _full(time: Time, match: Match) -> date | None:
    """The day, if it is said as a date and not as a weekday alone."""
    if time.type not in ("DATE", "TIME") or "/" in time.value or not any(slot in ("day", "day1") for slot, _ in match.captured):
        return None
    return date.fromisoformat(time.value[:10]) if DAY.match(time.value) else None


def _date_given(text: str, times: Sequence[Time], read: Sequence[Match], i: int, today: date | None) -> str | None:
    """The date, whatever its age, that its sentence gives time `i`, if that is the day of something that goes on.

    It is the last full date before, if no day shortly before publication comes between, or one right behind it; else a year
    that stands beside it ("hari ke-3 perang tahun 1945"). A date from which as many days have gone by as are counted is
    that of the first day ("sejak 8 September perang memasuki hari kesembilan"), unless the two stand side by side.
    """
    if _operator(read[i]) != "reported":
        return None
    start, end = times[i].span
    counted = next((int(n) for slot, n in read[i].captured if slot in ("number", "ordinal") and n.isdecimal()), 1)
    for j in range(i - 1, -1, -1):
        time, match = times[j], read[j]
        between = text[time.span[1] : start]
        if _is_apart(between):
            break
        beside = APPOSED.fullmatch(between)
        if day := _full(time, match):
            first = today is not None and counted > 1 and (today - day).days in (counted - 1, counted)
            if beside or not first:
                return day.isoformat()
        elif beside and _is_of_another_year(time, today):
            return time.value
        elif today and match.captured[:1] and match.captured[0][0] == "weekday":
            return None
    if i + 1 == len(times) or _is_apart(between := text[end : times[i + 1].span[0]]):
        return None
    if (day := _full(times[i + 1], read[i + 1])) and APPOSED_BEHIND.fullmatch(between):
        return day.isoformat()
    return times[i + 1].value if OF_YEAR.fullmatch(between) and _is_of_another_year(times[i + 1], today) else None


def _is_apart(between: str) -> bool:
    return len(between) > SENTENCE or any(mark in between for mark in SENTENCE_ENDS)


def _is_of_another_year(time: Time, today: date | None) -> bool:
    """True for a year or a month that publication does not fall in the year of."""
    return MONTH_OR_YEAR.fullmatch(time.value) is not None and (today is None or int(time.value[:4]) != today.year)
