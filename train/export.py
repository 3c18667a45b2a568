"""Stage 6: writes the reader as one ONNX graph, its matrices int8, and compares it with the fp32 weights.

One call of the graph reads a batch of windows: encoder, anchors above a threshold, their roles and acts. Weights of matrix
products are int8 per output channel, activations are quantised as they come; piece embeddings are int8 a row. Single
huge activations before the last product of some layers make that coarse: those few products stay fp32.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime as ort  # type: ignore[import-untyped]
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic  # type: ignore[import-untyped]
from torch import Tensor, nn

from konon.records import ACTS
from train import pieces as pieces_module
from train.documents import SCHEMES
from train.model import Layer, Reader, trained
from train.places import Places, parser
from train.prepare import prepared
from train.reading import OVERLAP, SWITCH, THRESHOLD, WINDOW, Batch, Model, Scores, batch_of
from train.windows import ANCHORS, ROLES, Text, reading_windows

INPUTS = ("pieces", "first", "features", "scheme", "threshold")
OUTPUTS = ("index", "kinds", "roles", "acts")
OPSET = 17
SPARED = (
    5  # layers whose last product stays fp32, some 1.8 MB each: without it source exact loses 2 points on held-out articles
)
SAMPLE = 16  # articles that tell which


class Graph(nn.Module):
    """The reader from piece ids to anchors, roles and acts.

    The last row of every output is of no anchor and is to be dropped: it is there so that no tensor is ever empty.
    """

    codes: Tensor
    scale: Tensor

    def __init__(self, reader: Reader, *, packed: bool) -> None:
        super().__init__()
        self.reader = reader
        self.packed = packed
        table = reader.encoder.word.weight.detach()
        scale = table.abs().amax(1, keepdim=True) / 127 + 1e-9
        self.register_buffer("codes", torch.round(table / scale).to(torch.int8) if packed else table)
        self.register_buffer("scale", scale)

    def forward(self, pieces: Tensor, first: Tensor, features: Tensor, scheme: Tensor, threshold: Tensor) -> tuple[Tensor, ...]:
        """`pieces` B, L; `first` B, W; `features` B, W, 3; `scheme` B; `threshold` a number."""
        embedded = self.codes[pieces].float() * self.scale[pieces] if self.packed else self.codes[pieces]
        states = self.reader.encoder.deepen(embedded, (pieces != pieces_module.PAD).float(), scheme)
        words = self.reader.words(states, first, features)
        real = (first > 0).float()
        kinds = torch.softmax(self.reader.anchor(words), -1)
        index = ((1 - kinds[..., 0]) * real >= threshold).nonzero()
        index = torch.cat([index, torch.zeros_like(features[:1, :1, :2]).reshape(1, 2)])
        window, at = index[:, 0], index[:, 1]
        roles, acts = self.reader.heads(words, real, features, window, at)
        return index, kinds[window, at], roles, torch.softmax(acts, -1)


def export(reader: Reader, path: Path, *, packed: bool) -> None:
    """Writes the graph in fp32, its piece embeddings int8 where `packed`."""
    example = (
        torch.randint(4, 1000, (2, 17)),
        torch.tensor([[1, 3, 4, 6], [1, 2, 5, 0]]),
        torch.randint(0, 2, (2, 4, 3)),
        torch.zeros(2, dtype=torch.long),
        torch.tensor(0.0),
    )
    axes = {name: {0: "windows", 1: "words"} for name in ("first", "features")}
    axes |= {"pieces": {0: "windows", 1: "pieces"}, "scheme": {0: "windows"}}
    axes |= {name: {0: "anchors"} for name in OUTPUTS}
    axes["roles"][1] = "words"
    torch.onnx.export(
        Graph(reader, packed=packed).eval(),
        example,
        str(path),
        input_names=list(INPUTS),
        output_names=list(OUTPUTS),
        dynamic_axes=axes,
        opset_version=OPSET,
        dynamo=False,
    )


def widest(reader: Reader, texts: Sequence[Text]) -> list[int]:
    """The layers whose last product sees the widest range of activations for their spread."""
    width = [0.0] * len(reader.encoder.layers)

    def watch(number: int, given: Tensor) -> None:
        width[number] = max(width[number], float((given.max() - given.min()) / given.std()))

    hooks = []
    for i, layer in enumerate(reader.encoder.layers):
        assert isinstance(layer, Layer)
        hooks.append(layer.down.register_forward_pre_hook(lambda _, given, i=i: watch(i, given[0])))
    for text in texts:
        batch = batch_of([(text, window) for window in reading_windows(text, WINDOW, OVERLAP)])
        with torch.inference_mode():
            reader.encoder(torch.from_numpy(batch.pieces), torch.from_numpy(batch.mask), torch.from_numpy(batch.scheme))
    for hook in hooks:
        hook.remove()
    return sorted(range(len(width)), key=lambda i: -width[i])[:SPARED]


def quantise(source: Path, target: Path, spared: Sequence[int]) -> None:
    """Matrix products by int8 weights, one scale an output channel; but not the last of the layers `spared`."""
    quantize_dynamic(
        source,
        target,
        op_types_to_quantize=["MatMul"],
        per_channel=True,
        weight_type=QuantType.QInt8,
        nodes_to_exclude=[f"/layers.{i}/down/MatMul" for i in spared],
    )


def onnx_model(path: Path, threads: int = 2) -> Model:
    """A graph as `train.reading` calls it."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def call(batch: Batch, threshold: float) -> Scores:
        given = (batch.pieces, batch.first, batch.features, batch.scheme, np.array(threshold, np.float32))
        index, kinds, roles, acts = session.run(list(OUTPUTS), dict(zip(INPUTS, given, strict=True)))
        return Scores(index=index[:-1], kinds=kinds[:-1], roles=roles[:-1], acts=acts[:-1])

    return call


def labels() -> dict[str, object]:
    """What the reader has to know about the graph."""
    return {
        "format": 1,
        "inputs": list(INPUTS),
        "outputs": list(OUTPUTS),
        "anchors": list(ANCHORS),
        "roles": list(ROLES),
        "acts": list(ACTS),
        "schemes": list(SCHEMES),
        "features": ["quotation", "sentence", "line"],
        "quotation": ["outside", "inside", "opens", "closes"],
        "start": pieces_module.START,
        "pad": pieces_module.PAD,
        "break": pieces_module.BREAK,
        "word_head": pieces_module.HEAD,
        "word_tail": pieces_module.TAIL,
        "longest": WINDOW,
        "overlap": OVERLAP,
        "threshold": THRESHOLD,
        "switch": SWITCH,
    }


def main(argv: Sequence[str] | None = None) -> None:
    """Writes `reader.onnx`, `reader.fp32.onnx`, `tokenizer.json` and `labels.json` into a folder."""
    made = parser(__doc__)
    made.add_argument("weights", type=Path)
    made.add_argument("--to", type=Path, required=True, help="folder to write")
    options = made.parse_args(argv, namespace=Places())
    folder: Path = options.to
    folder.mkdir(parents=True, exist_ok=True)
    reader = trained(options.weights)
    started = time.monotonic()
    export(reader, folder / "reader.fp32.onnx", packed=False)
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "packed.onnx"
        export(reader, plain, packed=True)
        spared = widest(reader, prepared(options.data).ours[:SAMPLE])
        quantise(plain, folder / "reader.onnx", spared)
        print("last product in fp32: layers", *sorted(spared))
    shutil.copy(options.tokenizer, folder / "tokenizer.json")
    (folder / "labels.json").write_text(json.dumps(labels(), indent=1) + "\n", "utf-8")
    for path in sorted(folder.iterdir()):
        print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB")
    print(f"{time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
