"""The notation that phrases of `data/<lang>/sourcing.tsv` are written in, made ready to be looked for.

Words are parted by blanks, which the text may lack where a link was stripped ("dilansirAFP"); `a/b` is either word, `(x)`
may be missing, also at a word's end ("laman(nya)"), `{cap}` is a name, `…` stands for up to four words. Inside `[…]`, the
part of a phrase that is a span of its own, those words are no prepositions, conjunctions, pronouns and the like: there,
all is one noun phrase. Marks in braces say what the one who looks makes of the phrase (`konon.sourcing`, `konon.chain`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from konon.lexicon import Lexicon, Many, SourcingPhrase

BLANK = r"[ \t\u00a0]*"
# A word of a name that no table knows: it begins with a capital, and a full stop stands only inside (U.Today).
CAP = r"@?[A-Z0-9](?:[\w&'’!+-]|\.(?=[a-z0-9])|(?<=\b[A-Z])\.(?=[A-Z])){0,40}"
WORD = r"[^\s\"“”,.;:()]{1,40}"
# A word may run into the next one, but not where its own last letter is a capital: the "A" of "told ABC" is no article.
PARTED = r"(?:(?!\w)|(?-i:(?<![A-Z])))"
LOOSE = 60  # characters that a gap or a name inside a phrase may take before the phrase's rarest word
MARK = re.compile(r"\{(?!cap\})(\w+)\}")
SMALL = ("conjunction", "relative", "preposition", "complementiser")


class Phrase(Struct, frozen=True, kw_only=True):
    """One phrase, ready to look for around its anchor, a word that it cannot be without."""

    left: int  # characters that may stand in the phrase before its anchor
    pattern: re.Pattern[str]
    mark: str  # "" where it bears none


Phrases = tuple[tuple[str, tuple[Phrase, ...]], ...]  # by anchor


class Parts(Struct, frozen=True, kw_only=True):
    """Regular expressions for what phrases of one language are made of."""

    name: str  # capitalised words, some small ones between them
    glued: str  # words that may be run together with the name before them
    whole: str  # where a word of a span may end
    gap: str  # words of a noun phrase


@lru_cache(maxsize=8)
def parts(lexicon: Lexicon) -> Parts:
    """The parts that `lexicon`'s words make."""
    links = either(lexicon.of_kind("name_link"))  # "of", "di"
    bare = [MARK.sub("", p.phrase) for p in lexicon.sourcing if p.kind != "document"]
    glued = {w for kind in SMALL for w in lexicon.of_kind(kind) if len(w) > 2}
    glued |= {w for phrase in bare for w in anchors(phrase)[0] if len(w) > 4}
    inner = {
        w for p in lexicon.sourcing for w in re.findall(r"[^\W\d_]{5,}", p.phrase) if p.kind == "document"
    }  # "keterangantertulis"
    stops = either({w for kind in (*SMALL, "be") for w in lexicon.of_kind(kind) if " " not in w})
    return Parts(
        name=rf"(?-i:{CAP}(?: (?:(?:{links}|&) )?{CAP}){{0,6}}(?: \([A-Z][\w .]{{1,20}}\))?)",
        glued=either(glued),
        # "poll" is not in "polling"; what may run on is known: "keterangan tertulisyang".
        whole=rf"(?:(?!\w)|(?-i:(?<![A-Z])(?:(?![a-z])|(?=(?:{either(glued | inner)})(?!\w)))))",
        gap=rf"(?!(?:{stops})(?!\w)){WORD}",
    )


def ready(rows: Iterable[SourcingPhrase], made_of: Parts, ending: str = "") -> Phrases:
    """The phrases by their anchors, in the order of the table; `ending` is what must follow all of them."""
    table: dict[str, list[Phrase]] = {}
    for row in rows:
        mark = MARK.search(row.phrase)
        bare = MARK.sub("", row.phrase)
        words, left = anchors(bare)
        pattern = f"(?i:{regular(bare, made_of)}{ending})"
        # A name may run into the verb after it, which ends as a word; any other phrase begins as one ("MenurutKantor").
        if row.kind == "after":
            pattern = rf"{pattern}(?<=\w)(?!\w)|{pattern}(?<!\w)"
        else:
            pattern = rf"(?:(?<!\w)|(?<=[a-z])(?=[A-Z])){pattern}"
        for word in words:
            phrase = Phrase(left=left, pattern=re.compile(pattern), mark=mark.group(1) if mark else "")
            table.setdefault(word, []).append(phrase)
    return tuple((anchor, tuple(group)) for anchor, group in table.items())


def look(phrases: Phrases, text: str, low: str) -> Iterator[tuple[re.Match[str], str]]:
    """Where the phrases stand, and their marks. A phrase is only tried where one of its anchors is, which makes it fast."""
    for anchor, group in phrases:
        at = low.find(anchor)
        while at >= 0:
            for phrase in group:
                if phrase.left:
                    match = phrase.pattern.search(text, max(at - phrase.left, 0), at + 2 * LOOSE)
                else:
                    match = phrase.pattern.match(text, at, at + 4 * LOOSE)
                if match and match.start() <= at < match.end():
                    yield match, phrase.mark
            at = low.find(anchor, at + len(anchor))


def lowered(text: str) -> str:
    """`text` in small letters, each at its place."""
    low = text.lower()
    if len(low) != len(text):  # a few letters grow when made small, and offsets must hold
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return low


def either(words: Iterable[str]) -> str:
    """Any of `words`, the longest first; never anything where there are none."""
    return "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w))) or "(?!)"


def anchors(phrase: str) -> tuple[Many, int]:
    """The alternatives of the longest word that the phrase cannot be without, and how far into it that word may stand."""
    best: list[str] = []
    left = reach = 0
    for word in re.sub(r"[\[\]]", " ", phrase).split():
        inner = re.sub(r"\([^()]*\)", "", word)  # without what may be missing; nothing is left of "(x)"
        if inner and "{" not in inner and "…" not in inner:
            alternatives = inner.split("/")
            if min(map(len, alternatives)) > min(map(len, best), default=0):
                best, left = alternatives, reach
        loose = "…" in word or "{" in word
        reach += LOOSE if loose else max(map(len, re.split("[/()]", word))) + word.count("(") * 8 + 1
    return tuple(w.lower() for w in best), left


def regular(phrase: str, made_of: Parts) -> str:
    """The regular expression for a phrase; its part in `[…]` is the group `span`."""
    out = []
    within = False
    for word in phrase.replace("[", " [ ").replace("]", " ] ").split():
        if word == "[":
            within = True
            out.append("(?P<span>")
        elif word == "]":
            within = False
            out.append(")")
        elif word == "…":
            out.append(rf"(?:{made_of.gap if within else WORD}\s+){{0,4}}?")
        else:
            optional = word.startswith("(") and word.endswith(")")
            core = _core(word[1:-1] if optional else word, made_of.name)
            parted = made_of.whole if within and "{cap}" not in word else PARTED
            out.append(rf"(?:(?:{core}){parted}{BLANK}){'?' if optional else ''}")
    return "".join(out)


def _core(word: str, name: str) -> str:
    core = re.sub(r"\(([^()]*)\)", lambda m: "(?:" + m.group(1).replace("/", "|") + ")?", word)
    return "|".join(name if c == "{cap}" else re.sub(r"[.+]", r"\\\g<0>", c) for c in core.split("/"))


def marked(rows: Sequence[SourcingPhrase], mark: str) -> list[SourcingPhrase]:
    """The phrases that bear `mark`, less the mark."""
    sign = "{" + mark + "}"
    return [
        SourcingPhrase(phrase=" ".join(p.phrase.replace(sign, " ").split()), kind=p.kind, source=p.source)
        for p in rows
        if sign in p.phrase
    ]
