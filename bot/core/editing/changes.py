"""What a change of a document is: its differences, and one change laid on top of another. What it does to verdicts
stands in `consequences.py`; storing is elsewhere.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bot.core.catalogue.documents import Document
from bot.core.catalogue.plain import Plain, plain

Path: TypeAlias = tuple[str | int, ...]

_IDENTIFYING = (("source", "record", "judged"), ("edition",), ("slug",), ("link", "title"), ("link",))
"""Sets of keys by which an item of a list is the same item after an edit; the first set that all items have counts."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs. None stands for what is not there, which for most fields means their default.

    In the path a number is an item's place in the list after the change, or before it where the item went.
    Where nothing but the order of a list changed, both sides hold the whole list.
    """

    path: Path
    before: Plain
    after: Plain


def differences(before: Document | None, after: Document | None) -> tuple[Difference, ...]:
    """What differs between two documents, in the order of the fields; empty exactly where they are equal.

    Items of a list are matched by what identifies them (a record's source and name, a page's link), or else by
    their value, so that one that is added does not make all that follow it differ.
    """
    old = plain(before) if before is not None else {}
    new = plain(after) if after is not None else {}
    return tuple(_between((), old, new))


def laid_on_top(start: Document, mine: Document, theirs: Document) -> dict[str, Plain]:
    """My change of `start`, made again on what others made of it; where both changed one thing, mine stands.

    The result is made of plain values, since it need not be a valid document.
    """
    merged = _merged(plain(start), plain(mine), plain(theirs))
    assert isinstance(merged, dict)
    return merged


def _between(path: Path, before: Plain, after: Plain) -> Iterator[Difference]:
    if _same(before, after):
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in _keys(before, after):
            yield from _between((*path, key), before.get(key), after.get(key))
    elif isinstance(before, list) and isinstance(after, list) and before and after:
        yield from _between_lists(path, before, after)
    else:
        yield Difference(path, before, after)


def _between_lists(path: Path, before: list[Plain], after: list[Plain]) -> Iterator[Difference]:
    old, new = _by_identity(before, after)
    found: list[Difference] = []
    for key, place in new.items():
        if key not in old:
            found.append(Difference((*path, place), None, after[place]))
        else:
            found.extend(_between((*path, place), before[old[key]], after[place]))
    gone = [Difference((*path, place), before[place], None) for key, place in old.items() if key not in new]
    kept_before = [key for key in old if key in new]
    kept_after = [key for key in new if key in old]
    if kept_before != kept_after:
        yield Difference(path, before, after)
        return
    yield from gone
    yield from found


def _same(one: Plain, other: Plain) -> bool:
    # True == 1 and 1 == 1.0 in Python, and neither is the same text in a file.
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return type(one) is type(other) and one == other


def _keys(*mappings: dict[str, Plain]) -> list[str]:
    return list(dict.fromkeys(key for mapping in mappings for key in mapping))


def _by_identity(*lists: Sequence[Plain]) -> list[dict[object, int]]:
    """For each list what identifies its items, with their places; equal items are told apart by counting."""
    keys = next((keys for keys in _IDENTIFYING if all(_has(item, keys) for items in lists for item in items)), None)
    return [_numbered(items, keys) for items in lists]


def _has(item: Plain, keys: Iterable[str]) -> bool:
    return isinstance(item, dict) and all(key in item for key in keys)


def _numbered(items: Sequence[Plain], keys: Sequence[str] | None) -> dict[object, int]:
    seen: Counter[object] = Counter()
    places: dict[object, int] = {}
    for place, item in enumerate(items):
        if keys is not None and isinstance(item, dict):
            identity: object = tuple(str(item[key]) for key in keys)
        elif isinstance(item, dict | list):
            # Nothing names such an item but its place.
            identity = None
        else:
            identity = (type(item), item)
        places[identity, seen[identity]] = place
        seen[identity] += 1
    return places


def _merged(start: Plain, mine: Plain, theirs: Plain) -> Plain:
    if _same(mine, start) or _same(mine, theirs):
        return theirs
    if _same(theirs, start):
        return mine
    if start is None and isinstance(mine, dict) and isinstance(theirs, dict):
        # Both have added the same thing, such as the first word of their own: each keeps what it says.
        start = {}
    if isinstance(start, dict) and isinstance(mine, dict) and isinstance(theirs, dict):
        merged = {key: _merged(start.get(key), mine.get(key), theirs.get(key)) for key in _keys(start, theirs, mine)}
        return {key: value for key, value in merged.items() if value is not None}
    if isinstance(start, list) and isinstance(mine, list) and isinstance(theirs, list):
        return _merged_lists(start, mine, theirs)
    return mine


def _merged_lists(start: list[Plain], mine: list[Plain], theirs: list[Plain]) -> list[Plain]:
    """Their list with what I changed, what I took out, and what I added at its end."""
    old, own, other = _by_identity(start, mine, theirs)
    merged: list[Plain] = []
    for key, place in other.items():
        if key in own:
            before = start[old[key]] if key in old else None
            merged.append(_merged(before, mine[own[key]], theirs[place]))
        elif key not in old or not _same(start[old[key]], theirs[place]):
            merged.append(theirs[place])
    for key, place in own.items():
        if key not in other and (key not in old or not _same(start[old[key]], mine[place])):
            merged.append(mine[place])
    return merged
