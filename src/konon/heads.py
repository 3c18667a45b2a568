"""What the steps after the reader take from its network: a short vector a word, and the weights that judge it.

The network's states (`states` of `models/reader.onnx`) are the mean over a word's pieces, whitened and cut to their first
principal components. `models/heads.npz` (`train/heads.py` makes it) holds those, and for each part in an event the weights
of a small network over the vectors of the trigger and of a party, with those of the features that were fitted beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from msgspec import Struct

from konon.records import Span
from konon.windows import Floats

PARTS = ("actor", "recipient")
FILE = "heads.npz"


class Hidden(Struct, frozen=True, kw_only=True, eq=False):
    """One hidden layer: D inputs, H units, one output."""

    into: Floats  # D, H
    offset: Floats  # H
    out: Floats  # H

    def __call__(self, rows: Floats) -> Floats:
        """N, D -> N."""
        return np.asarray(np.maximum(rows @ self.into + self.offset, 0) @ self.out)


class Heads(Struct, frozen=True, kw_only=True, eq=False):
    """The weights; `features` by name, as in `data/common/weights/roles.tsv`."""

    mean: Floats  # S
    basis: Floats  # S, V
    kinds: tuple[str, ...]  # marks of a party that the hidden layers see
    features: dict[str, float]
    hidden: dict[str, Hidden]  # by part

    def reduce(self, states: Floats) -> Floats:
        """States N, S as vectors N, V."""
        return np.asarray((states - self.mean) @ self.basis)


class Vectors(Struct, frozen=True, kw_only=True, eq=False):
    """The words of one text, by token, as the heads see them."""

    heads: Heads
    words: Floats  # W, V


def load(folder: Path) -> Heads | None:
    """The heads of a folder of weights; None where it has none, `ValueError`, naming the file, where they can't be read."""
    path = folder / FILE
    if not path.is_file():
        return None
    try:
        with np.load(BytesIO(path.read_bytes()), allow_pickle=False) as file:
            names = [str(name) for name in file["features"]]
            return Heads(
                mean=file["mean"].astype(np.float32),
                basis=file["basis"].astype(np.float32),
                kinds=tuple(str(kind) for kind in file["kinds"]),
                features=dict(zip(names, file["weights"].astype(float).tolist(), strict=True)),
                hidden={part: Hidden(**{of: file[f"{part}.{of}"] for of in ("into", "offset", "out")}) for part in PARTS},
            )
    except (KeyError, ValueError, EOFError, BadZipFile) as error:
        raise ValueError(f"{path}: {error}") from error


def of_words(states: Floats, first: Sequence[int], lengths: Sequence[int]) -> Floats:
    """The mean over each word's pieces: rows of a window L, V; where each word begins and how many pieces it has."""
    sums = np.concatenate([np.zeros_like(states[:1]), np.cumsum(states, axis=0, dtype=np.float32)])
    begin, size = np.array(first, np.intp), np.maximum(np.array(lengths, np.intp), 1)  # a window may have no word of its own
    return np.asarray((sums[begin + size] - sums[begin]) / size[:, None])


def rows(v: Vectors, trigger: Span, parties: Sequence[tuple[Span | None, bool, bool, set[str]]]) -> Floats:
    """What the hidden layers see of each party to an event: N, D.

    Of a party: the tokens that name it, if any do; whether those stand outside the trigger's sentence; whether it is nobody;
    its marks.
    """
    t = v.words[trigger[0] : trigger[1]].mean(0)
    out = np.zeros((len(parties), 3 * len(t) + 3 + len(v.heads.kinds)), np.float32)
    n = len(t)
    for row, (at, far, nobody, marks) in zip(out, parties, strict=True):
        row[:n] = t
        if at is not None:
            row[n : 2 * n] = v.words[at[0] : at[1]].mean(0)
            row[2 * n : 3 * n] = t * row[n : 2 * n]
        row[3 * n : 3 * n + 3] = at is not None, far, nobody
        row[3 * n + 3 :] = [kind in marks for kind in v.heads.kinds]
    return out
