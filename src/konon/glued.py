"""Names without the words that a page glued to them where it lost a link: "Israeldan", "Iranmenyerang".

A word is cut where what is left is a name, known to the gazetteer or met elsewhere in the text, and the rest is a word that
joins or a verb by its prefix, stands elsewhere in the text by itself, or is common in the news.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from msgspec import Struct

from konon.gazetteer import SHORT, Names
from konon.grammar import Grammar
from konon.segment import Segments
from konon.wording import frequencies

WHOLE = 4  # letters up to which a word is taken to be one
LETTERS = 2  # letters of the shortest acronym that is glued before a name
PARTS = (3, 2)  # tokens of a name with capitals inside
SURE = 4  # letters of a word that a name does not end in by chance


class Words(Struct, frozen=True, kw_only=True):
    """The words of a text, and those of a language, by which a glued one is known."""

    here: frozenset[str]
    small: frozenset[str]  # those of the text that stand in lower case
    again: frozenset[str]  # those that stand there more than once
    news: Collection[str]  # those that are common in the news
    g: Grammar
    names: Names


def _news(g: Grammar, names: Names) -> Collection[str]:
    """The words that are common in the news, of a language whose verbs show by a prefix; of others none."""
    return frequencies(names.language) if g.verb_prefix else ()


def unglued(s: Segments, g: Grammar, names: Names) -> list[str]:
    """The tokens as they are written, glued names without what is glued to them."""
    out = [s.text[start:end] for start, end in s.tokens]
    long = [i for i, word in enumerate(out) if len(word) > WHOLE and word[0].isupper() and word[-1].islower()]
    if not long:
        return out
    small = frozenset(low for low, word in zip(s.lower, out, strict=True) if word[0].islower())
    again = frozenset(word for word, n in Counter(out).items() if n > 1)
    news = _news(g, names)
    words = Words(here=frozenset(out), small=small, again=again, news=news, g=g, names=names)
    for i in long:
        if out[i].isalnum() and out[i] not in names.meaning and out[i] not in names.lengths:
            out[i] = _cut(_headed(out[i], words) if g.verb_prefix else out[i], out[i - 1] if i else "", words)
    return out


def camels(s: Segments, raw: Sequence[str], g: Grammar, names: Names) -> dict[str, str]:
    """The names that a capital inside parts in two tokens, by those tokens with a blank between: "Aruna Watch" is ArunaWatch.

    Its parts stand nowhere else in the text, and its first is no word that a page glued before a name: "PresidenTirta". What
    the text has several times is never glued by chance. `raw` is what `unglued` gives: no word that it cut is such a name.
    """
    whole = [word if len(word) == end - start else "" for word, (start, end) in zip(raw, s.tokens, strict=True)]
    out = [word.replace("’", "'").removesuffix("'s") for word in whole]
    found: Counter[tuple[str, ...]] = Counter()
    alone: set[str] = set()
    i = 0
    while i < len(out):
        j = i + 1
        while j < len(out) and s.tokens[j][0] == s.tokens[j - 1][1] and out[j][:1].isupper() and out[j - 1][-1:].islower():
            j += 1
        if j > i + 1 and out[i][0].isupper():
            found[tuple(out[i:j])] += 1
        else:
            alone.update(out[i:j])
        i = j
    news = _news(g, names)
    words = (g.function_words, g.forms, g.title, g.role, g.sourcing, news)
    return {
        " ".join(parts): "".join(parts)
        for parts, times in found.items()
        if len(parts) in PARTS
        and alone.isdisjoint(parts)
        and (times > 1 or not (parts[0] in names.meaning or any(parts[0].lower() in some for some in words)))
    }


def _headed(word: str, w: Words) -> str:
    """The name that a word ends in, if it begins with known letters, or the name stands elsewhere: "ASTirta"; else the word."""
    at = next((i for i, letter in enumerate(word) if letter.islower()), 0) - 1
    letters, name = word[:at], word[at:]
    if at < LETTERS or len(name) < WHOLE or not (letters.isupper() and name[1:].islower()):
        return word
    return name if name in w.here or letters in w.names.meaning else word


def _cut(word: str, before: str, w: Words) -> str:
    """The name that a word begins with, if the rest is a word; else the word. `before` is the token before it."""
    whole = word in w.again or word.lower() in w.news
    for at in range(len(word) - 2, 1, -1):
        name, rest = word[:at], word[at:]
        if (at <= SHORT and not name.isupper()) or not rest.islower():
            continue
        if name.lower() in w.small or name.lower() in w.g.wh or name.lower() in w.g.function_words:
            continue
        pair = f"{before} {name}" in w.names.meaning
        known = pair or name in w.names.meaning
        # "Bayu Patijaya" is no Bayu of Pati, which only the gazetteer knows, and "Sukamaju" no Suka
        met = pair or (name in w.here and (known or before[:1].isupper()))
        ties = (known or met) and len(name) >= SURE and (rest in w.g.coordinator or rest in w.g.determiner)
        told = known + (name in w.here) + (len(rest) >= SURE or (ties and bool(w.g.verb_prefix) and word.lower() not in w.news))
        common = not whole and len(rest) >= SURE and rest in w.news and met
        if told > 1 and (known or name in w.here) and (common or _is_word(rest, w)):
            return name
    return word


def _is_word(rest: str, w: Words) -> bool:
    joins = rest in w.g.function_words or rest in w.g.relative or rest in w.g.negation or rest.startswith(w.g.verb_prefix)
    # Any word, only where words have few endings that are words as well: in English a name may well end like one.
    plain = bool(w.g.verb_prefix) and len(rest) >= SURE and rest in w.small
    return plain or (joins and (len(rest) > 2 or rest in w.g.preposition))
