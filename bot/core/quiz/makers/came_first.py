"""Which of these came first: events whose order is certain at the exactness of their dates."""

import random
from collections.abc import Iterable

from bot.core.debate.documents import EventDocument
from bot.core.quiz.makers.drawing import WRONG, by_distance, identifier, wording
from bot.core.quiz.makers.maker import Seed
from bot.core.quiz.makers.material import Material
from bot.core.quiz.makers.moments import (
    HALF_A_YEAR,
    YEAR,
    apart,
    askable_events,
    dated,
    days_between,
    event_option,
    event_pages,
    level_of_event,
)
from bot.core.quiz.questions import Message, Question, Subject

_LEAST = {1: YEAR, 2: HALF_A_YEAR, 3: HALF_A_YEAR}
"""Days by which the others came later, by level."""


class CameFirst:
    """All four concern different people, bodies and versions."""

    name = "came_first"
    subject = Subject.HISTORY

    def subjects(self, material: Material) -> Iterable[Seed]:
        """A seed for each event that enough others followed."""
        events = material.once(askable_events)
        for slug, event in events.items():
            made = identifier(self.name, slug)
            level = level_of_event(material, event)
            if made and len(_later(material, event, _LEAST[level])) >= 2 * WRONG:
                yield Seed(made, level, (f"event/{slug}",))

    def make(self, material: Material, seed: Seed, chance: random.Random) -> Question | None:
        """The question of a seed."""
        event = material.record.events[seed.entries[0].partition("/")[2]]
        later = _later(material, event, _LEAST[seed.level])
        drawn: list[EventDocument] = []
        for other in by_distance(later, lambda other: days_between(event.date, other.date) / YEAR, chance):
            if len(drawn) < WRONG and all(apart(other, taken) for taken in drawn):
                drawn.append(other)
        if len(drawn) < WRONG:
            return None
        return Question(
            id=seed.id,
            maker=self.name,
            subject=self.subject,
            level=seed.level,
            prompt=wording(self.name, 2, chance),
            options=tuple(event_option(each) for each in (event, *drawn)),
            answer=(0,),
            explanation=Message(
                key="question.came_first.why",
                values={"order": dated(event, *sorted(drawn, key=lambda each: each.date))},
            ),
            sources=event_pages(event, *drawn),
            entries=seed.entries,
        )


def _later(material: Material, event: EventDocument, least: int) -> list[EventDocument]:
    events = material.once(askable_events).values()
    return [other for other in events if days_between(event.date, other.date) >= least and apart(event, other)]
