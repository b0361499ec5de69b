"""The debate in memory: quotes, people, topics and events, indexed for the questions that members ask."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.core.catalogue.documents import OrganisationDocument
from bot.core.debate.documents import Camp, Checked, EventDocument, PersonDocument, QuoteDocument, TopicDocument

_SURE = {how: rank for rank, how in enumerate(Checked)}
MOST_A_SIDE = 3
"""Quotes shown for each side of a topic: what fits one message with their sources."""


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides of a topic, with the same number of quotes each, and those between them."""

    topic: TopicDocument
    open: tuple[QuoteDocument, ...]
    limits: tuple[QuoteDocument, ...]
    between: tuple[QuoteDocument, ...]
    checked: Mapping[Camp, int]
    """How many checked quotes each camp has on the topic altogether."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody or some body that speaks."""

    slug: str
    name: str
    person: PersonDocument | None
    quotes: tuple[QuoteDocument, ...]
    """Newest first."""


@dataclass(frozen=True)
class DebateRecord:
    """One consistent state of the debate. Immutable: a change makes a new one."""

    quotes: Mapping[str, QuoteDocument]
    people: Mapping[str, PersonDocument]
    topics: Mapping[str, TopicDocument]
    events: Mapping[str, EventDocument]
    organisations: Mapping[str, OrganisationDocument]

    def speaker_name(self, slug: str) -> str:
        """The name of a person or body; the slug where there is no such entry."""
        found = self.people.get(slug) or self.organisations.get(slug)
        return found.name if found else slug

    def speaker(self, slug: str) -> Speaker | None:
        """A person, or a body that was quoted; None for anybody else."""
        quotes = self._by_speaker.get(slug, ())
        person = self.people.get(slug)
        return Speaker(slug, self.speaker_name(slug), person, quotes) if person or quotes else None

    @cached_property
    def speakers(self) -> tuple[str, ...]:
        """Everybody who is quoted, by how many quotes there are, then by name."""
        return tuple(sorted(self._by_speaker, key=lambda s: (-len(self._by_speaker[s]), self.speaker_name(s))))

    def on_topic(self, topic: str) -> tuple[QuoteDocument, ...]:
        """The quotes on a topic, the best-sourced first."""
        return self._by_topic.get(topic, ())

    def by_speaker(self, speaker: str) -> tuple[QuoteDocument, ...]:
        """What somebody said, newest first."""
        return self._by_speaker.get(speaker, ())

    def on_model(self, model: str) -> tuple[QuoteDocument, ...]:
        """The quotes that name a version, the best-sourced first."""
        return self._by_model.get(model, ())

    def on_organisation(self, organisation: str) -> tuple[QuoteDocument, ...]:
        """The quotes that name a body or are its own, the best-sourced first."""
        return self._by_organisation.get(organisation, ())

    def replies(self, quote: str) -> tuple[QuoteDocument, ...]:
        """The quotes that answer one, oldest first."""
        return self._replies.get(quote, ())

    def sides(self, topic: str, most: int = MOST_A_SIDE) -> Sides | None:
        """Both sides of a topic, an equal number of checked quotes each; None for an unknown topic.

        The best-sourced lead, one a speaker as long as there are speakers enough.
        """
        document = self.topics.get(topic)
        if document is None:
            return None
        certain = [quote for quote in self.on_topic(topic) if takes_part(quote)]
        camps = {camp: [quote for quote in certain if quote.camp is camp] for camp in Camp}
        count = min(len(camps[Camp.OPEN]), len(camps[Camp.LIMITS]), most)
        return Sides(
            document,
            _varied(camps[Camp.OPEN], count),
            _varied(camps[Camp.LIMITS], count),
            _varied(camps[Camp.BETWEEN], max(count, 1)),
            {camp: len(found) for camp, found in camps.items()},
        )

    def timeline(
        self,
        start: str | None = None,
        end: str | None = None,
        person: str | None = None,
        organisation: str | None = None,
        model: str | None = None,
    ) -> tuple[EventDocument, ...]:
        """The events between two moments (`2023`, `2024-07`, ...; both included), oldest first."""
        return tuple(
            event
            for event in self._in_order
            if (start is None or event.date >= start)
            and (end is None or event.date[: len(end)] <= end)
            and (person is None or person in event.people)
            and (organisation is None or organisation in event.organisations)
            and (model is None or model in event.models)
        )

    @cached_property
    def _in_order(self) -> tuple[EventDocument, ...]:
        return tuple(sorted(self.events.values(), key=lambda event: (event.date, event.slug)))

    def balance(self) -> dict[str, Counter[Camp]]:
        """Checked opinions by camp, for each topic and, under an empty name, overall."""
        counts: dict[str, Counter[Camp]] = {"": Counter()}
        for quote in self.quotes.values():
            if takes_part(quote):
                counts[""][quote.camp] += 1
                for topic in quote.topics:
                    counts.setdefault(topic, Counter())[quote.camp] += 1
        return counts

    @cached_property
    def _by_topic(self) -> dict[str, tuple[QuoteDocument, ...]]:
        return self._grouped(lambda quote: quote.topics, best_first)

    @cached_property
    def _by_model(self) -> dict[str, tuple[QuoteDocument, ...]]:
        return self._grouped(lambda quote: quote.models, best_first)

    @cached_property
    def _by_organisation(self) -> dict[str, tuple[QuoteDocument, ...]]:
        def concerned(quote: QuoteDocument) -> Iterable[str]:
            return {*quote.organisations, *([quote.speaker] if quote.speaker in self.organisations else [])}

        return self._grouped(concerned, best_first)

    @cached_property
    def _by_speaker(self) -> dict[str, tuple[QuoteDocument, ...]]:
        return self._grouped(lambda quote: (quote.speaker,), newest_first)

    @cached_property
    def _replies(self) -> dict[str, tuple[QuoteDocument, ...]]:
        found = self._grouped(lambda quote: (quote.replies_to,) if quote.replies_to else (), newest_first)
        return {slug: quotes[::-1] for slug, quotes in found.items()}

    def _grouped(
        self,
        keys: Callable[[QuoteDocument], Iterable[str]],
        order: Callable[[Iterable[QuoteDocument]], list[QuoteDocument]],
    ) -> dict[str, tuple[QuoteDocument, ...]]:
        groups: defaultdict[str, list[QuoteDocument]] = defaultdict(list)
        for quote in self.quotes.values():
            for key in keys(quote):
                groups[key].append(quote)
        return {key: tuple(order(members)) for key, members in groups.items()}


def takes_part(quote: QuoteDocument) -> bool:
    """Whether a quote may stand for a side: checked words that are an opinion and not a clause."""
    return quote.check.how.certain and quote.kind == "statement"


def best_first(quotes: Iterable[QuoteDocument]) -> list[QuoteDocument]:
    """The best-sourced first; of equally sure ones the newest."""
    return sorted(newest_first(quotes), key=lambda quote: _SURE[quote.check.how])


def newest_first(quotes: Iterable[QuoteDocument]) -> list[QuoteDocument]:
    """By date, the newest first."""
    return sorted(sorted(quotes, key=lambda quote: quote.slug), key=lambda quote: quote.date, reverse=True)


def _varied(quotes: list[QuoteDocument], count: int) -> tuple[QuoteDocument, ...]:
    """The first of each speaker before anybody's second."""
    turns: Counter[str] = Counter()
    ranked: list[tuple[int, int, QuoteDocument]] = []
    for place, quote in enumerate(quotes):
        ranked.append((turns[quote.speaker], place, quote))
        turns[quote.speaker] += 1
    return tuple(quote for _, _, quote in sorted(ranked, key=lambda item: item[:2])[:count])
