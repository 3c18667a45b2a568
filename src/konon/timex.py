"""Times in running text as TIMEX3 (TimeML): every calendar and clock expression, its type and its ISO value.

What the words are is data: `data/<lang>/times.tsv` and `time_words.tsv`, in the notation that `konon.timerules` (patterns)
and `konon.timevalues` (values) explain. A weekday that disagrees with its date is reported as a `Skip`, and the date kept as
written, unless a wrong month or year was plainly typed: then the reason says which day it was taken for. What can't be
resolved where the day of publication is unknown is reported too, and has an open value (XXXX-09-13, PAST_REF).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from functools import cache
from itertools import pairwise

from msgspec import Struct, structs

from konon.dates import default_zone
from konon.records import Skip, Span, Time
from konon.timearound import Around, Value
from konon.timematches import Match, matches
from konon.timerules import GLUED, Rules, Token, load_rules, tokens
from konon.timetold import as_told
from konon.timevalues import value_of

CLOCK = re.compile(r"T\d\d:\d\d")
MONTH = re.compile(r"(\d{4})-(\d\d)")
DATED_CLOCK = re.compile(r"(?:\d{4}-\d\d-\d\d)?(T\d\d:\d\d)")
BETWEEN = re.compile(r"[ ,:]{1,2}(?:\w{2,5} )?")
CLOCKS_APART = 20  # characters between "pukul 13.00" and "hingga 15.00", and between two clock times of no one day
BESIDE = 50  # characters from a date to its own weekday: "27 Juni 2025, yang jatuh pada Jumat"
LONGEST_WORD = 20  # characters: a word before a time that tells what it is
COMPARED = 25  # characters: as far before a time a word may stand that tells that it is only compared with
PAST = "{past}"
TENSES = {"{future}": True, PAST: False, "{present}": None}  # classes of words, and whether what they tell of is to come
SHORTEST_PAST = 4  # letters of what a past tense's suffix may hang on, and its own: "said that the need", but "asked"
TENSE_WINDOW = 60  # characters before a bare weekday, month or day of the month in which a verb tells whether it is to come
TENSE_BEHIND = 30  # characters behind a month: "In March, prices rose"
ANY_NUMBER = "0"  # in two words that are glued: a number before a unit, or a year
YEAR_DIGITS = 4
OPEN = ("weekday", "day", "month", "season")  # slots of a time of which the calendar has more than one
SENTENCE_ENDS = ("\n", ". ")
CLAUSE_ENDS = (*SENTENCE_ENDS, '"', "“", "”")


def find(
    text: str, *, language: str, published: str | None, zone: str | None = None, skip: Sequence[Span] = ()
) -> tuple[tuple[Time, ...], tuple[Skip, ...]]:
    """The times that `text` names, in order, none touching another, and what of them is in doubt, with the reason.

    `published` is an ISO date or date-time; `zone` the offset ("+07:00") in which "local time" is told, and a day begins
    unless the country's press keeps its own. Nothing is found in the spans of `skip`. Raises `ValueError` where `published`
    is neither.
    """
    rules = load_rules(language)
    today, now = _today(published, zone and (default_zone(language) or zone))
    barred = _merged(skip)
    times: list[Time] = []
    doubts: list[Skip] = []
    read: list[tuple[Match, Around]] = []  # of each time
    said = Said()
    at = line = 0
    for match in matches(rules, text, _parted(rules, tokens(text))):
        start, end = match.span
        if _is_barred(barred, start, end):
            continue
        line = max(line, text.rfind("\n", at, start) + 1)
        at = start
        last = times[-1] if times else None
        coming = _coming(rules, text, match)
        around = _around(said, start, line=line, last=last, today=today, now=now, zone=zone, coming=coming)
        found = value_of(match, around)
        if found.wrong:
            doubts.append(Skip(step="times", reason=f"{' '.join(text[start:end].split())}: {found.wrong}", at=match.span))
        if found.value is None or match.rule.type is None:
            continue
        if found.day and match.rule.type == "DATE":
            _date_the_clock(times, text, start, found.day)
        value = found.value
        if _on_no_day(text, last, start) or (said.day is None and _is_habitual(rules, text, start)):
            value = DATED_CLOCK.sub(r"\1", value)
        times.append(Time(span=match.span, type=match.rule.type, value=value))
        read.append((match, around))
        if not found.compared and not _compares(rules, text, start):
            said = _told(said, found, match, _tells(rules, text, start, found.day, today))
    told = as_told(text, times, read, today)
    moved = {old.span for old, new in zip(times, told, strict=True) if old.value != new.value}
    return told, tuple(d for d in doubts if d.at not in moved)


def _around(
    said: Said,
    start: int,
    *,
    line: int,
    last: Time | None,
    today: date | None,
    now: datetime | None,
    zone: str | None,
    coming: bool | None,
) -> Around:
    """What a time that begins at `start`, on the line that begins at `line`, is resolved against."""
    return Around(
        today=today,
        now=now,
        named=said.day,
        near=said.day is not None and said.at >= line,
        beside=said.day is not None and said.at >= max(line, start - BESIDE),
        month=said.month,
        year=said.year,
        years=said.years,
        telling=said.telling,
        zone=zone,
        clock_zone=said.clock_zone,
        after_clock=last is not None and CLOCK.search(last.value) is not None and start - last.span[1] < CLOCKS_APART,
        coming=coming,
    )


def _parted(r: Rules, row: list[Token]) -> list[Token]:
    """The tokens, "sahamhari ini" and "70 tahunhubungan" with the words of time cut out of those they are glued to."""
    cuts: dict[int, int] = {}  # token -> characters of its first part
    second = tuple({two for _, two in r.glued})
    for i, (left, right) in enumerate(pairwise(row)):
        for one, two in r.glued if right.word.startswith(second) or right.word.isdecimal() else ():
            before, behind = _rest_before(r, left.word, one), _rest_behind(right.word, two)
            if before is None or behind is None or not (before or behind) or right.start - left.end > 1:
                continue
            if _is_glued(r, left.word, before) and _is_glued(r, right.word, behind):
                cuts |= ({i: before} if before else {}) | ({i + 1: len(two)} if behind else {})
    if not cuts:
        return row
    out = []
    for i, token in enumerate(row):
        if (at := cuts.get(i)) is None:
            out.append(token)
        else:
            middle = token.start + at
            out.append(Token(token.word[:at], token.start, middle, token.cased, glued=True))
            out.append(Token(token.word[at:], middle, token.end, cased=False, glued=True))
    return out


def _rest_before(r: Rules, word: str, one: str) -> int | None:
    """How many letters stand before `one` in `word`; None where it does not end so."""
    if one == ANY_NUMBER:
        return 0 if word.isdecimal() or word in r.numerals else None
    return len(word) - len(one) if word.endswith(one) else None


def _rest_behind(word: str, two: str) -> int | None:
    """How many letters stand behind `two` in `word`; None where it does not begin so."""
    if two == ANY_NUMBER:
        return 0 if word.isdecimal() and len(word) == YEAR_DIGITS else None
    return len(word) - len(two) if word.startswith(two) else None


def _is_glued(r: Rules, word: str, rest: int) -> bool:
    """True unless so few letters are left over that they are a prefix or a suffix, or the whole is a word of its own."""
    return rest == 0 or (rest >= GLUED and word not in r.whole)


class Said(Struct, frozen=True, kw_only=True):
    """What the text named last: a day and where, a month (its first day), a year, the year of each month that was named
    with its year or without a day, a day that is told of, a clock's zone."""

    day: date | None = None
    at: int = 0
    month: date | None = None
    year: int | None = None
    years: Mapping[int, int] = {}
    telling: date | None = None
    clock_zone: str | None = None


def _told(said: Said, found: Value, match: Match, telling: date | None) -> Said:
    """`said` after one more time."""
    value = found.value or ""
    month = MONTH.match(value)
    whole = month and (month[0] == value or any(slot == "year" for slot, _ in match.captured))
    years = {**said.years, int(month[2]): int(month[1])} if month and whole else said.years
    return Said(
        day=found.day or said.day,
        at=match.span[0] if found.day else said.at,
        month=date(int(month[1]), int(month[2]), 1) if month else said.month,
        year=int(value[:4]) if value[:4].isdecimal() else said.year,
        years=years,
        telling=telling or said.telling,
        clock_zone=found.zone or said.clock_zone,
    )


def _tells(rules: Rules, text: str, start: int, day: date | None, today: date | None) -> date | None:
    """The day, if what happens on it is told, not who said so: "pada Selasa (17/6)", not "kata dia, Selasa"; only a past one
    where a language has no words to tell by."""
    if day is None or today is None or (day > today and not rules.telling):
        return None
    before = [token.word for token in tokens(text[max(0, start - LONGEST_WORD) : start])]
    return day if not rules.telling or (before and before[-1] in rules.telling) else None


def _compares(rules: Rules, text: str, start: int) -> bool:
    """True where what begins at `start` is only what something is compared with: "naik dibandingkan realisasi 2023"."""
    before = [token.word for token in tokens(text[max(0, start - COMPARED) : start])]
    return any(word in rules.comparing for word in before)


def _date_the_clock(times: list[Time], text: str, start: int, day: date) -> None:
    """Gives the clock time right before a date that date, unless one before it is its own: "Rabu pukul 9, Kamis pukul 10"."""
    if not times or not _beside(text, times[-1], start):
        return
    if len(times) == 1 or times[-2].type != "DATE" or not _beside(text, times[-2], times[-1].span[0]):
        times[-1] = structs.replace(times[-1], value=DATED_CLOCK.sub(rf"{day.isoformat()}\1", times[-1].value))


def _beside(text: str, time: Time, start: int) -> bool:
    """True where what begins at `start` belongs to the time before it: "pukul 14.30 WIB, Rabu (13/9)", "9 a.m. on Monday"."""
    return BETWEEN.fullmatch(text, time.span[1], start) is not None


def _on_no_day(text: str, last: Time | None, start: int) -> bool:
    """True where a clock time that begins at `start` is one of any day: "setiap hari pukul 19.15 dan pukul 21.15"."""
    if last is None or last.type == "SET":
        return last is not None and _beside(text, last, start)
    return last.value.startswith("T") and start - last.span[1] < CLOCKS_APART


def _is_habitual(rules: Rules, text: str, start: int) -> bool:
    """True where the words before say that it is so every day: "jam operasional: 08.00-18.00 WIB"."""
    return any(token.word in rules.habitual for token in tokens(text[max(0, start - LONGEST_WORD) : start]))


def _is_barred(barred: Sequence[Span], start: int, end: int) -> bool:
    """True where one of the spans, which are in order and apart, touches what stands there."""
    i = bisect_right(barred, start, key=lambda b: b[0])
    return bool(i and barred[i - 1][1] > start) or (i < len(barred) and barred[i][0] < end)


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


@cache
def _tenses(rules: Rules) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """The words that tell a tense, by the first of them, the longest first: the others, and which tense it is."""
    out: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for word, entries in rules.entries.items():
        for entry in entries:
            if entry.label in TENSES:
                out.setdefault(word, []).append((entry.rest, entry.label))
    return {word: sorted(found, key=lambda told: -len(told[0])) for word, found in out.items()}


def _tensed(rules: Rules, text: str) -> list[str]:
    """The tenses that the words of `text` tell, in order; most words tell none."""
    row = tokens(text)
    words = [token.word for token in row]
    out = []
    for i, token in enumerate(row):
        if token.cased and any(entry.label == "{month}" for entry in rules.entries.get(token.word, ())):
            continue  # May is no "may"
        known = _tenses(rules).get(token.word, ())
        tense = next((tense for rest, tense in known if tuple(words[i + 1 : i + 1 + len(rest)]) == rest), None)
        if tense is None and len(token.word) > SHORTEST_PAST and not token.cased and token.word.endswith(rules.past):
            tense = PAST
        participle = i > 0 and (words[i - 1] == "-" or words[i - 1] in rules.participle)
        if tense and not (tense == PAST and participle):
            out.append(tense)
    return out


def _coming(rules: Rules, text: str, match: Match) -> bool | None:
    """True where the clause tells of the future, False where of the past: by the last word before the time that tells; of a
    month, where none does, by the first behind it ("In March, prices rose"). None where the calendar leaves nothing open."""
    if not any(slot.startswith(OPEN) for slot, _ in match.captured):
        return None
    start, end = match.span
    before = text[max(0, start - TENSE_WINDOW) : start]
    told = _tensed(rules, before[max(before.rfind(mark) for mark in CLAUSE_ENDS) + 1 :])[-1:]
    if not told and rules.past and [slot for slot, _ in match.captured] == ["month"]:
        behind = text[end : end + TENSE_BEHIND]
        told = _tensed(rules, behind[: min((at for mark in CLAUSE_ENDS if (at := behind.find(mark)) >= 0), default=None)])[:1]
    return TENSES[told[0]] if told else None
