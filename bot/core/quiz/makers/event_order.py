"""Put these in order: three or four events, each certainly before the next at the exactness of their dates."""

import random
from collections.abc import Iterable

from bot.core.debate.documents import EventDocument
from bot.core.quiz.makers.drawing import identifier, wording
from bot.core.quiz.makers.maker import Seed
from bot.core.quiz.makers.material import Material
from bot.core.quiz.makers.moments import (
    HALF_A_YEAR,
    MONTH,
    apart,
    askable_events,
    dated,
    days_between,
    event_option,
    event_pages,
    level_of_event,
)
from bot.core.quiz.questions import Level, Message, Question, Subject

_LEAST = {2: HALF_A_YEAR, 3: MONTH}
"""Days between one event and the next, by level."""
_FEWEST, _MOST = 3, 4


class EventOrder:
    """Ordering is never easy: at level 2 half a year lies between, at level 3 a month."""

    name = "event_order"
    subject = Subject.HISTORY

    def subjects(self, material: Material) -> Iterable[Seed]:
        """A seed for each event that may be the first of a row."""
        for slug, event in material.once(askable_events).items():
            made = identifier(self.name, slug)
            level: Level = 2 if level_of_event(material, event) == 1 else 3
            if made and len(_row(material, event, level, None)) == _MOST:
                yield Seed(made, level, (f"event/{slug}",))

    def make(self, material: Material, seed: Seed, chance: random.Random) -> Question | None:
        """The question of a seed."""
        event = material.record.events[seed.entries[0].partition("/")[2]]
        row = _row(material, event, seed.level, chance)
        if len(row) < _FEWEST:
            return None
        return Question(
            id=seed.id,
            maker=self.name,
            subject=self.subject,
            level=seed.level,
            form="order",
            prompt=wording(self.name, 2, chance),
            options=tuple(event_option(each) for each in row),
            answer=tuple(range(len(row))),
            explanation=Message(key="question.event_order.why", values={"order": dated(*row)}),
            sources=event_pages(*row),
            entries=seed.entries,
        )


def _row(material: Material, first: EventDocument, level: int, chance: random.Random | None) -> list[EventDocument]:
    """A row from one event on; without chance the tightest one."""
    row = [first]
    later = sorted(material.once(askable_events).values(), key=lambda event: (event.date, event.slug))
    candidates = [event for event in later if days_between(first.date, event.date) >= _LEAST[level]]
    if chance is not None and candidates:
        # Twelve of those that follow make a row of a few years, not of ten.
        nearest = candidates[:24]
        candidates = sorted(chance.sample(nearest, min(12, len(nearest))), key=lambda event: (event.date, event.slug))
        last = candidates[-1].date
        candidates += [event for event in later if event.date > last]
    for event in candidates:
        late_enough = days_between(row[-1].date, event.date) >= _LEAST[level]
        if len(row) < _MOST and late_enough and all(apart(event, taken) for taken in row):
            row.append(event)
    return row
