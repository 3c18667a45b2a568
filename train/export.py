"""Stage 6: writes the reader as one ONNX graph, its matrices int8, and compares it with the fp32 weights.

One call of the graph reads a batch of windows: encoder, anchors above a threshold, their roles and acts. Weights of matrix
products are int8 per output channel, activations are quantised as they come; piece embeddings are int8 a row. Single huge
activations before the last product of each layer would make that coarse: their ranges are evened out beforehand.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic  # type: ignore[import-untyped]
from torch import Tensor, nn

from konon.decoding import ANCHORS, ENTITIES, ROLES, THRESHOLD
from konon.pieces import PAD
from konon.records import ACTS
from konon.tag import FORMAT, INPUTS, OUTPUTS, STATES
from konon.windows import batch_of, reading_windows
from train.documents import SCHEMES
from train.model import Encoder, Reader, trained
from train.places import Places, parser
from train.prepare import prepared
from train.windows import ENTITY_SETS, Text

OPSET = 17
# How much of an uneven range the weights take over from the inputs, by product.
EVENNESS = {"qkv": 0.7, "up": 0.7, "down": 0.8}
PRODUCTS = tuple(EVENNESS)
SAMPLE = 24  # articles that tell the ranges
HEADS_LAYER = 8  # whose states tell most of events (of 3, 6, 8, 10 and 12): the last ones know attributions above all


class Table(nn.Module):
    """Piece embeddings, int8 with a scale for each row where `packed`."""

    codes: Tensor
    scale: Tensor

    def __init__(self, table: Tensor, *, packed: bool) -> None:
        super().__init__()
        self.packed = packed
        scale = table.abs().amax(1, keepdim=True) / 127 + 1e-9
        self.register_buffer("codes", torch.round(table / scale).to(torch.int8) if packed else table)
        self.register_buffer("scale", scale)

    def forward(self, pieces: Tensor) -> Tensor:
        """The embeddings of pieces."""
        return self.codes[pieces].float() * self.scale[pieces] if self.packed else self.codes[pieces]


class Graph(nn.Module):
    """The reader from piece ids to anchors, roles and acts.

    The last row of every output but the entities is of no anchor and is to be dropped: it keeps every tensor from being empty.
    """

    def __init__(self, reader: Reader, *, packed: bool) -> None:
        super().__init__()
        self.reader = reader
        self.embedded = Table(reader.encoder.word.weight.detach(), packed=packed)

    def forward(self, pieces: Tensor, first: Tensor, features: Tensor, scheme: Tensor, threshold: Tensor) -> tuple[Tensor, ...]:
        """`pieces` B, L; `first` B, W; `features` B, W, 3; `scheme` B; `threshold` a number."""
        states = self.reader.encoder.deepen(self.embedded(pieces), (pieces != PAD).float(), scheme)
        words = self.reader.words(states, first, features)
        real = (first > 0).float()
        kinds = torch.softmax(self.reader.anchor(words), -1)
        index = ((1 - kinds[..., 0]) * real >= threshold).nonzero()
        index = torch.cat([index, torch.zeros_like(features[:1, :1, :2]).reshape(1, 2)])
        window, at = index[:, 0], index[:, 1]
        roles, acts, names = self.reader.heads(words, real, features, window, at)
        entities = self.reader.entities(words)
        return index, kinds[window, at], roles, torch.softmax(acts, -1), torch.sigmoid(names), entities


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
    axes["roles"][1] = axes["names"][1] = "words"
    axes["entities"] = {0: "windows", 1: "words"}
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


class Smoothed(nn.Module):
    """A product whose inputs are first brought to like ranges, its weights made up for it (SmoothQuant, Xiao et al. 2023)."""

    inverse: Tensor

    def __init__(self, product: nn.Linear, most: Tensor, evenness: float) -> None:
        """`most`: the greatest size of each input."""
        super().__init__()
        scale = (most.clamp(min=1e-3) ** evenness / product.weight.abs().amax(0).clamp(min=1e-5) ** (1 - evenness)).clamp(
            min=1e-4
        )
        self.register_buffer("inverse", 1 / scale)
        self.product = nn.Linear(product.in_features, product.out_features)
        self.product.weight.data = product.weight.data * scale
        self.product.bias.data = product.bias.data

    def forward(self, x: Tensor) -> Tensor:
        """As the product."""
        return self.product(x * self.inverse)  # type: ignore[no-any-return]


def smooth(encoder: Encoder, run: Callable[[], None]) -> None:
    """Smooths the products of every layer by what they see in `run`: single inputs are 100 standard deviations wide."""
    most: dict[tuple[int, str], Tensor] = {}

    def watch(place: tuple[int, str], given: Tensor) -> None:
        now = given.flatten(0, -2).abs().amax(0)
        most[place] = torch.maximum(most[place], now) if place in most else now

    layers = dict(enumerate(encoder.layers))
    products = {(i, name): getattr(layer, name) for i, layer in layers.items() for name in PRODUCTS}
    hooks = [p.register_forward_pre_hook(lambda _, given, at=at: watch(at, given[0])) for at, p in products.items()]
    with torch.inference_mode():
        run()
    for hook in hooks:
        hook.remove()
    for (i, name), product in products.items():
        setattr(layers[i], name, Smoothed(product, most[i, name].clone(), EVENNESS[name]))


def encoded(reader: Reader, texts: Sequence[Text]) -> None:
    """Sends texts through the encoder."""
    for text in texts:
        windows = reading_windows(text)
        batch = batch_of([(text, window) for window in windows], [0] * len(windows))
        pieces = torch.from_numpy(batch.pieces)
        reader.encoder(pieces, pieces != PAD, torch.from_numpy(batch.scheme))


def quantise(source: Path, target: Path) -> None:
    """Matrix products by int8 weights, one scale an output channel."""
    quantize_dynamic(source, target, op_types_to_quantize=["MatMul"], per_channel=True, weight_type=QuantType.QInt8)


def tell_states(source: Path, target: Path, layer: int = HEADS_LAYER) -> None:
    """Writes the graph with one more output, the states after a layer (from 1 on), for `konon.heads`; no weight changes."""
    graph = onnx.load(source)
    name = f"/layers.{layer - 1}/norm2/LayerNormalization_output_0"
    width = next(w.dims[0] for w in graph.graph.initializer if w.name == f"reader.encoder.layers.{layer - 1}.norm2.weight")
    graph.graph.node.append(onnx.helper.make_node("Identity", [name], [STATES], name=STATES))
    shape = ["windows", "pieces", width]
    graph.graph.output.append(onnx.helper.make_tensor_value_info(STATES, onnx.TensorProto.FLOAT, shape))
    onnx.checker.check_model(graph)
    onnx.save(graph, target)


def labels(thresholds: tuple[float, float]) -> dict[str, object]:
    """What the reader has to know about the graph; the names of its outputs' columns are for people."""
    return {
        "format": FORMAT,
        "languages": ["en", "id"],
        "thresholds": thresholds,
        "calibration": (1.0, 0.0),  # until stage 7
        "anchors": ANCHORS,
        "roles": ROLES,
        "acts": ACTS,
        "entities": ENTITIES,
        "entity_sets": ENTITY_SETS,
        "schemes": SCHEMES,
    }


def main(argv: Sequence[str] | None = None) -> None:
    """Writes `reader.onnx`, `reader.fp32.onnx`, `tokenizer.json` and `labels.json` into a folder."""
    made = parser(__doc__)
    made.add_argument("weights", type=Path)
    made.add_argument("--to", type=Path, required=True, help="folder to write")
    made.add_argument(
        "--thresholds", type=float, nargs=2, default=(THRESHOLD, 0.5), help="least probability of an anchor, by scheme"
    )
    options = made.parse_args(argv, namespace=Places())
    folder: Path = options.to
    folder.mkdir(parents=True, exist_ok=True)
    reader = trained(options.weights)
    started = time.monotonic()
    export(reader, folder / "reader.fp32.onnx", packed=False)
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "packed.onnx"
        sample = prepared(options.data).ours[:SAMPLE]
        smooth(reader.encoder, lambda: encoded(reader, sample))
        export(reader, plain, packed=True)
        quantise(plain, folder / "reader.onnx")
        tell_states(folder / "reader.onnx", folder / "reader.onnx")
    shutil.copy(options.tokenizer, folder / "tokenizer.json")
    (folder / "labels.json").write_text(json.dumps(labels(tuple(options.thresholds)), indent=1) + "\n", "utf-8")
    for path in sorted(folder.iterdir()):
        print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB")
    print(f"{time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
