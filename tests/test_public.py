"""The Python interface: documented, typed, and its examples true."""

from __future__ import annotations

import doctest
import importlib
import inspect
from importlib.resources import files
from pathlib import Path

import pytest

import konon

SOURCE = Path(konon.__file__).parent
WITH_EXAMPLES = sorted(
    ".".join(("konon", *path.relative_to(SOURCE).with_suffix("").parts)).removesuffix(".__init__")
    for path in SOURCE.rglob("*.py")
    if ">>>" in path.read_text("utf-8")
)

PAGE = """<!doctype html><html lang="id"><head><title>Jembatan Selat Arun Dibuka</title>
<meta property="og:title" content="Jembatan Selat Arun Dibuka"></head><body><article><h1>Jembatan Selat Arun Dibuka</h1>
<p>Kota Teluk Biru - Gubernur Arunika Barat Sari Melur mengatakan jembatan Selat Arun akan dibuka untuk umum bulan depan.</p>
<p>"Semua pemeriksaan sudah selesai dan hasilnya baik," kata Sari kepada wartawan di kantornya pada Senin pagi.</p>
<p>Jembatan itu menghubungkan dua pulau yang selama ini hanya dapat dicapai dengan kapal dari pelabuhan lama.</p>
</article></body></html>"""


@pytest.mark.parametrize("name", konon.__all__)
def test_every_public_name_is_documented(name: str) -> None:
    assert inspect.getdoc(getattr(konon, name))


@pytest.mark.parametrize("name", [name for name in konon.__all__ if inspect.isfunction(getattr(konon, name))])
def test_every_parameter_and_result_is_typed(name: str) -> None:
    signature = inspect.signature(getattr(konon, name))
    assert signature.return_annotation is not inspect.Signature.empty
    assert not [p.name for p in signature.parameters.values() if p.annotation is inspect.Parameter.empty]


def test_the_package_tells_type_checkers_that_it_is_typed() -> None:
    assert (files("konon") / "py.typed").is_file()


@pytest.mark.parametrize("module", WITH_EXAMPLES)
def test_the_examples_in_docstrings_are_true(module: str) -> None:
    result = doctest.testmod(importlib.import_module(module))
    assert result.attempted
    assert result.failed == 0


def test_the_package_itself_has_an_example() -> None:
    assert "konon" in WITH_EXAMPLES


def test_a_text_is_read_with_what_is_given_about_it() -> None:
    text = "Pelabuhan Baru\nMenteri Perhubungan Arunika mengatakan pelabuhan itu sudah selesai dibangun."
    reading = konon.read(text, url="https://berita.example/1", outlet="berita.example", published="2024-05-01")
    article = reading.article
    assert (article.text, article.title, article.language) == (text, "Pelabuhan Baru", "id")
    assert (article.url, article.outlet) == ("https://berita.example/1", "berita.example")
    assert (article.published, article.published_from) == ("2024-05-01", "given")
    assert [claim.act for claim in reading.claims] == ["say"]


def test_html_is_told_from_text_and_its_title_is_the_first_line() -> None:
    reading = konon.read(PAGE)
    assert reading.article.text.startswith("Jembatan Selat Arun Dibuka\n")
    assert "<" not in reading.article.text
    assert any(line.content.startswith('"Semua pemeriksaan sudah selesai') for line in konon.lines(reading))


def test_bytes_in_a_declared_encoding_give_the_same_as_text() -> None:
    declared = PAGE.replace("<head>", '<head><meta charset="utf-16">')
    assert konon.read(declared.encode("utf-16")).article.text == konon.read(PAGE).article.text


def test_lines_hold_the_words_of_the_claims() -> None:
    reading = konon.read("Pelabuhan Baru\nMenteri itu mengatakan pelabuhan itu sudah selesai dibangun.")
    (line,) = konon.lines(reading)
    assert (line.source, line.cue, line.content) == ("Menteri itu", "mengatakan", "pelabuhan itu sudah selesai dibangun")
    assert (line.id, line.reading) == (reading.claims[0].id, reading.id)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", "empty"),
        (" \n\t ", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 8, "binary"),
        (
            "Der Minister sagte am Montag, dass die Brücke im nächsten Jahr für den Verkehr geöffnet werden soll. " * 4,
            "language",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(body: str | bytes, reason: str) -> None:
    with pytest.raises(konon.Refused, match=reason):
        konon.read(body)
