"""The tokenizer of the pruned vocabulary."""

from __future__ import annotations

import json
from pathlib import Path

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

from konon.pieces import UNKNOWN
from train.decode import Pieces


def build(pieces: Pieces, kept: list[int]) -> Tokenizer:
    """The tokenizer of the pieces at `kept`. A word that follows white space is to be given with one blank before it."""
    made = Tokenizer(models.Unigram([(pieces.pieces[i], pieces.scores[i]) for i in kept], unk_id=UNKNOWN, byte_fallback=False))
    made.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="never")
    return made


def read_pieces(path: Path) -> Pieces:
    """The base's vocabulary as stage 1 wrote it."""
    raw = json.loads(path.read_text("utf-8"))
    return Pieces(pieces=raw["pieces"], scores=raw["scores"], unknown=raw["unknown"])
