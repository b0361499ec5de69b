"""The use cases of learning: what a word means, and the gradient of release with its examples. All from memory."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.core.catalogue.catalogue import Catalogue
from bot.core.catalogue.components import Component
from bot.core.catalogue.documents import ModelDocument
from bot.core.catalogue.resolve import Standing
from bot.core.debate.record import DebateRecord
from bot.core.definitions import DEFINITIONS
from bot.core.definitions.gradient import Step
from bot.core.learn.glossary import Glossary
from bot.core.learn.licences import LicenceShelf
from bot.core.learn.spectrum import Known, examples, settled_step
from bot.storage.datafiles import DataSet


@dataclass(frozen=True)
class Learning:
    """What can be learnt, as it is served; immutable, a change makes a new one."""

    glossary: Glossary
    catalogue: Catalogue
    record: DebateRecord

    def prepare(self) -> None:
        """Build what takes long to build, so that no member waits for it; call it in a thread."""
        _ = self.spectrum
        self.licences.complete("apache")
        self.glossary.complete("open")

    @cached_property
    def licences(self) -> LicenceShelf:
        """The licences, those first that most versions' weights bear."""
        return LicenceShelf(self.catalogue.licences.values(), Counter(self._weights_licences.values()))

    def under(self, licence: str) -> tuple[ModelDocument, ...]:
        """The versions whose weights bear a licence, the best documented first, as the leading sources have it."""
        models = [self.catalogue.models[slug] for slug, its in self._weights_licences.items() if its == licence]
        return tuple(sorted(models, key=lambda model: (-len({r.source for r in model.records}), model.slug)))

    @cached_property
    def _weights_licences(self) -> Mapping[str, str]:
        found = {slug: self.catalogue.profile(slug).weights_licence for slug in self.catalogue.models}
        return {slug: licence.slug for slug, licence in found.items() if licence is not None}

    @cached_property
    def spectrum(self) -> Mapping[Step, tuple[ModelDocument, ...]]:
        """Every step from shut to flung open with its examples; a step may have none. Judges every version once."""
        chosen = examples(self._known(model) for model in self.catalogue.models.values())
        return {step: tuple(self.catalogue.models[slug] for slug in slugs) for step, slugs in chosen.items()}

    def _known(self, model: ModelDocument) -> Known:
        profile = self.catalogue.profile(model.slug)
        weights = profile.part(Component.FINAL_WEIGHTS)
        return Known(
            slug=model.slug,
            family=model.family,
            maker=model.organisation,
            step=settled_step(DEFINITIONS["gradient"].judge(profile)),
            deciding=len({voice.record.source for voice in weights.voices if voice.standing is Standing.COUNTS}),
            sources=len({record.source for record in model.records if record.verified}),
            quotes=len(self.record.on_model(model.slug)),
            released=model.released,
        )


def learning_from(documents: DataSet, catalogue: Catalogue, record: DebateRecord) -> Learning:
    """What a set of documents teaches."""
    return Learning(Glossary(documents.terms.values()), catalogue, record)
