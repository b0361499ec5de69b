"""Which term a meaning belongs to, among other terms."""

import random
from collections.abc import Iterable

from bot.core.quiz.makers.drawing import WRONG, by_distance, identifier, wording
from bot.core.quiz.makers.maker import Seed
from bot.core.quiz.makers.material import Material
from bot.core.quiz.makers.term_words import distance, explained, others_beside, pages_of_term
from bot.core.quiz.questions import Option, Question, Subject


class TermFor:
    """The other way round of `meaning`."""

    name = "term_for"
    subject = Subject.TERMS

    def subjects(self, material: Material) -> Iterable[Seed]:
        """A seed for each term."""
        for slug, term in sorted(material.terms.items()):
            made = identifier(self.name, slug)
            if made and len(others_beside(material, term)) >= WRONG:
                yield Seed(made, term.level, (f"term/{slug}",))

    def make(self, material: Material, seed: Seed, chance: random.Random) -> Question | None:
        """The question of a seed."""
        term = material.terms[seed.entries[0].partition("/")[2]]
        others = others_beside(material, term)
        wrong = by_distance(others, lambda other: distance(term, other), chance)[:WRONG]
        if len(wrong) < WRONG:
            return None
        return Question(
            id=seed.id,
            maker=self.name,
            subject=self.subject,
            level=seed.level,
            prompt=wording(self.name, 3, chance),
            detail=term.short,
            options=tuple(Option(said=each.name, entry=f"term/{each.slug}") for each in (term, *wrong)),
            answer=(0,),
            explanation=explained(term),
            sources=pages_of_term(term),
            entries=seed.entries,
        )
