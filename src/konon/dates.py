"""Calendar dates: on a page's date line, in a text, at its head. Indonesian and English; the words are data.

Days, months and zones come from `data/common/calendar.tsv`. Years are taken from 1900 to 2100 only; a date that no
calendar has is left out rather than mended.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from datetime import datetime as datetime_
from functools import cache
from typing import Literal
from zoneinfo import ZoneInfo

from msgspec import Struct

from konon.lexicon import DATA, parse_table
from konon.records import Span

# How far into a body a report's own date stands: in Indonesian news it is in the first sentences or nowhere.
DATELINE_WINDOW = 1200


class PageDate(Struct, frozen=True, kw_only=True):
    """A date as a page states it; `time` and `zone` (an offset such as `+07:00`) only where they are stated too."""

    date: str
    time: str | None = None  # HH:MM or HH:MM:SS
    zone: str | None = None

    @property
    def at(self) -> str | None:
        """The ISO date-time with its offset, where time and zone are both known."""
        if self.time is None or self.zone is None:
            return None
        return f"{self.date}T{self.time if len(self.time) == 8 else self.time + ':00'}{self.zone}"


class CalendarWord(Struct, frozen=True, kw_only=True):
    """One line of `calendar.tsv`: the value is a month's or weekday's number (Monday is 1) or a zone's offset or name."""

    word: str
    kind: Literal["month", "weekday", "zone", "default_zone", "daypart", "reported"]
    value: str | None
    language: str
    source: str


class Calendar(Struct, frozen=True, kw_only=True):
    """The words of `calendar.tsv` and what is compiled from them, once."""

    months: dict[str, int]
    weekdays: dict[str, tuple[int, frozenset[str]]]  # lower case: number, languages
    zones: dict[str, str]
    default_zones: dict[str, str]
    in_text: re.Pattern[str]
    weekday_before: re.Pattern[str]
    day_first_words: re.Pattern[str]
    reported: dict[str, re.Pattern[str]]  # by language: words that tie a sentence's date to the making of the report
    written: re.Pattern[str]
    time: re.Pattern[str]


ISO = re.compile(
    r"(?<![\d/.-])((?:19|20)\d\d)([-/.])(\d{1,2})\2(\d{1,2})(?!\d)"
    r"(?:\s*[T ,|]\s*T?(\d{1,2}):(\d\d)(?::(\d\d))?(?:[.,]\d+)?\s*(Z\b|[+-]\d\d:?\d\d)?)?"
)
NUMERIC = re.compile(r"(?<![\d/.-])(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?![\d/])")


def _any(words: Iterable[str]) -> str:
    """An alternation, longest first so that `Sept` is not read as `Sep`."""
    return "|".join(re.escape(w) for w in sorted(set(words), key=lambda w: (-len(w), w)))


@cache
def calendar() -> Calendar:
    """The calendar's words, loaded and compiled once."""
    rows = parse_table((DATA / "common" / "calendar.tsv").read_text("utf-8"), CalendarWord, name="common/calendar.tsv")
    months = {r.word.lower(): int(r.value or 0) for r in rows if r.kind == "month"}
    weekdays: dict[str, tuple[int, frozenset[str]]] = {}
    for r in rows:
        if r.kind == "weekday":
            known = weekdays.get(r.word.lower(), (0, frozenset()))[1]
            weekdays[r.word.lower()] = (int(r.value or 0), known | {r.language})
    zones = {r.word.lower(): r.value or "" for r in rows if r.kind == "zone"}
    month_any = _any(months)
    english = [r.word for r in rows if r.kind == "month" and r.language == "en"]
    english_any = _any([*english, *(w.upper() for w in english)])
    weekday_words = [r.word for r in rows if r.kind == "weekday"]
    weekday_any = _any([*weekday_words, *(w.upper() for w in weekday_words)])
    dayparts = _any(r.word for r in rows if r.kind == "daypart")
    indonesian = [r.word for r in rows if r.kind in ("month", "weekday") and r.language == "id" and len(r.word) > 3]
    only_indonesian = set(indonesian) - {r.word for r in rows if r.language == "en"}
    gap = r"[ \u00a0]"
    return Calendar(
        months=months,
        weekdays=weekdays,
        zones=zones,
        default_zones={r.language: r.value or "" for r in rows if r.kind == "default_zone"},
        in_text=re.compile(
            rf"(?<![\w/.,:])(?:(?P<iy>\d{{4}})-(?P<im>\d\d)-(?P<id>\d\d)(?![\d-])"
            rf"|(?P<nd>\d{{1,2}})(?P<sep>[/.-])(?P<nm>\d{{1,2}})(?:(?P=sep)(?P<ny>\d{{4}}|\d\d)|(?<=/\d)|(?<=/\d\d))(?![\d/]|[.,-]\d)"
            rf"|(?P<td>\d{{1,2}})(?:st|nd|rd|th)?{gap}(?:of{gap})?(?P<tm>(?i:{month_any}))\b\.?(?:,?{gap}(?P<ty>\d{{4}})(?!\d))?"
            rf"|(?P<em>{english_any})\.?{gap}(?P<ed>\d{{1,2}})(?:st|nd|rd|th)?(?![\w/:]|[.,-]\d)(?:,?{gap}(?P<ey>\d{{4}})(?!\d))?)"
        ),
        weekday_before=re.compile(rf"(?<!\w)({weekday_any})\.?(?:\s+(?:{dayparts}))?\s*,?\s*(\(\s*)?$"),
        day_first_words=re.compile(rf"(?<!\w)(?:{_any(only_indonesian)})(?!\w)"),
        reported={
            language: re.compile(
                rf"(?<!\w)(?:{_any(r.word for r in rows if r.kind == 'reported' and r.language == language)})(?!\w)"
            )
            for language in {r.language for r in rows if r.kind == "reported"}
        },
        written=re.compile(
            rf"(?<!\w)(\d{{1,2}})(?:st|nd|rd|th)?[\s.-]*(?:of\s+)?({month_any})(?!\w)[\s.,-]*(\d{{4}})(?!\d)"
            rf"|(?<!\w)({month_any})(?!\w)\.?\s*(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})(?!\d)",
            re.IGNORECASE,
        ),
        time=re.compile(
            rf"(?<![\d.:/-])(\d{{1,2}})[:.](\d\d)(?:[:.](\d\d))?(?![\d/])\s*([ap]\.?m\b\.?)?"
            rf"\s*\(?({_any(zones)})?(?!\w)(?:\s*([+-]\d\d?(?::?\d\d)?)(?!\d))?",
            re.IGNORECASE,
        ),
    )


def _real(year: int, month: int, day: int) -> date | None:
    """The date, or None where the calendar or our bounds have none."""
    if not 1900 <= year <= 2100:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def zone_offset(zone: str, on: date) -> str:
    """`zone` (an offset already, or a name of the IANA database) as an offset on that day."""
    if zone[:1] in "+-":
        return zone
    seconds = datetime_(on.year, on.month, on.day, 12, tzinfo=ZoneInfo(zone)).utcoffset() or timedelta()
    return _signed(int(seconds.total_seconds()) // 60)


def _signed(minutes: int) -> str:
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def _numeric_offset(text: str) -> str | None:
    """`+0700`, `+07:00`, `+7` as `+07:00`; None where no place on earth keeps it."""
    digits = text[1:].replace(":", "")
    hours, minutes = (int(digits), 0) if len(digits) <= 2 else (int(digits[:-2]), int(digits[-2:]))
    return None if hours > 14 or minutes > 59 else f"{text[0]}{hours:02}:{minutes:02}"


def _clock(hour: int, minute: int, second: str | None, half: str | None = None) -> str | None:
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half[0].lower() == "p" else 0)
    if hour > 23 or minute > 59 or int(second or 0) > 59:
        return None
    return f"{hour:02}:{minute:02}" + (f":{second}" if second else "")


def is_iso(value: str) -> bool:
    """True for an ISO 8601 date or date-time: 2023-09-16, 2023-09-16T15:21:07+07:00."""
    for parse in (date.fromisoformat, datetime_.fromisoformat):
        try:
            parse(value)
        except ValueError:
            continue
        return value[4:5] == "-"  # 20230916 and 2023-W37-6 are ISO too, but not what the rest of Konon writes
    return False


def parse_page_date(text: str, *, language: str | None = None) -> PageDate | None:
    """The date, time and zone that a date line or a date attribute states; None where it states no full date.

    Takes ISO 8601 and its loose relatives, RFC 2822, and Indonesian and English date lines. A date all in numbers is
    read day first for Indonesian and month first for nobody: where both could be and `language` is not "id", None.
    """
    text = text[:400]
    if m := ISO.search(text):
        if (day := _real(int(m[1]), int(m[3]), int(m[4]))) is None:
            return None
        if m[5]:
            clock = _clock(int(m[5]), int(m[6]), m[7])
            zone = ("+00:00" if m[8] == "Z" else _numeric_offset(m[8])) if m[8] else None
            if zone is None and (named := calendar().time.search(text[m.start(5) :])) and named[5]:
                zone = zone_offset(calendar().zones[named[5].lower()], day)
            return PageDate(date=day.isoformat(), time=clock, zone=zone if clock else None)
        start, end = m.span()
    elif m := calendar().written.search(text):
        words = (m[3], m[2], m[1]) if m[1] else (m[6], m[4], m[5])
        if (day := _real(int(words[0]), calendar().months[words[1].lower()], int(words[2]))) is None:
            return None
        start, end = m.span()
    elif m := NUMERIC.search(text):
        first, second, year = int(m[1]), int(m[3]), int(m[4])
        if first <= 12 and second <= 12 and first != second and language != "id":
            return None
        found = _real(year, second, first) or (None if language == "id" else _real(year, first, second))
        if found is None:
            return None
        day = found
        start, end = m.span()
    else:
        return None
    clock, zone = _time_near(text, start, end, day)
    return PageDate(date=day.isoformat(), time=clock, zone=zone)


def _time_near(text: str, start: int, end: int, day: date) -> tuple[str | None, str | None]:
    """The time of day that stands after the date, else the last one before it, and its offset."""
    m = calendar().time.search(text, end) or next(reversed([*calendar().time.finditer(text, 0, start)]), None)
    if m is None or (clock := _clock(int(m[1]), int(m[2]), m[3], m[4])) is None:
        return None, None
    zone = zone_offset(calendar().zones[m[5].lower()], day) if m[5] else None
    if m[6] and zone in (None, "+00:00"):  # "+0700", and "GMT+7"
        zone = _numeric_offset(m[6])
    return clock, zone


def default_zone(language: str | None) -> str | None:
    """The offset that a country's national media mean where they name none (Indonesia: that of Jakarta), if there is one."""
    return calendar().default_zones.get(language or "")


def find_dates(text: str, *, published: str | None, within: Span | None = None) -> list[tuple[Span, str]]:
    """The explicit calendar dates in running text, in order, each with its ISO date.

    "Rabu (18/6/2025)" and "Selasa, 17 Juni 2025" are one span, weekday, brackets and all. A date without a year is that
    of the year nearest to `published`, and left out where that is unknown. A date in numbers whose day and month could
    change places goes by the weekday, then by the text's other words and dates; where those are silent it is left out.
    """
    near = _iso(published)
    low, high = within or (0, len(text))
    found: list[tuple[Span, str]] = []
    day_first: bool | None = None
    asked = False
    for m in calendar().in_text.finditer(text, low, high):
        start, end = m.span()
        before = calendar().weekday_before.search(text, max(low, start - 32), start)
        if m["nd"]:
            if not asked and int(m["nd"]) <= 12 and int(m["nm"]) <= 12:
                day_first, asked = _day_first(text), True
            day = _numeric(m, before, day_first, near)
        elif m["iy"]:
            day = _real(int(m["iy"]), int(m["im"]), int(m["id"]))
        else:
            day = _worded(m, near)
        if day is None:
            continue
        if before:
            start = before.start()
            if before[2] and (close := re.compile(r"\s*\)").match(text, end, high)):
                end = close.end()
        elif m["td"] and text[end - 1] == ".":
            end -= 1
        found.append(((start, end), day.isoformat()))
    return found


def _iso(text: str | None) -> date | None:
    found = parse_page_date(text) if text else None
    return date.fromisoformat(found.date) if found else None


def _worded(m: re.Match[str], near: date | None) -> date | None:
    """18 Juni 2025, June 18, Sept. 26."""
    word, day, year = (m["tm"], m["td"], m["ty"]) if m["tm"] else (m["em"], m["ed"], m["ey"])
    month = calendar().months[word.lower()]
    if year:
        return _real(int(year), month, int(day))
    return None if word[0].islower() else _nearest(month, int(day), near)  # "all 3 may go"


def _numeric(m: re.Match[str], before: re.Match[str] | None, day_first: bool | None, near: date | None) -> date | None:
    """18/6/2025, and with a weekday before it also 18/6 and 18/6/25."""
    a, b, year = int(m["nd"]), int(m["nm"]), m["ny"]
    if (not year or len(year) == 2) and (before is None or m["sep"] != "/"):
        return None  # a score, a fraction, a price: only a weekday makes it a date
    number, languages = calendar().weekdays[before[1].lower()] if before else (0, frozenset[str]())

    def dated(day: int, month: int) -> date | None:
        return _real(int(year) + (2000 if len(year) == 2 else 0), month, day) if year else _nearest(month, day, near)

    if a > 12 or languages == {"id"} or a == b or m["sep"] == ".":
        return dated(a, b)
    if b > 12:
        return dated(b, a)
    fits = [d for d in (dated(a, b), dated(b, a)) if d and number and d.isoweekday() == number]
    if len(fits) == 1:
        return fits[0]
    return None if day_first is None else dated(a, b) if day_first else dated(b, a)


def _nearest(month: int, day: int, near: date | None) -> date | None:
    if near is None:
        return None
    years = (near.year, near.year - 1, near.year + 1)
    return min((d for y in years if (d := _real(y, month, day))), key=lambda d: abs((d - near).days), default=None)


def _day_first(text: str) -> bool | None:
    """How this text writes dates in numbers, told by its other words and dates; None where nothing tells."""
    if calendar().day_first_words.search(text):
        return True
    orders = {int(m[1]) > 12 for m in NUMERIC.finditer(text) if (int(m[1]) > 12) != (int(m[3]) > 12)}
    return orders.pop() if len(orders) == 1 else None


# A place in capitals or a name, then the date, then the dash or the agency's brackets that end a dateline.
HEAD = re.compile(r"(?:[A-Z][^\n,()]{1,40},\s*)?$")
HEAD_END = re.compile(r"\s*(?:\([^)\n]{2,40}\)\s*)?(?:[-–—:]|\()")
NUMBERED = re.compile(r"\d{1,2}/\d{1,2}/\d{4}")


def dateline_date(text: str, *, language: str) -> str | None:
    """The day that a report gives as its own in its first sentences, as ISO date; None unless it clearly does.

    Clear are the dateline ("JAKARTA, 18 Juni 2025 -") and, in Indonesian, a weekday with its full date in brackets in a
    sentence on how the words reached the paper ("dilansir AFP, Sabtu (16/9/2023)"; `reported` in calendar.tsv). Of the
    latter 82 % were the day of publication in 2,449 Indonesian articles of June 2025, of such dates elsewhere 62 %.
    """
    start = text.find("\n") + 1 if "\n" in text[:300] else 0
    reported = calendar().reported.get(language)
    for (begin, end), iso in find_dates(text, published=None, within=(start, min(len(text), start + DATELINE_WINDOW))):
        line = text.rfind("\n", 0, begin) + 1
        if begin - line < 60 and HEAD.fullmatch(text, line, begin) and HEAD_END.match(text, end):
            return iso
        words = text[begin:end]
        if reported and words[0].isalpha() and words[-1] == ")" and NUMBERED.search(words):
            sentence = max(line, text.rfind(". ", line, begin))
            if reported.search(text, sentence, begin):
                return iso
    return None
