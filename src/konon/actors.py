"""Who does an event and to whom: everybody who is named around its trigger, weighed by where they stand, without a parser.

Pronouns of the first person are the holder of the claim they stand in; of the third, who is named first in the sentence
before. Which of the parties is actor or recipient is a log-linear choice over where they stand
(`data/common/weights/roles.tsv`, counted by `train/events.py`): but for the frames of single verbs nothing in it is a word
of any language, so that it holds for all.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from konon.factuality import Modality, is_verb, kind_at, shape
from konon.lexicon import DATA, parse_table
from konon.parties import BREAKS, QUOTES, Cast, Kind
from konon.records import Claim
from konon.segment import Segments
from konon.triggers import Trigger

PREPOSITIONS: tuple[Kind, ...] = ("agent", "to", "with", "between", "away")
FAR = 25  # tokens before the trigger in which a party is looked for
ON = 16  # tokens after it
FRAMED = frozenset({"before free 0", "after beside", "after to", "after with"})  # what of it a verb's own frame says
NOBODY = ""
DOERS = ("before free 0", "after beside", "after agent")  # where a doer stands, if anybody stands there
TOO = 0.3  # the probability from which a second party is taken too


class RoleWeight(Struct, frozen=True, kw_only=True):
    """A line of roles.tsv: what a feature adds to the log-odds of a part, and in how many cases it was counted."""

    feature: str
    weight: float
    count: int
    source: str


class Parts(Struct, frozen=True, kw_only=True):
    """Who does an event, and to whom, by name."""

    actors: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def role_weights() -> dict[str, float]:
    """The weights of roles.tsv by feature."""
    name = "common/weights/roles.tsv"
    return {row.feature: row.weight for row in parse_table((DATA / name).read_text("utf-8"), RoleWeight, name=name)}


class Earlier(Struct):
    """The events before, as far as they tell who does the next one."""

    same: dict[tuple[str, str], Parts]  # the last of each lemma and type
    last: Parts | None = None


def parts(s: Segments, c: Cast, m: Modality, t: Trigger, chain: Sequence[Claim], earlier: Earlier) -> Parts:
    """Actors and recipients of an event: of all who are named around it, the likeliest, or nobody."""
    marked = candidates(s, c, m, t, chain, earlier)
    shaped = how(s, c, t)
    weights = role_weights()
    chosen: dict[str, tuple[str, ...]] = {}
    for part in ("actor", "recipient"):
        odds = {
            name: math.exp(sum(weights.get(f, 0.0) for f in features(part, shaped, t, marks))) for name, marks in marked.items()
        }
        total = sum(odds.values())
        order = sorted(odds, key=lambda name: (-odds[name], name))
        chosen[part] = tuple(n for i, n in enumerate(order) if n != NOBODY and (i == 0 or odds[n] > TOO * total))
        if order[0] == NOBODY:
            chosen[part] = ()
    actors = chosen["actor"]
    return Parts(actors=actors, recipients=tuple(name for name in chosen["recipient"] if name not in actors))


def how(s: Segments, c: Cast, t: Trigger) -> str:
    """The shape of a trigger; of a noun, whether what follows it directly is whom it is done to."""
    shaped = shape(t, s.lower[t.first])
    return "deed" if shaped == "noun" and s.lower[t.first].startswith(tuple(c.words["patient"])) else shaped


def features(part: str, shaped: str, t: Trigger, marks: set[str]) -> list[str]:
    """What the weights are counted for: each mark of a candidate alone, by the trigger's shape, and by its type."""
    out: list[str] = []
    for mark in sorted(marks):
        out += [f"{part} {mark}", f"{part} {mark} {shaped}", f"{part} {mark} {t.type}"]
        if mark in FRAMED or mark.startswith("home"):
            out.append(f"{part} {mark.partition(' [')[0]} {shaped} {t.form.line.lemma}")
    return out


def candidates(s: Segments, c: Cast, m: Modality, t: Trigger, chain: Sequence[Claim], earlier: Earlier) -> dict[str, set[str]]:
    """Everybody who may have a part in an event, by name, with the marks of where they stand; and nobody.

    What the rest of the text suggests counts for less where somebody stands in a place of a doer: such marks say which.
    """
    speaker = _speaker(c, chain)
    found: dict[str, set[str]] = {NOBODY: set()}

    def add(names: Sequence[str], *marks: str) -> None:
        for name in names:
            found.setdefault(name, set()).update(marks)

    filled = ""
    for names, mark, kind, distance in (*_before(s, c, m, t, speaker), *_after(s, c, m, t, speaker)):
        add(names, mark, f"{mark} {kind}", f"{mark} {distance}", f"kind {kind}")
        if mark in DOERS and not filled:
            filled = mark
    if t.first in c.cues:
        add((c.cues[t.first],), "cue")
        filled = "cue"
    add(speaker, f"speaker [{filled}]")
    if c.home:
        add((c.home,), f"home {'own' if c.own else 'other'} [{filled}]")
    same = earlier.same.get((t.form.line.lemma, t.type))
    if same is not None:
        add(same.actors, f"same actor [{filled}]")
        add(same.recipients, f"same recipient [{filled}]")
    elif earlier.last is not None:
        add(earlier.last.actors, f"last actor [{filled}]")
        add(earlier.last.recipients, f"last recipient [{filled}]")
    for i, name in enumerate(c.leading):
        add((name,), f"leading {i} [{filled}]")
    found[NOBODY].add(f"nobody [{filled}]")
    return found


def _speaker(c: Cast, chain: Sequence[Claim]) -> tuple[str, ...]:
    """Who "we" are: the holder of the innermost claim that has one, or the country that they act for."""
    for claim in chain:
        if claim.holder:
            return (c.stands_for.get(claim.holder, claim.holder),)
    return ()


def _named(s: Segments, c: Cast, i: int, speaker: tuple[str, ...]) -> tuple[tuple[str, ...], str, int]:
    """Whom token i names, a party or who a pronoun stands for, what they are, and where their words begin."""
    party = c.at.get(i)
    if party is not None:
        return (party.name,), party.kind, party.first
    person = c.pronouns.get(s.lower[i], "")
    if person.startswith("1"):
        return speaker, "we", i
    if person.startswith("3"):
        return _them(s, c, i), "they", i
    return (), "", i


def _them(s: Segments, c: Cast, i: int) -> tuple[str, ...]:
    """Who a pronoun of the third person stands for: who is named first in the sentence before."""
    number = bisect_left(s.sentences, i + 1, key=lambda x: x.first) - 1
    for sentence in (s.sentences[number - 1],) if number else ():
        at = bisect_left(c.parties, sentence.first, key=lambda p: p.first)
        if at < len(c.parties) and c.parties[at].last <= sentence.last:
            return (c.parties[at].name,)
    return ()


Found = tuple[tuple[str, ...], str, str, str]  # names, where they stand, what they are, how far


def _far(n: int) -> str:
    return "0" if n <= 0 else "1" if n <= 2 else "3" if n <= 5 else "6" if n <= 10 else "far"


def _before(s: Segments, c: Cast, m: Modality, t: Trigger, speaker: tuple[str, ...]) -> Iterator[Found]:
    """The parties before the trigger in its sentence, the nearest first: free ones, and objects of verbs and prepositions."""
    sentence = s.sentences[t.sentence]
    j = t.first - 1
    free = 0
    clause = ""
    while j >= max(sentence.first, t.first - FAR):
        word = s.lower[j]
        if word in BREAKS or (word in QUOTES and s.inside[j] != s.inside[t.first]):
            clause = " beyond"
        who, kind, first = _named(s, c, j, speaker)
        if not who:
            j -= 1
            continue
        last = j + 1
        previous = s.lower[first - 1] if first > sentence.first else ""
        preposition = next((k for k in PREPOSITIONS if previous in c.words[k]), None)
        if preposition:
            mark = f"before {preposition}"
        elif previous and is_verb(previous, m):
            mark = f"before object {kind_at(s, m, first - 1, first)[0] or '-'}"
        elif previous in c.words["joint"]:
            mark = f"before joined {min(free, 2)}"
        else:
            mark = f"before free {min(free, 2)}"
            free += 1
        yield who, mark + clause, kind, _far(t.first - last)
        j = first - 1


def _after(s: Segments, c: Cast, m: Modality, t: Trigger, speaker: tuple[str, ...]) -> Iterator[Found]:
    """The parties after the trigger in its sentence, by the preposition that introduces them, and whether a verb intervenes."""
    sentence = s.sentences[t.sentence]
    mode, clause, gap, verbs = "beside", "", 0, 0
    j = t.last
    while j < min(sentence.last, t.last + ON):
        word = s.lower[j]
        if word in BREAKS or (word in QUOTES and s.inside[j] != s.inside[t.first]):
            clause = " beyond"
        who, kind, _ = _named(s, c, j, speaker)
        if who:
            joined = " joined" if s.lower[j - 1] in c.words["joint"] and j > t.last else ""
            yield who, f"after {mode}{joined}{' verb' if verbs else ''}{clause}", kind, _far(gap)
            party = c.at.get(j)
            j = party.last if party else j + 1
            continue
        preposition = next((k for k in PREPOSITIONS if word in c.words[k]), None)
        if preposition:
            mode = preposition
        elif word not in c.words["modifier"] and word not in c.words["joint"]:
            gap += 1
        if is_verb(word, m):
            verbs += 1
        j += 1
