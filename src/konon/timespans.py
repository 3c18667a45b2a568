"""The days that a TIMEX3 value stands for: for a filter, a clock hand, a point on a line."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

SEASONS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}  # of the north, as TimeML has them; the month in which each begins
PART = re.compile(r"(Q[1-4]|H[12]|SP|SU|FA|WI)\Z")
WEEK = re.compile(r"W(\d\d)(?:-(WE|[1-7]))?(?=T|\Z)")
CALENDAR = re.compile(r"(\d\d)(?:-(\d\d))?(?=T|\Z)")


def days(value: str) -> tuple[date, date] | None:
    """The first and the last day of a DATE's or TIME's value: "2023-W37" is 2023-09-11 to 2023-09-17.

    None where the value names no days: a duration, a set, "PRESENT_REF", an open year, a year before Christ.
    """
    head = re.match(r"\d{2,4}(?=-|T|\Z)", value)
    if head is None or (len(head[0]) < 4 and head[0] != value):
        return None
    try:
        if len(head[0]) < 4:  # a century or a decade: as many years as digits are lacking
            width = 10 ** (4 - len(head[0]))
            first = int(head[0]) * width
            return date(first, 1, 1), date(first + width - 1, 12, 31)
        return _within(int(head[0]), value[5:] if value[4:5] == "-" else "")
    except (ValueError, OverflowError):  # no such month or week; past the year 9999
        return None


def moment(clock: str | None) -> str | None:
    """An ISO date-time to the second, in UTC with a Z where it tells its zone: of two with or two without one, the string that
    sorts first is the earlier. None where it is none."""
    try:
        at = datetime.fromisoformat(clock or "")
        return at.isoformat()[:19] if at.tzinfo is None else f"{at.astimezone(UTC).isoformat()[:19]}Z"
    except (ValueError, OverflowError):
        return None


def to_come(day: str, seen: str) -> bool:
    """Whether an ISO day was still to come on another, `seen` (or a date-time of it), in every time zone and by any clock."""
    return day > (date.fromisoformat(seen[:10]) + timedelta(days=1)).isoformat()


def ordinal(day: str | None) -> int:
    """The number of an ISO day (or of a date-time's), counted from year 1; 0 for none, and for a month or a year."""
    try:
        return date.fromisoformat((day or "")[:10]).toordinal()
    except ValueError:
        return 0


def _within(year: int, rest: str) -> tuple[date, date] | None:
    if not rest:
        return date(year, 1, 1), date(year, 12, 31)
    if part := PART.match(rest):
        if part[1] in SEASONS:
            return _months(year, SEASONS[part[1]], 3)
        size = 3 if part[1][0] == "Q" else 6
        return _months(year, 1 + size * (int(part[1][1]) - 1), size)
    if week := WEEK.match(rest):
        monday = date.fromisocalendar(year, int(week[1]), 1)
        if week[2] is None:
            return monday, monday + timedelta(6)
        if week[2] == "WE":
            return monday + timedelta(5), monday + timedelta(6)
        return (day := monday + timedelta(int(week[2]) - 1)), day
    if found := CALENDAR.match(rest):
        month = int(found[1])
        if found[2] is None:
            return _months(year, month, 1)
        return (day := date(year, month, int(found[2]))), day
    return None


def _months(year: int, month: int, count: int) -> tuple[date, date]:
    last = month + count - 2
    end_year, end_month = year + last // 12, last % 12 + 1
    return date(year, month, 1), date(end_year, end_month, monthrange(end_year, end_month)[1])
