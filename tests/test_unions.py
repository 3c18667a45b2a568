"""Sets of what was joined, against the same found the slow way."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from konon.unions import Union

KEYS = "abcdefghijkl"
JOINS = st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(KEYS)), max_size=30)


@given(JOINS)
def test_what_is_joined_directly_or_through_others_is_one_set_known_by_its_least_member(joins: list[tuple[str, str]]) -> None:
    together = Union[str]()
    sets = {key: {key} for key in KEYS}
    for one, other in joins:
        together.join(one, other)
        for key in (both := sets[one] | sets[other]):
            sets[key] = both
        assert {key: together.of(key) for key in KEYS} == {key: min(members) for key, members in sets.items()}
    assert {frozenset(group) for group in together.groups()} == ({frozenset(s) for s in sets.values()} if joins else set())


def test_a_key_that_was_only_asked_for_is_a_set_of_its_own_and_groups_come_as_asked() -> None:
    together = Union[str]()
    together.join("d", "c")
    together.of("a")
    assert together.groups() == [["d", "c"], ["a"]]
