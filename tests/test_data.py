"""The data files: all are loaded, well formed, and say where each entry comes from."""

from __future__ import annotations

from pathlib import Path

import pytest

from konon.lexicon import Cue, LexiconError, SourcingPhrase, languages, load, parse_table

DATA = Path(__file__).parents[1] / "src" / "konon" / "data"
TABLES = sorted(path.relative_to(DATA).as_posix() for path in DATA.rglob("*.tsv"))
README = (DATA / "README.md").read_text("utf-8")


def rows(name: str) -> list[dict[str, str]]:
    header, *lines = (DATA / name).read_text("utf-8").removesuffix("\n").split("\n")
    return [dict(zip(header.split("\t"), line.split("\t"), strict=True)) for line in lines]


def test_there_are_two_languages() -> None:
    assert languages() == ("en", "id")


@pytest.mark.parametrize("language", ["en", "id"])
def test_a_language_loads_with_entries_in_every_table(language: str) -> None:
    lexicon = load(language)
    assert lexicon.cues
    assert lexicon.words
    assert lexicon.boilerplate
    assert lexicon.content_acts
    assert lexicon.sources
    assert lexicon.sourcing
    assert len(lexicon.version) == 16


def test_all_languages_have_the_same_files() -> None:
    files = [{path.name for path in (DATA / language).iterdir()} for language in languages()]
    assert files[0] == files[1]


@pytest.mark.parametrize("name", TABLES)
def test_every_entry_says_where_it_comes_from(name: str) -> None:
    assert rows(name)
    assert not [row for row in rows(name) if row["source"] in ("", "-")]


@pytest.mark.parametrize("name", TABLES)
def test_lines_are_sorted_and_differ(name: str) -> None:
    lines = (DATA / name).read_text("utf-8").removesuffix("\n").split("\n")[1:]
    assert lines == sorted(set(lines))


@pytest.mark.parametrize("name", TABLES)
def test_the_readme_names_the_file(name: str) -> None:
    folder, _, file = name.rpartition("/")
    readme = README if folder != "common/gazetteer" else (DATA / folder / "README.md").read_text("utf-8")
    assert any(named in readme for named in (f"{folder}/{file}", f"<lang>/{file}", f"`{file}`"))


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_readme_names_every_kind_of_word(language: str) -> None:
    assert not {word.kind for word in load(language).words if f"`{word.kind}`" not in README}


def test_a_language_without_a_folder_is_refused_with_those_there_are() -> None:
    with pytest.raises(LexiconError, match="'xx'; there are en, id"):
        load("xx")


HEADER = "phrase\tkind\tsource\n"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("phrase\tkind\n", r"t\.tsv:1: header must be"),
        (HEADER + "dilansir\tbefore\n", r"t\.tsv:2: 3 columns expected, 2 found"),
        (HEADER + "dilansir\tbefore\t\n", r"t\.tsv:2: a cell is empty"),
        (HEADER + "dilansir \tbefore\town\n", r"t\.tsv:2: a cell is empty \(write -\) or padded"),
        (HEADER + "lansir\tbefore\town\ndikutip\tbefore\town\n", r"t\.tsv:3: lines must be sorted and differ"),
        (HEADER + "dikutip\tbefore\town\ndikutip\tbefore\town\n", r"t\.tsv:3: lines must be sorted and differ"),
        (HEADER + "dikutip\taround\town\n", r"t\.tsv:2: Invalid enum value 'around'"),
        (HEADER + "dikutip\tbefore\town\n\nlansir\tbefore\town\n", r"t\.tsv:3: 3 columns expected, 1 found"),
    ],
)
def test_a_broken_line_is_refused_by_file_and_number(text: str, complaint: str) -> None:
    with pytest.raises(LexiconError, match=complaint):
        parse_table(text, SourcingPhrase, name="t.tsv")


def test_a_cell_of_several_words_is_parted_and_a_dash_is_none() -> None:
    header = "lemma\tact\tactive\tpassive\tbare\tnoun\tprep\tframes\tsource\n"
    (cue,) = parse_table(header + "kata\tsay\tmengatakan|berkata\t-\tkata\t-\t-\tquote\town\n", Cue, name="cues.tsv")
    assert cue.active == ("mengatakan", "berkata")
    assert cue.passive == ()
