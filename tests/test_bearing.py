"""All claims and their links, kept up as articles come: claims of an openly fictional world."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import claims as bench
from konon import bearing
from konon.bearing import CROWD, Claims, keys
from konon.propositions import Proposition, Term

PAIRS = bench.own_pairs(bench.ROOT / "tests" / "gold" / "claims" / "pairs.txt")[:24]
CLAIMS = [msgspec.structs.replace(p, day="2031-05-03") for a, b, _ in PAIRS for p in (a, b)]


def fed(claims: list[Proposition]) -> Claims:
    made = Claims()
    for claim in claims:
        made.add([claim])
    return made


def copies(count: int) -> list[Proposition]:
    terms = tuple(Term(key, 5.0) for key in ("=flood", "=bridge", "=village", "=river"))
    return [msgspec.structs.replace(CLAIMS[0], claim=f"{n:04}", names=(), terms=terms) for n in range(count)]


def test_a_denial_is_found_by_what_it_denies() -> None:
    made = fed(CLAIMS)
    assert {link.relation for link in made.of(CLAIMS[0].claim) if CLAIMS[1].claim in (link.a, link.b)} == {"contradicts"}


@settings(max_examples=15, deadline=None)
@given(st.permutations(CLAIMS))
def test_the_same_claims_in_another_order_give_the_same_links(claims: list[Proposition]) -> None:
    assert fed(claims).links == fed(CLAIMS).links


@settings(max_examples=10, deadline=None)
@given(st.permutations(copies(8) + CLAIMS[:8]))
def test_where_words_are_on_every_lip_the_order_is_still_nothing(claims: list[Proposition]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bearing, "CROWD", 5)
        assert fed(claims).links == fed(copies(8) + CLAIMS[:8]).links


def test_adding_twice_changes_nothing() -> None:
    made = fed(CLAIMS)
    before = dict(made.links)
    assert made.add(CLAIMS) == ()
    assert made.links == before


def test_the_changes_add_up_to_the_links() -> None:
    made, seen = Claims(), dict[tuple[str, str], str]()
    for claim in copies(CROWD + 5) + CLAIMS:
        for link in made.add([claim]):
            seen[link.a, link.b] = link.relation
    assert {pair: r for pair, r in seen.items() if r != "different"} == {p: link.relation for p, link in made.links.items()}


def test_words_that_a_crowd_shares_link_no_claims() -> None:
    assert len(fed(copies(CROWD)).links) == CROWD * (CROWD - 1) // 2
    assert fed(copies(CROWD + 1)).links == {}


def test_claims_far_apart_in_time_are_not_linked() -> None:
    late = msgspec.structs.replace(CLAIMS[1], day="2031-07-01")
    assert fed([CLAIMS[0], CLAIMS[1]]).links
    assert not fed([CLAIMS[0], late]).links


def test_claims_without_a_day_are_compared_with_each_other_alone() -> None:
    one, other = (msgspec.structs.replace(p, day=None) for p in CLAIMS[:2])
    assert fed([one, other]).links
    assert not fed([one, CLAIMS[1]]).links


def test_a_claim_is_found_by_each_two_of_its_weightiest_words() -> None:
    assert {len(key.split()) for key in keys(CLAIMS[0])} == {2}
    assert len(keys(CLAIMS[0])) == 10  # of its five words and names
