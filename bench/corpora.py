"""How well Konon reads what others annotated: PFSA-ID's statements and speakers, and three sets of named entities.

PFSA-ID (Indonesian, direct speech; tags B I L U) marks the words of a statement and the name of a speaker; which belongs to
which is taken from how near they stand. It is not exhaustive, so only what it has is looked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from konon.decoding import mentions, tags
from konon.records import Page, Reading, Refusal, Span
from konon.tag import load, scan
from konon.windows import Words

BEGINS = "KOMPAS"  # a dateline, in the first words of a sentence, begins an article
CLOSE = frozenset(",.;:!?)%”’")  # written without a blank before them, unless they open
OPEN = frozenset("(“‘")
ENTITY_SETS = {"idner": ("idner2k-dev.txt", 1), "nergrit": ("nergrit-valid.txt", 2), "nerp": ("nerp-valid.txt", 3)}
KINDS = {
    "PERSON": "PER", "PPL": "PER", "ORGANISATION": "ORG", "IND": "ORG",
    "PLACE": "LOC", "PLC": "LOC", "EVT": "EVENT", "FNB": "PRODUCT",
}  # fmt: skip


class Tagged(Struct):
    """An article in tokens with their tags, and where each token stands in `text`."""

    text: str
    spans: list[Span]
    tags: list[str]
    sentences: list[Span]


# --- statements and their speakers -----------------------------------------------------------------------------------


def sentences(path: Path) -> Iterator[tuple[list[str], list[str]]]:
    """Tokens (first column) and tags (last), up to each blank line."""
    words: list[str] = []
    marks: list[str] = []
    for line in [*path.read_text("utf-8").splitlines(), ""]:
        columns = line.replace("\t", " ").split(" ")
        if line.strip():
            words.append(columns[0])
            marks.append(columns[-1])
        elif words:
            yield words, marks
            words, marks = [], []


def articles(path: Path) -> list[Tagged]:
    """The articles of PFSA-ID as running text; a quote mark opens where none is open."""
    out: list[Tagged] = []
    opened = False
    for words, marks in sentences(path):
        if not out or BEGINS in words[:8]:
            out.append(Tagged(text="", spans=[], tags=[], sentences=[]))
            opened = False
        article = out[-1]
        tight = True
        begin = len(article.text)
        for word, mark in zip(words, marks, strict=True):
            if word in ('"', "”", "“"):
                opened = not opened
                glued = tight if opened else True
            else:
                glued = tight or word in CLOSE
            article.text += "" if glued or not article.text else " "
            article.spans.append((len(article.text), len(article.text) + len(word)))
            article.text += word
            article.tags.append(mark)
            tight = word in OPEN or (word in ('"', "”", "“") and opened)
        article.sentences.append((begin, len(article.text)))
        article.text += "" if tight else " "
    return out


def chunks(article: Tagged, kind: str) -> list[Span]:
    """The characters of each annotation of one kind."""
    out: list[Span] = []
    going = False
    for (start, end), tag in zip(article.spans, article.tags, strict=True):
        place, _, name = tag.partition("-")
        if name != kind:
            going = False
            continue
        if place in "BU" or not going:
            out.append((start, end))
        else:
            out[-1] = (out[-1][0], end)
        going = place not in "LU"
    return out


def statements(path: Path, read: Callable[[Page], Reading | Refusal]) -> dict[str, float]:
    """In percent: statements of which half or more is found as a claim's content (IoU), and, of all statements in whose
    sentences a speaker is named, those whose claim has the nearest one in its source."""
    found = total = spoken = right = 0
    for number, article in enumerate(articles(path)):
        reading = read(Page(name=f"pfsa-{number}", body=article.text.encode(), kind="text", encoding="utf-8"))
        if not isinstance(reading, Reading):
            continue
        persons = [*chunks(article, "PERSON"), *chunks(article, "PERSONCOREF")]
        for statement in chunks(article, "STATEMENT"):
            total += 1
            best, claim = max(
                ((_iou(statement, c.content), c) for c in reading.claims), key=lambda t: t[0], default=(0.0, None)
            )
            own = [s for s in article.sentences if s[0] <= statement[0] < s[1] or s[0] < statement[1] <= s[1]]
            beside = [p for p in persons if any(s[0] <= p[0] < s[1] for s in own)]
            near = min(beside, key=lambda p: _apart(p, statement), default=None)
            spoken += near is not None
            if best >= 0.5 and claim is not None:
                found += 1
                right += near is not None and any(max(a, near[0]) < min(b, near[1]) for a, b in claim.source)
    return {"statement": 100 * found / total, "speaker": 100 * right / max(spoken, 1)}


def _iou(span: Span, content: Iterable[Span]) -> float:
    shared = covered = 0
    for start, end in content:
        shared += max(0, min(end, span[1]) - max(start, span[0]))
        covered += end - start
    return shared / (covered + span[1] - span[0] - shared)


def _apart(a: Span, b: Span) -> int:
    return max(b[0] - a[1], a[0] - b[1])


# --- named entities --------------------------------------------------------------------------------------------------


def entities(folder: Path) -> dict[str, float]:
    """Entity F1 (exact words and kind), each set by its own conventions, on its own tokens."""
    return {name: _entity_f1(folder / file, column) for name, (file, column) in ENTITY_SETS.items()}


def _entity_f1(path: Path, column: int) -> float:
    model = load()
    shared = predicted = wanted = 0
    for words, marks in sentences(path):
        n = len(words)
        pieces = tuple(model.cut(w if w in CLOSE else " " + w) for w in words)
        text = Words(pieces=pieces, quoted=(0,) * n, sentence=(0,) * n, line=(0,) * n)
        seen = scan(text, model, threshold=1.1)
        spans = [(i, i + 1) for i in range(n)]
        found = {(m.span, m.type) for m in mentions(spans, tags(seen.entities[:, column]))}
        gold = set(_gold(marks))
        shared += len(found & gold)
        predicted += len(found)
        wanted += len(gold)
    return 200 * shared / max(predicted + wanted, 1)


def _gold(marks: Sequence[str]) -> Iterator[tuple[Span, str]]:
    first = 0
    for i, mark in enumerate([*marks, "O"]):
        place, _, _ = mark.partition("-")
        if place != "I" and i > first and marks[first] != "O":
            name = marks[first].partition("-")[2]
            yield (first, i), KINDS.get(name, name)
        if place != "I":
            first = i
