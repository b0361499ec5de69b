"""What several makers do alike: word a prompt, draw plausible wrong options, cite, grade. No kind is here."""

import random
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from bot.core.catalogue.documents import ModelDocument
from bot.core.quiz.makers.certainty import Proof
from bot.core.quiz.makers.material import KNOWN, WELL_KNOWN, Material
from bot.core.quiz.questions import Cited, Level, Listing, Message, Name, Option, Said

WRONG = 3
"""Wrong options of a choice."""
MOST_SOURCES = 3
LONGEST_ID = 80
_YEARS_WEIGH = 1.5
"""A year between two versions is as far as one and a half steps of renown."""
_CHANCE_WEIGHS = 4.0
"""How far apart in plausibility two options may be and still change places by chance."""

Thing = TypeVar("Thing")


def wording(maker: str, count: int, chance: random.Random, **values: Said) -> Message:
    """One of a maker's `count` wordings: `question.<maker>.1` and so on."""
    return Message(key=f"question.{maker}.{chance.randint(1, count)}", values=values)


def level_of(material: Material, model: str, finer: int = 0) -> Level:
    """The level of a question on a version: 1 for a well-known one, 2 for a known one, 3 for the rest.

    A distinction that takes more than having heard of it (`finer`) makes it one or two levels harder.
    """
    renown = material.renown[model]
    level = (1 if renown >= WELL_KNOWN else 2 if renown >= KNOWN else 3) + finer
    return 1 if level <= 1 else 2 if level == 2 else 3


def name_of(material: Material, model: str) -> Name:
    """A version's name."""
    return Name(text=material.catalogue.models[model].name)


def option_of(material: Material, model: str) -> Option:
    """A version as an option."""
    return Option(said=name_of(material, model), entry=f"model/{model}")


def names_of(material: Material, models: Iterable[str]) -> Listing:
    """Several versions in a row."""
    return Listing(items=tuple(name_of(material, model) for model in models))


def identifier(*parts: str) -> str | None:
    """The id of a question; None where it would be too long."""
    made = ".".join(part.replace("_", "-") for part in parts)
    return made if len(made) <= LONGEST_ID else None


def comparable(material: Material, right: str, others: Iterable[str], level: Level) -> list[str]:
    """The versions that may stand beside the right one: of its sort, not of its family, nor made from it or it from
    them; at level 1 only known ones, at level 2 none that a single source alone has heard of."""
    least = {1: WELL_KNOWN - 1, 2: KNOWN - 1, 3: 0}[level]
    models = material.catalogue.models
    own = models[right]
    return [
        other
        for other in others
        if material.renown[other] >= least
        and material.sorts[other] & material.sorts[right]
        and not related(own, models[other])
    ]


def related(one: ModelDocument, other: ModelDocument) -> bool:
    """Whether two versions are the same, of one family, or made from one another."""
    return one.family == other.family or one.base == other.slug or other.base == one.slug


def draw_models(
    material: Material, right: str, others: Sequence[str], chance: random.Random, count: int = WRONG
) -> tuple[str, ...] | None:
    """Draw versions that are about as widely known and as old as the right one, each of another family."""
    models = material.catalogue.models

    def distance(other: str) -> float:
        apart = abs(material.renown[other] - material.renown[right])
        if right in material.years and other in material.years:
            return apart + _YEARS_WEIGH * abs(material.years[other] - material.years[right])
        return apart + _YEARS_WEIGH

    drawn: list[str] = []
    for other in by_distance(others, distance, chance):
        if not any(related(models[other], models[taken]) for taken in drawn):
            drawn.append(other)
            if len(drawn) == count:
                return tuple(drawn)
    return None


def by_distance(things: Iterable[Thing], distance: Callable[[Thing], float], chance: random.Random) -> list[Thing]:
    """The nearest first, with some chance in it."""
    return [
        thing
        for _, _, thing in sorted(
            (distance(thing) + _CHANCE_WEIGHS * chance.random(), place, thing) for place, thing in enumerate(things)
        )
    ]


def enough_families(material: Material, models: Iterable[str], count: int = WRONG) -> bool:
    """Whether so many options of different families can be drawn."""
    return len({material.catalogue.models[model].family for model in models}) >= count


def cited(material: Material, proofs: Iterable[Proof]) -> tuple[Cited, ...]:
    """Where some facts can be read: at most three links, one a source as far as there are sources."""
    sources = material.catalogue.sources
    found: dict[str, str] = {}
    for proof in proofs:
        for voice in proof.voices:
            found.setdefault(voice.links[0], voice.record.source)
    ranked: list[tuple[int, str, str]] = []
    turns: dict[str, int] = {}
    for link, source in found.items():
        ranked.append((turns.get(source, 0), link, source))
        turns[source] = turns.get(source, 0) + 1
    ranked.sort(key=lambda item: item[0])
    return tuple(Cited(title=Name(text=sources[source].name), link=link) for _, link, source in ranked[:MOST_SOURCES])
