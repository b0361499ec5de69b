"""Who made a version: its maker among others who had no hand in it."""

import random
from collections.abc import Iterable

from bot.core.catalogue.documents import OrganisationDocument
from bot.core.quiz.makers.bodies import certain_makers, known_makers, made_by_sources, mentions, names_maker, together
from bot.core.quiz.makers.drawing import WRONG, by_distance, identifier, level_of, name_of, wording
from bot.core.quiz.makers.maker import Seed
from bot.core.quiz.makers.material import Material
from bot.core.quiz.questions import Message, Name, Option, Question, Subject


class Organisation:
    """Others are about as busy and, by chance, of the same country; none that the version's entry names anywhere."""

    name = "organisation"
    subject = Subject.MODELS

    def subjects(self, material: Material) -> Iterable[Seed]:
        """A seed for each version whose maker is certain."""
        for model, body in material.once(certain_makers).items():
            made = identifier(self.name, model)
            if made:
                yield Seed(made, level_of(material, model), (f"model/{model}", f"organisation/{body}"))

    def make(self, material: Material, seed: Seed, chance: random.Random) -> Question | None:
        """The question of a seed."""
        slug = seed.entries[0].partition("/")[2]
        model = material.catalogue.models[slug]
        known = material.once(known_makers)
        body = known[model.organisation]
        others = [
            other
            for other in known.values()
            if other.slug != body.slug
            and not together(other.slug, body.slug)
            and other.slug not in material.once(mentions)[slug]
            and not names_maker(model, other)
        ]
        busy = material.once(_busy)

        def distance(other: OrganisationDocument) -> float:
            return abs(busy[other.slug] - busy[body.slug]) + (0 if other.country == body.country else 2)

        wrong = by_distance(others, distance, chance)[:WRONG]
        if len(wrong) < WRONG:
            return None
        return Question(
            id=seed.id,
            maker=self.name,
            subject=self.subject,
            level=seed.level,
            prompt=wording(self.name, 3, chance, model=name_of(material, slug)),
            options=tuple(
                Option(said=Name(text=each.name), entry=f"organisation/{each.slug}") for each in (body, *wrong)
            ),
            answer=(0,),
            explanation=Message(
                key="question.organisation.why",
                values={"model": name_of(material, slug), "organisation": Name(text=body.name)},
            ),
            sources=made_by_sources(material, model),
            entries=seed.entries,
        )


def _busy(material: Material) -> dict[str, float]:
    """How many versions each maker has, in steps: ten versions more are one step at most."""
    return {slug: min(6.0, len(material.catalogue.versions_of_maker(slug)) / 5) for slug in known_makers(material)}
