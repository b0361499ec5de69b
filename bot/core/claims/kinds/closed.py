"""The claim that a model is closed or proprietary."""

from bot.core.claims.kinds.kind import ClaimKind, Phrases
from bot.core.claims.saying import standing
from bot.core.claims.verdicts import Case, State, Verdict


def test(case: Case, _licence: str | None) -> Verdict:
    """False where anyone may have and use the weights; misleading where they are out under limits or in part."""
    if case.weights is State.NO:
        return Verdict.HOLDS
    if case.weights is State.UNKNOWN:
        return Verdict.CANNOT_TELL
    # A form to sign is a limit; so are terms that nobody has read.
    return Verdict.FALSE if case.weights is State.YES and case.any_use else Verdict.MISLEADING


CLOSED = ClaimKind(
    name="closed",
    code="cl",
    phrases={
        "en": Phrases(says=("closed(| source| sourced| model| models)", "closedsource", "proprietary", "closed ai")),
        "zh": Phrases(says=("闭源", "专有模型", "私有模型", "封闭模型", "是封闭的")),
    },
    test=test,
    half_denied=Verdict.HOLDS,
    say=standing,
    definitions=("gradient", "osaid"),
    adjective=True,
)
