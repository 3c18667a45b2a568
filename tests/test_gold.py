"""The figures on the development articles stay above their floors. `bench/quality.py` prints them."""

from __future__ import annotations

import pytest

import quality
from quality import Gold, GoldAttribution

SETS = ("dev", "dev-en")  # all others are measured by `bench/quality.py --check`


@pytest.fixture(scope="module")
def table() -> quality.Table:
    if reason := quality.absent(quality.SHARED):
        pytest.skip(reason)
    return quality.gold_figures(quality.SHARED, names=SETS)[0]


def test_no_figure_on_our_own_articles_is_below_its_floor(table: quality.Table) -> None:
    assert quality.below(table, SETS) == []


def test_a_figure_under_its_floor_is_named_and_so_is_one_that_was_not_measured() -> None:
    names = [(name, figure) for name, row in quality.floors().items() for figure in row]
    just_right = {name: dict(row) for name, row in quality.floors().items()}
    assert quality.below(just_right) == []
    assert len(quality.below({name: dict.fromkeys(row, -1.0) for name, row in just_right.items()})) == len(names)
    assert len(quality.below({})) == len(names)


def test_calibration_error_is_the_mean_distance_of_confidence_from_precision() -> None:
    assert quality.calibration_error([(0.9, 1, 0.5), (0.5, 3, 0.5)]) == pytest.approx(0.1)
    assert quality.calibration_error([]) == 0


def test_a_claim_is_right_where_half_of_the_content_and_some_of_the_source_meet() -> None:
    from konon.records import Claim, Spans

    gold = Gold(
        id="a", text="", published="", attributions=[GoldAttribution(source=[(0, 4)], cue=[(5, 9)], content=[(10, 20)])]
    )

    def claim(source: Spans, content: Spans) -> Claim:
        return Claim(id="", source=source, cue=(), content=content, act="say", quote="indirect", confidence=1)

    assert quality.right(claim(((0, 2),), ((10, 15),)), gold)
    assert not quality.right(claim(((0, 2),), ((10, 14),)), gold)
    assert not quality.right(claim((), ((10, 20),)), gold)
    assert not quality.right(claim(((4, 9),), ((10, 20),)), gold)
