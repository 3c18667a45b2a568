"""When a name that a person typed means an outlet or a party: without letter case and accents, in whole or in part."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

CODE = re.compile(r"[A-Z]{3}")  # a country, ISO 3166-1 alpha-3
WORD = re.compile(r"\w+")


def fold(words: str) -> str:
    """Without letter case and accents, for comparing names."""
    return "".join(c for c in unicodedata.normalize("NFKD", words.casefold()) if not unicodedata.combining(c))


@lru_cache(4096)
def is_outlet(outlet: str | None, asked: str) -> bool:
    """True where `asked`, folded, is the outlet's name, its host, a domain above that, or the host's first label."""
    if outlet is None:
        return False
    name = fold(outlet).removeprefix("www.")
    if name == asked or ("." in asked and name.endswith(f".{asked}")):
        return True
    label, dot, _ = name.partition(".")
    return bool(dot) and " " not in name and label == asked


@lru_cache(4096)
def is_party(parties: str, asked: str) -> bool:
    """True where one of the parties is meant: its country's code is `asked`, or its name has all words of `asked`.

    Three capitals are the code (ISO 3166-1 alpha-3) or one whole word, as of "Komisi WHO"; else parts of words will do.
    """
    wanted = fold(asked)
    lines = (line.rpartition("\t") for line in parties.split("\n"))
    if CODE.fullmatch(asked):
        return any(country == asked or wanted in WORD.findall(name) for name, _, country in lines)
    return any(all(word in name for word in wanted.split()) for name, _, _ in lines if name)
