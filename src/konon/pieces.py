"""Words to pieces of the reader's vocabulary. Quote marks of all kinds are written alike."""

from __future__ import annotations

from pathlib import Path

from tokenizers import Tokenizer

from konon.segment import Segments

START, PAD, BREAK, UNKNOWN = 0, 1, 2, 3  # <s>, <pad>, </s> (after each line), <unk>
HEAD, TAIL = 6, 2  # pieces kept of a word that has more
REMEMBERED = 200_000  # words; beyond that a process begins anew
QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "`": "'"})


class WordPieces:
    """Cuts words one by one and remembers them: a word has the same pieces wherever it stands."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer
        self.known: dict[str, tuple[int, ...]] = {}

    @classmethod
    def load(cls, path: Path) -> WordPieces:
        """From a tokenizer's file."""
        return cls(Tokenizer.from_str(path.read_text("utf-8")))

    def __call__(self, written: str) -> tuple[int, ...]:
        """The piece ids of a word; a blank before it says that white space does."""
        found = self.known.get(written)
        if found is None:
            ids = self.tokenizer.encode(written.translate(QUOTES)).ids
            found = tuple(ids if len(ids) <= HEAD + TAIL else ids[:HEAD] + ids[-TAIL:]) or (UNKNOWN,)
            if len(self.known) >= REMEMBERED:
                self.known.clear()
            self.known[written] = found
        return found

    def of(self, s: Segments) -> list[tuple[int, ...]]:
        """The pieces of each token of a text."""
        return [self(written) for written in words(s)]


def words(s: Segments) -> list[str]:
    """The tokens as `WordPieces` takes them."""
    out = []
    before = -1
    for start, end in s.tokens:
        out.append(s.text[start:end] if start == before else " " + s.text[start:end])
        before = end
    return out
