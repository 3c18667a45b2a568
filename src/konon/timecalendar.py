"""The operators of `times.tsv` that name days, weeks, months and years; `konon.timevalues` says what each does."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from msgspec import structs

from konon.timearound import THAN, YEAR, Args, Around, Value, open_value, real, year_said

CLOSE = 14  # days from publication in which a report dates what it tells most often
SLIP = 92  # days: nearer than that, a weekday that disagrees is a slip of the pen and no other year's date
PAST_DUE = 1  # month after an election in which its month is not yet that of the next
FARTHEST = 10_000  # hours, minutes or seconds that "ago" is reckoned in


def on(args: Args, around: Around) -> Value:
    by = {kind: value for kind, value in args if kind}
    direction = next((value for kind, value in args if not kind), "")
    part = f"T{int(by['hour']):02}:{by['minute']}" if "hour" in by else by.get("daypart", "")
    weekday = int(by["weekday"]) if "weekday" in by else None
    month = by.get("month") or by.get("nmonth")
    year = year_said(args, around) if month or "day" not in by else None
    if month is None and "day" not in by:
        if weekday is None:
            return Value(value=f"{year}" if year else None, compared=direction == "before")
        return _weekday(weekday, direction, part, around)
    if "day" not in by:
        return _month(int(month or 0), year, direction, around)
    return _day((year, int(month) if month else None, int(by["day"])), weekday, direction, part, around)


def _weekday(weekday: int, direction: str, part: str, around: Around) -> Value:
    """The last such day, today included; the next one where the words are of the future; the one just dated if it is that."""
    if around.today is None:
        return open_value(f"XXXX-WXX-{weekday}{part}")
    if not direction and around.beside and around.named and around.named.isoweekday() == weekday:
        return Value(value=around.named.isoformat() + part, day=around.named)  # "3 May, which is a Wednesday"
    back = (around.today.isoweekday() - weekday) % 7
    if direction == "past":
        back = back or 7
    elif direction == "future" or (back and (around.coming or (direction == "this" and around.coming is None))):
        back -= 7
    day = around.today - timedelta(days=back)
    return Value(value=day.isoformat() + part, day=day)


def _month(month: int, year: int | None, direction: str, around: Around) -> Value:
    if year is None:
        if around.today is None:
            return open_value(f"XXXX-{month:02}")
        ahead = month - around.today.month
        year = around.today.year + (ahead < -6) - (ahead > 6)
        if direction == "past":
            year = around.today.year - (ahead >= 0)
        elif direction == "due":
            year = around.today.year + (-(ahead > 0) if -ahead % 12 <= PAST_DUE else ahead < 0)
        elif direction == "since" or (not direction and around.coming is False):
            year = around.today.year - (ahead > 0)
        elif direction == "future" or (around.coming and ahead):
            year = around.today.year + (ahead <= 0)
    return Value(value=f"{year:04}-{month:02}")


def _day(given: tuple[int | None, int | None, int], weekday: int | None, direction: str, part: str, around: Around) -> Value:
    """A full date; of one without its year or month, the nearest there is."""
    year, month, number = given
    if year is None and month is not None and not direction and not weekday:
        year = around.years.get(month)
    if year is not None and month is not None:
        days = [real(year, month, number)]
    elif around.today is None:
        return open_value(f"XXXX-{f'{month:02}' if month else 'XX'}-{number:02}{part}")
    elif month is not None:
        days = [real(around.today.year + n, month, number) for n in (-4, -3, -2, -1, 0, 1, 2, 3, 4)]
    else:
        near = (THAN[direction],) if direction in THAN else (-2, -1, 0, 1, 2)
        direction = "future" if around.coming and not direction and number != around.today.day else direction
        months = (around.today.year * 12 + around.today.month - 1 + n for n in near)
        days = [real(m // 12, m % 12 + 1, number) for m in months]
    today = around.today
    found = [d for d in days if d]
    if today and year is None:
        nearest = min((abs((d - today).days) for d in found), default=0)
        if month and around.coming and not (direction or weekday) and nearest > SLIP:
            direction = "future"
        if direction in ("past", "since", "future"):
            found = [d for d in found if (d >= today if direction == "future" else d <= today)]
        found.sort(key=lambda d: (abs((d - today).days), d))
        far = [d for d in found if abs((d - today).days) <= YEAR]
        if weekday and far and abs((far[0] - today).days) > SLIP:
            found = [d for d in far if d.isoweekday() == weekday] or found
    if not found:
        return Value(value=None, wrong="the calendar has no such day")
    day = found[0]
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
    near = [d for m in months if (d := real(m // 12, m % 12 + 1, day.day)) and abs((d - today).days) <= CLOSE]
    near = [d for d in near if d.isoweekday() == weekday]
    one_slip = [d for d in near if d.year == day.year or (d.month == day.month and abs(d.year - day.year) == 1)]
    return one_slip[0] if one_slip else None


def numeric(args: Args, around: Around) -> Value:
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


def shift(args: Args, around: Around) -> Value:
    return _moved(args, around.today, around.now)


def after(args: Args, around: Around) -> Value:
    return _moved(args, _named(args[1][1], around) or around.today, None)


def reported(args: Args, around: Around) -> Value:
    moved = _moved([("", "0"), *args], around.today, None)
    return structs.replace(moved, day=None, compared=True)


def before(args: Args, around: Around) -> Value:
    moved = _moved([("", "-1"), *args], _named(args[0][1], around) or around.today, None)
    return structs.replace(moved, day=None, compared=True)


def _named(unit: str, around: Around) -> date | None:
    """The day, month or year that the text named last."""
    if unit == "Y":
        return date(around.year, 1, 1) if around.year else None
    return around.month if unit == "M" else around.named


def that(args: Args, around: Around) -> Value:
    unit, *part = [value for _, value in args]
    named = _named(unit, around)
    if unit == "D" and named and around.month and (named.year, named.month) != (around.month.year, around.month.month):
        return Value(value=None)  # a month was named since: "On May 3 he left. In July he came. That day"
    return _dated(named, 0, unit, "".join(part), "PAST_REF") if named else Value(value=None)


def _moved(args: Args, origin: date | None, now: datetime | None) -> Value:
    """`origin` moved by so many units, told as precisely as the unit."""
    (_, count), (_, unit) = args[:2]
    part = args[2][1] if len(args) > 2 else ""
    vague = "PAST_REF" if count[0] == "-" else "PRESENT_REF" if count == "0" else "FUTURE_REF"
    if count.lstrip("-") == "X":
        return Value(value=vague)
    if origin is None:
        return open_value(vague)
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


def week(args: Args, around: Around) -> Value:
    (_, n), (_, weekday) = args[:2]
    part = args[2][1] if len(args) > 2 else ""
    if around.today is None:
        return open_value(f"XXXX-WXX-{weekday}{part}")
    monday = around.today - timedelta(days=around.today.weekday() - 7 * int(n))
    day = monday + timedelta(days=int(weekday) - 1)
    return Value(value=day.isoformat() + part, day=day)


def nth_week(args: Args, around: Around) -> Value:
    """The week in the middle of a month's first, second ... seven days."""
    (_, n), (_, month) = args[:2]
    known = _month(int(month), year_said(args, around), "", around).value or ""
    if not known[:4].isdecimal():
        return open_value(known)
    iso = date(int(known[:4]), int(month), 7 * int(n) - 3).isocalendar()
    return Value(value=f"{iso.year:04}-W{iso.week:02}")
