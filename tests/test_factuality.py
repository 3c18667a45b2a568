"""How sure a source is of an event: denial, negation, "not yet", failure, plans, wishes, conditions, in both languages.

Arunika and Selasih are states of a world that does not exist."""

from __future__ import annotations

import pytest

from konon import events, gazetteer, rules
from konon.claims import claims
from konon.factuality import Before, value
from konon.grammar import grammar
from konon.holders import resolve
from konon.lexicon import Lexicon, load
from konon.modality import load_modality
from konon.records import Article, Claim, Event
from konon.segment import Segments, segment
from konon.triggers import Trigger, candidates, load_triggers


def prepared(text: str, language: str) -> tuple[Lexicon, Segments, tuple[Claim, ...]]:
    lexicon = load(language)
    s = segment(text, lexicon)
    known = gazetteer.load()
    found = rules.read(s, lexicon).attributions
    holders = resolve(found, s, grammar(lexicon), known=known, language=language)
    made = claims(Article(id="test", language=language, text=text), s, found, holders=holders, times=())
    return lexicon, s, made


def read(text: str, language: str) -> tuple[Event, ...]:
    lexicon, s, made = prepared(text, language)
    return events.find(s, lexicon, made, gazetteer=gazetteer.load())


def sure(text: str, language: str, word: str) -> str:
    """The factuality of `word`, whether or not it is likely enough to be an event."""
    lexicon, s, made = prepared(text, language)
    at = text.index(word)
    for first, sentence, forms in candidates(s, load_triggers(language, tuple(lexicon.of_kind("clitic")))):
        if s.tokens[first][0] == at:
            t = Trigger(first=first, last=first + len(forms[0].words), sentence=sentence, form=forms[0], probability=1.0)
            chain = events.within(s, made).get(first, [])
            return value(s, load_modality(lexicon), t, chain, when="-", before=Before(same={}))
    raise AssertionError(f"the lexicon has no event word at {word!r}")


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("Arunika menandatangani perjanjian itu pada Senin.", "menandatangani", "CT+"),
        ("Arunika tidak menandatangani perjanjian itu.", "menandatangani", "CT-"),
        ("Selasih belum menandatangani perjanjian itu.", "menandatangani", "CT-"),
        ("Selasih gagal menandatangani perjanjian dengan Arunika.", "menandatangani", "CT-"),
        ("Arunika akan menyerang Selasih.", "menyerang", "PR+"),
        ("Arunika tidak akan menyerang Selasih.", "menyerang", "PR-"),
        ("Arunika berencana mengunjungi Selasih.", "mengunjungi", "U"),
        ("Arunika ingin menyerang Selasih.", "menyerang", "U"),
        ("Jika Arunika menyerang Selasih, perang meluas.", "menyerang", "U"),
        ("Arunika bisa menyerang Selasih.", "menyerang", "PS+"),
        ("Arunika hampir menyerang Selasih.", "menyerang", "CT-"),
        ("Kunjungan Arunika ke Selasih batal.", "Kunjungan", "CT-"),
        ("Setelah Arunika menyerang Selasih, harga minyak naik.", "menyerang", "CT+"),
        ("Polisi telah menangkap tiga orang di Jakarta.", "menangkap", "CT+"),
        ("Arunika akan terus menyerang Selasih.", "menyerang", "PR+"),
        ("Tidak tertutup kemungkinan Arunika menyerang Selasih.", "menyerang", "PS+"),
        ("Arunika bisa memicu perang dengan Selasih.", "perang", "PS+"),
        ("Ini bukan pertama kalinya Arunika menyerang Selasih.", "menyerang", "CT+"),
        ("Arunika tidak bersedia menyerang Selasih.", "menyerang", "PR-"),
        ("Arunika menolak seruan untuk menyerang Selasih.", "menyerang", "PR-"),
        ("Arunika menunda lelang dan menyerang Selasih.", "menyerang", "CT+"),
        ("Jika Arunika telah menyerang Selasih, perang meluas.", "menyerang", "U"),
        ("Pelaut tanpa nama ditangkap di Selasih.", "ditangkap", "CT+"),
        ("Arunika mundur tanpa menyerang Selasih.", "menyerang", "CT-"),
        ("Serangan itu bukan kebetulan.", "Serangan", "CT+"),
        ("Itu bukan serangan Arunika.", "serangan", "CT-"),
        ("Arunika dapat kecaman dari Selasih.", "kecaman", "CT+"),
        ("Arunika dapat melancarkan serangan ke Selasih.", "serangan", "PS+"),
        ("Arunika menolak permintaan Selasih.", "permintaan", "CT+"),
        ("Arunika meminta Garda Istana (GI) menyerang Selasih.", "menyerang", "U"),
        ("Arunika mengajak Selasih untuk terus mendukung perundingan.", "mendukung", "U"),
        ("Laras Wening mengaku kalau Arunika menyerang Selasih.", "menyerang", "CT+"),
        ("Laras Wening mengatakan, kalau Arunika menyerang Selasih, perang meluas.", "menyerang", "U"),
        ("Untuk itu Arunika menyerang Selasih.", "menyerang", "CT+"),
        ("Arunika meminta agar kapal yang disita di Selasih dikembalikan.", "dikembalikan", "U"),
    ],
)
def test_words_around_an_indonesian_event_say_how_sure_it_is(text: str, word: str, expected: str) -> None:
    assert sure(text, "id", word) == expected


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("Arunika signed the agreement on Monday.", "signed", "CT+"),
        ("Arunika has not signed the agreement.", "signed", "CT-"),
        ("Selasih has yet to sign the treaty.", "sign", "CT-"),
        ("Selasih failed to sign the treaty.", "sign", "CT-"),
        ("Arunika will attack Selasih.", "attack", "PR+"),
        ("Arunika will not attack Selasih.", "attack", "PR-"),
        ("Arunika plans to attack Selasih.", "attack", "U"),
        ("If Arunika attacked Selasih, oil prices would rise.", "attacked", "U"),
        ("Arunika may attack Selasih.", "attack", "PS+"),
        ("Arunika cancelled a visit to Selasih.", "visit", "CT-"),
        ("After Arunika attacked Selasih, oil prices rose.", "attacked", "CT+"),
        ("Arunika may have attacked Selasih.", "attacked", "PS+"),
        ("If Arunika had attacked Selasih, oil prices would have risen.", "attacked", "U"),
        ("Arunika has no plans to attack Selasih.", "attack", "PR-"),
        ("Arunika has not received any endorsement from Selasih.", "endorsement", "CT-"),
    ],
)
def test_words_around_an_english_event_say_how_sure_it_is(text: str, word: str, expected: str) -> None:
    assert sure(text, "en", word) == expected


@pytest.mark.parametrize(
    ("text", "language", "word"),
    [
        ("Istana Arunika membantah telah menandatangani perjanjian dengan Selasih.", "id", "menandatangani"),
        ('"Tidak ada perjanjian yang ditandatangani," tegas Laras Wening.', "id", "ditandatangani"),
        ("The Arunika palace denied that it had signed an agreement with Selasih.", "en", "signed"),
        ("Saat ditanya wartawan Istana Arunika membantah telah menyerang Selasih.", "id", "menyerang"),
        ("Istana Arunika membantah bahwa setelah pertemuan itu pasukannya menyerang Selasih.", "id", "menyerang"),
        ("Istana Arunika membantah terlibat dalam serangan terhadap Selasih.", "id", "serangan"),
        ("Istana Arunika membantah akan menyerang Selasih.", "id", "menyerang"),
        ("Istana Arunika membantah pemerintahnya akan menandatangani perjanjian dengan Selasih.", "id", "menandatangani"),
    ],
)
def test_a_denied_event_is_never_shown_as_having_happened(text: str, language: str, word: str) -> None:
    assert sure(text, language, word) == "CT-"


@pytest.mark.parametrize(
    ("headline", "expected"),
    [("Arunika Serang Selasih?", "U"), ("Mengapa Arunika Serang Selasih?", "CT+")],
)
def test_a_headline_asks_for_the_event_unless_it_asks_for_something_about_it(headline: str, expected: str) -> None:
    assert sure(f"{headline}\nLaras Wening tiba di ibu kota.", "id", "Serang") == expected


def test_the_stance_is_that_of_the_innermost_holder() -> None:
    event = next(
        e for e in read("Kremlin membantah telah menandatangani perjanjian dengan Korea Utara.", "id") if e.type == "AGREE"
    )
    assert [(stance.by, stance.factuality) for stance in event.stances] == [("Kremlin", "CT-")]
    assert event.claim is not None


def test_what_the_article_tells_in_its_own_voice_is_the_authors() -> None:
    event = next(e for e in read("Rusia menyerang Ukraina pada 2022.", "id") if e.type == "ASSAULT")
    assert [(stance.by, stance.factuality) for stance in event.stances] == [("author", "CT+")]
    assert event.claim is None


def test_what_a_denial_itself_says_is_not_denied() -> None:
    assert sure("Arunika said the meeting was not a summit.", "en", "meeting") == "CT+"
    assert sure("Arunika denied that it attacked Selasih.", "en", "attacked") == "CT-"


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("Selasih bisa menghentikan serangan Arunika.", "serangan", "CT+"),
        ("Selasih akan membalas serangan Arunika.", "serangan", "CT+"),
        ("Selasih akan membalas setiap serangan Arunika.", "serangan", "U"),
        ("Selasih akan membalas serangan dari pihak mana pun.", "serangan", "U"),
        ("Serangan Arunika menggagalkan pertemuan itu.", "Serangan", "CT+"),
        ("Serangan Arunika digagalkan.", "Serangan", "CT-"),
        ("Sidang perdana akan digelar pada Juli.", "Sidang", "PR+"),
    ],
)
def test_a_noun_is_taken_for_granted_unless_any_such_event_is_meant(text: str, word: str, expected: str) -> None:
    assert sure(text, "id", word) == expected


def test_a_headline_that_asks_tells_nothing() -> None:
    assert sure("Arunika Serang Selasih?\nKabar itu beredar.", "id", "Serang") == "U"
    assert sure("Arunika Serang Selasih\nKabar itu beredar.", "id", "Serang") == "CT+"


def test_the_cause_of_what_is_denied_is_not_denied() -> None:
    text = "Istana Arunika membantah bahwa perundingan berakhir karena serangan Selasih."
    assert sure(text, "id", "serangan") == "CT+"
    assert sure(text, "id", "perundingan") == "CT-"


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("Perdana Menteri Arunika akan melanjutkan kunjungannya ke Selasih.", "kunjungan", "CT+"),
        ("Arunika akan melanjutkan perundingan dengan Selasih.", "perundingan", "PR+"),
        ("Presiden Selasih khawatir kunjungan itu akan memperburuk hubungan.", "kunjungan", "CT+"),
        ("Semoga perundingan ini membawa perdamaian.", "perundingan", "CT+"),
        ("Selasih tidak akan menerima seruan Presiden Arunika.", "seruan", "CT+"),
        ("Keterangan terkait kunjungannya akan disampaikan.", "kunjungan", "CT+"),
        ("Istana Arunika menolak tawaran Selasih.", "tawaran", "CT+"),
    ],
)
def test_a_noun_of_an_event_that_is_known_is_taken_for_granted(text: str, word: str, expected: str) -> None:
    assert sure(text, "id", word) == expected


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("Parliament will discuss the attack tomorrow.", "attack", "U"),
        ("Selasih refused to discuss the attack on its embassy.", "attack", "U"),
        ("The minister could not explain the arrest of two officers.", "arrest", "CT+"),
        ("The general did not mention the arrests.", "arrests", "CT+"),
        ("Arunika will launch its attack on Monday.", "attack", "PR+"),
        ("There was no attack on Selasih.", "attack", "CT-"),
    ],
)
def test_an_english_noun_of_a_known_event_is_out_of_reach_of_another_verbs_auxiliary(
    text: str, word: str, expected: str
) -> None:
    assert sure(text, "en", word) == expected


def test_what_denies_the_words_behind_a_noun_does_not_deny_the_noun() -> None:
    assert sure("Arunika won the support of nearly four in ten voters.", "en", "support") == "CT+"
    assert sure("Arunika nearly attacked Selasih.", "en", "attacked") == "CT-"


@pytest.mark.parametrize(
    ("text", "language", "word"),
    [
        ("Perang Arunika dan Selasih semakin eskalatif.", "id", "Perang"),
        ("Perang Arunika dan Selasih memasuki hari ketujuh, dan Arunika bisa meminta bantuan.", "id", "Perang"),
        ("Laras Wening berharap konflik Arunika dan Selasih yang berkecamuk tidak meluas.", "id", "konflik"),
        ("The war between Arunika and Selasih entered its seventh day.", "en", "war"),
    ],
)
def test_a_war_of_which_it_is_told_how_it_goes_is_there(text: str, language: str, word: str) -> None:
    assert sure(text, language, word) == "CT+"


@pytest.mark.parametrize(
    ("text", "language", "word", "expected"),
    [
        ("Para pengamat menyoroti risiko serangan ke ibu kota Selasih.", "id", "serangan", "PS+"),
        ("Menteri itu membahas bahaya pecahnya perang di kawasan.", "id", "perang", "PS+"),
        ("Jenderal Arunika terancam hukuman sepuluh tahun penjara.", "id", "hukuman", "PS+"),
        ("Para pengamat menyoroti risiko serangan itu.", "id", "serangan", "CT+"),
        ("Analysts pointed to the risk of war between Arunika and Selasih.", "en", "war", "PS+"),
    ],
)
def test_what_is_a_risk_is_possible(text: str, language: str, word: str, expected: str) -> None:
    assert sure(text, language, word) == expected


@pytest.mark.parametrize(
    ("text", "language", "word", "expected"),
    [
        ("Presiden Arunika mempertimbangkan serangan ke Selasih.", "id", "serangan", "U"),
        ("Pemerintah Arunika tengah menimbang penarikan pasukan.", "id", "penarikan", "U"),
        ("The president is weighing sanctions against Selasih.", "en", "sanctions", "U"),
        ("Arunika hanya akan berunding jika Selasih menarik pasukannya.", "id", "berunding", "U"),
        ("Arunika hanya akan berunding dengan Selasih.", "id", "berunding", "PR+"),
    ],
)
def test_what_is_weighed_or_hangs_on_a_condition_is_open(text: str, language: str, word: str, expected: str) -> None:
    assert sure(text, language, word) == expected


@pytest.mark.parametrize(
    ("text", "language", "word", "expected"),
    [
        ('"Saya ingin berterima kasih kepada Arunika," kata Laras Wening.', "id", "berterima", "CT+"),
        ('"Izinkan saya mengucapkan selamat kepada Arunika," kata Laras Wening.', "id", "mengucapkan", "CT+"),
        ('"Saya ingin Arunika meminta maaf," kata Laras Wening.', "id", "meminta", "U"),
        ('"I want to thank Arunika," Laras Wening said.', "en", "thank", "CT+"),
        ('"I want Arunika to apologise," Laras Wening said.', "en", "apologise", "U"),
    ],
)
def test_whoever_says_that_they_want_to_thank_has_thanked(text: str, language: str, word: str, expected: str) -> None:
    assert sure(text, language, word) == expected


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("Belum ditemukan adanya ancaman bom di parlemen Selasih.", "ancaman", "CT-"),
        ("Penyidik tidak menemukan serangan siber terhadap parlemen.", "serangan", "CT-"),
        ("Penyidik tidak menemukan pelaku serangan itu.", "serangan", "CT+"),
        ("Tidak ada yang menyerang desa itu.", "menyerang", "CT-"),
        ("Arunika menutup pintu perundingan dengan Selasih.", "perundingan", "CT-"),
        ("Arunika belum menutup pintu perundingan dengan Selasih.", "perundingan", "PS+"),
    ],
)
def test_what_was_not_found_is_denied(text: str, word: str, expected: str) -> None:
    assert sure(text, "id", word) == expected


@pytest.mark.parametrize(
    ("text", "language", "word", "expected"),
    [
        ("Menteri asal Selasih itu ditangkap polisi Arunika.", "id", "ditangkap", "CT+"),
        ('Selasih dapat "terus" menyerang Arunika.', "id", "menyerang", "PS+"),
        ("Polisi Arunika melakukan upaya penangkapan di Selasih.", "id", "penangkapan", "CT+"),
        ("Polisi Arunika melakukan upaya menangkap Laras Wening.", "id", "menangkap", "U"),
    ],
)
def test_what_a_word_does_hangs_on_where_it_stands(text: str, language: str, word: str, expected: str) -> None:
    assert sure(text, language, word) == expected


def test_whoever_refuses_to_speak_of_a_known_event_does_not_deny_it() -> None:
    assert sure("Arunika denied that it had concealed the attack.", "en", "attack") == "CT+"
    assert sure("Arunika denied that it had orchestrated the attack.", "en", "attack") == "CT-"
    assert sure("Arunika denied the attack.", "en", "attack") == "CT-"


@pytest.mark.parametrize(
    ("text", "language", "word", "expected"),
    [
        ("Serangan Arunika tidak akan menghentikan Selasih.", "id", "Serangan", "CT+"),
        ("Serangan Arunika tidak akan dilancarkan.", "id", "Serangan", "CT-"),
        ("Perang Arunika dan Selasih belum mengganggu pelayaran.", "id", "Perang", "CT+"),
        ("Perundingan antara Arunika dan Selasih akan berlangsung pekan depan.", "id", "Perundingan", "PR+"),
        ("The visit was postponed.", "en", "visit", "CT-"),
        ("Protesters opposed the arrest of their leader.", "en", "arrest", "CT+"),
    ],
)
def test_what_is_said_of_a_noun_is_read_to_its_verb(text: str, language: str, word: str, expected: str) -> None:
    assert sure(text, language, word) == expected


@pytest.mark.parametrize(
    ("text", "language", "word", "expected"),
    [
        ('"Arunika ingin meminta maaf," kata Laras Wening.', "id", "meminta", "U"),
        ('"Mereka ingin mengecam serangan itu," kata Laras Wening.', "id", "mengecam", "U"),
        ('"They want to thank Arunika," Laras Wening said.', "en", "thank", "U"),
        ('"Selasih wants to apologise," Laras Wening said.', "en", "apologise", "U"),
        ('"Do you want to apologise?" Laras Wening asked.', "en", "apologise", "U"),
        ('"Do we want to apologise?" Laras Wening asked.', "en", "apologise", "U"),
    ],
)
def test_what_others_want_to_say_is_not_said_by_telling_of_it(text: str, language: str, word: str, expected: str) -> None:
    assert sure(text, language, word) == expected


@pytest.mark.parametrize(
    ("text", "language", "word", "expected"),
    [
        ("Arunika plans to unleash its attack on Monday.", "en", "attack", "U"),
        ("The union will organize its protest on Monday.", "en", "protest", "PR+"),
        ("The minister may cancel the visit.", "en", "visit", "PS+"),
        ("The minister will postpone its visit.", "en", "visit", "PR+"),
        ("Arunika tried to orchestrate the attack.", "en", "attack", "U"),
        ("Arunika will negotiate the release of hostages.", "en", "release", "PR+"),
        ("Arunika will not tolerate the arrest of its officers.", "en", "arrest", "PR-"),
        ("Arunika will stop Selasih from mounting the attack.", "en", "attack", "PR+"),
    ],
)
def test_what_is_planned_or_possible_has_not_happened_whatever_its_verb(
    text: str, language: str, word: str, expected: str
) -> None:
    assert sure(text, language, word) == expected


@pytest.mark.parametrize(
    ("headline", "word"),
    [
        ("Move to sanction Selasih fails in parliament", "sanction"),
        ("Right to protest upheld by Arunika", "protest"),
        ("Bill to arrest protesters is rejected", "arrest"),
        ("Pressure to attack Selasih is growing", "attack"),
        ("Ability to attack Selasih is limited", "attack"),
        ("Arunika to attack Selasih", "attack"),
    ],
)
def test_what_an_infinitive_names_may_not_come_about(headline: str, word: str) -> None:
    assert sure(f"{headline}\nThe news spread.", "en", word) == "U"
