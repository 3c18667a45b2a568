"""The families of claims that the network of `konon.entailment` learns from (train/annotations/families)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from konon.records import ACTS

FAMILIES = sorted((Path(__file__).parents[1] / "train" / "annotations" / "families").rglob("*.txt"))
LINE = re.compile(r"(?:x (\w+)|([=nwrd])) (id|en) (\d{4}-\d\d-\d\d) \| ([^|]*) \| ([^|]*) \| ([^|]+) \| (\w+)")
KINDS = {"denial", "negation", "number", "who", "when", "where", "opposite"}


def test_there_are_families() -> None:
    assert len(FAMILIES) > 60


@pytest.mark.parametrize("path", FAMILIES, ids=lambda path: path.stem)
def test_every_line_is_a_claim_with_a_label_a_day_and_an_act(path: Path) -> None:
    labels: list[str] = []
    for line in [*path.read_text("utf-8").splitlines(), "== end"]:
        if line.startswith("== "):
            assert not labels or (labels.count("=") > 1 and "x" in labels and "r" in labels), line
            labels = []
        elif line:
            found = LINE.fullmatch(line)
            assert found, line
            assert found[1] is None or found[1] in KINDS, line
            assert found[8] in ACTS, line
            assert found[7].strip(), line
            labels.append("x" if found[1] else found[2])
