"""The Model Openness Framework on a profile, "as assessed"; the Model Openness Tool's own class stands beside it.

White, Haddad, Osborne et al., arXiv 2403.13784. The rule itself is `framework_rule`. The two readings
are never mixed: the tool takes a component that is listed as there, a profile does not.
"""

from bot.core.catalogue.components import Component
from bot.core.catalogue.documents import LicenceDocument
from bot.core.catalogue.resolve import Profile
from bot.core.definitions.framework_rule import REQUIRED, State, framework_result
from bot.core.definitions.verdicts import (
    Answer,
    Citation,
    Facts,
    Outcome,
    Published,
    Ruling,
    Verdict,
    over_sides,
    verdict_from,
)

_ASKED = tuple(component for needed in REQUIRED.values() for component in needed)
_LOOKED_AT = (*_ASKED, Component.POSTTRAINING_DATA)
_RANK = {0: 0, 3: 1, 2: 2, 1: 3}
"""Classes from worst to best: none, III, II, I."""
_ROMAN = {0: "none", 1: "class_1", 2: "class_2", 3: "class_3"}


class ModelOpennessFramework:
    """Class I, II, III or none; cannot tell where what nobody assessed would decide."""

    name = "mof"
    citation = Citation("The Model Openness Framework", "https://arxiv.org/abs/2403.13784")

    def judge(self, profile: Profile) -> Verdict:
        """Give the class as the score: 1 to 3, 0 for none."""
        first, rulings, hinges = over_sides(profile, _LOOKED_AT, _rule)
        return verdict_from(self.name, self.citation, first, rulings, hinges, _published(profile))


def _published(profile: Profile) -> tuple[Published, ...]:
    return tuple(
        Published(
            record.source,
            record.judged,
            f"mot.{_ROMAN[record.published.mof_class]}",
            {"progress": round(record.published.progress[2]) if record.published.progress else 0},
            verified=record.verified,
        )
        for record in profile.model.records
        if record.source == "mot" and record.published and record.published.mof_class is not None
    )


def _rule(facts: Facts) -> Ruling:
    states = {component: _state(facts, component) for component in _ASKED}
    least = framework_result({c: state or State.MISSING for c, state in states.items()})
    most = framework_result({c: state or State.INCLUDED for c, state in states.items()})
    low, high = _RANK[least.mof_class], _RANK[most.mof_class]
    requirements = {
        component.value: Answer.UNKNOWN if state is None else Answer.YES if state is State.INCLUDED else Answer.NO
        for component, state in states.items()
    }
    if low != high:
        values = {"best": most.mof_class, "progress": round(least.progress[2])}
        return Ruling(Outcome.CANNOT_TELL, "between", values, float(low), float(high), requirements)
    outcome = {0: Outcome.NOT_MET, 3: Outcome.MET}.get(low, Outcome.PARTLY)
    return Ruling(
        outcome,
        _ROMAN[least.mof_class],
        {"progress": round(least.progress[2])},
        float(low),
        float(high),
        requirements,
        score=float(least.mof_class),
    )


def _state(facts: Facts, component: Component) -> State | None:
    """The component's state before the rule, or None where that is not known.

    The framework's "Datasets" are all training data, so post-training data that is held back counts.
    """
    if component is Component.PRETRAINING_DATA and facts.whole(Component.POSTTRAINING_DATA) is Answer.NO:
        return State.MISSING
    there = facts.whole(component)
    if there is not Answer.YES:
        return State.MISSING if there is Answer.NO else None
    return _licence_state(facts.licence(component))


def _licence_state(licence: LicenceDocument | None) -> State | None:
    if licence is None or licence.category == "unnamed":
        # Terms without a name cannot match the framework's list to the letter; nor can they miss it.
        return State.INVALID if licence is not None and licence.any_use is False else None
    if licence.category == "none":
        return State.UNLICENSED
    return State.INCLUDED if licence.framework_open else State.INVALID
