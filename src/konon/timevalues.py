"""What a rule for times makes of its words: the operators of `times.tsv`, and the calendar's arithmetic.

The value of a rule is an operator with its arguments, words of the text under their `{slot}` or constants; two of them
parted by ` / ` for a stretch of time; or else a value as it is, slots filled in (`P1Y`, `XXXX-WXX-{weekday}`).

    on …            the day, month or year that the arguments name; what they leave open is the nearest to the day of
                    publication, or with `past` before it, with `since` not after it, with `future` after it; with `last`,
                    `this` or `next` the year (of a day alone, the month) is told from publication, with `same` it is
                    the one last named, with `before` the one before that
    numeric a b [y] [weekday]   a date in numbers of which day and month could change places
    shift N unit [daypart]      N units from the day of publication, as precise as the unit and no more
    after N unit    the same from the day (month, year) that the text named last, else from publication
    before unit     the day, week or month before that
    that unit       the day or month that the text named last; where it named none, it is no time at all
    week N weekday [daypart]    that weekday of the week N from the one of publication
    quarter n [y]   half n [y]   decade yy   century n   bc n   season name [y or N]   league N (a season of sport)
    feast days [N] [y]          N days from a feast
    duration N unit …           how long
    clock h [m] [half] [daypart] [zone]     a time of day, on the day that the text named last, else that of publication
    until h [m]     the same, right after another time of day; elsewhere it is no time at all

A year y may be `last`, `this` and so on too. Units are Y M W D as in ISO 8601, TH TM TS for hours, minutes and seconds, WE a
weekend, F Q H DE C MY a fortnight, quarter, half, decade, century and a million years; X is no certain number.
Nothing is made more precise than the text: "awal pekan ini" is the week.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from msgspec import Struct

from konon.dates import zone_offset as zone_offset
from konon.timerules import Match

Args = Sequence[tuple[str, str]]  # the class of the slot ("" for a constant), and what stands in it

SLOT = re.compile(r"\{(\w+)(?::(\d+))?\}")  # {month:2} is filled with zeros to two digits
YEAR = 366  # days
FARTHEST = 10_000  # hours, minutes or seconds that "ago" is reckoned in
CLOSE = 14  # days from publication in which a report dates what it tells most often
SLIP = 92  # days: nearer than that, a weekday that disagrees is a slip of the pen and no other year's date
THAN = {"last": -1, "this": 0, "next": 1}
UNKNOWN = "no publication date to resolve it against"


class Value(Struct, frozen=True, kw_only=True):
    """A value, what is wrong with it, and the day it names, if it names one. Without a value there is no expression."""

    value: str | None
    wrong: str | None = None
    day: date | None = None
    zone: str | None = None


class Around(Struct, frozen=True, kw_only=True):
    """What an expression is resolved against."""

    today: date | None  # of publication
    now: datetime | None  # where its time of day is known
    named: date | None  # the day that the text named last
    month: date | None  # the first of the month that it named last
    year: int | None  # the year that it named last
    near: bool  # on the same line
    beside: bool  # a few words before
    zone: str | None  # of the dateline, as an offset
    clock_zone: str | None  # of the clock time before this one
    after_clock: bool  # right behind a time of day
    coming: bool  # the words before tell of the future


def value_of(match: Match, around: Around) -> Value:
    """The value that the rule gives its words."""
    made = [_made(part, match, around) for part in (match.rule.value or "").split(" / ")]
    if len(made) == 1:
        return made[0]
    wrong = next((m.wrong for m in made if m.wrong), None)
    if any(m.value is None for m in made):
        return Value(value=None, wrong=wrong)
    return Value(value="/".join(m.value or "" for m in made), wrong=wrong)


def _made(template: str, match: Match, around: Around) -> Value:
    held = dict(match.captured)
    name, *words = template.split(" ")
    if name not in OPERATORS:
        return Value(value=SLOT.sub(lambda m: held[m[1]].zfill(int(m[2] or 0)), template))
    args = []
    for word in words:
        if not (slot := SLOT.search(word)):
            args.append(("", word))
        elif (value := held.get(slot[1])) is not None:
            args.append((slot[1].rstrip("0123456789").lower(), word[: slot.start()] + value + word[slot.end() :]))
    return OPERATORS[name](args, around)


def _open(value: str) -> Value:
    return Value(value=value, wrong=UNKNOWN)


def _on(args: Args, around: Around) -> Value:
    by = {kind: value for kind, value in args if kind}
    direction = next((value for kind, value in args if not kind), "")
    part = f"T{int(by['hour']):02}:{by['minute']}" if "hour" in by else by.get("daypart", "")
    weekday = int(by["weekday"]) if "weekday" in by else None
    month = by.get("month") or by.get("nmonth")
    year = _year(args, around) if month or "day" not in by else None
    if month is None and "day" not in by:
        if weekday is None:
            return Value(value=f"{year}" if year else None)
        return _weekday(weekday, direction, part, around)
    if "day" not in by:
        return _month(int(month or 0), year, direction, around)
    return _day((year, int(month) if month else None, int(by["day"])), weekday, direction, part, around)


def _year(args: Args, around: Around) -> int | None:
    """The year that is said, in digits or as last, this or next; None where none is, or it can't be known."""
    for kind, value in args:
        if kind in ("year", "yy"):
            return int(value) + 2000 * (kind == "yy")
        if value == "same" and around.year:
            return around.year
        if value == "before" and around.year:
            return around.year - 1
        if value in THAN and around.today:
            return around.today.year + THAN[value]
    return None


def _weekday(weekday: int, direction: str, part: str, around: Around) -> Value:
    """The last such day, today included; the next one where the words are of the future; the one just dated if it is that."""
    if around.today is None:
        return _open(f"XXXX-WXX-{weekday}{part}")
    if not direction and around.beside and around.named and around.named.isoweekday() == weekday:
        return Value(value=around.named.isoformat() + part, day=around.named)  # "3 May, which is a Wednesday"
    back = (around.today.isoweekday() - weekday) % 7
    if direction == "past":
        back = back or 7
    elif direction == "future" or (around.coming and back):
        back -= 7
    day = around.today - timedelta(days=back)
    return Value(value=day.isoformat() + part, day=day)


def _month(month: int, year: int | None, direction: str, around: Around) -> Value:
    if year is None:
        if around.today is None:
            return _open(f"XXXX-{month:02}")
        ahead = month - around.today.month
        year = around.today.year + (ahead < -6) - (ahead > 6)
        if direction == "past":
            year = around.today.year - (ahead >= 0)
        elif direction == "since":
            year = around.today.year - (ahead > 0)
        elif direction == "future":
            year = around.today.year + (ahead <= 0)
    return Value(value=f"{year:04}-{month:02}")


def _day(given: tuple[int | None, int | None, int], weekday: int | None, direction: str, part: str, around: Around) -> Value:
    """A full date; of one without its year or month, the nearest there is."""
    year, month, number = given
    if year is not None and month is not None:
        days = [_real(year, month, number)]
    elif around.today is None:
        return _open(f"XXXX-{f'{month:02}' if month else 'XX'}-{number:02}{part}")
    elif month is not None:
        days = [_real(around.today.year + n, month, number) for n in (-4, -3, -2, -1, 0, 1, 2, 3, 4)]
    else:
        near = (THAN[direction],) if direction in THAN else (-2, -1, 0, 1, 2)
        direction = "future" if around.coming and not direction and number != around.today.day else direction
        months = (around.today.year * 12 + around.today.month - 1 + n for n in near)
        days = [_real(m // 12, m % 12 + 1, number) for m in months]
    today = around.today
    real = [d for d in days if d]
    if today and year is None:
        if direction in ("past", "since", "future"):
            real = [d for d in real if (d >= today if direction == "future" else d <= today)]
        real.sort(key=lambda d: (abs((d - today).days), d))
        far = [d for d in real if abs((d - today).days) <= YEAR]
        if weekday and far and abs((far[0] - today).days) > SLIP:
            real = [d for d in far if d.isoweekday() == weekday] or real
    if not real:
        return Value(value=None, wrong="the calendar has no such day")
    day = real[0]
    if not weekday or day.isoweekday() == weekday:
        return Value(value=day.isoformat() + part, day=day)
    wrong = f"the weekday disagrees with {day.isoformat()}, which is day {day.isoweekday()} of its week, not day {weekday}"
    if today and (meant := _slip(day, weekday, today)):
        wrong += f"; taken for {meant.isoformat()}, which is"
        return Value(value=meant.isoformat() + part, wrong=wrong, day=meant)
    return Value(value=day.isoformat() + part, wrong=wrong)


def _slip(day: date, weekday: int, today: date) -> date | None:
    """The day meant where the wrong month or year was typed: the same number, that weekday, close to publication."""
    if abs((day - today).days) <= CLOSE:
        return None
    months = (today.year * 12 + today.month - 1 + n for n in (-1, 0, 1))
    near = [d for m in months if (d := _real(m // 12, m % 12 + 1, day.day)) and abs((d - today).days) <= CLOSE]
    near = [d for d in near if d.isoweekday() == weekday]
    one_slip = [d for d in near if d.year == day.year or (d.month == day.month and abs(d.year - day.year) == 1)]
    return one_slip[0] if one_slip else None


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _numeric(args: Args, around: Around) -> Value:
    numbers = [int(value) for kind, value in args if kind in ("day", "nmonth")]
    year = next((int(value) for kind, value in args if kind == "year"), None)
    weekday = next((int(value) for kind, value in args if kind == "weekday"), None)
    a, b = numbers
    orders = [(day, month) for day, month in dict.fromkeys(((b, a), (a, b))) if month <= 12]
    found = [_day((year, month, day), None, "", "", around) for day, month in orders]
    found = [f for f in found if f.value]
    fits = [f for f in found if weekday and f.day and f.day.isoweekday() == weekday]
    if len(fits) == 1 or len(found) == 1:
        (one,) = fits if len(fits) == 1 else found
        if weekday and not fits and one.day:
            return _day((one.day.year, one.day.month, one.day.day), weekday, "", "", around)
        return one
    return Value(value=None, wrong="day and month could change places" if found else "the calendar has no such day")


def _shift(args: Args, around: Around) -> Value:
    return _moved(args, around.today, around.now)


def _after(args: Args, around: Around) -> Value:
    return _moved(args, _named(args[1][1], around) or around.today, None)


def _before(args: Args, around: Around) -> Value:
    return _moved([("", "-1"), *args], _named(args[0][1], around) or around.today, None)


def _named(unit: str, around: Around) -> date | None:
    """The day, month or year that the text named last."""
    if unit == "Y":
        return date(around.year, 1, 1) if around.year else None
    return around.month if unit == "M" else around.named


def _that(args: Args, around: Around) -> Value:
    unit, *part = [value for _, value in args]
    named = _named(unit, around)
    return _dated(named, 0, unit, "".join(part), "PAST_REF") if named else Value(value=None)


def _moved(args: Args, origin: date | None, now: datetime | None) -> Value:
    """`origin` moved by so many units, told as precisely as the unit."""
    (_, count), (_, unit) = args[:2]
    part = args[2][1] if len(args) > 2 else ""
    vague = "PAST_REF" if count[0] == "-" else "PRESENT_REF" if count == "0" else "FUTURE_REF"
    if count.lstrip("-") == "X":
        return Value(value=vague)
    if origin is None:
        return _open(vague)
    if "." in count and unit != "Y":
        return Value(value=vague)
    n = float(count)
    if unit[0] == "T":
        if now is None or abs(n) > FARTHEST:
            return Value(value=vague)
        moved = now + timedelta(**{{"TH": "hours", "TM": "minutes", "TS": "seconds"}[unit]: n})
        return Value(value=moved.isoformat(timespec="minutes"), day=moved.date())
    return _dated(origin, int(n), unit, part, vague)


def _dated(origin: date, n: int, unit: str, part: str, vague: str) -> Value:
    months = origin.year * 12 + origin.month - 1
    year = origin.year + n * {"Y": 1, "DE": 10, "C": 100}.get(unit, 0)
    span = n * {"D": 1, "W": 7, "WE": 7, "F": 14}.get(unit, 0)
    if not (1 <= year <= 9999 and abs(span) < 400_000 and 12 <= months + n * 6 < 119_988):
        return Value(value=vague)
    if unit == "D":
        day = origin + timedelta(days=span)
        return Value(value=day.isoformat() + part, day=day)
    if unit in ("W", "WE", "F"):
        iso = (origin + timedelta(days=span)).isocalendar()
        return Value(value=f"{iso.year:04}-W{iso.week:02}{'-WE' if unit == 'WE' else ''}")
    if unit == "M":
        return Value(value=f"{(months + n) // 12:04}-{(months + n) % 12 + 1:02}")
    if unit in ("Q", "H"):
        size = 3 if unit == "Q" else 6
        at = months // size + n
        return Value(value=f"{at * size // 12:04}-{unit}{at % (12 // size) + 1}")
    digits = {"Y": 4, "DE": 3, "C": 2}[unit]
    return Value(value=f"{year:04}"[:digits])


def _week(args: Args, around: Around) -> Value:
    (_, n), (_, weekday) = args[:2]
    part = args[2][1] if len(args) > 2 else ""
    if around.today is None:
        return _open(f"XXXX-WXX-{weekday}{part}")
    monday = around.today - timedelta(days=around.today.weekday() - 7 * int(n))
    day = monday + timedelta(days=int(weekday) - 1)
    return Value(value=day.isoformat() + part, day=day)


def _part_of_year(letter: str, months: int) -> Callable[[Args, Around], Value]:
    """Quarters and halves: of the year that is said, else the nearest."""

    def operator(args: Args, around: Around) -> Value:
        n = int(args[0][1])
        if not 1 <= n <= 12 // months:
            return Value(value=None, wrong="a year has no such part")
        if (year := _year(args, around)) is not None:
            return Value(value=f"{year}-{letter}{n}")
        if around.today is None:
            return _open(f"XXXX-{letter}{n}")
        ahead = n * months - months / 2 - around.today.month + 0.5
        return Value(value=f"{around.today.year + (ahead < -6) - (ahead > 6)}-{letter}{n}")

    return operator


def _century(args: Args, around: Around) -> Value:
    n = args[0][1]
    return Value(value=f"{int(n) - 1:02}" if n.isdecimal() and 1 <= int(n) <= 99 else None)


def _before_christ(args: Args, around: Around) -> Value:
    n = args[0][1]
    return Value(value=f"BC{int(n):04}" if n.isdecimal() and len(n) <= 4 else None)


def _decade(args: Args, around: Around) -> Value:
    """The '90s: of the last hundred years."""
    tens = int(args[0][1]) // 10
    this = around.today.year if around.today else 2000 + 10 * tens
    return Value(value=f"{(this // 100 if tens * 10 <= this % 100 else this // 100 - 1)}{tens}")


def _season(args: Args, around: Around) -> Value:
    """`season SU [year | N]`: the summer of that year, or of N years from that of publication."""
    name = args[0][1]
    if len(args) == 1:
        return Value(value=f"XXXX-{name}")
    kind, year = args[1]
    if kind == "year":
        return Value(value=f"{year}-{name}")
    if around.today is None:
        return _open(f"XXXX-{name}")
    n, month = int(year), around.today.month
    begins = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}[name]
    began = around.today.year - (month < begins)  # the latest that has begun
    under_way = (month - begins) % 12 < 3
    if n < 0 and not under_way:
        n = 0
    elif n == 0 and not under_way and begins != 12:
        return Value(value=f"{around.today.year}-{name}")
    elif n == 0 and not under_way:
        n = 1 if month > 6 else 0
    return Value(value=f"{began + n}-{name}")


def _league(args: Args, around: Around) -> Value:
    """A season of a sport that is played from summer to spring."""
    if around.today is None:
        return _open("PRESENT_REF" if args[0][1] == "0" else "PAST_REF" if args[0][1][0] == "-" else "FUTURE_REF")
    first = around.today.year - (around.today.month < 7) + int(args[0][1])
    return Value(value=f"{first}/{first + 1}")


def _feast(args: Args, around: Around) -> Value:
    """The feast nearest to publication, of those whose day is known: 12-25 each year, or full dates of a movable one."""
    days = args[0][1].split(" ")
    off = next((value for kind, value in args[1:] if kind != "year" and value[0] in "-0123456789"), "0")
    part = next((value for kind, value in args[1:] if value[0] == "T"), "")
    said = _year(args, around)
    if not re.fullmatch(r"-?\d{1,2}", off):
        return Value(value=None)
    if around.today is None and said is None:
        return _open(f"XXXX-{days[0]}" if len(days[0]) == 5 and off == "0" else "PRESENT_REF")
    year = said or (around.today.year if around.today else 0)
    known = [
        d
        for text in days
        for d in (
            [_real(year + n, int(text[:2]), int(text[3:])) for n in (-1, 0, 1)]
            if len(text) == 5
            else [date.fromisoformat(text)]
        )
        if d and (said is None or d.year == said)
    ]
    near = around.today or date(year, 7, 1)
    best = min(known, key=lambda d: abs((d - near).days), default=None)
    if best is None or (said is None and abs((best - near).days) > YEAR):
        return Value(value=None, wrong="the day of this feast in that year is not known")
    day = best + timedelta(days=int(off))
    return Value(value=day.isoformat() + part, day=day)


def _duration(args: Args, around: Around) -> Value:
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


def _clock(args: Args, around: Around) -> Value:
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
    # A time without a zone is told of the day only where that is close by: elsewhere it is any day's ("sleep at 22.00").
    dated = "zone" in by or "local" in by or around.clock_zone is not None
    day = around.named if around.near or dated else None
    if day is None and dated:
        day = around.today
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


def _until(args: Args, around: Around) -> Value:
    return _clock(args, around) if around.after_clock else Value(value=None)


OPERATORS: dict[str, Callable[[Args, Around], Value]] = {
    "on": _on,
    "numeric": _numeric,
    "shift": _shift,
    "after": _after,
    "before": _before,
    "that": _that,
    "week": _week,
    "quarter": _part_of_year("Q", 3),
    "half": _part_of_year("H", 6),
    "century": _century,
    "bc": _before_christ,
    "decade": _decade,
    "season": _season,
    "league": _league,
    "feast": _feast,
    "duration": _duration,
    "clock": _clock,
    "until": _until,
}
