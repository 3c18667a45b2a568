"""Who does an event and to whom: everybody who is named around its trigger, weighed by where they stand, without a parser.

Pronouns of the first person are the holder of the claim they stand in; of the third, all whom they may stand for. Who has
an office may act for the country or for themselves: both names are there to choose from. Which of the parties is actor or
recipient is a log-linear choice over where they stand (`data/common/weights/roles.tsv`, counted by `train/events.py`): but
for the frames of single verbs nothing in it is a word of any language, so that it holds for all. Where the reader's network
read the text, weights fitted together with what it sees of trigger and party (`konon.heads`) take the place of those, and
the other events of the text have a say (`konon.accord`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from konon import heads
from konon.accord import Judged, agreed, likely
from konon.factuality import shape
from konon.lexicon import DATA, parse_table
from konon.modality import Modality, is_verb, kind_at
from konon.parties import BREAKS, POSSESSIVE, QUOTES, Cast, Face, Kind
from konon.records import Claim, Spans
from konon.segment import Segments
from konon.triggers import Trigger
from konon.windows import Floats

PREPOSITIONS: tuple[Kind, ...] = ("agent", "to", "with", "between", "away")
FAR = 25  # tokens before the trigger in which a party is looked for
ON = 16  # tokens after it
OWNED = 3  # tokens from an owner to the trigger
FRAMED = frozenset({"before free 0", "after beside", "after to", "after with"})  # what of it a verb's own frame says
NOBODY = ""
PLAIN = ("path", "place", "by", "home left", "nobody left")  # marks that are counted for all types at once
DOERS = ("before owner", "before free 0", "after beside", "after agent")  # where a doer stands, if anybody stands there
TOO = 0.3  # the probability from which a second party is taken too: then as many are told as are annotated
RATHER = 0.6  # and how likely it must be in comparison with the opposite part: the least that tells whom an attack is on


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


def parts(
    s: Segments, c: Cast, m: Modality, some: Sequence[tuple[Trigger, Sequence[Claim]]], vectors: heads.Vectors | None = None
) -> list[Parts]:
    """Actors and recipients of all events of a text, which come with the claims around them, the innermost first: of
    everybody who is named around an event the likeliest, or nobody.

    Who does an event goes by what is told before it; where a network read the text, by all of its other events.
    """
    earlier = Earlier(same={})
    judged: list[Judged] = []
    same: list[dict[str, set[str]]] = []
    found: list[Parts] = []
    for t, chain in some:
        around = candidates(s, c, m, t, chain, earlier)
        one = judge(s, c, t, around, vectors)
        judged.append(one)
        same.append(around.same)
        if vectors is None:
            found.append(choose(one, around.same))
            earlier.same[one.lemma, one.type] = earlier.last = found[-1]
    if vectors is None:
        return found
    return [choose(one, others) for one, others in zip(agreed(judged, vectors.heads.features), same, strict=True)]


def judge(s: Segments, c: Cast, t: Trigger, around: Around, vectors: heads.Vectors | None = None) -> Judged:
    """How likely each of those around an event has a part in it."""
    shaped = how(s, c, t)
    weighed = vectors.heads if vectors else None
    seen = looks(s, c, t, around, vectors) if vectors else None
    odds: dict[str, dict[str, float]] = {}
    for part in heads.PARTS:
        further = weighed.hidden[part](seen).tolist() if weighed and seen is not None else [0.0] * len(around.marks)
        odds[part] = {
            name: more + sum(mark_score(part, mark, shaped, t.type, _frame(mark, t), weighed) for mark in sorted(marks))
            for (name, marks), more in zip(around.marks.items(), further, strict=True)
        }
    return Judged(lemma=t.form.line.lemma, type=t.type, sentence=t.sentence, odds=odds)


def choose(judged: Judged, same: dict[str, set[str]]) -> Parts:
    """The likeliest of each part, and further ones who are likely enough and not `same`, other names of one taken."""
    by_part = {part: likely(odds) for part, odds in judged.odds.items()}
    chosen: dict[str, tuple[str, ...]] = {}
    for part, other in (("actor", "recipient"), ("recipient", "actor")):
        taken: list[str] = []
        for i, (name, p) in enumerate(sorted(by_part[part].items(), key=lambda x: (-x[1], x[0]))):
            if i and (not taken or p <= TOO or p <= RATHER * by_part[other][name] or not same[name].isdisjoint(taken)):
                continue
            if name != NOBODY:
                taken.append(name)
        chosen[part] = tuple(taken)
    actors = chosen["actor"]
    return Parts(actors=actors, recipients=tuple(name for name in chosen["recipient"] if name not in actors))


def looks(s: Segments, c: Cast, t: Trigger, around: Around, vectors: heads.Vectors) -> Floats:
    """What the network sees of each of those around, by the words nearest to the trigger that name them, in its sentence if
    any do; one row each."""
    sentence = s.sentences[t.sentence]
    near: dict[str, tuple[bool, bool, int, int, int]] = {}
    for party in c.parties:
        far = not sentence.first <= party.first < sentence.last
        place = far, far and party.first > t.first, abs(party.first - t.first), party.first, party.last
        for name, _ in party.faces:
            if name in around.marks and (name not in near or place < near[name]):
                near[name] = place
    parties = [
        (near[name][3:] if name in near else None, name not in near or near[name][0], name == NOBODY, marks)
        for name, marks in around.marks.items()
    ]
    return heads.rows(vectors, (t.first, t.last), parties)


def how(s: Segments, c: Cast, t: Trigger) -> str:
    """The shape of a trigger; of a noun, whether what follows it directly is whom it is done to."""
    shaped = shape(t, s.lower[t.first])
    if shaped == "bare" and t.first and c.signs.get(s.lower[t.first - 1]) in ("purpose", "auxiliary"):
        return "infinitive"
    return "deed" if shaped == "noun" and s.lower[t.first].startswith(tuple(c.words["patient"])) else shaped


@lru_cache(maxsize=1 << 16)
def mark_score(part: str, mark: str, shaped: str, kind: str, lemma: str, weighed: heads.Heads | None = None) -> float:
    """What a mark adds to the log-odds, by the weights fitted beside the network's or by those for rules alone."""
    weights = weighed.features if weighed else role_weights()
    return sum(weights.get(f, 0.0) for f in _features(part, mark, shaped, kind, lemma))


def features(part: str, shaped: str, t: Trigger, marks: set[str]) -> list[str]:
    """What the weights are counted for."""
    return [f for mark in sorted(marks) for f in _features(part, mark, shaped, t.type, _frame(mark, t))]


def _frame(mark: str, t: Trigger) -> str:
    """The lemma whose own frame tells of a mark, if it does."""
    return t.form.line.lemma if mark in FRAMED or mark.startswith(("home", "by ")) else ""


def _features(part: str, mark: str, shaped: str, kind: str, lemma: str) -> list[str]:
    """Each mark of a candidate alone, by the trigger's shape, and by its type; some by its lemma."""
    out = [f"{part} {mark}", f"{part} {mark} {shaped}"]
    if not mark.startswith(PLAIN):
        out.append(f"{part} {mark} {kind}")
    if lemma:
        out.append(f"{part} {mark.partition(' [')[0]} {shaped} {lemma}")
    return out


class Around(Struct, frozen=True, kw_only=True):
    """Everybody who may have a part in an event, by name; and nobody."""

    marks: dict[str, set[str]]  # of where they stand
    same: dict[str, set[str]]  # other names for who it is: the country that they may be acting for, and the reverse


def candidates(s: Segments, c: Cast, m: Modality, t: Trigger, chain: Sequence[Claim], earlier: Earlier) -> Around:
    """Everybody who may have a part in an event, with the marks of where they stand.

    What the rest of the text suggests counts for less where somebody stands in a place of a doer: such marks say which.
    Where no verb's form tells its voice, there are finer marks. Where it does they add nothing: with them the right actor was
    found in 1.5 of 100 events fewer, in cross-validation over 330 Indonesian articles, and in 3 more over 153 English ones.
    """
    speaker = _speaker(c, chain)
    finer = not m.passive_prefix
    found: dict[str, set[str]] = {NOBODY: set()}
    same: dict[str, set[str]] = {NOBODY: set()}
    near: dict[str, set[str]] = {}

    def add(faces: Sequence[Face], mark: str, more: Sequence[str] = (), fine: Sequence[str] = ()) -> None:
        home = "home" if faces and faces[0][0] == c.home else "abroad"
        for name, kind in faces:
            marks = found.setdefault(name, set())
            marks.update((mark, f"{mark} {kind}", f"kind {kind}", f"kind {kind} {c.language}"))
            marks.update(f"{mark} {one}" for one in more)
            same.setdefault(name, set()).update(other for other, _ in faces if other != name)
            if finer:
                marks.update((f"kind {kind} {c.language} {home}", *fine))
                near.setdefault(name, set()).add("as" if len(faces) > 1 else "here")

    def again(names: Sequence[str], mark: str) -> None:
        for name in names:
            found.setdefault(name, set()).update((mark, *(f"{mark} {one}" for one in near.get(name, ()))))
            same.setdefault(name, set())

    filled = ""
    said = _said(s, t, chain)
    for one in (*_before(s, c, m, t, speaker, said), *_after(s, c, m, t, speaker, said)):
        add(one.faces, one.mark, one.more, one.fine)
        if one.mark in DOERS and not filled:
            filled = one.mark
    if t.first in c.cues:
        add(c.cues[t.first], "cue")
        filled = "cue"
    add(speaker, f"speaker [{filled}]")
    if c.home:
        again((c.home,), f"home {'own' if c.own else 'other'} [{filled}]")
    same_event = earlier.same.get((t.form.line.lemma, t.type))
    before = same_event or earlier.last
    if before is not None:
        which = "same" if same_event is not None else "last"
        again(before.actors, f"{which} actor [{filled}]")
        again(before.recipients, f"{which} recipient [{filled}]")
    for i, name in enumerate(c.leading):
        again((name,), f"leading {i} [{filled}]")
    found[NOBODY].add(f"nobody [{filled}]")
    if finer:
        _by_all(s, c, m, t, found, same)
    return Around(marks=found, same=same)


def _by_all(s: Segments, c: Cast, m: Modality, t: Trigger, found: dict[str, set[str]], same: dict[str, set[str]]) -> None:
    """Adds the finer marks that go by the rest of the text."""
    left = _left(s, c, m, t)
    found[NOBODY].add(f"nobody left {left}")
    if c.home:
        found[c.home].add(f"home left {left}")
    for i, who in enumerate(c.persons):
        for name, kind in c.known[who]:
            marks = found.setdefault(name, set())
            marks.update((f"foremost {i}", f"foremost {kind}", f"kind {kind} {c.language}"))
            same.setdefault(name, set()).update(other for other, _ in c.known[who] if other != name)


def _left(s: Segments, c: Cast, m: Modality, t: Trigger) -> str:
    """What stands before a trigger, but for words that may stand between a verb and its subject."""
    for i in range(t.first - 1, s.sentences[t.sentence].first - 1, -1):
        if i in c.at:
            return "party"
        sign = c.signs.get(s.lower[i])
        if sign != "auxiliary" and kind_at(s, m, i, t.first)[0] is None:
            return sign or ("verb" if is_verb(s.lower[i], m) else "word")
    return "<"


def _speaker(c: Cast, chain: Sequence[Claim]) -> tuple[Face, ...]:
    """Who "we" are: the holder of the innermost claim that has one, or the country that they act for."""
    return next((c.faces[claim.holder] for claim in chain if claim.holder), ())


def _named(s: Segments, c: Cast, i: int, speaker: tuple[Face, ...]) -> tuple[list[tuple[tuple[Face, ...], str]], int]:
    """Whom token i names: a party or all whom a pronoun may stand for, each with how; and where their words begin."""
    if i in c.pairs:
        return [(party.faces, "") for party in c.pairs[i]], i
    party = c.at.get(i)
    if party is not None:
        return [(party.faces, "")], party.first
    person = c.pronouns.get(s.lower[i], "")
    if person.startswith("1"):
        return [(speaker, "we")], i
    if person.startswith("3"):
        if i in c.sources:
            return [(c.sources[i], "source")], i
        return [(who, how) for who, how in (*_them(s, c, i), (speaker, "they the speaker")) if who], i
    return [], i


def _them(s: Segments, c: Cast, i: int) -> Iterator[tuple[tuple[Face, ...], str]]:
    """Who a pronoun of the third person may stand for: who is named first in its sentence, and in the sentence before."""
    number = bisect_left(s.sentences, i + 1, key=lambda x: x.first) - 1
    for sentence, how in ((s.sentences[number], "they here"), (s.sentences[max(number - 1, 0)], "they")):
        at = bisect_left(c.parties, sentence.first, key=lambda p: p.first)
        if at < len(c.parties) and c.parties[at].last <= min(sentence.last, i):
            yield c.parties[at].faces, how


class Said(Struct, frozen=True, kw_only=True):
    """The tokens of the innermost claim's content and source in a sentence, and its act."""

    content: frozenset[int] = frozenset()
    source: frozenset[int] = frozenset()
    act: str = "-"

    def where(self, first: int, last: int, inside: bool) -> str:
        """Where in the claim a party at tokens first to last stands."""
        if not self.content:
            return "alone"
        if inside:
            return "in" if first - 1 in self.content else f"opens {self.act}"
        if last in self.source:
            return "source"
        return f"beside {self.act}" if last + 1 in self.content or last + 2 in self.content else "out"


def _said(s: Segments, t: Trigger, chain: Sequence[Claim]) -> Said:
    if not chain:
        return Said()
    sentence = s.sentences[t.sentence]

    def tokens(spans: Spans) -> frozenset[int]:
        ranges = ((bisect_left(s.tokens, (a, 0)), bisect_left(s.tokens, (b, 0))) for a, b in spans)
        return frozenset(i for a, b in ranges for i in range(max(sentence.first, a), min(sentence.last, b)))

    return Said(content=tokens(chain[0].content), source=tokens(chain[0].source), act=chain[0].act)


class Found(Struct, frozen=True, kw_only=True):
    """Somebody who is named around a trigger."""

    faces: tuple[Face, ...]  # by which names
    mark: str  # where they stand
    more: tuple[str, ...]  # what is said of that mark: how far, across how many verbs
    fine: tuple[str, ...]  # marks of their own: what stands between, where in the claim


def _far(n: int) -> str:
    return "0" if n <= 0 else "1" if n <= 2 else "3" if n <= 5 else "6" if n <= 10 else "far"


def _sign(c: Cast, m: Modality, word: str) -> str:
    """What a word does in a sentence; empty where that is not plain."""
    return c.signs.get(word) or ("verb" if is_verb(word, m) else "")


def _pass(path: list[str], sign: str) -> None:
    """Notes what stands between a trigger and a party, once."""
    if sign and sign != "auxiliary" and path[-1:] != [sign]:
        path.append(sign)


def _before(s: Segments, c: Cast, m: Modality, t: Trigger, speaker: tuple[Face, ...], said: Said) -> Iterator[Found]:
    """The parties before the trigger in its sentence, the nearest first: free ones, and objects of verbs and prepositions."""
    sentence = s.sentences[t.sentence]
    j = t.first - 1
    free, verbs, clause, inside = 0, 0, "", True
    path: list[str] = []
    while j >= max(sentence.first, t.first - FAR):
        word = s.lower[j]
        if word in BREAKS or (word in QUOTES and s.inside[j] != s.inside[t.first]):
            clause = " beyond"
        if inside and said.content and j not in said.content:
            inside, free, clause = False, 0, " beyond"
            path.append("claim")
        who, first = _named(s, c, j, speaker)
        if not who:
            verbs += is_verb(word, m)
            _pass(path, _sign(c, m, word))
            j -= 1
            continue
        opens = first == sentence.first or (inside and first in said.content and first - 1 not in said.content)
        previous = "" if opens else s.lower[first - 1]
        preposition = next((k for k in PREPOSITIONS if previous in c.words[k]), None)
        if _owns(s, c, j, t):
            mark = "before owner"
        elif preposition:
            mark = f"before {preposition}"
        elif previous and is_verb(previous, m):
            mark = f"before object {kind_at(s, m, first - 1, first)[0] or '-'}"
        elif previous in c.words["joint"]:
            mark = f"before joined {min(free, 2)}"
        else:
            mark = f"before free {min(free, 2)}"
            free += 1
        more = (_far(t.first - j - 1), f"{min(verbs, 2)} verbs")
        left = "<" if opens else _sign(c, m, previous) or "-"
        fine = (
            f"path {' '.join(path[:4]) or '-'}",
            f"path {' '.join(path[:2]) or '-'} from {left}",
            f"place {said.where(first, j, inside)}",
        )
        for faces, how in who:
            yield Found(faces=faces, mark=f"{mark}{clause}{how and ' '}{how}", more=more, fine=fine)
        _pass(path, "party")
        j = first - 1


def _owns(s: Segments, c: Cast, i: int, t: Trigger) -> bool:
    """Whether the party or pronoun that ends at token i owns the trigger: "Iran's attack", "their support"."""
    if t.form.voice != "noun" or t.first - i > OWNED:
        return False
    return s.lower[i].endswith(POSSESSIVE) or s.lower[i] in c.owners


def _after(s: Segments, c: Cast, m: Modality, t: Trigger, speaker: tuple[Face, ...], said: Said) -> Iterator[Found]:
    """The parties after the trigger in its sentence, by the preposition that introduces them, and whether a verb intervenes."""
    sentence = s.sentences[t.sentence]
    mode, clause, gap, verbs, inside = "beside", "", 0, 0, True
    path: list[str] = []
    j = t.last
    while j < min(sentence.last, t.last + ON):
        word = s.lower[j]
        if word in BREAKS or (word in QUOTES and s.inside[j] != s.inside[t.first]):
            clause = " beyond"
        if inside and said.content and j not in said.content:
            inside, clause = False, " beyond"
            path.append("claim")
        who, _ = _named(s, c, j, speaker)
        if who:
            joined = " joined" if s.lower[j - 1] in c.words["joint"] and j > t.last else ""
            mark = f"after {mode}{joined}{' verb' if verbs else ''}{clause}"
            by = s.lower[j - 1] if j > t.last and s.lower[j - 1] in c.signs else "-"
            fine = (f"path on {' '.join(path[:4]) or '-'}", f"place on {said.where(j, j, inside)}", f"by {by}")
            for faces, how in who:
                yield Found(faces=faces, mark=f"{mark}{how and ' '}{how}", more=(_far(gap),), fine=fine)
            party = c.at.get(j)
            j = party.last if party else j + 1
            _pass(path, "party")
            continue
        preposition = next((k for k in PREPOSITIONS if word in c.words[k]), None)
        if preposition:
            mode = preposition
        elif word not in c.words["modifier"] and word not in c.words["joint"]:
            gap += 1
        verbs += is_verb(word, m)
        _pass(path, _sign(c, m, word))
        j += 1
