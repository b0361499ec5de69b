"""What makers know of events and dates: which may be asked about, how far apart they are, how they are told."""

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache, reduce

from bot.core.debate.documents import EventDocument
from bot.core.quiz.makers.material import WELL_KNOWN, Material
from bot.core.quiz.questions import Cited, Date, Level, Message, Name, Option, Said

YEAR_TOLD = re.compile(r"(?:19|20)\d\d")
"""A year in a name or a title: it would tell the answer."""
_LONGEST_TITLE = 100
MONTH, HALF_A_YEAR, YEAR = 30, 180, 365
"""Days."""


@lru_cache(maxsize=1024)
def first_and_last_day(moment: str) -> tuple[date, date]:
    """The span that a date covers at its stated exactness: `2024` is any day of that year."""
    numbers = [int(part) for part in moment.split("-")]
    year, month, day = (*numbers, 0, 0)[:3]
    if not month:
        return date(year, 1, 1), date(year, 12, 31)
    if not day:
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    return date(year, month, day), date(year, month, day)


def days_between(earlier: str, later: str) -> int:
    """The least number of days from one date to another; negative where the order is not certain."""
    return (first_and_last_day(later)[0] - first_and_last_day(earlier)[1]).days


def askable_events(material: Material) -> dict[str, EventDocument]:
    """Events whose titles fit an option and do not tell their year, in the order of their slugs."""
    return {
        slug: event
        for slug, event in sorted(material.record.events.items())
        if not any(YEAR_TOLD.search(title) for title in (event.title.en, event.title.zh))
        and max(len(event.title.en), len(event.title.zh)) <= _LONGEST_TITLE
    }


def level_of_event(material: Material, event: EventDocument) -> Level:
    """1 where it concerns a well-known version or quotes belong to it, else 2."""
    known = any(material.renown.get(model, 0) >= WELL_KNOWN for model in event.models)
    return 1 if known or event.quotes else 2


def apart(one: EventDocument, other: EventDocument) -> bool:
    """Whether two events concern nobody and nothing in common, so that neither title tells of the other's time."""
    return not (
        set(one.models) & set(other.models)
        or set(one.people) & set(other.people)
        or set(one.organisations) & set(other.organisations)
    )


def event_option(event: EventDocument) -> Option:
    """An event as an option."""
    return Option(said=event.title, entry=f"event/{event.slug}")


def event_pages(*events: EventDocument) -> tuple[Cited, ...]:
    """One page an event, at most three; all pages of one that stands alone."""
    if len(events) == 1:
        return tuple(Cited(title=events[0].title, link=link) for link in events[0].links[:3])
    return tuple(Cited(title=event.title, link=event.links[0]) for event in events[:3])


def dated(*events: EventDocument) -> Message:
    """Events with their dates, in the given order."""
    return _chain([_with_day(event.title, event.date) for event in events])


def dated_models(material: Material, *models: str) -> Message:
    """Versions with their dates, in the given order."""
    found = [material.catalogue.models[model] for model in models]
    return _chain([_with_day(Name(text=model.name), model.released or "") for model in found])


def _with_day(what: Said, moment: str) -> Message:
    return Message(key="question.dated", values={"what": what, "day": Date(moment=moment)})


def _chain(items: list[Message]) -> Message:
    """One after another: titles hold commas themselves, so that a listing of them would be hard to read."""
    return reduce(lambda earlier, later: Message(key="question.then", values={"first": earlier, "next": later}), items)
