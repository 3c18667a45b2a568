"""Records of speakers and claims in the terminal: all of it told, nothing wider than the console, nothing that commands it."""

from __future__ import annotations

import io

import pytest
from msgspec.structs import replace
from rich.cells import cell_len
from rich.console import Console

from konon.export.record import Speaker, print_contradictions, print_history, print_speaker, summary
from konon.listing import Contradiction, Entry, EventLine, History, Line, Outcome, Promise, Step, event_lines, lines
from konon.origins import Ascribed, Origin, Way
from world import Said, article

WIDTHS = [60, 100, 140]
RATNA, DANU = "Ratna Wiraguna", "Danu Lesmana"
LONG = "Bendungan Rumbai di perbatasan utara aman dan tidak akan jebol sekalipun gempa sebesar tahun lalu terulang kembali"
ITEMS = (
    article("senja.example", "2031-03-02", Said(content=LONG, holder=RATNA, event=("ASSAULT", "U"))),
    article("embun.example", "2031-03-03", Said(content="Bendungan Rumbai aman", holder=DANU, act="deny")),
    article("kabar-panjang-sekali-namanya.example", "2031-03-05", Said(content="Bendungan 安全だ aman", source="warga")),
    article(None, None, Said(content="Rumbai aman", source="")),
)
SAID, DENIED, OTHER, UNDATED = (lines(reading)[0] for _, reading in ITEMS)
EVENT: EventLine = event_lines(ITEMS[0][1])[0]
WAYS = (
    Way(kind="agency", name="Kantor Berita Senja", articles=("a", "b", "c")),
    Way(kind="outlet", name="embun.example", articles=("d",)),
)


def entry(line: Line, step: Step) -> Entry:
    return Entry(line=line, step=step, by="claims 1", reason="alike")


RECORD = History(
    claim=SAID,
    first=SAID,
    entries=(entry(SAID, "itself"), entry(DENIED, "contradicts"), entry(OTHER, "repeats"), entry(UNDATED, "narrows")),
    origins=(
        Origin(kind="speaker", name=RATNA, ways=WAYS, claims=(SAID.id,)),
        Origin(kind="outlet", name="kabar.example", ways=WAYS[1:], claims=(OTHER.id,)),
    ),
    against=(Origin(kind="speaker", name=DANU, ways=WAYS[1:], claims=(DENIED.id,)),),
    outcomes=(),
)


def console(width: int, *, colour: bool = False) -> Console:
    return Console(file=io.StringIO(), width=width, force_terminal=colour, color_system="truecolor" if colour else None)


def text_of(on: Console) -> str:
    assert isinstance(on.file, io.StringIO)
    return on.file.getvalue()


def speaker(*, width: int = 140, said: tuple[Line, ...] = (SAID, DENIED), of: tuple[Line, ...] = (), name: str = RATNA) -> str:
    on = console(width)
    print_speaker(Speaker(name=name, said=said, of=of), console=on)
    return text_of(on)


def history(record: History = RECORD, *, width: int = 140) -> str:
    on = console(width)
    print_history(record, console=on)
    return text_of(on)


def contradictions(*pairs: Contradiction, width: int = 140) -> str:
    on = console(width)
    print_contradictions(pairs, console=on)
    return text_of(on)


PAIR = Contradiction(one=SAID, other=DENIED, by="claims 1", score=0.912, reason=f"the one denies that {LONG}")


# --- whatever is printed ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_is_wider_than_the_console(width: int) -> None:
    every = (SAID, DENIED, OTHER, UNDATED)
    outcome = replace(RECORD, claim=replace(SAID, holder="Kementerian " * 12, via="Kantor Berita Senja, " * 8))
    printed = [
        speaker(width=width, said=every * 3, of=every, name="Kementerian Luar Negeri dan Perbatasan " * 4),
        history(width=width),
        history(replace(outcome, entries=(entry(outcome.claim, "itself"),)), width=width),
        contradictions(PAIR, replace(PAIR, other=OTHER), width=width),
    ]
    for text in printed:
        assert max(map(cell_len, text.splitlines())) <= width
    assert all(line.id[:8] in printed[0] and line.id[:8] in printed[1] for line in every)


@pytest.mark.parametrize("width", WIDTHS)
def test_what_an_article_holds_cannot_command_the_terminal(width: int) -> None:
    bad = "a\x1b[2Jb\u202ec [red]d[/red]\x07 :smile:"
    evil = replace(SAID, content=bad, holder=bad, source=bad, outlet=bad, via=bad, said=None, published=bad)
    entries = (entry(evil, "itself"), entry(replace(evil, id="0" * 16), "contradicts"))
    source = Origin(kind="speaker", name=bad, ways=(Way(kind="outlet", name=bad, articles=("a",)),), claims=("c",))
    record = replace(RECORD, claim=evil, entries=entries, origins=(source,), against=(source,))
    for text in (
        speaker(width=width, said=(evil,), of=(evil,), name=bad),
        history(record, width=width),
        contradictions(Contradiction(one=evil, other=evil, by=bad, score=None, reason=bad), width=width),
    ):
        assert not {"\x1b", "\u202e", "\x07"} & set(text)
        assert "[red]d[/red]" in text
        assert ":smile:" in text


@pytest.mark.parametrize("width", WIDTHS)
def test_a_denial_is_marked_and_told_in_words(width: int) -> None:
    for text in (speaker(width=width, of=(DENIED,)), contradictions(PAIR, width=width)):
        [row, *_] = [row for row in text.splitlines() if DENIED.id[:8] in row]
        assert "denies  " in row
        assert "✗ Bendungan" in row
        [row, *_] = [row for row in text.splitlines() if SAID.id[:8] in row]
        assert "✗" not in row
    [row] = [row for row in history(width=width).splitlines() if DENIED.id[:8] in row]
    assert "✗ Bendungan" in row


def test_colour_adds_nothing_that_the_letters_do_not_say() -> None:
    on = console(100, colour=True)
    print_history(RECORD, console=on)
    assert "\x1b[1;31mcontradicts" in text_of(on)
    assert "contradicts" in history(width=100)


def test_the_same_words_under_another_name_are_told_as_another_speaker_s() -> None:
    source = Origin(
        kind="speaker",
        name=RATNA,
        ways=WAYS[1:],
        claims=(SAID.id, OTHER.id),
        ascribed=(Ascribed(name=DANU, claims=(OTHER.id,), outlets=("kabar.example",)),),
    )
    text = history(replace(RECORD, entries=(entry(SAID, "itself"), entry(OTHER, "ascribes")), origins=(source,)))
    assert "1 separate source stands behind it" in text
    assert f"the same words under another name: {DANU} (kabar.example)" in text
    [row] = [row for row in text.splitlines() if OTHER.id[:8] in row]
    assert "other speaker" in row


# --- a speaker ------------------------------------------------------------------------------------------------------------


def test_words_that_other_articles_give_to_somebody_else_are_marked_in_a_speaker_s_record() -> None:
    for width in (80, 140):
        on = console(width)
        long = replace(SAID, content=LONG * 9)
        print_speaker(Speaker(name=DANU, said=(DENIED, long), of=(), given_to={SAID.id: RATNA}), console=on)
        assert text_of(on).splitlines()[-1] == f"    the same words under another name: {RATNA}"
        assert text_of(on).count("another name") == 1


def test_a_speaker_s_record_tells_how_much_there_is_then_what_was_said_then_what_others_say() -> None:
    text = speaker(of=(OTHER,))
    assert text.splitlines()[:2] == [RATNA, "2 claims in 2 articles of 2 outlets, 2031-03-02 to 2031-03-03: says 1, denies 1"]
    assert text.index(SAID.id[:8]) < text.index(DENIED.id[:8]) < text.index("Said of them by others") < text.index(OTHER.id[:8])


def test_what_is_theirs_has_no_column_of_holders_and_what_is_others_has() -> None:
    heads = [line.split() for line in speaker(said=(SAID,), of=(OTHER,)).splitlines() if line.startswith("day")]
    assert heads == [["day", "act", "content", "outlet", "where"], ["day", "holder", "act", "content", "outlet", "where"]]


def test_where_a_word_belongs_to_several_holders_each_claim_stands_with_its_own() -> None:
    [head] = [line.split() for line in speaker(said=(SAID, DENIED)).splitlines() if line.startswith("day")]
    assert "holder" in head


def test_a_promise_told_by_several_articles_stands_once_with_its_copies_and_what_came_of_it() -> None:
    promised = [replace(SAID, id=f"{n}{SAID.id[1:]}", act="commit") for n in "abc"]
    kept = Promise(lines=tuple(promised), outcomes=(Outcome(event=replace(EVENT, claim=DENIED.id), happened=True, by=DANU),))
    on = console(140)
    print_speaker(Speaker(name=RATNA, said=tuple(promised), of=(), promises=(kept,)), console=on)
    text = text_of(on)
    assert "commits to 1, told again 2" in text
    assert "(+ 2 copies)" in text
    assert [row for row in text.splitlines() if row.startswith((promised[1].id[:8], promised[2].id[:8]))] == []
    assert f"{promised[0].id[:8]}: ASSAULT said later to have happened, by {DANU} ({DENIED.id[:8]}), senja.example" in text


def test_who_tells_a_promise_as_done_is_named() -> None:
    kept = Promise(lines=(SAID,), outcomes=(), done=(OTHER,))
    on = console(140)
    print_speaker(Speaker(name=RATNA, said=(SAID,), of=(), promises=(kept,)), console=on)
    who = OTHER.holder or OTHER.source or "(unnamed)"
    assert f"{SAID.id[:8]}: told as done by {who} ({OTHER.id[:8]}), {OTHER.outlet}, {OTHER.day}: " in text_of(on)


def test_a_name_of_several_speakers_says_how_many_claims_each_has() -> None:
    on = console(140)
    print_speaker(Speaker(name="Wiraguna", said=(SAID,), of=(), several={"Ratna Wiraguna": 7, "Danu Wiraguna": 1}), console=on)
    assert "the name means several: Ratna Wiraguna (7), Danu Wiraguna (1)" in text_of(on)


def test_a_headline_is_marked_and_so_is_a_first_that_was_said_before_it_was_published() -> None:
    head = replace(SAID, title=SAID.content, at=0)
    assert f"{SAID.content[:20]}" in history(replace(RECORD, claim=head, first=head, entries=(entry(head, "itself"),)))
    text = history(replace(RECORD, first=replace(head, said="2031-03-01", published="2031-03-02")))
    assert "in a headline of senja.example, 2031-03-02 (said 2031-03-01)" in text
    assert "(headline)" in history(replace(RECORD, entries=(entry(head, "itself"),)), width=300)


def test_a_speaker_of_whom_nothing_is_known_has_no_claims() -> None:
    assert speaker(said=()) == f"{RATNA}\nno claims of theirs\n"


def test_the_summary_counts_one_of_each_without_days_or_outlets() -> None:
    assert summary([UNDATED]) == "1 claim in 1 article: says 1"


# --- a claim --------------------------------------------------------------------------------------------------------------


def test_a_claim_s_record_tells_who_said_it_first_and_who_stands_behind_and_against_it() -> None:
    text = history()
    head, _, table = text.partition("\n\n")
    assert head.splitlines()[0] == f"{RATNA} says"
    assert f"first said by {RATNA} in senja.example, 2031-03-02" in head
    assert "2 separate sources stand behind it" in head
    assert f"  · {RATNA}, through Kantor Berita Senja (3 articles), embun.example (1 article)" in head
    assert "1 separate source stands against it" in head
    told = [row for row in table.splitlines()[1:] if row.strip()]
    steps = ("this claim", "contradicts", "says the same", "more narrowly")
    for step, line in zip(steps, (SAID, DENIED, OTHER, UNDATED), strict=True):
        [row] = [row for row in told if line.id[:8] in row]
        assert step in row


def test_whom_the_first_article_has_it_from_is_told() -> None:
    assert "first said by Ratna Wiraguna in senja.example, 2031-03-02, through Kantor Berita Senja\n" in history(
        replace(RECORD, first=replace(SAID, via="Kantor Berita Senja"))
    )


def test_a_claim_without_day_or_outlet_says_so() -> None:
    text = history(replace(RECORD, claim=UNDATED, first=UNDATED, entries=(entry(UNDATED, "itself"),)))
    assert "first said by (unnamed) in an article without a date" in text
    assert "no date" in text


@pytest.mark.parametrize(
    ("happened", "verdict"), [(True, "said later to have happened"), (False, "said later not to have happened")]
)
def test_what_came_of_it_is_told_with_where_and_when(happened: bool, verdict: str) -> None:
    text = history(replace(RECORD, outcomes=(Outcome(event=EVENT, happened=happened),)))
    assert f"ASSAULT {verdict}, senja.example, 2031-03-02: " in text


# --- contradictions -------------------------------------------------------------------------------------------------------


def test_each_pair_stands_with_who_decided_it_how_surely_and_why() -> None:
    text = contradictions(PAIR, Contradiction(one=OTHER, other=DENIED, by="person", score=None, reason="bendungan yang sama"))
    assert "claims 1, 0.91: the one denies that" in text
    assert "person: bendungan yang sama" in text
    assert text.count("\n\n") == 1


def test_of_one_dispute_the_first_pair_stands_and_how_many_more_there_are() -> None:
    text = contradictions(replace(PAIR, dispute="x"), replace(PAIR, other=OTHER, dispute="x"))
    assert "+ 1 more of this dispute" in text
    assert OTHER.id[:8] not in text


def test_each_link_of_a_claim_s_record_tells_why() -> None:
    assert "claims 1: alike" in history()


def test_no_contradictions_are_told() -> None:
    assert contradictions() == "No contradictions.\n"
