"""The documents of `data/debate/`: quotes, people, topics, events. A quote without its source is refused here.

How sure we are of a quote is two things kept apart: where the words come from (provenance), and how
somebody checked them (the check, with the pages that were read).
"""

import re
from enum import StrEnum
from typing import Annotated, Literal, Self, TypeAlias
from urllib.parse import urlsplit

from pydantic import Field, StringConstraints, model_validator

from bot.core.catalogue.documents import Day, Document, InBoth, Line, Link, Moment, Note, Slug

MOST_WORDS = 80
"""The longest quote, in words; Chinese characters count as half a word each."""
MARK = "[…]"
"""What stands where words were left out."""

_CHINESE = re.compile(r"[\u3400-\u9fff]")


class Camp(StrEnum):
    """Which side of the debate words speak for. Neutral names: for release, for limits, or neither."""

    OPEN = "open"
    """For releasing weights, code or data."""
    LIMITS = "limits"
    """For holding back, staging or restricting release."""
    BETWEEN = "between"
    """Weighs both, or speaks of terms and definitions without taking a side."""


class Provenance(StrEnum):
    """Where the words come from."""

    PRIMARY = "primary"
    """The speaker's own publication, or a recording, transcript, filing or record."""
    REPORTED = "reported"
    """A named outlet quotes them."""
    UNVERIFIED = "unverified"
    """One weak report, or nothing found behind it."""


class Checked(StrEnum):
    """How the words were checked."""

    READ_AT_SOURCE = "read_at_source"
    CORROBORATED = "corroborated"
    SINGLE_REPORT = "single_report"
    NOT_FOUND = "not_found"

    @property
    def certain(self) -> bool:
        """Whether quizzes and both sides of a topic may rest on it."""
        return self in (Checked.READ_AT_SOURCE, Checked.CORROBORATED)


class Page(Document):
    """A page on which the words were read, or looked for."""

    link: Link
    outlet: Line
    own: bool = False
    """Whether it is the speaker's own publication, a recording's transcript, a filing or an official record."""
    as_copy: bool = False
    """Whether what was read is a full copy or a transcript of the source; the check's note says which."""


class Check(Document):
    """How, where and when somebody compared the words."""

    how: Checked
    pages: tuple[Page, ...]
    read: Day
    note: Note | None = None
    """What differs between the pages, or why nothing was found; in our own words."""


class QuoteDocument(Document):
    """What somebody said, word for word."""

    slug: Slug
    speaker: Slug
    """Of `data/debate/people`, or of `data/organisations` where a body speaks."""
    role: Line
    """The speaker's role at the time."""
    date: Moment
    date_inferred: bool = False
    """Whether no page states the date, so that it is our inference; the check's note says from what."""
    venue: Line
    """Where it was said or published."""
    link: Link
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")]
    words: Annotated[str, StringConstraints(min_length=8, max_length=900)]
    shortened: bool = False
    translations: dict[Annotated[str, StringConstraints(pattern=r"^(en|zh-CN)$")], str] = Field(default_factory=dict)
    """Our own translations; the original is always shown."""
    camp: Camp
    kind: Literal["statement", "terms"] = "statement"
    """Clauses of a licence or of terms are no opinion: they are shown, and stand for neither side."""
    topics: Annotated[tuple[Slug, ...], Field(min_length=1)]
    models: tuple[Slug, ...] = ()
    organisations: tuple[Slug, ...] = ()
    about: tuple[Slug, ...] = ()
    """People whom the words concern or answer."""
    replies_to: Slug | None = None
    context: InBoth
    """What came before and after, or what it answered; a sentence or two of our own."""
    provenance: Provenance
    check: Check

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        length = word_count(self.words)
        if length > MOST_WORDS:
            raise ValueError(f"a quote has at most {MOST_WORDS} words, this one has {length:.0f}")
        if self.shortened != (MARK in self.words):
            raise ValueError(f"`shortened` is true exactly where words are left out, and {MARK} stands there")
        missing = {"en", "zh-CN"} - set(self.translations) - {self.language}
        if missing:
            raise ValueError(f"`translations` lacks {', '.join(sorted(missing))}")
        self._check_fits()
        return self

    def _check_fits(self) -> None:
        hosts = {urlsplit(page.link).hostname for page in self.check.pages}
        own = any(page.own for page in self.check.pages)
        match self.check.how:
            case Checked.READ_AT_SOURCE if not own or self.provenance is not Provenance.PRIMARY:
                raise ValueError("`read_at_source` needs a page that is the source itself, and provenance primary")
            case Checked.CORROBORATED if len(hosts) < 2 or self.provenance is Provenance.UNVERIFIED:
                raise ValueError("`corroborated` needs pages of two or more outlets, and is not unverified")
            case Checked.SINGLE_REPORT if not hosts or self.provenance is Provenance.PRIMARY:
                raise ValueError("`single_report` needs the page of the report, and is not primary")
            case Checked.NOT_FOUND if self.provenance is not Provenance.UNVERIFIED or self.check.note is None:
                raise ValueError("`not_found` is unverified, and its note says where one looked")
            case _:
                return


def word_count(text: str) -> float:
    """Words as people count them; two Chinese characters make a word."""
    chinese = len(_CHINESE.findall(text))
    return len(_CHINESE.sub(" ", text).replace(MARK, " ").split()) + chinese / 2


class Role(Document):
    """What a person was, and when."""

    title: Line
    at: Line | None = None
    organisation: Slug | None = None
    since: Moment | None = None
    until: Moment | None = None
    link: Link


class Change(Document):
    """A change of mind, with the quotes before and after it."""

    date: Moment
    before: Slug
    after: Slug
    what: InBoth


FieldOfWork: TypeAlias = Literal["industry", "academia", "civil_society", "government", "journalism"]
"""Where somebody works."""


class PersonDocument(Document):
    """Somebody who speaks in the debate."""

    slug: Slug
    name: Line
    aliases: tuple[Line, ...] = ()
    field: FieldOfWork
    roles: tuple[Role, ...]
    links: tuple[Link, ...] = ()
    changes: tuple[Change, ...] = ()


class Point(Document):
    """A piece of evidence on a topic."""

    what: InBoth
    link: Link


class TopicDocument(Document):
    """One question of the debate, in neutral words."""

    slug: Slug
    name: InBoth
    aliases: tuple[Line, ...] = ()
    at_issue: InBoth
    """What the sides disagree on."""
    words_differ: InBoth | None = None
    """Where the sides mean different things by one word."""
    evidence: tuple[Point, ...] = ()
    lopsided: InBoth | None = None
    """Said where the record itself has many more checked words on one side."""


class EventDocument(Document):
    """Something that happened, dated and sourced."""

    slug: Slug
    date: Moment
    title: InBoth
    what: InBoth
    links: Annotated[tuple[Link, ...], Field(min_length=1)]
    people: tuple[Slug, ...] = ()
    organisations: tuple[Slug, ...] = ()
    models: tuple[Slug, ...] = ()
    quotes: tuple[Slug, ...] = ()
