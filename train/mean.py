"""The mean of the weights of several networks, of one run or of runs from one another (Wortsman et al. 2022)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from train.places import Places, parser


class Options(Places):
    """What the command line gives."""

    weights: list[Path]
    shares: list[float] | None
    out: Path


def main() -> None:
    """Writes the mean, in which each network counts by its share."""
    made = parser(__doc__)
    made.add_argument("weights", type=Path, nargs="+")
    made.add_argument("--shares", type=float, nargs="+", help="what each counts; all the same if not given")
    made.add_argument("--out", type=Path, required=True)
    options = made.parse_args(namespace=Options())
    every: list[dict[str, Any]] = [torch.load(path, weights_only=True) for path in options.weights]
    shares = options.shares or [1.0] * len(every)
    if len(shares) != len(every):
        raise ValueError(f"{len(shares)} shares for {len(every)} networks")
    if any(one["shape"] != every[0]["shape"] for one in every):
        raise ValueError("the weights are of different shapes")
    mean = {
        name: sum(share * one["weights"][name].float() for share, one in zip(shares, every, strict=True)) / sum(shares)
        for name in every[0]["weights"]
    }
    part = options.out.with_suffix(".part")
    torch.save({"shape": every[0]["shape"], "weights": mean}, part)
    part.replace(options.out)


if __name__ == "__main__":
    main()
