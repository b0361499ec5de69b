"""Which part of a version is not public: one is held back for certain, the others are out."""

import random
from collections.abc import Iterable

from bot.core.catalogue.components import Component
from bot.core.quiz.makers.drawing import WRONG, cited, identifier, level_of, name_of, wording
from bot.core.quiz.makers.maker import Seed
from bot.core.quiz.makers.material import Material
from bot.core.quiz.questions import Listing, Message, Option, Question, Subject

_ASKED = (Component.TRAINING_CODE, Component.PRETRAINING_DATA, Component.FINAL_WEIGHTS)
"""Parts whose absence is a plain fact; a missing data card is often a matter of what one calls so."""
_ALIKE = {
    Component.TRAINING_CODE: frozenset({Component.PREPROCESSING_CODE, Component.LIBRARIES}),
    Component.PRETRAINING_DATA: frozenset({Component.POSTTRAINING_DATA, Component.DATA_CARD}),
    Component.FINAL_WEIGHTS: frozenset({Component.BASE_WEIGHTS}),
}
"""Parts that people take for the one that is asked for."""
_NEVER_OPTIONS = frozenset({Component.BASE_WEIGHTS, Component.METADATA})


class MissingPart:
    """Right ones rest on two sources."""

    name = "missing_part"
    subject = Subject.MODELS

    def subjects(self, material: Material) -> Iterable[Seed]:
        """A seed for each part that two sources say is held back, where three others are out."""
        for component in _ASKED:
            for model, proof in material.held_back[component].items():
                made = identifier(self.name, component, model)
                if proof.solid and made and len(_others(material, model, component)) >= WRONG:
                    yield Seed(made, level_of(material, model, 1), (f"model/{model}",))

    def make(self, material: Material, seed: Seed, chance: random.Random) -> Question | None:
        """The question of a seed."""
        model = seed.entries[0].partition("/")[2]
        component = next(c for c in _ASKED if seed.id == identifier(self.name, c, model))
        others = _others(material, model, component)
        if len(others) < WRONG:
            return None
        wrong = chance.sample(others, WRONG)
        if Component.FINAL_WEIGHTS in others and Component.FINAL_WEIGHTS not in wrong:
            # Whether the weights are out is what most people ask first.
            wrong[0] = Component.FINAL_WEIGHTS
        proofs = (material.held_back[component][model], *(material.public[part][model] for part in wrong))
        return Question(
            id=seed.id,
            maker=self.name,
            subject=self.subject,
            level=seed.level,
            prompt=wording(self.name, 3, chance, model=name_of(material, model)),
            options=tuple(Option(said=Message(key=f"question.option.{part}")) for part in (component, *wrong)),
            answer=(0,),
            explanation=Message(
                key="question.missing_part.why",
                values={
                    "model": name_of(material, model),
                    "part": Message(key=f"question.part.{component}"),
                    "others": Listing(items=tuple(Message(key=f"question.part.{part}") for part in wrong)),
                },
            ),
            sources=cited(material, proofs),
            entries=seed.entries,
        )


def _others(material: Material, model: str, component: Component) -> list[Component]:
    barred = _ALIKE[component] | _NEVER_OPTIONS
    return [part for part in Component if part not in barred and model in material.public[part]]
