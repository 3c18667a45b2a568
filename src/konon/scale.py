"""The pipeline over many pages: in order, in bounded memory, on one worker or several; no page takes others with it.

With one worker the pages are read in this process. With more, each is a process of its own (spawned, so that no lock or
thread is copied into it), fed by a thread of this one that waits for it. A process that dies on a page (a crash in a
native library, the system short of memory) costs that page alone: the thread sees its pipe close, refuses the page and
starts another. `concurrent.futures.ProcessPoolExecutor` was not taken: it fails all pages in flight when one worker
dies, and with `max_tasks_per_child` it can hang (cpython issue 115634).
"""

from __future__ import annotations

import multiprocessing
import signal
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from typing import TypeAlias

from konon.pipeline import read_page
from konon.records import Page, Reading, Refusal

Read: TypeAlias = Callable[[Page], Reading | Refusal]
Result: TypeAlias = tuple[Page, Reading | Refusal]

AHEAD = 8  # pages a worker may be ahead of the one that is waited for; at the largest allowed page that is 64 MB a worker
# The extractor's caches grow with the pages read (adbar/htmldate issue 56), so a process is replaced after so many. Starting
# one takes some 1.5 s, a fiftieth of the time that so many texts take.
RECYCLE = 10_000
CONTEXT = multiprocessing.get_context("spawn")


class WorkersError(RuntimeError):
    """The worker processes cannot be started; no page is at fault."""


def read_all(pages: Iterable[Page | Refusal], *, workers: int = 1, read: Read = read_page) -> Iterator[Result]:
    """Each page with its reading, or with the reason why there is none, in the order of `pages` on any number of workers.

    A `Refusal` among `pages` is passed on with an empty page of its name. With several workers `read` must be
    importable by them, and at most `AHEAD` pages a worker are held.
    """
    if workers < 1:
        raise ValueError(f"workers must be 1 or more, not {workers}")
    if workers == 1:
        for page in pages:
            yield (_nameless(page), page) if isinstance(page, Refusal) else (page, guarded(read, page))
    else:
        yield from _in_processes(pages, workers, read)


def guarded(read: Read, page: Page) -> Reading | Refusal:
    """What `read` makes of `page`; a bug in it becomes a refusal that names its place, for the others' sake."""
    try:
        return read(page)
    except MemoryError:
        return Refusal(name=page.name, reason="takes more memory than there is")
    except OSError as error:  # of a library that needs the disk: py3langid unpacks its model into a temporary file
        return Refusal(name=page.name, reason=f"cannot be read now: the system says {error.strerror or error}")
    except Exception as error:  # noqa: BLE001 a bug met on one page is reported with it and must not cost the others
        place = traceback.extract_tb(error.__traceback__)[-1]
        said = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        where = f"{Path(place.filename).name}:{place.lineno}"
        return Refusal(name=page.name, reason=f"internal error, please report it: {said} ({where})")


def _nameless(refusal: Refusal) -> Page:
    return Page(name=refusal.name, body=b"", kind="text")


def _in_processes(pages: Iterable[Page | Refusal], workers: int, read: Read) -> Iterator[Result]:
    idle: SimpleQueue[_Worker] = SimpleQueue()
    team = [_Worker(read) for _ in range(workers)]
    for worker in team:
        idle.put(worker)

    def by_one(page: Page) -> Reading | Refusal:
        worker = idle.get()
        try:
            return worker.read(page)
        finally:
            idle.put(worker)

    threads = ThreadPoolExecutor(workers, thread_name_prefix="konon")
    window: deque[tuple[Page, Future[Reading | Refusal] | Refusal]] = deque()
    try:
        for page in pages:
            window.append((_nameless(page), page) if isinstance(page, Refusal) else (page, threads.submit(by_one, page)))
            while len(window) >= workers * AHEAD:
                yield _settled(window.popleft())
        while window:
            yield _settled(window.popleft())
    finally:
        for worker in team:
            worker.stop()
        threads.shutdown(cancel_futures=True)
        for worker in team:
            worker.leave()


def _settled(waiting: tuple[Page, Future[Reading | Refusal] | Refusal]) -> Result:
    page, result = waiting
    return page, result if isinstance(result, Refusal) else result.result()


class _Worker:
    """One process that reads pages one at a time, started at its first page and again when it is gone."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None
        self._done = 0
        self._stopped = False
        self._lock = threading.Lock()  # between the thread that starts a process and the main one, which stops it

    def read(self, page: Page) -> Reading | Refusal:
        pipe = self._ready()
        try:
            pipe.send(page)
            result: Reading | Refusal = pipe.recv()
        except (EOFError, OSError):
            return Refusal(name=page.name, reason=f"ended the process that read it ({self.leave()})")
        self._done += 1
        if self._done >= RECYCLE:
            self.leave()
        return result

    def stop(self) -> None:
        """Ends the process at once, in the middle of a page if need be, and starts no more."""
        with self._lock:
            self._stopped = True
            if self._process is not None:
                self._process.kill()

    def leave(self) -> str:
        """Parts with the process, where there is one, and tells how it ended."""
        with self._lock:
            process, self._process = self._process, None
        if self._pipe is not None:
            self._pipe.close()  # which ends the process where it lives still
            self._pipe = None
        if process is None:
            return "not there"
        process.join()
        code = process.exitcode or 0
        process.close()
        return f"killed by {signal.Signals(-code).name}" if -code in set(signal.Signals) else f"exit status {code}"

    def _ready(self) -> Connection:
        if self._pipe is not None:
            return self._pipe
        ours, theirs = CONTEXT.Pipe()
        with self._lock:
            if self._stopped:
                raise WorkersError("stopped")
            self._process = CONTEXT.Process(target=_serve, args=(theirs, self._read), daemon=True, name="konon-worker")
            self._process.start()
        theirs.close()
        try:
            ours.recv()
        except (EOFError, OSError):
            raise WorkersError(
                "a worker process could not be started; in a script, call Konon under `if __name__ == '__main__':`"
            ) from None
        self._pipe, self._done = ours, 0
        return ours


def _serve(pipe: Connection, read: Read) -> None:
    """What a worker does: pages in, readings out, until the other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all; the parent ends us, without a traceback from each
    pipe.send("ready")
    while True:
        try:
            page = pipe.recv()
        except (EOFError, OSError):
            return
        result = guarded(read, page)
        try:
            pipe.send(result)
        except OSError:
            return
