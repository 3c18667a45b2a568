"""Text that fits a terminal and cannot command it."""

from __future__ import annotations

import re

from rich.cells import cell_len, chop_cells, set_cell_size

# An article may hold escape sequences and direction overrides, by mishap or by malice: they would rewrite the screen.
COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    """`text` with every control character but line end and tab shown as "\ufffd"."""
    return COMMANDS.sub("\ufffd", text)


def fit(text: str, width: int, *, rows: int = 1) -> list[str]:
    """`text` on at most `rows` lines of `width` cells, broken between words; "…" stands for what is left out, after a word."""
    words = [piece for word in plain(text).split() for piece in chopped(word, width)]
    lines: list[str] = []
    line = ""
    for i, word in enumerate(words):
        longer = f"{line} {word}" if line else word
        if cell_len(longer) <= width:
            line = longer
            continue
        if len(lines) + 1 == rows:
            return [*lines, ellipsis(line, words[i], width)]
        lines.append(line)
        line = word
    return [*lines, line]


def ellipsis(line: str, following: str, width: int) -> str:
    """`line` with " …" at its end, less as many words as that takes; a single word that fills the line is cut."""
    while cell_len(line) + 2 > width and " " in line:
        line = line.rpartition(" ")[0]
    if cell_len(line) + 2 <= width:
        return f"{line} …" if line else set_cell_size(following, width - 1).rstrip() + "…"
    return set_cell_size(line, width - 1).rstrip() + "…"


def chopped(word: str, width: int) -> list[str]:
    """`word` in pieces that each fit."""
    return [word] if cell_len(word) <= width else chop_cells(word, width)


def padded(text: str, width: int) -> str:
    """`text` with spaces up to `width` cells."""
    return text + " " * (width - cell_len(text))
