"""Which of these versions came out first, where the catalogue's date is borne out by a dated event of the debate.

The catalogue's dates carry no source of their own, and the indexes differ on some by more than a year. So only versions
are asked about whose month an event with its own pages gives too.
"""

import random
from collections.abc import Iterable

from bot.core.debate.documents import EventDocument
from bot.core.quiz.makers.drawing import WRONG, by_distance, identifier, level_of, option_of, related, wording
from bot.core.quiz.makers.maker import Seed
from bot.core.quiz.makers.material import Material
from bot.core.quiz.makers.moments import HALF_A_YEAR, YEAR, YEAR_TOLD, dated_models, days_between, event_pages
from bot.core.quiz.questions import Message, Question, Subject


class ModelReleased:
    """At least half a year lies between the first and the others."""

    name = "model_released"
    subject = Subject.HISTORY

    def subjects(self, material: Material) -> Iterable[Seed]:
        """A seed for each version with a certain date that three others followed."""
        for model in material.once(_dated):
            made = identifier(self.name, model)
            families = {material.catalogue.models[other].family for other in _later(material, model)}
            if made and len(families) >= WRONG:
                yield Seed(made, level_of(material, model), (f"model/{model}",))

    def make(self, material: Material, seed: Seed, chance: random.Random) -> Question | None:
        """The question of a seed."""
        model = seed.entries[0].partition("/")[2]
        models, certain = material.catalogue.models, material.once(_dated)

        def distance(other: str) -> float:
            return days_between(models[model].released or "", models[other].released or "") / YEAR

        drawn: list[str] = []
        for other in by_distance(_later(material, model), distance, chance):
            if len(drawn) < WRONG and not any(related(models[other], models[taken]) for taken in drawn):
                drawn.append(other)
        if len(drawn) < WRONG:
            return None
        ranked = sorted((model, *drawn), key=lambda each: models[each].released or "")
        return Question(
            id=seed.id,
            maker=self.name,
            subject=self.subject,
            level=seed.level,
            prompt=wording(self.name, 3, chance),
            options=tuple(option_of(material, each) for each in (model, *drawn)),
            answer=(0,),
            explanation=Message(key="question.model_released.why", values={"order": dated_models(material, *ranked)}),
            sources=event_pages(*(certain[each] for each in (model, *drawn))),
            entries=seed.entries,
        )


def _dated(material: Material) -> dict[str, EventDocument]:
    """Versions that one event of the same month is about and about nothing else."""
    found: dict[str, EventDocument] = {}
    for _, event in sorted(material.record.events.items()):
        if len(event.models) != 1 or len(event.date) < 7:
            continue
        model = material.catalogue.models.get(event.models[0])
        if model is None or YEAR_TOLD.search(model.name):
            continue
        if model.released and len(model.released) >= 7 and model.released[:7] == event.date[:7]:
            found.setdefault(model.slug, event)
    return found


def _later(material: Material, model: str) -> list[str]:
    models = material.catalogue.models
    own = models[model]
    return [
        other
        for other in material.once(_dated)
        if not related(own, models[other])
        and days_between(own.released or "", models[other].released or "") >= HALF_A_YEAR
    ]
