"""The papers keep up with the code: commands, fields, public names, links; and nothing is in them that must not be."""

from __future__ import annotations

import doctest
import json
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

import click
import msgspec
import pytest

import konon
from konon.linkstore import StoryLine
from konon.listing import Contradiction, History
from konon.records import Reading

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def tracked() -> list[Path]:
    """Every file that is in the repository or would be with the next commit."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    out = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [ROOT / name for name in out.split("\0") if name and (ROOT / name).is_file()]


def papers() -> list[Path]:
    return [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/**/*.md")), *sorted(ROOT.glob("*/*.md"))]


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


# --- commands, fields, names -----------------------------------------------------------------------------------------


def commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    if not command.hidden:
        yield path, command
    if isinstance(command, click.Group):
        for name, below in sorted(command.commands.items()):
            yield from commands(below, f"{path} {name}")


def test_every_command_and_option_is_in_the_manual() -> None:
    from konon.cli import konon as command_line

    manual = read("docs/cli.md")
    missing = []
    for path, command in commands(command_line, "konon"):
        if path not in manual:
            missing.append(path)
        options = [p for p in command.params if isinstance(p, click.Option) and not p.hidden]
        missing += [f"{path} {flag}" for p in options for flag in p.opts if flag.startswith("--") and flag not in manual]
    assert missing == []


def structs(kind: object) -> Iterator[type[msgspec.Struct]]:
    """A record's type and those of all that it holds."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        yield kind
        for field in msgspec.structs.fields(kind):
            yield from structs(field.type)
    for inner in get_args(kind):
        yield from structs(inner)


RECORDS = [*dict.fromkeys(kind for one in (Reading, History, Contradiction, StoryLine) for kind in structs(one))]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_every_field_of_the_output_is_described(record: type[msgspec.Struct]) -> None:
    described = read("docs/output.md")
    fields = [field.name for field in msgspec.structs.fields(record)]
    assert not [name for name in fields if not re.search(rf"`[^`\n]*\b{name}\b[^`\n]*`", described)]


@pytest.mark.parametrize(
    "paper", [path for path in papers() if ">>>" in path.read_text("utf-8")], ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_what_the_papers_show_of_python_is_what_python_shows(paper: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    text = re.sub(r"^```.*$", "", paper.read_text("utf-8"), flags=re.MULTILINE)
    example = doctest.DocTestParser().get_doctest(text, {}, paper.name, str(paper), 0)
    said: list[str] = []
    result = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE).run(example, out=said.append)
    assert result.attempted
    assert said == []


@pytest.mark.parametrize("name", konon.__all__)
def test_every_public_name_is_in_the_docs(name: str) -> None:
    docs = "\n".join(path.read_text("utf-8") for path in (ROOT / "docs").rglob("*.md"))
    assert re.search(rf"\bkonon\.{name}\b|`{name}`", docs)


# --- the README's two commands ---------------------------------------------------------------------------------------


@cache
def readme_command(number: int) -> str:
    """The README's n-th block of commands, as .ci/run takes it."""
    function = next(line for line in read(".ci/run").splitlines() if line.startswith("block()"))
    out = subprocess.run(["bash", "-c", f"{function}; block {number}"], cwd=ROOT, capture_output=True, check=True)
    return out.stdout.decode().strip()


def test_the_first_command_of_the_readme_reads_an_example_that_is_there() -> None:
    (example,) = re.findall(r"konon read .*?(examples/[^\s]+)", readme_command(1))
    assert (ROOT / example).is_file()


def test_the_second_command_of_the_readme_runs_the_tests() -> None:
    assert readme_command(2) == "sh scripts/test"
    assert "-m pytest" in read("scripts/test")


# --- links and leaks -------------------------------------------------------------------------------------------------


def anchors(path: Path) -> set[str]:
    """The fragments by which a paper's headings are linked."""
    headings = HEADING.findall(FENCED.sub("", path.read_text("utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def test_every_link_within_the_project_leads_somewhere() -> None:
    broken = []
    for paper in papers():
        for target in LINK.findall(FENCED.sub("", paper.read_text("utf-8"))):
            if re.match(r"[a-z]+:", target):
                continue
            name, _, anchor = target.partition("#")
            path = (paper.parent / name).resolve() if name else paper
            if not path.exists() or (anchor and path.suffix == ".md" and anchor not in anchors(path)):
                broken.append(f"{paper.relative_to(ROOT)}: {target}")
    assert broken == []


# Written in parts, so that this file is not one that it finds.
LEAKS = {
    "a path of someone's machine": r"(?<![\w.])/(?:" + "work|home/[a-z]+|Users" + r")/\w",
    "a package registry": "|".join(("pypi" + r"\.org", "python" + "hosted", "registry\\." + "npmjs", "index" + "-url")),
}


@pytest.mark.parametrize("what", LEAKS)
def test_no_file_names(what: str) -> None:
    found = []
    for path in tracked():
        text = path.read_bytes().decode("utf-8", "replace")
        found += [f"{path.relative_to(ROOT)}: {hit[0]}" for hit in re.finditer(LEAKS[what], text)]
    assert found == []


SHINGLE = 60  # characters; a sentence that two writers share by chance is shorter
STRIDE = 30  # so that any copied stretch of 90 characters holds one of them


def shared_shingles() -> set[str]:
    """Stretches of the articles that are kept for research only."""
    folders = (SHARED / "gold", SHARED / "data" / "news-id", SHARED / "data" / "polnear")
    out = set()
    for path in (path for folder in folders for path in sorted(folder.glob("*.jsonl"))):
        for line in path.read_text("utf-8").splitlines():
            text = " ".join(json.loads(line)["text"].split())
            out |= {text[i : i + SHINGLE] for i in range(0, len(text) - SHINGLE, STRIDE)}
    return out


def test_no_file_holds_words_of_the_articles_kept_for_research() -> None:
    if not (SHARED / "gold").is_dir():
        pytest.skip("no development articles beside the project")
    shingles = shared_shingles()
    assert len(shingles) > 10_000
    found = []
    for path in tracked():
        if path.name.startswith("requirements") or path.name == "LICENSE" or path.parent.name == "gazetteer":
            continue  # the gazetteer has names alone, and a ministry's can be long
        text = " ".join(path.read_bytes().decode("utf-8", "replace").split())
        found += [
            f"{path.relative_to(ROOT)}: {text[i : i + SHINGLE]}" for i in range(len(text)) if text[i : i + SHINGLE] in shingles
        ]
    assert found == []
