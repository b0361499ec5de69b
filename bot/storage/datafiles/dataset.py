"""The kinds of entries and a whole catalogue of them in memory; how one is read or kept lives elsewhere."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeAlias, cast

from bot.core.catalogue.documents import (
    Document,
    FamilyDocument,
    LicenceDocument,
    ModelDocument,
    OrganisationDocument,
    SourceDocument,
)
from bot.core.catalogue.plain import plain
from bot.core.debate.documents import EventDocument, PersonDocument, QuoteDocument, TopicDocument
from bot.core.learn.documents import TermDocument
from bot.core.quiz.documents import QuestionDocument

Entry: TypeAlias = (
    ModelDocument
    | FamilyDocument
    | OrganisationDocument
    | LicenceDocument
    | SourceDocument
    | QuoteDocument
    | PersonDocument
    | TopicDocument
    | EventDocument
    | TermDocument
    | QuestionDocument
)


class EntryKind(StrEnum):
    """What an entry is; the value stands in the database and in revisions and never changes."""

    MODEL = "model"
    FAMILY = "family"
    ORGANISATION = "organisation"
    LICENCE = "licence"
    SOURCE = "source"
    QUOTE = "quote"
    PERSON = "person"
    TOPIC = "topic"
    EVENT = "event"
    TERM = "term"
    QUESTION = "question"

    @property
    def folder(self) -> str:
        """The folder below `data/` that holds the files of this kind."""
        return _FOLDERS[self]


_FOLDERS: dict[EntryKind, str] = {
    EntryKind.MODEL: "models",
    EntryKind.FAMILY: "families",
    EntryKind.ORGANISATION: "organisations",
    EntryKind.LICENCE: "licences",
    EntryKind.SOURCE: "sources",
    EntryKind.QUOTE: "debate/quotes",
    EntryKind.PERSON: "debate/people",
    EntryKind.TOPIC: "debate/topics",
    EntryKind.EVENT: "debate/events",
    EntryKind.TERM: "terms",
    EntryKind.QUESTION: "quiz/questions",
}
_TYPES: dict[EntryKind, type[Entry]] = {
    EntryKind.MODEL: ModelDocument,
    EntryKind.FAMILY: FamilyDocument,
    EntryKind.ORGANISATION: OrganisationDocument,
    EntryKind.LICENCE: LicenceDocument,
    EntryKind.SOURCE: SourceDocument,
    EntryKind.QUOTE: QuoteDocument,
    EntryKind.PERSON: PersonDocument,
    EntryKind.TOPIC: TopicDocument,
    EntryKind.EVENT: EventDocument,
    EntryKind.TERM: TermDocument,
    EntryKind.QUESTION: QuestionDocument,
}


def document_type(kind: EntryKind) -> type[Entry]:
    """The document class that an entry of this kind is validated by."""
    return _TYPES[kind]


@dataclass(slots=True)
class DataSet:
    """A catalogue in memory: for each kind, slug to document."""

    models: dict[str, ModelDocument] = field(default_factory=dict[str, ModelDocument])
    families: dict[str, FamilyDocument] = field(default_factory=dict[str, FamilyDocument])
    organisations: dict[str, OrganisationDocument] = field(default_factory=dict[str, OrganisationDocument])
    licences: dict[str, LicenceDocument] = field(default_factory=dict[str, LicenceDocument])
    sources: dict[str, SourceDocument] = field(default_factory=dict[str, SourceDocument])
    quotes: dict[str, QuoteDocument] = field(default_factory=dict[str, QuoteDocument])
    people: dict[str, PersonDocument] = field(default_factory=dict[str, PersonDocument])
    topics: dict[str, TopicDocument] = field(default_factory=dict[str, TopicDocument])
    events: dict[str, EventDocument] = field(default_factory=dict[str, EventDocument])
    terms: dict[str, TermDocument] = field(default_factory=dict[str, TermDocument])
    questions: dict[str, QuestionDocument] = field(default_factory=dict[str, QuestionDocument])

    def of(self, kind: EntryKind) -> Mapping[str, Entry]:
        """The entries of one kind, by slug."""
        return cast("Mapping[str, Entry]", getattr(self, kind.folder.rpartition("/")[2]))

    def add(self, kind: EntryKind, document: Entry) -> None:
        """Put one document in, in place of one with the same slug."""
        cast("dict[str, Entry]", getattr(self, kind.folder.rpartition("/")[2]))[document.slug] = document

    def entries(self) -> Iterator[tuple[EntryKind, Entry]]:
        """Every entry with its kind, kind by kind."""
        for kind in EntryKind:
            for document in self.of(kind).values():
                yield kind, document

    def __len__(self) -> int:
        return sum(len(self.of(kind)) for kind in EntryKind)


def as_json(document: Document) -> str:
    """The text that the database keeps and that revisions compare: compact JSON in the order of `plain`."""
    return json.dumps(plain(document), ensure_ascii=False, separators=(",", ":"), default=_day)


def _day(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a document")
