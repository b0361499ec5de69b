"""Questions to play with, a pool that holds them, and a clock that is set by hand."""

import random
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta

from bot.core.quiz.pool import Wish
from bot.core.quiz.questions import Cited, Level, Name, Option, Question, Subject

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
"""A Wednesday."""
RIGHT, WRONG = (1,), (0,)


def question(slug: str, subject: Subject = Subject.MODELS, level: Level = 1, options: int = 4) -> Question:
    """A question whose second option is right."""
    return Question(
        id=slug,
        maker="written",
        subject=subject,
        level=level,
        prompt=Name(text=f"Which is {slug}?"),
        options=tuple(Option(said=Name(text=f"{slug} {number}")) for number in range(options)),
        answer=RIGHT,
        explanation=Name(text="It is."),
        sources=(Cited(title=Name(text="The marsh"), link="https://marsh.example/heron"),),
    )


class SmallPool:
    """As `QuestionPool`, over a few questions, in their order. Take one out of `questions`, and nobody makes it."""

    def __init__(self, *questions: Question) -> None:
        self.questions = {each.id: each for each in questions}

    @property
    def seeds(self) -> Mapping[str, tuple[str, Subject, Level]]:
        return {each.id: (each.maker, each.subject, each.level) for each in self.questions.values()}

    def get(self, id: str, chance: random.Random) -> Question | None:  # noqa: ARG002
        return self.questions.get(id)

    def choose(
        self,
        wish: Wish,
        recent: Collection[str],
        levels: Mapping[str, Level],  # noqa: ARG002
        chance: random.Random,  # noqa: ARG002
    ) -> tuple[Question, ...]:
        found = [
            each for each in self.questions.values() if each.id not in recent and wish.subject in (None, each.subject)
        ]
        near = sorted(found, key=lambda each: abs(each.level - wish.level) if wish.level else 0)
        return tuple(near[: wish.count])


class Clock:
    """The present, until it is moved on."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> datetime:
        self.now += timedelta(**time)
        return self.now
