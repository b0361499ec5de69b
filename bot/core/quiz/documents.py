"""The documents of `data/quiz/questions/`: questions written by hand, each with the pages that were read for it."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from bot.core.catalogue.documents import Document, InBoth, Level, Slug
from bot.core.learn.documents import Read
from bot.core.quiz.questions import MOST_OPTIONS, Subject


class QuestionDocument(Document):
    """A written question: either one right answer among wrong ones, or things to put in order."""

    slug: Slug
    subject: Subject
    level: Level
    prompt: InBoth
    right: InBoth | None = None
    wrong: Annotated[tuple[InBoth, ...], Field(max_length=MOST_OPTIONS - 1)] = ()
    """Plausible, and wrong for certain."""
    order: Annotated[tuple[InBoth, ...], Field(max_length=MOST_OPTIONS)] = ()
    """In the right order, instead of `right` and `wrong`."""
    explanation: InBoth
    """Why, in a sentence or two of our own; what the sources say and no more."""
    sources: Annotated[tuple[Read, ...], Field(min_length=1)]
    about: tuple[Annotated[str, StringConstraints(pattern=r"^[a-z]+/[a-z0-9.+-]+$")], ...] = ()
    """Entries that it is about, as `model/olmo-2`, `quote/...`, `person/...`, `term/...`: where to learn more."""

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if self.order:
            if self.right is not None or self.wrong:
                raise ValueError("a question has either `order` or `right` and `wrong`")
            if len(self.order) < 3:
                raise ValueError("an order needs three things or more")
        elif self.right is None or len(self.wrong) < 2:
            raise ValueError("a question needs `right` and two or more `wrong`")
        texts = [*self.order, *([self.right] if self.right else []), *self.wrong]
        for language in ("en", "zh-CN"):
            said = [text.in_language(language).casefold() for text in texts]
            if len(set(said)) != len(said):
                raise ValueError(f"two answers are the same in {language}")
            if any(len(text) > 100 for text in said):
                raise ValueError("an answer has at most 100 characters")
        return self
