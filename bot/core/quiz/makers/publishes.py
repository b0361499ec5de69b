"""Which of these publishes its weights, its training code, ..., and the reverse: which keeps them to itself."""

import random
from collections.abc import Iterable, Mapping

from bot.core.catalogue.components import Component
from bot.core.quiz.makers.certainty import PLAIN_PARTS, Proof
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


class Publishing:
    """One does for certain, which rests on two sources; the others do not, for certain too."""

    subject = Subject.MODELS

    def __init__(self, name: str, *, public: bool) -> None:
        """Ask for the one that publishes a part, or for the one that holds it back."""
        self.name = name
        self._public = public

    def _asked(self, material: Material) -> Mapping[Component, Mapping[str, Proof]]:
        return material.public if self._public else material.held_back

    def _others(self, material: Material) -> Mapping[Component, Mapping[str, Proof]]:
        return material.held_back if self._public else material.public

    def subjects(self, material: Material) -> Iterable[Seed]:
        """A seed for each part of a version of which two sources say so."""
        for component in PLAIN_PARTS:
            others_of_part = self._others(material)[component]
            for model, proof in self._asked(material)[component].items():
                made = identifier(self.name, component, model)
                level = level_of(material, model, int(component is not Component.FINAL_WEIGHTS))
                others = comparable(material, model, others_of_part, level)
                if proof.solid and made and enough_families(material, others):
                    yield Seed(made, level, (f"model/{model}",))

    def make(self, material: Material, seed: Seed, chance: random.Random) -> Question | None:
        """The question of a seed."""
        model = seed.entries[0].partition("/")[2]
        component = next(c for c in PLAIN_PARTS if seed.id == identifier(self.name, c, model))
        others = comparable(material, model, self._others(material)[component], seed.level)
        wrong = draw_models(material, model, others, chance)
        if wrong is None:
            return None
        part = Message(key=f"question.part.{component}")
        proofs = (self._asked(material)[component][model],)
        return Question(
            id=seed.id,
            maker=self.name,
            subject=self.subject,
            level=seed.level,
            prompt=wording(self.name, 3, chance, part=part),
            options=tuple(option_of(material, each) for each in (model, *wrong)),
            answer=(0,),
            explanation=Message(
                key=f"question.{self.name}.why",
                values={"model": name_of(material, model), "part": part, "others": names_of(material, wrong)},
            ),
            sources=cited(material, proofs),
            entries=seed.entries,
        )


PUBLISHES = Publishing("publishes", public=True)
WITHHOLDS = Publishing("withholds", public=False)
