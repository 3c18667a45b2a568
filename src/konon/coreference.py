"""Whom a text names, and by which of its names: full and short ones, nicknames, misspelt ones, acronyms that it defines.

A figure is a person, body or place with every spot where the text names it: "Tirta" and "Uci" are Bayu Tirta, where the text
has "Bayu Tirta" and "akrab disapa Uci".
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct

from konon.gazetteer import Entry, Gazetteer
from konon.grammar import Grammar
from konon.mentioned import found
from konon.names import Run, Sort, Text, bare, is_acronym, sort_of

OFFICES = 30  # mentions of a figure whose offices are kept
SAME_WORD = 20  # figures of one name word that are told apart, the latest: a long text takes no square of them
BEGINNING = 2  # letters that a misspelt or shortened name shares with the name
PREFIX = 3  # letters of a name that may stand for it: "Wen" for Wening
LONG = 6  # letters of the shortest name that a short name is taken from the middle or the end of
MOST = 100  # persons that such a name is looked for in
MISSPELT = 4  # letters of the shortest name that is known with a letter wrong


class Group(Struct, kw_only=True, eq=False):
    """The runs found so far that name one figure."""

    full: Run
    names: tuple[str, ...]  # of the fullest, in lower case
    long: str  # of those, the long ones, where there are several in all
    first: int = sys.maxsize
    runs: list[Run] = []
    nicknames: set[str] = set()
    entries: set[str] = set()


class Figure(Struct, frozen=True, kw_only=True, eq=False):
    """One person, body or place that a text names."""

    words: tuple[str, ...]  # the fullest name that the text has
    name: str  # the usual name
    sort: Sort
    gender: str  # f, m or ""
    offices: tuple[tuple[str, ...], ...]  # lower-case words that say who that is
    at: tuple[int, ...]  # tokens where it is named, in order
    acronym: str  # that the text gives its name
    titled: bool  # a title stands by the name somewhere, or it is cut short as the names of persons are
    of: str | None  # the body or country that it speaks for
    entry: Entry | None  # in the gazetteer
    seen: bool  # by the reader, as what it is


class Cast(Struct, frozen=True, kw_only=True, eq=False):
    """All figures of a text in the order of their first mention, and by each word of their names, the likeliest first."""

    figures: tuple[Figure, ...]
    by_word: dict[str, tuple[Figure, ...]]

    def mentioned(self, words: Sequence[str], g: Grammar) -> list[tuple[int, int, Figure]]:
        """The figures that `words` name, from the left: [first, past the last) and who."""
        out: list[tuple[int, int, Figure]] = []
        i = 0
        while i < len(words):
            past, best = i, None
            for figure in self.by_word.get(bare(words[i]).lower(), ()) if words[i][:1].isupper() else ():
                end = _extent(words, i, figure, g)
                if end > past:
                    past, best = end, figure
            if best is not None:
                out.append((i, past, best))
            i = max(past, i + 1)
        return out


def _stands_for(word: str, run: Run) -> bool:
    """Whether one word of a person's name may stand for it: no acronym of a body that the run took in."""
    return len(run.words) == 1 or run.sort != "PER" or not is_acronym(word)


def cast(t: Text) -> Cast:
    """Everybody whom a text names outside its headline."""
    groups = _groups(found(t))
    figures = [_figure(group, t) for group in groups]
    by_word: dict[str, list[Figure]] = {}
    for figure, group in zip(figures, groups, strict=True):
        for word in dict.fromkeys(x.lower() for r in group.runs for x in (*r.words, *r.nicknames) if _stands_for(x, r)):
            by_word.setdefault(word, []).append(figure)
    ranked = {word: tuple(sorted(some, key=lambda f: -len(f.at))[:SAME_WORD]) for word, some in by_word.items()}
    return Cast(figures=tuple(figures), by_word=ranked)


def _extent(words: Sequence[str], i: int, figure: Figure, g: Grammar) -> int:
    """Where the figure's name that begins at word i ends; a full stop after an initial and small words inside belong to it."""
    parts = {part.lower() for part in figure.words}
    end = j = i
    while j < len(words):
        word = bare(words[j]).lower()
        if word in parts:
            end = j + 1
        elif j > i and words[j] != "." and word not in g.name_link and not (len(word) == 1 and words[j].isupper()):
            break
        if words[j] != bare(words[j]):
            break
        j += 1
    return end or i + 1


def _groups(runs: list[Run]) -> list[Group]:
    """The runs that name the same figure, together; in the order of their first mention."""
    groups: list[Group] = []
    by_word: dict[str, list[Group]] = {}
    by_beginning: dict[str, list[Group]] = {}
    fullest: list[Group] = []  # persons of whom a part of a long name may stand for the whole: "Uni" of "Laras Rembunian"
    for run in sorted(runs, key=lambda r: (-len(r.words), r.first)):
        words = tuple(x.lower() for x in run.words)
        group = _group_of(run, words, by_word, by_beginning, fullest)
        if group is None:
            long = " ".join([word for word in words if len(word) >= LONG]) if len(words) > 1 else ""
            group = Group(full=run, names=words, long=long)
            groups.append(group)
            if run.sort == "PER" and group.long and len(fullest) < MOST:
                fullest.append(group)
            for beginning in {word[:BEGINNING] for word in words}:
                by_beginning.setdefault(beginning, []).append(group)
        group.runs.append(run)
        group.first = min(group.first, run.first)
        group.nicknames |= {x.lower() for x in run.nicknames}
        if run.entry is not None:
            group.entries.add(run.entry.id)
        for word in {*words, *(x.lower() for x in run.nicknames)}:
            some = by_word.setdefault(word, [])
            if group not in some[-SAME_WORD:]:
                some.append(group)
    return sorted(groups, key=lambda group: group.first)


def _group_of(
    run: Run,
    words: tuple[str, ...],
    by_word: dict[str, list[Group]],
    by_beginning: dict[str, list[Group]],
    fullest: list[Group],
) -> Group | None:
    found = [group for group in by_word.get(words[0], ())[-SAME_WORD:] if _may_be(run, words, group)]
    if not found and len(words) == 1 and len(words[0]) >= PREFIX and run.sort == "PER" and run.entry is None:
        found = [
            group
            for group in by_beginning.get(words[0][:BEGINNING], ())[-SAME_WORD:]
            if group.full.sort == "PER" and (len(group.names) > 1 or len(group.runs) > 1) and _likened(words[0], group.names)
        ]
        found = found if len(found) == 1 else []
        if not found and not run.titled:
            found = [group for group in fullest if words[0] in group.long]
            found = found if len(found) == 1 else []
    if len(found) < 2:
        return found[0] if found else None
    # of several who share the name: whom the gazetteer means, else who is named before here, else most often
    entry = run.entry.id if run.entry else ""
    return max(found, key=lambda group: (entry in group.entries, group.first <= run.first, len(group.runs)))


def _may_be(run: Run, words: tuple[str, ...], group: Group) -> bool:
    """Whether a run may name the figure of a group, by its fullest name or a nickname."""
    full, names = group.full, group.names
    if words == names or group.nicknames.issuperset(words):
        return True
    if full.sort != "PER" or run.sort == "LOC" or (run.sort == "ORG" and (run.entry is not None or not run.words[0].isupper())):
        return False
    if len(words) > 1:
        if run.entry is not None and full.entry is not None and run.entry.id != full.entry.id:
            return False
        # "Bayu A. Tirta" may be Bayu Arya Tirta
        words = tuple(next((n for n in names if n[0] == x), x) if len(x) == 1 else x for x in words)
    return set(words) <= set(names) and (len(words) == 1 or words[-1] == names[-1] or words[0] == names[0])


def _likened(short: str, names: tuple[str, ...]) -> bool:
    """Whether `short` begins one of the name's words, or is one with a letter more, less or other: "Laras", "Larass"."""
    alike = _sounds(short)
    return any(
        name.startswith(short) or _sounds(name) == alike or (len(short) >= MISSPELT and _misspelt(short, name))
        for name in names
    )


def _sounds(name: str) -> str:
    """A name without what is spelt in two ways: "Edi" and "Edy"."""
    return name.replace("y", "i")


def _misspelt(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1 or one[0] != other[0]:
        return False
    at = next((k for k, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return any(one[at + x :] == other[at + y :] for x, y in ((1, 1), (0, 1), (1, 0)))


@lru_cache(maxsize=1 << 14)
def _looked_up(known: Gazetteer, written: str, language: str, day: str | None) -> Entry | None:
    """What the tables have under a name: the news names the same persons over and over."""
    return known.lookup(written, language, day)


def _figure(group: Group, t: Text) -> Figure:
    full, runs = group.full, group.runs
    if len(runs) > 1:
        runs = sorted(runs, key=lambda r: r.first)
    written = full.written or " ".join(full.words)
    entry = full.entry or _looked_up(t.known, written, t.language, t.day)
    if entry is None and len(full.words) == 1:
        entry = next((r.entry for r in runs if r.entry), None)
    sort = full.sort if entry is None else sort_of(entry)
    acronym = next((r.nicknames[0] for r in runs if len(r.nicknames) == 1 and is_acronym(r.nicknames[0])), "")
    if acronym and entry is None and not full.titled:
        sort, written = "ORG", f"{written} ({acronym})"
    elif sort == "ORG" and entry is None:
        english = t.known.called(full.words, written, t.language, t.day)
        written = english if english[:1].isupper() else written
    offices = tuple(dict.fromkeys([office for r in runs[:OFFICES] for office in r.offices]))
    gender = ""
    if sort == "PER":
        genders = t.w.gender
        told = (genders[word] for words in (*offices, (full.words[0].lower(),)) for word in words if word in genders)
        gender = next(told, "")
    return Figure(
        words=full.words,
        name=t.known.speaker(entry).name if entry is not None else written,
        sort=sort,
        gender=gender,
        offices=offices,
        at=tuple([r.first for r in runs]),
        acronym=acronym,
        titled=sort == "PER" and any(r.titled or len(r.words) < len(full.words) for r in runs),
        of=next((r.of for r in runs if r.of), None),
        entry=entry,
        seen=any(r.seen for r in runs),
    )
