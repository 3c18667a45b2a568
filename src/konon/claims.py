"""From attributions to claims: ids, nesting, the day of the saying, and a link to the words."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from urllib.parse import quote as percent

from konon.records import Article, Attribution, Claim, Entity, Span, Spans, Time, content_id
from konon.segment import Segments
from konon.spans import holding, inside, touch

CALENDAR_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:T|$)")
FRAGMENT_WORDS = 6  # words at each end of a long content that the text fragment quotes


def claims(
    article: Article,
    s: Segments,
    attributions: Sequence[Attribution],
    holders: Sequence[str | None],
    times: Sequence[Time],
    entities: Sequence[Entity] = (),
) -> tuple[Claim, ...]:
    """One claim an attribution, in the same order."""
    ids = [_id(article, a) for a in attributions]
    around = holding([a.content for a in attributions])
    dates = [(time.span, time.value[:10]) for time in times if CALENDAR_DATE.match(time.value)]
    starts = [s.tokens[sentence.first][0] for sentence in s.sentences]
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
            holder_entity=_entity(holders[i], a, entities),
            said=_said(s, a, dates, starts),
            within=_within(ids, attributions, i, around[i]),
            confidence=a.confidence,
            link=link(article, a.content),
        )
        for i, a in enumerate(attributions)
    )


def _entity(holder: str | None, a: Attribution, entities: Sequence[Entity]) -> str | None:
    """The entity with the holder's name, else the one named where the source is that shares a word with it."""
    if holder is None:
        return None
    words = set(holder.casefold().split())
    shared = None
    for e in entities:
        if e.name == holder:
            return e.id
        if words & set(e.name.casefold().split()) and any(touch(m, span) for m in e.mentions for span in (*a.source, *a.named)):
            shared = shared or e.id
    return shared


def _id(article: Article, a: Attribution) -> str:
    """Made of where the words are, so reading a page twice adds nothing."""
    return content_id(
        article.key, *(f"{name}{start}-{end}" for name in ("source", "cue", "content") for start, end in getattr(a, name))
    )


def _within(ids: Sequence[str], attributions: Sequence[Attribution], i: int, around: Sequence[int]) -> str | None:
    """The narrowest other claim in whose content this one stands, its cue included."""
    own = (*attributions[i].cue, *attributions[i].content)
    holders = [j for j in around if all(any(inside(span, outer) for outer in attributions[j].content) for span in own)]
    return min(((sum(end - start for start, end in attributions[j].content), ids[j]) for j in holders), default=(0, None))[1]


def _said(s: Segments, a: Attribution, dates: Sequence[tuple[Span, str]], starts: Sequence[int]) -> str | None:
    """The one calendar date in the cue's sentence that is not part of the content; None where there is none or several.

    `dates` are in the order of the text, as `starts`, where the sentences begin, are.
    """
    if not a.cue or not dates:
        return None
    sentence = s.sentences[bisect_right(starts, a.cue[0][0]) - 1]
    here = s.span(sentence.first, sentence.last)
    found = set()
    for span, iso in dates[bisect_left(dates, here[0], key=lambda d: d[0][0]) :]:
        if span[0] >= here[1]:
            break
        if not any(inside(span, part) for part in a.content):
            found.add(iso)
    return found.pop() if len(found) == 1 else None


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
