"""The claim that a model is fully open: weights, training code and training data."""

from bot.core.catalogue.components import Component
from bot.core.claims.kinds.kind import ClaimKind, Phrases
from bot.core.claims.saying import data_state, everything
from bot.core.claims.verdicts import Case, State, Verdict


def test(case: Case, _licence: str | None) -> Verdict:
    """False where one of the three is not public, misleading where it is in part or under limits."""
    states = (case.weights, data_state(case), case.state(Component.TRAINING_CODE))
    if State.NO in states:
        return Verdict.FALSE
    if State.PART in states or case.any_use is False:
        return Verdict.MISLEADING
    return Verdict.CANNOT_TELL if State.UNKNOWN in states or case.any_use is None else Verdict.HOLDS


FULLY_OPEN = ClaimKind(
    name="fully_open",
    code="fo",
    phrases={
        "en": Phrases(
            says=("(fully|completely|totally|entirely|100|100 percent|wholly) open(| source| sourced)",),
        ),
        "zh": Phrases(says=("(完全|彻底|全面|百分百|100)(|的|地)(开源|开放)",)),
    },
    test=test,
    half_denied=Verdict.HOLDS,
    say=everything,
    definitions=("gradient", "mof", "osaid"),
    components=(Component.PRETRAINING_DATA, Component.TRAINING_CODE, Component.FINAL_WEIGHTS),
    strong=True,
    adjective=True,
)
