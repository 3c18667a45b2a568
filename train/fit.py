"""Stage 4: trains the reader; a second run of the same command goes on from the last checkpoint.

First both schemes mixed at a constant rate, then a shorter phase, mostly our own articles, in which the rate falls to
nothing. The first phase may be ended early, by a file named like `--out` with the suffix `.finish`: the second follows
whenever it does. The network runs in bfloat16, the weights that the optimiser moves are fp32; piece embeddings stay as
they are. A tenth of our articles is held out.
"""

from __future__ import annotations

import json
import random
import time
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from konon.pieces import PAD
from konon.pieces import UNKNOWN as HIDDEN
from konon.windows import Batch, Window, batch_of, batches, size
from train.model import Reader, fresh, save, trained
from train.places import Places, parser
from train.prepare import Data, prepared
from train.windows import ENTITY_SETS, UNKNOWN, Text, training_windows

HELD = 10  # one in so many of our articles, chosen by its id: a longer list moves none over
LAST_NAMED = 0.25  # of the entities and coreference of the first phase, as much again in the second
BATCH = 2048  # pieces
ROUND = 16  # lengths are padded to a multiple of this: fewer shapes, fewer kernels to make
ENCODER_RATE, HEAD_RATE = 2e-4, 8e-4
WARM = 80  # steps
LEAST = 0.02  # of the rate, at the end
WEIGHTS = (6.0, 4.0, 1.0, 2.0, 3.0)  # of the losses: anchors, roles, acts, entities, names of holders
ACT_SMOOTHING = 0.1  # acts are few: without it they are learned by heart
NAMED = 8  # what naming the holder weighs against not naming him: few words do
SAVE_EVERY = 180  # seconds
SETS_LIKE_OURS = (ENTITY_SETS.index("idner"), ENTITY_SETS.index("nergrit"))
EVERY = 20  # steps between lines of the log


class Options(Places):
    """What the command line gives."""

    out: Path
    polnear: float
    ours: int
    last: int
    last_polnear: float
    named: float
    coin: float
    pseudo: float
    hidden: float
    seed: int
    all: bool
    start: Path | None
    frozen: int
    share: float


Job = list[tuple[Text, Window]]


def held_out(texts: Sequence[Text]) -> tuple[list[Text], list[Text]]:
    """Our articles as (to train on, held out)."""
    chosen = [zlib.crc32(t.id.encode()) % HELD == 0 for t in texts]
    return [t for t, c in zip(texts, chosen, strict=True) if not c], [t for t, c in zip(texts, chosen, strict=True) if c]


def plan(data: Data, options: Options) -> tuple[list[Job], int]:
    """All batches in order, and how many of them are the first phase; the same for the same seed and data."""
    rng = random.Random(options.seed)
    ours = list(data.ours) if options.all else held_out(data.ours)[0]
    ours = [t for t in ours if zlib.crc32(b"share " + t.id.encode()) % 100 < 100 * options.share]

    def drawn(texts: Sequence[Text], times: float) -> list[tuple[Text, Window]]:
        out = []
        while times > 0:
            some = rng.sample(texts, max(1, round(len(texts) * min(times, 1))))
            out += [(text, w) for text in some for w in training_windows(text, rng)]
            times -= 1
        return out

    def jobs(windows: list[tuple[Text, Window]]) -> list[Job]:
        rng.shuffle(windows)
        out: list[Job] = []
        for at in range(0, len(windows), 1000):  # like lengths together, out of a thousand windows at a time
            some = windows[at : at + 1000]
            out += [[some[i] for i in group] for group in batches([size(t, *w) for t, w in some], BATCH)]
        rng.shuffle(out)
        return out

    beside = drawn(data.named, options.named) + drawn(data.coin, options.coin) + drawn(data.pseudo, options.pseudo)
    first = jobs(drawn(data.polnear, options.polnear) + drawn(ours, options.ours) + beside)
    beside = drawn(data.named, options.named * LAST_NAMED) + drawn(data.coin, options.coin * LAST_NAMED)
    second = jobs(drawn(ours, options.last) + drawn(data.polnear, options.last_polnear) + beside)
    return first + second, len(first)


class Labels(msgspec.Struct, frozen=True, kw_only=True):
    """Gold of a batch."""

    kinds: Tensor  # B, W; -100 where there is no word
    window: Tensor  # A
    at: Tensor  # A
    roles: Tensor  # A, W; -100 where there is no word
    acts: Tensor  # A; -100 where unknown
    names: Tensor  # A, W; 1 where the word names the holder, 0 where not, -1 where that is not known
    entities: Tensor  # B, W; -100 where unknown
    entity_set: Tensor  # B


def labels(job: Job, width: int) -> Labels:
    """What the windows of `job` should be read as."""
    kinds = torch.full((len(job), width), UNKNOWN)
    entities = torch.full((len(job), width), UNKNOWN)
    window, at, acts, rows, names = [], [], [], [], []
    for b, (text, (first, last)) in enumerate(job):
        if text.attributed:
            kinds[b, : last - first] = 0
        if text.entities:
            entities[b, : last - first] = torch.tensor(text.entities[first:last])
        for a in text.anchored:
            if not first <= a.at < last:
                continue
            if text.attributed:
                kinds[b, a.at - first] = a.kind
            window.append(b)
            at.append(a.at - first)
            acts.append(a.act)
            other = 0 if text.attributed else UNKNOWN
            rows.append([a.roles.get(first + i, other) if first + i < last else UNKNOWN for i in range(width)])
            named = None if a.names is None else set(a.names)
            names.append([-1 if named is None or first + i >= last else int(first + i in named) for i in range(width)])
    return Labels(
        kinds=kinds,
        window=torch.tensor(window, dtype=torch.long),
        at=torch.tensor(at, dtype=torch.long),
        roles=torch.tensor(rows, dtype=torch.long).reshape(-1, width),
        acts=torch.tensor(acts, dtype=torch.long),
        names=torch.tensor(names, dtype=torch.float).reshape(-1, width),
        entities=entities,
        entity_set=torch.tensor([text.entity_set for text, _ in job]),
    )


def padded(batch: Batch) -> Batch:
    """Lengths rounded up."""
    more = -batch.pieces.shape[1] % ROUND
    wide = -batch.first.shape[1] % ROUND
    return Batch(
        pieces=np.pad(batch.pieces, ((0, 0), (0, more)), constant_values=PAD),
        first=np.pad(batch.first, ((0, 0), (0, wide))),
        features=np.pad(batch.features, ((0, 0), (0, wide), (0, 0))),
        scheme=batch.scheme,
    )


def obscured(batch: Batch, share: float, seed: int) -> Batch:
    """The batch with so large a share of its pieces unknown."""
    rng = np.random.default_rng(seed)
    hide = (rng.random(batch.pieces.shape) < share) & (batch.pieces > HIDDEN)
    return msgspec.structs.replace(batch, pieces=np.where(hide, HIDDEN, batch.pieces))


def mean_of(loss: Tensor, known: Tensor) -> Tensor:
    """The mean where `known`; nothing, where nothing is."""
    return (loss * known).sum() / known.sum().clamp(min=1)


def losses(reader: Reader, batch: Batch, gold: Labels) -> tuple[Tensor, ...]:
    """The losses of one batch: anchors, roles, acts, entities, names."""
    features = torch.from_numpy(batch.features)
    first = torch.from_numpy(batch.first)
    pieces = torch.from_numpy(batch.pieces)
    states = reader.encoder(pieces, pieces != PAD, torch.from_numpy(batch.scheme))
    words = reader.words(states, first, features)
    real = (first > 0).to(words.dtype)

    def entropy(logits: Tensor, wanted: Tensor, smoothing: float = 0.0) -> Tensor:
        each = functional.cross_entropy(
            logits.float().flatten(0, -2),
            wanted.flatten(),
            ignore_index=UNKNOWN,
            reduction="none",
            label_smoothing=smoothing,
        )
        return mean_of(each, (wanted.flatten() != UNKNOWN).float())

    anchors = entropy(reader.anchor(words), gold.kinds)
    tags = reader.entities(words)
    own = tags[torch.arange(len(tags)), :, gold.entity_set]
    on_entities = entropy(own, gold.entities)
    like_ours = (gold.entity_set == SETS_LIKE_OURS[0]) | (gold.entity_set == SETS_LIKE_OURS[1])
    if bool(like_ours.any()):  # sets of our kinds teach our own tags too, by less
        on_entities = on_entities + 0.3 * entropy(tags[like_ours][:, :, 0], gold.entities[like_ours])
    if not len(gold.at):
        return anchors, anchors * 0, anchors * 0, on_entities, anchors * 0
    roles, acts, names = reader.heads(words, real, features, gold.window, gold.at)
    weight = torch.where(gold.names > 0, float(NAMED), 1.0) * (gold.names >= 0)
    each = functional.binary_cross_entropy_with_logits(names.float(), gold.names.clamp(min=0), reduction="none")
    return anchors, entropy(roles, gold.roles), entropy(acts, gold.acts, ACT_SMOOTHING), on_entities, mean_of(each, weight)


class Trainer:
    """The network in bfloat16, its weights in fp32, the optimiser; saved and loaded together."""

    def __init__(self, reader: Reader, frozen: int) -> None:
        self.reader = reader
        reader.encoder.word.weight.requires_grad_(False)
        if frozen:
            for part in (reader.encoder.position, reader.encoder.scheme, reader.encoder.norm, *reader.encoder.layers[:frozen]):
                part.requires_grad_(False)
        named = [(n, p) for n, p in reader.named_parameters() if p.requires_grad]
        self.names = [n for n, _ in named]
        self.masters = [p.detach().clone().float() for _, p in named]
        self.words = reader.encoder.word.weight.detach().clone().float()
        reader.bfloat16()
        self.live = [p for _, p in reader.named_parameters() if p.requires_grad]
        groups = []
        for inner in (True, False):
            rate = ENCODER_RATE if inner else HEAD_RATE
            some = [m for n, m in zip(self.names, self.masters, strict=True) if n.startswith("encoder.") == inner]
            groups.append({"params": some, "lr": rate, "base": rate})
        self.optimiser = torch.optim.AdamW(groups, betas=(0.9, 0.98), weight_decay=0.01, fused=True)

    def step(self, loss: Tensor, rate: float) -> None:
        """One step at `rate` of the base rates."""
        loss.backward()  # type: ignore[no-untyped-call]
        for master, live in zip(self.masters, self.live, strict=True):
            master.grad = live.grad.float() if live.grad is not None else None
            live.grad = None
        torch.nn.utils.clip_grad_norm_(self.masters, 1.0)
        for group in self.optimiser.param_groups:
            group["lr"] = group["base"] * rate
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        self.copy()

    def copy(self) -> None:
        """The fp32 weights into the network."""
        with torch.no_grad():
            torch._foreach_copy_([p.data for p in self.live], self.masters)

    def weights(self) -> dict[str, Tensor]:
        """The network's state in fp32."""
        state = {n: p.detach().float() for n, p in self.reader.state_dict().items()}
        state |= dict(zip(self.names, self.masters, strict=True))
        state["encoder.word.weight"] = self.words
        return state


def rate(step: int, first: int, total: int) -> float:
    """Warm-up, then constant in the first phase; the second falls to nearly nothing."""
    warm = min((step + 1) / WARM, 1)
    return warm if step < first else warm * max((total - step) / max(total - first, 1), LEAST)


def run(options: Options) -> None:
    """Trains, from the last checkpoint if there is one, and writes the weights to `options.out`."""
    data = prepared(options.data)
    jobs, first = plan(data, options)
    state_path = options.out.with_suffix(".state")
    torch.manual_seed(options.seed)
    reader = (
        trained(options.start, grow=True) if options.start else fresh(options.base, json.loads(options.kept.read_text("utf-8")))
    )
    begin = 0
    saved = None
    if state_path.exists():
        saved = torch.load(state_path, weights_only=True)
        begin = saved["step"]
        reader.load_state_dict(saved["weights"])
        torch.manual_seed(options.seed + begin)
    trainer = Trainer(reader, options.frozen)
    if saved:
        trainer.optimiser.load_state_dict(saved["optimiser"])
    reader.train()
    print(f"{len(jobs)} batches, {first} of the first phase; beginning at {begin}", flush=True)
    finish = options.out.with_suffix(".finish")
    for step in _timed(trainer, jobs, begin, first, finish, options.hidden):
        part = state_path.with_suffix(".part")
        torch.save({"step": step, "weights": trainer.weights(), "optimiser": trainer.optimiser.state_dict()}, part)
        part.replace(state_path)
    save(options.out, reader, trainer.weights())


def _timed(trainer: Trainer, jobs: list[Job], begin: int, first: int, finish: Path, hidden: float) -> Iterator[int]:
    """Steps through the batches; yields the number done whenever it is time for a checkpoint, and once at the end."""
    started = saved = time.monotonic()
    pieces = 0
    recent: list[tuple[float, ...]] = []
    number = begin - 1
    while (number := number + 1) < len(jobs):
        if number < first and finish.exists():
            print(f"the first phase ends after {number} batches", flush=True)
            number = first
        batch = padded(batch_of(jobs[number], [text.scheme for text, _ in jobs[number]]))
        if number < first:
            batch = obscured(batch, hidden, number)
        parts = losses(trainer.reader, batch, labels(jobs[number], batch.first.shape[1]))
        total = sum((w * part for w, part in zip(WEIGHTS, parts, strict=True)), torch.zeros(()))
        trainer.step(total, rate(number, first, len(jobs)))
        pieces += int((batch.pieces != PAD).sum())
        recent.append(tuple(p.item() for p in parts))
        now = time.monotonic()
        if number % EVERY == EVERY - 1 or number == len(jobs) - 1:
            means = " ".join(f"{sum(column) / len(recent):.4f}" for column in zip(*recent, strict=True))
            print(
                f"{number + 1}/{len(jobs)} {now - started:.0f} s, {pieces / (now - started):.0f} pieces/s, losses {means}",
                flush=True,
            )
            recent = []
        if now - saved > SAVE_EVERY:
            saved = now
            yield number + 1
    yield len(jobs)


def main() -> None:
    """Reads the options and trains."""
    made = parser(__doc__)
    made.add_argument("--out", type=Path, required=True, help="weights to write; the checkpoint lies beside them")
    made.add_argument("--polnear", type=float, default=2, help="times that PolNeAR is read in the first phase")
    made.add_argument("--ours", type=int, default=20, help="times that our articles are read in the first phase")
    made.add_argument("--last", type=int, default=5, help="times that our articles are read in the second phase")
    made.add_argument("--last-polnear", type=float, default=0.15, help="times that PolNeAR is, there")
    made.add_argument("--named", type=float, default=3, help="times that the sets with named entities are read")
    made.add_argument("--coin", type=float, default=4, help="times that the passages with coreference are read")
    made.add_argument("--pseudo", type=float, default=0, help="times that the articles read before are")
    made.add_argument("--hidden", type=float, default=0, help="share of pieces hidden from the network in the first phase")
    made.add_argument("--seed", type=int, default=1)
    made.add_argument("--all", action="store_true", help="hold nothing out")
    made.add_argument("--start", type=Path, help="weights to go on from, instead of the base")
    made.add_argument("--frozen", type=int, default=0, help="lowest layers that stay as they are: a third faster with four")
    made.add_argument("--share", type=float, default=1, help="of our articles, chosen by their ids: for a learning curve")
    run(made.parse_args(namespace=Options()))


if __name__ == "__main__":
    main()
