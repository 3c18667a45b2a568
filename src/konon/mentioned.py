"""The names of a text where a reader has seen them: its mentions, each with its titles and offices, as `konon.names` has them.

What the reader saw is surer than capitals: it tells "Kaldera Bromo" from a person. Capitals that it passed over count where
the gazetteer knows them, or they spell part of a person's name that it saw elsewhere.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from msgspec.structs import replace

from konon.gazetteer import Entry
from konon.glued import PARTS
from konon.names import LONGEST_OFFICE, Run, Sort, Text, bare, headline_end, offices, owner, runs, sort_of, with_nicknames

GLUED = 4  # letters of the shortest name that is seen before words that a page glued to it
SORTS: dict[str, Sort] = {"PER": "PER", "LOC": "LOC"}


def found(t: Text) -> list[Run]:
    """The names of a text outside its headline, in order: the reader's, where it has seen any, and those that capitals tell."""
    if not t.mentions:
        return runs(t)
    at = {start: i for i, (start, _) in enumerate(t.s.tokens)}
    body = headline_end(t.s)
    starts = [sentence.first for sentence in t.s.sentences]
    places = [(at[m.span[0]], m.span[1], SORTS.get(m.type, "ORG")) for m in t.mentions if m.span[0] in at]
    taken: set[int] = set()
    seen: list[Run] = []
    for first, end, sort in places:
        last = _past(t, first, end)
        if first < body or last == first or first in taken:
            continue
        parts = [n for n in PARTS if first + n <= len(t.raw)]
        whole = next((first + n for n in parts if " ".join(t.raw[first : first + n]) in t.camels), last)
        if whole > last:
            last, sort = whole, "ORG"  # of "ArunaWatch" the reader has seen "Aruna"
        taken.update(range(first, last))
        run = _run(starts[bisect_right(starts, first) - 1], first, last, sort, t)
        if run is not None:
            seen.append(run)
    seen = _parted(_unglued(seen), t)
    persons = {word.lower() for run in seen if run.sort == "PER" for word in run.words}
    for run in runs(t):
        if taken.isdisjoint(range(run.first, run.last)) and _believed(run, persons):
            seen.append(run)
    return with_nicknames(sorted(seen, key=lambda run: run.first), t)


def _past(t: Text, first: int, end: int) -> int:
    last = first
    while last < len(t.s.tokens) and t.s.tokens[last][0] < end:
        last += 1
    return last


def _believed(run: Run, persons: set[str]) -> bool:
    return run.entry is not None or {word.lower() for word in run.words} <= persons


def _run(start: int, first: int, last: int, sort: Sort, t: Text) -> Run | None:
    """The mention of tokens [first, last) in the sentence from `start`; None of what is nothing but a title."""
    s, w = t.s, t.w
    last = next((i + 1 for i in range(first, last) if t.raw[i] != s.word(i)), last)  # a page glued on what follows the name
    at = [i for i in range(first, last) if s.word(i)[0].isalnum()]
    words = [bare(t.raw[i]) for i in at]
    lower = [word.lower() for word in words]
    begin, titled = 0, first > start and s.lower[first - 1] in w.last
    while sort == "PER" and begin < len(words):
        n = next((len(x) for x in w.titles.get(lower[begin], ()) if tuple(lower[begin : begin + len(x)]) == x), 0)
        if not n:
            break
        begin, titled = begin + n, True
    if begin >= len(words) or words == [words[0][0]]:
        return None  # no more is the "I" of "Kelas I"
    name = tuple(words[begin:])
    entry = _entry(name, sort, t)
    said = offices(start, at[begin], last, t) if sort == "PER" else ()
    before = [s.word(i) for i in range(max(start, at[begin] - LONGEST_OFFICE), at[begin])]
    return Run(
        first=at[begin],
        last=last,
        words=name,
        sort=sort if entry is None or sort == "PER" else sort_of(entry),
        titled=titled,
        entry=entry,
        offices=said,
        of=owner(before[-sum(map(len, said[:1])) :], t) if said else None,
        seen=True,
        written=_written(at[begin], last, t) if sort != "PER" else "",
    )


def _written(first: int, last: int, t: Text) -> str:
    """A name as the text has it ("GoodStats"), but for what a page glued before it ("PartaiBerkarya")."""
    s, w = t.s, t.w
    out = t.raw[first]
    for i in range(first + 1, last):
        common = s.lower[i - 1] in w.thing or s.lower[i - 1] in w.roles or s.lower[i - 1] in w.english
        gap = s.tokens[i][0] > s.tokens[i - 1][1] or (common and s.word(i)[0].isalpha())
        out += " " * gap + t.raw[i]
    return bare(out)


def _entry(name: tuple[str, ...], sort: Sort, t: Text) -> Entry | None:
    entry = t.known.lookup(" ".join(name), t.language)
    return entry if entry is not None and (sort == "PER") == (entry.kind == "PER") else None


def _parted(seen: Sequence[Run], t: Text) -> list[Run]:
    """The runs, of which those that a nickname in brackets parts are one: "Bayu (Uci) Tirta"."""
    out: list[Run] = []
    for run in seen:
        if len(out) > 1 and run.sort == out[-1].sort == out[-2].sort == "PER" and not run.titled:
            nick, head = out[-1], out[-2]
            marks = t.raw[head.last : nick.first], t.raw[nick.last : run.first]
            if marks == (("(",), (")",)) and len(nick.words) == 1:
                whole = (*head.words, *run.words)
                out[-2:] = [replace(head, last=run.last, words=whole, nicknames=(*head.nicknames, *nick.words), entry=None)]
                continue
        out.append(run)
    return out


def _unglued(seen: Sequence[Run]) -> list[Run]:
    """The runs without what a page glued to their ends: "Wening" for "Weningmemulai", where another run has "Wening"."""
    ends = Counter(run.words[-1] for run in seen)
    out = []
    for run in seen:
        word = run.words[-1]
        stems = (word[:n] for n in range(len(word) - 1, 1, -1) if word[n:].islower())
        name = next((x for x in stems if ends[x] >= ends[word] and (len(x) >= GLUED or x.isupper())), None)
        if name is not None:
            run = replace(run, words=(*run.words[:-1], name), nicknames=(*run.nicknames, word), written="")
        out.append(run)
    return out
