"""Stage 2: keeps the pieces that Indonesian and English news need, of 250,002 some 44,000, and writes the tokenizer.

Kept are the pieces seen at least twice in the training texts, every single character below U+2200, and the most
frequent Latin pieces of the base, so that an unseen name falls into few pieces.
"""

from __future__ import annotations

import json
import re
from collections import Counter

from konon.clean import mark
from konon.lexicon import load
from konon.pieces import WordPieces, words
from konon.segment import segment
from train.documents import plain_texts
from train.pieces import build, read_pieces
from train.places import Places, parser

SEEN = 2
LATIN = re.compile(r"▁?[A-Za-z0-9À-ÿ\W_]*$")
COMMON = 20_000  # Latin pieces kept whether seen or not; the base has them sorted by frequency
SYMBOLS = 0x2200
SPECIAL = 4


def main() -> None:
    """Writes `kept.json` and `tokenizer.json`."""
    places = parser(__doc__).parse_args(namespace=Places())
    pieces = read_pieces(places.vocabulary)
    whole = WordPieces(build(pieces, list(range(len(pieces.pieces)))))
    counted: Counter[str] = Counter()
    for language, text in plain_texts(places.shared):
        lexicon = load(language)
        skip = [(b.start, b.end) for b in mark(text, lexicon)]
        counted.update(words(segment(text, lexicon, skip=skip)))
    seen: Counter[int] = Counter()
    for word, count in counted.items():
        for piece in whole(word):
            seen[piece] += count
        if count > 2 * SEEN and word.islower():  # words open sentences too
            for piece in whole(word.title()):
                seen[piece] += 1
    keep = set(range(SPECIAL)) | {piece for piece, count in seen.items() if count >= SEEN}
    latin = [i for i, piece in enumerate(pieces.pieces) if LATIN.match(piece)]
    keep |= set(latin[:COMMON])
    keep |= {i for i, piece in enumerate(pieces.pieces) if len(piece) == 1 and ord(piece) < SYMBOLS}
    kept = sorted(keep)
    places.kept.write_text(json.dumps(kept), "utf-8")
    tokenizer = build(pieces, kept)
    places.tokenizer.write_text(tokenizer.to_str(), "utf-8")
    pruned = WordPieces(tokenizer)
    same = sum(n for word, n in counted.items() if [kept[i] for i in pruned(word)] == list(whole(word)))
    print(f"{len(kept)} pieces kept; {100 * same / counted.total():.2f} % of {counted.total()} words are cut as before")


if __name__ == "__main__":
    main()
