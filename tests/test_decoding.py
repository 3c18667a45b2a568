"""From scores to records: the best path, runs of words, mentions, and attributions that are told once each."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from konon.decoding import ENTITIES, ROLES, Found, Scores, attributions, found, mentions, ranges, runs, smoothed, tags
from konon.grammar import grammar
from konon.lexicon import load
from konon.records import ACTS, Attribution
from konon.segment import Segments, segment
from konon.spans import joined
from konon.windows import Floats

LETTERS = dict(zip(".sqc", range(4), strict=True))  # nothing, source, cue, content
LOGITS = st.floats(-8, 8, width=32)


# --- paths -----------------------------------------------------------------------------------------------------------

GRAMMAR = grammar(load("id"))


def cost(logits: Floats, path: tuple[int, ...], switch: tuple[float, ...]) -> float:
    """What a path of one row is worth: the words' log probabilities, less what it costs to begin each role."""
    total = np.exp(logits.astype(np.float64)).sum(1)
    worth = sum(float(logits[i, r]) - float(np.log(total[i])) for i, r in enumerate(path))
    return worth - sum(switch[b] for a, b in pairwise(path) if a != b)


@settings(deadline=None, max_examples=60)
@given(
    arrays.arrays(np.float32, st.tuples(st.integers(1, 2), st.integers(1, 5), st.just(len(ROLES))), elements=LOGITS),
    st.tuples(*[st.sampled_from([0.0, 0.5, 1.0, 3.0])] * len(ROLES)),
)
def test_the_smoothed_path_is_the_best_of_all_paths(logits: Floats, switch: tuple[float, ...]) -> None:
    for row, path in zip(logits, smoothed(logits, switch).tolist(), strict=True):
        best = max(cost(row, each, switch) for each in product(range(len(ROLES)), repeat=len(row)))
        assert cost(row, tuple(path), switch) == pytest.approx(best, abs=1e-3)


def test_a_word_that_leans_the_other_way_for_less_than_the_cost_goes_with_its_neighbours() -> None:
    content, nothing = LETTERS["c"], LETTERS["."]
    logits = np.full((1, 5, len(ROLES)), -9, np.float32)
    logits[0, :, content] = 3
    logits[0, 2, nothing] = 3.5
    assert logits[0].argmax(1).tolist() == [content, content, nothing, content, content]
    assert smoothed(logits).tolist() == [[content] * 5]


def test_no_anchors_give_no_paths() -> None:
    assert smoothed(np.zeros((0, 7, len(ROLES)), np.float32)).shape == (0, 7)


# --- runs and mentions -----------------------------------------------------------------------------------------------


@given(st.sets(st.integers(0, 60)))
def test_ranges_hold_just_the_numbers_and_never_touch(places: set[int]) -> None:
    out = ranges(sorted(places))
    assert [i for a, b in out for i in range(a, b)] == sorted(places)
    assert all(b < c for (_, b), (c, _) in pairwise(out))


def test_a_run_reaches_from_its_first_words_beginning_to_its_last_words_end() -> None:
    assert runs([(0, 4), (5, 9), (9, 10), (12, 15)], [0, 1, 3]) == ((0, 9), (12, 15))


def named(*tagged: str) -> list[tuple[tuple[int, int], str]]:
    tokens = [(10 * i, 10 * i + 9) for i in range(len(tagged))]
    return [(m.span, m.type) for m in mentions(tokens, [ENTITIES.index(t) for t in tagged])]


@pytest.mark.parametrize(
    ("tagged", "expected"),
    [
        (["B-PER", "I-PER", "O", "B-LOC"], [((0, 19), "PER"), ((30, 39), "LOC")]),
        (["B-PER", "B-PER"], [((0, 9), "PER"), ((10, 19), "PER")]),
        (["O", "I-ORG", "I-ORG"], [((10, 29), "ORG")]),
        (["B-PER", "I-ORG"], [((0, 9), "PER"), ((10, 19), "ORG")]),
        (["B-PER", "O", "I-PER"], [((0, 9), "PER"), ((20, 29), "PER")]),
        (["O", "O"], []),
        ([], []),
    ],
)
def test_mentions_begin_at_b_or_where_an_i_goes_on_with_nothing(
    tagged: list[str], expected: list[tuple[tuple[int, int], str]]
) -> None:
    assert named(*tagged) == expected


def test_the_best_tag_of_each_word_counts() -> None:
    logits = np.eye(len(ENTITIES), dtype=np.float32)[[3, 0, 5]]
    assert tags(logits) == [3, 0, 5]


# --- what was found --------------------------------------------------------------------------------------------------


def test_what_is_found_stands_where_its_window_begins_and_knows_no_padding() -> None:
    roles = np.full((1, 4, len(ROLES)), -9, np.float32)
    roles[0, range(4), [LETTERS[r] for r in "sqcc"]] = 9
    scores = Scores(
        index=np.array([[1, 1]]),
        kinds=np.array([[0.25, 0.05, 0.6, 0.1]], np.float32),
        roles=roles,
        acts=np.eye(len(ACTS), dtype=np.float32)[[2]],
        names=np.array([[0.9, 0.1, 0.2, 0.9]], np.float32),
        entities=np.zeros((2, 4, 1, 1), np.float32),
    )
    first, second = found(scores, [(0, 4), (10, 13)])
    assert first == []
    (f,) = second
    assert (f.at, f.kind, f.window) == (11, "QUOTATION", (10, 13))
    assert f.score == pytest.approx(0.75)
    assert f.roles == tuple(LETTERS[r] for r in "sqc")
    assert f.names.tolist() == pytest.approx([0.9, 0.1, 0.2])


def test_what_pads_a_window_never_changes_its_roles() -> None:
    content, nothing = LETTERS["c"], LETTERS["."]
    logits = np.full((1, 2, len(ROLES)), -9, np.float32)
    logits[0, 0, content], logits[0, 1, [content, nothing]] = 9, (0, 1.5)
    padding = np.full((1, 3, len(ROLES)), -9, np.float32)
    padding[0, :, content] = 9
    alone, padded = (
        found(
            Scores(
                index=np.array([[0, 0]]),
                kinds=np.array([[0.1, 0.9, 0, 0]], np.float32),
                roles=roles,
                acts=np.eye(len(ACTS), dtype=np.float32)[[0]],
                names=np.zeros(roles.shape[:2], np.float32),
                entities=np.zeros((1, roles.shape[1], 1, 1), np.float32),
            ),
            [(0, 2)],
        )[0][0].roles
        for roles in (logits, np.concatenate([logits, padding], 1))
    )
    assert alone == padded == (content, nothing)


# --- attributions ----------------------------------------------------------------------------------------------------

TEXT = "Istana mengatakan bahwa Arunika berjanji membuka perbatasan"
#       0      1          2      3       4        5       6


def read(text: str, language: str = "id") -> Segments:
    return segment(text, load(language))


def seen(
    roles: str, at: int, *, first: int = 0, kind: str = "CUE", score: float = 0.9, act: str = "say", names: tuple[int, ...] = ()
) -> Found:
    """An attribution by one letter a word, from word `first` on."""
    acts = np.zeros(len(ACTS), np.float32)
    acts[ACTS.index(act)] = 1
    return Found(
        at=at,
        kind=kind,
        score=score,
        window=(first, first + len(roles)),
        roles=tuple(LETTERS[r] for r in roles),
        acts=acts,
        names=np.array([0.95 if first + i in names else 0.1 for i in range(len(roles))], np.float32),
    )


def shown(text: str, a: Attribution) -> str:
    return " | ".join((joined(text, a.source) or "-", joined(text, a.cue) or "-", joined(text, a.content), a.act, a.quote))


def told(text: str, *every: Found) -> list[str]:
    return [shown(text, a) for a in attributions(read(text), every, GRAMMAR)]


def test_an_attribution_in_the_content_of_another_is_told_too_in_text_order() -> None:
    assert told(TEXT, seen("...sqcc", 4, act="commit"), seen("sq.cccc", 1, score=0.8)) == [
        "Istana | mengatakan | Arunika berjanji membuka perbatasan | say | indirect",
        "Arunika | berjanji | membuka perbatasan | commit | indirect",
    ]


def test_a_content_that_source_and_cue_split_has_two_spans() -> None:
    text = '"Hujan reda," kata Laras. "Jalan dibuka."'
    assert told(text, seen("cccccqs.ccccc", 5)) == ['Laras | kata | "Hujan reda," … "Jalan dibuka." | say | direct']


def test_a_word_of_the_next_sentence_is_no_part_of_a_content_that_does_not_go_on_with_it() -> None:
    text = "Arunika bantah tanggul retak\nWarga tetap berjaga di tepi sungai"
    assert told(text, seen("sqccc.....", 1, act="deny")) == ["Arunika | bantah | tanggul retak | deny | indirect"]
    assert told(text, seen("sqcccccccc", 1, act="deny")) == [
        "Arunika | bantah | tanggul retak Warga tetap berjaga di tepi sungai | deny | indirect"
    ]


def test_a_clitic_on_the_cue_is_the_whole_source() -> None:
    text = '"Jalan dibuka," ujarnya. Laras pergi.'
    assert told(text, seen("cccccqs.s..", 5)) == ['nya | ujar | "Jalan dibuka," | say | direct']


def test_of_whom_a_passive_tells_is_no_source_but_who_follows_it_is_and_a_document_that_tells() -> None:
    assert told("Tirta dikabarkan pergi ke Arunika", seen("sqccc", 1)) == ["- | dikabarkan | pergi ke Arunika | say | indirect"]
    assert told("Tirta tidak dikabarkan pergi", seen("s.qc", 2)) == ["- | dikabarkan | pergi | say | indirect"]
    asked = "Tirta | diminta | pergi ke Arunika | say | indirect"
    assert told("Laras diminta Tirta untuk pergi ke Arunika", seen("sq..ccc", 1)) == [asked]
    letter = "Surat itu | disebutkan | jalan rusak | say | indirect"
    assert told("Surat itu disebutkan jalan rusak", seen("ssqcc", 2)) == [letter]
    assert told("Tirta mengabarkan jalan rusak", seen("sqcc", 1)) == ["Tirta | mengabarkan | jalan rusak | say | indirect"]


def test_a_cue_that_can_only_deny_denies_whatever_the_network_says() -> None:
    denied = "Istana | membantah | akan membuka perbatasan | deny | indirect"
    assert told("Istana membantah akan membuka perbatasan", seen("sqccc", 1, act="commit")) == [denied]
    granted = "Istana | membantah | akan membuka perbatasan | confirm | indirect"
    assert told("Istana tidak membantah akan membuka perbatasan", seen("s.qccc", 2, act="say")) == [granted]


def test_words_are_counted_from_the_beginning_of_the_window() -> None:
    assert told(TEXT, seen("sqcc", 4, first=3)) == ["Arunika | berjanji | membuka perbatasan | say | indirect"]


@pytest.mark.parametrize("reverse", [False, True])
def test_of_two_that_ascribe_nearly_the_same_by_the_same_cue_the_surer_stays(reverse: bool) -> None:
    every = [seen("sq.cccc", 1, score=0.8, act="deny"), seen("sq..ccc", 1, score=0.95)]
    (a,) = attributions(read(TEXT), every[::-1] if reverse else every, GRAMMAR)
    assert (joined(TEXT, a.content), a.act, a.confidence) == ("berjanji membuka perbatasan", "say", 0.95)


def test_two_cues_with_the_same_content_are_two_attributions() -> None:
    text = "Istana mengatakan dan Arunika menegaskan perbatasan dibuka"
    assert told(text, seen("sq...cc", 1), seen("...sqcc", 4)) == [
        "Istana | mengatakan | perbatasan dibuka | say | indirect",
        "Arunika | menegaskan | perbatasan dibuka | say | indirect",
    ]


def test_a_quotation_read_once_by_its_cue_and_once_without_is_one() -> None:
    text = '"Hujan reda," kata Laras.'
    assert told(text, seen("cccccqs", 5), seen("ccccc..", 0, kind="QUOTATION", score=0.8)) == [
        'Laras | kata | "Hujan reda," | say | direct'
    ]


def test_only_a_cue_anchor_has_a_cue_and_it_is_at_least_the_anchor() -> None:
    text = "Gubernur: Jembatan Aman"
    assert told(text, seen("sqcc", 0, kind="HEADLINE")) == ["Gubernur | - | Jembatan Aman | say | indirect"]
    assert told(TEXT, seen("s..cccc", 1)) == ["Istana | mengatakan | Arunika berjanji membuka perbatasan | say | indirect"]


def test_an_anchor_without_content_is_no_attribution() -> None:
    assert told(TEXT, seen("sq.....", 1)) == []


def test_the_anchor_of_a_cue_is_never_content() -> None:
    assert told(TEXT, seen("sccc...", 1)) == ["Istana | mengatakan | bahwa Arunika | say | indirect"]


def test_the_confidence_is_the_anchors_probability() -> None:
    (a,) = attributions(read(TEXT), [seen("sq.cccc", 1, score=0.87654)], GRAMMAR)
    assert a.confidence == 0.877


def test_the_places_that_name_the_holder_come_surest_first() -> None:
    text = 'Laras Wening tiba. "Hujan reda," kata Wening.'
    f = seen("....cccccqs.", 9, names=(0, 1, 10))
    f.names[10] = 0.99
    (a,) = attributions(read(text), [f], GRAMMAR)
    assert [text[start:end] for start, end in a.named] == ["Wening", "Laras Wening"]


FOUND = st.builds(
    lambda roles, at, kind, score: seen("".join(roles), min(at, len(roles) - 1), kind=kind, score=score),
    st.lists(st.sampled_from(".sqc"), min_size=1, max_size=7),
    st.integers(0, 6),
    st.sampled_from(["CUE", "QUOTATION", "HEADLINE"]),
    st.floats(0.5, 1),
)


@settings(deadline=None)
@given(st.lists(FOUND, max_size=6))
def test_whatever_the_network_says_the_spans_are_words_and_part_from_each_other(every: list[Found]) -> None:
    s = read(TEXT)
    starts, ends = {start for start, _ in s.tokens}, {end for _, end in s.tokens}
    out = attributions(s, every, GRAMMAR)
    assert len(out) <= len(every)
    for a in out:
        assert a.content
        spans = sorted((*a.source, *a.cue, *a.content))
        assert all(start in starts and end in ends for start, end in spans)
        assert all(end <= start for (_, end), (start, _) in pairwise(spans))
