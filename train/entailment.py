"""Trains the network that reads two claims together and tells what they are to each other.

    python -m train.entailment --out FILE.pt [--start FILE.pt]

The encoder of the reader's base under one head: the pieces of both claims in one window, as in natural language inference, the
means of each over the last layer, and a layer of five relations. It learns from our own families of claims in a fictional
world (`train.families`), each time drawn anew, from labelled pairs of news (`train.labelled`), and a few altered ones
(`train.altered`). bfloat16 with fp32 master weights, as `train.fit`; piece embeddings are frozen.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
import torch
from torch import Tensor, nn
from torch.nn import functional

from konon import entailment, propositions
from konon.comparison import RELATIONS, Relation
from konon.pieces import PAD, WordPieces
from train import labelled
from train.decode import Shape
from train.families import FOLDER, Family, Pair, Told, drawn, every, held, strangers
from train.model import Dropout, Encoder, fresh
from train.places import Places, parser

ROOT = Path(__file__).resolve().parents[1]
TOGETHER = 24  # pairs in a batch
RATE, HEAD_RATE = 1.2e-4, 6e-4
WARM = 60
SMOOTHING = 0.05
WIDE = 256
# How often a labelled pair of the news is drawn each time: related ones are most of them.
NEWS: dict[Relation, float] = {"same": 3, "contradicts": 6, "narrower": 3, "related": 0.6, "different": 0.5}
LEAST = 0.02  # of the rate, at the end
SAVE_EVERY = 120  # seconds
EVERY, ASK_EVERY = 20, 200  # steps between lines of the log, between readings of what is held out


class Options(Places):
    """What the command line gives."""

    out: Path
    start: Path | None
    altered: Path | None
    share: float
    times: int
    constant: bool
    seed: int


class PairReader(nn.Module):
    """Pieces of two claims -> logits of the relations."""

    def __init__(self, shape: Shape, vocabulary: int) -> None:
        super().__init__()
        self.shape = shape
        self.encoder = Encoder(shape, vocabulary, Dropout())
        self.side = nn.Embedding(2, shape.hidden)
        self.head = nn.Sequential(
            nn.Linear(4 * shape.hidden, WIDE), nn.GELU(), nn.Dropout(0.1), nn.Linear(WIDE, len(RELATIONS))
        )
        nn.init.normal_(self.side.weight, std=0.02)

    def forward(self, pieces: Tensor, side: Tensor) -> Tensor:
        """`pieces` and `side` (0 the first claim, 1 the second) B, L -> B, relations."""
        return self.judged(self.encoder.word(pieces), pieces != PAD, side)

    def judged(self, words: Tensor, real: Tensor, side: Tensor) -> Tensor:
        """From word embeddings on."""
        whole = real.to(words.dtype)
        scheme = torch.zeros(words.shape[0], dtype=torch.long, device=words.device)
        x = self.encoder.deepen(words + self.side(side), whole, scheme)
        second = side.to(x.dtype) * whole
        a, b = _mean(x, whole - second), _mean(x, second)
        return self.head(torch.cat([a, b, (a - b).abs(), a * b], -1))  # type: ignore[no-any-return]


def _mean(x: Tensor, weight: Tensor) -> Tensor:
    return torch.matmul(weight[:, None], x)[:, 0] / weight.sum(1, keepdim=True).clamp(min=1)


def batch(pairs: Sequence[Pair], cut: WordPieces) -> tuple[Tensor, Tensor]:
    """The pieces and sides of some pairs."""
    rows = [entailment.cut(cut, _written(pair.a), _written(pair.b)) for pair in pairs]
    width = -(-max(len(ids) for ids, _ in rows) // 16) * 16
    pieces = torch.full((len(rows), width), PAD)
    side = torch.zeros((len(rows), width), dtype=torch.long)
    for i, (ids, of) in enumerate(rows):
        pieces[i, : len(ids)] = torch.tensor(ids)
        side[i, : len(of)] = torch.tensor(of)
    return pieces, side


def _written(told: Told) -> str:
    return propositions.told(told.act, told.cue, told.content, told.holder)


def jobs(pairs: list[Pair], rng: random.Random) -> list[list[Pair]]:
    """The batches of one time through: pairs of like length together."""
    rng.shuffle(pairs)
    out = []
    for at in range(0, len(pairs), 600):
        some = sorted(pairs[at : at + 600], key=lambda p: len(p.a.content) + len(p.b.content))
        out += [some[i : i + TOGETHER] for i in range(0, len(some), TOGETHER)]
    rng.shuffle(out)
    return out


def evaluate(model: PairReader, pairs: Sequence[Pair], cut: WordPieces) -> Tensor:
    """Log-probabilities, both orders averaged."""
    model.eval()
    out = []
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        for at in range(0, len(pairs), TOGETHER):
            some = pairs[at : at + TOGETHER]
            turned = [Pair(a=p.b, b=p.a, relation=p.relation) for p in some]
            one = functional.log_softmax(model(*batch(some, cut)).float(), -1)
            other = functional.log_softmax(model(*batch(turned, cut)).float(), -1)
            out.append((one + other) / 2)
    model.train()
    return torch.cat(out)


def scores(logs: Tensor, pairs: Sequence[Pair]) -> str:
    found = [RELATIONS[int(i)] for i in logs.argmax(1)]
    wanted = [p.relation for p in pairs]
    parts = []
    for label in RELATIONS:
        both = sum(f == w == label for f, w in zip(found, wanted, strict=True))
        parts.append(f"{label} {200 * both / max(1, found.count(label) + wanted.count(label)):.1f} ({wanted.count(label)})")
    return ", ".join(parts)


def begun(base: Path, kept: list[int]) -> PairReader:
    """The base's encoder under a new head."""
    reader = fresh(base, kept)
    model = PairReader(reader.shape, len(kept))
    model.encoder.load_state_dict(reader.encoder.state_dict())
    return model


def load(path: Path) -> PairReader:
    """A network as `save` wrote it."""
    raw = torch.load(path, weights_only=True)
    model = PairReader(Shape(**raw["shape"]), raw["weights"]["encoder.word.weight"].shape[0])
    model.load_state_dict(raw["weights"])
    return model


def save(path: Path, model: PairReader) -> None:
    """Writes weights and sizes, whole or not at all."""
    part = path.with_suffix(".part")
    torch.save({"shape": msgspec.to_builtins(model.shape), "weights": model.state_dict()}, part)
    part.replace(path)


def plan(options: Options, families: Sequence[Family]) -> list[list[Pair]]:
    """All batches in order; the same for the same seed and data."""
    rng = random.Random(options.seed)
    news = labelled.told(options.shared)
    beside = msgspec.json.decode(options.altered.read_bytes(), type=list[Pair]) if options.altered else []
    rng.shuffle(beside)
    out: list[list[Pair]] = []
    for _ in range(options.times):
        pairs = [*drawn(families, rng), *strangers(families, rng)]
        pairs += [pair for pair in news for _ in range(_times(NEWS[pair.relation], rng))]
        n = round(options.share * len(pairs))
        out += jobs(pairs + beside[:n], rng)
        beside = beside[n:]
    return out


def _times(times: float, rng: random.Random) -> int:
    return int(times) + (rng.random() < times % 1)


def main(argv: Sequence[str] | None = None) -> None:
    """Trains, and says how it goes."""
    made = parser(__doc__)
    made.add_argument("--out", type=Path, required=True, help="file of the weights")
    made.add_argument("--start", type=Path, help="weights to go on from")
    made.add_argument("--altered", type=Path, help="the pairs of train.altered")
    made.add_argument("--share", type=float, default=0.1, help="of them, for each other pair")
    made.add_argument("--times", type=int, default=4, help="how often pairs are drawn of each family")
    made.add_argument("--constant", action="store_true", help="the rate does not fall: there is more to come")
    made.add_argument("--seed", type=int, default=1)
    options = made.parse_args(argv, namespace=Options())
    torch.manual_seed(options.seed)
    cut = WordPieces.load(ROOT / "models" / "tokenizer.json")
    families = every(FOLDER)
    test = [*drawn([family for family in families if held(family)], random.Random(0))]
    batches = plan(options, [family for family in families if not held(family)])
    print(f"{len(families)} families, {len(batches)} batches, {len(test)} pairs held out", flush=True)
    model = load(options.start) if options.start else begun(options.base, json.loads(options.kept.read_text("utf-8")))
    model.encoder.word.requires_grad_(False)
    optimiser = torch.optim.AdamW(
        [
            {"params": [p for p in model.encoder.parameters() if p.requires_grad], "lr": RATE},
            {"params": [*model.side.parameters(), *model.head.parameters()], "lr": HEAD_RATE},
        ],
        weight_decay=0.01,
    )
    falls = [1.0 if options.constant else max(LEAST, 1 - step / len(batches)) for step in range(len(batches) + 1)]
    rates = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: min(1.0, (step + 1) / WARM) * falls[step])
    started = saved = time.time()
    for step, job in enumerate(batches, 1):
        loss = learn(model, optimiser, job, cut)
        rates.step()
        if step % EVERY == 0:
            print(f"{step}/{len(batches)} loss {loss:.3f} {(time.time() - started) / step:.2f} s a step", flush=True)
        if time.time() - saved > SAVE_EVERY:
            save(options.out, model)
            saved = time.time()
        if step % ASK_EVERY == 0 or step == len(batches):
            print(scores(evaluate(model, test, cut), test), flush=True)
    save(options.out, model)


def learn(model: PairReader, optimiser: torch.optim.Optimizer, job: Sequence[Pair], cut: WordPieces) -> float:
    """One step; gives the loss."""
    model.train()
    wanted = torch.tensor([RELATIONS.index(pair.relation) for pair in job])
    with torch.autocast("cpu", torch.bfloat16):
        logits = model(*batch(job, cut))
    loss = functional.cross_entropy(logits.float(), wanted, label_smoothing=SMOOTHING)
    optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_([p for p in model.parameters() if p.requires_grad], 1.0)
    optimiser.step()
    return loss.item()


if __name__ == "__main__":
    main()
