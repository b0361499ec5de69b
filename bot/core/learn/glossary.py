"""The terms as one finds them: by name or alias in either language, with slips of typing. Showing them is elsewhere."""

from collections.abc import Iterable, Mapping
from functools import cached_property

from rapidfuzz import fuzz, process, utils

from bot.core.learn.documents import TermDocument, TermGroup

_SURE = 80.0
"""The least likeness, of 100, at which a misspelt name still means its term."""
_LONG_ENOUGH = 4
"""With fewer letters, one slip makes another word."""
_ALIKE = 66.0
"""The least likeness at which a name is worth offering."""


class Glossary:
    """All terms, indexed by what people call them. Immutable: a change makes a new one."""

    def __init__(self, terms: Iterable[TermDocument]) -> None:
        order = list(TermGroup)
        self.terms: Mapping[str, TermDocument] = {
            term.slug: term
            for term in sorted(terms, key=lambda term: (order.index(term.group), term.level, term.name.en.casefold()))
        }
        """By slug, in the order of the list: by group, what one meets at once before what one meets late."""

    def __len__(self) -> int:
        return len(self.terms)

    @cached_property
    def _named(self) -> dict[str, str]:
        """Every name, folded, to the slug of its term; a term's own name before another's alias."""
        named: dict[str, str] = {}
        for term in self.terms.values():
            for name in (term.name.en, term.name.zh, term.slug):
                named.setdefault(_folded(name), term.slug)
        for term in self.terms.values():
            for alias in term.aliases:
                named.setdefault(_folded(alias), term.slug)
        return named

    def of(self, group: TermGroup) -> tuple[TermDocument, ...]:
        """The terms of one group, in the order of the list."""
        return tuple(term for term in self.terms.values() if term.group is group)

    def see_also(self, slug: str) -> tuple[TermDocument, ...]:
        """The terms that a term leads to, those that are gone left out; empty for an unknown term."""
        term = self.terms.get(slug)
        return tuple(self.terms[other] for other in term.see_also if other in self.terms) if term else ()

    def find(self, typed: str) -> TermDocument | None:
        """The term that a chosen suggestion (its slug) or a typed name means; None where nothing is near enough.

        A beginning or a misspelling that fits several terms equally well means none of them.
        """
        if typed in self.terms:
            return self.terms[typed]
        folded = _folded(typed)
        if not folded:
            return None
        exact = self._named.get(folded)
        if exact is not None:
            return self.terms[exact]
        begun = {slug for name, slug in self._named.items() if name.startswith(folded)}
        if len(begun) == 1 and len(folded) > 2:
            return self.terms[begun.pop()]
        if len(folded) < _LONG_ENOUGH:
            return None
        scored = self._scored(folded)
        best = max(scored.values(), default=0.0)
        meant = [slug for slug, score in scored.items() if score == best]
        return self.terms[meant[0]] if best >= _SURE and len(meant) == 1 else None

    def complete(self, typed: str, limit: int = 25) -> list[TermDocument]:
        """Terms while somebody types: names that begin so, then those that hold it, then what is spelled alike.

        Nothing typed gives the list from its beginning, the words that one meets at once first.
        """
        folded = _folded(typed)
        if not folded:
            return sorted(self.terms.values(), key=lambda term: term.level)[:limit]
        begins = [slug for name, slug in self._named.items() if name.startswith(folded)]
        words = [slug for name, slug in self._named.items() if f" {folded}" in name]
        inside = [slug for name, slug in self._named.items() if folded in name]
        alike = [term.slug for term in self.near(typed, limit)]
        return [self.terms[slug] for slug in dict.fromkeys((*begins, *words, *inside, *alike))][:limit]

    def near(self, typed: str, limit: int = 5) -> list[TermDocument]:
        """The terms whose names come nearest to a word that names none, best first; may be none at all."""
        folded = _folded(typed)
        if not folded:
            return []
        found = process.extract(folded, list(self._named), scorer=fuzz.WRatio, score_cutoff=_ALIKE, limit=4 * limit)
        # Whole words that two names share tell more than letters that happen to.
        words = set(folded.split())
        found.sort(key=lambda hit: (-len(words & set(hit[0].split())), -hit[1]))
        return [self.terms[slug] for slug in dict.fromkeys(self._named[name] for name, _, _ in found)][:limit]

    def _scored(self, folded: str) -> dict[str, float]:
        scored: dict[str, float] = {}
        for name, slug in self._named.items():
            score = max(fuzz.ratio(folded, name), fuzz.token_sort_ratio(folded, name))
            scored[slug] = max(score, scored.get(slug, 0.0))
        return scored


def _folded(name: str) -> str:
    return " ".join(utils.default_process(name).split())
