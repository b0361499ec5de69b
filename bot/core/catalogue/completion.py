"""Suggestions while a name is being typed, and names spelled like one that nothing bears.

Deciding what a finished query means stands in `names.py`.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import chain, islice

from rapidfuzz import fuzz, process

from bot.core.catalogue.entries import Candidate, Entry, NamedThings
from bot.core.catalogue.spelling import Kind, Part, as_typed, normalised, parts, run_together, with_numbers_joined
from bot.core.catalogue.vocabulary import Vocabulary

_MOST_PARTS = 12
_ENOUGH = 5
"""With so many suggestions as typed, slips of typing are not looked for."""
_SHORT = 2
"""With so few letters typed, one version of each family is offered before a second one of any."""
_ALIKE = 60.0
"""Percent of likeness below which a name is no help."""


class Completion:
    """Finds suggestions in tables made once."""

    def __init__(self, things: NamedThings, vocabulary: Vocabulary) -> None:
        self._things = things
        self._vocabulary = vocabulary
        self._names, self._aliases, self._others = (
            _Beginnings((key, e.rank) for e in things.entries for key, tier in e.keys.items() if tier == wanted)
            for wanted in range(3)
        )
        self._tails = _Beginnings((key, e.rank) for e in things.entries for key in e.tails)
        self._words = sorted(vocabulary.words)
        self._versions = sorted(vocabulary.versions)
        self._name_keys = [next(iter(entry.keys), "") for entry in things.entries]
        self._beginnings: dict[int, list[str]] = {}
        self._opening = tuple(_opening(things))

    def complete(self, prefix: str, limit: int) -> tuple[Candidate, ...]:
        """Return at most `limit` suggestions for what is being typed, best first."""
        read = parts(prefix)[:_MOST_PARTS]
        if not read:
            blank = not prefix.strip()
            return tuple(_candidate(entry, 50) for entry in self._opening[:limit]) if blank else ()
        found: dict[Entry, int] = {}
        keys = dict.fromkeys(
            (run_together(read), run_together(with_numbers_joined(read)), as_typed(normalised(prefix)))
        )
        is_meant = self._is_meant(read)
        for key in keys:
            for entry in self._things.by_name.get(key, ()):
                found.setdefault(entry, 100)
        for table, score in ((self._names, 96), (self._aliases, 94), (self._others, 92), (self._tails, 90)):
            if len(found) < limit:
                self._add(table.of(keys), score, found, is_meant)
        if len(found) < limit:
            self._add(self._with_words(self._options(read, False)), 80, found, is_meant)
        if len(found) < min(limit, _ENOUGH):
            for shape in (read, with_numbers_joined(read)):
                options = self._options(self._vocabulary.respelled(shape), True)
                self._add(self._with_words(options), 70, found, is_meant)
        if not found:
            return self._alike_as_a_whole(read, limit)
        if max(map(len, keys)) <= _SHORT and len(found) > limit:
            found = _one_of_each_family_first(found)
        return tuple(_candidate(entry, score) for entry, score in islice(found.items(), limit))

    def alike(self, read: Sequence[Part], limit: int) -> tuple[Candidate, ...]:
        """Return what shares the most words and numbers with a query that names nothing, else what is spelled alike."""
        shared: Counter[int] = Counter()
        for part in with_numbers_joined(self._vocabulary.respelled(read))[:_MOST_PARTS]:
            having: set[int] = set()
            if part.kind is Kind.WORD:
                known = (part.text,) if part.text in self._vocabulary.words else self._vocabulary.near(part.text)
                for word in known:
                    having |= self._things.by_word.get(word, set())
            elif part.kind is Kind.VERSION:
                having = self._things.by_version.get(part.text, having)
            # A word that stands in very many names says little.
            if len(having) * 2 < len(self._things.entries) or len(self._things.entries) < 20:
                shared.update(having)
        if not shared:
            return self._alike_as_a_whole(read, limit)
        most = max(shared.values())
        entries = [self._things.entries[index] for index, count in shared.items() if count == most]
        key = run_together(read)
        if len(entries) > 200:
            entries = sorted(entries, key=lambda entry: entry.rank)[:200]
        scored = [(fuzz.ratio(key, self._name_keys[entry.index]), entry) for entry in entries]
        scored.sort(key=lambda pair: (-pair[0], pair[1].rank))
        return tuple(_candidate(entry, min(60, round(score))) for score, entry in scored[:limit])

    def _alike_as_a_whole(self, read: Sequence[Part], limit: int) -> tuple[Candidate, ...]:
        found = process.extract(
            run_together(read), self._name_keys, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=limit
        )
        return tuple(_candidate(self._things.entries[index], min(60, round(score))) for _, score, index in found)

    def _is_meant(self, read: Sequence[Part]) -> Callable[[Entry], bool]:
        """Tell whether an entry is of the family that is being typed, and not one that bears its name in its own."""
        first = next((part.text for part in read if part.kind is Kind.WORD), "")
        tokens = frozenset(part.text for part in read)
        named = self._things.families_named(tokens)

        def is_meant(entry: Entry) -> bool:
            family = entry.family
            return family in named if named else any(word.startswith(first) for word in family.words)

        return is_meant

    def _add(self, ranks: set[int], score: int, found: dict[Entry, int], is_meant: Callable[[Entry], bool]) -> None:
        """Add entries newest first, those that are meant before the others."""
        others: list[Entry] = []
        for rank in sorted(ranks):
            entry = self._things.in_order[rank]
            if is_meant(entry):
                found.setdefault(entry, score)
            else:
                others.append(entry)
        for entry in others:
            found.setdefault(entry, score)

    def _with_words(self, options: list[set[int]] | None) -> set[int]:
        if not options:
            return set()
        options.sort(key=len)
        return {self._things.entries[index].rank for index in options[0].intersection(*options[1:])}

    def _options(self, read: Sequence[Part], forgiving: bool) -> list[set[int]] | None:
        """For each part the entries that have it, the last one perhaps half typed; None where a part fits nothing."""
        options: list[set[int]] = []
        for place, part in enumerate(read):
            last = place + 1 == len(read)
            match part.kind:
                case Kind.WORD:
                    having = self._having_word(part.text, last, forgiving)
                case Kind.VERSION:
                    having = set(self._things.by_version.get(part.text, ()))
                    if last:
                        for version in _beginning(self._versions, part.text):
                            having |= self._things.by_version[version]
                case Kind.SIZE:
                    having = self._things.by_size.get(part.text, set())
                    if not having:
                        continue
                case _:
                    continue
            if not having:
                return None
            options.append(having)
        return options

    def _having_word(self, word: str, last: bool, forgiving: bool) -> set[int]:
        having = set(self._things.by_word.get(word, ()))
        if last or len(word) > 2:
            for known in islice(_beginning(self._words, word), 200):
                having |= self._things.by_word[known]
        if forgiving and not having:
            for known in self._vocabulary.near(word):
                having |= self._things.by_word.get(known, set())
            if last and not having and len(word) > 3:
                for beginning in self._alike_beginnings(word):
                    for known in islice(_beginning(self._words, beginning), 50):
                        having |= self._things.by_word[known]
        return having

    def _alike_beginnings(self, word: str) -> list[str]:
        length = len(word)
        if length not in self._beginnings:
            self._beginnings[length] = sorted({known[:length] for known in self._words if len(known) > length})
        found = process.extract(word, self._beginnings[length], scorer=fuzz.ratio, score_cutoff=74, limit=3)
        return [beginning for beginning, _, _ in found if beginning[0] == word[0]]


def _beginning(table: list[str], start: str) -> Iterable[str]:
    place = bisect_left(table, start)
    while place < len(table) and table[place].startswith(start):
        yield table[place]
        place += 1


def _one_of_each_family_first(found: dict[Entry, int]) -> dict[Entry, int]:
    """Put the newest of each family first, the best-known families leading, and then the rest as they stood."""
    newest: dict[str, Entry] = {}
    for entry in found:
        newest.setdefault(entry.family.slug, entry)
    leading = sorted(newest.values(), key=lambda entry: (-found[entry], -entry.family.weight, entry.rank))
    return {entry: found[entry] for entry in (*leading, *found)}


def _opening(things: NamedThings) -> list[Entry]:
    """The newest version of every family, those with the most versions and records first."""
    families = [family for family in things.families.values() if family.members]
    families.sort(key=lambda family: (-family.weight, family.members[0].rank))
    return [family.members[0] for family in families]


class _Beginnings:
    """Finds by their beginning the names in a table, as ranks of entries."""

    def __init__(self, names: Iterable[tuple[str, int]]) -> None:
        ranks: dict[str, list[int]] = {}
        for key, rank in names:
            having = ranks.get(key)
            if having is None:
                ranks[key] = [rank]
            else:
                having.append(rank)
        self._keys = sorted(ranks)
        self._ranks = [ranks[key] for key in self._keys]

    def of(self, beginnings: Iterable[str]) -> set[int]:
        """Return the ranks of all entries of which a name begins so."""
        found: set[int] = set()
        for beginning in beginnings:
            start = bisect_left(self._keys, beginning)
            end = bisect_left(self._keys, beginning + "\U0010ffff", start)
            found.update(chain.from_iterable(self._ranks[start:end]))
        return found


def _candidate(entry: Entry, score: int) -> Candidate:
    return Candidate(entry.slug, entry.label, score)
