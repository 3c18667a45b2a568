"""What a rule for times is resolved against, and the value that comes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from msgspec import Struct

Args = Sequence[tuple[str, str]]  # the class of the slot ("" for a constant), and what stands in it
YEAR = 366  # days
THAN = {"last": -1, "this": 0, "next": 1}
AHEAD = 20  # years: farther ahead than that, "'98" is no more of this century
UNKNOWN = "no publication date to resolve it against"


class Value(Struct, frozen=True, kw_only=True):
    """A value, what is wrong with it, and the day it names, if it names one. Without a value there is no expression.

    What is told does not move to a time that is only named beside it, to compare with ("naik dari hari sebelumnya").
    """

    value: str | None
    wrong: str | None = None
    day: date | None = None
    zone: str | None = None
    compared: bool = False


class Around(Struct, frozen=True, kw_only=True):
    """What an expression is resolved against."""

    today: date | None  # of publication
    now: datetime | None  # where its time of day is known
    named: date | None  # the day that the text named last
    month: date | None  # the first of the month that it named last
    year: int | None  # the year that it named last
    years: Mapping[int, int]  # of the months that it named without a day, the year of each: "pada Juni 2024 ... 13 Juni"
    telling: date | None  # the day that it named last of those on which something had happened
    near: bool  # on the same line
    beside: bool  # a few words before
    zone: str | None  # of the dateline, as an offset
    clock_zone: str | None  # of the clock time before this one
    after_clock: bool  # right behind a time of day
    coming: bool | None  # the words before tell of the future; False: of the past


def open_value(value: str) -> Value:
    return Value(value=value, wrong=UNKNOWN)


def real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def year_said(args: Args, around: Around) -> int | None:
    """The year that is said, in digits or as last, this or next; None where none is, or it can't be known."""
    for kind, value in args:
        if kind == "year":
            return int(value)
        if kind == "yy":
            this = around.today.year if around.today else 2000
            return this - (this + AHEAD - int(value)) % 100 + AHEAD
        if value == "same" and around.year:
            return around.year
        if value == "before" and around.year:
            return around.year - 1
        if value in THAN and around.today:
            return around.today.year + THAN[value]
    return None
