"""The licences as one finds them: by name, identifier or alias. What they allow stands in their documents."""

from collections.abc import Iterable, Mapping
from functools import cached_property

from rapidfuzz import fuzz, process, utils

from bot.core.catalogue.documents import LicenceDocument

_ALIKE = 80.0
"""The least likeness, of 100, at which a misspelt name still means its licence."""
_NAMELESS = ("unnamed", "none")
"""Categories that stand for terms without a name, or for no terms; nobody looks them up."""


class LicenceShelf:
    """All licences that bear a name, indexed by what people call them. Immutable: a change makes a new one."""

    def __init__(self, licences: Iterable[LicenceDocument], borne: Mapping[str, int]) -> None:
        """Take the licences, and how many versions' weights bear each: what many bear is offered first."""
        named = [each for each in licences if each.category not in _NAMELESS]
        self.licences: Mapping[str, LicenceDocument] = {
            each.slug: each for each in sorted(named, key=lambda each: (-borne.get(each.slug, 0), each.name.casefold()))
        }

    @cached_property
    def _named(self) -> dict[str, str]:
        """Every name, folded, to its slug; a licence's own name before another's alias."""
        named: dict[str, str] = {}
        for each in self.licences.values():
            for name in (each.slug, each.name, each.short, each.spdx or each.slug):
                named.setdefault(_folded(name), each.slug)
        for each in self.licences.values():
            for alias in each.aliases:
                named.setdefault(_folded(alias), each.slug)
        return named

    def find(self, typed: str) -> LicenceDocument | None:
        """The licence that a slug or a typed name means; None where nothing is near enough."""
        if typed in self.licences:
            return self.licences[typed]
        folded = _folded(typed)
        exact = self._named.get(folded)
        if exact is not None:
            return self.licences[exact]
        near = process.extractOne(folded, list(self._named), scorer=fuzz.token_sort_ratio, score_cutoff=_ALIKE)
        return self.licences[self._named[near[0]]] if folded and near else None

    def complete(self, typed: str, limit: int = 25) -> list[LicenceDocument]:
        """Licences while somebody types: names that begin so, then those that hold it, then what is spelled alike."""
        folded = _folded(typed)
        if not folded:
            return list(self.licences.values())[:limit]
        begins = [slug for name, slug in self._named.items() if name.startswith(folded)]
        inside = [slug for name, slug in self._named.items() if folded in name]
        alike = process.extract(folded, list(self._named), scorer=fuzz.WRatio, score_cutoff=_ALIKE, limit=limit)
        found = dict.fromkeys((*begins, *inside, *(self._named[name] for name, _, _ in alike)))
        return [self.licences[slug] for slug in found][:limit]


def _folded(name: str) -> str:
    return " ".join(utils.default_process(name).split())
