"""The name in the words of a source: what stands between commas, before prepositions, and after titles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from konon.grammar import Grammar


def head_of(chunk: tuple[str, ...], g: Grammar) -> tuple[str, ...]:
    """What of a phrase stands before any preposition or relative clause."""
    for i, word in enumerate(chunk):
        if i and (word in g.relative or (word in g.preposition and word not in g.name_link)):
            return chunk[:i]  # "Menteri Dalam Negeri" is one name
    return chunk


def name_in(words: tuple[str, ...], g: Grammar) -> str:
    """The name in a source phrase that is no known person's; the phrase itself where it holds none."""
    best: tuple[str, ...] = ()
    office = False
    for chunk in chunks_of(words):
        found = _before_preposition(chunk, g)
        if found and (not best or office):
            office = bool(chunk) and (chunk[0].lower() in g.title or chunk[0].lower() in g.role)
            best = found
    if not best or (best == words[:1] and len(words) > 1 and words[1][:1].islower()):
        return " ".join(words)
    return " ".join(best)


def _before_preposition(chunk: tuple[str, ...], g: Grammar) -> tuple[str, ...]:
    for i, word in enumerate(chunk):
        if word.lower() in g.preposition and word.lower() not in g.name_link:
            found = list(_capital_runs(chunk[:i], g))
            if found:
                return found[-1]
    found = list(_capital_runs(chunk, g))
    return found[-1] if found else ()


def chunks_of(words: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
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


def _capital_runs(words: Sequence[str], g: Grammar) -> Iterator[tuple[str, ...]]:
    run: list[str] = []
    for word in (*words, ""):
        if (word[:1].isupper() and word.lower() not in g.day) or (run and (word.lower() in g.name_link or word.isdigit())):
            run.append(word)
            continue
        while run and run[-1].lower() in g.name_link:
            run.pop()
        out = _without_title(run, g)
        if out:
            yield tuple(out)
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
    return run[at:] if at < len(run) and lowered[at] not in g.name_link else run
