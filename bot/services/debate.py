"""The use cases of the debate: whom and what one can ask about, quotes, both sides, stances, the timeline."""

import random
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from rapidfuzz import fuzz, process, utils

from bot.core.catalogue.catalogue import Catalogue
from bot.core.debate.documents import Camp, EventDocument, QuoteDocument
from bot.core.debate.record import DebateRecord, Sides, Speaker, best_first, takes_part
from bot.core.debate.search import Hit, QuoteSearch
from bot.storage.datafiles import DataSet

_LIKELY = 78
"""The least likeness, of 100, at which a typed name may still mean a subject."""


class SubjectKind(StrEnum):
    """What quotes can be about; the value stands in the identifiers of buttons and never changes."""

    TOPIC = "topic"
    PERSON = "person"
    ORGANISATION = "organisation"
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class Subject:
    """Something to ask about."""

    kind: SubjectKind
    slug: str
    names: tuple[str, ...]
    """What it is called, the English name first and the Chinese one second where it has one."""

    @property
    def key(self) -> str:
        """As it stands in identifiers: `topic/regulation`."""
        return f"{self.kind}/{self.slug}"

    def name(self, language: str) -> str:
        """Its name in a language."""
        names = list(self.names)
        if self.kind is SubjectKind.TOPIC and language.startswith("zh"):
            return names[1]
        return names[0]


@dataclass(frozen=True)
class Debate:
    """The debate as it is served; immutable, a change makes a new one."""

    record: DebateRecord
    catalogue: Catalogue

    @cached_property
    def search(self) -> QuoteSearch:
        """The full-text search; building it takes about a tenth of a second."""
        return QuoteSearch(self.record)

    def prepare(self) -> None:
        """Build what takes long to build, so that no member waits for it; call it in a thread."""
        _ = self.search, self._named

    @cached_property
    def subjects(self) -> Mapping[str, Subject]:
        """Everything that has a quote, by key: topics, people and bodies that speak, models that are named."""
        found: list[Subject] = []
        for slug, topic in self.record.topics.items():
            found.append(Subject(SubjectKind.TOPIC, slug, (topic.name.en, topic.name.zh, *topic.aliases)))
        for slug in self.record.speakers:
            person = self.record.people.get(slug)
            if person:
                found.append(Subject(SubjectKind.PERSON, slug, (person.name, *person.aliases)))
        for slug, body in self.record.organisations.items():
            if self.record.on_organisation(slug):
                found.append(Subject(SubjectKind.ORGANISATION, slug, (body.name, *body.aliases)))
        for slug, model in self.catalogue.models.items():
            if self.record.on_model(slug):
                found.append(Subject(SubjectKind.MODEL, slug, (model.name, *model.aliases)))
        return {subject.key: subject for subject in found}

    @cached_property
    def _named(self) -> dict[str, str]:
        """Every name, folded, to the key of its subject."""
        named: dict[str, str] = {}
        for key, subject in self.subjects.items():
            for name in subject.names:
                named.setdefault(utils.default_process(name) or name, key)
        return named

    def complete(
        self, typed: str, kinds: frozenset[SubjectKind] = frozenset(SubjectKind), limit: int = 25
    ) -> list[Subject]:
        """Subjects while somebody types: names that begin so, then words that do, then what is spelled alike."""
        folded = utils.default_process(typed)
        known = {name: self.subjects[key] for name, key in self._named.items() if self.subjects[key].kind in kinds}
        if not folded:
            return list(dict.fromkeys(known.values()))[:limit]
        begins = [subject for name, subject in known.items() if name.startswith(folded)]
        inside = [subject for name, subject in known.items() if f" {folded}" in f" {name}" or folded in name]
        alike = [
            known[name]
            for name, score, _ in process.extract(folded, list(known), scorer=fuzz.WRatio, limit=limit)
            if score >= _LIKELY
        ]
        unique = {subject.key: subject for subject in [*begins, *inside, *alike]}
        return list(unique.values())[:limit]

    def subject(self, typed: str, kinds: frozenset[SubjectKind] = frozenset(SubjectKind)) -> Subject | None:
        """The subject that a chosen suggestion (its key) or a typed name means; None where nothing fits well."""
        chosen = self.subjects.get(typed)
        if chosen is not None:
            return chosen if chosen.kind in kinds else None
        return next(iter(self.complete(typed, kinds, 1)), None)

    def about(self, key: str) -> tuple[QuoteDocument, ...]:
        """The quotes of a subject, the best-sourced first, of equally sure ones the newest."""
        kind, _, slug = key.partition("/")
        match kind:
            case SubjectKind.TOPIC:
                return self.record.on_topic(slug)
            case SubjectKind.PERSON:
                return tuple(best_first(self.record.by_speaker(slug)))
            case SubjectKind.ORGANISATION:
                return self.record.on_organisation(slug)
            case SubjectKind.MODEL:
                return self.record.on_model(slug)
            case _:
                return ()

    def hits(self, words: str, limit: int = 25) -> list[Hit]:
        """The quotes that half-remembered words lead to, best first."""
        return self.search.find(words, limit)

    def any_quote(self, chance: random.Random) -> QuoteDocument | None:
        """One checked quote by chance, each camp as likely as the others."""
        checked = [quote for quote in self.record.quotes.values() if takes_part(quote)]
        camps = sorted({quote.camp for quote in checked})
        if not camps:
            return None
        camp = chance.choice(camps)
        return chance.choice(sorted((q for q in checked if q.camp is camp), key=lambda q: q.slug))

    def sides(self, topic: str) -> Sides | None:
        """Both sides of a topic, equally many quotes each."""
        return self.record.sides(topic)

    def speaker(self, slug: str) -> Speaker | None:
        """Somebody's quotes and roles."""
        return self.record.speaker(slug)

    def topics_of(self, speaker: Speaker) -> list[tuple[str, int]]:
        """The topics that somebody spoke on, by how often."""
        return Counter(topic for quote in speaker.quotes for topic in quote.topics).most_common()

    def timeline(
        self, start: str | None, end: str | None, person: str | None, organisation: str | None, model: str | None
    ) -> tuple[EventDocument, ...]:
        """The events that fit, oldest first."""
        return self.record.timeline(start, end, person, organisation, model)


def debate_of(documents: DataSet, catalogue: Catalogue) -> Debate:
    """The debate that a set of documents makes."""
    return Debate(_record_of(documents), catalogue)


def _record_of(documents: DataSet) -> DebateRecord:
    return DebateRecord(
        quotes=documents.quotes,
        people=documents.people,
        topics=documents.topics,
        events=documents.events,
        organisations=documents.organisations,
    )


def debate_statistics(documents: DataSet) -> dict[str, int | Mapping[str, int]]:
    """Quotes by provenance, check, camp, topic, language and year; speakers, topics, events."""
    quotes = list(documents.quotes.values())
    balance = _record_of(documents).balance()
    return {
        "quotes": len(quotes),
        "speakers": len({quote.speaker for quote in quotes}),
        "people": len(documents.people),
        "topics": len(documents.topics),
        "events": len(documents.events),
        "quotes_by_provenance": _counted(quote.provenance.value for quote in quotes),
        "quotes_by_check": _counted(quote.check.how.value for quote in quotes),
        "quotes_by_camp": _counted(quote.camp.value for quote in quotes),
        "checked_quotes_by_camp": {camp.value: balance[""][camp] for camp in Camp},
        "quotes_by_topic": _counted(topic for quote in quotes for topic in quote.topics),
        "quotes_by_language": _counted(quote.language for quote in quotes),
        "quotes_by_year": _counted(quote.date[:4] for quote in quotes),
    }


def _counted(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))
