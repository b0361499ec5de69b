"""What goes into a reader and what comes out of it: files, records with hints, faults. No format is read here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from pydantic import ValidationError

from bot.core.catalogue.documents import Link, Modality, Record, TransparencyResult
from bot.core.definitions.framework_rule import FrameworkLicences
from bot.sources.licence_names import LicenceNames


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of a source. `name` is its path inside the snapshot, or whatever the caller calls it."""

    name: str
    text: str

    @property
    def base(self) -> str:
        """The last part of the name, such as `Amber.yml`."""
        return self.name.replace("\\", "/").rsplit("/", 1)[-1]

    @property
    def stem(self) -> str:
        """The last part of the name without its ending."""
        return self.base.rsplit(".", 1)[0]

    @property
    def folder(self) -> str:
        """The name of the folder that the file stands in, or an empty text."""
        return self.name.replace("\\", "/").rpartition("/")[0].rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class ReadFault:
    """Why a file or a row was not taken: where, and what was expected there."""

    file: str
    expected: str
    line: int | None = None
    key: str | None = None

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.key}: expected {self.expected}" if self.key else f"{place}: expected {self.expected}"


class Unreadable(Exception):
    """A file or a row that cannot be taken, with the reason as a `ReadFault`."""

    def __init__(self, fault: ReadFault) -> None:
        super().__init__(str(fault))
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Hints:
    """What the source says of who and what the model is, for people who decide which entry it belongs to."""

    name: str
    organisation: str | None = None
    released: str | None = None
    modalities: tuple[Modality, ...] = ()
    base: str | None = None
    repositories: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    notes: tuple[str, ...] = ()
    """Facts about the record itself, such as that it stands in the second file only."""


@dataclass(frozen=True, slots=True)
class UnknownLicence:
    """A spelling of a licence that our table does not know; the record is kept without it."""

    file: str
    key: str
    spelling: str


@dataclass(frozen=True, slots=True)
class DroppedLink:
    """A text in the place of a link that cannot be one."""

    file: str
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """One record with what else its file said."""

    record: Record
    hints: Hints
    unknown_licences: tuple[UnknownLicence, ...] = ()
    dropped_links: tuple[DroppedLink, ...] = ()


@dataclass(frozen=True, slots=True)
class CompanyResult:
    """A result that is about a company and about no model."""

    company: str
    result: TransparencyResult


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file gave. A file that is one record gives either the record or a fault, never half of it."""

    found: tuple[Found, ...] = ()
    companies: tuple[CompanyResult, ...] = ()
    faults: tuple[ReadFault, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What a reader needs beside the file."""

    snapshot: date
    """The day on which the source stood like this."""
    licences: LicenceNames = field(default_factory=LicenceNames)
    framework: FrameworkLicences = field(default_factory=FrameworkLicences)
    companions: Mapping[str, str] = field(default_factory=dict[str, str])
    """Other files of the same snapshot that a format spreads its facts over: name to text."""


@dataclass(frozen=True, slots=True)
class Format:
    """A file format that we can read."""

    name: str
    files: Mapping[str, tuple[str, ...]]
    """For each source with files of this format: their patterns below the folder of a snapshot, those that count
    more first."""
    read: Callable[[SourceFile, Context], Reading]
    """Never raises for what a file holds: faults come back in the reading."""
    companions: tuple[str, ...] = ()
    """Patterns of the companion files."""


def broken_document(file: str, problem: ValidationError, line: int | None = None) -> Unreadable:
    """The fault for values that our documents refuse."""
    first = problem.errors(include_url=False)[0]
    key = ".".join(str(part) for part in first["loc"])
    return Unreadable(ReadFault(file, f"a value that our record accepts: {first['msg']}", line, key or None))
