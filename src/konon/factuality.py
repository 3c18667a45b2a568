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

from msgspec import Struct

from konon.modality import (
    ENDS,
    KNOWN,
    LOOK_ON,
    MEANT,
    STOPS,
    Governor,
    Modality,
    governors,
    held,
    is_noun,
    is_verb,
    kind_at,
    predicate,
)
from konon.records import Claim
from konon.segment import Segments
from konon.triggers import Trigger

VALUES = ("CT+", "CT-", "PR+", "PR-", "PS+", "U")
OPEN_VALUES = frozenset(
    {"CT+", "U"}
)  # of the rules' values those that the weights may overrule: the others are righter than they
CONDITIONS = frozenset({"if", "whether", "generic", "weigh"})  # leave an event open, whatever is read
UNREAL = frozenset({"plan", "weigh", "want", "ask", "must", "if", "whether", "purpose", "fear"})
OPEN_ACTS = frozenset({"demand", "want", "expect", "fear", "commit"})  # their content's main event is wanted, feared, planned
MODAL = frozenset({"not", "yet", "future", "can", "must", "want", "plan"})  # hold for a "done" right behind: "akan terus"
SPOKEN = frozenset({"REQUEST", "ACCUSE", "THREATEN"})  # what is refused or denied of these was said,
SAID = frozenset({"ask", "plan", "fear"})  # and so were these: "menolak tawaran"
NEGATIVE = frozenset({"not", "without", "other", "fail", "deny"})
CLOSE = 2  # tokens between a risk and what it is of
NEAR = 4  # a noun nearer than this to a "fact" word is its own: "setelah serangan besar"


class Before(Struct):
    """The values of the events before: the last of each lemma and type, and the last of all with its sentence."""

    same: dict[tuple[str, str], str]
    last: tuple[int, str] = (-1, "-")


class Reading(Struct, frozen=True, kw_only=True):
    """What is read of an event: the rules' value, whether it is final, whether the event is taken for granted, the features."""

    ruled: str
    final: bool
    taken: bool
    features: list[str]


class Naming(Struct, frozen=True, kw_only=True):
    """How an event is named: by a noun, one of what is said ("permintaan"), one of an event that is known ("serangan itu"), one
    of which more is said ("serangan akan …")."""

    noun: bool
    spoken: bool
    known: bool
    subject: bool


def shape(t: Trigger, word: str) -> str:
    """How an event is named: by an active or passive verb, a derived noun, or a bare word."""
    if t.form.voice == "noun":
        return "noun"
    return t.form.voice if word != t.form.line.lemma else "bare"


def reading(s: Segments, m: Modality, t: Trigger, chain: Sequence[Claim], *, when: str, before: Before) -> Reading:
    """The rules' value of an event, and the features that the weights are counted for.

    `chain`: the claims around it, innermost first; `when`: whether its time is "past" or "ahead" of the day of publication.
    """
    begins = bisect_left(s.tokens, (chain[0].content[0][0], 0)) if chain else None
    sentence = s.sentences[t.sentence]
    i, word, kind = t.first, s.lower[t.first], t.type
    noun = is_noun(s, m, t)
    v = "noun" if noun else shape(t, word)
    act = chain[0].act if chain else "-"
    if act == "deny" and (_negates(s, m, chain[0], t.last) or (kind == "ACCUSE" and t.form.voice == "noun")):
        act = "say"
    found = [g for g in governors(s, m, t) if not (g.kind == "if" and _that(s, m, t, g, chain))]
    performed = _performed(s, m, t, found)
    if performed:
        found = []
    said = predicate(s, m, t) if v in ("noun", "bare") else None
    ruled = "CT+" if performed else by_rule(found, said, act, t, s, begins, m)
    hold = held(s, m, t) if noun else "-"
    taken = hold in KNOWN or (noun and any(g.kind in STOPS and not g.crossed for g in found))
    direct = {g.kind for g in found if g.crossed == 0}
    direct |= {"whether"} if _asked(s, m, t) else {"generic"} if v == "noun" and _unspecific(s, m, t) else set()
    title = sentence.line == 0
    features = [
        "bias",
        f"rule {ruled}",
        f"rule shape {ruled} {v}",
        f"rule act {ruled} {act}",
        f"rule when {ruled} {when}",
        f"type {kind}",
        f"word {word}",
        f"type shape {kind} {v}",
        f"shape {v}",
        f"title {title}",
        *_told(chain, act, v, ruled),
        *_cues(s, chain, v),
        *_nearest(found, v, act, kind),
        f"predicate {said}",
        *_beside(s, m, t, v),
        f"when {when}",
        f"when act {when} {act}",
        f"when first {when} {found[0].kind if found else '-'}",
        *(f"known {taken} {what}" for what in (ruled, act)),
        *(f"held {what}" for what in (f"{hold} {v}", f"rule {hold} {ruled}")),
        *_within(s, m, i, begins, act, v),
        *sorted(f"direct {k}" for k in direct),
        *_around(s, m, t, v),
        *remembered(before, t, v),
    ]
    final = performed or ruled not in OPEN_VALUES or (ruled == "U" and _undecided(found, direct, title))
    return Reading(ruled=ruled, final=final, taken=taken, features=features)


def read(s: Segments, m: Modality, t: Trigger, chain: Sequence[Claim], *, when: str, before: Before) -> list[str]:
    """The features of an event that the weights are counted for."""
    return reading(s, m, t, chain, when=when, before=before).features


def _undecided(found: Sequence[Governor], direct: set[str], title: bool) -> bool:
    """Whether an event is open, whatever the weights say: on a condition, planned, or a headline's "Arunika to withdraw"."""
    planned = bool(found) and found[0].kind == "plan" and not found[0].crossed
    return planned or (title and "purpose" in direct) or not CONDITIONS.isdisjoint(direct)


def _told(chain: Sequence[Claim], act: str, v: str, ruled: str) -> list[str]:
    """The claims around an event."""
    return [
        f"act {act}",
        f"acts {act} {chain[1].act if len(chain) > 1 else '-'}",
        f"act shape {act} {v}",
        f"quote {chain[0].quote if chain else '-'}",
        f"holder {'-' if not chain else 'none' if chain[0].holder is None else 'named'} {ruled}",
        f"negated {bool(chain and chain[0].negated)}",
    ]


def _nearest(found: Sequence[Governor], v: str, act: str, kind: str) -> list[str]:
    """The nearest governors, and the kinds of all."""
    k1, k2 = ([g.kind for g in found[:2]] + ["-", "-"])[:2]
    out = [
        f"first {k1}",
        f"first shape {k1} {v}",
        f"first crossed {k1} {v} {min(found[0].crossed, 2) if found else 0}",
        f"first distance {k1} {v} {min(found[0].distance, 4) if found else 0}",
        f"first second {k1} {k2}",
        f"first act {k1} {act}",
        f"first type {k1} {kind}",
        f"first shape act {k1} {v} {act}",
    ]
    for k in sorted({g.kind for g in found}):
        out += [f"any {k}", f"any shape {k} {v}"]
    return out


def _beside(s: Segments, m: Modality, t: Trigger, v: str) -> list[str]:
    """The words right before and behind."""
    sentence, i, n = s.sentences[t.sentence], t.first, t.last
    return [
        f"question {'?' in s.lower[i : sentence.last]}",
        f"before {s.lower[i - 1] if i > sentence.first else '<'}",
        f"two {s.lower[i - 2] if i - 1 > sentence.first else '<'}",
        f"after {s.lower[n] if n < sentence.last else '>'}",
        f"definite {n < sentence.last and kind_at(s, m, n, sentence.last)[0] == 'definite'} {v}",
    ]


def _within(s: Segments, m: Modality, i: int, begins: int | None, act: str, v: str) -> list[str]:
    """Where in a claim the event at token i stands."""
    if begins is None:
        return []
    verbs = sum(is_verb(s.lower[j], m) for j in range(begins, i)) if begins <= i else 9
    return [
        f"verbs {act} {min(verbs, 3)}",
        f"verbs shape {act} {v} {min(verbs, 2)}",
        f"place {act} {min((i - begins) // 4, 4)}",
    ]


def _around(s: Segments, m: Modality, t: Trigger, v: str) -> list[str]:
    """The kinds of words anywhere in the sentence."""
    sentence = s.sentences[t.sentence]
    kinds = {kind_at(s, m, j, sentence.last)[0] for j in range(sentence.first, sentence.last)}
    around = {MEANT.get(known, known) for known in kinds if known}
    out: list[str] = []
    for k in ("if", "future", "whether", "must", "can", "not", "yet", "deny"):
        if k in around:
            out += [f"sentence {k}", f"sentence shape {k} {v}"]
    return out


def _that(s: Segments, m: Modality, t: Trigger, g: Governor, chain: Sequence[Claim]) -> bool:
    """Whether a word that may mean "if" tells right behind a cue what is said ("mengaku kalau"), and not on what condition."""
    if kind_at(s, m, t.first - g.distance, t.first)[0] != "that":
        return False
    at = s.tokens[t.first - g.distance][0]
    for claim in chain:
        cue = max((end for _, end in claim.cue if end <= at), default=None)
        if cue is not None and claim.quote != "direct" and not s.text[cue:at].strip():
            last = bisect_left(s.tokens, (claim.content[-1][1], 0))
            return "," not in s.lower[t.last : last]
    return False


def _performed(s: Segments, m: Modality, t: Trigger, found: Sequence[Governor]) -> bool:
    """Whether saying that one wants to is to do it: "saya ingin berterima kasih", "let me congratulate"."""
    last = s.sentences[t.sentence].last
    if t.form.voice != "active" or s.lower[t.first] not in m.perform or s.inside[t.first] < 0 or "?" in s.lower[t.last : last]:
        return False
    reach = 0
    for n, g in enumerate(found, 1):
        if g.kind not in ("purpose", "want") or g.distance - g.width > reach:
            return False
        if g.kind == "want":
            start = t.first - g.distance
            return n == len(found) and not m.first_person.isdisjoint(s.lower[max(start - 1, 0) : start + g.width])
        reach = g.distance
    return False


def _cues(s: Segments, chain: Sequence[Claim], v: str) -> list[str]:
    """The words of the cue, alone and with the event's shape."""
    if not chain:
        return []
    cue = " ".join(word for start, end in chain[0].cue for word in s.text[start:end].lower().split())
    return [f"cue {cue or '-'}", f"cue shape {cue or '-'} {v}"]


def remembered(before: Before, t: Trigger, v: str) -> list[str]:
    """What was said of the events before."""
    same = before.same.get((t.form.line.lemma, t.type), "-")
    return [
        f"same {same}",
        f"same shape {same} {v}",
        f"last {before.last[1] if before.last[0] == t.sentence else '-'}",
    ]


def _negates(s: Segments, m: Modality, claim: Claim, first: int) -> bool:
    """Whether a claim's own words say no from token `first` on ("the talks were not official"): then that is what is denied."""
    last = bisect_left(s.tokens, (claim.content[-1][1], 0))
    return any(kind_at(s, m, i, last)[0] in NEGATIVE for i in range(first, last))


def _unspecific(s: Segments, m: Modality, t: Trigger) -> bool:
    """Whether words behind a noun say that any such event is meant: "serangan dari pihak mana pun"."""
    last = min(t.last + LOOK_ON // 2 + 1, s.sentences[t.sentence].last)
    for j in range(t.last, last):
        if s.lower[j] in ENDS or s.lower[j] == "," or s.lower[j] in m.join or is_verb(s.lower[j], m):
            return False
        if kind_at(s, m, j, s.sentences[t.sentence].last)[0] == "whichever":
            return True
    return False


def _asked(s: Segments, m: Modality, t: Trigger) -> bool:
    """Whether a headline asks for the event: "Arunika Serang Selasih?", but not "Kapan Arunika Serang Selasih?"."""
    sentence = s.sentences[t.sentence]
    if sentence.line > 0 or "?" not in s.lower[t.last : min(t.last + 3, sentence.last)]:
        return False
    return all(kind_at(s, m, i, sentence.last)[0] != "query" for i in range(sentence.first, sentence.last))


def by_rule(
    found: Sequence[Governor], said: str | None, act: str, t: Trigger, s: Segments, begins: int | None, m: Modality
) -> str:
    """The value by the words alone: the governors that reach the event, then what is said of it, then the claim's act."""
    noun = is_noun(s, m, t)
    spoken = t.form.voice == "noun" and (t.type in SPOKEN or kind_at(s, m, t.first, t.last)[0] in SAID)
    known = noun and held(s, m, t) in KNOWN
    name = Naming(noun=noun, spoken=spoken, known=known, subject=said is not None)
    settled, sure, negative = _governed(found, t, name)
    if settled:
        return settled
    if sure == "CT" and not negative:
        ongoing = said is not None and said.startswith("goes")
        stopped = any(g.kind in STOPS for g in found)
        if _asked(s, m, t) or (noun and not any(g.kind == "fact" for g in found) and _unspecific(s, m, t)):
            return "U"
        foretold = _foretold(said) if noun and said and not (known and stopped) else None
        if foretold:
            return foretold
        if begins is not None:
            fact = noun and any(g.kind == "fact" and begins <= t.first - g.distance and g.distance < NEAR for g in found)
            meets = {g.kind for g in found if not g.crossed}  # what is refused was made, what is opposed was done
            refused = (spoken and not meets.isdisjoint({"refuse", "deny"})) or (known and "fear" in meets)
            given = known and any(g.kind == "given" and not g.crossed and begins <= t.first - g.distance for g in found)
            if act == "deny" and not (fact or refused or given):  # "denied that it had concealed the attack"
                return "CT-"
            own = [j for j in range(begins, t.first) if is_verb(s.lower[j], m) and s.lower[j - 1] not in m.relative]
            done = begins > t.first or own or (act == "commit" and t.type == "AGREE")  # a promise is made by being told
            if (
                act in OPEN_ACTS
                and not done
                and not stopped
                and not (known or ongoing)
                and not any(g.kind == "done" for g in found)
            ):
                return "U"
    if act == "deny" and not negative and begins is not None and sure != "CT" and not known:
        return "CT-"  # "denied that it would sign"
    firm = negative and (sure == "PS" or act == "deny")
    return ("CT" if firm else sure) + ("-" if negative else "+")


def _governed(found: Sequence[Governor], t: Trigger, name: Naming) -> tuple[str | None, str, bool]:
    """What the governors make of an event: its value where they settle it; else how sure it is, and whether it is negated."""
    sure, negative, reach = "CT", False, 0
    for n, g in enumerate(found):
        beyond = found[n:]
        if g.kind in STOPS:
            break
        if g.kind in ("done", "on"):
            over = MODAL if g.kind == "done" else MODAL | UNREAL
            if len(beyond) > 1 and beyond[1].kind in over and beyond[1].distance - beyond[1].width - g.distance < 2:
                continue
            return ("U" if any(h.kind == "if" and not h.crossed for h in beyond) else None), sure, negative
        if name.spoken and not g.crossed and (g.kind in ("refuse", "deny") or (g.kind == "weigh" and t.type == "REQUEST")):
            break  # "menolak permintaan": it was made
        if g.kind == "risk" and (not name.noun or name.known or g.crossed or g.distance - g.width > CLOSE):
            continue
        if g.kind == "risk":
            return ("PS+" if all(h.kind not in ("not", "yet", "plan") or h.crossed for h in beyond) else None), "PS", negative
        if g.crossed and (name.noun or g.kind in ("not", "yet", "future", "can", "probable", "refuse")):
            continue
        if g.kind == "generic":
            if name.noun and not any(h.kind in ("not", "yet") for h in found):
                return "U", sure, negative
        elif g.kind == "refuse":
            asked = all(h.kind in ("purpose", "ask", "refuse") for h in found[:n])
            return ("PR-" if t.form.voice == "active" and asked else "U"), sure, negative
        elif g.kind in ("purpose", "ask") and any(h.kind == "refuse" and not h.crossed for h in beyond):
            continue  # "menolak seruan untuk menyerah"
        elif g.kind in ("not", "deny"):
            if sure != "CT" and g.distance - g.width > reach:
                break  # it negates something else: "yang tidak stabil dapat berubah …"
            negative = True
        elif g.kind in ("yet", "fail"):
            return "CT-", sure, negative
        elif (g.kind == "fear" or (g.kind == "want" and name.subject)) and name.known:
            continue  # "khawatir serangan itu meluas"
        elif g.kind in UNREAL:
            return "U", sure, negative
        elif sure == "CT" and g.kind in ("can", "future", "probable"):
            sure, reach = "PS" if g.kind == "can" else "PR", g.distance
    return None, sure, negative


def _foretold(said: str) -> str | None:
    """The value of a noun by what is said of it, where that settles it."""
    kind, _, form = said.partition(" ")
    if kind in ("fail", "deny") or (kind in ("not", "yet") and form != "active"):
        return "CT-"
    if kind == "future" and form == "passive":
        return "PR+"
    return "U" if kind in ("plan", "must") and form != "active" else None


def value(s: Segments, m: Modality, t: Trigger, chain: Sequence[Claim], *, when: str, before: Before) -> str:
    """The factuality of an event to its innermost source; see `read`."""
    found = reading(s, m, t, chain, when=when, before=before)
    if chain and chain[0].negated and found.ruled == "CT+" and not found.taken:
        return "U"  # "did not say that"
    if found.final or not m.weights:
        return found.ruled
    totals = [0.0] * len(VALUES)
    for name in found.features:
        weights = m.weights.get(name)
        if weights is not None:
            totals = [a + b for a, b in zip(totals, weights, strict=True)]
    return VALUES[max(range(len(VALUES)), key=totals.__getitem__)]
