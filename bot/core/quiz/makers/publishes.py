"""Which of these publishes its weights, its training code, ...: one does for certain, the others hold theirs back."""

import random
from collections.abc import Iterable

from bot.core.catalogue.components import Component
from bot.core.quiz.makers.certainty import PLAIN_PARTS
from bot.core.quiz.makers.drawing import (
    cited,
    comparable,
    draw_models,
    enough_families,
    identifier,
    level_of,
    name_of,
    names_of,
    option_of,
    wording,
)
from bot.core.quiz.makers.maker import Seed
from bot.core.quiz.makers.material import Material
from bot.core.quiz.questions import Message, Question, Subject


class Publishes:
    """Right ones rest on two sources."""

    name = "publishes"
    subject = Subject.MODELS

    def subjects(self, material: Material) -> Iterable[Seed]:
        """A seed for each part of a version that two sources call public."""
        for component in PLAIN_PARTS:
            held_back = material.held_back[component]
            for model, proof in material.public[component].items():
                made = identifier(self.name, component, model)
                level = level_of(material, model, int(component is not Component.FINAL_WEIGHTS))
                others = comparable(material, model, held_back, level)
                if proof.solid and made and enough_families(material, others):
                    yield Seed(made, level, (f"model/{model}",))

    def make(self, material: Material, seed: Seed, chance: random.Random) -> Question | None:
        """The question of a seed."""
        model = seed.entries[0].partition("/")[2]
        component = next(c for c in PLAIN_PARTS if seed.id == identifier(self.name, c, model))
        others = comparable(material, model, material.held_back[component], seed.level)
        wrong = draw_models(material, model, others, chance)
        if wrong is None:
            return None
        part = Message(key=f"question.part.{component}")
        proofs = (material.public[component][model],)
        return Question(
            id=seed.id,
            maker=self.name,
            subject=self.subject,
            level=seed.level,
            prompt=wording(self.name, 3, chance, part=part),
            options=tuple(option_of(material, each) for each in (model, *wrong)),
            answer=(0,),
            explanation=Message(
                key="question.publishes.why",
                values={"model": name_of(material, model), "part": part, "others": names_of(material, wrong)},
            ),
            sources=cited(material, proofs),
            entries=seed.entries,
        )
