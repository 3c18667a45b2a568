"""From scores to attributions: windows joined, roles decoded, repetitions dropped. Plain numpy, as the reader will do it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from konon.acts import quote_of
from konon.records import ACTS, Attribution, Span
from konon.segment import Segments
from train.pieces import BREAK, PAD, START
from train.windows import ANCHORS, ROLES, Text, Window, reading_windows

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

WINDOW = 254  # pieces of a window as it is read; longer ones, up to 510, read no better and no faster
OVERLAP = 64  # pieces that neighbouring windows share; 126 reads no better and takes 1.4 times as long
THRESHOLD = 0.7  # least probability of an anchor; from 0.6 to 0.85 F1 on the held-out articles moves by 0.4
Costs = tuple[float, float, float, float]
SWITCH: Costs = (1.0, 0.0, 0.0, 2.0)  # what it costs in nats to begin each role: O, source, cue, content
BATCH = 2048  # pieces a batch, padding counted


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """Windows side by side, as the graph takes them; B windows of L pieces and W words."""

    pieces: Ints  # B, L
    mask: npt.NDArray[np.bool_]  # B, L
    first: Ints  # B, W: where each word's first piece stands; 0 where there is no word
    features: Ints  # B, W, 3: quotation, sentence and line (numbered from the window's own document)
    scheme: Ints  # B


class Scores(msgspec.Struct, frozen=True, kw_only=True):
    """What the graph gives; A anchors."""

    index: Ints  # A, 2: window and word
    kinds: Floats  # A, anchors: probabilities of the anchor's kind
    roles: Floats  # A, W, roles: logits
    acts: Floats  # A, acts: probabilities


Model = Callable[[Batch, float], Scores]


def batch_of(windows: Sequence[tuple[Text, Window]], scheme: int | None = None) -> Batch:
    """Pads windows to one length."""
    rows: list[list[int]] = []
    places: list[list[int]] = []
    for text, (a, b) in windows:
        row, place = [START], []
        for i in range(a, b):
            if i > a and text.line[i] != text.line[i - 1]:
                row.append(BREAK)
            place.append(len(row))
            row.extend(text.pieces[i])
        row.append(BREAK)
        rows.append(row)
        places.append(place)
    length, width = max(map(len, rows)), max(map(len, places))
    pieces = np.full((len(rows), length), PAD, np.int64)
    first = np.zeros((len(rows), width), np.int64)
    features = np.zeros((len(rows), width, 3), np.int64)
    for k, (text, (a, b)) in enumerate(windows):
        pieces[k, : len(rows[k])] = rows[k]
        first[k, : b - a] = places[k]
        features[k, : b - a, 0] = text.quoted[a:b]
        features[k, : b - a, 1] = text.sentence[a:b]
        features[k, : b - a, 2] = text.line[a:b]
    schemes = np.array([text.scheme if scheme is None else scheme for text, _ in windows], np.int64)
    return Batch(pieces=pieces, mask=pieces != PAD, first=first, features=features, scheme=schemes)


def batches(sizes: Sequence[int], limit: int = BATCH) -> list[list[int]]:
    """Indices in batches of like length, longest first."""
    out: list[list[int]] = []
    for i in sorted(range(len(sizes)), key=lambda i: -sizes[i]):
        if out and sizes[out[-1][0]] * (len(out[-1]) + 1) <= limit:
            out[-1].append(i)
        else:
            out.append([i])
    return out


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One attribution as read: its anchor, the logits of every word of its window, and the act."""

    at: int
    kind: int
    score: float
    window: Window
    roles: Floats
    acts: Floats


def read(
    texts: Sequence[Text], model: Model, *, threshold: float = THRESHOLD, longest: int = WINDOW, overlap: int = OVERLAP
) -> list[list[Found]]:
    """What the model finds in each text; of overlapping windows the one counts whose edges are farther from the anchor."""
    jobs = [(t, w) for t, text in enumerate(texts) for w in reading_windows(text, longest, overlap)]
    sizes = [sum(len(p) for p in texts[t].pieces[w[0] : w[1]]) for t, w in jobs]
    owners = [_owners(text, [w for t, w in jobs if t == k]) for k, text in enumerate(texts)]
    out: list[list[Found]] = [[] for _ in texts]
    for group in batches(sizes):
        scores = model(batch_of([(texts[jobs[j][0]], jobs[j][1]) for j in group]), threshold)
        for (b, i), kinds, roles, acts in zip(scores.index, scores.kinds, scores.roles, scores.acts, strict=True):
            t, window = jobs[group[b]]
            at = window[0] + int(i)
            if owners[t][at] != window:
                continue
            kind = 1 + int(kinds[1:].argmax())
            score = 1 - float(kinds[0])
            out[t].append(Found(at=at, kind=kind, score=score, window=window, roles=roles[: window[1] - window[0]], acts=acts))
    return [sorted(found, key=lambda f: f.at) for found in out]


def _owners(text: Text, windows: Sequence[Window]) -> list[Window]:
    """For each word the window in which it is farthest from an edge; the text's own ends are no edges."""
    end = len(text.spans)

    def room(window: Window, i: int) -> int:
        left = end if window[0] == 0 else i - window[0]
        right = end if window[1] == end else window[1] - i
        return min(left, right)

    return [max((w for w in windows if w[0] <= i < w[1]), key=lambda w: room(w, i)) for i in range(end)]


def smoothed(logits: Floats, switch: Costs = SWITCH) -> list[int]:
    """The best sequence of roles where beginning one costs `switch` (Viterbi)."""
    scores = logits - np.log(np.exp(logits - logits.max(1, keepdims=True)).sum(1, keepdims=True)) - logits.max(1, keepdims=True)
    cost = np.array(switch, np.float32) * (1 - np.eye(scores.shape[1], dtype=np.float32))
    best, back = scores[0], []
    for row in scores[1:]:
        total = best[:, None] - cost
        back.append(total.argmax(0))
        best = total.max(0) + row
    path = [int(best.argmax())]
    for step in reversed(back):
        path.append(int(step[path[-1]]))
    return path[::-1]


def spans_of(tokens: Sequence[Span], roles: Mapping[int, int], role: int) -> tuple[Span, ...]:
    """The spans of one role: runs of neighbouring words."""
    return runs(tokens, [i for i, r in sorted(roles.items()) if r == role])


def runs(tokens: Sequence[Span], places: Iterable[int]) -> tuple[Span, ...]:
    """The characters of each run of neighbouring words."""
    out: list[list[int]] = []
    for i in places:
        if out and out[-1][1] == i - 1:
            out[-1][1] = i
        else:
            out.append([i, i])
    return tuple((tokens[a][0], tokens[b][1]) for a, b in out)


def attributions(text: Text, s: Segments, found: Sequence[Found], *, switch: Costs = SWITCH) -> list[Attribution]:
    """The attributions of one text, in its order; of two that ascribe nearly the same by the same cue the surer stays."""
    out: list[tuple[Attribution, set[int], set[int]]] = []
    for f in sorted(found, key=lambda f: -f.score):
        path = {f.window[0] + i: role for i, role in enumerate(smoothed(f.roles, switch))}
        if ANCHORS[f.kind] == "CUE":
            path[f.at] = ROLES.index("CUE")
        words = {role: sorted(i for i, r in path.items() if r == k) for k, role in enumerate(ROLES)}
        if ANCHORS[f.kind] != "CUE":
            words["CUE"] = []
        content, cue = set(words["CONTENT"]), set(words["CUE"])
        if not content:
            continue
        if any(len(content & c) > 0.5 * len(content | c) and (cue & u or not cue or not u) for _, c, u in out):
            continue
        pieces = [(a, b) for a, b in _ranges(words["CONTENT"])]
        made = Attribution(
            source=runs(text.spans, words["SOURCE"]),
            cue=runs(text.spans, words["CUE"]),
            content=runs(text.spans, words["CONTENT"]),
            act=ACTS[int(f.acts.argmax())],  # type: ignore[arg-type]
            quote=quote_of(s, tuple(pieces)),
            confidence=round(f.score, 3),
        )
        out.append((made, content, cue))
    return sorted((a for a, _, _ in out), key=lambda a: (a.cue or a.content)[0])


def _ranges(places: Sequence[int]) -> list[tuple[int, int]]:
    out: list[list[int]] = []
    for i in places:
        if out and out[-1][1] == i:
            out[-1][1] = i + 1
        else:
            out.append([i, i + 1])
    return [(a, b) for a, b in out]
