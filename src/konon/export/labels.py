"""What things are called wherever a person reads them: one word for one thing in every format."""

from __future__ import annotations

from typing import Final

from konon.listing import Line
from konon.listing import against as against
from konon.records import Act, Claim, Quote, Reading
from konon.spans import joined

UNNAMED: Final = "(unnamed)"

SAYS: Final[dict[Act, str]] = {
    "say": "says",
    "confirm": "confirms",
    "deny": "denies",
    "accuse": "accuses",
    "warn": "warns",
    "commit": "commits to",
    "demand": "demands",
    "believe": "believes",
    "expect": "expects",
    "fear": "fears",
    "want": "wants",
}
SAYS_NOT: Final[dict[Act, str]] = {
    "say": "does not say",
    "confirm": "does not confirm",
    "deny": "does not deny",
    "accuse": "does not accuse",
    "warn": "does not warn",
    "commit": "does not commit to",
    "demand": "does not demand",
    "believe": "does not believe",
    "expect": "does not expect",
    "fear": "does not fear",
    "want": "does not want",
}
QUOTES: Final[dict[Quote, str]] = {
    "direct": "direct quotation",
    "mixed": "partly quoted",
    "indirect": "paraphrased",
}

SURE: Final[dict[str, str]] = {
    "CT+": "it is so",
    "CT-": "it is not so",
    "PR+": "probably",
    "PR-": "probably not",
    "PS+": "possibly",
    "PS-": "possibly not",
    "U": "left open",
}


def content(line: Line) -> str:
    """What is claimed: after a "✗" where it is denied, and with a word where it stands in a headline alone."""
    return ("✗ " if line.denied else "") + line.content + (" (headline)" if line.headline else "")


def verb(act: Act, negated: bool) -> str:
    """The act as it follows a holder's name: "denies", "does not believe"."""
    return SAYS_NOT[act] if negated else SAYS[act]


def holder(name: str | None, source: str) -> str:
    """Who it is: the resolved name; where there is none, the words of the source; where there are none, "(unnamed)"."""
    return name or source or UNNAMED


def holder_of(reading: Reading, claim: Claim) -> str:
    """`holder` for a claim of `reading`."""
    return holder(claim.holder, joined(reading.article.text, claim.source))
