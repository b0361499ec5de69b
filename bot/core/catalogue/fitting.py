"""How well one way to name a version fits one way to read a query; choosing among fits stands in `names.py`."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.catalogue.entries import Core, Entry, Family, Organisation
from bot.core.catalogue.spelling import is_lettered

_SHORT_WORD = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """One way to read a query."""

    words: tuple[dict[str, float], ...]
    """For each word the known words that it stands for, with penalties (0 for the word itself)."""
    unknown: int
    """How many words stand for no known word."""
    versions: frozenset[str]
    stamps: frozenset[str]
    long_stamps: frozenset[str]
    """Full dates and counts such as `001`: snapshots in providers' interfaces, which name no version of their own."""
    sizes: frozenset[str]
    sides: frozenset[str]
    tokens: frozenset[str]
    """Every known word with its corrections, the versions and the side words: what can name a family."""
    maker: Organisation | None
    """A maker who was named beside it."""


def is_short_guess(near: dict[str, float]) -> bool:
    """Whether a word is known only by correcting a short one: `bret` alone is a poor reason to answer for BERT."""
    return all(penalty and len(word) <= _SHORT_WORD for word, penalty in near.items())


def fit(asked: Asked, entry: Entry, core: Core, named: Sequence[Family]) -> tuple[bool, float] | None:
    """Compare a query with one way to name an entry.

    None where the query says something that the name does not; else whether the query names it wholly, and a
    penalty: 0 for a name typed exactly.
    """
    if not asked.versions <= core.versions or not asked.stamps <= core.stamps:
        return None
    if asked.sizes and entry.own_sizes and not asked.sizes & entry.sizes:
        return None
    penalty = 0.0
    matched: set[str] = set()
    for near in asked.words:
        best: float | None = None
        for word, cost in near.items():
            if word in core.words or word in entry.context:
                matched.add(word)
                best = cost if best is None else min(best, cost)
        if best is None:
            return None
        penalty += best
    own_words = core.words - entry.context
    whole = (
        own_words <= matched
        and core.versions <= asked.versions
        and core.stamps <= asked.stamps
        and (not asked.long_stamps or not core.long_stamps or bool(asked.long_stamps & core.long_stamps))
    )
    penalty += 4.0 * len(own_words - matched) + 2.0 * len(core.versions - asked.versions)
    if entry.family not in named:
        whole = whole and _is_named_by_itself(asked, entry, core, matched, named)
        penalty += 1.0 if whole else 6.0
    said = matched & entry.family.first_words
    if said - core.words and core.words & entry.family.first_words - said:
        # A family of two names, Ling and Ring: who says one does not mean the other.
        whole = False
    if asked.long_stamps and not asked.long_stamps & core.long_stamps:
        penalty += 0.5
    elif core.long_stamps and not asked.long_stamps:
        penalty += 1.0
    if asked.sizes:
        penalty += 0.0 if asked.sizes & entry.own_sizes else 0.5 if asked.sizes & entry.sizes else 1.0
    elif entry.own_sizes and not core.plain:
        penalty += 2.0
    if all("preview" in sides for sides in core.sides) and "preview" not in asked.sides:
        # A preview is not the release that came of it.
        whole = False
    if asked.sides not in core.sides:
        penalty += min(3.0 * len(sides - asked.sides) + 1.0 * len(asked.sides - sides) for sides in core.sides)
    return whole, penalty


def _is_named_by_itself(asked: Asked, entry: Entry, core: Core, matched: set[str], named: Sequence[Family]) -> bool:
    """Whether a query that does not name an entry's family still means the entry: `opus 4.7`, `r1`."""
    is_lettered_version = any(is_lettered(version) for version in asked.versions & core.versions)
    telling = {word for word in matched & core.words - entry.context if len(word) > 1}
    if not named:
        return bool(telling) or is_lettered_version
    for family in named:
        # Another family is named: its name must stand in the entry's, as Llama does in a distillation's.
        in_name = any(name <= core.words for name in family.names)
        if _is_part(family, entry.family) or not (in_name or is_lettered_version):
            return False
    return bool(telling - frozenset[str]().union(*(family.words for family in named)))


def _is_part(family: Family, other: Family) -> bool:
    """Whether the name of the other family is this one's with more words: Qwen and Qwen Coder."""
    return any(name < longer for name in family.names for longer in other.names)
