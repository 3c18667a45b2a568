"""Why two claims are taken to say the same, to contradict each other, or one more than the other: in a line for a person."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import SequenceMatcher

from konon import gazetteer
from konon.amounts import Amount
from konon.bodies import is_one
from konon.comparison import Judged
from konon.likeness import excluding
from konon.propositions import NAME, Proposition
from konon.segment import TOKEN
from konon.wording import concepts_at, wording

DAY = 10  # characters of a TIMEX3 value that tell the day
SHOWN = 6  # words and names that are told, the weightiest
FEW = 2  # places, and words in each, in which two wordings may differ,
ALIKE = 0.7  # and so much of both together that must be the same


def reason(link: Judged, a: Proposition, b: Proposition) -> str:
    """What both have, in the words of `a`, and what parts them; `a` and `b` as the link has them."""
    shared = _shared(a, b)
    parts = [f"both tell of {', '.join(shared)}"] if shared else []
    if link.relation == "contradicts":
        parts += _parting(a, b)
    return "; ".join(parts)


def apart(one: str, other: str) -> str | None:
    """In what two wordings differ that are else the same, the first's words before the second's: "tiga against tujuh"; "" where
    in nothing that a reader would notice, None where in more than a few words."""
    words, others = TOKEN.findall(one), TOKEN.findall(other)
    found = SequenceMatcher(None, [w.lower() for w in words], [w.lower() for w in others], autojunk=False)
    parts = []
    for kind, a, b, c, d in found.get_opcodes():
        pair = [" ".join(w for w in some if w[0].isalnum()) for some in (words[a:b], others[c:d])]
        if kind != "equal" and any(pair):
            parts.append(" against ".join(part or "nothing" for part in pair))
            if max(b - a, d - c) > FEW:
                return None
    return ", ".join(parts) if found.ratio() >= ALIKE and len(parts) <= FEW else None


def _shared(a: Proposition, b: Proposition) -> list[str]:
    words = _words(a)
    common = [(-term.weight, _written(term.key, words)) for term in a.terms if term.key in b.by_key]
    common += [(-NAME, _name(name)) for name in a.names if name in b.named]
    return [word for _, word in sorted(common)[:SHOWN]]


def _parting(a: Proposition, b: Proposition) -> list[str]:
    parts = []
    others = b.by_key
    turned = [
        (term.heart or others[term.key].heart, term.weight, term.key, term.denied != term.contrary, own)
        for term in a.terms
        if term.key in others
        for apart, own in [excluding(term, others[term.key])]
        if apart
    ]
    if turned:
        *_, key, denied, own = max(turned)
        one, other = (_written(key, _words(p)) for p in (a, b))
        no = a if denied else b
        who = no.speaker or "one of the texts"
        if a.article == b.article:
            who = "the headline" if no.headline else "the text below it"
        elif is_one(a.speaker, b.speaker):
            who = f"{who} on {no.day}" if no.day and a.day != b.day else "one of the texts"
        parts.append(f"{one} against {other}" if own and one != other else f"{who} denies it")
    parts += [
        f"{_amount(x)} against {_amount(y)}" for x in a.amounts for y in b.amounts if x.unit == y.unit and x.value != y.value
    ][:1]
    if a.times and b.times and not {time[:DAY] for time in a.times} & {time[:DAY] for time in b.times}:
        parts.append(f"{a.times[0]} against {b.times[0]}")
    if not turned and a.doer and b.doer and a.doer in a.named - b.named and b.doer in b.named - a.named:
        parts.append(f"{_name(a.doer)} against {_name(b.doer)}")
    return parts or ["read together they exclude each other"]


def _amount(amount: Amount) -> str:
    return f"{amount.value:,.15g} {_word(amount.unit)}".strip()


def _word(key: str) -> str:
    return key.lstrip("=~")


def _words(p: Proposition) -> dict[str, str]:
    """What a claim has for each concept or stem: its words, as they stand in it."""
    language = wording(p.language)
    content = p.told.partition(": ")[2].rpartition(" (")[0]
    words = TOKEN.findall(content)
    lower = tuple(word.lower() for word in words)
    found: dict[str, str] = {}
    for i in range(len(words)):
        key, _, _, n = concepts_at(lower, i, language)
        found.setdefault(key, " ".join(lower[i : i + n]))
    return found


def _written(key: str, words: Mapping[str, str]) -> str:
    """A concept or stem as the claim says it."""
    return words.get(key, _word(key))


def _name(name: str) -> str:
    entry = gazetteer.load().entries.get(name)
    return entry.name if entry else _word(name)
