"""The dates that an article means as a small picture (SVG): each as far as it lies from the day of publication.

The scale is that of the logarithm of the days between, so that yesterday, last month and 1945 have room in one line.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date

from msgspec import Struct

from konon.export.marked import text
from konon.records import Reading
from konon.timespans import days

WIDTH, MARGIN = 640.0, 44.0
LETTER = 6.3  # a figure's width at the size of the labels
ROW, AXIS = 15.0, 26.0  # heights
ROWS = 6  # of labels; what finds no place has its point alone, and its value in the point's title
TICKS = (
    (1, "1 day"),
    (7, "1 week"),
    (30, "1 month"),
    (365, "1 year"),
    (3652, "10 years"),
    (36524, "100 years"),
)


class Meant(Struct, frozen=True, kw_only=True):
    """A date meant: its value, the number of the time that says it first, its days, and how often it is meant."""

    value: str
    number: int
    first: date
    last: date
    times: int


def timeline(reading: Reading, at: int) -> str:
    """The picture with its caption; empty where no date is meant, or the day of publication is not known."""
    some = meant(reading)
    published = days(reading.article.published or "")
    if not some or published is None:
        return ""
    label = "Dates meant: " + ", ".join(m.value for m in some)
    return (
        f'<figure class="timeline"><figcaption>Dates meant, by their distance from the day of publication</figcaption>'
        f"{picture(some, published[0], at, label)}</figure>"
    )


def meant(reading: Reading) -> list[Meant]:
    """Each date once, in the order of the calendar."""
    found: dict[str, Meant] = {}
    for number, time in enumerate(reading.times):
        if time.type not in ("DATE", "TIME"):
            continue
        value = time.value.split("T")[0]
        if value in found:
            old = found[value]
            found[value] = Meant(value=value, number=old.number, first=old.first, last=old.last, times=old.times + 1)
        elif covered := days(value):
            found[value] = Meant(value=value, number=number, first=covered[0], last=covered[1], times=1)
    return sorted(found.values(), key=lambda m: (m.first, m.last))


def picture(some: Sequence[Meant], published: date, at: int, label: str) -> str:
    """The SVG: an axis, a line at the publication, and a mark with its value for each date, linked to its words."""
    far = [scaled(day, published) for m in some for day in (m.first, m.last)]
    low, high = min(0.0, *far), max(0.0, *far)
    low, high = (low - 0.5, high + 0.5) if high - low < 1 else (low, high)

    def x(value: float) -> float:
        return MARGIN + (value - low) / (high - low) * (WIDTH - 2 * MARGIN)

    parts: list[str] = []
    ends = [-math.inf] * ROWS
    deepest = 0
    for m in some:
        left, right = x(scaled(m.first, published)), x(scaled(m.last, published))
        middle = (left + right) / 2
        half = len(m.value) * LETTER / 2
        place = min(max(middle, half + 1), WIDTH - half - 1)
        row = next((i for i, end in enumerate(ends) if end < place - half - 6), None)
        name = f"{m.value}, {m.times} times" if m.times > 1 else m.value
        shape = f'<line class="span" x1="{left:.1f}" x2="{right:.1f}" y1="0" y2="0"/>' if right - left > 3 else ""
        shape += f'<circle cx="{middle:.1f}" cy="0" r="{min(3 + m.times, 7)}"/>'
        if row is not None:
            ends[row] = place + half
            deepest = max(deepest, row + 1)
            y = AXIS + ROW * (row + 1)
            shape += f'<line class="lead" x1="{middle:.1f}" x2="{middle:.1f}" y1="0" y2="{y - 11:.1f}"/>'
            shape += f'<text x="{place:.1f}" y="{y:.1f}">{text(m.value)}</text>'
        parts.append(f'<a href="#t-{at}-{m.number}"><title>{text(name)}</title>{shape}</a>')
    height = 2 * AXIS + ROW * deepest + 6
    own = x(0.0)
    axis = f'<line class="axis" x1="{MARGIN / 2}" x2="{WIDTH - MARGIN / 2}" y1="0" y2="0"/>'
    own_line = (
        f'<line class="published" x1="{own:.1f}" x2="{own:.1f}" y1="-10" y2="10"/>'
        f'<text class="tick" x="{min(max(own, 30), WIDTH - 30):.1f}" y="-14">published</text>'
    )
    return (
        f'<svg viewBox="0 -{AXIS} {WIDTH:.0f} {height:.0f}" role="img" aria-label="{text(label)}">'
        f"{axis}{ticks(low, high, x(0.0), x)}{own_line}{''.join(parts)}</svg>"
    )


def scaled(day: date, published: date) -> float:
    """Its distance on the axis: the logarithm of the days between, negative before the publication."""
    apart = (day - published).days
    return math.copysign(math.log1p(abs(apart)), apart)


def ticks(low: float, high: float, own: float, x: Callable[[float], float]) -> str:
    """The distances that have room on the axis, each with its name."""
    out = []
    for side in (-1, 1):
        end = own
        for count, name in TICKS:
            value = side * math.log1p(count)
            if not low <= value <= high or abs(x(value) - end) < len(name) * LETTER:
                continue
            end = x(value)
            sign = "−" if side < 0 else "+"
            out.append(
                f'<line class="axis" x1="{end:.1f}" x2="{end:.1f}" y1="-4" y2="4"/>'
                f'<text class="tick" x="{end:.1f}" y="-14">{sign}{name}</text>'
            )
    return "".join(out)
