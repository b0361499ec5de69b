"""Answering questions about models: find the entry, resolve it, judge it. All from memory; no waiting."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.core.called import OwnName, own_names
from bot.core.catalogue.catalogue import Catalogue
from bot.core.catalogue.components import Component
from bot.core.catalogue.documents import (
    FamilyDocument,
    ModelDocument,
    OrganisationDocument,
    Record,
    SourceDocument,
)
from bot.core.catalogue.freshness import last_checked
from bot.core.catalogue.names import Candidate, Finding, FindingKind
from bot.core.catalogue.resolve import Part, Profile
from bot.core.definitions import judge_all
from bot.core.definitions.verdicts import Verdict
from bot.core.headline import Headline, headline
from bot.storage.datafiles import DataSet


@dataclass(frozen=True, eq=False)
class ModelAnswer:
    """Everything a card shows of one version; the same object as long as what is served stays the same."""

    model: ModelDocument
    family: FamilyDocument
    organisation: OrganisationDocument
    profile: Profile
    verdicts: Mapping[str, Verdict]
    headline: Headline
    versions: tuple[ModelDocument, ...]
    """All versions of the family, newest first, this one included."""
    records: tuple[tuple[SourceDocument, Record], ...]
    """What the answer rests on, by source, newest snapshot first."""
    own_names: tuple[OwnName, ...] = ()
    """What the maker calls it, held against the definitions."""
    checked: date | None = None
    """The day on which Ajar itself last read a primary page for it; None where it rests on indexes alone."""
    index_rank: tuple[int, int] | None = None
    """The rank in the European index and how many it ranks, where the index judges this version now."""


@dataclass
class Answers:
    """The use cases of asking. Holds the catalogue that is being served; swapping it is one assignment."""

    catalogue: Catalogue
    _kept: dict[str, ModelAnswer] = field(default_factory=dict[str, ModelAnswer])

    def serve(self, catalogue: Catalogue) -> None:
        """Answer from another state of the catalogue from now on."""
        self.catalogue = catalogue
        self._kept = {}

    def find(self, query: str, limit: int = 10) -> Finding:
        """What a typed name means: a version, a family, a version that we lack, or nothing.

        A slug, which is what a chosen suggestion sends, means that very version even where a family bears the name.
        """
        model = self.catalogue.models.get(query)
        if model is not None:
            chosen = Candidate(model.slug, model.name, 100)
            return Finding(FindingKind.MODEL, model.slug, model.family, model.organisation, (chosen,))
        return self.catalogue.names.find(query, limit)

    def complete(self, prefix: str, limit: int = 25) -> tuple[Candidate, ...]:
        """Suggestions while somebody types; a family that begins so comes before those that only carry its name."""
        found = self.catalogue.names.complete(prefix, limit)
        typed = prefix.strip().casefold()
        if not typed:
            return found

        def distance(candidate: Candidate) -> tuple[bool, int]:
            family = self.catalogue.families[self.catalogue.models[candidate.slug].family].name.casefold()
            return (False, len(family)) if family.startswith(typed) else (True, 0)

        return tuple(sorted(found, key=distance))

    def model(self, slug: str) -> ModelAnswer | None:
        """The full answer on a version; None where the catalogue has no such entry (any more)."""
        known = self._kept.get(slug)
        if known is None and slug in self.catalogue.models:
            known = self._kept[slug] = self._compose(slug)
        return known

    def evidence(self, slug: str) -> tuple[Part, ...]:
        """Every component that a source says something about, in the order of a card; empty if unknown."""
        answer = self.model(slug)
        if answer is None:
            return ()
        return tuple(answer.profile.parts[c] for c in Component if c in answer.profile.parts)

    def _compose(self, slug: str) -> ModelAnswer:
        catalogue = self.catalogue
        model = catalogue.models[slug]
        profile = catalogue.profile(slug)
        verdicts = judge_all(profile)
        records = sorted(
            ((catalogue.sources[record.source], record) for record in model.records),
            key=lambda pair: (-pair[1].snapshot.toordinal(), pair[0].slug, pair[1].judged),
        )
        score = verdicts["osai"].score
        current = any(r.source == "osai" and not r.record.startswith("history/") for r in model.records)
        return ModelAnswer(
            model=model,
            family=catalogue.families[model.family],
            organisation=catalogue.organisations[model.organisation],
            profile=profile,
            verdicts=verdicts,
            headline=headline(profile, verdicts["gradient"], verdicts["osaid"]),
            versions=catalogue.versions(model.family),
            records=tuple(records),
            own_names=own_names(model, verdicts),
            checked=last_checked(model),
            index_rank=catalogue.index_rank(score) if current and score is not None else None,
        )


def catalogue_of(documents: DataSet) -> Catalogue:
    """The catalogue that a set of documents makes."""
    return Catalogue(
        models=documents.models,
        families=documents.families,
        organisations=documents.organisations,
        licences=documents.licences,
        sources=documents.sources,
    )
