"""A question as a game holds it, whoever wrote or made it; its words are still to be said in a language.

A question carries all that asking, marking and explaining it takes, so that a game goes on with the very same
question after a restart or a change of the catalogue.
"""

import random
from enum import StrEnum
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import Field, StringConstraints, model_validator

from bot.core.catalogue.documents import Document, InBoth, Level, Line, Link, Moment

MOST_OPTIONS = 5
"""As many as there are buttons in a row."""


class Subject(StrEnum):
    """What a question is about; players choose by it, statistics count by it."""

    MODELS = "models"
    LICENCES = "licences"
    DEFINITIONS = "definitions"
    DEBATE = "debate"
    HISTORY = "history"
    TERMS = "terms"


class Name(Document):
    """A name or exact words from the catalogue; shown as it is, escaped."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=900)]


class Date(Document):
    """A date as exact as it is known, written as the language does."""

    moment: Moment


class Listing(Document):
    """Several things in a row: `a, b and c`."""

    items: Annotated[tuple["Said", ...], Field(min_length=1)]


class Quoted(Document):
    """Somebody's exact words, shown with the translation where the reader's language is another."""

    words: Annotated[str, StringConstraints(min_length=1, max_length=900)]
    language: Line
    translations: dict[str, str] = Field(default_factory=dict)


class Message(Document):
    """A message of the catalogues, with what stands in its `{places}`."""

    key: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_-]+)+$")]
    values: dict[str, "Said"] = Field(default_factory=dict)


Said: TypeAlias = Message | Name | Date | Listing | Quoted | InBoth
"""Something to be said: found in the message catalogues, written in both languages, or a name that needs neither."""


class Option(Document):
    """One of the answers to choose from."""

    said: Said
    entry: Annotated[str, StringConstraints(pattern=r"^[a-z]+/[a-z0-9.+-]+$")] | None = None
    """The entry behind it as `model/olmo-2`, where there is one."""


class Cited(Document):
    """Where it can be read that the answer is right."""

    title: Said
    link: Link


class Question(Document):
    """One question with its answer and the evidence for it."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([.+-]+[a-z0-9]+)*\+*$", max_length=80)]
    """What is asked about, however it is worded and whatever else there is to choose from: the same id comes back
    in a server only after a while, and collects the question's statistics."""
    maker: Annotated[str, StringConstraints(pattern=r"^[a-z_]+$", max_length=40)]
    """The maker's name, or `written` for one that was written by hand."""
    subject: Subject
    level: Level
    """A right answer is worth as many points."""
    form: Literal["choice", "order"] = "choice"
    prompt: Said
    detail: Said | None = None
    """What stands under the prompt, such as a quote."""
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=MOST_OPTIONS)]
    answer: Annotated[tuple[int, ...], Field(min_length=1, max_length=MOST_OPTIONS)]
    """For a choice the index of the one right option, for an order all indexes in the right order."""
    explanation: Said
    sources: Annotated[tuple[Cited, ...], Field(min_length=1)]
    entries: tuple[str, ...] = ()
    """What the answer rests on, as `model/olmo-2`: where to learn more, and what a report is about."""

    @model_validator(mode="after")
    def _can_be_answered(self) -> Self:
        if self.form == "choice" and len(self.answer) != 1:
            raise ValueError("a choice has one right option")
        if self.form == "order" and sorted(self.answer) != list(range(len(self.options))):
            raise ValueError("an order names every option once")
        if not all(0 <= index < len(self.options) for index in self.answer):
            raise ValueError("the answer names an option that is not there")
        if len({option.said.model_dump_json() for option in self.options}) != len(self.options):
            raise ValueError("two options say the same")
        return self

    def right(self, choice: tuple[int, ...]) -> bool:
        """Whether a choice (indexes into `options`) is the right answer."""
        return choice == self.answer

    def shuffled(self, chance: random.Random) -> "Question":
        """The same question with its options in another order."""
        places = list(range(len(self.options)))
        chance.shuffle(places)
        moved = {old: new for new, old in enumerate(places)}
        return self.model_copy(
            update={
                "options": tuple(self.options[old] for old in places),
                "answer": tuple(moved[index] for index in self.answer),
            }
        )


Listing.model_rebuild()
Message.model_rebuild()
Question.model_rebuild()
