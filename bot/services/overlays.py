"""A server's view of all entries: the base with the server's own laid over it. Keeping views is elsewhere."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import structlog
from pydantic import ValidationError

from bot.core.catalogue.documents import ModelDocument
from bot.core.debate.documents import EventDocument, PersonDocument, QuoteDocument
from bot.core.learn.documents import TermDocument
from bot.core.quiz.documents import QuestionDocument
from bot.storage.datafiles import DataSet, Entry, EntryKind, document_type
from bot.storage.datafiles.references import missing_references
from bot.storage.entries import Effect, StoredEntry

Key: TypeAlias = tuple[EntryKind, str]

_log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(__name__)
_MOST_ROUNDS = 20
"""What is put back may itself name something that is missing; chains are far shorter than this."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """What a server has of its own, and what it hides."""

    own: Mapping[Key, Entry] = field(default_factory=dict[Key, Entry])
    hidden: Mapping[Key, Entry] = field(default_factory=dict[Key, Entry])
    """With the documents that are kept under the hiding."""

    def __bool__(self) -> bool:
        return bool(self.own or self.hidden)


def understood(entry: StoredEntry) -> Entry | None:
    """The document of a stored entry; None, and a line in the log, where it is not valid any more."""
    try:
        return document_type(entry.kind).model_validate_json(entry.document)
    except ValidationError as problem:
        _log.error(
            "stored document is not valid",
            kind=entry.kind.value,
            slug=entry.slug,
            guild=entry.guild_id,
            faults=problem.error_count(),
        )
        return None


def overlay_of(rows: Iterable[StoredEntry]) -> Overlay:
    """The overlay that a server's rows make."""
    own: dict[Key, Entry] = {}
    hidden: dict[Key, Entry] = {}
    for row in rows:
        document = understood(row)
        if document is None or row.effect is Effect.BASE:
            continue
        (own if row.effect is Effect.OWN else hidden)[row.kind, row.slug] = document
    return Overlay(own, hidden)


def with_changes(dataset: DataSet, changes: Mapping[Key, Entry | None]) -> DataSet:
    """Another data set, with some entries replaced, added, or taken out; kinds that do not change are shared."""
    result = replace(dataset)
    for kind in {kind for kind, _ in changes}:
        _own_kind(result, kind)
    for (kind, slug), document in changes.items():
        if document is None:
            _take_out(result, kind, slug)
        else:
            result.add(kind, document)
    return result


def view_of(base: DataSet, overlay: Overlay, gone: Mapping[Key, Entry]) -> DataSet:
    """What a server sees.

    Every reference in it leads somewhere. A mention of what is not shown is left out (see `without_mentions`). What
    an entry cannot be without, such as a version's family, is shown all the same, as the base has it or had it last:
    an upgrade of the base may take away what a server's entry needs, or need what the server hides. An entry that
    needs what never was gives way to the base's.

    Args:
        base: what the base shows.
        overlay: of the server.
        gone: the last documents of what the base has retracted.
    """
    seen = without_mentions(with_changes(base, {**dict.fromkeys(overlay.hidden), **overlay.own}))
    for _ in range(_MOST_ROUNDS):
        missing = list(missing_references(seen))
        if not missing:
            break
        back: dict[Key, Entry | None] = {}
        for kind, slug, target, wanted in missing:
            key = target, wanted
            if wanted in base.organisations and target is EntryKind.PERSON:
                # A speaker that is a body is missing as a person.
                key = EntryKind.ORGANISATION, wanted
            found = base.of(key[0]).get(wanted) or gone.get(key) or overlay.hidden.get(key)
            if found is not None:
                back[key] = found
            else:
                back[kind, slug] = base.of(kind).get(slug) if (kind, slug) in overlay.own else None
        seen = without_mentions(with_changes(seen, back))
        _log.info("view_mended", entries=sorted(f"{kind}/{slug}" for kind, slug in back))
    return seen


def without_mentions(dataset: DataSet, of: Collection[Key] | None = None) -> DataSet:
    """Another data set, without the mentions of entries that are not in it, where an entry can be without them.

    Args:
        dataset: what is shown.
        of: the entries that may go unmentioned; by default all that are not shown.
    """
    missing: defaultdict[Key, set[Key]] = defaultdict(set)
    for kind, slug, target, wanted in missing_references(dataset):
        if of is None or (target, wanted) in of:
            missing[kind, slug].add((target, wanted))
    return with_changes(dataset, {key: _silent(dataset.of(key[0])[key[1]], lost) for key, lost in missing.items()})


def _silent(entry: Entry, lost: set[Key]) -> Entry:
    """An entry without what it says of lost ones; what it cannot be without stays."""

    def kept(kind: EntryKind, slugs: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(slug for slug in slugs if (kind, slug) not in lost)

    match entry:
        case ModelDocument(base=str(base)) if (EntryKind.MODEL, base) in lost:
            return entry.model_copy(update={"base": None})
        case QuoteDocument():
            reply = entry.replies_to
            return entry.model_copy(
                update={
                    "topics": kept(EntryKind.TOPIC, entry.topics) or entry.topics,
                    "models": kept(EntryKind.MODEL, entry.models),
                    "organisations": kept(EntryKind.ORGANISATION, entry.organisations),
                    "about": kept(EntryKind.PERSON, entry.about),
                    "replies_to": None if reply and (EntryKind.QUOTE, reply) in lost else reply,
                }
            )
        case PersonDocument():
            roles = tuple(
                role.model_copy(update={"organisation": None})
                if role.organisation and (EntryKind.ORGANISATION, role.organisation) in lost
                else role
                for role in entry.roles
            )
            changes = tuple(c for c in entry.changes if len(kept(EntryKind.QUOTE, (c.before, c.after))) == 2)
            return entry.model_copy(update={"roles": roles, "changes": changes})
        case EventDocument():
            return entry.model_copy(
                update={
                    "people": kept(EntryKind.PERSON, entry.people),
                    "organisations": kept(EntryKind.ORGANISATION, entry.organisations),
                    "models": kept(EntryKind.MODEL, entry.models),
                    "quotes": kept(EntryKind.QUOTE, entry.quotes),
                }
            )
        case TermDocument():
            return entry.model_copy(update={"see_also": kept(EntryKind.TERM, entry.see_also)})
        case QuestionDocument():
            named = {f"{kind}/{slug}" for kind, slug in lost}
            return entry.model_copy(update={"about": tuple(a for a in entry.about if a not in named)})
        case _:
            return entry


def _own_kind(dataset: DataSet, kind: EntryKind) -> None:
    name = kind.folder.rpartition("/")[2]
    setattr(dataset, name, dict(dataset.of(kind)))


def _take_out(dataset: DataSet, kind: EntryKind, slug: str) -> None:
    entries = dataset.of(kind)
    assert isinstance(entries, dict)
    entries.pop(slug, None)
