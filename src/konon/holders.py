"""Who a source is: the name in its words, a short name's full form, a pronoun's antecedent.

Names stay as the text has them; joining them with entities across languages is another step's work.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from konon.grammar import Grammar
from konon.records import Attribution
from konon.segment import Segments
from konon.spans import holding

FAR = 60  # attributions back that a pronoun looks for its antecedent: a text of thousands takes no square of them


class Runs(Struct, frozen=True, kw_only=True):
    """The capitalised runs of a text: for each last word, the fullest run that ends in it; and words standing alone."""

    full: dict[str, tuple[str, ...]]
    alone: frozenset[str]


def resolve(attributions: Sequence[Attribution], s: Segments, g: Grammar) -> tuple[str | None, ...]:
    """The holder of each attribution (in text order), None where the text names nobody."""
    runs = _runs(s, g)
    at = {start: i for i, (start, _) in enumerate(s.tokens)}
    around = holding([a.content for a in attributions])
    holders: list[str | None] = []
    for a in attributions:
        if a.holder:
            holders.append(a.holder)
        elif not a.source:
            holders.append(None if a.cue else _previous(holders, around))
        else:
            first = at.get(a.source[0][0])
            words = () if first is None else _words(s, first, a.source[0][1])
            person = _person_of(words, g)
            holders.append((name(words, g, runs) or None) if person is None else _antecedent(person, holders, around))
    return tuple(holders)


def _person_of(words: tuple[str, ...], g: Grammar) -> str | None:
    """The grammatical person of a source that is a pronoun or clitic (1sg … 3pl); None of any other."""
    if len(words) != 1:
        return None
    word = words[0].lower()
    return g.pronoun.get(word) or ("3sg" if word in g.clitic else None)


def _antecedent(person: str, holders: list[str | None], around: Sequence[Sequence[int]]) -> str | None:
    """Whom a pronoun stands for: in the first person whoever says what it stands in, else who spoke before."""
    if person.startswith("1"):
        saying = [holders[j] for j in around[len(holders)] if j < len(holders) and holders[j]]
        return saying[-1] if saying else _previous(holders, around)
    return _previous(holders, around, person=person == "3sg")


def _words(s: Segments, first: int, end: int) -> tuple[str, ...]:
    out = []
    for i in range(first, len(s.tokens)):
        if s.tokens[i][1] > end:
            break
        out.append(s.word(i))
    return tuple(out)


def name(words: tuple[str, ...], g: Grammar, runs: Runs) -> str:
    """The name in a source phrase, in its fullest form; the phrase itself where it holds none.

    Of several chunks between commas, the first that is no title and office alone: "Kepala Desa X, Sobirin" is Sobirin.
    Of several names in one chunk, the last before any preposition: "juru bicara Kremlin Dmitry Peskov di Moskow".
    """
    best: tuple[str, ...] = ()
    office = False
    for chunk in _chunks(words):
        found = _before_preposition(chunk, g)
        if found and (not best or office):
            office = bool(chunk) and (chunk[0].lower() in g.title or chunk[0].lower() in g.role)
            best = _person(found, g, runs) if office else found
    if not best or (best == words[:1] and len(words) > 1 and words[1][:1].islower()):
        return " ".join(words)
    fuller = runs.full.get(best[-1].lower(), ())
    by_name_alone = len(best) == 1 and all(w in best or w.lower() in g.title or w.lower() in g.role for w in words)
    return " ".join(fuller if by_name_alone and len(fuller) > 1 else best)


def _person(run: tuple[str, ...], g: Grammar, runs: Runs) -> tuple[str, ...]:
    """What of the run after a title or office is the person: "PBB Antonio Guterres", "Ukraina Volodymyr Zelensky"."""
    at = max((i + 1 for i, word in enumerate(run[:-1]) if word.isupper() and 1 < len(word) < 7), default=0)
    if len(run) - at > 2 and run[-1].lower() in runs.alone and run[-2].lower() not in g.name_link:
        return run[-2:]
    while len(run) - at > 2 and run[at].lower() in runs.alone:
        at += 1
    return run[at:]


def _before_preposition(chunk: tuple[str, ...], g: Grammar) -> tuple[str, ...]:
    for i, word in enumerate(chunk):
        if word.lower() in g.preposition and word.lower() not in g.name_link:
            found = list(_capital_runs(chunk[:i], g))
            if found:
                return found[-1]
    found = list(_capital_runs(chunk, g))
    return found[-1] if found else ()


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
    """The run after its titles; all of it where it is nothing but a title."""
    lowered = [word.lower() for word in run]
    at = 0
    while at < len(run):
        if lowered[at] in g.determiner:
            at += 1
            continue
        fits = next((t for t in g.titles.get(lowered[at], ()) if tuple(lowered[at : at + len(t)]) == t), None)
        if fits is None:
            break
        at += len(fits)
    return run[at:] if at < len(run) else run


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
            first = i
            while i in starts and first < j - 1 and (s.lower[first] in g.forms or s.lower[first] in g.function_words):
                first += 1  # "Menurut Doni", "Kata Bima": a capital for the sentence's sake
            run = tuple(_without_title([s.word(k) for k in range(first, j)], g))
            if len(run) == 1 and i not in starts:
                alone.add(run[0].lower())
            elif len(run) in (2, 3):
                key = run[-1].lower()
                if len(run) > len(full.get(key, ())):
                    full.setdefault(key, run)
        i = max(j, i + 1)
    # "Kremlin Dmitry Peskov", where the Kremlin stands alone elsewhere: whom he speaks for is not his name.
    full = {last: run[1:] if len(run) == 3 and run[0].lower() in alone else run for last, run in full.items()}
    return Runs(full=full, alone=frozenset(alone))


def _previous(holders: list[str | None], around: Sequence[Sequence[int]], *, person: bool = False) -> str | None:
    """The nearest of `holders` that does not speak inside another's content; for a person, one whose name begins with a
    capital and is no acronym, where there is one."""
    nearest: str | None = None
    for i in range(len(holders) - 1, max(-1, len(holders) - 1 - FAR), -1):
        holder = holders[i]
        if not holder or around[i]:
            continue
        if not person or (holder[0].isupper() and not holder.isupper()):
            return holder
        nearest = nearest or holder
    return nearest
