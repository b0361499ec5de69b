"""What somebody chose, as indexes into a question's options: whether it can be, and how it is written down."""

from bot.core.quiz.questions import Question


def is_possible(question: Question, choice: tuple[int, ...]) -> bool:
    """Whether a choice answers the question at all: one option, or all of them in some order."""
    if question.form == "order":
        return sorted(choice) == list(range(len(question.options)))
    return len(choice) == 1 and 0 <= choice[0] < len(question.options)


def written(choice: tuple[int, ...]) -> str:
    """A choice as it is stored: `2`, or `1,0,2` for an order."""
    return ",".join(map(str, choice))


def read(text: str) -> tuple[int, ...]:
    """The choice that was written so."""
    return tuple(map(int, text.split(",")))
