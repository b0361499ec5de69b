"""The documents of `data/`: what a file of each kind may hold. One definition serves files, database and editing.

Everything is strict: an unknown key, a wrong type or a link that is not http(s) is refused, so that a
typing error in a file is found by `catalogue check` and not by a member.
"""

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from bot.core.catalogue.components import Access, Channel, Component, Status


class Document(BaseModel):
    """Base of every document: immutable, strict about keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


def _checked_link(value: str) -> str:
    if any(character.isspace() or ord(character) < 32 for character in value):
        raise ValueError("a link may hold no blanks")
    try:
        parts = urlsplit(value)
        host = parts.hostname or ""
    except ValueError as problem:
        raise ValueError("this is not a link") from problem
    if parts.scheme not in ("http", "https"):
        raise ValueError("a link starts with http:// or https://")
    if "." not in host or host.startswith(".") or host.endswith("."):
        raise ValueError("a link needs the name of a site, such as example.org")
    return value


def _checked_moment(value: str) -> str:
    """Accept a day, a month or a year, since that is all that most sources give."""
    if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", value):
        raise ValueError("write a date as 2024, 2024-07 or 2024-07-23")
    year, month, day = (*(int(part) for part in value.split("-")), 1, 1)[:3]
    date(year, month, day)
    return value


def _written_as_day(value: object) -> object:
    """Refuse what pydantic would take for seconds since 1970: a day is written as one."""
    if isinstance(value, date) or (isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value)):
        return value
    raise ValueError(f"`{value}` is not a day; write it as 2024-07-23")


Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:[.+-]?[a-z0-9]+)*\+*$", max_length=80)]
"""The name of an entry in files and links: lower case, digits, dots and single hyphens."""
Link = Annotated[str, AfterValidator(_checked_link), StringConstraints(max_length=600)]
Moment = Annotated[str, AfterValidator(_checked_moment)]
"""A date as exact as it is known: `2024`, `2024-07` or `2024-07-23`."""
Day = Annotated[date, BeforeValidator(_written_as_day)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Note = Annotated[str, StringConstraints(min_length=1, max_length=600)]
"""A sentence or two in our own words; a source's own notes are never copied."""


def _written_as_number(value: object) -> object:
    """Take a number that a file's reader gives as text."""
    return int(value) if isinstance(value, str) and re.fullmatch(r"[0-9]", value) else value


Level = Annotated[Literal[1, 2, 3], BeforeValidator(_written_as_number)]
"""How far into the matter something is: easy, medium, hard."""


class InBoth(Document):
    """A text of ours in the languages that Ajar speaks."""

    en: Note
    zh: Annotated[Note, Field(alias="zh-CN")]

    model_config = Document.model_config | {"populate_by_name": True, "serialize_by_alias": True}

    def in_language(self, language: str) -> str:
        """The text in a language of the message catalogues; English for any other."""
        return self.zh if language.startswith("zh") else self.en


def in_language(text: InBoth | str | None, language: str) -> str | None:
    """A text in a reader's language; one that stands in a single language as it is, None where there is none."""
    return text.in_language(language) if isinstance(text, InBoth) else text


class Modality(StrEnum):
    """What a model takes in or gives out."""

    TEXT = "text"
    CODE = "code"
    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    MULTIMODAL = "multimodal"
    OTHER = "other"


class Difference(Document):
    """Why a first-hand reading differs from what other sources say of the same component."""

    why: InBoth
    settled: bool = True
    """False where the pages that were read leave the dispute open."""


class Assessment(Document):
    """What one record says of one component."""

    says: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    """The source's own word, before our mapping."""
    status: Status
    access: Access = Access.UNKNOWN
    licence: Slug | None = None
    """Identifier of a file in `data/licences`, or None where the source names none."""
    links: tuple[Link, ...] = ()
    """Where it is to be seen; of an `unknown`, where one looked."""
    note: InBoth | Note | None = None
    """What the pages show, or what was looked for in vain; in both languages where we read them ourselves."""
    read: Day | None = None
    """The day on which the pages were read, where that is not the snapshot of the record."""
    differs: Difference | None = None
    doubt: InBoth | Note | None = None
    """Why this one word is set aside: it stays visible and decides nothing."""


class Reach(Document):
    """What one record says of one way to reach the model."""

    says: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    available: bool | None = None
    links: tuple[Link, ...] = ()


class Published(Document):
    """What a source itself published as its result, kept beside what we compute and never mixed with it."""

    score: float | None = None
    """For the European index: the mean over its twelve parameters, 0 to 1."""
    mof_class: int | None = Field(default=None, ge=0, le=3)
    """For a Model Openness Tool record: the class that the tool's own rule gives it, 0 for none."""
    progress: tuple[float, float, float] | None = None
    """For a Model Openness Tool record: percent of classes I, II and III, in this order."""
    result: Line | None = None
    """For others: their own word, such as `passed` or `restricted`."""
    note: Note | None = None


class Record(Document):
    """One source's file or row on one version, mapped onto our components."""

    source: Slug
    record: Line
    """The file or row in the source that this was read from."""
    judged: Line
    """The name of what the source judged, in its own spelling."""
    snapshot: Day
    """The day on which the source stood like this."""
    verified: bool = True
    """False for a record that its own site has withdrawn, or that we doubt; it never decides a verdict alone."""
    doubt: InBoth | Note | None = None
    """Why we doubt a record that its site still shows; from the join file."""
    assessments: dict[Component, Assessment] = {}
    reach: dict[Channel, Reach] = {}
    criteria: dict[Annotated[str, StringConstraints(pattern=r"^[a-z_]+$")], Status] = {}
    """The source's own criteria by its own names where its rule needs them (the European index's twelve)."""
    published: Published | None = None
    links: tuple[Link, ...] = ()
    """Links that the source gives for the whole record and not for one component."""


class SelfDescription(StrEnum):
    """What makers call their own model, as far as it is a claim about openness."""

    OPEN_SOURCE = "open_source"
    OPEN_WEIGHTS = "open_weights"
    OPEN_MODEL = "open_model"
    """"Open" with no noun that says which parts, such as "open model"."""
    FULLY_OPEN = "fully_open"
    CLOSED = "closed"
    """Their own word for holding it back, such as "proprietary"."""


class Called(Document):
    """What the maker itself called this version, kept beside the facts and never mixed with them."""

    as_what: SelfDescription
    words: Annotated[str, StringConstraints(min_length=2, max_length=160)]
    """The exact words of the page, short."""
    link: Link
    said: Moment | None = None
    """When the page was published, as exactly as it says."""
    read: Day
    as_copy: bool = False
    """Whether the page was read only as a copy that somebody else keeps."""


class ModelDocument(Document):
    """One version that people can tell apart; sizes and variants that share a release share an entry."""

    slug: Slug
    name: Line
    family: Slug
    organisation: Slug
    released: Moment | None = None
    modalities: tuple[Modality, ...] = (Modality.TEXT,)
    aliases: tuple[Line, ...] = ()
    """What people type for this version, beside its name; never a family's bare name."""
    variants: tuple[Line, ...] = ()
    """Names of the sizes and variants that share this entry, such as `Llama 3.1 8B Instruct`."""
    repositories: tuple[Annotated[str, StringConstraints(pattern=r"^[\w.-]+/[\w.-]+$")], ...] = ()
    """Identifiers `owner/name` on model hubs or code hosts."""
    base: Slug | None = None
    """The version that this one was made from, where that is an entry too."""
    note: Note | None = None
    called: tuple[Called, ...] = ()
    records: tuple[Record, ...] = ()

    @model_validator(mode="after")
    def _records_stand_once(self) -> Self:
        seen: set[tuple[str, str, str]] = set()
        for record in self.records:
            key = (record.source, record.record, record.judged)
            if key in seen:
                raise ValueError(f"the record {record.record} of {record.source} stands twice")
            seen.add(key)
        return self


class FamilyDocument(Document):
    """Versions that carry one name, such as Llama."""

    slug: Slug
    name: Line
    organisation: Slug
    aliases: tuple[Line, ...] = ()


class TransparencyResult(Document):
    """A company's score in the Foundation Model Transparency Index: about the company, never about a model."""

    edition: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}$")]
    """Year and month; editions use different indicators and are not compared."""
    met: int = Field(ge=0)
    of: int = Field(gt=0)
    flagship: Line | None = None
    """The model that the company was judged on, where the index names one."""
    source: Slug = "fmti"
    snapshot: Day


class OrganisationDocument(Document):
    """Who made a model."""

    slug: Slug
    name: Line
    aliases: tuple[Line, ...] = ()
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = None
    """ISO 3166-1 alpha-2, where a source gives it; None for international groups too."""
    link: Link | None = None
    transparency: tuple[TransparencyResult, ...] = ()


class Allowance(StrEnum):
    """Whether a licence allows a use."""

    YES = "yes"
    LIMITED = "limited"
    NO = "no"
    UNKNOWN = "unknown"


class Effect(StrEnum):
    """What a clause of a licence does to whoever takes the work."""

    ALLOWS = "allows"
    ASKS = "asks"
    """It may be done, and something must be done for it."""
    LIMITS = "limits"
    """Some may, or some of it."""
    FORBIDS = "forbids"


class Clause(Document):
    """One thing that a licence allows, asks, limits or forbids, in plain words."""

    effect: Effect
    words: InBoth
    place: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    """Where it stands in the text, such as `1.b.v` or `Attachment A`."""


class LicenceDocument(Document):
    """A licence and what it allows, read from its text; `spdx` is set only where SPDX lists it."""

    slug: Slug
    name: Line
    short: Annotated[str, StringConstraints(min_length=1, max_length=24)]
    """As it stands on a tile: `Apache-2.0`, `Llama 3.1`."""
    spdx: Annotated[str, StringConstraints(min_length=1, max_length=60)] | None = None
    aliases: tuple[Line, ...] = ()
    """Other spellings that sources use for the very same licence."""
    category: Literal[
        "open",
        "open_data",
        "community",
        "non_commercial",
        "responsible_use",
        "proprietary",
        "none",
        "unnamed",
    ]
    generic: bool = False
    """Whether several licences go by this name, so that it yields to one that is told apart."""
    osi_approved: bool = False
    fsf_libre: bool = False
    framework_listed: bool = False
    """Whether the Model Openness Framework's own list names it where OSI, FSF and its snapshot of SPDX do not."""
    commercial: Allowance = Allowance.UNKNOWN
    modification: Allowance = Allowance.UNKNOWN
    redistribution: Allowance = Allowance.UNKNOWN
    field_limits: bool | None = None
    """Whether it forbids purposes or fields of use; None where that is not known."""
    scale_limits: InBoth | Note | None = None
    """A limit on the size of who uses it, such as monthly users or revenue, in our words."""
    summary: InBoth | Note | None = None
    clauses: tuple[Clause, ...] = ()
    """What matters of its text, read from end to end; none where the whole text was not read."""
    link: Link | None = None
    read: Day | None = None
    """The day on which somebody read the text for this file; None for rows taken from SPDX's list."""
    as_copy: bool = False
    """Whether the text was read only as a copy that somebody else keeps."""

    @property
    def any_use(self) -> bool | None:
        """Whether everyone may use, change and share for any purpose; None where that is not known."""
        if self.osi_approved or self.fsf_libre:
            return True
        answers = (self.commercial, self.modification, self.redistribution)
        if self.field_limits or self.scale_limits or any(a in (Allowance.NO, Allowance.LIMITED) for a in answers):
            return False
        if self.field_limits is None or Allowance.UNKNOWN in answers:
            return None
        return True

    @property
    def framework_open(self) -> bool:
        """Whether the Model Openness Framework counts it as open: OSI-approved, FSF-libre, or its own list.

        `data/licences/framework.json` holds that list to the letter; a test keeps the two together.
        """
        open_data = self.spdx is not None and self.category == "open_data"
        return self.osi_approved or self.fsf_libre or self.framework_listed or open_data


class SourceDocument(Document):
    """A published index that Ajar draws on, and how far its word goes."""

    slug: Slug
    name: Line
    short: Annotated[str, StringConstraints(min_length=1, max_length=28)]
    publisher: Line
    link: Link
    data_link: Link | None = None
    licence: Line
    """Of the index's data."""
    snapshot: Day
    citation: Note
    caveat: Note | None = None
    """What must be said whenever this source is quoted, in our words."""
    successor: Slug | None = None
    """The source that carries this one on; where both judge a component of a version, the successor's word counts."""
    first_hand: bool = False
    """True for what Ajar's own readers read at a primary page."""


class Flagship(Document):
    """A version that communities ask about, and why it is among those that are read first-hand."""

    model: Slug
    asked: Annotated[Literal[1, 2, 3], BeforeValidator(_written_as_number)]
    """How much people ask for it: 3 most."""
    why: Note


class FlagshipsDocument(Document):
    """The versions whose pages Ajar's own readers read, and read again."""

    flagships: tuple[Flagship, ...]

    @model_validator(mode="after")
    def _each_stands_once(self) -> Self:
        slugs = [flagship.model for flagship in self.flagships]
        twice = {slug for slug in slugs if slugs.count(slug) > 1}
        if twice:
            raise ValueError(f"listed twice: {', '.join(sorted(twice))}")
        return self
