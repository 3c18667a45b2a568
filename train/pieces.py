"""Words to pieces of the base's vocabulary. Quote marks of all kinds are written alike, as the reader does."""

from __future__ import annotations

import json
from pathlib import Path

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

from konon.segment import Segments
from train.decode import Pieces

START, PAD, BREAK, UNKNOWN = 0, 1, 2, 3  # <s>, <pad>, </s> (after each line), <unk>
HEAD, TAIL = 6, 2  # pieces kept of a word that has more
QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "`": "'"})


def build(pieces: Pieces, kept: list[int]) -> Tokenizer:
    """The tokenizer of the pieces at `kept`. A word that follows white space is to be given with one blank before it."""
    made = Tokenizer(models.Unigram([(pieces.pieces[i], pieces.scores[i]) for i in kept], unk_id=UNKNOWN, byte_fallback=False))
    made.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="never")
    return made


class WordPieces:
    """Cuts words one by one and remembers them: a word has the same pieces wherever it stands."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer
        self.known: dict[str, tuple[int, ...]] = {}

    @classmethod
    def load(cls, path: Path) -> WordPieces:
        """From the file that stage 2 wrote."""
        return cls(Tokenizer.from_str(path.read_text("utf-8")))

    def __call__(self, written: str) -> tuple[int, ...]:
        """The piece ids of a word; a blank before it says that white space does."""
        found = self.known.get(written)
        if found is None:
            ids = self.tokenizer.encode(written.translate(QUOTES)).ids
            found = tuple(ids if len(ids) <= HEAD + TAIL else ids[:HEAD] + ids[-TAIL:]) or (UNKNOWN,)
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


def read_pieces(path: Path) -> Pieces:
    """The base's vocabulary as stage 1 wrote it."""
    raw = json.loads(path.read_text("utf-8"))
    return Pieces(pieces=raw["pieces"], scores=raw["scores"], unknown=raw["unknown"])
