"""The gradient of release: one step a model, the highest whose conditions are all known to hold.

After Solaiman, "The Gradient of Generative AI Release" (FAccT 2023, arXiv 2302.04844), whose upper end
is split by licence and by what else is out beside the weights.
"""

from enum import IntEnum

from bot.core.catalogue.components import Access, Channel, Component
from bot.core.catalogue.resolve import Profile
from bot.core.definitions.verdicts import (
    Answer,
    Citation,
    Facts,
    Outcome,
    Ruling,
    Verdict,
    over_sides,
    verdict_from,
)


class Step(IntEnum):
    """From shut to flung open."""

    CLOSED = 1
    HOSTED = 2
    API = 3
    FINETUNING_API = 4
    RESTRICTED_WEIGHTS = 5
    OPEN_WEIGHTS = 6
    WEIGHTS_AND_CODE = 7
    FULLY_OPEN = 8


class GradientOfRelease:
    """The step, and what the next one asks for that is missing or unknown."""

    name = "gradient"
    citation = Citation("The Gradient of Generative AI Release", "https://arxiv.org/abs/2302.04844")

    def judge(self, profile: Profile) -> Verdict:
        """Give the step (1 to 8) as the score."""
        looked_at = (
            Component.FINAL_WEIGHTS,
            Component.TRAINING_CODE,
            Component.PRETRAINING_DATA,
            Component.POSTTRAINING_DATA,
        )
        channels = {channel: profile.reach.get(channel) for channel in Channel}
        first, rulings, hinges = over_sides(profile, looked_at, lambda facts: _rule(facts, channels))
        return verdict_from(self.name, self.citation, first, rulings, hinges)


def _rule(facts: Facts, channels: dict[Channel, bool | None]) -> Ruling:
    requirements = {
        "weights": _handed_out(facts),
        "any_use": _any_use(facts),
        "training_code": facts.whole(Component.TRAINING_CODE),
        "training_data": _training_data(facts),
    }
    low = _step(requirements, channels, doubt=False)
    high = _step(requirements, channels, doubt=True)
    if low is None:
        # Nobody says whether the weights are out, nor how else one reaches the model.
        return Ruling(Outcome.CANNOT_TELL, "unknown", {"steps": len(Step)}, 0.0, float(high or 0), requirements)
    outcome = {Step.CLOSED: Outcome.NOT_MET, Step.FULLY_OPEN: Outcome.MET}.get(low, Outcome.PARTLY)
    return Ruling(
        outcome,
        low.name.lower(),
        {"step": int(low), "steps": len(Step)},
        float(low),
        float(high or low),
        requirements,
        score=float(low),
    )


def _step(requirements: dict[str, Answer], channels: dict[Channel, bool | None], *, doubt: bool) -> Step | None:
    """The highest step that holds; with `doubt`, unknown counts as holding, which gives the upper end."""

    def holds(name: str) -> bool:
        return requirements[name] is Answer.YES or (doubt and requirements[name] is Answer.UNKNOWN)

    if holds("weights"):
        if not holds("any_use"):
            return Step.RESTRICTED_WEIGHTS
        if not holds("training_code"):
            return Step.OPEN_WEIGHTS
        return Step.FULLY_OPEN if holds("training_data") else Step.WEIGHTS_AND_CODE
    if channels[Channel.FINETUNING_API]:
        return Step.FINETUNING_API
    if channels[Channel.API]:
        return Step.API
    if channels[Channel.HOSTED]:
        return Step.HOSTED
    return Step.CLOSED if requirements["weights"] is Answer.NO else None


def _handed_out(facts: Facts) -> Answer:
    """Whether people get the weights at all, be it some sizes alone or those alone whom the maker chooses: what is
    handed out under a condition is "restricted weights", and not closed."""
    obtainable = facts.access(Component.FINAL_WEIGHTS).obtainable
    return {True: Answer.YES, False: Answer.NO, None: Answer.UNKNOWN}[obtainable]


def _any_use(facts: Facts) -> Answer:
    """Whether everyone may have and use the weights for anything: all of them, no form to sign, no limits in the
    licence."""
    if facts.whole(Component.FINAL_WEIGHTS) is Answer.NO:
        return Answer.NO
    if facts.access(Component.FINAL_WEIGHTS) is Access.GATED:
        return Answer.NO
    licence = facts.licence(Component.FINAL_WEIGHTS)
    if licence is None or licence.any_use is None:
        return Answer.UNKNOWN
    return Answer.YES if licence.any_use else Answer.NO


def _training_data(facts: Facts) -> Answer:
    """Whether all training data is out; a base model has no post-training, so silence on that is no bar."""
    after = facts.whole(Component.POSTTRAINING_DATA)
    if after is Answer.NO:
        return Answer.NO
    return facts.whole(Component.PRETRAINING_DATA)
