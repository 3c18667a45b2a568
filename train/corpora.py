"""Sets that come in tokens: named entities (IDNER-News-2k, NERGrit, NERP) and coreference (COIN), as `Text`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from konon.decoding import ENTITIES
from konon.pieces import WordPieces
from train.windows import ENTITY_SETS, UNKNOWN, Anchored, Text

KIND_OF = {
    "PER": "PER", "ORG": "ORG", "LOC": "LOC",
    "PERSON": "PER", "ORGANISATION": "ORG", "PLACE": "LOC",
    "PPL": "PER", "PLC": "LOC", "IND": "ORG", "EVT": "EVENT", "FNB": "PRODUCT",
}  # fmt: skip
TIGHT = frozenset(",.;:!?)%”’")  # written without a blank before them


def tagged(path: Path) -> list[tuple[list[str], list[str]]]:
    """The sentences of a file of tokens and tags (first and last column, blank lines between sentences)."""
    sentences: list[tuple[list[str], list[str]]] = [([], [])]
    for line in path.read_text("utf-8").splitlines():
        columns = line.replace("\t", " ").split(" ")
        if not line.strip():
            sentences.append(([], []))
        else:
            sentences[-1][0].append(columns[0])
            sentences[-1][1].append(columns[-1])
    return [s for s in sentences if s[0]]


def entity_texts(folder: Path, name: str, part: str, cut: WordPieces) -> list[Text]:
    """The sentences of one set; `part` is train, valid or dev."""
    out = []
    for number, (words, tags) in enumerate(tagged(folder / f"{name}-{part}.txt")):
        set_name = "idner" if name == "idner2k" else name
        ids = tuple(_tag(tag) for tag in tags)
        out.append(_text(f"{name}-{part}-{number}", words, cut, entities=ids, entity_set=ENTITY_SETS.index(set_name)))
    return out


def _tag(written: str) -> int:
    place, _, kind = written.partition("-")
    return ENTITIES.index(f"{place}-{KIND_OF[kind]}") if kind else 0


def _text(
    id_: str,
    words: Sequence[str],
    cut: WordPieces,
    *,
    entities: tuple[int, ...] = (),
    entity_set: int = 0,
    anchored: Iterable[Anchored] = (),
    sentence: Sequence[int] = (),
) -> Text:
    n = len(words)
    return Text(
        id=id_,
        language="id",
        scheme=0,
        spans=tuple((i, i + 1) for i in range(n)),
        pieces=tuple(cut(w if w in TIGHT or w == "nya" else " " + w) for w in words),
        quoted=(0,) * n,
        sentence=tuple(sentence) or (0,) * n,
        line=(0,) * n,
        anchored=tuple(anchored),
        attributed=False,
        entities=entities,
        entity_set=entity_set,
    )


def coreference_texts(path: Path, cut: WordPieces) -> Iterator[Text]:
    """COIN's passages; the anchors are pronouns, their names the proper nouns of the same chain (else its nouns)."""
    passages: list[tuple[list[str], list[str]]] = []
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("#Text"):
            passages.append(([], []))
        columns = line.split("\t")
        if passages and len(columns) >= 4 and not line.startswith("#"):
            passages[-1][0].append(columns[2])
            passages[-1][1].append(columns[3])
    for number, (words, marks) in enumerate(passages):
        anchored = _chains(marks)
        if anchored:
            ends = [0]
            for word in words:
                ends.append(ends[-1] + (word in ".!?"))
            yield _text(f"coin-{number}", words, cut, anchored=anchored, sentence=ends[:-1])


def _chains(marks: Sequence[str]) -> list[Anchored]:
    mentions: dict[str, list[int]] = {}
    kinds: dict[str, str] = {}
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.get(name, name) != name:
            name = parent[name]
        return name

    for i, written in enumerate(marks):
        for mark in written.split("|"):
            kind, _, number = mark.rstrip("]").partition("[")
            if kind in ("PROPER", "NOUN", "PRONOUN"):
                mentions.setdefault(number, []).append(i)
                kinds[number] = kind
            elif kind in ("IDENT", "ALIAS") and "_" in number:
                a, b = number.split("_")
                parent[root(b)] = root(a)
    out = []
    for number, places in mentions.items():
        if kinds[number] != "PRONOUN" or len(places) != 1:
            continue
        chain = [m for m in mentions if root(m) == root(number)]
        named = [m for m in chain if kinds[m] == "PROPER"] or [m for m in chain if kinds[m] == "NOUN"]
        if named:
            words = tuple(sorted({i for m in named for i in mentions[m]}))
            out.append(Anchored(at=places[0], kind=UNKNOWN, roles={}, act=UNKNOWN, names=words))
    return sorted(out, key=lambda a: a.at)
