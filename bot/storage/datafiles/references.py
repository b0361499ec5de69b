"""Whether the entries of a catalogue fit together: every reference resolved, no name meaning two things."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

from bot.core.catalogue.documents import FamilyDocument, LicenceDocument, ModelDocument, OrganisationDocument
from bot.core.debate.documents import EventDocument, PersonDocument, QuoteDocument, TopicDocument
from bot.core.learn.documents import TermDocument
from bot.core.quiz.documents import QuestionDocument
from bot.storage.datafiles.dataset import DataSet, Entry, EntryKind
from bot.storage.datafiles.faults import Fault, key_path
from bot.storage.datafiles.yamltext import Parsed, YamlFault, parse

Location: TypeAlias = tuple[int | str, ...]
Finding: TypeAlias = tuple[EntryKind, str, Location, str]


def check_references(dataset: DataSet, folder: Path | None = None, *, empty_families: bool = False) -> list[Fault]:
    """Look for references that lead nowhere and for names that would lead to two entries.

    Checked: family, organisation and base of a model; source of a record and of a transparency result;
    licence of an assessment; organisation of a family; names and aliases within a kind, without regard to
    case and punctuation; aliases of a model that are the bare name of a family; families none of whose
    versions is by the family's organisation; speaker, topics and everybody named by a quote, an event or a
    person; the terms that a term leads to; what a question is about; the same words of one speaker entered
    twice.

    Args:
        dataset: the catalogue.
        folder: the data folder it was read from; with it the faults carry line numbers.
        empty_families: whether a family may be without a version of its organisation, as it is for those who
            enter one family and its versions one after the other.
    """
    findings = [
        *_links_between(dataset),
        *_bases(dataset),
        *_shared_names(dataset),
        *_family_names(dataset),
        *(() if empty_families else _families(dataset)),
        *_speakers(dataset),
        *_same_words(dataset),
    ]
    lines = _Lines(folder)
    return sorted(
        Fault(_file(kind, slug), lines.of(kind, slug, location), key_path(location), problem)
        for kind, slug, location, problem in findings
    )


def missing_references(dataset: DataSet) -> Iterator[tuple[EntryKind, str, EntryKind, str]]:
    """What leads nowhere: kind and slug of the entry that names another, then of the one that is not there.

    A speaker that is neither a person nor an organisation is told as a person.
    """
    for kind, entry in dataset.entries():
        for _, target, slug in _references(entry):
            if slug not in dataset.of(target):
                yield kind, entry.slug, target, slug
    for slug, quote in dataset.quotes.items():
        if quote.speaker not in dataset.people and quote.speaker not in dataset.organisations:
            yield EntryKind.QUOTE, slug, EntryKind.PERSON, quote.speaker


def _links_between(dataset: DataSet) -> Iterator[Finding]:
    for kind, entry in dataset.entries():
        for location, target, slug in _references(entry):
            if slug not in dataset.of(target):
                yield kind, entry.slug, location, f"there is no {target} `{slug}` ({_file(target, slug)})"


def _references(entry: Entry) -> Iterator[tuple[Location, EntryKind, str]]:
    """Where an entry names another one: the place, the kind of the other, its slug."""
    if isinstance(entry, ModelDocument):
        yield ("family",), EntryKind.FAMILY, entry.family
        yield ("organisation",), EntryKind.ORGANISATION, entry.organisation
        if entry.base is not None:
            yield ("base",), EntryKind.MODEL, entry.base
        for index, record in enumerate(entry.records):
            yield ("records", index, "source"), EntryKind.SOURCE, record.source
            for component, assessment in record.assessments.items():
                if assessment.licence is not None:
                    location = ("records", index, "assessments", component.value, "licence")
                    yield location, EntryKind.LICENCE, assessment.licence
    elif isinstance(entry, FamilyDocument):
        yield ("organisation",), EntryKind.ORGANISATION, entry.organisation
    elif isinstance(entry, QuoteDocument):
        yield from _of_quote(entry)
    elif isinstance(entry, PersonDocument):
        for index, role in enumerate(entry.roles):
            if role.organisation is not None:
                yield ("roles", index, "organisation"), EntryKind.ORGANISATION, role.organisation
        for index, change in enumerate(entry.changes):
            yield ("changes", index, "before"), EntryKind.QUOTE, change.before
            yield ("changes", index, "after"), EntryKind.QUOTE, change.after
    elif isinstance(entry, EventDocument):
        yield from _several(("people",), EntryKind.PERSON, entry.people)
        yield from _several(("organisations",), EntryKind.ORGANISATION, entry.organisations)
        yield from _several(("models",), EntryKind.MODEL, entry.models)
        yield from _several(("quotes",), EntryKind.QUOTE, entry.quotes)
    elif isinstance(entry, TermDocument):
        yield from _several(("see_also",), EntryKind.TERM, entry.see_also)
    elif isinstance(entry, QuestionDocument):
        for index, named in enumerate(entry.about):
            kind, _, slug = named.partition("/")
            yield ("about", index), EntryKind(kind) if kind in set(EntryKind) else EntryKind.QUESTION, slug
    elif isinstance(entry, OrganisationDocument):
        for index, result in enumerate(entry.transparency):
            yield ("transparency", index, "source"), EntryKind.SOURCE, result.source


def _of_quote(quote: QuoteDocument) -> Iterator[tuple[Location, EntryKind, str]]:
    yield from _several(("topics",), EntryKind.TOPIC, quote.topics)
    yield from _several(("models",), EntryKind.MODEL, quote.models)
    yield from _several(("organisations",), EntryKind.ORGANISATION, quote.organisations)
    yield from _several(("about",), EntryKind.PERSON, quote.about)
    if quote.replies_to is not None:
        yield ("replies_to",), EntryKind.QUOTE, quote.replies_to


def _several(place: Location, kind: EntryKind, slugs: tuple[str, ...]) -> Iterator[tuple[Location, EntryKind, str]]:
    for index, slug in enumerate(slugs):
        yield (*place, index), kind, slug


def _speakers(dataset: DataSet) -> Iterator[Finding]:
    """A speaker is a person or a body, and never both under one slug."""
    for slug, quote in dataset.quotes.items():
        if quote.speaker not in dataset.people and quote.speaker not in dataset.organisations:
            words = f"there is no person and no organisation `{quote.speaker}`"
            yield EntryKind.QUOTE, slug, ("speaker",), words
    for slug in dataset.people.keys() & dataset.organisations.keys():
        yield EntryKind.PERSON, slug, ("slug",), "an organisation has this slug"


def _same_words(dataset: DataSet) -> Iterator[Finding]:
    """The same words of the same speaker, entered twice."""
    owners: dict[tuple[str, str], str] = {}
    for slug, quote in sorted(dataset.quotes.items()):
        key = (quote.speaker, name_key(quote.words))
        owner = owners.setdefault(key, slug)
        if owner != slug:
            yield EntryKind.QUOTE, slug, ("words",), f"these words of this speaker stand in `{owner}` already"


def _bases(dataset: DataSet) -> Iterator[Finding]:
    for slug, model in dataset.models.items():
        seen: set[str] = set()
        current: ModelDocument | None = model
        while current is not None and current.base is not None and current.slug not in seen:
            seen.add(current.slug)
            current = dataset.models.get(current.base)
        if current is not None and current.slug == slug and seen:
            yield EntryKind.MODEL, slug, ("base",), "following `base` leads back to this version itself"


_PIECES = re.compile(r"\d+(?:\.\d+)*|[^\W\d_]+|\+")


def name_key(name: str) -> str:
    """A name without case, blanks and punctuation; points within numbers and `+` stay, they tell versions apart."""
    key = ""
    for piece in _PIECES.findall(unicodedata.normalize("NFKC", name).casefold()):
        key += f"-{piece}" if key and key[-1].isdigit() and piece[0].isdigit() else piece
    return key


def _names(entry: Entry) -> Iterator[tuple[Location, str]]:
    if isinstance(entry, QuoteDocument | EventDocument | QuestionDocument):
        return
    if isinstance(entry, TopicDocument | TermDocument):
        yield ("name", "en"), entry.name.en
        yield ("name", "zh-CN"), entry.name.zh
    else:
        yield ("name",), entry.name
    for index, alias in enumerate(getattr(entry, "aliases", ())):
        yield ("aliases", index), alias
    if isinstance(entry, LicenceDocument) and entry.spdx is not None:
        yield ("spdx",), entry.spdx


def _shared_names(dataset: DataSet) -> Iterator[Finding]:
    for kind in EntryKind:
        owners: dict[str, str] = {}
        for slug, entry in dataset.of(kind).items():
            for location, name in _names(entry):
                key = name_key(name)
                owner = owners.setdefault(key, slug) if key else slug
                if owner != slug:
                    yield kind, slug, location, f"`{name}` already leads to the {kind} `{owner}`"


def _family_names(dataset: DataSet) -> Iterator[Finding]:
    families = {name_key(family.name): slug for slug, family in dataset.families.items()}
    for slug, model in dataset.models.items():
        own = name_key(model.name)
        for index, alias in enumerate(model.aliases):
            key = name_key(alias)
            if key != own and key in families:
                words = f"`{alias}` is the bare name of the family `{families[key]}`, which leads to the family"
                yield EntryKind.MODEL, slug, ("aliases", index), words


def _families(dataset: DataSet) -> Iterator[Finding]:
    makers: defaultdict[str, set[str]] = defaultdict(set)
    for model in dataset.models.values():
        makers[model.family].add(model.organisation)
    for slug, family in dataset.families.items():
        if slug not in makers:
            yield EntryKind.FAMILY, slug, (), "no version belongs to this family"
        elif family.organisation in dataset.organisations and family.organisation not in makers[slug]:
            by = ", ".join(f"`{maker}`" for maker in sorted(makers[slug]))
            words = f"no version of this family is by `{family.organisation}`; they are by {by}"
            yield EntryKind.FAMILY, slug, ("organisation",), words


def _file(kind: EntryKind, slug: str) -> str:
    return f"{kind.folder}/{slug}.yaml"


class _Lines:
    """Finds the lines of faults by reading again the few files that have some."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._parsed: dict[str, Parsed | None] = {}

    def of(self, kind: EntryKind, slug: str, location: Location) -> int:
        if self._folder is None:
            return 0
        file = _file(kind, slug)
        if file not in self._parsed:
            try:
                self._parsed[file] = parse((self._folder / file).read_text(encoding="utf-8"))
            except (OSError, ValueError, YamlFault):
                self._parsed[file] = None
        parsed = self._parsed[file]
        return 0 if parsed is None else parsed.line_of(location)
