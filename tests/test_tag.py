"""The trained reader: it reads all of a text, says the same each time, and says what is wrong with its weights."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import konon
from konon import rules, tag
from konon.decoding import ENTITIES, ROLES, Scores
from konon.lexicon import load
from konon.records import ACTS, Tagged
from konon.segment import segment
from konon.spans import joined
from konon.windows import OUTSIDE, Batch, Words, reading_windows, words_of

SENTENCE = "Menteri Perdagangan Arunika mengatakan bahwa harga garam turun pekan ini."
MARK, OTHER = 9, 7  # pieces


def read(text: str, language: str = "id") -> Tagged:
    lexicon = load(language)
    return tag.read(segment(text, lexicon), lexicon)


def names(text: str, language: str = "id") -> set[tuple[str, str]]:
    return {(text[slice(*m.span)], m.type) for m in read(text, language).mentions}


def article(paragraphs: int) -> str:
    """A fictional article; each paragraph tells its number and holds one claim."""
    return "\n".join(
        f"Ketua Serikat Petani Selasih, Laras Wening, mengatakan bahwa panen ke-{i} di Lembah Arun gagal karena banjir.\n"
        "Hujan turun sejak pagi, dan jalan menuju pasar terendam air setinggi lutut."
        for i in range(1, paragraphs + 1)
    )


# --- all of a text ---------------------------------------------------------------------------------------------------


def test_a_text_of_several_windows_is_read_to_its_end() -> None:
    text = article(24)
    assert len(reading_windows(words_of(segment(text, load("id")), tag.load().cut))) >= 5
    told = [joined(text, a.content) for a in read(text).attributions]
    assert [[i for i in range(1, 25) if f"panen ke-{i} " in content] for content in told] == [[i] for i in range(1, 25)]


def marks(batch: Batch, threshold: float) -> Scores:
    """A network that takes each MARK for a cue with all words for its content, and for a person's name."""
    at = np.argwhere((batch.first > 0) & (np.take_along_axis(batch.pieces, batch.first, 1) == MARK))
    width = batch.first.shape[1]
    roles = np.zeros((len(at), width, len(ROLES)), np.float32)
    roles[:, :, ROLES.index("CONTENT")] = 9
    entities = np.zeros((*batch.first.shape, 1, len(ENTITIES)), np.float32)
    entities[at[:, 0], at[:, 1], 0, ENTITIES.index("B-PER")] = 9
    return Scores(
        index=at,
        kinds=np.tile(np.array([1 - threshold, threshold, 0, 0], np.float32), (len(at), 1)),
        roles=roles,
        acts=np.zeros((len(at), len(ACTS)), np.float32),
        names=np.zeros((len(at), width), np.float32),
        entities=entities,
    )


def test_a_text_of_50_000_words_is_read_whole_and_each_word_once() -> None:
    length = 50_000
    places = [*range(0, length, 97), length - 1]
    pieces: list[tuple[int, ...]] = [(OTHER, OTHER)] * length
    for i in places:
        pieces[i] = (MARK,)
    text = Words(
        pieces=tuple(pieces),
        quoted=(OUTSIDE,) * length,
        sentence=tuple(i // 23 for i in range(length)),
        line=tuple(i // 69 for i in range(length)),
    )
    seen = tag.scan(text, marks, threshold=0.6)
    assert sorted(f.at for f in seen.found) == places
    assert np.flatnonzero(seen.entities[:, 0].argmax(1)).tolist() == places
    assert len(seen.entities) == length


@pytest.mark.parametrize("text", ["", " ", "\n \n"], ids=repr)
def test_a_text_of_no_words_gives_nothing(text: str) -> None:
    assert read(text) == Tagged()


@pytest.mark.parametrize(
    "text",
    ["…", "😀 😀", "\x00\x01", '"' * 40, "“" * 40, "a\u0301" * 30, "x" * 5000, "1 " * 400],
    ids=lambda text: repr(text[:4]),
)
def test_in_a_text_of_signs_nobody_says_anything(text: str) -> None:
    assert read(text).attributions == ()


@settings(deadline=None, max_examples=25)
@given(
    st.lists(
        st.sampled_from(['"', "“", "kata", "Laras", "menurut", "ia", "ujarnya", ",", ".", "\n", "bahwa", "aman"]), max_size=40
    )
)
def test_whatever_the_text_the_spans_are_words_of_it_and_confidence_is_a_share(parts: list[str]) -> None:
    text = " ".join(parts)
    tagged = read(text)
    for a in tagged.attributions:
        assert a.content
        assert 0 <= a.confidence <= 1
        for start, end in (*a.source, *a.cue, *a.content, *a.named):
            assert text[start:end] == text[start:end].strip() != ""
    places = [a.cue or a.content for a in tagged.attributions]
    assert places == sorted(places)


# --- the same each time ----------------------------------------------------------------------------------------------


def test_a_reading_is_the_same_whatever_was_read_before() -> None:
    text = '"Hujan reda," kata Laras Wening. Ia mengatakan bahwa jalan dibuka.'
    before = read(text)
    assert before.attributions
    read(article(6))
    read("The governor said that the road was open.", "en")
    assert read(text) == before


def test_a_text_is_read_the_same_with_curly_and_with_straight_quotes() -> None:
    curly = "“Hujan sudah reda,” kata Laras Wening."
    straight = curly.replace("“", '"').replace("”", '"')
    assert read(curly) == read(straight)
    assert len(read(curly).attributions) == 1


# --- names -----------------------------------------------------------------------------------------------------------


def test_persons_and_places_are_found_in_a_plain_sentence() -> None:
    assert names("Bima Lazuardi tiba di Jakarta bersama Laras Wening.") == {
        ("Bima Lazuardi", "PER"),
        ("Jakarta", "LOC"),
        ("Laras Wening", "PER"),
    }
    assert names("Bima Lazuardi flew from Paris to Jakarta on Monday.", "en") == {
        ("Bima Lazuardi", "PER"),
        ("Paris", "LOC"),
        ("Jakarta", "LOC"),
    }


def test_a_sentence_that_names_nobody_has_no_mentions() -> None:
    assert names("Hujan turun sejak pagi, dan jalan itu terendam air.") == set()


# --- the weights -----------------------------------------------------------------------------------------------------


def checkout(root: Path, **changed: object) -> Path:
    """A checkout of its own with the same code and weights, its labels changed; gives its `models`."""
    (root / "src").mkdir()
    (root / "src" / "konon").symlink_to(Path(konon.__file__).parent.resolve(), target_is_directory=True)
    models = root / "models"
    models.mkdir()
    for name in ("reader.onnx", "tokenizer.json"):
        (models / name).symlink_to((tag.folder() / name).resolve())
    labels = json.loads((tag.folder() / "labels.json").read_text("utf-8"))
    (models / "labels.json").write_text(json.dumps({**labels, **changed}), "utf-8")
    return models


READ = """
import sys
from msgspec.json import encode
from konon import tag
from konon.lexicon import load
from konon.segment import segment
for language, text in (("id", sys.argv[1]), ("en", sys.argv[2])):
    lexicon = load(language)
    print(tag.name(lexicon))
    print(encode(tag.read(segment(text, lexicon), lexicon)).decode())
"""


def test_a_language_that_the_model_has_not_learnt_is_read_by_rules(tmp_path: Path) -> None:
    models = checkout(tmp_path, languages=["en"])
    english = "The governor said that the road was open."
    env = {**os.environ, "PYTHONPATH": str(tmp_path / "src")}
    done = subprocess.run([sys.executable, "-c", READ, SENTENCE, english], env=env, capture_output=True, text=True, check=True)
    id_name, id_read, en_name, en_read = done.stdout.splitlines()
    lexicon = load("id")
    assert id_name == rules.name(lexicon)
    assert msgspec.json.decode(id_read, type=Tagged) == rules.read(segment(SENTENCE, lexicon), lexicon)
    assert en_name == tag.load(models).name != tag.name(load("en"))
    assert msgspec.json.decode(en_read, type=Tagged) == read(english, "en")


def test_a_model_is_named_after_its_weights_and_labels(tmp_path: Path) -> None:
    changed = tag.load(checkout(tmp_path, thresholds=[0.31, 0.32])).name
    assert changed.startswith("reader ")
    assert changed != tag.load().name == tag.name(load("id"))


def test_a_model_of_another_format_is_refused_by_the_name_of_its_file(tmp_path: Path) -> None:
    models = checkout(tmp_path, format=tag.FORMAT + 1)
    with pytest.raises(ValueError, match=rf"labels\.json: format {tag.FORMAT + 1}, this version reads {tag.FORMAT}") as told:
        tag.load(models)
    assert str(models / "labels.json") in str(told.value)


@pytest.mark.parametrize("labels", ['{"format": 1, "tags": []}', "labels"], ids=repr)
def test_labels_that_this_version_cannot_read_are_refused_by_the_name_of_their_file(tmp_path: Path, labels: str) -> None:
    models = checkout(tmp_path)
    (models / "labels.json").write_text(labels, "utf-8")
    with pytest.raises(ValueError) as told:  # noqa: PT011  (what it says is checked below)
        tag.load(models)
    assert str(models / "labels.json") in str(told.value)


@pytest.mark.parametrize("name", ["reader.onnx", "tokenizer.json", "labels.json"])
def test_weights_that_are_not_there_are_missed_by_name(tmp_path: Path, name: str) -> None:
    models = checkout(tmp_path)
    (models / name).unlink()
    with pytest.raises(FileNotFoundError) as told:
        tag.load(models)
    assert str(models / name) in str(told.value)
