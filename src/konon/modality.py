"""The words that tell how sure an event is, and which of them govern it (`data/<lang>/factuality.tsv`).

Negation, "not yet", failure, plans, wishes, requests, abilities, conditions, fears … are looked for before an event as far as
its clause goes, past what is said in passing and what may stand between; of an event that is a noun, in what is said of it
behind. `konon.factuality` makes a value of them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, cast, get_args

from msgspec import Struct

from konon.lexicon import DATA, Lexicon, parse_table
from konon.segment import Segments
from konon.triggers import Trigger

Governs = Literal[
    "not", "yet", "fail", "refuse", "future", "plan", "want", "ask", "must", "can", "risk", "probable", "if", "whether"
]
Beside = Literal["light", "cause", "the", "this", "whose", "one", "definite", "goes", "generic", "whichever", "query"]
At = Literal["without", "other", "get", "that", "on", "only", "resume", "effort", "weigh", "almost"]  # these: on where
Kind = Governs | Beside | At | Literal["purpose", "fear", "deny", "done", "shield", "fact", "given"]
Shape = Literal[
    "verb_prefix",
    "verb_suffix",
    "verb",
    "passive_prefix",
    "not_verb",
    "own_suffix",
    "whose_suffix",
    "adjective_suffix",
    "perform",
]
PREDICATES = frozenset({"not", "yet", "fail", "future", "plan", "can", "must", "probable", "deny", "done", "goes"})
MEANT = {"without": "not", "other": "not", "get": "can", "that": "if", "almost": "fail"}  # where nothing speaks against it
SEEN_THROUGH = frozenset(get_args(Beside)) - {"generic"}  # what governs an event may stand before these
STOPS = frozenset({"shield", "fact", "given"})  # and not before these
CONTROLS = frozenset({"ask", "want", "plan", "fear", "deny", "fail", "refuse"})  # verbs of these kinds are crossed as such
HOLD = ("whose", "this", "the", "one")  # what stands before a noun, and says which event it means
KNOWN = frozenset({"whose", "this", "the"})  # an event so meant is known
FIRST = frozenset({"1sg", "1pl"})  # pronouns of whoever speaks
LOOK_BACK = 14  # tokens
LOOK_ON = 8
SCARE = 3  # tokens from one quotation mark to the other
ENDS = frozenset(";:.!?()—–")
OPENS = {")": "(", "—": "—", "–": "–"}  # what is said in passing is passed over: by its end, how it begins
QUOTES = frozenset("\"“”'‘’")


class Row(Struct, frozen=True, kw_only=True):
    """A line of factuality.tsv: words, and what they do to the event that they govern.

    Most stand before it. `light` words may stand between an event and what governs it ("akan melakukan kunjungan"), so may
    a `cause` ("bisa memicu perang"). After a `shield` ("terkait", "which") an event is not governed by what stands before;
    after a `fact` ("setelah", "because of") it is not even denied; a noun is taken for granted after what is `given` it
    ("bisa menghentikan serangan"). What somebody will `refuse`, they will probably not do. `generic` words ("setiap") stand
    before any such event, `whichever` words ("apa pun") behind it. A question with a `query`
    ("mengapa") takes for granted what it is about. `without` negates only what stands right behind it, `other`
    ("bukan") never the noun before it; to `get` a noun ("dapat kritik") is no modality; `that` right behind a cue tells what
    is said ("mengaku kalau"), elsewhere a condition; what goes `on` ("terus") is so unless it is asked for; `only` ("hanya")
    leaves open what a condition follows, and is a future else; what one will `resume` is there if it is known which; an
    `effort` is a plan but before a noun; what they `weigh` is open, as a plan is where it is known which; `almost` denies what
    stands behind it alone. A `risk` is of what may be. What `goes` ("meluas") tells how an event goes that is there. `whose`,
    `this`, `the` and `one` stand before a noun, as do words with a `whose_suffix`; a noun with an `own_suffix` says itself
    whose it is; words with an `adjective_suffix` may stand between. Whoever says "I want to `perform`" ("berterima kasih")
    does so. A word that begins with a `verb_prefix` or ends in a `verb_suffix`, and every `verb`, is taken for a verb, one with
    a `passive_prefix` for a passive one, unless it is `not_verb`.
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
    own_suffix: tuple[str, ...]
    whose_suffix: tuple[str, ...]
    adjective_suffix: tuple[str, ...]
    perform: frozenset[str]
    first_person: frozenset[str]
    join: frozenset[str]
    relative: frozenset[str]


class Governor(Struct, frozen=True, kw_only=True):
    """What stands before an event: its kind, how far it begins, how many other verbs stand between, its words."""

    kind: str
    distance: int
    crossed: int
    width: int = 1


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
    relative = frozenset(lexicon.of_kind("relative"))
    return Modality(
        phrases={first: tuple(sorted(some, key=lambda p: -len(p[0]))) for first, some in phrases.items()},
        weights=weights,
        verb_prefix=tuple(shapes["verb_prefix"]),
        verb_suffix=tuple(shapes["verb_suffix"]),
        verbs=frozenset(shapes["verb"]),
        passive_prefix=tuple(shapes["passive_prefix"]),
        not_verb=frozenset(shapes["not_verb"]),
        own_suffix=tuple(shapes["own_suffix"]),
        whose_suffix=tuple(shapes["whose_suffix"]),
        adjective_suffix=tuple(shapes["adjective_suffix"]),
        perform=frozenset(shapes["perform"]),
        first_person=frozenset(word for word, who in lexicon.of_kind("pronoun").items() if who in FIRST),
        join=relative | frozenset(lexicon.of_kind("conjunction")),
        relative=relative,
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
    at: dict[int, tuple[Kind, int, int]] = {}
    j = low
    while j < t.first:
        kind, n = kind_at(s, m, j, t.first)
        if kind is not None:
            for k in range(j, j + n):
                at[k] = (kind, j, n)
        j += n
    return _climb(s, m, t, at, low)


def _climb(s: Segments, m: Modality, t: Trigger, at: dict[int, tuple[Kind, int, int]], low: int) -> list[Governor]:
    """The governors met on the way from the event back to token `low`. `at`: kind, first token and length of the phrases."""
    noun = is_noun(s, m, t)
    hold = held(s, m, t) if noun else "-"
    out: list[Governor] = []
    crossed = commas = 0
    joined, bare, known = False, True, True  # a conjunction was met; none but light nouns; none but words of the table
    j = t.first - 1
    while j >= low:
        word = s.lower[j]
        aside = _aside(s, j, low)
        if aside is not None or (word in QUOTES and _scare(s, j, low)):
            j = (j if aside is None else aside) - 1
            continue
        if word in ENDS or (word in QUOTES and s.inside[j] != s.inside[t.first]):
            break
        if word == ",":
            commas += 1
            if not noun or commas > 1 or out:
                break
        elif j in at:
            kind, start, width = at[j]
            kind = _here(s, m, t, kind, noun=noun, hold=hold, near=known)
            if kind == "given" and (not noun or crossed or not _meets(s, m, t, at, start + width)):
                crossed += is_verb(word, m)
                j = start - 1
                continue
            if kind == "purpose" and noun and _topic(s, m, start, s.sentences[t.sentence].first):
                break
            if kind == "purpose" and noun and _for_whom(s, start + width, t.first):
                joined = True
                j = start - 1
                continue
            own = word in m.relative and is_verb(s.lower[j + 1], m)
            if kind == "shield" and own and not noun and crossed == 1 and not joined:
                crossed = 0  # the verb between was the relative clause's: "agar kapal yang disita dikembalikan"
                j = start - 1
                continue
            if kind in ("fail", "deny") and width == 1 and joined and is_verb(word, m):
                crossed += 1
            elif kind not in SEEN_THROUGH and not (kind == "get" and noun and bare) and not (kind == "without" and not known):
                out.append(Governor(kind=MEANT.get(kind, kind), distance=t.first - start, crossed=crossed, width=width))
            if kind in STOPS:
                break
            crossed += (kind in CONTROLS or kind == "goes") and is_verb(word, m)
            j = start
        elif is_verb(word, m):
            crossed += 1
        known = known and j in at
        bare = bare and known and at[j][0] in SEEN_THROUGH and not is_verb(s.lower[at[j][1]], m)
        joined = joined or word in m.join
        j -= 1
    return out


def _here(s: Segments, m: Modality, t: Trigger, kind: Kind, *, noun: bool, hold: str, near: bool) -> Kind:
    """What a word does to this event, where that hangs on what the event is; `near`: none but words of the table between."""
    if kind == "resume":
        return "given" if hold in KNOWN and hold != "the" else "light"
    if kind == "effort":
        return "light" if noun else "plan"
    if kind == "weigh":
        return "weigh" if not noun or (near and hold not in KNOWN) else "plan"
    if kind == "only":
        return "if" if _condition(s, m, t) else "future"
    return kind


def _condition(s: Segments, m: Modality, t: Trigger) -> bool:
    """Whether a condition follows behind the event: "hanya akan berunding jika …"."""
    for j in range(t.last, s.sentences[t.sentence].last):
        if s.lower[j] in ENDS:
            return False
        if kind_at(s, m, j, s.sentences[t.sentence].last)[0] in ("if", "that"):
            return True
    return False


def _meets(s: Segments, m: Modality, t: Trigger, at: dict[int, tuple[Kind, int, int]], i: int) -> bool:
    """Whether only what belongs to "the attack" stands before it from token i on: not "stop X from mounting the attack"."""
    own = (*m.whose_suffix, *m.adjective_suffix)
    between = (j for j in range(i, t.first) if j not in at)
    return t.form.voice == "noun" or all(s.lower[j].endswith(own) or s.word(j)[:1].isupper() for j in between)


def _aside(s: Segments, j: int, low: int) -> int | None:
    """Where what is said in passing begins that ends at token j: "Garda Revolusi (IRGC)"; None where nothing does."""
    opens = OPENS.get(s.lower[j])
    return None if opens is None else next((k for k in range(j - 1, low - 1, -1) if s.lower[k] == opens), None)


def _scare(s: Segments, j: int, low: int) -> bool:
    """Whether the quotation mark at token j is one of a pair around a word or two: dapat "terus" bekerja sama."""
    near = [k for k in range(max(low, j - SCARE), min(j + SCARE + 1, len(s.lower))) if k != j and s.lower[k] in QUOTES]
    return len(near) == 1


def _for_whom(s: Segments, i: int, first: int) -> bool:
    """Whether a preposition of purpose has a name behind it, at token i: "dukungan untuk Arunika yang terlibat perang"."""
    return i < first - 1 and s.word(i)[:1].isupper() and not s.word(first)[:1].isupper()


def _topic(s: Segments, m: Modality, i: int, first: int) -> bool:
    """Whether a preposition of purpose opens a sentence, and so names what it is about: "untuk konflik di sana, …"."""
    before = [j for j in range(max(first, i - 3), i) if s.lower[j] not in QUOTES and s.lower[j] not in m.join]
    return not before


def is_noun(s: Segments, m: Modality, t: Trigger) -> bool:
    """Whether an event is named by a noun, or by a word that stands where a noun does: "the attacks"."""
    return t.form.voice == "noun" or (t.form.voice == "active" and _held_before(s, m, t) != "-")


def held(s: Segments, m: Modality, t: Trigger) -> str:
    """What says which event a noun means: "whose" it is, that it is "this" one, or "the" known one, or some "one"; else "-"."""
    before = _held_before(s, m, t) if t.form.voice != "passive" else "-"
    return _held_behind(s, m, t) if before == "-" and t.form.voice == "noun" else before


def _held_before(s: Segments, m: Modality, t: Trigger) -> str:
    first = s.sentences[t.sentence].first
    for j in range(t.first - 1, max(first, t.first - 3) - 1, -1):
        kind, word = kind_at(s, m, j, t.first)[0], s.lower[j]
        if word.endswith(m.whose_suffix):
            return "whose"
        if kind in HOLD and word not in m.join:
            return kind
        if not word.endswith(m.adjective_suffix) and kind != "light":
            break
    return "-"


def _held_behind(s: Segments, m: Modality, t: Trigger) -> str:
    if s.lower[t.last - 1].endswith(m.own_suffix):
        return "whose"
    last = s.sentences[t.sentence].last
    for j in range(t.last, min(t.last + 5, last)):
        word, kind = s.lower[j], kind_at(s, m, j, last)[0]
        if kind == "definite":
            return "this"
        if word in ENDS or word == "," or word in QUOTES or word in m.join or kind is not None or is_verb(word, m):
            break
    return "-"


def is_verb(word: str, m: Modality) -> bool:
    """Whether a word looks like a verb."""
    if word in m.verbs:
        return True
    if len(word) <= 5 or word in m.not_verb:
        return False
    return (bool(m.verb_prefix) and word.startswith(m.verb_prefix)) or (bool(m.verb_suffix) and word.endswith(m.verb_suffix))


def _names_joined(s: Segments, m: Modality, j: int, end: int) -> bool:
    """Whether the word at token j joins two names: "perang Arunika dan Selasih meluas"."""
    return s.lower[j] not in m.relative and j + 1 < end and s.word(j - 1)[:1].isupper() and s.word(j + 1)[:1].isupper()


def predicate(s: Segments, m: Modality, t: Trigger) -> str | None:
    """What is said of an event that is a noun: "kunjungan itu batal", "serangan akan dilakukan"."""
    sentence = s.sentences[t.sentence]
    end = min(sentence.last, t.last + LOOK_ON)
    for j in range(t.last, end):
        word = s.lower[j]
        if word in m.join and _names_joined(s, m, j, end):
            continue
        if word in ENDS or word in QUOTES or word in (",", "--") or word in m.join:
            return None
        kind, n = kind_at(s, m, j, sentence.last)
        if kind in ("fail", "deny") and m.passive_prefix and is_verb(word, m) and not word.startswith(m.passive_prefix):
            return f"verb {word[:2]}"
        if kind in ("other", "ask", "want"):
            return None
        if kind in PREDICATES:
            after = j + n
            while (
                kind in ("not", "yet")
                and after < end
                and kind_at(s, m, after, sentence.last)[0] in ("future", "can", "get", "must")
            ):
                after += kind_at(s, m, after, sentence.last)[1]  # "tidak akan menghentikan"
            following = s.lower[after] if after < sentence.last else ""
            then = kind_at(s, m, after, sentence.last)[0] if following else None
            if kind == "done" and then == "fail":
                continue  # "was postponed"
            happens = then == "light" or (bool(m.passive_prefix) and following.startswith(m.passive_prefix))
            form = "passive" if happens else "active" if is_verb(following, m) else "other"
            return f"{kind} {form}"
        if kind in STOPS or kind == "purpose":
            return None
        if is_verb(word, m):
            return f"verb {word[:2]}"
    return None
