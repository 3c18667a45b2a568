"""What a person at a terminal sees of long work; on anything else than a terminal, nothing but the refusals."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

LONG = 1.0  # seconds of work before a bar shows
MANY = 20  # inputs that make it show at once, or once so many are done where nobody counted them


class Progress:
    """A bar on standard error, once the work has shown to be long; it gives way to whatever is printed."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        columns = (TextColumn("reading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._bar = Bar(*columns, console=console, transient=True) if console.is_terminal else None
        self._task = self._bar.add_task("reading", total=None) if self._bar else None
        self._since = time.monotonic()
        self._done = 0
        self._shown = False
        self._shares = console.is_terminal and sys.stdout.isatty()

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._bar and self._shown:
            self._bar.stop()
            self._shown = False

    def advance(self, pages: int, *, total: int | None) -> None:
        """So many pages more are done, of `total` where that is known."""
        if self._bar is None or self._task is None:
            return
        self._done += pages
        long = max(total or 0, self._done) > MANY or time.monotonic() - self._since > LONG
        if long and not self._shown and self._done != total:
            self._bar.start()
            self._shown = True
        self._bar.update(self._task, completed=self._done, total=total)

    def say(self, line: str) -> None:
        """One line on standard error, above the bar where there is one."""
        with self.aside():
            print(line, file=sys.stderr, flush=True)

    @contextmanager
    def aside(self, *, for_output: bool = False) -> Iterator[None]:
        """Takes the bar from the screen while something else is printed there."""
        hide = self._bar if self._shown and (not for_output or self._shares) else None
        if hide is None:
            yield
            return
        hide.stop()
        try:
            yield
        finally:
            hide.start()
