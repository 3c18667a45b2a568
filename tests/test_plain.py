"""Plain sentences on which any reader would agree, read by each of Konon's readers: tests/gold/plain/*.txt."""

from __future__ import annotations

from pathlib import Path

import pytest

from konon import rules, tag
from konon.lexicon import languages, load
from konon.pipeline import Reader
from konon.records import Attribution
from konon.segment import segment
from konon.spans import joined

GOLD = Path(__file__).parent / "gold" / "plain"
READERS: dict[str, Reader] = {"model": tag, "rules": rules}


def blocks(language: str) -> list[tuple[str, str, list[str]]]:
    """Title, sentence and expected lines of each block of a language's file."""
    out = []
    for block in (GOLD / f"{language}.txt").read_text("utf-8").split("\n\n"):
        title, text, *expected = block.strip().split("\n")
        out.append((title.removeprefix("## "), text.removeprefix("> "), expected))
    return out


def shown(text: str, a: Attribution) -> str:
    return " | ".join((joined(text, a.source) or "-", joined(text, a.cue) or "-", joined(text, a.content), a.act, a.quote))


CASES = [(reader, language, *block) for reader in READERS for language in languages() for block in blocks(language)]


@pytest.mark.parametrize(
    ("reader", "language", "title", "text", "expected"), CASES, ids=[f"{c[0]}, {c[1]}: {c[2]}" for c in CASES]
)
def test_a_plain_sentence_gives_just_what_anyone_reads_in_it(
    reader: str, language: str, title: str, text: str, expected: list[str]
) -> None:
    lexicon = load(language)
    tagged = READERS[reader].read(segment(text, lexicon), lexicon)
    assert [shown(text, a) for a in tagged.attributions] == expected


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The minister did not say that taxes would rise."),
        ("id", "Menteri itu tidak mengatakan bahwa pajak akan naik."),
    ],
)
def test_a_negated_saying_is_marked(reader: str, language: str, text: str) -> None:
    lexicon = load(language)
    (a,) = READERS[reader].read(segment(text, lexicon), lexicon).attributions
    assert a.negated


@pytest.mark.parametrize("language", languages())
def test_every_language_has_ten_plain_sentences(language: str) -> None:
    sentences = {text for _, text, expected in blocks(language) if expected}
    assert len(sentences) == 10
