"""How much two propositions share, and where they part, in numbers of about 0 to 1: words, names, amounts, days, events."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from math import isfinite, log

from msgspec import Struct

from konon import gazetteer
from konon.amounts import Amount
from konon.clauses import Term
from konon.propositions import NAME, Happening, Proposition
from konon.timespans import days

WISHED = frozenset({"demand", "want", "fear"})  # what is not even planned
PLANNED = frozenset({"demand", "want", "fear", "expect", "commit"})  # what is not said to be so: two amounts do not clash
KIN = 0.7  # of a name that another of its country stands for
SHORT = 6  # terms
ENDING = 3  # letters that a name may have more in another form
LETTERS = 5  # that two stems share at their beginning where one may be a form of the other
CLOSE = 0.02  # of an amount: as near as a rounded one comes, if one ends in more zeros: 1,500 may be 1,499, 1,462 not 1,465
ABOUT = 0.1  # the same where one is told as "about"
UNITS = frozenset({"rupiah", "dollar", "euro", "=percent"})  # what is never counted by another word
OTHER_UNIT = 0.7  # of a clash, where the two alone are told by other words: "24 orang", "61 korban"
MANY_WORDS = 15.0  # that both tell in words: some four that are not common
CLOCK = re.compile(r"T(\d\d):(\d\d)")
ZONE = re.compile(r"(?:Z|([+-])(\d\d):?(\d\d))\Z")
AT_ONCE = 30  # minutes: two tell of one moment, one of them perhaps roughly
DAY_LONG = 24 * 60
SOON = 3  # days, from which on what has changed since is no longer the same question
FAR = 30  # days between two claims, from which on more makes no difference


class Shared(Struct, frozen=True, kw_only=True):
    """What two propositions have in common, in what a term tells: of each alone, of both, and of both but turned round."""

    a: float
    b: float
    both: float
    words: float  # of both, without names
    words_a: float  # of each alone, without names
    words_b: float
    turned: float
    contrary: float  # 1 where one has the contrary of what the other says
    heart: float  # of what one denies, how much the other asserts, 0 to 1
    names: int
    strange_a: int  # names of a that b does not have
    strange_b: int
    rest_a: float  # what a tells in words and names that b does not have
    rest_b: float


def measures(a: Proposition, b: Proposition, s: Shared | None = None) -> dict[str, float]:
    """How much two propositions share, and where they part, by name; `s`: what `share` gives, where it is there already."""
    s = s or share(a, b)
    most, least = max(s.a, s.b, 1e-9), max(min(s.a, s.b), 1e-9)
    held = min(1.0, s.both / least)  # of the shorter that the longer has
    covered = min(1.0, s.both / most)
    alike = s.both / max(s.a + s.b - s.both, 1e-9)
    turned = s.turned / s.words if s.words else 0.0
    agree, clash = _amounts(a.amounts, b.amounts)
    meet, apart = _days(a, b)
    told, against, swapped = _events(a.events, b.events)
    strangers = float(s.strange_a > 0 and s.strange_b > 0)
    roles = float(_swapped(a, b) or swapped)
    assertive = float(not {a.act, b.act} & PLANNED and not a.unreal and not b.unreal)
    planned = float(not {a.act, b.act} & WISHED and not a.unreal and not b.unreal)
    told_alike = s.words / max(min(s.words_a, s.words_b), 1e-9)
    doers = float(_others(a, b) and assertive > 0)
    parted = max(turned, s.contrary, clash * assertive, apart * planned)
    elsewhere = float(bool(a.where and b.where) and not set(a.where) & b.named and not set(b.where) & a.named)
    sole = float(a.sole and b.sole and s.rest_a > 0 and s.rest_b > 0) * assertive
    gap = _gap(a.day, b.day)
    later = min(1.0, gap * FAR / SOON)
    denied = max(s.heart, s.contrary)
    return {
        "always": 1.0,
        "held": held,
        "held twice": held * held,
        "covered": covered,
        "alike": alike,
        "alike twice": alike * alike,
        "little": 1.0 if s.both < 2 * NAME else 0.0,
        "length": log(most / least),
        "turned": turned,
        "turned held": turned * held,
        "turned alike": turned * alike,
        "contrary": s.contrary,
        "contrary held": s.contrary * held,
        "turned any": float(turned > 0),
        "straight held": held * (1 - parted),
        "straight covered": covered * (1 - parted),
        "amounts agree": agree,
        "amounts clash": clash,
        "amounts clash asserted": clash * assertive * held,
        "days meet": meet,
        "days apart": apart,
        "days apart held": apart * held * planned,
        "event told": told,
        "event against": against * held,
        "names": min(s.names, 3) / 3,
        "strangers": strangers,
        "strangers held": strangers * held,
        "stranger": float((s.strange_a > 0) != (s.strange_b > 0)),
        "words held": told_alike,
        "strangers words": strangers * told_alike,
        "doers": doers,
        "doers words": doers * told_alike,
        "roles": roles * held,
        "unreal": float(a.unreal != b.unreal),
        "same holder": float(bool(set(a.holder) & set(b.holder))),
        "same article": float(a.article == b.article),
        "translated": float(a.language != b.language),
        "translated held": float(a.language != b.language) * held,
        "gap": gap,
        "much words": min(1.0, s.words / MANY_WORDS),
        "heart": s.heart,
        "heart held": s.heart * held,
        "heart words": s.heart * told_alike,
        "denied held": denied * held * held,
        "denied alike": denied * alike,
        "denied strangers": denied * strangers,
        "denied unreal": denied * (1 - assertive),
        "denied apart": denied * apart,
        "denied later": denied * later,
        "clash later": clash * later,
        "parted later": parted * later,
        "denied names": denied * (s.names > 0),
        "turned not heart": float(turned > 0 and not denied),
        "clash words": clash * assertive * told_alike * told_alike,
        "clash gap": clash * gap,
        "clash apart": clash * apart,
        "clash strangers": clash * strangers,
        "clash stranger": clash * ((s.strange_a > 0) != (s.strange_b > 0)),
        "clash names": clash * assertive * (s.names > 0),
        "clash alone": clash * assertive * held * told_alike * (1 - apart) * (gap == 0) * (s.strange_a + s.strange_b == 0),
        "apart alone": apart * planned * held * told_alike * (1 - clash) * (s.strange_a + s.strange_b == 0),
        "denied alone": denied * held * told_alike * (1 - apart) * (s.strange_a == 0 or s.strange_b == 0),
        "doers alone": doers * told_alike * told_alike,
        "doers by": doers * told_alike * (a.by + b.by) / 2,
        "apart words": apart * planned * told_alike * told_alike,
        "apart names": apart * planned * (s.names > 0),
        "elsewhere": elsewhere,
        "elsewhere held": elsewhere * held * planned,
        "elsewhere words": elsewhere * told_alike * planned,
        "elsewhere names": elsewhere * (s.names > 0) * planned,
        "sole": sole,
        "sole words": sole * told_alike,
        "sole held": sole * held,
        "believed": float("believe" in (a.act, b.act) or "expect" in (a.act, b.act)),
        "no name": float(not s.names),
        "cosine": s.both / max((s.a * s.b) ** 0.5, 1e-9),
        "few": min(1.0, min(len(a.terms), len(b.terms)) / 5),
    }


# --- words and names -------------------------------------------------------------------------------------------------


def share(a: Proposition, b: Proposition) -> Shared:
    """What two propositions have in common."""
    terms_a, terms_b = a.by_key, b.by_key
    pairs = [(key, key) for key in terms_a if key in terms_b]
    left_a = {key for key in terms_a if key not in terms_b}
    left_b = {key for key in terms_b if key not in terms_a}
    names_a, names_b = _names(a, b), _names(b, a)
    named = names_a & names_b
    names_a -= named
    names_b -= named
    both = NAME * len(named)
    for names, left, terms in (
        (names_a, left_b, terms_b),
        (names_b, left_a, terms_a),
    ):  # "~lesmana" is "lesmana" at a beginning
        for name in sorted(n for n in names if n[0] == "~" and n[1:] in left):
            names.discard(name)
            left.discard(name[1:])
            both += terms[name[1:]].weight
    for name in sorted(names_a):  # "Kremlin", "Vladimir Putin", "Russia": of one country
        kin = next((n for n in sorted(names_b) if _country(name) is not None and _country(n) == _country(name)), None)
        if kin is not None:
            names_a.discard(name)
            names_b.discard(kin)
            both += KIN * NAME
    beginnings = {_beginning(key): key for key in sorted(left_b, reverse=True) if len(key) >= LETTERS}
    for key in sorted(left_a):
        other = beginnings.get(_beginning(key)) if len(key) >= LETTERS else None
        if other in left_b and other is not None:
            pairs.append((key, other))
            left_a.discard(key)
            left_b.discard(other)
    words = turned = contrary = heart = 0.0
    for one, other in pairs:
        weight = (terms_a[one].weight + terms_b[other].weight) / 2
        words += weight
        parted, by_word = excluding(terms_a[one], terms_b[other])
        if parted:
            turned += weight
            contrary = max(contrary, float(by_word))
            heart += weight * (terms_a[one].heart or terms_b[other].heart)
    both += words
    names_a -= b.own
    names_b -= a.own
    rest_a = sum(terms_a[key].weight for key in left_a) + NAME * len(names_a)
    rest_b = sum(terms_b[key].weight for key in left_b) + NAME * len(names_b)
    return Shared(
        a=both + rest_a,
        b=both + rest_b,
        rest_a=rest_a,
        rest_b=rest_b,
        both=both,
        words=words,
        words_a=words + sum(terms_a[key].weight for key in left_a),
        words_b=words + sum(terms_b[key].weight for key in left_b),
        turned=turned,
        contrary=contrary,
        heart=min(1.0, heart / most) if (most := max(a.heart, b.heart)) else 0.0,
        names=len(named),
        strange_a=len(names_a),
        strange_b=len(names_b),
    )


def excluding(x: Term, y: Term) -> tuple[bool, bool]:
    """Whether two terms of one key exclude each other, and whether by their own words rather than by a "not"."""
    if x.pole < 0 or y.pole < 0 or x.open != y.open:  # "ancaman bom": not that there is one
        return False, False
    if x.pole and y.pole and x.pole != y.pole:  # of three ways: neither is the first
        return x.denied == y.denied, x.denied == y.denied
    return x.denied != y.denied, x.denied != y.denied and x.pole != y.pole


def _names(p: Proposition, other: Proposition) -> set[str]:
    """The names of a content, each written as the other content writes it ("Arunikan", "Arunika"); its holder, where it
    says "I" and the other names it."""
    told = other.named
    names = {
        name if name in told else next((min(name, n, key=len) for n in other.names if _one_name(name, n)), name)
        for name in p.names
    }
    return names | (p.own & told)


@lru_cache(maxsize=1 << 14)
def _one_name(x: str, y: str) -> bool:
    """Whether two names that no gazetteer has differ in an ending alone."""
    short, long = sorted((x, y), key=len)
    return short[0] == long[0] == "~" and len(short) > LETTERS and long.startswith(short) and len(long) - len(short) <= ENDING


@lru_cache(maxsize=1 << 14)
def _country(name: str) -> str | None:
    entry = gazetteer.load().entries.get(name)
    return entry.country if entry else None


@lru_cache(maxsize=1 << 16)
def _beginning(key: str) -> str:
    """The first letters, written as the other language may write them: "konferensi", "conference"."""
    if key[0] == "=":
        return key
    return key.replace("ph", "f").replace("c", "k").replace("y", "i").replace("x", "ks")[:LETTERS]


def _others(a: Proposition, b: Proposition) -> bool:
    """Whether both tell who did it, it is another, and one says so as such or both name whom or where."""
    if a.doer is None or b.doer is None or a.doer == b.doer or _tells(a, b.doer) or _tells(b, a.doer):
        return False
    return a.by or b.by or bool(a.named & b.named)


def _tells(p: Proposition, doer: str) -> bool:
    return doer in p.names or doer in p.by_key


def _swapped(a: Proposition, b: Proposition) -> bool:
    """Whether both have the same two names, and who does it is another."""
    if a.doer is None or b.doer is None or a.doer == b.doer or max(len(a.terms), len(b.terms)) > SHORT:
        return False  # in a long one, the name that comes first need not be the doer's
    return a.doer in b.names and b.doer in a.names and len(a.named & b.named) >= 2 and a.language == b.language


# --- amounts, days, events -------------------------------------------------------------------------------------------


def _amounts(one: tuple[Amount, ...], other: tuple[Amount, ...]) -> tuple[float, float]:
    """Whether an amount of the same thing agrees, and whether one clashes: both tell how many, and differently."""
    agree = clash = 0.0
    for unit in {x.unit for x in one} & {y.unit for y in other}:
        mine, theirs = [x for x in one if x.unit == unit], [y for y in other if y.unit == unit]
        if any(_equal(x, y) for x in mine for y in theirs):
            agree = 1.0
        else:
            clash = 1.0
    if not agree and not clash and len(one) == len(other) == 1 and (one[0].unit in UNITS) == (other[0].unit in UNITS):
        agree, clash = (1.0, 0.0) if _equal(one[0], other[0]) else (0.0, OTHER_UNIT)
    return agree, clash


def _equal(x: Amount, y: Amount) -> bool:
    if not isfinite(x.value) or not isfinite(y.value):
        return x.value == y.value
    about = "about" in (x.bound, y.bound)
    between = abs(x.value - y.value)
    if between <= (ABOUT if about else CLOSE) * max(x.value, y.value) and (
        about or not between or between < max(_unit(x.value), _unit(y.value))
    ):
        return True
    for low, high in ((x, y), (y, x)):
        if (low.bound == "least" and low.value <= high.value <= 2 * low.value) or (
            high.bound == "most" and low.value <= high.value
        ):
            return True
    return False


@lru_cache(maxsize=1 << 14)
def _unit(value: float) -> float:
    """What the last digit of an amount that is no 0 stands for: as near as it is told. 1000 of 1,462,000."""
    digits, _, power = f"{value:.12e}".partition("e")
    return float(10.0 ** (int(power) - len(digits.rstrip("0").rstrip(".").replace(".", "")) + 1))


def _days(a: Proposition, b: Proposition) -> tuple[float, float]:
    """Whether a time of one can be one of the other, and whether none can although they can be compared."""
    fits = [fit for x in a.times for y in b.times if (fit := _fit(x, y)) is not None]
    return float(any(fits)), float(bool(fits) and not any(fits))


def clocks_apart(a: Proposition, b: Proposition) -> bool:
    """Whether both tell a time of day, and no two are one: two matches of a day."""
    one, other = ([x for x in p.times if CLOCK.search(x)] for p in (a, b))
    return bool(one) and bool(other) and all(_minutes(x, y) > AT_ONCE for x in one for y in other)


def _minutes(x: str, y: str) -> float:
    """How far two TIMEX3 values of clock times are apart: as instants where both tell their zone, else by their clocks."""
    zoned = [bool(ZONE.search(value)) for value in (x, y)]
    clocks = [60 * int(hour) + int(minute) for value in (x, y) for hour, minute in CLOCK.findall(value)[:1]]
    if all(zoned):
        clocks = [clock - _east(value) for clock, value in zip(clocks, (x, y), strict=True)]
    between = abs(clocks[0] - clocks[1]) % DAY_LONG
    return min(between, DAY_LONG - between)


def _east(value: str) -> int:
    """Minutes by which the zone of a clock time is before UTC."""
    sign, hours, minutes = ZONE.findall(value)[0]
    return (-1 if sign == "-" else 1) * (60 * int(hours or 0) + int(minutes or 0))


@lru_cache(maxsize=1 << 14)
def _fit(x: str, y: str) -> bool | None:
    """Whether two TIMEX3 values can be of one time; None where they cannot be compared: "2031-05" and "XXXX-WXX-1"."""
    one, other = days(x), days(y)
    if one is None or other is None:
        if one is not other or len(x) != len(y) or ("W" in x) != ("W" in y):
            return None
        return x == y
    if one[0] > other[1] or other[0] > one[1]:
        return False
    clock_x, clock_y = x.partition("T")[2][:2], y.partition("T")[2][:2]
    return not clock_x or not clock_y or clock_x.isdigit() != clock_y.isdigit() or clock_x == clock_y


def _events(one: tuple[Happening, ...], other: tuple[Happening, ...]) -> tuple[float, float, float]:
    """Whether both tell of an event of one type and one party; whether one denies it; whether who did it to whom is swapped."""
    told = against = swapped = 0.0
    for x in one:
        for y in other:
            if x.type != y.type:
                continue
            if set(x.actors) & set(y.recipients) and set(x.recipients) & set(y.actors) and not set(x.actors) & set(y.actors):
                swapped = 1.0
            elif set(x.actors) & set(y.actors) or set(x.recipients) & set(y.recipients):
                told = max(told, float(x.denied == y.denied))
                against = max(against, float(x.denied != y.denied))
    return told, against * (1 - told), swapped


def _gap(one: str | None, other: str | None) -> float:
    """How far apart the days of two claims are, 1 for a month or more."""
    if one is None or other is None:
        return 0.0
    return min(abs((date.fromisoformat(one[:10]) - date.fromisoformat(other[:10])).days), FAR) / FAR
