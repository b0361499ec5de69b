"""In which year did an event happen: years around it are the other options."""

import random
from collections.abc import Iterable

from bot.core.quiz.makers.drawing import WRONG, by_distance, identifier, wording
from bot.core.quiz.makers.maker import Seed
from bot.core.quiz.makers.material import Material
from bot.core.quiz.makers.moments import askable_events, dated, event_pages, level_of_event
from bot.core.quiz.questions import Date, Level, Message, Option, Question, Subject

_APART: dict[Level, int] = {1: 3, 2: 1, 3: 1}
"""Years that the others are away, more or less, by level."""


class Year:
    """The others lie before and after, among the years of the debate's events."""

    name = "year"
    subject = Subject.HISTORY

    def subjects(self, material: Material) -> Iterable[Seed]:
        """A seed for each event whose title does not tell its year."""
        for slug, event in material.once(askable_events).items():
            made = identifier(self.name, slug)
            if made:
                yield Seed(made, level_of_event(material, event), (f"event/{slug}",))

    def make(self, material: Material, seed: Seed, chance: random.Random) -> Question | None:
        """The question of a seed."""
        event = material.record.events[seed.entries[0].partition("/")[2]]
        right = int(event.date[:4])
        known = [int(other.date[:4]) for other in material.record.events.values()]
        others = [year for year in range(min(known), max(known) + 1) if year != right]
        years = by_distance(others, lambda year: abs(abs(year - right) - _APART[seed.level]), chance)[:WRONG]
        if len(years) < WRONG:
            return None
        return Question(
            id=seed.id,
            maker=self.name,
            subject=self.subject,
            level=seed.level,
            prompt=wording(self.name, 2, chance),
            detail=event.title,
            options=tuple(Option(said=Date(moment=str(each))) for each in (right, *years)),
            answer=(0,),
            explanation=Message(key="question.year.why", values={"event": dated(event)}),
            sources=event_pages(event),
            entries=seed.entries,
        )
