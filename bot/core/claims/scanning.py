"""Finding many patterns in one pass over a text's tokens, by an Aho-Corasick automaton; meanings stand elsewhere."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar

from ahocorasick_rs import AhoCorasick

from bot.core.claims.tokens import Token, pattern

T = TypeVar("T")


class Hit(NamedTuple, Generic[T]):
    """A pattern found: the first token, the one after the last, and what the pattern stands for."""

    first: int
    after: int
    value: T


class Scanner(Generic[T]):
    """Built once from names or phrases and what each stands for; finds all of them, overlapping ones too."""

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        values: dict[str, T] = {}
        for text, value in entries:
            key = pattern(text)
            if key:
                values.setdefault(key, value)
        self._values = list(values.values())
        self._automaton = AhoCorasick(list(values))

    def hits(self, read: Sequence[Token]) -> list[Hit[T]]:
        """Every pattern among the tokens, in the order in which they end."""
        if not read:
            return []
        places = [0]
        for token in read:
            places.append(places[-1] + len(token.text) + 1)
        line = f" {' '.join(token.text for token in read)} "
        return [
            # A pattern begins with the blank before its first token and ends with the one behind its last.
            Hit(bisect_right(places, start) - 1, bisect_right(places, end - 1) - 1, self._values[index])
            for index, start, end in self._automaton.find_matches_as_indexes(line, overlapping=True)
        ]


def longest(hits: Iterable[Hit[T]]) -> list[Hit[T]]:
    """Hits that do not overlap, the longest before the shorter, of equal ones the first; in the order of the text."""
    taken: set[int] = set()
    kept: list[Hit[T]] = []
    for hit in sorted(hits, key=lambda hit: (hit.first - hit.after, hit.first)):
        span = range(hit.first, hit.after)
        if taken.isdisjoint(span):
            taken.update(span)
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.first)
