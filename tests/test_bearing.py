"""All claims and their links, kept up as articles come: claims of an openly fictional world."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import claims as bench
from konon import bearing
from konon.bearing import CROWD, Claims, keys
from konon.claimshelf import ClaimShelf
from konon.clauses import Term
from konon.comparison import SHOWN, Judged
from konon.linkschema import scratch
from konon.propositions import Proposition

PAIRS = bench.own_pairs(bench.ROOT / "tests" / "gold" / "claims" / "pairs.txt")[:24]
CLAIMS = [msgspec.structs.replace(p, day="2031-05-03") for a, b, _ in PAIRS for p in (a, b)]


class Fed:
    """Claims, one article each, and what came of it."""

    def __init__(self, claims: Sequence[Proposition] = ()) -> None:
        self.shelf = ClaimShelf(scratch(), added="2031-05-04T00:00:00Z")
        self.names = list[str]()
        for claim in claims:
            self.add(claim)

    def add(self, *claims: Proposition) -> tuple[Judged, ...]:
        self.names += [claim.claim for claim in claims]
        return Claims(self.shelf).add(claims)

    def links(self) -> list[Judged]:
        return [*self.shelf.links(self.names)]


def copies(count: int) -> list[Proposition]:
    terms = tuple(Term(key, 5.0) for key in ("=flood", "=bridge", "=village", "=river"))
    return [msgspec.structs.replace(CLAIMS[0], claim=f"{n:04}", article=f"{n:04}", names=(), terms=terms) for n in range(count)]


def test_a_denial_is_found_by_what_it_denies() -> None:
    pair = {CLAIMS[0].claim, CLAIMS[1].claim}
    assert [link.relation for link in Fed(CLAIMS).links() if {link.a, link.b} == pair] == ["contradicts"]


@settings(max_examples=15, deadline=None)
@given(st.permutations(CLAIMS))
def test_the_same_claims_in_another_order_give_the_same_links(claims: list[Proposition]) -> None:
    assert Fed(claims).links() == Fed(CLAIMS).links()


@settings(max_examples=10, deadline=None)
@given(st.permutations(copies(8) + CLAIMS[:8]))
def test_where_words_are_on_every_lip_the_order_is_still_nothing(claims: list[Proposition]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bearing, "CROWD", 5)
        assert Fed(claims).links() == Fed(copies(8) + CLAIMS[:8]).links()


def test_articles_added_in_one_batch_or_in_many_have_the_same_links() -> None:
    at_once = Fed()
    keeper = Claims(at_once.shelf)
    for claim in CLAIMS:
        keeper.add([claim])
    at_once.names = [claim.claim for claim in CLAIMS]
    assert at_once.links() == Fed(CLAIMS).links()


def test_claims_that_have_little_in_common_are_not_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bearing, "LITTLE", 1.1)
    assert Fed(CLAIMS).links() == []


def test_a_claim_that_comes_back_with_other_words_is_found_by_these_alone() -> None:
    one, other = (
        msgspec.structs.replace(CLAIMS[0], claim="c", names=(), terms=tuple(Term(key, 5.0) for key in keys_))
        for keys_ in (("=flood", "=bridge", "=village"), ("=river", "=harbour", "=ship"))
    )
    shelf = Fed().shelf
    keeper = Claims(shelf)
    keeper.add([one])
    keeper.remove([one])
    keeper.add([other])
    assert {*shelf.held({*bearing.buckets(one), *bearing.buckets(other)})} == {*bearing.buckets(other)}


def test_adding_twice_changes_nothing() -> None:
    made = Fed(CLAIMS)
    before = made.links()
    assert made.add(*CLAIMS) == ()
    assert made.links() == before


def test_the_changes_add_up_to_the_links() -> None:
    made, seen = Fed(), dict[tuple[str, str], str]()
    for claim in copies(CROWD + 5) + CLAIMS:
        for link in made.add(claim):
            seen[link.a, link.b] = link.relation
    assert {pair: r for pair, r in seen.items() if r != "different"} == {(x.a, x.b): x.relation for x in made.links()}


def test_words_that_a_crowd_shares_link_no_claims() -> None:
    made = Fed(copies(CROWD))
    assert len(made.links()) == CROWD * (CROWD - 1) // 2
    made.add(*copies(CROWD + 1)[CROWD:])
    assert made.links() == []


def test_claims_of_one_article_are_not_linked() -> None:
    one, other = (msgspec.structs.replace(p, article="x") for p in CLAIMS[:2])
    made = Fed()
    made.add(one, other)
    assert made.links() == []


def test_a_claim_that_is_taken_out_has_no_links_and_has_them_again_when_it_comes_back() -> None:
    made = Fed(CLAIMS)
    before = made.links()
    assert any(CLAIMS[0].claim in (link.a, link.b) for link in before)
    Claims(made.shelf).remove([CLAIMS[0]])
    assert made.links() == [link for link in before if CLAIMS[0].claim not in (link.a, link.b)]
    made.add(CLAIMS[0])
    assert made.links() == before


def test_where_all_is_gone_through_again_links_that_no_longer_hold_are_dropped() -> None:
    made = Fed(CLAIMS[:2])
    assert made.links()
    made.shelf.remove(CLAIMS[0], bearing.buckets(CLAIMS[0]))
    made.add(msgspec.structs.replace(CLAIMS[0], terms=(), names=("gpe:arunika",), amounts=()))
    assert made.links() == []


def test_what_is_merely_related_is_found_when_asked_for() -> None:
    made = Fed(CLAIMS)
    near = {(x.a, x.b): x.relation for claim in CLAIMS for x in Claims(made.shelf).near(claim)}
    assert {(x.a, x.b) for x in made.links()} <= near.keys()
    assert "related" in near.values()


def test_what_words_take_for_a_contradiction_is_as_it_is_when_asked_for() -> None:
    """The ledger is sparing with reading both together, but not here."""
    made = Fed(CLAIMS)
    near = {(x.a, x.b): x for claim in CLAIMS for x in Claims(made.shelf).near(claim)}
    against = [link for link in made.links() if link.relation == "contradicts"]
    assert against
    assert all(near[link.a, link.b] == link for link in against)


def test_a_contradiction_that_is_not_sure_is_not_written_down() -> None:
    made = Fed(CLAIMS)
    near = [x for claim in CLAIMS for x in Claims(made.shelf).near(claim) if x.relation == "contradicts"]
    assert {x.score >= SHOWN for x in near} == {True, False}
    written = {(x.a, x.b) for x in made.links() if x.relation == "contradicts"}
    assert written
    assert written <= {(x.a, x.b) for x in near if x.score >= SHOWN}


def test_claims_far_apart_in_time_are_not_linked() -> None:
    one, other = copies(2)
    assert Fed([one, msgspec.structs.replace(other, day="2031-05-10")]).links()
    assert not Fed([one, msgspec.structs.replace(other, day="2031-05-11")]).links()


def test_claims_without_a_day_are_compared_with_each_other_alone() -> None:
    one, other = copies(2)
    undated = [msgspec.structs.replace(p, day=None) for p in (one, other)]
    assert Fed(undated).links()
    assert not Fed([undated[0], other]).links()


def test_a_claim_is_found_by_each_two_of_its_weightiest_words() -> None:
    assert {len(key.split()) for key in keys(CLAIMS[0])} == {2}
    assert len(keys(CLAIMS[0])) == 10  # of its five words and names
