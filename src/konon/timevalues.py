"""What a rule for times makes of its words: the operators of `times.tsv`, and the calendar's arithmetic.

The value of a rule is an operator with its arguments, words of the text under their `{slot}` or constants; two of them
parted by ` / ` for a stretch of time, of which the second is not before the first; or else a value as it is, slots filled in
(`P1Y`, `XXXX-WXX-{weekday}`).

    on …            the day, month or year that the arguments name; what they leave open is the nearest to the day of
                    publication, or with `past` before it, with `since` not after it, with `future` after it (as is a far
                    one, where the words before tell of the future), with `due` after it or a little before; with `last`,
                    `this` or `next` the year (of a day alone, the month) is told from publication, with `same` it is the
                    one last named, with `before` the one before that
    numeric a b [y] [weekday]   a date in numbers of which day and month could change places
    shift N unit [daypart]      N units from the day of publication, as precise as the unit and no more
    after N unit    the same from the day (month, year) that the text named last, else from publication
    before unit     the day, week or month before that
    reported unit   the date that its sentence gives it, else the day that the text tells of there: of those shortly before
                    publication the one named last, else the next (`konon.timetold`)
    that unit       the day or month that the text named last; where it named none, it is no time at all
    week N weekday [daypart]    that weekday of the week N from the one of publication
    nth n month [y]             the month's week n
    quarter n [y]   half n [y]   decade yy   century n   bc n   season name [y, N or near]   league N (a season of sport)
    feast days [N] [y]          N days from a feast
    duration N unit …           how long
    clock h [m] [half] [daypart] [zone]     a time of day, on the day that the text named last, else that of publication
    until h [m]     the same, right after another time of day; elsewhere it is no time at all
    halfway h       half an hour before it ("setengah delapan" is 7.30)

A year y may be `last`, `this` and so on too. Units are Y M W D as in ISO 8601, TH TM TS for hours, minutes and seconds, WE a
weekend, F Q H DE C MY a fortnight, quarter, half, decade, century and a million years; X is no certain number.
Nothing is made more precise than the text: "awal pekan ini" is the week.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from konon.timearound import Args, Around, Value
from konon.timecalendar import after, before, nth_week, numeric, on, reported, shift, that, week
from konon.timematches import Match
from konon.timeparts import before_christ, century, clock, decade, duration, feast, halfway, league, part_of_year, season, until

CLOCK = re.compile(r"T\d\d:\d\d")
SLOT = re.compile(r"\{(\w+)(?::(\d+))?\}")  # {month:2} is filled with zeros to two digits


def value_of(match: Match, around: Around) -> Value:
    """The value that the rule gives its words."""
    made = [_made(part, match, around) for part in (match.rule.value or "").split(" / ")]
    if len(made) == 1:
        return made[0]
    wrong = next((m.wrong for m in made if m.wrong), None)
    if any(m.value is None for m in made):
        return Value(value=None, wrong=wrong)
    first, *rest = (m.value or "" for m in made)
    return Value(value="/".join((first, *(_not_before(first, value) for value in rest))), wrong=wrong)


def _not_before(first: str, second: str) -> str:
    """The second of two times of day, on the next day where it would come before the first: "pukul 22.00-04.00"."""
    day, clock = second[:10], second[10:]
    if first[:10] != day or not CLOCK.match(clock) or clock[:6] >= first[10:16]:
        return second
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat() + clock


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


OPERATORS: dict[str, Callable[[Args, Around], Value]] = {
    "on": on,
    "numeric": numeric,
    "shift": shift,
    "after": after,
    "before": before,
    "reported": reported,
    "that": that,
    "week": week,
    "nth": nth_week,
    "quarter": part_of_year("Q", 3),
    "half": part_of_year("H", 6),
    "century": century,
    "bc": before_christ,
    "decade": decade,
    "season": season,
    "league": league,
    "feast": feast,
    "duration": duration,
    "clock": clock,
    "until": until,
    "halfway": halfway,
}
