"""From attributions to claims: ids, nesting, the day of the saying, and a link to the words."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote as percent

from konon.records import Article, Attribution, Claim, Span, Spans, content_id
from konon.segment import Segments
from konon.spans import inside

FRAGMENT_WORDS = 6  # words at each end of a long content that the text fragment quotes


def claims(
    article: Article,
    s: Segments,
    attributions: Sequence[Attribution],
    holders: Sequence[str | None],
    dates: Sequence[tuple[Span, str]],
) -> tuple[Claim, ...]:
    """One claim an attribution, in the same order."""
    ids = [_id(article, a) for a in attributions]
    return tuple(
        Claim(
            id=ids[i],
            source=a.source,
            cue=a.cue,
            content=a.content,
            act=a.act,
            negated=a.negated,
            quote=a.quote,
            holder=holders[i],
            said=_said(s, a, dates),
            within=_within(ids, attributions, i),
            confidence=a.confidence,
            link=link(article, a.content),
        )
        for i, a in enumerate(attributions)
    )


def _id(article: Article, a: Attribution) -> str:
    """Made of where the words are, so reading a page twice adds nothing."""
    return content_id(
        article.key, *(f"{name}{start}-{end}" for name in ("source", "cue", "content") for start, end in getattr(a, name))
    )


def _within(ids: Sequence[str], attributions: Sequence[Attribution], i: int) -> str | None:
    """The narrowest other claim in whose content this one stands, its cue included."""
    own = (*attributions[i].cue, *attributions[i].content)
    around: list[tuple[int, str]] = []
    for j, other in enumerate(attributions):
        if j == i or not all(any(inside(span, outer) for outer in other.content) for span in own):
            continue
        if set(other.content) == set(attributions[i].content):
            continue  # the same words twice: neither holds the other
        around.append((sum(end - start for start, end in other.content), ids[j]))
    return min(around)[1] if around else None


def _said(s: Segments, a: Attribution, dates: Sequence[tuple[Span, str]]) -> str | None:
    """The one calendar date in the cue's sentence that is not part of the content; None where there is none or several."""
    if not a.cue or not dates:
        return None
    at = a.cue[0][0]
    for sentence in s.sentences:
        start, end = s.span(sentence.first, sentence.last)
        if start <= at < end:
            found = {
                iso for span, iso in dates if inside(span, (start, end)) and not any(inside(span, part) for part in a.content)
            }
            return found.pop() if len(found) == 1 else None
    return None


def link(article: Article, content: Spans) -> str | None:
    """The article's address with a text fragment (WICG Scroll to Text Fragment) on the content's first span."""
    if not article.url or not content:
        return None
    start, end = content[0]
    words = article.text[start:end].split()
    if len(words) > 2 * FRAGMENT_WORDS:
        text = f"{_encoded(words[:FRAGMENT_WORDS])},{_encoded(words[-FRAGMENT_WORDS:])}"
    else:
        text = _encoded(words)
    joint = ":~:text=" if "#" in article.url else "#:~:text="
    return article.url + joint + text


def _encoded(words: list[str]) -> str:
    return percent(" ".join(words), safe="").replace("-", "%2D")  # a bare dash marks a prefix or suffix
