"""Readings on their way from the workers to the ledger, and only then to the printer: what is printed is kept."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator

from konon.linking import link
from konon.records import Page, Reading, Refusal
from konon.store import Ledger, LedgerError

BATCH = 16  # readings a transaction: one costs some 5 ms of waiting for the disk, and 16 are little to read again
LINKED = 4 * BATCH  # readings that are linked together, and, where many are not linked yet, for each batch that is kept
PATIENCE = 1.0  # seconds after which a batch is kept though it is not full, so that slow work still shows itself


def kept(
    results: Iterable[tuple[Page, Reading | Refusal]], ledger: Ledger | None, *, refuse: Callable[[Refusal], None]
) -> Iterator[list[Reading]]:
    """The readings among `results`, in order, in batches that are in the ledger by the time they are given.

    Refusals go to `refuse` as they come, and so do readings that the ledger cannot take. Without a ledger nothing is kept.
    """
    batch: list[tuple[Page, Reading]] = []
    since = time.monotonic()
    unlinked = 0
    for page, result in results:
        if isinstance(result, Refusal):
            refuse(result)
        else:
            batch.append((page, result))
        if len(batch) >= BATCH or (batch and time.monotonic() - since > PATIENCE):
            unlinked += len(batch)
            yield _keep(batch, ledger, refuse)
            if unlinked >= LINKED:
                _link(ledger)
                unlinked = 0
            batch, since = [], time.monotonic()
    if batch:
        yield _keep(batch, ledger, refuse)
    _link(ledger)


def _link(ledger: Ledger | None) -> None:
    """Links what was kept. Where that fails, what is kept is kept, and is linked the next time, or by whoever asks."""
    if ledger is not None:
        with contextlib.suppress(LedgerError):
            link(ledger, limit=2 * LINKED)


def _keep(batch: list[tuple[Page, Reading]], ledger: Ledger | None, refuse: Callable[[Refusal], None]) -> list[Reading]:
    if ledger is None:
        return [reading for _, reading in batch]
    try:
        ledger.add(batch)
    except LedgerError:
        return [reading for page, reading in batch if _keep_one(page, reading, ledger, refuse)]
    return [reading for _, reading in batch]


def _keep_one(page: Page, reading: Reading, ledger: Ledger, refuse: Callable[[Refusal], None]) -> bool:
    """Keeps one reading of a batch that could not be kept whole, so that one that does not fit does not cost the others."""
    try:
        ledger.add([(page, reading)])
    except LedgerError as error:
        refuse(Refusal(name=page.name, reason=f"was read but not kept: {error}"))
        return False
    return True
