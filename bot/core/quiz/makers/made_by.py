"""Which of these is by a maker: one is, the others are by makers who had no hand in it."""

import random
from collections.abc import Iterable

from bot.core.quiz.makers.bodies import certain_makers, known_makers, made_by_sources, mentions, together
from bot.core.quiz.makers.drawing import (
    WRONG,
    comparable,
    draw_models,
    enough_families,
    identifier,
    level_of,
    name_of,
    option_of,
    wording,
)
from bot.core.quiz.makers.maker import Seed
from bot.core.quiz.makers.material import Material
from bot.core.quiz.questions import Level, Listing, Message, Name, Question, Subject


class MadeBy:
    """The other way round of `organisation`."""

    name = "made_by"
    subject = Subject.MODELS

    def subjects(self, material: Material) -> Iterable[Seed]:
        """A seed for each version whose maker is certain."""
        for model, body in material.once(certain_makers).items():
            made = identifier(self.name, model)
            level = level_of(material, model)
            if made and enough_families(material, _others(material, model, level)):
                yield Seed(made, level, (f"model/{model}", f"organisation/{body}"))

    def make(self, material: Material, seed: Seed, chance: random.Random) -> Question | None:
        """The question of a seed."""
        slug = seed.entries[0].partition("/")[2]
        models = material.catalogue.models
        makers = material.once(certain_makers)
        body = material.once(known_makers)[makers[slug]]
        others = _others(material, slug, seed.level)
        one_each: dict[str, str] = {}
        for other in chance.sample(others, len(others)):
            one_each.setdefault(makers[other], other)
        wrong = draw_models(material, slug, tuple(one_each.values()), chance, WRONG)
        if wrong is None:
            return None
        bodies = material.catalogue.organisations
        others_shown = tuple(
            Message(
                key="question.made_by.pair",
                values={"model": name_of(material, other), "organisation": Name(text=bodies[makers[other]].name)},
            )
            for other in wrong
        )
        return Question(
            id=seed.id,
            maker=self.name,
            subject=self.subject,
            level=seed.level,
            prompt=wording(self.name, 3, chance, organisation=Name(text=body.name)),
            options=tuple(option_of(material, each) for each in (slug, *wrong)),
            answer=(0,),
            explanation=Message(
                key="question.made_by.why",
                values={
                    "model": name_of(material, slug),
                    "organisation": Name(text=body.name),
                    "others": Listing(items=others_shown),
                },
            ),
            sources=made_by_sources(material, models[slug]),
            entries=seed.entries,
        )


def _others(material: Material, model: str, level: Level) -> list[str]:
    makers = material.once(certain_makers)
    named = material.once(mentions)
    return [
        other
        for other in comparable(material, model, makers, level)
        if makers[other] != makers[model]
        and not together(makers[other], makers[model])
        and makers[model] not in named[other]
    ]
