"""Questions that were written by hand, as they stand in their documents."""

import random
from collections.abc import Iterable

from bot.core.quiz.makers.maker import Seed
from bot.core.quiz.makers.material import Material
from bot.core.quiz.questions import Cited, Name, Option, Question, Subject

WRITTEN = "written"


class Written:
    """Their ids are their slugs, and each has its own subject."""

    name = WRITTEN
    subject = Subject.DEFINITIONS
    """Of none in particular: every seed names its own."""

    def subjects(self, material: Material) -> Iterable[Seed]:
        """A seed for each document."""
        for slug, document in sorted(material.written.items()):
            yield Seed(slug, document.level, document.about, document.subject)

    def make(self, material: Material, seed: Seed, chance: random.Random) -> Question | None:  # noqa: ARG002 - nothing is drawn
        """The question of a seed; nothing in it is left to chance but the order of its options."""
        document = material.written[seed.id]
        said = document.order or ((document.right, *document.wrong) if document.right else ())
        return Question(
            id=seed.id,
            maker=self.name,
            subject=document.subject,
            level=seed.level,
            form="order" if document.order else "choice",
            prompt=document.prompt,
            options=tuple(Option(said=each) for each in said),
            answer=tuple(range(len(said))) if document.order else (0,),
            explanation=document.explanation,
            sources=tuple(Cited(title=Name(text=read.title), link=read.link) for read in document.sources[:3]),
            entries=document.about,
        )
