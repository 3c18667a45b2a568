"""Who a source is: the name in its words, a short name's full form, a pronoun's antecedent.

Names stay as the text has them; joining them with entities across languages is another step's work.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from konon.grammar import Grammar
from konon.records import Attribution, Span, Struct
from konon.segment import Segments


class Runs(Struct, kw_only=True):
    """The capitalised runs of a text: for each last word, the fullest run that ends in it; and words standing alone."""

    full: dict[str, tuple[str, ...]]
    alone: frozenset[str]


def resolve(attributions: Sequence[Attribution], s: Segments, g: Grammar) -> tuple[str | None, ...]:
    """The holder of each attribution (in text order), None where the text names nobody."""
    runs = _runs(s, g)
    at = {start: i for i, (start, _) in enumerate(s.tokens)}
    holders: list[str | None] = []
    for index, a in enumerate(attributions):
        if a.holder:
            holders.append(a.holder)
        elif not a.source:
            holders.append(None if a.cue else _previous(attributions, holders, index))
        else:
            first = at.get(a.source[0][0])
            words = () if first is None else _words(s, first, a.source[0][1])
            holders.append(_holder(words, attributions, holders, index, g, runs))
    return tuple(holders)


def _words(s: Segments, first: int, end: int) -> tuple[str, ...]:
    out = []
    for i in range(first, len(s.tokens)):
        if s.tokens[i][1] > end:
            break
        out.append(s.word(i))
    return tuple(out)


def _holder(
    words: tuple[str, ...],
    attributions: Sequence[Attribution],
    holders: list[str | None],
    index: int,
    g: Grammar,
    runs: Runs,
) -> str | None:
    lowered = tuple(w.lower() for w in words)
    if len(words) == 1 and (lowered[0] in g.pronoun or lowered[0] in g.clitic):
        person = g.pronoun.get(lowered[0], "3sg")
        if person.startswith("1"):
            return _around(attributions, holders, index) or _previous(attributions, holders, index)
        return _previous(attributions, holders, index)
    return name(words, g, runs) or None


def name(words: tuple[str, ...], g: Grammar, runs: Runs) -> str:
    """The name in a source phrase: its last capitalised run after any title, in its fullest form; else the phrase."""
    best: tuple[str, ...] = ()
    for chunk in _chunks(words):
        found = list(_capital_runs(chunk, g))
        if found and (not best or _titled(best, g)):
            best = found[-1]
    if not best:
        return " ".join(words)
    last = best[-1].lower()
    if len(best) > 2 and last in runs.alone and best[-2][:1].isupper():
        best = best[-2:]  # "Kremlin Dmitry Peskov", where the text says plain "Peskov" too
    fuller = runs.full.get(last, ())
    return " ".join(fuller if len(best) == 1 and len(fuller) > 1 else best)


def _titled(words: tuple[str, ...], g: Grammar) -> bool:
    return all(w.lower() in g.title or w.lower() in g.role for w in words)


def _chunks(words: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    chunk: list[str] = []
    depth = 0
    for word in words:
        if word in "([":
            depth += 1
        elif word in ")]":
            depth -= 1
        elif depth == 0 and word == ",":
            yield tuple(chunk)
            chunk = []
        elif depth == 0:
            chunk.append(word)
    yield tuple(chunk)


def _capital_runs(words: Sequence[str], g: Grammar) -> Iterable[tuple[str, ...]]:
    run: list[str] = []
    for word in (*words, ""):
        if word[:1].isupper() or (run and word.lower() in g.name_link):
            run.append(word)
            continue
        while run and run[-1].lower() in g.name_link:
            run.pop()
        bare = _without_title(run, g)
        if bare:
            yield tuple(bare)
        run = []


def _without_title(run: list[str], g: Grammar) -> list[str]:
    at = 0
    while at < len(run) - 1 and (run[at].lower() in g.title or run[at].lower() in g.role or run[at].lower() in g.determiner):
        at += 1
    return run[at:]


def _runs(s: Segments, g: Grammar) -> Runs:
    full: dict[str, tuple[str, ...]] = {}
    alone: set[str] = set()
    body = next((x.first for x in s.sentences if x.line > 0), 0)  # a headline's capitals mean nothing
    starts = {x.first for x in s.sentences}
    i = body
    while i < len(s.tokens):
        j = i
        while j < len(s.tokens) and s.word(j)[:1].isupper() and (j == i or s.tokens[j][0] == s.tokens[j - 1][1] + 1):
            j += 1
        if j > i:
            run = tuple(_without_title([s.word(k) for k in range(i, j)], g))
            if len(run) == 1 and i not in starts:
                alone.add(run[0].lower())
            elif len(run) in (2, 3):
                key = run[-1].lower()
                if len(run) > len(full.get(key, ())):
                    full.setdefault(key, run)
        i = max(j, i + 1)
    return Runs(full=full, alone=frozenset(alone))


def _previous(attributions: Sequence[Attribution], holders: list[str | None], index: int) -> str | None:
    """The nearest holder before this one that does not speak inside another's content."""
    for i in range(index - 1, -1, -1):
        if holders[i] and not _inside_any(attributions[i], attributions[:index]):
            return holders[i]
    return None


def _around(attributions: Sequence[Attribution], holders: list[str | None], index: int) -> str | None:
    a = attributions[index]
    for i in range(len(holders) - 1, -1, -1):
        if _contains(attributions[i].content, a.content[0]) and holders[i]:
            return holders[i]
    return None


def _inside_any(a: Attribution, others: Sequence[Attribution]) -> bool:
    return any(b is not a and _contains(b.content, a.content[0]) for b in others)


def _contains(spans: Sequence[Span], span: Span) -> bool:
    return any(start <= span[0] and span[1] <= end and (start, end) != span for start, end in spans)
