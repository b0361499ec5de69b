"""The words and version numbers that the catalogue's names use, and how a mistyped or run-together word is one of them.

What the words lead to stands in `names.py`; version numbers are known here but never corrected.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.core.catalogue.spelling import FILLERS, SIDE_WORDS, Kind, Part

_LONGEST_CUT = 40
"""Letters of a word that is tried as several words run together."""


class Vocabulary:
    """What can be recognised in a query."""

    def __init__(self, words: Iterable[str], versions: Iterable[str]) -> None:
        self.words = frozenset(words)
        self.versions = frozenset(versions)
        by_length: defaultdict[int, list[str]] = defaultdict(list)
        for word in sorted(self.words | {side for side in SIDE_WORDS if len(side) > 4}):
            by_length[len(word)].append(word)
        self._by_length = dict(by_length)

    def near(self, word: str) -> dict[str, float]:
        """Return the known words that `word` may be a slip of, each with a penalty of 2 or more.

        Slips are letters left out, put in, changed or swapped (optimal string alignment) behind the first one: one
        in a word of four letters, two in one of eight, three in one of thirteen; of three letters two may have
        changed places. More would take one model's name for another's. Words of other scripts are not corrected.
        """
        length = len(word)
        if length < 3 or not word.isascii():
            return {}
        found: dict[str, float] = {}
        for size in range(max(3, length - 3), length + 4):
            slips = _slips(min(size, length))
            bucket = self._by_length.get(size)
            if bucket is None or abs(size - length) > slips:
                continue
            for known, distance, _ in process.extract(word, bucket, scorer=OSA.distance, score_cutoff=slips, limit=6):
                if known[0] != word[0] or (min(size, length) < 4 and sorted(known) != sorted(word)):
                    continue
                if distance:
                    found[known] = 1.0 + distance
        if not found:
            return {}
        best = min(found.values())
        return {known: penalty for known, penalty in found.items() if penalty <= best}

    def cut(self, word: str) -> list[str] | None:
        """Return the fewest known words of two letters or more that make up `word`, or None.

        In Chinese, where no blanks stand between words, words of a sentence around the name count too.
        """
        length = len(word)
        if length < (4 if word.isascii() else 2) or length > _LONGEST_CUT:
            return None
        best: list[list[str] | None] = [None] * (length + 1)
        best[0] = []
        for end in range(1, length + 1):
            for start in range(end):
                before = best[start]
                if before is None or not self._is_piece(word[start:end]):
                    continue
                piece = word[start:end]
                known = best[end]
                if known is None or len(before) + 1 < len(known):
                    best[end] = [*before, piece]
        return best[length]

    def respelled(self, read: Sequence[Part]) -> tuple[Part, ...]:
        """Return the parts with words cut where known ones are run together and letters put to their numbers."""
        result: list[Part] = []
        for place, part in enumerate(read):
            if part.kind is not Kind.WORD or part.text in self.words:
                result.append(part)
                continue
            after = read[place + 1] if place + 1 < len(read) else None
            result.extend(self._known_pieces(part, result[-1] if result else None, after))
        return tuple(self._lettered(result))

    def words_joined(self, read: Sequence[Part]) -> tuple[Part, ...]:
        """Return the parts with neighbouring words put together where that is a known word: `deep seek`."""
        result: list[Part] = []
        for part in read:
            before = result[-1] if result else None
            if (
                before is not None
                and part.kind is Kind.WORD
                and before.kind is Kind.WORD
                and before.text + part.text in self.words
            ):
                result[-1] = Part(Kind.WORD, before.text + part.text, before.joined)
            else:
                result.append(part)
        return tuple(result)

    def _known_pieces(self, part: Part, before: Part | None, after: Part | None) -> list[Part]:
        word = part.text
        if after is not None and after.kind is Kind.VERSION and after.joined and word[-1] + after.text in self.versions:
            head = self._head(word[:-1])
            if head is not None:
                return [*head, Part(Kind.WORD, word[-1], True)]
        if (
            before is not None
            and before.kind is Kind.VERSION
            and part.joined
            and before.text + word[0] in self.versions
        ):
            tail = self._head(word[1:])
            if tail is not None:
                return [Part(Kind.WORD, word[0], True), *tail]
        pieces = self.cut(word)
        return [part] if pieces is None else _as_parts(pieces)

    def _is_piece(self, piece: str) -> bool:
        if piece.isascii():
            return len(piece) > 1 and (piece in self.words or piece in SIDE_WORDS)
        return piece in self.words or piece in FILLERS

    def _head(self, word: str) -> list[Part] | None:
        if len(word) < 3:
            return None
        if word in self.words or word in SIDE_WORDS:
            return _as_parts([word])
        pieces = self.cut(word)
        return None if pieces is None else _as_parts(pieces)

    def _lettered(self, read: Sequence[Part]) -> list[Part]:
        result: list[Part] = []
        for part in read:
            before = result[-1] if result else None
            if before is not None and {before.kind, part.kind} == {Kind.WORD, Kind.VERSION}:
                letter = before if before.kind is Kind.WORD else part
                together = before.text + part.text
                if len(letter.text) == 1 and together in self.versions:
                    result[-1] = Part(Kind.VERSION, together, before.joined)
                    continue
            result.append(part)
        return result


def _slips(length: int) -> int:
    return 1 if length < 8 else 2 if length < 13 else 3


def _as_parts(pieces: Sequence[str]) -> list[Part]:
    return [Part(Kind.SIDE if piece in SIDE_WORDS else Kind.WORD, piece, True) for piece in pieces]
