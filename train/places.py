"""Where the stages read and write; every stage takes the same two options."""

from __future__ import annotations

import argparse
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
WORK = ROOT / "train" / "work"


class Places(argparse.Namespace):
    """The folder with gold and data, and the folder that all stages write to and take each other's results from."""

    shared: Path
    work: Path

    @property
    def base(self) -> Path:
        """Stage 1: the decoded encoder."""
        return self.work / "base.pt"

    @property
    def vocabulary(self) -> Path:
        """Stage 1: all pieces of the base with their scores."""
        return self.work / "vocabulary.json"

    @property
    def kept(self) -> Path:
        """Stage 2: the ids of the pieces kept, in the order of their new ids."""
        return self.work / "kept.json"

    @property
    def tokenizer(self) -> Path:
        """Stage 2: the pruned tokenizer, as the reader loads it."""
        return self.work / "tokenizer.json"

    @property
    def read_before(self) -> Path:
        """Before stage 3: unannotated articles as a finished reader reads them; its parts are `pseudo.0.jsonl` and so on."""
        return self.work / "pseudo.jsonl"

    @property
    def data(self) -> Path:
        """Stage 3: the documents in words and pieces with their labels."""
        return self.work / "data.msgpack"


def parser(about: str | None) -> argparse.ArgumentParser:
    """A parser with the options that all stages share."""
    made = argparse.ArgumentParser(description=about, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    made.add_argument("--shared", type=Path, default=SHARED, help="folder that holds gold/ and data/")
    made.add_argument("--work", type=Path, default=WORK, help="folder for all that is made on the way")
    return made
