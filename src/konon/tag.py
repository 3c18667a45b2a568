"""The trained reader: a text's attributions and named entities by one small network, on one thread, offline.

An int8 ONNX graph (`models/`, made by `train/`) reads a text in windows that overlap; of two windows the one counts in which a
word is farther from the edge. `read` has the type of `konon.rules.read`, which reads the languages that the network has not
learnt; `sight` gives besides what the steps after it see of the words. The windows of one text are one batch or several: what
stands beside a text never changes how it is read.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import msgspec
import numpy as np
import onnxruntime as ort  # type: ignore[import-untyped]
from msgspec import Struct

from konon import heads, rules
from konon.decoding import Found, Scores, attributions, found, mentions, tags
from konon.grammar import grammar
from konon.lexicon import Lexicon
from konon.pieces import WordPieces
from konon.records import Attribution, Tagged
from konon.segment import Segments
from konon.windows import Batch, Floats, Worded, batch_of, batches, owners, reading_windows, size, words_of

FORMAT = 2
OURS, POLNEAR = 0, 1
INPUTS = ("pieces", "first", "features", "scheme", "threshold")
OUTPUTS = ("index", "kinds", "roles", "acts", "names", "entities")
STATES = "states"  # a further output, of graphs that `konon.heads` goes with

Network = Callable[[Batch, float], Scores]


class Format(Struct, frozen=True, kw_only=True):
    """What every `labels.json` has, of whatever format."""

    format: int


class Labels(Struct, frozen=True, kw_only=True):
    """What the reader has to know about a graph: `labels.json` beside it."""

    format: int
    languages: tuple[str, ...]
    thresholds: tuple[float, float]  # least probability of an anchor, by scheme
    calibration: tuple[float, float]  # slope and offset on the logit of the anchor's probability (Platt 1999)


class Model(Struct, frozen=True, kw_only=True):
    """A loaded graph with its pieces."""

    name: str
    labels: Labels
    cut: WordPieces
    session: ort.InferenceSession
    heads: heads.Heads | None = None

    def __call__(self, batch: Batch, threshold: float) -> Scores:
        """Runs the graph. The last row of all that belongs to anchors is of none: no tensor is ever empty."""
        given = (batch.pieces, batch.first, batch.features, batch.scheme, np.array(threshold, np.float32))
        wanted = [*OUTPUTS, STATES] if self.heads else list(OUTPUTS)
        *of_anchors, entities = (found := self.session.run(wanted, dict(zip(INPUTS, given, strict=True))))[: len(OUTPUTS)]
        index, kinds, roles, acts, names = (rows[:-1] for rows in of_anchors)
        states = found[-1] if self.heads else None
        return Scores(index=index, kinds=kinds, roles=roles, acts=acts, names=names, entities=entities, states=states)


def folder() -> Path:
    """Where the weights lie: in the installed package, or beside `src` in a checkout."""
    here = Path(__file__).parent
    inside = here / "models"
    return inside if inside.is_dir() else here.parent.parent / "models"


@lru_cache(maxsize=2)
def load(path: Path | None = None) -> Model:
    """The model in a folder; `ValueError`, naming the file, where it is none that this version reads, `OSError` where there
    is none."""
    path = path or folder()
    raw = (path / "labels.json").read_bytes()
    try:
        if (made := msgspec.json.decode(raw, type=Format).format) != FORMAT:
            raise ValueError(f"{path / 'labels.json'}: format {made}, this version reads {FORMAT}")
        labels = msgspec.json.decode(raw, type=Labels)
    except msgspec.DecodeError as error:
        raise ValueError(f"{path / 'labels.json'}: {error}") from error
    graph = (path / "reader.onnx").read_bytes()
    ready = session(graph)
    with_states = any(output.name == STATES for output in ready.get_outputs())
    further = heads.load(path) if with_states else None
    weights = graph + raw + ((path / heads.FILE).read_bytes() if further else b"")
    return Model(
        name=f"reader {hashlib.sha256(weights).hexdigest()[:12]}",
        labels=labels,
        cut=WordPieces.load(path / "tokenizer.json"),
        session=ready,
        heads=further,
    )


def session(graph: bytes) -> ort.InferenceSession:
    """A graph ready to run, on one thread."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    return ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def name(lexicon: Lexicon) -> str:
    """What reads a language: for the trail of a reading."""
    model = load()
    return model.name if lexicon.language in model.labels.languages else rules.name(lexicon)


def read(s: Segments, lexicon: Lexicon, scheme: int = OURS) -> Tagged:
    """All attributions of a segmented text in text order, and its named entities.

    `scheme` numbers the conventions to read by: our own guidelines, or PolNeAR's (Newell et al. 2018), for comparison.
    """
    return sight(s, lexicon, scheme)[0]


def sight(
    s: Segments, lexicon: Lexicon, scheme: int = OURS, *, model: Model | None = None
) -> tuple[Tagged, heads.Vectors | None]:
    """What `read` finds, and the words of the text as the network sees them, where weights to judge them are there."""
    model = model or load()
    if lexicon.language not in model.labels.languages:
        return rules.read(s, lexicon), None
    if not s.tokens:
        return Tagged(), None
    seen = scan(words_of(s, model.cut), model, threshold=model.labels.thresholds[scheme], scheme=scheme, further=model.heads)
    tagged = Tagged(
        attributions=tuple(_calibrated(attributions(s, seen.found, grammar(lexicon)), model.labels.calibration)),
        mentions=mentions(s.tokens, tags(seen.entities[:, 0])),
    )
    if model.heads is None or seen.vectors is None:
        return tagged, None
    return tagged, heads.Vectors(heads=model.heads, words=seen.vectors)


class Seen(Struct, frozen=True, kw_only=True):
    """What the network says of a text of W words."""

    found: list[Found]
    entities: Floats  # W, sets, tags: logits
    vectors: Floats | None = None  # W, V


def scan(text: Worded, network: Network, *, threshold: float, scheme: int = 0, further: heads.Heads | None = None) -> Seen:
    """Reads a text of at least one word in windows; of those that share a word the one counts where its edges are farther.

    With `further` (and a network that tells its states) also the words' vectors.
    """
    windows = reading_windows(text)
    owner = owners(windows, len(text.pieces))
    every: list[Found] = []
    rows: list[Floats | None] = [None] * len(text.pieces)
    vectors = np.zeros((len(text.pieces), further.basis.shape[1]), np.float32) if further else None
    for group in batches([size(text, *w) for w in windows]):
        batch = batch_of([(text, windows[j]) for j in group], [scheme] * len(group))
        scores = network(batch, threshold)
        for k, (j, some) in enumerate(zip(group, found(scores, [windows[j] for j in group]), strict=True)):
            every += [f for f in some if owner[f.at] == j]
            first, last = windows[j]
            own = [i for i in range(first, last) if owner[i] == j]
            for i in own:
                rows[i] = scores.entities[k, i - first]
            if further and vectors is not None and scores.states is not None:
                begins = [int(batch.first[k, i - first]) for i in own]
                vectors[own] = heads.of_words(further.reduce(scores.states[k]), begins, [len(text.pieces[i]) for i in own])
    return Seen(found=every, entities=np.stack([row for row in rows if row is not None]), vectors=vectors)


def _calibrated(some: list[Attribution], calibration: tuple[float, float]) -> list[Attribution]:
    """Confidence as the share of such attributions that were right on articles held out of training."""
    slope, offset = calibration
    out = []
    for a in some:
        p = min(max(a.confidence, 1e-4), 1 - 1e-4)
        logit = slope * math.log(p / (1 - p)) + offset
        out.append(msgspec.structs.replace(a, confidence=round(1 / (1 + math.exp(-logit)), 3)))
    return out
