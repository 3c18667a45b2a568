"""Stage 7: makes the confidence of a graph mean something, on the articles that training held out.

A logistic regression (Platt 1999) from the logit of the anchor's probability to whether the attribution was right, as
`gold/score.py` counts it: half of the content and some of the source shared. Writes slope and offset into `labels.json`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from konon.records import Attribution, Span
from konon.tag import load
from train.evaluate import case_of, predicted, read_case
from train.places import Places, parser

STEPS, RATE = 20_000, 0.02


def right(a: Attribution, gold: Sequence[dict[str, Any]]) -> bool:
    """True where some gold attribution shares half of the content (IoU) and some of the source, or both have none."""
    content, source = _chars(a.content), _chars(a.source)
    for g in gold:
        wanted, whom = _chars(g["content"]), _chars(g["source"])
        if 2 * len(content & wanted) >= len(content | wanted) and (source & whom or not (source or whom)):
            return True
    return False


def _chars(spans: Iterable[Span]) -> set[int]:
    return {i for start, end in spans for i in range(start, end)}


def platt(given: Sequence[float], hits: Sequence[bool]) -> tuple[float, float]:
    """Slope and offset, by plain descent: two numbers, and no step can run away."""
    p = np.clip(np.array(given, float), 1e-4, 1 - 1e-4)
    x = np.stack([np.log(p / (1 - p)), np.ones_like(p)], 1)
    y = np.array(hits, float)
    w = np.array([0.0, 0.0])
    for _ in range(STEPS):
        w -= RATE * x.T @ (1 / (1 + np.exp(-x @ w)) - y) / len(y)
    return round(float(w[0]), 4), round(float(w[1]), 4)


def main() -> None:
    """Fits on the held-out articles and writes the result beside the graph."""
    made = parser(__doc__)
    made.add_argument("folder", type=Path, help="where the graph was exported to")
    options = made.parse_args(namespace=Places())
    model = load(options.folder)
    case = case_of(options, "held")
    found = predicted(case, read_case(case, model, model.labels.thresholds[0]))
    rows = [(a.confidence, right(a, gold)) for some, gold in zip(found, case.gold, strict=True) for a in some]
    slope, offset = platt([c for c, _ in rows], [hit for _, hit in rows])
    path = options.folder / "labels.json"
    labels = json.loads(path.read_text("utf-8")) | {"calibration": [slope, offset]}
    path.write_text(json.dumps(labels, indent=1) + "\n", "utf-8")
    print(
        f"{len(rows)} attributions, {100 * sum(hit for _, hit in rows) / len(rows):.1f} % right: slope {slope}, offset {offset}"
    )


if __name__ == "__main__":
    main()
