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
from konon.timevalues import value_of

CLOCK = re.compile(r"T\d\d:\d\d")
MONTH = re.compile(r"(\d{4})-(\d\d)")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
DATED_CLOCK = re.compile(r"(?:\d{4}-\d\d-\d\d)?(T\d\d:\d\d)")
BETWEEN = re.compile(r"[ ,:]{1,2}(?:\w{2,5} )?")
CLOCKS_APART = 20  # characters between "pukul 13.00" and "hingga 15.00", and between two clock times of no one day
QUOTES = re.compile('["“”]')
SAID_BEFORE = 3  # days before publication on which something quoted was said
SAID_BEHIND = 150  # characters from a quotation to its date: '," kata Bima kepada wartawan di Selasila, Rabu (13/9/2023)'
SENTENCE = 300  # characters: farther from it, days ago are not told from a weekday
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
SENTENCE_ENDS = ("\n", ". ")
CLAUSE_ENDS = (*SENTENCE_ENDS, '"', "“", "”")

Days = Sequence[tuple[int, date]]  # where a day is named, and which


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
        i = bisect_right(barred, start, key=lambda b: b[0])
        if (i and barred[i - 1][1] > start) or (i < len(barred) and barred[i][0] < end):
            continue
        line = max(line, text.rfind("\n", at, start) + 1)
        at = start
        last = times[-1] if times else None
        around = Around(
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
            coming=_coming(rules, text, match)
            if any(slot.startswith(("weekday", "day", "month", "season")) for slot, _ in match.captured)
            else None,
        )
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
    return _as_spoken(text, times, read, today), tuple(doubts)


def _as_spoken(text: str, times: Sequence[Time], read: Sequence[tuple[Match, Around]], today: date | None) -> tuple[Time, ...]:
    """The times, those that are reckoned from a day shortly before publication told from that day.

    What a quotation reckons ("besok") is told from the day on which it was said: the weekday behind the quotation on its line
    ('"Besok," kata dia, Rabu (13/9)'), or else the last one before it that has its date, or else the day before publication,
    where the text names no other close by. Of 2,449 Indonesian articles 38 words in quotations are told otherwise for it, 37
    of them rightly. Days ago are told from the weekday of their sentence, and the day of something that goes on ("hari keenam
    perang") is the one that the text tells of there.
    """
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
    full = [
        day for day, (_, match) in zip(days, told, strict=True) if any(slot in ("day", "day1") for slot, _ in match.captured)
    ]
    eve = today - timedelta(days=1)
    near = [(start, day) for start, day in days if 0 <= (today - day).days <= SAID_BEFORE]
    only = eve if {day for _, day in near} == {eve} else today
    quotations = _quotations(text)
    out = []
    for t, (match, around) in zip(times, read, strict=True):
        at = bisect_right(quotations, t.span[0], key=lambda q: q[0]) - 1
        quoted = at >= 0 and t.span[1] <= quotations[at][1]
        operator = (match.rule.value or "").split(" ")[0]
        day = today
        if operator == "reported":
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
    if not i or start - days[i - 1][0] > SENTENCE:
        return None
    between = text[days[i - 1][0] : start]
    if between.rstrip().endswith((",", "(")) or any(end in between for end in SENTENCE_ENDS):
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
    month, where none does, by the first behind it ("In March, prices rose")."""
    start, end = match.span
    before = text[max(0, start - TENSE_WINDOW) : start]
    told = _tensed(rules, before[max(before.rfind(mark) for mark in CLAUSE_ENDS) + 1 :])[-1:]
    if not told and rules.past and [slot for slot, _ in match.captured] == ["month"]:
        behind = text[end : end + TENSE_BEHIND]
        told = _tensed(rules, behind[: min((at for mark in CLAUSE_ENDS if (at := behind.find(mark)) >= 0), default=None)])[:1]
    return TENSES[told[0]] if told else None
