"""What a term means, among the meanings of other terms."""

import random
from collections.abc import Iterable

from bot.core.quiz.makers.drawing import WRONG, by_distance, identifier, wording
from bot.core.quiz.makers.maker import Seed
from bot.core.quiz.makers.material import Material
from bot.core.quiz.makers.term_words import distance, explained, others_beside, pages_of_term
from bot.core.quiz.questions import Option, Question, Subject


class Meaning:
    """Meanings are clauses of our own that do not contain the term."""

    name = "meaning"
    subject = Subject.TERMS

    def subjects(self, material: Material) -> Iterable[Seed]:
        """A seed for each term."""
        for slug, term in sorted(material.terms.items()):
            made = identifier(self.name, slug)
            fits = len(term.short.en) <= 100
            if made and fits and len(others_beside(material, term)) >= WRONG:
                yield Seed(made, term.level, (f"term/{slug}",))

    def make(self, material: Material, seed: Seed, chance: random.Random) -> Question | None:
        """The question of a seed."""
        term = material.terms[seed.entries[0].partition("/")[2]]
        fitting = [other for other in others_beside(material, term) if len(other.short.en) <= 100]
        wrong = by_distance(fitting, lambda other: distance(term, other), chance)[:WRONG]
        if len(wrong) < WRONG:
            return None
        return Question(
            id=seed.id,
            maker=self.name,
            subject=self.subject,
            level=seed.level,
            prompt=wording(self.name, 3, chance, term=term.name),
            options=tuple(Option(said=each.short, entry=f"term/{each.slug}") for each in (term, *wrong)),
            answer=(0,),
            explanation=explained(term),
            sources=pages_of_term(term),
            entries=seed.entries,
        )
