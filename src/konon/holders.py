"""Who a source is: the name in its words, a short name's full form, whom an office or a pronoun stands for.

A holder goes by the gazetteer's name for it ("Moskow": Russia), by the fullest name that the text has, or by the plain English
of a noun ("hakim": judges). English people without a name keep their own words ("most Americans").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from konon.antecedents import Holders, Scene, author, body, person, represented, sayer, scene, seen, speaker, words
from konon.coreference import Figure
from konon.gazetteer import NUMBERS, Gazetteer
from konon.grammar import Grammar
from konon.names import Text, Words, bare, words_of
from konon.records import Attribution
from konon.segment import Segments

SAYER = "speaker"  # what a cue in words.tsv implies whose holder is whoever says it ("semoga")
FOLK = 5  # letters of the shortest name of a people


def resolve(
    attributions: Sequence[Attribution], s: Segments, g: Grammar, *, known: Gazetteer, language: str, day: str | None = None
) -> tuple[str | None, ...]:
    """The holder of each attribution (in text order), None where the text names nobody. `day` is ISO.

    What stands inside a quotation is resolved after who says it, a headline after its article.
    """
    t = Text(s=s, g=g, w=words_of(language, known), known=known, language=language, day=day)
    the = scene(attributions, t)
    holders: Holders = [None] * len(attributions)
    for i in sorted(range(len(attributions)), key=lambda i: (len(the.around[i]), the.headline(i))):
        holders[i] = _holder(i, the, holders)
    return tuple(holders)


def _holder(i: int, scene: Scene, holders: Holders) -> str | None:
    a, g, w = scene.attributions[i], scene.t.g, scene.t.w
    if a.holder:
        return a.holder
    if not a.source:
        return _unsaid(i, scene, holders)
    source = words(scene.t.s, scene.places[i], a.source[0][1])
    lower = " ".join(source).lower().replace("’", "'")
    stem, short, _ = lower.partition("'")  # "he's"
    person = w.possessive.get(lower) or g.pronoun.get(lower) or (short and g.pronoun.get(stem)) or ("3sg" * (lower in g.clitic))
    if person or not source:
        return _pronoun(person, stem, i, scene, holders) if source else None
    figure = _named(source, scene)
    if figure is not None:
        return _titled(source, i, scene) or figure.name if len(figure.words) == 1 and len(source) > 1 else figure.name
    return _described(source, i, scene, holders) or _phrase(source, i, scene, holders)


def _unsaid(i: int, scene: Scene, holders: Holders) -> str | None:
    """The holder of what has no source: who said a quotation without a cue; whose the cue can only be; else nobody."""
    a = scene.attributions[i]
    if not a.cue:
        return speaker(i, scene, holders)
    cue = " ".join(words(scene.t.s, scene.places[i], a.cue[0][1])).lower()
    implied = scene.t.w.implied.get(cue)
    return sayer(i, scene, holders) if implied == SAYER else implied


def _pronoun(number: str, word: str, i: int, scene: Scene, holders: Holders) -> str | None:
    """Whom a pronoun of a grammatical person and number stands for; who is addressed has no name."""
    w, g = scene.t.w, scene.t.g
    if number.startswith("1"):
        said = (number == "1sg" and author(i, scene)) or sayer(i, scene, holders)
        return (number == "1pl" and said and represented(said, scene)) or said
    if number.startswith("2"):
        return None
    if number == "3sg" and word not in w.thing:
        return person(i, scene, holders, gender=w.gender.get(word, ""))
    if number == "indef" or word in g.determiner:
        return word
    return body(i, scene, holders) or speaker(i, scene, holders)


def _named(source: tuple[str, ...], scene: Scene) -> Figure | None:
    """The person whom a source phrase names.

    Of several chunks between commas, a name alone comes before what an office names: "Kepala Desa X, Sobirin" is Sobirin.
    """
    w, g = scene.t.w, scene.t.g
    best: Figure | None = None
    office = False
    for chunk in _chunks(source):
        head = _head(chunk, g)
        if _points_back(chunk, head, w):
            office = office or not best
            continue
        found = [(first, past, f) for first, past, f in scene.cast.mentioned(head, g) if f.sort == "PER"]
        ends = bool(found) and found[-1][1] == len(head)
        fits = found and (ends or _leads(head[: found[0][0]], w)) and not _folk(head[-1], scene)
        if fits and (best is None or (office and not any(_plain(word, g, w) for word in head))):
            best = found[-1][2] if ends else found[0][2]
        first = head[0].lower()
        office = office or first in w.roles or first in w.english or (best is not None and not scene.human(best))
    return best


def _titled(source: tuple[str, ...], i: int, scene: Scene) -> str | None:
    """Whose office a phrase is that seems to end in a name: "Bupati Selasih", of "Bupati Selasih, Bayu Tirta"."""
    lower = tuple(word.lower() for word in source)
    if lower[0] not in scene.t.g.title:
        return None
    return next((f.name for f in scene.near(scene.places[i]) if f.sort == "PER" and lower in f.offices), None)


def _leads(before: tuple[str, ...], w: Words) -> bool:
    """Whether nothing but titles stands before a name: "Dr. Bayu Tirta of The Selasih Post"."""
    return all(word == "." or word.lower() in w.titles for word in before)


def _plain(word: str, g: Grammar, w: Words) -> bool:
    """True of a word that is no part of a name or title: "R-Ar." and what is not capitalised."""
    return "-" in word or not (word[:1].isupper() or word == "." or word in g.name_link or word in w.roles)


def _points_back(chunk: tuple[str, ...], head: tuple[str, ...], w: Words) -> bool:
    """True of a phrase whose noun, and no name, says who: "politikus Partai X itu", "the Republican nominee"."""
    return not head or head[-1][:1].islower() or w.pointing.get(chunk[-1].lower()) == "last"


def _described(source: tuple[str, ...], i: int, scene: Scene, holders: Holders) -> str | None:
    """Whom an office ("Kapolres Selasih") or a description that points back ("penyanyi itu", "the bureau") stands for."""
    w, g = scene.t.w, scene.t.g
    chunk = next(iter(_chunks(source)), ())
    head = _head(chunk, g)
    lower = [bare(x).lower() for x in head]
    if not lower:
        return None
    definite = w.pointing.get(chunk[-1].lower()) == "last" or w.pointing.get(lower[0]) == "first"
    core = [x for x in lower if x not in g.determiner and x not in w.pointing and w.english.get(x) not in NUMBERS]
    if not core or (w.english.get(lower[0]) in NUMBERS and not definite):
        return None
    noun = core[0] if w.noun_first else core[-1]
    if w.thing.get(noun) == "org" and definite and (w.noun_first or not any(x[:1].isupper() for x in head[1:])):
        return body(i, scene, holders, noun)
    headline = scene.headline(i)
    if noun in w.thing or not (definite or noun in g.title or (headline and noun in w.roles)):
        return None
    holder = _officer(core, i, scene, anywhere=definite or headline)
    if holder is not None or noun.endswith(w.plural):
        return holder
    if headline:
        return next((h for j, h in enumerate(holders) if h in scene.persons and not scene.around[j]), None)
    if not definite:
        return next((h for h in seen(i, scene) if h in scene.persons), None)  # an office: whom the reader saw
    if definite and (noun in w.roles or noun in w.gender or noun in w.english):
        barred = frozenset(figure for _, _, figure in scene.cast.mentioned(source, g))
        return person(i, scene, holders, gender=w.gender.get(noun, ""), barred=barred)
    return None


def _officer(core: list[str], i: int, scene: Scene, *, anywhere: bool) -> str | None:
    """Who has the office that a description names: the last named before it, else, where it may be `anywhere`, the first."""
    place, w = scene.places[i], scene.t.w
    fits = [f for f in scene.near(place) if f.sort == "PER" and any(_fits(core, office, w) for office in f.offices)]
    fits = fits if anywhere else [f for f in fits if f.at[0] < place]
    return max(fits, key=lambda f: max((x for x in f.at if x < place), default=-f.at[0])).name if fits else None


def _fits(core: list[str], office: tuple[str, ...], w: Words) -> bool:
    """Whether an office has all the words of a description, or other words of the same meaning."""
    pairs = (" ".join(pair) for pair in pairwise(office))
    meant = {*office, *(w.english[x] for x in (*office, *pairs) if x in w.english)}
    return all(word in meant or w.english.get(word) in meant for word in core)


def _phrase(source: tuple[str, ...], i: int, scene: Scene, holders: Holders) -> str | None:
    """What has no name of a person: a body by its name, people by what they are."""
    t = scene.t
    number = t.w.possessive.get(source[0].lower())
    if number is not None and len(source) > 1:
        owner = _pronoun(number, source[0].lower(), i, scene, holders)
        return " ".join((owner or source[0], *source[1:]))  # "her campaign"
    chunk = next(iter(_chunks(source)), ())
    head = _head(chunk, t.g)
    issuer = _issuer(source, head, scene)
    if issuer is not None:
        return issuer
    if not t.w.noun_first and head and any(word[:1].isupper() for word in head):
        folk = _folk(head[-1], scene)
        if folk or (_points_back(chunk, head, t.w) and not t.known.lookup(" ".join(source), t.language, t.day)):
            return _expanded(head, scene)
    defined = next((f for _, past, f in scene.cast.mentioned(head, t.g) if f.acronym and past == len(head)), None)
    if defined is not None and defined.sort == "ORG" and t.known.lookup(defined.name, t.language) is None:
        return defined.name
    called = t.known.called(source, name(source, t.g), t.language, t.day)
    capitals = [word for word in source if word[:1].isupper() and word.lower() not in t.g.determiner]
    if called.isupper() and len(capitals) > 1 and "".join(word[0] for word in capitals) == called:
        return f"{' '.join(capitals)} ({called})"  # the full name of what the tables call by its letters
    return called or None


def _issuer(source: tuple[str, ...], head: tuple[str, ...], scene: Scene) -> str | None:
    """The person whose text a source is: "an article by Bayu Tirta", "surat dari Laras Wening"."""
    w, g = scene.t.w, scene.t.g
    if not any(w.thing.get(word.lower()) == "text" for word in head):
        return None
    at = next((k for k, word in enumerate(source) if word.lower() in g.agent), len(source))
    return next((f.name for first, _, f in scene.cast.mentioned(source, g) if first > at and f.sort == "PER"), None)


def _folk(word: str, scene: Scene) -> bool:
    """True of people named after a country or party: "Americans", "Republicans"; not of the country itself."""
    t = scene.t
    if t.w.noun_first or len(word) < FOLK or word.isupper() or not word.endswith(t.w.plural):
        return False
    entry = t.known.lookup(word, t.language)
    return entry is not None and word not in entry.name and entry.kind in {"GPE", "ORG"}


def _expanded(head: tuple[str, ...], scene: Scene) -> str:
    """A phrase without its article, with usual names for the persons in it: "The Tirta campaign", "Tirta's aides"."""
    out: list[str] = []
    at = 0
    for first, past, figure in scene.cast.mentioned(head, scene.t.g):
        if figure.sort == "PER":
            out += [*head[at:first], figure.name]
            at = past
    out += head[at:]
    while len(out) > 1 and scene.t.w.english.get(out[0].lower()) in {"(none)", "(one)"}:
        out = out[1:]
    return " ".join(out)


def _head(chunk: tuple[str, ...], g: Grammar) -> tuple[str, ...]:
    """What of a phrase stands before any preposition or relative clause."""
    for i, word in enumerate(chunk):
        if i and (word.lower() in g.relative or (word.lower() in g.preposition and word.lower() not in g.name_link)):
            return chunk[:i]
    return chunk


def name(words: tuple[str, ...], g: Grammar) -> str:
    """The name in a source phrase that is no known person's; the phrase itself where it holds none."""
    best: tuple[str, ...] = ()
    office = False
    for chunk in _chunks(words):
        found = _before_preposition(chunk, g)
        if found and (not best or office):
            office = bool(chunk) and (chunk[0].lower() in g.title or chunk[0].lower() in g.role)
            best = found
    if not best or (best == words[:1] and len(words) > 1 and words[1][:1].islower()):
        return " ".join(words)
    return " ".join(best)


def _before_preposition(chunk: tuple[str, ...], g: Grammar) -> tuple[str, ...]:
    for i, word in enumerate(chunk):
        if word.lower() in g.preposition and word.lower() not in g.name_link:
            found = list(_capital_runs(chunk[:i], g))
            if found:
                return found[-1]
    found = list(_capital_runs(chunk, g))
    return found[-1] if found else ()


def _chunks(words: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    chunk: list[str] = []
    depth = 0
    for word in words:
        if word in "([":
            depth += 1
        elif word in ")]":
            depth -= 1
        elif depth == 0 and word == ",":
            yield tuple(chunk)
            chunk = []
        elif depth == 0:
            chunk.append(word)
    yield tuple(chunk)


def _capital_runs(words: Sequence[str], g: Grammar) -> Iterator[tuple[str, ...]]:
    run: list[str] = []
    for word in (*words, ""):
        if (word[:1].isupper() and word.lower() not in g.day) or (run and word.lower() in g.name_link):
            run.append(word)
            continue
        while run and run[-1].lower() in g.name_link:
            run.pop()
        out = _without_title(run, g)
        if out:
            yield tuple(out)
        run = []


def _without_title(run: list[str], g: Grammar) -> list[str]:
    """The run after its titles; all of it where it is nothing but a title."""
    lowered = [word.lower() for word in run]
    at = 0
    while at < len(run):
        if lowered[at] in g.determiner:
            at += 1
            continue
        fits = next((t for t in g.titles.get(lowered[at], ()) if tuple(lowered[at : at + len(t)]) == t), None)
        if fits is None:
            break
        at += len(fits)
    return run[at:] if at < len(run) else run
