"""The kinds of entries and a whole catalogue of them in memory; how one is read or kept lives elsewhere."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeAlias, cast

from bot.core.catalogue.components import Channel, Component
from bot.core.catalogue.documents import (
    Document,
    FamilyDocument,
    LicenceDocument,
    ModelDocument,
    OrganisationDocument,
    SourceDocument,
)
from bot.core.debate.documents import EventDocument, PersonDocument, QuoteDocument, TopicDocument

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


_RANKS: dict[object, int] = {key: rank for rank, key in enumerate((*Component, *Channel))}


Plain: TypeAlias = "str | int | float | date | list[Plain] | dict[str, Plain] | None"
"""What a document is made of once its classes are taken away."""


def plain(document: Document) -> dict[str, Plain]:
    """A document as plain values in one fixed order, with what equals its default left out.

    Fields stand in the order of the document class, components and channels in the order of their
    vocabulary, any other mapping by its keys, so that equal documents give equal texts. Days stay
    `datetime.date`; enumerations become their text.
    """
    result: dict[str, Plain] = {}
    for name, described in type(document).model_fields.items():
        value: object = getattr(document, name)
        if described.is_required() or value != described.get_default(call_default_factory=True):
            result[name] = _plain(value)
    return result


def _plain(value: object) -> Plain:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Document):
        return plain(value)
    if isinstance(value, Mapping):
        mapping = cast("Mapping[str, object]", value)
        return {str(key): _plain(mapping[key]) for key in sorted(mapping, key=_rank)}
    if isinstance(value, tuple):
        return [_plain(item) for item in cast("tuple[object, ...]", value)]
    return cast("Plain", value)


def _rank(key: str) -> tuple[int, str]:
    # A criterion may be spelt like a component; being text and not a member, it still sorts by name.
    return (_RANKS[key], key) if isinstance(key, StrEnum) else (len(_RANKS), key)


def as_json(document: Document) -> str:
    """The text that the database keeps and that revisions compare: compact JSON in the order of `plain`."""
    return json.dumps(plain(document), ensure_ascii=False, separators=(",", ":"), default=_day)


def _day(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a document")
