"""Words that name an event: the lexicon's candidates in a text, and how likely each is the event that it looks like.

`data/<lang>/events.tsv` says which forms may name which PLOVER type, and among which words. How likely a candidate is comes
from its line's `weight` and, where `data/common/weights/events-<lang>.tsv` has been counted from annotated articles, from a
log-linear score over the words around it (`train/events.py` makes that table). Both are data: a language without counts is
read by its lexicon's weights alone.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Literal

from msgspec import Struct

from konon.lexicon import DATA, LexiconError, Many, parse_table, plover
from konon.records import Claim
from konon.segment import Segments, Sentence

Voice = Literal["active", "passive", "noun"]
VOICES: tuple[Voice, ...] = ("active", "passive", "noun")
THRESHOLD = 0.3  # best F1 in cross-validation over the articles annotated for training (0.3 to 0.36 are alike)
NEAR = 8  # tokens to each side within which a line's `near` words must stand
BESIDE = 2  # tokens to each side in which a line's `bars` must not stand


class Line(Struct, frozen=True, kw_only=True):
    """A line of events.tsv: forms that may name an event of one PLOVER type.

    Of `active` forms the actor is the subject, of `passive` ones the recipient; `noun` forms name the event. `near`: one of
    these must stand in the same sentence, close by; `bars`: none of these may stand right beside it. `weight` is the share of
    its occurrences, under those conditions, that do name the event.
    """

    lemma: str
    type: str
    active: Many
    passive: Many
    noun: Many
    near: Many
    bars: Many
    weight: float
    source: str


class Weight(Struct, frozen=True, kw_only=True):
    """A line of events-<lang>.tsv: what a feature adds to the log-odds, and in how many candidates it was counted."""

    feature: str
    weight: float
    count: int
    source: str


class Form(Struct, frozen=True, kw_only=True):
    """One form of a line of the lexicon, in words."""

    words: tuple[str, ...]
    voice: Voice
    line: Line
    near: frozenset[str]
    bars: frozenset[str]
    prior: float  # log-odds


class Trigger(Struct, frozen=True, kw_only=True):
    """Tokens [first, last) that may name an event."""

    first: int
    last: int
    sentence: int
    form: Form
    probability: float

    @property
    def type(self) -> str:
        return self.form.line.type


class Triggers(Struct, frozen=True, kw_only=True, eq=False):
    """A language's event words, by the first word of a form, the longest first; the weights, if any."""

    forms: dict[str, tuple[Form, ...]]
    weights: dict[str, float]
    clitics: tuple[str, ...]


@lru_cache(maxsize=8)
def load_triggers(language: str, clitics: tuple[str, ...] = ()) -> Triggers:
    """The event words of `language`; raises `LexiconError` where a line breaks a rule."""
    name = f"{language}/events.tsv"
    forms: dict[str, list[Form]] = {}
    for line in parse_table((DATA / language / "events.tsv").read_text("utf-8"), Line, name=name):
        if line.type not in plover():
            raise LexiconError(f"{name}: {line.lemma}: {line.type} is no type of PLOVER")
        if not 0 < line.weight < 1:
            raise LexiconError(f"{name}: {line.lemma}: weight {line.weight} is no share between 0 and 1")
        for voice in VOICES:
            for written in getattr(line, voice):
                words = tuple(written.split())
                form = Form(
                    words=words,
                    voice=voice,
                    line=line,
                    near=frozenset(line.near),
                    bars=frozenset(line.bars),
                    prior=math.log(line.weight / (1 - line.weight)),
                )
                forms.setdefault(words[0], []).append(form)
    table = DATA / "common" / "weights" / f"events-{language}.tsv"
    weights: dict[str, float] = {}
    if table.is_file():
        rows = parse_table(table.read_text("utf-8"), Weight, name=f"common/weights/{table.name}")
        weights = {row.feature: row.weight for row in rows}
    return Triggers(
        forms={first: tuple(sorted(some, key=lambda f: -len(f.words))) for first, some in forms.items()},
        weights=weights,
        clitics=clitics,
    )


def candidates(s: Segments, t: Triggers) -> list[tuple[int, int, list[Form]]]:
    """Where forms of the lexicon stand under their conditions: (first token, sentence, forms), in text order."""
    found = []
    for number, sentence in enumerate(s.sentences):
        taken = sentence.first
        for i in range(sentence.first, sentence.last):
            forms = t.forms.get(s.lower[i]) or _without_clitic(s.lower[i], t)
            if not forms or i < taken:
                continue
            fitting = [f for f in forms if _fits(s, f, i, sentence)]
            if fitting:
                found.append((i, number, fitting))
                taken = i + max(len(f.words) for f in fitting)
    return found


def _without_clitic(word: str, t: Triggers) -> tuple[Form, ...]:
    for clitic in t.clitics:
        if word.endswith(clitic) and len(word) > len(clitic) + 3:
            return t.forms.get(word[: -len(clitic)], ())
    return ()


def _fits(s: Segments, form: Form, i: int, sentence: Sentence) -> bool:
    n = len(form.words)
    if n > 1 and (i + n > sentence.last or s.lower[i + 1 : i + n] != form.words[1:]):
        return False
    if form.bars and not form.bars.isdisjoint(s.lower[max(sentence.first, i - BESIDE) : min(sentence.last, i + n + BESIDE)]):
        return False
    if form.near:
        around = (*s.lower[max(sentence.first, i - NEAR) : i], *s.lower[i + n : min(sentence.last, i + n + NEAR)])
        return not form.near.isdisjoint(around)
    return True


class Around(Struct, frozen=True, kw_only=True):
    """What the features ask of a text beyond its words, by token."""

    act: dict[int, str]  # the act of the innermost claim in whose content the token stands
    cue: dict[int, str]  # the act of the claim whose cue the token is
    names: frozenset[int]  # tokens that belong to the name of a state or of what acts for one
    state: frozenset[str]  # words for those who act for a state
    repeated: dict[tuple[str, str], int]  # by lemma and type: candidates in the text
    density: int  # candidates in a hundred tokens
    named: int  # names of states in a hundred tokens


Places = Sequence[tuple[int, int, list[Form]]]  # first token, sentence, the forms that stand there


def around(s: Segments, found: Places, claims: Sequence[Claim], *, names: Iterable[int], state: frozenset[str]) -> Around:
    """Looks once at the whole text."""
    act: dict[int, str] = {}
    cue: dict[int, str] = {}
    for claim in sorted(claims, key=lambda c: -sum(b - a for a, b in c.content)):
        for a, b in claim.content:
            for i in range(bisect_left(s.tokens, (a, 0)), bisect_left(s.tokens, (b, 0))):
                act[i] = claim.act
        for a, b in claim.cue:
            for i in range(bisect_left(s.tokens, (a, 0)), bisect_left(s.tokens, (b, 0))):
                cue[i] = claim.act
    repeated: dict[tuple[str, str], int] = {}
    for _, _, forms in found:
        for key in {(f.line.lemma, f.line.type) for f in forms}:
            repeated[key] = repeated.get(key, 0) + 1
    size = max(len(s.tokens), 1)
    known = frozenset(names)
    return Around(
        act=act,
        cue=cue,
        names=known,
        state=state,
        repeated=repeated,
        density=min(5, round(100 * len(found) / size)),
        named=min(5, round(100 * len(known) / size)),
    )


def features(s: Segments, a: Around, i: int, number: int, form: Form, rivals: int, order: int = 0) -> list[str]:
    """The features of one candidate, by name."""
    sentence = s.sentences[number]
    t, n = form.line.type, len(form.words)
    before = s.lower[i - 1] if i > sentence.first else "<"
    two = s.lower[i - 2] if i - 1 > sentence.first else "<"
    after = s.lower[i + n] if i + n < sentence.last else ">"
    then = s.lower[i + n + 1] if i + n + 1 < sentence.last else ">"
    title = sentence.line == 0
    cap = s.word(i)[:1].isupper() and not title and i > sentence.first
    names = sum(j in a.names for j in range(sentence.first, sentence.last))
    states = any(s.lower[j] in a.state for j in range(sentence.first, sentence.last))
    act = a.act.get(i, "-")
    cue = a.cue.get(i, "-")
    count = min(4, a.repeated.get((form.line.lemma, t), 1))
    word = " ".join(form.words)
    out = [
        f"type {t}",
        f"voice {form.voice}",
        f"type voice {t} {form.voice}",
        f"form {t} {word}",
        f"lemma {t} {form.line.lemma}",
        f"before {before}",
        f"two {two}",
        f"after {after}",
        f"then {then}",
        f"before type {t} {before}",
        f"after type {t} {after}",
        f"act {act}",
        f"cue {cue}",
        f"cue type {t} {cue}",
        f"repeated {count}",
        f"density {a.density}",
        f"named {a.named}",
        f"names {min(3, names)}",
        f"names type {t} {min(3, names)}",
        f"state {states}",
        f"state type {t} {states}",
        f"title {title}",
        f"quote {s.inside[i] >= 0}",
        f"capital {cap}",
        f"beside name {i - 1 in a.names} {i + n in a.names}",
        f"beside capital {_capital(s, i - 1)} {_capital(s, i + n)}",
        f"place {min(4, number)}",
        f"rivals {min(3, rivals)}",
        f"order {min(3, order)}",
        f"order voice {min(3, order)} {form.voice}",
    ]
    out.extend({f"around {w}" for w in s.lower[max(sentence.first, i - 5) : i] if w.isalpha()})
    out.extend({f"around {w}" for w in s.lower[i + n : min(sentence.last, i + n + 5)] if w.isalpha()})
    return out


def _capital(s: Segments, i: int) -> bool:
    return 0 <= i < len(s.tokens) and s.word(i)[:1].isupper()


def probability(t: Triggers, form: Form, names: Iterable[str]) -> float:
    """How likely the candidate names its event."""
    if not t.weights:
        return form.line.weight
    total = form.prior + t.weights.get("bias", 0.0) + sum(t.weights.get(name, 0.0) for name in names)
    return 1 / (1 + math.exp(-total))


def triggers(s: Segments, t: Triggers, found: Places, a: Around) -> list[Trigger]:
    """The likeliest event of each place where one is likely enough."""
    out = []
    before, order = -1, 0
    for i, number, forms in found:
        order = order + 1 if number == before else 0
        before = number
        best: Trigger | None = None
        for form in forms:
            p = probability(t, form, features(s, a, i, number, form, len(forms), order))
            if p >= THRESHOLD and (best is None or p > best.probability):
                best = Trigger(first=i, last=i + len(form.words), sentence=number, form=form, probability=p)
        if best is not None:
            out.append(best)
    return out
