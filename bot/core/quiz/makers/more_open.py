"""Which of these stands higher on a named scale: the gradient, the European index's score, the framework's class."""

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from bot.core.catalogue.catalogue import is_current_index_record
from bot.core.catalogue.components import Component, Status
from bot.core.definitions.gradient import Step
from bot.core.definitions.index_score import index_score
from bot.core.definitions.verdicts import Outcome
from bot.core.quiz.makers.certainty import Proof
from bot.core.quiz.makers.drawing import (
    MOST_SOURCES,
    cited,
    comparable,
    draw_models,
    enough_families,
    identifier,
    level_of,
    name_of,
    option_of,
    wording,
)
from bot.core.quiz.makers.maker import Seed
from bot.core.quiz.makers.material import Material
from bot.core.quiz.questions import Cited, Date, Listing, Message, Name, Question, Said, Subject

_STEPS_APART, _SCORE_APART, _CLASSES_APART = 2, 0.2, 2
"""How far the others stay below the right one, so that no quarrel over one grade turns the answer."""
_BORDER = 1
"""What handing out weights at all counts beside the step, so that it alone is a clear distance."""
_RANKS = {0: 0, 3: 1, 2: 2, 1: 3}
"""The framework's classes from worst to best: none, III, II, I."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a version stands on a scale, at least and at most, and what is shown of it."""

    low: float
    high: float
    shown: Said
    sources: tuple[Cited, ...]
    solid: bool = True
    moment: str | None = None


@dataclass(frozen=True, slots=True)
class _Scale:
    name: str
    apart: float
    finer: int
    places: Callable[[Material], Mapping[str, _Place]]


class MoreOpen:
    """A scale that an index publishes is asked for by the index's own word; the gradient by settled steps alone."""

    name = "more_open"
    subject = Subject.DEFINITIONS

    def subjects(self, material: Material) -> Iterable[Seed]:
        """A seed for each version on a scale with three others well below it."""
        for scale in _SCALES:
            places = material.once(scale.places)
            for model, place in places.items():
                made = identifier(self.name, scale.name, model)
                level = level_of(material, model, scale.finer)
                if not place.solid or not made:
                    continue
                if enough_families(material, comparable(material, model, _below(scale, places, model), level)):
                    yield Seed(made, level, (f"model/{model}",))

    def make(self, material: Material, seed: Seed, chance: random.Random) -> Question | None:
        """The question of a seed."""
        model = seed.entries[0].partition("/")[2]
        scale = next(s for s in _SCALES if seed.id == identifier(self.name, s.name, model))
        places = material.once(scale.places)
        others = comparable(material, model, _below(scale, places, model), seed.level)
        wrong = draw_models(material, model, others, chance)
        if wrong is None:
            return None
        place = places[model]
        day: dict[str, Said] = {"day": Date(moment=place.moment)} if place.moment else {}
        ranked = sorted((model, *wrong), key=lambda each: -places[each].low)
        standings = Listing(items=tuple(_standing(material, each, places[each]) for each in ranked))
        return Question(
            id=seed.id,
            maker=self.name,
            subject=self.subject,
            level=seed.level,
            prompt=wording(f"{self.name}.{scale.name}", 2, chance, **day),
            options=tuple(option_of(material, each) for each in (model, *wrong)),
            answer=(0,),
            explanation=Message(key=f"question.more_open.{scale.name}.why", values={"standings": standings}),
            sources=place.sources[:MOST_SOURCES],
            entries=seed.entries,
        )


def _below(scale: _Scale, places: Mapping[str, _Place], model: str) -> list[str]:
    own = places[model]
    return [
        other
        for other, place in places.items()
        if place.high <= own.low - scale.apart + 1e-9 and place.moment == own.moment
    ]


def _standing(material: Material, model: str, place: _Place) -> Message:
    return Message(key="question.more_open.standing", values={"model": name_of(material, model), "value": place.shown})


def _gradient(material: Material) -> dict[str, _Place]:
    """Settled steps whose ground, the weights, is certain. What else they rest on is certain where it lifts them."""
    found: dict[str, _Place] = {}
    for model, verdicts in material.verdicts.items():
        verdict = verdicts["gradient"]
        if verdict.outcome in (Outcome.DEPENDS, Outcome.CANNOT_TELL) or verdict.low is None or verdict.high is None:
            continue
        proofs = _grounds(material, model, verdict.label)
        if proofs:
            shown = Message(key="question.no_weights" if verdict.label == "closed" else f"gradient.{verdict.label}")
            sources = cited(material, proofs)
            if proofs[0].part.status is Status.CLOSED:
                # Nobody may have said yet that there is an API: only that the weights are held back is certain.
                low, high = 0.0, float(Step.FINETUNING_API)
            else:
                low, high = verdict.low + _BORDER, max(verdict.high, _highest(material, model, verdict.label)) + _BORDER
            found[model] = _Place(low, high, shown, sources, proofs[0].solid)
    return found


def _highest(material: Material, model: str, label: str) -> float:
    """The step that a version may yet turn out to stand on: only parts that are held back for certain bar the way."""
    if label == "restricted_weights":
        return float(Step.RESTRICTED_WEIGHTS)
    if model in material.held_back[Component.TRAINING_CODE]:
        return float(Step.OPEN_WEIGHTS)
    barred = model in material.held_back[Component.PRETRAINING_DATA]
    return float(Step.WEIGHTS_AND_CODE if barred else Step.FULLY_OPEN)


def _grounds(material: Material, model: str, label: str) -> list[Proof]:
    weights = Component.FINAL_WEIGHTS
    needed = [weights]
    if label in ("weights_and_code", "fully_open"):
        needed.append(Component.TRAINING_CODE)
    if label == "fully_open":
        needed.append(Component.PRETRAINING_DATA)
    if label in ("closed", "hosted", "api", "finetuning_api"):
        proof = material.held_back[weights].get(model)
        return [proof] if proof else []
    proofs = [material.public[component].get(model) for component in needed]
    found = [proof for proof in proofs if proof]
    return found if len(found) == len(needed) else []


def _index(material: Material) -> dict[str, _Place]:
    """Scores of the European index as it stands now, from its own grades; a version judged twice is left out."""
    source = material.catalogue.sources.get("osai")
    found: dict[str, _Place] = {}
    for slug, model in material.catalogue.models.items():
        records = [record for record in model.records if record.verified and is_current_index_record(record)]
        score = index_score(records[0].criteria) if len(records) == 1 else None
        if source is None or score is None:
            continue
        links = (*records[0].links[:1], source.link)
        sources = tuple(Cited(title=Name(text=source.name), link=link) for link in dict.fromkeys(links))
        day = records[0].snapshot.isoformat()
        found[slug] = _Place(score, score, Name(text=f"{score:.2f}"), sources, moment=day)
    return found


def _framework(material: Material) -> dict[str, _Place]:
    """Classes that the Model Openness Tool's own records reach, where all of a version's records reach the same."""
    source = material.catalogue.sources.get("mot")
    found: dict[str, _Place] = {}
    for slug, model in material.catalogue.models.items():
        records = [r for r in model.records if r.source == "mot" and r.verified and r.published]
        classes = {r.published.mof_class for r in records if r.published}
        days = {r.snapshot.isoformat() for r in records}
        reached = next(iter(classes)) if len(classes) == 1 and len(days) == 1 else None
        if source is None or reached is None:
            continue
        shown = Message(key=f"question.class.{reached}")
        links = (source.link, source.data_link) if source.data_link else (source.link,)
        sources = tuple(Cited(title=Name(text=source.name), link=link) for link in links)
        rank = float(_RANKS[reached])
        found[slug] = _Place(rank, rank, shown, sources, moment=next(iter(days)))
    return found


_SCALES = (
    _Scale("gradient", _STEPS_APART, 0, _gradient),
    _Scale("osai", _SCORE_APART, 1, _index),
    _Scale("mof", _CLASSES_APART, 1, _framework),
)
