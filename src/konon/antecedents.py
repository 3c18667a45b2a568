"""Whom a word that names nobody stands for: the person, body or speaker that the words before it make most present.

Each candidate is weighed by what speaks for it: that it spoke last, was named shortly before, often, or first in its sentence,
is surely a person, has the pronoun's gender, and that the reader saw its name as the holder's (after Lappin and Leass 1994).
The weights were fitted on the articles annotated for training.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from math import exp, log

from msgspec import Struct

from konon.coreference import Cast, Figure, cast
from konon.names import LONGEST_OFFICE, Text, headline_end
from konon.records import Attribution
from konon.segment import Segments
from konon.spans import holding

Holders = list[str | None]  # of each attribution, None as long as it is not known

LAST = 3  # sentences at the end of a text that say who wrote it
FAR = 60  # attributions back that are looked at: a text of thousands takes no square of them
BACK = 300  # mentions back that are looked at
NEAR = 1.9  # sentences after which a mention weighs a third
SPOKE = 2.5
SAYING = 1.0  # says what the pronoun stands in, outside quote marks: "Tirta said he would"
RECENT = 0.8
SUBJECT = 0.4
OFTEN = 0.2
SEEN = 1.5
SOURCE = 0.8  # named in a source anywhere
PERSON = 0.6
GENDER = 0.2
STRANGER = 1.2  # below this, whoever spoke last is meant, though the text has no name for them
SAME_NOUN = 3.0  # "the commission", of a body whose name has the word


class Scene(Struct, frozen=True, kw_only=True, eq=False):
    """A text with its figures and attributions, and where they stand."""

    t: Text
    cast: Cast
    attributions: Sequence[Attribution]
    around: Sequence[Sequence[int]]  # of each attribution, those in whose content it stands
    places: Sequence[int]  # of each attribution's source, else cue, else content: its first token
    at: dict[int, int]  # token that starts at a character
    body: int  # the token after the headline
    sentence: Sequence[int]  # of each token
    mentions: tuple[tuple[int, Figure], ...]  # tokens where a figure is named, in order
    leading: frozenset[int]  # tokens where a sentence first names a person
    speaking: frozenset[Figure]  # who is named in some source
    persons: dict[str, Figure]  # by name

    def headline(self, i: int) -> bool:
        """Whether attribution i stands in the headline, which is told by what follows it."""
        return self.places[i] < self.body

    def human(self, figure: Figure) -> bool:
        """Whether more than a capital says that a figure is a person."""
        return figure.titled or bool(figure.gender) or self.t.known.lookup(figure.name, self.t.language) is not None

    def near(self, place: int) -> tuple[Figure, ...]:
        """The figures named shortly before token `place`, each once; those named first, where there are none."""
        until = bisect_left(self.mentions, place, key=lambda mention: mention[0])
        some = self.mentions[max(0, until - BACK) : until] or self.mentions[:BACK]
        return tuple(dict.fromkeys(figure for _, figure in some))


def scene(attributions: Sequence[Attribution], t: Text) -> Scene:
    """Everything in its place."""
    s, found = t.s, cast(t)
    at = {start: i for i, (start, _) in enumerate(s.tokens)}
    places = [at.get((a.source or a.cue or a.content)[0][0], 0) for a in attributions]
    sentence = [0] * len(s.tokens)
    for n, x in enumerate(s.sentences):
        sentence[x.first : x.last] = [n] * (x.last - x.first)
    mentions = sorted(((i, figure) for figure in found.figures for i in figure.at), key=lambda mention: mention[0])
    leading: dict[int, int] = {}
    for i, figure in mentions:
        if figure.sort == "PER":
            leading.setdefault(sentence[i], i)
    sources = [words(s, place, a.source[0][1]) for a, place in zip(attributions, places, strict=True) if a.source]
    return Scene(
        t=t,
        cast=found,
        attributions=attributions,
        around=holding([a.content for a in attributions]),
        places=places,
        at=at,
        body=headline_end(s),
        sentence=sentence,
        mentions=tuple(mentions),
        leading=frozenset(leading.values()),
        speaking=frozenset(figure for source in sources for _, _, figure in found.mentioned(source, t.g)),
        persons={figure.name: figure for figure in reversed(found.figures) if figure.sort == "PER"},
    )


def words(s: Segments, first: int, end: int) -> tuple[str, ...]:
    """The words from token `first` up to the character `end`, which may cut the last: "Tirta" of "Tirta's"."""
    out = []
    for i in range(first, len(s.tokens)):
        if s.tokens[i][0] >= end:
            break
        out.append(s.text[s.tokens[i][0] : min(s.tokens[i][1], end)])
    return tuple(out)


def speaker(i: int, scene: Scene, holders: Holders) -> str | None:
    """Who spoke last before attribution i, not inside another's words."""
    for j in range(i - 1, max(-1, i - 1 - FAR), -1):
        if holders[j] and not scene.around[j]:
            return holders[j]
    return None


def author(i: int, scene: Scene) -> str | None:
    """Who wrote a text that says "I" outside all quotations: with whom a last sentence begins ("Laras Wening is …")."""
    if scene.around[i] or scene.t.s.inside[scene.places[i]] >= 0:
        return None
    starts = {x.first for x in scene.t.s.sentences[-LAST:]}
    return next((f.name for x, f in scene.mentions[-BACK:] if x in starts and f.sort == "PER" and f.at[0] == x), None)


def sayer(i: int, scene: Scene, holders: Holders) -> str | None:
    """Who says what attribution i stands in; who spoke last, where it stands in nobody's words."""
    saying = [holders[j] for j in scene.around[i] if holders[j]]
    return saying[-1] if saying else speaker(i, scene, holders)


def person(i: int, scene: Scene, holders: Holders, *, gender: str = "", barred: frozenset[Figure] = frozenset()) -> str | None:
    """The person whom a pronoun or description at attribution i most likely stands for."""
    place, inside = scene.places[i], scene.t.s.inside
    here, quoted = scene.sentence[place], inside[place] >= 0
    last = speaker(i, scene, holders)
    saying = {holders[j] for j in scene.around[i]}
    named = seen(i, scene)
    best: tuple[float, str] | None = None
    for figure in scene.near(place):
        if figure.sort != "PER" or figure in barred or (gender and figure.gender and figure.gender != gender):
            continue
        if quoted and figure.name in saying:
            continue  # who says "he" means another
        until = bisect_left(figure.at, place)
        # Whom only quoted words name is not whom the writer's own pronoun means.
        latest = next((x for x in reversed(figure.at[max(0, until - BACK) : until]) if quoted or inside[x] < 0), None)
        if latest is None:
            continue
        score = RECENT * exp((scene.sentence[latest] - here) / NEAR) + OFTEN * log(until) + SUBJECT * (latest in scene.leading)
        score += SPOKE * (figure.name == last and not quoted) + SAYING * (figure.name in saying)
        score += SEEN * named.get(figure.name, 0.0) + GENDER * bool(gender and figure.gender)
        score += SOURCE * (figure in scene.speaking) + PERSON * scene.human(figure)
        if best is None or score > best[0]:
            best = score, figure.name
    if last and not quoted and last not in scene.persons and (best is None or best[0] < STRANGER):
        return last
    return best[1] if best else last


def represented(name: str, scene: Scene) -> str | None:
    """Whom a person speaks for: the body that the office belongs to, by its name in the text or in the gazetteer."""
    figure = scene.persons.get(name)
    if figure is None:
        return None
    best: Figure | None = None
    for other in scene.near(figure.at[0] + LONGEST_OFFICE):
        inner = {word.lower() for word in other.words}
        if other.sort == "LOC" or (other.sort == "PER" and scene.human(other)) or other is figure:
            continue
        if any(inner <= set(office) for office in figure.offices) and (best is None or len(other.words) > len(best.words)):
            best = other
    return best.name if best is not None and (figure.of is None or len(best.words) > 1) else figure.of


def body(i: int, scene: Scene, holders: Holders, noun: str = "") -> str | None:
    """The body or group that "they", "it" or "the bureau" at attribution i most likely stands for."""
    place = scene.places[i]
    last = next((h for h in reversed(holders[max(0, i - FAR) : i]) if h and h not in scene.persons), None)
    if last and not noun:
        return last
    best: tuple[float, str] | None = None
    for figure in scene.near(place):
        until = bisect_left(figure.at, place)
        if figure.sort != "ORG" or not until:
            continue
        called = {word.lower() for word in (*figure.words, *figure.name.split())}
        score = exp((scene.sentence[figure.at[until - 1]] - scene.sentence[place]) / NEAR) + OFTEN * log(until)
        score += SPOKE * (figure.name == last) + SAME_NOUN * bool({noun, scene.t.w.english.get(noun, noun)} & called)
        if best is None or score > best[0]:
            best = score, figure.name
    return best[1] if best else None


def seen(i: int, scene: Scene) -> dict[str, float]:
    """Whom the reader saw named as the holder, and how surely: the first place 1, the second a half …"""
    out: dict[str, float] = {}
    for rank, (start, end) in enumerate(scene.attributions[i].named):
        first = scene.at.get(start)
        for _, _, figure in () if first is None else scene.cast.mentioned(words(scene.t.s, first, end), scene.t.g):
            out.setdefault(figure.name, 1 / (rank + 1))
    return out
