"""Counts in how many articles each word stands: the table by which stories know a rare word from a common one.

    python -m train.frequencies LANGUAGE SOURCE LEAST ARTICLES.jsonl > src/konon/data/LANGUAGE/frequencies.tsv

ARTICLES holds a `text` a line (`title` where there is one). A word in fewer than LEAST articles is left out: it is rare in any
news. The tables were counted with `id news-id 8` and `en polnear-train 6`.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import msgspec

from konon.clean import mark
from konon.lexicon import load
from konon.segment import CAMEL
from konon.stories import WORD


class Line(msgspec.Struct):
    """An article."""

    text: str
    title: str | None = None


def table(lines: Sequence[Line], language: str, source: str, least: int) -> str:
    """The whole file, sorted."""
    counts: Counter[str] = Counter()
    for line in lines:
        parts, at = [line.title or ""], 0
        for mark_ in mark(line.text, load(language)):
            parts.append(line.text[at : mark_.start])
            at = mark_.end
        text = " ".join((*parts, line.text[at:]))
        counts.update({word.lower() for word in WORD.findall(CAMEL.sub(" ", text))})
    rows = sorted(f"{w}\t{max(1, round(10_000 * n / len(lines)))}\t{source}" for w, n in counts.items() if n >= least)
    return "\n".join(["word\tarticles\tsource", *rows, ""])


if __name__ == "__main__":
    language, source, least, path = sys.argv[1:]
    read = [msgspec.json.decode(line, type=Line) for line in Path(path).read_bytes().splitlines() if line.strip()]
    sys.stdout.write(table(read, language, source, int(least)))
