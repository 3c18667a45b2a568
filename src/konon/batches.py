"""Readings on their way from the workers to the ledger, and only then to the printer: what is printed is kept."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator

from konon.records import Page, Reading, Refusal
from konon.store import Ledger, LedgerError

BATCH = 16  # readings a transaction: one costs some 5 ms of waiting for the disk, and 16 are little to read again
PATIENCE = 1.0  # seconds after which a batch is kept though it is not full, so that slow work still shows itself


def kept(
    results: Iterable[tuple[Page, Reading | Refusal]], ledger: Ledger | None, *, refuse: Callable[[Refusal], None]
) -> Iterator[list[Reading]]:
    """The readings among `results`, in order, in batches that are in the ledger by the time they are given.

    Refusals go to `refuse` as they come, and so do readings that the ledger cannot take. Without a ledger nothing is kept.
    """
    batch: list[tuple[Page, Reading]] = []
    since = time.monotonic()
    for page, result in results:
        if isinstance(result, Refusal):
            refuse(result)
        else:
            batch.append((page, result))
        if len(batch) >= BATCH or (batch and time.monotonic() - since > PATIENCE):
            yield _keep(batch, ledger, refuse)
            batch, since = [], time.monotonic()
    if batch:
        yield _keep(batch, ledger, refuse)


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
