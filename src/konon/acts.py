"""What a saying does (its act) and how it is quoted."""

from __future__ import annotations

from konon.grammar import NEUTRAL, Form, Grammar
from konon.records import Act, Quote, Span
from konon.segment import Segments

HEAD = 160  # characters of a content in which its act shows


def act_of(form: Form | None, content: str, g: Grammar, *, negated: bool = False) -> Act:
    """The cue's act; where the cue is neutral or there is none, the act that the content's beginning shows.

    A negated denial admits ("tidak membantah": confirm), as GUIDELINES of the gold has it.
    """
    act: Act = form.cue.act if form else NEUTRAL
    if act == NEUTRAL:
        found = [(m.start(), -len(m.group()), act) for act, pattern in g.acts if (m := pattern.search(content[:HEAD]))]
        return min(found)[2] if found else NEUTRAL
    return "confirm" if negated and act == "deny" else act


def quote_of(s: Segments, content: tuple[Span, ...]) -> Quote:
    """direct: all between quote marks; mixed: in part; indirect: none of it."""
    marked = total = 0
    for first, last in content:
        outer = s.inside[first] if first == last - 1 or s.inside[first] == s.inside[last - 1] else -1
        opens = outer >= 0 and s.quotations[outer][0] == first
        for i in range(first, last):
            total += 1
            if s.inside[i] >= 0 and (opens or s.inside[i] != outer):
                marked += 1
    if marked == 0:
        return "indirect"
    return "direct" if marked == total else "mixed"
