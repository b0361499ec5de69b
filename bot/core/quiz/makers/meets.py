"""Which of these meets a definition, or does not: by the OSI's own look, or where every fact behind it is certain."""

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from bot.core.catalogue.components import Component
from bot.core.definitions import DEFINITIONS
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
    names_of,
    option_of,
    wording,
)
from bot.core.quiz.makers.maker import Seed
from bot.core.quiz.makers.material import Material
from bot.core.quiz.questions import Cited, Message, Name, Question, Subject

_WEIGHTS, _CODE, _DATA = Component.FINAL_WEIGHTS, Component.TRAINING_CODE, Component.PRETRAINING_DATA


@dataclass(frozen=True, slots=True)
class _Test:
    """A test that some pass and some fail for certain. Right ones come with their sources."""

    name: str
    finer: int
    right: Callable[[Material], Mapping[str, tuple[Cited, ...]]]
    wrong: Callable[[Material], Iterable[str]]
    definition: str | None = None
    """Whose rule is cited last."""
    how: Callable[[Material, str], str] = lambda _material, _model: ""
    """The end of the explanation's key, where there are several ways to the answer."""


class Meets:
    """Right ones rest on the OSI's own word on its own definition, or on weights that two sources agree on and on
    other facts that nobody contradicts; wrong ones fail for certain."""

    name = "meets"
    subject = Subject.DEFINITIONS

    def subjects(self, material: Material) -> Iterable[Seed]:
        """A seed for each version that passes a test (or fails it, where failing is asked for)."""
        for test in _TESTS:
            wrong = tuple(material.once(test.wrong))
            for model in material.once(test.right):
                made = identifier(self.name, test.name, model)
                level = level_of(material, model, test.finer)
                if made and enough_families(material, comparable(material, model, wrong, level)):
                    yield Seed(made, level, (f"model/{model}",))

    def make(self, material: Material, seed: Seed, chance: random.Random) -> Question | None:
        """The question of a seed."""
        model = seed.entries[0].partition("/")[2]
        test = next(t for t in _TESTS if seed.id == identifier(self.name, t.name, model))
        wrong = draw_models(material, model, comparable(material, model, material.once(test.wrong), seed.level), chance)
        if wrong is None:
            return None
        sources = material.once(test.right)[model]
        if test.definition:
            rule = DEFINITIONS[test.definition].citation
            sources = (*sources[: MOST_SOURCES - 1], Cited(title=Name(text=rule.title), link=rule.link))
        return Question(
            id=seed.id,
            maker=self.name,
            subject=self.subject,
            level=seed.level,
            prompt=wording(f"{self.name}.{test.name}", 2, chance),
            options=tuple(option_of(material, each) for each in (model, *wrong)),
            answer=(0,),
            explanation=Message(
                key=f"question.meets.{test.name}.why{test.how(material, model)}",
                values={"model": name_of(material, model), "others": names_of(material, wrong)},
            ),
            sources=sources[:MOST_SOURCES],
            entries=seed.entries,
        )


def _osi_said(material: Material, result: str) -> dict[str, tuple[Cited, ...]]:
    source = material.catalogue.sources.get("osi")
    if source is None:
        return {}
    return {
        slug: (Cited(title=Name(text=source.name), link=source.link),)
        for slug, model in material.catalogue.models.items()
        for record in model.records
        if record.source == "osi" and record.verified and record.published and record.published.result == result
    }


def _osi_passed(material: Material) -> dict[str, tuple[Cited, ...]]:
    return _osi_said(material, "passed")


def _osi_failed(material: Material) -> dict[str, tuple[Cited, ...]]:
    return _osi_said(material, "does_not_pass")


def _everyday_open(material: Material) -> dict[str, tuple[Cited, ...]]:
    asked = (_WEIGHTS, _CODE, Component.ARCHITECTURE)
    return _settled(material, asked, lambda model: material.verdicts[model]["everyday"].outcome is Outcome.MET)


def _everyday_not(material: Material) -> tuple[str, ...]:
    """Versions that answer one of the four with no for certain."""
    return tuple(
        model
        for model, verdicts in material.verdicts.items()
        if verdicts["everyday"].outcome in (Outcome.PARTLY, Outcome.NOT_MET)
        and (verdicts["everyday"].high or 0) <= 3
        and (model in material.held_back[_WEIGHTS] or model in material.held_back[_CODE])
    )


def _fully_open(material: Material) -> dict[str, tuple[Cited, ...]]:
    return _settled(
        material,
        (_WEIGHTS, _CODE, _DATA),
        lambda model: (
            material.verdicts[model]["gradient"].outcome is Outcome.MET
            and material.verdicts[model]["gradient"].label == "fully_open"
        ),
    )


def _not_fully_open(material: Material) -> tuple[str, ...]:
    return tuple(
        model
        for model in material.catalogue.models
        if any(model in material.held_back[component] for component in (_WEIGHTS, _CODE, _DATA))
    )


def _settled(
    material: Material, asked: tuple[Component, ...], passes: Callable[[str], bool]
) -> dict[str, tuple[Cited, ...]]:
    found: dict[str, tuple[Cited, ...]] = {}
    for model, weights in material.public[_WEIGHTS].items():
        proofs = [material.public[component].get(model) for component in asked]
        known = [proof for proof in proofs if proof is not None]
        if weights.solid and len(known) == len(asked) and passes(model):
            found[model] = cited(material, known)
    return found


def _not_osaid(material: Material) -> dict[str, tuple[Cited, ...]]:
    """Versions whose weights two sources call held back, or agree to be under terms that limit their use."""
    found: dict[str, tuple[Cited, ...]] = {}
    for model, verdicts in material.verdicts.items():
        osaid = verdicts["osaid"]
        if osaid.outcome is not Outcome.NOT_MET or "parameters" not in osaid.missing:
            continue
        proof = material.held_back[_WEIGHTS].get(model) or _restricted(material, model)
        if proof and proof.solid:
            found[model] = cited(material, [proof])
    return found


def _shortfall(material: Material, model: str) -> str:
    return ".held_back" if model in material.held_back[_WEIGHTS] else ".limited"


def _restricted(material: Material, model: str) -> Proof | None:
    proof = material.public[_WEIGHTS].get(model)
    licences = {voice.assessment.licence for voice in proof.voices} if proof else set[str | None]()
    terms = [material.catalogue.licences.get(slug) for slug in licences if slug]
    limited = len(terms) == len(licences) and all(term is not None and term.any_use is False for term in terms)
    return proof if limited else None


def _osaid_passed(material: Material) -> tuple[str, ...]:
    """Versions that the OSI passed and that our own reading does not call short of it."""
    return tuple(
        model for model in _osi_passed(material) if material.verdicts[model]["osaid"].outcome is not Outcome.NOT_MET
    )


_TESTS = (
    _Test("osi_passed", 0, _osi_passed, _osi_failed),
    _Test("osi_failed", 0, _osi_failed, _osi_passed),
    _Test("not_osaid", 0, _not_osaid, _osaid_passed, "osaid", _shortfall),
    _Test("everyday", 1, _everyday_open, _everyday_not, "everyday"),
    _Test("fully_open", 1, _fully_open, _not_fully_open, "gradient"),
)
