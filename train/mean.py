"""The mean of several readers' weights, of one run or of runs from one another (Wortsman et al. 2022)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import torch

from train.decode import Shape
from train.model import Reader, save
from train.places import Places, parser


def main() -> None:
    """Writes the mean."""
    made = parser(__doc__)
    made.add_argument("weights", type=Path, nargs="+")
    made.add_argument("--out", type=Path, required=True)
    options = made.parse_args(namespace=Places())
    every: list[dict[str, Any]] = [torch.load(path, weights_only=True) for path in options.weights]
    if any(one["shape"] != every[0]["shape"] for one in every):
        raise ValueError("the weights are of different shapes")
    mean = {name: sum(one["weights"][name].float() for one in every) / len(every) for name in every[0]["weights"]}
    reader = Reader(Shape(**msgspec.to_builtins(every[0]["shape"])), mean["encoder.word.weight"].shape[0])
    save(options.out, reader, mean)


if __name__ == "__main__":
    main()
