"""The rule language for times: a pattern over words, and where in a text it holds.

A pattern of `data/<lang>/times.tsv` is a row of elements, parted by blanks. Where two elements touch in the pattern, they
must touch in the text; else white space, but no line end, may stand between them.

    lalu            a word, in any case; also one mark, such as ( or /
    pekan|minggu    either word; an underscore joins the words of one choice (ke_depan)
    {month}         a word of that class, from `time_words.tsv`; what it stands for goes into the value
    {day1}          the same; digits tell two of a class apart
    [tahun]         may be missing
    <pada|sejak>    must stand before (or, at the pattern's end, after), and is no part of the expression; <!…> must not.
                    In it, `Aa` is any word with a capital, `0` any number, `^` the end of a line

`{month}` and `{weekday}` are the calendar's words and their short forms, with a capital; `{Month}` and `{Weekday}` those
written in full. Of digits are: `{day}` 1-31, `{nmonth}` 1-12, `{year}` 1000-2100, `{Year}` 1900-2100, `{yy}` two digits,
`{decade}` a year that ends in 0, `{hour}` 0-24, `{minute}` two digits to 59, `{hhmm}` both in four, and `{number}`, which is
also written in words. Words of the kind "glued" are two that are also seen where a page ran another word together with
them ("sahamhari ini"), but not in the words of the kind "whole" ("matahari ini").

All patterns form one tree over words. A text is walked once, and the tree is only entered at words that begin a pattern: the
time taken grows with the text alone. The longest match wins, then the one whose pattern says more. A
rule without a type keeps its words from being read as a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal

from msgspec import Struct

from konon.dates import CalendarWord
from konon.lexicon import DATA, LexiconError, parse_table
from konon.records import Span

Kind = Literal["DATE", "TIME", "DURATION", "SET"]


class Rule(Struct, frozen=True, kw_only=True):
    """One line of `times.tsv`: a pattern, what it is, how its value is made, and an example that tests it.

    The example has the expression in square brackets; `expected` is its value in an article of the day `published`.
    """

    pattern: str
    type: Kind | None
    value: str | None
    example: str
    published: str
    expected: str | None
    source: str


class TimeWord(Struct, frozen=True, kw_only=True):
    """One line of `time_words.tsv`: a word, the class that patterns call it by, and what it stands for."""

    word: str
    kind: str
    value: str | None
    source: str


class Token(Struct, frozen=True):
    """A word, a row of digits or a mark, and its characters."""

    word: str  # lower case, quotes and dashes made plain
    start: int
    end: int
    cased: bool  # begins with a capital
    glued: bool = False  # cut out of a longer word, where a page lost a blank: "sahamhari ini"


Captured = tuple[tuple[str, str], ...]  # slot and what its words stand for, in order


class Match(Struct, frozen=True):
    """A rule and the words it holds for."""

    rule: Rule
    span: Span
    captured: Captured


# --- inside ----------------------------------------------------------------------------------------------------------


class Entry(Struct, frozen=True):
    """One way to read a word: the label it has in the tree, the words that must follow, and what it stands for."""

    label: str
    rest: tuple[str, ...]
    value: str
    cased: bool = False  # only with a capital


class Context(Struct, frozen=True):
    """Words of which one must, or none may, stand next to an expression."""

    forbidden: bool
    words: frozenset[str]


class Ending(Struct, frozen=True):
    """A rule at the place in the tree where its pattern ends."""

    rule: Rule
    rank: tuple[int, int]  # elements, plain words twice, and contexts; then the later line wins
    before: Context | None
    after: Context | None


class Node(Struct):
    """A place in the tree of patterns: by label and by (slot, touching) the places after it. Only grown while loading."""

    edges: dict[str, dict[tuple[str, bool], Node]]
    endings: list[Ending]


class Element(Struct, frozen=True):
    """One step in the tree."""

    label: str
    slot: str  # "" for a plain word
    touching: bool


Way = tuple[Element, ...]


class Rules(Struct, frozen=True, eq=False):
    """All that is known of one language's times."""

    rules: tuple[Rule, ...]
    root: Node
    entries: dict[str, tuple[Entry, ...]]
    numerals: dict[str, str]
    opening: frozenset[str]  # the words that some pattern begins with
    glued: tuple[tuple[str, str], ...]  # two words that are seen where other words are run together with them
    whole: frozenset[str]  # words that only look like that


TOKEN = re.compile(r"[0-9]+|[^\W\d_]+|[^\w\s]")
GLUED = 3  # letters of the shortest word that may be run together with another
LONGEST_NUMBER = 9  # digits, and words of a number: what is longer is no count of years
PLAIN = str.maketrans("’‘“”–—−", "''\"\"---")
MARKS = ".,:/-–"  # that hold numbers together
PATTERN = re.compile(r"\s+|\[|\]|<(?P<no>!?)(?P<context>[^>]+)>|\{(?P<slot>[A-Za-z]+\d?)\}|(?P<words>[^\s\[\]{}<>]+)")
DIGITS = ("day", "nmonth", "year", "Year", "yy", "decade", "hour", "minute", "hhmm")


def tokens(text: str) -> list[Token]:
    """The words, numbers and marks of `text`, in order."""
    out = []
    for m in TOKEN.finditer(text):
        word = m.group()
        plain = word.lower() if word.isascii() else word.lower().translate(PLAIN)
        out.append(Token(plain, m.start(), m.end(), word[0].isupper()))
    return out


@cache
def load_rules(language: str) -> Rules:
    """The rules of `language`, read and compiled once; raises `LexiconError` where a file is missing or breaks a rule."""
    folder = DATA / language
    if not (folder / "times.tsv").is_file():
        raise LexiconError(f"no rules for times in language {language!r}")
    rules = parse_table((folder / "times.tsv").read_text("utf-8"), Rule, name=f"{language}/times.tsv")
    words = parse_table((folder / "time_words.tsv").read_text("utf-8"), TimeWord, name=f"{language}/time_words.tsv")
    calendar = parse_table((DATA / "common" / "calendar.tsv").read_text("utf-8"), CalendarWord, name="common/calendar.tsv")
    classes = {
        *(w.kind for w in words if w.kind not in ("glued", "whole")),
        "month",
        "Month",
        "weekday",
        "Weekday",
        "zone",
        "number",
        *DIGITS,
    }
    return compile_rules(rules, classes, [*words, *_calendar(calendar, language)], name=f"{language}/times.tsv")


def compile_rules(rules: Sequence[Rule], classes: set[str], words: Sequence[TimeWord], *, name: str) -> Rules:
    """The tree of `rules`, with the words of the classes; raises `LexiconError` on a pattern that can't be read."""
    root = Node({}, [])
    literals: set[str] = set()
    for number, rule in enumerate(rules):
        before, paths, after = _parse(rule.pattern, name)
        for path in paths:
            if not path:
                raise LexiconError(f"{name}: pattern {rule.pattern!r} may be empty")
            node = root
            for element in path:
                if element.slot and element.label[1:-1] not in classes:
                    raise LexiconError(f"{name}: pattern {rule.pattern!r}: no class {element.label}")
                if not element.slot:
                    literals.add(element.label)
                step = (element.slot, element.touching and node is not root)
                node = node.edges.setdefault(element.label, {}).setdefault(step, Node({}, []))
            plain = sum(not element.slot for element in path)
            rank = (len(path) + plain + (before is not None) + (after is not None), number)
            node.endings.append(Ending(rule, rank, before, after))
    entries: dict[str, list[Entry]] = {}
    for word in literals:
        entries.setdefault(word, []).append(Entry(word, (), word))
    for w in words:
        if w.kind in ("glued", "whole"):
            continue
        parts = [t.word for t in tokens(w.word)]
        cased = w.kind.lower() in ("month", "weekday")
        entries.setdefault(parts[0], []).append(Entry(f"{{{w.kind}}}", tuple(parts[1:]), w.value or "", cased))
    numerals = {w.word: w.value or "" for w in words if w.kind == "number"}
    opening = {word for word, found in entries.items() if any(e.label in root.edges for e in found)} | set(numerals)
    glued = [tuple(w.word.split(" ")) for w in words if w.kind == "glued"]
    if any(len(pair) != 2 for pair in glued):
        raise LexiconError(f"{name}: what is glued must be two words")
    return Rules(
        rules=tuple(rules),
        root=root,
        entries={word: tuple(found) for word, found in entries.items()},
        numerals=numerals,
        opening=frozenset(opening),
        glued=tuple((one, two) for one, two in glued),
        whole=frozenset(w.word for w in words if w.kind == "whole"),
    )


def _calendar(rows: Sequence[CalendarWord], language: str) -> Iterator[TimeWord]:
    """Months, weekdays and zones, those written in full under a capital too."""
    own = [r for r in rows if r.kind in ("month", "weekday") and r.language == language]
    for r in own:
        yield TimeWord(word=r.word, kind=r.kind, value=r.value, source=r.source)
        short = [o for o in own if (o.kind, o.value) == (r.kind, r.value) and o.word != r.word and o.word.startswith(r.word)]
        alone = [o.word for o in own if (o.kind, o.value) == (r.kind, r.value)] == [r.word]
        if alone or (len(r.word) > 3 and not short):
            yield TimeWord(word=r.word, kind=r.kind.title(), value=r.value, source=r.source)
    for r in rows:
        if r.kind == "zone":
            yield TimeWord(word=r.word, kind="zone", value=r.value, source=r.source)


def _parse(pattern: str, name: str) -> tuple[Context | None, list[Way], Context | None]:
    """The context before, every way through the pattern, and the context after."""
    contexts: list[Context | None] = [None, None]
    stack: list[list[tuple[Way, bool]]] = [[((), False)]]  # ways through each bracket that is open; what comes next touches
    at = 0
    while at < len(pattern):
        m = PATTERN.match(pattern, at)
        if m is None:
            raise LexiconError(f"{name}: pattern {pattern!r} can't be read from {pattern[at:]!r}")
        at = m.end()
        if m["context"]:
            contexts[stack[0][0][0] != ()] = Context(bool(m["no"]), frozenset(m["context"].split("|")))
        elif m["slot"]:
            label = f"{{{m['slot'].rstrip('0123456789')}}}"
            stack[-1] = [((*way, Element(label, m["slot"].lower(), touching)), True) for way, touching in stack[-1]]
        elif m["words"]:
            choices = m["words"].split("|")
            stack[-1] = [((*way, *_words(c, touching)), True) for way, touching in stack[-1] for c in choices]
        elif m[0] == "[":
            stack.append(stack[-1])
        elif m[0] == "]":
            if len(stack) == 1:
                raise LexiconError(f"{name}: pattern {pattern!r} closes a bracket that is not open")
            taken = stack.pop()
            stack[-1] = [*stack[-1], *taken]
        else:
            stack[-1] = [(way, False) for way, _ in stack[-1]]
    if len(stack) > 1:
        raise LexiconError(f"{name}: pattern {pattern!r} leaves a bracket open")
    return contexts[0], list(dict.fromkeys(way for way, _ in stack[0])), contexts[1]


def _words(choice: str, touching: bool) -> Way:
    """`ke_depan` and `o'clock`, each as its words; the first touches what is before it if `touching`."""
    found = tokens(choice.replace("_", " "))
    return tuple(Element(t.word, "", found[i - 1].end == t.start if i else touching) for i, t in enumerate(found))


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
