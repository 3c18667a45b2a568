"""Writes the network that reads two claims together as an ONNX graph, its matrices int8, and tells the manifest of it.

    python -m train.entailment_graph FILE.pt --to DIR    # entailment.onnx and its part of manifest.toml

As with the reader (`train.export`): weights of matrix products int8 per output channel, piece embeddings int8 a row, the
ranges of what enters the products evened out by some of our own families first.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from konon.comparison import RELATIONS
from konon.entailment import INPUTS, NAME, OUTPUT
from konon.pieces import PAD, WordPieces
from train import labelled
from train.entailment import PairReader, batch, load
from train.export import OPSET, Table, quantise, smooth
from train.families import FOLDER, drawn, every
from train.manifest import BASE, digest

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = 96  # pairs that tell the ranges
SECTION = "[entailment]"


class Graph(nn.Module):
    """From piece ids and sides to log-probabilities of the relations."""

    def __init__(self, model: PairReader) -> None:
        super().__init__()
        self.model = model
        self.embedded = Table(model.encoder.word.weight.detach(), packed=True)

    def forward(self, pieces: Tensor, side: Tensor) -> Tensor:
        """`pieces` and `side` B, L -> B, relations."""
        return torch.log_softmax(self.model.judged(self.embedded(pieces), pieces != PAD, side), -1)


def export(model: PairReader, path: Path) -> None:
    """Writes the graph in fp32, its piece embeddings int8."""
    torch.onnx.export(
        Graph(model).eval(),
        (torch.randint(4, 1000, (2, 17)), torch.randint(0, 2, (2, 17))),
        str(path),
        input_names=list(INPUTS),
        output_names=[OUTPUT],
        dynamic_axes={name: {0: "pairs", 1: "pieces"} for name in INPUTS} | {OUTPUT: {0: "pairs"}},
        opset_version=OPSET,
        dynamo=False,
    )


def section(
    folder: Path, *, recipe: str, families: int, claims: int, news: int, altered: int, scores: dict[str, dict[str, float]]
) -> str:
    """What the manifest says of the network, as TOML."""
    rows = [SECTION, f"base = {json.dumps(BASE)}", f"recipe = {json.dumps(recipe)}", "", "[entailment.files]"]
    rows.append(f'"{NAME}" = {json.dumps(digest(folder / NAME))}')
    about = "families of claims in a fictional world, our own writing, Indonesian and English (train/annotations/families)"
    rows += ["", "[[entailment.data]]", 'name = "konon-families"', f"about = {json.dumps(about)}"]
    rows += [f"families = {families}", f"claims = {claims}"]
    about = (
        "pairs of claims of Indonesian news of June 2025 and of PolNeAR's train half, labelled by us (train/annotations/claims)"
    )
    rows += ["", "[[entailment.data]]", 'name = "news pairs"', f"about = {json.dumps(about)}", f"pairs = {news}"]
    about = "claims of PolNeAR's train half and of Indonesian news of June 2025, one of two altered (train/altered.py)"
    rows += ["", "[[entailment.data]]", 'name = "altered claims"', f"about = {json.dumps(about)}", f"pairs = {altered}"]
    for name, figures in scores.items():
        rows += ["", f"[entailment.scores.{name}]  # F1"]
        rows += [f"{key} = {value}" for key, value in figures.items()]
    return "\n".join(rows) + "\n"


def main(argv: Sequence[str]) -> int:
    """Writes graph and manifest."""
    parser = argparse.ArgumentParser()
    parser.add_argument("weights", type=Path)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--to", type=Path, default=ROOT / "models")
    parser.add_argument("--altered", type=int, default=0, help="how many altered pairs it learned from")
    parser.add_argument("--recipe", default="")
    parser.add_argument("--scores", type=Path, help='JSON: {"held": {"same": 80.0}}')
    options = parser.parse_args(argv)
    model = load(options.weights).eval()
    cut = WordPieces.load(ROOT / "models" / "tokenizer.json")
    families = every(FOLDER)
    pairs = random.Random(0).sample([*drawn(families, random.Random(0))], SAMPLE)

    def run() -> None:
        for at in range(0, SAMPLE, 8):
            model(*batch(pairs[at : at + 8], cut))

    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "packed.onnx"
        smooth(model.encoder, run)
        export(model, plain)
        quantise(plain, options.to / NAME)
    told = section(
        options.to,
        recipe=options.recipe,
        families=len(families),
        claims=sum(len(some) for family in families for some in family.lines.values()),
        news=len(labelled.told(options.shared)),
        altered=options.altered,
        scores=json.loads(options.scores.read_text("utf-8")) if options.scores else {},
    )
    manifest = options.to / "manifest.toml"
    before = manifest.read_text("utf-8").partition(SECTION)[0].rstrip() if manifest.is_file() else ""
    manifest.write_text(f"{before}\n\n{told}", "utf-8")
    tomllib.loads(manifest.read_text("utf-8"))
    print(f"{NAME}: {(options.to / NAME).stat().st_size / 1e6:.1f} MB, {len(RELATIONS)} relations")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
