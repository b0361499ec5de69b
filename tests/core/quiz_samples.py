"""Made-up questions and games for tests of what happens to them."""

from datetime import UTC, datetime
from typing import Any

from bot.core.catalogue.documents import InBoth
from bot.core.quiz.events import Rules, Start
from bot.core.quiz.questions import Cited, Level, Name, Option, Question, Subject

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SUBJECTS = list(Subject)


def question(number: int = 0, *, options: int = 4, level: Level = 2, order: bool = False) -> Question:
    """A question whose right answer is its option 1, or for an order the options backwards."""
    return Question(
        id=f"made-up-{number}",
        maker="made_up",
        subject=SUBJECTS[number % len(SUBJECTS)],
        level=level,
        form="order" if order else "choice",
        prompt=InBoth.model_validate({"en": f"What is {number}?", "zh-CN": f"{number}是什么？"}),
        options=tuple(Option(said=Name(text=f"Option {place} of {number}")) for place in range(options)),
        answer=tuple(reversed(range(options))) if order else (1,),
        explanation=InBoth.model_validate({"en": "So it is.", "zh-CN": "就是这样。"}),
        sources=(Cited(title=Name(text="A page"), link="https://example.org/page"),),
    )


def rules(**given: Any) -> Rules:
    """Thirty seconds, everybody, no teams, unless said otherwise."""
    return Rules(**given)


def start(questions: int = 3, *, member: int = 1, **given: Any) -> Start:
    """The start of a game with so many questions of levels 1, 2, 3, 1, ..."""
    levels: tuple[Level, ...] = (1, 2, 3)
    return Start(
        member=member,
        name="Ann",
        rules=rules(**given),
        questions=tuple(question(number, level=levels[number % 3]) for number in range(questions)),
    )
