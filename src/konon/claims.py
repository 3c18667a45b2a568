"""From attributions to claims: ids, nesting, the day of the saying, and a link to the words."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from urllib.parse import quote as percent

from msgspec import Struct

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
    known = _known(entities)
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
            holder_entity=_entity(holders[i], a, known),
            said=_said(s, a, dates, starts),
            within=_within(ids, attributions, i, around[i]),
            confidence=a.confidence,
            link=link(article, a.content),
        )
        for i, a in enumerate(attributions)
    )


class Known(Struct, frozen=True, kw_only=True):
    """An article's entities, to be looked up by name and by place."""

    entities: Sequence[Entity]
    by_name: dict[str, str]  # to the id; of namesakes the first's
    places: list[tuple[Span, int]]  # every mention with its entity's number, in the order of the text


def _known(entities: Sequence[Entity]) -> Known:
    return Known(
        entities=entities,
        by_name={e.name: e.id for e in reversed(entities)},
        places=sorted((span, i) for i, e in enumerate(entities) for span in e.mentions),
    )


def _entity(holder: str | None, a: Attribution, known: Known) -> str | None:
    """The entity with the holder's name, else the one named where the source is that shares a word with it."""
    if holder is None or holder in known.by_name:
        return known.by_name.get(holder or "")
    words = set(holder.casefold().split())
    here = sorted({i for span in (*a.source, *a.named) for i in _named_in(span, known)})
    return next((known.entities[i].id for i in here if words & set(known.entities[i].name.casefold().split())), None)


def _named_in(span: Span, known: Known) -> Iterator[int]:
    """The entities with a mention that touches `span`; mentions do not touch each other."""
    for k in range(bisect_left(known.places, span[0], key=lambda p: p[0][1]), len(known.places)):
        mention, i = known.places[k]
        if mention[0] >= span[1]:
            break
        if touch(mention, span):
            yield i


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
