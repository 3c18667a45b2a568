"""The operators of `times.tsv` for parts of the year, seasons and feasts, long ages, lengths and times of day."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from konon.dates import zone_offset
from konon.timearound import UNKNOWN, YEAR, Args, Around, Value, open_value, real, year_said


def part_of_year(letter: str, months: int) -> Callable[[Args, Around], Value]:
    """Quarters and halves: of the year that is said, else the nearest."""

    def operator(args: Args, around: Around) -> Value:
        n = int(args[0][1])
        if not 1 <= n <= 12 // months:
            return Value(value=None, wrong="a year has no such part")
        if (year := year_said(args, around)) is not None:
            return Value(value=f"{year}-{letter}{n}")
        if around.today is None:
            return open_value(f"XXXX-{letter}{n}")
        ahead = n * months - months / 2 - around.today.month + 0.5
        return Value(value=f"{around.today.year + (ahead < -6) - (ahead > 6)}-{letter}{n}")

    return operator


def century(args: Args, around: Around) -> Value:
    n = args[0][1]
    return Value(value=f"{int(n) - 1:02}" if n.isdecimal() and 1 <= int(n) <= 99 else None)


def before_christ(args: Args, around: Around) -> Value:
    n = args[0][1]
    return Value(value=f"BC{int(n):04}" if n.isdecimal() and len(n) <= 4 else None)


def decade(args: Args, around: Around) -> Value:
    """The '90s: of the last hundred years."""
    tens = int(args[0][1]) // 10
    this = around.today.year if around.today else 2000 + 10 * tens
    return Value(value=f"{(this // 100 if tens * 10 <= this % 100 else this // 100 - 1)}{tens}")


def season(args: Args, around: Around) -> Value:
    """`season SU [year | N | near]`: the summer of that year, of N years from that of publication, or the nearest one."""
    name = args[0][1]
    if len(args) == 1:
        return Value(value=f"XXXX-{name}")
    kind, year = args[1]
    if kind == "year":
        return Value(value=f"{year}-{name}")
    if around.today is None:
        return open_value(f"XXXX-{name}")
    month = around.today.month
    begins = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}[name]
    began = around.today.year - (month < begins)  # the latest that has begun
    if year == "near":
        since = (month - begins) % 12
        past = since < 3 or (since < 6 if around.coming is None else not around.coming)
        return Value(value=f"{began + (not past)}-{name}")
    n = int(year)
    under_way = (month - begins) % 12 < 3
    if n < 0 and not under_way:
        n = 0
    elif n == 0 and not under_way and begins != 12:
        return Value(value=f"{around.today.year}-{name}")
    elif n == 0 and not under_way:
        n = 1 if month > 6 else 0
    return Value(value=f"{began + n}-{name}")


BETWEEN_SEASONS = {("-1", 6), ("1", 7)}  # what is said, and in which month


def league(args: Args, around: Around) -> Value:
    """A season of a sport that is played from summer to spring: in June the last is over, in July the next is still to come."""
    if around.today is None:
        return open_value("PRESENT_REF" if args[0][1] == "0" else "PAST_REF" if args[0][1][0] == "-" else "FUTURE_REF")
    n = 0 if (args[0][1], around.today.month) in BETWEEN_SEASONS else int(args[0][1])
    first = around.today.year - (around.today.month < 7) + n
    return Value(value=f"{first}/{first + 1}")


def feast(args: Args, around: Around) -> Value:
    """The feast nearest to publication, of those whose day is known: 12-25 each year, or full dates of a movable one."""
    days = args[0][1].split(" ")
    off = next((value for kind, value in args[1:] if kind != "year" and value[0] in "-0123456789"), "0")
    part = next((value for kind, value in args[1:] if value[0] == "T"), "")
    said = year_said(args, around)
    if not re.fullmatch(r"-?\d{1,2}", off):
        return Value(value=None)
    if around.today is None and said is None:
        return open_value(f"XXXX-{days[0]}" if len(days[0]) == 5 and off == "0" else "PRESENT_REF")
    year = said or (around.today.year if around.today else 0)
    known = [
        d
        for text in days
        for d in (
            [real(year + n, int(text[:2]), int(text[3:])) for n in (-1, 0, 1)] if len(text) == 5 else [date.fromisoformat(text)]
        )
        if d and (said is None or d.year == said)
    ]
    near = around.today or date(year, 7, 1)
    best = min(known, key=lambda d: abs((d - near).days), default=None)
    if best is None or (said is None and abs((best - near).days) > YEAR):
        return Value(value=None, wrong="the day of this feast in that year is not known")
    day = best + timedelta(days=int(off))
    return Value(value=day.isoformat() + part, day=day)


def duration(args: Args, around: Around) -> Value:
    days, clock = "", ""
    for (_, count), (_, unit) in zip(args[::2], args[1::2], strict=True):
        if count.startswith("X"):
            count, unit = "X", VAGUE.get(unit, unit)
        elif count.count(".") > 1:
            return Value(value=None)
        elif unit in EXACT:
            times, unit = EXACT[unit]
            count = _tidy(float(count) * times)
        if unit[0] == "T":
            clock += count + unit[1]
        else:
            days += count + unit
    return Value(value=f"P{days}{'T' if clock else ''}{clock}")


# A decade as a length is ten years; several decades are PXDE, centuries PXCE.
EXACT = {"DE": (10, "Y"), "C": (100, "Y"), "Q": (3, "M"), "H": (6, "M"), "F": (2, "W"), "MY": (1_000_000, "Y")}
VAGUE = {"C": "CE", "MY": "Y", "H": "M", "Q": "M", "F": "W"}


def _tidy(number: float) -> str:
    return str(int(number)) if number == int(number) else str(number)


def clock(args: Args, around: Around) -> Value:
    by = {kind if kind not in ("", "few") else "hour": value for kind, value in args}
    if "hhmm" in by:
        by |= {"hour": by["hhmm"][:2], "minute": by["hhmm"][2:]}
    if not by["hour"].isdecimal() or int(by["hour"]) > 24:
        return Value(value=None)
    hour, minute = int(by["hour"]), int(by.get("minute", 0))
    if "half" in by:
        if not 1 <= hour <= 12:
            return Value(value=None, wrong="no clock shows this")
        hour = hour % 12 + (12 if by["half"] == "pm" else 0)
    elif (hour < 12 and by.get("daypart") in ("TAF", "TEV", "TNI") and hour >= 2) or (hour <= 3 and by.get("daypart") == "TMI"):
        hour += 12
    if hour == 24 and minute:
        return Value(value=None, wrong="no clock shows this")
    # A time without a zone is told of a day that is close by, or of one past that is told of: else of any ("sleep at 22.00").
    dated = "zone" in by or "local" in by or around.clock_zone is not None
    told = around.telling if dated or not (around.telling and around.today and around.telling > around.today) else None
    day = around.named if around.near else told
    if day is None and dated:
        day = around.named or around.today
    if "local" in by:
        zone = around.zone
    elif "zone" in by:
        zone = zone_offset(by["zone"], day or date(2024, 1, 1))
    else:
        zone = around.clock_zone if day else None
    if day is None and around.today is None and "zone" in by and zone:
        return Value(value=f"T{hour:02}:{minute:02}{zone}", wrong=UNKNOWN, zone=zone)
    shown = "Z" if zone == "+00:00" else zone or ""
    on = day.isoformat() if day else ""
    return Value(value=f"{on}T{hour:02}:{minute:02}{shown}", day=day, zone=zone)


def until(args: Args, around: Around) -> Value:
    return clock(args, around) if around.after_clock else Value(value=None)


def halfway(args: Args, around: Around) -> Value:
    (kind, hour), *rest = args
    if not hour.isdecimal() or not 1 <= int(hour) <= 12:
        return Value(value=None)
    return clock([(kind, str((int(hour) - 1) or 12)), ("minute", "30"), *rest], around)
