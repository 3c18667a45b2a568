"""What the steps after the reader take from its network: a vector a word, and who does an event by it."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from msgspec import structs

from konon import events, gazetteer, heads, rules, tag
from konon.claims import claims
from konon.heads import PARTS, Heads, Hidden, Vectors
from konon.lexicon import load
from konon.records import Article, Event
from konon.segment import Segments, segment

SENTENCE = "Menteri Perdagangan Arunika mengatakan bahwa harga garam turun pekan ini."
ATTACK = "Pasukan Rusia menyerang Ukraina pada hari Senin."


def small(**hidden: Hidden) -> Heads:
    """Heads over states of two numbers, kept as they are."""
    return Heads(
        mean=np.zeros(2, np.float32), basis=np.eye(2, dtype=np.float32), kinds=("kind person",), features={}, hidden=hidden
    )


def told(text: str, vectors: Vectors | None) -> tuple[Event, ...]:
    """The events of an Indonesian text without claims."""
    lexicon = load("id")
    s = segment(text, lexicon)
    made = claims(Article(id="a", language="id", text=text), s, (), holders=[], times=())
    return events.find(s, lexicon, made, gazetteer=gazetteer.load(), vectors=vectors)


def seen(text: str, language: str = "id") -> tuple[Segments, Vectors]:
    """A text in tokens, and as the network sees them."""
    lexicon = load(language)
    s = segment(text, lexicon)
    vectors = tag.sight(s, lexicon)[1]
    assert vectors is not None
    return s, vectors


# --- vectors ---------------------------------------------------------------------------------------------------------


def test_a_word_is_the_mean_of_its_pieces_and_of_nothing_else() -> None:
    states = np.array([[9, 9], [1, 0], [3, 4], [5, 6], [9, 9]], np.float32)
    found = heads.of_words(states, [1, 2], [1, 2])
    assert found.tolist() == [[1, 0], [4, 5]]


def test_a_window_without_a_word_of_its_own_has_no_vectors() -> None:
    assert heads.of_words(np.ones((4, 2), np.float32), [], []).shape == (0, 2)


def test_who_is_not_named_is_seen_as_nothing_but_that() -> None:
    v = Vectors(heads=small(), words=np.array([[1, 2], [3, 4], [5, 6]], np.float32))
    named, nobody = heads.rows(v, (0, 1), [((1, 3), False, False, {"kind person"}), (None, True, True, set())]).tolist()
    assert named == [1, 2, 4, 5, 4, 10, 1, 0, 0, 1]
    assert nobody == [1, 2, 0, 0, 0, 0, 0, 1, 1, 0]


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_token_of_a_text_of_several_windows_has_a_vector(language: str) -> None:
    s, vectors = seen("\n".join(f"{SENTENCE} Itu laporan ke-{i}." for i in range(40)), language)
    assert vectors.words.shape == (len(s.tokens), vectors.heads.basis.shape[1])
    assert np.abs(vectors.words).sum(1).min() > 0


def test_a_word_has_another_vector_in_another_sentence() -> None:
    (one, a), (two, b) = seen("Harga garam turun."), seen("Pemain itu turun dari bus.")
    i, j = one.lower.index("turun"), two.lower.index("turun")
    assert np.abs(a.words[i] - b.words[j]).max() > 0.1


def test_the_reader_finds_the_same_with_vectors_and_without() -> None:
    lexicon = load("id")
    s = segment(SENTENCE, lexicon)
    assert tag.sight(s, lexicon)[0] == tag.read(s, lexicon)


def test_rules_have_no_vectors() -> None:
    lexicon = load("id")
    s = segment(SENTENCE, lexicon)
    assert rules.sight(s, lexicon) == (rules.read(s, lexicon), None)


# --- weights ---------------------------------------------------------------------------------------------------------


def test_weights_are_there_for_both_parts_and_fit_the_graph() -> None:
    found = heads.load(tag.folder())
    assert found is not None
    width = 3 * found.basis.shape[1] + 3 + len(found.kinds)
    assert {part: h.into.shape[0] for part, h in found.hidden.items()} == dict.fromkeys(PARTS, width)
    assert {name.split(" ")[0] for name in found.features} == set(PARTS)


def test_a_folder_without_the_file_has_no_heads(tmp_path: Path) -> None:
    assert heads.load(tmp_path) is None


@pytest.mark.parametrize("raw", [b"", b"no archive", b"PK\x03\x04 half an archive"], ids=repr)
def test_a_broken_file_is_refused_by_name(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / heads.FILE).write_bytes(raw)
    with pytest.raises(ValueError, match=r"heads\.npz"):
        heads.load(tmp_path)


def test_a_file_that_lacks_an_array_is_refused_by_name(tmp_path: Path) -> None:
    np.savez(tmp_path / heads.FILE, mean=np.zeros(2))
    with pytest.raises(ValueError, match=r"heads\.npz"):
        heads.load(tmp_path)


def test_a_reader_without_heads_reads_and_has_another_name(tmp_path: Path) -> None:
    for name in ("reader.onnx", "labels.json", "tokenizer.json"):
        shutil.copy(tag.folder() / name, tmp_path / name)
    bare, lexicon = tag.load(tmp_path), load("id")
    s = segment(SENTENCE, lexicon)
    assert tag.sight(s, lexicon, model=bare) == (tag.read(s, lexicon), None)
    assert bare.name != tag.load().name


# --- events ----------------------------------------------------------------------------------------------------------


def test_who_attacks_whom_is_told_with_vectors_too() -> None:
    (event,) = [e for e in told(ATTACK, seen(ATTACK)[1]) if e.type == "ASSAULT"]
    assert (event.actors, event.recipients) == (("Russia",), ("Ukraine",))


def test_what_the_network_sees_decides_who_does_it() -> None:
    s = segment(ATTACK, load("id"))
    words = np.zeros((len(s.tokens), 2), np.float32)
    words[s.lower.index("ukraina")] = 1, 0
    into = np.zeros((3 * 2 + 3 + 1, 1), np.float32)
    into[2] = 1  # the first number of a party's vector
    sees, blind = (Hidden(into=into, offset=np.zeros(1, np.float32), out=np.array([n], np.float32)) for n in (9, 0))
    (event,) = [e for e in told(ATTACK, Vectors(heads=small(actor=sees, recipient=blind), words=words)) if e.type == "ASSAULT"]
    assert event.actors == ("Ukraine",)


def test_who_does_an_event_goes_by_the_other_events_of_the_text() -> None:
    text = "Serangan itu terjadi lagi. Pasukan Rusia menyerang Ukraina pada hari Senin."
    words = np.zeros((len(segment(text, load("id")).tokens), 2), np.float32)
    blind = Hidden(into=np.zeros((3 * 2 + 3 + 1, 1), np.float32), offset=np.zeros(1, np.float32), out=np.zeros(1, np.float32))
    alone = {"actor before free 0": 6.0, "actor nobody []": 1.0}
    found = []
    for features in (alone, alone | {"actor elsewhere type": 9.0, "actor elsewhere word": 9.0}):
        weights = structs.replace(small(actor=blind, recipient=blind), features=features)
        found.append([e.actors for e in told(text, Vectors(heads=weights, words=words)) if e.type == "ASSAULT"])
    assert found == [[(), ("Russia",)], [("Russia",), ("Russia",)]]


def test_triggers_and_factuality_are_those_of_the_rules() -> None:
    with_vectors, without = told(ATTACK, seen(ATTACK)[1]), told(ATTACK, None)
    assert [(e.id, e.stances) for e in with_vectors] == [(e.id, e.stances) for e in without]
