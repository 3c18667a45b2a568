"""Why two claims are linked, in a line: who denies it, by name, and only what truly parts them."""

from __future__ import annotations

from konon.clauses import Term
from konon.comparison import Judged
from konon.propositions import Proposition
from konon.reasons import reason

LINK = Judged(a="x", b="y", relation="contradicts", score=0.9)


def said(id_: str, holder: str, *, denied: bool, times: tuple[str, ...], doer: str) -> Proposition:
    return Proposition(
        claim=id_,
        article=id_,
        language="id",
        act="say",
        speaker=holder,
        terms=(Term("ntang", 5.0, denied),),
        names=("~rumbai", "~selasih"),
        doer=doer,
        times=times,
        told=f"say kata: bentang Rumbai Selasih runtuh ({holder})",
    )


def test_a_denial_names_its_speaker_words_stand_as_written_and_what_is_no_difference_is_left_out() -> None:
    one = said("x", "Ratna Wiraguna", denied=False, times=("2031-03-02",), doer="~rumbai")
    other = said("y", "Danu Lesmana", denied=True, times=("2031-03-02TMO",), doer="~selasih")
    assert reason(LINK, one, other) == "both tell of rumbai, selasih, bentang; Danu Lesmana denies it"
    assert "2031-03-02 against 2031-03-05" in reason(
        LINK, one, said("y", "Danu", denied=True, times=("2031-03-05",), doer="~rumbai")
    )
