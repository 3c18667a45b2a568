"""Where in a text the rules for times hold: the longest match from each word, from left to right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from konon.records import Span
from konon.timerules import GLUED, Captured, Context, Node, Rule, Rules, Token

LONGEST_NUMBER = 9  # digits, and words of a number: what is longer is no count of years
MARKS = ".,:/-–"  # that hold numbers together


class Match(Struct, frozen=True):
    """A rule and the words it holds for."""

    rule: Rule
    span: Span
    captured: Captured


def matches(r: Rules, text: str, row: Sequence[Token]) -> Iterator[Match]:
    """What the rules hold for, from left to right, none touching another; those without a type are left out."""
    i = 0
    while i < len(row):
        word = row[i].word
        if (word in r.opening or word.isdecimal()) and (found := _longest(r, text, row, i)):
            if found[0].rule.type:
                yield found[0]
            i = found[1]
        else:
            i += 1


def _longest(r: Rules, text: str, row: Sequence[Token], first: int) -> tuple[Match, int] | None:
    """The best match that begins at token `first`, and the token after it."""
    best: tuple[tuple[int, tuple[int, int]], Match] | None = None
    start = row[first].start
    line = text.rfind("\n", row[first - 1].end if first else 0, start) < 0
    left = row[first - 1] if first and line else None
    seen: dict[int, list[tuple[str, str, int]]] = {}
    todo: list[tuple[Node, int, Captured]] = [(r.root, first, ())]
    while todo:
        node, i, captured = todo.pop()
        end = row[i - 1].end
        if node.endings and _apart(text, row[first], row[i - 1]):
            right = row[i] if i < len(row) and "\n" not in text[end : row[i].start] else None
            for ending in node.endings:
                key = (i, ending.rank)
                if (best is None or key > best[0]) and _holds(ending.before, left) and _holds(ending.after, right):
                    best = (key, Match(ending.rule, (start, end), captured))
        if i == len(row) or not node.edges or (i > first and "\n" in text[end : row[i].start]):
            continue
        if i not in seen:
            seen[i] = _readings(r, row, i)
        for label, value, after in seen[i]:
            for (slot, touching), child in node.edges.get(label, {}).items():
                if not touching or row[i].start == end:
                    todo.append((child, after, (*captured, (slot, value)) if slot else captured))
    return (best[1], best[0][0]) if best else None


def _holds(context: Context | None, token: Token | None) -> bool:
    if context is None:
        return True
    words = context.words
    if token is None:
        return ("^" in words) != context.forbidden
    there = token.word in words or ("Aa" in words and token.cased) or ("0" in words and token.word.isdecimal())
    return there != context.forbidden


def _apart(text: str, first: Token, last: Token) -> bool:
    """True where what begins with `first` and ends with `last` is not cut out of a longer word or number.

    More than one word may be run together with a word at its side where a number parts them: "pada18 Juni 2025akan".
    """
    start, end = first.start, last.end
    if start and text[start].isalnum() and not first.glued:
        number = text[start].isdecimal()
        left = text[start - 1]
        if left == "_" or (
            left.isalnum() and not (number and first is not last and _word(text[max(0, start - GLUED) : start]))
        ):
            return False
        if number and left in MARKS and start > 1 and text[start - 2].isdecimal():
            return False
    if end < len(text) and text[end - 1].isalnum() and not last.glued:
        number = text[end - 1].isdecimal()
        right = text[end]
        if right == "_" or (right.isalnum() and not (number and first is not last and _word(text[end : end + GLUED]))):
            return False
        if number and right in MARKS and end + 1 < len(text) and text[end + 1].isdecimal():
            return False
    return True


def _word(letters: str) -> bool:
    return len(letters) == GLUED and letters.isalpha() and letters.islower()


def _readings(r: Rules, row: Sequence[Token], i: int) -> list[tuple[str, str, int]]:
    """Every way to read what begins at token `i`: a label, what it stands for, and the token after it."""
    token = row[i]
    found = []
    for entry in r.entries.get(token.word, ()):
        after = i + 1 + len(entry.rest)
        if (token.cased or not entry.cased) and (
            not entry.rest or (after <= len(row) and all(row[i + 1 + k].word == w for k, w in enumerate(entry.rest)))
        ):
            found.append((entry.label, entry.value, after))
    if token.word.isdecimal() and len(token.word) <= LONGEST_NUMBER:
        found += [(f"{{{label}}}", value, i + 1) for label, value in _digits(token.word)]
        found.append(("{number}", *_number(row, i)))
    elif token.word in r.numerals:
        found.append(("{number}", *_numeral(r, row, i)))
    return found


def _digits(word: str) -> Iterator[tuple[str, str]]:
    """The classes that a row of digits belongs to."""
    n, size = int(word), len(word)
    if size <= 2:
        if 1 <= n <= 31:
            yield "day", str(n)
        if 1 <= n <= 12:
            yield "nmonth", str(n)
        if n <= 24:
            yield "hour", str(n)
        if size == 2:
            yield "yy", word
            if n <= 59:
                yield "minute", word
        return
    if size == 4 and n // 100 < 24 and n % 100 < 60:
        yield "hhmm", word
    if size == 4 and 1000 <= n <= 2100:
        yield "year", word
        if n >= 1900:
            yield "Year", word
        if n % 10 == 0:
            yield "decade", word[:3]


def _number(row: Sequence[Token], i: int) -> tuple[str, int]:
    """A number in digits from token `i` on: 2.200 and 2,200 are thousands, 1.5 and 1,5 are one and a half."""
    digits, after = row[i].word, i + 1
    while (
        after + 1 < len(row)
        and len(digits) <= LONGEST_NUMBER
        and row[after].word in (".", ",")
        and row[after + 1].word.isdecimal()
        and row[after - 1].end == row[after].start
        and row[after].end == row[after + 1].start
    ):
        part = row[after + 1].word
        after += 2
        if len(part) != 3 or "." in digits:
            return f"{int(digits)}.{part}" if "." not in digits else digits, after
        digits += part
    return str(int(digits)), after


def _numeral(r: Rules, row: Sequence[Token], i: int) -> tuple[str, int]:
    """A number in words: `dua puluh lima` is 2, `*10`, 5, `lima belas` is 5, `+10`; `X` is no certain number."""
    total = part = 0
    at = i
    while at < len(row) and at - i < LONGEST_NUMBER and (value := r.numerals.get(row[at].word)) is not None:
        if value == "X":
            return ("X", at + 1) if at == i else (str(total + part), at)
        if at > i and value[0] not in "*+" and not (part >= 20 and int(value) < (100 if part >= 100 else 10)):
            break  # "dua tiga hari" is two or three
        if value[0] == "*":
            part = max(part, 1) * int(value[1:])
        elif value[0] == "+":
            part += int(value[1:])
        else:
            total, part = total + part, int(value)
        at += 1
        if (
            at + 1 < len(row)
            and value.isdecimal()
            and int(value) >= 20
            and row[at].word == "-"
            and row[at + 1].word in r.numerals
        ):
            at += 1  # twenty-one
    return str(total + part), at
