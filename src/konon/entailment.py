"""What two claims are to each other, read together by a small network: natural language inference, in five relations.

An int8 ONNX graph (`models/entailment.onnx`, made by `train/entailment.py`; the base is that of the reader) takes both as one
text each. `konon.comparison` weighs what it says with what it measures itself.
"""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np
import onnxruntime as ort  # type: ignore[import-untyped]
from msgspec import Struct

from konon.pieces import BREAK, START, WordPieces
from konon.tag import folder, session

NAME = "entailment.onnx"
INPUTS = ("pieces", "side")
OUTPUT = "logs"
LONGEST = 48  # pieces of a claim that are read: with 72, as it learned, no annotated pair is judged better
END = 8  # of them, from its end, where it is longer


class Network(Struct, frozen=True):
    """A loaded graph with its pieces."""

    cut: WordPieces
    session: ort.InferenceSession


@lru_cache(maxsize=1 << 14)
def read(a: str, b: str) -> tuple[float, ...]:
    """The log-probabilities of the relations, in the order of `konon.comparison.RELATIONS`; which of the two comes first
    makes no difference, nor does what is read beside them."""
    network = _load()
    pieces, side = cut(network.cut, *sorted((a, b)))
    given = {"pieces": np.array([pieces], np.int64), "side": np.array([side], np.int64)}
    (logs,) = network.session.run([OUTPUT], given)
    return tuple(logs[0].tolist())


def cut(pieces: WordPieces, a: str, b: str) -> tuple[list[int], list[int]]:
    """Two claims in pieces: a window."""
    return window(*(pieces.tokenizer.encode(" " + told).ids for told in (a, b)))


def window(a: list[int], b: list[int]) -> tuple[list[int], list[int]]:
    """The pieces of two claims as the network takes them, and whose each is, 0 or 1."""
    a, b = ([*ids[: LONGEST - END], *ids[-END:]] if len(ids) > LONGEST else ids for ids in (a, b))
    return [START, *a, BREAK, *b, BREAK], [0] * (len(a) + 2) + [1] * (len(b) + 1)


@cache
def _load() -> Network:
    return Network(WordPieces.load(folder() / "tokenizer.json"), session((folder() / NAME).read_bytes()))
