"""The claim that a model's weights are open."""

from bot.core.catalogue.components import Component
from bot.core.claims.kinds.kind import ClaimKind, Pair, Phrases
from bot.core.claims.saying import weights
from bot.core.claims.verdicts import Case, Verdict, by_state


def test(case: Case, _licence: str | None) -> Verdict:
    """Holds where anyone can get the weights, also after accepting terms; limits are for the wording to say."""
    return by_state(case, Component.FINAL_WEIGHTS)


OPEN_WEIGHTS = ClaimKind(
    name="open_weights",
    code="ow",
    phrases={
        "en": Phrases(
            says=("open weigh(t|ts|ted)", "openweight(|s)", "public weights", "open source weights"),
            denies=("closed weight(|s)",),
            pairs=(
                Pair(
                    ("weights", "model weights", "checkpoints", "parameters"),
                    ("open", "(|publicly )public", "open source", "open sourced", "published"),
                    ("closed", "private", "secret", "proprietary", "undisclosed"),
                    either_way=False,
                ),
            ),
        ),
        "zh": Phrases(
            says=("(开放|开源|公开)(|的)权重", "权重开(放|源)", "开权重"),
            pairs=(
                Pair(
                    ("权重", "模型权重", "参数权重"),
                    ("公开", "开放", "开源"),
                    ("保密", "不公开", "未公开", "没公开", "没有公开"),
                    either_way=False,
                ),
            ),
        ),
    },
    test=test,
    half_denied=Verdict.MISLEADING,
    say=lambda case: (weights(case),),
    definitions=("gradient",),
    strong=True,
    adjective=True,
)
