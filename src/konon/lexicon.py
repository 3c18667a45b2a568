"""Loads and checks the words in `data/`: sorted TSV files, one entry a line, each with where it comes from.

A language is a folder of `data/` with the same file names; nothing in the code lists languages. Every file has a header
line naming its columns; an empty cell is `-`; a cell of several words parts them by `|`. A line that breaks a rule
raises `LexiconError`, which names the file, the line and the rule.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from importlib.resources import files
from typing import Literal, TypeVar

import msgspec
from msgspec import Struct

from konon.records import Act, Role

Many = tuple[str, ...]

FRAMES = frozenset({"clause", "that", "np", "to", "quote", "according"})


class LexiconError(ValueError):
    """A data file breaks one of its rules; the message names file and line."""


class Cue(Struct, frozen=True, kw_only=True):
    """A word that ascribes: its lemma, the act it does, its forms by the way they point at the source, its frames.

    `active` forms have the source as their subject (menyatakan, says); of `passive` forms the source is the agent or
    unnamed (diyakini, is believed); `bare` forms are Indonesian roots that follow a quotation and precede or carry the
    source (kata X, ujarnya) and stand for the active in headlines; `noun` forms are nominal cues (pernyataan X bahwa);
    `prep` forms introduce the source (menurut X, according to X). Frames, what the content may be: `clause` a clause,
    with or without complementiser; `that` only one with; `np` a noun phrase; `to` an infinitive or purpose clause;
    `quote` a direct quotation; `according` the sentence that the phrase is set in.
    """

    lemma: str
    act: Act
    active: Many
    passive: Many
    bare: Many
    noun: Many
    prep: Many
    frames: Many
    source: str


class Word(Struct, frozen=True, kw_only=True):
    """A word with a grammatical or typographic office: `kind` says which (data/README.md lists them)."""

    word: str
    kind: str
    value: str | None
    source: str


class BoilerplatePattern(Struct, frozen=True, kw_only=True):
    """What is not the article: a regular expression and where it applies.

    `line`: the whole line must match; `inline`: any stretch within a line; `tail`: this line and all that follow it;
    `next`: this line and the one after it.
    """

    kind: str
    scope: Literal["line", "inline", "tail", "next"]
    pattern: str
    example: str
    source: str


class ContentAct(Struct, frozen=True, kw_only=True):
    """A pattern at the head of a content that gives a neutral cue its act ("tidak ada …": deny)."""

    act: Act
    pattern: str
    example: str
    source: str


class SourceName(Struct, frozen=True, kw_only=True):
    """An agency or outlet: how it is called, its role, and the domain it publishes at."""

    name: str
    role: Role
    aliases: Many
    domain: str | None
    country: str | None
    source: str


class PloverType(Struct, frozen=True, kw_only=True):
    """A line of plover.tsv: a type, the CAMEO root codes that the official table maps to it, and what it is."""

    type: str
    cameo: Many
    meaning: str
    source: str


class PatternCount(Struct, frozen=True, kw_only=True):
    """How often a pattern of the rules was right of the times it found something, on articles annotated for training."""

    pattern: str
    right: int
    found: int
    source: str


class SourcingPhrase(Struct, frozen=True, kw_only=True):
    """Words by which an article says where it has its text from.

    `before`: the name follows ("dilansir", "dikutip dari"); `after`: the name precedes ("melaporkan", "reported");
    `document`: a noun that is itself the source ("keterangan tertulis", "a statement").
    """

    phrase: str
    kind: Literal["before", "after", "document"]
    source: str


class Lexicon(Struct, frozen=True, kw_only=True, eq=False):
    """All that is known of one language, and the names that all share. Compared and hashed by identity, so that steps can
    cache what they compile from it."""

    language: str
    cues: tuple[Cue, ...]
    words: tuple[Word, ...]
    boilerplate: tuple[BoilerplatePattern, ...]
    content_acts: tuple[ContentAct, ...]
    sources: tuple[SourceName, ...]
    sourcing: tuple[SourcingPhrase, ...]
    patterns: tuple[PatternCount, ...]
    version: str  # hash of all tables of the language and of those common to all

    def of_kind(self, kind: str) -> dict[str, str]:
        """The words of one kind, each with its value (the word itself where it has none)."""
        return _of_kind(self, kind)


@cache
def _of_kind(lexicon: Lexicon, kind: str) -> dict[str, str]:
    return {w.word: w.value or w.word for w in lexicon.words if w.kind == kind}


Row = TypeVar("Row", bound=Struct)
DATA = files("konon") / "data"


def parse_table(text: str, row: type[Row], *, name: str) -> tuple[Row, ...]:
    """Reads one TSV file's text into `row` records, checking header, cells, order and repetition."""
    fields = {f.name: f for f in msgspec.structs.fields(row)}
    lines = text.split("\n")
    if lines[0].split("\t") != list(fields):
        raise LexiconError(f"{name}:1: header must be {list(fields)}, is {lines[0].split(chr(9))}")
    rows: list[Row] = []
    before = ""
    for number, line in enumerate(lines[1:], 2):
        if not line and number == len(lines):
            break
        cells = line.split("\t")
        if len(cells) != len(fields):
            raise LexiconError(f"{name}:{number}: {len(fields)} columns expected, {len(cells)} found")
        if any(cell != cell.strip() or not cell for cell in cells):
            raise LexiconError(f"{name}:{number}: a cell is empty (write -) or padded with space")
        if line <= before:
            raise LexiconError(f"{name}:{number}: lines must be sorted and differ; this one follows {before!r}")
        before = line
        values: dict[str, object] = {}
        for field, cell in zip(fields.values(), cells, strict=True):
            if field.type == Many:
                values[field.name] = tuple(cell.split("|")) if cell != "-" else ()
            else:
                values[field.name] = None if cell == "-" else cell
        try:
            rows.append(msgspec.convert(values, row, strict=False))
        except msgspec.ValidationError as error:
            raise LexiconError(f"{name}:{number}: {error}") from None
    return tuple(rows)


def check_pattern(pattern: str, example: str, *, name: str) -> None:
    """A pattern must compile and must match its own example."""
    try:
        found = re.search(pattern, example)
    except re.error as error:
        raise LexiconError(f"{name}: pattern {pattern!r} does not compile: {error}") from None
    if not found:
        raise LexiconError(f"{name}: pattern {pattern!r} does not match its example {example!r}")


def languages() -> tuple[str, ...]:
    """The codes (ISO 639-1) of the languages that have a folder, sorted."""
    return tuple(sorted(d.name for d in DATA.iterdir() if d.is_dir() and (d / "cues.tsv").is_file()))


def version(language: str) -> str:
    """Sixteen hex digits made of all tables that reading a language may look into."""
    seen = hashlib.sha256()
    common = DATA / "common"
    for folder in (common, common / "gazetteer", common / "weights", DATA / language):
        for path in sorted((p for p in folder.iterdir() if p.name.endswith(".tsv")), key=lambda p: p.name):
            seen.update(path.name.encode() + b"\x00" + path.read_bytes())
    return seen.hexdigest()[:16]


@cache
def load(language: str) -> Lexicon:
    """The lexicon of `language`; raises `LexiconError` where a file is missing or breaks a rule."""
    if language not in languages():
        raise LexiconError(f"no lexicon for language {language!r}; there are {', '.join(languages())}")

    def table(path: str, row: type[Row]) -> tuple[Row, ...]:
        return parse_table(DATA.joinpath(*path.split("/")).read_text("utf-8"), row, name=path)

    cues = table(f"{language}/cues.tsv", Cue)
    for cue in cues:
        if strange := set(cue.frames) - FRAMES:
            raise LexiconError(f"{language}/cues.tsv: {cue.lemma}: unknown frame {sorted(strange)}")
    boilerplate = table("common/boilerplate.tsv", BoilerplatePattern) + table(f"{language}/boilerplate.tsv", BoilerplatePattern)
    content_acts = table(f"{language}/content_acts.tsv", ContentAct)
    for pattern in boilerplate:
        check_pattern(pattern.pattern, pattern.example, name=f"{language} boilerplate")
    for head in content_acts:
        check_pattern(head.pattern, head.example, name=f"{language}/content_acts.tsv")
    return Lexicon(
        language=language,
        cues=cues,
        words=table(f"{language}/words.tsv", Word),
        boilerplate=boilerplate,
        content_acts=content_acts,
        sources=table("common/sources.tsv", SourceName),
        sourcing=table(f"{language}/sourcing.tsv", SourcingPhrase),
        patterns=table(f"{language}/patterns.tsv", PatternCount),
        version=version(language),
    )


@cache
def plover() -> dict[str, PloverType]:
    """The 16 types of PLOVER by name."""
    rows = parse_table((DATA / "common" / "plover.tsv").read_text("utf-8"), PloverType, name="common/plover.tsv")
    return {row.type: row for row in rows}
