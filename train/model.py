"""The network: an encoder, heads for entities and for anchors, a head that reads each anchor's roles, a head for its act.

As in semantic role labelling, every attribution hangs on one word, its anchor, and the roles of all words are read once
for each anchor: so attributions may nest, share words, have several contents, or lack a source or a cue.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any, cast

import msgspec
import torch
from torch import Tensor, nn
from torch.nn import functional

from konon.decoding import ANCHORS, ENTITIES, ROLES
from konon.records import ACTS
from train.decode import Shape
from train.documents import SCHEMES
from train.windows import ENTITY_SETS

DROPOUT = 0.1
ACT_DROPOUT = 0.3  # of what the act head sees
WIDE = 192  # of the heads
HEADS = 4  # attention heads of the role layer
DISTANCES = 32  # buckets of the distance in words between a word and the anchor
NEAR = 3  # sentences and lines apart are told up to this many each way
POOL = 1 << 23


class Dropout(nn.Module):
    """Dropout by slices of one fixed random mask: drawing a mask anew takes a tenth of a training step on a CPU."""

    pool: Tensor

    def __init__(self) -> None:
        super().__init__()
        generator = torch.Generator().manual_seed(1)
        pool = (torch.rand(POOL, generator=generator) >= DROPOUT).to(torch.bfloat16) / (1 - DROPOUT)
        self.register_buffer("pool", pool, persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        """As `nn.Dropout`."""
        if not self.training:
            return x
        n = x.numel()
        if n > POOL:
            return functional.dropout(x, DROPOUT)
        at = int(torch.randint(0, POOL - n + 1, (1,)))
        return x * self.pool[at : at + n].view(x.shape).to(x.dtype)


class Layer(nn.Module):
    """A BERT layer (norm after the sum), its attention written out: on a CPU in bfloat16 that is twice as fast."""

    def __init__(self, hidden: int, heads: int, inner: int, epsilon: float, drop: Dropout) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(hidden, 3 * hidden)
        self.out = nn.Linear(hidden, hidden)
        self.norm1 = nn.LayerNorm(hidden, epsilon)
        self.up = nn.Linear(hidden, inner)
        self.down = nn.Linear(inner, hidden)
        self.norm2 = nn.LayerNorm(hidden, epsilon)
        self.drop = drop

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """`x` B, L, H; `mask` B, 1, 1, L, added to the attention scores."""
        b, n, h = x.shape
        q, k, v = self.qkv(x).view(b, n, 3, self.heads, h // self.heads).permute(2, 0, 3, 1, 4)
        a = torch.matmul(q * (h // self.heads) ** -0.5, k.transpose(-1, -2))
        a = torch.matmul(functional.softmax(a + mask, -1), v).transpose(1, 2).reshape(b, n, h)
        x = self.norm1(x + self.drop(self.out(a)))
        return cast(Tensor, self.norm2(x + self.drop(self.down(functional.gelu(self.up(x))))))


class Encoder(nn.Module):
    """The base, with its pruned vocabulary; the scheme stands where BERT has the token type."""

    def __init__(self, shape: Shape, vocabulary: int, drop: Dropout) -> None:
        super().__init__()
        self.word = nn.Embedding(vocabulary, shape.hidden)
        self.position = nn.Embedding(shape.positions, shape.hidden)
        self.scheme = nn.Embedding(len(SCHEMES), shape.hidden)
        self.norm = nn.LayerNorm(shape.hidden, shape.epsilon)
        self.layers = nn.ModuleList(
            Layer(shape.hidden, shape.heads, shape.inner, shape.epsilon, drop) for _ in range(shape.layers)
        )
        self.drop = drop
        nn.init.zeros_(self.scheme.weight)

    def forward(self, pieces: Tensor, mask: Tensor, scheme: Tensor) -> Tensor:
        """B, L -> B, L, H."""
        return self.deepen(cast(Tensor, self.word(pieces)), mask, scheme)

    def deepen(self, words: Tensor, mask: Tensor, scheme: Tensor) -> Tensor:
        """From word embeddings on."""
        summed = words + self.position.weight[: words.shape[1]] + self.scheme(scheme)[:, None]
        x: Tensor = self.drop(self.norm(summed))
        added = ((1 - mask.to(x.dtype)) * -1e4)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, added)
        return x


def distance(difference: Tensor) -> Tensor:
    """Signed distance in words as a bucket: one each up to 5, then ever wider, up to some 200."""
    size = difference.abs().clamp(min=1)
    half = DISTANCES // 2
    wide = (5 + torch.log(size.float() / 5) / math.log(200 / 5) * (half - 6)).clamp(max=half - 1).long()
    bucket = torch.where(difference.abs() <= 5, difference.abs(), wide)
    return torch.where(difference < 0, half - 1 - bucket, half + bucket).clamp(0, DISTANCES - 1)


class Roles(nn.Module):
    """For every anchor the role of every word: what the word is, what the anchor is, and how they lie to each other,
    then one layer in which the words of the window see each other."""

    def __init__(self, hidden: int, drop: Dropout) -> None:
        super().__init__()
        self.of_word = nn.Linear(hidden, WIDE)
        self.of_anchor = nn.Linear(hidden, WIDE)
        self.distance = nn.Embedding(DISTANCES, WIDE)
        self.sentences = nn.Embedding(2 * NEAR + 1, WIDE)
        self.lines = nn.Embedding(2 * NEAR + 1, WIDE)
        self.quoted = nn.Embedding(16, WIDE)  # of the word and of the anchor
        self.norm = nn.LayerNorm(WIDE)
        self.near = nn.Conv1d(WIDE, WIDE, 5, padding=2, groups=WIDE)
        self.layer = Layer(WIDE, HEADS, 2 * WIDE, 1e-6, drop)
        self.out = nn.Linear(WIDE, len(ROLES) + 1)  # and whether the word names the holder
        for table in (self.distance, self.sentences, self.lines, self.quoted):
            nn.init.normal_(table.weight, std=0.1)

    def forward(
        self, words: Tensor, real: Tensor, features: Tensor, window: Tensor, at: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """B, W, H and A anchors -> the logits of roles (A, W, roles) and of naming the holder (A, W), and A, W, WIDE."""
        own = features[window, at]  # A, 3
        all_ = features[window]  # A, W, 3
        apart = (all_ - own[:, None]).clamp(-NEAR, NEAR) + NEAR
        steps = torch.arange(words.shape[1], device=words.device)[None] - at[:, None]
        g = (
            self.of_word(words)[window]
            + self.of_anchor(words[window, at])[:, None]
            + self.distance(distance(steps))
            + self.sentences(apart[..., 1])
            + self.lines(apart[..., 2])
            + self.quoted(4 * all_[..., 0] + own[:, None, 0])
        )
        x = self.norm(functional.gelu(g))
        x = x + functional.gelu(self.near((x * real[window][..., None]).transpose(1, 2))).transpose(1, 2)
        x = self.layer(x, ((1 - real[window]) * -1e4)[:, None, None, :])
        logits = self.out(x)
        return logits[..., : len(ROLES)], logits[..., len(ROLES)], x


class Reader(nn.Module):
    """Everything; named parameters of the encoder begin with `encoder.`."""

    def __init__(self, shape: Shape, vocabulary: int) -> None:
        super().__init__()
        self.shape = shape
        drop = Dropout()
        self.encoder = Encoder(shape, vocabulary, drop)
        self.quoted = nn.Embedding(4, shape.hidden)
        self.anchor = nn.Sequential(nn.Linear(shape.hidden, WIDE), nn.GELU(), nn.Linear(WIDE, len(ANCHORS)))
        self.roles = Roles(shape.hidden, drop)
        self.act = nn.Sequential(nn.Linear(2 * (shape.hidden + WIDE), WIDE), nn.GELU(), nn.Linear(WIDE, len(ACTS)))
        tags = len(ENTITY_SETS) * len(ENTITIES)
        self.entity = nn.Sequential(nn.Linear(shape.hidden, WIDE), nn.GELU(), nn.Linear(WIDE, tags))
        self.drop = drop
        nn.init.normal_(self.quoted.weight, std=0.02)

    def words(self, states: Tensor, first: Tensor, features: Tensor) -> Tensor:
        """Each word by its first piece."""
        x = torch.gather(states, 1, first[..., None].expand(-1, -1, states.shape[-1]))
        return cast(Tensor, self.drop(x + self.quoted(features[..., 0])))

    def entities(self, words: Tensor) -> Tensor:
        """The logits of entity tags by the conventions of each set: B, W, sets, tags."""
        b, w, _ = words.shape
        return cast(Tensor, self.entity(words).view(b, w, len(ENTITY_SETS), len(ENTITIES)))

    def heads(self, words: Tensor, real: Tensor, features: Tensor, window: Tensor, at: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """The logits of roles (A, W, roles), acts (A, acts) and of naming the holder (A, W).

        The act looks at the anchor and at what it takes for content.
        """
        roles, names, seen = self.roles(words, real, features, window, at)
        share = functional.softmax(roles.detach().float(), -1)[..., ROLES.index("CONTENT")].to(words.dtype) * real[window]
        share = (share / (share.sum(1, keepdim=True) + 1e-3))[:, None]
        content = torch.matmul(share, words[window])[:, 0]
        rows = torch.arange(at.shape[0], device=at.device)
        parts = [words[window, at], content, seen[rows, at], torch.matmul(share, seen)[:, 0]]
        seen_by_act = functional.dropout(torch.cat(parts, -1), ACT_DROPOUT, self.training)
        return roles, self.act(seen_by_act), names


def fresh(base: Path, kept: list[int]) -> Reader:
    """The base's encoder under new heads."""
    raw: dict[str, Any] = torch.load(base, weights_only=True)
    reader = Reader(Shape(**raw["shape"]), len(kept))
    weights = dict(raw["weights"])
    weights["word.weight"] = weights["word.weight"][kept]
    weights["scheme.weight"] = reader.encoder.scheme.weight.detach()
    reader.encoder.load_state_dict(weights)
    return reader


def trained(path: Path, *, grow: bool = False) -> Reader:
    """A reader as `train.fit` saved it, in fp32, ready to read; with `grow`, what the file has not (heads added since, or of
    another shape) stays as drawn."""
    raw: dict[str, Any] = torch.load(path, weights_only=True)
    weights = raw["weights"]
    reader = Reader(Shape(**raw["shape"]), weights["encoder.word.weight"].shape[0])
    if grow:
        own = reader.state_dict()
        weights = own | {n: w for n, w in weights.items() if n in own and w.shape == own[n].shape}
    reader.load_state_dict(weights)
    return reader.eval()


def save(path: Path, reader: Reader, weights: dict[str, Tensor]) -> None:
    """Writes weights and sizes, whole or not at all."""
    part = path.with_suffix(".part")
    torch.save({"shape": msgspec.to_builtins(reader.shape), "weights": weights}, part)
    part.replace(path)
