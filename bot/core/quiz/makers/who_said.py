"""Whose words are these: a checked quote that does not name its speaker, and others who speak in the debate."""

import random
from collections.abc import Iterable

from bot.core.quiz.makers.drawing import WRONG, by_distance, wording
from bot.core.quiz.makers.maker import Seed
from bot.core.quiz.makers.material import Material
from bot.core.quiz.makers.voices import (
    certain_quotes,
    gives_away,
    homes,
    level_of_speaker,
    pages_of,
    quote_id,
    said_on,
    speaker_said,
    words_of,
)
from bot.core.quiz.questions import Message, Name, Option, Question, Said, Subject


class WhoSaid:
    """The others are of the same field and spoke in about the same years; none stands for a body that the speaker
    stood for, or is named with the words."""

    name = "who_said"
    subject = Subject.DEBATE

    def subjects(self, material: Material) -> Iterable[Seed]:
        """A seed for each quote that does not give its speaker away."""
        for quote in certain_quotes(material):
            made = quote_id(self.name, quote)
            if made and not gives_away(material, quote):
                level = level_of_speaker(material, quote.speaker)
                yield Seed(made, level, (f"quote/{quote.slug}", f"{_kind(material, quote.speaker)}/{quote.speaker}"))

    def make(self, material: Material, seed: Seed, chance: random.Random) -> Question | None:
        """The question of a seed."""
        record = material.record
        quote = record.quotes[seed.entries[0].partition("/")[2]]
        person = record.people.get(quote.speaker)
        own = homes(material, quote.speaker)
        barred = {quote.speaker, *quote.about, *quote.organisations}
        year = int(quote.date[:4])

        def distance(other: str) -> float:
            there = record.people.get(other)
            same_field = person is not None and there is not None and person.field == there.field
            years = min(abs(int(said.date[:4]) - year) for said in record.by_speaker(other))
            harder = 0.5 * abs(level_of_speaker(material, other) - seed.level)
            return (0 if same_field else 2) + years + harder

        others = [
            other
            for other in record.speakers
            if other not in barred
            and (other in record.people) is (person is not None)
            and not own & homes(material, other)
            and (seed.level == 3 or level_of_speaker(material, other) < 3 or person is None)
        ]
        wrong = by_distance(others, distance, chance)[:WRONG]
        if len(wrong) < WRONG:
            return None
        values: dict[str, Said] = {
            "speaker": speaker_said(material, quote.speaker),
            "role": Name(text=quote.role),
            "day": said_on(quote),
        }
        return Question(
            id=seed.id,
            maker=self.name,
            subject=self.subject,
            level=seed.level,
            prompt=wording(self.name, 3, chance),
            detail=words_of(quote),
            options=tuple(
                Option(said=speaker_said(material, each), entry=f"{_kind(material, each)}/{each}")
                for each in (quote.speaker, *wrong)
            ),
            answer=(0,),
            explanation=Message(key="question.who_said.why", values=values),
            sources=pages_of(quote),
            entries=seed.entries,
        )


def _kind(material: Material, speaker: str) -> str:
    return "person" if speaker in material.record.people else "organisation"
