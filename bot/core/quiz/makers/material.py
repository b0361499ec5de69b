"""What questions are made from: the catalogue, the debate, the terms and the written questions, with what follows."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar, cast

from bot.core.catalogue.catalogue import Catalogue
from bot.core.catalogue.components import Component
from bot.core.catalogue.documents import Modality, ModelDocument
from bot.core.debate.record import DebateRecord
from bot.core.definitions import DEFINITIONS
from bot.core.definitions.verdicts import Verdict
from bot.core.learn.documents import TermDocument
from bot.core.quiz.documents import QuestionDocument
from bot.core.quiz.makers.certainty import Proof, is_held_back, is_public, lineage

WELL_KNOWN, KNOWN = 5, 3
"""Renown from which a version may be asked about at level 1, and at level 2."""
_ASKED_ABOUT = ("osaid", "everyday", "gradient")
"""The framework's class and the index's score are asked for by their own records."""
_LARGE_FAMILY, _VERY_LARGE_FAMILY = 4, 10
_Derived = TypeVar("_Derived")
_LANGUAGE = frozenset({Modality.TEXT, Modality.CODE, Modality.MULTIMODAL})


@dataclass(frozen=True, eq=False)
class Material:
    """One consistent state of all that can be asked about. Immutable: a change makes a new one."""

    catalogue: Catalogue
    record: DebateRecord
    terms: Mapping[str, TermDocument]
    written: Mapping[str, QuestionDocument]

    def once(self, derive: "Callable[[Material], _Derived]") -> _Derived:
        """What a maker derives from the whole material, worked out when it is first asked for."""
        if derive not in self._kept:
            self._kept[derive] = derive(self)
        return cast("_Derived", self._kept[derive])

    @cached_property
    def _kept(self) -> "dict[Callable[[Material], object], object]":
        return {}

    @cached_property
    def verdicts(self) -> Mapping[str, Mapping[str, Verdict]]:
        """The verdicts that questions rest on, by version and definition."""
        rules = [DEFINITIONS[name] for name in _ASKED_ABOUT]
        profiles = {slug: self.catalogue.profile(slug) for slug in self.catalogue.models}
        return {slug: {rule.name: rule.judge(profile) for rule in rules} for slug, profile in profiles.items()}

    @cached_property
    def public(self) -> Mapping[Component, Mapping[str, Proof]]:
        """The parts that are public for certain, by component and version."""
        return self._proofs[0]

    @cached_property
    def held_back(self) -> Mapping[Component, Mapping[str, Proof]]:
        """The parts that are held back for certain, by component and version."""
        return self._proofs[1]

    @cached_property
    def renown(self) -> Mapping[str, int]:
        """How widely known each version is: one for each independent source that has a record of it, two where the
        debate's quotes or events name it, one for a family of four versions or more, another for one of ten."""
        named = {slug for event in self.record.events.values() for slug in event.models}
        named |= {slug for quote in self.record.quotes.values() for slug in quote.models}
        sizes = Counter(model.family for model in self.catalogue.models.values())
        return {
            slug: len({lineage(record.source, self.catalogue.sources) for record in model.records} - {"osi"})
            + (2 if slug in named else 0)
            + (sizes[model.family] >= _LARGE_FAMILY)
            + (sizes[model.family] >= _VERY_LARGE_FAMILY)
            for slug, model in self.catalogue.models.items()
        }

    @cached_property
    def sorts(self) -> Mapping[str, frozenset[str]]:
        """What each version works on, text with code and mixed media being one sort: what compares with what."""
        return {
            slug: frozenset("language" if m in _LANGUAGE else m.value for m in model.modalities)
            for slug, model in self.catalogue.models.items()
        }

    @cached_property
    def years(self) -> Mapping[str, float]:
        """When each dated version came out, in years."""
        return {slug: _year(model) for slug, model in self.catalogue.models.items() if model.released}

    @cached_property
    def _proofs(self) -> tuple[dict[Component, dict[str, Proof]], dict[Component, dict[str, Proof]]]:
        public: dict[Component, dict[str, Proof]] = {component: {} for component in Component}
        held_back: dict[Component, dict[str, Proof]] = {component: {} for component in Component}
        sources = self.catalogue.sources
        for slug, model in self.catalogue.models.items():
            for component, part in self.catalogue.profile(slug).parts.items():
                if component is Component.PRETRAINING_DATA and model.base is not None:
                    # Who tuned somebody else's version has no such data to publish or to keep.
                    continue
                proof = is_public(part, sources)
                if proof:
                    public[component][slug] = proof
                proof = is_held_back(part, sources)
                if proof:
                    held_back[component][slug] = proof
        return public, held_back


def _year(model: ModelDocument) -> float:
    year, month = [*(model.released or "").split("-"), "7"][:2]
    return int(year) + (int(month) - 1) / 12
