"""Whom a word that names nobody stands for."""

from __future__ import annotations

import msgspec

from konon import gazetteer, rules
from konon.antecedents import Scene, scene
from konon.grammar import grammar
from konon.holders import asked
from konon.lexicon import load
from konon.names import Text, words_of
from konon.referents import Question, at_levels, candidates, heaviest, levels_of, meant
from konon.segment import segment

TEXT = 'Jalan Rusak\nLaras Wening bertemu Bayu Tirta. Wening mengatakan jalan rusak.\n"Besok kami perbaiki," ujarnya.'


def told(text: str) -> Scene:
    lexicon, known = load("id"), gazetteer.load()
    s = segment(text, lexicon)
    t = Text(s=s, g=grammar(lexicon), w=words_of("id", known), known=known, language="id", day=None)
    return scene(rules.read(s, lexicon).attributions, t)


def test_a_name_asks_nothing_and_a_clitic_asks_for_him() -> None:
    the = told(TEXT)
    first, last = asked(0, the, [None, None]), asked(1, the, ["Laras Wening", None])
    assert first == "Laras Wening"
    assert isinstance(last, Question)
    assert last.kind == "he"


def test_the_candidates_are_who_was_named_and_but_for_a_he_nobody() -> None:
    the = told(TEXT)
    he = candidates(Question(i=1, kind="he"), the, ["Laras Wening", None])
    unsaid = candidates(Question(i=1, kind="unsaid"), the, ["Laras Wening", None])
    assert {c.name for c in he} == {"Laras Wening", "Bayu Tirta"}
    assert {c.name for c in unsaid} == {"Laras Wening", "Bayu Tirta", None}


def test_who_spoke_last_has_that_for_them_and_is_meant() -> None:
    the = told(TEXT)
    question = Question(i=1, kind="he")
    spoke = {c.name for c in candidates(question, the, ["Bayu Tirta", None]) if "spoke 0" in c.features}
    assert spoke == {"Bayu Tirta"}
    assert meant(question, the, ["Laras Wening", None]) == "Laras Wening"


def test_each_feature_counts_on_all_levels() -> None:
    the = told(TEXT)
    question = Question(i=1, kind="he")
    levels = levels_of(question, the)
    assert levels[:2] == ("", "he ")
    assert at_levels(levels)["spoke 0"] > at_levels(("",))["spoke 0"]


def test_of_equals_the_first_is_meant() -> None:
    the = told(TEXT)
    some = candidates(Question(i=1, kind="he"), the, [None, None])
    plain = [msgspec.structs.replace(candidate, features={}) for candidate in some]
    assert heaviest(plain, ("",)) == plain[0].name


def test_a_figure_with_the_office_that_a_description_names_has_that_for_it() -> None:
    the = told('Jalan Rusak\nBupati Selasih, Bayu Tirta, datang.\n"Jalan rusak," kata bupati itu.')
    question = asked(0, the, [None])
    assert isinstance(question, Question)
    (bayu,) = (c for c in candidates(question, the, [None]) if c.name == "Bayu Tirta")
    assert bayu.features["office"] == 1.0


def test_no_place_may_be_meant_by_he() -> None:
    the = told("Jalan Rusak\nLaras Wening datang ke Jakarta. Ia mengatakan jalan rusak.")
    assert {c.name for c in candidates(Question(i=0, kind="he"), the, [None])} == {"Laras Wening"}
    assert "Jakarta" in {c.name for c in candidates(Question(i=0, kind="they"), the, [None])}


def test_a_description_of_many_says_so_of_each_candidate() -> None:
    the = told('Jalan Rusak\nBayu Tirta datang.\n"Jalan rusak," kata para pedagang itu.')
    question = asked(0, the, [None])
    assert isinstance(question, Question)
    assert question.number == "many"
    (bayu,) = (c for c in candidates(question, the, [None]) if c.name == "Bayu Tirta")
    assert bayu.features["many PER"] == 1.0


def test_the_same_description_again_has_who_it_was_for_it() -> None:
    text = 'Jalan Rusak\nLaras Wening dan Bayu Tirta datang.\n"Jalan rusak," kata bupati itu.\n"Besok," kata bupati itu.'
    the = told(text)
    question = asked(1, the, ["Laras Wening", None])
    assert isinstance(question, Question)
    again = {c.name for c in candidates(question, the, ["Laras Wening", None]) if "so before" in c.features}
    assert again == {"Laras Wening"}
