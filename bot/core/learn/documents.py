"""The documents of `data/terms/`: what a word means, in our own words, and where that was read."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from bot.core.catalogue.documents import Day, Document, InBoth, Level, Line, Link, Slug


class Read(Document):
    """A page that was read, and when."""

    title: Line
    link: Link
    read: Day
    as_copy: bool = False
    """Whether what was read is a copy, an abstract or a long quotation of this page elsewhere, and not the page."""


class TermGroup(StrEnum):
    """Where a term stands in the list of all terms."""

    PARTS = "parts"
    """What a release consists of."""
    RELEASE = "release"
    """How something is released, or held back."""
    DEFINITIONS = "definitions"
    LICENCES = "licences"
    LAW = "law"
    MAKING = "making"
    """How models are made, run and changed."""
    DEBATE = "debate"


class TermDocument(Document):
    """What a word means. Two to five plain sentences, nobody's opinion."""

    slug: Slug
    name: InBoth
    aliases: tuple[Line, ...] = ()
    """What else people type for it, in either language."""
    group: TermGroup
    level: Level
    """How far into the matter one meets it: 1 at once, 3 late."""
    short: InBoth
    """The meaning in one clause that can stand alone and does not contain the term, for lists and quizzes."""
    meaning: InBoth
    sources: Annotated[tuple[Read, ...], Field(min_length=1)]
    see_also: tuple[Slug, ...] = ()
    """Other terms."""

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if self.slug in self.see_also:
            raise ValueError("`see_also` names the term itself")
        if len(self.short.en) > 110 or len(self.short.zh) > 60:
            raise ValueError("`short` has at most 110 characters in English and 60 in Chinese")
        return self
