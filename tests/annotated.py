"""The labels of articles (train/annotations), and the texts that they were made on."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
LABELS = ROOT / "train" / "annotations"
DATA = ROOT.parent / "shared" / "data"
CORPORA = ("news-id/2025-06-18_19.jsonl", "polnear/train.jsonl")
LANGUAGES = pytest.mark.parametrize("language", ["en", "id"])


def rows(path: Path) -> list[dict[str, Any]]:
    """The lines of a file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@cache
def texts() -> dict[str, str]:
    """All texts that labels can be made on, by their SHA-256; the test is skipped where they are not there."""
    if not DATA.is_dir():
        pytest.skip("the annotated articles are their publishers', and not part of the project")
    found = [row["text"] for corpus in CORPORA for row in rows(DATA / corpus)]
    return {hashlib.sha256(text.encode()).hexdigest(): text for text in found}
