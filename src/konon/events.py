"""Political events in a text after PLOVER: what, who to whom, where, when, and how sure each source is of it.

Triggers come from the lexicon (`konon.triggers`), parties from where they stand around them (`konon.actors`), factuality
from the words and claims around them (`konon.factuality`). A denied event is kept, as CT-: it is never shown as having
happened.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from konon.actors import parts
from konon.factuality import Before, value
from konon.gazetteer import Gazetteer
from konon.grammar import grammar
from konon.heads import Vectors
from konon.lexicon import Lexicon
from konon.modality import load_modality
from konon.parties import Cast, cast
from konon.records import Claim, Event, Mention, Stance, Time, content_id
from konon.segment import Segments
from konon.triggers import Trigger, around, candidates, load_triggers, triggers

AUTHOR = "author"
UNNAMED = "unnamed"


def find(
    s: Segments,
    lexicon: Lexicon,
    claims: Sequence[Claim],
    *,
    gazetteer: Gazetteer,
    mentions: Sequence[Mention] = (),
    times: Sequence[Time] = (),
    published: str | None = None,
    vectors: Vectors | None = None,
) -> tuple[Event, ...]:
    """The events of a text, in its order, none touching another. `published` is an ISO date or date-time, `vectors` are the
    words as the reader's network sees them, where one read the text."""
    words = load_triggers(lexicon.language, tuple(sorted(grammar(lexicon).clitic)))
    places = candidates(s, words)
    if not places:
        return ()
    people = cast(s, lexicon, gazetteer, claims, mentions=mentions, day=published)
    state = people.words["state"]
    seen = around(s, places, claims, names=(i for i, p in people.at.items() if p.country), state=state)
    modality = load_modality(lexicon)
    nested = within(s, claims)
    key = content_id(s.text)
    found: list[Event] = []
    before = Before(same={})
    told = [(t, nested.get(t.first, [])) for t in triggers(s, words, places, seen)]
    for (t, chain), who in zip(told, parts(s, people, modality, told, vectors), strict=True):
        span = s.span(t.first, t.last)
        time = time_of(s, t, times)
        sure = value(s, modality, t, chain, when=when(time, published), before=before)
        before.same[t.form.line.lemma, t.type] = sure
        before.last = t.sentence, sure
        innermost = chain[0] if chain else None
        by = AUTHOR if innermost is None else innermost.holder or UNNAMED
        found.append(
            Event(
                id=content_id(key, t.type, f"{span[0]}-{span[1]}"),
                trigger=span,
                type=t.type,
                actors=who.actors,
                recipients=who.recipients,
                claim=innermost.id if innermost else None,
                stances=(Stance(by=by, factuality=sure), *_denials(chain, sure)),
                time=time,
                place=place(s, people, t),
                confidence=round(t.probability, 3),
            )
        )
    return tuple(found)


def _denials(chain: Sequence[Claim], sure: str) -> tuple[Stance, ...]:
    """The stances of those around the innermost holder who deny what they report: it must not look like a fact."""
    if not sure.endswith("+"):
        return ()
    outer = [claim for claim in chain[1:] if claim.act == "deny" and not claim.negated]
    return tuple(Stance(by=claim.holder or UNNAMED, factuality="CT-") for claim in outer[:1])


def within(s: Segments, claims: Sequence[Claim]) -> dict[int, list[Claim]]:
    """By token: the claims in whose content it stands, the innermost first."""
    found: dict[int, list[Claim]] = {}
    for claim in sorted(claims, key=lambda c: sum(end - start for start, end in c.content)):
        for start, end in claim.content:
            for i in range(bisect_left(s.tokens, (start, 0)), bisect_left(s.tokens, (end, 0))):
                found.setdefault(i, []).append(claim)
    return found


def place(s: Segments, people: Cast, t: Trigger) -> str | None:
    """The place that the sentence says, after the trigger or right before it: "di Jakarta", "in Geneva"."""
    sentence = s.sentences[t.sentence]
    here = [i for i in range(sentence.first + 1, sentence.last) if i in people.places and s.lower[i - 1] in people.words["at"]]
    after = [i for i in here if i > t.first]
    nearest = after[0] if after else here[-1] if here else None
    return people.places[nearest] if nearest is not None else None


def time_of(s: Segments, t: Trigger, times: Sequence[Time]) -> str | None:
    """The date nearest to the trigger in its sentence; None where there is none."""
    sentence = s.sentences[t.sentence]
    start, end = s.span(sentence.first, sentence.last)
    a, b = s.span(t.first, t.last)
    here = [
        (min(abs(time.span[0] - b), abs(a - time.span[1])), time.value)
        for time in times[bisect_left(times, start, key=lambda x: x.span[0]) :]
        if time.span[1] <= end and time.type in ("DATE", "TIME") and time.value not in ("PRESENT_REF", "PAST_REF")
    ]
    return min(here)[1] if here else None


def when(time: str | None, published: str | None) -> str:
    """Whether an event's time is "past" or "ahead" of the day of publication, or on it ("now"); "-" where unknown."""
    if time == "FUTURE_REF":
        return "ahead"
    if time is None or published is None or not time[:4].isdecimal():
        return "-"
    n = min(len(time), 10) if "W" not in time else 4
    return "past" if time[:n] < published[:n] else "ahead" if time[:n] > published[:n] else "now"
