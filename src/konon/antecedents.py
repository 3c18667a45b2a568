"""How the figures and attributions of a text stand to each other: who is named where, who spoke before, who wrote, for whom
somebody speaks, and whom the reader saw."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from konon.coreference import Cast, Figure, cast
from konon.names import LONGEST_OFFICE, Text, bare, headline_end, opening
from konon.records import Attribution, Span
from konon.spans import holding

Holders = list[str | None]  # of each attribution, None as long as it is not known

LAST = 3  # sentences at the end of a text that say who wrote it
FAR = 60  # attributions back that are looked at: a text of thousands takes no square of them
BACK = 300  # mentions back that are looked at
GAP = 2  # words between two pieces of a source that belong to it


class Scene(Struct, frozen=True, kw_only=True, eq=False):
    """A text with its figures and attributions, and where they stand."""

    t: Text
    cast: Cast
    attributions: Sequence[Attribution]
    around: Sequence[Sequence[int]]  # of each attribution, those in whose content it stands
    places: Sequence[int]  # of each attribution's source, else cue, else content: its first token
    body: int  # the token after the headline
    sentence: Sequence[int]  # of each token
    mentions: tuple[tuple[int, Figure], ...]  # tokens where a figure is named, in order
    spots: Sequence[int]  # those tokens
    firsts: Sequence[int]  # of each figure, the first of its tokens
    leading: frozenset[int]  # tokens where a sentence first names a person
    speaking: frozenset[Figure]  # who is named in some source
    persons: dict[str, Figure]  # by name
    by_name: dict[str, Figure]  # all sorts
    standing: dict[Figure, dict[str, float]]  # what `konon.referents` has found of each figure, so that it is found once
    behind: dict[str, str | None]  # whom those asked about so far speak for
    sources: Sequence[tuple[str, ...]]  # of each attribution, the words of its source
    plain_sources: dict[int, frozenset[str]]  # of those asked about so far, without articles and what points

    def headline(self, i: int) -> bool:
        """Whether attribution i stands in the headline, which is told by what follows it."""
        return self.places[i] < self.body

    def human(self, figure: Figure) -> bool:
        """Whether more than a capital says that a figure is a person."""
        return figure.titled or figure.seen or bool(figure.gender) or figure.entry is not None

    def source(self, i: int) -> tuple[str, ...]:
        """The words of attribution i's source, of all its spans."""
        return self.sources[i]

    def plain_source(self, i: int) -> frozenset[str]:
        """The words of attribution i's source in lower case, without articles and what points."""
        if i not in self.plain_sources:
            g, w = self.t.g, self.t.w
            some = [x.lower() for x in self.sources[i]]
            self.plain_sources[i] = frozenset([x for x in some if x not in g.determiner and x not in w.pointing])
        return self.plain_sources[i]

    def opens(self, place: int) -> bool:
        """Whether any word would have a capital at token `place`."""
        return opening(self.t, self.t.s.sentences[self.sentence[place]].first, place)

    def plain(self, place: int, word: str) -> str:
        """A word of the headline as a text has it: a capital only where the reader saw a name, or the article keeps it."""
        named = self.t.mentions and any(m.span[0] <= self.t.s.tokens[place][0] < m.span[1] for m in self.t.mentions)
        return word if named or word.lower() not in self.t.small else word.lower()

    def near(self, place: int) -> tuple[Figure, ...]:
        """The figures named shortly before token `place`, each once; those named first, where there are none."""
        until = bisect_left(self.spots, place)
        if 0 < until <= BACK:  # all that are named so far: figures stand in the order of their first mention
            return self.cast.figures[: bisect_left(self.firsts, place)]
        some = self.mentions[max(0, until - BACK) : until] or self.mentions[:BACK]
        return tuple(dict.fromkeys([figure for _, figure in some]))

    def latest(self, place: int, most: int) -> list[Figure]:
        """The figures named before token `place`, the one named last first."""
        until = bisect_left(self.spots, place)
        found: dict[Figure, None] = {}
        for k in range(until - 1, max(-1, until - 1 - BACK), -1):
            found.setdefault(self.mentions[k][1])
            if len(found) == most:
                break
        return list(found)

    def after(self, place: int, most: int) -> tuple[Figure, ...]:
        """The figures named next after token `place`."""
        since = bisect_left(self.spots, place)
        return tuple(dict.fromkeys([figure for _, figure in self.mentions[since : since + most]]))


def scene(attributions: Sequence[Attribution], t: Text) -> Scene:
    """Everything in its place."""
    s, found = t.s, cast(t)
    attributions = [replace(a, source=(teller(a, s.text),)) if len(a.source) > 1 else a for a in attributions]
    # a clitic stands inside its token: "rencananya"
    places = [max(0, first_from(t, (a.source or a.cue or a.content)[0][0] + 1) - 1) for a in attributions]
    sentence = [0] * len(s.tokens)
    for n, x in enumerate(s.sentences):
        sentence[x.first : x.last] = [n] * (x.last - x.first)
    mentions = sorted(((i, figure) for figure in found.figures for i in figure.at), key=lambda mention: mention[0])
    leading: dict[int, int] = {}
    for i, figure in mentions:
        if figure.sort == "PER":
            leading.setdefault(sentence[i], i)
    named = [words(t, place, a.source[0][1]) for a, place in zip(attributions, places, strict=True) if a.source]
    sources = [_source(t, *a.source[0]) if a.source else (0, ()) for a in attributions]
    places = [place + dropped for place, (dropped, _) in zip(places, sources, strict=True)]
    return Scene(
        t=t,
        cast=found,
        attributions=attributions,
        around=holding([a.content for a in attributions]),
        places=places,
        body=headline_end(s),
        sentence=sentence,
        mentions=tuple(mentions),
        spots=[i for i, _ in mentions],
        firsts=[figure.at[0] for figure in found.figures],
        leading=frozenset(leading.values()),
        speaking=frozenset(figure for source in named for _, _, figure in found.mentioned(source, t.g)),
        persons={figure.name: figure for figure in reversed(found.figures) if figure.sort == "PER"},
        by_name={figure.name: figure for figure in reversed(found.figures)},
        standing={},
        behind={},
        sources=[found for _, found in sources],
        plain_sources={},
    )


def first_from(t: Text, char: int) -> int:
    """The first token that starts at a character or after it."""
    return bisect_left(t.s.tokens, (char, -1))


def token_at(t: Text, char: int) -> int | None:
    """The token that starts at a character."""
    i = first_from(t, char)
    return i if i < len(t.s.tokens) and t.s.tokens[i][0] == char else None


def teller(a: Attribution, text: str) -> Span:
    """Of several spans of a source the one nearest to the cue, with what a comma or a word or two part from it: in 60 sources
    that were read in pieces, the nearest was meant 52 times, the last 47, the first 40."""
    joined = [a.source[0]]
    first, last = (a.cue or a.content)[0]
    for start, end in a.source[1:]:
        gap = text[joined[-1][1] : start].split()
        if not joined[-1][1] <= first < start and (gap == [","] or (len(gap) <= GAP and "".join(gap).isalpha())):
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return min(reversed(joined), key=lambda span: max(span[0] - last, first - span[1]))


def _source(t: Text, start: int, end: int) -> tuple[int, tuple[str, ...]]:
    """The words of a source, which may be the end of a token ("nya"), and how many before them are none of it: a conjunction
    ("dan saya"), what slipped in before a pronoun ("Itu dari rumah kita"). Without the ending of an owner: "the senator's"."""
    g, at = t.g, token_at(t, start)
    found = words(t, at, end) if at is not None else tuple(t.s.text[start:end].split())
    dropped = 0
    while dropped < len(found) - 1 and found[dropped].lower() in g.coordinator:
        dropped += 1
    if dropped < len(found) - 1 and g.pronoun.get(found[-1].lower(), "")[:1] in {"1", "2", "3"}:
        first = dropped + (t.w.pointing.get(found[dropped].lower()) == "last")
        if found[first].lower() in g.preposition:
            dropped = len(found) - 1
    found = found[dropped:]
    plain = bare(found[-1]) if found else ""
    if plain and plain != found[-1] and (len(found) > 1 or (plain[0].isupper() and plain.lower() not in g.pronoun)):
        found = (*found[:-1], plain)
    return dropped, found


def words(t: Text, first: int, end: int) -> tuple[str, ...]:
    """The words from token `first` up to the character `end`, which may cut the last: "Tirta" of "Tirta's"."""
    tokens, past = t.s.tokens, first
    while past < len(tokens) and tokens[past][0] < end:
        past += 1
    if past > first and tokens[past - 1][1] > end:
        return (*t.raw[first : past - 1], t.s.text[tokens[past - 1][0] : end])
    return t.raw[first:past]


def speakers(i: int, scene: Scene, holders: Holders, most: int) -> list[str]:
    """Who spoke before attribution i, not inside another's words, the latest first; who spoke in all, of a headline."""
    found: dict[str, None] = {}
    order = range(i - 1, max(-1, i - 1 - FAR), -1)
    for j in range(len(holders))[:FAR] if scene.headline(i) else order:
        holder = holders[j]
        if holder and not scene.around[j] and j != i:
            found.setdefault(holder)
            if len(found) == most:
                break
    return list(found)


def earlier(i: int, scene: Scene, holders: Holders) -> str | None:
    """Who an earlier source was that has the words of attribution i's, but for what points: "the senator", "senator itu"."""
    wanted = scene.plain_source(i)
    order = range(i - 1, max(-1, i - 1 - FAR), -1)
    return next((holders[j] for j in order if holders[j] and scene.plain_source(j) == wanted), None)


def author(i: int, scene: Scene) -> str | None:
    """Who wrote a text that says "I" outside all quotations: with whom a last sentence begins ("Laras Wening is …")."""
    if scene.around[i] or scene.t.s.inside[scene.places[i]] >= 0:
        return None
    starts = {x.first for x in scene.t.s.sentences[-LAST:]}
    return next((f.name for x, f in scene.mentions[-BACK:] if x in starts and f.sort == "PER" and f.at[0] == x), None)


def represented(name: str, scene: Scene) -> str | None:
    """Whom a person speaks for: the body that the office belongs to, by its name in the text or in the gazetteer."""
    if name not in scene.behind:
        figure = scene.persons.get(name)
        scene.behind[name] = _represented(figure, scene) if figure is not None else None
    return scene.behind[name]


def _represented(figure: Figure, scene: Scene) -> str | None:
    best: Figure | None = None
    offices = [set(office) for office in figure.offices]
    for other in scene.near(figure.at[0] + LONGEST_OFFICE) if offices else ():
        if other.sort == "LOC" or (other.sort == "PER" and scene.human(other)) or other is figure:
            continue
        inner = {word.lower() for word in other.words}
        if any(inner <= office for office in offices) and (best is None or len(other.words) > len(best.words)):
            best = other
    if best is not None and (figure.of is None or len(best.words) > 1):
        return best.name
    t = scene.t
    country = t.known.led_by(figure.entry, t.day) if figure.of is None and figure.entry is not None and t.day else None
    return country.name if country is not None else figure.of


def seen(i: int, scene: Scene) -> dict[str, tuple[int, float]]:
    """Whom the reader saw named as the holder: the first place that names each, and the share of all that do."""
    out: dict[str, tuple[int, float]] = {}
    places = scene.attributions[i].named
    for rank, (start, end) in enumerate(places):
        first = token_at(scene.t, start)
        for _, _, figure in () if first is None else scene.cast.mentioned(words(scene.t, first, end), scene.t.g):
            least, share = out.get(figure.name, (rank, 0.0))
            out[figure.name] = least, share + 1 / len(places)
    return out
