"""What a maker of questions is. Each kind of question is one file beside this one and one line in the registry."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from bot.core.quiz.makers.material import Material
from bot.core.quiz.questions import Level, Question, Subject


@dataclass(frozen=True, slots=True)
class Seed:
    """One thing that can be asked. The question that grows from it may be worded and filled up in many ways."""

    id: str
    """The id that the question will have."""
    level: Level
    entries: tuple[str, ...]
    """What it is about, as `model/olmo-2`; two questions of one game share none."""
    subject: Subject | None = None
    """Where one maker serves several subjects; else the maker's own."""


class Maker(Protocol):
    """Makes questions of one kind."""

    @property
    def name(self) -> str:
        """Identifier, as in `Question.maker` and in message keys."""
        ...

    @property
    def subject(self) -> Subject:
        """What its questions are about."""
        ...

    def subjects(self, material: Material) -> Iterable[Seed]:
        """Everything that can be asked, always in the same order."""
        ...

    def make(self, material: Material, seed: Seed, chance: random.Random) -> Question | None:
        """The question of a seed, options not yet shuffled; None where too few wrong ones can be found."""
        ...
