"""The claim that a model is open source."""

from bot.core.catalogue.components import Component
from bot.core.claims.kinds.kind import ClaimKind, Phrases
from bot.core.claims.saying import standing
from bot.core.claims.verdicts import Case, State, Verdict
from bot.core.definitions.verdicts import Outcome


def test(case: Case, _licence: str | None) -> Verdict:
    """Hold it against the OSI's definition first, and where that cannot be told, against the looser ones in use.

    Holds: the OSI's definition is met; or it cannot be told, and the OSI's own check or the everyday four questions
    say yes. False: the weights are not public, which every definition asks for. Misleading: they are, and the OSI's
    definition is not met.
    """
    osaid = case.verdicts["osaid"]
    if case.weights is State.NO:
        return Verdict.FALSE
    if osaid.outcome is Outcome.MET:
        return Verdict.HOLDS
    if osaid.outcome is Outcome.NOT_MET:
        return Verdict.MISLEADING if case.weights in (State.YES, State.PART) else Verdict.CANNOT_TELL
    passed = any(published.verified and published.code == "passed" for published in osaid.published)
    return Verdict.HOLDS if passed or case.verdicts["everyday"].outcome is Outcome.MET else Verdict.CANNOT_TELL


OPEN_SOURCE = ClaimKind(
    name="open_source",
    code="os",
    phrases={
        "en": Phrases(
            says=(
                "(|truly |really |genuinely |actually |properly )open sourc(e|ed)",
                "opensourc(e|ed)",
                "foss",
                "open source ai model(|s)",
            ),
            denies=("non open source", "nonopen source"),
        ),
        "zh": Phrases(says=("(|真正|真的|真正的)开源", "开放源代码", "开放源码"), denies=("非开源",)),
    },
    test=test,
    half_denied=Verdict.HOLDS,
    say=standing,
    definitions=("osaid", "everyday", "gradient"),
    components=(
        Component.FINAL_WEIGHTS,
        Component.TRAINING_CODE,
        Component.PRETRAINING_DATA,
    ),
    strong=True,
    adjective=True,
)
