"""Names without the words that a page glued to them where it lost a link: "Israeldan", "Iranmenyerang".

A word is cut where what is left is a name, known to the gazetteer or met elsewhere in the text, and the rest is a word that
joins or a verb by its prefix, or stands elsewhere in the text by itself.
"""

from __future__ import annotations

from msgspec import Struct

from konon.gazetteer import SHORT, Names
from konon.grammar import Grammar
from konon.segment import Segments

WHOLE = 4  # letters up to which a word is taken to be one
LETTERS = 2  # letters of the shortest acronym that is glued before a name
SURE = 4  # letters of a word that a name does not end in by chance


class Words(Struct, frozen=True, kw_only=True):
    """The words of a text, and those of a language, by which a glued one is known."""

    here: frozenset[str]
    small: frozenset[str]  # those of the text that stand in lower case
    g: Grammar
    names: Names


def unglued(s: Segments, g: Grammar, names: Names) -> list[str]:
    """The tokens as they are written, glued names without what is glued to them."""
    out = [s.text[start:end] for start, end in s.tokens]
    long = [i for i, word in enumerate(out) if len(word) > WHOLE and word[0].isupper() and word[-1].islower()]
    if not long:
        return out
    small = frozenset(low for low, word in zip(s.lower, out, strict=True) if word[0].islower())
    words = Words(here=frozenset(out), small=small, g=g, names=names)
    for i in long:
        if out[i].isalnum() and out[i] not in names.meaning and out[i] not in names.lengths:
            out[i] = _cut(_headed(out[i], words) if g.verb_prefix else out[i], out[i - 1] if i else "", words)
    return out


def _headed(word: str, w: Words) -> str:
    """The name that a word ends in, if it begins with known letters, or the name stands elsewhere: "ASTirta"; else the word."""
    at = next((i for i, letter in enumerate(word) if letter.islower()), 0) - 1
    letters, name = word[:at], word[at:]
    if at < LETTERS or len(name) < WHOLE or not (letters.isupper() and name[1:].islower()):
        return word
    return name if name in w.here or letters in w.names.meaning else word


def _cut(word: str, before: str, w: Words) -> str:
    """The name that a word begins with, if the rest is a word; else the word. `before` is the token before it."""
    for at in range(len(word) - 2, 1, -1):
        name, rest = word[:at], word[at:]
        if (at <= SHORT and not name.isupper()) or not rest.islower():
            continue
        if name.lower() in w.small or name.lower() in w.g.wh or name.lower() in w.g.function_words:
            continue
        known = name in w.names.meaning or f"{before} {name}" in w.names.meaning
        told = known + (name in w.here) + (len(rest) >= SURE)
        if told > 1 and (known or name in w.here) and _is_word(rest, w):
            return name
    return word


def _is_word(rest: str, w: Words) -> bool:
    joins = rest in w.g.function_words or rest in w.g.relative or rest in w.g.negation or rest.startswith(w.g.verb_prefix)
    # Any word, only where words have few endings that are words as well: in English a name may well end like one.
    plain = bool(w.g.verb_prefix) and len(rest) >= SURE and rest in w.small
    return plain or (joins and (len(rest) > 2 or rest in w.g.preposition))
