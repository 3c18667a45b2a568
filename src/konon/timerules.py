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
them ("sahamhari ini"), but not in the words of the kind "whole" ("matahari ini"); 0 is any number before a unit, or a year
behind one. A day behind a word of the kind "telling" is one on which something happened ("pada Selasa"), and clock times
further down are told of it. A time behind a word of the kind "comparing" ("dibandingkan tahun 2022") does not become the one
that "tahun sebelumnya" is told from. Words of the kinds "future", "past" and "present", of which the last tells neither, say
whether a weekday or month that stands alone is to come; "past_suffix" is the ending of a verb in the past, unless a word of
the kind "participle" stands right before it ("is expected", "a contested"). Clock times behind a word of the kind "habitual"
("jam operasional") are of no one day where the text has named none.

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
    local: frozenset[str]  # "local time"
    telling: frozenset[str]  # words before a day on which something happened; where a language has none, any day is
    comparing: frozenset[str]  # words before a time that something is only compared with
    past: tuple[str, ...]  # endings of a verb in the past
    participle: frozenset[str]  # words behind which such a verb is a participle or an adjective
    habitual: frozenset[str]  # words before clock times of every day


TOKEN = re.compile(r"[0-9]+|[^\W\d_]+|[^\w\s]")
# Kinds of words that no pattern names.
APART = ("glued", "whole", "telling", "comparing", "past_suffix", "participle", "habitual")
GLUED = 3  # letters of the shortest word that may be run together with another
PLAIN = str.maketrans("’‘“”–—−", "''\"\"---")
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
        *(w.kind for w in words if w.kind not in APART),
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
        if w.kind in (*APART, "number"):
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
        local=frozenset(w.word.lower() for w in words if w.kind == "local"),
        telling=frozenset(w.word for w in words if w.kind == "telling"),
        comparing=frozenset(w.word for w in words if w.kind == "comparing"),
        past=tuple(w.word.removeprefix("-") for w in words if w.kind == "past_suffix"),
        participle=frozenset(w.word for w in words if w.kind == "participle"),
        habitual=frozenset(w.word for w in words if w.kind == "habitual"),
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
