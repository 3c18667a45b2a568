"""The reader made of lexicons and rules: a text's attributions from cues, frames and quotation marks.

Each voice of a cue (`konon.lexicon.Cue`) has one function that looks for the source on the side where that voice has it,
and for the content that the cue's frames allow. The scheme is PARC3's and PolNeAR's. `read` is the seam: any other
reader has its type.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator

import msgspec
from msgspec import Struct

from konon import contents, phrases
from konon.acts import act_of, quote_of
from konon.contents import Place
from konon.grammar import NEUTRAL, Form, Grammar, Voice, grammar
from konon.lexicon import Lexicon
from konon.records import Attribution, Skip, Span, Tagged
from konon.segment import Segments, Sentence

READER = "rules 1"

FOLLOW_ON = 1  # sentences at most that go on with a saying; a second raised no figure and took in narration
BREAKS = frozenset(",.;")  # ends the agent of a passive that no word marks
LENGTHENED = frozenset({"clause", "prep", "quote"})


class Found(Struct, frozen=True, kw_only=True):
    """An attribution in tokens, before its act is known."""

    pattern: str
    source: Span | None
    cue: Span | None
    content: tuple[Span, ...]
    form: Form | None
    negated: bool = False


def name(_: Lexicon) -> str:
    """What reads a language: for the trail of a reading."""
    return READER


def read(s: Segments, lexicon: Lexicon) -> Tagged:
    """All attributions of a segmented text in text order, and the cues that got none, with the reason."""
    g = grammar(lexicon)
    found: list[Found] = []
    skips: list[Skip] = []
    for sentence in s.sentences:
        for place in _places(s, g, sentence):
            hit = VOICES[place.form.voice](s, g, place, found)
            if isinstance(hit, Found):
                found.append(hit)
            elif hit:
                skips.append(Skip(step="claims", reason=hit, at=s.span(place.i, place.end)))
    found.extend(_colon(s, g, found))
    found = _follow_on(s, g, _distinct(found))
    found.extend(_orphans(s, found))
    attributions = [_attribution(s, g, f) for f in found]
    return Tagged(attributions=tuple(sorted(attributions, key=_position)), skips=tuple(skips))


def sight(s: Segments, lexicon: Lexicon) -> tuple[Tagged, None]:
    """What `read` finds; rules have no vectors."""
    return read(s, lexicon), None


def _position(a: Attribution) -> tuple[int, int, int]:
    first = min(start for start, _ in (*a.source, *a.cue, *a.content))
    return first, a.cue[0][0] if a.cue else -1, a.content[0][0]


def _attribution(s: Segments, g: Grammar, f: Found) -> Attribution:
    content = tuple(s.span(*part) for part in f.content)
    quote = quote_of(s, f.content)
    words = " ".join(s.text[a:b] for a, b in content)
    act = act_of(f.form, words, g, negated=f.negated)
    admits = f.form is not None and act == "confirm" and f.form.cue.act == "deny"
    return Attribution(
        source=(s.span(*f.source),) if f.source else (),
        cue=(s.span(*f.cue),) if f.cue else (),
        content=content,
        act=act,
        negated=f.negated and not admits,  # "tidak membantah" is an admission, not a failure to admit
        quote=quote,
        confidence=g.precision[f.pattern],
    )


def _distinct(found: list[Found]) -> list[Found]:
    """One attribution a cue, and none that shares source and content with an earlier one."""
    seen: set[object] = set()
    out: list[Found] = []
    for f in found:
        keys = {("cue", f.cue), ("words", f.source, f.content)}
        if not keys & seen:
            out.append(f)
        seen |= keys
    return out


# --- where cues stand ------------------------------------------------------------------------------------------------


def _places(s: Segments, g: Grammar, sentence: Sentence) -> Iterator[Place]:
    i = sentence.first
    while i < sentence.last:
        forms = g.forms_at(s.lower, i, sentence.last)
        if not forms:
            i += 1
            continue
        end = i + len(forms[0].words)
        lo, hi = _clause(s, sentence, i)
        if end <= hi:
            place = Place(i=i, end=end, lo=lo, hi=hi, sentence=sentence, form=forms[0])
            form = _choose(s, g, place, forms)
            if form is not None:
                yield msgspec.structs.replace(place, form=form)
        i = end


def _clause(s: Segments, sentence: Sentence, i: int) -> Span:
    """The sentence around token i without its last full stop; within a quotation, the sentence of the quotation."""
    lo, hi = sentence.first, sentence.last
    if s.inside[i] >= 0:
        first, last = s.quotations[s.inside[i]]
        lo, hi = first + 1, last
        if hi > lo and s.lower[hi - 1] in phrases.PUNCTUATION:
            hi -= 1
        for j in range(i, lo - 1, -1):
            if s.lower[j] in ".!?":
                lo = j + 1
                break
        for j in range(i, hi):
            if s.lower[j] in ".!?":
                hi = j
                break
    while hi > lo and s.lower[hi - 1] in ".,;":
        hi -= 1
    return lo, hi


def _choose(s: Segments, g: Grammar, p: Place, forms: tuple[Form, ...]) -> Form | None:
    """Of several readings of one word, the one its neighbours speak for."""
    by: dict[Voice, Form] = {}
    for form in forms:
        by.setdefault(form.voice, form)
    after_comma = p.i > p.lo and s.lower[p.i - 1] == ","
    if "bare" in by and (after_comma or _headline(s, p.sentence) or _beside_quotation(s, p.i, p.sentence.first)):
        return by["bare"]
    if "passive" in by and g.be:
        first, _ = phrases.skip_back(s, g, p.i, p.lo)
        if any(s.lower[j] in g.be for j in range(first, p.i)):
            return by["passive"]
        del by["passive"]
    for voice in ("prep", "active", "passive", "noun"):
        if voice in by:
            return by[voice]
    return by.get("bare")


def _beside_quotation(s: Segments, i: int, first: int) -> bool:
    """Whether a quotation ends right before token i, or a comma before it, in the sentence that begins at `first`."""
    j = i - 1
    if j >= first and s.lower[j] == ",":
        j -= 1
    return j >= first and s.inside[j] >= 0 and s.inside[j] != s.inside[i]


def _headline(s: Segments, sentence: Sentence) -> bool:
    return sentence.line == 0 and sentence.first == 0


# --- one function a voice --------------------------------------------------------------------------------------------


def _bare(s: Segments, g: Grammar, p: Place, found: list[Found]) -> Found | str | None:
    """ "…," kata X; …, kata X; and in a headline X Sebut …"""
    if _headline(s, p.sentence) and p.i > p.lo and s.lower[p.i - 1] != "," and not _beside_quotation(s, p.i, p.sentence.first):
        return _active(s, g, p, found)
    source = phrases.after(s, g, p.end, p.hi)
    if source is None:
        return None
    if s.inside[p.i] < 0 and not _beside_quotation(s, p.i, p.sentence.first) and not _speaker(s, g, source[0]):
        return None  # a root that is a noun too: ", nilai internal"
    if _beside_quotation(s, p.i, p.sentence.first):
        content = contents.quotation_before(s, p.i, p.sentence)
        return Found(pattern="quote", source=source, cue=(p.i, p.end), content=content, form=p.form)
    if p.i > p.lo and s.lower[p.i - 1] == "," and p.form.takes("quote") and not _headline(s, p.sentence):
        start = contents.content_start(s, g, p.lo, p.i)
        if p.i - 1 - start >= 3 and not any(f.cue and start <= f.cue[0] < p.i and f.pattern == "inverted" for f in found):
            return Found(pattern="inverted", source=source, cue=(p.i, p.end), content=((start, p.i - 1),), form=p.form)
    if p.i == p.lo or (p.i == p.lo + 1 and s.lower[p.lo] in g.coordinator):
        k = source[1]
        if k < p.hi and s.lower[k] == "," and k + 3 < p.hi:
            return Found(pattern="clause", source=source, cue=(p.i, p.end), content=((k + 1, p.hi),), form=p.form)
    return None


def _speaker(s: Segments, g: Grammar, i: int) -> bool:
    """Whether a phrase that begins at token i can be one who speaks."""
    word = s.lower[i]
    known = (g.pronoun, g.clitic, g.title, g.role, g.determiner, g.unnamed)
    return s.word(i)[0].isupper() or any(word in some for some in known)


def _active(s: Segments, g: Grammar, p: Place, found: list[Found]) -> Found | str | None:
    """X menyatakan (bahwa) …; X said …; "…," X said; "…," said X."""
    j, negated = phrases.skip_back(s, g, p.i, p.lo)
    if any(s.lower[k] in g.subordinator for k in range(j, p.i)):
        return "cue without source"  # "…, tanpa menyebut X": nothing is said
    if _beside_quotation(s, j, p.sentence.first) and s.inside[p.i] < 0:
        source = phrases.after(s, g, p.end, p.hi)
        if source is not None and p.form.takes("quote"):
            content = contents.quotation_before(s, j, p.sentence)
            return Found(pattern="quote", source=source, cue=(p.i, p.end), content=content, form=p.form, negated=negated)
    if (hit := _inverted(s, g, p, negated)) is not None:
        return hit
    source = _subject(s, g, p, j, found)
    if source is not None and _beside_quotation(s, source[0], p.sentence.first) and s.inside[p.i] < 0 and p.form.takes("quote"):
        content = contents.quotation_before(s, source[0], p.sentence)
        return Found(pattern="quote", source=source, cue=(p.i, p.end), content=content, form=p.form, negated=negated)
    if source is None:
        return "cue without source"
    if (parted := _parting(s, g, p, source, negated)) is not None:
        return parted
    content = contents.after_verb(s, g, p)
    if content and s.lower[content[0][0]] in g.preposition and s.lower[j - 1] in g.relative:
        return "cue without content"  # "yang mendesak di …": an adjective
    if not content:
        start = contents.content_start(s, g, p.lo, source[0])
        if g.inverts and source[0] - 1 - start >= 3 and s.lower[source[0] - 1] == "," and p.form.takes("clause", "quote"):
            content = ((start, source[0] - 1),)
            return Found(pattern="inverted", source=source, cue=(p.i, p.end), content=content, form=p.form, negated=negated)
        return "cue without content"
    return Found(pattern="clause", source=source, cue=(p.i, p.end), content=content, form=p.form, negated=negated)


def _parting(s: Segments, g: Grammar, p: Place, source: Span, negated: bool) -> Found | None:
    """ "The museum, X said, would …": the source phrase, looked for backwards, has swallowed the content's first part."""
    comma = next((k for k in range(source[1] - 1, source[0] - 1, -1) if s.lower[k] == ","), None)
    if not g.inverts or comma is None or p.end >= p.hi or s.lower[p.end] != ",":
        return None
    if s.inside[p.i] >= 0 or not p.form.takes("clause"):
        return None
    before = contents.trim(s, (contents.content_start(s, g, p.lo, comma), comma))
    content = (*before, *contents.trim(s, (p.end + 1, p.hi)))
    source = (comma + 1, source[1])
    return Found(pattern="inverted", source=source, cue=(p.i, p.end), content=content, form=p.form, negated=negated)


def _inverted(s: Segments, g: Grammar, p: Place, negated: bool) -> Found | None:
    """ "…, said X" at a sentence's end."""
    if not g.inverts or p.i - 1 - p.lo < 3 or s.lower[p.i - 1] != "," or not p.form.takes("quote"):
        return None
    source = phrases.after(s, g, p.end, p.hi)
    if source is None or (
        source[1] < p.hi and s.lower[source[1]] not in phrases.PUNCTUATION and s.lower[source[1]] not in g.phrases
    ):
        return None
    content = ((contents.content_start(s, g, p.lo, p.i - 1), p.i - 1),)
    return Found(pattern="inverted", source=source, cue=(p.i, p.end), content=content, form=p.form, negated=negated)


def _subject(s: Segments, g: Grammar, p: Place, j: int, found: list[Found]) -> Span | None:
    """The subject of the verb at j: the phrase before it, or, where a coordination shares it, an earlier cue's."""
    if j > p.lo and (s.lower[j - 1] in g.coordinator or s.lower[j - 1] in g.subordinator):
        return _shared(s, p, found)
    if j > p.lo and s.lower[j - 1] in g.relative:
        j -= 1
        if j > p.lo and s.lower[j - 1] == ",":
            j -= 1
    source = phrases.before(s, g, j, p.lo)
    return source if source is not None else _shared(s, p, found) if j == p.lo or s.lower[j - 1] == "," else None


def _shared(s: Segments, p: Place, found: list[Found]) -> Span | None:
    for f in reversed(found):
        if f.cue and f.cue[0] < p.sentence.first:
            return None
        if f.cue and f.source and s.inside[f.cue[0]] == s.inside[p.i]:
            return f.source
    return None


def _passive(s: Segments, g: Grammar, p: Place, found: list[Found]) -> Found | str | None:
    """X diduga …: subject and predicate are the content, and nobody is the source; Diketahui bahwa …; X dibantah oleh Y."""
    j, negated = phrases.skip_back(s, g, p.i, p.lo)
    relative = j > p.lo and s.lower[j - 1] in g.relative
    subject = None if relative else phrases.before(s, g, j, p.lo)
    if subject and " ".join(s.lower[slice(*subject)]) in g.unnamed:
        if p.end >= p.hi or s.lower[p.end] not in g.complementiser:
            return "subject only points to a content"  # "Hal itu dikatakan X"
        subject = None  # "It is believed that …"
    if p.end + 1 < p.hi and s.lower[p.end] in g.agent:
        return _by_agent(s, g, p, p.end + 1, subject=subject, negated=negated)
    if g.bare_agent and p.end < p.hi and s.word(p.end)[0].isupper() and s.word(p.i)[0].islower():
        hit = _by_agent(s, g, p, p.end, subject=subject, negated=negated)
        if isinstance(hit, Found) and hit.source and (hit.source[1] >= p.hi or s.lower[hit.source[1]] in BREAKS):
            return hit
    predicate = contents.after_verb(s, g, p)
    if not predicate:
        return "cue without content"
    content = (subject, *predicate) if subject and not _after_complementiser(s, g, p, predicate) else predicate
    return Found(pattern="passive", source=None, cue=(p.i, p.end), content=content, form=p.form, negated=negated)


def _by_agent(s: Segments, g: Grammar, p: Place, k: int, *, subject: Span | None, negated: bool) -> Found | str:
    """X dibantah (oleh) Y; it was denied by Y that …: the source begins at token k."""
    source = phrases.after(s, g, k, p.hi)
    if source is None:
        return "cue without source"
    opens = g.complementiser | g.purpose if p.form.takes("to") else g.complementiser
    that = next((j for j in range(source[1], p.hi) if s.lower[j] in opens), None)
    content = contents.until(s, g, that + 1, p) if that is not None else (subject,) if subject else ()
    if not content:
        return "cue without content"
    return Found(pattern="passive", source=source, cue=(p.i, p.end), content=content, form=p.form, negated=negated)


def _after_complementiser(s: Segments, g: Grammar, p: Place, content: tuple[Span, ...]) -> bool:
    return s.lower[content[0][0] - 1] in g.complementiser


def _noun(s: Segments, g: Grammar, p: Place, found: list[Found]) -> Found | str | None:
    """pernyataan X bahwa …, dugaan …, X's claim that …, the fear of …"""
    cue = (p.i, p.end)
    that = next((j for j in range(p.end, min(p.hi, p.end + contents.WINDOW)) if s.lower[j] in g.complementiser), None)
    source: Span | None = None
    if that is not None and p.form.takes("that", "clause"):
        if that > p.end:
            source = phrases.after(s, g, p.end, that)
        content = contents.until(s, g, that + 1, p)
    elif p.form.takes("to", "np"):
        k = p.end
        if k < p.hi and s.lower[k] in g.clitic:
            source, k = (k, k + 1), k + 1
        if k < p.hi and s.lower[k] in g.purpose:
            content = contents.until(s, g, k + 1, p) if p.form.takes("to") else ()
        elif p.form.takes("np"):
            phrase = phrases.after(s, g, k, p.hi)
            content = (phrase,) if phrase else ()
        else:
            content = ()
    else:
        return None
    if not content or s.lower[content[0][0]] in g.be or s.lower[content[0][0]] in g.auxiliary:
        return None  # "The claim was …": the noun is the subject of something else
    if source is None:
        source = _possessor(s, g, p)
    return Found(pattern="noun", source=source, cue=cue, content=content, form=p.form)


def _possessor(s: Segments, g: Grammar, p: Place) -> Span | None:
    """X in "X's claim", "their claim"; None in "a claim"."""
    i = p.i
    word = s.lower[i - 1] if i > p.lo else ""
    if g.pronoun.get(word, "")[:1].isdigit() and word in g.determiner:
        return i - 1, i
    if word.endswith("'s") or word.endswith("s'"):
        return phrases.before(s, g, i, p.lo)
    return None


def _prep(s: Segments, g: Grammar, p: Place, found: list[Found]) -> Found | str | None:
    """Menurut X, …; …, menurut X; …, menurut X, …"""
    source = phrases.after(s, g, p.end, p.hi)
    if source is None:
        return "cue without source"
    cue = (p.i, p.end)
    rest = source[1]
    if rest < p.hi and s.lower[rest] == ",":
        rest += 1
    opening = p.i == p.lo or all(s.lower[j] in g.coordinator or s.lower[j] in phrases.PUNCTUATION for j in range(p.lo, p.i))
    if (
        opening
        and rest == source[1]
        and (comma := next((j for j in range(source[1] - 1, source[0], -1) if s.lower[j] == ","), None))
    ):
        source, rest = (source[0], comma), comma + 1  # no comma closes it: no apposition, but the clause
    before = () if opening else contents.trim(s, (contents.content_start(s, g, p.lo, p.i), p.i))
    after = contents.trim(s, (contents.skip_tails(s, g, rest, p.hi), p.hi)) if opening or rest > source[1] else ()
    content = (*before, *after)
    if sum(b - a for a, b in content) < 2:
        return "cue without content"
    return Found(pattern="prep", source=source, cue=cue, content=content, form=p.form)


VOICES: dict[Voice, Callable[[Segments, Grammar, Place, list[Found]], Found | str | None]] = {
    "active": _active,
    "bare": _bare,
    "passive": _passive,
    "noun": _noun,
    "prep": _prep,
}


def _colon(s: Segments, g: Grammar, found: list[Found]) -> list[Found]:
    """A headline's "X: …": a source without a cue, where X is an office, or a name that speaks in the article too."""
    if not s.sentences or not _headline(s, s.sentences[0]):
        return []
    first, last = s.sentences[0].first, s.sentences[0].last
    colon = next((j for j in range(first + 1, min(last, first + 7)) if s.lower[j] == ":"), None)
    if colon is None or last - colon < 4:
        return []
    words = s.lower[first:colon]
    if any(w in g.forms or w[0].isdigit() or w in phrases.PUNCTUATION for w in words):
        return []
    speakers = {w for f in found if f.source and f.source[0] > last for w in s.lower[slice(*f.source)]}
    if words[-1] not in speakers and not any(w in g.title or w in g.role for w in words):
        return []
    return [Found(pattern="colon", source=(first, colon), cue=None, content=((colon + 1, last),), form=None)]


def _follow_on(s: Segments, g: Grammar, found: list[Found]) -> list[Found]:
    """Lengthens a saying over the sentences after it that have no cue of their own and stand in its paragraph:
    plain ones after indirect speech, quotations after a quotation."""
    cued = sorted(f.cue[0] for f in found if f.cue)
    outer = [cue for cue in cued if s.inside[cue] < 0]
    firsts = [sentence.first for sentence in s.sentences]
    used = {q for f in found for a, b in f.content for q in s.inside[a:b] if q >= 0}
    out = []
    for f in found:
        if f.form is None or f.cue is None or s.inside[f.cue[0]] >= 0 or f.pattern not in LENGTHENED or f.negated:
            out.append(f)
            continue
        content = list(f.content)
        at = bisect_right(firsts, f.cue[0]) - 1
        direct = f.pattern == "quote"
        if direct or (f.form.cue.act == NEUTRAL and content[-1][1] >= s.sentences[at].last - 1):
            for sentence in s.sentences[at + 1 : at + 1 + FOLLOW_ON]:
                first, last = sentence.first, sentence.last
                if sentence.line != s.sentences[at].line or _any_in(outer if direct else cued, first, last):
                    break
                quoted = s.inside[first]
                if direct and quoted >= 0 and quoted not in used and s.quotations[quoted][1] == last:
                    content.append((first, last))
                elif not direct and s.lower[first] not in g.coordinator and all(q < 0 for q in s.inside[first:last]):
                    content[-1:] = contents.trim(s, (content[-1][0], last))
                else:
                    break
        out.append(msgspec.structs.replace(f, content=tuple(content)))
    return out


def _any_in(ordered: list[int], first: int, last: int) -> bool:
    at = bisect_left(ordered, first)
    return at < len(ordered) and ordered[at] < last


def _orphans(s: Segments, found: list[Found]) -> Iterator[Found]:
    """Quotations that stand as sentences of their own and that no cue ties."""
    used = {q for f in found for a, b in f.content for q in s.inside[a:b] if q >= 0}
    starts = {sentence.first for sentence in s.sentences}
    ends = {sentence.last for sentence in s.sentences}
    for q, (first, last) in enumerate(s.quotations):
        if q not in used and first in starts and last in ends and last - first >= contents.SHORTEST_SPEECH + 2:
            yield Found(pattern="orphan", source=None, cue=None, content=((first, last),), form=None)
