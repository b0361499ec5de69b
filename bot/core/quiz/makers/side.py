"""For release or for limits: which side somebody's checked words speak for."""

import random
from collections.abc import Iterable

from bot.core.debate.documents import Camp
from bot.core.quiz.makers.drawing import wording
from bot.core.quiz.makers.maker import Seed
from bot.core.quiz.makers.material import Material
from bot.core.quiz.makers.voices import (
    certain_quotes,
    level_of_speaker,
    pages_of,
    quote_id,
    said_on,
    speaker_said,
    words_of,
)
from bot.core.quiz.questions import Message, Option, Question, Subject


class Side:
    """Words that weigh both sides are never asked about; that somebody does so is only ever a wrong option."""

    name = "side"
    subject = Subject.DEBATE

    def subjects(self, material: Material) -> Iterable[Seed]:
        """A seed for each quote that takes a side; harder where the speaker is quoted on both."""
        for quote in certain_quotes(material):
            made = quote_id(self.name, quote)
            if made and quote.camp is not Camp.BETWEEN:
                said = material.record.by_speaker(quote.speaker)
                steady = all(other.camp is quote.camp for other in said)
                known = level_of_speaker(material, quote.speaker) < 3
                yield Seed(made, 1 if steady and known else 2 if steady else 3, (f"quote/{quote.slug}",))

    def make(self, material: Material, seed: Seed, chance: random.Random) -> Question | None:
        """The question of a seed."""
        quote = material.record.quotes[seed.entries[0].partition("/")[2]]
        other = Camp.LIMITS if quote.camp is Camp.OPEN else Camp.OPEN
        return Question(
            id=seed.id,
            maker=self.name,
            subject=self.subject,
            level=seed.level,
            prompt=wording(self.name, 3, chance),
            detail=words_of(quote),
            options=tuple(Option(said=Message(key=f"camp.{camp}")) for camp in (quote.camp, other, Camp.BETWEEN)),
            answer=(0,),
            explanation=Message(
                key=f"question.side.why.{quote.camp}",
                values={"speaker": speaker_said(material, quote.speaker), "day": said_on(quote)},
            ),
            sources=pages_of(quote),
            entries=seed.entries,
        )
