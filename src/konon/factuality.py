"""How sure a source is that an event happened: the factuality values of FactBank (Saurí & Pustejovsky 2009).

CT+ it did, CT- it did not, PR+ and PR- it probably did or did not, PS+ and PS- possibly, U the source does not say. What
turns an event from CT+ is read off the words that govern it (`data/<lang>/factuality.tsv`: negation, "not yet", failure,
plans, wishes, requests, abilities, conditions, fears …), off the claim that it stands in (a denial, a demand, a fear), and
off questions. Where a language has counts from annotated articles (`data/common/weights/factuality-<lang>.tsv`, made by
`train/events.py`), these weigh the same readings against each other, where the rules see nothing but CT+ or U; what is
denied is CT- either way.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, cast, get_args

from msgspec import Struct

from konon.lexicon import DATA, Lexicon, parse_table
from konon.records import Claim
from konon.segment import Segments
from konon.triggers import Trigger

Governs = Literal["not", "yet", "fail", "future", "plan", "want", "ask", "must", "can", "probable", "if", "whether"]
Kind = Governs | Literal["purpose", "fear", "deny", "done", "light", "shield", "definite"]
Shape = Literal["verb_prefix", "verb_suffix", "verb", "passive_prefix", "not_verb"]
VALUES = ("CT+", "CT-", "PR+", "PR-", "PS+", "U")
OPEN_VALUES = frozenset(
    {"CT+", "U"}
)  # of the rules' values those that the weights may overrule: the others are righter than they
CONDITIONS = frozenset({"direct if", "direct whether"})  # readings that leave an event open, whatever else is read
UNREAL = frozenset({"plan", "want", "ask", "must", "if", "whether", "purpose", "fear"})
OPEN_ACTS = frozenset({"demand", "want", "expect", "fear", "commit"})  # their content's main event is wanted, feared, planned
PREDICATES = frozenset({"not", "yet", "fail", "future", "plan", "can", "must", "probable", "deny", "done"})
LOOK_BACK = 14  # tokens
LOOK_ON = 8
ENDS = frozenset(";:.!?()—–")
QUOTES = frozenset("\"“”'‘’")


class Row(Struct, frozen=True, kw_only=True):
    """A line of factuality.tsv: words, and what they do to the event that they govern.

    Most stand before it. `light` words may stand between an event and what governs it ("akan melakukan kunjungan"); after
    a `shield` ("setelah", "because of") an event is taken for granted, whatever governs the rest. A word that begins with
    a `verb_prefix` or ends in a `verb_suffix`, and every `verb`, is taken for a verb, one with a `passive_prefix` for a
    passive one, unless it is `not_verb`.
    """

    phrase: str
    kind: Kind | Shape
    source: str


class Weight(Struct, frozen=True, kw_only=True):
    """A line of factuality-<lang>.tsv: what a feature adds to each value's log-odds; how often it was counted."""

    feature: str
    certain: float
    denied: float
    probable: float
    improbable: float
    possible: float
    uncommitted: float
    count: int
    source: str


class Modality(Struct, frozen=True, kw_only=True, eq=False):
    """A language's words, by the first of each phrase, the longest first; its weights, if any; how its verbs begin."""

    phrases: dict[str, tuple[tuple[tuple[str, ...], Kind], ...]]
    weights: dict[str, tuple[float, ...]]
    verb_prefix: tuple[str, ...]
    verb_suffix: tuple[str, ...]
    verbs: frozenset[str]
    passive_prefix: tuple[str, ...]
    not_verb: frozenset[str]
    join: frozenset[str]


class Before(Struct):
    """The values of the events before: the last of each lemma and type, and the last of all with its sentence."""

    same: dict[tuple[str, str], str]
    last: tuple[int, str] = (-1, "-")


class Governor(Struct, frozen=True, kw_only=True):
    """What stands before an event: its kind, how far, and how many other verbs stand between."""

    kind: str
    distance: int
    crossed: int


@lru_cache(maxsize=8)
def load_modality(lexicon: Lexicon) -> Modality:
    """The words of a language."""
    language = lexicon.language
    phrases: dict[str, list[tuple[tuple[str, ...], Kind]]] = {}
    shapes: dict[str, list[str]] = {shape: [] for shape in get_args(Shape)}
    for row in parse_table((DATA / language / "factuality.tsv").read_text("utf-8"), Row, name=f"{language}/factuality.tsv"):
        words = tuple(row.phrase.split())
        if row.kind in shapes:
            shapes[row.kind].append(row.phrase)
        else:
            phrases.setdefault(words[0], []).append((words, cast(Kind, row.kind)))
    weights: dict[str, tuple[float, ...]] = {}
    table = DATA / "common" / "weights" / f"factuality-{language}.tsv"
    if table.is_file():
        for w in parse_table(table.read_text("utf-8"), Weight, name=f"common/weights/{table.name}"):
            weights[w.feature] = (w.certain, w.denied, w.probable, w.improbable, w.possible, w.uncommitted)
    return Modality(
        phrases={first: tuple(sorted(some, key=lambda p: -len(p[0]))) for first, some in phrases.items()},
        weights=weights,
        verb_prefix=tuple(shapes["verb_prefix"]),
        verb_suffix=tuple(shapes["verb_suffix"]),
        verbs=frozenset(shapes["verb"]),
        passive_prefix=tuple(shapes["passive_prefix"]),
        not_verb=frozenset(shapes["not_verb"]),
        join=frozenset(lexicon.of_kind("relative")) | frozenset(lexicon.of_kind("conjunction")),
    )


def kind_at(s: Segments, m: Modality, i: int, last: int) -> tuple[Kind | None, int]:
    """The kind of the longest phrase that begins at token i, and its length."""
    for words, kind in m.phrases.get(s.lower[i], ()):
        n = len(words)
        if i + n <= last and s.lower[i : i + n] == words:
            return kind, n
    return None, 1


def governors(s: Segments, m: Modality, t: Trigger) -> list[Governor]:
    """What governs the event, the nearest first, as far as its clause goes."""
    sentence = s.sentences[t.sentence]
    low = max(sentence.first, t.first - LOOK_BACK)
    at: dict[int, tuple[Kind, int]] = {}
    j = low
    while j < t.first:
        kind, n = kind_at(s, m, j, t.first)
        if kind is not None:
            for k in range(j, j + n):
                at[k] = (kind, j)
        j += n
    out: list[Governor] = []
    crossed = commas = 0
    j = t.first - 1
    while j >= low:
        word = s.lower[j]
        if word in ENDS or (word in QUOTES and s.inside[j] != s.inside[t.first]):
            break
        if word == ",":
            commas += 1
            if t.form.voice != "noun" or commas > 1:
                break
        elif j in at:
            kind, start = at[j]
            if kind not in ("light", "definite"):
                out.append(Governor(kind=kind, distance=t.first - start, crossed=crossed))
            if kind == "shield":
                break
            if kind in ("ask", "want", "plan", "fear", "deny", "fail") and is_verb(word, m):
                crossed += 1
            j = start
        elif is_verb(word, m):
            crossed += 1
        j -= 1
    return out


def is_verb(word: str, m: Modality) -> bool:
    """Whether a word looks like a verb."""
    if word in m.verbs:
        return True
    if len(word) <= 5 or word in m.not_verb:
        return False
    return (bool(m.verb_prefix) and word.startswith(m.verb_prefix)) or (bool(m.verb_suffix) and word.endswith(m.verb_suffix))


def predicate(s: Segments, m: Modality, t: Trigger) -> str | None:
    """What is said of an event that is a noun: "kunjungan itu batal", "serangan akan dilakukan"."""
    sentence = s.sentences[t.sentence]
    end = min(sentence.last, t.last + LOOK_ON)
    for j in range(t.last, end):
        word = s.lower[j]
        if word in ENDS or word in QUOTES or word == "," or word in m.join:
            return None
        kind, n = kind_at(s, m, j, sentence.last)
        if kind in PREDICATES:
            following = s.lower[j + n] if j + n < sentence.last else ""
            form = "passive" if following.startswith(m.passive_prefix) else "active" if is_verb(following, m) else "other"
            return f"{kind} {form}"
        if kind in ("shield", "purpose"):
            return None
        if is_verb(word, m):
            return f"verb {word[:2]}"
    return None


def shape(t: Trigger, word: str) -> str:
    """How an event is named: by an active or passive verb, a derived noun, or a bare word."""
    if t.form.voice == "noun":
        return "noun"
    return t.form.voice if word != t.form.line.lemma else "bare"


def read(s: Segments, m: Modality, t: Trigger, chain: Sequence[Claim], *, when: str, before: Before) -> list[str]:
    """The readings of an event that the weights are counted for, the rule's value the second.

    `chain`: the claims around it, innermost first; `when`: whether its time is "past" or "ahead" of the day of publication.
    """
    begins = bisect_left(s.tokens, (chain[0].content[0][0], 0)) if chain else None
    sentence = s.sentences[t.sentence]
    i, n = t.first, t.last
    word, v, kind = s.lower[i], shape(t, s.lower[i]), t.type
    act = chain[0].act if chain else "-"
    if act == "deny" and (_negates(s, m, chain[0], n) or (kind == "ACCUSE" and v == "noun")):
        act = "say"
    act2 = chain[1].act if len(chain) > 1 else "-"
    found = governors(s, m, t)
    said = predicate(s, m, t) if v in ("noun", "bare") else None
    near = found
    k1 = near[0].kind if near else "-"
    k2 = near[1].kind if len(near) > 1 else "-"
    crossed = min(near[0].crossed, 2) if near else 0
    distance = min(near[0].distance, 4) if near else 0
    ruled = by_rule(found, said, act, t, s, begins, m)
    out = [
        "bias",
        f"rule {ruled}",
        f"rule shape {ruled} {v}",
        f"rule act {ruled} {act}",
        f"rule when {ruled} {when}",
        f"type {kind}",
        f"word {word}",
        f"type shape {kind} {v}",
        f"shape {v}",
        f"act {act}",
        f"acts {act} {act2}",
        f"act shape {act} {v}",
        f"title {sentence.line == 0}",
        f"quote {chain[0].quote if chain else '-'}",
        f"first {k1}",
        f"first shape {k1} {v}",
        f"first crossed {k1} {v} {crossed}",
        f"first distance {k1} {v} {distance}",
        f"first second {k1} {k2}",
        f"first act {k1} {act}",
        f"first shape act {k1} {v} {act}",
        f"predicate {said}",
        f"question {'?' in s.lower[i : sentence.last]}",
        f"before {s.lower[i - 1] if i > sentence.first else '<'}",
        f"two {s.lower[i - 2] if i - 1 > sentence.first else '<'}",
        f"after {s.lower[n] if n < sentence.last else '>'}",
        f"when {when}",
        f"when act {when} {act}",
        f"when first {when} {k1}",
        f"same {before.same.get((t.form.line.lemma, kind), '-')}",
        f"same shape {before.same.get((t.form.line.lemma, kind), '-')} {v}",
        f"last {before.last[1] if before.last[0] == t.sentence else '-'}",
        f"definite {n < sentence.last and kind_at(s, m, n, sentence.last)[0] == 'definite'} {v}",
    ]
    if begins is not None:
        verbs = sum(is_verb(s.lower[j], m) for j in range(begins, i)) if begins <= i else 9
        out += [
            f"verbs {act} {min(verbs, 3)}",
            f"verbs shape {act} {v} {min(verbs, 2)}",
            f"place {act} {min((i - begins) // 4, 4)}",
        ]
    for k in sorted({g.kind for g in near}):
        out += [f"any {k}", f"any shape {k} {v}"]
    out += sorted({f"direct {g.kind}" for g in near if g.crossed == 0})
    around = {kind_at(s, m, j, sentence.last)[0] for j in range(sentence.first, sentence.last)}
    for k in ("if", "future", "whether", "must", "can", "not", "yet", "deny"):
        if k in around:
            out += [f"sentence {k}", f"sentence shape {k} {v}"]
    return out


def _negates(s: Segments, m: Modality, claim: Claim, first: int) -> bool:
    """Whether a claim's own words say no from token `first` on ("the talks were not official"): then that is what is denied."""
    last = bisect_left(s.tokens, (claim.content[-1][1], 0))
    return any(kind_at(s, m, i, last)[0] in ("not", "fail", "deny") for i in range(first, last))


def by_rule(
    found: Sequence[Governor], said: str | None, act: str, t: Trigger, s: Segments, begins: int | None, m: Modality
) -> str:
    """The value by the words alone: the governors that reach the event, then what is said of it, then the claim's act."""
    noun = t.form.voice == "noun"
    negative = False
    sure = "CT"
    for g in found:
        if g.kind in ("shield", "done"):
            break
        if g.crossed and (noun or g.kind in ("not", "yet", "future", "can", "probable")):
            continue
        if g.kind in ("not", "deny"):
            negative = True
        elif g.kind in ("yet", "fail"):
            return "CT-"
        elif g.kind in UNREAL:
            return "U"
        elif g.kind == "can" and sure == "CT":
            sure = "PS"
        elif g.kind in ("future", "probable") and sure == "CT":
            sure = "PR"
    if noun and sure == "CT" and not negative and said:
        k, _, form = said.partition(" ")
        if k in ("yet", "fail", "deny") or (k == "not" and form != "active"):
            return "CT-"
        if k == "future" and form == "passive":
            return "PR+"
        if k in ("plan", "must") and form != "active":
            return "U"
    if negative and sure == "PS":
        sure = "CT"
    if sure == "CT" and not negative and begins is not None:
        if act == "deny":
            return "CT-"
        verbs = sum(is_verb(s.lower[j], m) for j in range(begins, t.first)) if begins <= t.first else 9
        if act in OPEN_ACTS and verbs == 0 and not any(g.kind in ("shield", "done") for g in found):
            return "U"
    return sure + ("-" if negative else "+")


def value(s: Segments, m: Modality, t: Trigger, chain: Sequence[Claim], *, when: str, before: Before) -> str:
    """The factuality of an event to its innermost source; see `read`."""
    names = read(s, m, t, chain, when=when, before=before)
    ruled = names[1].removeprefix("rule ")
    if chain and chain[0].negated and ruled == "CT+":
        return "U"  # "did not say that"
    if ruled not in OPEN_VALUES or not m.weights or (ruled == "U" and not CONDITIONS.isdisjoint(names)):
        return ruled
    totals = [0.0] * len(VALUES)
    for name in names:
        weights = m.weights.get(name)
        if weights is not None:
            totals = [a + b for a, b in zip(totals, weights, strict=True)]
    return VALUES[max(range(len(VALUES)), key=totals.__getitem__)]
