"""PLOVER events: their types, triggers, actors and recipients, time and place, in both languages."""

from __future__ import annotations

import time

import pytest

from konon import events, gazetteer, rules, timex
from konon.claims import claims
from konon.grammar import grammar
from konon.holders import resolve
from konon.lexicon import LexiconError, languages, load, parse_table, plover
from konon.parties import cast
from konon.records import Article, Event
from konon.segment import segment
from konon.triggers import Line, load_triggers

TYPES = [
    *("ACCUSE", "AGREE", "AID", "ASSAULT", "COERCE", "CONCEDE", "CONSULT", "COOPERATE"),
    *("MOBILIZE", "PROTEST", "REJECT", "REQUEST", "RETREAT", "SANCTION", "SUPPORT", "THREATEN"),
]
PUBLISHED = "2023-09-16"


def read(text: str, language: str) -> tuple[Event, ...]:
    lexicon = load(language)
    s = segment(text, lexicon)
    known = gazetteer.load()
    found = rules.read(s, lexicon).attributions
    holders = resolve(found, s, grammar(lexicon), known=known, language=language, day=PUBLISHED)
    times, _ = timex.find(text, language=language, published=PUBLISHED)
    made = claims(Article(id="test", language=language, text=text), s, found, holders=holders, times=times)
    return events.find(s, lexicon, made, gazetteer=known, times=times, published=PUBLISHED)


def event(text: str, language: str, word: str) -> Event:
    """The event whose trigger is `word`."""
    at = text.index(word)
    found = [e for e in read(text, language) if e.trigger[0] == at]
    assert found, f"no event at {word!r}"
    return found[0]


def test_there_are_the_sixteen_types_of_plover() -> None:
    assert sorted(plover()) == TYPES


def test_every_cameo_root_from_03_to_20_has_a_type() -> None:
    roots = {root for row in plover().values() for root in row.cameo}
    assert roots == {f"{n:02d}" for n in range(3, 21)}


@pytest.mark.parametrize("language", languages())
def test_every_language_has_words_for_every_type(language: str) -> None:
    forms = load_triggers(language).forms
    assert {form.line.type for some in forms.values() for form in some} == set(TYPES)


def test_a_line_without_a_weight_is_refused() -> None:
    header = "lemma\ttype\tactive\tpassive\tnoun\tnear\tbars\tweight\tsource"
    with pytest.raises(LexiconError, match=r"events\.tsv:2"):
        parse_table(f"{header}\nserang\tASSAULT\tmenyerang\t-\t-\t-\t-\tmuch\town\n", Line, name="events.tsv")


@pytest.mark.parametrize(
    ("text", "word", "kind", "actors", "recipients"),
    [
        ("Israel menyerang Iran pada Jumat.", "menyerang", "ASSAULT", ("Israel",), ("Iran",)),
        ("Serangan Israel ke Iran dikutuk Rusia.", "Serangan", "ASSAULT", ("Israel",), ("Iran",)),
        ("Presiden Prancis bertemu Presiden Jerman di Paris.", "bertemu", "CONSULT", ("France",), ("Germany",)),
        ("Rusia menandatangani perjanjian dengan Korea Utara.", "menandatangani", "AGREE", ("Russia",), ("North Korea",)),
        ("KPK menangkap seorang bupati di rumahnya.", "menangkap", "COERCE", ("Indonesia",), None),
        ("Amerika Serikat mengancam Iran dengan sanksi.", "mengancam", "THREATEN", ("United States",), ("Iran",)),
    ],
)
def test_an_indonesian_event_has_its_type_actors_and_recipients(
    text: str, word: str, kind: str, actors: tuple[str, ...], recipients: tuple[str, ...] | None
) -> None:
    found = event(text, "id", word)
    assert found.type == kind
    assert found.actors == actors
    if recipients is not None:
        assert found.recipients == recipients


@pytest.mark.parametrize(
    ("text", "word", "kind", "actors"),
    [
        ("Israel attacked Iran on Friday.", "attacked", "ASSAULT", ("Israel",)),
        ("Trump attacked Clinton on Friday.", "attacked", "ACCUSE", ("Donald Trump",)),
        ("Israeli forces attacked Iran on Friday.", "attacked", "ASSAULT", ("Israel",)),
        ("Russia condemned the United States on Monday.", "condemned", "ACCUSE", ("Russia",)),
        ("France sent military aid to Ukraine.", "sent", "AID", ("France",)),
        ("The United States imposed sanctions on Russia.", "imposed", "SANCTION", ("United States",)),
    ],
)
def test_an_english_event_has_its_type_and_actors(text: str, word: str, kind: str, actors: tuple[str, ...]) -> None:
    found = event(text, "en", word)
    assert found.type == kind
    assert found.actors == actors


@pytest.mark.parametrize(
    ("text", "language", "word", "actor", "other"),
    [
        ("Pasukan Rusia menyerang kota di Ukraina pada Senin.", "id", "menyerang", "Russia", "Ukraine"),
        ("Ukraina diserang oleh Rusia pada Senin.", "id", "diserang", "Russia", "Ukraine"),
        ("Rusia, yang menyerang Ukraina, menolak berunding.", "id", "menyerang", "Russia", "Ukraine"),
        ("Israel was attacked by Iran on Friday.", "en", "attacked", "Iran", "Israel"),
        ("The attack by Iran on Israel began on Friday.", "en", "attack", "Iran", "Israel"),
        ("Iran's attack on Israel began on Friday.", "en", "attack", "Iran", "Israel"),
    ],
)
def test_whom_an_event_is_done_to_is_not_its_actor(text: str, language: str, word: str, actor: str, other: str) -> None:
    found = [e for e in read(text, language) if e.trigger[0] <= text.index(word) < e.trigger[1]]
    assert [actor in e.actors for e in found] == [True]
    assert other not in found[0].actors


@pytest.mark.parametrize(
    ("text", "day", "name", "role"),
    [
        ("Presiden Putin bertemu para menteri.", None, "Russia", "state"),
        ("Putin bertemu para menteri.", "2025-06-18", "Russia", "incumbent"),
        ("Putin bertemu para menteri.", None, "Vladimir Putin", ""),
        ("Mantan Presiden Putin bertemu para menteri.", None, "Vladimir Putin", ""),
    ],
)
def test_who_holds_an_office_on_the_day_may_act_for_the_country(text: str, day: str | None, name: str, role: str) -> None:
    lexicon = load("id")
    found = cast(segment(text, lexicon), lexicon, gazetteer.load(), (), day=day).parties
    named = [p for p in found if "Vladimir Putin" in {face for face, _ in p.faces}]
    assert [(p.name, p.role) for p in named] == [(name, role)]


@pytest.mark.parametrize(
    ("text", "word", "actors"),
    [
        ("Zelensky menuduh pasukan Rusia meledakkan bendungan itu.", "menuduh", ("Volodymyr Zelenskyy",)),
        ("Zelensky menuduh pasukan Rusia meledakkan bendungan itu.", "meledakkan", ("Russia",)),
    ],
)
def test_who_accuses_another_does_not_do_what_the_other_is_accused_of(text: str, word: str, actors: tuple[str, ...]) -> None:
    assert event(text, "id", word).actors == actors


def test_a_hyphen_joins_two_countries() -> None:
    found = event("Perang Rusia-Ukraina berlanjut pada Senin.", "id", "Perang")
    assert set(found.actors) <= {"Russia", "Ukraine"}
    assert found.actors


def test_whose_organs_are_meant_does_not_go_by_the_dateline() -> None:
    lexicon = load("id")
    text = (
        "Jaksa Menuntut\nSelasih.com, Jakarta - Jaksa di Seoul menuntut penyanyi Korea Selatan itu. Seoul menunggu. Busan juga."
    )
    s = segment(text, lexicon)
    assert cast(s, lexicon, gazetteer.load(), ()).home == "South Korea"


def test_only_one_name_of_a_party_is_taken() -> None:
    for text in ("Presiden Putin mengancam Ukraina.", "Senator Laras Wening mengecam Rusia."):
        for found in read(text, "id"):
            assert len(found.actors) == 1


def test_a_trigger_slices_back_out_of_the_text() -> None:
    text = "Rusia menyerang Ukraina. Ukraina mengutuk serangan itu."
    for found in read(text, "id"):
        word = text[slice(*found.trigger)]
        assert word == word.strip()
        assert word


def test_a_word_that_only_looks_like_an_event_is_none() -> None:
    assert not [e for e in read("Ia terkena serangan jantung di rumahnya.", "id") if e.type == "ASSAULT"]


def test_a_text_without_event_words_has_no_events() -> None:
    assert read("Cuaca di Republik Arunika cerah sepanjang pekan.", "id") == ()


def test_the_time_of_an_event_is_the_date_nearest_to_it() -> None:
    assert event("Israel menyerang Iran pada Jumat (15/9).", "id", "menyerang").time == "2023-09-15"


def test_the_place_of_an_event_is_named_after_a_preposition() -> None:
    assert event("Presiden Prancis bertemu Presiden Jerman di Tokyo.", "id", "bertemu").place == "Tokyo"


def test_the_same_text_has_the_same_events() -> None:
    text = "Rusia menyerang Ukraina. Ukraina mengutuk serangan itu."
    assert read(text, "id") == read(text, "id")
    assert len({e.id for e in read(text, "id")}) == len(read(text, "id"))


def test_time_spent_grows_with_the_length_of_a_text_and_not_with_its_square() -> None:
    lexicon = load("id")

    def spent(lines: int) -> float:
        line = "Rusia menyerang Ukraina pada Senin, kata Laras Wening kepada wartawan di Jakarta."
        s = segment("\n".join([line] * lines), lexicon)
        start = time.process_time()
        events.find(s, lexicon, (), gazetteer=gazetteer.load())
        return time.process_time() - start

    spent(40)
    assert spent(400) < 40 * spent(40) + 0.1  # ten times as much, by its square a hundred times
