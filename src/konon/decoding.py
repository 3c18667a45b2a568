"""From the network's scores to attributions and entities: roles made whole, repetitions dropped.

As in semantic role labelling every attribution hangs on one word, its anchor, and the roles of all words are read for each
anchor apart (Shi and Lin 2019 do so for predicates); so attributions nest, share words, have several contents.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import cast, get_args

import numpy as np
from msgspec import Struct

from konon.acts import quote_of
from konon.grammar import NEUTRAL, Grammar
from konon.phrases import skip_back
from konon.records import ACTS, Act, Attribution, EntityType, Mention, Span
from konon.segment import Segments
from konon.windows import Floats, Ints, Window

ANCHORS = ("O", "CUE", "QUOTATION", "HEADLINE")  # the word an attribution is read from: its cue's first word; where it has
# no cue, the first word of its content, or of the source of a headline "X: …"
ROLES = ("O", "SOURCE", "CUE", "CONTENT")
KINDS: tuple[str, ...] = get_args(EntityType)
ENTITIES = ("O", *(f"{place}-{kind}" for kind in KINDS for place in "BI"))

THRESHOLD = 0.7  # least probability of an anchor
NAMED = 0.8  # least probability that a word names the holder
SWITCH = (1.0, 0.0, 0.0, 2.0)  # what it costs in nats to begin each role: O, source, cue, content
STOPS = frozenset(".,;")
PIECE = 2  # words of a sentence that a content does not go on with
SAME = 0.5  # of their words that two contents share, for one attribution to be the other again


class Scores(Struct, frozen=True, kw_only=True):
    """What the network gives for a batch of B windows of W words; A anchors."""

    index: Ints  # A, 2: window and word
    kinds: Floats  # A, anchors: probabilities of the anchor's kind
    roles: Floats  # A, W, roles: logits
    acts: Floats  # A, acts: probabilities
    names: Floats  # A, W: probabilities that the word names the holder
    entities: Floats  # B, W, sets, tags: logits
    states: Floats | None = None  # B, L, S: of a middle layer, by piece


class Found(Struct, frozen=True, kw_only=True):
    """One attribution as read: its anchor, and what the words of its window are to it."""

    at: int
    kind: str
    score: float
    window: Window
    roles: tuple[int, ...]  # of the window's words
    acts: Floats
    names: Floats


def found(scores: Scores, windows: Sequence[Window], switch: Sequence[float] = SWITCH) -> list[list[Found]]:
    """The attributions of each of a batch's windows."""
    out: list[list[Found]] = [[] for _ in windows]
    roles = scores.roles.copy()
    for k, b in enumerate(scores.index[:, 0].tolist()):
        roles[k, windows[b][1] - windows[b][0] :] = 0  # padding has no say
    paths = smoothed(roles, switch)
    for k, (b, i) in enumerate(scores.index.tolist()):
        first, last = windows[b]
        out[b].append(
            Found(
                at=first + i,
                kind=ANCHORS[1 + int(scores.kinds[k, 1:].argmax())],
                score=1 - float(scores.kinds[k, 0]),
                window=windows[b],
                roles=tuple(paths[k, : last - first].tolist()),
                acts=scores.acts[k],
                names=scores.names[k, : last - first],
            )
        )
    return out


def smoothed(logits: Floats, switch: Sequence[float] = SWITCH) -> Ints:
    """The best sequence of roles of each row where beginning one costs `switch` (Viterbi); A, W, roles -> A, W."""
    rows, width, roles = logits.shape
    paths = np.zeros((rows, width), np.int64)
    if not rows:
        return paths
    top = logits.max(2, keepdims=True)
    scores = logits - top - np.log(np.exp(logits - top).sum(2, keepdims=True))
    cost = np.array(switch, np.float32) * (1 - np.eye(roles, dtype=np.float32))
    best = scores[:, 0]
    back = np.zeros((width, rows, roles), np.int64)
    for i in range(1, width):
        total = best[:, :, None] - cost
        back[i] = total.argmax(1)
        best = total.max(1) + scores[:, i]
    paths[:, -1] = best.argmax(1)
    every = np.arange(rows)
    for i in range(width - 1, 0, -1):
        paths[:, i - 1] = back[i, every, paths[:, i]]
    return paths


def runs(tokens: Sequence[Span], places: Iterable[int]) -> tuple[Span, ...]:
    """The characters of each run of neighbouring words."""
    return tuple((tokens[a][0], tokens[b - 1][1]) for a, b in ranges(places))


def ranges(places: Iterable[int]) -> list[tuple[int, int]]:
    """Runs of neighbouring numbers as half-open ranges."""
    out: list[tuple[int, int]] = []
    for i in places:
        if out and out[-1][1] == i:
            out[-1] = (out[-1][0], i + 1)
        else:
            out.append((i, i + 1))
    return out


def attributions(s: Segments, every: Sequence[Found], g: Grammar) -> list[Attribution]:
    """The attributions of one text, in its order; of two that ascribe nearly the same by the same cue the surer stays."""
    starts = [sentence.first for sentence in s.sentences]
    out: list[tuple[Attribution, set[int], set[int]]] = []
    for f in sorted(every, key=lambda f: (-f.score, f.at)):
        role = {f.window[0] + i: ROLES[r] for i, r in enumerate(f.roles)}
        if f.kind == "CUE":
            role[f.at] = "CUE"
        words = {name: [i for i, r in role.items() if r == name] for name in ROLES}
        if f.kind != "CUE":
            words["CUE"] = []
        if _impersonal(s, g, words["SOURCE"]):
            words["SOURCE"] = []
        words["SOURCE"] = _clitic(s, g, words["SOURCE"], words["CUE"]) or words["SOURCE"]
        words["CONTENT"] = _without_stops(s, _without_pieces(s, words["CONTENT"], starts))
        if raised(s, g, words["SOURCE"], words["CUE"]):
            words["SOURCE"] = agent(s, g, words["CUE"], words["CONTENT"])
        content, cue = set(words["CONTENT"]), set(words["CUE"])
        if not content:
            continue
        if any(len(content & c) > SAME * len(content | c) and (cue & u or not cue or not u) for _, c, u in out):
            continue
        act = cast(Act, ACTS[int(f.acts.argmax())])
        begin = starts[bisect_right(starts, f.at) - 1]
        negated = f.kind == "CUE" and skip_back(s, g, f.at, begin)[1]
        told = {form.cue.act for form in g.forms_at(s.lower, f.at, len(s.tokens))} if f.kind == "CUE" else set()
        if told == {"deny"}:
            act = "confirm" if negated else "deny"  # what is denied is never told as a promise or a fact
        elif negated and act == "deny" and told == {NEUTRAL}:
            act = NEUTRAL  # "did not say that" is no denial: it says that nothing was said
        made = Attribution(
            source=runs(s.tokens, words["SOURCE"]),
            cue=runs(s.tokens, words["CUE"]),
            content=runs(s.tokens, words["CONTENT"]),
            act=act,
            # "tidak membantah" is read as the admission that it is
            negated=negated and act not in ("confirm", "deny"),
            quote=quote_of(s, tuple(ranges(words["CONTENT"]))),
            named=_named(s, f),
            confidence=round(f.score, 3),
        )
        out.append((made, content, cue))
    return sorted((a for a, _, _ in out), key=lambda a: (*(a.cue or a.content)[0], a.content[0]))


def _clitic(s: Segments, g: Grammar, source: Sequence[int], cue: Sequence[int]) -> list[int]:
    """The clitic on the cue ("ujarnya"), where the source has it: it is all of the source, whoever it stands for."""
    return [i for i in source if s.lower[i] in g.clitic and i - 1 in cue and s.tokens[i - 1][1] == s.tokens[i][0]][:1]


def _without_pieces(s: Segments, content: Sequence[int], starts: Sequence[int]) -> list[int]:
    """The content without a word or two of a sentence that a run of it only begins, after whole ones: they slipped in."""
    out: list[int] = []
    for first, last in ranges(content):
        sentence = s.sentences[bisect_right(starts, last - 1) - 1]
        if first < sentence.first and last - sentence.first <= PIECE < sentence.last - last:
            last = sentence.first
        out.extend(range(first, last))
    return out


def _without_stops(s: Segments, content: Sequence[int]) -> list[int]:
    """The content without the stop or comma that a run of it ends with, where no quotation holds that: it is the sentence's."""
    out: list[int] = []
    for first, last in ranges(content):
        while last > first and s.lower[last - 1] in STOPS and s.inside[last - 1] < 0:
            last -= 1
        out.extend(range(first, last))
    return out


def _impersonal(s: Segments, g: Grammar, source: Sequence[int]) -> bool:
    """True of a subject that stands for nobody: "It is feared that …"."""
    return (
        len(source) == 1 and s.lower[source[0]] in g.unnamed and source[0] + 1 < len(s.lower) and s.lower[source[0] + 1] in g.be
    )


def raised(s: Segments, g: Grammar, source: Sequence[int], cue: Sequence[int]) -> bool:
    """True of the subject of a passive, of whom something is told or asked: "Tirta dikabarkan …"; not of a document, which
    tells it ("surat itu disebutkan").

    Only where a passive has a form of its own: English, in whose list of cues it is also an active past, has too few of them.
    """
    if not g.bare_agent or not source or not cue or source[-1] >= cue[0]:
        return False
    forms = g.forms_at(s.lower, cue[0], len(s.tokens))
    passive = bool(forms) and all(form.voice == "passive" for form in forms)
    subject = skip_back(s, g, cue[0], source[-1] + 1)[0] == source[-1] + 1
    return passive and subject and g.texts.isdisjoint(s.lower[i] for i in source)


def agent(s: Segments, g: Grammar, cue: Sequence[int], content: Sequence[int]) -> list[int]:
    """The name that follows a passive as who does it: "diminta Tirta untuk …"; none where no name does."""
    out: list[int] = []
    i = cue[-1] + 1
    while i < len(s.tokens) and i not in content and s.word(i)[0].isupper() and s.lower[i] not in g.day:
        out.append(i)
        i += 1
    return out


def _named(s: Segments, f: Found) -> tuple[Span, ...]:
    """Where the holder is named, the surest first."""
    places = ranges(np.flatnonzero(f.names >= NAMED).tolist())
    places.sort(key=lambda place: -float(f.names[place[0] : place[1]].mean()))
    return tuple(s.span(f.window[0] + a, f.window[0] + b) for a, b in places)


def tags(logits: Floats) -> list[int]:
    """The best tag of each word; W, tags -> W."""
    return cast(list[int], logits.argmax(1).tolist())


def mentions(tokens: Sequence[Span], tagged: Sequence[int]) -> tuple[Mention, ...]:
    """The entities of a text's tags; an I- that goes on with nothing begins one."""
    out: list[tuple[int, int, str]] = []
    for i, tag in enumerate(tagged):
        place, _, kind = ENTITIES[tag].partition("-")
        if place == "I" and out and out[-1][1] == i and out[-1][2] == kind:
            out[-1] = (out[-1][0], i + 1, kind)
        elif kind:
            out.append((i, i + 1, kind))
    return tuple(Mention(span=(tokens[a][0], tokens[b - 1][1]), type=cast(EntityType, kind)) for a, b, kind in out)
