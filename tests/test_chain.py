"""Whose hands a claim went through: small fictional articles with hand-made claims, so that no reader's faults show here."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from konon import clean, sourcing
from konon.chain import chains, copied_from
from konon.lexicon import load
from konon.records import Article, Claim, Sourcing, Spans
from konon.segment import segment


def spans(text: str, *words: str) -> Spans:
    return tuple((text.index(w), text.index(w) + len(w)) for w in words)


def claim(text: str, source: str, cue: str, content: str, *, holder: str | None = None, within: str | None = None) -> Claim:
    """A claim by its words, of which the first occurrence counts; `content` is its id."""
    return Claim(
        id=content,
        source=spans(text, source) if source else (),
        cue=spans(text, cue),
        content=spans(text, content),
        act="say",
        quote="indirect",
        holder=holder or source or None,
        within=within,
        confidence=0.9,
    )


def sources(text: str, language: str, outlet: str | None) -> tuple[Sourcing, ...]:
    lexicon = load(language)
    return sourcing.find(text, lexicon, skip=[(b.start, b.end) for b in clean.mark(text, lexicon)], outlet=outlet)


def told(text: str, language: str, *claims: Claim, outlet: str | None = "warta-nusa.example") -> list[str]:
    """The chains as lines: each link's kind and name, with a star where it has no place in the text."""
    lexicon = load(language)
    article = Article(id="a", language=language, text=text, outlet=outlet)
    s = segment(text, lexicon, skip=[(b.start, b.end) for b in clean.mark(text, lexicon)])
    found = chains(article, claims, sources(text, language, outlet), s, lexicon)
    return [" > ".join(f"{x.kind} {x.name}{'' if x.span else '*'}" for x in chain) for chain in found]


def copied(text: str, language: str, outlet: str | None = "warta-nusa.example") -> str | None:
    article = Article(id="a", language=language, text=text, outlet=outlet)
    found = copied_from(article, sources(text, language, outlet), load(language))
    return f"{found.name} | {text[slice(*found.span)]}" if found else None


BODY = (
    "Panen Raya Dimulai\nPanen raya dimulai pada Rabu.\nWarga Selasih berkumpul di alun-alun.\nPanen berlangsung tiga hari.\n"
)


def test_a_claim_of_a_page_that_tells_nothing_goes_from_speaker_to_outlet() -> None:
    text = BODY + "Gubernur Ratna mengatakan panen berhasil."
    assert told(text, "id", claim(text, "Gubernur Ratna", "mengatakan", "panen berhasil")) == [
        "speaker Gubernur Ratna > outlet warta-nusa.example*"
    ]


def test_a_domain_goes_by_the_outlets_usual_name() -> None:
    text = BODY + "Gubernur Ratna mengatakan panen berhasil."
    told_by = [told(text, "id", claim(text, "Gubernur Ratna", "mengatakan", "panen berhasil"), outlet=o) for o in OUTLETS]
    assert told_by == [[f"speaker Gubernur Ratna > outlet {name}*"] for name in OUTLETS.values()]


OUTLETS = {"nytimes.com": "The New York Times", "usa-today": "USA Today", "liputan6.com": "Liputan6"}


def test_a_press_conference_and_a_document_stand_after_the_speaker_of_their_own_sentence() -> None:
    text = (
        BODY
        + "Gubernur Ratna mengatakan panen berhasil dalam konferensi pers. Bupati Bimo menyebut padi kurang dalam keterangan"
        " tertulis."
    )
    ratna = claim(text, "Gubernur Ratna", "mengatakan", "panen berhasil")
    bimo = claim(text, "Bupati Bimo", "menyebut", "padi kurang")
    assert told(text, "id", ratna, bimo) == [
        "speaker Gubernur Ratna > interview konferensi pers > outlet warta-nusa.example*",
        "speaker Bupati Bimo > document keterangan tertulis > outlet warta-nusa.example*",
    ]


def test_an_occasion_goes_on_with_its_speaker_to_the_end_of_the_paragraph() -> None:
    text = (
        BODY + 'Gubernur Ratna mengatakan panen berhasil kepada wartawan. "Terima kasih," ujarnya. Bupati Bimo tidak setuju.\n'
        "Ratna lalu menyebut beras murah."
    )
    first = claim(text, "Gubernur Ratna", "mengatakan", "panen berhasil", holder="Ratna")
    second = claim(text, "", "ujar", '"Terima kasih,"', holder="Ratna")
    third = claim(text, "Bupati Bimo", "tidak", "setuju")
    fourth = claim(text, "Ratna lalu", "menyebut", "beras murah", holder="Ratna")
    assert told(text, "id", first, second, third, fourth) == [
        "speaker Ratna > interview wartawan > outlet warta-nusa.example*",
        "speaker Ratna* > interview wartawan > outlet warta-nusa.example*",
        "speaker Bupati Bimo > outlet warta-nusa.example*",
        "speaker Ratna > outlet warta-nusa.example*",
    ]


def test_what_was_told_to_an_outlet_came_through_it_before_an_agency_passed_it_on() -> None:
    text = BODY + "Gubernur Ratna mengatakan kepada CNN bahwa panen berhasil, seperti dilansir Reuters."
    assert told(text, "id", claim(text, "Gubernur Ratna", "mengatakan", "panen berhasil")) == [
        "speaker Gubernur Ratna > outlet CNN > agency Reuters > outlet warta-nusa.example*"
    ]


def test_an_account_that_somebody_wrote_on_is_a_document_of_the_chain() -> None:
    text = BODY + "Gubernur Ratna menyampaikan panen berhasil melalui akun media sosial X."
    assert told(text, "id", claim(text, "Gubernur Ratna", "menyampaikan", "panen berhasil")) == [
        "speaker Gubernur Ratna > document akun media sosial X > outlet warta-nusa.example*"
    ]


def test_what_the_beginning_passes_on_is_every_claims() -> None:
    text = "Panen Raya\nPanen raya dimulai, dilansir AFP, Rabu.\nWarga berkumpul.\nGubernur Ratna mengatakan panen berhasil."
    assert told(text, "id", claim(text, "Gubernur Ratna", "mengatakan", "panen berhasil")) == [
        "speaker Gubernur Ratna > agency AFP > outlet warta-nusa.example*"
    ]


def test_another_source_in_the_sentence_takes_the_place_of_the_beginnings() -> None:
    text = (
        "Panen Raya Dimulai\nPanen raya dimulai, dilansir AFP, Rabu.\nWarga berkumpul.\n"
        "Gubernur Ratna mengatakan panen berhasil, dikutip dari Reuters."
    )
    assert told(text, "id", claim(text, "Gubernur Ratna", "mengatakan", "panen berhasil")) == [
        "speaker Gubernur Ratna > agency Reuters > outlet warta-nusa.example*"
    ]


def test_what_a_later_paragraph_passes_on_is_not_an_earlier_ones() -> None:
    text = BODY + "Gubernur Ratna mengatakan panen berhasil.\nHujan turun, dilansir AFP, Rabu. Bupati Bimo menyebut padi basah."
    ratna = claim(text, "Gubernur Ratna", "mengatakan", "panen berhasil")
    bimo = claim(text, "Bupati Bimo", "menyebut", "padi basah")
    assert told(text, "id", ratna, bimo) == [
        "speaker Gubernur Ratna > outlet warta-nusa.example*",
        "speaker Bupati Bimo > agency AFP > outlet warta-nusa.example*",
    ]


def test_a_credit_inside_what_somebody_says_is_that_claims_alone() -> None:
    text = 'Panen Raya Dimulai\n"Panen gagal, dilansir AFP, itu bohong," kata Ratna. Bimo mengatakan padi kurang.'
    ratna = claim(text, "Ratna", "kata", '"Panen gagal, dilansir AFP, itu bohong,"')
    bimo = claim(text, "Bimo", "mengatakan", "padi kurang")
    assert told(text, "id", ratna, bimo) == [
        "speaker Ratna > agency AFP > outlet warta-nusa.example*",
        "speaker Bimo > outlet warta-nusa.example*",
    ]


def test_a_dateline_is_every_claims() -> None:
    text = (
        "Harvest begins\nSELASIH (Reuters) - The harvest began on Monday.\nPeople came.\nGovernor Ratna said that it was good."
    )
    assert told(text, "en", claim(text, "Governor Ratna", "said", "it was good")) == [
        "speaker Governor Ratna > agency Reuters > outlet warta-nusa.example*"
    ]


def test_a_credit_line_at_the_foot_is_every_claims() -> None:
    text = (
        "Harvest begins\nGovernor Ratna said that it was good.\nMusic played.\nThe Associated Press contributed from Selasih."
    )
    assert told(text, "en", claim(text, "Governor Ratna", "said", "it was good")) == [
        "speaker Governor Ratna > agency AP > outlet warta-nusa.example*"
    ]


def test_an_agency_that_speaks_is_no_speaker_besides() -> None:
    text = BODY + "Reuters melaporkan panen berhasil."
    assert told(text, "id", claim(text, "Reuters", "melaporkan", "panen berhasil")) == [
        "agency Reuters > outlet warta-nusa.example*"
    ]


def test_who_tells_what_another_said_comes_after_the_other() -> None:
    text = BODY + "Gubernur Ratna mengatakan Bupati Bimo menyebut padi kurang."
    outer = claim(text, "Gubernur Ratna", "mengatakan", "Bupati Bimo menyebut padi kurang")
    inner = claim(text, "Bupati Bimo", "menyebut", "padi kurang", within=outer.id)
    assert told(text, "id", outer, inner) == [
        "speaker Gubernur Ratna > outlet warta-nusa.example*",
        "speaker Bupati Bimo > speaker Gubernur Ratna > outlet warta-nusa.example*",
    ]


def test_an_interview_and_its_broadcaster_stand_in_one_chain() -> None:
    text = "Harvest begins\nMusic played.\nPeople came.\nGovernor Ratna said in an interview with CNN that it was good."
    assert told(text, "en", claim(text, "Governor Ratna", "said", "it was good")) == [
        "speaker Governor Ratna > interview an interview > outlet CNN > outlet warta-nusa.example*"
    ]


def test_a_copied_page_ends_in_the_origin_and_the_copy() -> None:
    text = BODY + "Gubernur Ratna mengatakan panen berhasil.\nArtikel ini telah tayang di detikJabar."
    assert told(text, "id", claim(text, "Gubernur Ratna", "mengatakan", "panen berhasil")) == [
        "speaker Gubernur Ratna > outlet detikJabar > copy warta-nusa.example*"
    ]


def test_the_outlet_is_read_off_the_text_where_nothing_else_tells_it() -> None:
    text = "Panen Raya Dimulai\nTEMPO.CO, Selasih - Gubernur Ratna mengatakan panen berhasil."
    ratna = claim(text, "Gubernur Ratna", "mengatakan", "panen berhasil")
    assert told(text, "id", ratna, outlet=None) == ["speaker Gubernur Ratna > outlet Tempo"]


def test_a_claim_of_nobody_on_a_page_of_nowhere_has_an_empty_chain() -> None:
    text = BODY + "Diduga padi kurang."
    assert told(text, "id", claim(text, "", "Diduga", "padi kurang"), outlet=None) == [""]


def test_a_page_says_that_it_first_appeared_elsewhere() -> None:
    assert copied("Harvest begins\nMusic played.\nThis article first appeared in The Jakarta Post.", "en") == (
        "The Jakarta Post | The Jakarta Post"
    )
    assert copied("Harvest begins\nMusic played.\nThis article is republished from The Conversation.", "en") == (
        "The Conversation | The Conversation"
    )


def test_a_page_by_way_of_an_agency_says_so() -> None:
    assert copied(BODY + "Panen berhasil, via ANTARA.", "id") == "Antara | ANTARA"


def test_only_a_sole_source_makes_a_page_a_copy() -> None:
    assert copied(BODY + "Dikutip dari Times of India, Senin (1/4), panen berhasil.", "id") == "Times of India | Times of India"
    assert copied(BODY + "Dikutip dari Times of India, Senin (1/4), panen berhasil. BBC melaporkan hujan.", "id") is None


def test_an_outlet_that_was_only_told_something_is_no_origin() -> None:
    assert copied(BODY + "Gubernur mengatakan kepada CNN bahwa panen berhasil.", "id") is None


def test_a_page_is_no_copy_of_its_own_outlet() -> None:
    text = BODY + "Artikel ini telah tayang di Kompas.com."
    assert copied(text, "id", "kompas.com") is None
    assert copied(text, "id", "tribunnews.com") == "Kompas.com | Kompas.com"


@given(
    st.lists(
        st.sampled_from(
            [
                "Reuters",
                "dilansir",
                "dari",
                "CNN",
                " ",
                "\n",
                '"',
                "kepada wartawan",
                "dalam keterangan",
                "(",
                ")",
                ".",
                "kata Ratna",
            ]
        ),
        min_size=1,
    ),
    st.data(),
)
def test_every_chain_is_in_the_text_and_ends_at_the_outlet(parts: list[str], data: st.DataObject) -> None:
    text = "Judul " + " ".join(parts)
    ends = st.integers(0, len(text) - 1)
    cut = sorted(data.draw(st.tuples(ends, ends)))
    made = Claim(id="x", source=(), cue=(), content=((cut[0], cut[1] + 1),), act="say", quote="indirect", confidence=0.5)
    lexicon = load("id")
    article = Article(id="a", language="id", text=text, outlet="warta-nusa.example")
    (chain,) = chains(article, [made], sourcing.find(text, lexicon), segment(text, lexicon), lexicon)
    assert chain[-1].name == "warta-nusa.example"
    assert all(link.span is None or 0 <= link.span[0] < link.span[1] <= len(text) for link in chain)
