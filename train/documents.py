"""Articles with their attributions, from every set that the reader learns from, as one record."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import UNSET, UnsetType

from konon.records import Span

Scheme = Literal["ours", "polnear"]
SCHEMES: tuple[Scheme, ...] = ("ours", "polnear")
LABELS = Path(__file__).parent / "annotations"


class Labelled(msgspec.Struct, frozen=True, kw_only=True):
    """One gold attribution; `act` is None where the set has no acts, `holder` unset where it has no holders."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    act: str | None = None
    holder: str | UnsetType | None = UNSET


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """An article and its gold, under the conventions of `scheme`."""

    id: str
    language: str
    scheme: Scheme
    text: str
    attributions: tuple[Labelled, ...]
    names: tuple[tuple[int, int, str], ...] = ()  # named entities with their kind; none: not annotated


class _Line(msgspec.Struct, kw_only=True):
    """What a line of any of the files has; other fields are passed over."""

    text: str
    attributions: tuple[Labelled, ...]
    id: str = ""


def read(path: Path, language: str, scheme: Scheme) -> list[Document]:
    """The articles of a JSON-lines file, or of a file that holds one."""
    raw = path.read_bytes()
    lines = [raw] if path.suffix == ".json" else raw.splitlines()
    found = [msgspec.json.decode(line, type=_Line) for line in lines if line.strip()]
    return [
        Document(id=d.id or path.stem, language=language, scheme=scheme, text=d.text, attributions=d.attributions)
        for d in found
    ]


class _Labels(msgspec.Struct, kw_only=True):
    """A line of `train/annotations`: an article's labels as offsets, and the hash of the text they are offsets into."""

    id: str
    sha256: str
    attributions: tuple[Labelled, ...]
    names: tuple[tuple[int, int, str], ...] = ()


def labelled_lines(shared: Path, folder: Path) -> Iterator[tuple[str, str, bytes]]:
    """Language, text and line of every article whose labels are in `folder` (`id.jsonl`, `en.jsonl`).

    Raises `ValueError`, naming the article, where no text in `shared` has the hash that its labels were made on.
    """
    texts: dict[str, str] = {}
    for path in (*sorted((shared / "data" / "news-id").glob("*.jsonl")), shared / "data" / "polnear" / "train.jsonl"):
        for line in path.read_bytes().splitlines():
            text: str = msgspec.json.decode(line)["text"]
            texts[_hash(text)] = text
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_bytes().splitlines():
            row = msgspec.json.decode(line, type=_Labels)
            if row.sha256 not in texts:
                raise ValueError(f"{path}: {row.id}: no text of {shared / 'data'} has the hash {row.sha256[:12]}…")
            yield path.stem, texts[row.sha256], line


class _Names(msgspec.Struct, kw_only=True):
    """A line of `train/annotations/names`: the named entities of an article of the gold."""

    sha256: str
    names: tuple[tuple[int, int, str], ...]


def _names(folder: Path) -> Iterator[_Names]:
    for path in sorted((folder / "names").glob("*.jsonl")):
        for line in path.read_bytes().splitlines():
            yield msgspec.json.decode(line, type=_Names)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def annotated(shared: Path, folder: Path) -> list[Document]:
    """Further articles in our scheme: the labels in `folder`, each with its text from `shared`."""
    found = []
    for language, text, line in labelled_lines(shared, folder):
        row = msgspec.json.decode(line, type=_Labels)
        found.append(
            Document(id=row.id, language=language, scheme="ours", text=text, attributions=row.attributions, names=row.names)
        )
    return found


def training(shared: Path, labels: Path) -> tuple[list[Document], list[Document]]:
    """Our own articles, then PolNeAR's train half; of both, none whose text is in a development set."""
    gold, polnear = shared / "gold", shared / "data" / "polnear"
    named = {n.sha256: n.names for n in _names(labels)}
    ours = [msgspec.structs.replace(d, names=named.get(_hash(d.text), ())) for d in read(gold / "train.jsonl", "id", "ours")]
    ours += annotated(shared, labels)
    theirs = read(polnear / "train.jsonl", "en", "polnear")
    held = {d.text for d in development(shared)}
    return [d for d in ours if d.text not in held], [d for d in theirs if d.text not in held]


def development(shared: Path) -> list[Document]:
    """All that is never trained on."""
    gold, polnear = shared / "gold", shared / "data" / "polnear"
    return [
        *read(gold / "dev.jsonl", "id", "ours"),
        *read(gold / "dev-en.jsonl", "en", "ours"),
        *read(polnear / "dev.jsonl", "en", "polnear"),
    ]


def plain_texts(shared: Path) -> Iterator[tuple[str, str]]:
    """Unlabelled text as (language, text): what the vocabulary is counted on."""
    held = {d.text for d in development(shared)}
    for name, language in (("news-id", "id"), ("polnear", "en")):
        for path in sorted((shared / "data" / name).glob("*.jsonl")):
            for line in path.read_bytes().splitlines():
                record: dict[str, Any] = msgspec.json.decode(line)
                text = record["text"]
                if path.stem != "dev" and text not in held:
                    yield language, text
    for path in sorted((shared / "data" / "ner").iterdir()):
        rows = [line.split("\t")[0].split(" ")[0] for line in path.read_text("utf-8").splitlines()]
        yield "id", " ".join(rows)
    for path in sorted((shared / "data" / "ud").glob("*-train.conllu")):
        lines = path.read_text("utf-8").splitlines()
        sentences = [line.removeprefix("# text = ") for line in lines if line.startswith("# text = ")]
        yield path.name[:2], "\n".join(sentences)
