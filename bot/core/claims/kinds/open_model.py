"""The bare claim that a model is open, which says too little to be held against one definition."""

from bot.core.claims.kinds.kind import ClaimKind, Phrases
from bot.core.claims.saying import standing
from bot.core.claims.verdicts import Case, State, Verdict


def test(case: Case, _licence: str | None) -> Verdict:
    """Holds where anyone may have the weights and use them for anything; misleading under limits or in part."""
    if case.weights is State.NO:
        return Verdict.FALSE
    if case.weights is State.UNKNOWN or (case.weights is State.YES and case.any_use is None):
        return Verdict.CANNOT_TELL
    return Verdict.HOLDS if case.weights is State.YES and case.any_use else Verdict.MISLEADING


OPEN_MODEL = ClaimKind(
    name="open",
    code="op",
    phrases={
        "en": Phrases(says=("open", "open (model|models|llm|llms)")),
        "zh": Phrases(says=("开放(|的)模型", "是开放的", "很开放")),
    },
    test=test,
    half_denied=Verdict.MISLEADING,
    say=standing,
    definitions=("gradient", "osaid"),
    adjective=True,
)
