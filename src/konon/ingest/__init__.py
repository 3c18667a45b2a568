"""What a person points at, as pages: files, folders, standard input, JSON Lines, WARC; plain or gzip."""

from __future__ import annotations

import io
import re
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, cast

from konon.ingest import files
from konon.records import Given, Page, Refusal, Refused

__all__ = ["Inputs", "pages"]

ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
NO_NETWORK = "reading from the network is not there yet; save the page and give the file"
IN_MEMORY = 16_000_000  # bytes of standard input kept in memory; the rest goes to a temporary file


class Inputs(Iterable[Page | Refusal]):
    """The pages of all inputs, in input order, as often as iterated over. Holds what standard input gave.

    Folders are listed once, when this is made; files are read when their turn comes.
    """

    def __init__(self, inputs: Sequence[str], *, stdin: BinaryIO | None = None, given: Given | None = None) -> None:
        self._kept: list[BinaryIO] = []
        self._given = given
        self._stdin: files.Source | None = None
        self._sources = [source for name in inputs for source in self._find(name, stdin)]
        self._named = len(inputs)
        self.count: int | None = None  # of pages and refusals, known once all were gone through

    def __iter__(self) -> Iterator[Page | Refusal]:
        count = 0
        for source in self._sources:
            for page in [source] if isinstance(source, Refusal) else files.read(source, given=self._given):
                yield page
                count += 1
        self.count = count

    def plain(self) -> bool:
        """True unless there is more than one text or HTML page: the only case in which one date, or one address, fits."""
        if len(self._sources) != 1 or self._named != 1:
            return False
        source = self._sources[0]
        if isinstance(source, Refusal):
            return True
        try:
            return not source.listed and files.kind_of(source) in ("text", "html")
        except (Refused, EOFError, OSError):
            return True  # it will be refused for a better reason

    def _find(self, name: str, stdin: BinaryIO | None) -> Iterator[files.Source | Refusal]:
        if name == "-":
            if stdin is None:
                yield Refusal(name="-", reason="there is no standard input here")
                return
            if self._stdin is None:
                self._stdin = self._keep(stdin, "-")
            yield self._stdin
        elif name.lower().startswith("file://"):
            yield Refusal(name=files.shown(name), reason="give the path itself, without file://")
        elif ADDRESS.match(name):
            yield Refusal(name=files.shown(name), reason=NO_NETWORK)
        else:
            yield from self._at(name)

    def _at(self, path: str) -> Iterator[files.Source | Refusal]:
        try:
            mode = Path(path).stat().st_mode
            if stat.S_ISDIR(mode):
                found = list(files.walk(path))
                yield from found or [Refusal(name=files.shown(path), reason="is a folder without files")]
            elif stat.S_ISREG(mode):
                yield files.at(path)
            elif stat.S_ISFIFO(mode):  # `konon read <(unpack …)`: it can be read only once
                with Path(path).open("rb") as pipe:
                    yield self._keep(cast(BinaryIO, pipe), files.shown(path))
            else:
                yield Refusal(name=files.shown(path), reason="is no regular file")
        except OSError as error:
            yield Refusal(name=files.shown(path), reason=files.reason(error))
        except ValueError:  # a NUL in the name
            yield Refusal(name=files.shown(path), reason="is no name of a file")

    def _keep(self, stream: BinaryIO, name: str) -> files.Source:
        """A source that reads again what `stream` gives only once."""
        start = stream.read(IN_MEMORY)
        if len(start) < IN_MEMORY:
            return files.Source(name=name, suffix="", open=lambda: io.BufferedReader(cast(io.RawIOBase, io.BytesIO(start))))
        kept = cast(BinaryIO, tempfile.NamedTemporaryFile(prefix="konon-"))  # noqa: SIM115 lives as long as this object
        kept.write(start)
        shutil.copyfileobj(stream, kept, 1 << 20)
        kept.flush()
        self._kept.append(kept)
        return files.Source(name=name, suffix="", open=lambda: Path(kept.name).open("rb", buffering=files.BUFFER))


def pages(inputs: Sequence[str], *, stdin: BinaryIO | None = None, given: Given | None = None) -> Inputs:
    """The pages of `inputs` (paths, folders, "-"), in order; what cannot be read is a `Refusal` in its place.

    `given` is what the caller knows about the page, where there is but one.
    """
    return Inputs(inputs, stdin=stdin, given=given)
