"""Which language an article is in: one we have words for, or a refusal that says which other."""

from __future__ import annotations

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from konon.lexicon import languages, load
from konon.records import Refused

SAMPLE = 800  # characters looked at
SHORT = 40  # words
SHARE = 0.12  # of running words that must be the language's own, where the classifier is of another mind
NOT_TELLING = frozenset({"neighbour", "name_link", "title", "abbreviation"})


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def identify(text: str) -> str:
    """The ISO 639-1 code of the language of `text`; raises `Refused` for one that no folder of `data/` reads."""
    sample = text[:SAMPLE]
    if not any(c.isalpha() for c in sample):
        raise Refused("no words in it")
    guess = str(_identifier().classify(sample)[0])
    if guess in languages():
        return guess
    shares = {language: _share(sample, language) for language in languages()}
    best = max(sorted(shares), key=lambda language: shares[language])
    # The classifier takes close neighbours for one another, and anything for anything on a short text.
    near = guess in load(best).of_kind("neighbour")
    if shares[best] >= SHARE and (near or len(sample.split()) < SHORT):
        return best
    raise Refused(f"its language seems to be {guess!r}, which konon does not read (it reads {', '.join(languages())})")


def _share(text: str, language: str) -> float:
    words = text.lower().split()
    known = _known(language)
    return sum(w.strip(".,;:!?\"'()") in known for w in words) / max(1, len(words))


@cache
def _known(language: str) -> frozenset[str]:
    """The running words that tell a language: all single words that its lexicon holds but names and titles."""
    lexicon = load(language)
    words = {w.word for w in lexicon.words if w.kind not in NOT_TELLING}
    return frozenset(words.union(*((*cue.active, *cue.passive, *cue.bare) for cue in lexicon.cues)))
