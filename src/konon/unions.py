"""Things that belong together, directly or through others (disjoint sets; Galler and Fischer 1964)."""

from __future__ import annotations

from typing import Generic, TypeVar

K = TypeVar("K", bound=str | tuple[str, ...])


class Union(Generic[K]):
    """Each set by one of its members, the least; a key that was never joined is a set of its own."""

    def __init__(self) -> None:
        self._above: dict[K, K] = {}

    def of(self, key: K) -> K:
        """The member that its set is known by."""
        while (above := self._above.setdefault(key, key)) != key:
            self._above[key] = self._above[above]
            key = above
        return key

    def join(self, one: K, other: K) -> None:
        """Makes one set of the two in which they are."""
        least, most = sorted((self.of(one), self.of(other)))
        self._above[most] = least

    def groups(self) -> list[list[K]]:
        """The sets of all keys that were asked for, in the order in which these came."""
        made: dict[K, list[K]] = {}
        for key in self._above:
            made.setdefault(self.of(key), []).append(key)
        return [*made.values()]
