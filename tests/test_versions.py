"""What was changed between two versions of a page."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from konon.records import Article, Boilerplate, Claim, Reading, Span, Trail
from konon.versions import changes, diff

FIRST = """Arunika Tutup Pelabuhan Umbara
Pemerintah Arunika menutup pelabuhan Umbara selama 3 hari.
Penutupan itu bersifat sementara, kata menteri.
Menteri membantah ada kapal yang ditahan."""
SECOND = """Arunika Tutup Pelabuhan Umbara
Pemerintah Arunika menutup pelabuhan Umbara selama 5 hari.
Penutupan itu bersifat sementara, kata menteri.
Warga diminta menjauhi dermaga."""


def reading(text: str, *said: tuple[str, str], skip: str = "") -> Reading:
    """`said`: the words of source and content of each claim."""

    def span(words: str) -> Span:
        return text.index(words), text.index(words) + len(words)

    claims = tuple(
        Claim(id=f"{i}", source=(span(s),), cue=(), content=(span(c),), act="say", quote="indirect", confidence=1.0)
        for i, (s, c) in enumerate(said)
    )
    marks = (Boilerplate(*span(skip), "related"),) if skip else ()
    trail = Trail(input="", konon="", extractor="", reader="", lexicon="")
    return Reading(article=Article(id="a", language="id", text=text), boilerplate=marks, claims=claims, trail=trail)


def test_what_was_silently_changed_is_shown_word_by_word() -> None:
    assert diff(reading(FIRST), reading(SECOND)) == (
        "- 3",
        "+ 5",
        "- Menteri membantah ada kapal yang ditahan",
        "+ Warga diminta menjauhi dermaga",
    )


def test_an_edit_gives_the_words_in_both_texts() -> None:
    edit = changes(reading(FIRST), reading(SECOND)).edits[0]
    assert (FIRST[slice(*edit.old)], SECOND[slice(*edit.new)]) == ("3", "5")


def test_a_text_that_did_not_change_has_no_edits() -> None:
    assert changes(reading(FIRST), reading(FIRST)).edits == ()


def test_line_ends_and_blanks_are_no_change() -> None:
    assert changes(reading(FIRST), reading(FIRST.replace("\n", "\n\n").replace(", kata", " ,  kata"))).edits == ()


def test_boilerplate_that_changed_is_no_change() -> None:
    one = reading(f"{FIRST}\nBaca juga: Kapal Selasih Berlayar", skip="Baca juga: Kapal Selasih Berlayar")
    other = reading(f"{FIRST}\nBaca juga: Festival Layang-layang", skip="Baca juga: Festival Layang-layang")
    assert changes(one, other).edits == ()


def test_claims_that_came_and_went_are_named() -> None:
    kept = ("menteri", "Penutupan itu bersifat sementara")
    one = reading(FIRST, kept, ("Menteri", "ada kapal yang ditahan"))
    other = reading(SECOND, kept, ("Warga", "menjauhi dermaga"))
    found = changes(one, other)
    assert found.lost == (one.claims[1],)
    assert found.gained == (other.claims[1],)


def test_a_claim_whose_number_was_changed_is_lost_and_gained() -> None:
    one = reading(FIRST, ("Pemerintah Arunika", "menutup pelabuhan Umbara selama 3 hari"))
    other = reading(SECOND, ("Pemerintah Arunika", "menutup pelabuhan Umbara selama 5 hari"))
    found = changes(one, other)
    assert (found.lost, found.gained) == (one.claims, other.claims)


def test_a_claim_that_only_moved_is_neither_lost_nor_gained() -> None:
    said = ("menteri", "Penutupan itu bersifat sementara")
    found = changes(reading(FIRST, said), reading(f"Kabar terbaru.\n{FIRST}", said))
    assert (found.lost, found.gained) == ((), ())


def test_a_very_long_text_that_was_wholly_rewritten_is_one_edit() -> None:
    one, other = (reading(f"Judul\n{word * 3000}") for word in ("kapal ", "ombak "))
    edits = changes(one, other).edits
    assert len(edits) == 1
    assert edits[0].old[0] == 6


@settings(deadline=None, max_examples=80)
@given(st.lists(st.sampled_from(FIRST.split("\n")), max_size=6), st.lists(st.sampled_from(SECOND.split("\n")), max_size=6))
def test_the_edits_turn_the_old_words_into_the_new(old: list[str], new: list[str]) -> None:
    one, other = "\n".join(old), "\n".join(new)
    text, shift = one, 0
    for edit in changes(reading(one), reading(other)).edits:
        words = f" {other[slice(*edit.new)]} "
        text = text[: edit.old[0] + shift] + words + text[edit.old[1] + shift :]
        shift += len(words) - (edit.old[1] - edit.old[0])
    assert "".join(text.split()) == "".join(other.split())
