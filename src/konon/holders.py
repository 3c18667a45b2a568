"""Who a source is: the name in its words, a short name's full form, whom an office or a pronoun stands for.

A holder goes by the gazetteer's name for it ("Moskow": Russia), by the fullest name that the text has, or by the plain English
of a noun ("hakim": judges). English people without a name keep their own words ("most Americans").
"""

from __future__ import annotations

from collections.abc import Sequence

from konon.antecedents import Holders, Scene, scene, speakers, words
from konon.coreference import Figure
from konon.gazetteer import LONGEST_NOUN, NUMBERS, Entry, Gazetteer
from konon.glued import PARTS
from konon.grammar import Grammar
from konon.names import Text, Words, bare, is_acronym, words_of
from konon.namewords import chunks_of, head_of, name_in
from konon.records import Attribution, Mention
from konon.referents import Kind, Question, meant
from konon.segment import Segments

SAYER = "speaker"  # what a cue in words.tsv implies whose holder is whoever says it ("semoga")
KINDS: dict[str, Kind] = {"1sg": "I", "1pl": "we", "2sg": "you", "2pl": "you", "2": "you", "3sg": "he"}
COUNTS = {"(one)": "one", "(many)": "many"}
FOLK = 5  # letters of the shortest name of a people


def resolve(
    attributions: Sequence[Attribution],
    s: Segments,
    g: Grammar,
    *,
    known: Gazetteer,
    language: str,
    day: str | None = None,
    mentions: Sequence[Mention] = (),
) -> tuple[str | None, ...]:
    """The holder of each attribution (in text order), None where the text names nobody. `day` is ISO, `mentions` are the
    names that the reader has seen.

    What stands inside a quotation is resolved after who says it, a headline after its article.
    """
    t = Text(s=s, g=g, w=words_of(language, known), known=known, language=language, day=day, mentions=mentions)
    the = scene(attributions, t)
    holders: Holders = [None] * len(attributions)
    for i in order(the):
        found = asked(i, the, holders)
        holders[i] = meant(found, the, holders) if isinstance(found, Question) else found
    return tuple([_spelled(holder, t) if holder else holder for holder in holders])


def _spelled(holder: str, t: Text) -> str:
    """A holder as the text writes it where it always has a capital inside a name: "ArunaWatch"."""
    parts, out = holder.split() if t.camels else [], list[str]()
    while parts:
        n = next((n for n in PARTS if " ".join(parts[:n]) in t.camels), 1)
        out.append(t.camels.get(" ".join(parts[:n]), parts[0]))
        parts = parts[n:]
    return " ".join(out) or holder


def order(scene: Scene) -> list[int]:
    """The attributions in the order in which they are resolved."""
    return sorted(range(len(scene.attributions)), key=lambda i: (len(scene.around[i]), scene.headline(i)))


def asked(i: int, scene: Scene, holders: Holders) -> str | Question | None:
    """The holder of attribution i, or the question who it is, where its source names nobody."""
    a, g, w = scene.attributions[i], scene.t.g, scene.t.w
    if a.holder:
        return a.holder
    if not a.source:
        return _unsaid(i, scene, holders)
    source = scene.source(i)
    lower = " ".join(source).lower().replace("’", "'")
    stem, short, _ = lower.partition("'")  # "he's"
    person = w.possessive.get(lower) or g.pronoun.get(lower) or (short and g.pronoun.get(stem)) or ("3sg" * (lower in g.clitic))
    if person or not source:
        return _pronoun(person, stem, i, scene) if source else None
    own = g.pronoun.get(source[0].lower(), "")
    if own[:1] in {"1", "2"} and w.noun_first:
        source = _apposed(source, scene)
        if not source:
            return _pronoun(own, "", i, scene)
    figure = _named(source, scene)
    if figure is not None:
        return _titled(source, i, scene) or figure.name if len(figure.words) == 1 and len(source) > 1 else figure.name
    return _described(source, i, scene, holders)


def _unsaid(i: int, scene: Scene, holders: Holders) -> str | Question | None:
    """The holder of what has no source: who said a quotation without a cue; whose the cue can only be; else mostly nobody."""
    a = scene.attributions[i]
    if not a.cue:
        return Question(i=i, kind="quotation")
    cue = " ".join(words(scene.t, scene.places[i], a.cue[0][1])).lower()
    if _by_clitic(cue, scene.t.g):
        return Question(i=i, kind="he")
    implied = scene.t.w.implied.get(cue)
    if implied == SAYER:
        saying = [holders[j] for j in scene.around[i] if holders[j]]
        return saying[-1] if saying else next(iter(speakers(i, scene, holders, 1)), None)
    return implied or Question(i=i, kind="unsaid")


def _by_clitic(cue: str, g: Grammar) -> bool:
    """Whether a passive ends in who does it: "dinilainya"."""
    stems = (cue.removesuffix(clitic) for clitic in g.clitic if cue.endswith(clitic))
    return any(form.voice == "passive" and form.words == (stem,) for stem in stems for form in g.forms.get(stem, ()))


def _apposed(source: tuple[str, ...], scene: Scene) -> tuple[str, ...]:
    """What a phrase that begins with a pronoun adds of who that is: "Kami, warga Selasih", "kita sebagai kader"; nothing of
    "saya pribadi"."""
    g, w = scene.t.g, scene.t.w
    rest = source[1:]
    while rest and (rest[0] == "," or rest[0].lower() in g.preposition or rest[0].lower() in g.subordinator):
        rest = rest[1:]
    return rest if rest and (rest[0][0].isupper() or rest[0].lower() in w.english) else ()


def _pronoun(number: str, word: str, i: int, scene: Scene) -> str | Question:
    """Whom a pronoun of a grammatical person and number stands for."""
    w, g = scene.t.w, scene.t.g
    if number == "indef" or (word in g.determiner and word not in w.possessive and number not in {"3sg", "3pl"}):
        return word
    kind: Kind = "it" if word in w.thing else KINDS.get(number, "they")
    return Question(i=i, kind=kind, gender=w.gender.get(word, ""))


def _named(source: tuple[str, ...], scene: Scene) -> Figure | None:
    """The person whom a source phrase names.

    Of several chunks between commas, a name alone comes before what an office names: "Kepala Desa X, Sobirin" is Sobirin.
    """
    w, g = scene.t.w, scene.t.g
    best: Figure | None = None
    office = False
    for n, chunk in enumerate(chunks_of(source)):
        if n and chunk and chunk[0].lower() in g.preposition:
            continue  # ", including Tirta"
        head = head_of(chunk, g)
        found = [(first, past, f) for first, past, f in scene.cast.mentioned(head, g) if f.sort == "PER"]
        opened = w.noun_first and bool(found) and found[0][0] == 0 and chunk[-1].lower() not in w.pointing
        if _points_back(chunk, head, w) and not opened:  # but "Tirta melalui pengacaranya" does not
            office = office or not best
            continue
        ends = bool(found) and found[-1][1] == len(head)
        alone = bool(found) and not ends and (w.noun_first or not head[found[0][1]][:1].isupper())  # no "Tirta Ally"
        fits = found and (ends or (alone and _leads(head[: found[0][0]], w))) and not _folk(head[-1], scene)
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


def _described(source: tuple[str, ...], i: int, scene: Scene, holders: Holders) -> str | Question | None:
    """Whom an office ("Kapolres Selasih"), a description that points back ("penyanyi itu", "the bureau") or a plain noun
    stands for; a name, and what stands for nobody else, go by their words."""
    w, g = scene.t.w, scene.t.g
    if scene.headline(i):
        source = tuple(scene.plain(scene.places[i] + k, word) for k, word in enumerate(source))
    own = _phrase(source, i, scene, holders)
    chunk = next(iter(chunks_of(source)), ())
    head = head_of(chunk, g)
    if _sure(source, head, scene):
        return own
    head = head[: _office_of(head, g, w)]
    lower = [bare(x).lower() for x in head]
    core = tuple(
        x
        for x in lower[_counting(lower, w) :]
        if x not in g.determiner and x not in w.pointing and w.english.get(x) not in NUMBERS
    )
    if not core or source[0].lower() in w.possessive:
        return own
    noun = core[0] if w.noun_first else core[-1]
    at = next(k for k, x in enumerate(head) if bare(x).lower() == noun)
    called = head[at][:1].isupper() and not (noun in g.title or noun in w.roles or noun in w.english or noun in w.thing)
    if called and (len(head) == 1 or at or head[1][:1].isupper() or not scene.opens(scene.places[i])):
        return own
    definite = w.pointing.get(chunk[-1].lower()) == "last" or w.pointing.get(lower[0]) == "first"
    gender = w.gender.get(noun, "")
    somebody = bool(gender) or (noun in w.roles and noun not in w.thing and not noun.endswith(w.plural))
    if definite and somebody and any(f.sort == "PER" for f in scene.near(scene.places[i])):
        own = None  # "the actress" is somebody whom the text names
    apart = w.pointing.get(chunk[-1].lower()) == "last" and chunk == head
    number = _number(source, noun, scene)
    return Question(i=i, kind="what", gender=gender, core=core, own=own, definite=definite, number=number, apart=apart)


def _office_of(head: tuple[str, ...], g: Grammar, w: Words) -> int:
    """How many words of a phrase are before whose office it is: two of "former head of Arunika Foods"."""
    before = [word.lower() for word in head[:-1]]
    ends = (
        k + 1
        for k, word in enumerate(before)
        if word in w.roles and not word.endswith(w.plural) and head[k + 1] in g.preposition
    )
    return next(ends, len(head))


def _sure(source: tuple[str, ...], head: tuple[str, ...], scene: Scene) -> bool:
    """Whether a phrase stands for nobody but whom its words come to: an office that the gazetteer knows, people named after a
    country or party ("Republicans"), so many of a hundred ("73 persen")."""
    t = scene.t
    known = _known(source, t)
    folk = [word for word in head if word[0].isalnum()]
    number = source[_counting([source[0].lower()], t.w) :]
    return (
        (known is not None and (known.kind == "PER" or source[0][:1].islower() or source[0].lower() in t.g.determiner))
        or (bool(folk) and _folk(folk[-1], scene))
        or (bool(number) and number[0][0].isdigit() and source[-1].lower() not in t.w.pointing)
    )


def _known(source: tuple[str, ...], t: Text) -> Entry | None:
    """What the gazetteer has under a whole phrase, without the brackets and the article that it may have, or the capital of a
    sentence's first word."""
    first = next((k for k, word in enumerate(source) if word.lower() not in t.g.determiner), 0)
    plain = source[first:-3] if _letters(source) else source[first:]
    small = (plain[0].lower(), *plain[1:]) if plain else ()
    found = (t.known.lookup(" ".join(words), t.language, t.day) for words in dict.fromkeys((source, plain, small)) if words)
    return next((entry for entry in found if entry is not None), None)


def _counting(lower: Sequence[str], w: Words) -> int:
    """How many words of a phrase tell nothing but how many: two of "tak sedikit warga"."""
    at = 0
    while n := next((n for n in (3, 2, 1) if w.english.get(" ".join(lower[at : at + n])) in NUMBERS), 0):
        at += n
    return at


def _number(source: tuple[str, ...], noun: str, scene: Scene) -> str:
    """Whether a description is of one or many, as the words before its noun or its ending tell; "" where nothing does."""
    w = scene.t.w
    before = source[: next((k for k, word in enumerate(source) if bare(word).lower() == noun), 0)]
    told = next((n for word in before if (n := w.english.get(word.lower(), "")) in COUNTS), "")
    if told or (before and before[0][0].isdigit()):
        return COUNTS.get(told, "many")
    return "many" if noun.endswith(w.plural) else ""


def _phrase(source: tuple[str, ...], i: int, scene: Scene, holders: Holders) -> str | None:
    """What has no name of a person: a body by its name, people by what they are."""
    t = scene.t
    number = t.w.possessive.get(source[0].lower())
    if number is not None and len(source) > 1:
        asked = _pronoun(number, source[0].lower(), i, scene)
        owner = meant(asked, scene, holders) if isinstance(asked, Question) else asked
        return " ".join((owner or source[0], *source[1:]))  # "her campaign"
    chunk = next(iter(chunks_of(source)), ())
    head = head_of(chunk, t.g)
    issuer = _issuer(source, head, scene)
    if issuer is not None:
        return issuer
    known = _known(source, t)
    if not t.w.noun_first and head and any(word[:1].isupper() for word in head):
        folk = any(_folk(word, scene) for word in [word for word in head if word[0].isalnum()][-1:])
        if folk or (_points_back(chunk, head, t.w) and known is None):
            return _expanded(head, scene)
    defined = next((f for _, past, f in scene.cast.mentioned(head, t.g) if f.acronym and past == len(head)), None)
    if (
        known is not None
        and defined is not None
        and len(defined.words) < len([x for x in head if x.lower() not in t.g.determiner])
    ):
        return t.known.speaker(known).name  # "Pasukan Pertahanan Israel", of which the reader has seen "Pertahanan Israel"
    if defined is not None and defined.sort == "ORG" and t.known.lookup(defined.name, t.language) is None:
        return defined.name
    called = t.known.speaker(known).name if known is not None and defined is None else _called(source, scene)
    letters = _letters(source)
    if letters and called[:1].isupper() and letters.lower() not in called.lower():
        return f"{called} ({letters})"
    capitals = [word for word in source if word[:1].isupper() and word.lower() not in t.g.determiner]
    if called.isupper() and len(capitals) > 1 and "".join(word[0] for word in capitals) == called:
        return f"{' '.join(capitals)} ({called})"  # the full name of what the tables call by its letters
    return called or None


def _letters(source: tuple[str, ...]) -> str:
    """The acronym that stands in brackets at the end of a name: "PT Kereta Api Indonesia (KAI)"."""
    return source[-2] if len(source) > 4 and source[-3] == "(" and source[-1] == ")" and is_acronym(source[-2]) else ""


def _called(source: tuple[str, ...], scene: Scene) -> str:
    """What the tables call a phrase; of a noun with a clitic ("sekretaris persnya") what they call the noun."""
    t = scene.t
    plain = tuple(word for chunk in chunks_of(source) for word in (*chunk, ","))[:-1]  # without what stands in brackets
    common = _common(plain, scene) or _with_its(plain, scene)
    if common:
        return common
    pointing = len(plain) > 1 and t.w.pointing.get(plain[-1].lower()) == "last" and "-" not in plain[0]
    if pointing and not any(word[:1].isupper() for word in plain[1:]):
        pointed = t.known.english(plain, t.language, one=True)
        if pointed:
            return pointed  # "sumber tersebut" is one
    called = t.known.called(plain, name_in(plain, t.g), t.language, t.day)
    if called != " ".join(plain) and t.w.english.get(called.lower()) not in NUMBERS:
        return called
    counted = None if any(word[:1].isupper() for word in plain[1:]) else _counted(plain, t)
    if counted:
        return counted
    for clitic in t.g.clitic:
        for k, word in enumerate(plain):
            if word.endswith(clitic) and len(word) > len(clitic):
                found = t.known.english((*plain[:k], word.removesuffix(clitic)), t.language)
                if found:
                    return found
    return called


def _common(words: tuple[str, ...], scene: Scene) -> str | None:
    """What a phrase comes to whose noun is no name, whatever it goes on to name: "psikolog di Klinik Selasih", "the ruling
    party under Tirta"; None where it names nobody, or is what somebody issued."""
    t = scene.t
    head = head_of(words, t.g)
    core = [word for word in head if word.lower() not in t.g.determiner]
    opens = bool(core) and core[0].lower() in t.w.english  # a capital there means nothing
    if not core or any(word[:1].isupper() for word in core[opens:]):
        return None
    if not any(word[:1].isupper() for word in words[len(head) :]) or any(
        t.w.thing.get(word.lower()) == "text" for word in core
    ):
        return None
    return t.known.english(words, t.language) if t.w.noun_first else " ".join(core)


def _with_its(words: tuple[str, ...], scene: Scene) -> str | None:
    """What a name comes to with those who go with it: "AS dan sekutu-sekutunya"; None of all other phrases."""
    t = scene.t
    last, at = words[-1] if words else "", len(words) - 2
    stem = next((last.removesuffix(clitic) for clitic in t.g.clitic if last.endswith(clitic)), "")
    noun = t.known.names(t.language).nouns.get(stem.lower())
    if at < 1 or noun is None or noun.kind == "text" or words[at] not in t.g.coordinator:
        return None
    if not words[0][:1].isupper() or words[0].lower() in t.g.pronoun:
        return None
    return f"{t.known.called(words[:at], name_in(words[:at], t.g), t.language, t.day)} and its {noun.many or noun.english}"


def _counted(words: Sequence[str], t: Text) -> str | None:
    """The English of people of whom more than one word tells how many, or no noun who: "salah satu warga", "banyak yang"."""
    nouns = t.known.names(t.language).nouns
    lower = [word.lower() for word in words]
    at, row = 0, None
    while at < len(lower):
        n = next((n for n in range(min(LONGEST_NOUN, len(lower) - at), 0, -1) if " ".join(lower[at : at + n]) in nouns), 0)
        if not n and not lower[at][0].isdigit():
            break
        found = nouns[" ".join(lower[at : at + n])] if n else row
        if found is not None and found.english not in NUMBERS:
            number = row.english if row is not None else "(many)" if at else ""
            return (found.one if number == "(one)" else found.many if number == "(many)" else None) or found.english
        row = found
        at += n or 1
    told = at == len(lower) or lower[at] in t.g.relative or lower[at] in t.g.preposition
    return (row.one or row.many) if told and row is not None else None


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
    while head and not head[-1][0].isalnum():
        head = head[:-1]  # "Republicans'"
    at = 0
    for first, past, figure in scene.cast.mentioned(head, scene.t.g):
        if figure.sort == "PER":
            out += [*head[at:first], figure.name]
            at = past
    out += head[at:]
    while len(out) > 1 and scene.t.w.english.get(out[0].lower()) in {"(none)", "(one)"}:
        out = out[1:]
    return " ".join(out)
