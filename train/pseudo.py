"""Before stage 3, at will: reads the unannotated articles with the reader in `models/`, for a next one to learn from.

A student learns the teacher's labels from words of which some are hidden from it, beside the annotated articles (noisy
student, Xie et al. 2020).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from konon import tag
from konon.lexicon import load
from train.documents import LABELS, Document, Labelled, development, plain_texts, training
from train.places import Places, parser
from train.windows import segments


class Options(Places):
    """What the command line gives."""

    annotations: Path
    part: int
    parts: int


def unannotated(shared: Path, annotations: Path) -> Iterator[Document]:
    """The articles of the news corpora that have no labels by our guidelines."""
    ours, _ = training(shared, annotations)
    known = {d.text for d in (*ours, *development(shared))}
    for language, text in plain_texts(shared):
        if "\n" in text and text not in known:
            known.add(text)
            name = "read-" + hashlib.sha256(text.encode()).hexdigest()[:16]
            yield Document(id=name, language=language, scheme="ours", text=text, attributions=())


def labelled(document: Document) -> Document:
    """The document as the reader reads it."""
    read = tag.read(segments(document), load(document.language))
    some = tuple(Labelled(source=a.source, cue=a.cue, content=a.content, act=a.act) for a in read.attributions)
    return msgspec.structs.replace(document, attributions=some)


def pseudo(path: Path) -> list[Document]:
    """What this stage wrote, all parts of it; nothing, where it was passed over."""
    parts = sorted(path.parent.glob(f"{path.stem}.*{path.suffix}"))
    return [msgspec.json.decode(line, type=Document) for part in parts for line in part.read_bytes().splitlines()]


def main() -> None:
    """Writes `pseudo.PART.jsonl`."""
    made = parser(__doc__)
    made.add_argument("--annotations", type=Path, default=LABELS, help="folder of further labels, by language")
    made.add_argument("--part", type=int, default=0, help="which part of the articles, from 0: parts may run at once")
    made.add_argument("--parts", type=int, default=1, help="of how many")
    options = made.parse_args(namespace=Options())
    target = options.read_before.with_suffix(f".{options.part}.jsonl")
    part = target.with_suffix(".part")
    with part.open("wb") as out:
        for number, document in enumerate(unannotated(options.shared, options.annotations)):
            if number % options.parts == options.part:
                out.write(msgspec.json.encode(labelled(document)) + b"\n")
    part.replace(target)


if __name__ == "__main__":
    main()
