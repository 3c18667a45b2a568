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
    HOLD,
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
CONDITIONS = frozenset(
    {"direct if", "direct whether", "direct generic", "direct weigh"}
)  # leave an event open, whatever is read
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


class Name(Struct, frozen=True, kw_only=True):
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


def read(s: Segments, m: Modality, t: Trigger, chain: Sequence[Claim], *, when: str, before: Before) -> list[str]:
    """The readings of an event that the weights are counted for, the rule's value the second.

    `chain`: the claims around it, innermost first; `when`: whether its time is "past" or "ahead" of the day of publication.
    """
    begins = bisect_left(s.tokens, (chain[0].content[0][0], 0)) if chain else None
    sentence = s.sentences[t.sentence]
    i, n = t.first, t.last
    word, kind = s.lower[i], t.type
    noun = is_noun(s, m, t)
    v = "noun" if noun else shape(t, word)
    act = chain[0].act if chain else "-"
    if act == "deny" and (_negates(s, m, chain[0], n) or (kind == "ACCUSE" and t.form.voice == "noun")):
        act = "say"
    act2 = chain[1].act if len(chain) > 1 else "-"
    found = [g for g in governors(s, m, t) if not (g.kind == "if" and _that(s, m, t, g, chain))]
    performed = _performed(s, m, t, found)
    if performed:
        found = []
    elif found and found[0].kind == "purpose" and _to_come(s, m, t, found[0]):
        found = [Governor(kind="future", distance=found[0].distance, crossed=0)]
    said = predicate(s, m, t) if v in ("noun", "bare") else None
    near = found
    k1 = near[0].kind if near else "-"
    k2 = near[1].kind if len(near) > 1 else "-"
    crossed = min(near[0].crossed, 2) if near else 0
    distance = min(near[0].distance, 4) if near else 0
    ruled = "CT+" if performed else by_rule(found, said, act, t, s, begins, m)
    hold = held(s, m, t) if noun else "-"
    taken = hold in KNOWN or (noun and any(g.kind in STOPS and not g.crossed for g in found))
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
        f"holder {_who(chain)} {ruled}",
        f"negated {bool(chain and chain[0].negated)}",
        *_cues(s, chain, v),
        f"first {k1}",
        f"first shape {k1} {v}",
        f"first crossed {k1} {v} {crossed}",
        f"first distance {k1} {v} {distance}",
        f"first second {k1} {k2}",
        f"first act {k1} {act}",
        f"first type {k1} {kind}",
        f"first shape act {k1} {v} {act}",
        f"predicate {said}",
        f"question {'?' in s.lower[i : sentence.last]}",
        f"before {s.lower[i - 1] if i > sentence.first else '<'}",
        f"two {s.lower[i - 2] if i - 1 > sentence.first else '<'}",
        f"after {s.lower[n] if n < sentence.last else '>'}",
        f"when {when}",
        f"when act {when} {act}",
        f"when first {when} {k1}",
        f"definite {n < sentence.last and kind_at(s, m, n, sentence.last)[0] == 'definite'} {v}",
        f"known {taken} {ruled}",
        f"known {taken} {act}",
        f"held {hold} {v}",
        f"held rule {hold} {ruled}",
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
    direct = {f"direct {g.kind}" for g in near if g.crossed == 0}
    direct |= {"direct whether"} if _asked(s, m, t) else {"direct generic"} if v == "noun" and _unspecific(s, m, t) else set()
    out += sorted(direct) + ["direct perform"] * performed
    kinds = {kind_at(s, m, j, sentence.last)[0] for j in range(sentence.first, sentence.last)}
    around = {MEANT.get(known, known) for known in kinds if known}
    for k in ("if", "future", "whether", "must", "can", "not", "yet", "deny"):
        if k in around:
            out += [f"sentence {k}", f"sentence shape {k} {v}"]
    out += remembered(before, t, v)
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
    if t.form.voice != "active" or s.lower[t.first] not in m.perform or not found or s.inside[t.first] < 0:
        return False
    reach = 0
    for g in found:
        if g.kind not in ("purpose", "want") or g.distance - g.width > reach:
            return False
        if g.kind == "want":
            return True
        reach = g.distance
    return False


def _to_come(s: Segments, m: Modality, t: Trigger, g: Governor) -> bool:
    """Whether a headline's infinitive says what will be: "Arunika to withdraw"."""
    first, i = s.sentences[t.sentence].first, t.first - g.distance
    if t.form.voice == "noun" or t.first - i > 1 or s.lower[i] not in m.infinitive or not first < i < first + LOOK_ON:
        return False
    if s.word(i)[0].isupper() and i > first + 3:
        return False  # "Maker of Arms Used To Attack …"
    return all(
        (s.word(j)[0].isupper() or not s.lower[j].isalpha() or s.lower[j] in m.join)
        and not is_verb(s.lower[j], m)
        and kind_at(s, m, j, i)[0] in (None, "light", "the", "whose")
        for j in range(first, i)
    )


def _who(chain: Sequence[Claim]) -> str:
    return "-" if not chain else "none" if chain[0].holder is None else "named"


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
    name = Name(noun=noun, spoken=spoken, known=known, subject=said is not None)
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
            beyond = known and _beyond(s, m, t, begins)
            if act == "deny" and not (fact or refused or beyond):
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
    firm = negative and (sure == "PS" or act == "deny")
    return ("CT" if firm else sure) + ("-" if negative else "+")


def _beyond(s: Segments, m: Modality, t: Trigger, begins: int) -> bool:
    """Whether a word that takes a known event for granted stands before it: "denied that it had concealed the attack"."""
    j = t.first - 1
    while j >= begins and (kind_at(s, m, j, t.first)[0] in HOLD or s.lower[j].endswith((*m.whose_suffix, *m.adjective_suffix))):
        j -= 1
    return j >= begins and kind_at(s, m, j, t.first)[0] is None


def _governed(found: Sequence[Governor], t: Trigger, name: Name) -> tuple[str | None, str, bool]:
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
    names = read(s, m, t, chain, when=when, before=before)
    ruled = names[1].removeprefix("rule ")
    if chain and chain[0].negated and ruled == "CT+" and "known True CT+" not in names:
        return "U"  # "did not say that"
    if (
        ruled not in OPEN_VALUES
        or not m.weights
        or (ruled == "U" and not CONDITIONS.isdisjoint(names))
        or "direct perform" in names
    ):
        return ruled
    totals = [0.0] * len(VALUES)
    for name in names:
        weights = m.weights.get(name)
        if weights is not None:
            totals = [a + b for a, b in zip(totals, weights, strict=True)]
    return VALUES[max(range(len(VALUES)), key=totals.__getitem__)]
