"""The catalogue in memory: every document, indexed for the questions that members ask. Reading it is elsewhere."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.core.catalogue.documents import (
    FamilyDocument,
    LicenceDocument,
    ModelDocument,
    OrganisationDocument,
    Record,
    SourceDocument,
)
from bot.core.catalogue.names import NameIndex
from bot.core.catalogue.resolve import Profile, resolve
from bot.core.definitions.index_score import index_score

INDEX = "osai"
"""The source whose scores are ranked: the European Open Source AI Index."""


@dataclass(frozen=True, eq=False)
class Catalogue:
    """One consistent state of all entries. Immutable: a change makes a new one, and no other is equal to it."""

    models: Mapping[str, ModelDocument]
    families: Mapping[str, FamilyDocument]
    organisations: Mapping[str, OrganisationDocument]
    licences: Mapping[str, LicenceDocument]
    sources: Mapping[str, SourceDocument]

    @cached_property
    def names(self) -> NameIndex:
        """Everything that people call a model, a family or an organisation."""
        return NameIndex(self.models.values(), self.families.values(), self.organisations.values())

    def share(self, known: "Catalogue") -> None:
        """Take over from another state what it has worked out and what holds here as well, so that little is made anew.

        The name index is shared where no version, family or organisation is called otherwise; it then weighs versions
        by the other state's number of records, which only orders equals.
        """
        if self.licences is known.licences and self.sources is known.sources:
            kept = dict(known._profiles)
            self._profiles.update({s: profile for s, profile in kept.items() if self.models.get(s) is profile.model})
        if self._is_named_like(known):
            vars(self)["names"] = known.names

    def _is_named_like(self, other: "Catalogue") -> bool:
        return (
            list(self.models) == list(other.models)
            and self.families == other.families
            and self.organisations == other.organisations
            and all(
                model is other.models[slug] or _unrecorded(model) == _unrecorded(other.models[slug])
                for slug, model in self.models.items()
            )
        )

    @cached_property
    def _versions(self) -> dict[str, tuple[ModelDocument, ...]]:
        families: defaultdict[str, list[ModelDocument]] = defaultdict(list)
        for model in self.models.values():
            families[model.family].append(model)
        return {family: _newest_first(members) for family, members in families.items()}

    def versions(self, family: str) -> tuple[ModelDocument, ...]:
        """The versions of a family, newest first, undated ones last; empty for an unknown family."""
        return self._versions.get(family, ())

    def versions_of_maker(self, organisation: str) -> tuple[ModelDocument, ...]:
        """All versions by an organisation, newest first."""
        return _newest_first(model for model in self.models.values() if model.organisation == organisation)

    def profile(self, slug: str) -> Profile:
        """The resolved components of a version; KeyError where there is no such entry."""
        known = self._profiles.get(slug)
        if known is None:
            known = self._profiles[slug] = resolve(self.models[slug], self.licences, self.sources)
        return known

    @cached_property
    def _profiles(self) -> dict[str, Profile]:
        return {}

    @cached_property
    def _index_scores(self) -> list[float]:
        """The scores of the European index as it stands now, superseded files left out, ascending."""
        return sorted(
            score
            for model in self.models.values()
            for record in model.records
            if is_current_index_record(record) and (score := index_score(record.criteria)) is not None
        )

    def index_rank(self, score: float) -> tuple[int, int]:
        """The rank that a score has in the European index now, ties sharing the best, and how many it ranks."""
        return len(self._index_scores) - bisect_right(self._index_scores, score + 1e-9) + 1, len(self._index_scores)


def _unrecorded(model: ModelDocument) -> ModelDocument:
    """A version without what the name index does not look into."""
    return model.model_copy(update={"records": (), "note": None})


def _newest_first(models: Iterable[ModelDocument]) -> tuple[ModelDocument, ...]:
    """Newest first, undated ones last; of one day, the shorter name leads: a release before its variants."""
    by_name = sorted(models, key=lambda model: model.slug)
    return tuple(sorted(by_name, key=lambda model: model.released or "", reverse=True))


def is_current_index_record(record: Record) -> bool:
    """Whether a record stands in the European index now, and is not one from its history."""
    return record.source == INDEX and not record.record.startswith("history/")
