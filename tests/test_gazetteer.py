"""The gazetteer: what its tables hold, what an alias means, and what a holder is called."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from konon import gazetteer, lexicon
from konon.gazetteer import Entry, Gazetteer, claims, load, own_id
from konon.segment import segment

FOLDER = Path(gazetteer.__file__).parent / "data" / "common" / "gazetteer"
TABLES = sorted(path.name for path in FOLDER.glob("*.tsv"))
README = (FOLDER / "README.md").read_text("utf-8")
LANGUAGES = lexicon.languages()


@pytest.fixture(scope="module")
def g() -> Gazetteer:
    return load()


def rows(name: str) -> list[dict[str, str]]:
    header, *lines = (FOLDER / name).read_text("utf-8").removesuffix("\n").split("\n")
    return [dict(zip(header.split("\t"), line.split("\t"), strict=True)) for line in lines]


def of_role(g: Gazetteer, *roles: str) -> list[Entry]:
    return [entry for entry in g.entries.values() if g.roles[entry.id] in roles]


def meant(g: Gazetteer, surface: str, language: str = "id", day: str | None = None) -> str | None:
    entry = g.lookup(surface, language, day)
    return entry.name if entry else None


# --- the tables ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TABLES)
def test_every_line_says_where_it_comes_from_and_the_readme_knows_the_table(name: str) -> None:
    assert rows(name)
    assert not [row for row in rows(name) if row["source"] in ("", "-")]
    assert f"`{name}`" in README


@pytest.mark.parametrize("name", TABLES)
def test_every_source_is_named_in_the_readme_or_is_a_page_with_an_address(name: str) -> None:
    works = {part.split(":")[0].split(" at ")[0] for row in rows(name) for part in row["source"].split("; ")}
    strange = {work for work in works if f"`{work}`" not in README and "." not in work.split(",")[0]}
    assert strange <= {"days", "day", "end", "still", "first day", "last"}


def test_there_are_as_many_of_each_as_news_needs(g: Gazetteer) -> None:
    assert len(of_role(g, "country")) >= 190
    assert len(of_role(g, "capital", "seat")) >= 190
    assert len(of_role(g, "province")) == 38
    assert len([e for e in of_role(g, "regency", "city") if e.country == "IDN"]) == 514
    assert len({row["id"] for row in rows("organisations.tsv")}) >= 500
    assert len({row["id"] for row in rows("terms.tsv")}) >= 250
    assert len({row["id"] for row in rows("demonyms.tsv")}) >= 190


def test_every_country_has_a_code_of_its_own_and_an_alias_in_each_language(g: Gazetteer) -> None:
    countries = of_role(g, "country")
    assert len({entry.country for entry in countries}) == len(countries) == len(g.countries)
    for language in LANGUAGES:
        named = {entry.id for entry in g.names(language).meaning.values()}
        assert not [entry.name for entry in countries if entry.id not in named]


def test_no_id_is_given_twice_and_each_follows_from_kind_and_name() -> None:
    given = [row for name in gazetteer.TABLES for row in rows(f"{name}.tsv")]
    assert not [key for key, n in Counter(row["id"] for row in given).items() if n > 1]
    prefixes = {row["id"].split(":")[0] for row in given if row["id"].split(":")[0] != row["kind"].lower()}
    assert prefixes == set()
    assert not [row["id"] for row in given if row["kind"] == "GPE" and own_id(row["name"], "GPE") != row["id"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_alias_that_several_claim_has_a_usual_meaning(g: Gazetteer, language: str) -> None:
    shared = {alias for alias, ids in claims(g.aliases, language).items() if len(ids) > 1}
    assert shared - g.usual.keys() == set()


def test_a_usual_meaning_is_one_of_those_claimed(g: Gazetteer) -> None:
    claimed = [claims(g.aliases, language) for language in LANGUAGES]
    assert not [
        alias for alias, key in g.usual.items() if not any(len(c.get(alias, ())) > 1 and key in c[alias] for c in claimed)
    ]


def test_coordinates_lie_on_earth_and_those_of_indonesia_in_indonesia(g: Gazetteer) -> None:
    points = [(e, e.lat, e.lon) for e in g.entries.values() if e.lat is not None and e.lon is not None]
    assert len(points) > 1600
    assert not [e.id for e, lat, lon in points if not (-90 <= lat <= 90 and -180 <= lon <= 180)]
    assert not [e.id for e, lat, lon in points if e.country == "IDN" and not (-11.1 <= lat <= 6.1 and 95 <= lon <= 141.1)]
    assert not [e.id for e in g.entries.values() if (e.lat is None) != (e.lon is None)]


def test_all_but_a_few_places_have_a_point(g: Gazetteer) -> None:
    for role in ("country", "capital", "province", "regency", "city"):
        entries = of_role(g, role)
        assert sum(entry.lat is not None for entry in entries) >= 0.98 * len(entries)
    assert sum(entry.kind == "GPE" and entry.lat is None for entry in g.entries.values()) <= 17


def test_a_point_of_points_tsv_is_of_what_has_none_elsewhere_and_comes_with_it(g: Gazetteer) -> None:
    given = {row["id"]: row["lat"] for name in gazetteer.TABLES for row in rows(f"{name}.tsv")}
    assert {given[row["id"]] for row in rows("points.tsv")} == {"-"}
    assert [g.entries[row["id"]].lat for row in rows("points.tsv")] == [float(row["lat"]) for row in rows("points.tsv")]


def test_the_fifty_states_have_their_codes_and_points(g: Gazetteer) -> None:
    coded = {alias: row for row in rows("regions.tsv") for alias in row["aliases"].split("|") if alias.startswith("US-")}
    assert len(coded) == 50
    assert {(row["country"], row["lat"] == "-") for row in coded.values()} == {("USA", False)}
    assert all(meant(g, code, language) == row["name"] for code, row in coded.items() for language in LANGUAGES)


def test_no_office_of_indonesia_has_two_holders_on_the_day_that_either_took_it(g: Gazetteer) -> None:
    terms = [term for (_, country), terms in g.terms.items() if country == "IDN" for term in terms if len(term.since) == 10]
    assert len(terms) > 100
    held = [(term, g.officeholder(term.office, "IDN", term.since)) for term in terms]
    assert not [(term.office, term.since) for term, holder in held if holder is None or holder.id != term.id]


def test_an_item_of_wikidata_is_given_once_and_only_with_its_source(g: Gazetteer) -> None:
    items = [entry.wikidata for entry in g.entries.values() if entry.wikidata]
    assert len(items) == len(set(items))
    assert all(item[0] == "Q" and item[1:].isdigit() for item in items)
    given = [row for name in gazetteer.TABLES for row in rows(f"{name}.tsv") if row["wikidata"] != "-"] + rows("wikidata.tsv")
    assert not [row["id"] for row in given if row["source"] == "own"]


def test_a_term_begins_before_it_ends_and_names_its_source_and_its_holder(g: Gazetteer) -> None:
    for term in (term for terms in g.terms.values() for term in terms):
        assert term.id in g.entries
        assert term.country in g.countries
        assert term.source != "own"
        assert term.until is None or term.since[:4] <= term.until[:4]


def test_a_noun_gives_english_words_and_a_counting_word_a_number() -> None:
    for language in LANGUAGES:
        path = FOLDER.parents[1] / language / "nouns.tsv"
        cells = [line.split("\t") for line in path.read_text("utf-8").splitlines()[1:]]
        numbers = {cell[1] for cell in cells if cell[1].startswith("(")}
        assert numbers == gazetteer.NUMBERS
        assert max(len(cell[0].split()) for cell in cells) <= gazetteer.LONGEST_NOUN
    assert len(cells) > 600


# --- what an alias means ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("surface", "language", "name"),
    [
        ("AS", "id", "United States"),
        ("Amerika Serikat", "id", "United States"),
        ("Amerika Serikat (AS)", "id", "United States"),
        ("as", "id", None),  # a word
        ("AS", "en", None),  # a word, shouted
        ("US", "en", "United States"),
        ("us", "en", None),
        ("Korut", "id", "North Korea"),
        ("Korea Utara", "id", "North Korea"),
        ("North Korean", "en", "North Korea"),
        ("Rusia", "id", "Russia"),
        ("Rusia", "en", None),
        ("RUSIA", "id", "Russia"),  # a headline in capitals
        ("Moskow", "id", "Moscow"),
        ("Kremlin", "id", "Kremlin"),
        ("Gedung Putih", "id", "White House"),
        ("PBB", "id", "United Nations"),
        ("UN", "en", "United Nations"),
        ("KPK", "id", "Corruption Eradication Commission (KPK)"),
        ("kpk", "id", None),
        ("Senayan", "id", "Indonesian House of Representatives (DPR)"),
        ("Istana", "id", "Indonesian Presidential Palace"),
        ("Jabar", "id", "West Java"),
        ("West Java", "en", "West Java"),
        ("Bandung", "id", "Bandung"),
        ("Kabupaten Bandung", "id", "Bandung Regency"),
        ("Jambi", "id", "Jambi"),
        ("Kota Jambi", "id", "Jambi City"),
        ("Jaksel", "id", "South Jakarta"),
        ("NasDem", "id", "NasDem Party"),
        ("Peskov", "id", "Dmitry Peskov"),
        ("Erdoğan", "en", "Recep Tayyip Erdogan"),
        ("Reuters", "id", "Reuters"),
        ("Warung Selasih", "id", None),
        ("Kairo", "id", "Cairo"),
        ("Yerusalem", "id", "Jerusalem"),
        ("Kalkuta", "id", "Kolkata"),
        ("Kiev", "en", "Kyiv"),
        ("Kyiv", "id", "Kyiv"),
        ("Betlehem", "id", "Bethlehem"),
        ("Calif.", "en", "California"),
        ("Kalifornia", "id", "California"),
        ("Mass.", "en", None),  # said in church, too
        ("Georgia", "id", "Georgia"),
        ("state of Georgia", "en", "Georgia (state)"),
        ("Washington", "en", "Washington"),
        ("Washington state", "en", "Washington (state)"),
        ("New York", "en", "New York City"),
        ("N.Y.", "en", "New York (state)"),
        ("KNKT", "id", "National Transportation Safety Committee (KNKT)"),
        ("Polda Jabar", "id", "West Java Police"),
        ("NRA", "en", "National Rifle Association"),
        ("Perry Warjiyo", "id", "Perry Warjiyo"),
    ],
)
def test_a_name_means_what_the_press_of_its_language_means(g: Gazetteer, surface: str, language: str, name: str | None) -> None:
    assert meant(g, surface, language) == name


def test_an_office_means_who_held_it_on_the_day(g: Gazetteer) -> None:
    assert meant(g, "Presiden AS", "id", "2023-05-01") == "Joe Biden"
    assert meant(g, "Presiden Amerika Serikat", "id", "2025-06-10") == "Donald Trump"
    assert meant(g, "U.S. President", "en", "2018-06-10") == "Donald Trump"
    assert meant(g, "Presiden RI", "id", "2024-10-19") == "Joko Widodo"
    assert meant(g, "Presiden RI", "id", "2024-10-20") == "Prabowo Subianto"


@pytest.mark.parametrize(
    ("office", "language", "day", "holder"),
    [
        ("Menteri Keuangan RI", "id", "2025-06-18", "Sri Mulyani Indrawati"),
        ("Menkeu RI", "id", "2025-09-08", "Purbaya Yudhi Sadewa"),
        ("Menhan Indonesia", "id", "2022-03-01", "Prabowo Subianto"),
        ("Indonesian Trade Minister", "en", "2022-06-14", "Muhammad Lutfi"),
        ("Mentan RI", "id", "2023-10-15", None),  # one had resigned, the next was not yet sworn in
        ("Menlu RI", "id", "2024-11-02", "Sugiono"),
        ("Wapres RI", "id", "2020-02-02", "Ma'ruf Amin"),
        ("Menkeu Malaysia", "id", "2025-06-18", None),
    ],
)
def test_a_ministers_office_means_the_minister_of_the_day(
    g: Gazetteer, office: str, language: str, day: str, holder: str | None
) -> None:
    assert meant(g, office, language, day) == holder


def test_an_office_stays_open_without_a_day_in_a_year_of_change_and_where_no_source_says_who(g: Gazetteer) -> None:
    assert meant(g, "Presiden AS") is None
    assert meant(g, "Presiden Brasil", "id", "2021-07-01") == "Jair Bolsonaro"
    assert meant(g, "Presiden Filipina", "id", "2022-07-01") is None
    assert meant(g, "Presiden Selasih", "id", "2023-05-01") is None
    assert meant(g, "Perdana Menteri Jepang", "id", "1999-05-01") is None


def test_a_capital_speaks_for_its_country_and_a_palace_for_itself(g: Gazetteer) -> None:
    tehran, kremlin, bandung = g.lookup("Teheran", "id"), g.lookup("Kremlin", "id"), g.lookup("Bandung", "id")
    assert tehran is not None
    assert kremlin is not None
    assert bandung is not None
    assert (g.speaker(tehran).name, g.speaker(kremlin).name, g.speaker(bandung).name) == ("Iran", "Kremlin", "Bandung")
    states = [g.state(entry) for entry in (tehran, kremlin, bandung)]
    assert [state.name if state else None for state in states] == ["Iran", "Russia", None]


def test_a_countrys_point_and_wikidata_item_come_with_it(g: Gazetteer) -> None:
    indonesia = g.lookup("Republik Indonesia", "id")
    assert indonesia is not None
    assert (indonesia.id, indonesia.country, indonesia.wikidata) == ("gpe:indonesia", "IDN", "Q252")
    assert indonesia.lat == pytest.approx(-6.2, abs=0.1)


@pytest.mark.parametrize(
    ("text", "language", "names"),
    [
        (
            "Presiden Rusia Vladimir Putin bertemu Kim Jong Un di Vladivostok.",
            "id",
            ["Russia", "Vladimir Putin", "Kim Jong-un", "Vladivostok"],
        ),
        ("Korea Utara (Korut) dan Korea Selatan", "id", ["North Korea", "North Korea", "South Korea"]),
        (
            "Kementerian Luar Negeri Prancis dan Kementerian Luar Negeri RI",
            "id",
            ["France", "Indonesian Ministry of Foreign Affairs (Kemlu)"],
        ),
        ("Papua Barat Daya dan Papua", "id", ["Southwest Papua", "Papua"]),
        ("The British Foreign Office said as much to us.", "en", ["British Foreign Office"]),
        ("Washington D.C. is in the United States.", "en", ["Washington", "United States"]),
        ("Lewis Hamilton and Michael Douglas met in Philadelphia, Pa.", "en", ["Philadelphia", "Pennsylvania"]),
        ("Atlanta, Georgia", "en", ["Atlanta", "Georgia"]),
        ("Real Madrid menang di Madrid.", "id", ["Real Madrid", "Madrid"]),
        ("Antara lain ia di Medan. Serang balik! Kota itu di Serang.", "id", ["Medan", "Serang"]),
        ("di mana turki dan chad tak tertulis sebagai nama", "id", []),
        ("", "id", []),
    ],
)
def test_the_longest_names_are_found_in_a_text(g: Gazetteer, text: str, language: str, names: list[str]) -> None:
    s = segment(text, lexicon.load(language))
    words = [s.word(i) for i in range(len(s.tokens))]
    found = g.find(words, language)
    assert [entry.name for _, _, entry in found] == names
    assert all(0 <= first < past <= len(words) for first, past, _ in found)


def test_an_ordinary_word_is_an_alias_of_its_language(g: Gazetteer) -> None:
    for row in rows("ordinary.tsv"):
        assert row["alias"] in g.names(row["language"]).meaning
    assert meant(g, "Antara") == "Antara"


# --- what a holder is called -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phrase", "language", "english"),
    [
        ("polisi", "id", "police"),
        ("seorang polisi", "id", "police officer"),
        ("para saksi mata", "id", "witnesses"),
        ("Jaksa", "id", "prosecutors"),
        ("keluarga korban", "id", "victim's family"),
        ("sejumlah warga", "id", "residents"),
        ("seorang pengamat", "id", "observer"),
        ("73,6 persen responden", "id", "respondents"),
        ("pejabat Iran yang enggan disebut namanya", "id", "Iran's officials"),
        ("pejabat AS", "id", "United States officials"),
        ("juru bicara Kremlin", "id", "Kremlin spokesperson"),
        ("laporan BBC", "id", "BBC"),
        ("sebuah laporan", "id", "report"),
        ("several witnesses", "en", "witnesses"),
        ("orang Amerika", "id", "Americans"),
        ("warga Inggris", "id", "Britons"),
        ("warga Jakarta", "id", "Jakarta residents"),
        ("a prosecutor", "en", "prosecutor"),
        ("selasih hijau", "id", None),
        ("", "id", None),
    ],
)
def test_who_has_no_name_is_called_by_an_english_noun(g: Gazetteer, phrase: str, language: str, english: str | None) -> None:
    assert g.english(phrase.split(), language) == english


def test_a_noun_without_a_number_is_of_one_where_that_is_known(g: Gazetteer) -> None:
    assert g.english(["sumber", "tersebut"], "id", one=True) == "source"
    assert g.english(["para", "sumber"], "id", one=True) == "sources"


@pytest.mark.parametrize(
    ("phrase", "name", "called"),
    [
        ("Peskov", "Peskov", "Dmitry Peskov"),
        ("Teheran", "Teheran", "Iran"),
        ("Kementerian Keuangan (Kemenkeu) RI", "Keuangan RI", "Indonesian Ministry of Finance (Kemenkeu)"),
        ("Presiden Turki Recep Tayyip Erdogan", "Tayyip Erdogan", "Recep Tayyip Erdogan"),
        ("Ketua Yayasan Selasih, Bima Arunika", "Bima Arunika", "Bima Arunika"),
        ("media Israel", "Israel", "Israel's media"),
        ("Kementerian Luar Negeri Prancis", "Luar Negeri Prancis", "France's foreign ministry"),
        ("hakim", "hakim", "judges"),
        ("Presiden Prancis", "Prancis", "Emmanuel Macron"),
    ],
)
def test_a_holder_is_called_by_the_usual_name_where_it_is_known(g: Gazetteer, phrase: str, name: str, called: str) -> None:
    words = [
        w
        for part in phrase.split()
        for w in (("(", part[1:-1], ")") if part.startswith("(") else (part.rstrip(","), ",")[: 1 + part.endswith(",")])
    ]
    assert g.called(words, name, "id", "2025-06-10") == called


def test_a_country_is_led_by_a_person_only_in_office() -> None:
    known = load()
    prabowo = known.lookup("Prabowo Subianto", "id")
    assert prabowo is not None
    led = known.led_by(prabowo, "2025-06-18")
    assert led is not None
    assert led.name == "Indonesia"
    assert known.led_by(prabowo, "2010-06-18") is None


def test_an_id_of_its_own_depends_on_no_accent_capital_or_mark() -> None:
    assert own_id("Recep Tayyip Erdoğan", "PER") == own_id("recep tayyip ERDOGAN", "PER") == "per:recep-tayyip-erdogan"
    assert own_id("Ma'ruf Amin", "PER") == "per:maruf-amin"
    assert own_id("PT. Selasih, Tbk", "ORG") != own_id("PT Arunika Tbk", "ORG")


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("demonyms.tsv", "id\taliases\tsource\ngpe:arunika\ten:Arunikan\town\n"),
        ("points.tsv", "id\tlat\tlon\tsource\ngpe:arunika\t1.00\t2.00\town\n"),
    ],
)
def test_a_line_that_no_table_knows_is_refused(name: str, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "common" / "gazetteer"
    folder.mkdir(parents=True)
    for path in FOLDER.glob("*.tsv"):
        (folder / path.name).write_bytes(path.read_bytes())
    (folder.parent / "sources.tsv").write_bytes((FOLDER.parent / "sources.tsv").read_bytes())
    (folder / name).write_text(line, "utf-8")
    monkeypatch.setattr(gazetteer, "DATA", tmp_path)
    with pytest.raises(lexicon.LexiconError, match=r"no table has .'gpe:arunika'"):
        load.__wrapped__()
