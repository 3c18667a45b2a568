"""Amounts in a text: "Rp 1,5 triliun", "sedikitnya 24 orang", "level siaga II", "two million people"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct

from konon.lexicon import DATA, parse_table
from konon.wording import Wording, concepts_at

DIGITS = re.compile(r"(\d+(?:[.,]\d+)*)(?:-?([^\W\d_]+))?\Z")
LOOK_BACK = 3  # tokens in which "at least" or a currency may stand before its number
LOOK_ON = 4  # tokens in which a unit may stand after it
PEOPLE = "=people"  # whatever people are counted as: "24 orang", "24 passengers"
CLOCK = 2  # digits after a full stop that is a clock's: "14.30"


class Amount(Struct, frozen=True, array_like=True, gc=False):
    """A number, of what ("=people", "rupiah", "" where nothing is counted), and whether it is a bound: "least", "most",
    "about"."""

    value: float
    unit: str = ""
    bound: str = ""


class NumberWord(Struct, frozen=True, kw_only=True):
    """A line of time_words.tsv."""

    word: str
    kind: str
    value: str | None
    source: str


@lru_cache(maxsize=8)
def _numbers(language: str) -> dict[str, str]:
    """Number words with their values: "3", "*100", "+10"."""
    rows = parse_table((DATA / language / "time_words.tsv").read_text("utf-8"), NumberWord, name=f"{language}/time_words.tsv")
    return {row.word.lower(): row.value or "" for row in rows if _counts(row)}


def _counts(row: NumberWord) -> bool:
    """A single letter is as often a name ("X") or a word ("I") as a number."""
    return row.value not in (None, "X") and (row.kind == "number" or (row.kind == "roman" and len(row.word) > 1))


def amount_at(lower: tuple[str, ...], i: int, w: Wording, written: Sequence[str] = ()) -> tuple[Amount, int] | None:
    """The amount whose number begins at token i, and how many tokens the number has; None where there is none. `written`: the
    tokens as they are written, of which one with a capital counts nothing ("30 Arunika soldiers")."""
    word = lower[i]
    if not word[0].isdigit() and "-" not in word and word not in _numbers(w.language):
        return None
    found = _value(lower, i, w)
    if found is None:
        return None
    value, n = found
    bound, unit, past = "", "", 0
    for j in range(max(0, i - LOOK_BACK), i):
        for words, kind, said in w.phrases.get(lower[j], ()):
            if kind in ("least", "most", "about") and lower[j : j + len(words)] == words and past < j + len(words) <= i:
                bound, past = kind, j + len(words)  # the longest: "no less than" is not "less than"
            elif kind == "currency" and lower[j : j + len(words)] == words and j + len(words) >= i - 1:
                unit = said
    return Amount(value, unit or _unit(lower, i, n, w, written), bound), n


def _unit(lower: tuple[str, ...], i: int, n: int, w: Wording, written: Sequence[str]) -> str:
    """What is counted: the first word after the number that tells something; before it for a rank ("siaga II")."""
    for j in range(i + n, min(len(lower), i + n + LOOK_ON)):
        for words, kind, said in w.phrases.get(lower[j], ()):
            if kind == "currency" and lower[j : j + len(words)] == words:
                return said
            if kind == "person" and lower[j : j + len(words)] == words:
                return PEOPLE
        if not lower[j][0].isalpha() and lower[j] != "%":
            break
        key = "" if lower[j] in w.small else concepts_at(lower, j, w)[0]
        if lower[j] == "%" or (key and (key[0] == "=" or not (written and written[j][:1].isupper()))):
            return key
    return ""


def _value(lower: tuple[str, ...], i: int, w: Wording) -> tuple[float, int] | None:
    """The value of the digits or number words at token i, with the scale after them, and how many tokens they take."""
    digits = DIGITS.match(lower[i])
    numbers = _numbers(w.language)
    if digits is not None:
        value, n = _decimal(digits[1], w.language), 1
        if digits[2]:
            scale = _scale(digits[2], w)
            if scale is None:
                return None
            return value * scale, 1
    else:
        counted = _counted(lower, i, numbers, w)
        if counted is None:
            return None
        value, n = counted
    while i + n < len(lower) and (scale := _scale(lower[i + n], w)) is not None:
        value, n = value * scale, n + 1
    return value, n


def _counted(lower: tuple[str, ...], i: int, numbers: dict[str, str], w: Wording) -> tuple[float, int] | None:
    """The value of number words: "dua puluh empat", "twenty-four", "tiga ratus"."""
    total, last, n = 0.0, 0.0, 0
    while i + n < len(lower):
        parts = lower[i + n].split("-")
        values = [numbers.get(part, "") for part in parts]
        if not all(values) or (n == 0 and values[0][0] in "*+") or (n == 0 and lower[i] in w.small and not values[0].isdigit()):
            break
        for value in values:
            if value[0] == "*":
                last *= float(value[1:])
            elif value[0] == "+":
                last += float(value[1:])
            else:
                total, last = total + last, float(value)
        n += 1
    return (total + last, n) if n else None


def _scale(word: str, w: Wording) -> float | None:
    return next((float(value) for words, kind, value in w.phrases.get(word, ()) if kind == "scale" and len(words) == 1), None)


def _decimal(digits: str, language: str) -> float:
    """ "1.000" is a thousand and "97,81" a fraction in Indonesian; the other way round in English."""
    thousand, point = (",", ".") if language == "en" else (".", ",")
    if point in digits and len(digits.rpartition(point)[2]) == 3 and thousand not in digits and len(digits) > 5:
        digits = digits.replace(point, thousand)  # "1,000,000" in an Indonesian text
    if thousand in digits and any(len(part) != 3 for part in digits.split(point)[0].split(thousand)[1:]):
        return float(re.sub(r"[.,]", ".", digits).replace(".", "", max(0, digits.count(".") + digits.count(",") - 1)))
    return float(digits.replace(thousand, "").replace(point, ".") if digits.count(point) <= 1 else re.sub(r"\D", "", digits))
