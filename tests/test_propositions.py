"""What claims say in comparable terms, and what two are to each other: claims of an openly fictional world."""

from __future__ import annotations

from itertools import combinations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import claims as bench
from konon.comparison import SHOWN, Judged, judge
from konon.likeness import excluding, measures, share
from konon.propositions import Proposition
from konon.records import Act
from konon.sketches import LITTLE, overlaps, sketch

OWN = sorted((bench.ROOT / "tests" / "gold" / "claims").glob("*.txt"))
PAIRS = [pair for path in OWN for pair in bench.own_pairs(path)]
BOUNDS = {"no less than": "least", "less than": "most", "at least": "least", "no more than": "most", "more than": "least"}


def said(
    content: str,
    *,
    language: str = "id",
    source: str = "Sekar Wening",
    cue: str = "",
    act: Act = "say",
    day: str = "2031-05-03",
) -> Proposition:
    cue = cue or {"id": "mengatakan", "en": "said"}[language]
    text = f"{source} {cue} {content}."
    told = bench.Told(language=language, text=text, source=source, cue=cue, content=content, act=act, published=day)
    return bench.one(told, content_name(content, language, cue))


def content_name(*parts: str) -> str:
    return " ".join(parts)


def relation(a: Proposition, b: Proposition) -> str:
    return judge(a, b).relation


SIGNED = "Arunika telah menandatangani perjanjian pertahanan dengan Selasih"
SIGNED_EN = "Arunika had signed a defence agreement with Selasih"


def test_a_claim_and_its_translation_are_the_same() -> None:
    assert relation(said(SIGNED), said(SIGNED_EN, language="en")) == "same"


def test_a_denial_contradicts_what_another_asserts() -> None:
    denied = said("tidak ada perjanjian pertahanan yang ditandatangani dengan Arunika", act="deny")
    assert relation(said(SIGNED), denied) == "contradicts"
    assert relation(said(SIGNED_EN, language="en"), denied) == "contradicts"


def test_a_denying_cue_turns_its_content_round() -> None:
    denied = said(SIGNED, cue="membantah", act="deny")
    assert all(term.denied for term in denied.terms)
    assert relation(said(SIGNED), denied) == "contradicts"


def test_what_is_not_denied_is_not_turned_round() -> None:
    assert not any(term.denied for term in said(f"pihaknya tidak membantah {SIGNED}").terms)


def test_two_amounts_of_one_thing_contradict_each_other() -> None:
    few, many = said("gempa di Cendana menewaskan 24 orang"), said("gempa di Cendana menewaskan 61 orang")
    assert relation(few, many) == "contradicts"
    assert relation(few, said("24 people were killed in the earthquake in Cendana", language="en")) == "same"


def test_one_amount_in_other_words_is_the_same() -> None:
    one = said("kerugian negara dalam kasus Tirta Nusa mencapai Rp 1,2 triliun")
    other = said("kerugian negara dalam kasus Tirta Nusa sebesar Rp 1.200 miliar")
    assert one.amounts[0].value == other.amounts[0].value == 1.2e12
    assert relation(one, other) == "same"


def test_two_days_of_one_event_contradict_each_other() -> None:
    one = said("pemungutan suara ulang di Rumbai digelar pada 12 Mei 2031")
    other = said("pemungutan suara ulang di Rumbai digelar pada 26 Mei 2031", source="Komisi Pemilihan Arunika")
    assert relation(one, other) == "contradicts"


def test_contraries_contradict_each_other_in_either_language() -> None:
    fallen = said("harga beras di Arunika turun")
    assert relation(fallen, said("harga beras di Arunika naik")) == "contradicts"
    assert relation(fallen, said("rice prices in Arunika are rising", language="en")) == "contradicts"


def test_names_swapped_are_not_the_same() -> None:
    one = said("Iran menyerang Israel pada Jumat malam dengan puluhan rudal")
    other = said("Israel menyerang Iran pada Jumat malam dengan puluhan rudal")
    assert relation(one, one) == "same"
    assert relation(one, other) != "same"


def test_other_names_are_not_the_same() -> None:
    one = said("terdakwa Bagas Wirya terbukti bersalah melakukan korupsi dan menerima gratifikasi")
    other = said("terdakwa Laras Pertiwi terbukti bersalah melakukan korupsi dan menerima gratifikasi")
    assert relation(one, other) not in ("same", "narrower")


def test_a_claim_that_says_more_is_the_narrower_one() -> None:
    part = said("gempa di Cendana menewaskan 24 orang")
    whole = said("gempa di Cendana menewaskan 24 orang, melukai 300 orang dan merusak dua rumah sakit")
    assert judge(part, whole).relation == "narrower"
    assert judge(part, whole).narrower == whole.claim


def test_not_only_is_no_denial() -> None:
    assert not any(term.denied for term in said("serangan itu tidak hanya menyasar pangkalan militer").terms)


REOPENS = "jalan ke pasar sayur di lereng gunung akan dibuka kembali setelah longsoran dibersihkan"
STAYS = REOPENS.replace("akan dibuka", "tidak akan dibuka")


def test_a_speaker_s_words_with_a_not_and_without_are_shown_to_contradict_each_other() -> None:
    found = judge(said(REOPENS), said(STAYS))
    assert found.relation == "contradicts"
    assert found.score >= SHOWN


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (said("pajak beras akan naik pada Juli"), said("pajak beras tidak akan naik pada Juli", day="2031-05-04")),
        (
            said("akan mundur dari jabatannya bulan depan karena sakit", act="commit"),
            said("akan mundur dari jabatannya", cue="membantah", act="deny", day="2031-05-04"),
        ),
    ],
)
def test_who_takes_back_what_he_said_is_shown(one: Proposition, other: Proposition) -> None:
    found = judge(one, other)
    assert found.relation == "contradicts"
    assert found.score >= SHOWN


def test_what_was_not_yet_so_is_no_contradiction_once_it_is() -> None:
    before = said("pelaku pembakaran pasar Cendana belum kami tangkap", day="2031-05-03")
    after = said("pelaku pembakaran pasar Cendana sudah kami tangkap", day="2031-05-05")
    assert before.pending
    assert not after.pending
    assert judge(before, after).relation != "contradicts" or judge(before, after).score < SHOWN


@pytest.mark.parametrize("language", ["id", "en"])
def test_who_denies_it_says_neither_the_same_nor_more(language: str) -> None:
    will = {"id": "akan mundur sebagai gubernur Cendana", "en": "would resign as governor of Cendana"}[language]
    plain = said(will, language=language, act="commit")
    denied = said(will, language=language, act="deny", cue={"id": "membantah", "en": "denied"}[language], day="2031-05-04")
    assert relation(plain, denied) not in ("same", "narrower")


def test_a_not_after_a_comma_turns_nothing_before_it() -> None:
    one = said("di pelaminan itu saya dan Sekar, tidak ada Bagas Wirya, tidak ada Laras")
    other = said("di pelaminan itu saya dan Sekar. Tidak ada Bagas Wirya, tidak ada Laras")
    assert not one.by_key["pelaminan"].denied
    assert relation(one, other) == "same"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (said(REOPENS), said(STAYS, source="Danu Lesmana")),  # two who differ, about nothing that has a name
        (said(REOPENS), said(STAYS, day="2031-05-08")),  # it may have changed since
        (said(REOPENS, cue="menuntut", act="demand"), said(STAYS)),
        (said("jalan dibuka kembali"), said("jalan tidak dibuka kembali")),  # of which there are many
        (said(REOPENS), said(f"{STAYS}, dan warga tiga desa diminta bersabar menunggu bantuan pangan dari kota")),
    ],
)
def test_what_is_not_so_plain_is_not_shown(one: Proposition, other: Proposition) -> None:
    found = judge(one, other)
    assert found.relation != "contradicts" or found.score < SHOWN


@pytest.mark.parametrize(
    ("feared", "denied", "language", "key"),
    [
        ("pilot menerima ancaman bom di pesawat Rumbai", "tidak ada bom di pesawat Rumbai", "id", "=bomb"),
        ("pasukan mulai penyisiran senjata di gudang Cendana", "tidak ada senjata di gudang Cendana", "id", "=weapon"),
        ("the crew reported a threat of bombs on the Rumbai plane", "there were no bombs on the Rumbai plane", "en", "=bomb"),
    ],
)
def test_a_threat_of_something_does_not_say_that_it_is_there(feared: str, denied: str, language: str, key: str) -> None:
    one, other = said(feared, language=language), said(denied, language=language)
    assert (one.by_key[key].open, other.by_key[key].open, other.by_key[key].denied) == (True, False, True)
    assert not excluding(one.by_key[key], other.by_key[key])[0]
    assert not said(f"{feared}. {denied.capitalize()}", language=language).by_key[key].open  # what it says besides counts


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("ada ancaman longsor di lereng Rumbai", "tidak ada ancaman longsor di lereng Rumbai", "id"),
        ("tim pencarian menemukan korban di Rumbai", "tim pencarian tidak menemukan korban di Rumbai", "id"),
        ("the threat killed the deal with Selasih", "the threat did not kill the deal with Selasih", "en"),
        ("the search found weapons in Rumbai", "the search found no weapons in Rumbai", "en"),
    ],
)
def test_what_is_said_of_a_threat_or_by_a_search_is_denied_as_anything_else(one: str, other: str, language: str) -> None:
    assert share(said(one, language=language), said(other, language=language)).heart == 1


def test_the_longest_bound_before_an_amount_counts() -> None:
    bounds = {words: said(f"the ships will cost {words} 9 billion crowns", language="en").amounts[0].bound for words in BOUNDS}
    assert bounds == BOUNDS


def test_sketches_tell_of_which_claim_another_has_little() -> None:
    one = said("the harbour of Velmora will be dredged next year after the storm season", language="en")
    other = said("jurnalis di pelabuhan itu menolak upah yang ditawarkan serikat nelayan dan pedagang ikan")
    half = said("the harbour of Velmora will be dredged", language="en")
    a, b, c = map(sketch, (one, other, half))
    little, much, own = overlaps(a, [b, c, a])
    assert little < LITTLE <= much <= own == pytest.approx(1.0)
    for brief, shared in ((b, little), (c, much)):
        assert overlaps(brief, [a]).tolist() == [shared]
    assert overlaps(sketch(said("")), [a]).tolist() == overlaps(a, [sketch(said(""))]).tolist() == [0.0]
    assert overlaps(a, []).tolist() == []


def test_one_price_of_two_days_is_not_one_proposition() -> None:
    one = said("harga beras medium di pasar Selasih hari ini Rp 15.000 per kilogram", day="2031-05-06")
    next_day = said("harga beras medium di pasar Selasih hari ini Rp 15.000 per kilogram", day="2031-05-07")
    again = said("harga beras medium di pasar Selasih pada Selasa (6/5) Rp 15.000 per kilogram", day="2031-05-07")
    assert relation(one, next_day) not in ("same", "narrower")
    assert relation(one, again) == "same"


def test_a_number_and_its_scale_are_one_amount() -> None:
    assert [a.value for a in said("some 2.5 million voters and twenty-four ships", language="en").amounts] == [2.5e6, 24.0]


def test_own_pairs_are_judged_as_they_are_annotated_by_and_large() -> None:
    found = [judge(a, b).relation for a, b, _ in PAIRS]
    scores = bench.f1(found, [wanted for _, _, wanted in PAIRS])
    assert scores["contradicts"] > 80
    assert scores["same"] > 70


def test_not_denies_in_english_as_in_indonesian() -> None:
    assert relation(said("the vaccine is safe", language="en"), said("the vaccine is not safe", language="en")) == "contradicts"
    assert relation(said("vaksin itu aman"), said("the vaccine is not safe", language="en")) == "contradicts"


def test_a_cue_with_a_not_turns_its_content_round() -> None:
    assert all(term.denied for term in said("perjanjian itu sudah berlaku", cue="tidak yakin", act="believe").terms)


def test_to_reject_a_plan_is_not_to_deny_it_but_to_reject_a_report_is() -> None:
    assert not any(term.denied for term in said("perjanjian itu", cue="menolak").terms)
    assert all(term.denied for term in said("tuduhan bahwa gaji guru dibayarkan", cue="menolak").terms)


def test_three_ways_that_exclude_each_other_are_told_apart() -> None:
    begun, ended, late = said("konser dimulai"), said("konser dihentikan"), said("konser ditunda")
    for one, other in combinations((begun, ended, late), 2):
        assert measures(one, other)["contrary"] == 1
    assert measures(begun, said("the concert has begun", language="en"))["contrary"] == 0


def test_what_a_not_is_about_is_marked() -> None:
    hearts = {term.key for term in said("tidak ada pengungsi di desa dekat sungai").terms if term.heart}
    assert hearts == {"=refugee", "=village"}


def test_a_name_in_its_own_case_or_as_an_adjective_is_the_same_name() -> None:
    assert said("Lesmana's army", language="en").names == ("~lesmana",)
    assert measures(said("pasukan Arunika"), said("the Arunikan troops", language="en"))["names"] > 0


def test_people_are_counted_as_people_whatever_they_are_called() -> None:
    assert [a.unit for a in said("some 24 passengers and two of its soldiers", language="en").amounts] == ["=people", "=people"]


def test_the_same_words_in_articles_that_name_others_are_two_claims() -> None:
    one = said("para pedagang pasar akan dipindahkan sementara ke lapangan parkir")
    other = said("para pedagang pasar akan dipindahkan sementara ke lapangan parkir", source="Wali kota")
    here, there = ("cendana", "melati arum", "pasar lama"), ("rumbai", "danu lesmana", "jalan rel")
    assert relation(msgspec.structs.replace(one, scene=here), msgspec.structs.replace(other, scene=here)) == "same"
    assert relation(msgspec.structs.replace(one, scene=here), msgspec.structs.replace(other, scene=())) == "same"
    apart = msgspec.structs.replace(one, scene=here), msgspec.structs.replace(other, scene=there)
    assert relation(*apart) not in ("same", "narrower")
    assert judge(*apart) == judge(*apart[::-1])


RISE = "tarif angkutan umum di Sidowangi akan naik bulan depan"


@pytest.mark.parametrize(
    "other",
    [
        said(RISE.replace("akan", "tidak akan"), source="Dinas Sosial Sidowangi"),  # another, with a word of the name
        said(RISE.replace("akan", "belum akan"), source="Sekar Wening"),
        said(RISE.replace("akan", "tidak akan"), source="Sekar Wening", act="fear"),
        said(RISE.replace("akan", "tidak akan"), source="Sekar Wening", day="2031-03-01"),
    ],
)
def test_a_headline_is_against_its_text_only_where_its_speaker_asserts_the_contrary_there(other: Proposition) -> None:
    whose = "Dinas Perhubungan Sidowangi" if other.speaker.startswith("Dinas") else "Sekar Wening"
    head = msgspec.structs.replace(said(RISE, source=whose), headline=True, article=other.article)
    found = judge(head, other)
    assert found.relation != "contradicts" or found.score < SHOWN
    plain = said(RISE.replace("akan", "tidak akan"), source="Sekar Wening")
    head = msgspec.structs.replace(said(RISE), headline=True, article=plain.article)
    assert judge(head, plain).score >= SHOWN


@pytest.mark.parametrize(("one", "other"), [("10.15 WIB", "12.15 WIT"), ("10.15 WIB", "10.15"), ("10.15 WIB", "10.10 WIB")])
def test_one_moment_told_in_two_zones_without_one_or_roughly_is_one(one: str, other: str) -> None:
    told = "pesawat Arunika Air dari Cendana mendarat di bandara Umbara pada pukul"
    assert relation(said(f"{told} {one}"), said(f"{told} {other}")) == "same"
    assert relation(said(f"{told} {one}"), said(f"{told} 23.40 WIB")) not in ("same", "narrower")


def test_a_number_without_end_breaks_nothing() -> None:
    one = said(f"jumlah korban mencapai {'9' * 400} orang di Cendana")
    other = said("jumlah korban mencapai 30 orang di Cendana", source="Danu Lesmana")
    assert judge(one, other) == judge(other, one)
    assert judge(one, one).relation == "same"


@pytest.mark.parametrize("words", ["tidak akan naik karena kajian belum selesai", "belum pernah naik"])
def test_what_is_plainly_denied_is_not_pending(words: str) -> None:
    assert not said(f"pajak beras Cendana {words}").pending
    assert said("pajak beras Cendana belum naik").pending


def test_a_name_after_in_tells_where() -> None:
    assert said("perundingan damai digelar di Umbara").where == ("~umbara",)


def test_an_office_word_can_open_a_phrase_that_says_something() -> None:
    assert relation(said("the gunman is at large", language="en"), said("pelaku sudah ditangkap")) == "contradicts"


def test_other_numbers_on_another_day_are_no_contradiction_to_show() -> None:
    few = said("gempa di Cendana menewaskan 24 warga desa dan merusak jembatan", day="2031-05-03")
    more = said("gempa di Cendana menewaskan 61 warga desa dan merusak jembatan", day="2031-05-08")
    assert judge(few, more).relation != "contradicts" or judge(few, more).score < SHOWN


def test_a_plain_denial_of_what_another_says_is_shown_and_a_loose_one_is_not() -> None:
    content = "pemerintah Arunika menjual tanah adat di Lembah Kelam kepada perusahaan tambang asing"
    plain = bench.one(told(content, "Laras Pertiwi", "mengatakan", "say"), "a")
    denied = bench.one(told(content, "Sekar Wening", "membantah", "deny"), "b")
    assert judge(plain, denied).relation == "contradicts"
    assert judge(plain, denied).score >= SHOWN
    assert judge(said("pelaku sudah ditangkap"), said("pelaku masih buron")).score < SHOWN


def told(content: str, source: str, cue: str, act: Act) -> bench.Told:
    text = f"{source} {cue} {content}."
    return bench.Told(
        language="id", text=text, source=source, cue=cue, content=content, act=act, holder=source, published="2031-05-03"
    )


@pytest.mark.parametrize(("a", "b", "_"), PAIRS[::9])
def test_either_way_round_gives_the_same_answer(a: Proposition, b: Proposition, _: str) -> None:
    assert judge(a, b) == judge(b, a)
    assert measures(a, b) == pytest.approx(measures(b, a))


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(list(combinations([p for a, b, _ in PAIRS[::9] for p in (a, b)], 2))))
def test_a_judgement_has_a_score_and_names_the_narrower_of_the_two(pair: tuple[Proposition, Proposition]) -> None:
    found: Judged = judge(*pair)
    assert 0 < found.score <= 1
    assert (found.narrower in (found.a, found.b)) == (found.relation == "narrower")


def test_a_proposition_survives_being_stored() -> None:
    one = PAIRS[0][0]
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(one), type=Proposition) == one
